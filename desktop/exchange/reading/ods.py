"""What the parser does not tell about an OpenDocument sheet: merged ranges, error values, leading zeros."""

import re
from typing import Any
from xml.parsers import expat

from desktop.exchange.reading.limits import Unreadable, check_area

_TELLING = re.compile(rb'-spanned="|value-type="error"|table:formula=|min-integer-digits="(?:[2-9]|\d\d)')
_LONG_REPEAT = re.compile(rb'-(rows|columns)-repeated="\d{4,}"')
_ENDS = {b"rows": b"</table:table>", b"columns": b"</table:table-row>"}
_MOST = 1000  # repeated numbers that are worth a look
_CELLS = ("table:table-cell", "table:covered-table-cell")


class OdsSheet:
    """Merged ranges (0-based, inclusive), cells without a value and numbers shown with leading zeros, of one sheet."""

    def __init__(self) -> None:
        self.merged: list[tuple[int, int, int, int]] = []
        self.broken: dict[tuple[int, int], str] = {}
        self.shown: dict[tuple[int, int], str] = {}
        self.last_row = self.last_column = self.cells = 0

    def count(self, row: int, column: int, cells: int) -> None:
        """Take note of cells with a value, the last of which stands at a 0-based position."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)
        self.cells += cells


def worth_surveying(content: bytes) -> bool:
    """Whether a content.xml holds merged or broken cells, or a value beyond thousands of repeated blanks."""
    if _TELLING.search(content):
        return True
    for repeat in _LONG_REPEAT.finditer(content):
        value = content.find(b"office:value-type", repeat.end())
        if 0 <= value < content.find(_ENDS[repeat[1]], repeat.end()):
            return True
    return False


class _Walker:
    """Counts rows and columns through repeated ones."""

    def __init__(self) -> None:
        self.sheets: list[OdsSheet] = []
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._depth = 0
        self._error = False
        self._number = ""
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._depth += 1
            if self._depth == 1:
                self.sheets.append(OdsSheet())
                self._row = 0
        elif self._depth != 1:
            return
        elif name == "table:table-row":
            self._rows = int(attributes.get("table:number-rows-repeated", "1"))
            self._column = 0
        elif name in _CELLS:
            self._begin_cell(attributes)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._columns = int(attributes.get("table:number-columns-repeated", "1"))
        height = int(attributes.get("table:number-rows-spanned", "1"))
        width = int(attributes.get("table:number-columns-spanned", "1"))
        if height * width > 1:
            place = (self._row, self._column, self._row + height - 1, self._column + width - 1)
            self.sheets[-1].merged.append(place)
        if "office:value-type" in attributes:
            last = (self._row + self._rows - 1, self._column + self._columns - 1)
            self.sheets[-1].count(*last, self._rows * self._columns)
        formula = "table:formula" in attributes
        kind = attributes.get("calcext:value-type", attributes.get("office:value-type"))
        self._error = kind == "error" or (formula and kind is None)
        self._number = attributes.get("office:value", "") if kind == "float" else ""
        self._text = []

    def text(self, data: str) -> None:
        if self._error or self._number:
            self._text.append(data)

    def end(self, name: str) -> None:
        if name == "table:table":
            self._depth -= 1
        elif self._depth != 1:
            return
        elif name == "table:table-row":
            self._row += self._rows
        elif name in _CELLS:
            if self._error:
                self.sheets[-1].broken[self._row, self._column] = "".join(self._text) or "="
            elif self._number:
                self._note_zeros("".join(self._text).strip())
            self._error, self._number = False, ""
            self._column += self._columns

    def _note_zeros(self, text: str) -> None:
        """Take the text of a number that shows more zeros before its digits than the number has."""
        if text.startswith("0") and text.isdecimal() and len(text) > 1 and int(text) == float(self._number):
            for row in range(self._row, self._row + min(self._rows, _MOST)):
                for column in range(self._column, self._column + min(self._columns, _MOST)):
                    self.sheets[-1].shown[row, column] = text


def survey_ods(content: bytes) -> list[OdsSheet]:
    """The sheets of a content.xml in order; raises Unreadable("damaged") and Unreadable("far-cell")."""
    walker = _Walker()
    parser: Any = expat.ParserCreate()
    parser.StartElementHandler = walker.start
    parser.EndElementHandler = walker.end
    parser.CharacterDataHandler = walker.text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        raise Unreadable("damaged") from None
    for sheet in walker.sheets:
        check_area(sheet.last_row, sheet.last_column, sheet.cells)
    return walker.sheets
