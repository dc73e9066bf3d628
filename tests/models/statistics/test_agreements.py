"""Promises kept (B4), which come from the order class and its agreement, and the figures of agreements (B7)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.entities.agreements import Agreement, AgreementCommitment, Amendment
from models.entities.enterprises import Enterprise
from models.entities.order_classes import Commitment, OrderClass
from models.statistics.agreements import by_item, ledger, percent, promises_kept, summaries
from models.statistics.measured import MEASURES
from tests import factories

DAY, BEGIN, UNTIL = date(2026, 6, 1), date(2025, 9, 1), date(2026, 8, 30)


@pytest.fixture
def office(database):
    with database.transaction("准备") as tx:
        firm = tx.insert(Enterprise, factories.enterprise(1, name="示例一厂"))
        keys = [
            tx.insert(
                Agreement, factories.agreement(number, valid_from=BEGIN, valid_until=until, party_a="示例中专", **more)
            )
            for number, until, more in (
                ("XY-10", UNTIL, {"party_b": "示例一厂"}),
                ("XY-2", UNTIL + timedelta(1), {"amount": Decimal(1000)}),
            )
        ]
        classes = [
            tx.insert(OrderClass, {"name": f"订单{n}班", "code": f"D{n}", "agreement": keys[0], "form_date": BEGIN})
            for n in (1, 2)
        ]
        told = {"agreement": keys[0]}
        shared = tx.insert(
            AgreementCommitment, told | {"item": "1", "unit": "%", "target": Decimal(80), "actual": Decimal(72)}
        )
        tx.insert(AgreementCommitment, told | {"item": "5", "target": Decimal(30), "until_date": DAY - timedelta(1)})
        tx.insert(
            AgreementCommitment, told | {"item": "5", "target": Decimal(40), "actual": Decimal(10), "from_date": DAY}
        )
    return {"firm": firm, "agreements": keys, "classes": classes, "shared": shared}


def kept(database, day=DAY, classes=()):
    with database.reading() as connection:
        return promises_kept(connection, day, classes)


def told(rows):
    return [(row.name, row.item, row.target, row.actual, row.rate) for row in rows]


def test_promises_are_those_in_force_on_the_day(database, office):
    one = [("订单1班", "1", Decimal(80), Decimal(72), Decimal("90.00"))]
    first = office["classes"][:1]
    assert told(kept(database, DAY, first)) == [*one, ("订单1班", "5", Decimal(40), Decimal(10), Decimal("25.00"))]
    assert told(kept(database, DAY - timedelta(1), first)) == [*one, ("订单1班", "5", Decimal(30), None, None)]


def test_what_a_class_carries_out_has_the_target_of_the_agreement_and_stands_once(database, office):
    with database.transaction("承诺") as tx:
        own = {"order_class": office["classes"][0], "item": "1", "target": Decimal(50), "actual": Decimal(40)}
        tx.insert(Commitment, own | {"agreement_commitment": office["shared"]})
        tx.insert(
            Commitment, {"order_class": office["classes"][1], "item": "5", "target": Decimal(4), "actual": Decimal(4)}
        )
        tx.insert(Commitment, {"order_class": office["classes"][1], "item": "2", "target": Decimal(3000)})
    assert told(kept(database)) == [
        ("订单1班", "1", Decimal(80), Decimal(40), Decimal("50.00")), ("订单1班", "5", Decimal(40), Decimal(10), Decimal("25.00")),
        ("订单2班", "5", Decimal(4), Decimal(4), Decimal("100.00")), ("订单2班", "2", Decimal(3000), None, None),
        ("订单2班", "1", Decimal(80), Decimal(72), Decimal("90.00")),
    ]  # fmt: skip


def test_sums_count_what_several_classes_share_once(database, office):
    assert by_item(kept(database)) == [("1", Decimal(80), Decimal(72), 1), ("5", Decimal(40), Decimal(10), 1)]


def test_classes_not_formed_yet_are_promised_nothing(database, office):
    assert kept(database, BEGIN - timedelta(1)) == []


def figure(database, name, day=DAY):
    with database.reading() as connection:
        return [each.as_json() for each in MEASURES[name](connection, day)]


def test_the_figures(database, office):
    assert figure(database, "B4 承诺完成率") == [
        {"scope": f"订单{n}班", "value": {"录用比例": 90.0, "实习岗位数": 25.0}, "numerator": None, "denominator": None}
        for n in (1, 2)
    ]  # fmt: skip
    (soon,) = figure(database, "B7 90天内到期协议")
    assert (soon["value"], soon["agreements"]) == (1, ["XY-10"])
    (soon,) = figure(database, "B7 90天内到期协议", DAY + timedelta(1))
    assert (soon["value"], soon["agreements"]) == (2, ["XY-2", "XY-10"])
    assert figure(database, "B7 已到期协议", UNTIL)[0]["value"] == 0
    assert figure(database, "B7 已到期协议", UNTIL + timedelta(1))[0]["agreements"] == ["XY-10"]
    with database.transaction("补充") as tx:
        row = {
            "agreement": office["agreements"][1],
            "number": "补1",
            "kinds": ("2",),
            "signed_date": DAY,
            "effective_date": DAY,
        }
        tx.insert(Amendment, row | {"amount": Decimal(1500)})
    amounts = [figure(database, "B7 现金额", day)[0]["value"] for day in (DAY - timedelta(1), DAY)]
    assert amounts == [1000.0, 1500.0]


def test_the_ledger_is_by_number_and_may_be_of_one_enterprise(database, office):
    with database.reading() as connection:
        assert [row.number for row in ledger(connection, DAY)] == ["XY-2", "XY-10"]
        assert [row.number for row in ledger(connection, DAY, firms=[office["firm"]])] == ["XY-10"]
        (row,) = ledger(connection, DAY, ids=office["agreements"][:1])
    assert (row.promises, row.parties[:2], row.left) == (
        ("录用比例 80%", "实习岗位数 40"),
        ("示例中专", "示例一厂"),
        90,
    )


def test_a_summary_tells_what_stands_on_it(database, office):
    with database.reading() as connection:
        (one,) = summaries(connection, DAY, office["agreements"][:1])
    assert [name for _kind, name, _begin, _end in one.dependants] == ["订单1班", "订单2班"]
    assert [row.values["item"] for row in one.promises] == ["1", "5"]


@pytest.mark.parametrize(
    ("actual", "target", "told"),
    [
        (1, 3, "33.33"),
        (1, 800, "0.13"),
        (7, 5, "140.00"),
        (0, 5, "0.00"),
        (None, 5, "0.00"),
        (1, 0, None),
        (1, None, None),
    ],
)
def test_a_promise_is_kept_in_per_cent_half_up(actual, target, told):
    values = (None if value is None else Decimal(value) for value in (actual, target))
    assert percent(*values) == (None if told is None else Decimal(told))
