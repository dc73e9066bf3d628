"""What a person chose about the window, and how they left it: kept as one small JSON file of the user's."""

import json
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QSaveFile, QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.operations.erasing import without
from desktop.ui.kit.tasks import Debounce
from models.database import key_files, permissions
from models.database.key_slots import DataKey
from models.words import N_

_DELAY = 400  # milliseconds after the last change before the file is written
IMPORTS = "imports"  # key of what was decided in earlier imports
# how the keys begin of what names records: for nobody but who opens the database, once that is locked
_OF_RECORDS = (IMPORTS, "palette.recent", "views.")

# preference -> (value, words) of each choice; the first is what one starts with
CHOICES: dict[str, tuple[tuple[Any, str], ...]] = {
    "theme": (
        ("system", N_("跟随系统")), ("light", N_("浅色")), ("dark", N_("深色")), ("contrast", N_("高对比")),
    ),
    "density": (("standard", N_("标准")), ("compact", N_("紧凑")), ("roomy", N_("宽松"))),
    "text": ((13, N_("标准")), (12, N_("小")), (15, N_("大"))),
    "navigation": (("auto", N_("自动")), ("wide", N_("展开")), ("rail", N_("只有图标"))),
    "lock.minutes": ((10, N_("10 分钟")), (5, N_("5 分钟")), (30, N_("30 分钟")), (0, N_("不锁"))),
    "language": (("zh_CN", N_("简体中文")), ("en", "English")),
}  # fmt: skip


class Settings(QObject):
    """Keys with JSON values; `changed` with the key. Without a file nothing outlives the program (tests, pictures).

    A file that cannot be read or written is as good as none: settings never stand in the way of work.
    """

    changed = Signal(str)

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self._values: dict[str, Any] = _read(path) if path is not None else {}
        self._lock: DataKey | None = None
        if path is not None:
            permissions.tighten(path)
        self._later = Debounce(_DELAY, self.flush, self)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key; of a preference the choice one starts with when nothing else is known."""
        if key in CHOICES:
            known = [value for value, _words in CHOICES[key]]
            value = self._values.get(key)
            return value if value in known else known[0]
        return key_files.unsealed_value(self._values.get(key, default), default)

    def put(self, key: str, value: Any) -> None:
        """Remember a value that JSON can hold; None forgets the key. In the main thread: a timer of another never ends."""
        assert threading.current_thread() is threading.main_thread()
        if self._values.get(key) == value:
            return
        if value is None:
            del self._values[key]
        else:
            self._values[key] = value
        if self.path is not None:
            self._later.start()
        self.changed.emit(key)

    def lock_with(self, lock: DataKey | None) -> None:
        """Keep what names records as the database is locked from now on."""
        if lock != self._lock:
            self._values = {key: key_files.unsealed_value(value, value) for key, value in self._values.items()}
            self._lock = lock
            self._later.start()

    def forget(self, needles: Iterable[str]) -> None:
        """Remember nothing any more in which one of these texts stands: a person was erased. It is written at once."""
        for key in [key for key in self._values if key not in CHOICES]:
            value = self.get(key)
            rest = without({key: value}, needles).get(key)
            if rest != value:
                self.put(key, rest)
        self.flush()

    def _kept(self) -> dict[str, Any]:
        return {
            key: key_files.sealed_value(value, self._lock) if key.startswith(_OF_RECORDS) else value
            for key, value in self._values.items()
        }

    def flush(self) -> None:
        """Write now; the old file stays whole until the new one is."""
        self._later.stop()
        if self.path is None:
            return
        try:
            permissions.new_folder(self.path.parent)
        except OSError:
            return
        file = QSaveFile(str(self.path))
        if file.open(QSaveFile.OpenModeFlag.WriteOnly):
            file.setPermissions(QSaveFile.Permission.ReadOwner | QSaveFile.Permission.WriteOwner)
            file.write(json.dumps(self._kept(), ensure_ascii=False, indent=1).encode())
            file.commit()


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


# pixels below which a window does not shrink; at first, where there is room
LEAST_SIZE, USUAL_SIZE = QSize(960, 600), QSize(1440, 900)
_WINDOW_FRAME = QSize(16, 48)  # room a window manager takes for its frame and title
_GEOMETRY = "window.geometry"


def restore_geometry(window: QWidget, settings: Settings) -> None:
    """Stand where the window stood when it was closed last; the first time whole within the screen."""
    kept = settings.get(_GEOMETRY)
    if isinstance(kept, str) and window.restoreGeometry(QByteArray.fromBase64(kept.encode())):
        return
    window.resize(USUAL_SIZE.boundedTo(window.screen().availableSize() - _WINDOW_FRAME))


def remember_geometry(window: QWidget, settings: Settings) -> None:
    """Keep size and place for the next start."""
    settings.put(_GEOMETRY, bytes(window.saveGeometry().toBase64().data()).decode())


def come_forward(window: QWidget) -> None:
    """Let it be the window in front."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
