"""Records of which there are several versions, each for its days: a certificate told by name and level, and whose standard."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from desktop.exchange.columns import told_of
from desktop.exchange.plan import ImportPlan, ImportRow
from desktop.exchange.references import folded
from models.database import inheriting, storage
from models.database.database import Database
from models.database.query import Query
from models.database.results import read_all
from models.schema.complaints import Complaint
from models.schema.fields import Entity, Field, entity_named, field_map, fields_of, versioned
from models.schema.types import Code
from models.words import _, joined

Values = Mapping[str, Any]


class Versions:
    """The records of an entity that has versions, by what they are called."""

    def __init__(self, database: Database, entity: type[Entity]) -> None:
        self.entity, self._names = entity, versioned(entity)
        names = (*self._names, *(entity.period or ()))
        with database.reading() as connection:
            self._rows = {row.id: row.values for row in read_all(connection, Query(entity), names)}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        for key, values in self._rows.items():
            self._by_name[folded(entity, values[self._names[0]])].append(key)

    def said(self, values: Values) -> dict[str, Any]:
        """What a row says of one, with what can be read off that: the level in brackets after the name."""
        told = dict(values)
        for fill in self.entity.fills:
            told |= {name: value for name, value in fill(told).items() if name in self._names}
        return told

    def meant(self, told: Values) -> list[int]:
        """The records that are called so, of every version."""
        name = told.get(self._names[0])
        rest = {name: told[name] for name in self._names[1:] if told.get(name) is not None}
        keys = self._by_name.get(folded(self.entity, name), []) if isinstance(name, str) else []
        return [key for key in keys if all(self._rows[key][name] == value for name, value in rest.items())]

    def kinds(self, keys: Iterable[int]) -> int:
        """How many records these are when versions of one count as one."""
        return len({tuple(self._rows[key][name] for name in self._names) for key in keys})

    def on(self, keys: Sequence[int], day: tuple[date, date] | None) -> int:
        """The version in force on a day; without a day, or where none is, the newest begun before, else the first."""
        assert self.entity.period is not None
        first, last = self.entity.period
        when = day[0] if day is not None else date.max

        def fits(key: int) -> tuple[Any, ...]:
            begin, end = self._rows[key][first] or date.min, self._rows[key][last] or date.max
            return (begin <= when < end or (when == end == date.max), begin <= when, begin)

        return max(keys, key=fits)


def resolve(database: Database, made: ImportPlan, field: Field) -> None:
    """Find the version each row means: that of what it inherits it from (its session), else the one of its day."""
    assert field.to is not None
    known, names = Versions(database, entity_named(field.to)), told_of(made.entity, field.name)
    given, kept = _inherited(database, made, field), _kept(database, made, field)
    for row, inherited in zip(made.rows, given, strict=True):
        told = known.said({inner: row.values[name] for name, inner in names.items() if name in row.values})
        if not told or any(error.field in names for error in row.errors):
            continue
        found = known.meant(told)
        own = inherited.get(field.name)
        if own not in found:
            own = next((key for key in kept(row) if key in found), None)
        if own is not None:
            row.written[field.name] = own
        elif found and known.kinds(found) == 1:
            row.written[field.name] = known.on(found, day_of(made.entity, row.values))
        else:
            row.complain(_column(field, names), _unknown(field, told, len(found)))


def _inherited(database: Database, made: ImportPlan, field: Field) -> Sequence[Values]:
    own = made.entity.inherited
    if own is None or field.name not in own.fields:
        return [{}] * len(made.rows)
    with database.reading() as connection:
        return inheriting.given_by(connection, made.entity, [row.written for row in made.rows], {})


def _kept(database: Database, made: ImportPlan, field: Field) -> Callable[[ImportRow], Collection[int]]:
    """What gives the versions under which a record is kept that the rest of its first key tells: an award by its number."""
    first = made.entity.keys[0]
    rest = tuple(name for name in first if name != field.name)
    if field.name not in first or any(field_map(made.entity)[name].to is not None for name in rest):
        return lambda _row: ()
    known: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    wanted = {tuple(row.values.get(name) for name in rest) for row in made.rows}
    with database.reading() as connection:
        columns = (*(field_map(made.entity)[name].column for name in rest), field.column)
        for *told, key in storage.where(
            connection, made.entity, columns[0], {one[0] for one in wanted if one[0]}, columns
        ):
            known[tuple(told)].append(key)
    return lambda row: known.get(tuple(row.values.get(name) for name in rest), ())


def _column(field: Field, names: Mapping[str, str]) -> str:
    return field.name if field.name in names else next(iter(names), field.name)


def _unknown(field: Field, told: Values, count: int) -> Complaint:
    target = entity_named(field.to or "")
    words = (
        _("有 {count} 个{label}叫“{said}”，请写明{what}") if count else _("找不到{label}“{said}”，请先登记或改正名称")
    )
    shown = {name: shown_code(target, name, value) for name, value in told.items()}
    what = joined(field_map(target)[name].title for name in versioned(target) if name not in told)
    sentence = words.format(count=count, label=_(target.label), said=" ".join(shown.values()), what=what)
    return Complaint("unknown-reference", sentence)


def shown_code(entity: type[Entity], name: str, value: Any) -> str:
    """A value as people read it."""
    kind = field_map(entity)[name].type
    return kind.show(value) if isinstance(kind, Code) else str(value)


def among(
    database: Database, target: type[Entity], rows: Sequence[ImportRow], names: Mapping[str, str]
) -> list[set[int]]:
    """All versions each row may mean, by columns of the sheet; none where it says nothing of one."""
    known = Versions(database, target)
    told = [{inner: row.values[name] for name, inner in names.items() if name in row.values} for row in rows]
    return [set(known.meant(known.said(one))) for one in told]


def day_of(entity: type[Entity], values: Mapping[str, Any]) -> tuple[date, date] | None:
    """The first and the last day of what a row is about: its first date or month, those of its keys before others."""
    keys = [field_map(entity)[name] for key in entity.keys for name in key]
    for each in (*keys, *fields_of(entity)):
        value = values.get(each.name)
        if each.type.kind == "date" and isinstance(value, date):
            return value, value
        if each.type.kind == "month" and isinstance(value, str):
            first = date.fromisoformat(f"{value}-01")
            return first, first.replace(day=monthrange(first.year, first.month)[1])
    return None
