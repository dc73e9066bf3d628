"""Destinations of graduates: what a code asks for, which enterprise is meant, what a new one ends, what it tells an order class."""

from datetime import date, timedelta

import pytest

from models.database.errors import Invalid
from models.database.query import Condition, Query
from models.database.results import read_all
from models.entities.destination_rules import needed_by_code, one_code, usual_pay
from models.entities.destinations import DestinationFollowUp, GraduateDestination, JobSupport
from models.entities.enterprises import Enterprise
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import Student
from models.rules.problems import problems_of
from tests import factories

ENDED, START = date(2025, 7, 1), date(2025, 7, 15)
WORK = {
    "destination": "20", "unit_name": "示例甲厂", "unit_credit_code": factories.credit_code(9), "post": "钳工",
    "match_level": "1", "start_date": START, "evidence": ("2",),
}  # fmt: skip


def told(check, row):
    return sorted((name, complaint.code, complaint.fatal) for name, complaint in check(row))


def lacking(*names, fatal=False):
    return sorted((name, "required", fatal) for name in names)


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (WORK, []),
        (
            {"destination": "20"},
            lacking("unit_name", "unit_credit_code", "post", "start_date", "match_level", "evidence"),
        ),
        (WORK | {"unit_credit_code": None}, lacking("unit_credit_code")),
        (WORK | {"unit_credit_code": None, "unit_nature": "391"}, []),
        (WORK | {"evidence": ("4",)}, lacking("evidence")),
        (WORK | {"evidence": ("3", "4")}, []),
        *(({"destination": code}, lacking("further_school", fatal=True)) for code in ("10", "11", "12", "16")),
        ({"destination": "12", "further_school": "示例学院"}, []),
        ({"destination": "30"}, lacking("enlist_date")),
        ({"destination": "30", "enlist_date": START}, []),
        ({"destination": "60"}, []),
        ({"destination": "99"}, []),
        ({"higher_destination": "10"}, lacking("unit_name", "unit_credit_code", "evidence")),
        ({"higher_destination": "46"}, lacking("enlist_date", "evidence")),
        ({"higher_destination": "75", "licence_number": "1", "evidence": ("6",)}, []),
        ({"higher_destination": "76"}, lacking("evidence")),
        ({"higher_destination": "80"}, lacking("further_school", "evidence")),
        ({"higher_destination": "70"}, []),
    ],
)
def test_what_a_code_asks_for(row, found):
    assert told(needed_by_code, row) == found


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"destination": "20"}, []),
        ({"higher_destination": "10"}, []),
        ({}, lacking("destination")),
        ({"destination": "20", "higher_destination": "10"}, [("higher_destination", "conflict", True)]),
    ],
)
def test_exactly_one_of_both_codes(row, found):
    assert told(one_code, row) == found


@pytest.mark.parametrize(
    ("pay", "doubted"), [(499, True), (500, False), (50_000, False), (50_001, True), (None, False)]
)
def test_the_first_pay_lies_between_bounds(pay, doubted):
    assert bool(told(usual_pay, {"salary": pay})) is doubted


@pytest.fixture
def office(database):
    """A graduate who was in the order class of a firm until the end, and another firm."""
    with database.transaction("准备") as tx:
        firm, other = (tx.insert(Enterprise, factories.enterprise(n, nature="31")) for n in (1, 2))
        student = tx.insert(Student, factories.student(status="07", graduated_date=ENDED, graduation_result="1"))
        order = tx.insert(OrderClass, {"name": "甲厂班", "enterprises": (firm,), "status": "3"})
        member = tx.insert(
            OrderClassMember,
            {"order_class": order, "student": student, "join_date": date(2023, 9, 1), "leave_date": ENDED},
        )
    return {"firm": firm, "other": other, "student": student, "member": member}


def went(database, office, **more):
    with database.transaction("登记") as tx:
        return tx.insert(GraduateDestination, {"student": office["student"], "destination": "60"} | more)


def asked(database, key, days, contact, **more):
    with database.transaction("回访") as tx:
        row = {"destination": key, "interval": str(days), "contact_date": contact, "result": "1"}
        return tx.insert(DestinationFollowUp, row | more)


def rows(database, entity, *names):
    with database.reading() as connection:
        asked_for = [name.removesuffix("_id") for name in names]
        return [tuple(row.values[name] for name in names) for row in read_all(connection, Query(entity), asked_for)]


def codes(database, entity, key, day):
    with database.reading() as connection:
        return sorted((one.field.name, one.complaint.code) for one in problems_of(connection, entity, [key], day))


def test_date_and_year_are_those_of_the_graduation_where_nobody_says_them(database, office):
    went(database, office)
    assert rows(database, GraduateDestination, "from_date", "graduation_year", "group") == [(ENDED, 2025, "3")]


def test_a_new_one_ends_the_one_that_is_open(database, office):
    went(database, office)
    went(database, office, from_date=date(2025, 9, 1), destination="12", further_school="示例学院")
    assert sorted(rows(database, GraduateDestination, "from_date", "until_date", "group")) == [
        (ENDED, date(2025, 9, 1), "3"), (date(2025, 9, 1), None, "2"),
    ]  # fmt: skip
    database.undo()
    assert rows(database, GraduateDestination, "from_date", "until_date", "group") == [(ENDED, None, "3")]


@pytest.mark.parametrize(
    ("said", "firm"),
    [
        ({"unit_name": "示例第1机械有限公司"}, "firm"),
        ({"unit_credit_code": factories.credit_code(2)}, "other"),
        ({"unit_name": "示例第1机械有限公司", "unit_credit_code": factories.credit_code(2)}, "other"),
        ({"unit_name": "示例第1机械有限公司", "unit_credit_code": factories.credit_code(77)}, None),
        ({"unit_name": "示例第1机械"}, None),
    ],
)
def test_the_enterprise_is_found_by_its_code_or_its_whole_name(database, office, said, firm):
    went(database, office, **said)
    ((key, nature),) = rows(database, GraduateDestination, "enterprise_id", "unit_nature")
    assert key == (office[firm] if firm else None)
    assert nature == ("31" if firm else None)


def test_another_name_is_another_enterprise(database, office):
    key = went(database, office, unit_name="示例第1机械有限公司")
    for name, firm in (("示例第2机械有限公司", "other"), ("无名小厂", None)):
        with database.transaction("改") as tx:
            tx.update(GraduateDestination, key, {"unit_name": name, "unit_credit_code": None})
        assert rows(database, GraduateDestination, "enterprise_id") == [(office[firm] if firm else None,)]


HELD = ("is_hired", "hired_date", "hired_post", "employed_30_date")


def test_an_order_class_hears_who_was_hired_and_stayed(database, office):
    key = went(database, office, **(WORK | {"unit_name": "示例第1机械有限公司", "unit_credit_code": None}))
    assert rows(database, OrderClassMember, *HELD) == [(True, START, "钳工", None)]
    contact = START + timedelta(days=31)
    asked(database, key, 30, contact)
    assert rows(database, OrderClassMember, *HELD) == [(True, START, "钳工", contact)]
    database.undo()
    database.undo()
    assert rows(database, OrderClassMember, *HELD) == [(None, None, None, None)]


def test_what_was_said_of_hiring_stays_and_is_doubted(database, office):
    with database.transaction("改") as tx:
        tx.update(OrderClassMember, office["member"], {"is_hired": False})
    went(database, office, **(WORK | {"unit_name": "示例第1机械有限公司", "unit_credit_code": None}))
    assert rows(database, OrderClassMember, *HELD) == [(False, None, None, None)]
    assert codes(database, OrderClassMember, office["member"], date(2025, 9, 1)) == [("is_hired", "hired-differs")]


def test_who_went_elsewhere_was_not_hired(database, office):
    with database.transaction("改") as tx:
        tx.update(OrderClassMember, office["member"], {"is_hired": True})
    assert not codes(database, OrderClassMember, office["member"], date(2025, 9, 1))
    went(database, office)
    assert codes(database, OrderClassMember, office["member"], date(2025, 9, 1)) == [("is_hired", "hired-differs")]


@pytest.mark.parametrize(
    ("start", "doubted"), [(ENDED - timedelta(days=365), False), (ENDED - timedelta(days=366), True)]
)
def test_work_begins_at_most_a_year_before_graduation(database, office, start, doubted):
    key = went(database, office, **(WORK | {"start_date": start}))
    assert (("start_date", "out-of-range") in codes(database, GraduateDestination, key, ENDED)) is doubted


@pytest.mark.parametrize(("status", "doubted"), [("07", False), ("08", True), ("01", True)])
def test_only_graduates_went_somewhere(database, status, doubted):
    with database.transaction("准备") as tx:
        student = tx.insert(Student, factories.student(status=status, graduated_date=ENDED))
        key = tx.insert(GraduateDestination, {"student": student, "destination": "60", "from_date": ENDED})
    assert (("student", "conflict") in codes(database, GraduateDestination, key, date(2026, 1, 1))) is doubted


@pytest.mark.parametrize(
    ("late", "refused", "doubted"), [(-8, True, False), (-7, False, False), (60, False, False), (61, False, True)]
)
def test_a_follow_up_is_made_about_its_day(database, office, late, refused, doubted):
    key = went(database, office, **WORK)
    contact = START + timedelta(days=90 + late)
    if refused:
        with pytest.raises(Invalid):
            asked(database, key, 90, contact)
        return
    one = asked(database, key, 90, contact)
    assert bool(codes(database, DestinationFollowUp, one, contact)) is doubted
    assert rows(database, DestinationFollowUp, "due_date") == [(START + timedelta(days=90),)]


def test_each_follow_up_is_made_once(database, office):
    key = went(database, office, **WORK)
    asked(database, key, 30, START + timedelta(days=30))
    with pytest.raises(Invalid):
        asked(database, key, 30, START + timedelta(days=31))


@pytest.mark.parametrize(
    ("after", "due"),
    [(29, None), (30, "30"), (89, "30"), (90, "90"), (364, "180"), (365, "365"), (425, "365"), (426, None)],
)
def test_the_last_follow_up_that_is_due_is_to_be_made(database, office, after, due):
    key = went(database, office, **WORK)
    day = START + timedelta(days=after)
    with database.reading() as connection:
        query = Query(GraduateDestination, (Condition("student", "=", office["student"]),), valued_on=day)
        (row,) = read_all(connection, query, ("follow_up_due",))
    assert row.values["follow_up_due"] == due
    assert (("is_follow_up_due", "follow-up-due") in codes(database, GraduateDestination, key, day)) is (
        due is not None
    )


def test_what_was_asked_is_due_no_more(database, office):
    key = went(database, office, **WORK)
    asked(database, key, 30, START + timedelta(days=30))
    found = codes(database, GraduateDestination, key, START + timedelta(days=40))
    assert ("is_follow_up_due", "follow-up-due") not in found


def supported(database, office, *kinds):
    with database.transaction("帮扶") as tx:
        for n, kind in enumerate(kinds):
            row = {
                "student": office["student"],
                "kind": kind,
                "support_date": ENDED + timedelta(days=n),
                "detail": f"{n}",
            }
            tx.insert(JobSupport, row)


@pytest.mark.parametrize(
    ("kinds", "complete"), [("", False), ("12334", False), ("1123334", True), ("12333", False), ("123334", True)]
)
def test_1131_is_complete_when_every_kind_was_given_as_often_as_policy_asks(database, office, kinds, complete):
    key = went(database, office)
    supported(database, office, *kinds)
    day = date(2025, 12, 31)
    found = codes(database, Student, office["student"], day)
    assert (("is_supported", "support-incomplete") not in found) is complete
    assert (("group", "support-missing") in codes(database, GraduateDestination, key, day)) is (not kinds)


def test_graduates_of_years_that_are_kept_are_asked_for(database, office):
    with database.transaction("再一名") as tx:
        own = tx.insert(Student, factories.student(2, status="07", graduated_date=ENDED))
        earlier = tx.insert(Student, factories.student(3, status="07", graduated_date=date(2024, 7, 1)))
        there = tx.insert(Student, factories.student(4))
    day = date(2025, 12, 31)
    missing = ("destination_group", "destination-missing")
    assert missing not in codes(database, Student, own, day)  # the office keeps no destinations yet
    went(database, office)
    assert [missing in codes(database, Student, key, day) for key in (own, earlier, there)] == [True, False, False]
