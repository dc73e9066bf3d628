"""登记去向, 回访, 帮扶: of whom they may be done, and what stands afterwards."""

from datetime import date, timedelta

import pytest

from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.entities.destinations import DestinationFollowUp, GraduateDestination, JobSupport
from models.entities.enterprises import Enterprise
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import Student
from models.entities.schools import School as SchoolEntity
from tests import factories

ENDED, START, DAY = date(2025, 7, 1), date(2025, 7, 15), date(2025, 9, 1)
WORK = {"destination": "20", "unit_name": "示例第71机械有限公司", "start_date": START, "post": "钳工"}


@pytest.fixture
def graduate(school):
    """One who was in an order class until the end; the firm that commissioned it."""
    with school.database.transaction("毕业生") as tx:
        firm = tx.insert(Enterprise, factories.enterprise(71))
        key = tx.insert(Student, factories.student(71, status="07", graduated_date=ENDED))
        order = tx.insert(OrderClass, {"name": "丙厂班", "enterprises": (firm,), "status": "3"})
        tx.insert(
            OrderClassMember, {"order_class": order, "student": key, "join_date": date(2023, 9, 1), "leave_date": ENDED}
        )
    return key


def do(school, name, key, day=DAY, **given):
    made = school.plan([(name, key, given)], day=day)
    assert not made.refused
    with school.database.transaction(made.name) as tx:
        apply(tx, made)
    return made


def refused(school, name, key, day=DAY, **given):
    (told,) = school.plan([(name, key, given)], day=day).refused.values()
    return told[0], told[1].code


def destinations(school, key):
    return [(r["from_date"], r["until_date"], r["destination"]) for r in school.rows(GraduateDestination, key)]


def member(school, key):
    return [
        (r["is_hired"], r["hired_date"], r["hired_post"], r["employed_30_date"])
        for r in school.rows(OrderClassMember, key)
    ]


def test_a_destination_ends_the_one_before_and_comes_back_out(school, graduate):
    do(school, "登记去向", graduate, from_date=ENDED, destination="60")
    do(school, "登记去向", graduate, from_date=DAY, **WORK)
    assert destinations(school, graduate) == [(ENDED, DAY, "60"), (DAY, None, "20")]
    (row,) = [r for r in school.rows(GraduateDestination, graduate) if r["destination"] == "20"]
    assert (row["graduation_year"], row["enterprise_id"] is not None) == (2025, True)
    assert member(school, graduate) == [(True, START, "钳工", None)]
    school.database.undo()
    assert destinations(school, graduate) == [(ENDED, None, "60")]
    assert member(school, graduate) == [(None, None, None, None)]


def test_what_a_code_asks_for_is_said(school, graduate):
    made = school.plan([("登记去向", graduate, {"from_date": ENDED, **WORK})], day=DAY)
    assert {(name, one.code) for some in made.warnings.values() for name, one in some} >= {
        ("match_level", "required"), ("evidence", "required"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, ("destination", "required")),
        ({"destination": "12"}, ("further_school", "required")),
        ({"destination": "20", "higher_destination": "10"}, ("higher_destination", "conflict")),
    ],
)
def test_a_destination_that_is_none_is_refused(school, graduate, given, told):
    assert refused(school, "登记去向", graduate, from_date=ENDED, **given) == told


@pytest.mark.parametrize("name", ["登记去向", "帮扶"])
def test_only_of_graduates(school, name):
    given = {"登记去向": {"destination": "60"}, "帮扶": {"kind": "1"}}[name]
    assert refused(school, name, school.students[0], **given) == ("student", "illegal-transition")


def test_not_before_the_one_that_holds(school, graduate):
    do(school, "登记去向", graduate, from_date=DAY, destination="60")
    for day in (DAY, ENDED):
        assert refused(school, "登记去向", graduate, from_date=day, destination="60") == ("from_date", "duplicate")


def employed(school, graduate):
    do(school, "登记去向", graduate, from_date=ENDED, **WORK)
    return school.rows(GraduateDestination, graduate)[0]["id"]


@pytest.mark.parametrize(
    ("after", "given", "interval"),
    [(23, {}, "30"), (30, {}, "30"), (95, {}, "90"), (95, {"interval": "30"}, "30"), (400, {}, "365")],
)
def test_a_follow_up_is_that_which_is_due(school, graduate, after, given, interval):
    key, day = employed(school, graduate), START + timedelta(days=after)
    do(school, "回访", key, day, contact_date=day, result="1", **given)
    assert [(r["interval"], r["contact_date"]) for r in school.rows(DestinationFollowUp)] == [(interval, day)]


def test_what_is_due_comes_before_what_can_be_known_ahead(school, graduate):
    key, day = employed(school, graduate), START + timedelta(days=85)
    for interval in ("30", "90"):  # the first of them is on the list of what is to be done, see due_interval
        do(school, "回访", key, day, contact_date=day, result="1")
        assert school.rows(DestinationFollowUp)[-1]["interval"] == interval
    assert refused(school, "回访", key, day, contact_date=day, result="1") == ("interval", "required")


def test_who_is_still_there_is_told_to_the_order_class(school, graduate):
    key, day = employed(school, graduate), START + timedelta(days=31)
    do(school, "回访", key, day, contact_date=day, result="1")
    assert member(school, graduate) == [(True, START, "钳工", day)]
    assert refused(school, "回访", key, day, contact_date=day, result="1") == ("interval", "required")
    again = {"contact_date": day, "result": "1", "interval": "30"}
    assert refused(school, "回访", key, day, **again) == ("interval", "duplicate")


@pytest.mark.parametrize(
    ("after", "given", "told"),
    [(22, {}, ("interval", "required")), (82, {"interval": "90"}, ("contact_date", "out-of-range"))],
)
def test_nobody_asks_before_one_can_know(school, graduate, after, given, told):
    key, day = employed(school, graduate), START + timedelta(days=after)
    assert refused(school, "回访", key, day, contact_date=day, result="1", **given) == told


@pytest.mark.parametrize(("name", "given"), [("回访", {"result": "1", "interval": "30"}), ("帮扶", {"kind": "1"})])
def test_nothing_was_done_on_a_day_to_come(school, graduate, name, given):
    key = employed(school, graduate) if name == "回访" else graduate
    field = {"回访": "contact_date", "帮扶": "support_date"}[name]
    assert refused(school, name, key, **given, **{field: DAY + timedelta(days=1)}) == (field, "out-of-range")


def warned(school, name, key, day=DAY, **given):
    planned = school.plan([(name, key, given)], day=day)
    assert not planned.refused
    return [(field, one.code) for some in planned.warnings.values() for field, one in some]


@pytest.mark.parametrize(
    ("after", "until", "result", "told"),
    [
        (90, None, "1", []), (91, None, "1", [("contact_date", "out-of-range")]), (60, 60, "1", [("result", "conflict")]),
        (59, 60, "1", []), (60, 60, "2", []),
    ],
)  # fmt: skip
def test_a_follow_up_is_doubted_as_a_form_doubts_it(school, graduate, after, until, result, told):
    key, day = employed(school, graduate), START + timedelta(days=after)
    if until is not None:
        with school.database.transaction("止") as tx:
            tx.update(GraduateDestination, key, {"until_date": START + timedelta(days=until)})
    assert warned(school, "回访", key, day, contact_date=day, result=result, interval="30") == told


def test_support_of_somebody_who_is_settled_is_doubted(school, graduate):
    do(school, "登记去向", graduate, from_date=ENDED, destination="60")
    do(school, "登记去向", graduate, from_date=DAY, **WORK)
    assert warned(school, "帮扶", graduate, kind="1", support_date=DAY) == [("support_date", "conflict")]
    assert warned(school, "帮扶", graduate, kind="1", support_date=DAY - timedelta(days=1)) == []


def test_who_is_not_employed_is_not_asked(school, graduate):
    do(school, "登记去向", graduate, from_date=ENDED, destination="60")
    key = school.rows(GraduateDestination, graduate)[0]["id"]
    assert refused(school, "回访", key, contact_date=DAY, result="1") == ("group", "illegal-transition")


def test_support_is_entered(school, graduate):
    do(school, "帮扶", graduate, support_date=DAY, kind="3", detail="示例厂")
    assert [(r["kind"], r["support_date"], r["detail"]) for r in school.rows(JobSupport, graduate)] == [
        ("3", DAY, "示例厂")
    ]


SECONDARY, COLLEGE, BACHELOR = "1", "2", "5"
PLAIN, HIGHER = "destination", "higher_destination"


@pytest.mark.parametrize(
    ("levels", "left_out"),
    [
        ((SECONDARY,), {HIGHER}), ((COLLEGE,), {PLAIN}), ((COLLEGE, BACHELOR), {PLAIN}), ((SECONDARY, COLLEGE), set()),
        ((None,), set()), ((SECONDARY, None), set()), ((), set()),
    ],
)  # fmt: skip
@pytest.mark.parametrize("named", [True, False])
def test_a_school_is_asked_for_the_codes_of_its_kind(school, levels, left_out, named):
    """Who names no school belongs to the only one there is; where the kind is not known, or two are, both are asked."""
    with school.database.transaction("学校") as tx:
        every = [tx.insert(SchoolEntity, {"name": f"第{n}校", "level": level}) for n, level in enumerate(levels)]
        keys = tx.insert_many(Student, [factories.student(80 + n) for n in range(max(len(every), 1))])
        for key, of in zip(keys, every, strict=False):
            tx.update(Student, key, {"school": of if named else None})
    with school.database.reading() as connection:
        found = set(act_named("登记去向").unasked(connection, keys))
    assert found == (left_out if named or len(levels) == 1 else set())
