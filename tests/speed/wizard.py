"""The import wizard with 10 000 rows: how long the window stands still, a mended cell takes, a frame of scrolling takes."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from desktop import app
from desktop.exchange.review import ReviewFilter
from desktop.ui.imports.wizard import ImportWizard
from desktop.ui.imports.wizard_frame import COLUMNS, LAST, NAMES, REVIEW
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.tasks import Tasks
from models.database.database import open_database
from tests.speed import workbooks
from tests.speed.timing import Figure

ROWS = 10_000
SIZE = (1440, 900)
STALL, MEND, FRAME = 0.1, 0.05, 0.016
_TICK = 2  # milliseconds between two beats of the watch
_FRAMES = 300
_NOTCH = 72  # pixels that one notch of the wheel scrolls


class Watch:
    """The longest time in which the window could not have answered."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, 0.0
        self._timer = QTimer()
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._beat)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Measure what happens meanwhile."""
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer.start()
        yield
        self._beat()
        self._timer.stop()


def _until(done: Callable[[], bool], seconds: float = 60) -> None:
    """Let the window live until something is so."""
    loop, limit = QEventLoop(), time.monotonic() + seconds
    while not done():
        assert time.monotonic() < limit
        loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _TICK)


def _step(
    wizard: ImportWizard, tasks: Tasks, watch: Watch, what: str, act: Callable[[], object], at: set[int]
) -> Figure:
    with watch.watching():
        act()
        _until(lambda: wizard.steps.at in at and not tasks.running)
        for _pass in range(20):
            QApplication.processEvents()
    return Figure(f"longest standstill of the window: {what}", watch.longest, limit=STALL)


def _mended(wizard: ImportWizard, place: int, text: str) -> float:
    """Seconds from the cell that was typed to the row shown as it is judged now."""
    review = wizard.review
    index = review.model.index(place, review.model.names.index("phone"))
    start = time.perf_counter()
    review.model.setData(index, text)
    _until(lambda: not wizard._place.tasks.awaits(review) and not review._pending)
    review.table.rest.viewport().repaint()
    return time.perf_counter() - start


def _frames(wizard: ImportWizard) -> list[float]:
    """Seconds each frame takes while the wheel is turned, now and then sideways, with a jump every fifty frames."""
    table = wizard.review.table
    down, side = table.rest.verticalScrollBar(), table.rest.horizontalScrollBar()
    taken = []
    for number in range(_FRAMES):
        bar = side if number % 10 == 0 else down
        start = time.perf_counter()
        bar.setValue(bar.value() + _NOTCH if number % 50 else bar.maximum() * number // _FRAMES)
        QApplication.processEvents()
        taken.append(time.perf_counter() - start)
    return sorted(taken)


def figures(folder: Path) -> Iterator[Figure]:
    """Files to receipt, with the window watched."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app.application()
    app.take_turns()  # the window is measured as the program runs it
    app.settle_in()
    sheet = folder / f"students-{ROWS}.xlsx"
    if not sheet.exists():
        workbooks.write(sheet, ROWS)
    database = open_database(folder / f"wizard-{time.time_ns()}.sydb")
    window = QMainWindow()
    tasks = Tasks(window)
    wizard = ImportWizard(AppContext(window, database, tasks, print, print, Settings()))
    window.setCentralWidget(wizard)
    window.resize(*SIZE)
    window.show()
    watch = Watch()
    try:
        yield _step(wizard, tasks, watch, "reading", lambda: wizard.opened(files=[sheet]), {0})
        yield _step(wizard, tasks, watch, "headings and judging", wizard.go_on, {COLUMNS, NAMES, REVIEW})
        while wizard.steps.at != REVIEW:
            _step(wizard, tasks, watch, "", wizard.go_on, {wizard.steps.at + 1, REVIEW})
        with watch.watching():
            wizard.review.look(ReviewFilter(bad_rows=False, bad_columns=False))
            QApplication.processEvents()
        yield Figure("longest standstill of the window: all rows shown", watch.longest, limit=STALL)
        times = [_mended(wizard, place, f"1390000{place:04d}") for place in range(100, 2100, 100)]
        yield Figure("a cell mended, its row judged again (worst of 20)", max(times), limit=MEND)
        frames = _frames(wizard)
        yield Figure("a frame of scrolling, p99", frames[len(frames) * 99 // 100], limit=FRAME)
        yield _step(wizard, tasks, watch, "writing", wizard.go_on, {LAST})
    finally:
        tasks.close()
        window.close()
        database.close()
