"""Insurance behind a placement: the row of the student under a policy, what it takes from it, and what becomes of it."""

from datetime import date

import pytest

from models.database.errors import InUse, Invalid
from models.database.query import Condition, Query
from models.database.results import read_all
from models.entities.enterprises import Enterprise
from models.entities.insurance import InsurancePolicy, InsuredPerson
from models.entities.people import Student
from models.entities.placements import Placement
from models.rules.problems import problems_of
from tests import factories

START, END = date(2025, 9, 15), date(2026, 3, 13)
DAYS = {"insured_from": date(2025, 9, 1), "insured_until": date(2026, 8, 31)}
ROW = ("policy", "student_id", "placement_id", "insured_from", "insured_until")


@pytest.fixture
def office(database):
    with database.transaction("准备") as tx:
        made = {"firm": tx.insert(Enterprise, factories.enterprise()), "policy": factories.policy(tx, "P1", **DAYS)}
        made["other"] = factories.policy(tx, "P2", insurer="另一保险", **DAYS)
        made["student"] = tx.insert(Student, factories.student())
    return made


def placed(database, office, **more):
    row = {"student": office["student"], "enterprise": office["firm"], "start_date": START, "end_date": END}
    with database.transaction("安排实习") as tx:
        return tx.insert(Placement, row | more)


def insured(database):
    with database.reading() as connection:
        return [row.values for row in read_all(connection, Query(InsuredPerson))]


def shown(database, key, *names):
    with database.reading() as connection:
        rows = read_all(connection, Query(Placement), names)
        return next(tuple(row.values[name] for name in names) for row in rows if row.id == key)


def test_a_policy_given_to_a_placement_insures_its_student_for_the_days_of_the_policy(database, office):
    key = placed(database, office, policy_number=office["policy"])
    (row,) = insured(database)
    assert [row[name] for name in ROW] == ["P1", office["student"], key, *DAYS.values()]
    assert shown(database, key, "policy_number", "insurer", "insured_until", "is_insured") == (
        "P1", "示例财产保险", DAYS["insured_until"], True,
    )  # fmt: skip


def test_it_is_changed_and_taken_away_there_and_both_can_be_undone(database, office):
    key = placed(database, office)
    with database.transaction("投保") as tx:
        tx.update(Placement, key, {"policy_number": office["policy"], "insured_until": END})
    with database.transaction("改") as tx:
        tx.update(Placement, key, {"policy_number": office["other"]}, {"policy_number": office["policy"]})
    (row,) = insured(database)
    assert [row[name] for name in ROW] == ["P2", office["student"], key, DAYS["insured_from"], END]
    with database.transaction("退保") as tx:
        tx.update(Placement, key, {"policy_number": None, "insured_from": None, "insured_until": None})
    assert insured(database) == []
    database.undo()
    database.undo()
    assert shown(database, key, "policy_number", "insured_until") == ("P1", END)
    database.undo()
    assert insured(database) == []


def test_who_was_insured_stays_so_when_the_placement_goes(database, office):
    key = placed(database, office, policy_number=office["policy"])
    with database.transaction("删除") as tx:
        tx.delete(Placement, key)
    (row,) = insured(database)
    assert [row[name] for name in ROW] == ["P1", office["student"], None, *DAYS.values()]
    database.undo()
    assert insured(database)[0]["placement_id"] == key
    assert shown(database, key, "policy_number") == ("P1",)


@pytest.mark.parametrize(
    ("begin", "end", "found"),
    [
        (START, END, True), (END, date(2026, 8, 31), True), (date(2025, 1, 1), START, True),
        (date(2026, 3, 14), date(2026, 8, 31), False), (date(2025, 1, 1), date(2025, 9, 14), False), (None, None, True),
    ],
)  # fmt: skip
def test_a_person_of_a_list_is_of_the_placement_the_days_meet(database, office, begin, end, found):
    key = placed(database, office)
    with database.transaction("名单") as tx:
        row = {"policy": office["policy"], "student": office["student"], "insured_from": begin, "insured_until": end}
        tx.insert(InsuredPerson, {name: value for name, value in row.items() if value is not None})
    assert insured(database)[0]["placement_id"] == (key if found else None)


def test_who_is_insured_is_a_filter_like_any_other(database, office):
    inside = placed(database, office, policy_number=office["policy"])
    with database.transaction("第二人") as tx:
        other = tx.insert(Student, factories.student(2))
    short = placed(
        database, office | {"student": other}, policy_number=office["other"], insured_until=date(2026, 3, 12)
    )

    def listed(name, operator, value=None, search=""):
        query = Query(Placement, (Condition(name, operator, value),), search=search)
        with database.reading() as connection:
            return set(connection.execute(query.ids()).scalars())

    for search in ("", "张"):
        assert listed("is_insured", "=", True, search) == {inside}
        assert listed("is_insured", "=", False, search) == {short}
        assert listed("insurer", "=", "另一保险", search) == {short}
        assert listed("policy_number", "=", office["policy"], search) == {inside}
        assert listed("insured_until", "<=", date(2026, 3, 12), search) == {short}


@pytest.mark.parametrize(
    ("kind", "payer", "right"), [("1", "4", False), ("2", "4", False), ("3", "4", True), ("1", "1", True)]
)
def test_students_never_pay_for_liability_insurance(database, kind, payer, right):
    row = {"number": "P9", "kind": kind, "payer": payer, **DAYS}
    with database.transaction("保单") as tx:
        if right:
            tx.insert(InsurancePolicy, row)
        else:
            with pytest.raises(Invalid, match="不得由学生承担"):
                tx.insert(InsurancePolicy, row)


def test_a_policy_counts_its_persons_and_is_kept_while_it_has_any(database, office):
    placed(database, office, policy_number=office["policy"])
    with database.reading() as connection:
        rows = {
            row.values["number"]: row.values["person_count"] for row in read_all(connection, Query(InsurancePolicy))
        }
    assert rows == {"P1": 1, "P2": 0}
    with pytest.raises(InUse), database.transaction("删除") as tx:
        tx.delete(InsurancePolicy, office["policy"])


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ({}, []), ({"insured_from": date(2025, 9, 1)}, []), ({"insured_from": date(2025, 8, 31)}, ["insured_from"]),
        ({"insured_until": date(2026, 8, 31)}, []), ({"insured_until": date(2026, 9, 1)}, ["insured_until"]),
        ({"insured_from": START, "insured_until": END}, []),
    ],
)  # fmt: skip
def test_days_outside_the_policy_are_doubtful(database, office, days, told):
    with database.transaction("名单") as tx:
        key = tx.insert(InsuredPerson, {"policy": office["policy"], "student": office["student"], **days})
    with database.reading() as connection:
        found = list(problems_of(connection, InsuredPerson, [key], START))
    assert [(one.field.name, one.complaint.code) for one in found] == [(name, "conflict") for name in told]
