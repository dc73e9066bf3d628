"""Lists stand as people count and speak, in the order of our papers: 2班 before 10班, names by their pinyin, blanks last."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.database import results
from models.database.database import open_database
from models.database.query import Condition, Query
from models.database.results import first_found, head_of, ids_of, is_even, read_all
from models.schema.fields import entity_named
from models.schema.sorting import natural_key, pinyin_key
from tests import factories

STUDENT, CLASS, MEMBER = (entity_named(name) for name in ("student", "school_class", "class_membership"))
ENTERPRISE, POST, PLACEMENT = (entity_named(name) for name in ("enterprise", "post", "placement"))
NUMBERS = st.integers(1, 99_999).map(str) | st.sampled_from("一二三十") | st.just("十一") | st.just("007")
CLASSES = st.builds(
    lambda grade, major, n: f"{grade}{major}{n}班",
    st.sampled_from(("", "2025级")),
    st.sampled_from(("护理", "机电")),
    NUMBERS,
)
STUDENT_NUMBERS = st.one_of(
    st.none(), st.integers(1, 10**10).map(str), st.integers(0, 99).map(lambda n: f"{n:08d}"),
    st.builds("{}{}".format, st.sampled_from(("A", "B", "2025-")), st.integers(0, 1000)),
)  # fmt: skip
BODIES = st.text("沈阳示范机床汽车第一二十0123456789", min_size=2, max_size=6)
QUICKLY = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    database = open_database(tmp_path_factory.mktemp("order") / "order.db")
    yield database
    database.close()


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(results, "FEW", 3)


serials = count(1)


def clear(database):
    with database.transaction("清空") as tx:
        for entity in (MEMBER, PLACEMENT, STUDENT, CLASS, POST, ENTERPRISE):
            tx.delete(entity, list(ids_of(tx.connection, Query(entity))))


def values(database, query, name):
    with database.reading() as connection:
        return [row.values[name] for row in read_all(connection, query, (name,))]


def put(database, entity, rows):
    with database.transaction("准备") as tx:
        return tx.insert_many(entity, rows)


@QUICKLY
@given(st.lists(CLASSES, unique_by=pinyin_key, max_size=12))  # 2班 and 二班 stand together in any order
def test_classes_and_their_students_stand_by_the_number_of_the_class(office, names):
    clear(office)
    classes = put(office, CLASS, [{"name": name} for name in names])
    students = put(office, STUDENT, [factories.student(next(serials)) for _name in (*names, None)])
    put(office, MEMBER, [{"student": s, "school_class": c} for s, c in zip(students, classes, strict=False)])
    in_order = sorted(names, key=pinyin_key)
    assert values(office, Query(CLASS), "name") == in_order
    assert values(office, Query(CLASS, order=("-name",)), "name") == in_order[::-1]
    assert values(office, Query(STUDENT, order=("school_class",)), "school_class") == [*in_order, None]
    assert values(office, Query(STUDENT, order=("-school_class",)), "school_class") == [*in_order[::-1], None]
    assert values(office, Query(MEMBER), "school_class") == in_order


@QUICKLY
@given(st.lists(STUDENT_NUMBERS, max_size=12, unique=True))
def test_students_stand_by_their_numbers_whatever_these_look_like(office, few, numbers):
    clear(office)
    put(office, STUDENT, [factories.student(next(serials), student_number=number) for number in numbers])
    wanted = sorted(numbers, key=natural_key)
    assert values(office, Query(STUDENT), "student_number") == wanted
    with office.reading() as connection:
        found = first_found(connection, Query(STUDENT, search="张"), 5)[0]
        assert found == list(ids_of(connection, Query(STUDENT)))[:5]
        given = [number for number in numbers if number is not None]
        even = all(map(str.isdecimal, given)) and len(set(map(len, given))) <= 1
        assert is_even(connection, Query(STUDENT)) is even


@QUICKLY
@given(st.lists(BODIES, unique=True, max_size=8), st.lists(BODIES, unique=True, min_size=8, max_size=8))
def test_enterprises_and_posts_stand_by_how_they_sound(office, firms, posts):
    clear(office)
    keys = put(office, ENTERPRISE, [{"name": name} for name in firms])
    put(office, POST, [{"enterprise": key, "name": name} for key, name in zip(keys, posts, strict=False)])
    in_order = sorted(firms, key=lambda name: (pinyin_key(name), keys[firms.index(name)]))
    assert values(office, Query(ENTERPRISE), "name") == in_order
    assert values(office, Query(POST), "enterprise") == in_order
    named = posts[: len(firms)]
    assert values(office, Query(POST, order=("name",)), "name") == sorted(named, key=pinyin_key)


def test_what_is_written_since_is_asked_about_again(office, few):
    clear(office)
    put(office, STUDENT, [factories.student(next(serials), student_number=f"2025{n:04d}") for n in range(200)])
    assert head_of(office, Query(STUDENT)) is not None
    (odd,) = put(office, STUDENT, [factories.student(next(serials), student_number="999")])
    assert head_of(office, Query(STUDENT)) is None
    with office.reading() as connection:
        assert ids_of(connection, Query(STUDENT))[0] == odd
        found = Query(STUDENT, (Condition("student_number", "filled"),), order=("-student_number",))
        assert ids_of(connection, found)[-1] == odd
