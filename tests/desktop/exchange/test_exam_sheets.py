"""Sheets of examinations: the session by column, title, sheet name or because only one is open; whose a result is; words as scores."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest

from desktop.exchange.applying import apply
from desktop.exchange.corrections import Mends, key_of
from desktop.exchange.import_steps import lay_out, read, review
from desktop.exchange.mapping_memory import Remembered
from desktop.exchange.review import touched
from desktop.operations.importing import write
from models.database.query import Query
from models.database.results import read_all
from models.progress import SILENT
from models.schema.fields import entity_named
from tests.factories import identity_number
from tests.imported import plan

DAY = "2026-03-10"
ONE, TWO, THREE = (f"{name},{identity_number(n)}" for n, name in enumerate(("张三", "李四", "王五"), 1))
OUTSIDE = f"周外人,{identity_number(9)}"
TICKET = "2107202603140101"


@pytest.fixture
def empty_file(grown):
    return grown(begun, DAY)[0]


@pytest.fixture
def office(database, tmp_path, monkeypatch):
    """Writes lines, imports them, gives the plan; a certificate of two standards, a session over and one that is open."""
    monkeypatch.setenv("SHUANGYUAN_TODAY", DAY)
    return importing(database, tmp_path)


def importing(database, folder):
    def run(kind, lines, *, sheet="名单", name="名单", answers=None):
        book = openpyxl.Workbook()
        book.active.title = sheet
        for line in lines:
            book.active.append([cell or None for cell in line.split(",")])
        path = folder / f"{name}.xlsx"
        book.save(path)
        made = plan(database, entity_named(kind), path, answers=answers or {})
        apply(database, made)
        return made

    return run


def begun(database):
    """Three students, the certificates and their sessions."""
    with TemporaryDirectory() as folder:
        _begin(importing(database, Path(folder)))


def _begin(run):
    run("student", ["姓名,身份证号", ONE, TWO, THREE])
    marks = "证书名称,等级,理论合格线,实操合格线,理论权重,实操权重,启用日期,停用日期"
    run("certificate", [
        marks, "物流管理,中级,60,60,0.4,0.6,2020-01-01,2026-01-01", "物流管理,中级,70,70,0.4,0.6,2026-01-01,",
        "车工,四级,60,60,0.4,0.6,,",
    ])  # fmt: skip
    run("exam_session", [
        "考试批次,证书名称,等级,考试日期,报名截止,站点代码", "WL-1,物流管理职业技能等级证书（中级）,,2025-12-13,2025-11-10,2107",
        "WL-2,物流管理,中级,2026-03-14,2026-03-12,2107", "CG-1,车工,四级/中级工,2026-05-01,,2107",
    ])  # fmt: skip


def kept(database, kind, *names):
    with database.reading() as connection:
        return [tuple(row.values[name] for name in names) for row in read_all(connection, Query(entity_named(kind)))]


HEADING = "姓名,身份证号"
TOLD = {
    "column": ({}, ["考试批次," + HEADING, f"WL-2,{ONE}"]),
    "head line": ({}, ["考试批次：WL-2", HEADING, ONE]),
    "title": ({}, ["WL-2 考试报名表", HEADING, ONE]),
    "sheet": ({"sheet": "WL-2"}, [HEADING, ONE]),
    "file": ({"name": "报名表（WL-2）"}, [HEADING, ONE]),
    "only one open": ({}, ["证书名称,等级," + HEADING, f"物流管理,中级,{ONE}"]),
    "level in the name": ({}, ["证书," + HEADING, f"物流管理职业技能等级证书（中级）,{ONE}"]),
}


@pytest.mark.parametrize("case", TOLD)
def test_the_session_is_told(office, database, case):
    where, lines = TOLD[case]
    (row,) = office("exam_registration", lines, **where).rows
    assert row.errors == []
    assert kept(database, "exam_registration", "session", "candidate", "certificate") == [
        ("WL-2", "张三", "物流管理（中级）")
    ]


ASKED = [  # what is answered; the session that is taken
    ({}, "WL-2"), ({"session": "WL-3"}, "WL-3"), ({"session": "none"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("answers", "session"), ASKED)
def test_of_several_open_sessions_one_is_asked_for_once_for_the_file(office, database, answers, session):
    office("exam_session", ["考试批次,证书名称,等级,考试日期", "WL-3,物流管理,中级,2026-04-01"])
    lines = ["证书名称,等级," + HEADING, f"物流管理,中级,{ONE}", f"物流管理,中级,{TWO}"]
    made = office("exam_registration", lines, answers=answers)
    (asked,) = made.asked
    choices = [choice for choice, _words in asked.choices]
    assert (asked.name, choices, asked.default, asked.count) == ("session", ["WL-2", "WL-3", "none"], "WL-2", 2)
    assert kept(database, "exam_registration", "session") == [(session,)] * 2
    told = [w.message for row in made.rows for w in row.warnings if w.field == "session"]
    assert told == ([f"没有写考试批次，按“{session}”导入；另有 1 个可选，请核对"] * 2 if session else [])
    if session:
        again = office("exam_registration", lines)
        assert {row.action.value for row in again.rows} == {"unchanged"}


def test_another_answer_in_the_steps_of_the_window_is_what_is_written(office, database, tmp_path):
    office("exam_session", ["考试批次,证书名称,等级,考试日期", "WL-3,物流管理,中级,2026-04-01"])
    path = tmp_path / "报名.csv"
    path.write_text(f"证书名称,等级,{HEADING}\n物流管理,中级,{ONE}\n物流管理,中级,{TWO}\n", "utf-8")
    layout = lay_out(entity_named("exam_registration"), [read(path)], Remembered({}, lambda _known: None))
    reviewed = review(database, layout, None, Mends(), SILENT)
    assert [(one.chosen, one.count) for one in reviewed.plan.left_open] == [("WL-2", 2)]
    other = Mends(answers={"session": "WL-3"})
    assert touched(reviewed.draft, reviewed.mends, other) == [0, 1]
    write(reviewed, other)
    assert kept(database, "exam_registration", "session") == [("WL-3",)] * 2


def test_an_answer_stands_when_mending_makes_two_questions_of_one(office, database, tmp_path):
    office(
        "exam_session",
        ["考试批次,证书名称,等级,考试日期", "WL-3,物流管理,中级,2026-04-01", "CG-2,车工,四级,2026-05-02"],
    )
    path = tmp_path / "报名.csv"
    path.write_text(f"证书名称,等级,{HEADING}\n物流管理,中级,{ONE}\n没有的,四级,{TWO}\n", "utf-8")
    layout = lay_out(entity_named("exam_registration"), [read(path)], Remembered({}, lambda _known: None))
    reviewed = review(database, layout, None, Mends(), SILENT)
    assert [one.name for one in reviewed.plan.left_open] == ["session"]
    row = reviewed.draft.found.rows[1]
    column = next(name for name, cell in row.raw.items() if cell == "没有的")
    mends = Mends(answers={"session": "WL-3"}).with_cells({(key_of(row), column): "车工"})
    reviewed.draft.again(reviewed.plan, mends, [0, 1])
    asked = ["session:物流管理（中级）", "session:车工（四级/中级工）"]
    assert [(one.name, one.chosen) for one in reviewed.draft.asked] == [(asked[0], "WL-3"), (asked[1], "CG-1")]
    mends = mends.with_answer(asked[1], "CG-2")
    alone = reviewed.draft.again(reviewed.plan, mends, [1])
    assert "CG-2" in alone[1].warnings[0].message
    assert [one.name for one in reviewed.draft.asked] == asked
    write(reviewed, mends, {**reviewed.plan.totals(), "insert": 2, "reject": 0})
    assert sorted(kept(database, "exam_registration", "candidate", "session")) == [("张三", "WL-3"), ("李四", "CG-2")]


def test_where_no_session_is_open_all_of_the_certificate_are_choices(office, database, monkeypatch):
    monkeypatch.setenv("SHUANGYUAN_TODAY", "2026-06-01")
    made = office("exam_registration", ["证书名称,等级," + HEADING, f"物流管理,中级,{ONE}", f"车工,四级,{TWO}"])
    assert [(one.name, one.default) for one in made.asked] == [
        ("session:物流管理（中级）", "WL-2"), ("session:车工（四级/中级工）", "CG-1"),
    ]  # fmt: skip
    assert sorted(kept(database, "exam_registration", "session")) == [("CG-1",), ("WL-2",)]


def test_the_standard_is_that_of_the_day_of_the_session(office, database):
    assert kept(database, "exam_session", "code", "standard") == [
        ("WL-1", "物流管理（中级）"), ("WL-2", "物流管理（中级）"), ("CG-1", "车工（四级/中级工）"),
    ]  # fmt: skip
    for session in ("WL-1", "WL-2"):
        office("exam_registration", ["考试批次," + HEADING, f"{session},{ONE}"])
        office("exam_result", ["考试批次," + HEADING + ",理论,实操", f"{session},{ONE},65,65"])
    assert kept(database, "exam_result", "session", "is_passed") == [("WL-1", True), ("WL-2", False)]


@pytest.fixture
def registered(office):
    office("exam_registration", [
        "考试批次,考生类别," + HEADING + ",准考证号,考场,座号", f"WL-2,,{ONE},{TICKET},第1考场,1", f"WL-2,,{TWO},,,",
        f"WL-2,社会人员,{OUTSIDE},2107202603140102,1,2",
    ])  # fmt: skip
    return office


RESULTS = {  # how a result names whose it is: heading, cells, the ticket or name of the registration it is of
    "ticket": ("准考证号", TICKET, TICKET),
    "ticket and name": ("准考证号," + HEADING, f"{TICKET},{ONE}", TICKET),
    "student and session": ("考试批次," + HEADING, f"WL-2,{TWO}", "李四"),
    "student and certificate": ("证书名称,等级," + HEADING, f"物流管理,中级,{TWO}", "李四"),
    "a ticket nobody noted": ("准考证号," + HEADING, f"2107202603140155,{TWO}", "李四"),
    "from outside": ("考试批次," + HEADING, f"WL-2,{OUTSIDE}", "2107202603140102"),
}


@pytest.mark.parametrize("case", RESULTS)
def test_whose_a_result_is(registered, database, case):
    heading, cells, title = RESULTS[case]
    (row,) = registered("exam_result", [heading + ",理论,实操", cells + ",80,90"]).rows
    assert row.errors == []
    assert kept(database, "exam_result", "registration", "total", "is_passed") == [(title, 86, True)]


REFUSED = {
    "nobody": ("考试批次," + HEADING, f"WL-2,{THREE}", "unknown-reference"),
    "another's ticket": ("准考证号," + HEADING, f"{TICKET},{TWO}", "conflict"),
    "an unknown ticket": ("准考证号," + HEADING, f"2107202603140155,{ONE}", "unknown-reference"),
    "another certificate": ("证书名称,等级,准考证号", f"车工,四级,{TICKET}", "conflict"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_result_of_nobody_is_refused(registered, database, case):
    heading, cells, code = REFUSED[case]
    (row,) = registered("exam_result", [heading + ",理论,实操", f"{cells},80,90"]).rows
    assert [error.code for error in row.errors] == [code]
    if case == "nobody":
        assert row.errors[0].message.endswith("先登记考试报名（在考试批次上办理“补报名”）")
    assert kept(database, "exam_result", "total") == []


WORDS = [  # theory, practice, total, verdict as cells; attendance, scores and the status of the registration
    ("80", "90", "86", "合格", "1", "6"), ("缺考", "缺考", "", "", "2", "7"), ("", "", "", "缺考", "2", "7"), ("缺考", "", "", "不合格", "2", "7"),
    ("80", "90", "", "违纪", "3", "8"), ("作弊", "90", "", "", "3", "8"), ("缓考", "缓考", "", "", "4", "5"),
]  # fmt: skip


@pytest.mark.parametrize(("theory", "practice", "total", "verdict", "attendance", "status"), WORDS)
def test_words_in_cells_of_scores(registered, database, theory, practice, total, verdict, attendance, status):
    lines = ["准考证号,理论,实操,总分,结果", f"{TICKET},{theory},{practice},{total},{verdict}"]
    (row,) = registered("exam_result", lines).rows
    assert (row.errors, kept(database, "exam_result", "attendance")) == ([], [(attendance,)])
    statuses = dict(kept(database, "exam_registration", "ticket_number", "status"))
    assert statuses[TICKET] == status
    (again,) = registered("exam_result", lines).rows
    assert again.action.value == "unchanged"


def test_what_the_body_says_otherwise_is_named_and_the_marks_count(registered, database):
    (row,) = registered("exam_result", ["准考证号,理论,实操,总分,结果", f"{TICKET},69.9,90,80,合格"]).rows
    assert [(w.field, w.code) for w in row.warnings] == [("total_score", "conflict"), ("body_verdict", "conflict")]
    assert kept(database, "exam_result", "total", "is_passed") == [(82, False)]


def test_an_award_is_the_same_whichever_standard_its_sheet_means(registered, database):
    """It is kept under the standard of its session; its sheet names a day on which another one holds."""
    registered("exam_registration", ["考试批次," + HEADING, f"WL-1,{ONE}"])
    registered("exam_result", ["考试批次," + HEADING + ",理论,实操", f"WL-1,{ONE},65,65"])
    heading, row = HEADING + ",证书名称,等级,证书编号,发证日期", f"{ONE},物流管理,中级,202610000001,"
    registered("certificate_award", [heading, row + "2025-12-30"])
    (again,) = registered("certificate_award", [heading, row + "2026-01-20"]).rows
    assert (again.errors, again.action.value) == ([], "update")
    assert kept(database, "certificate_award", "number", "issued_date") == [("202610000001", date(2026, 1, 20))]
    lines = [heading, f"{TWO},物流管理,中级,202610000001,2026-03-20"]
    (other,) = registered("certificate_award", lines).rows
    assert other.errors or other.warnings  # nobody else has this number, by whichever standard


def test_the_score_of_a_conversion_is_that_of_its_level_where_the_sheet_says_none(registered, database):
    registered("exam_result", ["准考证号,理论,实操", f"{TICKET},80,90"])
    registered(
        "certificate_award",
        [HEADING + ",证书名称,等级,证书编号,发证日期", f"{ONE},物流管理,中级,202610000001,2026-03-20"],
    )
    lines = [
        HEADING + ",证书编号,认定课程,认定学分,认定成绩",
        f"{ONE},202610000001,仓储,2,",
        f"{ONE},202610000001,配送,2,77",
    ]
    assert [row.errors for row in registered("credit_conversion", lines).rows] == [[], []]
    assert sorted(kept(database, "credit_conversion", "course_name", "score")) == [("仓储", 85), ("配送", 77)]
    assert {row.action.value for row in registered("credit_conversion", lines).rows} == {"unchanged"}


def test_an_award_is_for_what_was_passed(registered, database):
    registered("exam_result", ["准考证号,理论,实操", f"{TICKET},80,90", "2107202603140102,70,70"])
    heading = HEADING + ",证书名称,等级,证书编号,发证日期"
    lines = [heading, f"{ONE},物流管理,中级,202610000001,2026-03-20", f"{TWO},物流管理,中级,202610000002,2026-03-20"]
    made = registered("certificate_award", lines)
    assert [[e.code for e in row.errors] for row in made.rows] == [[], ["conflict"]]
    registered("certificate_award", ["准考证号,证书名称,等级,证书编号", "2107202603140102,物流管理,中级,202610000003"])
    assert sorted(kept(database, "certificate_award", "number", "registration")) == [
        ("202610000001", TICKET),
        ("202610000003", "2107202603140102"),
    ]
