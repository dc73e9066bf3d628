"""Sheets of apprentices: students and employees in the same columns, and how other sheets tell whom they mean."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from desktop.exchange.plan import Action
from desktop.exchange.writing import export
from models.database.query import Query
from models.database.results import read_all
from models.schema.fields import entity_named
from tests import factories
from tests.desktop.exchange.conftest import importing
from tests.imported import plan

STUDENT, SECOND = factories.identity_number(1), factories.identity_number(2)
WORKERS = [factories.identity_number(n, born=date(1990, 5, n)) for n in range(1, 5)]
STUDENTS = ["2024级现代学徒制一班学徒花名册", "项目名称：2024级现代一班　类型：现代学徒制",
            "学徒编号,姓名,身份证号,企业,岗位,校内导师,协议编号,学徒期起止,津贴（元/月）,师傅"]  # fmt: skip
WORKING = ["企业新型学徒制学徒（培训）花名册", "班次：2025年新型一班　培训期限：12个月　人数：1",
           "学徒编号,姓名,性别,身份证号,联系电话,劳动合同起止,学徒起,学徒止,结果"]  # fmt: skip


@pytest.fixture
def empty_file(grown):
    return grown(begun)[0]


@pytest.fixture
def office(database, tmp_path):
    """Writes lines, imports them, gives the plan."""
    return importing(database, tmp_path)


def begun(database):
    """What there is before apprentices come."""
    with TemporaryDirectory() as folder:
        _begin(importing(database, Path(folder)))


def _begin(run):
    run("student", ["姓名,学号,身份证号", f"张三,24010001,{STUDENT}"])
    run("enterprise", ["企业名称,所在地", "甲厂,210106", "乙厂,210106"])
    run("apprenticeship_programme", [
        "项目名称,类型,合作企业,开始日期,结束日期", "2024级现代一班,现代学徒制,甲厂,2024-09-01,2026-06-30",
        "2025年新型一班,新型学徒制,乙厂,2025-03-01,2026-02-28",
    ])  # fmt: skip
    run(
        "mentor",
        ["姓名,所在企业,聘期", "李师傅,甲厂,2024.9.1-2026.6.30", "李师傅,乙厂,2025-01-01至2026-12-31", "王师傅,乙厂,"],
    )


def kept(office, kind, *names):
    with office.database.reading() as connection:
        return [tuple(row.values[n] for n in names) for row in read_all(connection, Query(entity_named(kind)), names)]


def test_students_take_what_is_known_of_them_and_are_paired_from_the_first_day(office):
    row = f"A-1,张三,{STUDENT},甲厂,装配工,赵老师,XY-1,2024.9.1-2026.6.30,1000,李师傅"
    (found,) = office("apprentice", [*STUDENTS, row]).rows
    assert found.errors == []
    assert kept(office, "apprentice", "number", "name", "identity", "student", "employee_name", "programme") == [
        ("A-1", "张三", "1", "张三", None, "2024级现代一班")
    ]
    assert kept(office, "mentor_pairing", "mentor", "apprentice", "from_date") == [("李师傅", "张三", date(2024, 9, 1))]


EMPLOYED = f"B-1,钱五,男,{WORKERS[0]},13000000001,2024.6.1-2027.5.31,2025-03-01,2026-02-28,在训"


def test_employees_are_held_by_the_apprentice_and_changed_by_another_sheet(office):
    office("apprentice", [*WORKING, EMPLOYED])
    names = (
        "identity",
        "student",
        "employee_name",
        "employee_gender",
        "employee_id_number",
        "employee_phone",
        "enterprise",
    )
    assert kept(office, "apprentice", *names) == [("2", None, "钱五", "1", WORKERS[0], "13000000001", "乙厂")]
    (found,) = office("apprentice", [*WORKING, EMPLOYED.replace("13000000001", "13000000002")]).rows
    assert (found.action, found.written) == (Action.UPDATE, {"employee_phone": "13000000002"})
    assert office("apprentice", [*WORKING, EMPLOYED.replace("13000000001", "13000000002")]).totals()["unchanged"] == 1


def test_the_identity_in_a_row_decides_before_the_kind_of_programme(office):
    lines = ["项目名称,身份,姓名,身份证号,学徒起", f"2025年新型一班,学生,张三,{STUDENT},2025-03-01",
             f"2024级现代一班,员工,孙七,{WORKERS[1]},2024-09-01"]  # fmt: skip
    office("apprentice", lines)
    assert sorted(kept(office, "apprentice", "name", "identity", "student")) == [
        ("孙七", "2", None),
        ("张三", "1", "张三"),
    ]


REFUSED = {
    "wrong number": (EMPLOYED.replace(WORKERS[0], WORKERS[0][:-1] + "A"), ("id_number", "format")),
    "no name": (EMPLOYED.replace("钱五", ""), ("name", "required")),
    "a student at school": (EMPLOYED.replace(WORKERS[0], STUDENT).replace(",男,", ",,"), ("id_number", "conflict")),
    "contract too short": (EMPLOYED.replace("2027.5.31", "2025.5.30"), ("contract_until", "out-of-range")),
    "unknown outcome": (EMPLOYED.replace("在训", "不明"), ("outcome", "unknown-code")),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_with_an_employee_is_told_in_the_column_of_the_sheet(office, case):
    line, expected = REFUSED[case]
    (found,) = office("apprentice", [*WORKING, line], write=False).rows
    assert expected in {(each.field, each.code) for each in found.errors}


def test_one_employee_twice_in_a_file_is_refused_the_second_time(office):
    made = office("apprentice", [*WORKING, EMPLOYED, EMPLOYED.replace("B-1", "B-2").replace("0001,", "0003,")])
    assert [row.action for row in made.rows] == [Action.INSERT, Action.REJECT]


@pytest.fixture
def learners(office):
    """张三 in one programme; two of one name and another in the other."""
    office("apprentice", [*STUDENTS, f"A-1,张三,{STUDENT},甲厂,装配工,赵老师,XY-1,2024.9.1-2026.6.30,1000,"])
    rows = (f"B-{n},{name},男,{WORKERS[n]},,2024.6.1-2027.5.31,2025-03-01,2026-02-28,在训"
            for n, name in enumerate(("钱五", "钱五", "孙七", "张三")))  # fmt: skip
    made = office("apprentice", [*WORKING, *rows])
    assert not made.rejected
    return office


TOLD = {
    "by number": ("学徒编号", "B-0", "B-0"), "by number and name": ("学徒编号,姓名", "B-1,钱五", "B-1"),
    "by number and another name": ("学徒编号,姓名", "B-2,钱五", ("name", "conflict")),
    "by the number of another": ("学徒编号,身份证号", f"B-2,{WORKERS[1]}", ("id_number", "conflict")),
    "by number and another programme": ("学徒编号,项目名称", "B-2,2024级现代一班", ("programme", "conflict")),
    "by an unknown number": ("学徒编号,姓名", "X-9,孙七", ("apprentice", "unknown-reference")),
    "by card": ("姓名,身份证号", f"钱五,{WORKERS[1]}", "B-1"), "by student number": ("徒弟,学号", "张三,24010001", "A-1"),
    "by name": ("徒弟", "孙七", "B-2"), "by a name of two": ("徒弟", "钱五", ("apprentice", "unknown-reference")),
    "by a name in two programmes": ("徒弟", "张三", ("apprentice", "unknown-reference")),
    "by name and programme": ("徒弟,项目名称", "张三,2025年新型一班", "B-3"),
    "by nobody's name": ("徒弟", "周九", ("apprentice", "unknown-reference")),
}  # fmt: skip


@pytest.mark.parametrize("case", TOLD)
def test_other_sheets_tell_apprentices_by_number_else_by_name_in_the_programme(learners, case):
    headings, cells, expected = TOLD[case]
    lines = [f"{headings},考核类型,考核日期,理论,技能,素养", f"{cells},阶段,2025-12-01,80,80,80"]
    (found,) = learners("assessment", lines).rows
    if isinstance(expected, tuple):
        assert expected in {(each.field, each.code) for each in found.errors}
        return
    assert found.errors == []
    with learners.database.reading() as connection:
        (row,) = read_all(connection, Query(entity_named("assessment")), ("apprentice",))
        numbers = {each.id: each.values["number"] for each in read_all(connection, Query(entity_named("apprentice")))}
    assert numbers[row.values["apprentice_id"]] == expected


def test_a_merged_mentor_holds_for_its_rows_and_is_found_at_the_enterprise_beside(learners):
    lines = ["师傅,企业,徒弟,学徒编号,结对日期", "李师傅,乙厂,孙七,B-2,2025-03-01", ",乙厂,钱五,B-0,2025-03-01",
             "陈师傅,乙厂,钱五,B-1,2025-03-01"]  # fmt: skip
    made = learners("mentor_pairing", lines, merged=["A2:A3"])
    assert [row.errors for row in made.rows] == [[], [], []]
    assert [each.code for each in made.rows[2].warnings] == ["unknown-reference"]
    with learners.database.reading() as connection:
        rows = list(read_all(connection, Query(entity_named("mentor")), ("name", "enterprise", "apprentice_count")))
        assert {("李师傅", "乙厂"), ("陈师傅", "乙厂")} <= {(r.values["name"], r.values["enterprise"]) for r in rows}
    assert sorted(kept(learners, "mentor_pairing", "mentor")) == [("李师傅",), ("李师傅",), ("陈师傅",)]


def test_a_mentor_of_a_name_that_two_enterprises_have_is_asked_for(learners):
    (found,) = learners("mentor_pairing", ["师傅,学徒编号,结对日期", "李师傅,B-0,2025-03-01"], write=False).rows
    assert [(each.field, each.code) for each in found.errors] == [("mentor", "unknown-reference")]
    (found,) = learners("mentor_pairing", ["师傅,学徒编号,结对日期", "王师傅,B-0,2025-03-01"], write=False).rows
    assert found.errors == []


@pytest.mark.parametrize("reason", [None, "核对"])
@pytest.mark.parametrize("kind", ["mentor", "apprenticeship_programme", "apprentice", "mentor_pairing"])
def test_what_is_exported_comes_back_unchanged(learners, kind, reason):
    lines = ["师傅,企业,学徒编号,结对日期", "李师傅,乙厂,B-2,2025-03-01", "李师傅,甲厂,A-1,2024-09-01",
             "李师傅,甲厂,B-3,2025-03-01"]  # fmt: skip
    learners("mentor_pairing", lines)
    path = learners.path / "导出.xlsx"
    export(learners.database, Query(entity_named(kind)), path, unmasked=reason)
    made = plan(learners.database, entity_named(kind), path)
    assert made.rows
    assert [(row.errors, row.written) for row in made.rows if row.action is not Action.UNCHANGED] == []


@pytest.mark.parametrize("headings", ["徒弟1,徒弟2,徒弟3", "徒弟一,徒弟二,徒弟三", "徒弟①,徒弟②,徒弟③"])
def test_columns_of_counted_apprentices_are_pairings_each(learners, headings):
    lines = [f"师傅,企业,{headings},项目名称,结对日期", "李师傅,乙厂,孙七,张三,,2025年新型一班,2025-03-01"]
    made = learners("mentor_pairing", lines)
    assert [row.errors for row in made.rows] == [[], []]
    assert not made.unused
    assert sorted(kept(learners, "mentor_pairing", "mentor", "apprentice")) == [("李师傅", "孙七"), ("李师傅", "张三")]


def test_a_new_mentor_ends_the_pairing_with_the_one_before(learners):
    learners("mentor_pairing", ["师傅,企业,学徒编号,结对日期", "李师傅,乙厂,B-2,2025-03-01"])
    lines = ["师傅,企业,学徒编号,结对日期,解除日期", "李师傅,甲厂,B-2,2025-09-01,", "王师傅,乙厂,B-2,2025-06-01,"]
    made = learners("mentor_pairing", lines)
    assert [row.errors for row in made.rows] == [[], []]
    assert "succeeds" in {each.code for each in made.rows[1].warnings}
    assert sorted(kept(learners, "mentor_pairing", "from_date", "until_date")) == [
        (date(2025, 3, 1), date(2025, 6, 1)), (date(2025, 6, 1), date(2025, 9, 1)), (date(2025, 9, 1), None)
    ]  # fmt: skip
    assert learners("mentor_pairing", [lines[0], lines[1]]).totals()["unchanged"] == 1
    (found,) = learners("mentor_pairing", [lines[0], "李师傅,甲厂,B-2,2025-04-01,2025-10-01"], write=False).rows
    assert [each.code for each in found.errors] == ["duplicate"]


# what a sheet of rotations says: apprentice, mentor; whether it comes in, and what is wrong in which column
ROTATED = [
    ("A1", "王师傅", Action.INSERT, []),
    ("A1", "", Action.INSERT, []),  # nobody has to be named
    ("A1", "没有的师傅", Action.REJECT, [("mentor", "unknown-reference")]),
    ("A9", "", Action.REJECT, [("apprentice", "unknown-reference")]),
]


@pytest.mark.parametrize(("apprentice", "mentor", "action", "wrong"), ROTATED)
def test_who_is_not_told_is_nobody_new(office, apprentice, mentor, action, wrong):
    office("student", ["姓名,学号,身份证号", f"李四,24010002,{SECOND}"])
    office("apprentice", [
        *STUDENTS, f"A1,张三,{STUDENT},甲厂,装调,,XY-1,2024-09-01至2026-06-30,1200,李师傅", f"A2,李四,{SECOND},甲厂,装调,,XY-2,2024-09-01至2026-06-30,1200,李师傅",
    ])  # fmt: skip
    made = office("rotation", [
        "学徒编号,轮岗岗位,起,止,企业导师", "A2,装调,2025-03-01,2025-05-31,", f"{apprentice},装调,2025-03-01,2025-05-31,{mentor}",
    ])  # fmt: skip
    assert [row.action for row in made.rows] == [Action.INSERT, action]
    assert [(error.field, error.code) for row in made.rows for error in row.errors] == wrong
    assert not made.persons
