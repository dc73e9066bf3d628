"""The wire between the child process that reads a workbook and the program: both halves of one format.

A sequence of messages, each a length (4 bytes, little endian) and a marshalled tuple: ("book", format), then per sheet
("sheet", name, hidden), ("rows", rows, specials) any number of times and ("done", merged, lines, stray, pictures), at last
("end",); or ("refused", reason, detail). `specials` are cells marshal does not know: (row in this message, column, tag, parts).
"""

import marshal
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

ROWS_A_MESSAGE = 1000
_ERRORS = (
    "#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA",
    "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!",
)  # fmt: skip
_FOLDED: dict[Any, Any] = {"": None} | {text: ("broken", (text,)) for text in _ERRORS}
_PICTURE = re.compile(
    r"=\s*(?:_xl\w+\.)*(?:DISPIMG|IMAGE)\(", re.IGNORECASE
)  # WPS and Excel put pictures into cells so
_PLAIN = {str, int, float, bool, type(None)}
_TEXTS = {str}
Specials = list[tuple[int, int, str, tuple[Any, ...]]]


class Sender:
    """Writes messages and packs rows."""

    def __init__(self, write: Callable[[bytes], Any]) -> None:
        self._write = write

    def say(self, *message: Any) -> None:
        """Send one message."""
        body = marshal.dumps(message, 2)  # later versions look for shared objects, which takes three times as long
        self._write(len(body).to_bytes(4, "little") + body)

    def sheet(  # noqa: PLR0913 - the parts of a sheet, each given by name
        self,
        name: str,
        rows: Iterable[Sequence[Any]],
        *,
        hidden: bool = False,
        merged: Sequence[tuple[int, int, int, int]] = (),
        lines: Sequence[int] | None = None,
        broken: Mapping[tuple[int, int], str] | None = None,
        shown: Mapping[tuple[int, int], str] | None = None,
        stray: str | None = None,
    ) -> None:
        """Send a whole sheet; by 0-based position `broken` are cells without a value, `shown` texts instead of numbers."""
        self.say("sheet", name, hidden)
        waiting: list[tuple[Any, ...]] = []
        specials: Specials = []
        by_row: dict[int, list[tuple[int, Any]]] = {}
        for (at, column), text in (shown or {}).items():
            by_row.setdefault(at, []).append((column, text))
        for (at, column), text in (broken or {}).items():
            by_row.setdefault(at, []).append((column, text if _PICTURE.match(text) else ("broken", (text,))))
        pictures = 0
        for number, row in enumerate(rows):
            packed, hidden_pictures = _pack(row, len(waiting), by_row.get(number, ()), specials)
            waiting.append(packed)
            pictures += hidden_pictures
            if len(waiting) >= ROWS_A_MESSAGE:
                self.say("rows", waiting, specials)
                waiting, specials = [], []
        self.say("rows", waiting, specials)
        self.say("done", tuple(merged), None if lines is None else tuple(lines), stray, pictures)


def _pack(
    row: Sequence[Any], position: int, told: Sequence[tuple[int, Any]], specials: Specials
) -> tuple[tuple[Any, ...], int]:
    """The cells of a row as they are sent, and how many of them hold a picture instead of a value."""
    if (
        not told
        and all(row)
        and _TEXTS.issuperset(map(type, row))
        and "=" not in (text := "".join(row))
        and "#" not in text
    ):
        return tuple(row), 0  # nothing but ordinary texts, as most rows are
    fold, pictures = _FOLDED.get, 0
    cells = [fold(value, value) for value in row]
    for column, value in told:
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = value
    for column in [n for n, value in enumerate(cells) if value.__class__ is str and value[0] == "="]:
        if _PICTURE.match(cells[column]):
            cells[column] = None
            pictures += 1
    while cells and cells[-1] is None:
        cells.pop()
    if not _PLAIN.issuperset(map(type, cells)):
        for column, value in enumerate(cells):
            if type(value) not in _PLAIN:
                specials.append((position, column, *_tagged(value)))
                cells[column] = None
    return tuple(cells), pictures


def _tagged(value: Any) -> tuple[str, tuple[Any, ...]]:
    if isinstance(value, tuple):
        return value
    if isinstance(value, datetime):
        return "datetime", (*value.timetuple()[:6], value.microsecond)
    if isinstance(value, date):
        return "date", value.timetuple()[:3]
    if isinstance(value, time):
        return "time", (value.hour, value.minute, value.second, value.microsecond)
    if isinstance(value, timedelta):
        return "timedelta", (value.days, value.seconds, value.microseconds)
    return "broken", (str(value),)


def with_specials(rows: list[tuple[Any, ...]], specials: Specials) -> list[tuple[Any, ...]]:
    """The rows of a message with the cells in them that marshal does not know."""
    from models.schema.complaints import Broken  # the child, which starts for every file, does without

    make: dict[str, Any] = {"broken": Broken, "date": date, "datetime": datetime, "time": time, "timedelta": timedelta}
    for row, column, tag, parts in specials:
        cells = list(rows[row])
        cells[column] = make[tag](*parts)
        rows[row] = tuple(cells)
    return rows
