"""Looks into a zipped workbook before a parser does: sizes, entities, far cells, cells without a value."""

import io
import re
import zipfile

from desktop.exchange.reading.limits import (
    AREA_LIMIT,
    CELLS_LIMIT,
    PACKING_LIMIT,
    PART_LIMIT,
    PARTS_LIMIT,
    SPARSE,
    UNPACKED_LIMIT,
    Unreadable,
    address,
)

_ENCRYPTED_FLAG = 1
_SMALL = 32 << 20  # bytes; a part below this may shrink as much as it likes
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ROW_NUMBER = re.compile(rb"[^>]*?\sr=[\"'](\d+)")
_COLUMN = re.compile(rb" r=[\"']([A-Z]{2,3})\d")
_CELL = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=[\"']([A-Z]+)(\d+)[\"'][^>]*?(?:/>|>.*?</(?:\w+:)?c>)", re.DOTALL)
_ERROR_CELL = re.compile(
    rb"<(?:\w+:)?c\s([^>]*?t=[\"']e[\"'][^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<", re.DOTALL
)
_FORMULA_CELL = re.compile(
    rb"<(?:\w+:)?c\s([^>]*[^/>])>\s*<(?:\w+:)?f(?:\s[^>]*/>|/>|(?:\s[^>]*)?>([^<]*)</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]+)(\d+)")
_RICH = re.compile(
    rb"\bvm=[\"']"
)  # the value is told elsewhere; the error stands for programs that know no such values
_TEXT_RESULT = re.compile(rb"\bt=[\"']str[\"']")
_ROW_GAP, _COLUMN_GAP = 500, 100  # blank rows or columns after which a cell no longer belongs to the table
_STRAYS = 1000


class Survey:
    """What was found in one sheet: its (perhaps trimmed) XML, cells without a value, texts shown, a stray cell's address.

    No dataclass: what makes one takes a quarter of the child's start.
    """

    def __init__(
        self, broken: dict[tuple[int, int], str] | None = None, shown: dict[tuple[int, int], str] | None = None
    ) -> None:
        self.broken = broken or {}
        self.shown = shown or {}
        self.trimmed: bytes | None = None
        self.stray: str | None = None


def column_number(letters: bytes) -> int:
    """A = 1, Z = 26, AA = 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The container, after its directory was judged; raises Unreadable."""
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Unreadable("damaged") from None
    parts = container.infolist()
    if len(parts) > PARTS_LIMIT:
        raise Unreadable("too-large")
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise Unreadable("encrypted")
    read = [part for part in parts if _is_parsed(part.filename)]
    if sum(part.file_size for part in read) > UNPACKED_LIMIT:
        raise Unreadable("too-large")
    for part in read:
        swollen = part.file_size > _SMALL and part.file_size > PACKING_LIMIT * max(part.compress_size, 1)
        if part.file_size > PART_LIMIT or swollen:
            raise Unreadable("too-large")
    return container


def _is_parsed(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".bin"))


def parts_of(container: zipfile.ZipFile) -> dict[str, str]:
    """The parts by their names in small letters."""
    return {plain(info.filename).lower(): info.filename for info in container.infolist()}


def plain(name: str) -> str:
    """The name of a part as the standard wants it; some programs write backslashes, or begin at a dot or the root."""
    return name.replace("\\", "/").removeprefix("./").lstrip("/")


def part(container: zipfile.ZipFile, name: str) -> bytes:
    """One unpacked part; raises Unreadable when it is damaged, longer than declared, or defines entities."""
    try:
        data = container.read(name)
    except KeyError:
        raise Unreadable("damaged") from None
    except Exception as error:  # zlib, zipfile and lzma each have their own
        if isinstance(error, MemoryError):
            raise
        raise Unreadable("damaged") from None
    if name.lower().endswith((".xml", ".rels")):
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Unreadable("damaged")
        if _DOCTYPE.search(data):
            raise Unreadable("xml-entities")
    return data


def survey_sheet(data: bytes, *, pictures: bool = False) -> Survey:
    """Judge the XML of a worksheet; raises Unreadable("too-large") and Unreadable("far-cell").

    `pictures`: the workbook has pictures in cells, which stand there as error values.
    """
    found = Survey(broken=_broken_cells(data, pictures=pictures))
    rows = _last_row(data)
    columns = max(map(column_number, set(_COLUMN.findall(data))), default=26)
    cells = len(re.findall(rb"<(?:\w+:)?c\s", data)) if rows * columns > AREA_LIMIT else 0
    if rows * columns > AREA_LIMIT and rows * columns > SPARSE * cells:
        found.trimmed, found.stray = _trim(data)
    elif rows * columns > CELLS_LIMIT:
        raise Unreadable("too-large")
    return found


def _last_row(data: bytes) -> int:
    """The number of the last row; rows stand in order, and one that does not can only cost the child its memory."""
    at = max(data.rfind(b"<row"), data.rfind(b":row "))
    number = _ROW_NUMBER.match(data, at + 4) if at >= 0 else None
    return int(number[1]) if number else 0


def _broken_cells(data: bytes, *, pictures: bool) -> dict[tuple[int, int], str]:
    """Error values, and formulas that no program has calculated yet, by 0-based position."""
    broken: dict[tuple[int, int], str] = {}
    if b't="e"' in data or b"t='e'" in data:
        for attributes, text in _ERROR_CELL.findall(data):
            picture = pictures and text == b"#VALUE!" and _RICH.search(attributes)
            _note(broken, attributes, "=IMAGE(" if picture else text.decode("utf-8", "replace"))
    if b"</f>" in data or b":f>" in data:
        for attributes, formula, value in _FORMULA_CELL.findall(data):
            if not (value and _TEXT_RESULT.search(attributes)):
                _note(broken, attributes, "=" + formula.decode("utf-8", "replace") if b"(" in formula else "=")
    return broken


def _note(broken: dict[tuple[int, int], str], attributes: bytes, text: str) -> None:
    if reference := _REFERENCE.search(attributes):
        broken.setdefault((int(reference[2]) - 1, column_number(reference[1]) - 1), text)


def _trim(data: bytes) -> tuple[bytes, str]:
    """The sheet without a few cells far from its table, and the address of the farthest."""
    places = [(int(row), column_number(letters)) for letters, row in _CELL.findall(data)]
    last_row = _before_gap(sorted({row for row, _ in places}), _ROW_GAP)
    last_column = _before_gap(sorted({column for row, column in places if row <= last_row}), _COLUMN_GAP)
    strays = [place for place in places if place[0] > last_row or place[1] > last_column]
    row, column = max(strays or places, default=(1, 1))
    farthest = address(row - 1, column - 1)
    if not strays or len(strays) > _STRAYS or last_row * last_column > AREA_LIMIT:
        raise Unreadable("far-cell", farthest)

    def kept(match: re.Match[bytes]) -> bytes:
        return match[0] if int(match[2]) <= last_row and column_number(match[1]) <= last_column else b""

    return _CELL.sub(kept, data), farthest


def _before_gap(numbers: list[int], gap: int) -> int:
    """The last number before the first gap larger than `gap`; 0 without numbers."""
    last = 0
    for number in numbers:
        if number - last > gap:
            break
        last = number
    return last


def replaced(container: zipfile.ZipFile, parts: dict[str, bytes]) -> io.BytesIO:
    """A copy of the container in which some parts are replaced and all have plain names."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for info in container.infolist():
            if _is_parsed(info.filename):
                target.writestr(plain(info.filename), parts.get(info.filename) or container.read(info))
    copy.seek(0)
    return copy
