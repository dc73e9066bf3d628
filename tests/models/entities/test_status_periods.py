"""The status of a student is dated: what was true then is told of then, and periods neither overlap nor leave a gap."""

import shutil
from contextlib import closing
from datetime import date

import pytest
import sqlalchemy as sa

from models import migrations
from models.database.database import open_database
from models.database.engine import connect, private_engine
from models.database.errors import NothingToUndo
from models.database.query import Condition, Query
from models.database.results import read_all
from models.database.upgrade import create, upgrade
from models.entities.people import StatusPeriod, Student
from models.rules.problems import problems_of
from tests.factories import student

LEFT = date(2024, 7, 1)


def periods(database, key):
    own = StatusPeriod.table().c
    statement = sa.select(own.status, own.from_date, own.until_date).where(own.student_id == key).order_by(own.id)
    with database.reading() as connection:
        return sorted((tuple(row) for row in connection.execute(statement)), key=lambda row: str(row[1] or ""))


def added(database, **values):
    with database.transaction("新建") as tx:
        return tx.insert(Student, student(1) | values)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, [("01", None, None)]),
        ({"status": "02"}, [("02", None, None)]),
        ({"status": "07"}, [("07", None, None)]),
        ({"graduated_date": LEFT}, [("01", None, None)]),
        ({"status": "02", "graduated_date": LEFT}, [("02", None, None)]),
        *(({"status": code, "graduated_date": LEFT}, [("01", None, LEFT), (code, LEFT, None)])
          for code in ("03", "07", "08", "09", "10", "11", "14")),
    ],
)  # fmt: skip
def test_first_periods(database, given, expected):
    assert periods(database, added(database, **given)) == expected


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        (None, LEFT, [("01", None, LEFT), ("07", LEFT, None)]),
        (date(2023, 7, 1), LEFT, [("01", None, LEFT), ("07", LEFT, None)]),
        (LEFT, None, [("07", None, None)]),
        (LEFT, LEFT, [("01", None, LEFT), ("07", LEFT, None)]),
    ],
)
def test_last_day_known_later(database, first, then, expected):
    key = added(database, status="07", graduated_date=first)
    with database.transaction("补登") as tx:
        tx.update(Student, key, {"graduated_date": then})
    assert periods(database, key) == expected
    if first != then:
        database.undo()
    whole = [("01", None, first), ("07", first, None)] if first else [("07", None, None)]
    assert periods(database, key) == whole


@pytest.mark.parametrize("words", ["", "张"])
def test_a_list_as_of_a_day_reads_the_status_of_then(database, words):
    key = added(database, status="07", graduated_date=LEFT)
    for day, status, there in ((date(2024, 6, 30), "01", True), (LEFT, "07", False), (date(2026, 1, 1), "07", False)):
        for condition in (
            Condition("status", "=", status), Condition("status", "!=", "03"), Condition("status", "filled"),
            Condition("is_registered", "=", there), Condition("is_present", "=", there),
            Condition("is_registered", "!=", not there), Condition("status", "in", (status, "03")),
        ):  # fmt: skip
            query = Query(Student, (condition,), search=words, as_of=day)
            with database.reading() as connection:
                rows = list(read_all(connection, query, ("status", "is_registered")))
            assert [(row.id, row.values["status"]) for row in rows] == [(key, status)], (day, condition)
        with database.reading() as connection:
            other = Query(Student, (Condition("is_registered", "=", not there),), search=words, as_of=day)
            assert list(read_all(connection, other, ("name",))) == []


def test_a_number_is_free_again_once_its_holder_left(database):
    added(database, status="07", graduated_date=LEFT)
    with database.transaction("又一名") as tx:
        tx.insert(Student, student(2) | {"student_number": student(1)["student_number"]})


def _written(database, key, rows):
    """The periods of a student, as only a fault could leave them."""
    with database.transaction("坏数据") as tx:
        own = StatusPeriod.table().c
        standing = tx.connection.execute(sa.select(own.id).where(own.student_id == key)).scalars().all()
        tx.delete_stored(StatusPeriod, standing)
        tx.insert_stored(
            StatusPeriod,
            [{"student_id": key, "status": s, "from_date": begin, "until_date": end} for s, begin, end in rows],
        )


A, B, C = date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([("01", None, A), ("02", A, None)], []),
        ([("01", None, A), ("02", A, A), ("03", A, None)], []),
        ([("01", A, None)], []),
        ([], ["status-gap"]),
        ([("01", None, A), ("02", B, None)], ["status-gap"]),
        ([("01", None, A)], ["status-gap"]),
        ([("01", None, B), ("02", A, None)], ["status-overlap"]),
        ([("01", None, None), ("02", A, None)], ["status-overlap"]),
        ([("01", None, None), ("02", None, None)], ["status-overlap"]),
        ([("01", None, A), ("02", B, C), ("01", C, C)], ["status-gap", "status-gap"]),
        ([("07", None, None)], ["end-unknown"]),
    ],
)
def test_check_names_gaps_and_overlaps(database, rows, codes):
    key = added(database)
    _written(database, key, rows)
    for asked in (None, [key]):
        with database.reading() as connection:
            found = [
                p for p in problems_of(connection, Student, asked, C) if p.field.name in ("status", "graduated_date")
            ]
        assert [problem.complaint.code for problem in found] == codes


def old_file(path, tmp_path):
    """A file as it was before statuses were dated, with two acts in its log."""
    versions = tmp_path / "versions"
    versions.mkdir()
    for step in sorted(migrations.VERSIONS.glob("0*.py")):
        if step.stem.endswith("status_of_students_dated"):
            break
        shutil.copy(step, versions)
    create(path, versions=versions)
    raw = connect(path)
    raw.execute("INSERT INTO office (installation, issued) VALUES (7, 100)")
    for number, (status, left) in enumerate([("01", None), ("07", "2024-07-01"), ("07", None), (None, None)], 1):
        raw.execute(
            "INSERT INTO student (id, name, status, graduated_date) VALUES (?, '张三', ?, ?)", (number, status, left)
        )
    for number in (1, 2):
        act = (number, f"第{number}步", "王", "2024-01-01T08:00:00+08:00", "do", number, 1, "x")
        names = "id, name, user, time, kind, target, change_count, hash"
        raw.execute(f"INSERT INTO change_set ({names}) VALUES (?,?,?,?,?,?,?,?)", act)
        line = (number, number, "student", 1, '{"status":"02"}', '{"status":"01"}')
        raw.execute(
            "INSERT INTO change (id, change_set_id, entity, record_id, before, after) VALUES (?,?,?,?,?,?)", line
        )
    raw.commit()
    raw.close()


def test_upgrade_keeps_what_is_known(tmp_path, database_path):
    old_file(database_path, tmp_path)
    upgrade(database_path)
    with closing(open_database(database_path)) as database:
        assert periods(database, 1) == [("01", None, None)]
        assert periods(database, 2) == [("01", None, LEFT), ("07", LEFT, None)]
        assert periods(database, 3) == [("07", None, None)]
        assert periods(database, 4) == []
        with database.transaction("以后") as tx:
            made = tx.insert(Student, student(9))
        assert made == (7 << 40) + 100 + 4 + 1
        assert database.undo().name == "撤销：以后"
        for undo in (database.undo, lambda: database.undo(2)):
            with pytest.raises(NothingToUndo):
                undo()
        assert database.redo().name == "重做：以后"


def test_upgrade_of_an_empty_file(tmp_path):
    path = tmp_path / "new.db"
    create(path)
    engine = private_engine(path)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT name FROM setting").scalars().all() == ["written_by"]
    engine.dispose()
