"""Which column each column of a block without known headings probably is: by what stands in it, then by the usual order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop.exchange.columns import SheetColumn, columns_of
from desktop.exchange.known_headings import headings_of
from desktop.exchange.mapping import Choices, Source
from desktop.exchange.refusal import Refused
from desktop.exchange.tables import tables_of
from desktop.exchange.tables_context import is_blank
from desktop.exchange.tables_headings import normalise_heading, text_of
from desktop.exchange.workbook import Cell, Sheet
from desktop.screens.catalogue import screen_of
from models.schema.checks import parts_of_identity
from models.schema.fields import Entity, Field, entity_named
from models.schema.types import (
    Code,
    CreditCode,
    Date,
    IdentityNumber,
    OrganisationName,
    PersonName,
    Phone,
    reads_like_organisation,
)
from models.words import _

_LOOKED = 60  # rows that show what a column is about
_ENOUGH = 0.7  # of its cells must be right values
_WEIGHTS = (
    (IdentityNumber, 9),
    (CreditCode, 9),
    (Phone, 7),
    (Code, 6),
    (OrganisationName, 5),
    (Date, 5),
    (PersonName, 4),
)
_NAMED = 8  # what reads like the name of a record
_TELLING_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Headed:
    """A pasted source with a heading row: its own, or one put before it that numbers the columns; what they probably are."""

    source: Source
    suggested: Choices
    own: bool = True


def headed(entity: type[Entity], source: Source, usual: Sequence[str], first_row: bool | None) -> Headed:
    """The source with headings. `first_row` is what a person said about the first row being one (None: nobody did)."""
    if first_row is not False:
        try:
            tables_of(source.workbook, headings_of(entity))
        except Refused:
            pass
        else:
            return Headed(source, {})
    suggested: dict[str, str] = {}
    sheets, own = [], True
    for sheet in source.workbook.sheets:
        own = looks_like_headings(sheet) if first_row is None else first_row
        made = sheet if own else _numbered(sheet)
        found = suggest(entity, made.rows[1:], usual)
        names = [text_of(value) for value in made.rows[0]] if made.rows else []
        suggested |= {normalise_heading(name): found.get(n, "") for n, name in enumerate(names) if name}
        sheets.append(made)
    return Headed(replace(source, workbook=replace(source.workbook, sheets=tuple(sheets))), suggested, own)


def looks_like_headings(sheet: Sheet) -> bool:
    """Whether the first row names columns: short words, each once, none of them a number, over something that differs."""
    if len(sheet.rows) < 2:  # noqa: PLR2004 - a heading has something below it
        return False
    first = [text_of(value) for value in sheet.rows[0]]
    words = [text for text in first if text]
    if len(set(words)) < len(words) or any(sum(map(str.isdigit, text)) > 1 for text in words):
        return False
    below = [text_of(value) for row in sheet.rows[1:_LOOKED] for value in row]
    return not set(words) & set(below) and any(sum(map(str.isdigit, text)) >= _TELLING_DIGITS for text in below)


def _numbered(sheet: Sheet) -> Sheet:
    """The sheet under a row that numbers its columns."""
    wide = max(map(len, sheet.rows), default=0)
    names: tuple[Cell, ...] = tuple(_("第 {number} 列").format(number=n) for n in range(1, wide + 1))
    merged = tuple((above + 1, left, below + 1, right) for above, left, below, right in sheet.merged)
    return replace(sheet, rows=[names, *sheet.rows], merged=merged)


def suggest(entity: type[Entity], rows: Sequence[Sequence[Cell]], usual: Sequence[str]) -> dict[int, str]:
    """Column of the block -> column of the entity, each once; those nobody can tell are left out."""
    known = columns_of(entity)
    order = {name: place for place, name in enumerate(dict.fromkeys((*usual, *known)))}
    cells = {n: values for n in range(max(map(len, rows), default=0)) if (values := _values(rows, n))}
    in_order = _in_order(cells, [known[name] for name in usual if name in known])
    if in_order is not None:
        return in_order
    scores = [
        (-weight, n, order[name], name)
        for n, values in cells.items()
        for name, column in known.items()
        if column.field.to != entity.__tablename__ and (weight := _weight(column.field, values)) > 0
    ]
    found: dict[int, str] = {}
    named = False
    for _score, n, _place, name in sorted(scores):
        is_name = isinstance(known[name].field.type, PersonName)
        if (
            n not in found and name not in found.values() and not (is_name and named)
        ):  # any short word reads like a name
            found[n] = name
            named = named or is_name
    return found


def _values(rows: Sequence[Sequence[Cell]], n: int) -> list[Cell]:
    return [row[n] for row in rows[:_LOOKED] if n < len(row) and not is_blank(row[n])]


def _in_order(cells: Mapping[int, list[Cell]], usual: Sequence[SheetColumn]) -> dict[int, str] | None:
    """The columns as the list has them, if every one fits, and at least one could be nothing else."""
    if not cells or max(cells) >= len(usual):
        return None
    fits = [(_share(usual[n].field, values) >= _ENOUGH, _weight(usual[n].field, values)) for n, values in cells.items()]
    if not all(fit for fit, _weight_ in fits) or not any(weight for _fit, weight in fits):
        return None
    return {n: usual[n].name for n in cells}


def _weight(field: Field, values: Iterable[Cell]) -> float:
    """How surely values are of a field: nothing for those any text would fit."""
    values = list(values)
    named_like = screen_of(entity_named(field.to)).named_like if field.to is not None else None
    if named_like is not None:
        share = sum(bool(named_like(text_of(value))) for value in values) / len(values)
        return _NAMED * share if share >= _ENOUGH else 0
    weight = next((weight for kind, weight in _WEIGHTS if isinstance(field.type, kind)), 0)
    share = _share(field, values) if weight else 0
    return weight * share if share >= _ENOUGH else 0


def _share(field: Field, values: Sequence[Cell]) -> float:
    """How many of the values are right ones."""
    return sum(_is_right(field, value) for value in values) / len(values)


def _is_right(field: Field, value: Cell) -> bool:
    read, complaints = field.read(value)
    if read is None or any(complaint.fatal or complaint.code == "format" for complaint in complaints):
        return False
    if isinstance(field.type, OrganisationName):
        return reads_like_organisation(str(read))
    if isinstance(field.type, IdentityNumber):
        return parts_of_identity(str(read)) is not None
    return not isinstance(field.type, Code) or field.type.codes.find(text_of(value)) is not None
