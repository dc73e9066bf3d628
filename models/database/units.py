"""The school a record belongs to, its own or that of what it refers to: a condition for any list, a narrowing of papers."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from models.entities.schools import School
from models.schema.fields import Entity, Field, entity_named, fields_of
from models.schema.types import Reference
from models.words import N_

_FARTHEST = 3  # references: what is farther away belongs to a school only by accident

# of lists that have no such field; the value of such a condition is the id of a school
UNIT = Field(name="school", column="id", label=N_("学校"), type=Reference(School.__tablename__))


@cache
def way_to_school(entity: type[Entity]) -> tuple[Field, ...] | None:
    """The references that lead to the school of a record, the last of them naming it; None where there is no way.

    The nearest school counts, and among ways of one length the one by what tells the record apart, then by the first
    field: a placement belongs to the school of its student.
    """
    ways: list[tuple[type[Entity], tuple[Field, ...]]] = [(entity, ())]
    for _step in range(_FARTHEST):
        for kind, way in ways:
            own = next((f for f in _references(kind) if f.own_unit), None)
            if own is not None:
                return (*way, own)
        ways = [
            (entity_named(field.to or ""), (*way, field))
            for kind, way in ways for field in _references(kind) if field.to != kind.__tablename__ and _is_telling(kind, field)
        ]  # fmt: skip
    return None


def _references(entity: type[Entity]) -> list[Field]:
    """Those that stand in the record itself, first what its keys name."""
    found = [f for f in fields_of(entity) if f.stored and f.to is not None and not f.many]
    telling = [name for key in entity.keys for name in key]
    return sorted(found, key=lambda f: telling.index(f.name) if f.name in telling else len(telling))


def _is_telling(entity: type[Entity], field: Field) -> bool:
    """Whether a record is nothing without what the field names: the director of a major is no such thing."""
    return field.required or any(field.name in key for key in entity.keys)


def has_unit(entity: type[Entity]) -> bool:
    """Whether a list can be narrowed to a school by what its records refer to, having no field for it."""
    way = way_to_school(entity)
    return way is not None and len(way) > 1 and UNIT.name not in {f.name for f in fields_of(entity)}


def of_schools(
    entity: type[Entity], within: Callable[[sa.ColumnElement[Any]], sa.ColumnElement[bool]]
) -> sa.ColumnElement[bool]:
    """The records whose school meets a condition on its id; raises ValueError where nothing leads to a school."""
    way = way_to_school(entity)
    if way is None:
        raise ValueError(entity.__tablename__)
    return _led(entity.table(), way, within)


def _led(
    table: sa.FromClause, way: Sequence[Field], within: Callable[[sa.ColumnElement[Any]], sa.ColumnElement[bool]]
) -> sa.ColumnElement[bool]:
    """That what the way leads to from a row meets the condition."""
    column, rest = table.c[way[0].column], way[1:]
    if not rest:
        return within(column)
    further = entity_named(way[0].to or "").table().alias()
    return column.in_(sa.select(further.c.id).where(_led(further, rest, within)))


def ids_of_schools(connection: sa.Connection, entity: type[Entity], schools: Sequence[int]) -> list[int]:
    """The ids of the records of schools."""
    key = entity.table().c.id
    found = sa.select(key).where(of_schools(entity, lambda column: column.in_(schools))).order_by(key)
    return list(connection.execute(found).scalars())
