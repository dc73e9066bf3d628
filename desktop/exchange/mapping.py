"""Which heading of a workbook is which column: what was recognised, what a person chose instead, and several files read as one."""

import hashlib
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.exchange.columns import columns_of
from desktop.exchange.door import in_order, news_in
from desktop.exchange.known_headings import headings_of
from desktop.exchange.plan import Action, ImportPlan
from desktop.exchange.planning import unjudged
from desktop.exchange.recognising import like_of, read_as_matrices, read_tables
from desktop.exchange.refusal import Refused
from desktop.exchange.tables import FoundTable, tables_of
from desktop.exchange.tables_context import is_blank
from desktop.exchange.tables_headings import Headings, normalise_heading, text_of
from desktop.exchange.workbook import Sheet, Workbook
from models.acts.planning import ActPlan
from models.schema.fields import Entity, Field, entities, entity_named, telling_path
from models.schema.showing import mask_numbers, mask_written
from models.words import _

IGNORED = ""  # what a person chooses for a heading that is not to be read
_UNREAD = "\0"  # begins the name of a column that takes part in finding the table and is dropped afterwards
_SAMPLES = 3
_HEAD = 100  # rows that show what a sheet is about
_ENOUGH = 3  # sheets that show what a workbook is about
_CLEARLY = 4  # by as much as a column that must not be missing another kind fits better
_EXACT = 1e15  # from here on a cell shows 2.10104E+17 and has lost digits
_SEARCHED = 15
_SHEET_NAME = 31  # characters a workbook allows
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")

Choices = Mapping[str, str]  # normalised heading -> column, or IGNORED


@dataclass(frozen=True, slots=True)
class ChosenHeadings:
    """Headings as they are known, with what a person chose for single ones before them."""

    known: Headings
    choices: Choices

    @property
    def identity(self) -> frozenset[str]:
        """See Headings."""
        return self.known.identity

    @property
    def telling(self) -> frozenset[str]:
        """See Headings."""
        return self.known.telling

    def match(self, text: str) -> str | None:
        """See Headings; an ignored heading gets a column of its own, so that no other spelling of it is recognised."""
        chosen = self.choices.get(text)
        if chosen is None:
            return self.known.match(text)
        return chosen or _UNREAD + text


@dataclass(frozen=True, slots=True)
class FoundHeading:
    """One heading of the files: its words, the column it is read as (None: none), and some values under it.

    `cells` are how many under it are filled; `like` is what the content of a heading that is not read looks like.
    """

    text: str
    column: str | None
    samples: tuple[str, ...]
    cells: int = 0
    like: str = ""

    @property
    def key(self) -> str:
        """What it is remembered by."""
        return normalise_heading(self.text)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read, or a block that was pasted and may have no headings."""

    path: Path
    workbook: Workbook
    pasted: bool = False


@dataclass(frozen=True, slots=True)
class Gathered:
    """Several files read as one: a workbook with the sheets of all of them, and the tables found in it.

    `origins` are the number of the file and the name there of every sheet.
    """

    workbook: Workbook
    tables: tuple[FoundTable, ...]
    origins: Mapping[str, tuple[int, str]]


def fingerprint(headings: Iterable[FoundHeading]) -> str:
    """What tells one pattern of headings from another, whatever their order."""
    return hashlib.sha256("\n".join(sorted({h.key for h in headings})).encode()).hexdigest()[:16]


def gather(entity: type[Entity], sources: Sequence[Source], choices: Choices) -> Gathered:
    """The tables of all files; raises Refused of the first file in which there are none."""
    headings = ChosenHeadings(headings_of(entity), choices)
    names = _sheet_names(sources)
    sheets: list[Sheet] = []
    tables: list[FoundTable] = []
    for place, source in enumerate(sources):
        found = read_tables(entity, source.workbook, headings)
        own = {s.name: replace(s, name=names[place, s.name]) for s in source.workbook.sheets}
        sheets += own.values()
        tables += (_without_unread(own[t.sheet_name], t) for t in found)
    workbook = Workbook(_common_name(sources), sources[0].workbook.format, tuple(sheets))
    return Gathered(workbook, tuple(tables), {name: origin for origin, name in names.items()})


def _common_name(sources: Sequence[Source]) -> Path:
    """What the import is called after: its file, or the first of several and their number."""
    first = sources[0].path
    if len(sources) == 1:
        return first
    words = _("{file} 等 {count} 个文件").format(file=first.stem, count=len(sources))
    return first.with_name(words)


def _sheet_names(sources: Sequence[Source]) -> dict[tuple[int, str], str]:
    """A name of its own for each sheet; the file stands before it where two files use one name."""
    plain = [sheet.name for source in sources for sheet in source.workbook.sheets]
    named: dict[tuple[int, str], str] = {}
    taken: set[str] = set()
    for place, source in enumerate(sources):
        for sheet in source.workbook.sheets:
            name = sheet.name if plain.count(sheet.name) == 1 else _joined(source.path.stem, sheet.name)
            stem, count = name, 1
            while name.casefold() in taken:
                count += 1
                name = f"{stem[: _SHEET_NAME - 4]}({count})"
            taken.add(name.casefold())
            named[place, sheet.name] = name
    return named


def _joined(file: str, sheet: str) -> str:
    room = max(_SHEET_NAME - 1 - len(sheet), 8)
    return _FORBIDDEN.sub("_", f"{file[:room]}-{sheet}")[:_SHEET_NAME]


def _without_unread(sheet: Sheet, found: FoundTable) -> FoundTable:
    """The table under its sheet's new name, without the columns that a person does not want."""
    table = replace(found, sheet_name=sheet.name)
    unread = {name: place for name, place in table.columns.items() if name.startswith(_UNREAD)}
    if not unread:
        return table
    return replace(
        table,
        columns={name: place for name, place in table.columns.items() if name not in unread},
        unmapped=(*table.unmapped, *((place, _heading_text(sheet, table, place)) for place in unread.values())),
        rows=[replace(row, cells={k: v for k, v in row.cells.items() if k not in unread}) for row in table.rows],
        texts={name: text for name, text in table.texts.items() if name not in unread},
    )


def patterns(entity: type[Entity], sources: Sequence[Source]) -> tuple[tuple[str, frozenset[str]], ...]:
    """The pattern of headings of each file, and the headings in it, as they are without anybody's choices."""
    found = []
    for source in sources:
        try:
            headings = headings_found(gather(entity, (source,), {}))
        except Refused:
            headings = guessed_headings((source,))
        found.append((fingerprint(headings), frozenset(h.key for h in headings)))
    return tuple(found)


def headings_found(gathered: Gathered) -> tuple[FoundHeading, ...]:
    """Every heading of the tables, once, in the order of the files."""
    sheets = {sheet.name: sheet for sheet in gathered.workbook.sheets}
    found: dict[str, FoundHeading] = {}
    for table in gathered.tables:
        for heading in _headings_of_table(sheets[table.sheet_name], table):
            known = found.get(heading.key)
            kept = heading if known is None or (known.column is None and heading.column is not None) else known
            found[heading.key] = replace(kept, cells=heading.cells + (known.cells if known is not None else 0))
    return tuple(found.values())


def _headings_of_table(sheet: Sheet, table: FoundTable) -> Iterable[FoundHeading]:
    texts = {column: text for column, text in table.unmapped if text}
    names = {column: name for name, column in table.columns.items()}
    for column in sorted({*texts, *names}):
        text = texts.get(column) or _heading_text(sheet, table, column)
        values = [value for row in table.rows if not is_blank(value := sheet.cell(row.number - 1, column))]
        samples = tuple(dict.fromkeys(shown(value) for value in values[:200]))[:_SAMPLES]
        like = "" if column in names else like_of(values)
        yield FoundHeading(text, names.get(column), samples, len(values), like)


def _heading_text(sheet: Sheet, table: FoundTable, column: int) -> str:
    """The lines of a heading read together, through the cells merged over it."""
    lines = []
    for row in range(table.header_row - 1, table.header_row - 1 + table.header_rows):
        place = next((m for m in sheet.merged if m[0] <= row <= m[2] and m[1] <= column <= m[3]), None)
        line = text_of(sheet.cell(place[0], place[1]) if place else sheet.cell(row, column))
        if line:
            lines.append(line)
    return "".join(dict.fromkeys(lines))


def shown(value: object) -> str:
    """A raw cell as the person sees it in the spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value)) if abs(value) < _EXACT else f"{value:.5E}"
    text = str(getattr(value, "text", value)).strip()
    return text.removesuffix(" 00:00:00")


def covered(entity: type[Entity], headings: Iterable[FoundHeading]) -> tuple[FoundHeading, ...]:
    """The headings with numbers of persons masked in the values under them, whether or not their column is read."""

    def sample(column: str | None, text: str) -> str:
        return mask_written(columns_of(entity)[column].field, text) if column else mask_numbers(text)

    return tuple(replace(h, samples=tuple(sample(h.column, text) for text in h.samples)) for h in headings)


def guessed_headings(sources: Sequence[Source]) -> tuple[FoundHeading, ...]:
    """For files in which nothing was recognised: the row that names most columns, for a person to say what they are."""
    for source in sources:
        for sheet in source.workbook.sheets:
            rows = list(enumerate(sheet.rows[:_SEARCHED]))
            best = max(rows, key=lambda pair: len({text_of(v) for v in pair[1]} - {""}), default=None)
            if best is None or len({text_of(v) for v in best[1]} - {""}) < 2:  # noqa: PLR2004 - a title stands alone
                continue
            below = sheet.rows[best[0] + 1 : best[0] + 1 + _SAMPLES]
            return tuple(
                FoundHeading(text, None, tuple(shown(r[c]) for r in below if c < len(r) and not is_blank(r[c])))
                for c, value in enumerate(best[1])
                if (text := text_of(value))
            )
    return ()


def found_plan(entity: type[Entity], gathered: Gathered, sheets: frozenset[str] | None = None) -> ImportPlan:
    """The rows of the chosen sheets (None: all), not yet judged."""
    tables = [t for t in gathered.tables if sheets is None or t.sheet_name in sheets]
    return unjudged(entity, gathered.workbook.path, gathered.workbook, tables)


def parts_of(plan: ImportPlan, gathered: Gathered, sources: Sequence[Source]) -> Iterator[ImportPlan]:
    """What becomes of each of the files that were read as one, under its own names, for telling and giving back."""
    for place, source in enumerate(sources):
        called = {name: own for name, (file, own) in gathered.origins.items() if file == place}
        tables = [replace(t, sheet_name=called[t.sheet_name]) for t in gathered.tables if t.sheet_name in called]
        told = unjudged(plan.entity, source.path, source.workbook, tables)
        rows = [replace(row, sheet=called[row.sheet]) for row in plan.rows if row.sheet in called]
        going_in = [row for row in rows if row.action is not Action.REJECT]
        needed = [new for row in going_in for new in news_in(row.written.values()) if new in plan.created]
        yield replace(
            told, rows=rows, created=in_order(plan.created, needed), make=plan.make,
            persons={new: own for new, of in plan.persons.items() if (own := [r for r in of if r.sheet in called])},
            answers=plan.answers, asked=plan.asked, acts=_acts_in(plan, called),
        )  # fmt: skip


def _acts_in(plan: ImportPlan, sheets: Container[str]) -> ActPlan | None:
    """What the events in some sheets do of what those in all do."""
    if plan.acts is None:
        return None
    own = {n for n, row in enumerate(plan.act_rows) if row.sheet in sheets}
    return replace(plan.acts, effects=tuple(effect for effect in plan.acts.effects if effect.case in own))


def likenesses(workbook: Workbook) -> dict[type[Entity], int]:
    """What speaks for each kind of record a workbook may list; those it cannot be are left out."""
    longest = sorted(workbook.sheets, key=lambda sheet: len(sheet.rows), reverse=True)[:_ENOUGH]
    some = (sheet for sheet in workbook.sheets if sheet in longest)
    head = replace(workbook, sheets=tuple(replace(sheet, rows=sheet.rows[:_HEAD]) for sheet in some))
    scores = ((entity, _likeness(entity, head)) for entity in entities() if entity.importable)
    return {entity: score for entity, score in scores if score is not None}


def likeliest(scores: Mapping[type[Entity], int]) -> type[Entity] | None:
    """The kind for which most speaks."""
    # of two that fit alike the one kept more fully is the office's own list, the other what comes before it
    return max(scores, key=lambda entity: (scores[entity], len(columns_of(entity))), default=None)


def contradicting(scores: Mapping[type[Entity], int], chosen: type[Entity]) -> type[Entity] | None:
    """Another kind that the headings clearly say, whatever was chosen; None where they leave it open."""
    other = likeliest(scores)
    if other is None or other is chosen or scores[other] <= 0:
        return None
    return other if chosen not in scores or scores[other] - scores[chosen] >= _CLEARLY else None


def _likeness(entity: type[Entity], workbook: Workbook) -> int | None:
    """What speaks for it: headings it knows, what is said above them; against it: those it does not, what it must have."""
    try:
        tables = read_as_matrices(entity, workbook, tables_of(workbook, headings_of(entity)))
    except Refused:
        return None
    widest = max(tables, key=lambda table: len(table.columns))
    columns, read = columns_of(entity), set(widest.columns)
    (first,) = unjudged(entity, workbook.path, workbook, [replace(widest, rows=widest.rows[:1])]).rows
    said = read | {name for name, cell in first.raw.items() if not is_blank(cell)}  # also above the table
    tellers = [_tellers(column.field) for column in columns.values() if column.owner is None and column.field.required]
    lacking = sum(4 if said.isdisjoint(names) else read.isdisjoint(names) for names in tellers)
    called = " ".join(
        (workbook.path.stem, *(t.sheet_name for t in tables), *(x for t in tables for x in t.context.titles))
    )
    spoken = 2 * len(read) + len(said - read) + (3 if _(entity.label) in called else 0)
    return spoken - len(widest.unmapped) - lacking


def _tellers(field: Field) -> set[str]:
    """The columns of which a sheet must have one to say what is in a field: of a person the name, beside any number."""
    if field.told_by_others:
        assert field.to is not None
        return {name for name, of in field.spread if of == telling_path(entity_named(field.to))}
    return {field.name, *(name for name, _of in field.spread)}
