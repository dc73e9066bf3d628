"""The change log is sealed: whoever edits it past the door is found out."""

import sqlite3
from contextlib import closing

import pytest

from desktop.cli import main
from models.database.audit_chain import broken
from models.entities.people import Student
from tests import factories


@pytest.fixture
def acts(database):
    """Three acts: two students, a change, an undo."""
    with database.transaction("录入学生") as tx:
        first, _second = tx.insert_many(Student, [factories.student(1), factories.student(2)])
    with database.transaction("修改学生") as tx:
        tx.update(Student, first, {"name": "李四"})
    database.undo()
    return database


def _edit(path, statement):
    """What another program could do to the file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def _broken(database):
    with database.reading() as connection:
        return broken(connection)


def test_an_empty_file_and_whole_acts_are_whole(database):
    assert _broken(database) is None


def test_acts_written_through_the_door_are_whole(acts):
    assert _broken(acts) is None


@pytest.mark.parametrize(
    ("edit", "first"),
    [
        ("UPDATE change_set SET user = 'nobody' WHERE id = 2", 2),
        ("UPDATE change_set SET time = '2020-01-01T00:00:00' WHERE id = 1", 1),
        ("UPDATE change SET after = replace(after, '李四', '王五') WHERE change_set_id = 2", 2),
        ("DELETE FROM change WHERE id = 1", 1),
        ("DELETE FROM change WHERE change_set_id = 2", 2),
        ("DELETE FROM change_set WHERE id = 1", 1),
        ("UPDATE change_set SET hash = 'x' WHERE id = 3", 3),
        ("INSERT INTO change (change_set_id, entity, record_id) VALUES (3, 'student', 1)", 3),
    ],
)
def test_the_first_act_that_was_touched_is_named(acts, database_path, edit, first):
    _edit(database_path, edit)
    assert _broken(acts) == first


def test_check_says_so(acts, database_path, capsys):
    acts.close()
    assert main(["--database", str(database_path), "check"]) == 0
    _edit(database_path, "UPDATE change_set SET name = '别的' WHERE id = 2")
    assert main(["--database", str(database_path), "check"]) == 1
    assert "第 2 步" in "".join(capsys.readouterr())
