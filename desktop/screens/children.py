"""Records that are edited as rows in the form of the record they belong to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.schema.fields import Entity, Field, entity_named, field_map, fields_of
from models.words import _

POSITION = "position"  # the field that keeps the order of rows, never shown
Values = Mapping[str, Any]
Wanting = Callable[[Values, Sequence[Values], date], str]


@dataclass(frozen=True, slots=True)
class ChildEntity:
    """Rows of an entity in the form of the one its field `back` refers to.

    `columns` are edited in the table itself, all others in the panel of a row; `note` is what stands beside the title;
    `wanting` says, given the record, its rows and the day, what the rows as a whole are without. `either` are neighbouring columns
    of which only one is filled.
    """

    table: str
    back: str
    title: str
    columns: tuple[str, ...]
    note: str = ""
    wanting: Wanting | None = None
    either: tuple[str, ...] = ()

    @property
    def entity(self) -> type[Entity]:
        """The entity of the rows."""
        return entity_named(self.table)

    @property
    def fields(self) -> tuple[Field, ...]:
        """What a person fills in: everything but to whom the row belongs and its place."""
        return tuple(f for f in fields_of(self.entity) if f.writable and f.name not in (self.back, POSITION))

    @property
    def shown(self) -> tuple[Field, ...]:
        """The columns of the table."""
        fields = field_map(self.entity)
        return tuple(fields[name] for name in self.columns)

    @property
    def ordered(self) -> bool:
        """Whether the rows are numbered one after the other."""
        return POSITION in field_map(self.entity)

    @property
    def called(self) -> str:
        """What one row is called, inside a sentence."""
        words = _(self.entity.label)
        return words[:1].lower() + words[1:]
