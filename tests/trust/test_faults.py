"""G1: whatever the disk does at any step of any write, the file is as before or as after, and what was said is true."""

import errno
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from desktop.drafts.draft_store import DraftPart, DraftStore, StoredDraft
from models.database import key_files, locking
from models.database.backup import backups_of
from models.database.contents import get
from models.database.database import open_database
from models.database.opening import open_database_file
from models.database.upgrade import recognise
from models.migrations import VERSIONS
from tests.desktop.bad_luck import CLEAN, contents, contents_in, copied, read, undone
from tests.trust import faults
from tests.trust.one_edit import PHONE
from tests.trust.one_opening import PASSPHRASE

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="disks as POSIX knows them"),
    pytest.mark.timeout(3600),
]
FAULTS = [(errno.EIO, False), (errno.EIO, True), (errno.ENOSPC, False), (errno.ENOSPC, True)]  # once, or ever after
UNSURE = "不能确定"  # what may be said when nobody can know
DRAFTED = "赵钱孙李"
IN_THE_CLEAR = (
    b"SQLite format 3",
    b"xl/worksheets/",
    DRAFTED.encode(),
)  # of a file, an attachment and a draft without a lock
FEW = {"ends": 10, "faults": 5}  # of each path and kind; `--whole` tries all, or so many
MANY = {"ends": 200, "faults": 100}


@dataclass(frozen=True)
class WritePath:
    """A way to write: the command, which program, what lies there at first, and what the file holds where nothing was."""

    name: str
    arguments: tuple
    start: str = "office"
    program: str = "desktop.cli:main"
    target: str = ""  # a second file it makes
    rare: bool = False  # tried with `--whole` alone


PATHS = [
    WritePath("import", ("import", "student", CLEAN), "empty"),
    WritePath("undo", ("undo",)),
    WritePath("redo", ("redo",), "undone"),
    WritePath("edit", (), program="tests.trust.one_edit:main"),
    WritePath(
        "act", ("act", "suspend", "--of", "{student}", "--date", "2026-03-02", "--set", "break_until=2027-02-28")
    ),
    WritePath("backup", ("backup", "{folder}/备份.db"), target="备份.db"),
    WritePath("restore", ("restore", "{office}"), "undone"),
    WritePath("upgrade", ("list", "student", "--count"), "old"),
    WritePath("demo", ("demo", "--scale", "0.01"), "nothing"),
    WritePath("attach", ("attach", "student", "{student}", CLEAN), rare=True),
    WritePath("mend", ("check", "--mend"), "altered", rare=True),
    WritePath("lock", (), "kept", program="tests.trust.one_locking:main", rare=True),
]


@pytest.fixture(scope="module")
def starts(tmp_path_factory, nest):
    """Closed files to begin with, by name."""
    folder = tmp_path_factory.mktemp("starts")
    office = folder / "office.db"
    assert nest.run(office, "import", "student", CLEAN)["status"] == 0
    undone_file = Path(shutil.copy(office, folder / "undone.db"))
    assert nest.run(undone_file, "undo")["status"] == 0
    open_database(folder / "empty.db").close()
    altered = Path(shutil.copy(office, folder / "altered.db"))
    with closing(sqlite3.connect(altered)) as raw, raw:
        raw.execute("UPDATE student SET phone = '13900009999' WHERE id = (SELECT min(id) FROM student)")
    versions = folder / "versions"
    shutil.copytree(VERSIONS, versions, ignore=shutil.ignore_patterns("__pycache__"))
    for last in sorted(versions.glob("0*.py"))[-2:]:
        last.unlink()
    with open_database_file(folder / "old.db", versions=versions) as opened, opened.engine.connect() as connection:
        run = connection.connection.driver_connection.execute
        run("INSERT INTO student (id, name, id_number) VALUES (?, '旧人', '210102200801011234')", (1 << 24,))
    kept = copied(office, folder / "kept")
    assert nest.run(kept, "attach", "student", _first(office), CLEAN)["status"] == 0
    assert nest.run(kept, "backup")["status"] == 0
    draft = StoredDraft("student", None, DRAFTED, datetime(2026, 9, 1), 1, DraftPart({"name": DRAFTED}))  # noqa: DTZ001
    DraftStore(kept).slot("student", None).write(draft)
    return {name: folder / f"{name}.db" for name in ("office", "undone", "empty", "altered", "old")} | {
        "kept": kept.parent
    }


def _first(path):
    """The first student of a file."""
    return contents(path)[1][1][0][0]


class Trial:
    """One path: where it is tried, and what is true before and after it."""

    def __init__(self, nest, starts, path, base):
        self.nest, self.starts, self.path, self.base = nest, starts, path, base
        self.here = base / "这里" / "学校 100%.db"
        self.begin()
        self.before = self.state(self.here)
        self.words = {"folder": self.here.parent, "office": starts["office"], "student": _first(starts["office"])}
        self.begin()
        self._disk = faults.Disk(self.here.parent)
        tape = base / "tape"
        answer = self.run(tape=str(tape))
        assert answer["status"] == 0, answer
        self.said = answer["said"]
        self.steps = list(faults.read(tape))
        self.after = self.state(self.here)

    def begin(self):
        """Everything as it is before."""
        start = self.starts.get(self.path.start)
        if start is not None and start.is_file():
            copied(start, self.here.parent)
            return
        shutil.rmtree(self.here.parent, ignore_errors=True)
        if start is None:
            self.here.parent.mkdir(parents=True)
        else:
            shutil.copytree(start, self.here.parent)

    def run(self, **more):
        arguments = [str(word).format(**self.words) for word in self.path.arguments]
        return self.nest.run(self.here, *arguments, program=self.path.program, **more)

    def disk(self):
        """What the tape is followed on."""
        return self._disk

    def state(self, path):
        """What the file holds, and what was made beside it; a file that is not whole fails here."""
        made = path.with_name(self.path.target) if self.path.target else None
        second = contents(made) if made is not None and made.exists() else None
        if second is not None:
            assert second == contents(path)
        if not path.exists():
            return None
        if self.path.name == "upgrade" and self.is_new(path):
            assert [recognise(info.path) for info in backups_of(path)] == [recognise(self.starts["old"])]
        if is_locked := key_files.is_locked(path):
            key_files.unlock(path, PASSPHRASE)
        with read(path) as connection:
            found, kept = contents_in(connection), attached(connection)
        if self.path.name in ("upgrade", "demo"):
            return len(found[1][1])
        beside = self.locks and (is_locked, backed_up(path), [draft.name for draft in DraftStore(path).all()])
        return (
            (found if self.path.name == "backup" else found[1]),
            second is not None,
            beside,
            [(*one, get(path, one[1]) is not None) for one in kept],
        )

    @property
    def locks(self):
        """Whether what lies beside the file has to follow it."""
        return self.path.name == "lock"

    def is_new(self, path):
        """Whether a file is of this program's generation: then what it was before is kept."""
        return recognise(path) == recognise(self.starts["empty"])

    def allowed(self):
        """States a fault may leave; a demo that ended before its one act leaves a file with nothing in it."""
        return [self.before, self.after, *([0] if self.path.name == "demo" else [])]


def attached(connection):
    """The names of the attachments, each with what tells its contents: a file that is only named is half a state."""
    return connection.exec_driver_sql("SELECT file_name, sha256 FROM attachment ORDER BY id").all()


def backed_up(path):
    """What the backups beside a file hold."""
    return [contents(info.path)[1] for info in backups_of(path)]


def in_the_clear(folder):
    """What of a locked file anybody can read who has the disk."""
    whole = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return [needle for needle in IN_THE_CLEAR if needle in whole]


def opened_next(path):
    """Open a file as the window does: after that nothing is in the clear beside one that is locked."""
    is_locked = key_files.is_locked(path)
    with closing(open_database(path, create=False)):
        DraftStore(path).renew()
    assert not is_locked or in_the_clear(path.parent) == []


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.name)
def trial(request, nest, starts, tmp_path_factory, whole):
    if request.param.rare and not whole:
        pytest.skip("tried by `make trust`")
    return Trial(nest, starts, request.param, tmp_path_factory.mktemp(request.param.name))


def test_every_way_to_end(trial, whole, record_property):
    """Killed, torn, without power: at any step; what was said before it to be done is done."""
    disk, chance, seen, found, acknowledged = trial.disk(), faults.dice(trial.path.name), set(), set(), 0
    points = faults.telling(trial.steps, (MANY if whole else FEW)["ends"])
    tried = 0
    for number, step in enumerate(trial.steps, 1):
        disk.do(step)
        if number not in points:
            continue
        done = bool(trial.said.strip()) and disk.said.strip().startswith(trial.said.strip())
        for how, image in disk.images(step, chance):
            if (mark := (done, faults.fingerprint(image))) in seen:  # what may be before it is said may not after
                continue
            seen.add(mark)
            tried += 1
            place = trial.base / "danach" / trial.here.name
            disk.lay(image, place.parent)
            state = trial.state(place)
            where = f"{how} after step {number}: {step.kind} {step.data[-40:] if step.kind not in 'W!' else ''}"
            assert state in trial.allowed(), where
            assert not done or state == trial.after, f"said to be done: {where}"
            acknowledged += done
            found.add(trial.allowed().index(state))
            assert not (done and trial.locks and how == "kill") or in_the_clear(place.parent) == [], where
            if trial.locks and tried % 4 == 1:
                opened_next(place)
            if tried % 40 == 1 and trial.path.name not in ("upgrade", "demo", "backup", "mend"):
                undone(place)
    record_property(
        "G1",
        f"{trial.path.name}: {tried} disks after {len(points)} of {len(trial.steps)} steps, 0 half, {acknowledged} acknowledged, 0 lost",
    )
    assert len(found) > 1 or trial.before == trial.after


@pytest.mark.parametrize(("number", "lasting"), FAULTS, ids=["EIO", "EIO ever after", "ENOSPC", "ENOSPC ever after"])
def test_every_failure_of_the_disk(trial, whole, record_property, number, lasting):
    """What is said of it is what happened."""
    steps = [
        step for step in trial.steps if step.kind in (faults.NEED_ROOM if number == errno.ENOSPC else faults.CAN_FAIL)
    ]
    points, wrong, unsure = sorted(faults.telling(steps, (MANY if whole else FEW)["faults"])), [], 0
    for at in points:
        trial.begin()
        answer = trial.run(fault=(number, at, lasting))
        said, state = answer["said"], trial.state(trial.here)
        assert state in trial.allowed(), (at, said)
        unsure += UNSURE in said
        if why := _untrue(trial, answer["status"], said, state):
            wrong.append((at, why, said))
    told = f"{len(points)} of {len(steps)} failures, {len(wrong)} said wrongly, {unsure} unsure"
    record_property("G1", f"{trial.path.name}, {errno.errorcode[number]}{' ever after' if lasting else ''}: {told}")
    assert wrong == []


def _untrue(trial, status, said, state):
    """Why what was said is not what happened; "" when it is."""
    news = "\n".join(line for line in said.splitlines() if line not in trial.said.splitlines())
    for mark in (
        "Traceback",
        "Exception ignored",
        "意外",
        "损坏",
    ):  # a check may rightly say so of what it came to mend
        if mark in news:
            return mark
    if not said.strip() and trial.said.strip():
        return "nothing"
    if UNSURE in said or trial.before == trial.after:
        return ""
    if status == 0 and trial.locks and locking.waiting() not in said and in_the_clear(trial.here.parent):
        return "all of it locked, and it is not"
    if status == 0:
        return "" if state == trial.after else "done, and it is not"
    return "" if state != trial.after else "not done, and it is"


@pytest.mark.parametrize("lasting", [False, True])
def test_what_the_disk_did_not_confirm_is_not_said_to_be_lost(nest, starts, tmp_path, lasting):
    """The log with the act in it cannot be synced: nobody knows, unless the log can be emptied."""
    here = copied(starts["office"], tmp_path / "here")
    tape = tmp_path / "tape"
    assert nest.run(here, program="tests.trust.one_edit:main", tape=str(tape))["status"] == 0
    steps = [step for step in faults.read(tape) if step.kind in faults.CAN_FAIL]
    syncs = [at for at, step in enumerate(steps, 1) if step.kind == "S" and step.names[0].endswith("-wal")]
    told = []
    for at in syncs:
        here = copied(starts["office"], tmp_path / "here")
        answer = nest.run(here, program="tests.trust.one_edit:main", fault=(errno.EIO, at, lasting))
        told.append((answer["status"] == 0, UNSURE in answer["said"], PHONE in str(contents(here))))
    assert all(unsure or done == there for done, unsure, there in told)
    assert any(unsure for _done, unsure, _there in told) == lasting
    assert (False, False, False) in told or lasting


def test_the_edit_is_in_the_file(nest, starts, tmp_path):
    here = copied(starts["office"], tmp_path / "here")
    assert nest.run(here, program="tests.trust.one_edit:main")["said"].strip() == "已保存"
    assert PHONE in str(contents(here))
