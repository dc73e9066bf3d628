"""What an agreement says on a day: its end and amount as amended, how it stands, its parties, how its promises are kept."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.database.errors import InUse, Invalid
from models.database.query import Condition, Query
from models.database.results import read_all
from models.entities.agreements import Agreement, AgreementCommitment, AgreementParty, Amendment
from models.entities.enterprises import Enterprise
from models.entities.policy import PolicyParameter
from models.entities.schools import School
from models.rules.problems import problems_of
from models.schema.fields import judge
from tests import factories

BEGIN, UNTIL = date(2025, 9, 1), date(2026, 8, 31)
AMENDED = date(2026, 3, 1)


@pytest.fixture
def office(database):
    with database.transaction("准备") as tx:
        made = {"school": tx.insert(School, {"name": "示例中专", "region": "210100", "level": "4"})}
        made["firm"] = tx.insert(Enterprise, factories.enterprise(1, name="示例一厂"))
        made["other"] = tx.insert(Enterprise, factories.enterprise(2, name="示例二厂"))
    return made


def agreed(database, number="XY-1", amendments=(), commitments=(), **more):
    with database.transaction("登记协议") as tx:
        key = tx.insert(Agreement, factories.agreement(number, **({"valid_from": BEGIN, "valid_until": UNTIL} | more)))
        for n, (day, kinds, told) in enumerate(amendments, 1):
            row = {"agreement": key, "number": f"{number}-补{n}", "kinds": tuple(kinds), "signed_date": day}
            tx.insert(Amendment, row | {"effective_date": day} | told)
        tx.insert_many(AgreementCommitment, [{"agreement": key, **row} for row in commitments])
    return key


def on(database, day, *names, entity=Agreement):
    with database.reading() as connection:
        rows = read_all(connection, Query(entity, as_of=day), [name.removesuffix("_id") for name in names])
        return [row.values[names[0]] if len(names) == 1 else tuple(map(row.values.get, names)) for row in rows]


EXTENDED = (AMENDED, "1", {"valid_until": date(2027, 8, 31)})


@pytest.mark.parametrize(("more", "amendments", "day", "until", "state"), [
    ({}, [], BEGIN - timedelta(1), UNTIL, "3"), ({}, [], BEGIN, UNTIL, "4"),
    ({}, [], UNTIL - timedelta(91), UNTIL, "4"), ({}, [], UNTIL - timedelta(90), UNTIL, "5"),
    ({}, [], UNTIL, UNTIL, "5"), ({}, [], UNTIL + timedelta(1), UNTIL, "6"),
    ({}, [EXTENDED], AMENDED - timedelta(1), UNTIL, "4"), ({}, [EXTENDED], AMENDED, date(2027, 8, 31), "4"),
    ({}, [EXTENDED], UNTIL + timedelta(1), date(2027, 8, 31), "4"),
    # of two the newest wins, and of two of one day the one with the last number, as people count
    ({}, [EXTENDED, (date(2026, 4, 1), "1", {"valid_until": date(2026, 12, 31)})], UNTIL, date(2026, 12, 31), "4"),
    ({}, [(AMENDED, "1", {"number": "补10", "valid_until": date(2028, 1, 1)}),
          (AMENDED, "2", {"number": "补9", "valid_until": date(2027, 1, 1), "amount": Decimal(1)})], UNTIL, date(2028, 1, 1), "4"),
    # an end comes before every last day, from the day on which the amendment that says so is in force
    ({}, [EXTENDED, (date(2026, 4, 1), "5", {"ended_date": date(2026, 5, 15)})], date(2026, 3, 31), date(2027, 8, 31), "4"),
    ({}, [EXTENDED, (date(2026, 4, 1), "5", {"ended_date": date(2026, 5, 15)})], date(2026, 4, 1), date(2026, 5, 15), "5"),
    ({}, [EXTENDED, (date(2026, 4, 1), "5", {"ended_date": date(2026, 5, 15)})], date(2026, 5, 15), date(2026, 5, 15), "7"),
    ({"stage": "4", "ended_date": date(2026, 1, 31)}, [EXTENDED], date(2026, 1, 30), date(2026, 1, 31), "5"),
    ({"stage": "4", "ended_date": date(2026, 1, 31)}, [EXTENDED], date(2026, 6, 1), date(2026, 1, 31), "7"),
    ({"stage": "1"}, [], BEGIN, UNTIL, "1"), ({"stage": "2"}, [], UNTIL + timedelta(1), UNTIL, "2"), ({"stage": "9"}, [], BEGIN, UNTIL, "9"),
])  # fmt: skip
def test_how_long_it_holds_and_how_it_stands(database, more, amendments, day, until, state):
    agreed(database, amendments=amendments, **more)
    assert on(database, day, "effective_until", "state", "remaining_days") == [(until, state, (until - day).days)]


@pytest.mark.parametrize(("day", "amount"), [
    (AMENDED - timedelta(1), "86000.00"), (AMENDED, "98000.00"), (UNTIL + timedelta(400), "98000.00"),
])  # fmt: skip
def test_the_amount_is_that_of_the_newest_amendment_that_says_one(database, day, amount):
    later = (date(2026, 6, 1), "1", {"valid_until": date(2027, 1, 1)})
    agreed(database, amendments=[(AMENDED, "2", {"amount": Decimal(98000)}), later], amount=Decimal(86000))
    assert on(database, day, "effective_amount") == [Decimal(amount)]


@pytest.mark.parametrize(("scope", "state"), [
    ("*", "5"), ("210000", "5"), ("210100/4", "5"), ("310000", "4"), ("210100/6", "4"),
])  # fmt: skip
def test_how_soon_is_policy_of_the_place_of_its_school(database, office, scope, state):
    row = {"key": "agreement.expiry-days", "scope": scope, "valid_from": date(2025, 1, 1), "value": Decimal(120)}
    with database.transaction("政策") as tx:
        tx.insert(PolicyParameter, row)
    agreed(database)
    assert on(database, UNTIL - timedelta(100), "state") == [state]


def test_bodies_that_are_known_are_referred_to_and_called_as_they_are_now(database, office):
    code = factories.enterprise(2)["credit_code"]
    key = agreed(database, party_a="示例中专", party_b="示例一厂", party_c="示例协会", party_d=code)
    names = ("position", "body", "role", "school_id", "enterprise_id", "body_name")
    assert on(database, BEGIN, *names, entity=AgreementParty) == [
        (1, "示例中专", "1", office["school"], None, None), (2, "示例一厂", "2", None, office["firm"], None),
        (3, "示例协会", None, None, None, "示例协会"), (4, "示例二厂", "2", None, office["other"], None),
    ]  # fmt: skip
    with database.transaction("改名") as tx:
        tx.update(Enterprise, office["firm"], {"name": "示例新厂", "former_names": "示例一厂"})
        tx.update(Agreement, key, {"party_c": "示例一厂"}, {"party_c": "示例协会"})
        tx.update(Agreement, key, {"party_d": None})
    parties = ("party_a", "party_b", "party_c", "party_d")
    assert on(database, BEGIN, *parties) == [("示例中专", "示例新厂", "示例新厂", None)]
    with database.reading() as connection:
        found = Query(Agreement, (Condition("party_b", "~", "新厂"),))
        assert [row.id for row in read_all(connection, found, ("number",))] == [key]
    with pytest.raises(InUse), database.transaction("删") as tx:
        tx.delete(Enterprise, office["firm"])
    database.undo()
    assert on(database, BEGIN, "party_c", "party_d") == [("示例协会", "示例二厂")]


def test_who_steps_in_later_is_shown_from_that_day(database, office):
    key = agreed(database, party_a="示例中专", party_b="示例一厂")
    with database.reading() as connection:
        rows = read_all(connection, Query(AgreementParty), ("position",))
        old = next(row.id for row in rows if row.values["position"] == 2)
    with database.transaction("换一方") as tx:
        tx.update(AgreementParty, old, {"leave_date": AMENDED})
        tx.insert(
            AgreementParty, {"agreement": key, "position": 2, "enterprise": office["other"], "join_date": AMENDED}
        )
    assert on(database, AMENDED - timedelta(1), "party_b") == ["示例一厂"]
    assert on(database, AMENDED, "party_b") == ["示例二厂"]


@pytest.mark.parametrize(("commitments", "day", "count", "rate"), [
    ([], BEGIN, 0, None),
    ([{"item": "1", "target": Decimal(80), "actual": Decimal(72)}], BEGIN, 1, "90.00"),
    ([{"item": "1", "target": Decimal(80), "actual": Decimal(72)}, {"item": "3", "target": Decimal(10), "actual": Decimal(30)}], BEGIN, 2, "95.00"),
    ([{"item": "1", "target": Decimal(3), "actual": Decimal(1)}, {"item": "3"}], BEGIN, 2, "33.33"),
    ([{"item": "1", "target": Decimal(3)}], BEGIN, 1, "0.00"),
    ([{"item": "1", "target": Decimal(80), "until_date": AMENDED - timedelta(1)},
      {"item": "1", "target": Decimal(60), "actual": Decimal(60), "from_date": AMENDED}], AMENDED, 1, "100.00"),
    ([{"item": "1", "target": Decimal(80), "until_date": AMENDED - timedelta(1)},
      {"item": "1", "target": Decimal(60), "actual": Decimal(60), "from_date": AMENDED}], AMENDED - timedelta(1), 1, "0.00"),
])  # fmt: skip
def test_how_its_promises_are_kept(database, commitments, day, count, rate):
    agreed(database, commitments=commitments)
    assert on(database, day, "commitment_count", "rate") == [(count, None if rate is None else Decimal(rate))]


@pytest.mark.parametrize(("target", "actual", "rate"), [
    (28, 25, "89.29"), (80, 72, "90"), (40, 48, "120"), (3, 2, "66.67"), (0, 5, None), (None, 5, None), (200, 1, "0.5"), (8000, 1, "0.01"), (20001, 1, "0"),
])  # fmt: skip
def test_the_rate_of_one_promise_is_rounded_half_up(database, target, actual, rate):
    agreed(database, commitments=[{"item": "5", "target": target and Decimal(target), "actual": Decimal(actual)}])
    assert on(database, BEGIN, "rate", entity=AgreementCommitment) == [None if rate is None else Decimal(rate)]


@pytest.mark.parametrize(("row", "found"), [
    ({"valid_until": BEGIN - timedelta(1)}, [("valid_until", "out-of-range", True)]), ({"valid_until": BEGIN}, []),
    ({"signed_date": BEGIN}, []), ({"signed_date": BEGIN + timedelta(1)}, [("signed_date", "out-of-range", False)]),
    ({"stage": "4"}, [("ended_date", "required", True)]), ({"stage": "4", "ended_date": UNTIL}, []),
    ({"ended_date": BEGIN}, []), ({"ended_date": BEGIN - timedelta(1)}, [("ended_date", "out-of-range", False)]),
    ({"ended_date": UNTIL + timedelta(1)}, [("ended_date", "out-of-range", False)]),
])  # fmt: skip
def test_what_a_row_of_an_agreement_may_say(row, found):
    whole = factories.agreement("XY-1", **({"valid_from": BEGIN, "valid_until": UNTIL} | row))
    assert [(name, c.code, c.fatal) for name, c in judge(Agreement, whole, BEGIN)] == found


@pytest.mark.parametrize(("kinds", "told", "found"), [
    ("1", {"valid_until": UNTIL}, []), ("1", {}, [("valid_until", "required", True)]), ("2", {}, [("amount", "required", True)]),
    ("5", {}, [("ended_date", "required", True)]), ("34", {}, []), ("9", {}, []),
    ("12", {"valid_until": UNTIL}, [("amount", "required", True)]),
    ("2", {"amount": Decimal(1), "valid_until": UNTIL}, [("valid_until", "conflict", False)]),
    ("9", {"ended_date": UNTIL}, [("ended_date", "conflict", False)]),
])  # fmt: skip
def test_what_a_row_of_an_amendment_may_say(kinds, told, found):
    assert [(name, c.code, c.fatal) for name, c in judge(Amendment, {"kinds": tuple(kinds), **told}, BEGIN)] == found


def refused(database, *amendments):
    with pytest.raises(Invalid) as told:
        agreed(database, amendments=amendments)
    return [(name, c.code) for name, c in told.value.complaints]


def test_nothing_is_amended_before_it_begins_nor_twice_on_one_day(database):
    told = {"valid_until": date(2027, 1, 1)}
    assert refused(database, (BEGIN - timedelta(1), "1", told)) == [("effective_date", "out-of-range")]
    assert refused(database, (AMENDED, "1", told), (AMENDED, "19", told)) == [("effective_date", "duplicate")]
    agreed(database, amendments=[(BEGIN, "1", told), (AMENDED, "1", told), (AMENDED, "2", {"amount": Decimal(1)})])


@pytest.mark.parametrize(("amendments", "codes"), [
    ([(UNTIL, "1", {"valid_until": date(2027, 8, 31)})], []),
    ([(UNTIL + timedelta(1), "1", {"valid_until": date(2027, 8, 31)})], ["out-of-range"]),
    ([EXTENDED, (date(2027, 8, 31), "1", {"valid_until": date(2028, 8, 31)})], []),
    ([(AMENDED, "5", {"ended_date": date(2026, 5, 1)}), (date(2026, 5, 2), "9", {})], ["out-of-range"]),
])  # fmt: skip
def test_amending_what_is_over_is_doubtful(database, amendments, codes):
    agreed(database, amendments=amendments)
    with database.reading() as connection:
        found = [p for p in problems_of(connection, Amendment, None, BEGIN) if p.field.name == "effective_date"]
    assert [p.complaint.code for p in found] == codes


def test_a_promise_holds_from_the_first_day_of_its_agreement_unless_it_says_otherwise(database):
    agreed(database, commitments=[{"item": "1"}, {"item": "3", "from_date": AMENDED}])
    assert on(database, UNTIL, "from_date", entity=AgreementCommitment) == [BEGIN, AMENDED]
    assert on(database, BEGIN, "from_date", entity=AgreementCommitment) == [BEGIN]


def test_only_acts_change_the_stage_of_one_that_is_there(database):
    key = agreed(database)
    assert on(database, BEGIN, "stage") == ["3"]
    for change in ({"stage": "1"}, {"ended_date": UNTIL}, {"ended_reason": "x"}):
        with pytest.raises(Invalid), database.transaction("改") as tx:
            tx.update(Agreement, key, change)


FOUND = [  # what was typed, the agreements it finds: their numbers
    ("华宸汽车", ["XY-1"]), ("华宸", ["XY-1"]), ("hcqc", ["XY-1"]), ("辽东车辆厂", ["XY-1"]),  # a former name
    (factories.credit_code(2)[:-1], ["XY-2"]), ("云岭中专", ["XY-1", "XY-2", "XY-3"]), ("职教集团", ["XY-2"]),
    ("乙厂", ["XY-2"]), ("退出的厂", ["XY-3"]), ("华宸 XY-2", []), ("没有这一家", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "numbers"), FOUND)
@pytest.mark.parametrize("own_words", [False, True], ids=["list", "palette"])
def test_an_agreement_is_found_by_its_parties(database, text, numbers, own_words):
    with database.transaction("准备") as tx:
        tx.insert(School, {"name": "云岭中专", "region": "210100", "level": "4"})
        firm = {"name": "沈阳华宸汽车制造有限公司", "former_names": "沈阳辽东车辆厂"}
        tx.insert(Enterprise, factories.enterprise(1, **firm))
        tx.insert(Enterprise, factories.enterprise(2, name="乙厂"))
        tx.insert(Enterprise, factories.enterprise(3, name="退出的厂"))
    agreed(database, "XY-1", party_a="云岭中专", party_b=firm["name"])
    agreed(database, "XY-2", party_a="云岭中专", party_b="乙厂", party_c="云岭汽车职教集团")
    third = agreed(database, "XY-3", party_a="云岭中专", party_b="退出的厂")
    with database.transaction("退出") as tx:
        (row,) = read_all(
            tx.connection, Query(AgreementParty, (Condition("agreement", "=", third), Condition("position", "=", 2)))
        )
        tx.update(AgreementParty, row.id, {"leave_date": AMENDED})
    query = Query(Agreement, order=("number",), search=text, own_words=own_words)
    with database.reading() as connection:
        assert [row.values["number"] for row in read_all(connection, query, ["number"])] == numbers
        assert connection.execute(query.count()).one()[0] == len(numbers)
