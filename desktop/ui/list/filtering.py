"""Conditions of a list as people set and read them: one filter a field, worded for its chip."""

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.database.query import Condition
from models.database.touched import asked_field
from models.schema.fields import Entity, Field
from models.schema.showing import text_of
from models.words import _, joined, listed

RANGES = ("number", "date", "month", "year")
CHOICES = ("code", "codes", "flag")
RECORDS = ("reference", "references")
Names = Mapping[tuple[str, int], str]  # (table, id) -> what the record shows
_PART = re.compile(r"([1-9]\d{3})(?:[-./年]?(\d{1,2})月?)?年?")
_FEW = 2  # words a chip has room for


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked of one field; together the conditions are one chip."""

    field: Field
    conditions: tuple[Condition, ...]


def filters_of(entity: type[Entity], conditions: Sequence[Condition]) -> tuple[Filter, ...]:
    """Conditions gathered by field, in the order the fields first come."""
    gathered: dict[str, list[Condition]] = {}
    for condition in conditions:
        gathered.setdefault(condition.field, []).append(condition)
    return tuple(Filter(asked_field(entity, name), tuple(found)) for name, found in gathered.items())


def mode_of(field: Field) -> str:
    """How a field is asked for: "range", "choice", "record" or "text"."""
    kind = field.type.kind
    return "range" if kind in RANGES else "choice" if kind in CHOICES else "record" if kind in RECORDS else "text"


def words_of(found: Filter, names: Names | None = None) -> str:
    """What the chip says after the field's label; a record whose name is not known yet is `…`."""
    bounds = {c.operator: c.value for c in found.conditions}
    if {">=", "<="} <= bounds.keys():
        low, high = (_shown(found.field, bounds[op], names) for op in (">=", "<="))
        return low if low == high else f"{low} – {high}"
    return joined(_worded(found.field, condition, names) for condition in found.conditions)


def _worded(field: Field, condition: Condition, names: Names | None) -> str:
    patterns = {
        "!=": _("不是 {value}"), ">=": _("{value} 起"), "<=": _("至 {value}"), ">": _("大于 {value}"),
        "<": _("小于 {value}"), "~": _("含“{value}”"), "empty": _("为空"), "filled": _("已填写"),
    }  # fmt: skip
    if condition.operator == "in":
        shown = [_shown(field, value, names) for value in condition.value]
        few = listed(shown[:_FEW])
        return few if len(shown) <= _FEW else _("{few} 等 {count} 项").format(few=few, count=len(shown))
    value = str(condition.value) if condition.operator == "~" else _shown(field, condition.value, names)
    return patterns.get(condition.operator, "{value}").format(value=value)


def _shown(field: Field, value: Any, names: Names | None) -> str:
    if field.to is not None:
        return (names or {}).get((field.to, value), "…") if isinstance(value, int) else str(value or "")
    if field.type.kind == "codes" and isinstance(value, str):
        value = (value,)
    return text_of(field, value, masked=True)


def ids_in(conditions: Sequence[Condition], entity: type[Entity]) -> dict[str, set[int]]:
    """Records that conditions name: table -> ids."""
    found: dict[str, set[int]] = {}
    for condition in conditions:
        to = asked_field(entity, condition.field).to
        if to is not None:
            values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
            found.setdefault(to, set()).update(v for v in values if isinstance(v, int))
    return found


def range_of(field: Field, low: str, high: str) -> tuple[tuple[Condition, ...], str]:
    """Conditions for values from `low` to `high` as typed ('' is open), and a sentence about what cannot be read."""
    conditions, sentence = [], ""
    for text, operator in ((low, ">="), (high, "<=")):
        value, complaint = _bound(field, text.strip(), first=operator == ">=")
        sentence = sentence or complaint
        if value is not None:
            conditions.append(Condition(field.name, operator, value))
    return tuple(conditions), sentence


def _bound(field: Field, text: str, *, first: bool) -> tuple[Any, str]:
    if not text:
        return None, ""
    part = _PART.fullmatch(text) if field.type.kind in ("date", "month") else None
    if part is not None and (field.type.kind == "date" or part[2] is None) and int(part[2] or 1) in range(1, 13):
        return _edge(field, int(part[1]), int(part[2] or 0), first=first), ""
    value, complaints = field.type.read(text)
    return value, complaints[0].message if complaints and value is None else ""


def _edge(field: Field, year: int, month: int, *, first: bool) -> Any:
    """The first or last day (or month) of a year or month."""
    month = month or (1 if first else 12)
    if field.type.kind == "month":
        return f"{year:04d}-{month:02d}"
    return date(year, month, 1 if first else calendar.monthrange(year, month)[1])
