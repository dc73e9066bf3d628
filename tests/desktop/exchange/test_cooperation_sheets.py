"""Course standards, activities, matters and projects as offices list them: whose sheet it is, 万元, what is unknown, brought again."""

from datetime import date
from decimal import Decimal

import pytest

from desktop.exchange.applying import apply
from models.database.query import Query
from models.database.results import read_all
from models.entities.enterprises import Enterprise
from models.entities.people import Student
from models.entities.schools import School
from models.schema.fields import entity_named
from tests import factories
from tests.imported import plan

FIRM = "示例一厂（沈阳）有限公司"


@pytest.fixture
def office(database, tmp_path, monkeypatch):
    """Import lines of text as a workbook of some kind; the plan that was made."""
    monkeypatch.setenv("SHUANGYUAN_TODAY", "2026-08-31")
    with database.transaction("准备") as tx:
        tx.insert(School, {"name": "示例中专"})
        for n, name in enumerate((FIRM, "示例二厂"), 1):
            tx.insert(Enterprise, factories.enterprise(n, name=name))
        for n in (1, 2, 3):
            tx.insert(Student, factories.student(n))

    def run(kind, *lines, write=True, name="名单"):
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(lines), "utf-8")
        made = plan(database, entity_named(kind), path)
        if write:
            apply(database, made)
        return made

    return run


def rows(database, kind, *names):
    with database.reading() as connection:
        found = read_all(connection, Query(entity_named(kind)), names)
        return [tuple(map(row.values.get, names)) for row in found]


def refused(made):
    return [(row.number, error.field, error.code) for row in made.rows for error in row.errors]


FAIR = ("活动日期,活动类型,活动名称", "2025/9/14,双选会,秋季双选会", "2025-10-30,五送,送岗位进校园")


def test_figures_typed_for_want_of_records_stand_under_the_plain_headings(office, database):
    made = office("activity", "日期,类型,名称,企业数,岗位数,招聘人数,参加学生,收到简历,面试人数,意向人数,签约人数,经费（万元）",
                  "2025年9月14日,校园招聘（双选会）,秋季双选会,12,40,200,300,180,90,60,30,1.2")  # fmt: skip
    assert refused(made) == []
    names = (
        "enterprise_count",
        "post_count",
        "headcount",
        "student_count",
        "resumes",
        "interviews",
        "offers",
        "signed",
    )
    (row,) = rows(
        database, "activity", "title", "start_date", "kind", "budget", *names, *(f"reported_{name}" for name in names)
    )
    assert row == ("秋季双选会", date(2025, 9, 14), "1", Decimal(12_000), *[12, 40, 200, 300, 180, 90, 60, 30] * 2)


@pytest.mark.parametrize(("line", "why"), [
    (f"秋季双选会,{FIRM},3,若干", [(2, "signed", "format")]), (f"查无此活动,{FIRM},3,2", [(2, "activity", "unknown-reference")]),
    ("秋季双选会,查无此厂,3,2", [(2, "enterprise", "unknown-reference")]), ("秋季双选会,示例一厂(沈阳)有限公司,3,2", []),
])  # fmt: skip
def test_who_took_part_in_what(office, database, line, why):
    office("activity", *FAIR)
    made = office("activity_enterprise", "活动名称,企业名称,提供岗位数,签约人数", line)
    assert refused(made) == why
    assert rows(database, "activity_enterprise", "activity", "enterprise", "signed") == (
        [] if why else [("秋季双选会", FIRM, 2)]
    )


@pytest.mark.parametrize(("lines", "why"), [
    (("活动名称,企业名称", f"秋季双选会,{FIRM}"), [(2, "activity", "duplicate")]),
    (("活动名称,活动日期,企业名称", f"秋季双选会,2026-09-13,{FIRM}"), []),
    (("活动名称,活动日期,企业名称", f"秋季双选会,2026-09-14,{FIRM}"), [(2, "activity", "unknown-reference")]),
])  # fmt: skip
def test_of_two_activities_of_one_name_the_day_tells_which_is_meant(office, database, lines, why):
    office("activity", *FAIR, "2026-09-13,双选会,秋季双选会")
    assert refused(office("activity_enterprise", *lines)) == why
    counts = dict(rows(database, "activity", "start_date", "enterprise_count"))
    assert counts[date(2026, 9, 13)] == (None if why else 1)


def test_of_a_firm_listed_twice_the_second_row_is_refused(office):
    office("activity", *FAIR)
    made = office("activity_enterprise", "活动名称,企业名称,签约", f"秋季双选会,{FIRM},2", f"秋季双选会,{FIRM},3")
    assert {number for number, _field, _code in refused(made)} == {3}


def test_the_title_of_a_sheet_says_which_activity_all_its_rows_are_of(office, database):
    office("activity", *FAIR)
    sheet = ("秋季双选会学生签到表,,", "姓名,学号,签到", "张乙,24010001,√", "张丙,24010002,", "张丁,24010003,否")
    made = office("activity_student", *sheet)
    assert refused(made) == []
    assert rows(database, "activity_student", "activity", "student", "signed_in") == [
        ("秋季双选会", "张丙", None), ("秋季双选会", "张丁", False), ("秋季双选会", "张乙", True),  # by their names
    ]  # fmt: skip
    assert rows(database, "activity", "title", "student_count") == [("秋季双选会", 1), ("送岗位进校园", None)]
    assert {row.action.value for row in office("activity_student", *sheet).rows} == {"unchanged"}


MATTERS = "事项编号,事项,类别,提出单位,提出日期,办理时限,承办部门,办理结果,办结日期,状态"


@pytest.mark.parametrize(("line", "why", "kept"), [
    (f"LX-1,设备开放,实习实训,{FIRM},2025/9/12,2025/11/11,教务处,已商定,2025-10-20,已办结", [], ("3", FIRM)),
    ("LX-1,设备开放,实习实训,示例商会,2025/9/12,2025/11/11,教务处,,,办理中", [], ("2", None)),
    ("LX-1,设备开放,实习实训,示例商会,2025/9/12,,教务处,,,", [], ("1", None)),
    ("LX-1,设备开放,实习实训,示例商会,2025/9/12,,教务处,,,已答复", [(2, "answer", "required"), (2, "answered_date", "required")], None),
    ("LX-1,设备开放,实习实训,示例商会,2025/9/12,,教务处,好,2025/9/11,已答复", [(2, "answered_date", "out-of-range")], None),
    ("LX-1,设备开放,闲谈,示例商会,2025/9/12,,教务处,,,", [(2, "kind", "unknown-code")], None),
])  # fmt: skip
def test_matters_come_in_with_their_answer_or_not_at_all(office, database, line, why, kept):
    made = office("matter", MATTERS, line)
    assert sorted(refused(made)) == why
    assert rows(database, "matter", "status", "enterprise") == ([] if kept is None else [kept])
    assert kept is None or {row.action.value for row in office("matter", MATTERS, line).rows} == {"unchanged"}


def test_a_ledger_brought_again_leaves_the_answer_to_its_act(office, database):
    begun = "LX-1,设备开放,实习实训,示例商会,2025/9/12,2025/11/11,{department},{answer}"
    office("matter", MATTERS, begun.format(department="教务处", answer=",,办理中"))
    made = office("matter", MATTERS, begun.format(department="实训处", answer="已商定,2025-10-20,已答复"))
    assert {(error.field, error.code) for row in made.rows for error in row.warnings} == {
        (name, "by-act") for name in ("answer", "answered_date", "status")
    }
    assert rows(database, "matter", "assigned_to", "answer", "status") == [("实训处", None, "2")]


def test_projects_in_wan_with_several_firms_and_a_leader_nobody_knew(office, database):
    head = "项目编号,项目名称,类别,合作单位,主持人,立项日期,结题日期,合同金额（万元）,到款（万元）,状态"
    lines = (
        f"KY-1,工艺优化,技术服务,{FIRM}、示例二厂,王老师,2025-03-01,2026-03-01,10.5,3.25,在研",
        "KY-2,夹具改造,技术服务,示例二厂,王老师,2025-03-01,2026-03-01,面议,3,在研",
        "KY-3,夹具改造二,技术服务,查无此厂,王老师,2025-03-01,2026-03-01,1,1,在研",
    )
    made = office("cooperation_project", head, *lines)
    assert refused(made) == [(3, "amount", "format"), (4, "enterprises", "unknown-reference")]
    names = ("number", "enterprises", "leader", "amount", "received", "status", "is_unconcluded")
    assert rows(database, "cooperation_project", *names) == [
        ("KY-1", (FIRM, "示例二厂"), "王老师", Decimal(105_000), Decimal(32_500), "2", True)
    ]
    assert [row.action.value for row in office("cooperation_project", head, lines[0]).rows] == ["unchanged"]


def test_two_versions_of_a_course_are_two_standards(office, database):
    head = "标准编号,课程名称,专业,版本号,学时,理论学时,实践学时,合作企业,主持方,审定日期"
    line = "KB-1,数控车削,数控技术应用,{version},96,32,{practice},{firm},校企共同,{day}"
    made = office("course_standard", head, line.format(version="V1.0", practice=64, firm=FIRM, day="2024-07-01"),
                  line.format(version="V2.0", practice=60, firm="", day=""), line.format(version="", practice=64, firm="", day=""))  # fmt: skip
    assert refused(made) == [(4, "version", "required")]
    assert [(row.number, error.field) for row in made.rows for error in row.warnings if error.field != "major"] == [
        (3, "hours")
    ]
    assert rows(database, "course_standard", "version", "status", "enterprises", "lead_side") == [
        ("V1.0", "2", (FIRM,), "3"), ("V2.0", "1", (), "3"),
    ]  # fmt: skip
