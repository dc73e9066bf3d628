"""What is said after an act is done is what was done, and a killed act leaves nothing behind for ever."""

import os
import shutil

import pytest

from models.database import instance, swapping
from models.database.backup import backup, backups_of, folder_of
from models.database.errors import Damaged, Empty, ForeignFile, Missing
from models.database.opening import open_database_file
from models.database.recovery import restore
from tests.models.database.conftest import contents, count

ADD_PHONE = '    op.add_column("student", sa.Column("phone", sa.Text))'


@pytest.fixture
def folder_fails(monkeypatch):
    """The disk fails in the last step of a swap, after the rename."""

    def fail(_folder):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(swapping, "folder_to_disk", fail)


@pytest.mark.usefixtures("folder_fails")
def test_upgrade_that_is_done_is_done_and_keeps_the_file_of_before(office, steps):
    steps.add(ADD_PHONE)
    with open_database_file(office, versions=steps.folder) as opened:
        assert count(opened.kept) == 100
    assert [info.path for info in backups_of(office)] == [opened.kept]


@pytest.mark.usefixtures("folder_fails")
def test_restoring_that_is_done_is_done(office, steps):
    made = backup(office)
    kept = restore(made, office, versions=steps.folder)
    assert (count(office), count(kept)) == (100, 100)


def test_a_swap_that_fails_half_way_keeps_the_backup(office, steps, monkeypatch):
    steps.add(ADD_PHONE)

    whole = swapping.swap

    def fail(finished, path):
        if finished.suffix == ".upgrading":
            raise OSError(5, "Input/output error")
        whole(finished, path)

    monkeypatch.setattr(swapping, "swap", fail)
    with pytest.raises(Exception, match="磁盘"):
        open_database_file(office, versions=steps.folder)
    assert len(backups_of(office)) == 1  # it may be the only one of before
    assert count(office) == 100


def test_letting_go_of_the_lock_never_raises(office, steps, monkeypatch):
    lock = instance.acquire(office)

    def fail(_handle, _length):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(instance.os, "ftruncate", fail)
    lock.release()
    lock.release()
    monkeypatch.undo()
    open_database_file(office, versions=steps.folder).close()


def test_orphans_of_killed_acts_are_swept_away(office, steps):
    made = backup(office)
    left = [
        *(office.with_name(f"学校.db.{purpose}") for purpose in swapping.PURPOSES),
        office.with_name("学校.db.restoring-journal"),
        folder_of(office) / "学校 2026-01-01 080000.db.part",
        folder_of(office) / "学校 2026-01-01 080000.db.part-journal",
    ]
    others = [folder_of(office) / "另一所 2026-01-01 080000.db.part", office.with_name("别的.db.part")]
    for file in (*left, *others):
        file.write_bytes(b"half")
    with open_database_file(office, write=False, versions=steps.folder):
        assert all(file.exists() for file in left)  # a reader has no lock: they may be in the making
    with open_database_file(office, versions=steps.folder):
        assert not any(file.exists() for file in left)
        assert all(file.exists() for file in (*others, made))


SHORT = [b"", b"SQLite format 3\x00", None, 100, 4096, 8192]


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("rest", SHORT)
def test_a_file_cut_short_is_refused_untouched_and_the_backup_named(office, steps, rest, write):
    made = backup(office)
    if rest is None:
        office.write_bytes(bytes(office.stat().st_size))  # what a crash of the system leaves
    elif isinstance(rest, bytes):
        office.write_bytes(rest)
    else:
        os.truncate(office, rest)
    instance.lock_file(office).unlink()
    before = contents(office.parent)
    with pytest.raises(Exception, match="没有改动") as told:
        open_database_file(office, write=write, versions=steps.folder)
    assert made.name in str(told.value)
    assert ("空的（0 字节）" in str(told.value)) == (rest == b"")
    assert contents(office.parent) == before
    assert restore(made, office, versions=steps.folder) is not None or rest == b""
    assert count(office) == 100


def test_a_head_without_anything_behind_it_is_empty_also_as_a_backup(office, steps, tmp_path):
    """V8: such a file would replace a sound database by restoring, and every command after it would fail."""
    from contextlib import closing

    from models.database.engine import APPLICATION_ID, connect

    hollow = tmp_path / "空壳.db"
    with closing(connect(hollow, mode="mode=rwc")) as raw:
        raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        raw.execute("PRAGMA user_version = 1")
    with pytest.raises(Empty, match="没有任何表"):
        restore(hollow, office, versions=steps.folder)
    with pytest.raises(Empty):
        open_database_file(hollow, versions=steps.folder)
    assert count(office) == 100


def test_a_file_that_vanished_is_not_begun_anew_while_something_of_it_is_there(office, steps):
    made = backup(office)
    office.unlink()
    for write in (True, False):
        with pytest.raises(Missing, match=made.name):
            open_database_file(office, write=write, versions=steps.folder)
    assert not office.exists()
    with open_database_file(office, anew=True, versions=steps.folder) as opened:
        assert opened.created


def test_what_could_not_be_read_is_kept_but_never_offered_as_a_backup(office, steps):
    made = backup(office)
    office.write_bytes(office.read_bytes()[:8192])
    kept = restore(made, office, versions=steps.folder)
    assert "原样" in kept.name
    assert [info.path for info in backups_of(office)] == [made]


def test_a_sound_file_looked_at_in_a_bad_moment_is_not_called_damaged(office, steps, monkeypatch):
    from models.database import upgrade

    whole, asked = upgrade._header, []

    def torn(path, key, mode):
        asked.append(mode)
        if len(asked) == 1:
            raise Damaged("page 1 was just being written")
        return whole(path, key, mode)

    monkeypatch.setattr(upgrade, "_header", torn)
    open_database_file(office, write=False, versions=steps.folder).close()
    assert len(asked) > 1


def test_a_copy_is_not_taken_for_the_file_it_came_from(office, steps, tmp_path):
    copy = tmp_path / "抄本.db"
    shutil.copy(office, copy)
    with open_database_file(copy, versions=steps.folder):
        assert count(copy) == 100


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files there")
def test_what_is_no_file_is_not_restored_over(office, steps, tmp_path):
    pipe = tmp_path / "管道.db"
    os.mkfifo(pipe)
    with pytest.raises(ForeignFile, match="不是文件"):
        restore(backup(office), pipe, versions=steps.folder)
    assert pipe.is_fifo()
