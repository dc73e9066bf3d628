"""What the file itself still tells is put right: records by an act that can be undone, indexes made anew."""

from contextlib import closing

import pytest

from desktop.cli import main
from models.database import history
from models.database.database import open_database
from models.database.engine import connect
from models.database.integrity import INDEX, verify
from models.database.mending import mend
from models.database.search import match
from models.database.search_check import wrong_indexes
from models.entities.people import Student
from models.schema.fields import every_entity
from tests.trust.test_rows_against_log import FIRST, TAMPERED, edit

MENDABLE = ["a phone", "a name", "emptied", "what came back by an undo", "placements deleted", "a link moved",
            "a deleted one back", "no text"]  # fmt: skip
LEFT = ["a student added", "one behind the last", "the whole log", "an act of the log", "a line of the log"]


def rows(path):
    """Every record of the file, by table."""
    from models.database.engine import connect

    with closing(connect(path)) as raw:
        return {
            entity.__tablename__: raw.execute(f"SELECT * FROM {entity.__tablename__} ORDER BY id").fetchall()
            for entity in every_entity()
        }


@pytest.mark.parametrize("what", MENDABLE)
def test_records_are_as_they_were_written(lived_in, what):
    before = rows(lived_in)
    edit(lived_in, *TAMPERED[what][0])
    with closing(open_database(lived_in, user="李主任")) as database:
        with database.reading() as connection:
            found = verify(connection)
        assert found.mendable
        done = mend(database, found)
        with database.reading() as connection:
            assert verify(connection).sound
            assert wrong_indexes(connection.connection.driver_connection) == []
            act = history.act_of(connection, done.change_set.id)
        assert (act.name, act.user) == (f"按操作记录修复 {found.count} 条记录", "李主任")
    assert rows(lived_in) == before


@pytest.mark.parametrize("what", LEFT)
def test_what_nobody_can_know_is_left_alone(lived_in, what):
    edit(lived_in, *TAMPERED[what][0])
    before = rows(lived_in)
    with closing(open_database(lived_in)) as database:
        with database.reading() as connection:
            found = verify(connection)
        done = mend(database, found)
    assert (done.change_set, done.indexes) == (None, 0)
    assert rows(lived_in) == before


def test_a_repair_is_undone_and_done_again(lived_in):
    edit(lived_in, *TAMPERED["a name"][0])
    tampered = rows(lived_in)
    with closing(open_database(lived_in)) as database:
        with database.reading() as connection:
            found = verify(connection)
        mend(database, found)
        mended = rows(lived_in)
        database.undo()
        assert rows(lived_in) == tampered
        with database.reading() as connection:
            assert verify(connection).sound  # somebody has decided, and the log knows
        database.redo()
        assert rows(lived_in) == mended


def test_earlier_acts_can_be_undone_again_after_a_repair(lived_in):
    edit(lived_in, *TAMPERED["a phone"][0])
    with closing(open_database(lived_in)) as database:
        with database.reading() as connection:
            found = verify(connection)
        mend(database, found)
        database.undo(2)
        with database.reading() as connection:
            assert verify(connection).sound


INDEXES = {
    "a word gone": "DELETE FROM search_student WHERE rowid = {first}",
    "a word too many": "INSERT INTO search_student (rowid, chars) VALUES (12345, '李')",
    "another word": "INSERT OR REPLACE INTO search_student (rowid, chars) VALUES ({first}, '李')",
    "the whole": "DROP TABLE search_student",
}


@pytest.mark.parametrize("statement", INDEXES.values(), ids=INDEXES)
def test_a_wrong_search_index_is_told_and_made_anew(lived_in, statement, capsys):
    with closing(open_database(lived_in)) as database, database.reading() as connection:
        name, first = connection.exec_driver_sql(f"SELECT name, id FROM student WHERE id = {FIRST}").one()
    with closing(connect(lived_in)) as raw:
        raw.execute(statement.format(first=first))
    found = verify(lived_in)
    assert [(one.kind, one.searched) for one in found.found] == [(INDEX, Student)]
    assert found.sentence == "学生的搜索索引已损坏，搜索会漏掉记录，可以重建"
    assert main(["--database", str(lived_in), "check", "--mend"]) in {0, 1}
    assert "已重建 1 个索引" in capsys.readouterr().err or "DROP" in statement
    assert verify(lived_in).sound
    with closing(open_database(lived_in)) as database, database.reading() as connection:
        hits = "SELECT rowid FROM search_student WHERE search_student MATCH ?"
        assert first in connection.exec_driver_sql(hits, (match(name),)).scalars().all()


def test_a_missing_index_is_told_and_made_anew(lived_in):
    edit(lived_in, "DROP INDEX ix_student_school_id")
    with closing(open_database(lived_in)) as database:
        with database.reading() as connection:
            found = verify(connection)
        assert "缺少索引“ix_student_school_id”" in found.sentence
        assert mend(database, found).indexes == 1
        with database.reading() as connection:
            assert verify(connection).sound


def test_the_command_mends_and_says_so(lived_in, capsys):
    edit(lived_in, *TAMPERED["a phone"][0])
    assert main(["--database", str(lived_in), "check", "--mend"]) == 0
    assert "已按操作记录修复 1 条记录（第 14 步，可以撤销）" in capsys.readouterr().err
    assert verify(lived_in).sound
