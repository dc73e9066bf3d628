"""How placing goes, and what the change log says of a week ago."""

import itertools
from datetime import date, timedelta

import pytest

from models import clock
from models.entities.enterprises import Enterprise
from models.entities.people import ClassMembership, Student
from models.entities.placements import Placement, PlacementPlan
from models.entities.programmes import Major, SchoolClass
from models.entities.schools import School
from models.statistics import trends
from models.statistics.placing import days_to, placing
from models.statistics.trends import gained_gaps
from tests import factories

DAY, BEGUN, END = date(2025, 11, 20), date(2025, 10, 20), date(2026, 4, 20)


@pytest.fixture
def office(database):
    """Six students of a grade a batch is for; three are placed, one of them for the second time; a fourth is placed without a batch."""
    with database.transaction("准备") as tx:
        school = tx.insert(School, {"name": "甲校", "level": "1"})
        major = tx.insert(Major, {"name": "数控", "code": "660103"})
        own = tx.insert(SchoolClass, {"name": "2023级1班", "grade_year": 2023, "school": school, "major": major})
        keys = tx.insert_many(Student, [factories.student(n) | {"school": school, "status": "01"} for n in range(7)])
        for key in keys[:6]:
            tx.insert(ClassMembership, {"student": key, "school_class": own, "start_date": date(2023, 9, 1)})
        tx.insert(
            PlacementPlan,
            {"name": "秋季批", "school": school, "kind": "2", "grade_year": 2023, "start_date": BEGUN, "end_date": END},
        )
        firms = [tx.insert(Enterprise, {"name": f"{n}厂"}) for n in "甲乙"]
        for nth, key in enumerate((*keys[:3], keys[6])):
            begun = BEGUN + timedelta(days=14 * (nth % 2))
            end = DAY - timedelta(days=1) if nth == 0 else END
            tx.insert(Placement, {"student": key, "enterprise": firms[0], "start_date": begun, "end_date": end})
        tx.insert(Placement, {"student": keys[0], "enterprise": firms[1], "start_date": DAY, "end_date": END})
    return keys


def test_whoever_is_to_be_placed_is_counted_once(database, office):
    with database.reading() as connection:
        seen = placing(connection, DAY)
        assert (seen.grades, seen.expected.count, seen.placed.count, seen.unplaced.count) == ((2023,), 7, 4, 3)
        assert str(seen.rate) == "57.14"
        unplaced = set(connection.execute(seen.unplaced.query.ids()).scalars())
        assert unplaced == set(office[3:6])
        assert len(connection.execute(seen.placed.query.ids()).all()) == 4


def test_the_line_counts_lists_and_the_plan_begins_with_the_batch(database, office):
    with database.reading() as connection:
        points = placing(connection, DAY).points
        for point in points:
            for figure in (point.placed, point.planned):
                assert figure.count == len(connection.execute(figure.query.ids()).all())
    assert points[-1].day == DAY
    assert [point.planned.count for point in points] == [
        0 if point.day < BEGUN else 6 if point.day < BEGUN + timedelta(days=14) else 7 for point in points
    ]
    counts = [point.placed.count for point in points]
    assert counts[0] == 0
    assert counts[-1] == 4
    assert 2 in counts


def test_without_a_batch_there_is_no_rate(database, office):
    with database.reading() as connection:
        seen = placing(connection, END + timedelta(days=1))
    assert (seen.expected.count, seen.placed.count, seen.rate, seen.grades) == (0, 0, None, ())
    assert seen.points == ()


@pytest.mark.parametrize(("first", "last", "count", "step"), [
    (date(2025, 11, 1), date(2025, 11, 20), 3, 7), (date(2025, 1, 1), date(2025, 11, 20), 24, 14),
    (date(2025, 11, 20), date(2025, 11, 20), 1, 0), (date(2015, 1, 1), date(2025, 11, 20), 26, 154),
])  # fmt: skip
def test_days_lie_whole_weeks_apart(first, last, count, step):
    days = days_to(first, last)
    assert (len(days), days[-1]) == (count, last)
    assert days[0] >= first
    assert {(after - before).days for before, after in itertools.pairwise(days)} <= {step}


# --- a week ago


def gained(database, column="region"):
    with database.reading() as connection:
        return gained_gaps(connection, School, column, clock.now() - timedelta(days=7))


def lacking(database):
    with database.reading() as connection:
        return sum(row.region is None for row in connection.execute(School.table().select()))


def ago(days):
    """A while before now, as the door sees it."""
    return clock.standing(clock.now() - timedelta(days=days))


def test_the_log_says_how_many_lacked_a_value_a_week_ago(database):
    with ago(20), database.transaction("早先") as tx:
        filled, empty, gone, kept = (
            tx.insert(School, {"name": f"{n}校"} | ({"region": "210100"} if n == "甲" else {})) for n in "甲乙丙丁"
        )
    before = lacking(database)
    assert (before, gained(database)) == (3, 0)
    with ago(2), database.transaction("补") as tx:
        tx.update(School, empty, {"region": "210100"})
        tx.update(School, filled, {"region": None})
        tx.update(School, kept, {"short_name": "丁"})
        tx.delete(School, gone)
        tx.insert_many(School, [{"name": "新校"}, {"name": "又新校"}])
    assert lacking(database) - gained(database) == before
    assert gained(database) == 1
    database.undo()
    assert gained(database) == 0


def test_a_young_log_says_nothing_of_last_week(database):
    with database.transaction("今天") as tx:
        tx.insert(School, {"name": "甲校"})
    assert gained(database) is None


def test_after_a_large_act_nobody_is_told(database, monkeypatch):
    with ago(20), database.transaction("早先") as tx:
        tx.insert(School, {"name": "甲校"})
    with database.transaction("导入") as tx:
        tx.insert_many(School, [{"name": f"{n}校"} for n in "乙丙丁"])
    assert gained(database) == 3
    monkeypatch.setattr(trends, "MOST", 2)
    assert gained(database) is None
