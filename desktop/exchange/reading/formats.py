"""Leading zeros that only a cell's number format shows: 250101 in the format 00000000 is 00250101.

The parser gives the bare number. A format of zeros and fixed characters alone says how a code is written; what a cell
then shows is what people wrote.
"""

import re
import struct
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree as ET

from desktop.exchange.reading.limits import Unreadable
from desktop.exchange.reading.ole import stream
from desktop.exchange.reading.zip import column_number

Shown = dict[tuple[int, int], Any]  # 0-based position -> what the cell shows
Pattern = tuple[
    str, ...
]  # "0" and "#" are places of digits, anything longer than a character begins with its literal mark

_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<gap>.)|\[\$(?P<money>[^\]-]*)(?:-[^\]]*)?\]|'
    r"\[(?:DBNum\d|Color\d+|Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|[一-鿿]+\d*)\]|(?P<digit>[0#])|(?P<plain>[-\s()+]|[^\x00-\x7f])",
    re.IGNORECASE,
)
_SECTION = re.compile(r'(?:"[^"]*"|\\.|[^;"\\])*')
_ZEROS = 2  # fewer of them pad nothing
_EXACT = 10**15
_WORTH = re.compile(rb'formatCode=(?:"[^"]*00|\'[^\']*00)')


def pattern_of(code: str) -> Pattern | None:
    """A number format that only pads with zeros and adds fixed characters; None for every other."""
    section, pieces, at = (_SECTION.match(code) or [""])[0], [], 0
    while at < len(section):
        found = _PIECE.match(section, at)
        if found is None:
            return None
        at = found.end()
        if found["digit"]:
            pieces.append(found["digit"])
        elif literal := next((found[n] for n in ("quoted", "escaped", "money", "plain") if found[n]), ""):
            pieces.append("=" + literal)
    return tuple(pieces) if pieces.count("0") >= _ZEROS else None


def shown(pattern: Pattern, number: float) -> str | None:
    """What a cell of that format shows; None where it shows no more than the number, or not only digits."""
    if not 0 <= number < _EXACT or number != int(number):
        return None
    digits = str(int(number)) if number else ""
    first = next(n for n, piece in enumerate(pattern) if piece in "0#")
    written: list[str] = []
    for place in range(len(pattern) - 1, -1, -1):
        piece = pattern[place]
        if piece not in "0#":
            written.append(piece[1:])
            continue
        taken = digits if place == first else digits[-1:]
        digits = digits[: len(digits) - len(taken)]
        written.append(taken or ("0" if piece == "0" else ""))
    text = "".join(reversed(written)).strip()
    return text if text != str(int(number)) else None


def styles_of_xlsx(data: bytes) -> dict[bytes, Pattern]:
    """The padding styles of a styles.xml, by the number cells call them by."""
    if not _WORTH.search(data):
        return {}
    try:
        root = ET.fromstring(data)  # noqa: S314 - parts that define entities were refused before
    except ET.ParseError:
        raise Unreadable("damaged") from None
    formats: dict[str, Pattern] = {}
    styles: dict[bytes, Pattern] = {}
    for group in root:
        tag = group.tag.rpartition("}")[2]
        if tag == "numFmts":
            codes = ((each.get("numFmtId", ""), pattern_of(each.get("formatCode", ""))) for each in group)
            formats = {key: pattern for key, pattern in codes if pattern is not None}
        elif tag == "cellXfs":
            used = ((str(n).encode(), formats.get(xf.get("numFmtId", ""))) for n, xf in enumerate(group))
            styles = {number: pattern for number, pattern in used if pattern is not None}
    return styles


def cells_of_xlsx(data: bytes, styles: Mapping[bytes, Pattern]) -> Shown:
    """What the padded number cells of a worksheet show."""
    if not styles:
        return {}
    cell = re.compile(
        rb"<(?:\w+:)?c\s((?:[^>]*\s)?s=[\"'](" + b"|".join(styles) + rb")[\"'][^>]*)>"
        rb"(?:\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v>([^<]*)<"
    )
    found: Shown = {}
    for attributes, style, value in cell.findall(data):
        place = re.search(rb"\br=[\"']([A-Z]+)(\d+)", attributes)
        if place is None or re.search(rb"\bt=[\"'](?!n[\"'])", attributes):
            continue
        try:
            text = shown(styles[style], float(value))
        except ValueError:
            continue
        if text is not None:
            found[int(place[2]) - 1, column_number(place[1]) - 1] = text
    return found


_FORMAT, _XF, _SHEET, _END, _BEGIN = 0x041E, 0x00E0, 0x0085, 0x000A, 0x0809
_NUMBER, _RK, _MULRK, _FORMULA = 0x0203, 0x027E, 0x00BD, 0x0006
_BIFF8 = 0x0600
Records = Iterator[tuple[int, bytes]]


def _records(book: bytes, at: int) -> Records:
    """The records of a substream of a binary workbook, up to its end."""
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        if kind == _END:
            return
        yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def cells_of_xls(data: bytes) -> list[Shown]:
    """What the padded number cells of every sheet of an xls file show; nothing of a file that cannot be followed."""
    try:
        return _cells_of_book(stream(data, ("Workbook", "Book")))
    except (struct.error, IndexError, UnicodeDecodeError):  # the parser has judged the file; this is beside it
        return []


def _cells_of_book(book: bytes) -> list[Shown]:
    formats: dict[int, Pattern] = {}
    styles: dict[int, Pattern] = {}
    sheets, count, version = [], 0, _BIFF8
    for kind, body in _records(book, 0):
        if kind == _BEGIN:
            version = int.from_bytes(body[:2], "little")
        elif kind == _FORMAT:
            number, text = _format(body, version)
            if (pattern := pattern_of(text)) is not None:
                formats[number] = pattern
        elif kind == _XF:
            if (pattern := formats.get(int.from_bytes(body[2:4], "little"))) is not None:
                styles[count] = pattern
            count += 1
        elif kind == _SHEET:
            sheets.append(int.from_bytes(body[:4], "little"))
    return [_cells_of_sheet(book, at, styles) for at in sheets] if styles else []


def _format(body: bytes, version: int) -> tuple[int, str]:
    number = int.from_bytes(body[:2], "little")
    if version < _BIFF8:
        return number, body[3 : 3 + body[2]].decode("gb18030", "replace")
    count, wide = int.from_bytes(body[2:4], "little"), body[4] & 1
    return number, body[5 : 5 + count * 2].decode("utf-16-le") if wide else body[5 : 5 + count].decode("latin-1")


def _cells_of_sheet(book: bytes, at: int, styles: Mapping[int, Pattern]) -> Shown:
    found: Shown = {}
    for kind, body in _records(book, at):
        if kind not in (_NUMBER, _RK, _MULRK, _FORMULA):
            continue
        row, column = struct.unpack_from("<HH", body)
        for offset, (style, number) in enumerate(_numbers(kind, body)):
            if (pattern := styles.get(style)) is not None and (text := shown(pattern, number)) is not None:
                found[row, column + offset] = text
    return found


def _numbers(kind: int, body: bytes) -> Iterator[tuple[int, float]]:
    """The style and the number of every cell of a record."""
    if kind == _MULRK:
        for place in range(4, len(body) - 2, 6):
            style, packed = struct.unpack_from("<HI", body, place)
            yield style, unpacked(packed)
    elif kind == _RK:
        style, packed = struct.unpack_from("<HI", body, 4)
        yield style, unpacked(packed)
    elif kind == _NUMBER or body[12:14] != b"\xff\xff":  # a formula whose result is no number ends in FFFF
        yield struct.unpack_from("<Hd", body, 4)


def unpacked(packed: int) -> float:
    """An RK number: 30 bits of an integer or of a float, perhaps a hundred times too large."""
    if packed & 2:
        number = float((packed >> 2) - (1 << 30 if packed & 0x8000_0000 else 0))
    else:
        number = float(struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFF_FFFC))[0])
    return number / 100 if packed & 1 else number
