"""Acts by the keyboard alone: a student is suspended and that is taken back, a class graduates."""

import re

from pypinyin import Style, lazy_pinyin

from tests.journeys.desk import until

GROUP, YOUNGER = "2017级建筑工程施工1班", "2018级数控技术应用1班"


def initials(name):
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))


def find(clerk, typed, words):
    """Choose what Ctrl+K finds, walking down to it."""
    clerk.press("ctrl+k")
    clerk.focus_on("搜索与命令", "text")
    clerk.type(typed)
    clerk.see(words, "list item")
    until(
        lambda: "selected" in getattr(clerk.look(words, "list item"), "states", ()) or clerk.press("Down"),
        f"“{words}” to be chosen",
    )
    clerk.press("Return")


def reach(clerk, words, keys="Tab"):
    """Walk with a key until a thing of that name has the keyboard."""
    until(lambda: clerk.focused_in(words) or clerk.press(keys), f"the keyboard on “{words}”")


def statuses(clerk, *words):
    """How many students there are of each status."""
    found = [row["status"] for row in clerk.records("student", *words, "--columns", "status")]
    return {status: found.count(status) for status in found}


def test_a_student_is_suspended_and_it_is_taken_back(clerk):
    before = statuses(clerk)
    clerk.start()
    find(clerk, "xuesheng", re.compile("学生，.*"))
    table = clerk.table("学生列表")
    clerk.focus_on("学生列表")
    name = clerk.row(table, 1)["姓名"]
    clerk.press("Home", "Down")
    find(clerk, "xiuxue", re.compile("休学，.*"))
    clerk.focus_on("异动日期", "text")
    clerk.press("Tab")
    clerk.type("2021-04-19")
    clerk.see(re.compile("学籍状态，在读 → 休学；.*"))
    clerk.press("ctrl+Return")
    clerk.see(re.compile(f"已休学 {name}，改动 \\d+ 条记录"))
    assert statuses(clerk)["休学"] == before.get("休学", 0) + 1
    clerk.press("ctrl+z")
    until(lambda: statuses(clerk) == before, "the suspension to be taken back")
    clerk.leave()


def test_a_class_graduates(clerk):
    before = statuses(clerk)
    clerk.start()
    find(clerk, "banji", re.compile("班级，.*"))
    clerk.focus_on("班级列表")
    clerk.press("ctrl+f")
    clerk.focus_on("搜索", "text")
    clerk.type("jzgcsg1")
    table = clerk.table("班级列表", lambda count: count <= 2)
    assert clerk.row(table, 0)["班级名称"] == GROUP
    clerk.press("Down")
    clerk.focus_on("班级列表")
    reach(clerk, "概况")
    clerk.press("Right")
    clerk.focus_on("关联")
    reach(clerk, re.compile(r"学生 \d+"))
    clerk.press("Return")
    table = clerk.table("学生列表", lambda count: 0 < count < 60)
    clerk.focus_on("学生列表")
    count = clerk.voice.size(table)[0]
    clerk.press("ctrl+a")
    find(clerk, "biye", re.compile("毕业，.*"))
    clerk.focus_on("异动日期", "text")
    clerk.see(re.compile(f"学籍状态，在读 → 毕业.* {count} 条.*"))
    clerk.press("ctrl+Return")
    clerk.see(re.compile(f"已毕业 {count} 人，改动 [\\d,]+ 条记录"))
    assert statuses(clerk)["毕业"] == before.get("毕业", 0) + count
    clerk.press("ctrl+z")
    until(lambda: statuses(clerk) == before, "the graduation to be taken back")
    clerk.leave()


def test_an_internship_a_rule_stops_is_waived_begun_and_ended(clerk):
    pupil = next(
        row
        for row in clerk.records("student", "--columns", "name,student_number,school_class")
        if row["school_class"] == YOUNGER
    )
    name, firm = pupil["name"], clerk.records("enterprise", "--columns", "name")[0]["name"]
    span = ("--set", "start_date=2020-04-20", "--set", "end_date=2020-06-30")
    clerk.command("act", "arrange-placement", "--of", pupil["student_number"], "--set", f"enterprise={firm}", *span)

    def state():
        return [
            row["status"] for row in clerk.records("placement", "--columns", "student,status") if row["student"] == name
        ]

    assert state() == ["待签"]
    clerk.start()
    find(clerk, "gangweishixi", re.compile("岗位实习，.*"))
    clerk.focus_on("岗位实习列表")
    clerk.press("ctrl+f")
    clerk.focus_on("搜索", "text")
    clerk.type(initials(name))
    table = clerk.table("岗位实习列表", lambda count: count < 20)
    place = next(n for n in range(clerk.voice.size(table)[0]) if clerk.row(table, n)["学生"] == name)
    clerk.press("Down")
    clerk.focus_on("岗位实习列表")
    clerk.press("Home", *["Down"] * place)

    find(clerk, "kaishishixi", re.compile("开始实习，.*"))
    clerk.see(re.compile("有禁止的情形（.*），确须办理的请写明理由"))
    for reason in [h.name for h in clerk.everything() if h.seen and h.name.endswith("例外的理由") and h.role == "text"]:
        reach(clerk, reason)
        clerk.type("approved")
    clerk.press("ctrl+Return")
    clerk.see(re.compile(f"已开始实习 {name}，.*"))
    assert state() == ["在岗"]

    find(clerk, "zhongzhishixi", re.compile("中止实习，.*"))
    reach(clerk, "中止原因")
    clerk.type("shangbing")
    clerk.press("Return")
    clerk.see(re.compile("岗位实习，.*中止.*"))
    clerk.press("ctrl+Return")
    clerk.see(re.compile(f"已中止实习 {name}，.*"))
    assert state() == ["中止"]
    clerk.leave()


def test_a_year_is_rolled_and_taken_back(clerk):
    def kept():
        return clerk.records("school-class", "--columns", "name,status,grade_year"), clerk.count("term")

    before = kept()
    clerk.start()
    find(clerk, "banji", re.compile("班级，.*"))
    clerk.focus_on("班级列表")
    clerk.press("ctrl+a")
    find(clerk, "shengji", re.compile("升级，.*"))
    clerk.see(re.compile("办理 .*的升级"), "push button")
    clerk.see(re.compile("改动 .*条记录.*"))
    clerk.press("ctrl+Return")
    clerk.see(re.compile("已升级 .*，改动 [\\d,]+ 条记录"))
    assert kept() != before
    clerk.press("ctrl+z")
    until(lambda: kept() == before, "the year to be taken back")
    clerk.leave()
