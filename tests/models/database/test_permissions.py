"""Nobody but the owner reads the office's files, and nobody else locks the owner out."""

import os
import shutil
import stat
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest

from models.database import permissions, swapping
from models.database.backup import backup, folder_of
from models.database.database import open_database
from models.database.engine import connect, reading
from models.database.errors import Busy, DatabaseError, ReadOnly
from models.database.opening import open_database_file
from models.database.recovery import restore
from models.entities.schools import School
from tests.accounts import OTHER, OWNER, as_account, needs_root
from tests.models.database.conftest import FIRST, Steps, count, fill

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="on Windows the folder of a person decides")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def modes(folder):
    return {str(p.relative_to(folder)): mode(p) for p in folder.rglob("*")}


@pytest.fixture(params=[0o022, 0o000])
def umask(request):
    former = os.umask(request.param)
    yield request.param
    os.umask(former)


@pytest.mark.usefixtures("umask")
def test_what_the_program_makes_is_its_owners_alone(tmp_path):
    folder = tmp_path / "双元" / "数据"
    permissions.new_folder(folder)
    path = folder / "office.db"
    with closing(open_database(path)) as database:
        with database.transaction("一") as tx:
            tx.insert(School, {"name": "甲校"})
        backup(database.engine)
        made = backup(database.engine, folder / "副本.db")
        found = modes(tmp_path / "双元")
        assert {"office.db-wal", "office.db-shm", "office.db.lock"} <= {p.name for p in folder.iterdir()}
    restore(made, path)
    found |= modes(tmp_path / "双元")
    assert set(found.values()) == {0o600, 0o700}
    assert all(
        (value == 0o700) == (tmp_path / "双元" / name).is_dir()
        for name, value in found.items()
        if (tmp_path / "双元" / name).exists()
    )
    assert mode(tmp_path / "双元") == 0o700


def test_what_earlier_versions_left_is_tightened_when_it_is_opened(office, steps):
    made = backup(office)
    drafts = office.with_name(f"{office.name}.drafts")
    drafts.mkdir()
    (drafts / "student-new-1.json").write_text("{}")
    lock = office.with_name(f"{office.name}.lock")
    wide = (office, lock, made, drafts / "student-new-1.json")
    for file in wide:
        file.chmod(0o644)
    for folder in (made.parent, drafts):
        folder.chmod(0o755)
    office.parent.chmod(0o755)
    with open_database_file(office, versions=steps.folder):
        assert {mode(file) for file in wide} == {0o600}
        assert {mode(made.parent), mode(drafts)} == {0o700}
    assert mode(office.parent) == 0o755  # the person's own folder


def test_a_file_that_may_not_be_read_is_said_to_be_so(office, steps, monkeypatch):
    monkeypatch.setattr("models.database.upgrade.os.access", lambda *_given: False)
    with pytest.raises(ReadOnly, match="没有权限读") as told:
        open_database_file(office, write=False, versions=steps.folder)
    assert "移动" not in str(told.value)


def test_the_log_that_cannot_be_opened_is_not_said_to_be_a_file_that_moved():
    from sqlcipher3 import dbapi2

    from models.database.errors import from_driver

    assert "权限" in str(from_driver(dbapi2.OperationalError("unable to open database file")))


@pytest.fixture
def open_place():
    """A folder every account can reach, which that of the tests is not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def steps(open_place):
    made = Steps(open_place / "versions")
    made.add(FIRST)
    return made


@pytest.fixture
def shared(open_place, steps):
    """An office that belongs to an account, in a folder of its own which others may look into."""
    folder = open_place / "教务处"
    folder.mkdir(mode=0o755)
    path = folder / "学校.db"
    with open_database_file(path, versions=steps.folder) as opened, opened.engine.connect() as connection:
        fill(connection.connection.driver_connection)
    for each in (folder, *folder.iterdir()):
        os.chown(each, OWNER, OWNER)
    return path


def opened_by(number, path, steps, *, write):
    def work():
        try:
            with open_database_file(path, write=write, versions=steps.folder) as opened, reading(opened.engine) as c:
                return c.exec_driver_sql("SELECT count(*) FROM student").scalar()
        except DatabaseError as error:
            return type(error).__name__, str(error)

    return as_account(number, work)


@needs_root
class TestOtherAccounts:
    """One database, several accounts of the computer."""

    @pytest.fixture(autouse=True)
    def _code_is_read(self, shared, steps):
        open_database_file(shared, write=False, versions=steps.folder).close()

    def test_nobody_else_may_read(self, shared, steps):
        assert opened_by(OWNER, shared, steps, write=True) == 100
        kind, words = opened_by(OTHER, shared, steps, write=False)
        assert (kind, "没有权限" in words) == ("ReadOnly", True)
        assert opened_by(OWNER, shared, steps, write=True) == 100

    @pytest.mark.parametrize("write", [False, True])
    def test_an_administrator_does_not_lock_the_owner_out(self, shared, steps, write):
        with open_database_file(shared, write=write, versions=steps.folder) as opened:
            with reading(opened.engine) as connection:
                connection.exec_driver_sql("SELECT * FROM student").all()
            assert {f.stat().st_uid for f in shared.parent.rglob("*")} == {OWNER}
        assert opened_by(OWNER, shared, steps, write=True) == 100

    def test_nor_by_restoring_upgrading_or_being_killed(self, shared, steps):
        made = backup(shared)
        restore(made, shared, versions=steps.folder)
        steps.add('    op.add_column("student", sa.Column("phone", sa.Text))')
        open_database_file(shared, versions=steps.folder).close()
        for suffix in swapping.SIDECARS[:2]:  # as an administrator's earlier version left them
            swapping.sidecar(shared, suffix).touch(mode=0o600)
        lock = shared.with_name(f"{shared.name}.lock")
        os.chown(lock, 0, 0)
        lock.chmod(0o644)
        assert opened_by(OWNER, shared, steps, write=True) == 100
        assert {f.stat().st_uid for f in shared.parent.rglob("*")} == {OWNER}

    def test_a_reader_leaves_nothing_where_it_may_not_write_the_file(self, shared, steps):
        shared.chmod(0o644)
        shared.parent.chmod(0o777)
        before = sorted(f.name for f in shared.parent.iterdir())
        assert opened_by(OTHER, shared, steps, write=False) == 100
        assert sorted(f.name for f in shared.parent.iterdir()) == before
        assert opened_by(OWNER, shared, steps, write=True) == 100

    @pytest.mark.parametrize(("rights", "expected"), [(0o644, 101), (0o600, "Busy")])
    def test_beside_the_owner_who_writes_it_is_never_called_damaged(self, shared, steps, rights, expected):
        """V9: with the log it reads what is saved; without a right to the log it says who has the file."""
        shared.chmod(0o644)
        with open_database_file(shared, versions=steps.folder) as opened:
            shared.chmod(0o644)
            with opened.engine.connect() as connection:
                connection.connection.driver_connection.execute("INSERT INTO student (id) VALUES (1000)")
            for file in shared.parent.glob("*.db-*"):
                file.chmod(rights)
            for _again in range(5):
                found = opened_by(OTHER, shared, steps, write=False)
                assert (found if isinstance(found, int) else found[0]) == expected
        assert count(shared) == 101

    def test_a_log_left_behind_is_not_read_over(self, shared, steps):
        """V9: what a killed program had saved is in the log; without it the file tells yesterday's state."""
        shared.chmod(0o644)
        files = [shared, swapping.sidecar(shared, "-wal")]
        with closing(connect(shared)) as raw:
            raw.execute("INSERT INTO student (id) VALUES (1000)")
            for file in files:
                shutil.copy(file, f"{file}.kept")
        for file in files:
            Path(f"{file}.kept").replace(file)
            file.chmod(0o644)
        assert opened_by(OTHER, shared, steps, write=False)[0] == Busy.__name__
        assert opened_by(OWNER, shared, steps, write=True)[0] == "ReadOnly"  # it is root's file now: said, not guessed
        for file in files:
            os.chown(file, OWNER, OWNER)
        assert opened_by(OWNER, shared, steps, write=True) == 101

    def test_another_accounts_file_is_left_alone(self, shared, steps):
        shared.chmod(0o644)
        open_database_file(shared, versions=steps.folder).close()
        assert (mode(shared), shared.stat().st_uid) == (0o644, OWNER)
        assert opened_by(OWNER, shared, steps, write=True) == 100
        assert mode(shared) == 0o600


def test_backups_are_found_beside(office):
    assert mode(backup(office)) == 0o600
    assert mode(folder_of(office)) == 0o700
    assert time.time() - folder_of(office).stat().st_mtime < 60
