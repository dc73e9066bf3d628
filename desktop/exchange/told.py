"""Records other sheets tell by a number of theirs, else by name within what stands beside it: an apprentice (registers §3)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from desktop.exchange.columns import told_of
from desktop.exchange.plan import ImportPlan, ImportRow
from desktop.exchange.references import Resolver, folded
from models.database.database import Database
from models.database.query import Query
from models.database.results import ids_of, rows_of
from models.database.settings import suggested_day
from models.schema.complaints import Complaint
from models.schema.fields import Entity, Field, entity_named, field_map
from models.words import _, joined

Row = Mapping[str, Any]
Known = dict[str, dict[Any, list[int]]]  # by field: a value -> the records that have it


def resolve(database: Database, made: ImportPlan, resolver: Resolver, field: Field) -> None:
    """Find the records a reference means; none is made, and a number that contradicts the name is refused."""
    assert field.to is not None
    target, names = entity_named(field.to), told_of(made.entity, field.name)
    told = [_values(resolver, target, names, row) for row in made.rows]
    wanted = {of for values in told for of in values}
    rows, known = _standing(database, target, wanted) if wanted else ({}, {})
    for row, values in zip(made.rows, told, strict=True):
        found = _meant(target, field, rows, known, values, _day_of(made.entity, row))
        if isinstance(found, int):
            row.written[field.name] = found
        elif values or field.required:
            column, complaint = found
            if not row.errors:
                row.complain(next((name for name, of in names.items() if of == column), field.name), complaint)


def _values(resolver: Resolver, target: type[Entity], names: Mapping[str, str], row: ImportRow) -> dict[str, Any]:
    """What a row says of the record, by its fields; of what it refers to the record found."""
    found: dict[str, Any] = {}
    for name, of in names.items():
        text = row.values.get(name)
        if text is None:
            continue
        inner = field_map(target)[of]
        if inner.to is None:
            found[of] = text
            continue
        key, complaint = resolver.find(inner, text, row.values, row.written)
        if isinstance(key, int):
            found[of] = key
        elif complaint is not None and inner.naming:
            row.complain(name, complaint)
    return found


def _standing(database: Database, target: type[Entity], wanted: Iterable[str]) -> tuple[dict[int, Row], Known]:
    """The records there are, with what rows say of them, by each value of it."""
    fields = field_map(target)
    names = list(dict.fromkeys((*target.told_by, target.display, *wanted, *(target.period or ()))))
    known: Known = {name: {} for name in names}
    rows: dict[int, Row] = {}
    with database.reading() as connection:
        ids, dated = ids_of(connection, Query(target)), Query(target, as_of=suggested_day(connection))
        for row in rows_of(connection, dated, ids, names):
            rows[row.id] = {n: row.values.get(f"{n}_id" if fields[n].to is not None else n) for n in names}
            for name, value in rows[row.id].items():
                if value is not None:
                    known[name].setdefault(_plain(target, name, value), []).append(row.id)
    return rows, known


def _plain(target: type[Entity], name: str, value: Any) -> Any:
    return folded(target, value) if isinstance(value, str) and name == target.display else value


def _meant(  # noqa: PLR0913, PLR0917 - what is known, and what is said
    target: type[Entity], field: Field, rows: Mapping[int, Row], known: Known, values: Row, day: date | None
) -> int | tuple[str, Complaint]:
    """The record that has all that is said; else the field that tells none, and why."""
    number = next((name for name in target.told_by if values.get(name) is not None), None)
    telling = number or target.display
    if values.get(telling) is None:
        return field.name, Complaint("required", _("没有写明{label}，请填写姓名或编号").format(label=field.title))
    having = known[telling].get(_plain(target, telling, values[telling]), [])
    if not having:
        words = _("找不到{label}“{who}”，请先导入或改正").format(label=_(target.label), who=_called(target, values))
        return field.name, Complaint("unknown-reference", words)
    sure = {name: value for name, value in values.items() if name in _deciding(target)}
    fitting = [key for key in having if all(_agrees(target, rows[key], name, value) for name, value in sure.items())]
    if len(fitting) > 1:
        whole = [key for key in fitting if all(_agrees(target, rows[key], n, v) for n, v in values.items())]
        fitting = whole or fitting
    if len(fitting) > 1 and day is not None:
        fitting = [key for key in fitting if _runs(target, rows[key], day)] or fitting
    if len(fitting) == 1:
        return fitting[0]
    return _unclear(target, field, number, rows, having, fitting, values)


@cache
def _deciding(target: type[Entity]) -> frozenset[str]:
    """What a record that is meant must not say otherwise: name, numbers, what it belongs to; a class may have changed."""
    return frozenset((target.display, *target.told_by, *(name for key in target.keys for name in key)))


def _agrees(target: type[Entity], row: Row, name: str, value: Any) -> bool:
    known = row.get(name)
    return known is None or _plain(target, name, known) == _plain(target, name, value)


def _runs(target: type[Entity], row: Row, day: date) -> bool:
    begin, end = (row[name] for name in target.period or (target.display, target.display))
    return (begin is None or begin <= day) and (end is None or day <= end)


def _unclear(  # noqa: PLR0913, PLR0917 - as _meant()
    target: type[Entity],
    field: Field,
    number: str | None,
    rows: Mapping[int, Row],
    having: Sequence[int],
    fitting: Sequence[int],
    values: Row,
) -> tuple[str, Complaint]:
    """Why several records, or none that fits, are meant."""
    label = _(target.label)
    if fitting:
        words = _("“{who}”有 {count} 条{label}，无法确定是哪一条，请补写编号或项目")
        told = words.format(who=_called(target, values), count=len(fitting), label=label)
        return field.name, Complaint("unknown-reference", told)
    other = rows[having[0]]
    names = (name for name in (target.display, *values) if name in values and name in _deciding(target))
    wrong = next(name for name in names if not _agrees(target, other, name, values[name]))
    if number is None:
        words = _("找不到{label}“{who}”，请先导入或改正").format(label=label, who=_called(target, values))
        return field.name, Complaint("unknown-reference", words)
    words = _("{number}“{value}”是“{name}”的，与这一行的{field}不符，请核对").format(
        number=field_map(target)[number].title, value=values[number], name=other[target.display],
        field=field_map(target)[wrong].title,
    )  # fmt: skip
    return wrong, Complaint("conflict", words)


def _called(target: type[Entity], values: Row) -> str:
    return joined(str(values[name]) for name in (target.display, *target.told_by) if values.get(name) is not None)


def _day_of(entity: type[Entity], row: ImportRow) -> date | None:
    """The first day a row is about."""
    names = (*(entity.period or ()), *(name for key in entity.keys for name in key))
    return next((row.values[name] for name in names if isinstance(row.values.get(name), date)), None)
