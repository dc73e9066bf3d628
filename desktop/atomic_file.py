"""Handing over a finished file: whole or not at all."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

from models.database import scratch

T = TypeVar("T")


def replacing(target: Path, write: Callable[[Path], T]) -> T:
    """Let `write` make a file beside the target and put it in place when it is whole; returns what `write` returns.

    A file that was there stays as it was until then. Raises OSError when it cannot be written (no room, no right, open
    in another program).
    """
    part = target.with_name(f".{target.name}.part")
    with scratch.making(part):
        try:
            _make(part)
            result = write(part)
            part.replace(target)
        except OSError as error:
            if error.filename is not None and Path(error.filename) == part:
                error.filename = str(target)  # the file the person named
            raise
        finally:
            with suppress(OSError):  # where no file can be made there is none to remove
                part.unlink(missing_ok=True)
    return result


def _make(part: Path) -> None:
    """An empty file of our own; what a killed program left, or a link somebody put there, goes first."""
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))


def deliver(content: bytes, target: Path | BinaryIO) -> None:
    """Write the bytes to a stream, or to a file by `replacing`."""
    if isinstance(target, Path):
        replacing(target, lambda part: part.write_bytes(content))
    else:
        target.write(content)
