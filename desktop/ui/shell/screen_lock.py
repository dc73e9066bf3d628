"""The locked screen: after minutes without a key, after the computer slept, or when the person goes; drafts stay as they are."""

import time
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import SLOT, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from desktop.ui.kit.overlay import Overlay
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.theme import colour
from desktop.ui.start.sign_in import SignInPanel
from desktop.ui.start.unlock_panel import SecretPanel, UnlockPanel
from models.database import key_files
from models.database.database import Database
from models.words import _

MINUTES = "lock.minutes"  # key of the settings
_LOOK = 5000  # milliseconds between two looks at the clock
_SLEPT = 30.0  # seconds by which the clocks may differ between two looks before the computer must have slept
_WIDTH, _HEIGHT = 520, 330
_BUSY = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel)


class LockCover(Overlay):
    """Hides the window until the lock is open; no key reaches what lies below."""

    def __init__(self, over: QWidget, content: SecretPanel) -> None:
        super().__init__(over, _WIDTH, to_answer=True)
        self.content = content
        self.panel.column.addWidget(self.content)
        self.content.opened.connect(self.close_layer)

    def wanted_height(self) -> int:
        """Room for a sentence below the box."""
        return _HEIGHT

    def close_by_key(self) -> None:
        """Only the secret uncovers the window."""

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), colour("window"))


class ScreenLock(QObject):
    """Watches the window of a file that is locked or has users; in another it does nothing.

    `switched` when another than who worked uncovered it.
    """

    switched = Signal()

    def __init__(self, window: QMainWindow, database: Database, path: Path, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._database, self._path, self._settings = window, database, path, settings
        self._worker: int | None = None
        self._active = self._wall = 0.0
        self.cover: LockCover | None = None
        self._rested: list[QAction] = []
        self._hidden: list[QWidget] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self.look)
        self.begin()

    @property
    def wanted(self) -> bool:
        """Whether anybody can tell that they may look."""
        return self._database.session is not None or key_files.is_locked(self._path)

    def begin(self) -> None:
        """Watch from now on, if there is a lock or a user by now."""
        if self._timer.isActive() or not self.wanted:
            return
        self._touch()
        self._wall = time.time() - time.monotonic()
        self._timer.start()
        running = QApplication.instance()
        if running is not None:
            running.installEventFilter(self)
        bus = QDBusConnection.systemBus()
        if bus.isConnected():  # elsewhere the clocks tell
            bus.connect(
                "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep",
                self, SLOT("_sleeping(bool)").encode(),
            )  # fmt: skip

    def _touch(self) -> None:
        self._active = time.monotonic()

    @Slot(bool)
    def _sleeping(self, begins: bool) -> None:
        if begins:
            self.lock()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Somebody is there."""
        if event.type() in _BUSY:
            self._touch()
        return False

    def look(self) -> None:
        """Lock when nobody was there for long, or the computer slept meanwhile."""
        wall = time.time() - time.monotonic()
        slept, self._wall = abs(wall - self._wall) > _SLEPT, wall
        minutes = self._settings.get(MINUTES)
        if slept or (minutes and time.monotonic() - self._active > 60 * minutes):
            self.lock()

    def lock(self) -> None:
        """Cover the window and let every other window of the program go out of sight."""
        if self.cover is not None or not self.wanted:
            return
        self._rested = [action for action in self._window.actions() if action.isEnabled()]
        for action in self._rested:
            action.setEnabled(False)
        self._hidden = [
            each for each in QApplication.topLevelWidgets() if each is not self._window and each.isVisible()
        ]
        for each in self._hidden:
            each.hide()
        self._worker = self._database.person
        self.cover = LockCover(self._window, self._asking())
        self.cover.content.left.connect(self._window.close)
        self.cover.closed.connect(self._uncover)
        self.cover.open()
        self.cover.content.box.setFocus()
        self._window.centralWidget().setVisible(False)

    def _asking(self) -> SecretPanel:
        """Who has a passphrase of their own in the file is asked for that; it opens a lock as well."""
        if self._database.session is None:
            return UnlockPanel(self._path, _("退出程序"))
        return SignInPanel(self._database, _("退出程序"), self._database.operator)

    def _uncover(self) -> None:
        if self._database.person != self._worker:
            self.switched.emit()
            return
        self._window.centralWidget().setVisible(True)
        for action in self._rested:
            action.setEnabled(True)
        for each in self._hidden:
            with suppress(RuntimeError):  # it has gone meanwhile
                each.show()
        if self.cover is not None:
            self.cover.deleteLater()
        self.cover = None
        self._touch()
