"""Values that live in rows of another entity, as declared: which fields share a row there, and which rows go with their owner."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from models.schema.fields import Entity, Field, Via, entity_named, fields_of, kept_with


@dataclass(frozen=True)
class Part:
    """The fields of an entity that share one row of another."""

    owner: type[Entity]
    via: Via
    fields: tuple[Field, ...] = field(default=())

    @property
    def entity(self) -> type[Entity]:
        """The entity the row belongs to."""
        return entity_named(self.via.entity)


@cache
def parts_of(entity: type[Entity]) -> tuple[Part, ...]:
    """The parts of an entity, in the order of declaration."""
    found: dict[Any, list[Field]] = {}
    for f in fields_of(entity):
        if f.via is not None:
            found.setdefault((f.via.entity, f.via.back, tuple(f.via.fixed.items())), []).append(f)
    return tuple(Part(entity, fields[0].via, tuple(fields)) for fields in found.values() if fields[0].via is not None)


@cache
def staying(entity: type[Entity]) -> tuple[tuple[type[Entity], str], ...]:
    """Those of the owned entities whose rows stay when this one goes, and refer to nobody then."""
    return tuple(dict.fromkeys((part.entity, part.via.back) for part in parts_of(entity) if part.via.stays))


@cache
def owned(entity: type[Entity]) -> tuple[tuple[type[Entity], str], ...]:
    """Entities whose rows are parts of this one or kept beside it and go with it: (entity, the column that refers back)."""
    return tuple(dict.fromkeys([*((part.entity, part.via.back) for part in parts_of(entity)), *kept_with(entity)]))
