"""Reading, writing, and what happens when the world interferes."""

import errno
import os
import shutil
import sqlite3
import threading
from contextlib import closing, suppress

import pytest
import sqlalchemy as sa
from sqlcipher3 import dbapi2

from models.database import errors
from models.database.engine import AS_IT_STANDS, connect, connect_to_read, open_engine, reading, writing
from models.database.errors import (
    Busy,
    Damaged,
    DatabaseError,
    DiskFailure,
    DiskFull,
    FileReplaced,
    Missing,
    ReadOnly,
    TooLong,
    from_driver,
    from_system,
    translated,
    translated_files,
)  # fmt: skip
from models.database.opening import open_database_file
from models.database.signing_in import asks
from models.database.upgrade import create
from tests.models.database.conftest import contents, count, fill, run_to_end, second_process

MANY = "INSERT INTO student (id, name) VALUES (?, ?)"
ADD = sa.text("INSERT INTO student (id, name) VALUES (:id, '新生')")
HOW_MANY = sa.text("SELECT count(*) FROM student")


@pytest.fixture
def engine(office):
    made = open_engine(office)
    yield made
    made.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 2), ("trusted_schema", 0), ("mmap_size", 0)],
)
def test_settings_of_every_connection(engine, pragma, value):
    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_written_is_kept_and_seen_by_others(engine, office):
    with writing(engine) as connection:
        connection.execute(ADD, {"id": 1000})
    assert count(office) == 101


def test_exception_rolls_everything_back(engine, office):
    def act():
        with writing(engine) as connection:
            connection.execute(ADD, {"id": 1000})
            connection.exec_driver_sql("CREATE TABLE half (id)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert count(office) == 100
    with reading(engine) as connection:
        assert "half" not in sa.inspect(connection).get_table_names()


def test_reader_sees_one_state_while_another_thread_writes(engine):
    def write():
        with writing(engine) as connection:
            connection.execute(ADD, {"id": 1000})

    with reading(engine) as connection:
        assert connection.execute(HOW_MANY).scalar() == 100
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        assert connection.execute(HOW_MANY).scalar() == 100
    with reading(engine) as connection:
        assert connection.execute(HOW_MANY).scalar() == 101


def test_second_writer_is_told_the_file_is_busy(office, engine, monkeypatch):
    monkeypatch.setattr("models.database.engine.WAIT", 0.05)
    impatient = open_engine(office)
    with writing(engine) as connection:
        connection.execute(ADD, {"id": 1000})
        with pytest.raises(Busy), writing(impatient):
            pytest.fail("two writers at once")
    impatient.dispose()
    assert count(office) == 101


def test_read_only_engine_does_not_write(office):
    engine = open_engine(office, read_only=True)
    with pytest.raises(ReadOnly), writing(engine) as connection:
        connection.execute(ADD, {"id": 1000})
    engine.dispose()
    assert count(office) == 100


def test_engine_never_makes_a_file(tmp_path):
    with pytest.raises(Missing):
        open_engine(tmp_path / "没有.db")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "look",
    [
        lambda path: connect_to_read(path).execute("SELECT 1 FROM x"),
        lambda path: connect(path, mode=AS_IT_STANDS),
        asks,
    ],
)
def test_looking_for_a_file_makes_none(tmp_path, look):
    with suppress(dbapi2.Error):
        look(tmp_path / "x.db")
    assert list(tmp_path.iterdir()) == []


def test_constraint_is_our_mistake_and_passes(engine):
    with pytest.raises(sa.exc.IntegrityError), writing(engine) as connection:
        connection.execute(ADD, {"id": 1})


def test_parent_with_children_cannot_be_deleted_without_them(engine):
    with writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM school_class WHERE id = 1")
    with reading(engine) as connection:
        assert connection.execute(HOW_MANY).scalar() == 50  # the cascade shows that foreign keys are on


@pytest.mark.parametrize("size", [32, 48])
def test_key_hides_the_file_and_opens_it(tmp_path, steps, size):
    path, key = tmp_path / "密.db", os.urandom(size)
    with open_database_file(path, key=key, versions=steps.folder) as opened:
        with writing(opened.engine) as connection:
            connection.execute(ADD, {"id": 1})
        assert key.hex() not in repr(opened.engine.get_execution_options())
    assert not path.read_bytes().startswith(b"SQLite format 3")
    assert count(path, key=key) == 1
    with pytest.raises(errors.ForeignFile):
        open_database_file(path, key=os.urandom(size), versions=steps.folder)


class TestReplaced:
    """The file is exchanged under the open program."""

    def stranger(self, office, steps):
        path = office.with_name("别人的.db")
        create(path, versions=steps.folder)
        with closing(connect(path)) as raw:
            fill(raw)
            raw.execute("DELETE FROM student WHERE id > 9")
        return path

    def test_before_writing(self, office, engine, steps):
        self.stranger(office, steps).replace(office)
        before = office.read_bytes()
        with pytest.raises(FileReplaced), writing(engine):
            pytest.fail("wrote to a stranger's file")
        engine.dispose()
        assert office.read_bytes() == before
        assert count(office) == 10

    def test_while_writing(self, office, engine, steps):
        def act():
            with writing(engine) as connection:
                connection.execute(ADD, {"id": 1000})
                self.stranger(office, steps).replace(office)

        with pytest.raises(FileReplaced):
            act()
        engine.dispose()
        assert count(office) == 10

    def test_new_connection_of_the_old_engine(self, office, engine, steps):
        self.stranger(office, steps).replace(office)
        with engine.connect(), pytest.raises(FileReplaced):
            engine.connect()

    def test_deleted(self, office, engine):
        office.unlink()
        with pytest.raises(FileReplaced), writing(engine):
            pytest.fail("wrote to a deleted file")
        assert not office.exists()

    def test_what_was_open_can_still_be_saved(self, office, engine, tmp_path):
        from models.database.backup import backup

        office.unlink()
        assert count(backup(engine, tmp_path / "救回.db")) == 100


KILLED = """
opened = open_database_file(path, versions=versions)
with writing(opened.engine) as connection:
    connection.exec_driver_sql("PRAGMA cache_size = 10")
    connection.exec_driver_sql("DELETE FROM student")
    connection.exec_driver_sql(
        "INSERT INTO student (id, name) VALUES (?, ?)", [(n, "半途" * 50) for n in range(20000)])
    say("half")
    time.sleep(60)
"""


def test_killed_in_the_middle_of_an_import(office, steps):
    with second_process(KILLED, office, steps) as process:
        assert process.stdout.readline() == "half\n"
        assert office.with_name("学校.db-wal").stat().st_size > 1_000_000  # half of it is on the disk already
        process.kill()
        process.wait()
    with open_database_file(office, versions=steps.folder) as opened, reading(opened.engine) as connection:
        assert connection.execute(HOW_MANY).scalar() == 100
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_killed_after_the_commit(office, steps):
    code = """
import os, signal
opened = open_database_file(path, versions=versions)
with writing(opened.engine) as connection:
    connection.exec_driver_sql("INSERT INTO student (id, name) VALUES (1000, '新生')")
say("done")
time.sleep(60)
"""
    with second_process(code, office, steps) as process:
        assert process.stdout.readline() == "done\n"
        process.kill()
        process.wait()
    with open_database_file(office, versions=steps.folder) as opened, reading(opened.engine) as connection:
        assert connection.execute(HOW_MANY).scalar() == 101


def test_full_file_loses_nothing(office, engine):
    def act():
        with writing(engine) as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")
            connection.exec_driver_sql(MANY, [(n, "多" * 900) for n in range(500, 900)])

    with pytest.raises(DiskFull) as told:
        act()
    assert str(told.value) == told.value.sentence
    engine.dispose()
    assert count(office) == 100


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 1 MB; only root can make one."""
    point = tmp_path / "disk"
    point.mkdir()
    if os.geteuid() != 0 or os.system(f"mount -t tmpfs -o size=1m tmpfs '{point}' 2>/dev/null"):
        pytest.skip("cannot mount a small disk here")
    yield point
    os.system(f"umount -l '{point}'")


def test_full_disk_loses_nothing(office, small_disk, steps):
    path = small_disk / "学校.db"
    shutil.copyfile(office, path)

    def act(engine):
        with writing(engine) as connection:
            connection.exec_driver_sql("PRAGMA cache_size = 10")
            connection.exec_driver_sql("DELETE FROM student")
            connection.exec_driver_sql(MANY, [(n, "多" * 300) for n in range(5000)])

    with open_database_file(path, versions=steps.folder) as opened:
        with pytest.raises(DiskFull):
            act(opened.engine)
        with reading(opened.engine) as connection:
            assert connection.execute(HOW_MANY).scalar() == 100
        with writing(opened.engine) as connection:  # room is back, work goes on
            connection.execute(ADD, {"id": 1000})
    assert count(path) == 101


def test_backup_to_a_full_disk_leaves_nothing(office, small_disk):
    from models.database.backup import backup

    with closing(connect(office)) as raw:
        raw.execute("UPDATE student SET name = hex(zeroblob(10000))")
    with pytest.raises(DiskFull):
        backup(office, small_disk / "备份.db")
    assert not list(small_disk.iterdir())


def test_looking_at_a_file_keeps_our_own_lock(office, engine, steps):
    """POSIX drops all locks of a process with the first file it closes; SQLite's own opening knows that, ours must too."""
    from models.database.upgrade import recognise

    with writing(engine) as connection:
        connection.execute(ADD, {"id": 1000})
        recognise(office, versions=steps.folder)
        code = """
from models.database import engine as e
e.WAIT = 0.05
from models.database.errors import Busy
try:
    with writing(e.open_engine(path)):
        say("wrote")
except Busy:
    say("busy")
"""
        assert run_to_end(code, office, steps) == "busy\n"


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        (sqlite3.SQLITE_FULL, DiskFull), (sqlite3.SQLITE_BUSY, Busy), (517, Busy), (sqlite3.SQLITE_READONLY, ReadOnly),
        (1032, FileReplaced), (sqlite3.SQLITE_CORRUPT, Damaged), (sqlite3.SQLITE_NOTADB, Damaged), (4874, DiskFull),
        (sqlite3.SQLITE_IOERR, DiskFailure), (sqlite3.SQLITE_CANTOPEN, Missing),
    ],
)  # fmt: skip
def test_driver_errors_become_sentences(code, meant):
    error = dbapi2.OperationalError("english")
    error.sqlite_errorcode = code
    with pytest.raises(meant) as told, translated():
        raise error
    assert told.value.sentence.isascii() is False
    assert "！" not in told.value.sentence


@pytest.mark.parametrize(
    ("number", "meant"),
    [(errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull), (errno.EROFS, ReadOnly), (errno.EACCES, ReadOnly),
     (errno.EIO, DiskFailure), (errno.ENOENT, Missing), (errno.ENAMETOOLONG, TooLong)],
)  # fmt: skip
def test_system_errors_become_sentences(number, meant):
    with pytest.raises(meant), translated_files():
        raise OSError(number, "english")
    with pytest.raises(OSError, match="english"), translated():  # not ours to interpret in the middle of an import
        raise OSError(number, "english")


def test_unknown_errors_stay_what_they_are():
    assert from_driver(dbapi2.IntegrityError("x")) is None
    assert from_system(OSError(errno.EPIPE, "x")) is None
    assert issubclass(Busy, DatabaseError)


def test_work_leaves_no_traces(office):
    engine = open_engine(office)
    with writing(engine) as connection:
        connection.execute(ADD, {"id": 1000})
    engine.dispose()
    assert {str(name) for name in contents(office.parent)} == {"学校.db", "学校.db.lock"}


def test_killed_while_the_log_was_brought_in(office, tmp_path, steps):
    """The header is already the new one, the pages behind it are not: only the log makes the file whole."""
    engine = open_engine(office)
    with writing(engine) as connection:
        connection.exec_driver_sql(MANY, [(n, "多" * 300) for n in range(500, 900)])
    before, log = office.read_bytes(), office.with_name("学校.db-wal").read_bytes()
    engine.dispose()
    after = office.read_bytes()
    assert len(after) > len(before)
    half = tmp_path / "半.db"
    half.write_bytes(after[:4096] + before[4096:])
    half.with_name("半.db-wal").write_bytes(log)
    with open_database_file(half, versions=steps.folder) as opened, reading(opened.engine) as connection:
        assert connection.execute(HOW_MANY).scalar() == 500
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
