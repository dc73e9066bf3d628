"""Leads a window through the steps of a scene as a person would, and waits until it stands still."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt, QTimer, QVariantAnimation
from PySide6.QtGui import QCursor, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QWidget

from desktop.ui.form.form import RecordForm
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.tasks import PATIENCE, Tasks
from desktop.ui.list.list_page import ListPage
from desktop.ui.shell.window import MainWindow
from models.database.database import Database
from models.database.settings import school_name
from models.schema.fields import entity_named

_SHORT = 600  # milliseconds: a timer of at most so long is part of what was asked for, a longer one is not
_BREATH = 5  # milliseconds between two looks at what still runs
_QUIET = 3  # looks in a row that must find nothing running
_ROOM = re.compile(r"[\d.,]+ ?[GT]B")
_TOOK = re.compile(r"\b\d+\.\d(?= (?:秒|s\b))")
_FAR = QPoint(-4000, -4000)


class Restless(Exception):  # noqa: N818 - what a scene is, not a fault of the program
    """A scene does not come to rest."""


class Guide:
    """One window over one database; `folder` holds files a scene may give to it."""

    def __init__(
        self, database: Database, folder: Path, size: tuple[int, int], settings: Settings | None = None
    ) -> None:
        QCursor.setPos(_FAR)  # nothing is pointed at unless a step says so
        self.database, self.folder, self.size = database, folder, size
        self._settings = settings or Settings()
        self.window = self._made()
        self.front: QWidget = self.window  # what is looked at
        self._begin()

    def _made(self) -> MainWindow:
        with self.database.reading() as connection:
            name = school_name(connection) or "shuangyuan.db"
        return MainWindow(self.database, name, self._settings)

    def _begin(self) -> None:
        self.window.resize(*self.size)
        self.window.show()
        self.rest()  # a window that has not appeared yet cannot be made the active one
        self.window.activateWindow()
        self.rest()

    def renew(self) -> None:
        """Another window in the place of this one, as after a change of who may do what."""
        before, self.window = self.window, self._made()
        self.front = self.window
        before.close()
        before.deleteLater()
        self._begin()

    # --- coming to rest

    def rest(self) -> None:
        """Serve the screen until nothing runs and nothing is put off."""
        quiet, end = 0, monotonic() + PATIENCE
        while quiet < _QUIET:
            self._breathe()
            if monotonic() > end:
                raise Restless("still busy: " + ", ".join(self._doings()))
            quiet = 0 if self.busy else quiet + 1
        self._hold_clock()

    def _hold_clock(self) -> None:
        """Let the ring of the undo bar stand where it began."""
        ring = self.window.undo_bar.clock
        if ring.state() is QVariantAnimation.State.Running:
            ring.setCurrentTime(0)
            ring.pause()

    def _breathe(self) -> None:
        pause = QEventLoop()
        QTimer.singleShot(_BREATH, pause.quit)
        pause.exec()
        # a storey that is laid out asks the one above it, in an event of its own: a slow machine has not come to the top
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    @property
    def busy(self) -> bool:
        """Whether something runs or will begin in a moment."""
        for timer in self.window.watch.findChildren(QTimer):  # it looks when a person has long gone on
            timer.stop()
        return next(self._doings(), None) is not None

    def _doings(self) -> Iterator[str]:
        """What runs or will begin in a moment."""
        for tasks in (self.window.tasks, *self.front.findChildren(Tasks)):
            yield from map(str, tasks.running)
        for root in self.roots():
            for timer in root.findChildren(QTimer):
                if timer.isActive() and timer.interval() <= _SHORT:
                    yield f"a timer of {timer.parent()}"

    def roots(self) -> Iterator[QWidget]:
        """The window, and what lies over it as a window of its own."""
        yield self.front
        yield from self.popups()

    def popups(self) -> Sequence[QWidget]:
        """Menus and plates that are open, from below to above."""
        floating = (Qt.WindowType.Popup, Qt.WindowType.Tool, Qt.WindowType.Dialog, Qt.WindowType.ToolTip)
        tops = [w for w in QApplication.topLevelWidgets() if w is not self.front and w.isVisible()]
        return sorted((w for w in tops if w.windowType() in floating), key=_depth)  # Qt keeps them in no order

    # --- what a person does

    def list(self, name: str) -> ListPage:
        """Go to a list, as a table."""
        self.window.stage.go_table(entity_named(name))
        self.rest()
        assert self.window.page is not None
        return self.window.page

    def page(self, key: str, **arguments: object) -> QWidget:
        """Go to a page."""
        self.window.show_page(key, arguments)
        self.rest()
        return self.window.stage.currentWidget()

    def form(self, name: str, row: int | None = 0) -> RecordForm:
        """Open the form of a record of the list, None for a new one."""
        page = self.list(name)
        results = page.model.results
        ids = results.ids if results is not None else ()
        self.window.stage.go_form(page.entity, ids[row] if row is not None and row < len(ids) else None)
        self.rest()
        form = self.window.form
        assert form is not None
        return form

    def turn_to(self, other: QWidget) -> None:
        """Look at another window in the place of the main one."""
        self.window.hide()
        self.front = other
        other.resize(*self.size)
        other.show()
        self.rest()
        other.activateWindow()
        self.rest()

    def type(self, text: str, into: QWidget | None = None) -> None:
        """Press the keys of a text, one after the other."""
        if into is not None:
            into.setFocus()
        for letter in text:
            self.press(0, letter)
        self.rest()

    def press(self, key: int, text: str = "", held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key where the focus is; a menu takes the keys while it is open."""
        popup = QApplication.activePopupWidget()
        target = (popup if isinstance(popup, QMenu) else QApplication.focusWidget()) or self.front
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, key, held, text))

    # --- what is seen

    def hide_machine(self) -> None:
        """Say usual places and sizes where those of this machine are told: they are others on every one."""
        parts: tuple[QLabel | QLineEdit, ...] = (
            *self.front.findChildren(QLabel), *self.front.findChildren(QLineEdit),
        )  # fmt: skip
        for part in parts:
            words = part.text().replace(str(self.folder), "~/.local/share/Shuangyuan")
            words = _TOOK.sub("0.2", _ROOM.sub("120 GB", words))
            if words != part.text():
                part.setText(words)
        self.rest()

    def picture(self) -> QPixmap:
        """The window, and over it what is open, where it is."""
        shot = self.front.grab()
        painter = QPainter(shot)
        for popup in self.popups():
            painter.drawPixmap(popup.pos() - self.front.pos(), popup.grab())
        painter.end()
        return shot

    def end(self) -> None:
        """Close everything without asking."""
        for popup in self.popups():
            popup.close()
        self.window.stage.close_form()
        for window in {self.window, self.front}:
            window.close()
            window.deleteLater()
        QApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete: what was closed is gone before the next scene
        QApplication.processEvents()


def _depth(popup: QWidget) -> int:
    """How many it hangs on: a menu lies below the menus it opens."""
    above = popup.parentWidget()
    return 0 if above is None else 1 + _depth(above)
