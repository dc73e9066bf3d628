"""Acts by the keyboard alone: a student is suspended and that is taken back, a class graduates."""

import re

from tests.journeys import steps
from tests.journeys.desk import until

GROUP = "2017级建筑工程施工1班"


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
    clerk.see(re.compile(f"已休学 {name}，\\d+ 条记录"))
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
    clerk.see(re.compile(f"已毕业 {count} 条，[\\d,]+ 条记录"))
    assert statuses(clerk)["毕业"] == before.get("毕业", 0) + count
    clerk.press("ctrl+z")
    until(lambda: statuses(clerk) == before, "the graduation to be taken back")
    clerk.leave()
