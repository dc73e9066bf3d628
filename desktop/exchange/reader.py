"""Reads a workbook in a child process with limits, so that no file can harm the program."""

import os
import subprocess
import sys
import threading
import time as clock
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any

from desktop.exchange.reading.confinement import confine_on_windows
from desktop.exchange.reading.limits import CHILD_ARGUMENT, FILE_LIMIT, MEMORY_LIMIT, seconds_for
from desktop.exchange.reading.protocol import message_of
from desktop.exchange.refusal import Refused, is_known, refused
from desktop.exchange.workbook import Row, Sheet, Workbook
from models.memory import uncollected
from models.progress import SILENT, Progress
from models.words import _

_POLL_SECONDS = 0.05
_LONGEST_MESSAGE = 512 << 20
_ABORTED = 0xC0000000  # from here on Windows itself says how a program ended: memory was refused, most often


def child_command(path: Path, sheet: str | None) -> list[str]:
    """How this program, frozen or not, starts the child that reads a workbook."""
    program = [CHILD_ARGUMENT] if getattr(sys, "frozen", False) else ["-m", "desktop.exchange.reading.child"]
    return [sys.executable, *program, str(path), *([sheet] if sheet is not None else [])]


@uncollected()
def read_workbook(path: Path, sheet: str | None = None, progress: Progress = SILENT) -> Workbook:
    """Every worksheet of a file, or only the one called `sheet`.

    xlsx, xlsm, xlsb, xls, ods, and text in UTF-8, UTF-16 or GB18030; the content decides, not the name. Raises
    Refused with a sentence, and Cancelled; in every case the child has ended when this returns.
    """
    size = _size_of(path)
    with _child(path, sheet) as process:
        job = confine_on_windows(process, MEMORY_LIMIT)
        try:
            return _collect(path, _messages(process, path, clock.monotonic() + seconds_for(size), progress), progress)
        finally:
            process.kill()
            del job


def _size_of(path: Path) -> int:
    """Bytes of a readable file that is neither empty nor beyond all measure."""
    if path.exists() and not path.is_file():  # looked at first: opening a pipe would wait for ever
        raise refused("no-file", path.name)
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        raise refused("missing", path.name) from None
    except OSError:
        raise refused("permission", path.name) from None
    if size == 0:
        raise refused("empty", path.name)
    if size > FILE_LIMIT:
        raise refused("too-large", path.name)
    return size


def _child(path: Path, sheet: str | None) -> "subprocess.Popen[bytes]":
    root = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((root, known)) if known else root}
    return subprocess.Popen(  # noqa: S603 - our own program and a path, without a shell
        child_command(path.absolute(), sheet),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        start_new_session=True,  # Ctrl+C is for us, who end it: it would say that the file is damaged
    )


def _messages(
    process: "subprocess.Popen[bytes]", path: Path, deadline: float, progress: Progress
) -> Iterator[Sequence[Any]]:
    """What the child says, until it says the end; raises Refused when it dies or takes too long."""
    assert process.stdout is not None
    arrived: SimpleQueue[bytes | None] = SimpleQueue()
    threading.Thread(target=_listen, args=(process.stdout, arrived), daemon=True).start()
    while True:
        progress.check()
        if clock.monotonic() > deadline:
            raise refused("timeout", path.name)
        try:
            body = arrived.get(timeout=_POLL_SECONDS)
        except Empty:
            continue
        if body is None:
            raise _death(process, path)
        try:
            message = message_of(body)
        except ValueError:
            raise refused("damaged", path.name) from None
        if message[0] == "end":
            return
        yield message


def _listen(pipe: IO[bytes], arrived: "SimpleQueue[bytes | None]") -> None:
    """Put whole messages into the queue, and None when there are no more."""
    with suppress(OSError, ValueError):  # the pipe is closed under us when the reading is given up
        while len(head := pipe.read(4)) == 4:  # noqa: PLR2004 - bytes of a length
            length = int.from_bytes(head, "little")
            if length > _LONGEST_MESSAGE or len(body := pipe.read(length)) < length:
                break
            arrived.put(body)
    arrived.put(None)


def _death(process: "subprocess.Popen[bytes]", path: Path) -> Refused:
    """Why a child that said no end has died: a killing signal is memory or time, anything else the file."""
    import signal

    with suppress(subprocess.TimeoutExpired):
        process.wait(5)
    code = process.returncode or 0
    if code == -getattr(signal, "SIGXCPU", 0) and code:
        return refused("timeout", path.name)
    return refused("memory" if code < 0 or code >= _ABORTED else "damaged", path.name)


@dataclass(slots=True)
class _Growing:
    """A sheet of which parts have arrived."""

    name: str
    hidden: bool
    rows: list[Row] = field(default_factory=list)

    def finished(self, merged: Any, lines: Any, stray: str | None, pictures: int) -> Sheet:
        while self.rows and not self.rows[-1]:
            self.rows.pop()
        return Sheet(self.name, self.rows, self.hidden, merged, lines, stray, pictures)


def _collect(path: Path, messages: Iterator[Sequence[Any]], progress: Progress) -> Workbook:
    kind, sheets, rows = "", [], 0
    growing = _Growing("", hidden=False)
    for message in messages:
        what, parts = message[0], message[1:]
        if what == "refused":
            raise refused(parts[0] if is_known(parts[0]) else "damaged", path.name, parts[1])
        if what == "book":
            kind = parts[0]
        elif what == "sheet":
            growing = _Growing(*parts)
        elif what == "rows":
            growing.rows.extend(parts[0])
            rows += len(parts[0])
            progress.note(_("读取表格"), rows)
        elif what == "done":
            sheets.append(growing.finished(*parts))
    if not any(sheet.rows for sheet in sheets):
        raise refused("no-data", path.name)
    return Workbook(path, kind, tuple(sheets))
