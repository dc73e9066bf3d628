"""Which shape, and where it calls for attention which tint, the words of a state are shown with."""

from dataclasses import dataclass
from typing import Any

from desktop.ui.kit.chips import Shape
from models.schema.fields import Entity, Field, field_map, fields_of
from models.schema.types import Code


@dataclass(frozen=True, slots=True)
class StatusSign:
    """A glyph beside the word; with a `tone` of chips.TONES the word stands on a tint instead."""

    shape: Shape
    tone: str = ""


PLAIN = StatusSign(Shape.LEFT, "plain")  # of a code that is no status: a word on a plain chip
_TODO, _WAIT, _ACTIVE, _DONE = (
    StatusSign(Shape.TODO),
    StatusSign(Shape.WAIT),
    StatusSign(Shape.ACTIVE),
    StatusSign(Shape.DONE),
)
_STOP, _LEFT, _PAUSED = StatusSign(Shape.STOP), StatusSign(Shape.LEFT), StatusSign(Shape.PAUSED)
_ON_LEAVE, _LOST, _GONE = (
    StatusSign(Shape.PAUSED, "warn"),
    StatusSign(Shape.STOP, "danger"),
    StatusSign(Shape.LEFT, "plain"),
)

SIGNS: dict[str, dict[str, StatusSign]] = {
    "placement-status": {"1": _TODO, "2": _WAIT, "3": _ACTIVE, "4": _WAIT, "5": _STOP, "6": _DONE},
    "order-class-status": {"1": _TODO, "2": _ACTIVE, "3": _DONE, "4": _STOP},
    "class-status": {"1": _ACTIVE, "2": _DONE, "3": _LEFT},
    "plan-status": {"1": _TODO, "2": _WAIT, "3": _ACTIVE, "4": _DONE, "5": _LEFT},
    "group-status": {"1": _ACTIVE, "2": _PAUSED, "3": _STOP},
    "admission-status": {"1": _WAIT, "2": _DONE, "3": _STOP, "4": _PAUSED, "5": _LEFT},
    "major-status": {"1": _ACTIVE, "2": _PAUSED, "3": _STOP},
    "programme-status": {"1": _TODO, "2": _ACTIVE, "3": _DONE, "4": _STOP},
    "mentor-status": {"1": _ACTIVE, "2": _LEFT, "3": _STOP},
    "apprentice-outcome": {"1": _ACTIVE, "2": _DONE, "3": _DONE, "4": _LEFT, "5": _ACTIVE, "6": _STOP},
    "agreement-state": {"1": _TODO, "2": _WAIT, "3": _TODO, "4": _ACTIVE, "5": _WAIT, "6": _STOP, "7": _STOP, "9": _LEFT},
    "session-status": {"1": _TODO, "2": _ACTIVE, "3": _ACTIVE, "4": _ACTIVE, "5": _DONE, "6": _DONE},
    "registration-status": {
        "1": _WAIT, "2": _ACTIVE, "3": _STOP, "4": _ACTIVE, "5": _ACTIVE, "6": _DONE, "7": _STOP, "8": _STOP, "9": _LEFT,
    },
    "claim-status": {"1": _TODO, "2": _WAIT, "3": _WAIT, "4": _ACTIVE, "5": _DONE, "6": _STOP},
    "conversion-status": {"1": _WAIT, "2": _DONE, "3": _STOP},
    "student-status": {
        "01": _ACTIVE, "05": _ACTIVE, "02": _ON_LEAVE, "04": _ON_LEAVE, "12": _ON_LEAVE, "21": _ON_LEAVE,
        "03": _GONE, "06": _LOST, "07": _DONE, "08": _DONE, "09": _GONE, "10": _GONE, "11": _GONE, "13": _GONE,
        "14": _GONE, "15": _LOST,
    },
}  # fmt: skip


_TONES = {Shape.ACTIVE: "ok", Shape.DONE: "plain", Shape.WAIT: "warn", Shape.PAUSED: "warn", Shape.STOP: "danger"}


def tone_of(sign: StatusSign) -> str:
    """The tint of a chip that says such a state, a key of chips.TONES."""
    return sign.tone or _TONES.get(sign.shape, "plain")


def is_status(field: Field) -> bool:
    """Whether a field holds a state."""
    return isinstance(field.type, Code) and field.type.table in SIGNS


def sign_of(field: Field, value: Any) -> StatusSign | None:
    """How the state `value` is shown; None for a field that holds none, or a code without a sign."""
    return SIGNS.get(field.type.table, {}).get(value) if isinstance(field.type, Code) else None


def status_of(entity: type[Entity]) -> Field | None:
    """The field that says in which state a record is: as of the day, where one does."""
    stored = next((f for f in fields_of(entity) if is_status(f)), None)
    return stored and _by_day(entity).get(stored.name, stored)


def superseded(entity: type[Entity]) -> frozenset[str]:
    """The fields that keep a state of which another tells what it is as of the day: they are seen in the form alone."""
    return frozenset(_by_day(entity))


def _by_day(entity: type[Entity]) -> dict[str, Field]:
    """Fields that keep a state, with those that tell the state of the same codes as of the day."""
    tables = {f.name: f.type.table for f in field_map(entity).values() if isinstance(f.type, Code) and is_status(f)}
    fields = [field_map(entity)[name] for name in tables]
    told = {tables[f.name]: f for f in fields if f.expression is not None}
    return {f.name: told[tables[f.name]] for f in fields if f.expression is None and tables[f.name] in told}
