"""Who is a minor: until the day after the eighteenth birthday, also for those born on a leap day."""

from datetime import date

import pytest

from models.rules.guardian import is_minor

# born, the day, whether a minor
CASES = [
    (date(2008, 5, 6), date(2026, 5, 5), True),
    (date(2008, 5, 6), date(2026, 5, 6), True),  # the birthday itself: the year is completed the day after
    (date(2008, 5, 6), date(2026, 5, 7), False),
    (date(2008, 5, 6), date(2025, 5, 7), True),
    (date(2008, 5, 6), date(2027, 5, 5), False),
    (date(2008, 1, 1), date(2025, 12, 31), True),
    (date(2008, 1, 1), date(2026, 1, 1), True),
    (date(2008, 1, 1), date(2026, 1, 2), False),
    (date(2007, 12, 31), date(2025, 12, 31), True),
    (date(2007, 12, 31), date(2026, 1, 1), False),
    (date(2008, 2, 29), date(2026, 2, 28), True),  # no birthday in 2026: of age with the first of March
    (date(2008, 2, 29), date(2026, 3, 1), False),
    (date(2010, 2, 28), date(2028, 2, 28), True),
    (date(2010, 2, 28), date(2028, 2, 29), False),
    (date(2010, 3, 1), date(2028, 2, 29), True),
    (date(2026, 5, 6), date(2026, 5, 6), True),
    (None, date(2026, 5, 6), False),
    ("2008-05", date(2026, 5, 6), False),  # known to the month only
]


@pytest.mark.parametrize(("birth", "day", "minor"), CASES)
def test_who_is_a_minor(birth, day, minor):
    assert is_minor(birth, day) is minor
