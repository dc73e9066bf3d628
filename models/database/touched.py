"""Records by the act that touched them, or one by one: conditions for any list, beside those on fields."""

from typing import Any

import sqlalchemy as sa

from models.database.units import UNIT, has_unit
from models.entities.audit import CHANGE, CHANGE_SET
from models.schema.child_values import owned
from models.schema.fields import Entity, Field, entity_named, field_map
from models.schema.types import Reference
from models.words import N_

# the value of such a condition is the id of a change set
TOUCHED = Field(name="touched_by", column="id", label=N_("改动"), type=Reference(CHANGE_SET.name))

ONE_BY_ONE = "records"  # the value of such a condition is a tuple of ids


def asked_field(entity: type[Entity], name: str) -> Field:
    """What a condition of that name is about: a field, the act that touched the record, its school, or the record itself."""
    if name == ONE_BY_ONE:
        return Field(name=name, column="id", label=N_("所选"), type=Reference(entity.__tablename__))
    if name == UNIT.name and has_unit(entity):
        return UNIT
    return TOUCHED if name == TOUCHED.name else field_map(entity)[name]


def touched_by(entity: type[Entity], change_set_id: Any) -> sa.ColumnElement[bool]:
    """The records an act wrote itself, and those of which it wrote a part: a student whose class it changed."""
    key = entity.table().c.id
    found = [key.in_(_logged(entity, change_set_id))]
    for part, back in owned(entity):
        rows = part.table().alias()
        found.append(key.in_(sa.select(rows.c[back]).where(rows.c.id.in_(_logged(part, change_set_id)))))
        found.append(key.in_(_taken_away(part, back, change_set_id)))
    return sa.or_(*found)


def _logged(entity: type[Entity], change_set_id: Any) -> sa.Select[Any]:
    here = (CHANGE.c.change_set_id == change_set_id, CHANGE.c.entity == entity.__tablename__)
    return sa.select(CHANGE.c.record_id).where(*here)


def _taken_away(part: type[Entity], back: str, change_set_id: Any) -> sa.Select[Any]:
    """The owners of parts that are no more; the log keeps whole records when they go."""
    owner = sa.func.json_extract(CHANGE.c.before, f"$.{back}")
    here = (CHANGE.c.change_set_id == change_set_id, CHANGE.c.entity == part.__tablename__, CHANGE.c.after.is_(None))
    return sa.select(owner).where(*here)


def lists_of(connection: sa.Connection, change_set_id: int) -> list[type[Entity]]:
    """The lists an act touched, the one with most records first; parts are seen in the list of their owners."""
    count = sa.func.count(sa.distinct(CHANGE.c.record_id))
    statement = sa.select(CHANGE.c.entity).where(CHANGE.c.change_set_id == change_set_id).group_by(CHANGE.c.entity)
    touched = [entity_named(name) for name in connection.execute(statement.order_by(count.desc())).scalars()]
    with_owner = {part for entity in touched for part, _back in owned(entity)}
    return [entity for entity in touched if entity not in with_owner and not entity.internal]
