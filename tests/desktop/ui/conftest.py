"""A window over the empty office, waiting for what it does beside, and a walk through the scenes of the tour."""

import shutil
import threading
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from time import monotonic

import pytest
from PySide6.QtCore import QEvent, QMetaObject, QObject, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QWidget
from shiboken6 import createdByPython, getAllValidWrappers, ownedByPython

from desktop import app
from desktop.ui.form.form import RecordForm
from desktop.ui.kit.tasks import GuiThreadGc, Task, Tasks
from desktop.ui.shell import help_search
from desktop.ui.start.start_page import StartPage
from models.database.database import open_database
from models.schema.fields import entities, entity_named, kebab
from tests.desktop.ui import geometry
from tests.desktop.ui.describing import described
from tests.tour import scenes
from tests.tour.pictures import Stagehand
from tests.tour.school import School

GOLDEN = Path(__file__).parents[2] / "golden" / "screens"
SIZES = ((1440, 900), (1280, 648), (1350, 680), (1366, 768), (1920, 1080))
# the second is 1080p at 150 %, the third what a frame and a task bar leave of 1366 x 768
SCALE = 0.05
SELDOM = (  # looked at only when every scene is asked for: what they show, others show too
    "filter-[dnf]*", "first-run-[ir]*", "palette-commands", "print-statistics", "list-roomy", "form-changed",
    "user-passphrase", "lock-*", "auditor", "erase-asked", "screen-locked",
)  # fmt: skip


def pytest_generate_tests(metafunc):
    if "scene" in metafunc.fixturenames:
        every = scenes.chosen()
        found = every if metafunc.config.getoption("--every-scene") else usual(every)
        metafunc.parametrize("scene", found, ids=lambda scene: scene.name)


def usual(every):
    """The scenes that are looked at whenever the tests run: of the lists and forms that are alike only one each."""
    alike = {f"{kind}-{kebab(entity)}" for kind in ("list", "form") for entity in entities()} - {"list-student"}
    return tuple(s for s in every if s.name not in alike and not any(fnmatch(s.name, seldom) for seldom in SELDOM))


@pytest.fixture(scope="session")
def sizes(request):
    """Windows that screens are looked at in."""
    return SIZES if request.config.getoption("--every-scene") else SIZES[:3]


@pytest.fixture(scope="session")
def qapp(qapp):
    made = app.application()
    collecting = GuiThreadGc(made)  # else windows of one test end in a thread of another
    app.settle_in()
    yield made
    collecting.end()
    QGuiApplication.clipboard().clear()  # what was copied must not outlive the interpreter that made it


@pytest.fixture(scope="session", autouse=True)
def manual_read_once():
    """Each window makes its own index of the manual, of the same pages: to take them apart is a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(help_search, "pieces", cache(help_search.pieces))
        yield


@pytest.fixture
def tasks(qtbot, qapp):
    """Work beside a form that stands by itself."""
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def done(qtbot, tasks):
    """Wait until nothing runs beside the form."""

    return lambda: at_rest(qtbot, lambda: not tasks.running and not tasks._ended, 10)


def at_rest(qtbot, condition, seconds):
    """Serve the screen until a condition holds; looked at each millisecond, for it is asked tens of thousands of times."""
    end = monotonic() + seconds
    qtbot.wait(1)  # news of a write is in the queue of events before any task knows of it
    while not (condition() and _served(condition)):
        assert monotonic() < end, "what runs beside the screen does not end"
        qtbot.wait(1)


def _served(condition):
    """Whether it still holds when what was delivered last has been shown: a widget in a new place is by an event of its own."""
    QGuiApplication.processEvents()
    return condition()


@pytest.fixture
def reasoned(monkeypatch):
    """Whoever is asked why they want to see a whole number says this."""
    monkeypatch.setattr("desktop.ui.kit.dialogs.ask_line", lambda *_given, **_how: "核对")
    return "核对"


@pytest.fixture
def opened(qtbot, database, tasks, done, reasoned):
    """A form on the screen, grown to the last row, as wide as the page of a small office PC; of a student at first."""

    def make(key=None, entity=None, width=1170, height=700, settings=None):
        form = RecordForm(database, tasks, entity or entity_named("student"), key, settings)
        qtbot.addWidget(form)
        form.resize(width, height)
        form.show()
        form.activateWindow()
        done()
        done()  # reading the record asks for its drafts
        assert form.rows
        qtbot.wait(1)  # what is put into a layout is shown by an event
        return form

    return make


@pytest.fixture
def settle(qtbot):
    """Wait until nothing runs beside the window."""

    return lambda window: at_rest(qtbot, lambda: not window.tasks.running and not window.tasks._ended, 60)


@pytest.fixture
def window(qtbot, qapp, database, settle):
    made = _opened(database)
    settle(made)
    yield made
    _ended(qapp, made)


@pytest.fixture(scope="module")
def one_window(qapp, tmp_path_factory, empty_file):
    """A window over an empty office that all cases of a table go through, as a person who goes from one place to the next."""
    path = Path(shutil.copy2(empty_file, tmp_path_factory.mktemp("one") / "office.db"))
    with closing(open_database(path)) as database:
        made = _opened(database)
        yield made
        made.tasks.settle()
        _ended(qapp, made)


def _opened(database):
    made = app.open_window(database, "office.db")
    made.resize(1280, 648)
    made.show()
    return made


def _ended(qapp, window):
    window.stage.close_form()
    window.close()
    window.deleteLater()
    deliver_deletions(qapp)


def deliver_deletions(qapp):
    """Delete what is to be deleted later: outside every loop of events no `processEvents` does."""
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="module", autouse=True)
def let_go(qapp, looked_through):
    """Windows of this file that wait for a loop of events to delete them do not live on in the next one."""
    yield
    deliver_deletions(qapp)


@pytest.fixture
def late(monkeypatch):
    """The next answer to somebody is known, and then kept back until `late.set()`."""
    known, kept, real = threading.Event(), threading.Event(), Task.run
    awaited = []

    def run(task):
        held = bool(awaited) and task.is_awaited(*awaited[0])
        awaited[:] = [] if held else awaited
        real(task)
        if held:
            kept.task = task
            known.set()
            kept.wait(10)

    monkeypatch.setattr(Task, "run", run)
    kept.known, kept.awaited = known, awaited
    yield kept
    kept.set()


def held_of_qt():
    """How many things of a kind Python knows by their addresses that Qt deletes without a word."""
    lasting = (QObject, QMetaObject)  # those tell of their end, or have none
    every = (w for w in getAllValidWrappers() if not isinstance(w, lasting))
    return Counter(type(w).__name__ for w in every if not ownedByPython(w) and not createdByPython(w))


@dataclass
class Seen:
    """What a walk through one scene found."""

    words: str = ""
    faults: list = field(default_factory=list)
    strays: list = field(default_factory=list)
    held: Counter = field(default_factory=Counter)


class Strays(QObject):
    """Notes widgets that appear as a window before they are given a place in one."""

    def __init__(self):
        super().__init__()
        self.found = []

    def eventFilter(self, watched, event):  # noqa: N802 - Qt's own name
        shown = (  # of the very many events of a screen few are of windows: the dear question comes last
            isinstance(watched, QWidget)
            and watched.isWindow()
            and isinstance(event, QEvent)
            and event.type() == QEvent.Type.Show
        )
        plain = (Qt.WindowType.Widget, Qt.WindowType.Window)
        if shown and not isinstance(watched, QMainWindow | StartPage) and watched.windowType() in plain:
            self.found.append(type(watched).__name__)
        return False


@pytest.fixture(scope="session")
def school(tmp_path_factory):
    """A small sample school."""
    return School(tmp_path_factory.mktemp("school"), scale=SCALE)


@pytest.fixture(scope="session")
def hand(qapp, school):
    """Opens windows for scenes."""
    qapp.setCursorFlashTime(0)
    return Stagehand(school)


@pytest.fixture(scope="session")
def walk(qapp, hand, sizes):
    """Goes through a scene once, whoever asks about it."""
    known = {}

    def go(scene):
        if scene.name not in known:
            known[scene.name] = _seen(qapp, hand, scene, sizes)
        return known[scene.name]

    return go


def _seen(qapp, hand, scene, sizes):
    seen, strays, held = Seen(), Strays(), held_of_qt()
    qapp.installEventFilter(strays)
    QAccessible.setActive(True)
    try:
        with hand.opened(scene, SIZES[0]) as guide:
            seen.words = described(list(guide.roots()))
            found = {}
            for size in sizes:
                guide.window.resize(*size)
                guide.rest()
                for fault in geometry.faults(list(guide.roots())):
                    found.setdefault(fault, size)
            seen.held = held_of_qt() - held
            seen.faults = [f"{size[0]}: {fault}" for fault, size in found.items()]
    finally:
        QAccessible.setActive(False)
        qapp.removeEventFilter(strays)
    seen.strays = sorted(set(strays.found))
    return seen
