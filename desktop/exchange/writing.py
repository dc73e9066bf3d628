"""Lists and templates as workbooks or CSV: text stays text, codes can be chosen, required columns stand out."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from desktop.atomic_file import replacing
from desktop.exchange.composite_references import column_named, exported, rows_with_spread
from desktop.exchange.list_templates import ListTemplate, shown
from desktop.exchange.refusal import Refused
from models.access import rights
from models.database import scratch
from models.database.column_profiles import EMPTY
from models.database.database import Database
from models.database.disclosures import EXPORT, revealing_list
from models.database.query import Query
from models.database.results import Row
from models.progress import SILENT, Progress
from models.schema.fields import Entity, Field
from models.schema.numbers import AMOUNT_FORMAT
from models.schema.showing import written_of
from models.schema.types import Code, CodeText, Money, MultiCode
from models.words import _

MOST_ROWS = 1_048_575  # of a sheet, below its heading
_A4 = 9  # its number in the file format
_COUNTED = ("number", "year", "date", "month")  # kinds a spreadsheet may take for what they are
_TAKEN_FOR_NUMBER = re.compile(  # and spoil: 00250101, 2.1E+17, 1E5, 3-2 that becomes the second of March, TRUE
    r"0\d+|\d{12,}|\d+(?:\.\d*)?E[-+]?\d+|\d{1,4}[-/]\d{1,2}(?:[-/]\d{1,4})?|TRUE|FALSE", re.ASCII | re.IGNORECASE
)
Show = Callable[[Field, Any], str]  # what a value of a field reads like
_FORMULA = tuple("=+-@＝＋－＠\t\r\n")  # what some spreadsheet would run when a CSV is opened


def export(  # noqa: PLR0913, PLR0917 - what, where, which columns, how many
    database: Database,
    query: Query,
    target: Path,
    columns: Sequence[str] = (),
    progress: Progress = SILENT,
    limit: int | None = None,
    *,
    unmasked: str | None = None,
    template: ListTemplate | None = None,
    codes: bool = False,
) -> int:
    """Write a list to .xlsx or .csv, in its order; returns the number of rows.

    By a `template` its columns stand under its headings, with names or codes as each of them says, with `codes` codes in all.

    Columns default to those an import takes back, so that a mended export can be imported again. Private values are
    masked, which an import takes for not given, unless somebody asks for them: `unmasked` is why, and is logged first.
    """
    database.require(rights.on(rights.EXPORT, query.entity))
    if template is not None:
        chosen, heads = template.sheet_columns(), template.headings
        shows: list[Callable[..., str]] = [partial(shown, codes=codes or one.codes) for one in template.columns]
    else:
        chosen = [column_named(query.entity, name) for name in columns or exported(query.entity)]
        heads, shows = tuple(c.field.title for c in chosen), [written_of] * len(chosen)
    read = [c for c in chosen if c.name != EMPTY]
    if unmasked is not None:
        revealing_list(database, EXPORT, query, [c.field for c in read], unmasked, limit)
    write = _write_csv if target.suffix.lower() == ".csv" else _write_workbook
    masked = unmasked is None
    laid = [
        _Written(c.field, head, partial(show, masked=masked))
        for c, head, show in zip(chosen, heads, shows, strict=True)
    ]
    with database.reading() as connection:
        rows = islice(rows_with_spread(connection, query, read), limit)
        return replacing(target, lambda part: write(part, query.entity, laid, rows, progress))


@dataclass(frozen=True, slots=True)
class _Written:
    """A column as it is written: the field, its heading, and what a value of it reads like."""

    field: Field
    head: str
    show: Show

    def text(self, row: Row) -> str:
        """What stands in its cell."""
        return self.show(self.field, row.values.get(self.field.name))


@contextmanager
def workbook(target: Path, **options: Any) -> Iterator[Any]:
    """An XlsxWriter workbook, put together in memory: on a full disk its zip could not be given up quietly."""
    import xlsxwriter

    buffer = BytesIO()
    with scratch.folder() as own, xlsxwriter.Workbook(buffer, options | {"tmpdir": str(own)}) as book:
        yield book
    target.write_bytes(buffer.getbuffer())


def _write_csv(
    target: Path, _entity: type[Entity], columns: Sequence[_Written], rows: Iterator[Row], progress: Progress
) -> int:
    count = 0
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([without_formula(column.head) for column in columns])
        for count, row in enumerate(progress.over(_("导出"), rows), 1):  # noqa: B007 - the count is what is returned
            writer.writerow([_guarded(column.field, column.text(row)) for column in columns])
    return count


def without_formula(text: str) -> str:
    """A cell of a CSV that no spreadsheet runs; our own reader takes the apostrophe away again."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def _guarded(field: Field, text: str) -> str:
    """A CSV has no types: an apostrophe keeps a formula from being run, ="…" a text of digits from being counted.

    Our own reader takes both back.
    """
    guarded = without_formula(text)
    if guarded != text:
        return guarded
    return f'="{text}"' if field.type.kind not in _COUNTED and _TAKEN_FOR_NUMBER.fullmatch(text) else text


def _write_workbook(
    target: Path, entity: type[Entity], columns: Sequence[_Written], rows: Iterator[Row], progress: Progress
) -> int:
    count = 0
    with workbook(target, constant_memory=True, strings_to_formulas=False) as book:
        sheet, formats = _sheet(book, entity, [c.field for c in columns], [c.head for c in columns])
        for count, row in enumerate(progress.over(_("导出"), rows), 1):
            if count > MOST_ROWS:
                raise Refused("too-large", _("一张工作表最多 {most} 行，请先筛选").format(most=MOST_ROWS))
            for place, column in enumerate(columns):
                value = row.values.get(column.field.name)
                if isinstance(value, int | Decimal) and column.field.type.kind == "number":
                    sheet.write_number(count, place, float(value), formats[place])
                elif value is not None:
                    sheet.write_string(count, place, column.text(row), formats[place])
    return count


def _sheet(book: Any, entity: type[Entity], fields: Sequence[Field], heads: Sequence[str]) -> tuple[Any, list[Any]]:
    sheet = book.add_worksheet(_(entity.label)[:31])
    formats = [book.add_format({"align": f.type.align, "num_format": _number_format(f)}) for f in fields]
    bold = book.add_format({"bold": True, "bg_color": "#E5ECFB", "border": 1, "valign": "vcenter", "text_wrap": True})
    plain = book.add_format({"bg_color": "#F4F5F7", "border": 1, "valign": "vcenter", "text_wrap": True})
    for place, (field, head) in enumerate(zip(fields, heads, strict=True)):
        width = max(field.type.width, 2 * len(head) + 2)
        sheet.set_column(place, place, min(width, 40), formats[place])
        sheet.write_string(0, place, head, bold if field.required else plain)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)  # one page wide, however long
    return sheet, formats


def _number_format(field: Field) -> str:
    """How a spreadsheet shows the cells of a column: amounts as everywhere, other numbers as they are, the rest as text."""
    if isinstance(field.type, Money):
        return AMOUNT_FORMAT
    return "General" if field.type.kind == "number" else "@"


def template(entity: type[Entity], target: Path) -> None:
    """Write an empty workbook to fill in: text cells for numbers that are names, codes to choose, required in bold."""
    columns = [column_named(entity, name) for name in exported(entity)]

    def write(part: Path) -> int:
        with workbook(part) as book:
            fields = [c.field for c in columns]
            sheet, _formats = _sheet(book, entity, fields, [f.title for f in fields])
            lists = book.add_worksheet(_("代码表"))
            for place, column in enumerate(columns):
                _add_choice(sheet, lists, place, column.field)
        return 0

    replacing(target, write)


def _add_choice(sheet: Any, lists: Any, place: int, field: Field) -> None:
    """A drop-down of the code table's names; the names stand on a second sheet, where a list may be long."""
    area = (1, place, 10_000, place)
    if isinstance(field.type, Code) and not isinstance(field.type, MultiCode):
        names = [code.told() for code in field.type.codes.codes]
        lists.write_column(0, place, [field.title, *names])
        source = f"={_quoted(lists.get_name())}!{_column(place)}$2:{_column(place)}${len(names) + 1}"
        sheet.data_validation(*area, {"validate": "list", "source": source, "error_type": "warning"})
    elif isinstance(field.type, CodeText):
        note = {"validate": "any", "input_title": field.title[:32], "input_message": _("按文本填写，保留开头的 0")}
        sheet.data_validation(*area, note)
    elif field.type.kind == "flag":
        sheet.data_validation(*area, {"validate": "list", "source": [_("是"), _("否")]})


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _column(place: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return f"${xl_col_to_name(place)}"
