"""Which fields of a record its form asks for one by one, and which stand in rows of a table."""

from functools import cache

from desktop.screens.catalogue import screen_of
from desktop.screens.children import ChildEntity
from desktop.screens.columns import first_columns
from models.schema.fields import Entity, Field, field_map, fields_of


def children_of(entity: type[Entity]) -> tuple[ChildEntity, ...]:
    """The tables in the form of an entity."""
    return screen_of(entity).children


@cache
def told_by_rows(entity: type[Entity]) -> frozenset[str]:
    """Fields of an entity that its form leaves out, since they are cells of a row in one of its tables."""
    tables = {child.table for child in children_of(entity)}
    return frozenset(f.name for f in fields_of(entity) if f.via and f.via.fixed and f.via.entity in tables)


@cache
def form_fields(entity: type[Entity]) -> tuple[Field, ...]:
    """The fields a form asks for one by one."""
    left_out = told_by_rows(entity).union(screen_of(entity).unasked)
    return tuple(f for f in fields_of(entity) if f.name not in left_out)


@cache
def naming(child: ChildEntity) -> tuple[Field, ...]:
    """The columns that say which row is meant, in this order."""
    fields = field_map(child.entity)
    own = [fields[child.entity.display]] if child.entity.display in child.columns else []
    return (*own, *(f for f in child.shown if f not in own and f in first_columns(child.entity)))
