"""School years, rates and orders."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.schema.sorting import natural_key, pinyin_key
from models.statistics.calendar import academic_year, grade, term
from models.statistics.rates import rate


@pytest.mark.parametrize(
    ("day", "year", "which"),
    [
        (date(2025, 9, 1), 2025, 1), (date(2025, 8, 31), 2024, 2), (date(2026, 1, 31), 2025, 1),
        (date(2026, 2, 1), 2025, 2), (date(2025, 12, 31), 2025, 1),
    ],
)  # fmt: skip
def test_a_school_year_begins_in_september(day, year, which):
    assert (academic_year(day), term(day)) == (year, which)


@pytest.mark.parametrize(
    ("entered", "day", "found"),
    [
        (2025, date(2025, 9, 1), 1), (2025, date(2026, 8, 31), 1), (2023, date(2025, 11, 20), 3),
        (2021, date(2025, 11, 20), 5), (2025, date(2025, 8, 31), None), (None, date(2025, 9, 1), None),
    ],
)  # fmt: skip
def test_grade_of_a_day(entered, day, found):
    assert grade(entered, day) == found


@pytest.mark.parametrize(
    ("part", "whole", "places", "found"),
    [
        (1, 8, 2, "12.50"), (0, 0, 2, None), (5, 0, 2, None), (1, 3, 2, "33.33"), (2, 3, 2, "66.67"),
        (1, 8, 1, "12.5"), (1, 16, 1, "6.3"), (1, 2000, 1, "0.1"), (4, 3, 2, "133.33"), (0, 7, 2, "0.00"),
    ],
)  # fmt: skip
def test_rates_are_rounded_half_up(part, whole, places, found):
    assert rate(part, whole, places) == (None if found is None else Decimal(found))


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500)), min_size=1))
def test_a_rate_of_sums_lies_between_the_rates_it_sums_up(pairs):
    whole = rate(sum(part for part, _of in pairs), sum(of for _part, of in pairs))
    single = [rate(part, of) for part, of in pairs]
    assert min(single) <= whole <= max(single)


@pytest.mark.parametrize(
    ("key", "ordered"),
    [
        (natural_key, ["2班", "10班", "A2", "A10", None]),
        (natural_key, ["007", "8", "0100"]),
        (natural_key, ["护理1班", "护理2班", "护理三班", "护理10班", "护理十一班"]),
        (pinyin_key, ["2024级护理1班", "2025级安全2班", "2025级护理1班", "2025级护理三班", "2025级护理10班"]),
        (pinyin_key, ["第2公司", "第10公司"]),
        (pinyin_key, ["沈阳", "示范汽车", "示范信息"]),
        (pinyin_key, ["安", "北", "北京", "赵", ""]),
    ],
)
def test_orders(key, ordered):
    assert sorted(set(ordered), key=key) == ordered


@given(st.lists(st.text(max_size=8)), st.randoms())
def test_every_order_of_any_texts_is_the_same(texts, chance):
    mixed = chance.sample(texts, len(texts))
    for key in (natural_key, pinyin_key):
        assert sorted(mixed, key=key) == sorted(texts, key=key)
