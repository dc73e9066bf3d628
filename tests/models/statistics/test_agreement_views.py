"""The page of an agreement in figures: each term by day and document, who signed, what depends on it, and the list."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.database.query import Query
from models.entities.agreements import Agreement, AgreementCommitment, AgreementParty, Amendment
from models.entities.enterprises import Enterprise
from models.entities.people import Student
from models.entities.placements import Placement
from models.statistics.agreement_views import AMOUNT, UNTIL, agreement_view, soonest_first
from tests import factories

BEGIN, FIRST_END, DAY = date(2025, 9, 1), date(2026, 8, 31), date(2026, 3, 10)
AMENDED, LATER = date(2026, 1, 1), date(2026, 5, 1)
ONE = timedelta(days=1)


@pytest.fixture
def firm(database):
    with database.transaction("企业") as tx:
        return tx.insert(Enterprise, factories.enterprise(1, name="示例一厂"))


def agreed(database, amendments=(), promises=(), parties=(), **more):
    """An agreement with amendments (number, effective day, what it says), promises and further parties."""
    with database.transaction("协议") as tx:
        row = factories.agreement(
            "XY-1", valid_from=BEGIN, valid_until=FIRST_END, amount=Decimal(100), party_a="示例中专"
        )
        key = tx.insert(Agreement, row | more)
        ids = [
            tx.insert(Amendment, {"agreement": key, "number": number, "kinds": (kind,), "signed_date": told.pop("signed", day),
                                  "effective_date": day, **told})
            for kind, (number, day, told) in zip("934", ((number, day, dict(told)) for number, day, told in amendments), strict=False)
        ]  # fmt: skip
        for promise in promises:
            place = promise.get("amendment")
            tx.insert(
                AgreementCommitment, {"agreement": key, **promise, "amendment": None if place is None else ids[place]}
            )
        for party in parties:
            tx.insert(AgreementParty, {"agreement": key, **party})
    return key


def seen(database, key, day=DAY):
    with database.reading() as connection:
        return agreement_view(connection, key, day)


def lane(view, name=UNTIL):
    return [(b.begin, b.end, b.value, b.document) for each in view.lanes if each.key == name for b in each.blocks]


NEW_END = date(2027, 8, 31)
LANES = [
    ([], [(BEGIN, FIRST_END, FIRST_END, 0)]),
    ([("补1", AMENDED, {"valid_until": NEW_END})],
     [(BEGIN, AMENDED - ONE, FIRST_END, 0), (AMENDED, NEW_END, NEW_END, 1)]),
    # it moves the end backwards
    ([("补1", AMENDED, {"valid_until": NEW_END}), ("补2", LATER, {"valid_until": date(2026, 6, 30)})],
     [(BEGIN, AMENDED - ONE, FIRST_END, 0), (AMENDED, LATER - ONE, NEW_END, 1), (LATER, date(2026, 6, 30), date(2026, 6, 30), 2)]),
    # two of one day: the last by number says what holds, and numbers are those people count by
    ([("补10", AMENDED, {"valid_until": NEW_END}), ("补9", AMENDED, {"valid_until": date(2026, 12, 31)})],
     [(BEGIN, AMENDED - ONE, FIRST_END, 0), (AMENDED, NEW_END, NEW_END, 2)]),
    # ended before its time
    ([("补1", AMENDED, {"ended_date": date(2026, 2, 28)})],
     [(BEGIN, AMENDED - ONE, FIRST_END, 0), (AMENDED, date(2026, 2, 28), date(2026, 2, 28), 1)]),
    # extended when it was over: nothing holds in between
    ([("补1", date(2026, 10, 1), {"valid_until": NEW_END})],
     [(BEGIN, FIRST_END, FIRST_END, 0), (date(2026, 10, 1), NEW_END, NEW_END, 1)]),
    # what only changes another term changes no end
    ([("补1", AMENDED, {"amount": Decimal(200)})], [(BEGIN, FIRST_END, FIRST_END, 0)]),
]  # fmt: skip


@pytest.mark.parametrize(("amendments", "blocks"), LANES)
def test_the_end_by_the_documents_that_set_it(database, amendments, blocks):
    assert lane(seen(database, agreed(database, amendments))) == blocks


@pytest.mark.parametrize(("day", "value"), [
    (BEGIN - ONE, None), (BEGIN, Decimal(100)), (AMENDED - ONE, Decimal(100)), (AMENDED, Decimal(250)),
    (FIRST_END, Decimal(250)), (FIRST_END + ONE, None),
])  # fmt: skip
def test_what_holds_on_a_day_and_nothing_before_and_after(database, day, value):
    view = seen(database, agreed(database, [("补1", AMENDED, {"amount": Decimal(250)})]), day)
    block = next(each for each in view.lanes if each.key == AMOUNT).on(day)
    assert (block.value if block else None) == value
    if BEGIN <= day <= FIRST_END:
        assert view.row.values[AMOUNT] == value  # what the entity says of that day


def test_only_what_ever_changed_has_a_lane_and_the_end_always(database):
    promises = [
        {"item": "5", "unit": "个", "target": 40, "until_date": AMENDED - ONE},
        {"item": "5", "unit": "个", "target": 60, "from_date": AMENDED, "amendment": 0},
        {"item": "3", "actual": 5},
    ]
    view = seen(database, agreed(database, [("补1", AMENDED, {"summary": "承诺"})], promises))
    assert [each.key for each in view.lanes] == ["5", UNTIL]
    assert lane(view, "5") == [(BEGIN, AMENDED - ONE, Decimal(40), 0), (AMENDED, FIRST_END, Decimal(60), 1)]
    assert [(one.values["item"], one.values["target"], one.values["rate"]) for one in view.promises] == [
        ("3", None, None), ("5", Decimal(60), None),
    ]  # fmt: skip


@pytest.mark.parametrize(("signed", "day", "stage", "told"), [
    (AMENDED, DAY, "3", (True, False)), (DAY + ONE, DAY, "3", (True, True)), (DAY + ONE, AMENDED - ONE, "3", (False, False)),
    (DAY, DAY, "3", (True, False)),
])  # fmt: skip
def test_an_amendment_that_counts_and_is_not_signed_waits(database, signed, day, stage, told):
    key = agreed(database, [("补1", AMENDED, {"valid_until": NEW_END, "signed": signed})], stage=stage)
    document = seen(database, key, day).documents[1]
    assert (document.counts, document.waits) == told


def test_a_draft_is_signed_by_nobody(database):
    assert seen(database, agreed(database, stage="1")).documents[0].waits


def test_a_party_signs_what_it_had_a_part_in(database, firm):
    parties = [
        {"position": 2, "enterprise": firm, "leave_date": LATER},
        {"position": 3, "body_name": "示例集团", "join_date": AMENDED},
    ]
    amendments = [("补1", AMENDED, {}), ("补2", LATER, {})]
    view = seen(database, agreed(database, amendments, parties=parties))
    signed = date(2025, 6, 1)
    assert [(one.body, one.signed) for one in view.signatures] == [
        ("示例中专", (signed, AMENDED, LATER)), ("示例一厂", (signed, AMENDED, None)), ("示例集团", (None, AMENDED, LATER)),
    ]  # fmt: skip
    assert [one.enterprise for one in view.signatures] == [None, firm, None]


@pytest.mark.parametrize(("end", "late"), [(FIRST_END - ONE, 0), (FIRST_END, 0), (FIRST_END + ONE, 1)])
def test_interns_of_an_internship_base_that_outlive_it(database, firm, end, late):
    key = agreed(database, parties=[{"position": 2, "enterprise": firm}], kind="05")
    with database.transaction("实习") as tx:
        pupil = tx.insert(Student, factories.student(1))
        tx.insert(
            Placement, {"student": pupil, "enterprise": firm, "start_date": BEGIN, "end_date": end, "status": "3"}
        )
    view = seen(database, key)
    (one,) = view.dependants
    assert (one.entity, one.figure.count, one.late.count, one.last) == (Placement, 1, late, end)
    assert bool(view.outlived) is bool(late)
    assert seen(database, key, end + ONE).dependants == ()


def test_who_works_there_does_not_depend_on_an_agreement_about_something_else(database, firm):
    key = agreed(database, parties=[{"position": 2, "enterprise": firm}], kind="07")
    with database.transaction("实习") as tx:
        pupil = tx.insert(Student, factories.student(1))
        tx.insert(
            Placement, {"student": pupil, "enterprise": firm, "start_date": BEGIN, "end_date": NEW_END, "status": "3"}
        )
    assert seen(database, key).dependants == ()


def test_it_is_told_of_before_its_end_as_policy_says(database):
    view = seen(database, agreed(database))
    assert view.reminders == tuple((n, FIRST_END - timedelta(days=n)) for n in (90, 30, 0))


def test_the_list_begins_with_what_ends_next_and_ends_with_what_binds_nobody(database):
    ends = {
        "草拟": (DAY, "1"),
        "明年": (NEW_END, "3"),
        "过期": (DAY - ONE, "3"),
        "今天": (DAY, "3"),
        "作废": (DAY, "9"),
    }
    with database.transaction("协议") as tx:
        for title, (until, stage) in ends.items():
            row = factories.agreement(title, title=title, valid_from=BEGIN, valid_until=until, stage=stage)
            tx.insert(Agreement, row)
    with database.reading() as connection:
        names = dict(
            connection.execute(
                Agreement.table().select().with_only_columns(*(Agreement.table().c[n] for n in ("id", "title")))
            ).all()
        )
        found = [names[key] for key in soonest_first(connection, Query(Agreement, as_of=DAY))]
    assert found[:3] == ["过期", "今天", "明年"]
    assert set(found[3:]) == {"草拟", "作废"}


def test_of_one_that_is_gone_there_is_nothing(database):
    assert seen(database, 1) is None
