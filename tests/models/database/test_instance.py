"""One writing instance a file, and no lock left behind by a killed one."""

import getpass
import os

import pytest

from models.database import instance
from models.database.engine import reading, writing
from models.database.errors import InUseElsewhere
from models.database.opening import open_database_file
from tests.models.database.conftest import count, run_to_end, second_process

HOLD = "opened = open_database_file(path, versions=versions)\nsay('open')\ntime.sleep(60)"


def test_second_process_is_refused_and_told_by_whom(office, steps):
    with second_process(HOLD, office, steps) as process:
        assert process.stdout.readline() == "open\n"
        with pytest.raises(InUseElsewhere) as told:
            open_database_file(office, versions=steps.folder)
        assert instance.holder(office).pid == process.pid
    assert f"进程 {process.pid}" in told.value.sentence
    assert getpass.getuser() in told.value.sentence
    assert "学校.db" in told.value.sentence


def test_second_window_of_the_same_process_is_refused(office, steps):
    with open_database_file(office, versions=steps.folder), pytest.raises(InUseElsewhere, match=str(os.getpid())):
        open_database_file(office, versions=steps.folder)
    open_database_file(office, versions=steps.folder).close()


def test_killed_process_leaves_no_lock(office, steps):
    with second_process(HOLD, office, steps) as process:
        assert process.stdout.readline() == "open\n"
        process.kill()
        process.wait()
        assert instance.holder(office).pid == process.pid  # the note is still there, the lock is not
        with open_database_file(office, versions=steps.folder):
            assert instance.holder(office).pid == os.getpid()
    assert instance.holder(office) is None


def test_reader_may_look_while_another_writes(office, steps):
    with second_process(HOLD, office, steps) as process:
        assert process.stdout.readline() == "open\n"
        with open_database_file(office, write=False, versions=steps.folder) as opened:
            assert opened.lock is None
            with reading(opened.engine) as connection:
                assert connection.exec_driver_sql("SELECT count(*) FROM student").scalar() == 100


def test_reader_does_not_keep_a_writer_out(office, steps):
    code = """
with open_database_file(path, versions=versions) as opened, writing(opened.engine) as connection:
    connection.exec_driver_sql("DELETE FROM student WHERE id = 1")
"""
    with open_database_file(office, write=False, versions=steps.folder) as opened, reading(opened.engine) as connection:
        connection.exec_driver_sql("SELECT * FROM student").all()
        run_to_end(code, office, steps)
        assert connection.exec_driver_sql("SELECT count(*) FROM student").scalar() == 100
    assert count(office) == 99


def test_two_starting_at_once_make_one_file(tmp_path, steps):
    code = """
from models.database.errors import InUseElsewhere
try:
    with open_database_file(path, versions=versions) as opened:
        with writing(opened.engine) as connection:
            connection.exec_driver_sql("INSERT INTO student (id) VALUES (?)", (len(sys.argv[1]) + time.time_ns(),))
        say("wrote")
except InUseElsewhere:
    say("refused")
"""
    path = tmp_path / "新.db"
    with second_process(code, path, steps) as first, second_process(code, path, steps) as second:
        said = [process.communicate(timeout=60)[0].strip() for process in (first, second)]
    assert set(said) <= {"wrote", "refused"}
    assert count(path) == said.count("wrote") >= 1


def test_lock_follows_links(office, steps, tmp_path):
    link = tmp_path / "桌面.db"
    link.symlink_to(office)
    with open_database_file(office, versions=steps.folder), pytest.raises(InUseElsewhere):
        open_database_file(link, versions=steps.folder)


@pytest.mark.parametrize("note", ["", "{}", "[1]", '{"host": "a", "user": "b", "pid": "x", "since": ""}', "\udcff"])
def test_unreadable_note_names_nobody(office, note):
    instance.lock_file(office).write_text(note, "utf-8", "surrogateescape")
    assert instance.holder(office) is None


def test_released_twice_is_released(office, steps):
    opened = open_database_file(office, versions=steps.folder)
    with writing(opened.engine) as connection:
        connection.exec_driver_sql("DELETE FROM student")
    opened.close()
    opened.close()
    assert count(office) == 0
