"""What was saved and is not in the file any more is told at the next opening, with the number of acts (G3)."""

import random
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from desktop.cli import main
from models.database import checkpoint, high_water
from models.database.backup import backup
from models.database.database import open_database
from models.database.disclosures import FORM, revealing
from models.database.printings import Printing, note_printing
from models.database.recovery import restore
from models.entities.people import Student
from tests import factories
from tests.trust.test_rows_against_log import edit

ACTS = 22


@pytest.fixture
def states(database, database_path, tmp_path, monkeypatch):
    """The file after each of 22 acts, as it would stand there after a kill, with its log; the last is the file itself."""
    monkeypatch.setattr(checkpoint.Checkpointer, "now", lambda _self: False)  # else the log is brought in between
    found = []
    for number in range(1, ACTS + 1):
        with database.transaction(f"第 {number} 次") as tx:
            tx.insert(Student, factories.student(number))
        folder = tmp_path / f"{number}"
        folder.mkdir()
        # by another process: to close the file here would drop the locks that SQLite has on it
        subprocess.run(["cp", *database_path.parent.glob("office.db*"), folder], check=True)
        found.append(folder)
    database.close()
    return found


def put(folder, path, *, log=True):
    """Put a state in the place of the file; what is noted beside the file and at home stays."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    shutil.copy2(folder / "office.db", path)
    if log and (folder / "office.db-wal").exists():
        shutil.copy2(folder / "office.db-wal", f"{path}-wal")


def lost(path):
    with closing(open_database(path)) as database:
        return database.file.lost


def older(states, path, acts):
    put(states[ACTS - acts - 1], path)


def cut(_states, path, acts):
    edit(
        path,
        f"DELETE FROM change WHERE change_set_id > {ACTS - acts}",
        f"DELETE FROM change_set WHERE id > {ACTS - acts}",
    )


def torn(states, path, acts):
    """The log of the last state with a bit turned in the frames of an act: SQLite drops it and all behind, without a word."""
    put(states[-1], path)
    log = Path(f"{path}-wal")
    whole, before = log.stat().st_size, (states[ACTS - acts - 1] / "office.db-wal").stat().st_size
    content = bytearray(log.read_bytes())
    place = random.Random(acts).randrange(before + 24, whole if acts == 1 else before + 4096)
    content[place] ^= 1
    log.write_bytes(content)


def other(states, path, acts):
    """An older state on which other work was done meanwhile."""
    put(states[ACTS - acts - 1], path)
    edit(path, *(f"INSERT INTO change_set (id, name, user, time, kind, target, change_count, hash) "
                 f"SELECT id + 1, name, user, time, kind, target, change_count, hash || 'x' FROM change_set WHERE id = {ACTS - acts + nth}" for nth in range(acts)))  # fmt: skip


WAYS = {"older": older, "cut": cut, "torn": torn, "other": other}


@pytest.mark.parametrize("way", WAYS)
def test_what_is_lost_is_told_with_the_number_of_acts(states, database_path, whole, way, record_property):
    told, tried = 0, range(1, 22 if whole else 4)
    last = states[-1]
    for acts in tried:
        put(last, database_path)
        WAYS[way](states, database_path, acts)
        missing = lost(database_path)
        told += missing is not None and missing.acts == (0 if way == "other" else acts)
        with closing(open_database(database_path)) as database, database.reading() as connection:
            high_water.forget(database_path)
            high_water.note(database_path, _mark(connection, last, database_path))
    record_property("G3", f"{way}: {told} of {len(tried)} losses told with the number of acts")
    assert told == len(tried)


def _mark(connection, last, path):
    """What is noted of the last state."""
    put(last, aside := path.with_name("aside.db"))  # opened and closed it would lose its log
    with closing(sqlite3.connect(aside)) as raw:
        number, seal = raw.execute("SELECT id, hash FROM change_set ORDER BY id DESC LIMIT 1").fetchone()
    standing = high_water.standing(connection)
    return high_water.Mark(standing.installation, high_water.Anchor(number, seal), standing.time)


def test_it_is_told_at_every_opening_until_somebody_takes_note(states, database_path, capsys):
    older(states, database_path, 3)
    for _nth in range(2):
        assert main(["--database", str(database_path), "list", "student"]) == 0
        assert "缺最后 3 步操作" in capsys.readouterr().err
    with closing(open_database(database_path)) as database, database.transaction("再录入") as tx:
        tx.insert(Student, factories.student(50))
    assert lost(database_path).mark.anchor.number == ACTS
    main(["--database", str(database_path), "check", "--accept"])
    assert lost(database_path) is None


def test_it_is_no_more_told_when_the_file_is_back(states, database_path):
    older(states, database_path, 3)
    assert lost(database_path).acts == 3
    put(states[-1], database_path)
    assert lost(database_path) is None


@pytest.mark.parametrize("kept", ["beside", "home"])
def test_each_of_the_two_places_is_enough(states, database_path, kept):
    if kept == "home":
        Path(f"{database_path}.mark").unlink()
    else:
        shutil.rmtree(high_water._home())
    older(states, database_path, 2)
    assert lost(database_path).acts == 2


def test_a_restored_backup_is_older_on_purpose(database, database_path, tmp_path):
    with database.transaction("一") as tx:
        tx.insert(Student, factories.student(1))
    made = backup(database.engine, tmp_path / "备份.db")
    with database.transaction("二") as tx:
        tx.insert(Student, factories.student(2))
    database.close()
    restore(made, database_path)
    assert lost(database_path) is None


def test_a_copy_elsewhere_knows_of_nothing(states, database_path, tmp_path):
    other_place = tmp_path / "另一台" / "office.db"
    other_place.parent.mkdir()
    shutil.copy2(states[3] / "office.db", other_place)
    assert lost(other_place) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"mark": 3}', '{"mark": {"installation": "x"}}', "\0"])
def test_a_spoilt_note_says_nothing(states, database_path, content):
    shutil.rmtree(high_water._home())
    Path(f"{database_path}.mark").write_text(content, "utf-8")
    older(states, database_path, 2)
    assert lost(database_path) is None


def test_what_was_undone_is_not_lost(database, database_path):
    with database.transaction("一") as tx:
        tx.insert(Student, factories.student(1))
    database.undo()
    database.close()
    assert lost(database_path) is None


def _shown(database, key):
    revealing(database, FORM, Student, [key], ["id_number"], "核对")


def _printed(database, _key):
    note_printing(database, Printing("班级花名册", "1 个班级", "print", "Office", 1, unmasked=False, job={}))


@pytest.mark.parametrize("after", [(), (_shown,), (_printed,), (_shown, _printed, _shown)], ids=len)
def test_what_is_sealed_beside_the_acts_loses_nothing(database, database_path, after):
    with database.transaction("一人") as tx:
        key = tx.insert(Student, factories.student(1))
    for entry in after:
        entry(database, key)
    database.close()
    for _opening in range(3):
        assert lost(database_path) is None
    with closing(open_database(database_path)) as again:
        for entry in after:
            entry(again, key)
        with again.transaction("改名") as tx:
            tx.update(Student, key, {"name": "新名"})
    assert lost(database_path) is None
