"""The locked file: turned on, opened, given another key, turned off; old backups; what is wrong, damaged or foreign."""

import os
import shutil
from contextlib import closing
from datetime import date

import pytest

from models.database import contents, errors, key_files, key_slots, locking, recovery_sheet, swapping
from models.database.backup import backup
from models.database.engine import connect
from models.database.opening import open_database_file
from models.database.recovery import restore
from models.progress import Cancelled
from tests.locks import forget

from .conftest import count, fill

pytestmark = pytest.mark.usefixtures("cheap_locks")

DAY = date(2026, 9, 1)
SHEET = bytes(range(16))
OWN, OTHER, PAPER = "春风桃李 2026", "correct horse", " ".join(recovery_sheet.spelled(SHEET))
PHOTO = b"needle in a photo" * 100


def new_set():
    key = key_slots.new_key()
    keys = key_slots.with_passphrase(key_slots.new_set(key), key, "王老师", OWN, DAY)
    keys = key_slots.with_passphrase(keys, key, "李主任", OTHER, DAY)
    return key, key_slots.with_sheet(keys, key, "1", SHEET, DAY)


def lock(path):
    key, keys = new_set()
    locking.lock(path, keys, key)
    return key


@pytest.fixture
def office(office):
    contents.put(office, [PHOTO])
    return office


def everything(folder):
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def opened(path, steps):
    with open_database_file(path, versions=steps.folder, create=False):
        pass
    return count(path, key=key_files.known_key(path)), contents.get(path, contents.digest(PHOTO)) == PHOTO


def test_nothing_of_it_can_be_read_without_a_key(office, steps):
    old = backup(office)
    for needle in ("学生42".encode(), b"needle in a photo", b"SQLite format 3"):
        assert needle in everything(office.parent)
    lock(office)
    assert backup(office) != old
    for needle in ("学生42".encode(), b"needle in a photo", b"SQLite format 3"):
        assert needle not in everything(office.parent)
    forget()
    with pytest.raises(errors.Locked):
        open_database_file(office, versions=steps.folder)
    with pytest.raises(errors.Locked):
        backup(office)


@pytest.mark.parametrize("typed", [OWN, OTHER, PAPER])
@pytest.mark.parametrize("where", ["itself", "backup", "backup alone", "without its slots"])
def test_each_secret_opens_the_file_and_a_backup_alone_elsewhere(office, steps, tmp_path, typed, where):
    lock(office)
    made = backup(office)
    forget()
    path = office
    if where == "without its slots":
        key_files.beside(office).unlink()  # those of the backups beside it do
    elif where != "itself":
        path = tmp_path / "另一台电脑" / "x.db"
        path.parent.mkdir()
        shutil.copy(made, path)
        if where == "backup":
            shutil.copy(contents.beside(made.with_name(shared(office))), contents.beside(path))
    key_files.unlock(path, typed)
    assert opened(path, steps) == (100, where != "backup alone")
    assert key_files.slots_beside(path)


def shared(office):
    (found,) = {file.name.removesuffix(contents.SUFFIX) for file in made_beside(office)}
    return found


def made_beside(office):
    return [f for f in (office.parent / "学校备份").iterdir() if f.name.endswith(contents.SUFFIX)]


def test_a_backup_written_in_keeps_its_slots_beside_it(office, steps):
    lock(office)
    made = backup(office)
    forget()
    key_files.unlock(made, OWN)
    with open_database_file(made, versions=steps.folder) as file, file.engine.connect() as connection:
        connection.exec_driver_sql("UPDATE student SET name = '改'")
        connection.commit()
    assert not key_files._inside(made)
    forget()
    key_files.unlock(made, PAPER)
    assert opened(made, steps)[0] == 100


def test_another_key_shuts_out_who_was_left_out_and_old_backups_open_still(office, steps):
    lock(office)
    old = backup(office)
    locking.rekey(office, lambda keys, _key: key_slots.without(keys, key_slots.PASSPHRASE, "李主任"))
    new = backup(office)
    for path in (office, new):
        forget()
        with pytest.raises(errors.WrongSecret):
            key_files.unlock(path, OTHER)
    forget()
    key_files.unlock(old, OTHER)  # with its own slots: what was given away cannot be taken back
    forget()
    key_files.unlock(office, PAPER)
    assert opened(office, steps) == (100, True)
    assert restore(old, office, versions=steps.folder) is not None  # without a word more: the new key knows the former
    forget()
    with pytest.raises(errors.WrongSecret):
        key_files.unlock(office, OTHER)  # what was restored is locked as the file was
    key_files.unlock(office, OWN)
    assert opened(office, steps) == (100, True)


def test_taken_off_it_needs_no_key_and_its_backups_keep_theirs(office, steps):
    lock(office)
    made = backup(office)
    locking.take_off(office)
    forget()
    assert opened(office, steps) == (100, True)
    assert not key_files.beside(office).exists()
    with pytest.raises(errors.Locked):
        restore(made, office, versions=steps.folder)
    key_files.unlock(made, PAPER)
    restore(made, office, versions=steps.folder)
    forget()
    key_files.unlock(office, OWN)  # it came with its lock
    assert opened(office, steps) == (100, True)


def test_a_plain_backup_restored_into_a_locked_file_is_locked(office, steps, tmp_path):
    plain = backup(office, tmp_path / "plain.db")
    lock(office)
    restore(plain, office, versions=steps.folder)
    assert "学生42".encode() not in office.read_bytes()
    forget()
    key_files.unlock(office, OWN)
    assert opened(office, steps) == (100, True)


def hurt(path, place, content=b"\xff\x00\xff\x00"):
    with path.open("r+b") as file:
        file.seek(place, os.SEEK_SET if place >= 0 else os.SEEK_END)
        file.write(content)


class TestWrongIsNotDamagedIsNotForeign:
    """What is told of each, and that nothing is begun anew for any."""

    def wrong_passphrase(self, _path):
        return errors.WrongSecret, "不是它"

    def wrong_sheet(self, _path):
        return errors.WrongSecret, " ".join(recovery_sheet.spelled(bytes(16)))

    def first_page_damaged(self, path):
        hurt(path, 2000)
        return errors.Damaged, OWN

    def cut_short(self, path):
        os.truncate(path, 4096)
        return errors.Damaged, OWN

    def head_damaged(self, path):
        hurt(path, 3)
        return None, OWN  # the slots say what stood there

    def another_locked_file(self, path):
        other = path.with_name("别校.db")
        with closing(connect(other, key=key_slots.new_key().raw, mode="mode=rwc")) as raw:
            raw.execute("CREATE TABLE t (a)")
        other.replace(path)
        return errors.ForeignFile, OWN

    def slots_gone(self, path):
        key_files.beside(path).unlink()
        return errors.KeysMissing, OWN

    def slots_emptied(self, path):
        key_files.beside(path).write_bytes(b"")
        return errors.KeysMissing, OWN

    def slots_garbled(self, path):
        hurt(key_files.beside(path), 0)
        return errors.KeysMissing, OWN

    def one_slot_damaged(self, path):
        text = key_files.beside(path).read_text()
        at = text.index('"private": "') + 20
        key_files.beside(path).write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :])
        return None, PAPER

    def a_text(self, path):
        path.write_text("学生名单" * 1000)
        return errors.ForeignFile, OWN

    def open(self, path, steps, typed):
        try:
            open_database_file(path, versions=steps.folder)
        except errors.Locked:
            key_files.unlock(path, typed)
            open_database_file(path, versions=steps.folder)

    @pytest.mark.parametrize("case", [
        "wrong_passphrase", "wrong_sheet", "first_page_damaged", "cut_short", "head_damaged", "another_locked_file", "slots_gone",
        "slots_emptied", "slots_garbled", "one_slot_damaged", "a_text",
    ])  # fmt: skip
    def test_it(self, office, steps, case):
        lock(office)
        forget()
        expected, typed = getattr(self, case)(office)
        before = office.read_bytes()
        if expected is None:
            key_files.unlock(office, typed)
            assert opened(office, steps)[0] == 100
            return
        with pytest.raises(expected) as told:
            self.open(office, steps, typed)
        assert type(told.value) is expected
        assert office.read_bytes() == before


def test_a_locked_file_that_is_gone_is_not_begun_anew(office, steps):
    lock(office)
    shutil.rmtree(office.parent / "学校备份", ignore_errors=True)
    office.unlink()
    with pytest.raises(errors.Missing, match="没有新建"):
        open_database_file(office, versions=steps.folder)
    assert not office.exists()


def test_slots_another_hand_changed_get_no_new_key(office):
    lock(office)
    keys = key_files.slots_beside(office)[0]
    stranger = key_slots.with_passphrase(keys, key_slots.new_key(), "外人", "let me in!", DAY)
    key_files.put_beside(office, stranger)
    with pytest.raises(errors.Tampered):
        locking.rekey(office)


def test_every_row_is_compared_before_the_copy_counts(office, monkeypatch):
    """A copy that lacks a value is no copy, though the rows are as many."""
    true_digest = locking._digest

    def digest(raw, progress):
        if raw.execute("PRAGMA cipher_salt").fetchone():
            raw.execute("UPDATE student SET name = '另一人' WHERE id = 7")
        return true_digest(raw, progress)

    monkeypatch.setattr(locking, "_digest", digest)
    with pytest.raises(errors.Damaged):
        lock(office)
    assert count(office) == 100
    assert not list(office.parent.glob("*.locking"))


def test_bytes_behind_the_last_page_harm_no_reader(tmp_path):
    path = tmp_path / "x.db"
    key, keys = new_set()
    with closing(connect(path, key=key.raw, mode="mode=rwc")) as raw:
        raw.execute("CREATE TABLE school_class (id INTEGER PRIMARY KEY, name)")
        raw.execute("CREATE TABLE student (id INTEGER PRIMARY KEY, name, school_class_id)")
        fill(raw)
    for _again in range(2):
        key_files.put_inside(path, keys)
    for mode in ("mode=ro", "immutable=1", "mode=rw"):
        with closing(connect(path, key=key.raw, mode=mode)) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            copy = tmp_path / f"{mode}.db"
            with closing(connect(copy, key=key.raw, mode="mode=rwc")) as target:
                raw.backup(target)
            assert count(copy, key=key.raw) == 100
    assert key_files._inside(path) == (keys,)
    assert swapping.sidecar(path, "-wal").exists() is False


def test_a_damaged_backup_in_the_clear_stays_and_hinders_nothing(office, steps):
    spoilt = backup(office)
    with spoilt.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 40_000)
    before = spoilt.read_bytes()
    lock(office)
    assert opened(office, steps) == (100, True)
    assert spoilt.read_bytes() == before


def fails(error):
    """What stands in for a step that the disk does not do."""

    def step(*_given, **_named):
        raise error

    return step


@pytest.mark.parametrize("step", ["lock_copy", "_convert_contents"])
@pytest.mark.parametrize("fault", [errors.disk_full(), errors.damaged(), OSError(5, "EIO"), Cancelled()])
def test_what_cannot_follow_the_file_waits_is_told_and_keeps_nobody_out(office, steps, monkeypatch, step, fault):
    backup(office)
    key, keys = new_set()
    with monkeypatch.context() as broken:
        broken.setattr(locking, step, fails(fault))
        assert "下次打开时接着做" in locking.lock(office, keys, key)
        assert key_files.is_locked(office)
        if not isinstance(fault, Cancelled):
            with open_database_file(office, versions=steps.folder, create=False) as file:
                assert any("下次打开时接着做" in note for note in file.notes)
    with open_database_file(office, versions=steps.folder, create=False) as file:
        assert file.notes == ()
    assert "学生42".encode() not in everything(office.parent)
    assert PHOTO not in everything(office.parent)


def test_a_lock_that_is_off_is_not_said_to_be_on(office, monkeypatch):
    lock(office)
    unlink = type(office).unlink

    def failing(path, **given):
        if path == key_files.beside(office):
            raise OSError(5, "EIO")
        unlink(path, **given)

    monkeypatch.setattr(type(office), "unlink", failing)
    locking.take_off(office)
    assert not key_files.is_locked(office)
