"""The window over a million students, and a tour with 100 000: how soon it is there, how soon it answers, what it holds."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop import app
from desktop.ui.list.filtering import Filter
from desktop.ui.list.list_page import ListPage
from desktop.ui.shell.window import MainWindow
from models.database.database import Database
from models.database.query import Condition
from models.schema.fields import entity_named, field_map, fields_of
from tests.speed.lists import LARGE, filled, raw_select
from tests.speed.timing import Figure

MIDDLE = 100_000
STUDENT = entity_named("student")
START, PAINTED = 4, 1.5  # times a bare window, times the raw select of the ids
KEYSTROKE, DETAIL, FRAME, EVENT = 0.100, 0.050, 0.016, 0.100  # seconds
HELD = 230  # MB
COLUMNS = 25
SEARCHES = ("王", "wang", "zw", "wyx", "张伟", "0421")
IMPORTS = (
    "SQLAlchemy's Core alone takes 1.5 x a bare window, the declarations and the window's own code and widgets 3 x"
)


class Taken(NamedTuple):
    """Seconds of the processor, which count on a machine that others use too, and seconds that passed."""

    worked: float
    passed: float


NOTHING = Taken(0.0, 0.0)


class Start:
    """A moment, and what was taken since; of the whole process unless `clock` is that of the thread."""

    def __init__(self, clock: Callable[[], float] = time.process_time) -> None:
        self._clock = clock
        self._worked, self._passed = clock(), time.perf_counter()

    def taken(self) -> Taken:
        """What was taken since then."""
        passed = time.perf_counter() - self._passed
        return Taken(min(self._clock() - self._worked, passed), passed)


class Timed(QApplication):
    """An application that notes how long the longest event kept the window from answering."""

    def __init__(self) -> None:
        super().__init__(["speed"])
        self.longest, self.culprit = NOTHING, ""
        self._inside = False

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        """Time events, without those that are part of another."""
        if self._inside:
            return super().notify(receiver, event)
        self._inside = True
        kind, start = event.type(), Start(time.thread_time)
        try:
            return super().notify(receiver, event)
        finally:
            self._inside = False
            taken = start.taken()
            if taken > self.longest:
                self.longest, self.culprit = taken, kind.name

    def during(self, window: MainWindow, act: Callable[[], object], rest: int = 150) -> "Taken":
        """The longest event from an act until nothing runs any more; the act is one itself."""
        settle(window, 50)
        self.longest = NOTHING
        QTimer.singleShot(0, act)
        settle(window, rest)
        return self.longest


def pause(milliseconds: int) -> None:
    """Serve events for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def settle(window: MainWindow, rest: int = 50) -> None:
    """Serve events until nothing runs beside the window, and a little longer."""
    pause(5)
    while True:
        window.tasks.settle()
        pause(rest)
        if not window.tasks.running:
            return


def until(happened: Callable[[], bool], most: float = 30.0) -> float:
    """Seconds until something happened while events are served."""
    start = time.perf_counter()
    loop = QEventLoop()
    while not happened():
        assert time.perf_counter() - start < most, "it never happened"
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents | QEventLoop.ProcessEventsFlag.AllEvents)
    return time.perf_counter() - start


def figure(what: str, taken: Sequence[Taken], limit: float) -> Figure:
    """The best of several runs."""
    best = min(taken)
    return Figure(what, best.worked, limit=limit, wall=min(each.passed for each in taken))


# --- start


def started(folder: Path, *words: str) -> dict[str, float]:
    """What a window in a process of its own told: when it was usable, what it holds."""
    surroundings = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder / "config")}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    begun = time.time()
    command = [sys.executable, "-m", "tests.speed.starting", *words]
    told = subprocess.run(command, env=surroundings, stdout=subprocess.PIPE, check=True, text=True).stdout
    found: dict[str, float] = json.loads(told.splitlines()[-1])
    return found | {"seconds": found["at"] - begun}


def starting(folder: Path, times: int = 5) -> Iterator[Figure]:
    """Start to usable window with 100 000 and with a million, and what the window holds with the million listed."""
    for size in (MIDDLE, LARGE):
        path = str(folder / f"students-{size}.sydb")
        bare, ours = [], []
        for _turn in range(times):
            bare.append(started(folder, "bare"))
            ours.append(started(folder, "program", path))
        yield Figure(
            f"start to usable window, {size} students / a bare Qt window",
            min(told["cpu"] for told in ours), min(told["cpu"] for told in bare), START, gap=IMPORTS,
            wall=min(told["seconds"] for told in ours),
        )  # fmt: skip
    # the least of several, as of all figures: what the allocator gives back in time differs by a tenth from run to run
    held = min((started(folder, "program", path, "student") for _turn in range(3)), key=lambda told: told["held"])
    yield Figure(f"MB held with {LARGE} listed (at most {held['most']})", held["held"], limit=HELD, unit="MB")


# --- a list of a million


def opened(database: Database, window: MainWindow) -> Taken:
    """Seconds from the click on the navigation to the painted list."""
    window.show_page("home", {})
    settle(window)
    old = window.stage.lists.pop("student", None)
    if old is not None:
        window.stage.removeWidget(old)
        old.deleteLater()
        settle(window)
    start = Start()
    window.show_list(STUDENT)
    page = window.page
    assert page is not None
    until(lambda: page.model.rowCount() > 0)
    page.table.viewport().repaint()
    return start.taken()


def searched(window: MainWindow, text: str) -> Taken:
    """Seconds from the last key to the painted rows."""
    page = window.page
    assert page is not None
    box = page.filters.search
    box.clear()
    settle(window)
    box.put(text[:-1])
    came: list[int] = []
    page.loaded.connect(lambda: came.append(1))
    start = Start()
    QTest.keyClicks(box, text[-1]) if text[-1].isascii() else box.insert(text[-1])
    until(lambda: bool(came))
    page.table.viewport().repaint()
    return start.taken()


def followed(window: MainWindow) -> Taken:
    """Seconds from an arrow key to the painted details."""
    page = window.page
    assert page is not None
    told: list[int] = []
    page.detail.record_shown.connect(lambda: told.append(1))
    start = Start()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    until(lambda: bool(told))
    page.detail.repaint()
    taken = start.taken()
    settle(window, 100)
    return taken


def frames(page: ListPage, count: int = 200) -> list[float]:
    """Seconds of each frame while the list is scrolled by three rows a frame, one page in ten, sorted.

    Of this thread: what other programs take of the machine is not the window's.
    """
    taken = []
    for number in range(count):
        start = time.thread_time()
        page.table.bar.setValue(page.table.bar.value() + (3 if number % 10 else 25))
        QApplication.processEvents()
        taken.append(time.thread_time() - start)
        pause(2)
    return sorted(taken)


def listing(folder: Path) -> Iterator[Figure]:
    """A million students: the first paint, searches, arrows, scrolling, a far jump."""
    database = filled(folder, LARGE)
    window = app.open_window(database, "million")
    window.resize(1440, 900)
    window.show()
    settle(window)
    painted = min(opened(database, window) for _ in range(3))
    yield Figure(
        f"open {LARGE} to the first paint / the raw select", painted.worked,
        raw_select(folder / f"students-{LARGE}.sydb"), PAINTED, wall=painted.passed,
    )  # fmt: skip
    settle(window)
    for text in SEARCHES:
        yield figure(f"the last key of {text} to the rows", [searched(window, text) for _ in range(3)], KEYSTROKE)
    page = window.page
    assert page is not None
    page.filters.clear()
    settle(window)
    page.table.setFocus()
    yield figure("an arrow key to the details", [followed(window) for _ in range(10)], DETAIL)
    yield from scrolling(window, page)
    window.close()
    database.close()


def scrolling(window: MainWindow, page: ListPage) -> Iterator[Figure]:
    """Frames with many columns, and a jump to where nothing was read."""
    page.layout_.use([f.name for f in fields_of(STUDENT) if not f.many][:COLUMNS])
    page.reload()
    settle(window)
    rows = [frames(page) for _ in range(3)]
    yield Figure(
        f"a frame of scrolling {COLUMNS} columns, 99th percentile",
        min(r[len(r) * 99 // 100] for r in rows),
        limit=FRAME,
    )
    jumps = []
    for place in (LARGE // 2, LARGE // 3, LARGE // 5):
        start = Start(time.thread_time)
        page.table.bar.setValue(place)
        page.table.viewport().repaint()
        jumps.append(start.taken())
        settle(window)
    yield figure("a far jump of the scroll bar to its frame", jumps, FRAME)


# --- a tour


def steps(window: MainWindow) -> Iterator[tuple[str, Callable[[], object]]]:
    """What a person does one after the other; each step finds the window as the one before left it."""

    def page() -> ListPage:
        assert window.page is not None
        return window.page

    def type_into(text: str) -> None:
        for letter in text:
            page().filters.search.insert(letter)

    def change() -> None:
        form = window.form
        assert form is not None
        box = form.rows["former_name"].editor.box
        box.selectAll()
        box.insert("张小甲" if box.text() != "张小甲" else "张小乙")
        box.textEdited.emit(box.text())

    yield "open the list", lambda: window.show_list(STUDENT)
    yield "search by initials", lambda: type_into("zw")
    yield "search for a surname", lambda: (page().filters.search.clear(), type_into("王"))
    yield "clear the search", page().filters.clear
    yield "filter", lambda: page().filters.put(Filter(field_map(STUDENT)["gender"], (Condition("gender", "=", "1"),)))
    yield "clear the filter", page().filters.clear
    yield "sort by name", lambda: page().order_by("name")
    yield "sort by a column without index", lambda: page().order_by("-birth_date")
    yield "select all", page().table.selectAll
    yield "change many", lambda: page().edit_many()
    yield "choose nothing", page().table.untick
    yield "scroll to the end", lambda: page().table.bar.setValue(page().table.bar.maximum())
    yield "go to the last row", lambda: page().table.go_to(page().model.rowCount() - 1)
    yield "open the form", lambda: page().opened.emit(page().model.results.ids[-1] if page().model.results else None)
    yield "change a field", change
    yield "save", lambda: window.form.save() if window.form is not None else None
    yield "back to the list", lambda: window.show_list(STUDENT)
    yield "undo", window.history.undo.trigger
    yield "open the print centre", lambda: window.show_page("print", {"report": "class-roster"})
    yield "open the palette", lambda: window.palette_.begin("")
    yield "search in the palette", lambda: window.palette_.begin("zw")
    yield "close the palette", window.palette_.close_layer
    yield "home", lambda: window.show_page("home", {})


def touring(folder: Path, times: int = 3) -> Iterator[Figure]:
    """The longest event of every step of the tour, the best of several tours."""
    database = filled(folder, MIDDLE)
    timed = QApplication.instance()
    assert isinstance(timed, Timed)
    taken: dict[str, list[Taken]] = {}
    for _tour in range(times):
        window = app.open_window(database, "tour")
        window.resize(1440, 900)
        window.show_page("home", {})
        window.show()
        settle(window)
        for name, act in steps(window):
            taken.setdefault(name, []).append(timed.during(window, act))
        window.close()
        window.deleteLater()
        pause(50)
    database.close()
    for name, found in taken.items():
        yield figure(f"the longest event of: {name} ({MIDDLE})", found, EVENT)


def figures(folder: Path) -> Iterator[Figure]:
    """All of it."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    Timed()
    app.application()
    app.take_turns()
    app.settle_in()
    for size in (MIDDLE, LARGE):
        filled(folder, size).close()
    yield from starting(folder)
    yield from listing(folder)
    yield from touring(folder)
