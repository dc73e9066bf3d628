"""One definition of every figure: what counts on a day, told once by the program and once by hand (decisions §3)."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.ui.kit.settings import Settings
from desktop.ui.list.saved_views import views_of
from models import clock
from models.database.database import open_database
from models.database.query import Condition, Query
from models.database.results import rows_of
from models.entities.enterprises import Enterprise, Post
from models.entities.measures import APPROVING, SIGNING, class_status, order_class_status, status_by_period
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import ClassMembership, Student
from models.entities.placements import Placement
from models.entities.programmes import SchoolClass
from models.rules.regulation import judged
from models.rules.rule import Verdict
from models.statistics.capacity import capacity
from models.statistics.placements import EVERY, placement_figures, placements_on, students_to_place, waiting
from models.statistics.placing import placing
from tests.lives import DAY, GRADE, LIVES, PRESENT, STATUSES, YOUNGER, Life, Stay, settle

DAYS = [DAY + timedelta(days=n) for n in (-250, -60, -31, -5, -1, 0, 1, 20, 60, 61, 91)]


def ids(connection, query):
    found = connection.execute(query.ids()).scalars().all()
    assert len(found) == connection.execute(query.count()).scalar_one()
    return found


def flagged(connection, name, day):
    return set(ids(connection, Query(Student, (Condition(name, "=", True),), as_of=day)))


def judge(database, lives, office, day):
    """Everything that counts on a day, beside what one counts by hand."""
    whose = dict(zip(office.students, lives, strict=True))

    def those(holds):
        return {key for key, life in whose.items() if holds(life)}

    with database.reading() as connection:
        assert flagged(connection, "is_registered", day) == those(lambda life: life.registered(day))
        assert flagged(connection, "is_present", day) == those(lambda life: life.status_on(day) in PRESENT)
        assert flagged(connection, "is_placed", day) == those(lambda life: life.placed(day))
        assert flagged(connection, "is_to_place", day) == those(lambda life: life.to_place(day))
        placed = those(lambda life: life.placed(day))
        assert len(ids(connection, Query(Placement, as_of=day))) == len(placed)
        _rows_of_papers(connection, those, placed, day)
        _classes(connection, office, those, day)
        for status in (APPROVING, SIGNING):
            assert len(ids(connection, waiting(connection, status, EVERY, day))) == sum(
                life.waiting(status, day) for life in lives
            )
        load = capacity(connection, office.firm, day)
        assert (load.whole.interns.count, load.posts[0].interns.count) == (len(placed), len(placed))
        over = [len(placed) > 5, len(placed) > 2]
        assert [load.whole.over, load.posts[0].over] == over_shares(connection, day) == over


def over_shares(connection, day):
    """Whether the enterprise and the post take more than R-INT-10 generally allows."""
    told = [
        [one for _key, found in judged(connection, entity, day) for one in found if one.rule.number == "R-INT-10"]
        for entity in (Enterprise, Post)
    ]
    return [any(one.verdict is Verdict.BROKEN for one in some) for some in told]


def _rows_of_papers(connection, those, placed, day):
    rows = placements_on(connection, EVERY, day)
    expected = students_to_place(connection, EVERY, day)
    figures = placement_figures(rows, expected, 0)
    seen = placing(connection, day)
    assert {row.student for row in rows} == placed
    assert expected == those(lambda life: life.to_place(day))
    assert (
        (figures.placed, figures.expected) == (seen.placed.count, seen.expected.count) == (len(placed), len(expected))
    )
    assert figures.unplaced == seen.unplaced.count == len(expected - placed)
    assert figures.placed_rate == seen.rate


def _classes(connection, office, those, day):
    """Members of classes and order classes: the number on the class, its men and women, and its list."""
    from models.database.results import rows_of

    members = {GRADE: True, YOUNGER: False}
    for grade, meant in members.items():
        names = ("registered_count", "present_count", "male_count", "female_count")
        query = Query(SchoolClass, as_of=day)
        (row,) = rows_of(connection, query, [office.classes[grade]], names)
        here = those(lambda life, meant=meant: life.meant is meant and not life.classless and life.registered(day))
        listed = ids(connection, Query(ClassMembership, (Condition("school_class", "=", row.id),), as_of=day))
        assert row.values["registered_count"] == len(listed) == len(here)
        gendered = row.values["male_count"] + row.values["female_count"]
        assert gendered == len(here) - len(those(lambda life, meant=meant: life.gender is None and life.meant is meant))
        assert row.values["present_count"] == len(
            those(
                lambda life, meant=meant: life.meant is meant and not life.classless and life.status_on(day) in PRESENT
            )
        )
    (row,) = rows_of(connection, Query(OrderClass, as_of=day), [office.order_class], ("member_count",))
    there = those(lambda life: life.in_order_class(day))
    listed = ids(connection, Query(OrderClassMember, (Condition("order_class", "=", row.id),), as_of=day))
    assert row.values["member_count"] == len(listed) == len(there)
    shown = Query(Student, (Condition("order_class", "=", office.order_class),), as_of=day)
    assert set(ids(connection, shown)) == there


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    database = open_database(tmp_path_factory.mktemp("lives") / "office.db", write=True, create=True)
    office = settle(database)
    yield database, office
    database.close()


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_counts_on_a_day(settled, day):
    database, office = settled
    judge(database, LIVES, office, day)


stays = st.builds(
    Stay, st.sampled_from(("internship", "visit", None)), st.sampled_from("123456"),
    st.integers(-40, 5), st.integers(5, 40),
)  # fmt: skip
lives = st.builds(
    Life, st.sampled_from(STATUSES), st.booleans(), st.sampled_from(("1", "2")),
    st.lists(stays, max_size=1).map(tuple),
    st.lists(st.tuples(st.integers(-40, 5), st.none() | st.integers(6, 40)), max_size=1).map(tuple), st.booleans(),
)  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(some=st.lists(lives, max_size=12), offset=st.integers(-45, 45))
def test_whatever_lives_are_lived(some, offset, tmp_path_factory):
    path = tmp_path_factory.mktemp("any") / "office.db"
    database = open_database(path, write=True, create=True)
    try:
        judge(database, some, settle(database, some), DAY + timedelta(days=offset))
    finally:
        database.close()


def rate_of(database, lives_, day=DAY):
    settle(database, lives_)
    with database.reading() as connection:
        return placing(connection, day).rate


@pytest.mark.parametrize("after", [Stay(status="5", ends=-1), Stay(status="1"), Stay(status="2")])
@pytest.mark.parametrize("batch", ["internship", None])
def test_the_rate_does_not_rise_when_an_internship_ends_or_is_taken_back(tmp_path, after, batch):
    placed, idle = Life(stays=(Stay(batch),)), Life(stays=(Stay(batch, "1"),))
    other = Life(stays=(Stay(batch, after.status, after.begins, after.ends),))
    rates = []
    for name, third in (("before", placed), ("after", other)):
        database = open_database(tmp_path / f"{name}.db", write=True, create=True)
        rates.append(rate_of(database, (placed, idle, third)))
        database.close()
    assert rates[1] <= rates[0]


@pytest.mark.parametrize(
    ("begins", "ends", "status"),
    [(1, 60, "2"), (0, 60, "3"), (-60, 0, "3"), (-60, -1, "6"), (-60, None, "3"), (0, 0, "3"), (None, 60, None)],
)
def test_a_placement_without_a_status_gets_that_of_its_period(begins, ends, status):
    row = {"start_date": None if begins is None else DAY + timedelta(days=begins)}
    row["end_date"] = None if ends is None else DAY + timedelta(days=ends)
    assert status_by_period(row, DAY) == status


ORDER_STATUSES = [
    (None, 1, 60, "1"), (None, 0, 60, "2"), (None, -60, 0, "2"), (None, -60, -1, "3"), (None, None, None, "2"),
    ("2", 1, 60, "1"), ("2", -60, 0, "2"), ("2", -60, -1, "3"), ("2", -60, None, "2"), ("2", None, -1, "3"),
    ("3", -60, -1, "3"), ("3", -60, 0, "2"), ("3", -60, None, "3"), ("3", 1, 60, "1"),
    ("1", -60, -1, "1"), ("1", -60, 60, "1"), ("4", -60, 60, "4"), ("4", 1, 60, "4"),
]  # fmt: skip


def _after(days):
    return None if days is None else DAY + timedelta(days=days)


@pytest.mark.parametrize(("given_status", "begins", "ends", "status"), ORDER_STATUSES)
def test_an_order_class_is_what_its_period_says_on_the_day(database, given_status, begins, ends, status):
    row = {"name": "甲订单班", "form_date": _after(begins), "end_date": _after(ends)}
    if given_status is None:
        assert order_class_status(row, DAY) == status
    with clock.standing(datetime.combine(DAY, time(9)).astimezone()), database.transaction("加") as tx:
        key = tx.insert(OrderClass, {**row, "status": given_status})
    with database.reading() as connection:
        assert standing(connection, OrderClass, key, DAY) == status
        views = {each.name: each.query for each in views_of(OrderClass, Settings(), DAY, DAY)}
        shown = {name for name in ("筹建", "在培", "结业") if key in ids(connection, views[name])}
        assert shown == {"1": {"筹建"}, "2": {"在培"}, "3": {"结业"}, "4": set()}[status]


def standing(connection, entity, key, day):
    (row,) = rows_of(connection, Query(entity, as_of=day), [key], ["day_status"])
    return row.values["day_status"]


M, EARLIER, LATER = f"{DAY:%Y-%m}", "2020-07", "2099-07"


@pytest.mark.parametrize(
    ("given_status", "month", "grade", "duration", "people", "status"),
    [
        (None, EARLIER, None, None, [], "2"), (None, M, None, None, [], "1"), (None, LATER, None, None, [], "1"),
        (None, None, 2017, "3", [], "2"), (None, None, 2017, None, [], "1"), (None, None, None, None, [], "1"),
        (None, None, DAY.year - 3, "3.5", [], "1"), ("1", EARLIER, None, None, [], "2"),
        # whoever is in it decides, not the month that was expected
        ("1", EARLIER, None, None, ["01"], "1"), ("1", LATER, None, None, ["07"], "2"),
        ("1", LATER, None, None, ["07", "03"], "2"), ("1", LATER, None, None, ["07", "02"], "1"),
        ("2", LATER, None, None, ["01"], "1"), ("2", LATER, None, None, [], "2"), ("2", M, None, None, ["01"], "2"),
        ("3", LATER, None, None, ["01"], "3"),
    ],
)  # fmt: skip
def test_a_class_is_what_its_students_say_on_the_day(database, given_status, month, grade, duration, people, status):
    row = {"name": "甲班", "expected_graduation": month, "grade_year": grade, "duration": duration}
    if given_status is None:
        assert class_status(row, DAY) == status
    with clock.standing(datetime.combine(DAY, time(9)).astimezone()), database.transaction("加") as tx:
        key = tx.insert(SchoolClass, {**row, "status": given_status})
        for n, each in enumerate(people):
            tx.insert(Student, {"name": "甲乙丙"[n], "birth_date": DAY, "status": each, "school_class": key})
    with database.reading() as connection:
        assert standing(connection, SchoolClass, key, DAY) == status
        (query,) = (each.query for each in views_of(SchoolClass, Settings(), DAY, DAY) if each.name == "在读班")
        assert (key in ids(connection, query)) == (status == "1")


def test_a_class_whose_students_left_later_was_in_school_before(database):
    with database.transaction("加") as tx:
        key = tx.insert(SchoolClass, {"name": "甲班"})
        left = DAY + timedelta(days=10)
        tx.insert(
            Student, {"name": "甲", "birth_date": DAY, "status": "07", "graduated_date": left, "school_class": key}
        )
    with database.reading() as connection:
        days = [DAY, left - timedelta(days=1), left]
        assert [standing(connection, SchoolClass, key, day) for day in days] == ["1", "1", "2"]
