"""The columns a person left a list with: which, in which order, how wide; kept in the settings by entity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop.ui.screens import first_columns
from desktop.ui.settings import Settings
from models.schema.fields import Entity, Field, field_map


@dataclass(frozen=True, slots=True)
class Layout:
    """Names of fields in order, and the widths in pixels of those that were drawn."""

    names: tuple[str, ...]
    widths: Mapping[str, int] = field(default_factory=dict)


def _key(entity: type[Entity]) -> str:
    return f"columns.{entity.__tablename__}"


def layout_of(settings: Settings, entity: type[Entity]) -> Layout:
    """How the list was left; fields that are no more are forgotten, without any the first columns stand."""
    kept = settings.get(_key(entity))
    known = field_map(entity)
    kept = kept if isinstance(kept, dict) else {}
    names = tuple(name for name in kept.get("names", ()) if name in known)
    widths = {name: width for name, width in kept.get("widths", {}).items() if isinstance(width, int)}
    return Layout(names or tuple(f.name for f in first_columns(entity)), widths)


def keep(settings: Settings, entity: type[Entity], names: Sequence[str], widths: Mapping[str, int]) -> None:
    """Remember how the list is."""
    settings.put(_key(entity), {"names": list(names), "widths": dict(widths)})


def forget(settings: Settings, entity: type[Entity]) -> None:
    """Go back to the first columns."""
    if settings.get(_key(entity)) is not None:
        settings.put(_key(entity), None)


def fields_of_layout(entity: type[Entity], layout: Layout) -> tuple[Field, ...]:
    """The fields of a layout."""
    return tuple(field_map(entity)[name] for name in layout.names)
