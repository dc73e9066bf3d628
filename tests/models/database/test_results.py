"""Long lists: the first ids without the rest, ends in the middle of a statement, counts by a value."""

from datetime import date

import pytest

from models.database import results
from models.database.database import open_database
from models.database.query import Condition, Query
from models.database.results import PAGE, counts_by, first_found, head_of, ids_of, read_ids, rows_of
from models.progress import Cancelled, Progress, Within
from models.schema.fields import entity_named
from tests import factories

STUDENT = entity_named("student")
MEMBER = entity_named("class_membership")
COUNT = 600
DAILY = Condition("boarding", "=", "1")
LATE = Condition("student_number", ">=", "24010100")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    database = open_database(tmp_path_factory.mktemp("office") / "office.db")
    names = ("王伟", "李娜", "王芳")
    with database.transaction("准备") as tx:
        students = [factories.student(n, name=names[n % 3], boarding=str(n % 2 + 1)) for n in range(COUNT)]
        ids = tx.insert_many(STUDENT, students)
        group = tx.insert(entity_named("school_class"), {"name": "2024级数控1班"})
        tx.insert_many(MEMBER, [{"student": key, "school_class": group} for key in ids])
    yield database
    database.close()


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(results, "FEW", 100)


@pytest.mark.parametrize(
    "query",
    [
        Query(STUDENT),
        Query(STUDENT, order=("-student_number",)),
        Query(STUDENT, order=("name",)),
        Query(STUDENT, search="王"),
        Query(STUDENT, search="w"),
        Query(STUDENT, (LATE,)),
        Query(STUDENT, (DAILY,)),
        Query(STUDENT, (DAILY,), search="王"),
        Query(STUDENT, (DAILY,), order=("name",)),
        Query(STUDENT, (LATE,), search="王"),
    ],
)
def test_first_ids_are_the_first_of_the_whole(office, few, query):
    head = head_of(office, query)
    assert head is not None
    assert head.ids == read_ids(office, query)[:PAGE]


@pytest.mark.parametrize(
    "query",
    [
        Query(STUDENT, order=("birth_date",)),
        Query(STUDENT, search="24010007"),
        Query(STUDENT, search="#"),
        Query(STUDENT, (Condition("name", "=", "王五"),)),
        Query(entity_named("school_class")),
    ],
)
def test_no_first_ids_where_all_must_be_read_or_few_are_there(office, few, query):
    assert head_of(office, query) is None


def test_the_index_tells_how_many_a_search_alone_finds(office, few):
    searched = head_of(office, Query(STUDENT, search="王"))
    assert searched.hits == len(read_ids(office, Query(STUDENT, search="王"))) == COUNT * 2 // 3
    assert head_of(office, Query(STUDENT, (LATE,), search="王")).hits is None
    assert head_of(office, Query(STUDENT)).hits is None


@pytest.mark.parametrize("search", ["王", "wang", "ww", "王伟", "0007", "不在", ""])
@pytest.mark.parametrize("entity", [STUDENT, MEMBER])
def test_walking_finds_what_looking_up_finds(office, entity, search):
    query = Query(entity, search=search)
    with office.reading() as connection:
        walked = [row[0] for row in connection.execute(query.ids(walking=True))]
        assert walked == ids_of(connection, query).tolist()


@pytest.mark.parametrize("search", ["王", "24010007", "不在"])
@pytest.mark.parametrize("entity", [STUDENT, MEMBER])
def test_first_found_are_the_first_of_all_found(office, few, entity, search):
    query = Query(entity, search=search)
    every = read_ids(office, query).tolist()
    with office.reading() as connection:
        assert first_found(connection, query, 5) == (every[:5], len(every))


def test_counts_by_a_value_are_the_counts_of_its_lists(office):
    query = Query(STUDENT, search="王")
    with office.reading() as connection:
        counts = counts_by(connection, query, "boarding")
        for value in ("1", "2"):
            only = Query(STUDENT, (Condition("boarding", "=", value),), search="王")
            assert counts[value] == connection.execute(only.count()).scalar_one()


def test_values_computed_for_a_day_follow_the_query(office):
    key = read_ids(office, Query(STUDENT))[0]
    with office.reading() as connection:
        ages = {
            next(rows_of(connection, Query(STUDENT, as_of=date(year, 6, 1)), [key], ["age"])).values["age"]
            for year in (2020, 2024)
        }
    assert max(ages) - min(ages) == 4


ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


def test_a_statement_nobody_waits_for_ends(office):
    progress = Progress()
    with pytest.raises(Cancelled), office.reading(Within(progress, 0.05)) as connection:
        connection.exec_driver_sql(ENDLESS)
    progress.stop()
    with pytest.raises(Cancelled), office.reading(progress) as connection:
        connection.exec_driver_sql(ENDLESS)
    assert len(read_ids(office, Query(STUDENT))) == COUNT  # the connection serves the next reader


def test_first_ids_that_take_too_long_are_left(office, few, monkeypatch):
    monkeypatch.setattr(results, "_TRIED", -1.0)
    monkeypatch.setattr("models.database.engine._STEPS", 10)
    assert head_of(office, Query(STUDENT)) is None
    stopped = Progress()
    stopped.stop()
    with pytest.raises(Cancelled):
        head_of(office, Query(STUDENT), stopped)
