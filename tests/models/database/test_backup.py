"""Copies are whole, checked, named, kept and brought back."""

import os
import re
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from models.database.backup import backup, backups_of, clear_old, folder_of
from models.database.engine import connect, open_engine, writing
from models.database.errors import (
    AlreadyThere,
    Altered,
    Damaged,
    Empty,
    ForeignFile,
    InUseElsewhere,
    Missing,
    ReadOnly,
    TooNew,
)  # fmt: skip
from models.database.opening import open_database_file
from models.database.recovery import restore
from models.database.thinning import worth_keeping
from models.progress import Cancelled, Progress
from tests.models.database.conftest import contents, count, run_to_end, second_process


def change(path, statement):
    with closing(connect(path)) as raw:
        raw.execute(statement)


def test_copy_is_a_complete_single_file(office, tmp_path):
    made = backup(office, tmp_path / "副本.db")
    assert {file.name for file in tmp_path.iterdir()} >= {"副本.db"}
    assert not list(tmp_path.glob("副本.db?*"))
    with closing(sqlite3.connect(f"{made.as_uri()}?immutable=1", uri=True)) as raw:  # any SQLite can read it
        assert raw.execute("SELECT count(*), max(name) FROM student").fetchone() == (100, "学生99")
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_copy_holds_what_is_still_in_the_log_and_not_what_is_not_committed(office):
    engine = open_engine(office)
    with writing(engine) as connection:
        connection.exec_driver_sql("INSERT INTO student (id) VALUES (1000)")
    with writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM student")
        made = backup(engine)
    engine.dispose()
    assert count(made) == 101


def test_copy_of_an_encrypted_file_is_encrypted(tmp_path, steps):
    path, key = tmp_path / "密.db", bytes(range(32))
    with open_database_file(path, key=key, versions=steps.folder) as opened:
        made = backup(opened.engine)
    assert not made.read_bytes().startswith(b"SQLite format 3")
    assert count(made, "school_class", key) == 0
    assert count(backup(path, key=key), "student", key) == 0


def test_names(office):
    first, second = backup(office), backup(office)
    assert first.parent.name == "学校备份"
    assert first != second
    assert re.fullmatch(r"学校 \d{4}-\d\d-\d\d \d{6}\.db", first.name)  # nothing is logged in it that could be named
    found = backups_of(office)
    assert {info.path for info in found} == {first, second}
    assert found[0].size == first.stat().st_size
    assert all(a.time >= b.time for a, b in pairwise(found))


def test_other_files_in_the_folder_are_not_ours(office):
    folder = folder_of(office)
    folder.mkdir()
    for name in ("说明.txt", "学校.db", "另一所 2026-11-23 101500.db", "学校 2026-11-23 101500.db.part"):
        (folder / name).touch()
    assert backups_of(office) == ()
    assert backups_of(office.with_name("没有.db")) == ()


def test_nothing_is_overwritten_untold(office, tmp_path):
    target = tmp_path / "旧.db"
    target.write_text("重要")
    with pytest.raises(AlreadyThere, match="“旧"):
        backup(office, target)
    assert target.read_text() == "重要"
    assert count(backup(office, target, overwrite=True)) == 100


def test_file_is_not_its_own_backup(office):
    before = contents(office.parent)
    with pytest.raises(AlreadyThere):
        backup(office, office, overwrite=True)
    assert contents(office.parent) == before


def test_target_folder_must_be_there(office, tmp_path):
    with pytest.raises(Missing, match="U盘"):
        backup(office, tmp_path / "U盘" / "副本.db")


def test_stopped_copying_leaves_nothing(office, tmp_path):
    progress = Progress(lambda _name, _done, _total: progress.stop())
    with pytest.raises(Cancelled):
        backup(office, tmp_path / "副本.db", progress=progress)
    assert not list(tmp_path.glob("副本*"))


def test_progress_is_told(office):
    told = []
    backup(office, progress=Progress(lambda name, done, total: told.append((name, done, total))))
    assert [name for name, _done, _total in told] == ["复制数据库", "核对副本"]
    assert told[0][1] == told[0][2] > 0


def spoil(path):
    """Overwrite the middle of the file, as a failing disk does."""
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    path.write_bytes(data)


def test_damaged_file_is_noticed_by_the_copy(office):
    spoil(office)
    with pytest.raises(Damaged):
        backup(office)
    assert not list(folder_of(office).iterdir())


def test_lost_rows_are_noticed(office, monkeypatch):
    counts = iter([{"student": 100}, {"student": 99}])
    monkeypatch.setattr("models.database.backup.row_counts", lambda _raw: next(counts))
    with pytest.raises(Damaged):
        backup(office)
    assert not list(folder_of(office).iterdir())


NOON = datetime(2026, 11, 23, 12)  # noqa: DTZ001 - names of files carry no zone


@pytest.mark.parametrize(
    ("times", "kept"),
    [
        ([], 0),
        ([NOON - timedelta(minutes=n) for n in range(47)], 47),  # all of one day
        ([NOON - timedelta(minutes=n) for n in range(50)], 48),  # but not without end
        ([NOON - timedelta(hours=n) for n in range(50)], 25),  # 24 hours, and the last of the day before that
        ([NOON - timedelta(days=n) for n in range(14)], 14),
        ([NOON - timedelta(days=n) for n in range(40)], 14 + 4 + 1),  # 14 days, the weeks before, October
        ([NOON - timedelta(days=7 * n) for n in range(30)], 14 + 3),  # of 14 weeks all, then of each month the last
        ([NOON - timedelta(days=31 * n) for n in range(12)], 12),
        ([NOON - timedelta(days=31 * n) for n in range(40)], 24),  # those that have one count, not the calendar
    ],
)
def test_worth_keeping(times, kept):
    found = worth_keeping(times)
    assert len(found) == kept
    assert not times or max(times) in found


def test_last_of_a_day_stays():
    times = [NOON - timedelta(days=day, minutes=minute) for day in range(5) for minute in range(12)]
    assert {NOON - timedelta(days=day) for day in range(5)} <= worth_keeping(times)


def test_a_day_under_a_wrong_clock_pushes_no_other_out():
    times = [NOON - timedelta(days=n) for n in range(400)]
    usual = worth_keeping(times)
    for wrong in (NOON.replace(year=2099), NOON.replace(year=1999)):
        assert (
            len(usual - worth_keeping([wrong, *times])) <= 4
        )  # its own day, week and month, and a place among the ten


def test_what_was_made_just_now_is_never_cleared_away(office):
    folder = folder_of(office)
    folder.mkdir()
    for n in range(60):  # with more acts and later dates, as of a history that was given up
        (folder / f"学校 2099-01-01 10{n:02d}00 {n + 100}·01ab23.db").write_bytes(b"x")
    made = backup(office)
    clear_old(office, made)
    assert made.exists()


def test_old_ones_are_cleared_away(office):
    folder = folder_of(office)
    folder.mkdir()
    for minute in range(12):
        (folder / f"学校 2020-01-01 10{minute:02d}00.db").touch()
    newest = backup(office)
    clear_old(office, newest)
    names = [info.path.name for info in backups_of(office)]
    assert names == [newest.name, *(f"学校 2020-01-01 10{minute:02d}00.db" for minute in range(11, 2, -1))]


class TestRestore:
    """The backup comes back."""

    def test_brings_back_and_keeps_what_was(self, office, steps):
        made = backup(office)
        change(office, "DELETE FROM student WHERE id > 9")
        kept = restore(made, office, versions=steps.folder)
        assert (count(office), count(kept), count(made)) == (100, 10, 100)
        assert kept.parent == folder_of(office)
        assert not office.with_name("学校.db-wal").exists()

    def test_log_of_the_former_file_is_not_laid_over(self, office, steps):
        made = backup(office)
        code = """
opened = open_database_file(path, versions=versions)
with writing(opened.engine) as connection:
    connection.exec_driver_sql("DELETE FROM student WHERE id > 9")
say("written")
time.sleep(60)
"""
        with second_process(code, office, steps) as process:
            assert process.stdout.readline() == "written\n"
            process.kill()
            process.wait()
        assert office.with_name("学校.db-wal").stat().st_size > 0
        kept = restore(made, office, versions=steps.folder)
        assert (count(office), count(kept)) == (100, 10)

    def test_where_nothing_was(self, office, tmp_path, steps):
        made = backup(office)
        assert restore(made, tmp_path / "新电脑.db", versions=steps.folder) is None
        assert count(tmp_path / "新电脑.db") == 100

    @pytest.mark.parametrize("rest", [b"garbage " * 1000, None])
    def test_over_a_damaged_file_which_is_kept_as_it_is(self, office, steps, rest):
        made = backup(office)
        if rest is None:
            spoil(office)
        else:
            office.write_bytes(rest)
        damaged = office.read_bytes()
        kept = restore(made, office, versions=steps.folder)
        assert kept.read_bytes() == damaged
        assert count(office) == 100

    def test_refused_while_another_instance_has_the_file(self, office, steps):
        made = backup(office)
        before = contents(office.parent)
        code = "opened = open_database_file(path, versions=versions)\nsay('open')\ntime.sleep(60)"
        with second_process(code, office, steps) as process:
            assert process.stdout.readline() == "open\n"
            with pytest.raises(InUseElsewhere):
                restore(made, office, versions=steps.folder)
        assert contents(folder_of(office)).keys() == {made.relative_to(folder_of(office))}
        assert office.read_bytes() == before[office.relative_to(office.parent)]

    @pytest.mark.parametrize(
        ("spoiling", "error"),
        [
            (lambda path: path.write_text("这不是数据库" * 100), ForeignFile),
            (lambda path: change(path, "PRAGMA application_id = 1"), ForeignFile),
            (lambda path: change(path, "PRAGMA user_version = 9"), TooNew),
            (spoil, Damaged),
            (lambda path: os.truncate(path, 5000), Damaged),
            (lambda path: os.truncate(path, 0), Empty),
            (lambda path: change(path, "CREATE TRIGGER x AFTER DELETE ON student BEGIN SELECT 1; END"), Altered),
            (lambda path: path.unlink(), Missing),
        ],
    )
    def test_unsuitable_backup_changes_nothing(self, office, steps, spoiling, error):
        made = backup(office)
        spoiling(made)
        before = office.read_bytes()
        with pytest.raises(error) as refused:
            restore(made, office, versions=steps.folder)
        assert "移走" not in refused.value.sentence, "what is advised of a database that cannot be read"
        assert error not in (Damaged, Empty, Altered) or "请换一个备份" in refused.value.sentence
        assert office.read_bytes() == before
        assert count(office) == 100

    def test_older_backup_is_upgraded_when_opened(self, office, steps):
        made = backup(office)
        steps.add('    op.add_column("student", sa.Column("phone", sa.Text))')
        open_database_file(office, versions=steps.folder).close()
        restore(made, office, versions=steps.folder)
        with open_database_file(office, versions=steps.folder) as opened, opened.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(phone), count(*) FROM student").one() == (0, 100)

    def test_reader_of_the_former_file_does_no_harm_when_it_closes(self, office, steps):
        made = backup(office)
        change(office, "DELETE FROM student WHERE id > 9")
        code = """
opened = open_database_file(path, versions=versions, write=False)
with reading(opened.engine) as connection:
    say(connection.exec_driver_sql("SELECT count(*) FROM student").scalar())
time.sleep(1.5)
opened.close()
say("closed")
"""
        with second_process(code, office, steps) as process:
            assert process.stdout.readline() == "10\n"
            restore(made, office, versions=steps.folder)
            with open_database_file(office, versions=steps.folder) as opened:
                with writing(opened.engine) as connection:
                    connection.exec_driver_sql("INSERT INTO student (id) VALUES (1000)")
                assert process.stdout.readline() == "closed\n"
                assert office.with_name("学校.db-wal").stat().st_size > 0  # our log is still there
        assert count(office) == 101


def test_unwritable_target_folder(office, tmp_path, monkeypatch):
    monkeypatch.setattr("models.database.location_checks.writable_folder", lambda folder: folder != tmp_path)
    with pytest.raises(ReadOnly, match="“副本"):
        backup(office, tmp_path / "副本.db")


def test_backup_by_another_process_while_we_write(office, steps):
    engine = open_engine(office)
    with writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM student")
        code = "from models.database.backup import backup\nsay(backup(path))"
        made = run_to_end(code, office, steps).strip()
    engine.dispose()
    assert count(type(office)(made)) == 100
    assert count(office) == 0
