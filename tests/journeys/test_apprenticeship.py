"""A programme of apprentices by the keyboard alone: from the agreement to 出师, with a change of mentor on the way."""

import re

import pytest

from tests.journeys.test_acts import find, initials, reach

NUMBER, PROGRAMME, CLASS = "J-2020-1", "数控学徒班", "2018级数控技术应用1班"
FIRST, SECOND = "甲师傅", "乙师傅"
JOINED, CHANGED, ASSESSED, OVER = "2020-03-02", "2020-04-01", "2020-04-15", "2020-04-19"
TICKED = 3
LEARNERS = f"学徒名单，{TICKED} 人"
SHEETS = {
    "agreement": f"""协议编号,协议名称,协议类型,乙方,签订日期,有效期起,有效期止,状态
{NUMBER},学徒培养协议,现代学徒制,{{firm}},2020-02-20,2020-02-24,2021-02-23,在审
""",
    "mentor": f"""姓名,企业,技能等级,聘期起,聘期止
{FIRST},{{firm}},技师,2020-01-01,2020-12-31
{SECOND},{{firm}},高级技师,2020-01-01,2020-12-31
""",
    "apprenticeship-programme": f"""项目编号,项目名称,项目类型,合作企业,协议,专业,开始日期,结束日期,计划人数,状态
J1,{PROGRAMME},现代学徒制,{{firm}},{NUMBER},数控技术应用,{JOINED},{OVER},{TICKED},筹备
""",
}


@pytest.fixture
def office(clerk):
    """The papers lie there: an agreement that is in review, two mentors, a programme in preparation."""
    firm = clerk.records("enterprise", "--columns", "name")[0]["name"]
    for entity, rows in SHEETS.items():
        path = clerk.desk.folder / f"{entity}.csv"
        path.write_text(rows.format(firm=firm), "utf-8-sig")
        clerk.command("import", entity, path)
    return clerk


def search(clerk, typed, words):
    """Find a record on a page beside its list."""
    clerk.press("ctrl+f")
    clerk.focus_on(re.compile("搜索.*"), "text")
    clerk.write(typed)
    clerk.see(re.compile(f"{words}，.*"), "list item")


def value(clerk, entity, name, key, wanted):
    """What a command says of one record."""
    return next(row[name] for row in clerk.records(entity, "--columns", f"{name},{key}") if row[key] == wanted)


def do(clerk, typed, act, done):
    """Begin an act with what Ctrl+K finds; who is asked for its fields calls `perform` with the sentence it ends with."""
    find(clerk, typed, re.compile(f"{act}，.*"))
    clerk.see(re.compile(f"办理.*{act}"), "push button")
    return re.compile(f"已{act} {done}.*")


def perform(clerk, done):
    """Do it once it is said what it does."""
    clerk.see(re.compile(r"改动 [\d,]+ 条记录.*"))
    clerk.press("ctrl+Return")
    clerk.see(done)
    clerk.miss("取消", "push button")


def fill(clerk, words, typed, *, chosen=""):
    """Fill in a field; of a record the one that is offered first."""
    reach(clerk, words)
    clerk.write(typed)
    if chosen:
        clerk.see(re.compile(f"{chosen}.*"), "list item")
        clerk.press("Return")


def begin(clerk):
    """The agreement is signed, the programme opens."""
    find(clerk, "hezuoxieyi", re.compile("合作协议，.*"))
    search(clerk, NUMBER, "学徒培养协议")
    done = do(clerk, "qianding", "签订协议", ".*")
    fill(clerk, "签订日期", "2020-02-21")
    perform(clerk, done)
    assert value(clerk, "agreement", "stage", "number", NUMBER) == "签订生效"

    find(clerk, "xuetuzhixiangmu", re.compile("学徒制项目，.*"))
    search(clerk, "J1", PROGRAMME)
    perform(clerk, do(clerk, "kaiban", "开班", PROGRAMME))


def numbers_begin(clerk):
    """What the student numbers of the class have in common."""
    rows = clerk.records("student", "--columns", "student_number,school_class")
    numbers = [row["student_number"] for row in rows if row["school_class"] == CLASS]
    different = [n for n, digits in enumerate(zip(*numbers, strict=True)) if len(set(digits)) > 1]
    return numbers[0][: different[0]]


def join(clerk):
    """Students who are ticked become apprentices."""
    find(clerk, "xuesheng", re.compile("学生，.*"))
    clerk.focus_on("学生列表")
    clerk.press("ctrl+f")
    clerk.focus_on("搜索", "text")
    clerk.type(numbers_begin(clerk))
    clerk.table("学生列表", lambda count: TICKED < count < 200)
    clerk.press("Down")
    clerk.focus_on("学生列表")
    clerk.press("Home", "space", "Down", "space", "Down", "space")
    done = do(clerk, "ruxiangmu", "入项目", f"{TICKED} 人")
    fill(clerk, "项目", initials(PROGRAMME), chosen=PROGRAMME)
    fill(clerk, "学徒期起", JOINED)
    perform(clerk, done)


def tick_all(clerk):
    """Everybody in the table of the programme."""
    reach(clerk, LEARNERS)
    clerk.press("Escape", "ctrl+a")
    clerk.see(f"已选 {TICKED} 人")


def pair(clerk):
    """All of them get a mentor; of the first it becomes another one."""
    find(clerk, "xuetuzhixiangmu", re.compile("学徒制项目，.*"))
    tick_all(clerk)
    done = do(clerk, "jiedui", "结对", f"{TICKED} 人")
    fill(clerk, "师傅", initials(FIRST), chosen=FIRST)
    fill(clerk, "结对日期", JOINED)
    perform(clerk, done)

    reach(clerk, LEARNERS)
    clerk.press("Escape", "Home", "space")
    clerk.see("已选 1 人")
    done = do(clerk, "huanshifu", "换师傅", ".*")
    fill(clerk, "师傅", initials(SECOND), chosen=SECOND)
    fill(clerk, "结对日期", CHANGED)
    fill(clerk, "解除原因", "moved")
    perform(clerk, done)


def assess(clerk):
    """The marks of the class, cell by cell."""
    clerk.press("Escape", "ctrl+f")
    clerk.focus_on(re.compile("搜索.*"), "text")
    reach(clerk, re.compile(f"登记考核 {TICKED} 人"))
    clerk.press("Return")
    fill(clerk, "考核类型", "jieye", chosen="结业考核")
    fill(clerk, "考核日期", ASSESSED)
    reach(clerk, "逐人填写")
    for marks in (("80", "90", "70"), ("60", "60", "60"), ("95", "95", "95")):
        for mark in marks:
            clerk.type(mark)
            clerk.press("Tab")
        clerk.press("Tab", "Tab", "Tab")
    clerk.see(re.compile(f"办理 {TICKED} 人的登记考核"), "push button")
    perform(clerk, re.compile(f"已登记考核 {TICKED} 人.*"))


def qualify(clerk):
    """Training is over."""
    tick_all(clerk)
    done = do(clerk, "chushi", "出师", f"{TICKED} 人")
    fill(clerk, "结果日期", OVER)
    perform(clerk, done)


def test_a_programme_goes_from_its_agreement_to_the_end(office):
    office.start()
    for step in (begin, join, pair, assess, qualify):
        step(office)
    told_on_the_page_of_one(office, told_in_registers(office))
    office.leave()


def told_in_registers(clerk):
    """What came of it, in the registers, the figures and the history; returns whose mentor changed."""
    fates = [
        row
        for row in clerk.records("apprentice", "--columns", "name,programme,outcome,outcome_date")
        if row["programme"] == PROGRAMME
    ]
    assert [(row["outcome"], row["outcome_date"]) for row in fates] == [("出师", OVER)] * TICKED
    names = {row["name"] for row in fates}
    pairs = [
        (row["mentor"], row["from_date"], row["until_date"], row["apprentice"])
        for row in clerk.records("mentor-pairing", "--columns", "mentor,from_date,until_date,apprentice")
        if row["mentor"] in {FIRST, SECOND}
    ]
    (changed,) = {pair[3] for pair in pairs if pair[0] == SECOND}
    after = "2020-04-20"  # the last day of the training still counts
    assert sorted(pairs) == sorted(
        [
            (SECOND, CHANGED, after, changed),
            (FIRST, JOINED, CHANGED, changed),
            *((FIRST, JOINED, after, one) for one in names - {changed}),
        ]
    )
    totals = sorted(
        (row["total"], row["grade"]) for row in clerk.records("assessment", "--columns", "apprentice,kind,total,grade,assessed_date")
        if row["apprentice"] in names and row["assessed_date"] == ASSESSED
    )  # fmt: skip
    assert [(float(total), grade) for total, grade in totals] == [(60, "合格"), (83, "良好"), (95, "优秀")]
    figures = {
        line.split("\t")[0]: line
        for line in clerk.command("figures", "C1 学徒数与师徒比", "--as-of", "2020-04-10").splitlines()
        if PROGRAMME in line
    }
    assert figures
    acts = [
        line
        for line in clerk.command("history").splitlines()
        if any(act in line for act in ("签订协议", "开班", "入项目", "结对", "换师傅", "登记考核", "出师"))
    ]
    assert len(acts) == 7
    return changed


def told_on_the_page_of_one(clerk, name):
    """The timeline of the student says it all, the latest first."""
    find(clerk, "xuesheng", re.compile("学生，.*"))
    clerk.focus_on("学生列表")
    clerk.press("Escape")  # nobody is ticked any more
    clerk.press("ctrl+f")
    clerk.focus_on("搜索", "text")
    clerk.write(initials(name))
    table = clerk.table("学生列表", lambda count: 0 < count < 30)
    clerk.press("Down", "Home")
    place = next(n for n in range(clerk.voice.size(table)[0]) if clerk.row(table, n)["姓名"] == name)
    clerk.press(*["Down"] * place)
    for words in (
        f"出师（{PROGRAMME}）.*",
        "结业考核：.*",
        f"拜师：{SECOND}.*",
        f"不再跟{FIRST}（moved）.*",
    ):
        clerk.see(re.compile(f".*{words}"))
