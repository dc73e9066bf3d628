"""The window as a screen reader hears it and the keyboard walks it, on every page, in a form, a wizard and the layers."""

import re
import shutil

import pytest

from tests.journeys import steps, workbooks
from tests.journeys.clerk import Clerk
from tests.journeys.conftest import needs
from tests.journeys.desk import Desk, lacking, until

PAGES = ("首页", "待处理", "打印中心", "导入", "设置")
LISTS = (
    "职教集团",
    "合作企业",
    "订单班",
    "学生",
    "班级",
    "实习批次",
    "岗位实习",
    "招生计划",
    "录取",
)
PLAIN = ("filler", "unknown", "invalid")


def faults(clerk):
    """What the keyboard can come to and a screen reader could not name."""
    found = [h for h in clerk.everything() if "focusable" in h.states]
    assert found
    return [(h.role, h.name) for h in found if not h.name.strip() or h.role in PLAIN]


def walk(clerk, keys, most=60):
    """Press a key until the focus is where it was at first; what had it on the way."""
    met = [clerk.focused()]
    for _step in range(most):
        here = step_on(clerk, keys, met[-1])
        if here.ref == met[0].ref:
            return met
        met.append(here)
    raise AssertionError([f"{each.role} {each.name}" for each in met])


def step_on(clerk, keys, here):
    """Press a key, and wait until the focus has left what had it; what has it then."""
    clerk.press(keys)
    return until(lambda: (h := clerk.focused()) and h.ref != here.ref and h, f"{keys} to leave “{here.name}”")


def walk_to(clerk, keys, words):
    """Press a key until the focus is on a thing of that name; it is known to be on the way."""
    here = clerk.focused()
    while here.name != words:
        here = step_on(clerk, keys, here)


@pytest.fixture(scope="module")
def opened(school):
    """The program, opened once for all that is only looked at."""
    needs(lacking())
    made = Desk()
    try:
        made.open()
        clerk = Clerk(made, made.folder / "office.db")
        shutil.copyfile(school, made.folder / "office.db")
        clerk.start()
        yield clerk
        clerk.leave()
    finally:
        made.close()


def test_every_page_and_list_can_be_heard(opened):
    for name in PAGES:
        opened.click(steps.item(name), steps.ITEM)
        opened.see(name, "label")
        assert faults(opened) == [], name
    for name, before in zip(LISTS, (LISTS[0], *LISTS), strict=False):
        opened.wheel_to(
            steps.item(name), steps.item(before), steps.ITEM, above=steps.item("打印中心"), over_role=steps.ITEM
        )
        opened.click(steps.item(name), steps.ITEM)
        until(lambda name=name: opened.focused_in(re.compile(f".*{name}.*")), f"the list “{name}”")
        assert faults(opened) == [], name


def test_a_table_says_its_rows_columns_and_cells(opened):
    table = steps.go_to_list(opened, "班级", 26)
    known = {row["name"]: row for row in opened.records("school-class")}
    for number in range(26):
        row = opened.row(table, number)
        assert row["班级名称"] in known
        assert row["班级编号"] == known[row["班级名称"]]["class_code"]
    cell = opened.voice.cell(table, 3, 1)
    assert opened.voice.place(table, cell) == (3, 1)


def test_tab_and_f6_walk_the_window_in_the_order_one_reads_it(opened):
    steps.go_to_list(opened, "班级", 26)
    met = [each.name for each in walk(opened, "Tab")]
    marks = ["搜索与命令", "班级，26 条", "导入", "搜索", "班级列表", "打开并修改"]
    start = met.index(marks[0])
    turned = met[start:] + met[:start]
    assert [name for name in turned if name in marks] == marks, turned
    panes = [each.name for each in walk(opened, "F6")]
    assert len(panes) == 5
    assert "班级列表" in panes
    back = [each.name for each in walk(opened, "shift+F6")]
    assert back == [panes[0], *reversed(panes[1:])]


def test_arrows_move_in_the_navigation(opened):
    steps.go_to_list(opened, "班级", 26)
    item = next(each for each in walk(opened, "shift+Tab") if each.role == steps.ITEM)
    assert item.name == "班级，26 条"
    walk_to(opened, "shift+Tab", item.name)
    opened.press("Down")
    opened.see("实习批次", "label")


def test_esc_closes_the_topmost_layer_and_gives_the_focus_back(opened):
    steps.go_to_list(opened, "班级", 26)
    for keys, layer in (("ctrl+k", "搜索与命令"), ("shift+F1", "快捷键")):
        opened.press(keys)
        until(lambda layer=layer: opened.focused_in(layer), f"the layer “{layer}”")
        assert faults(opened) == [], layer
        opened.press("Escape")
        opened.focus_on("班级列表")
    opened.press("ctrl+k")
    opened.focus_on("搜索与命令", "text")
    opened.type("zzzz")
    opened.press("Escape")
    opened.focus_on("班级列表")


def test_a_form_and_every_step_of_an_import_can_be_heard(opened):
    steps.go_to_list(opened, "学生")
    opened.press("Return")
    opened.focus_on("姓名", "text")
    assert faults(opened) == []
    opened.press("Escape")
    opened.focus_on("学生列表")
    path = workbooks.class_with_two_errors(opened.desk.home / "class.xlsx", "没有这个班")
    seen = []
    steps.review(opened, path, each=lambda: seen.append((steps.current_step(opened), faults(opened))))
    assert [number for number, _faults in seen] == ["1", "3", "4"]
    assert [found for _number, found in seen if found] == []
