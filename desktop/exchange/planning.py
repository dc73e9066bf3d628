"""Judges every row of a workbook against the rules and the database, touching nothing; import_steps.py leads here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

from desktop.exchange import (
    absences,
    college_codes,
    dependants,
    door,
    events,
    head_lines,
    masked,
    named_bodies,
    new_records,
    open_questions,
    persons,
    sheet_facts,
    told,
    versions,
)
from desktop.exchange.columns import GRADE, SheetColumn, columns_of, records_told, references_of, required_of
from desktop.exchange.composite_values import composed, grade_contradicted
from desktop.exchange.doubles import doubt_doubles
from desktop.exchange.known_headings import unit_factor
from desktop.exchange.plan import Action, ImportPlan, ImportRow
from desktop.exchange.recognising import questions, tables_with_other_counts, unread_columns, unread_sheets
from desktop.exchange.references import Resolver, matches, of_a_school
from desktop.exchange.tables import FoundTable
from desktop.exchange.workbook import Cell, Workbook
from models.access.rights import IMPORT, on
from models.database import inheriting
from models.database.audit_chain import last_seal
from models.database.checking import by_act, owned_by_unit
from models.database.database import Database
from models.database.query import Query
from models.database.results import rows_of
from models.database.settings import own_unit, suggested_day
from models.memory import uncollected
from models.progress import SILENT, Progress
from models.schema.complaints import Complaint, warning
from models.schema.fields import Entity, Field, entity_named, field_map, held_alike, judge, versioned
from models.schema.readings import Readings, key_of
from models.schema.types import CodeText
from models.words import _

PIECE = 500  # rows read together


def unjudged(entity: type[Entity], path: Path, workbook: Workbook, tables: Sequence[FoundTable]) -> ImportPlan:
    """The rows of tables as they were read, with what is not read and what is to be asked."""
    rows, absent = absences.parted(entity, [row for t in tables for row in _rows_of_table(entity, t)])
    placed = [name for table in tables for name in sorted(table.columns, key=table.columns.__getitem__)]
    held = dict.fromkeys(chain.from_iterable(row.raw for row in rows))
    known = columns_of(entity)
    return ImportPlan(
        entity,
        path,
        rows,
        tuple(dict.fromkeys(table.sheet_name for table in tables)),
        tuple(dict.fromkeys(name for name in (*placed, *held) if name in held or known[name].part_of is None)),
        tuple(dict.fromkeys(text for table in tables for _place, text in table.unmapped if text)),
        workbook,
        tuple(tables),
        unread=unread_columns(workbook, tables),
        by_content={text: name for table in tables for name, text in table.by_content.items()},
        questions=questions(entity, workbook, tables),
        notes=(
            *unread_sheets(workbook, tables), *(words for words, _tables in tables_with_other_counts(tables)),
            *filter(None, [absences.note(entity, absent)]),
        ),
        absent=absent,
    )  # fmt: skip


def _rows_of_table(entity: type[Entity], found: FoundTable) -> Iterable[ImportRow]:
    """The rows of a table with what is said around it."""
    context = {k: v for k, v in sheet_facts.facts(entity, found).items() if k not in found.columns}
    units = {name: unit_factor(columns_of(entity)[name].field, text) for name, text in found.texts.items()}
    foreign = {name: factor for name, factor in units.items() if factor != 1}
    cells: list[Mapping[str, Cell]] = [{**context, **row.cells} if context else row.cells for row in found.rows]
    if foreign:
        cells = [_in_own_units(entity, foreign, row) for row in cells]
    full = composed(entity, found.context, found.names, cells)
    for row, raw in zip(found.rows, full, strict=True):
        yield ImportRow(found.sheet_name, row.number, found.block, raw)


def _in_own_units(
    entity: type[Entity], factors: Mapping[str, Decimal], cells: Mapping[str, Cell]
) -> Mapping[str, Cell]:
    """The cells with amounts that the heading states in another unit turned into the field's."""
    read = ((n, factor, columns_of(entity)[n].field.type.read(cells.get(n))[0]) for n, factor in factors.items())
    return {**cells, **{name: f"{amount * factor:f}" for name, factor, amount in read if amount is not None}}


def judge_rows(database: Database, made: ImportPlan, progress: Progress = SILENT) -> None:
    """Give every row of the plan its fate; a row mended by hand is judged again the same way. Raises NotAllowed."""
    database.require(on(IMPORT, made.entity))  # what becomes of a row tells which numbers are in the file
    with uncollected(), database.holding() as connection:
        made.judged = last_seal(connection)
        _judge_rows(database, made, progress)


def _judge_rows(database: Database, made: ImportPlan, progress: Progress) -> None:
    entity, rows = made.entity, made.rows
    sheet_facts.take_known(database, made)
    resolver = Resolver(database)
    if entity.at_colleges is not None:
        college_codes.take(made, resolver.own_level)
    for name, column in columns_of(entity).items():
        if name not in made.readings:
            # whether it must be filled is asked when it is known whether the record exists
            made.readings[name] = Readings(replace(column.field, required=False))
    _read_rows(made, progress, database.day())
    progress.note(_("对照数据库"))
    _resolve(database, made, resolver)
    named_bodies.take(database, made)
    head_lines.take(database, made, resolver)
    new_records.take_periods(made, resolver)
    aside = new_records.set_aside(made, resolver)
    masked.doubt_told(database, made)
    door.refuse_unmakable(database, entity, rows, resolver.created)
    _refuse_duplicates(entity, rows)
    _match(database, entity, rows)
    _refuse_repeated(entity, rows)
    new_records.say_set_aside(aside)
    required = required_of(entity, None)
    for row in rows:
        if row.key is None:
            masked.refuse_needed(row, required, made.readings)
            row.demand(required)
    door.refuse(database, entity, rows, made.readings, resolver.created)
    for row in rows:
        if row.errors:
            row.action = Action.REJECT
    coming = events.judge(database, made, resolver.created) if entity.by_act else frozenset()
    masked.doubt_own(database, made)
    makers = [field.name for field in references_of(entity)]
    kept = [row.written for row in rows if row.action is not Action.REJECT]
    given = {id(value): value for name in makers for written in kept if (value := written.get(name)) is not None}
    made.created = door.in_order(resolver.created, [n for n in door.news_in(given.values()) if n not in coming])
    doubt_doubles(database, made)


def _read_rows(made: ImportPlan, progress: Progress, day: date) -> None:
    """Give every row its values, and judge it alone."""
    words, count = _("核对{label}").format(label=_(made.entity.label)), len(made.rows)
    for start in range(0, count, PIECE):
        progress.note(words, start, count)
        rows = made.rows[start : start + PIECE]
        for row, values in zip(rows, _plainly_read(made.readings, rows), strict=True):
            _judge_alone(made.entity, row, *(_read(made.readings, row) if values is None else (values, set())), day)
    progress.note(words, count, count)


def _plainly_read(readings: Mapping[str, Readings], rows: Sequence[ImportRow]) -> list[dict[str, Any] | None]:
    """The values of every row, read column by column; none where something is to be said about a cell."""
    found: list[dict[str, Any] | None] = [None] * len(rows)
    alike: dict[tuple[str, ...], list[int]] = {}
    for n, row in enumerate(rows):
        row.covered = {}
        alike.setdefault(tuple(row.raw), []).append(n)
    for names, places in alike.items():
        columns = list(zip(*[rows[n].raw.values() for n in places], strict=True))
        read = [_read_column(readings[name], cells) for name, cells in zip(names, columns, strict=True)]
        spoken = {place for _values, doubted in read for place in doubted}
        for place, values in enumerate(zip(*(values for values, _doubted in read), strict=True)):
            if place not in spoken:
                pairs = zip(names, values, strict=True)
                own = {name: value for name, value in pairs if value is not None} if None in values else dict(pairs)
                found[places[place]] = own
    return found


def _read_column(readings: Readings, cells: Sequence[Cell]) -> tuple[Sequence[Any], Sequence[int]]:
    """The values of a column, and where a cell is to be looked at by itself."""
    keys: Iterable[Any] = cells if set(map(type, cells)) == {str} else map(key_of, cells)
    values, said = zip(*map(readings.__getitem__, keys), strict=True)
    doubted = [n for n, complaints in enumerate(said) if complaints] if any(said) else []
    if masked.may_cover(cells):
        doubted += [n for n, cell in enumerate(cells) if masked.may_cover((cell,))]
    return values, doubted


def _read(readings: Mapping[str, Readings], row: ImportRow) -> tuple[dict[str, Any], set[str]]:
    """The values of a row's cells, after what is wrong with them was told, and the columns of which none can be kept."""
    values: dict[str, Any] = {}
    failed: set[str] = set()
    row.covered = masked.covered_in(row, readings)
    for name, raw in row.raw.items() if not row.covered else masked.given_in(row):
        value, complaints = readings[name][raw if raw.__class__ is str else (raw.__class__, raw)]
        if complaints:
            failed.update(_complain(row, name, complaints))
        if value is not None:
            values[name] = value
    return values, failed


def _judge_alone(entity: type[Entity], row: ImportRow, values: dict[str, Any], failed: set[str], day: date) -> None:
    """Complete the row from itself, and judge fields together."""
    if GRADE in values and grade_contradicted(values):
        doubt = _("班级“{name}”不是 {grade} 级的，按班级导入，请核对")
        words = doubt.format(name=values["school_class"], grade=values[GRADE])
        row.complain(GRADE, warning("conflict", words))
    absences.contradicted(entity, row, values)
    judges = _judged(entity)
    for judged in judges:
        partly = len(judges) > 1
        own = {name: value for name, value in values.items() if name in judged.names} if partly else values
        for fill in judged.entity.fills:
            filled = {name: value for name, value in fill(own).items() if name in judged.names}
            if filled:
                row.completed |= {name for name in filled if own.get(name) is None}
                own.update(filled)
        for name, complaint in judge(judged.entity, own, day):
            if name not in failed and (name in judged.names or judged.entity is entity):
                failed.update(_complain(row, name, (complaint,)))
        if partly:
            values.update({name: v for name, v in own.items() if name not in failed})
    if None in values.values():  # a fill took it away: 缺考 is no score
        values = {name: value for name, value in values.items() if value is not None}
    row.values = {name: value for name, value in values.items() if name not in failed} if failed else values


def _complain(row: ImportRow, name: str, complaints: Sequence[Complaint]) -> Iterable[str]:
    """Take note of what is wrong with a column; the column, once for each reason it cannot be kept."""
    for complaint in complaints:
        row.complain(name, complaint)
    return (name for complaint in complaints if complaint.fatal)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A record described by columns of the sheet, which are called as its fields are."""

    entity: type[Entity]
    names: frozenset[str]


@cache
def _judged(entity: type[Entity]) -> Sequence[_Judged]:
    columns = [c for c in columns_of(entity).values() if c.part_of is None]
    found = [_Judged(entity, frozenset(c.name for c in columns if c.owner is None))]
    for name in dict.fromkeys(c.owner.name for c in columns if c.owner is not None):
        for _through, about, names in records_told(entity, name):
            alike = frozenset(name for name, inner in names.items() if name == inner)
            found.append(_Judged(about, frozenset(c.name for c in columns) & alike))
    return found


def _resolve(database: Database, made: ImportPlan, resolver: Resolver) -> None:
    """Turn texts of references into ids: plain ones by name, spread ones by the keys of the record they mean."""
    own = references_of(made.entity)
    made.persons = {}
    late = [f for f in own if not f.told_by_others and of_a_school(f)]  # whose it is the person tells
    for field in (f for f in own if not f.told_by_others and f not in late):
        resolver.resolve_column(made.entity, field, made.rows)
    for field in (f for f in own if f.told_by_others):
        if versioned(entity_named(field.to or "")):
            versions.resolve(database, made, field)
        else:
            _telling(field).resolve(database, made, resolver, field)
        if late:
            resolver.take_theirs(field, made.rows, late)
    for field in late:
        resolver.resolve_column(made.entity, field, made.rows)
    plain = {c.name for c in columns_of(made.entity).values() if c.owner is None and c.field.to is None}
    _take_own_unit(database, made.entity, made.rows)
    for row in made.rows:
        found = {name: value for name, value in row.written.items() if value is not None}
        row.written = found | {name: value for name, value in row.values.items() if name in plain}
    if made.entity.finds is not None:  # it tells which record a row is
        with database.reading() as connection:
            told = [row.written for row in made.rows if not row.errors]
            inheriting.found_by_others(connection, made.entity, told, suggested_day(connection))
        open_questions.ask(database, made)


def _telling(field: Field) -> ModuleType:
    """What finds the records of a reference that columns of their own tell."""
    if field.told_through:
        return dependants
    return told if entity_named(field.to or "").told_by else persons


def _take_own_unit(database: Database, entity: type[Entity], rows: Sequence[ImportRow]) -> None:
    """What names no school belongs to the office's own, if there is one; of keys, since that tells which record it is."""
    names = [name for name in owned_by_unit(entity) if any(name in key for key in entity.keys)]
    with database.reading() as connection:
        own = own_unit(connection) if names else None
    for row in rows if own is not None else ():
        row.written.update(dict.fromkeys([name for name in names if row.values.get(name) is None], own))


def _refuse_duplicates(entity: type[Entity], rows: Sequence[ImportRow]) -> None:
    """Of rows that mean one record the first stands; unique values may stand once."""
    columns = columns_of(entity)
    keys = [key for key in entity.keys[:1] if all(name in columns for name in key)]
    keys += [(c.name,) for c in columns.values() if c.owner is None and c.field.unique and (c.name,) not in keys]
    for key in keys:
        seen: dict[tuple[Any, ...], ImportRow] = {}
        parts = [columns[name] for name in key]
        for row in rows:
            value = tuple([None if _holds_own(entity, row, c.name) else _identity(row, c) for c in parts])
            if None in value:
                continue
            first = seen.setdefault(value, row)
            if first is not row:
                _complain_of_copy(columns[key[0]], first, row)


def _holds_own(entity: type[Entity], row: ImportRow, name: str) -> bool:
    """Whether a row holds the person itself whom this reference else names: two of a name are two."""
    return row.alone and (alike := held_alike(entity)) is not None and alike.reference == name


def _refuse_repeated(entity: type[Entity], rows: Sequence[ImportRow]) -> None:
    """Where sheets cannot say the first key (the placement of an insured person), new rows repeat each other by the next."""
    columns = columns_of(entity)
    told = next((key for key in entity.keys if all(name in columns for name in key)), None)
    if told is None or told == entity.keys[0]:
        return
    seen: dict[tuple[Any, ...], ImportRow] = {}
    for row in (row for row in rows if row.key is None and not row.errors):
        value = tuple([_identity(row, columns[name]) for name in told])
        first = row if None in value else seen.setdefault(value, row)
        if first is not row:
            _complain_of_copy(columns[told[-1]], first, row)


def _identity(row: ImportRow, column: SheetColumn) -> Any:
    """What tells records apart in this column: the reference found, or for one not in the database its numbers."""
    name = column.name
    if name in row.written:
        return row.written[name]
    if column.field.spread:
        values = (row.values.get(name) for name, _inner in column.field.spread)
        return tuple(str(value) for value in values) if "name" in row.values else None
    return row.values.get(name)


def _complain_of_copy(column: SheetColumn, first: ImportRow, row: ImportRow) -> None:
    where = _("{sheet} 第 {row} 行").format(sheet=first.sheet, row=first.number)
    message = _("{label}与 {where}重复，只保留前一行").format(label=column.label, where=where)
    row.complain(column.name, Complaint("duplicate-in-file", message))


def _match(database: Database, entity: type[Entity], rows: Sequence[ImportRow]) -> None:
    """Insert, update or unchanged: compared with the record the row means, empty cells never erase."""
    sound = [row for row in rows if not row.errors]
    own = {name: name for name, column in columns_of(entity).items() if column.owner is None}
    covered = [masked.covered_of(row, own) for row in sound]
    found = matches(database, entity, [row.written for row in sound], covered, each=True)
    for row, (key, complaint) in zip(sound, found, strict=True):
        row.key = key
        if complaint is not None:
            row.complain(entity.keys[0][0], complaint)
    known = [row for row in sound if row.key is not None and not row.errors]
    present = _present(database, entity, known)
    taken: dict[int, ImportRow] = {}
    for row in known:
        assert row.key is not None
        first = taken.setdefault(row.key, row)
        if first is not row:
            _complain_of_copy(columns_of(entity)[entity.keys[0][0]], first, row)
            continue
        _compare(entity, row, present[row.key])


def _present(database: Database, entity: type[Entity], rows: Sequence[ImportRow]) -> dict[int, Mapping[str, Any]]:
    names = list(dict.fromkeys(name for row in rows for name in row.written))
    if not names:
        return {row.key: {} for row in rows if row.key is not None}
    with database.reading() as connection:
        keys = [row.key for row in rows if row.key is not None]
        query = Query(entity, as_of=suggested_day(connection))  # what the door compares it with
        return {row.id: row.values for row in rows_of(connection, query, keys, names)}


def _compare(entity: type[Entity], row: ImportRow, present: Mapping[str, Any]) -> None:
    fields = field_map(entity)
    # what was completed from the row itself must not overwrite what somebody put in by hand
    said = row.raw.keys() - row.completed
    own = {held for name, held in masked.held_in(entity).items() if name not in row.completed}  # said as of others
    given = {n: v for n, v in row.written.items() if n in said or n in own or fields[n].spread}
    seen = {n: present.get(f"{n}_id" if fields[n].to else n) for n in given}
    differing = {n: v for n, v in given.items() if not _same(v, seen[n])}
    for name in [n for n, v in differing.items() if _lacks_zeros(fields[n], v, seen[n])]:
        words = _("库中是“{old}”，表里的“{new}”缺少开头的 0，保留库中的写法")
        row.complain(name, warning("lost-zeros", words.format(old=seen[name], new=differing.pop(name))))
    kept = [n for n in differing if fields[n].by_act]
    if not entity.by_act:
        for name in kept:
            words = _("{reason}，这一格没有导入：库中是“{old}”").format(
                reason=by_act(fields[name]).message, old=fields[name].type.show(seen[name])
            )
            row.complain(name, warning("by-act", words))
            del differing[name]
    row.written = differing
    row.seen = {n: seen[n] for n in differing}
    if entity.by_act:
        events.differing(entity, row, kept)
    row.action = Action.UPDATE if differing else Action.UNCHANGED
    if "name" in differing and entity.display == "name":
        doubt = _("库中同一{label}名为“{old}”，导入后将改为“{new}”，请核对是不是同一个")
        words = doubt.format(label=_(entity.label), old=seen["name"], new=differing["name"])
        row.complain("name", warning("conflicts-with-id", words))


def _lacks_zeros(field: Field, new: Any, old: Any) -> bool:
    """Whether a number that is not for counting is the stored one without its leading zeros, as spreadsheets make it."""
    return isinstance(field.type, CodeText) and isinstance(old, str) and old != new and old == str(new).zfill(len(old))


def _same(new: Any, old: Any) -> bool:
    if isinstance(new, tuple) and isinstance(old, tuple):
        return set(new) == set(old)
    return bool(new == old)
