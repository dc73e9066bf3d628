"""The screen of every entity: its subject is named here, one that none declares has a plain one."""

from desktop.screens import (
    agreements,
    apprenticeships,
    certificates,
    cooperation,
    destinations,
    enrolment,
    enterprises,
    graduation,
    groups,
    insurance,
    numbers,
    order_classes,
    people,
    placement_changes,
    placement_records,
    placements,
    policy,
    programmes,
    schools,
    status_changes,
    training_bases,
)
from desktop.screens.screen import Naming, Screen
from models.schema.fields import Entity, Field, entity_named

SUBJECTS = (
    agreements, apprenticeships, certificates, cooperation, destinations, enrolment, enterprises, graduation, groups, insurance,
    numbers, order_classes, people, placement_changes, placement_records, placements, policy, programmes, schools, status_changes,
    training_bases,
)  # fmt: skip
_DECLARED = {screen.table: screen for subject in SUBJECTS for screen in subject.SCREENS}
PLAIN = "document"  # the icon of what has no screen of its own


def screen_of(entity: type[Entity]) -> Screen:
    """The screen of an entity."""
    return _DECLARED.get(entity.__tablename__) or Screen(entity.__tablename__, PLAIN)


def named_by(field: Field) -> Naming:
    """How the names a column of references shows read."""
    return screen_of(entity_named(field.to)).names if field.to is not None else "usual"


def begun_at_home() -> tuple[type[Entity], ...]:
    """What one begins from the home page, in the order of its menu."""
    return tuple(entity_named(one.table) for one in sorted(_DECLARED.values(), key=lambda s: s.begun) if one.begun)
