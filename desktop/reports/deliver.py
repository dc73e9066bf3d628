"""Handing over a finished file: whole or not at all."""

import os
from pathlib import Path
from typing import BinaryIO


def deliver(content: bytes, target: Path | BinaryIO) -> None:
    """Write the bytes to a stream or a file; a file that was there stays as it was until all bytes are on the disk.

    Raises OSError when the file cannot be written (no room, no right, open in another program).
    """
    if not isinstance(target, Path):
        target.write(content)
        return
    part = target.with_name(f"{target.name}.part")
    try:
        part.write_bytes(content)
        os.replace(part, target)  # noqa: PTH105 - the same either way; this one says that it overwrites
    finally:
        part.unlink(missing_ok=True)
