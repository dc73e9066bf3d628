"""The way of an agreement: which act leads from which stage to which, why not, what an amendment and a renewal do."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import plan
from models.database.query import Query
from models.database.results import read_all
from models.entities.agreements import Agreement, AgreementCommitment, AgreementParty, Amendment
from models.entities.enterprises import Enterprise
from models.entities.numbers import NumberPattern
from models.entities.order_classes import OrderClass
from models.entities.schools import School
from tests import factories

DAY, BEGIN, UNTIL = date(2026, 3, 1), date(2025, 9, 1), date(2026, 8, 31)
AMENDED = date(2026, 4, 1)
EXTENSION = {
    "kinds": ("1",), "signed_date": DAY, "effective_date": AMENDED, "valid_until": date(2027, 8, 31),
}  # fmt: skip
RENEWAL = {"number": "XY-2", "signed_date": DAY, "valid_until": date(2027, 8, 31)}
STAGES = "12349"
MACHINE = {  # act -> what is given, from which stages to which
    "协议送审": ({}, {"1": "2"}),
    "退回协议": ({}, {"2": "1"}),
    "签订协议": ({"signed_date": DAY}, {"2": "3"}),
    "签补充协议": (EXTENSION, {"3": "3"}),
    "续签协议": (RENEWAL, {"3": "3"}),
    "终止协议": ({"ended_date": DAY, "ended_reason": "企业搬迁"}, {"3": "4"}),
    "更正协议": ({"correction": "录错"}, {"3": "1"}),
    "作废协议": ({}, {"1": "9", "2": "9"}),
}  # fmt: skip


@pytest.fixture
def office(database):
    with database.transaction("准备") as tx:
        tx.insert(School, {"name": "示例中专", "school_code": "3121"})
        for n, name in enumerate(("示例一厂", "示例二厂"), 1):
            tx.insert(Enterprise, factories.enterprise(n, name=name))
    return database


def agreed(database, stage="3", **more):
    own = {"valid_from": BEGIN, "valid_until": UNTIL, "stage": stage, "party_a": "示例中专", "party_b": "示例一厂"}
    ended = {"ended_date": DAY, "ended_reason": "到期"} if stage == "4" else {}
    with database.transaction("登记协议") as tx:
        return tx.insert(Agreement, factories.agreement("XY-1", **(own | ended | more)))


def planned(database, name, key, given, answers=None, day=DAY):
    with database.reading() as connection:
        return plan(connection, act_named(name), [key], given, answers or {}, day)


def done(database, name, key, given, answers=None, day=DAY):
    made = planned(database, name, key, given, answers, day)
    assert not made.refused, made.refused
    with database.transaction(made.name) as tx:
        apply(tx, made)
    return made


def refused(database, name, key, given, answers=None):
    made = planned(database, name, key, given, answers)
    return [(field, complaint.code) for field, complaint in made.refused.values()]


def rows(database, entity, *names, day=None):
    with database.reading() as connection:
        return [tuple(map(row.values.get, names)) for row in read_all(connection, Query(entity, as_of=day), names)]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", MACHINE)
def test_the_machine(office, name, stage):
    given, steps = MACHINE[name]
    key = agreed(office, stage)
    if stage not in steps:
        assert refused(office, name, key, given) == [("stage", "illegal-transition")]
        return
    done(office, name, key, given)
    assert rows(office, Agreement, "number", "stage")[0] == ("XY-1", steps[stage])
    office.undo()
    assert rows(office, Agreement, "number", "stage") == [("XY-1", stage)]


def test_nobody_signs_on_a_day_to_come_and_a_late_signature_is_doubtful(office):
    key = agreed(office, "2", party_b=None)
    assert refused(office, "签订协议", key, {"signed_date": DAY + timedelta(1)}) == [("signed_date", "out-of-range")]
    made = planned(office, "签订协议", key, {"signed_date": DAY})
    assert [(name, c.code) for name, c in made.warnings[0]] == [("stage", "required"), ("signed_date", "out-of-range")]


@pytest.mark.parametrize(("day", "found"), [
    (BEGIN - timedelta(1), [("ended_date", "out-of-range")]), (BEGIN, []), (UNTIL, []),
    (UNTIL + timedelta(1), [("ended_date", "out-of-range")]),
])  # fmt: skip
def test_it_is_terminated_within_its_period(office, day, found):
    key = agreed(office)
    assert refused(office, "终止协议", key, {"ended_date": day, "ended_reason": "搬迁"}) == found


def test_what_still_runs_after_the_end_is_named_and_stays(office):
    key = agreed(office)
    with office.transaction("订单班") as tx:
        tx.insert(OrderClass, {"name": "示例订单班", "agreement": key, "form_date": BEGIN, "end_date": UNTIL})
    made = done(office, "终止协议", key, {"ended_date": DAY, "ended_reason": "搬迁"})
    assert made.notes[0] == ("订单班示例订单班到 2026-08-31 才结束，晚于协议的最后一天 2026-03-01",)
    told = rows(office, Agreement, "stage", "ended_date", "ended_reason", "effective_until", "state", day=DAY)
    assert told == [("4", DAY, "搬迁", DAY, "7")]
    assert rows(office, OrderClass, "agreement", "end_date") == [("XY-1", UNTIL)]


def test_what_ends_with_it_does_not_outlive_it(office):
    key = agreed(office)
    with office.transaction("订单班") as tx:
        tx.insert(OrderClass, {"name": "示例订单班", "agreement": key, "form_date": BEGIN, "end_date": DAY})
    assert planned(office, "终止协议", key, {"ended_date": DAY, "ended_reason": "搬迁"}).notes.get(0, ()) == ()


def test_why_it_was_put_right_stands_in_the_remark(office):
    key = agreed(office, remark="原件在档案室")
    done(office, "更正协议", key, {"correction": "未盖章"})
    assert rows(office, Agreement, "stage", "remark") == [("1", "原件在档案室；2026-03-01 更正为草拟：未盖章")]
    long = agreed_with_long_remark(office, key)
    assert refused(office, "更正协议", long, {"correction": "理" * ROOM}) == []
    assert refused(office, "更正协议", long, {"correction": "理" * (ROOM + 1)}) == [("correction", "too-long")]


ROOM = 500 - 470 - len("；2026-03-01 更正为草拟：")  # what is left of a remark


def agreed_with_long_remark(database, old):
    with database.transaction("删") as tx:
        tx.delete(Agreement, old)
    return agreed(database, remark="备" * 470)


AMENDMENTS = {  # what is given -> why not
    "无延长": (EXTENSION | {"valid_until": None}, [("valid_until", "required")]),
    "没说什么变更": (EXTENSION | {"kinds": None, "valid_until": None}, [("kinds", "required")]),
    "没说签订日期": (EXTENSION | {"signed_date": None}, [("signed_date", "required")]),
    "早于生效": (EXTENSION | {"effective_date": BEGIN - timedelta(1)}, [("effective_date", "out-of-range")]),
    "生效当天": (EXTENSION | {"effective_date": BEGIN}, []),
    "无承诺": (EXTENSION | {"kinds": ("1", "3")}, [("promises", "required")]),
    "无签约方": (EXTENSION | {"kinds": ("1", "4")}, [("new_party_a", "required")]),
    "没说承诺变更": (EXTENSION | {"promises": "录用比例 80%"}, [("promises", "conflict")]),
    "没说签约方变更": (EXTENSION | {"new_party_b": "示例二厂"}, [("new_party_b", "conflict")]),
    "看不懂": (EXTENSION | {"kinds": ("3",), "valid_until": None, "promises": "请多关照 80"}, [("promises", "format")]),
    "没有数": (EXTENSION | {"kinds": ("3",), "valid_until": None, "promises": "录用比例 高"}, [("promises", "format")]),
    "对": (EXTENSION, []),
}  # fmt: skip


@pytest.mark.parametrize("case", AMENDMENTS)
def test_what_an_amendment_must_say(office, case):
    given, found = AMENDMENTS[case]
    assert refused(office, "签补充协议", agreed(office), given) == found


def test_an_amendment_is_entered_with_the_next_number_and_never_twice(office):
    key = agreed(office)
    done(office, "签补充协议", key, EXTENSION)
    assert refused(office, "签补充协议", key, EXTENSION) == [("effective_date", "duplicate")]
    again = EXTENSION | {"effective_date": AMENDED + timedelta(1)}
    assert refused(office, "签补充协议", key, again | {"number": "XY-1-补1"}) == [("number", "duplicate")]
    done(office, "签补充协议", key, again)
    assert [number for (number,) in rows(office, Amendment, "number")] == ["XY-1-补1", "XY-1-补2"]
    assert rows(office, Agreement, "effective_until", day=AMENDED) == [(date(2027, 8, 31),)]


@pytest.mark.parametrize(("day", "found"), [(UNTIL, []), (UNTIL + timedelta(1), ["out-of-range"])])
def test_an_amendment_after_the_last_day_is_doubtful(office, day, found):
    made = planned(office, "签补充协议", agreed(office), EXTENSION | {"effective_date": day})
    assert [c.code for _name, c in made.warnings.get(0, ())] == found


@pytest.mark.parametrize(("kinds", "found"), [
    (("1",), [("effective_date", "duplicate")]), (("1", "2"), [("effective_date", "duplicate")]), (("2",), []),
])  # fmt: skip
def test_one_matter_is_amended_once_a_day(office, kinds, found):
    key = agreed(office)
    done(office, "签补充协议", key, EXTENSION)
    more = {"amount": Decimal(90_000)} if "2" in kinds else {}
    until = EXTENSION["valid_until"] if "1" in kinds else None
    assert refused(office, "签补充协议", key, EXTENSION | more | {"kinds": kinds, "valid_until": until}) == found


def test_promises_are_closed_the_day_before_and_opened_anew(office):
    key = agreed(office)
    with office.transaction("承诺") as tx:
        first = {"agreement": key, "unit": "%", "due_date": UNTIL}
        tx.insert(AgreementCommitment, first | {"item": "1", "target": Decimal(80), "actual": Decimal(40)})
        tx.insert(AgreementCommitment, first | {"item": "3", "target": Decimal(50000), "unit": "元"})
        tx.insert(AgreementCommitment, first | {"item": "5", "target": Decimal(10)})
    given = {
        "kinds": ("3",), "signed_date": DAY, "effective_date": AMENDED, "dropped": ("3", "6"),
        "promises": "录用比例 90%；起薪：3500元/月 2027-06-30",
    }  # fmt: skip
    made = done(office, "签补充协议", key, given)
    assert [(name, c.code) for name, c in made.warnings[0]] == [("dropped", "conflict")]
    names = ("item", "target", "unit", "actual", "due_date", "from_date", "until_date", "amendment")
    eve = AMENDED - timedelta(1)
    assert rows(office, AgreementCommitment, *names) == [
        ("1", Decimal(80), "%", Decimal(40), UNTIL, BEGIN, eve, "XY-1-补1"),
        ("1", Decimal(90), "%", Decimal(40), UNTIL, AMENDED, None, "XY-1-补1"),
        ("2", Decimal(3500), "元/月", None, date(2027, 6, 30), AMENDED, None, "XY-1-补1"),
        ("3", Decimal(50000), "元", None, UNTIL, BEGIN, eve, "XY-1-补1"),
        ("5", Decimal(10), "%", None, UNTIL, BEGIN, None, None),
    ]  # fmt: skip
    assert rows(office, Agreement, "commitment_count", day=eve) == [(3,)]
    office.undo()
    assert [until for (until,) in rows(office, AgreementCommitment, "until_date")] == [None] * 3


def test_parties_step_in_and_out(office):
    key = agreed(office, party_c="示例协会")
    given = {
        "kinds": ("4",),
        "signed_date": DAY,
        "effective_date": AMENDED,
        "new_party_b": "示例二厂",
        "new_party_c": "无",
        "new_party_d": "示例商会",
    }
    made = done(office, "签补充协议", key, given)
    assert [(name, c.code) for name, c in made.warnings[0]] == [("new_party_d", "unknown-reference")]
    parties = ("party_a", "party_b", "party_c", "party_d")
    eve = AMENDED - timedelta(1)
    assert rows(office, Agreement, *parties, day=eve) == [("示例中专", "示例一厂", "示例协会", None)]
    assert rows(office, Agreement, *parties, day=AMENDED) == [("示例中专", "示例二厂", None, "示例商会")]
    assert rows(office, AgreementParty, "body", "role", "join_date", "leave_date", "amendment")[1:3] == [
        ("示例一厂", "2", None, AMENDED, "XY-1-补1"), ("示例二厂", "2", AMENDED, None, "XY-1-补1"),
    ]  # fmt: skip


def test_a_renewal_is_a_new_agreement_and_the_old_one_stays(office):
    key = agreed(office, amount=Decimal(1000))
    with office.transaction("承诺") as tx:
        tx.insert(AgreementCommitment, {"agreement": key, "item": "1", "target": Decimal(80), "actual": Decimal(72)})
    done(office, "续签协议", key, RENEWAL)
    names = ("number", "title", "kind", "stage", "valid_from", "valid_until", "amount", "renews", "party_a", "party_b")
    begin = UNTIL + timedelta(1)
    assert rows(office, Agreement, *names) == [
        ("XY-1", "XY-1 合作协议", "02", "3", BEGIN, UNTIL, Decimal(1000), None, "示例中专", "示例一厂"),
        ("XY-2", "XY-1 合作协议", "02", "3", begin, date(2027, 8, 31), Decimal(1000), "XY-1", "示例中专", "示例一厂"),
    ]  # fmt: skip
    told = rows(office, AgreementCommitment, "agreement", "target", "actual", "from_date")
    assert told == [("XY-1", Decimal(80), Decimal(72), BEGIN), ("XY-2", Decimal(80), None, begin)]
    assert refused(office, "续签协议", key, RENEWAL | {"number": "XY-3"}) == [("stage", "duplicate")]


def test_a_renewal_without_signature_is_a_draft_without_promises_if_so_answered(office):
    key = agreed(office)
    with office.transaction("承诺") as tx:
        tx.insert(AgreementCommitment, {"agreement": key, "item": "1", "target": Decimal(80)})
    given = {
        "number": "XY-2",
        "valid_until": date(2028, 8, 31),
        "title": "二期合作协议",
        "valid_from": date(2026, 10, 1),
    }
    done(office, "续签协议", key, given, {"promises": "none"})
    assert rows(office, Agreement, "title", "stage", "valid_from")[1] == ("二期合作协议", "1", date(2026, 10, 1))
    assert len(rows(office, AgreementCommitment, "item")) == 1


@pytest.mark.parametrize(("given", "found"), [
    ({"number": "XY-2", "valid_until": UNTIL}, [("valid_until", "out-of-range")]),
    ({"number": "XY-2", "valid_until": date(2027, 1, 1), "valid_from": date(2027, 1, 2)}, [("valid_until", "out-of-range")]),
    ({"valid_until": date(2027, 1, 1)}, [("number", "required")]),
    ({"number": "XY-2"}, [("valid_until", "required")]),
])  # fmt: skip
def test_a_renewal_goes_on_after_the_old_one_and_has_a_number(office, given, found):
    assert refused(office, "续签协议", agreed(office), given) == found


def test_its_number_is_given_by_the_pattern_of_the_office(office):
    key = agreed(office)
    with office.transaction("编号规则") as tx:
        tx.insert(NumberPattern, {"thing": "2", "pattern": "XL-{year}-{counter:03}"})
    done(office, "续签协议", key, {"valid_until": date(2027, 8, 31), "signed_date": DAY})
    assert rows(office, Agreement, "number")[0] == ("XL-2026-001",)
    with office.transaction("编号规则") as tx:
        tx.update(
            NumberPattern,
            tx.connection.execute(Query(NumberPattern).ids()).scalar_one(),
            {"pattern": "{major}{counter}"},
        )
    assert refused(office, "续签协议", key, {"valid_until": date(2028, 8, 31)}) == [("stage", "duplicate")]


def test_one_plan_of_many_reads_no_more_than_one_of_few(office):
    with office.transaction("登记") as tx:
        keys = tx.insert_many(Agreement, [factories.agreement(f"A-{n}") for n in range(60)])
    given = {"ended_date": date(2026, 3, 1), "ended_reason": "搬迁"}
    with office.reading() as connection:
        counts = []
        for some in (keys[:1], keys):
            asked: list[str] = []
            listen(connection, asked)
            plan(connection, act_named("终止协议"), some, given, {}, DAY)
            counts.append(len(asked))
    assert counts[1] <= counts[0]


def listen(connection, asked):
    """Take note of every statement."""
    sa.event.listen(connection, "before_cursor_execute", lambda *args: asked.append(args[2]))
