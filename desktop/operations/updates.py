"""What announces a newer version offline: a small text file on a stick, on a share or beside the database.

The file is called shuangyuan-update.txt and holds lines as `版本：1.2.0`, `日期：2026-11-20`, `位置：双元安装包` (a folder or
file beside it) and at last `说明：` with some lines of notes; the names may be in English too (version, date, where, notes).
It is only ever read, and so is tolerant of how it was saved and trusts nothing in it: what is too large, is no plain file, or
names no newer version is as good as none, and no place outside its own folder is looked at.
"""

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PureWindowsPath

from models.database import second_place
from models.version import is_newer, parts_of

FILE = "shuangyuan-update.txt"
LARGEST = 16 << 10  # bytes
LINES, LONGEST = 20, 200  # of the notes that are read, and characters of each
_NAMES = {
    "版本": "version", "version": "version", "日期": "date", "date": "date", "位置": "where", "where": "where",
    "说明": "notes", "notes": "notes",
}  # fmt: skip
_LINE = re.compile(r"\s*([A-Za-z\u4e00-\u9fff]+)\s*[:：]\s*(.*)")
_VERSION = re.compile(r"[0-9]{1,5}(\.[0-9]{1,5}){1,3}")
_PLAIN = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class Update:
    """A version that is announced: its number, the folder where it lies, the day if one is told, notes line by line."""

    version: str
    folder: Path
    day: date | None = None
    notes: tuple[str, ...] = ()


def places(path: Path | None, second: Path | None) -> Iterator[Path]:
    """The folders that may hold an announcement: beside the database, the second place, where each disk begins."""
    if path is not None:
        yield path.parent
    if second is not None:
        yield from (second, second.parent)
    with suppress(OSError):
        yield from second_place.disks()


def newest(folders: Iterable[Path]) -> Update | None:
    """The newest version announced in these folders; None where none is newer than this program."""
    found = [update for folder in dict.fromkeys(folders) if (update := update_in(folder)) is not None]
    newer = [update for update in found if is_newer(update.version)]
    return max(newer, key=lambda update: parts_of(update.version), default=None)


def update_in(folder: Path) -> Update | None:
    """What a folder announces; None where there is nothing that can be read."""
    try:
        content = _content(folder / FILE)
    except (OSError, ValueError):
        return None
    return _read(_text(content), folder)


def _content(file: Path) -> bytes:
    """All of a plain file of a modest size; raises OSError, or ValueError for another."""
    handle = os.open(file, _PLAIN)
    with os.fdopen(handle, "rb") as stream:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode) or state.st_size > LARGEST:
            raise ValueError(file)
        return stream.read(LARGEST)


def _text(content: bytes) -> str:
    """However an editor saved it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def _read(text: str, folder: Path) -> Update | None:
    told: dict[str, str] = {}
    notes: list[str] = []
    for line in text.splitlines():
        found = _LINE.fullmatch(line) if "notes" not in told else None
        if found is not None and (name := _NAMES.get(found[1].casefold())) is not None:
            told.setdefault(name, _clean(found[2]))
            notes += [told["notes"]] if name == "notes" else []
        elif "notes" in told:
            notes.append(_clean(line))
    version = told.get("version", "")
    if _VERSION.fullmatch(version) is None:
        return None
    lines = tuple(line for line in notes if line)[:LINES]
    return Update(version, _beside(folder, told.get("where", "")), _day(told.get("date", "")), lines)


def _clean(text: str) -> str:
    """Without what a screen would obey instead of showing it."""
    return "".join(mark for mark in text if unicodedata.category(mark)[0] != "C").strip()[:LONGEST]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _beside(folder: Path, where: str) -> Path:
    """The folder that is meant, if it lies in that of the announcement; else that one itself."""
    meant = PureWindowsPath(where)  # takes both kinds of strokes
    if meant.drive or meant.root:
        return folder
    with suppress(OSError, ValueError):
        place = folder.joinpath(*meant.parts).resolve()
        if place.is_relative_to(folder.resolve()) and place.exists():
            return place if place.is_dir() else place.parent
    return folder


def announcement(version: str, day: date, where: str, notes: Iterable[str]) -> bytes:
    """The content of a file that announces a version, as a Windows editor shows it."""
    lines = (f"版本：{version}", f"日期：{day.isoformat()}", f"位置：{where}", "说明：", *notes)
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")
