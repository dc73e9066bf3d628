"""Every test without a screen, and an empty office to work in."""

import faulthandler
import gc
import importlib
import os
import shutil
import sys
import tempfile
from contextlib import closing, suppress
from datetime import date
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="shuangyuan-state-")  # marks of test files are no person's

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode, and so have those tests start

import pytest
import sqlalchemy as sa

# before any test is read that imports them
pytest.register_assert_rewrite("tests.journeys.clerk", "tests.journeys.printer", "tests.journeys.steps")
sys.dont_write_bytecode = False  # nor are tests read and rewritten each time: that is two thirds of finding them


def pytest_addoption(parser):
    parser.addoption("--write-golden", action="store_true", help="write the golden texts anew instead of comparing")
    parser.addoption("--every-scene", action="store_true", help="look at every screen in every way, not at a few")
    parser.addoption("--whole", action="store_true", help="trials of trust: every fault point, not a few of them")


def pytest_configure(config):
    _stay_on_one_day(config)
    config.add_cleanup(partial(shutil.rmtree, os.environ["XDG_STATE_HOME"], ignore_errors=True))
    cache = tempfile.TemporaryDirectory()  # of the account of the tests, for all programs they start
    config.add_cleanup(cache.cleanup)
    os.environ["XDG_CACHE_HOME"] = cache.name
    # the offscreen platform says so of windows and popups (size hints, raise, keyboard); it is no fault of ours
    config.addinivalue_line("qt_log_ignore", "This plugin does not support")
    if not hasattr(config, "workerinput"):
        ended = tempfile.TemporaryDirectory()
        config.add_cleanup(ended.cleanup)
        os.environ[_ENDS] = ended.name


_DAY = "SHUANGYUAN_TEST_DAY"


def _stay_on_one_day(config):
    """A run that goes on past midnight stays on the day it began: files laid out by the first of its tests are of that day.

    Only the office's own day stays; the time on the wall goes on, by which steps stand one after the other.
    """
    from models import clock

    began = date.fromisoformat(os.environ.setdefault(_DAY, clock.today().isoformat()))
    patch = pytest.MonkeyPatch()
    patch.setattr(clock, "_on_the_wall", lambda: began)
    config.add_cleanup(patch.undo)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A file stays on one processor, for what its tests have in common; the screens have nothing but what all have."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByFileOrScene(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file, _colons, test = nodeid.partition("::")
            return f"{file}[{test.partition('[')[2]}" if file.endswith("/test_golden_screens.py") else file

    return ByFileOrScene(config, log)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection(session):
    """What is found stays: nothing of it is looked through for cycles meanwhile.

    Each process begins to read elsewhere, and finds ready later what another has rewritten: all would do all of it otherwise.
    """
    gc.disable()
    try:
        worker = getattr(session.config, "workerinput", None)
        if worker is not None:
            _read_from(session.config, int(worker["workerid"].removeprefix("gw")) / worker["workercount"])
        return (yield)
    finally:
        gc.enable()


def _read_from(config, part):
    """Read the files of tests of the folders that are asked for, beginning at a part of them."""
    folders = [folder for argument in config.args if (folder := config.invocation_params.dir / argument).is_dir()]
    files = sorted({file for folder in folders for file in folder.rglob("test_*.py")})
    first = int(len(files) * part)
    for file in files[first:] + files[:first]:
        with suppress(Exception, pytest.skip.Exception):  # told where it is found
            importlib.import_module(".".join(file.relative_to(config.rootpath).with_suffix("").parts))


_WHOLE = 3600  # seconds: what tries every point takes long beside others, and is no hang for that


def pytest_collection_modifyitems(config, items):
    for item in items if config.getoption("--whole") else ():
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(_WHOLE))


_ENDS = "SHUANGYUAN_TEST_ENDS"  # where a process of the tests that dies says where it was


def pytest_sessionstart(session):
    """A process that dies is only told by its name at the end, and what it said before is far above."""
    told = open(Path(os.environ[_ENDS]) / f"{os.getpid()}.txt", "w", encoding="utf-8")  # noqa: SIM115, PTH123 - to the end
    session.config.add_cleanup(told.close)
    faulthandler.enable(told)


def pytest_terminal_summary(terminalreporter):
    for file in sorted(Path(os.environ[_ENDS]).iterdir()):
        words = file.read_text("utf-8")
        if words:
            terminalreporter.section("where a process of the tests died")
            terminalreporter.write_line("\n".join(words.splitlines()[:12]))


@pytest.fixture(scope="session", autouse=True)
def steps_gone_once(tmp_path_factory):
    """A new file comes out the same whenever it goes all the steps of upgrade, which takes half a second: one does, others are copies.

    Programs that tests start go every step, and so does a locked file, or one of other steps.
    """
    from models.database import upgrade

    pattern, go = tmp_path_factory.mktemp("new") / "new.db", upgrade._migrate

    def migrate(copy, key, versions):
        if key is not None or versions != upgrade.VERSIONS or not _is_new(copy):
            go(copy, key, versions)
            return
        try:
            shutil.copyfile(pattern, copy)
        except (FileNotFoundError, PermissionError):  # a test may work as another account
            go(copy, key, versions)
            with suppress(PermissionError):
                shutil.copyfile(copy, pattern)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upgrade, "_migrate", migrate)
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once():
    """The program keeps the statements of its one file compiled; tests open thousands of files, and keep them for all."""
    from tests.compiled import shared

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sa, "create_engine", shared(sa.create_engine))
        yield


@pytest.fixture(scope="session", autouse=True)
def arguments_declared_once():
    """To declare the arguments of the command line is a third of a short command, and tests call thousands."""
    from desktop import cli
    from tests.declared import once

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "parser", once(cli.parser))
        yield


def _is_new(path):
    from models.database.engine import connect

    with closing(connect(path)) as raw:
        return raw.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


_GROWN = 400_000  # objects that outlived their file of tests: then it is worth walking through all of them


@pytest.fixture(scope="session")
def outlived():
    """What is there before the first test stays: the tests themselves are half a million objects. Counts what comes to it."""
    gc.collect()
    gc.freeze()
    return {"all": gc.get_freeze_count()}


@pytest.fixture(scope="module", autouse=True)
def looked_through(outlived):
    """What files of tests closed is let go, as by the program at rest: later ones would walk through all of it again and again.

    Before the next file: after one its last test still knows what it was given. What a write left out meanwhile is walked
    through once it has become much, and not before each file.
    """
    if gc.get_freeze_count() > outlived["all"] + _GROWN:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        outlived["all"] = gc.get_freeze_count()
        return
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def whole(request):
    """Whether every point is to be tried (`make trust`), or a few of them, spread evenly."""
    return request.config.getoption("--whole")


@pytest.fixture
def database_path(tmp_path):
    return tmp_path / "office.db"


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory):
    """An empty migrated file, closed: making one takes fifteen times as long as copying it."""
    from models.database.database import open_database

    path = tmp_path_factory.mktemp("empty") / "office.db"
    open_database(path, write=True, create=True).close()
    return path


@pytest.fixture(scope="session")
def grown(tmp_path_factory):
    """An office filled once for all tests of a kind: its closed file, and what the function that fills it gave.

    A file of tests that override `empty_file` by it has a copy of that office in the place of an empty one.
    """
    from models.database.database import open_database

    known = {}

    def of(fill, day=None):
        if fill not in known:
            path = tmp_path_factory.mktemp("grown") / "office.db"
            with pytest.MonkeyPatch.context() as patch, closing(open_database(path, write=True)) as made:
                if day is not None:
                    patch.setenv("SHUANGYUAN_TODAY", day)
                known[fill] = path, fill(made)
        return known[fill]

    return of


@pytest.fixture
def database(database_path, empty_file):
    """A copy of the empty file, open for writing."""
    from models.database.database import open_database

    shutil.copy2(empty_file, database_path)
    opened = open_database(database_path, write=True)
    yield opened
    opened.close()


@pytest.fixture
def cheap_locks(monkeypatch):
    """What it costs to guess a passphrase is not what is tried; nothing stays unlocked for the next test."""
    from models.database import key_slots
    from tests.locks import forget

    monkeypatch.setitem(key_slots.COST, "memory", 64)
    yield
    forget()
