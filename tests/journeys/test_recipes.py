"""The first five recipes of the manual on a computer where nothing is yet, as their text says; their pictures are kept."""

import re

from tests.factories import identity_number
from tests.journeys import steps, workbooks
from tests.journeys.clerk import Clerk
from tests.journeys.desk import PICTURES, until
from tests.journeys.test_acts import find

GROUP = "2026级数控1班"
CAME, STAYED_AWAY = "子丑寅卯辰", "巳"
FIRST = 100  # serial of the first who is admitted: none of the class
TERM = {"新学年": "2027-2028", "开学日期": "2027-09-01", "学期结束日期": "2028-01-20", "注册截止": "2027-09-10"}


def keep(clerk, name):
    """A picture of the screen as it is now."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    clerk.desk.picture(PICTURES / f"recipe-{name}.png")


def admitted(names):
    """Name and number of those who are admitted."""
    return [(f"李{name}", identity_number(FIRST + place)) for place, name in enumerate(names)]


def bring_in(clerk, path, button="导入"):
    """From a list to the review of the rows of a file."""
    clerk.click(button, "push button")
    clerk.see(steps.MARK)
    steps.hand_in(clerk, path)
    clerk.click("下一步")
    clerk.table(steps.REVIEWED)


def write_in(clerk, count, name):
    """Write what was reviewed; the button wants to be aimed at, so that no second press of 下一步 writes."""
    keep(clerk, f"{name}-review")
    clerk.rest_on("查找替换")
    clerk.click(f"导入 {count} 行")
    clerk.see(re.compile(f"已导入.* {count} 行"))
    keep(clerk, f"{name}-receipt")


def go(clerk, typed, label):
    """Open a register by its name."""
    find(clerk, typed, re.compile(f"{label}，.*"))
    clerk.see(label, "label")


def tick_all(clerk, label, count):
    """Tick every record of a list once it has so many."""
    clerk.table(f"{label}列表", count)
    clerk.press("ctrl+f")
    clerk.focus_on("搜索", "text")
    clerk.press("Down")
    clerk.focus_on(f"{label}列表")
    clerk.press("ctrl+a")
    clerk.see(re.compile(f"已选 {count} .*"))


def fill(clerk, words, typed):
    """Fill the field that has the keyboard, and go to the next."""
    clerk.focus_on(words, "text")
    clerk.write(typed)
    clerk.press("Tab")


def first_start(clerk):
    clerk.wait_for_title("双元")
    clerk.focus_on("单位名称", "text")
    clerk.type("Example School")
    clerk.click("操作人姓名", "text")
    clerk.type("Wang")
    keep(clerk, "1")
    clerk.click("下一步：选 Excel 文件", "push button")
    until(lambda: clerk.title() == "Example School — 双元", "the window")


def import_students(clerk):
    clerk.see(steps.MARK)
    path = workbooks.class_with_two_errors(clerk.desk.home / "class.xlsx", GROUP)
    clerk.click("导入为学生")
    steps.hand_in(clerk, path)
    clerk.click("下一步")
    clerk.see("库中没有这些名称")  # the columns were known, the class is not
    keep(clerk, "2-names")
    clerk.click("下一步")
    clerk.table(steps.REVIEWED, 2)  # those with errors are shown first
    steps.mend_two_errors(clerk)
    write_in(clerk, workbooks.SIZE, "2")
    clerk.click("查看记录")


def import_again(clerk):
    clerk.table("学生列表", workbooks.SIZE)
    rows = [workbooks.pupil(serial, GROUP) for serial in range(workbooks.SIZE)]
    rows[5][4] = "13900000000"
    bring_in(clerk, workbooks.book(clerk.desk.home / "again.xlsx", workbooks.HEADINGS, rows))
    clerk.see(f"不变 {workbooks.SIZE - 1} 行，无需写入")
    write_in(clerk, 1, "3")


def enrol(clerk):
    heads, everybody = ("姓名", "身份证件号", "毕业学校", "专业", "录取年份"), admitted(CAME + STAYED_AWAY)
    rows = [(*one, "第一中学", "数控", "2026") for one in everybody]
    go(clerk, "luqu", "录取")
    bring_in(clerk, workbooks.book(clerk.desk.home / "admitted.xlsx", heads, rows))
    write_in(clerk, len(everybody), "4-admitted")
    rows = [(*one, "2026-09-01") for one in admitted(CAME)]
    go(clerk, "baodao", "报到")
    bring_in(clerk, workbooks.book(clerk.desk.home / "came.xlsx", ("姓名", "身份证件号", "报到时间"), rows))
    write_in(clerk, len(CAME), "4-came")
    go(clerk, "luqu", "录取")
    clerk.click(f"待转学籍 {len(CAME)}", "page tab")
    tick_all(clerk, "录取", len(CAME))
    find(clerk, "luquzhuan", re.compile("录取转学籍，.*"))
    fill(clerk, "入学日期", "2026-09-01")
    clerk.see(re.compile("改动 .*条记录.*"))
    keep(clerk, "4-act")
    clerk.press("ctrl+Return")
    clerk.see(re.compile(f"已录取转学籍 {len(CAME)} 人，.*"))
    clerk.see("打印班级花名册", "push button")
    assert clerk.count("student") == workbooks.SIZE + len(CAME)


def classes(clerk):
    go(clerk, "banji", "班级")
    tick_all(clerk, "班级", 1)
    find(clerk, "shengji", re.compile("升级，.*"))
    clerk.see("2026 级的班级在 2026-2027 学年才是新生，不用升级")
    for words, typed in TERM.items():
        fill(clerk, words, typed)
    clerk.see(re.compile("改动 .*条记录.*"))
    keep(clerk, "5-act")
    clerk.press("ctrl+Return")
    clerk.see(re.compile(f"已升级 {GROUP}，.*"))
    assert [row["title"] for row in clerk.records("term", "--columns", "title")][-1] == "2027-2028-1"
    clerk.press("ctrl+z")
    clerk.see(re.compile("已撤销.*"))
    assert clerk.count("term") == 1


def test_the_first_five_recipes_on_a_fresh_computer(desk):
    clerk = Clerk(desk).start()
    for recipe in (first_start, import_students, import_again, enrol, classes):
        recipe(clerk)
    clerk.leave()
