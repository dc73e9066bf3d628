"""What policy sets: the most specific scope in force on the day counts, what the office keeps before what is shipped."""

from datetime import date
from decimal import Decimal

import pytest

from models.database.errors import Invalid
from models.database.policies import NATIONAL, Place, place_of, policies, threshold_on
from models.database.query import Query
from models.database.results import read_all
from models.entities.policy import PolicyParameter, national
from models.entities.schools import School

DAY = date(2026, 4, 20)
SHENYANG = Place("210102", ("1", "2121000001"))
ROWS = [  # scope, value: each more specific than the one before
    ("210000", 2), ("210100", 3), ("210102", 4), ("1", 5), ("210100/1", 6), ("2121000001", 7), ("210100/2121000001", 8),
]  # fmt: skip


@pytest.fixture
def office(database):
    return database


def keep(database, *rows, key="R-INT-18.interns", begin=date(2022, 1, 1), **more):
    with database.transaction("政策") as tx:
        for scope, value in rows:
            tx.insert(
                PolicyParameter, {"key": key, "scope": scope, "value": Decimal(value), "valid_from": begin, **more}
            )


@pytest.mark.parametrize("count", range(len(ROWS) + 1))
def test_the_most_specific_scope_counts(office, count):
    keep(office, *ROWS[:count])
    with office.reading() as connection:
        found = policies(connection)
        assert found.value("R-INT-18.interns", DAY, SHENYANG) == (ROWS[count - 1][1] if count else 30)
        assert found.value("R-INT-18.interns", DAY, NATIONAL) == 30


@pytest.mark.parametrize(
    ("scope", "place", "fits"),
    [
        ("210000", "219999", True), ("210000", "220000", False), ("210100", "210199", True), ("210100", "210200", False),
        ("210102", "210102", True), ("210102", "210103", False), ("110000", "110105", True), ("500000", "510100", False),
        ("210100", None, False),
    ],
)  # fmt: skip
def test_a_region_covers_the_codes_that_begin_with_its_digits(office, scope, place, fits):
    keep(office, (scope, 1))
    with office.reading() as connection:
        assert policies(connection).value("R-INT-18.interns", DAY, Place(place)) == (1 if fits else 30)


@pytest.mark.parametrize(
    ("day", "value"),
    [(date(2025, 12, 31), 30), (date(2026, 1, 1), 20), (date(2026, 6, 30), 20), (date(2026, 7, 1), 30)],
)
def test_both_days_of_its_period_count_and_outside_what_is_shipped(office, day, value):
    keep(office, ("210100", 20), begin=date(2026, 1, 1), valid_until=date(2026, 6, 30))
    with office.reading() as connection:
        assert policies(connection).value("R-INT-18.interns", day, SHENYANG) == value


def test_a_rate_no_scope_of_which_fits_is_none(office):
    keep(office, ("210100/4", 5000), key="subsidy.rate")
    with office.reading() as connection:
        found = policies(connection)
        assert found.value("subsidy.rate", DAY, Place("210102", ("4",))) == 5000
        assert found.value("subsidy.rate", DAY, Place("210102", ("3",))) is None
        assert found.value("subsidy.rate", DAY, Place("110102", ("4",))) is None


def test_the_office_asks_for_its_own_school(office):
    keep(office, ("1", 25))
    with office.transaction("学校") as tx:
        tx.insert(School, {"name": "云岭示例职业学校", "region": "210102", "level": "1", "school_code": "2121000001"})
    with office.reading() as connection:
        assert place_of(connection) == SHENYANG
        assert threshold_on(connection, "R-INT-18.interns", DAY) == 25
        assert threshold_on(connection, "R-INT-18.interns", date(2000, 1, 1)) == 30  # before there was a rule
        with pytest.raises(KeyError):
            threshold_on(connection, "no.such", DAY)


def test_a_new_file_begins_with_the_national_values_and_changing_one_is_a_step_like_any_other(office):
    with office.reading() as connection:
        rows = list(read_all(connection, Query(PolicyParameter), ("key", "scope", "value", "severity", "basis")))
    assert len(rows) == len(national())
    assert {row.values["scope"] for row in rows} == {"*"}
    assert all(row.values["basis"] for row in rows)
    first = next(row for row in rows if row.values["key"] == "R-INT-23.months")
    with office.transaction("改参数") as tx:
        tx.update(PolicyParameter, first.id, {"value": Decimal(6)})
    with office.reading() as connection:
        assert policies(connection).value("R-INT-23.months", DAY) == 6
    office.undo()
    with office.reading() as connection:
        assert policies(connection).value("R-INT-23.months", DAY) == 12


@pytest.mark.parametrize("scope", ["210100//4", "/4", "210100/", "全 国"])
def test_a_scope_says_something_in_every_part(office, scope):
    with pytest.raises(Invalid, match="适用范围"):
        keep(office, (scope, 1))
