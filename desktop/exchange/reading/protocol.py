"""The wire between the child process that reads a workbook and the program: both halves of one format.

A sequence of messages, each a length (4 bytes, little endian) and a list as JSON: ["book", format], then per sheet
["sheet", name, hidden], ["rows", count, others, specials] any number of times and ["done", merged, lines, stray, pictures], at last
["end"]; or ["refused", reason, detail]. Behind the rows stand, in a line of their own, the texts in them, cells and rows each with a
separator between. `others` are the cells that are no such text: [row in this message, column, value]; `specials` those JSON does not
know: [row, column, tag, parts]. Whatever a workbook made of the child, nothing it says can do more than be wrong.
"""

import json
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
Cells = tuple[Any, ...]
_WRONG, _WIDEST = "no message of ours", 1 << 20
_CELL, _ROW = "\x1f", "\x1e"  # between cells, between rows
_SHAPES: dict[str, list[type]] = {"book": [str], "sheet": [str, bool], "refused": [str, str], "end": []}
_HEAD_ENDS = b"\n"  # JSON has none of its own


class Sender:
    """Writes messages and packs rows."""

    def __init__(self, write: Callable[[bytes], Any]) -> None:
        self._write = write

    def say(self, *message: Any) -> None:
        """Send one message."""
        self._send(json.dumps(message).encode())

    def _send(self, body: bytes) -> None:
        self._write(len(body).to_bytes(4, "little") + body)

    def _rows(self, rows: Sequence[Cells], specials: Specials) -> None:
        others: list[tuple[int, int, Any]] = []
        lines = [_line(row, place, others) for place, row in enumerate(rows)]
        head = json.dumps(("rows", len(rows), others, specials)).encode()
        self._send(head + _HEAD_ENDS + _ROW.join(lines).encode("utf-8", "surrogatepass"))

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
                self._rows(waiting, specials)
                waiting, specials = [], []
        self._rows(waiting, specials)
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


def _line(row: Cells, place: int, others: list[tuple[int, int, Any]]) -> str:
    """The texts of a row; what is no text, or holds a separator, joins the others."""
    if _TEXTS.issuperset(map(type, row)):  # as most rows are
        line = _CELL.join(row)
        if line.count(_CELL) == len(row) - 1 and _ROW not in line:
            return line
    texts = []
    for column, cell in enumerate(row):
        plain = type(cell) is str and _CELL not in cell and _ROW not in cell
        texts.append(cell if plain else "")
        if not plain and cell is not None:
            others.append((place, column, cell))
    return _CELL.join(texts)


def message_of(body: bytes) -> tuple[Any, ...]:
    """One message as it was meant, ("rows", rows) with the rows complete; raises ValueError for what is none."""
    head, _end, texts = body.partition(_HEAD_ENDS)
    try:
        what, *parts = json.loads(head)
        if what == "rows":
            count, others, specials = parts
            return what, _complete(_texts(texts, count), others, specials)
        if what == "done":
            return what, *_about_the_sheet(*parts)
    except (
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        OverflowError,
        RecursionError,
        UnicodeDecodeError,
    ) as error:
        raise ValueError(_WRONG) from error
    if not isinstance(what, str) or [type(part) for part in parts] != _SHAPES.get(what):
        raise ValueError(_WRONG)
    return (what, *parts)


def _about_the_sheet(merged: Any, lines: Any, stray: Any, pictures: Any) -> tuple[Any, ...]:
    if not isinstance(pictures, int) or not isinstance(stray, str | None):
        raise TypeError(_WRONG)
    return tuple(map(tuple, merged)), None if lines is None else tuple(lines), stray, pictures


def _texts(texts: bytes, count: int) -> list[Cells]:
    lines = texts.decode("utf-8", "surrogatepass").split(_ROW) if count else []
    if len(lines) != count:
        raise ValueError(_WRONG)
    rows = [line.split(_CELL) if line else [] for line in lines]
    return [tuple(row) if all(row) else tuple([cell or None for cell in row]) for row in rows]


def _complete(rows: list[Cells], others: Iterable[Sequence[Any]], specials: Iterable[Sequence[Any]]) -> list[Cells]:
    """The rows with the cells that are no texts."""
    from models.schema.complaints import Broken  # the child, which starts for every file, does without

    make: dict[str, Any] = {"broken": Broken, "date": date, "datetime": datetime, "time": time, "timedelta": timedelta}
    changed: dict[int, list[Any]] = {}
    found = [(row, column, make[tag](*parts)) for row, column, tag, parts in specials]
    for row, column, value in (*others, *found):
        cells = changed.get(row)
        if cells is None:
            cells = changed[row] = list(rows[row])
        if not 0 <= column < _WIDEST:
            raise ValueError(_WRONG)
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = value
    for row, cells in changed.items():
        rows[row] = tuple(cells)
    return rows
