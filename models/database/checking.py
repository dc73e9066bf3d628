"""What the door asks of every record, whoever brings it: complete, right in itself, unique, and not in use when deleted."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from models import clock
from models.database import beside, inheriting, recognising, storage, succeeding
from models.database.errors import InUse, Invalid
from models.database.query import display_of
from models.database.settings import own_unit, suggested_day
from models.entities.attachments import Attachment
from models.schema.child_values import owned, parts_of
from models.schema.complaints import Complaint
from models.schema.counting import counted
from models.schema.fields import Counts, Entity, Field, Once, entities, every_entity, field_map, fields_of, judge
from models.schema.readings import Known, Readings
from models.words import _, listed

Row = Mapping[str, Any]
Change = tuple[int, Row]  # id of a record, what is to become of it
Found = tuple[int, str, Complaint]  # position in the rows, field, what is wrong


def completed(
    connection: sa.Connection,
    entity: type[Entity],
    rows: Iterable[Row],
    day: date,
    made: Mapping[Any, Row] = MappingProxyType({}),
) -> list[dict[str, Any]]:
    """New records of a day with what they take from others, with defaults, and with what can be read off themselves.

    `made` are records yet to be made, which rows may refer to.
    """
    own = own_unit(connection) if owned_by_unit(entity) else None
    usual = dict.fromkeys(owned_by_unit(entity), own) if own is not None else {}
    complete = [
        filled_in(entity, {**usual, **inherited, **_given(row)}, day)
        for row, inherited in inheriting.lacking(connection, entity, list(rows), made)
    ]
    inheriting.found_by_day(connection, entity, complete)
    inheriting.found_by_others(connection, entity, complete, day)
    recognising.recognise(connection, entity, complete)
    beside.take_usual(connection, entity, complete, day)
    return complete


def _given(row: Row) -> Row:
    return {k: v for k, v in row.items() if v is not None} if None in row.values() else row


def only_by_act(entity: type[Entity]) -> str:
    """Why nobody makes or deletes its records by hand; '' where anybody may."""
    words = _("{label}由办理登记：不能直接新建或删除，办错了请冲回")
    return words.format(label=_(entity.label)) if entity.by_act else ""


def made_by_hand(entity: type[Entity]) -> None:
    """Raise Invalid for records that only acts make, and that only 冲回 takes back."""
    words = only_by_act(entity)
    if words:
        raise Invalid(words, complaints=((entity.display, Complaint("by-act", words)),))


def changeable(entity: type[Entity], changes: Iterable[Change]) -> None:
    """Raise Invalid when a change sets what only acts change."""
    fields = field_map(entity)
    named = (fields[name] for _key, values in changes for name in values if name in fields)
    found = next((f for f in named if f.by_act), None)
    if found is not None:
        complaint = by_act(found)
        raise Invalid(f"{_(entity.label)}：{complaint.message}", complaints=((found.name, complaint),))


def by_act(field: Field) -> Complaint:
    """What is said of a change to a field that only acts change."""
    return Complaint("by-act", _("{field}只能通过办理改变").format(field=field.title))


def filled_in(entity: type[Entity], values: dict[str, Any], day: date) -> dict[str, Any]:
    """Values of a new record with defaults and with what can be read off themselves."""
    for field in _defaulted(entity):
        if field.name not in values:
            values[field.name] = field.default_for(values, day)
    for fill in entity.fills:
        values.update(fill(values))
    return values


_OPEN = "9999"  # the end of what has none, after every day


@cache
def _defaulted(entity: type[Entity]) -> tuple[Field, ...]:
    return tuple(f for f in fields_of(entity) if f.default is not None)


@cache
def owned_by_unit(entity: type[Entity]) -> tuple[str, ...]:
    """The fields of a new record that name the office's own school where nobody named one."""
    return tuple(f.name for f in fields_of(entity) if f.own_unit)


@cache
def _indispensable(entity: type[Entity]) -> tuple[Field, ...]:
    return tuple(f for f in fields_of(entity) if f.stored and not f.nullable)


def insertable(connection: sa.Connection, entity: type[Entity], rows: Sequence[Row]) -> None:
    """Raise Invalid unless every row may be inserted."""
    _refuse(entity, rows, wrong(connection, entity, rows))


def updatable(
    connection: sa.Connection, entity: type[Entity], changes: Sequence[Change], present: Mapping[int, storage.Raw]
) -> None:
    """Raise Invalid unless every record is right after the change; faults it had before stay its own."""
    if found := wrong(connection, entity, (), changes, present):
        _refuse(entity, [after for _before, after in _merged(entity, changes, present)], found)


def wrong(  # noqa: PLR0913 - both kinds of writing, and what is known of them
    connection: sa.Connection,
    entity: type[Entity],
    rows: Sequence[Row],
    changes: Sequence[Change] = (),
    present: Mapping[int, storage.Raw] = MappingProxyType({}),
    *,
    known: Known = MappingProxyType({}),
) -> list[Found]:
    """What keeps rows out and changes from being made, when they are written together.

    Positions are those of the rows, then of the changes. `present` are the records to change, `known` readings made
    before. Of several that cannot stand together the first may: what is left when all that was found is taken away is
    right. A reference may also be to a record yet to be made, which then is any value that is no number.
    """
    readings, first, day = _readings(entity, known), len(rows), suggested_day(connection)
    found = _wrong_in(entity, rows, readings, day)
    merged, former = list(rows), []
    for n, (old, new) in enumerate(_merged(entity, changes, present), first):
        merged.append(new)
        former.append(old)
        before = set(_wrong(entity, old, readings, day))
        found += [(n, name, c) for name, c in _wrong(entity, new, readings, day) if (name, c) not in before]
    touched = [*rows, *(values for _key, values in changes)]
    keys = [*([None] * first), *(key for key, _values in changes)]
    found += _taken(connection, entity, touched, keys, changes) + overlapping(connection, entity, merged, keys)
    return found + _contradicted(connection, entity, merged, former, keys, day)


def _merged(
    entity: type[Entity], changes: Sequence[Change], present: Mapping[int, storage.Raw]
) -> Iterator[tuple[Row, Row]]:
    """The records before and after their changes, by field."""
    columns = {f.column: f.name for f in fields_of(entity) if f.stored}
    for key, values in changes:
        old = {columns[k]: v for k, v in storage.decode(entity, present[key]).items() if k in columns}
        yield old, {**old, **values}


def _readings(entity: type[Entity], known: Known) -> Known:
    """The readings of every field that is judged alone: those made before, and room for the others."""
    fields = (f for f in fields_of(entity) if f.stored and f.to is None)
    return {f.name: known[f.name] if f.name in known else Readings(f) for f in fields}


def _wrong_in(entity: type[Entity], rows: Sequence[Row], known: Known, day: date) -> list[Found]:
    """What keeps each of many rows out, column by column: most columns hold few different values."""
    needed = {f.name for f in _indispensable(entity)}
    bad = {n for n, row in enumerate(rows) if (said := judge(entity, row, day)) and any(c.fatal for _name, c in said)}
    for name in needed.union(*rows) & (needed | known.keys()):
        values = [row.get(name) for row in rows]
        if name in needed and None in values:
            bad.update(n for n, value in enumerate(values) if value is None)
        if name in known:
            bad.update(_unfit(known[name], values))
    return [(n, name, complaint) for n in sorted(bad) for name, complaint in _wrong(entity, rows[n], known, day)]


def _unfit(readings: Readings, values: Sequence[Any]) -> Iterable[int]:
    """Where in a column a value stands that its field does not take."""
    if len(set(map(type, values)) - {type(None)}) > 1:  # 1 and True are alike in a set, but not for a field
        return [n for n, value in enumerate(values) if readings.fatal(value)]
    unfit = readings.unfit(set(values))
    return [n for n, value in enumerate(values) if value in unfit] if unfit else ()


def _wrong(entity: type[Entity], row: Row, known: Known, day: date) -> list[tuple[str, Complaint]]:
    """What keeps a record out: a gap, a value its field does not take, values that contradict each other."""
    wrong = [(f.name, f.missing()) for f in _indispensable(entity) if row.get(f.name) is None]
    for name, value in row.items():
        if value is not None and name in known:
            wrong += [(name, complaint) for complaint in known[name].fatal(value)]
    return wrong + [(name, complaint) for name, complaint in judge(entity, row, day) if complaint.fatal]


def _taken(
    connection: sa.Connection,
    entity: type[Entity],
    rows: Sequence[Row],
    keys: Sequence[int | None],
    changes: Sequence[Change],
) -> list[Found]:
    """Values of unique fields that another record has, in the file or among the rows; two may exchange theirs."""
    found: list[Found] = []
    for field in fields_of(entity):
        if not field.unique:
            continue
        given = {n: row[field.name] for n, row in enumerate(rows) if row.get(field.name) is not None}
        holders = holders_of(connection, entity, field, list(given.values()))
        giving_up = {key for key, values in changes if field.name in values}
        first: dict[Any, int] = {}
        for n, value in given.items():
            elsewhere = value in holders and holders[value] != keys[n] and holders[value] not in giving_up
            if first.setdefault(value, n) != n or elsewhere:
                found.append((n, field.name, _duplicate(entity, field, value)))
    return found


def overlapping(
    connection: sa.Connection, entity: type[Entity], rows: Sequence[Row], keys: Sequence[int | None]
) -> list[Found]:
    """Rows whose period overlaps that of another with the same exclusive fields: two classes at once, two placements."""
    sentence = _("起止日期与同一对象的另一条{label}记录重叠，请先填写前一条的结束日期").format(label=_(entity.label))
    complaint = Complaint("duplicate", sentence)
    every = [Once(names, "") for names in entity.exclusive if entity.period]
    return [(n, name, complaint) for once in every for n, name in overlaps(connection, entity, rows, keys, once)]


def overlaps(
    connection: sa.Connection, entity: type[Entity], rows: Sequence[Row], keys: Sequence[int | None], once: Once
) -> Iterator[tuple[int, str]]:
    """The rows (and the first field of their period) that meet another row which says the same."""
    spans: dict[tuple[Any, ...], list[tuple[str, str, int | None]]] = {}
    ending = entity.succeeds and not once.message
    if ending:
        fresh = [n for n, key in enumerate(keys) if key is None]
        followed = dict(zip(fresh, succeeding.ended_together(entity, [rows[n] for n in fresh]), strict=True))
        rows = [followed.get(n, row) for n, row in enumerate(rows)]
    for n, row in enumerate(rows):
        same = tuple(row.get(name) for name in once.names)
        if None not in same and all(row.get(name) == value for name, value in once.where.items()):
            spans.setdefault(same, []).append((*_span(entity, row), n))
    for same, begin, end in _standing(connection, entity, once, spans, set(keys)):
        coming = [first for first, _last, n in spans[same] if n is not None and keys[n] is None and first > begin]
        until = min(coming, default=end) if ending and end.startswith(_OPEN) else end
        spans[same].append((begin, until, None))
    for several in spans.values():
        yield from _meeting(entity, several)


def _span(entity: type[Entity], row: Row) -> tuple[str, str]:
    """First and last day as text that sorts; open ends are before and after every day."""
    assert entity.period is not None
    begin, end = (row.get(name) for name in entity.period)
    return str(begin or ""), str(end or _OPEN) + ("~" if entity.period_inclusive else "")


def is_open(entity: type[Entity], row: Row, day: date) -> bool:
    """Whether a row counts on a day: begun, and not yet ended."""
    begin, end = _span(entity, row)
    return begin <= str(day) < end


def meet(entity: type[Entity], rows: Sequence[Row]) -> bool:
    """Whether the periods of two rows meet."""
    return any(True for _found in _meeting(entity, [(*_span(entity, row), n) for n, row in enumerate(rows)]))


def _standing(
    connection: sa.Connection,
    entity: type[Entity],
    once: Once,
    wanted: Mapping[Any, Any],
    own: set[int | None],
) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    """The periods of rows in the file that hold one of the wanted values, those about to change left out."""
    assert entity.period is not None
    names, fields = once.names, field_map(entity)
    columns = [fields[name].column for name in (*names, *once.where)]
    firsts = storage.in_file(entity, fields[names[0]], {values[0] for values in wanted})
    for key, *cells in storage.where(connection, entity, columns[0], firsts, ("id", *columns, *entity.period)):
        same, held = tuple(cells[: len(names)]), tuple(cells[len(names) : len(columns)])
        if same in wanted and held == tuple(once.where.values()) and key not in own:
            yield same, *_span(entity, dict(zip(entity.period, cells[len(columns) :], strict=True)))


def _meeting(entity: type[Entity], spans: Sequence[tuple[str, str, int | None]]) -> Iterator[tuple[int, str]]:
    """Of the new spans those that meet one that stands, or one that begins before and may stand itself."""
    assert entity.period is not None
    standing = [(begin, end) for begin, end, n in spans if n is None]
    for begin, end, n in sorted((span for span in spans if span[2] is not None), key=lambda span: span[:2]):
        if any(begin < other_end and other < end for other, other_end in standing):
            yield n or 0, entity.period[0]
        else:
            standing.append((begin, end))


def _contradicted(  # noqa: PLR0913, PLR0917 - rows with their records, and as they were
    connection: sa.Connection,
    entity: type[Entity],
    rows: Sequence[Row],
    former: Sequence[Row],
    keys: Sequence[int | None],
    day: date,
) -> list[Found]:
    """Rows that other records contradict; the last of them are `former` ones after their changes, and may keep their faults."""
    first = len(rows) - len(former)
    found = [one for one in beside.judged(connection, entity, rows, keys, day) if one[2].fatal]
    if not any(n >= first for n, _name, _complaint in found):
        return found
    before = {(n + first, name, c) for n, name, c in beside.judged(connection, entity, former, keys[first:], day)}
    return [one for one in found if one not in before]


def _duplicate(entity: type[Entity], field: Field, value: Any) -> Complaint:
    message = _("{field}“{value}”已属于另一条{label}记录").format(field=field.title, value=value, label=_(entity.label))
    return Complaint("duplicate", message)


def holders_of(connection: sa.Connection, entity: type[Entity], field: Field, values: Sequence[Any]) -> dict[Any, int]:
    """Which record holds each value of a unique field, among the rows in which it must be unique."""
    wanted = storage.encoded(entity, field.column, values)
    rows = list(storage.where(connection, entity, field.column, wanted, (field.column, "id")))
    if entity.unique_among is not None and rows:
        counting = set(_meeting_today(connection, entity, entity.unique_among, [row[1] for row in rows]))
        rows = [row for row in rows if row[1] in counting]
    return {storage.decode(entity, {field.column: row[0]})[field.column]: row[1] for row in rows}


def _meeting_today(
    connection: sa.Connection, entity: type[Entity], counts: Counts, ids: Sequence[int]
) -> Iterator[int]:
    """Those of the records that meet a condition on the office's day."""
    own, day = entity.table(), suggested_day(connection)
    for chunk in storage.pieces(ids, storage.CHUNK):
        yield from connection.execute(sa.select(own.c.id).where(own.c.id.in_(chunk), counts(day, own))).scalars()


def _refuse(entity: type[Entity], rows: Sequence[Row], found: Sequence[Found]) -> None:
    if not found:
        return
    n, _name, complaint = found[0]
    known = (rows[n].get(name) for name in (entity.display, "name", *next(iter(entity.keys), ())))
    shown = next((value for value in known if isinstance(value, str)), "")
    sentence = _("{label} {shown}：{message}").format(label=_(entity.label), shown=shown, message=complaint.message)
    if len(found) > 1:
        sentence += _("（另有 {count} 处）").format(count=len(found) - 1)
    raise Invalid(sentence, complaints=tuple((name, complaint) for _n, name, complaint in found))


@cache
def users_of(entity: type[Entity]) -> tuple[tuple[type[Entity], Field], ...]:
    """Entities with a reference to this one, parts of its own left out."""
    own = set(owned(entity))
    every = [*entities(), *(kept for kept in every_entity() if kept.internal and kept is not entity)]
    return tuple(
        (user, f)
        for user in dict.fromkeys(every)
        for f in field_map(user).values()
        if f.stored and f.to == entity.__tablename__ and (user, f.column) not in own
    )


def deletable(connection: sa.Connection, entity: type[Entity], keys: Sequence[int]) -> None:
    """Raise InUse when records that stay refer to one of these, naming the first of them and who does."""
    using = users(connection, entity, keys, {entity.__tablename__: set(keys)})
    key = next((key for key in keys if key in using), None)
    if key is not None:
        raise in_use(connection, entity, key, using[key])


def users(
    connection: sa.Connection, entity: type[Entity], keys: Sequence[int], going: Mapping[str, Collection[int]]
) -> dict[int, dict[type[Entity], int]]:
    """How many records refer to each of these, by their entity; those that go too, by table, are left out."""
    using: dict[int, dict[type[Entity], set[int]]] = {}
    for user, field in users_of(entity):
        owner, column = _told_as(user, field)
        own, others = going.get(user.__tablename__, ()), going.get(owner.__tablename__, ())
        for key, row, teller in storage.where(connection, user, field.column, keys, (field.column, "id", column)):
            if row not in own and teller not in others:
                using.setdefault(key, {}).setdefault(owner, set()).add(teller)
    for key, row in _attached(connection, entity, keys):
        if row not in going.get(Attachment.__tablename__, ()):
            using.setdefault(key, {}).setdefault(Attachment, set()).add(row)
    return {key: {owner: len(tellers) for owner, tellers in owners.items()} for key, owners in using.items()}


def _attached(connection: sa.Connection, entity: type[Entity], keys: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The attachments of records, which have no reference to them: (record, attachment)."""
    own = Attachment.table()
    for piece in storage.pieces(list(keys), storage.CHUNK):
        here = (own.c.entity == entity.__tablename__, own.c.record_id.in_(piece))
        found = connection.execute(sa.select(own.c.record_id, own.c.id).where(*here))
        yield from ((row[0], row[1]) for row in found)


@cache
def _told_as(user: type[Entity], field: Field) -> tuple[type[Entity], str]:
    """Whom a person sees behind a reference, and the column with their ids: behind a link what it links, a student."""
    links = ((owner, part.via) for owner in entities() for part in parts_of(owner) if part.entity is user)
    return next(((owner, via.back) for owner, via in links if via.column == field.column), (user, "id"))


def in_use(connection: sa.Connection, entity: type[Entity], key: int, users: Mapping[type[Entity], int]) -> InUse:
    """What is said of a record that others refer to, so many of each entity."""
    shown = connection.execute(sa.select(display_of(entity, sa.literal(key), clock.today()))).scalar_one()
    counts = listed(
        _("{count}{label}").format(count=counted(user, count), label=_(user.label)) for user, count in users.items()
    )
    sentence = _("不能删除{label}“{name}”：还有 {words}与它有关，请先改动或删除")
    return InUse(
        sentence.format(label=_(entity.label), name=shown, words=counts), entity=entity.__tablename__, record_id=key,
        users=tuple((_(user.label), count) for user, count in users.items()),
    )  # fmt: skip
