"""A session of examination from registration to credits: forty ticked students by the keyboard, each count of the pipeline seen."""

import re

import openpyxl

from tests.journeys.desk import until
from tests.journeys.test_acts import find, reach

CODE, MANY, MOST = "KS-40", 40, 20  # the session, students, keys
BEFORE, AFTER = "2020-04-20", "2020-06-10"  # the days on which one registers, and on which results come
GOOD = 2  # who passes
STEPS = ("报名", "审核", "缴费", "准考证、座位", "成绩", "证书", "学分转换")


def register(clerk, kind, *lines):
    """Bring records in by a workbook."""
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line.split(","))
    path = clerk.desk.folder / f"{kind}.xlsx"
    book.save(path)
    clerk.command("import", kind, path)


def session(clerk):
    """A session to come, with two rooms of thirty seats."""
    register(
        clerk, "certificate", "证书名称,等级,总分合格线,理论权重,实操权重", "数控车铣加工,中级,70,0.3,0.7"
    )  # fmt: skip
    register(
        clerk, "exam-session", "考试批次,证书名称,等级,考试日期,考试费,站点代码,计划人数,状态",
        f"{CODE},数控车铣加工,中级,2020-05-30,280,0386,50,报名中",
    )  # fmt: skip
    rooms = [f"{CODE},{number},机房{number},30,6,5,监考{number}" for number in (1, 2)]
    register(clerk, "exam-room", "考试批次,考场号,地点,座位数,行数,列数,监考", *rooms)


def counts(clerk, *wanted):
    """Wait until the doors of the page say these counts."""

    def told():
        names = [h.name for h in clerk.everything() if h.seen and h.name.startswith("第 ")]
        found = [re.match(rf"第 (\d) 步 {step}，(\d+)", name) for step in STEPS for name in names]
        return tuple(int(one[2]) for one in found if one)

    until(lambda: told() == wanted, f"the counts {wanted}, not {told()}")


def look_at(clerk):
    """Go to the session by Ctrl+K."""
    find(clerk, CODE, re.compile(f".*{CODE}.*"))
    clerk.see(re.compile("第 1 步 报名，.*"))


def go_on(clerk, words, done):
    """Press the primary button, do the act it lays over the window, and wait for the word on it."""
    clerk.click(words)
    clerk.see(re.compile("改动 .*条记录.*"))
    clerk.press("ctrl+Return")
    clerk.see(re.compile(done))


def test_a_session_from_registration_to_credit(clerk):
    clerk.env["SHUANGYUAN_TODAY"] = BEFORE
    session(clerk)
    clerk.start()
    forty_are_registered(clerk)
    look_at(clerk)
    counts(clerk, MANY, 0, 0, 0, 0, 0, 0)
    go_on(clerk, f"审核 {MANY} 人", f"已报名审核通过 {MANY} .*")
    counts(clerk, MANY, MANY, 0, 0, 0, 0, 0)
    go_on(clerk, f"缴费 {MANY} 人", f"已报名缴费 {MANY} .*")
    counts(clerk, MANY, MANY, MANY, 0, 0, 0, 0)
    clerk.click(f"排座 {MANY} 人")
    clerk.see(f"未排座 {MANY} 人")
    clerk.press("ctrl+r")
    clerk.see(f"每人一座，无重号：{MANY}/{MANY}")
    clerk.click("返回考试批次")
    counts(clerk, MANY, MANY, MANY, MANY, 0, 0, 0)
    clerk.see("补报名")
    clerk.leave()

    clerk.env["SHUANGYUAN_TODAY"] = AFTER
    clerk.start()
    look_at(clerk)
    marks_are_typed(clerk)
    counts(clerk, MANY, MANY, MANY, MANY, MANY, 0, 0)
    certificates_and_credits(clerk)
    counts(clerk, MANY, MANY, MANY, MANY, MANY, GOOD, GOOD)
    go_on(clerk, "公布成绩", "已公布成绩 .*")
    go_on(clerk, "归档批次", "已归档批次 .*")
    (row,) = [row for row in clerk.records("exam-session") if row["code"] == CODE]
    assert (row["status"], row["registered"], row["sat"], row["passed"]) == ("归档", MANY, MANY, GOOD)
    clerk.leave()


def forty_are_registered(clerk):
    """Tick forty students, and register them without a mouse; the keys after the ticking are counted."""
    find(clerk, "xuesheng", re.compile("学生，.*"))
    clerk.table("学生列表", lambda count: count > MANY)
    clerk.focus_on("学生列表")
    clerk.press("Home", *["shift+Down"] * (MANY - 1))
    keys = ["ctrl+k", *"baoming"]
    clerk.press("ctrl+k")
    clerk.focus_on("搜索与命令", "text")
    clerk.type("baoming")
    act = re.compile(f"报名，证书与考试，{MANY} 人")
    clerk.see(act, "list item")
    while "selected" not in getattr(clerk.look(act, "list item"), "states", ()):
        clerk.press("Down")
        keys.append("Down")
    clerk.press("Return")
    clerk.focus_on("考试批次", "text")
    clerk.type(CODE)
    clerk.see(re.compile(f"{CODE}.*"), "list item")
    clerk.press("Return")
    clerk.see(re.compile(f"考试报名，.* {MANY} 条.*|改动 {MANY} 条记录.*"))
    clerk.press("ctrl+Return")
    clerk.see(re.compile(f"已报名 {MANY} 人，改动 {MANY} 条记录"))
    keys += ["Return", *CODE, "Return", "ctrl+Return"]
    assert len(keys) <= MOST, keys
    assert clerk.count("exam-registration", "--where", f"session={CODE}") == MANY


def marks_are_typed(clerk):
    """Forty pairs of marks in the table, Tab from one to the next; two are good."""
    clerk.click(f"登记成绩 {MANY} 人")
    clerk.focus_within("考生")
    for nth in range(MANY):
        theory, practice = ("82", "85") if nth < GOOD else ("60", "61")
        clerk.type(theory)
        clerk.press("Tab")
        clerk.type(practice)
        clerk.press("Tab")
    wanted = ["--where", f"session={CODE}", "--columns", "theory_score,practice_score"]

    def kept():
        rows = clerk.records("exam-result", *wanted)
        return sorted(tuple(float(row[part] or 0) for part in ("theory_score", "practice_score")) for row in rows)

    until(lambda: kept() == [(60, 61)] * (MANY - GOOD) + [(82, 85)] * GOOD, "all marks as they were typed")


def certificates_and_credits(clerk):
    """The two certificates with a number each, typed down the grid, and credits for a course."""
    clerk.click(f"登记证书 {GOOD} 本")
    clerk.see("逐人填写", "table")
    reach(clerk, "逐人填写")
    clerk.type("202021000001")
    clerk.press("Return")
    clerk.type("202021000002")
    clerk.press("ctrl+Return")
    clerk.see(re.compile(f"已发证 {GOOD} .*"))
    counts(clerk, MANY, MANY, MANY, MANY, MANY, GOOD, 0)
    clerk.click(f"认定学分 {GOOD} 人")
    clerk.focus_on("认定课程", "text")
    clerk.type("CNC")
    reach(clerk, "认定学分")
    clerk.type("4")
    clerk.see(re.compile("改动 .*条记录.*"))
    clerk.press("ctrl+Return")
    clerk.see(re.compile(f"已认定学分 {GOOD} .*"))
