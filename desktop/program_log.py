"""The log of the program in the account's own folder: what happened, by kind and place in the code, and nothing of a record.

A message is written as it stands in the code; of what is put into it only text that is Harmless, of a library not even the
message. Crashes of which Python hears nothing leave their places in a file beside it.
"""

import faulthandler
import logging
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from desktop.fault_report import Harmless, place_of, report_of
from models.database import permissions

NAME, CRASHES, EARLIER = "shuangyuan.log", "crashes.log", "crashes-before.log"
LARGEST, KEPT = 256 << 10, 3  # bytes of the log, and how many older ones stay
TOLD = 16 << 10  # bytes of the end of a file that a report shows
OWN = ("desktop", "models")
_VALUE = re.compile(r"%[-#0 +]*(?:\d+|\*)?(?:\.\d+)?[a-zA-Z]")
_DOUBTED = re.compile(r"\d{4,}|[^\x00-\x7f]+")
_HIDDEN = "…"
_CRASH_LINE = re.compile(
    r"Fatal Python error: [\w ]+|Windows fatal exception: [\w ]+|(?:Current t|T)hread 0x[0-9a-f]+ \(most recent call first\):"
    r"|  <no Python frame>|  \.\.\."
)
_CRASH_PLACE = re.compile(r'  File "(.+)", line (\d+) in ([\w<>.]+)')
_LOG = logging.getLogger(__name__)


def folder() -> Path | None:
    """Where the log of this account is; None for an account without a home."""
    from platformdirs import user_state_path

    try:
        return user_state_path("Shuangyuan", appauthor=False) / "log"
    except RuntimeError:
        return None


class KindsAlone(logging.Formatter):
    """Writes when, how grave, where, and what; whatever values a record carries besides stay unwritten."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, with the report of an error below it."""
        own = record.name.partition(".")[0] in OWN
        words = _filled(record) if own else _HIDDEN
        where = f"{record.name}:{record.lineno}" if own else f"{place_of(record.pathname)}:{record.lineno}"
        line = f"{self.formatTime(record)} {record.levelname} {where} {words}"
        error = record.exc_info[1] if record.exc_info else None
        return line if error is None else f"{line}\n{report_of(error)}"


def _filled(record: logging.LogRecord) -> str:
    """The message of the code, with those of its values that are harmless."""
    if isinstance(record.msg, Harmless):
        return record.msg
    given = iter(record.args if isinstance(record.args, tuple) else ())
    words = _DOUBTED.sub(_HIDDEN, str(record.msg)) if isinstance(record.msg, str) else _HIDDEN
    return _VALUE.sub(lambda _found: _harmless(next(given, None)), words)


def _harmless(value: Any) -> str:
    return value if isinstance(value, Harmless) else _HIDDEN


class _WrittenLater(logging.Handler):
    """Opens the files with the first record: most commands write none, and the code for turning files over is slow to read."""

    def __init__(self, place: Path) -> None:
        super().__init__()
        self._place = place
        self._files: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write it; a log that cannot be written never stands in the way of work."""
        with suppress(OSError):
            if self._files is None:
                self._files = _files_in(self._place)
            self._files.emit(record)

    def close(self) -> None:
        """Let go of the file."""
        if self._files is not None:
            self._files.close()
        super().close()


def _files_in(place: Path) -> logging.Handler:
    from logging.handlers import RotatingFileHandler

    class Files(RotatingFileHandler):
        def _open(self) -> Any:
            _own_file(Path(self.baseFilename))
            return super()._open()

        def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
            """See _WrittenLater.emit."""

    made = Files(place / NAME, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", errors="replace", delay=True)
    made.setFormatter(KindsAlone())
    return made


def _own_file(file: Path) -> None:
    """Have a file that nobody else may read, in a folder of the same kind; a link somebody put there goes."""
    permissions.new_folder(file.parent)
    permissions.tighten(file.parent)
    if file.is_symlink():
        file.unlink()
    permissions.new_file(file)
    permissions.tighten(file)


@contextmanager
def logged(place: Path | None) -> Iterator[None]:
    """Keep the log in a folder within; without one nothing is kept."""
    if place is None:
        yield
        return
    handler, root = _WrittenLater(place), logging.getLogger()
    root.addHandler(handler)
    before = {name: logging.getLogger(name).level for name in OWN}
    for name in OWN:
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
        root.removeHandler(handler)
        handler.close()


@contextmanager
def faults_logged() -> Iterator[None]:
    """Log what nobody caught: in threads, and where Python has nobody to tell."""
    kept = threading.excepthook, sys.unraisablehook
    threading.excepthook = lambda told: _uncaught(told.exc_value)
    sys.unraisablehook = lambda told: _uncaught(told.exc_value)
    try:
        yield
    finally:
        threading.excepthook, sys.unraisablehook = kept


def _uncaught(error: BaseException | None) -> None:
    if error is not None and not isinstance(error, SystemExit):
        _LOG.error("nobody caught: %s", report_of(error))


@contextmanager
def crashes_logged(place: Path | None) -> Iterator[str]:
    """Have the places in the program written to a file should it die within; yields what the last death left, "" for none.

    Who started the program with Python's own handler wants to see it; then, and without a folder, nothing is written.
    """
    stream = None if place is None or faulthandler.is_enabled() else _begun_in(place)
    if place is None or stream is None:
        yield ""
        return
    try:
        faulthandler.enable(stream)
        yield crash_before(place)
    finally:
        faulthandler.disable()
        stream.close()


def _begun_in(place: Path) -> "IO[bytes] | None":
    """The file for this run; what stands in it from before is put aside, and takes the place of what was there."""
    file, earlier = place / CRASHES, place / EARLIER
    try:
        with suppress(OSError):  # Windows: another window has it open
            earlier.unlink(missing_ok=True)
            if not file.is_symlink() and file.exists() and file.stat().st_size:
                file.replace(earlier)
        _own_file(file)
        return file.open("ab")
    except OSError:
        return None


def crash_before(place: Path) -> Harmless:
    """Where the program was when it died the last time, "" where it did not; only lines that Python itself writes."""
    return Harmless("\n".join(_crash_lines(end_of(place / EARLIER))))


def _crash_lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        found = _CRASH_PLACE.fullmatch(line)
        if found is not None:
            yield f"  {place_of(found[1])}:{found[2]} {found[3]}"
        elif (known := _CRASH_LINE.match(line)) is not None:
            yield known[0]


def end_of(file: Path, most: int = TOLD) -> str:
    """The last lines of a file, "" where there is none."""
    try:
        with file.open("rb") as stream:
            size = file.stat().st_size
            stream.seek(max(0, size - most))
            text = stream.read(most).decode("utf-8", "replace")
    except OSError:
        return ""
    return text if size <= most else text.partition("\n")[2]
