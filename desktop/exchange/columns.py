"""What a sheet of an entity may hold: its own fields, and those that say which record a reference means."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from models.database.lookup import naming_fields
from models.schema.fields import Entity, Field, entity_named, field_map, fields_of


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column a sheet may have: `name` in output, `field` that reads it, `owner` the reference it helps to find."""

    name: str
    field: Field
    owner: Field | None = None

    @property
    def label(self) -> str:
        """Its heading, in the language in use."""
        return self.field.title


@cache
def columns_of(entity: type[Entity]) -> Mapping[str, SheetColumn]:
    """Every column a sheet of this entity may have, by name; own fields come before what references spread."""
    own = {f.name: SheetColumn(f.name, f) for f in fields_of(entity) if f.writable}
    spread: dict[str, SheetColumn] = {}
    for field in fields_of(entity):
        for name, inner in field.spread:
            assert field.to is not None
            target = field_map(entity_named(field.to))[inner]
            spread.setdefault(name, SheetColumn(name, replace(target, name=name), field))
    return {**{name: column for name, column in spread.items() if name not in own}, **own}


@cache
def spread_of(entity: type[Entity], reference: str) -> tuple[SheetColumn, ...]:
    """The columns that say which record `reference` means."""
    return tuple(c for c in columns_of(entity).values() if c.owner is not None and c.owner.name == reference)


@cache
def identity_of(entity: type[Entity]) -> frozenset[str]:
    """Columns of which at least one is filled in every row of data: names and numbers of the records meant."""
    columns = columns_of(entity)
    # where a key is of references alone (a body in a group), these are what a row is known by
    keys = {
        name
        for key in entity.keys
        for name in ([n for n in key if n in columns and columns[n].field.to is None] or key)
        if name in columns
    }
    named = {"name", "id_number", "credit_code"} & set(columns)
    return frozenset(named or keys or columns)


@cache
def telling_of(entity: type[Entity]) -> frozenset[str]:
    """Columns that tell one record from another: written once for each, however many rows a merged cell spans."""
    own = {f.name for f in naming_fields(entity)}
    for field in (f for f in fields_of(entity) if f.told_by_others):
        assert field.to is not None
        names = {f.name for f in naming_fields(entity_named(field.to))}
        own |= {name for name, inner in field.spread if inner in names}
    return frozenset(own)
