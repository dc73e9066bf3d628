"""Sheets of Excel 2 to 4, a stream of records without a container, as old programs and clocking machines still write them.

Dates stay serial numbers, which the columns know how to read.
"""

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from desktop.exchange.reading.formats import Pattern, pattern_of, shown, unpacked
from desktop.exchange.reading.limits import Unreadable, check_area

if TYPE_CHECKING:
    from desktop.exchange.reading.protocol import Sender

_END, _SECRET, _BUNDLE = 0x0A, 0x2F, 0x0100
_INTEGER, _NUMBER, _LABEL, _FLAG, _FORMULA, _STRING = 0x02, 0x03, 0x04, 0x05, 0x06, 0x07
_RK, _FORMAT, _STYLE = 0x7E, 0x1E, 0x43  # the high byte of a record's number is the version it came with
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_FIRST = 2  # the version whose cells carry their style in three bytes, and whose texts have a length of one


class _Sheet:
    """The cells of one sheet by row and column, and the styles they refer to."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.rows: dict[int, dict[int, Any]] = {}
        self._formats: list[Pattern | None] = []
        self._styles: list[int] = []
        self._texts_at: tuple[int, int] | None = None

    def take(self, kind: int, body: bytes) -> None:
        """One record; those that hold neither a cell nor a style are passed over."""
        if kind == _FORMAT:
            self._formats.append(pattern_of(_text(body[2:] if self.version > 3 else body)))  # noqa: PLR2004 - Excel 4
        elif kind == _STYLE:
            self._styles.append(body[2] & 0x3F if self.version == _FIRST else body[1])
        elif kind == _STRING and self._texts_at is not None:
            self._put(*self._texts_at, self._words(body))
        elif kind in (_INTEGER, _NUMBER, _LABEL, _FLAG, _FORMULA, _RK):
            self._cell(kind, body)

    def _cell(self, kind: int, body: bytes) -> None:
        row, column = struct.unpack_from("<HH", body)
        first = self.version == _FIRST
        style = body[5] & 0x3F if first else self._style(int.from_bytes(body[4:6], "little"))
        rest = body[7 if first else 6 :]
        self._texts_at = None
        if kind == _LABEL:
            self._put(row, column, self._words(rest))
        elif kind == _FLAG:
            self._put(row, column, ("broken", (_ERRORS.get(rest[0], "#N/A"),)) if rest[1] else bool(rest[0]))
        elif kind == _FORMULA and rest[6:8] == b"\xff\xff":  # the result is told by kind, a text in a record of its own
            self._texts_at = (row, column) if rest[0] == 0 else None
            if rest[0]:
                self._put(row, column, bool(rest[2]) if rest[0] == 1 else ("broken", (_ERRORS.get(rest[2], "#N/A"),)))
        else:
            number = float(int.from_bytes(rest[:2], "little")) if kind == _INTEGER else _number(kind, rest)
            pattern = self._formats[style] if style < len(self._formats) else None
            self._put(row, column, (shown(pattern, number) if pattern else None) or number)

    def _style(self, number: int) -> int:
        return self._styles[number] if number < len(self._styles) else 0

    def _words(self, body: bytes) -> str:
        return _text(body) if self.version == _FIRST else _decoded(body[2 : 2 + int.from_bytes(body[:2], "little")])

    def _put(self, row: int, column: int, value: Any) -> None:
        self.rows.setdefault(row, {})[column] = value

    def listed(self) -> Iterator[list[Any]]:
        """The rows from the first on, with None for what is empty."""
        for row in range(max(self.rows, default=-1) + 1):
            cells = self.rows.get(row, {})
            yield [cells.get(column) for column in range(max(cells, default=-1) + 1)]


def _number(kind: int, rest: bytes) -> float:
    return unpacked(int.from_bytes(rest[:4], "little")) if kind == _RK else float(struct.unpack_from("<d", rest)[0])


def _text(body: bytes) -> str:
    return _decoded(body[1 : 1 + body[0]])


def _decoded(words: bytes) -> str:
    return words.decode("gb18030", "replace")


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        yield kind & 0xFF, data[at + 4 : at + 4 + length]
        if kind == _END:
            return
        at += 4 + length
    raise Unreadable("damaged")


def send_old(data: bytes, name: str, sender: "Sender") -> None:
    """Send a sheet of Excel 2 to 4; raises Unreadable for a bundle of several, and for what is damaged or locked."""
    version = {0: 2, 2: 3, 4: 4}[data[1]]
    if int.from_bytes(data[6:8], "little") == _BUNDLE:
        raise Unreadable("old-excel")
    sheet = _Sheet(version)
    try:
        for kind, body in _records(data):
            if kind == _SECRET:
                raise Unreadable("encrypted")
            sheet.take(kind, body)
    except (struct.error, IndexError):
        raise Unreadable("damaged") from None
    check_area(max(sheet.rows, default=0), max((max(cells) for cells in sheet.rows.values()), default=0))
    sender.say("book", "xls")
    sender.sheet(name, sheet.listed())
