"""What presses about agreements: reminders by the days of policy, what outlives them, two that say the same."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.entities.agreements import Agreement, Amendment
from models.entities.enterprises import Enterprise
from models.entities.order_classes import OrderClass
from models.entities.policy import PolicyParameter
from models.rules.problems import problems_of
from tests import factories

DAY = date(2026, 6, 1)
BEGIN = date(2025, 9, 1)


def agreed(tx, until, number="XY-1", **more):
    own = {"valid_from": BEGIN, "valid_until": until, "party_a": "示例中专", "party_b": "示例一厂"}
    return tx.insert(Agreement, factories.agreement(number, **(own | more)))


def found(database, entity=Agreement, day=DAY, ids=None):
    with database.reading() as connection:
        return [(p.field.name, p.complaint.code) for p in problems_of(connection, entity, ids, day)]


@pytest.mark.parametrize(("left", "code"), [
    (91, None), (90, "agreement-expiring"), (31, "agreement-expiring"), (30, "agreement-urgent"), (1, "agreement-urgent"),
    (0, "agreement-ends"), (-1, "agreement-expired"), (-30, "agreement-expired"), (-31, None),
])  # fmt: skip
def test_it_is_reminded_of_by_the_days_of_policy(database, left, code):
    with database.transaction("协议") as tx:
        agreed(tx, DAY + timedelta(left))
    assert found(database) == ([("effective_until", code)] if code else [])


@pytest.mark.parametrize(("key", "value", "codes"), [
    ("agreement.expiry-days", 100, ["agreement-expiring"]), ("agreement.expiry-days", 99, []),
    ("agreement.urgent-days", 100, []),
])  # fmt: skip
def test_the_office_may_have_other_days(database, key, value, codes):
    with database.transaction("协议") as tx:
        agreed(tx, DAY + timedelta(100))
        tx.insert(PolicyParameter, {"key": key, "valid_from": date(2026, 1, 1), "value": Decimal(value), "scope": "*"})
    assert [code for _name, code in found(database)] == codes


@pytest.mark.parametrize("left", [0, -5])
@pytest.mark.parametrize(
    "more", [{"stage": "1"}, {"stage": "2"}, {"stage": "9"}, {"stage": "4", "ended_date": DAY - timedelta(5)}]
)
def test_nothing_is_said_of_what_was_not_signed_or_has_ended(database, more, left):
    with database.transaction("协议") as tx:
        agreed(tx, DAY + timedelta(left), **more)
    assert found(database) == []


def test_what_was_extended_or_renewed_is_not_reminded_of(database):
    with database.transaction("协议") as tx:
        one, two = agreed(tx, DAY), agreed(tx, DAY, "XY-2", party_b="示例二厂")
        told = {"agreement": one, "number": "补1", "kinds": ("1",), "signed_date": DAY, "effective_date": DAY}
        tx.insert(Amendment, told | {"valid_until": DAY + timedelta(365)})
        later = {"valid_from": DAY + timedelta(1), "party_b": "示例二厂", "renews": two}
        agreed(tx, DAY + timedelta(365), "XY-3", **later)
    assert found(database) == []
    assert found(database, day=DAY - timedelta(1)) == [("effective_until", "agreement-urgent")]  # not amended yet


@pytest.mark.parametrize(("form", "end", "stage", "of_class", "of_agreement"), [
    (BEGIN, DAY + timedelta(400), "3", [], []), (BEGIN - timedelta(1), DAY, "3", [("form_date", "conflict")], []),
    (BEGIN, DAY + timedelta(401), "3", [("end_date", "conflict")], [("effective_until", "conflict")]),
    (BEGIN, DAY, "2", [("agreement", "conflict")], []), (BEGIN, DAY, "9", [("agreement", "conflict")], []),
])  # fmt: skip
def test_an_order_class_lies_within_its_agreement(database, form, end, stage, of_class, of_agreement):
    with database.transaction("协议") as tx:
        key = agreed(tx, DAY + timedelta(400), stage=stage)
        tx.insert(OrderClass, {"name": "示例订单班", "agreement": key, "form_date": form, "end_date": end})
    assert found(database, OrderClass) == of_class
    assert found(database) == of_agreement
    assert found(database, ids=[key]) == of_agreement


def test_the_end_that_counts_is_that_of_the_day(database):
    with database.transaction("协议") as tx:
        key = agreed(tx, DAY + timedelta(200))
        told = {"agreement": key, "number": "补1", "kinds": ("5",), "signed_date": DAY, "effective_date": DAY}
        tx.insert(Amendment, told | {"ended_date": DAY + timedelta(100)})
        tx.insert(OrderClass, {"name": "甲班", "agreement": key, "form_date": BEGIN, "end_date": DAY + timedelta(150)})
    assert found(database, OrderClass, DAY - timedelta(1)) == []
    assert found(database, OrderClass) == [("end_date", "conflict")]


FIRST = {"valid_from": BEGIN, "valid_until": DAY + timedelta(400)}


@pytest.mark.parametrize(("more", "count"), [
    ({}, 1), ({"valid_from": DAY + timedelta(400)}, 1), ({"valid_from": DAY + timedelta(401)}, 0), ({"kind": "05"}, 0),
    ({"party_b": "示例二厂"}, 0), ({"party_a": "示例一厂", "party_b": "示例中专"}, 1), ({"party_c": "示例协会"}, 1), ({"stage": "1"}, 0),
])  # fmt: skip
def test_two_of_one_kind_between_one_pair_in_one_period_are_doubtful(database, more, count):
    with database.transaction("协议") as tx:
        tx.insert(Enterprise, factories.enterprise(1, name="示例一厂"))
        agreed(tx, until=FIRST["valid_until"])
        second = {"valid_from": BEGIN + timedelta(30), "signed_date": date(2025, 6, 2)} | more
        agreed(tx, DAY + timedelta(800), "XY-2", **second)
    assert found(database) == [("number", "duplicate")] * count


def test_one_that_renews_the_other_may_begin_before_its_end(database):
    with database.transaction("协议") as tx:
        key = agreed(tx, DAY + timedelta(400))
        agreed(tx, DAY + timedelta(800), "XY-2", valid_from=DAY, renews=key)
    assert found(database) == []
