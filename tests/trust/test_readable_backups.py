"""After a file was locked no backup of before stays readable without being told, locked, or removed behind a verified one."""

import os
import shutil
import uuid
from contextlib import closing
from pathlib import Path

import pytest

from desktop import cli
from desktop.operations import locking, readable_backups
from desktop.ui.home.concerns import concerns
from models.database import backup as backups
from models.database import contents, key_files, second_place
from models.database.attachments import NewFile, attach
from models.database.database import open_database
from models.database.errors import DatabaseError, DiskFull, NotAsWritten
from models.database.recovery import restore
from models.database.settings import installation
from models.entities.people import Student
from models.progress import SILENT, Cancelled, Progress
from tests import factories
from tests.locks import forget

MEMORY = Path("/dev/shm")  # another disk than that of the tests
NEEDLE, PAPER, OWN = "欧阳针尖", "针尖的材料".encode(), "春风桃李 2026"

pytestmark = [
    pytest.mark.usefixtures("cheap_locks"),
    pytest.mark.skipif(not os.access(MEMORY, os.W_OK), reason="no second disk here"),
]


@pytest.fixture
def stick():
    folder = MEMORY / f"shuangyuan-{uuid.uuid4().hex}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory):
    """A closed file with an attachment and two backups in the clear."""
    path = tmp_path_factory.mktemp("readable") / "学校.db"
    with closing(open_database(path, installation=7)) as database:
        for name in (NEEDLE, "王伟"):
            with database.transaction("录入") as tx:
                key = tx.insert(Student, factories.student(len(name)) | {"name": name})
            attach(database, Student, key, [NewFile(f"{name}.txt", PAPER)])
            backups.backup(database.engine)
    return path


@pytest.fixture
def office(lived_in, stick, tmp_path, monkeypatch):
    """The file, which was locked after its backups had been brought to a second place; and that place."""
    path = shutil.copytree(lived_in.parent, tmp_path / "office") / lived_in.name
    with closing(open_database(path)) as database:
        with database.reading() as connection:
            place = second_place.choose(path, stick, installation(connection))
        for info in backups.backups_of(path):
            place = second_place.copy_there(place, path, info)
    monkeypatch.setattr(second_place, "remembered", lambda _path: place)
    locking.turn_on(path, "王老师", OWN, locking.new_sheet(path))
    return path, second_place.find(place)


def in_the_clear(folder):
    return [
        f.name for f in folder.rglob("*") if f.is_file() and any(n in f.read_bytes() for n in (NEEDLE.encode(), PAPER))
    ]


def test_locking_says_how_many_stay_and_where(lived_in, office, tmp_path):
    path, folder = office
    (found,) = readable_backups.of_database(path)
    assert (found.folder, len(found.backups), len(found.files)) == (folder, 2, 1)
    assert in_the_clear(path.parent) == []
    said = readable_backups.told([found])
    assert "2 份备份没有加锁" in said
    assert str(folder) in said
    other = shutil.copytree(lived_in.parent, tmp_path / "另") / lived_in.name
    told = locking.turn_on(other, "王老师", OWN, locking.new_sheet(other))
    assert told.endswith("请收好恢复纸；" + said + "；可在设置的“加锁”里给它们加锁或删除") or said in told


def test_a_file_without_a_lock_is_told_nothing(lived_in):
    assert readable_backups.of_database(lived_in) == ()
    assert readable_backups.told(()) == ""


def test_they_are_locked_in_their_place_and_open_still(office, tmp_path):
    path, folder = office
    with closing(open_database(path)) as database:
        said = readable_backups.lock_them(database)
    assert "2 份" in said
    assert readable_backups.of_database(path) == ()
    assert in_the_clear(folder) == []
    forget()
    (newest, oldest) = backups.backups_of(path, folder)
    for info in (newest, oldest):
        key_files.unlock(info.path, OWN)
        back = tmp_path / f"{info.act}.db"
        restore(info.path, back)
        assert contents.held(back) == {contents.digest(PAPER)}


def test_they_are_removed_only_behind_a_locked_one_that_was_verified(office):
    path, folder = office
    before = {info.path.name for info in backups.backups_of(path, folder)}
    with closing(open_database(path)) as database:
        said = readable_backups.remove_them(database)
    assert "删除了 2 份" in said
    assert in_the_clear(folder) == []
    (left,) = backups.backups_of(path, folder)
    assert left.path.name not in before
    assert key_files.is_locked(left.path)
    assert backups.contents_of(left.path) is not None


@pytest.mark.parametrize("fault", ["not as written", "no room", "cancelled"])
@pytest.mark.parametrize("work", ["lock_them", "remove_them"])
def test_what_cannot_be_done_takes_nothing_away(office, monkeypatch, fault, work):
    path, folder = office
    before = {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".db")}

    def full(*_given, **_more):
        raise DiskFull("")

    stopped = Progress()
    if fault == "cancelled":
        stopped.stop()
    elif fault == "no room":
        monkeypatch.setattr(
            "models.database.locking.convert" if work == "lock_them" else "models.database.second_place._copy_verified",
            full,
        )
    elif work == "remove_them":
        monkeypatch.setattr(readable_backups, "back_up", lambda *_a: (path, "第 3 步"))
    else:
        return
    with closing(open_database(path)) as database, pytest.raises((DatabaseError, NotAsWritten, Cancelled)):
        getattr(readable_backups, work)(database, progress=stopped if fault == "cancelled" else SILENT)
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_one_that_is_damaged_stays_and_is_named(office):
    path, folder = office
    spoilt = backups.backups_of(path, folder)[0].path
    with spoilt.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 40_000)
    with closing(open_database(path)) as database:
        said = readable_backups.lock_them(database)
    assert spoilt.name in said
    (left,) = readable_backups.of_database(path)
    assert left.backups == (spoilt,)


def test_a_stick_that_is_not_there_hinders_nothing(office, stick):
    path, _folder = office
    shutil.rmtree(stick)
    assert readable_backups.of_database(path) == ()


def test_what_waits_lists_them_until_they_are_gone(office):
    path, _folder = office
    with closing(open_database(path)) as database:
        (one,) = [c for c in concerns(database, [], SILENT) if c.page == "settings"]
        assert (one.count, one.fatal) == (2, False)
        readable_backups.lock_them(database)
        assert [c for c in concerns(database, [], SILENT) if c.page == "settings"] == []


def test_the_commands_tell_lock_and_delete(office, capsys):
    path, folder = office

    def run(*arguments):
        status = cli.main(["--database", str(path), *arguments])
        return status, "".join(capsys.readouterr())

    assert "2 份备份没有加锁" in run("lock")[1]
    assert "lock backups" in run("check")[1]
    status, said = run("lock", "backups", "--delete")
    assert (status, "删除了 2 份" in said) == (0, True)
    assert in_the_clear(folder) == []
    assert run("lock", "backups") == (0, "没有不加锁的备份\n")
