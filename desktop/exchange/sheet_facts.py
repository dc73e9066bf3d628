"""What holds for every row of a table because it is said around it: in a head line, a title, the name of sheet or file.

A column wins over the head line, the head line over the title, the title over the names (registers.md §0).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from desktop.exchange.columns import SheetColumn, columns_of
from desktop.exchange.known_headings import EntityHeadings, headings_of
from desktop.exchange.plan import ImportPlan
from desktop.exchange.references import folded
from desktop.exchange.tables import FoundTable
from desktop.exchange.tables_context import month_of, without_pairs
from models.database import lookup
from models.database.database import Database
from models.schema.fields import Entity, entity_named
from models.statistics import Connection

_KINDS = ("date", "month", "code", "references", "year")  # of values a head line says of all its rows
_YEAR = re.compile(r"(20\d{2})\s*年(?!级)")
_SHORTEST_NAME = 4  # characters of a name that is told apart from the words around it
_MONTH, _YEAR_COLUMN = "month", "year"


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a table: its titles without what they state as "label：value", the nearest first, then the names."""

    titles: tuple[str, ...]
    sheet: str
    file: str

    @classmethod
    def of(cls, table: FoundTable) -> "Around":
        """What stands around this one."""
        titles = (without_pairs(line) for line in reversed(table.context.titles))
        return cls(tuple(line for line in titles if line.strip()), *table.names)

    @property
    def texts(self) -> tuple[str, ...]:
        """All of it, what wins first."""
        return (*self.titles, self.sheet, self.file)


def facts(entity: type[Entity], table: FoundTable) -> dict[str, str]:
    """What is said around a table for every row, by column, as far as its words tell it; see take_known."""
    headings, columns = headings_of(entity), columns_of(entity)
    stated = {name: text for key, text in table.context.pairs.items() if (name := headings.match(key)) is not None}
    if "school_class" in columns and table.context.class_text:
        stated["school_class"] = table.context.class_text
    found = {n: text for n, text in stated.items() if _holds_for_all(headings, columns[n], text)}
    around = Around.of(table)
    for name, text in (*_named_in(entity, around, table.context.titles), *_dated_in(entity, around)):
        found.setdefault(name, text)
    return found


def _holds_for_all(headings: EntityHeadings, column: SheetColumn, text: str) -> bool:
    """Whether what a line above the table says of a column is meant for every row, and not for the sheet or its author."""
    if column.field.to is not None or column.part_of or ((to := _named_by(column)) and entity_named(to).in_titles):
        return True
    if column.name in headings.telling or column.field.private:
        return False
    if any(complaint.fatal for complaint in column.field.read(text)[1]):
        return False
    # 备注, 联系人 and the like may be anybody's; what the order class or the firm is known by is not
    return column.field.type.kind in _KINDS or (column.owner is not None and column.owner.creatable)


@cache
def told_columns(entity: type[Entity]) -> Mapping[str, SheetColumn]:
    """The columns whose record a title may name, by the kind of it: of several the one that is called like it."""
    choices: dict[str, list[SheetColumn]] = {}
    for column in columns_of(entity).values():
        to = _named_by(column)
        if to is not None and entity_named(to).in_titles:
            choices.setdefault(to, []).append(column)
    found = {}
    for to, some in choices.items():
        own = [column for column in some if column.owner is None] or some
        called = next((column for column in some if column.name == to), None)
        if called is not None or len(own) == 1:
            found[to] = called or own[0]
    return found


def _named_by(column: SheetColumn) -> str | None:
    """The kind of record whose name stands in a column: what it refers to, or what it alone tells of several columns."""
    field, owner = column.field, column.owner
    if field.to is not None:
        return None if field.many or field.told_by_others else field.to
    if owner is None or not owner.told_by_others or owner.to is None:
        return None
    return owner.to if dict(owner.spread).get(column.name) == entity_named(owner.to).display else None


def _named_in(entity: type[Entity], around: Around, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """References whose records say themselves how a text names one; whole lines, too, may (学年：…　学期：…)."""
    for to, column in told_columns(entity).items():
        find = entity_named(to).in_titles
        if callable(find):
            named = (find(text) for text in (*around.titles, *reversed(lines), around.sheet, around.file))
            hit = next((text for text in named if text is not None), None)
            if hit is not None:
                yield column.name, hit


def _dated_in(entity: type[Entity], around: Around) -> Iterator[tuple[str, str]]:
    """The month and the year the rows are about, where these tell one record from another."""
    columns = columns_of(entity)
    month = columns.get(_MONTH)
    if month is not None and month.owner is None and month.field.naming:
        told = month_of(around.texts)
        if told is not None:
            yield _MONTH, told
    years = (_YEAR.search(text) for text in around.texts)
    year = next((hit[1] for hit in years if hit is not None), None)
    if year is not None and _YEAR_COLUMN in columns:
        yield _YEAR_COLUMN, year


def take_known(database: Database, made: ImportPlan) -> None:
    """Give rows the records that a title names by a name the file knows: a placement plan, the number of a policy."""
    columns = {to: column for to, column in told_columns(made.entity).items() if entity_named(to).in_titles is True}
    tables = {(table.sheet_name, table.block, table.header_row): Around.of(table) for table in made.tables}
    if not columns or not tables:
        return
    places = {
        (table.sheet_name, table.block, row.number): tables[table.sheet_name, table.block, table.header_row]
        for table in made.tables
        for row in table.rows
    }
    for to, column in columns.items():
        with database.reading() as connection:
            names = _known_names(connection, entity_named(to))
        told = {around: _known_in(entity_named(to), names, around) for around in dict.fromkeys(tables.values())}
        for row in made.rows:
            around = places.get((row.sheet, row.block, row.number))
            name = told[around] if around is not None and column.name not in row.raw else None
            if name is not None:
                row.raw = {column.name: name, **row.raw}
        if any(told.values()) and column.name not in made.columns:
            made.columns = (*made.columns, column.name)


def _known_names(connection: Connection, entity: type[Entity]) -> Mapping[str, str]:
    """The names of records by how they are compared, the longest first; those that several have tell none of them."""
    owners: dict[str, set[int]] = {}
    written: dict[str, str] = {}
    for key, text, _scope in lookup.names(connection, entity):
        plain = folded(entity, text)
        if len(plain) >= _SHORTEST_NAME:
            owners.setdefault(plain, set()).add(key)
            written[plain] = text
    return {plain: written[plain] for plain in sorted(owners, key=len, reverse=True) if len(owners[plain]) == 1}


def _known_in(entity: type[Entity], names: Mapping[str, str], around: Around) -> str | None:
    """The longest name that stands in the first of the texts to have one."""
    for text in around.texts:
        plain = folded(entity, text)
        hit = next((name for name in names if _stands_in(name, plain)), None)
        if hit is not None:
            return names[hit]
    return None


def _stands_in(name: str, text: str) -> bool:
    """Whether a name stands in a text as a whole: XL-1 does not in XL-12."""
    place = text.find(name)
    while place >= 0:
        before, after = text[place - 1 : place], text[place + len(name) : place + len(name) + 1]
        if not (_goes_on(before, name[0]) or _goes_on(after, name[-1])):
            return True
        place = text.find(name, place + 1)
    return False


def _goes_on(beside: str, end: str) -> bool:
    return bool(beside) and all(one.isascii() and one.isalnum() for one in (beside, end))
