"""Every test without a screen, and an empty office to work in."""

import os
import shutil
import tempfile

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="shuangyuan-state-")  # marks of test files are no person's

import pytest


def pytest_addoption(parser):
    parser.addoption("--write-golden", action="store_true", help="write the golden texts anew instead of comparing")
    parser.addoption("--every-scene", action="store_true", help="look at every screen in every way, not at a few")
    parser.addoption("--whole", action="store_true", help="trials of trust: every fault point, not a few of them")


def pytest_configure(config):
    cache = tempfile.TemporaryDirectory()  # of the account of the tests, for all programs they start
    config.add_cleanup(cache.cleanup)
    os.environ["XDG_CACHE_HOME"] = cache.name
    # the offscreen platform says so of windows and popups (size hints, raise, keyboard); it is no fault of ours
    config.addinivalue_line("qt_log_ignore", "This plugin does not support")


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
