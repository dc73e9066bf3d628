"""The frame of the window: navigation, views, palette, key map, problems, settings, one instance, the way back."""

import json
import os
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtNetwork import QLocalServer
from PySide6.QtWidgets import QAbstractButton, QApplication
from shiboken6 import isValid

from desktop import app
from desktop.screens.pages import PAGES, page_named
from desktop.ui.home.concerns import waiting
from desktop.ui.kit import theme
from desktop.ui.kit.settings import CHOICES, Settings
from desktop.ui.kit.times import remaining, time_words
from desktop.ui.list import saved_views
from desktop.ui.shell.actions import keys_of, said
from desktop.ui.shell.instance import Doorbell, address_of, raise_other
from desktop.ui.shell.navigation_items import RAIL, OperatorButton
from desktop.ui.shell.palette_commands import commands_of
from desktop.ui.shell.palette_search import ACTS, PLACES, REPORTS, PaletteEntry, Target, find, target_kept
from desktop.ui.shell.window import MainWindow
from models import clock
from models.database.database import open_database
from models.database.instance import acquire
from models.database.query import Condition, Query
from models.database.settings import BEGUN, is_secretariat, own_unit, school_name
from models.schema.fields import entity_named
from tests import factories

STUDENT, ENTERPRISE, CLASS = (entity_named(name) for name in ("student", "enterprise", "school_class"))


@pytest.fixture
def filled(database):
    with database.transaction("准备") as tx:
        firm = tx.insert(ENTERPRISE, {"name": "沈阳华宸汽车制造有限公司"})
        group = tx.insert(CLASS, {"name": "2024级数控1班", "grade_year": 2024})
        person = tx.insert(STUDENT, factories.student(1, name="单晓明", school_class=group))
    return {"enterprise": firm, "school_class": group, "student": person}


# --- navigation


@pytest.mark.parametrize(
    ("choice", "size", "rail", "width"),
    [
        ("auto", QSize(1440, 900), False, 208),
        ("auto", QSize(1366, 768), False, 196),
        ("auto", QSize(1280, 648), True, RAIL),
        ("rail", QSize(1920, 1080), True, RAIL),
        ("wide", QSize(1024, 700), False, 196),
    ],
)
def test_navigation_is_as_wide_as_window_and_choice_allow(window, choice, size, rail, width):
    window.settings.put("navigation", choice)
    window.navigation.fit(size)
    assert (window.navigation.rail, window.navigation.width()) == (rail, width)
    assert bool(window.navigation.items["student"].toolTip()) is rail


def test_what_is_needed_seldom_is_kept_back_until_asked_for(window):
    nav = window.navigation
    assert nav.items["contact"].isHidden()
    assert not nav.items["student"].isHidden()
    more = next(m for m, items in nav._more.items() if nav.items["contact"] in items)
    more.click()
    assert not nav.items["contact"].isHidden()
    assert window.settings.get("navigation.open") == [more.title]
    more.click()
    window.show_list(entity_named("contact"))
    assert not nav.items["contact"].isHidden()


def test_counts_follow_writes(window, filled, settle):
    settle(window)
    assert window.navigation.items["student"].count == 1
    assert "1 名" in window.navigation.items["student"].accessibleName()


def test_alt_and_a_number_go_to_a_place(window, qtbot, settle):
    window.activateWindow()
    window._jump(2)
    settle(window)
    assert window.stage.spot.entity is window.navigation.seen_items()[2].entity


def test_back_leads_to_what_was_seen_before(window, settle):
    window.show_list(ENTERPRISE)
    window.show_page("settings", {})
    settle(window)
    window.actions_.back.trigger()
    assert window.stage.beside.entity is ENTERPRISE
    window.actions_.back.trigger()
    assert window.page.entity is STUDENT
    assert window.navigation.items["student"].isChecked()


def test_a_form_leads_back_to_the_page_it_was_opened_from(window, filled, settle):
    window.show_page("settings", {})
    window.show_record(STUDENT, filled["student"])
    settle(window)
    assert window.form is not None
    window.actions_.back.trigger()
    assert window.form is None
    assert window.stage.spot.page == "settings"


def test_f6_walks_from_pane_to_pane(window, qtbot, filled, settle):
    settle(window)
    window.activateWindow()
    window.page.table.setFocus()
    seen = []
    for _step in range(len(window.stage.panes()) + 2):
        window._walk(1)
        focused = window.focusWidget()
        panes = (window.navigation, window.head, *window.stage.panes())
        seen.append(next((n for n, pane in enumerate(panes) if pane is focused or pane.isAncestorOf(focused)), focused))
    assert set(seen) >= {0, 1, 2, 3}, seen


# --- views


def test_views_come_back_as_they_were_saved():
    settings = Settings()
    query = Query(
        STUDENT, (Condition("birth_date", ">=", date(2005, 1, 1)), Condition("status", "in", ("01", "02"))),
        ("-name",), "zs", date(2024, 9, 1),
    )  # fmt: skip
    saved_views.save(settings, saved_views.SavedView("我的", query, ("name", "phone"), own=True))
    json.dumps(settings.get("views.student"))
    assert saved_views.views_of(STUDENT, settings, None, clock.today())[-1] == saved_views.SavedView(
        "我的", query, ("name", "phone"), own=True
    )
    saved_views.forget(settings, saved_views.views_of(STUDENT, settings, None, clock.today())[-1])
    assert not any(view.own for view in saved_views.views_of(STUDENT, settings, None, clock.today()))


def test_a_view_of_fields_that_are_gone_loses_only_these():
    settings = Settings()
    kept = {"name": "旧", "search": "", "order": ["gone"], "columns": ["gone", "name"], "as_of": None,
            "conditions": [["gone", "=", 1], ["status", "=", "01"]]}  # fmt: skip
    settings.put("views.student", [kept, {"name": "坏"}])
    own = [view for view in saved_views.views_of(STUDENT, settings, None, clock.today()) if view.own]
    assert [(view.query.conditions, view.columns) for view in own] == [((Condition("status", "=", "01"),), ("name",))]


def test_a_tab_lists_what_it_says_and_counts_it(window, filled, settle, qtbot):
    settle(window)
    tabs = window.head.tabs
    assert [tabs.tabText(n) for n in (0, 4)] == ["全部在籍", "全部"]
    window.head.view_chosen.emit(window.head.views[1])
    settle(window)
    assert window.page.query.conditions == window.head.views[1].query.conditions
    assert tabs.currentIndex() == 1
    assert tabs.count_at(1) == window.page.model.rowCount()


def test_a_view_says_which_conditions_it_no_longer_asks(window, filled, settle):
    kept = {"name": "旧", "search": "", "order": [], "columns": [], "as_of": None,
            "conditions": [["phone", "=", "138"], ["name", "filled", None]]}  # fmt: skip
    window.settings.put("views.student", [kept])
    window.views._renew()
    settle(window)
    window.head.view_chosen.emit(window.head.views[-1])
    settle(window)
    assert window.banner.isVisible()
    assert window.banner.words.text() == "视图“旧”按联系电话筛选的条件没有采用：遮盖的栏不按内容筛选"
    assert [c.field for c in window.page.query.conditions] == ["name"]


def test_saving_a_view_adds_a_tab(window, monkeypatch, settle):
    window.page.take(Query(STUDENT, search="zs"))
    settle(window)
    monkeypatch.setattr("desktop.ui.shell.view_tabs.ask_name", lambda *_given: "姓张的")
    window.actions_.save_view.trigger()
    settle(window)
    tabs = window.head.tabs
    assert tabs.tabText(tabs.count() - 1) == "姓张的"
    assert tabs.currentIndex() == tabs.count() - 1


# --- palette


@pytest.mark.parametrize(
    ("typed", "table"),
    [("单晓", "student"), ("sxm", "student"), ("shanxiao", "student"), ("hcqc", "enterprise"), ("华宸", "enterprise")],
)
def test_records_are_found_by_characters_pinyin_and_initials(window, database, filled, typed, table):
    found = find(database, (), typed)
    targets = [entry.target for entry in found.entries]
    assert Target("record", table, filled[table]) in targets
    assert all(entry.span is not None for entry in found.entries if entry.target.kind == "record")


@pytest.mark.parametrize(
    ("typed", "group", "title"),
    [("首页", PLACES, "首页"), ("hzqy", PLACES, "合作企业"), ("hmc", REPORTS, "班级花名册"), ("> kjj", ACTS, "快捷键")],
)
def test_places_acts_and_reports_are_found(window, database, typed, group, title):
    entries = find(database, commands_of(window.actions_, database), typed).entries
    assert (group, title) in [(entry.group, entry.title) for entry in entries]


@pytest.mark.parametrize(("typed", "found"), [("合作 企业", True), ("qy hz", True), ("企业 奔驰", False)])
def test_a_place_is_found_by_all_the_words_typed(window, database, typed, found):
    entries = find(database, commands_of(window.actions_, database), typed).entries
    assert ((PLACES, "合作企业") in [(entry.group, entry.title) for entry in entries]) is found


def test_only_commands_after_the_sign(window, database, filled):
    assert not [
        e for e in find(database, commands_of(window.actions_, database), ">单").entries if e.target.kind == "record"
    ]


def test_who_is_called_just_so_comes_first(database):
    names = ("李奕浩", "李奕晨", "李奕然", "李奕凡", "李奕")
    with database.transaction("准备") as tx:
        tx.insert_many(STUDENT, [factories.student(n, name=name) for n, name in enumerate(names)])
    found = [
        e.title for e in find(database, (), "李奕").entries if (e.target.kind, e.target.name) == ("record", "student")
    ]
    assert found[0] == "李奕"
    assert len(found) == len(set(found)) == 4


def test_private_values_stay_masked_in_the_palette(window, database, filled):
    number = factories.student(1)["id_number"]
    assert all(number not in entry.facts for entry in find(database, (), "单晓明").entries)


def test_palette_leads_there_and_remembers(window, filled, settle, qtbot):
    settle(window)
    window.actions_.palette.trigger()
    palette = window.palette_
    assert palette.isVisible()
    palette.box.setText("hcqc")
    palette._look()
    settle(window)
    assert "拼音" in palette.scope.text
    qtbot.keyClick(palette.box, Qt.Key.Key_Return)
    settle(window)
    assert not palette.isVisible()
    beside = window.stage.beside
    assert (beside.entity, beside.contents.key) == (ENTERPRISE, filled["enterprise"])
    assert palette.first()[0].title == "沈阳华宸汽车制造有限公司"
    database = window.database
    with database.transaction("改名") as tx:
        tx.update(ENTERPRISE, filled["enterprise"], {"name": "沈阳新名汽车制造有限公司"})
    assert palette.first()[0].title == "沈阳新名汽车制造有限公司"
    window.settings.put("palette.recent", [["没有了", "building", "", ["record", "enterprise", "12345"]]])
    assert "没有了" not in [entry.title for entry in palette.first()]


def test_what_a_section_keeps_back_is_seen_once_it_is_opened(window, settle):
    window.resize(1366, 768)
    settle(window)
    navigation = window.navigation
    for more, kept in navigation._more.items():
        if not more.isChecked():
            more.click()
            settle(window)
            port = navigation._area.viewport()
            for item in (kept[0], kept[-1]):
                top = item.mapTo(port, QPoint(0, 0)).y()
                assert 0 <= top <= port.height() - item.height(), item.key


def test_palette_keeps_to_a_kind_and_closes(window, filled, settle, qtbot):
    window.page.table.setFocus()
    window.palette_.begin("单")
    settle(window)
    palette = window.palette_
    qtbot.keyClick(palette.box, Qt.Key.Key_Tab)
    settle(window)
    assert palette.only
    assert {entry.group for entry in palette.model.rows if not isinstance(entry, str)} == {palette.only}
    qtbot.keyClick(palette.box, Qt.Key.Key_Escape)
    assert not palette.isVisible()


@pytest.mark.parametrize(("typed", "first"), [("回访", "回访"), ("跟踪回访", "跟踪回访"), ("访", "跟踪回访")])
def test_palette_puts_an_act_called_just_so_before_places_that_contain_its_name(database, typed, first):
    place = PaletteEntry(PLACES, "跟踪回访", Target("list", "destination_follow_up"), "")
    act = PaletteEntry(ACTS, "回访", Target("perform", "follow-up-destination"), "")
    assert find(database, (place, act), typed).entries[0].title == first


def test_palette_tells_where_an_act_is_done_that_nothing_at_hand_can_have(window, settle):
    palette = window.palette_
    for typed, told in (("保留入学资格", "录取列表"), ("保留什么资格", "没有找到“保留什么资格”")):
        palette.begin(typed)
        settle(window)
        assert palette.model.rows == []
        assert told in palette.nothing.text()


def test_palette_offers_what_belongs_to_a_record(window, database, filled, settle):
    found = find(database, commands_of(window.actions_, database), "数控")
    related = next(entry for entry in found.entries if (entry.target.kind, entry.target.name) == ("related", "student"))
    window.go(related.target)
    settle(window)
    assert window.page.model.rowCount() == 1
    assert window.page.query.conditions == (Condition("school_class", "=", filled["school_class"]),)


@pytest.mark.parametrize(("text", "first"), [("学生", "学生"), ("xuesheng", "学生"), ("参加", "参加学生")])
def test_what_is_called_just_so_comes_first(window, database, text, first):
    found = find(database, commands_of(window.actions_, database), text)
    assert next(entry.title for entry in found.entries if entry.target.kind == "list") == first


def test_palette_offers_no_paper_of_what_was_not_done(window, database, filled):
    offered = find(database, commands_of(window.actions_, database), "单晓明").entries
    assert any(entry.target.name == "student" for entry in offered)
    assert "打印 个人信息清除证明" not in [entry.title for entry in offered]


def test_palette_says_when_there_is_nothing(window, settle):
    window.palette_.begin("没有这样的东西")
    settle(window)
    assert "没有这样的东西" in window.palette_.nothing.text()
    window.palette_.close_layer()


# --- keys


def test_key_map_has_every_shortcut_and_none_twice(window):
    keys = [key for each in keys_of(window.actions_) for key in each.keys]
    assert len(keys) == len(set(keys))
    assert {"F1", "F6", "Ctrl+K", "Ctrl+N", "Ctrl+Z", "F5"} <= set(keys)
    window.actions_.keymap.trigger()
    assert window.keymap.isVisible()
    assert "Ctrl+K" in window.keymap.table.accessibleName()
    window.keymap.close_layer()


def test_key_map_names_every_key_that_is_bound_as_buttons_do(window, settle, database):
    with database.transaction("准备") as tx:
        key = tx.insert(entity_named("student"), factories.student(1))
    window.show_query(Query(entity_named("student")))
    settle(window)
    window.stage.go_form(entity_named("student"), key)
    window.show_page("print", {})
    settle(window)
    bound = {said(each.key()) for each in window.findChildren(QShortcut)}
    bound |= {said(each.shortcut()) for each in window.findChildren(QAbstractButton)}
    told = [key for each in keys_of(window.actions_, window.stage.currentWidget()) for key in each.keys]
    assert len(told) == len(set(told))
    named = {key for key in bound if key} - {f"Alt+{number}" for number in range(1, 10)} - {"Ctrl+="}
    assert named <= set(told)
    assert {"Alt+1…9", "F4", "Space", "Ctrl+A", "Ctrl+C", "Ctrl+\\", "Ctrl+Shift+L", "Ctrl+Enter"} <= set(told)


def test_no_two_acts_share_a_key(window):
    keys = [key for listed in window.actions_.groups.values() for action in listed for key in action.shortcuts()]
    assert len(keys) == len({key.toString() for key in keys})
    assert all(isinstance(key, QKeySequence) for key in keys)


# --- problems


def test_every_kind_of_problem_leads_to_the_list_it_counts(window, filled, settle):
    window.show_page("problems", {})
    settle(window)
    page, watch = window.stage.currentWidget(), window.watch
    assert page.cards
    assert [card.concern for card in page.cards] == list(watch.concerns)
    assert window.navigation.pages["problems"].count == watch.count == waiting(watch.concerns)
    concern = next(concern for concern in watch.concerns if concern.query is not None)
    next(card for card in page.cards if card.concern is concern).click()
    settle(window)
    assert window.page.model.rowCount() == concern.count


def test_problems_can_be_narrowed_to_what_must_be_mended(window, filled, settle):
    window.show_page("problems", {})
    settle(window)
    page = window.stage.currentWidget()
    page.choice.take("fatal")
    assert all(card.concern.fatal for card in page.cards)
    page.choice.take(None)
    assert len(page.cards) == len(window.watch.concerns)


# --- settings


def test_among_several_schools_the_own_one_is_chosen(window, settle):
    with window.database.transaction("学校") as tx:
        _first, second = tx.insert_many(entity_named("school"), [{"name": "甲校"}, {"name": "乙校"}])
    window.show_page("settings", {})
    page = window.stage.currentWidget()
    page.own._take(second)
    settle(window)
    with window.database.reading() as connection:
        assert (own_unit(connection), school_name(connection)) == (second, "乙校")
    assert "乙校" in window.windowTitle()


def test_whose_data_it_is_can_be_said_later(window, qtbot, settle):
    window.show_page("settings", {})
    page = window.stage.currentWidget()
    page.unit.take("office")
    with window.database.reading() as connection:
        assert not is_secretariat(connection), "an office has a name"
    page.office.setText("示范市教育局")
    page.office.editingFinished.emit()
    settle(window)
    with window.database.reading() as connection:
        assert (is_secretariat(connection), school_name(connection)) == (True, "示范市教育局")
    assert "示范市教育局" in window.windowTitle()
    page.unit.take("school")
    with window.database.reading() as connection:
        assert not is_secretariat(connection)
    assert page.office.isReadOnly()


def test_settings_outlive_the_program(tmp_path):
    file = tmp_path / "部门" / "settings.json"
    first = Settings(file)
    first.put("theme", "dark")
    first.put("x", [1, "甲"])
    first.flush()
    again = Settings(file)
    assert (again.get("theme"), again.get("x")) == ("dark", [1, "甲"])


@pytest.mark.parametrize("content", ["", "[1]", "{", '{"theme": "pink"}'])
def test_bad_settings_are_as_good_as_none(tmp_path, content):
    file = tmp_path / "settings.json"
    file.write_text(content, "utf-8")
    assert Settings(file).get("theme") == CHOICES["theme"][0][0]


def test_settings_page_acts_at_once(window, settle):
    window.show_page("settings", {})
    page = window.stage.currentWidget()
    assert set(page.choices) == set(CHOICES) - {"lock.minutes"}  # asked where there is a lock
    page.choices["density"].take("compact")
    assert window.settings.get("density") == "compact"


def test_the_program_speaks_and_looks_as_asked(qtbot, qapp, database, settle):
    database.keep(BEGUN, value=True)
    program = app.Program(database, Settings())
    first = program.window
    first.show()
    settle(first)
    first.watch.look()
    settle(first)
    try:
        program._settings.put("theme", "dark")
        assert theme.current() == "dark"
        program._settings.put("language", "en")
        assert program.window is not first
        assert program.window.navigation.pages["problems"].count == 0  # as the window before it knew
        settle(program.window)
        assert program.window.stage.spot.page == "settings"
        assert program.window.navigation.items["student"].text() != "学生"
    finally:
        program._settings.put("language", "zh_CN")
        program._settings.put("theme", "light")
        settle(program.window)
        program.window.close()
        program.window.deleteLater()


# --- status, undo, instance


@pytest.mark.parametrize(
    ("ago", "expected"),
    [(timedelta(0), "今天 15:00"), (timedelta(days=1), "昨天 15:00"), (timedelta(days=9), "11-11"),
     (timedelta(days=400), "2024-10-16")],
)  # fmt: skip
def test_times_as_people_say_them(ago, expected):
    now = datetime(2025, 11, 20, 15, 0)  # noqa: DTZ001 - a wall clock
    assert time_words(now - ago, now) == expected


@pytest.mark.parametrize(
    ("seconds", "done", "total", "expected"),
    [(1, 1, 10, ""), (10, 0, 10, ""), (10, 5, 10, "约 10 秒"), (60, 10, 100, "约 9 分钟"), (10, 10, 10, "")],
)
def test_what_is_left_is_told_once_it_can_be_judged(seconds, done, total, expected):
    assert remaining(seconds, done, total) == expected


def test_deleting_offers_to_take_it_back(window, filled, settle):
    settle(window)
    window.page.choose([filled["student"]])
    window.commands.delete()
    settle(window)
    assert window.page.model.rowCount() == 0
    assert window.undo_bar.isVisible()
    window.undo_bar.act.click()
    settle(window)
    assert window.page.model.rowCount() == 1


ASK = """
import sys
from pathlib import Path
from desktop.ui.shell import instance
instance._BUSY = 500
sys.exit(0 if instance.raise_other(Path(sys.argv[1])) else 1)
"""


def asked_beside(qtbot, path):
    """What another start is answered."""
    with subprocess.Popen([sys.executable, "-c", ASK, path]) as asking:
        qtbot.waitUntil(lambda: asking.poll() is not None, timeout=30_000)
    return asking.returncode == 0


@pytest.fixture
def runtime(tmp_path_factory, monkeypatch):
    """The folder of the session, which is nobody else's; its name is short, as sockets want it."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


def test_a_second_start_rings_at_the_first(qtbot, tmp_path, qapp, runtime):
    path = tmp_path / "office.db"
    assert not raise_other(path)
    with closing(open_database(path)):
        assert not asked_beside(qtbot, path)  # nobody listens
        bell, rung = Doorbell(path), []
        bell.rung.connect(lambda: rung.append(1))
        assert [f.parent for f in runtime.iterdir()] == [runtime]
        assert asked_beside(qtbot, path)
        assert not asked_beside(qtbot, tmp_path / "other.db")
        assert rung == [1]
        bell.close()
        assert not asked_beside(qtbot, path)


@pytest.mark.parametrize("answer", [b"", b"yes\n", b"raised\n"], ids=["silent", "wrong", "right"])
@pytest.mark.parametrize("held", [True, False])
def test_who_only_listens_there_ends_no_start(qtbot, tmp_path, qapp, runtime, held, answer):
    """V14: another account listened at the known name, and the program ended without a window or a word."""
    path = tmp_path / "office.db"
    open_database(path).close()
    server = QLocalServer()
    assert server.listen(address_of(path))

    def respond():
        socket = server.nextPendingConnection()
        socket.write(answer)

    server.newConnection.connect(respond)
    lock = acquire(path) if held else None
    assert asked_beside(qtbot, path) == (held and answer == b"raised\n")
    if lock:
        lock.release()
    server.close()


@pytest.mark.skipif(sys.platform == "win32", reason="folders and their owners as POSIX knows them")
@pytest.mark.parametrize("mode", [0o700, 0o755, None])
def test_the_place_to_be_reached_at_is_nobody_elses(tmp_path, runtime, mode):
    if mode is None:
        runtime.rmdir()
    else:
        runtime.chmod(mode)
    place = Path(address_of(tmp_path / "office.db"))
    assert (place.parent == runtime) == (mode == 0o700)
    if place.is_absolute():
        assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    runtime.mkdir(exist_ok=True)


def test_a_long_path_still_has_a_place(tmp_path, monkeypatch):
    folder = tmp_path / ("很长的名字" * 8)
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    assert len(os.fsencode(address_of(tmp_path / "office.db"))) < 104


def test_backup_is_made_and_told(window, settle, filled):
    window.actions_.backup.trigger()
    settle(window)
    assert "今天" in window.status.backup.text()
    assert "已备份" in window.banner.words.text()


@pytest.mark.parametrize("page", [page.key for page in PAGES])
def test_every_page_opens_in_both_themes(window, settle, page):
    window.show_page(page, {})
    settle(window)
    try:
        theme.use("dark")
        assert not window.grab().isNull()
    finally:
        theme.use("light")
    places, of = window.navigation.pages, page_named(page).of
    marked = window.navigation.items[of] if of else places.get(page, places["home"])
    assert marked.isChecked()  # what stands beside the navigation belongs to records or to the home page


def test_the_window_is_called_as_the_school_is_now(window, database, settle):
    def seen():
        who = window.navigation.findChild(OperatorButton)
        return window.windowTitle(), window.status.database.text(), who.database, who.toolTip().splitlines()[-1]

    def named(name):
        return (f"{name} — 双元", name, name, name)

    assert seen() == named("office.db")
    with database.transaction("学校") as tx:
        school = tx.insert(entity_named("school"), {"name": "甲校"})
    settle(window)
    assert seen() == named("甲校")
    with database.transaction("改名") as tx:
        tx.update(entity_named("school"), school, {"name": "乙校"})
    settle(window)
    assert seen() == named("乙校")
    window.keeper.look()  # the backup of the day tells the status bar of the file again
    settle(window)
    assert seen() == named("乙校")


def test_settings_outlive_a_window_that_was_made_anew(database, qtbot, settle):
    settings = Settings()
    window = MainWindow(database, "office.db", settings)
    settle(window)
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    settings.put("navigation", "rail")
    settings.put("density", "roomy")
    assert not isValid(window)


@pytest.mark.parametrize(
    "kept",
    [["record", "student", "5"], ["report", "class-roster", "school_class"], ["report", "class-roster", "", "7"], ["page", "home"]],
    ids=" ".join,
)  # fmt: skip
def test_what_was_used_last_is_kept_as_it_was_in_the_settings(kept):
    assert target_kept(*kept).kept == kept
