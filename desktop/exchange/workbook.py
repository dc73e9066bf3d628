"""A workbook as it was read: sheets of raw cells, before anybody knows what they mean."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from models.schema.complaints import Broken
from models.words import _

# what the names of files with tables end in; the content decides, but dialogues and drops go by these
ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt")

Cell = None | str | int | float | bool | datetime | date | time | timedelta | Broken
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows[0]` is row 1 of the workbook (csv: the first record); empty cells at a row's end are left out.

    `merged` holds 0-based (first row, first column, last row, last column), `lines` the physical line on which each
    csv record begins, `stray` the address of a cell far from the table that was left out ("XFD1048576"), `pictures` how many
    cells hold a picture, which is not read.
    """

    name: str
    rows: list[Row]
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    lines: tuple[int, ...] | None = None
    stray: str | None = None
    pictures: int = 0

    def cell(self, row: int, column: int) -> Cell:
        """The raw value at a 0-based position; None outside the sheet."""
        if not 0 <= row < len(self.rows):
            return None
        cells = self.rows[row]
        return cells[column] if 0 <= column < len(cells) else None


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file and its worksheets in order; `format` is what the file is (xlsx, xlsb, xls, ods, csv), not its name."""

    path: Path
    format: str
    sheets: tuple[Sheet, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What was not read, a sentence a sheet."""
        sentence = _("工作表“{sheet}”有 {count} 个单元格是图片，图片没有读取")
        return tuple(sentence.format(sheet=s.name, count=s.pictures) for s in self.sheets if s.pictures)
