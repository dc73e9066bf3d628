"""G2: the file alone is whole, however it is moved, copied, renamed or put back while the program has it open."""

import shutil
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from models import clock
from models.database.backup import backup, backups_of, is_due
from models.database.database import open_database
from models.database.errors import DatabaseError, FileReplaced
from models.database.recovery import restore
from models.entities.schools import School

SAVES, RECENT = 40, 10
AT_REST = 3.0  # seconds: two after the last act, and one for a busy machine


@pytest.fixture
def path(tmp_path):
    return tmp_path / "学校.db"


def save(database, *names):
    for name in names:
        with database.transaction(name) as tx:
            tx.insert(School, {"name": name})


def names(count, of="校"):
    return [f"{of}{nth}" for nth in range(count)]


def held(path):
    """The schools in a file that lies alone."""
    folder = path.parent / "别处"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    alone = shutil.copy(path, folder / path.name)
    with closing(open_database(folder / path.name, create=False)) as database, database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        return sorted(connection.exec_driver_sql("SELECT name FROM school").scalars()), alone


class TestWhileItIsOpen:
    """What another program does to it."""

    def moved(self, path, database):
        q = path.with_name("搬走.db")
        path.rename(q)
        database.close()
        return q

    def moved_and_saved(self, path, database):
        q = path.with_name("搬走.db")
        path.rename(q)
        with pytest.raises(FileReplaced):
            save(database, "不会有")
        kept = q.with_name("只有它.db")
        shutil.copy(q, kept)  # before it is closed: the program may die now
        database.close()
        return kept

    def folder_moved(self, path, database):
        folder = path.parent
        folder.rename(folder.with_name("新文件夹"))
        database.close()
        return folder.with_name("新文件夹") / path.name

    def copied(self, path, database):
        q = path.with_name("优盘.db")
        time.sleep(AT_REST)
        subprocess.run([sys.executable, "-c", "import shutil, sys; shutil.copy(*sys.argv[1:])", path, q], check=True)
        database.close()
        return q

    def replaced(self, path, database):
        """Moved, and another file is at its place before anybody notices."""
        q = path.with_name("搬走.db")
        path.rename(q)
        with closing(open_database(path.with_name("另一个.db"))) as other:
            save(other, "别人")
        path.with_name("另一个.db").rename(path)
        database.close()
        assert held(path)[0] == ["别人"]
        return q

    @pytest.mark.parametrize("what", ["moved", "moved_and_saved", "folder_moved", "copied", "replaced"])
    def test_nothing_is_missing(self, tmp_path, what, record_property):
        (tmp_path / "教务处").mkdir()
        path = tmp_path / "教务处" / "学校.db"
        database = open_database(path)
        save(database, *names(SAVES))
        found = held(getattr(self, what)(path, database))[0]
        assert found == sorted(names(SAVES))
        record_property("G2", f"{what}: {len(found)} of {SAVES} acts in the file alone")


def test_a_new_file_at_the_old_place_takes_no_log_away(path):
    """V1: whatever was left beside a file that is gone may be all there is."""
    database = open_database(path)
    save(database, "甲")
    log = path.with_name(f"{path.name}-wal")
    content = log.read_bytes()
    assert content
    database.close()
    path.unlink()
    log.write_bytes(content)
    with pytest.raises(DatabaseError, match="没有新建"):
        open_database(path)
    assert log.read_bytes() == content
    open_database(path, anew=True).close()
    (aside,) = path.parent.glob(f"{log.name}.*")
    assert aside.read_bytes() == content


def put_back(path):
    """Lay a backup over the file, beside the log of what came after it; gives both."""
    database = open_database(path)
    save(database, "甲")
    made = backup(database.engine, path.with_name("备份.db"))
    save(database, *names(60))
    log = path.with_name(f"{path.name}-wal")
    content = log.read_bytes()
    database.close()
    shutil.copy(made, path)
    log.write_bytes(content)
    return made, log


@pytest.mark.parametrize("reads", [False, True])
@pytest.mark.parametrize("encrypted_name", ["学校.db", "a b#?.db"])
def test_a_backup_put_back_by_hand_is_not_laid_over_with_the_log_of_another(tmp_path, reads, encrypted_name):
    """V7: SQLite would apply any log it finds; the backup says of itself that it has none."""
    path = tmp_path / encrypted_name
    _made, log = put_back(path)
    content = log.read_bytes()
    with closing(open_database(path, write=not reads, create=False)) as again, again.reading() as connection:
        assert connection.exec_driver_sql("SELECT name FROM school").scalars().all() == ["甲"]
    assert backup(path, path.with_name("再备份.db")).exists()
    assert held(path)[0] == held(path.with_name("再备份.db"))[0] == ["甲"]
    assert [f.read_bytes() for f in [log, *path.parent.glob(f"{log.name}.*")] if f.exists() and f.stat().st_size] == [
        content
    ]


def test_restoring_over_it_lays_nothing_over_either(path):
    made, _log = put_back(path)
    kept = restore(made, path)
    assert held(path)[0] == held(kept)[0] == ["甲"]


def test_a_log_that_is_its_own_is_read(path):
    """The same after a kill: what is in the log was saved."""
    database = open_database(path)
    save(database, *names(5))
    shutil.copy(path, path.with_name("崩溃.db"))
    shutil.copy(path.with_name(f"{path.name}-wal"), path.with_name("崩溃.db-wal"))
    database.close()
    with closing(open_database(path.with_name("崩溃.db"), create=False)) as again, again.reading() as connection:
        assert sorted(connection.exec_driver_sql("SELECT name FROM school").scalars()) == names(5)


ORPHANS = [
    *(f"学校.db.{purpose}{suffix}" for purpose in ("part", "restoring", "upgrading", "creating", "anew", "locking") for suffix in ("", "-journal", "-wal", "-shm")),
    "学校.db.anew.creating", "学校.db.anew.creating-journal",
    "学校备份/学校 2026-03-01 080000.db.part", "学校备份/学校 2026-03-01 080000.db.part-journal",
    "学校备份/学校 2026-03-01 080000-2.db.part", "学校.db.drafts/student-new-0123456789ab.new",
]  # fmt: skip
STRANGERS = [
    "别校.db.part",
    "学校.db.bak",
    "学校备份/别校 2026-03-01 080000.db.part",
    "学校备份/笔记.txt",
    "学校.db2.part",
    "学校.db.drafts/student-new-0123456789ab.json",
]


def test_what_killed_programs_left_goes_when_it_is_opened_next_and_nothing_else(path, record_property):
    """V11."""
    open_database(path).close()
    for folder in ("学校备份", "学校.db.drafts"):
        (path.parent / folder).mkdir()
    for name in (*ORPHANS, *STRANGERS):
        (path.parent / name).write_bytes(b"x" * 100)
    open_database(path, write=False).close()  # a reader has no right to: another may be making them
    assert all((path.parent / name).exists() for name in ORPHANS)
    open_database(path).close()
    left = [name for name in ORPHANS if (path.parent / name).exists()]
    record_property("G6", f"{len(ORPHANS) - len(left)} of {len(ORPHANS)} orphans swept")
    assert left == []
    assert all((path.parent / name).exists() for name in STRANGERS)


@pytest.mark.parametrize("years", [-10, 10, 73])
def test_a_wrong_clock_ends_no_daily_backup(path, years, whole, record_property):
    """V2: 60 working days (in the fast part 20) after one day of a wrong clock, each with its backup; what was wrong is told."""
    days, made, begun = 60 if whole else 20, 0, datetime(2026, 3, 2, 8).astimezone()
    with closing(open_database(path)) as database:
        for number in range(days + 1):
            day = begun + timedelta(days=number) if number != 3 else begun.replace(year=begun.year + years)
            with clock.standing(day):
                save(database, f"{number}")
            later = day + timedelta(minutes=5)
            with clock.standing(later), database.reading() as connection:
                due = is_due(connection, backups_of(path), later)
            if due:
                with clock.standing(later):
                    backup(database.engine)
                made += number != 3
    record_property("G6", f"clock {years:+} years for a day: {made} of {days} backups")
    assert made == days
