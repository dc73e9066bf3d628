"""Papers of cooperation: what they say of a day, typed figures on grey, and that they say what measures and lists say."""

from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from desktop.reports.catalogue import report_named
from desktop.reports.document import Table
from desktop.reports.report import make
from desktop.reports.text import render_text
from desktop.reports.workbook import render_workbook
from models.database.query import Condition, Query
from models.database.results import count_of
from models.entities.cooperation import (
    Activity,
    ActivityEnterprise,
    ActivityStudent,
    CooperationProject,
    CourseStandard,
    Matter,
)
from models.entities.enterprises import Enterprise
from models.entities.people import Student
from models.entities.programmes import Major
from models.entities.schools import School, Staff
from models.statistics.measured import MEASURES
from tests import factories

DAY, DUE = date(2026, 8, 31), date(2026, 1, 22)
FIRST = date(2025, 9, 1)


@pytest.fixture
def office(database):
    """Activities of every sort about the first day of the school year, matters in every state, standards, projects."""
    with database.transaction("准备") as tx:
        tx.insert(School, {"name": "示例中专"})
        firms = [tx.insert(Enterprise, factories.enterprise(n, name=f"示例{n}厂")) for n in (1, 2)]
        majors = [tx.insert(Major, {"name": name}) for name in ("数控技术应用", "护理")]
        leader = tx.insert(Staff, {"name": "王老师"})
        made = {"firms": firms, "majors": majors}
        made |= _held(tx, firms)
        _raised(tx, made["meeting"])
        _taught(tx, majors, firms)
        _worked_on(tx, firms, leader)
    return made


def _held(tx, firms):
    def activity(title, kind, day, **more):
        return tx.insert(Activity, {"title": title, "kind": kind, "start_date": day} | more)

    fair = activity("秋季双选会", "1", FIRST, place="体育馆")
    for n, firm in enumerate(firms, 1):
        row = {
            "post_count": n,
            "headcount": 10 * n,
            "resumes": 8 * n,
            "interviews": 4 * n,
            "offers": 2 * n,
            "signed": n,
        }
        tx.insert(ActivityEnterprise, {"activity": fair, "enterprise": firm} | row)
    for n, came in enumerate((True, True, False), 1):
        tx.insert(
            ActivityStudent, {"activity": fair, "student": tx.insert(Student, factories.student(n)), "signed_in": came}
        )
    talk = activity("示例1厂宣讲", "2", date(2025, 10, 5), reported_student_count=40)
    tx.insert(ActivityEnterprise, {"activity": talk, "enterprise": firms[0], "post_count": 5})
    activity(
        "送岗位进校园",
        "4",
        date(2025, 11, 12),
        sub_kind="2",
        reported_enterprise_count=7,
        reported_student_count=59,
        remark="巡回",
    )
    activity("又一次送岗位", "4", date(2026, 3, 2), sub_kind="2", reported_enterprise_count=8)
    activity("送信息进校园", "4", DAY, sub_kind="5")
    activity("去年的开放日", "8", date(2025, 8, 31), reported_student_count=500)
    activity("明年的双选会", "1", date(2026, 9, 1), reported_signed=99)
    return {"fair": fair, "meeting": activity("第一次联席会", "7", date(2026, 1, 19), reported_enterprise_count=5)}


def _raised(tx, meeting):
    answered = {"answer": "已商定方案", "answered_date": DUE}
    for number, more in (
        ("LX-2", {"status": "3", "satisfaction": "2"} | answered), ("LX-10", {"status": "4", **answered, "answered_date": date(2026, 2, 1)}),
        ("LX-1", {"status": "2", "due_date": DAY}), ("LX-3", {"status": "1", "activity": meeting}), ("LX-4", {"status": "5"}),
        ("LX-5", {"status": "1", "raised_date": date(2026, 9, 1)}),
    ):  # fmt: skip
        row = {
            "number": number,
            "title": f"事项{number}",
            "kind": "4",
            "raised_by": "示例1厂",
            "raised_date": date(2025, 11, 23),
        }
        tx.insert(Matter, row | {"due_date": DUE, "assigned_to": "教务处"} | more)


def _taught(tx, majors, firms):
    for name, major, version, status, more in (
        ("数控车削", 0, "V10", "2", {"enterprises": tuple(firms)}), ("数控车削", 0, "V2", "3", {}), ("老年照护", 1, "V1", "1", {}),
    ):  # fmt: skip
        row = {
            "name": name,
            "major": majors[major],
            "version": version,
            "status": status,
            "hours": 96,
            "credits": Decimal("5.5"),
        }
        row |= (
            {"lead_author": "孔老师", "lead_side": "3", "certificate_standard": "数控车铣加工（中级）"} if more else {}
        )
        tx.insert(CourseStandard, row | more)


def _worked_on(tx, firms, leader):
    for number, kind, begin, end, amount, got, status in (
        ("KY-2", "3", date(2025, 2, 14), date(2026, 2, 14), 100_000, 50_000, "3"), ("KY-10", "3", date(2025, 12, 31), DAY, 35_000, None, "2"),
        ("KY-1", "1", date(2024, 5, 10), date(2026, 8, 30), 65_000, 32_500, "2"), ("KY-3", "3", date(2026, 9, 1), None, 1, 1, "1"),
    ):  # fmt: skip
        money = {"amount": Decimal(amount), "received": None if got is None else Decimal(got)}
        row = {
            "number": number,
            "name": f"项目{number}",
            "kind": kind,
            "start_date": begin,
            "end_date": end,
            "status": status,
        }
        tx.insert(
            CooperationProject, row | money | {"leader": leader, "enterprises": tuple(firms[: 1 + (kind == "1")])}
        )


@pytest.fixture
def paper(database, office):
    def made(name, ids=(), day=DAY, **given):
        printed = datetime(2026, 8, 31, 10, 15)  # noqa: DTZ001 - local time, as on the wall
        return make(database, report_named(name), ids, as_of=day, printed_by="王老师", printed_at=printed, **given)

    return made


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def measured(database, name, day=DAY):
    with database.reading() as connection:
        return {one.scope: one for one in MEASURES[name](connection, day)}


@pytest.mark.parametrize("name", ["activity-statistics", "matter-list", "standard-list", "project-list"])
def test_what_the_papers_say(paper, golden, name):
    golden(f"reports/{name}.txt", render_text(paper(name)))


def test_typed_figures_stand_on_grey_and_so_do_sums_of_them(paper, tmp_path):
    target = tmp_path / "a.xlsx"
    render_workbook(paper("activity-statistics"), target)
    sheet = openpyxl.load_workbook(target).worksheets[0]
    grey = {
        str(cell.value) for row in sheet.iter_rows(min_row=4) for cell in row if cell.fill.fgColor.rgb == "FFE6E6E6"
    }
    numbers = {text for text in grey if text.isdecimal()}
    # 40 students of the talk, 7 and 8 firms of deliveries with their 59 students, 5 firms of the meeting; then sums
    assert {"40", "59", "7", "8", "5", "15"} <= numbers
    assert not {"10", "24", "12", "3"} & numbers  # of the fair: openings, résumés … of its enterprises


@pytest.mark.parametrize(("day", "titles"), [
    (FIRST, ["秋季双选会"]), (date(2025, 8, 31), ["去年的开放日"]), (date(2025, 10, 4), ["秋季双选会"]),
    (date(2025, 10, 5), ["秋季双选会", "示例1厂宣讲"]), (date(2026, 9, 1), ["明年的双选会"]),
])  # fmt: skip
def test_activities_are_those_of_the_school_year_up_to_the_day(paper, day, titles):
    assert [row.cells[3] for row in tables(paper("activity-statistics", day=day))[0].rows] == titles


def test_activities_since_a_day_and_of_an_enterprise(paper, office):
    rows = tables(paper("activity-statistics", options={"since": date(2025, 8, 31)}))[0].rows
    assert rows[0].cells[3] == "去年的开放日"
    firm = tables(paper("activity-statistics", [office["firms"][1]], of="enterprise"))[0].rows
    assert [row.cells[3] for row in firm] == ["秋季双选会"]


def test_a_figure_is_its_list_is_its_paper(database, paper):
    body = tables(paper("activity-statistics"))[0].rows
    held = measured(database, "B8 对接活动")
    assert sum(one.value for one in held.values()) == len(body)
    within = Query(
        Activity,
        (Condition("start_date", ">=", FIRST), Condition("start_date", "<=", DAY), Condition("kind", "=", "4")),
    )
    assert held["2025-09-01至2026-08-31 五送进校园"].value == count_of(database, within) == 3
    (summed,) = measured(database, "B8 对接活动 汇总").values()
    assert summed.value == {"post_count": 8, "headcount": 30, "resumes": 24, "interviews": 12, "offers": 6, "signed": 3}
    assert summed.more == {"enterprise_rows": 3}
    (fair,) = measured(database, "B8 双选会学生").values()
    assert (fair.scope, fair.value, fair.more) == ("秋季双选会", 2, {"listed": 3})


@pytest.mark.parametrize(("day", "raised", "answered", "overdue"), [
    (date(2025, 11, 22), 0, 0, []), (date(2025, 11, 23), 5, 1, []), (DUE, 5, 2, []),
    (date(2026, 1, 23), 5, 2, ["LX-3", "LX-10"]), (date(2026, 2, 1), 5, 3, ["LX-3"]), (DAY, 5, 3, ["LX-3"]), (date(2026, 9, 1), 6, 3, ["LX-1", "LX-3", "LX-5"]),
])  # fmt: skip
def test_matters_stand_as_they_did_on_the_day(database, paper, day, raised, answered, overdue):
    (one,) = measured(database, "B9 联席会议事项", day).values()
    assert (one.value, one.more) == (raised, {"answered": answered, "overdue": overdue})
    rows = tables(paper("matter-list", day=day))[0].rows
    assert [row.cells[1] for row in rows if row.of and "逾期" in str(row.cells[-1])] == overdue
    assert [row.cells[1] for row in rows if row.of and row.cells[8]] == [
        n for n in ("LX-2", "LX-10") if (n == "LX-2" and day >= DUE) or day >= date(2026, 2, 1)
    ]
    late = Query(Matter, (Condition("is_overdue", "=", True),), as_of=day)
    assert count_of(database, late) == len(overdue)
    waiting = tables(paper("matter-list", day=day, options={"only": "open"}))[0].rows
    assert len([row for row in waiting if row.of]) == raised - answered


def test_matters_of_a_meeting(paper, office):
    assert [row.cells[1] for row in tables(paper("matter-list", [office["meeting"]], of="activity"))[0].rows] == [
        "LX-3"
    ]


def test_standards_in_force(database, paper, office):
    counts = {scope: one.value for scope, one in measured(database, "B10 执行中的课程标准").items()}
    assert counts == {"护理": 0, "数控技术应用": 1}
    force = tables(paper("standard-list", options={"only": "in-force"}))[0].rows
    assert (
        len(force)
        == sum(counts.values())
        == count_of(database, Query(CourseStandard, (Condition("status", "=", "2"),)))
    )
    assert len(tables(paper("standard-list", [office["majors"][1]], of="major"))[0].rows) == 1
    assert len(tables(paper("standard-list", [office["firms"][0]], of="enterprise"))[0].rows) == 1


@pytest.mark.parametrize(("day", "found"), [
    (DAY, {"技术服务 2025": (50_000, 2), "课题 2024": (32_500, 1)}), (date(2025, 12, 30), {"技术服务 2025": (50_000, 1), "课题 2024": (32_500, 1)}),
    (date(2024, 5, 9), {}), (date(2026, 9, 1), {"技术服务 2025": (50_000, 2), "课题 2024": (32_500, 1), "技术服务 2026": (1, 1)}),
])  # fmt: skip
def test_what_came_in_by_kind_and_year(database, paper, day, found):
    told = measured(database, "B5 合作项目到账（元）", day)
    assert {scope: (one.value, one.more["projects"]) for scope, one in told.items()} == found
    sums = tables(paper("project-list", day=day))[1:]
    rows = [row.cells for table in sums for row in table.rows]
    assert {f"{kind} {year}": (got, count) for kind, year, count, _amount, got in rows} == found


def test_projects_of_an_enterprise_since_a_day(paper, office):
    of = tables(paper("project-list", [office["firms"][1]], of="enterprise"))[0].rows
    assert [row.cells[1] for row in of] == ["KY-1"]
    since = tables(paper("project-list", options={"since": date(2025, 2, 14)}))[0].rows
    assert [row.cells[1] for row in since] == ["KY-2", "KY-10"]
