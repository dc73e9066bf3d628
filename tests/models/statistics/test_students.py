"""Counts of the database against the same counts made one by one."""

import random
from collections import Counter
from datetime import date

import pytest

from models.entities.people import ClassMembership, Student
from models.entities.programmes import Major, SchoolClass
from models.entities.schools import School
from models.statistics.students import TOP, UNKNOWN, student_statistics, without_class

DAY = date(2025, 11, 20)
PERIODS = (
    (date(2023, 9, 1), None), (date(2023, 9, 1), DAY), (date(2023, 9, 1), date(2026, 1, 1)), (date(2025, 12, 1), None)
)  # fmt: skip


@pytest.fixture
def made(database):
    """Two hundred students of every kind, as plain rows beside the database."""
    chance, rows = random.Random(7), []
    with database.transaction("随机学生") as tx:
        schools = [
            tx.insert(School, {"name": f"示范{n}校", "level": level}) for n, level in enumerate(("1", "1", "2", None))
        ]
        majors = [tx.insert(Major, {"code": code, "name": code}) for code in ("660103", "710201", "730701")]
        classes = [
            (tx.insert(SchoolClass, {"name": f"班{n}", "school": school, "major": major, "grade_year": year}), school, major, year)
            for n, (school, major, year) in enumerate(
                (s, m, y) for s in schools for m in (*majors, None) for y in (2022, 2023, 2025, 2026, None)
            )
        ]  # fmt: skip
        for nth in range(200):
            key, school, major, year = chance.choice(classes)
            gender, status = chance.choice(("1", "2", None)), chance.choice(("01", "01", "02", "03"))
            joined, left = chance.choice(PERIODS)
            student = tx.insert(Student, {
                "name": "甲", "id_type": "A", "id_number": f"P{nth}", "gender": gender, "status": status,
                "ethnicity": chance.choice(("01", "11", "97", None)), "political_status": chance.choice(("03", "13")),
                "boarding": chance.choice(("1", "2", None)),
            })  # fmt: skip
            tx.insert(
                ClassMembership, {"student": student, "school_class": key, "join_date": joined, "leave_date": left}
            )
            rows.append((key, school, major, year, gender, status, joined <= DAY and (left is None or left > DAY)))
    return schools, rows


@pytest.mark.parametrize(("basis", "statuses"), [("registered", {"01", "02"}), ("present", {"01"})])
def test_the_table_counts_as_one_counts_by_hand(basis, statuses, made, database):
    _schools, rows = made
    counted = [row for row in rows if row[6] and row[5] in statuses]
    with database.reading() as connection:
        levels = student_statistics(connection, (), DAY, basis=basis)
        missing = without_class(connection, (), DAY, basis=basis)
    total = sum(level.counts[["classes", "total", "male", "female"]].sum() for level in levels)
    sexes = Counter(row[4] for row in counted)
    assert (total["total"], total["male"], total["female"]) == (len(counted), sexes["1"], sexes["2"])
    assert sexes[None] > 0, "nobody's sex is unknown"
    assert total["classes"] == len({row[0] for row in counted})
    assert missing == sum(row[5] in statuses for row in rows) - len(counted)
    assert [level.level for level in levels] == ["1", "2", None]
    grades = Counter({2025: 1, 2023: 3, 2022: TOP}.get(row[3], UNKNOWN) for row in counted)
    found = Counter()
    for level in levels:
        found.update(level.counts.groupby("grade")["total"].sum().to_dict())
    assert found == grades


def test_a_school_alone(made, database):
    schools, rows = made
    with database.reading() as connection:
        (level,) = student_statistics(connection, [schools[1]], DAY)
    expected = sum(row[6] and row[5] in ("01", "02") and row[1] == schools[1] for row in rows)
    assert level.schools == ["示范1校"]
    assert level.counts["total"].sum() == expected


def test_nobody(database):
    with database.reading() as connection:
        (level,) = student_statistics(connection, (), DAY)
    assert (level.level, level.schools, len(level.counts)) == (None, [], 0)
