"""Who is a minor: until the day after the eighteenth birthday, also for those born on a leap day; who of them has nobody."""

from datetime import date

import pytest

from models.entities.people import FamilyMember, Student
from models.rules.guardian import is_minor, unguarded
from tests import factories

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


DAY = date(2026, 5, 6)
FATHER, GUARDIAN = {"is_guardian": False}, {"is_guardian": True}
# who, what the register says, the family, whether a guardian is missing
STUDENTS = [
    ("seventeen", date(2008, 5, 6), {}, (), True),
    ("eighteen since yesterday", date(2008, 5, 5), {}, (), False),
    ("seventeen with a father who is no guardian", date(2008, 5, 6), {}, (FATHER,), True),
    ("of whose father it is not known", date(2008, 5, 6), {}, ({},), True),
    ("seventeen with a guardian", date(2008, 5, 6), {}, (FATHER, GUARDIAN), False),
    ("seventeen, not registered any more", date(2008, 5, 6), {"status": "06"}, (), False),
    ("whose birthday nobody knows", None, {}, (), False),
]  # fmt: skip


def test_registered_minors_without_a_guardian_are_missing_one(database):
    with database.transaction("学生") as tx:
        keys = []
        for n, (_who, born, more, family, _missing) in enumerate(STUDENTS):
            number = (
                {"id_number": factories.identity_number(n * 1400, born=born)}
                if born
                else {"id_type": "A", "id_number": "E1"}
            )
            keys.append(tx.insert(Student, factories.student(n) | number | more))
            for m, member in enumerate(family):
                tx.insert(FamilyMember, {"student": keys[-1], "position": m + 1, "name": f"张父{m}"} | member)
    missing = [key for key, (*_case, is_missing) in zip(keys, STUDENTS, strict=True) if is_missing]
    with database.reading() as connection:
        assert list(unguarded(connection, DAY)) == missing
        assert list(unguarded(connection, DAY, keys[1:])) == missing[1:]
        assert list(unguarded(connection, DAY, ())) == []
