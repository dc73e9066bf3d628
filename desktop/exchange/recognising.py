"""What a sheet's headings leave open: columns known by their content, columns not read, questions to the person."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop.exchange.columns import columns_of, records_told
from desktop.exchange.matrices import parted
from desktop.exchange.tables import FoundTable, is_list, tables_of
from desktop.exchange.tables_context import is_blank, stated_count
from desktop.exchange.tables_headings import OTHER_PERSON, Headings, text_of
from desktop.exchange.workbook import Cell, Sheet, Workbook
from models.schema import checks
from models.schema.fields import Entity, Field, field_map
from models.schema.types import CreditCode, IdentityNumber, PersonName, Phone
from models.schema.values import clean_code
from models.words import N_, _, listed

IDENTITY, PHONE, CREDIT, DAY = "identity", "phone", "credit", "date"  # what the content of a column looks like
LIKE = {IDENTITY: N_("身份证号"), PHONE: N_("电话"), CREDIT: N_("信用代码"), DAY: N_("日期")}
NO_IDENTITY, WHICH = "no-identity", "which-column"  # kinds of questions
_LOOKED_AT = 200
_NEARLY_ALL = 0.9
_LONG = 1e16  # numbers that were numbers of persons before a spreadsheet rounded them
_ID_DIGITS = 18
_ABOUT_PHONES = re.compile(r"电话|手机|联系|tel|phone|mobile", re.IGNORECASE)
_DAY = re.compile(r"\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?(?:\s+0?0:00(?::00)?)?")


@dataclass(frozen=True, slots=True)
class UnreadColumn:
    """A column nobody reads: its heading (or its place), how many filled cells it holds, what they look like ("": nothing)."""

    heading: str
    cells: int
    like: str = ""

    @property
    def words(self) -> str:
        """It in a sentence."""
        told = _("{heading}（{cells} 格，像{like}）") if self.like else _("{heading}（{cells} 格）")
        return told.format(heading=self.heading, cells=self.cells, like=_(LIKE[self.like]) if self.like else "")


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person can say before rows are written: its kind, a sentence, the headings it is about."""

    kind: str
    words: str
    headings: tuple[str, ...] = ()


def read_tables(entity: type[Entity], workbook: Workbook, headings: Headings) -> tuple[FoundTable, ...]:
    """The tables of a workbook, with the columns that their content alone tells; raises Refused as tables_of does."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    found = [_recognised(entity, sheets[t.sheet_name], t) for t in tables_of(workbook, headings)]
    return read_as_matrices(entity, workbook, found)


def read_as_matrices(entity: type[Entity], workbook: Workbook, tables: Sequence[FoundTable]) -> tuple[FoundTable, ...]:
    """The tables, those with a column for each value of a field as blocks; those without a row left out if others have any."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    every = [one for t in tables for one in parted(entity, sheets[t.sheet_name], t)]
    return tuple(table for table in every if table.rows) or tuple(every)


def _recognised(entity: type[Entity], sheet: Sheet, table: FoundTable) -> FoundTable:
    for kind, name in _told_by_content(entity).items():
        own = _candidates(sheet, table, kind) if name not in table.columns else []
        if len(own) == 1 and (kind != PHONE or _ABOUT_PHONES.search(own[0][1])):
            table = _with_column(sheet, table, name, *own[0])
    return table


def _told_by_content(entity: type[Entity]) -> dict[str, str]:
    """Which column of the entity numbers of persons, phones and codes of bodies belong in."""
    found: dict[str, str] = {}
    for name, column in columns_of(entity).items():
        field = column.field
        if isinstance(field.type, IdentityNumber):
            found.setdefault(IDENTITY, name)
        elif isinstance(field.type, CreditCode):
            found.setdefault(CREDIT, name)
        elif isinstance(field.type, Phone) and name == "phone":
            found.setdefault(PHONE, name)
    return found


def _candidates(sheet: Sheet, table: FoundTable, kind: str) -> list[tuple[int, str]]:
    """Columns not read whose content is of a kind, unless the heading says that it is another person's."""
    own = ((place, text) for place, text in table.unmapped if OTHER_PERSON.search(text) is None)
    return [(place, text) for place, text in own if like_of(_cells(sheet, table, place)) == kind]


def _with_column(sheet: Sheet, table: FoundTable, name: str, place: int, text: str) -> FoundTable:
    rows = [replace(row, cells={**row.cells, name: sheet.cell(row.number - 1, place)}) for row in table.rows]
    return replace(
        table,
        columns={**table.columns, name: place},
        texts={**table.texts, name: text},
        by_content={**table.by_content, name: text or _place_words(place)},
        unmapped=tuple(pair for pair in table.unmapped if pair[0] != place),
        rows=rows,
    )


def _cells(sheet: Sheet, table: FoundTable, place: int) -> Iterator[Cell]:
    return (value for row in table.rows if not is_blank(value := sheet.cell(row.number - 1, place)))


def like_of(cells: Iterable[Cell]) -> str:
    """What nearly all cells of a column look like."""
    looked = [cell for cell, _n in zip(cells, range(_LOOKED_AT), strict=False)]
    for kind, fits in _FITS.items():
        if looked and sum(map(fits, looked)) >= _NEARLY_ALL * len(looked):
            return kind
    return ""


def _is_identity(cell: Cell) -> bool:
    if isinstance(cell, int | float):
        return cell >= _LONG
    text = clean_code(cell) or ""
    return len(text) == _ID_DIGITS and not any(c.fatal for c in checks.identity_number(text))


def _is_phone(cell: Cell) -> bool:
    text = clean_code(cell) or "" if isinstance(cell, str | int | float) else ""
    return bool(text) and not checks.phone(text)


def _is_credit_code(cell: Cell) -> bool:
    text = clean_code(cell) or "" if isinstance(cell, str) else ""
    return len(text) == _ID_DIGITS and not any(c.fatal for c in checks.credit_code(text))


def _is_day(cell: Cell) -> bool:
    return isinstance(cell, date) or (isinstance(cell, str) and _DAY.fullmatch(cell.strip()) is not None)


_FITS: Mapping[str, Callable[[Cell], bool]] = {
    IDENTITY: _is_identity,
    CREDIT: _is_credit_code,
    PHONE: _is_phone,
    DAY: _is_day,
}


def unread_columns(workbook: Workbook, tables: Sequence[FoundTable]) -> tuple[UnreadColumn, ...]:
    """Every heading nobody reads, once, with the filled cells under it in all tables; the fullest first."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    counts: dict[str, int] = {}
    likes: dict[str, str] = {}
    for table in tables:
        for place, text in table.unmapped:
            name = text or _place_words(place)
            cells = list(_cells(sheets[table.sheet_name], table, place))
            counts[name] = counts.get(name, 0) + len(cells)
            likes[name] = likes.get(name) or like_of(cells)
    order = sorted(counts, key=lambda name: -counts[name])
    return tuple(UnreadColumn(name, counts[name], likes[name]) for name in order)


def _place_words(place: int) -> str:
    """A column without a heading, by its letter."""
    letters, number = "", place + 1
    while number:
        number, left = divmod(number - 1, 26)
        letters = chr(ord("A") + left) + letters
    return _("{letter} 列（没有表头）").format(letter=letters)


def questions(entity: type[Entity], workbook: Workbook, tables: Sequence[FoundTable]) -> tuple[Question, ...]:
    """What a person is to be asked: which of several columns it is, and what to do without one that tells persons apart."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    found: dict[tuple[str, tuple[str, ...]], Question] = {}
    for table in (t for t in tables if t.rows):
        for asked in (*_which(entity, sheets[table.sheet_name], table), *_without_identity(entity, table)):
            found.setdefault((asked.kind, asked.headings), asked)
    return tuple(found.values())


def _which(entity: type[Entity], sheet: Sheet, table: FoundTable) -> Iterator[Question]:
    name = _told_by_content(entity).get(IDENTITY)
    several = _candidates(sheet, table, IDENTITY) if name is not None and name not in table.columns else []
    if len(several) > 1:
        headings = tuple(text_of(text) or _place_words(place) for place, text in several)
        words = _("{headings} 都像身份证号，不知道哪一列是本人的；请把那一列的表头改成“身份证号”，或在窗口里指出")
        yield Question(WHICH, words.format(headings=listed([f"“{h}”" for h in headings])), headings)


def _without_identity(entity: type[Entity], table: FoundTable) -> Iterator[Question]:
    """A table of persons in which no key of theirs is filled: the next list would make them a second time."""
    filled = {name for name in table.columns if any(not is_blank(row.cells.get(name)) for row in table.rows)}
    for person, inner, needed in _persons(entity):
        if not needed and filled.isdisjoint(inner):
            continue  # of nobody in particular
        told = {inner.get(name, name) for name in filled}
        told |= {owner.name for name in filled if (owner := columns_of(entity)[name].owner) is not None}
        if not any(told.issuperset(key) for key in person.keys):
            numbers = [f.title for f in _numbers_of(person)]
            words = _("“{sheet}”里没有能分清{label}的一列（{columns}）：同名的会弄混，再导入一次会重复建立")
            yield Question(
                NO_IDENTITY, words.format(sheet=table.sheet_name, label=_(person.label), columns=listed(numbers))
            )


def _persons(entity: type[Entity]) -> Iterator[tuple[type[Entity], Mapping[str, str], bool]]:
    """The kinds of persons a row of the sheet is about, the columns that tell them there, and whether every row does."""
    if isinstance(field_map(entity)[entity.display].type, PersonName):
        yield entity, {}, True
    for field in (f for f in field_map(entity).values() if f.told_by_others):
        for _through, person, columns in records_told(entity, field.name):
            if isinstance(field_map(person)[person.display].type, PersonName):
                yield person, columns, field.required


def _numbers_of(person: type[Entity]) -> Sequence[Field]:
    fields = field_map(person)
    return [fields[key[0]] for key in person.keys if key[0] != person.display]


def unread_sheets(workbook: Workbook, tables: Sequence[FoundTable]) -> tuple[str, ...]:
    """Sheets of lists in which nothing was found, in a sentence: they are of another kind."""
    read = {table.sheet_name for table in tables}
    left = [s for s in workbook.sheets if s.name not in read and is_list(s) and sum(map(bool, map(any, s.rows))) > 1]
    words = _("没有读入的工作表：{sheets}；表头不像要导入的这一类，请另选类别再导入一次")
    return (words.format(sheets=listed(f"“{sheet.name}”" for sheet in left)),) if left else ()


def tables_with_other_counts(tables: Sequence[FoundTable]) -> Iterator[tuple[str, Sequence[FoundTable]]]:
    """Tables that hold more or fewer rows than the lines above them say, with a sentence; blocks side by side are one."""
    together: dict[tuple[str, int, int], list[FoundTable]] = {}
    for table in tables:
        together.setdefault((table.sheet_name, table.header_row, id(table.context)), []).append(table)
    words = _("“{sheet}”表头写 {said} 人，读到 {count} 人")
    for blocks in together.values():
        said, count = stated_count(blocks[0].context), sum(len(block.rows) for block in blocks)
        if count and said not in (None, count):
            yield words.format(sheet=blocks[0].sheet_name, said=said, count=count), blocks
