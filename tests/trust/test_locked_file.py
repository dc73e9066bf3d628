"""G8: a stolen disk tells nothing; whoever has a secret opens the file and every backup, whatever was killed when."""

import os
import shutil
import signal
import sys
import tempfile
from contextlib import closing
from datetime import date

import pytest
import sqlalchemy as sa

from desktop.cli import main
from models.database import contents, errors, key_files, key_slots, locking, recovery_sheet, remembered_keys
from models.database.backup import backup, backups_of
from models.database.database import open_database
from models.database.recovery import restore
from models.entities.schools import School
from models.progress import Progress
from tests.desktop.bad_luck import CLEAN
from tests.locks import forget

pytestmark = pytest.mark.usefixtures("cheap_locks")

DAY = date(2026, 9, 1)
OWN, OTHER, PAPER = "春风桃李 2026", "correct horse", " ".join(recovery_sheet.spelled(bytes(range(16))))
NEEDLES = ("赵钱孙李中学".encode(), b"needle in a photo")
PHOTO = NEEDLES[1] * 100
ACTS = ("lock", "rekey", "take_off", "restore")
FILES = {"os.rename", "os.remove", "os.truncate", "os.mkdir", "os.rmdir"}
A_FEW = 6  # steps tried in the fast part


def lock(path, progress=Progress()):  # noqa: B008 - silent, and never written to
    key = key_slots.new_key()
    keys = key_slots.with_passphrase(key_slots.new_set(key), key, "王老师", OWN, DAY)
    keys = key_slots.with_passphrase(keys, key, "李主任", OTHER, DAY)
    locking.lock(path, key_slots.with_sheet(keys, key, "1", bytes(range(16)), DAY), key, progress)


@pytest.fixture
def office(tmp_path, empty_file):
    path = tmp_path / "教务处 100%" / "学校.db"
    path.parent.mkdir()
    shutil.copy(empty_file, path)
    with closing(open_database(path)) as database, database.transaction("新建") as tx:
        tx.insert(School, {"name": NEEDLES[0].decode()})
    contents.put(path, [PHOTO])
    return path


def everything(folder):
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def found(folder):
    whole = everything(folder)
    return [needle for needle in NEEDLES if needle in whole]


def schools(path):
    with closing(open_database(path, create=False)) as database, database.reading() as connection:
        return connection.exec_driver_sql("SELECT name FROM school").scalars().all()


def check_whole(path):
    """It opens, with a passphrase where it is locked, and then nothing of it lies about in the clear."""
    if key_files.is_locked(path):
        key_files.unlock(path, OTHER)
    assert schools(path) == [NEEDLES[0].decode()]
    assert contents.get(path, contents.digest(PHOTO)) == PHOTO
    backup(path)
    if key_files.is_locked(path):
        assert found(path.parent) == []
    for info in backups_of(path):
        if key_files.is_locked(info.path):
            key_files.unlock(info.path, PAPER)
        assert schools(info.path) == [NEEDLES[0].decode()]
    assert not list(path.parent.rglob("*.locking"))


def killed_at(step, path, act, made):
    """In a process of its own: do the act, killed before its n-th step (0: never); how many steps it had, None if killed."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        done = [0]

        def count(*_ignored):
            done[0] += 1
            if done[0] == step:
                os.kill(os.getpid(), signal.SIGKILL)

        def audit(event, args):
            writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
            if (event in FILES or writes) and str(args[0]).startswith(str(path.parent)):
                count()

        sys.addaudithook(audit)
        progress = Progress(count)
        if act == "restore":
            restore(made, path, progress=progress)
        elif act == "lock":
            lock(path, progress)
        else:
            getattr(locking, act)(path, progress=progress)
        os.write(writer, str(done[0]).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        told = said.read()
    os.waitpid(child, 0)
    return int(told) if told else None


@pytest.mark.parametrize("act", ACTS)
def test_killed_at_every_step_a_file_that_works_is_left(office, tmp_path, whole, act, record_property):
    if act != "lock":
        lock(office)
    made = backup(office)
    if act == "restore":
        locking.rekey(office)
    kept = tmp_path / "kept"
    shutil.copytree(office.parent, kept)

    def try_one(step):
        shutil.rmtree(office.parent)
        shutil.copytree(kept, office.parent)
        forget()
        if act != "lock":
            key_files.unlock(office, OWN)
        steps = killed_at(step, office, act, made)
        forget()
        check_whole(office)
        return steps

    total = try_one(0)
    assert key_files.is_locked(office) == (act != "take_off")
    assert total > A_FEW
    tried = range(1, total + 1) if whole else sorted({1 + nth * (total - 1) // (A_FEW - 1) for nth in range(A_FEW)})
    for step in tried:
        assert try_one(step) is None, step
    record_property("G8", f"{act} killed before {len(tried)} of {total} steps: 0 files that do not open")


SECRETS = {"passphrase": OWN, "second administrator": OTHER, "recovery sheet": PAPER.lower(), "keyring": ""}


class Ring:
    """The keyring of a system, of which the account took its own along."""

    priority = 5
    kept: dict[tuple[str, str], str] = {}  # noqa: RUF012 - that of the test

    def get_password(self, service, name):
        return self.kept.get((service, name))

    def set_password(self, service, name, secret):
        self.kept[service, name] = secret


class Refusing(Ring):
    """One that the system does not open."""

    def get_password(self, service, name):
        raise OSError(service, name)

    def set_password(self, service, name, secret):
        raise OSError(service, name, secret)


@pytest.mark.parametrize(("ring", "kept"), [(Ring, True), (Refusing, False), (lambda: None, False)])
def test_a_key_is_remembered_where_the_system_keeps_it_and_somebody_unlocked_the_file(office, monkeypatch, ring, kept):
    lock(office)
    monkeypatch.setattr(remembered_keys, "_keyring", ring)
    assert remembered_keys.keep(office) is kept
    forget()
    assert not remembered_keys.keep(office)
    assert remembered_keys.recall(office) is kept


@pytest.mark.parametrize("way", SECRETS)
def test_a_backup_from_a_stick_opens_on_another_computer(office, tmp_path, monkeypatch, way, record_property):
    lock(office)
    monkeypatch.setattr(remembered_keys, "_keyring", Ring)
    assert remembered_keys.keep(office)
    stick = tmp_path / "优盘" / "学校.db"
    stick.parent.mkdir()
    backup(office, stick)
    for gone in (office.parent, tmp_path / "home"):  # the computer, with everything on it
        shutil.rmtree(gone, ignore_errors=True)
    forget()
    monkeypatch.setenv("HOME", str(tmp_path / "another home"))
    new = tmp_path / "新电脑" / "学校.db"
    new.parent.mkdir()
    with pytest.raises(errors.Locked):
        restore(stick, new)
    assert not new.exists()
    assert remembered_keys.recall(stick) if way == "keyring" else key_files.unlock(stick, SECRETS[way])
    restore(stick, new)
    forget()
    key_files.unlock(new, OTHER)
    assert schools(new) == [NEEDLES[0].decode()]
    assert contents.get(new, contents.digest(PHOTO)) == PHOTO
    record_property("G8", f"a stick on another computer opens by {way}")


def command(place, *arguments, at=0, secret=OWN):
    """In a process of its own: a command on a locked file, killed before its n-th step (0: never); how it ended."""
    child = os.fork()
    if not child:
        os.environ.update(
            {"HOME": str(place / "home"), "TMPDIR": str(place / "tmp"), "XDG_RUNTIME_DIR": str(place / "tmp")}
        )
        tempfile.tempdir = None
        reader, writer = os.pipe()
        os.write(writer, f"{secret}\n".encode())
        os.close(writer)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - ends with the process
        left = [at]

        def step(*_ignored):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def audit(event, args):
            if event in FILES or (event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)):
                step()

        sys.addaudithook(audit)
        sa.event.listen(sa.Engine, "before_cursor_execute", step)
        status = main(["--passphrase-fd", str(reader), *map(str, arguments)])
        os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_stolen_disk_tells_nothing_after_a_tour_with_kills(office, tmp_path, whole, record_property):
    """Everything of the program is searched; what a person exports lies elsewhere, it is his own."""
    place, own = tmp_path, tmp_path.parent / f"{tmp_path.name} exports"
    own.mkdir()
    for folder in ("home", "tmp"):
        (place / folder).mkdir()
    lock(office)
    base = ("--database", office)
    assert command(place, *base, "import", "student", CLEAN) == 0
    key_files.unlock(office, OWN)
    with closing(open_database(office, write=False)) as database, database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT name, id_number, phone FROM student LIMIT 20").all()
    forget()
    needles = [str(cell).encode() for row in rows for cell in row if cell] + list(NEEDLES)
    assert len(needles) > 40
    name = rows[0].name
    tour = (
        ("list", "student", "--search", name), ("export", "student", own / "a.xlsx"),
        ("export", "student", own / "b.xlsx", "--unmasked", "--why", "测试"), ("check",), ("undo",), ("redo",),
        ("import", "student", CLEAN), ("backup", place / "usb.db"), ("report", "class-roster", "--all", "--to", own / "c.pdf"),
    )  # fmt: skip
    kills = 0
    for done in tour:
        command(place, *base, *done)
        for at in (3, 9, 20, 40, 80, 160) if whole else (4, 30):
            kills += command(place, *base, *done, at=at) < 0
    searched = [file for file in place.rglob("*") if file.is_file()]
    found = {(needle, file) for file in searched for needle in needles if needle in file.read_bytes()}
    assert not found
    assert command(place, *base, "check") in (0, 1)
    assert kills >= len(tour)
    told = (
        f"{len(found)} of {len(needles)} needles in {len(searched)} files after {len(tour)} commands and {kills} kills"
    )
    record_property("G8", told)
