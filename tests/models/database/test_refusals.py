"""What is not opened: a sentence, and the file exactly as it was."""

import contextlib
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from models.database import location_checks
from models.database.backup import backup
from models.database.engine import connect, reading
from models.database.errors import (
    Damaged,
    ForeignFile,
    Missing,
    NetworkDrive,
    ReadOnly,
    TooLong,
    TooNew,
    TooOld,
)
from models.database.opening import open_database_file
from tests.models.database.conftest import contents


def foreign_database(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript("CREATE TABLE note (text); INSERT INTO note VALUES ('x'); PRAGMA journal_mode = WAL;")


def newer(path):
    with closing(connect(path)) as raw:
        raw.execute("PRAGMA user_version = 99")


def truncated(path):
    os.truncate(path, 4096 * 2)


def folder_instead(path):
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        (foreign_database, ForeignFile, "学校.db"),
        (lambda path: path.write_bytes(b"PK\x03\x04" * 500), ForeignFile, "请选择正确的文件"),
        (lambda path: path.write_bytes(b"x"), ForeignFile, "学校.db"),
        (folder_instead, ForeignFile, "学校.db"),
        (newer, TooNew, "新版本"),
        (truncated, Damaged, "备份"),
    ],
)
def test_refused_and_untouched(office, steps, *, spoil, error, words, write):
    (office.parent / "学校.db.lock").unlink()
    spoil(office)
    before = contents(office.parent)
    with pytest.raises(error, match=words) as told:
        open_database_file(office, write=write, versions=steps.folder)
    assert contents(office.parent) == before
    assert "！" not in str(told.value)


def test_foreign_file_with_a_log_keeps_its_log(office, steps):
    (office.parent / "学校.db.lock").unlink()
    office.unlink()
    other = office.parent.parent / "other.db"
    with closing(sqlite3.connect(other)) as raw:
        raw.executescript("PRAGMA journal_mode = WAL; CREATE TABLE note (text); INSERT INTO note VALUES ('x');")
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{other}{suffix}", f"{office}{suffix}")
    before = contents(office.parent)
    with pytest.raises(ForeignFile):
        open_database_file(office, versions=steps.folder)
    assert contents(office.parent) == before


@pytest.mark.parametrize("options", [{"create": False}, {"write": False}])
def test_missing_file_is_not_made(tmp_path, steps, options):
    with pytest.raises(Missing, match="找不到"):
        open_database_file(tmp_path / "没有.db", versions=steps.folder, **options)
    assert [file.name for file in tmp_path.iterdir()] == ["versions"]


def test_missing_folder(tmp_path, steps):
    with pytest.raises(Missing, match="U盘"):
        open_database_file(tmp_path / "U盘" / "学校.db", versions=steps.folder)


MOUNTS = """/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
//server/share /mnt/教务处\\040共享 cifs rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/local ext4 rw 0 0
drvfs /mnt/c 9p rw 0 0
first /over ext4 rw 0 0
second /over nfs rw 0 0
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/data/学校.db", "ext4"),
        ("/mnt/教务处 共享/学校.db", "cifs"),
        ("/mnt/教务处 共享二/学校.db", "ext4"),
        ("/home/zhang/学校.db", "nfs4"),
        ("/home/local/学校.db", "ext4"),
        ("/mnt/c/Users/学校.db", "9p"),
        ("/over/学校.db", "nfs"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="mount points are a matter of Linux")
def test_file_system_of_a_place(tmp_path, place, kind):
    assert location_checks.file_system_type(Path(place), MOUNTS) == kind


def test_no_mounts_no_type(tmp_path):
    assert location_checks.file_system_type(tmp_path, "") == ""


@pytest.mark.parametrize("write", [True, False])
def test_network_drive(office, steps, monkeypatch, write):
    before = contents(office.parent)
    monkeypatch.setattr(location_checks, "file_system_type", lambda _place, _mounts: "cifs")
    with pytest.raises(NetworkDrive, match="本机硬盘"):
        open_database_file(office, write=write, versions=steps.folder)
    assert contents(office.parent) == before


def test_local_disk_is_no_network(office):
    assert not location_checks.on_network(office)


def deep(folder, length):
    """A folder whose path has so many bytes."""
    while (rest := length - len(os.fsencode(folder))) > 0:
        folder = folder / ("x" * (rest - 1 if rest <= 100 else 90))
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize("beyond", [0, 1])
def test_the_longest_path_is_the_one_that_sqlite_opens(tmp_path, beyond):
    path = deep(tmp_path, location_checks.LONGEST + beyond - len("/a.db")) / "a.db"
    with contextlib.nullcontext() if not beyond else pytest.raises(dbapi2.OperationalError, match="unable to open"):
        connect(path, mode="mode=rwc").close()


def test_in_the_longest_place_there_is_room_for_a_backup(tmp_path, steps):
    path = next(
        path
        for length in range(location_checks.LONGEST, 0, -1)
        if not location_checks.is_too_long(
            location_checks.longest_backup(path := Path("x" * (length - len("/学.db"))) / "学.db")
        )
    )
    path = deep(tmp_path, len(str(path.parent))) / path.name
    with open_database_file(path, versions=steps.folder):
        pass
    assert backup(path).exists()
    with pytest.raises(TooLong):
        backup(path, deep(tmp_path, location_checks.LONGEST - 4) / "b.db")


def test_only_what_is_new_must_leave_room_for_its_backups(tmp_path, steps):
    path = deep(tmp_path, location_checks.LONGEST - 20) / "a.db"
    with pytest.raises(TooLong):
        open_database_file(path, versions=steps.folder)
    made = tmp_path / "a.db"
    with open_database_file(made, versions=steps.folder):
        pass
    made.rename(path)  # as somebody moved it, or as an older version made it
    with open_database_file(path, versions=steps.folder):
        pass


@pytest.mark.parametrize("write", [True, False])
def test_a_path_that_is_too_long_is_said_to_be(tmp_path, steps, write):
    path = deep(tmp_path, location_checks.LONGEST) / "a.db"
    with pytest.raises(TooLong, match="太长"):
        open_database_file(path, write=write, versions=steps.folder)
    assert contents(path.parent) == {}


class TestReadOnlyFolder:
    """Root may write anywhere, so it takes a file system that is mounted read-only."""

    @pytest.fixture
    def mounted(self, office, tmp_path):
        point = tmp_path / "光盘"
        point.mkdir()
        if os.geteuid() != 0 or os.system(f"mount -t tmpfs tmpfs '{point}' 2>/dev/null"):
            pytest.skip("cannot mount here")
        shutil.copyfile(office, point / "学校.db")
        os.system(f"mount -o remount,ro '{point}'")
        yield point / "学校.db"
        os.system(f"umount -l '{point}'")

    def test_not_opened_for_writing(self, mounted, steps):
        with pytest.raises(ReadOnly, match="光盘"):
            open_database_file(mounted, versions=steps.folder)

    def test_new_file_is_not_made(self, mounted, steps):
        with pytest.raises(ReadOnly, match="“新"):
            open_database_file(mounted.with_name("新.db"), versions=steps.folder)

    def test_can_be_read(self, mounted, steps):
        with (
            open_database_file(mounted, write=False, versions=steps.folder) as opened,
            reading(opened.engine) as connection,
        ):
            assert connection.exec_driver_sql("SELECT count(*) FROM student").scalar() == 100

    def test_older_file_cannot_be_read_without_upgrade(self, mounted, steps):
        steps.add('    op.add_column("student", sa.Column("phone", sa.Text))')
        with pytest.raises(TooOld, match="复制到可写的文件夹"):
            open_database_file(mounted, write=False, versions=steps.folder)


@pytest.mark.parametrize("create", [True, False])
def test_unwritable_folder_whoever_we_are(office, steps, monkeypatch, create):
    (office.parent / "学校.db.lock").unlink()
    before = contents(office.parent)
    monkeypatch.setattr(location_checks, "writable_folder", lambda _folder: False)
    with pytest.raises(ReadOnly):
        open_database_file(office, create=create, versions=steps.folder)
    assert contents(office.parent) == before


def test_file_with_the_read_only_attribute(office, steps, monkeypatch):
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(ReadOnly):
        open_database_file(office, versions=steps.folder)
