"""After an unclean end, or with a log that is not the file's own, it is put right before anybody works in it."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from models.database import instance, swapping
from models.database.backup import backup
from models.database.database import open_database
from models.database.engine import connect
from models.database.errors import Damaged
from models.database.query import Query
from models.database.results import count_of
from models.database.search import index_name
from models.entities.people import Student
from tests import factories

ROOT = Path(__file__).resolve().parents[2]
_KILLED = """
import os, signal, sys
from pathlib import Path
from models.database import checkpoint
from models.database.database import open_database
from models.entities.people import Student
from tests import factories
checkpoint.SOON = 600.0  # a busy machine takes longer to write than the program waits
database = open_database(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    with database.transaction("录入") as tx:
        tx.insert(Student, factories.student(number))
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_after(path, first, last):
    """Let another program write students and be killed before its log is brought in."""
    done = subprocess.run([sys.executable, "-c", _KILLED, str(path), str(first), str(last)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert swapping.has_log(swapping.sidecar(path, "-wal"))


def students(path, **given):
    database = open_database(path, create=False, **given)
    try:
        return count_of(database, Query(Student)), database.file.notes
    finally:
        database.close()


@pytest.fixture
def office(tmp_path):
    path = tmp_path / "office.db"
    database = open_database(path)
    with database.transaction("录入") as tx:
        for number in range(30):
            tx.insert(Student, factories.student(number))
    database.close()
    return path


def edit(path, *statements):
    with closing(connect(path)) as raw:
        raw.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            raw.execute(statement)


def without_an_entry(path, table="student"):
    """Take a row away without its entries in the indexes, as a torn page does."""
    with closing(connect(path)) as raw:
        (name, sql) = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (table,)
        ).fetchone()
    broken = f"{sql} WHERE id IS NULL"  # made with no entry at all, and then called one of all rows
    edit(path, f"DROP INDEX {name}", broken, f"UPDATE sqlite_master SET sql = '{sql}' WHERE name = '{name}'")
    with closing(connect(path)) as raw:
        assert f"index {name}" in raw.execute("PRAGMA integrity_check(1)").fetchone()[0]
    return name


def left_by_a_killed_program(path):
    instance.lock_file(path).write_text(
        '{"host": "甲", "user": "乙", "pid": 1, "since": "2026-03-02T08:00:00+08:00"}', "utf-8"
    )


@pytest.mark.parametrize("write", [True, False])
def test_a_kill_alone_is_no_trouble(office, write):
    killed_after(office, 100, 110)
    assert students(office, write=write) == (40, ())
    assert instance.holder(office) is None


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("anew", [True, False], ids=["over", "in its place"])
def test_the_log_of_the_former_file_is_not_laid_over_a_backup_put_there_by_hand(office, tmp_path, *, write, anew):
    made = backup(office, tmp_path / "带回来的.db")
    killed_after(office, 100, 400)
    if anew:
        office.unlink()
    shutil.copyfile(made, office)
    count, notes = students(office, write=write)
    assert count == 30
    assert "office.db-wal.1" in notes[0]
    assert swapping.has_log(office.with_name("office.db-wal.1"))
    count, notes = students(office)  # that the backup is older than what was saved is told as long as it is
    assert (count, [words for words in notes if "office.db-wal" in words]) == (30, [])
    assert all("300 步" in words for words in notes)


def test_nor_over_a_copy_of_the_file_in_use(office, tmp_path):
    killed_after(office, 100, 110)
    students(office)
    former = shutil.copyfile(office, tmp_path / "former.db")  # marked as one with a log
    for first in range(200, 1000, 200):
        killed_after(office, first, first + 200)
        if first < 800:
            students(office)
    shutil.copyfile(former, office)
    count, notes = students(office)
    assert (count, bool(notes)) in {(40, True), (840, False)}  # alone, or the log was whole: never a mixture
    with closing(connect(office)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_broken_index_is_made_anew_after_an_unclean_end(office):
    name = without_an_entry(office)
    assert students(office) == (30, ())  # a clean end is believed
    left_by_a_killed_program(office)
    count, (note,) = students(office)
    assert (count, "索引坏了 1 处" in note) == (30, True)
    with closing(connect(office)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",), name


def test_a_broken_search_is_made_anew_from_the_records(office):
    search = index_name(Student)
    edit(office, f"DELETE FROM {search}_data WHERE id > 10")
    left_by_a_killed_program(office)
    count, (note,) = students(office)
    assert (count, "索引坏了" in note) == (30, True)
    database = open_database(office)
    found = count_of(database, Query(Student, search=factories.student(3)["name"]))
    database.close()
    assert found >= 1


def test_more_than_an_index_is_told_again_until_it_was_mended(office):
    left_by_a_killed_program(office)
    data = bytearray(office.read_bytes())
    for page in range(40, len(data) // 4096, 3):
        data[4096 * page : 4096 * page + 200] = os.urandom(200)
    office.write_bytes(data)
    for _again in range(2):
        with pytest.raises(Damaged, match="损坏"):
            students(office)
        assert office.read_bytes() == bytes(data)
