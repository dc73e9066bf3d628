"""The columns a list starts with: those its screen declares, else what names a record and the first of its other fields."""

from desktop.screens.catalogue import screen_of
from models.schema.fields import Entity, Field, field_map, fields_of

FIRST_COLUMNS = 12
# What a list leaves out in a window narrower than NARROW, and what it shows besides from WIDE on, in pixels.
NARROW, WIDE = 1400, 1800


def first_columns(entity: type[Entity], width: int = NARROW, *, one_school: bool = False) -> tuple[Field, ...]:
    """The columns a list starts with in a window of so many pixels; where there is but one school, none says which."""
    known, screen = field_map(entity), screen_of(entity)
    if screen.columns:
        spared = screen.spared if width < NARROW else ()
        chosen = (*screen.columns, *(screen.besides if width >= WIDE else ()))
        found = (known[each] for each in chosen if each not in spared)
        return tuple(f for f in found if not (one_school and f.own_unit))
    fields = (f for f in known.values() if not (one_school and f.own_unit))
    plain = [f for f in fields if f.private != "hidden" and not (f.via and f.via.fixed)]
    shown = [f for f in plain if f.name == entity.display] + [f for f in plain if f.name != entity.display]
    return tuple(shown[:FIRST_COLUMNS])


def dated(entity: type[Entity]) -> bool:
    """Whether a list of it depends on the day it is taken for."""
    return entity.period is not None or any(f.expression or (f.via and f.via.dated) for f in fields_of(entity))
