"""Standards, activities, matters and projects: what is doubtful or refused, what an activity came to, what is overdue on a day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.database.errors import Invalid
from models.database.query import Condition, Query
from models.database.results import read_all
from models.entities.cooperation import (
    Activity,
    ActivityEnterprise,
    ActivityStudent,
    CooperationProject,
    CourseStandard,
    Matter,
)
from models.entities.cooperation_terms import COUNTED, SUMMED
from models.entities.enterprises import Enterprise
from models.entities.people import Student
from models.entities.programmes import Major
from models.rules.problems import problems_of
from models.schema.fields import judge
from tests import factories

DAY = date(2026, 3, 10)
DUE = date(2026, 1, 22)


def told(entity, row):
    return [(name, complaint.code, complaint.fatal) for name, complaint in judge(entity, row, DAY)]


@pytest.mark.parametrize(("whole", "theory", "practice", "doubted"), [
    (96, 32, 64, False), (96, 32, 63, True), (96, 32, 65, True), (96, 96, 0, False), (96, None, 64, False), (None, 32, 64, False),
])  # fmt: skip
def test_hours_are_those_of_theory_and_of_practice(whole, theory, practice, doubted):
    row = {"hours": whole, "theory_hours": theory, "practice_hours": practice}
    assert told(CourseStandard, row) == ([("hours", "out-of-range", False)] if doubted else [])


@pytest.mark.parametrize(("counts", "doubted"), [
    ((10, 5, 3, 2), []), ((5, 5, 5, 5), []), ((0, 0, 0, 0), []), ((10, 11, 3, 2), ["interviews"]), ((10, 5, 6, 2), ["offers"]),
    ((10, 5, 3, 4), ["signed"]), ((1, 2, 3, 4), ["interviews", "offers", "signed"]), ((10, None, None, 11), ["signed"]),
    ((None, None, None, 4), []), ((None, 5, None, 6), ["signed"]),
])  # fmt: skip
def test_what_comes_of_an_enterprise_narrows_from_step_to_step(counts, doubted):
    row = dict(zip(("resumes", "interviews", "offers", "signed"), counts, strict=True))
    assert told(ActivityEnterprise, row) == [(name, "out-of-range", False) for name in doubted]


@pytest.mark.parametrize(
    ("low", "high", "doubted"), [(3000, 5000, False), (5000, 5000, False), (5001, 5000, True), (None, 1, False)]
)
def test_the_lowest_pay_is_not_above_the_highest(low, high, doubted):
    row = {"salary_low": None if low is None else Decimal(low), "salary_high": Decimal(high)}
    assert told(ActivityEnterprise, row) == ([("salary_low", "out-of-range", False)] if doubted else [])


@pytest.mark.parametrize(("kind", "sub", "found"), [
    ("4", "2", []), ("4", None, [("sub_kind", "required", False)]), ("1", None, []), ("1", "2", [("sub_kind", "conflict", False)]),
])  # fmt: skip
def test_what_was_delivered_is_told_of_five_deliveries_only(kind, sub, found):
    assert told(Activity, {"kind": kind, "sub_kind": sub}) == found


@pytest.mark.parametrize(
    ("came", "signed", "doubted"),
    [(False, True, True), (None, True, False), (True, True, False), (False, False, False)],
)
def test_who_did_not_come_signed_nothing(came, signed, doubted):
    row = {"signed_in": came, "is_signed": signed}
    assert told(ActivityStudent, row) == ([("is_signed", "conflict", False)] if doubted else [])


RAISED = date(2025, 9, 12)
ANSWER = {"answer": "已商定", "answered_date": RAISED}


@pytest.mark.parametrize(("row", "found"), [
    ({"status": "3"}, [("answer", "required", True), ("answered_date", "required", True)]),
    ({"status": "3", "answer": "已商定"}, [("answered_date", "required", True)]),
    ({"status": "3", "answered_date": RAISED}, [("answer", "required", True)]),
    ({"status": "3"} | ANSWER, []), ({"status": "2"}, []), ({"status": "1"}, []),
    ({"status": "4"}, [("answer", "required", False), ("answered_date", "required", False)]),
    ({"status": "5"}, [("answer", "required", False), ("answered_date", "required", False)]), ({"status": "5"} | ANSWER, []),
    ({"status": "3", **ANSWER, "answered_date": RAISED - timedelta(1)}, [("answered_date", "out-of-range", True)]),
    ({"status": "2", "due_date": RAISED - timedelta(1)}, [("due_date", "out-of-range", False)]), ({"status": "2", "due_date": RAISED}, []),
])  # fmt: skip
def test_a_matter_that_was_answered_says_what_and_when(row, found):
    assert told(Matter, {"raised_date": RAISED} | row) == found


@pytest.mark.parametrize(
    ("amount", "received", "doubted"), [(100, 100, False), (100, "100.01", True), (None, 5, False), (100, None, False)]
)
def test_no_more_is_received_than_was_agreed(amount, received, doubted):
    row = {
        name: None if value is None else Decimal(value) for name, value in (("amount", amount), ("received", received))
    }
    assert told(CooperationProject, row) == ([("received", "out-of-range", False)] if doubted else [])


# --- what stands in the file


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setenv("SHUANGYUAN_TODAY", DAY.isoformat())


@pytest.fixture
def office(database):
    with database.transaction("准备") as tx:
        made = {"major": tx.insert(Major, {"name": "数控技术应用"})}
        made |= {n: tx.insert(Enterprise, factories.enterprise(n, name=f"示例{n}厂")) for n in (1, 2)}
    return made


def values(database, entity, *names, day=DAY):
    with database.reading() as connection:
        rows = read_all(connection, Query(entity, as_of=day), names)
        return [row.values[names[0]] if len(names) == 1 else tuple(map(row.values.get, names)) for row in rows]


def doubted(database, entity, day=DAY):
    with database.reading() as connection:
        found = problems_of(connection, entity, None, day)
        return sorted((one.field.name, one.complaint.code) for one in found)


@pytest.mark.parametrize(("more", "status"), [
    ({}, "1"), ({"approved_date": DAY}, "2"), ({"approved_date": DAY, "status": "3"}, "3"), ({"status": "2"}, "2"),
])  # fmt: skip
def test_a_standard_that_was_approved_is_in_force_unless_it_says_otherwise(database, office, more, status):
    with database.transaction("标准") as tx:
        tx.insert(CourseStandard, {"name": "数控车削", "major": office["major"], "version": "V1"} | more)
    assert values(database, CourseStandard, "status") == [status]


@pytest.mark.parametrize(("other", "status", "conflict"), [
    ({}, "2", True), ({}, "1", False), ({}, "3", False), ({"name": "机械制图"}, "2", False), ({"major": "other"}, "2", False),
])  # fmt: skip
def test_one_version_of_a_course_is_in_force(database, office, other, status, conflict):
    with database.transaction("标准") as tx:
        second = tx.insert(Major, {"name": "机电技术应用"})
        row = {"name": "数控车削", "major": office["major"], "approved_date": DAY}
        tx.insert(CourseStandard, row | {"version": "V1", "status": "2"})
        more = {name: second if value == "other" else value for name, value in other.items()}
        tx.insert(CourseStandard, row | {"version": "V2", "status": status} | more)
    found = [each for each in doubted(database, CourseStandard) if each[0] == "status"]
    assert found == ([("status", "conflict")] * 2 if conflict else [])


def test_courses_developed_together_are_the_standards_in_force(database, office):
    with database.transaction("标准") as tx:
        for n, (status, firms) in enumerate((("2", (1, 2)), ("2", (1,)), ("3", (1,)), ("1", (2,)))):
            row = {
                "name": f"课程{n}",
                "major": office["major"],
                "version": "V1",
                "status": status,
                "approved_date": DAY,
            }
            tx.insert(CourseStandard, row | {"enterprises": tuple(office[firm] for firm in firms)})
    assert values(database, Enterprise, "name", "standard_count") == [("示例1厂", 2), ("示例2厂", 1)]


TYPED = {f"reported_{name}": n for n, name in enumerate(COUNTED, 50)}
FIRM = dict(zip(SUMMED, (3, 20, 10, 5, 4, 2), strict=True))


def held(database, firms=(), students=(), **more):
    with database.transaction("活动") as tx:
        row = {"title": "双选会", "kind": "1", "start_date": DAY}
        key = tx.insert(Activity, row | more)
        for firm, told_of in firms:
            tx.insert(ActivityEnterprise, {"activity": key, "enterprise": firm} | told_of)
        for n, came in enumerate(students):
            student = tx.insert(Student, factories.student(n + 1))
            tx.insert(ActivityStudent, {"activity": key, "student": student, "signed_in": came})
    return key


NOBODY = dict.fromkeys(COUNTED)


@pytest.mark.parametrize(("firms", "students", "typed", "found"), [
    ([], [], {}, NOBODY),
    ([], [], TYPED, dict(zip(COUNTED, TYPED.values(), strict=True))),
    ([FIRM, FIRM], [], TYPED, dict(zip(COUNTED, TYPED.values(), strict=True)) | {n: 2 * v for n, v in FIRM.items()} | {"enterprise_count": 2}),
    # what no enterprise says stays what was typed; nought is something that was said
    ([{"signed": 0}], [], {"reported_signed": 7, "reported_offers": 8}, NOBODY | {"enterprise_count": 1, "signed": 0, "offers": 8}),
    ([], [True, True, False, None], TYPED, dict(zip(COUNTED, TYPED.values(), strict=True)) | {"student_count": 2}),
    ([], [None, None, None], {}, NOBODY | {"student_count": 3}),
    ([], [False], {"reported_student_count": 9}, NOBODY | {"student_count": 0}),
])  # fmt: skip
def test_an_activity_came_to_what_its_records_say_else_to_what_was_typed(
    database, office, firms, students, typed, found
):
    held(database, [(office[n], row) for n, row in enumerate(firms, 1)], students, **typed)
    held(database, title="另一场", start_date=DAY - timedelta(1))
    rows = values(database, Activity, "title", *COUNTED)
    assert dict(zip(COUNTED, rows[1][1:], strict=True)) == found
    assert rows[0] == ("另一场", *[None] * len(COUNTED))
    for name, value in found.items():
        condition = Condition(name, "empty" if value is None else "=", value)
        with database.reading() as connection:
            titles = [row.values["title"] for row in read_all(connection, Query(Activity, (condition,)), ("title",))]
        assert "双选会" in titles


@pytest.mark.parametrize(("more", "day", "overdue"), [
    ({}, DUE, False), ({}, DUE + timedelta(1), True), ({"due_date": None}, DAY, False),
    ({"status": "3", "answer": "已办", "answered_date": DUE + timedelta(3)}, DUE + timedelta(2), True),
    ({"status": "3", "answer": "已办", "answered_date": DUE + timedelta(3)}, DUE + timedelta(3), False),
    ({"status": "3", "answer": "已办", "answered_date": DUE}, DAY, False),
    ({"status": "4"}, DAY, False), ({"status": "5"}, DAY, False), ({"status": "2"}, DAY, True),
    ({"raised_date": DAY + timedelta(1)}, DAY, False),
])  # fmt: skip
def test_a_matter_is_overdue_from_the_day_after_its_due_day_until_it_is_answered(database, more, day, overdue):
    row = {
        "title": "设备开放",
        "kind": "4",
        "raised_by": "示例商会",
        "raised_date": RAISED,
        "due_date": DUE,
        "status": "1",
    }
    with database.transaction("事项") as tx:
        tx.insert(Matter, row | more)
    assert values(database, Matter, "is_overdue", day=day) == [overdue]


@pytest.mark.parametrize(("more", "status"), [
    ({}, "1"), (ANSWER, "3"), ({"answer": "已商定"}, "1"), ({"status": "4"} | ANSWER, "4"),
])  # fmt: skip
def test_a_matter_without_a_status_has_been_accepted_or_answered(database, more, status):
    row = {"title": "设备开放", "kind": "4", "raised_by": "示例商会", "raised_date": RAISED}
    with database.transaction("事项") as tx:
        tx.insert(Matter, row | more)
    assert values(database, Matter, "status") == [status]


@pytest.mark.parametrize(("raised_by", "names", "firm"), [
    ("示例1厂", (), "示例1厂"), ("示例商会", (), None), ("同名厂", ("同名厂", "同名厂"), None), ("同名厂", ("同名厂",), "同名厂"),
])  # fmt: skip
def test_the_enterprise_of_a_matter_is_the_one_of_that_name(database, office, raised_by, names, firm):
    row = {"title": "设备开放", "kind": "4", "raised_by": raised_by, "raised_date": RAISED}
    with database.transaction("事项") as tx:
        for n, name in enumerate(names):
            tx.insert(Enterprise, factories.enterprise(10 + n, name=name))
        tx.insert(Matter, row)
    assert values(database, Matter, "enterprise") == [firm]


@pytest.mark.parametrize(("begin", "end", "status", "late"), [
    (DAY + timedelta(1), None, "1", False), (DAY, None, "2", False), (DAY, DAY, "2", False),
    (date(2025, 1, 1), DAY - timedelta(1), "3", False), (date(2025, 1, 1), DAY, "2", False),
])  # fmt: skip
def test_a_project_without_a_status_has_the_one_its_period_says(database, begin, end, status, late):
    project(database, begin, end)
    assert values(database, CooperationProject, "status", "is_unconcluded") == [(status, late)]


def project(database, begin, end, **more):
    with database.transaction("项目") as tx:
        database_day = {"name": "工艺优化", "kind": "3", "start_date": begin, "end_date": end}
        return tx.insert(CooperationProject, database_day | more)


@pytest.mark.parametrize(("status", "day", "late"), [
    ("2", DUE, False), ("2", DUE + timedelta(1), True), ("1", DUE + timedelta(1), True), ("3", DAY, False), ("4", DAY, False),
])  # fmt: skip
def test_a_project_is_late_from_the_day_after_its_end_until_it_is_concluded(database, status, day, late):
    project(database, date(2025, 1, 1), DUE, status=status)
    assert values(database, CooperationProject, "is_unconcluded", day=day) == [late]


def test_a_project_without_an_enterprise_is_listed(database, office):
    project(database, date(2025, 1, 1), None, amount=Decimal(1), enterprises=(office[1],))
    assert doubted(database, CooperationProject) == []
    project(database, date(2025, 1, 1), None, name="另一个", amount=Decimal(1))
    assert doubted(database, CooperationProject) == [("name", "missing")]


def test_whoever_takes_part_does_so_once(database, office):
    key = held(database, [(office[1], FIRM)], [True])
    (student,) = _ids(database, Student)
    for entity, row in ((ActivityEnterprise, {"enterprise": office[1]}), (ActivityStudent, {"student": student})):
        with pytest.raises(Invalid) as refused, database.transaction("又一次") as tx:
            tx.insert(entity, {"activity": key} | row)
        assert [(field, complaint.code) for field, complaint in refused.value.complaints] == [(*row, "duplicate")]
    held(database, [(office[1], FIRM)], title="另一场")  # of another activity it may be


def _ids(database, entity):
    with database.reading() as connection:
        return [row.id for row in read_all(connection, Query(entity), ())]


# --- what presses


@pytest.mark.parametrize(("day", "days"), [(DUE, None), (DUE + timedelta(1), 1), (DUE + timedelta(30), 30)])
def test_what_is_overdue_is_listed_with_how_long(database, office, day, days):
    row = {"title": "设备开放", "kind": "4", "raised_by": "示例商会", "raised_date": RAISED, "assigned_to": "教务处"}
    with database.transaction("事项") as tx:
        tx.insert(Matter, row | {"due_date": DUE, "status": "2"})
    project(database, date(2025, 1, 1), DUE, status="2", amount=Decimal(1), enterprises=(office[1],))
    for entity, code, field in (
        (Matter, "matter-overdue", "due_date"),
        (CooperationProject, "project-overdue", "end_date"),
    ):
        assert doubted(database, entity, day) == ([] if days is None else [(field, code)])
        with database.reading() as connection:
            messages = [one.complaint.message for one in problems_of(connection, entity, None, day)]
        assert all(f" {days} 天" in message and str(DUE) in message for message in messages)


@pytest.mark.parametrize(
    ("typed", "found"),
    [({"reported_signed": 2}, []), ({"reported_signed": 3, "reported_student_count": 9}, ["signed"]), ({}, [])],
)
def test_what_was_typed_beside_records_that_say_otherwise_is_listed(database, office, typed, found):
    held(database, [(office[1], FIRM)], **typed)
    assert doubted(database, Activity) == [(f"reported_{name}", "conflict") for name in found]
