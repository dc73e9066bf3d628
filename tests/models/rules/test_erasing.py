"""How long a person who left is kept: whole years, also from the 29th of February on."""

from datetime import date

import pytest

from models.rules import erasing

LEAP = date(2020, 2, 29)


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (LEAP, 3, date(2023, 3, 1)), (LEAP, 4, date(2024, 2, 29)), (LEAP, 80, date(2100, 3, 1)), (LEAP, 380, date(2400, 2, 29)),
        (date(2020, 2, 28), 3, date(2023, 2, 28)), (date(2020, 3, 1), 3, date(2023, 3, 1)), (date(9990, 1, 2), 20, date(9999, 1, 2)),
    ],
)  # fmt: skip
def test_so_many_years_later(day, years, later):
    assert erasing._years_after(day, years) == later
