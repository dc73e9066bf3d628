"""A database that was renamed or moved by hand keeps its attachments, drafts, backups and slots, or says what it lacks."""

import errno
import json
import shutil
from contextlib import closing

import pytest

from desktop.drafts.draft_store import DraftStore
from models.database import backup as backups
from models.database import contents, erased_marks, high_water, key_files, key_slots, locking
from models.database.attachments import NewFile, attach, attachments_of, content_of
from models.database.database import open_database
from models.database.errors import Locked, Missing
from models.entities.people import Student
from tests import factories
from tests.locks import forget
from tests.trust import faults
from tests.trust.one_opening import PASSPHRASE

PAPER = b"a paper of somebody"
DAY = factories.agreement()["signed_date"]


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory):
    """A closed file with an attachment, a draft and a backup."""
    path = tmp_path_factory.mktemp("named") / "学校.db"
    with closing(open_database(path, installation=7)) as database:
        with database.transaction("录入") as tx:
            key = tx.insert(Student, factories.student(1))
        attach(database, Student, key, [NewFile("a.txt", PAPER)])
        backups.backup(database.engine)
    folder = DraftStore(path).folder
    folder.mkdir()
    (folder / "student-new-1.json").write_text("{}", "utf-8")
    return path


@pytest.fixture
def folder(lived_in, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "account"))
    return shutil.copytree(lived_in.parent, tmp_path / "office")


def paper_of(database):
    with database.reading() as connection:
        (key,) = connection.execute(Student.table().select()).scalars()
        (one,) = attachments_of(connection, "student", key)
    return content_of(database, one)


def names_of(folder):
    return {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}


def opened(path):
    return closing(open_database(path, create=False))


def test_a_renamed_file_has_everything_under_its_new_name(folder):
    old, new = folder / "学校.db", folder / "学校2026.db"
    before = len(names_of(folder))
    old.rename(new)
    with opened(new) as database:
        assert paper_of(database) == PAPER
        (told,) = database.file.notes
        assert "以前叫“学校.db”" in told
        (info,) = backups.backups_of(new)
        assert backups.contents_of(info.path) is not None
    assert (DraftStore(new).folder / "student-new-1.json").exists()
    left = {name for name in names_of(folder) if "2026" not in name}
    assert left <= {"学校.db.lock"}, left
    assert len(names_of(folder)) <= before + 2  # a lock file and a mark
    with opened(new) as again:
        assert again.file.notes == ()


def test_what_was_made_under_the_new_name_is_kept_beside_it(folder):
    """An older version of the program worked in the renamed file and knew nothing of its former name."""
    old, new = folder / "学校.db", folder / "新.db"
    old.rename(new)
    contents.put(new, [b"another"])
    (info,) = backups.backups_of(old)
    backups.folder_of(new).mkdir()
    shutil.copy2(info.path, backups.folder_of(new) / f"新 2026-01-01 080000 {info.act}·{info.seal}.db")
    with opened(new) as database:
        assert paper_of(database) == PAPER
    assert contents.held(new) >= {contents.digest(PAPER), contents.digest(b"another")}
    assert len(backups.backups_of(new)) == 2
    assert not contents.beside(old).exists()


def test_the_name_of_another_office_is_left_alone(folder, tmp_path):
    """Nothing of a file that is gone belongs to one of another history, nor of two that both may be meant."""
    with closing(open_database(folder / "另一所.db")) as other, other.transaction("录入") as tx:
        tx.insert(Student, factories.student(2))
    (folder / "学校.db").unlink()
    before = names_of(folder)
    with opened(folder / "另一所.db") as database:
        assert database.file.notes == ()
    assert names_of(folder) == before


def test_a_copy_takes_nothing_from_the_file_that_is_still_there(folder):
    shutil.copy2(folder / "学校.db", folder / "副本.db")
    with opened(folder / "副本.db") as database:
        (told,) = database.file.notes
        assert "1 个附件的内容不在旁边：“副本.db.files”" in told
    with opened(folder / "学校.db") as database:
        assert paper_of(database) == PAPER


def test_a_file_that_was_moved_alone_gets_its_attachments_from_where_it_was(folder, tmp_path, monkeypatch):
    old, new = folder / "学校.db", tmp_path / "别处" / "学校.db"
    new.parent.mkdir()
    old.rename(new)
    monkeypatch.setattr("models.database.location.remembered", lambda: old)
    with opened(new) as database:
        assert paper_of(database) == PAPER
        (told,) = database.file.notes
        assert str(folder) in told
    assert contents.beside(old).exists(), "what is far away is copied, not moved"
    assert len(backups.backups_of(old)) == 1


@pytest.mark.parametrize("locked", [False, True])
def test_who_opens_the_former_name_is_told_the_new_one(folder, cheap_locks, locked):
    """Else an older backup would be restored there, and two files would go on side by side."""
    old, new = folder / "学校.db", folder / "新.db"
    if locked:
        key = key_slots.new_key()
        locking.lock(old, key_slots.with_passphrase(key_slots.new_set(key), key, "王", "春风桃李 2026", DAY), key)
    with closing(open_database(folder / "另一所.db")) as other, other.transaction("录入") as tx:
        tx.insert(Student, factories.student(2))
    old.rename(new)
    with pytest.raises(Missing, match=r"旁边的“新\.db”像是它改的名字"):
        open_database(old)
    new.unlink()
    with pytest.raises(Missing, match="最近的备份是"):
        open_database(old)


def test_where_nobody_knows_where_it_was_it_is_told_what_is_missing(folder, tmp_path):
    new = tmp_path / "别处" / "学校.db"
    new.parent.mkdir()
    (folder / "学校.db").rename(new)
    with opened(new) as database:
        (told,) = database.file.notes
    assert "1 个附件的内容不在旁边" in told


def test_attachments_come_back_from_the_backups_beside_it(folder):
    contents.beside(folder / "学校.db").unlink()
    with opened(folder / "学校.db") as database:
        (told,) = database.file.notes
        assert "已从备份复制回来" in told
        assert paper_of(database) == PAPER


def test_a_renamed_locked_file_is_opened_by_the_slots_of_its_former_name(folder, cheap_locks):
    old, new = folder / "学校.db", folder / "新.db"
    key = key_slots.new_key()
    locking.lock(old, key_slots.with_passphrase(key_slots.new_set(key), key, "王", "春风桃李 2026", DAY), key)
    forget()
    shutil.rmtree(folder / "学校备份")
    old.rename(new)
    with pytest.raises(Locked):
        open_database(new)
    key_files.unlock(new, "春风桃李 2026")
    with opened(new) as database:
        assert paper_of(database) == PAPER
    assert key_files.slots_beside(new)
    assert not key_files.beside(old).exists()


def test_whom_the_office_erased_is_known_under_the_new_name(folder):
    old, new = folder / "学校.db", folder / "新.db"
    mark = old.with_name(old.name + erased_marks.SUFFIX)
    mark.write_text('{"installation": 7, "persons": []}', "utf-8")
    old.rename(new)
    with opened(new):
        assert new.with_name(new.name + erased_marks.SUFFIX).exists()
    assert not mark.exists()
    assert not old.with_name(old.name + high_water.SUFFIX).exists()


# --- whatever the disk does meanwhile


GONE = "不在旁边"  # what is said of attachments that nobody finds


class Renaming:
    """An office that was renamed, opened at its new name on a disk that fails, and what must be true at the next opening."""

    def __init__(self, nest, start, base, *, locked):
        self.nest, self.start, self.base, self.locked = nest, start, base, locked
        self.here = base / "这里" / "新.db"

    def begin(self):
        shutil.rmtree(self.here.parent, ignore_errors=True)
        shutil.copytree(self.start, self.here.parent)
        (self.here.parent / "学校.db").rename(self.here)

    def run(self, **more):
        self.begin()
        return self.nest.run(self.here, program="tests.trust.one_opening:main", **more)

    def left(self, folder):
        """What still has another name; a lock file and a probe tell nothing and hold nothing."""
        return {
            name for name in names_of(folder) if not name.startswith("新") and not name.endswith((".lock", ".probe"))
        }

    def check(self, path):
        """The next opening ends in a whole state; what it said of that one."""
        forget()
        if self.locked:
            key_files.unlock(path, PASSPHRASE)
        with opened(path) as database:
            assert paper_of(database) == PAPER
            told = database.file.notes
            assert not any(GONE in words for words in told), told
            (info,) = backups.backups_of(path)
            assert contents.held(info.path, key=key_files.known_key(path)) or backups.contents_of(info.path) is not None
        assert (DraftStore(path).folder / "student-new-1.json").exists()
        assert erased_marks._read(path.with_name(path.name + erased_marks.SUFFIX), 7) == [ERASED]
        assert bool(key_files.slots_beside(path)) == self.locked
        assert self.left(path.parent) == set()
        with opened(path) as again:
            assert again.file.notes == ()
        return told


ERASED = ("student", 1, 1, "a" * 64)


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "locked"])
def renaming(request, nest, lived_in, tmp_path_factory):
    from models.database import key_slots as slots

    start = tmp_path_factory.mktemp("start") / "office"
    shutil.copytree(lived_in.parent, start)
    path = start / "学校.db"
    mark = {"installation": 7, "persons": [ERASED]}
    path.with_name(path.name + erased_marks.SUFFIX).write_text(json.dumps(mark), "utf-8")
    if request.param:
        kept, slots.COST["memory"] = slots.COST["memory"], 64
        key = slots.new_key()
        locking.lock(path, slots.with_passphrase(slots.new_set(key), key, "王", PASSPHRASE, DAY), key)
        slots.COST["memory"] = kept
        forget()
    return Renaming(nest, start, tmp_path_factory.mktemp("renaming"), locked=request.param)


@pytest.fixture
def own_account(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "account"))


@pytest.mark.timeout(3600)
def test_a_renamed_file_is_whole_after_every_way_to_end(renaming, whole, record_property, own_account):
    tape = renaming.base / "tape"
    renaming.begin()
    disk, chance, seen = faults.Disk(renaming.here.parent), faults.dice("renamed"), set()
    answer = renaming.nest.run(renaming.here, program="tests.trust.one_opening:main", tape=str(tape))
    assert answer["status"] == 0, answer
    assert "一起改名" in answer["said"]
    steps = list(faults.read(tape))
    points = faults.telling(steps, 200 if whole else 24)
    for number, step in enumerate(steps, 1):
        disk.do(step)
        for _how, image in disk.images(step, chance) if number in points else ():
            if (mark := faults.fingerprint(image)) not in seen:
                seen.add(mark)
                place = renaming.base / "danach" / "新.db"
                disk.lay(image, place.parent)
                renaming.check(place)
    kind = "renamed, locked" if renaming.locked else "renamed"
    record_property("G1", f"{kind}: {len(seen)} disks after {len(points)} of {len(steps)} steps, nothing lost")
    assert len(seen) > 10


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "ever after"])
@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC], ids=["EIO", "ENOSPC"])
def test_what_is_said_of_a_renamed_file_whose_disk_fails_is_true(
    renaming, whole, record_property, own_account, number, lasting
):
    tape = renaming.base / "tape"
    renaming.run(tape=str(tape))
    kinds = faults.NEED_ROOM if number == errno.ENOSPC else faults.CAN_FAIL
    steps = [step for step in faults.read(tape) if step.kind in kinds]
    wrong, points = [], sorted(faults.telling(steps, 200 if whole else 12))
    for at in points:
        said = renaming.run(fault=(number, at, lasting))["said"]
        untrue = "一起改名" in said and renaming.left(renaming.here.parent)
        if untrue or not said.strip() or any(word in said for word in (GONE, "意外", "损坏")):
            wrong.append((at, steps[at - 1].kind, said))
        renaming.check(renaming.here)
    name = (
        f"renamed{', locked' if renaming.locked else ''}, {errno.errorcode[number]}{' ever after' if lasting else ''}"
    )
    record_property("G1", f"{name}: {len(points)} of {len(steps)} failures, {len(wrong)} said wrongly")
    assert wrong == []
