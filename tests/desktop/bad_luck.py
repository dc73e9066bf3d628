"""A program that can be killed at any step, and what must be true of a database file afterwards, whatever happened."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

from models.database.database import open_database
from models.database.errors import NothingToUndo
from models.database.search import index_name, searched
from models.schema.fields import entities, entity_named

ROOT = Path(__file__).parents[2]
SHEETS = ROOT / "tests" / "sheets" / "dev"
CLEAN = SHEETS / "学生信息导入模板（已填写）.xlsx"  # 60 students in 2 classes
DOUBLES = SHEETS / "重复人员名单.xlsx"  # 50 that go in, 7 that do not
RECORDS = ("school_class", "student", "family_member", "class_membership", "order_class", "placement")


class Nest:
    """The processes of `dying.py`, with a library preloaded if need be."""

    def __init__(self, preloaded=None):
        self._home = tempfile.TemporaryDirectory()
        own = {"XDG_STATE_HOME": self._home.name}
        self._environment = os.environ | own | ({"LD_PRELOAD": str(preloaded)} if preloaded else {})
        self._begin()

    def _begin(self):
        command = [sys.executable, "-m", "tests.desktop.dying"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=self._environment
        )

    def run(self, database, *arguments, at=0, **more):
        """Run a command, killed before its step `at`; 0 lets it live. `more` of the request: see dying.py.

        What the account remembers of files is forgotten before: otherwise a second run has fewer steps than the first.
        """
        for kept in Path(self._home.name).iterdir():
            shutil.rmtree(kept)
        command = ["--database", str(database), *map(str, arguments)]
        request = {"arguments": command, "folder": str(database.parent), "at": at, **more}
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())
        except BaseException:  # a test whose time is over does not leave its answer to the next one
            self._process.kill()
            self._end()
            self._begin()
            raise

    def _end(self):
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def close(self):
        self._end()
        self._home.cleanup()


def copied(source, folder):
    """A copy of a closed database file in a fresh folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return Path(shutil.copy(source, folder / "学校 100%.db"))


def contents(path):
    """Every record, act and search entry of a file that is in order; reading alone, as `list` does it."""
    with read(path) as connection:
        return contents_in(connection)


@contextmanager
def read(path):
    """A connection to a file that is only looked at."""
    with closing(open_database(path, write=False, create=False)) as database, database.reading() as connection:
        yield connection


def contents_in(connection):
    """What `contents` tells, of a file that is open."""
    run = connection.exec_driver_sql
    assert run("PRAGMA integrity_check").scalars().all() == ["ok"]
    assert run("PRAGMA foreign_key_check").all() == []
    for entity in filter(searched, entities()):
        ids = run(f"SELECT id FROM {entity.__tablename__} ORDER BY id").all()
        assert run(f"SELECT rowid FROM {index_name(entity)} ORDER BY rowid").all() == ids
    acts = run("SELECT id, change_count FROM change_set ORDER BY id").all()
    assert acts == _counted(run("SELECT DISTINCT change_set_id, entity, record_id FROM change").all())
    assert "" not in run("SELECT hash FROM change_set").scalars().all()
    records = tuple(run(f"SELECT * FROM {table} ORDER BY id").all() for table in RECORDS)
    return tuple(map(tuple, acts)), records


def _counted(lines):
    """How many records each act wrote, by its lines in the log."""
    found = {}
    for act, entity, _record in lines:
        found.setdefault(act, []).append(entity_named(entity).internal)
    return [(act, beside.count(False) or len(beside)) for act, beside in sorted(found.items())]


def undone(path):
    """The same file after everything was taken back and done again, which must change no record."""
    before = contents(path)
    database = open_database(path, create=False)
    try:
        acts = []
        while True:
            try:
                acts.append(database.undo())
            except NothingToUndo:
                break
        emptied = contents(path)
        for _act in acts:
            database.redo()
    finally:
        database.close()
    assert contents(path)[1] == before[1]
    return emptied[1]


def leftovers(folder, *names):
    """What lies in a folder besides these files, their locks and marks, and backups.

    The empty file by which a folder is tried may be left when the program is killed in that very moment, and a mark in the
    making, which the next act writes over.
    """
    known = {f"{each}{ending}" for each in names for ending in ("", ".lock", ".mark", ".mark.part")}
    mine = ("备份", ".probe")
    return {file.name for file in folder.iterdir() if file.name not in known and not file.name.endswith(mine)}


def program(database, *arguments, **options):
    """The real program, started as a person starts it."""
    command = [sys.executable, "-m", "desktop", "--database", str(database), *map(str, arguments)]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": ROOT, "env": os.environ} | options
    return subprocess.Popen(command, **options)


def ended(process, seconds=60):
    """Exit status and what was said, without the marks of a fault."""
    out, err = (text.decode() if text is not None else "" for text in process.communicate(timeout=seconds))
    for mark in ("Traceback", "Exception ignored", "Error", "意外"):
        assert mark not in err, err
    return process.returncode, out, err
