"""Status changes: the whole table of transitions, and what each kind does to every register."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.acts.status_changes import KINDS
from models.database.errors import Conflict, Invalid
from models.entities.order_classes import OrderClassMember
from models.entities.people import ClassMembership, StatusPeriod, Student
from models.entities.placements import Placement
from models.entities.policy import PolicyParameter
from models.entities.status_changes import StatusChange
from models.statistics import status_changes
from tests import factories
from tests.models.acts.conftest import DAY, JOINED

BREAK = {"break_until": date(2027, 3, 9)}
# registers.md §2, row by row: from a status by a kind to a status; everything else is refused
LEAVING = {"31": "03", "63": "09", "51": "11", "99": "same"}
HERE = LEAVING | {
    "11": "02", "13": "04", "19": "21", "21": "10", "23": "01", "29": "01", "02": "01", "03": "01", "42": "14",
    "60": "07", "61": "07", "62": "08",
}  # fmt: skip
LOST = LEAVING | {"17": "01", "42": "14"}
TABLE = {
    "01": HERE, "05": HERE, "04": LOST, "15": LOST, "06": LOST, "10": {"22": "01"},
    "02": LEAVING | {"11": "02", "12": "01", "17": "01", "13": "04", "19": "21"},
    "21": LEAVING | {"12": "01", "17": "01", "19": "21"},
    **{code: dict[str, str]() for code in ("03", "07", "08", "09", "11", "13", "14")},
}  # fmt: skip


def given_of(act, school):
    given = {"change_date": DAY}
    given |= BREAK if "break_until" in act.required else {}
    # a lower grade for 留级 and 降级, another class of the same grade for the others
    return given | (
        {"to_class": school.classes["丁" if act.kind in ("02", "03") else "乙"]} if "to_class" in act.required else {}
    )


@pytest.mark.parametrize("status", sorted(TABLE))
def test_the_table_of_transitions(school, status):
    with school.database.transaction("新") as tx:
        key = tx.insert(Student, factories.student(50) | {"status": status})
    for act in (a for a in KINDS if a.name != "correct"):
        plan = school.plan([(act.name, key, given_of(act, school))])
        expected = TABLE[status].get(act.kind)
        if expected is None:
            assert [told[1].code for told in plan.refused.values()] == ["illegal-transition"], act.name
            continue
        assert not plan.refused, (act.name, plan.refused)
        opened = [e.after["status"] for e in plan.effects if e.entity == "status_period" and e.before is None]
        wanted = status if expected == "same" else expected
        assert opened == ([] if wanted == status else [wanted]), act.name


def test_a_break_ends_what_is_asked_and_leaves_the_class(school):
    key = school.students[0]
    event = school.do("休学", key, change_date=DAY, reason="10", **BREAK)
    assert school.statuses(key) == [("01", None, DAY), ("02", DAY, None)]
    assert [r["leave_date"] for r in school.rows(ClassMembership, key)] == [None]
    assert [(r["leave_date"], r["leave_reason"]) for r in school.rows(OrderClassMember, key)] == [(DAY, "6")]
    (placement,) = school.rows(Placement, key)
    assert (placement["end_date"], placement["status"], placement["end_reason"]) == (DAY - timedelta(days=1), "5", "5")
    (row,) = school.rows(StatusChange)
    assert (row["id"], row["kind"], row["stage"], row["from_class_id"]) == (event, "11", "6", school.classes["甲"])
    assert [r["status_change_id"] for r in school.rows(StatusPeriod, key)] == [None, event]


BREAKS_OF = [  # policy, last day of a break that begins on 10 March 2026 -> whether it is doubted
    ((), date(2027, 3, 8), True), ((), date(2027, 3, 9), False), ((), date(2028, 3, 10), False),
    ((), date(2028, 3, 11), True), (("6", "18"), date(2026, 9, 8), True), (("6", "18"), date(2026, 9, 9), False),
    (("6", "18"), date(2027, 9, 10), False), (("6", "18"), date(2027, 9, 11), True),
]  # fmt: skip


@pytest.mark.parametrize(("months", "until", "doubted"), BREAKS_OF)
def test_how_long_a_break_lasts_is_policy(school, months, until, doubted):
    with school.database.transaction("政策") as tx:
        for key, value in zip(("break.shortest-months", "break.longest-months"), months, strict=False):
            given = {"key": key, "scope": "*", "value": Decimal(value), "valid_from": date(2020, 1, 1)}
            tx.insert(PolicyParameter, given)
    given = {"change_date": DAY, "break_until": until}
    warnings = school.plan([("休学", school.students[0], given)]).warnings.get(0, ())
    assert [field for field, _one in warnings] == ["break_until"] * doubted


@pytest.mark.parametrize(("end", "kept"), [(-1, -1), (0, 0), (1, -1), (30, -1)])
def test_an_internship_that_ends_by_graduation_keeps_its_last_day(school, end, kept):
    """Days from the day of graduation: one that ends on it is completed as it stands, a later one the day before."""
    key = school.students[0]
    (placement,) = school.rows(Placement, key)
    with school.database.transaction("改") as tx:
        tx.update(Placement, placement["id"], {"end_date": DAY + timedelta(days=end)})
    school.do("毕业", key, change_date=DAY)
    (placement,) = school.rows(Placement, key)
    assert (placement["status"], placement["end_date"]) == ("6", DAY + timedelta(days=kept))


def test_who_graduates_works_no_longer_though_it_says_completed(school):
    """A list may say 完成 of an internship whose last day is still to come."""
    key = school.students[0]
    (placement,) = school.rows(Placement, key)
    with school.database.transaction("名单") as tx:
        tx.delete(Placement, placement["id"])
        days = {name: placement[name] for name in ("start_date", "end_date")}
        tx.insert(Placement, {"student": key, "enterprise": school.firm, "status": "6"} | days)
    school.do("毕业", key, change_date=DAY)
    (placement,) = school.rows(Placement, key)
    assert (placement["status"], placement["end_date"]) == ("6", DAY - timedelta(days=1))


def test_questions_have_defaults_and_other_answers(school):
    key = school.students[0]
    plan = school.plan([("休学", key, {"change_date": DAY, **BREAK})], {"order_class": "keep"})
    assert [(q.name, q.default, q.chosen, q.count) for q in plan.questions] == [
        ("order_class", "end", "keep", 1), ("placement", "end", "end", 1)
    ]  # fmt: skip
    school.do("休学", key, {"order_class": "keep", "placement": "keep"}, change_date=DAY, **BREAK)
    assert school.rows(OrderClassMember, key)[0]["leave_date"] is None
    assert school.rows(Placement, key)[0]["status"] == "3"


@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [
        ("退学", "03", "1"),
        ("转学（转出）", "10", "1"),
        ("开除学籍", "14", "3"),
        ("肄业", "09", "1"),
        ("死亡", "11", "1"),
    ],
)
def test_who_leaves_is_in_nothing_any_more(school, name, status, reason):
    key = school.students[0]
    school.do(name, key, change_date=DAY)
    assert school.statuses(key)[-1] == (status, DAY, None)
    assert [r["leave_date"] for r in school.rows(ClassMembership, key)] == [DAY]
    assert [(r["leave_date"], r["leave_reason"]) for r in school.rows(OrderClassMember, key)] == [(DAY, "6")]
    (placement,) = school.rows(Placement, key)
    assert (placement["end_date"], placement["status"], placement["end_reason"]) == (
        DAY - timedelta(days=1),
        "5",
        reason,
    )


def test_what_would_not_have_begun_is_taken_away(school):
    key = school.students[0]
    school.do("退学", key, change_date=date(2026, 1, 5))
    assert school.rows(Placement, key) == []


def test_moves(school):
    key = school.students[0]
    school.do("转班", key, change_date=DAY, to_class=school.classes["乙"])
    rows = [
        (r["school_class_id"], r["join_date"], r["leave_date"], r["reason"]) for r in school.rows(ClassMembership, key)
    ]
    assert rows == [(school.classes["甲"], JOINED, DAY, None), (school.classes["乙"], DAY, None, "2")]
    assert school.rows(OrderClassMember, key)[0]["leave_date"] is None
    later = DAY + timedelta(days=30)
    school.do("转专业", key, change_date=later, to_class=school.classes["丙"])
    assert [(r["leave_date"], r["leave_reason"]) for r in school.rows(OrderClassMember, key)] == [(later, "5")]
    student = next(r for r in school.rows(Student) if r["id"] == key)
    assert student["major_id"] == school.majors["护理"]
    assert school.rows(Placement, key)[0]["status"] == "3"
    assert school.statuses(key) == [("01", None, None)]


def test_a_return_may_change_class_and_major_at_once(school):
    key = school.students[0]
    school.do("休学", key, {"order_class": "keep"}, change_date=DAY, **BREAK)
    back = DAY + timedelta(days=200)
    school.do("复学", key, change_date=back, to_class=school.classes["丙"])
    assert school.statuses(key) == [("01", None, DAY), ("02", DAY, back), ("01", back, None)]
    assert [(r["leave_date"], r["leave_reason"]) for r in school.rows(OrderClassMember, key)] == [(back, "5")]
    assert school.rows(ClassMembership, key)[-1]["reason"] == "5"


def test_graduation(school):
    key = school.students[0]
    with school.database.transaction("入企") as tx:
        tx.update(OrderClassMember, school.rows(OrderClassMember, key)[0]["id"], {"is_hired": True})
    school.do("毕业", key, change_date=date(2026, 7, 1))
    assert school.statuses(key)[-1] == ("07", date(2026, 7, 1), None)
    assert school.rows(OrderClassMember, key)[0]["leave_reason"] == "1"
    assert [(r["status"], r["end_date"]) for r in school.rows(Placement, key)] == [("6", date(2026, 6, 30))]
    student = next(r for r in school.rows(Student) if r["id"] == key)
    assert (student["graduated_date"], student["graduation_result"]) == (date(2026, 7, 1), "1")


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("休学", {"break_until": None}, ("break_until", "required")),
        ("休学", {"break_until": DAY}, ("break_until", "out-of-range")),
        ("转班", {}, ("to_class", "required")),
        ("转专业", {}, ("to_class", "required")),
        ("留级", {}, ("to_class", "required")),
        ("转班", {"to_class": "甲"}, ("to_class", "conflict")),
        ("留级", {"to_class": "乙"}, ("to_class", "conflict")),
        ("复学", {}, ("kind", "illegal-transition")),
    ],
)
def test_refusals(school, name, given, expected):
    given = {k: school.classes[v] if k == "to_class" else v for k, v in given.items()}
    assert school.refusal(name, school.students[0], change_date=DAY, **given) == expected


def test_nothing_is_posted_before_a_later_event(school):
    key = school.students[0]
    school.do("休学", key, change_date=DAY, **BREAK)
    assert school.refusal("退学", key, change_date=DAY - timedelta(days=1)) == ("change_date", "illegal-transition")
    assert school.refusal("休学", key, change_date=DAY + timedelta(days=9), break_until=BREAK["break_until"]) == (
        "break_until", "illegal-transition",
    )  # fmt: skip
    longer = BREAK["break_until"] + timedelta(days=100)
    before = school.statuses(key)
    school.do("休学", key, change_date=DAY + timedelta(days=9), break_until=longer)
    assert school.statuses(key) == before, "prolonged"


def test_two_events_of_one_day(school):
    key = school.students[0]
    school.do("休学", key, change_date=DAY, **BREAK)
    school.do("退学", key, change_date=DAY)
    assert school.statuses(key) == [("01", None, DAY), ("02", DAY, DAY), ("03", DAY, None)]


def test_somebody_comes_from_another_school(school):
    from models.acts.applying import apply
    from models.acts.catalogue import act_named
    from models.acts.planning import Case, Newcomer, plan_cases

    values = {k: v for k, v in factories.student(77).items() if k != "student_number"} | {"student_number": "NEW1"}
    case = Case(act_named("transfer-in"), Newcomer(values), {"change_date": DAY, "to_class": school.classes["丙"]})
    with school.database.reading() as connection:
        plan = plan_cases(connection, [case], day=DAY)
    with school.database.transaction(plan.name) as tx:
        apply(tx, plan)
    made = next(r for r in school.rows(Student) if r["student_number"] == "NEW1")
    assert (made["major_id"], made["entry_month"], made["gender"]) == (school.majors["护理"], "2023-09", "1")
    assert school.statuses(made["id"]) == [("01", DAY, None)]
    assert [r["reason"] for r in school.rows(ClassMembership, made["id"])] == ["6"]
    out, back = DAY + timedelta(days=10), DAY + timedelta(days=60)
    school.do("转学（转出）", made["id"], change_date=out)
    school.do("转学（转入）", made["id"], change_date=back, to_class=school.classes["丙"])
    assert school.statuses(made["id"]) == [("01", DAY, out), ("10", out, back), ("01", back, None)]


def test_an_application_has_no_effect_before_it_is_decided(school):
    key = school.students[0]
    event = school.do("休学", key, change_date=DAY, stage="1", **BREAK)
    assert school.statuses(key) == [("01", None, None)]
    school.do_all([("送审", event, {})])
    assert school.rows(StatusChange)[0]["stage"] == "2"
    school.do_all([("退回", event, {})])
    assert school.rows(StatusChange)[0]["stage"] == "7"
    school.do_all([("送审", event, {})])
    school.do_all([("办结", event, {})])
    assert school.rows(StatusChange)[0]["stage"] == "6"
    assert school.statuses(key) == [("01", None, DAY), ("02", DAY, None)]
    assert school.refusal("办结", event) == ("stage", "illegal-transition")


def test_a_wrong_status_is_corrected(school):
    with school.database.transaction("新") as tx:
        key = tx.insert(Student, factories.student(50) | {"status": "07"})
    school.do("更正学籍状态", key, change_date=DAY, status="06")
    assert school.statuses(key) == [("07", None, DAY), ("06", DAY, None)]


def test_only_acts_change_a_status(school):
    key = school.students[0]
    with pytest.raises(Invalid) as refused, school.database.transaction("改") as tx:
        tx.update(Student, key, {"status": "02"})
    assert refused.value.complaints[0][1].code == "by-act"
    event = school.do("休学", key, change_date=DAY, **BREAK)
    values = {"student": key, "kind": "31", "change_date": DAY}
    for write in (
        lambda tx: tx.insert(StatusChange, values), lambda tx: tx.update(StatusChange, event, {"kind": "31"}),
        lambda tx: tx.delete(StatusChange, event),
    ):  # fmt: skip
        with pytest.raises(Invalid), school.database.transaction("改") as tx:
            write(tx)
    with school.database.transaction("补文号") as tx:
        tx.update(StatusChange, event, {"approval_number": "1号", "approved_date": DAY, "reason": "10", "remark": "补"})
    assert school.rows(StatusChange)[0]["approval_number"] == "1号"


def test_what_changed_meanwhile_is_a_conflict(school):
    key = school.students[0]
    plan = school.plan([("休学", key, {"change_date": DAY, **BREAK})])
    with school.database.transaction("改") as tx:
        tx.update(Placement, school.rows(Placement, key)[0]["id"], {"end_date": date(2026, 2, 1)})
    from models.acts.applying import apply

    before = school.all_rows()
    with pytest.raises(Conflict), school.database.transaction(plan.name) as tx:
        apply(tx, plan)
    assert school.all_rows() == before


def test_the_list_of_events_says_from_where_to_where(school):
    first, second, third = school.students
    school.do("转专业", first, change_date=DAY, to_class=school.classes["丙"])
    school.do("留级", second, change_date=DAY, to_class=school.classes["丁"])
    school.do("休学", third, change_date=DAY, **BREAK)
    with school.database.reading() as connection:
        found = {row.student: row[8:12] for row in status_changes.changes(connection, DAY, DAY)}
        came = {row.student for row in status_changes.changes(connection, DAY, DAY, [school.classes["丙"]])}
    assert found == {
        first: ("甲", "数控", "丙", "护理"), second: ("甲", "数控", "丁", "数控"), third: ("甲", "数控", None, None)
    }  # fmt: skip
    assert came == {first}
