"""A plan in words: every effect as a line for people and programs, and the records a text may mean as subjects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from models.acts.act import Act
from models.acts.planning import ActPlan, offered
from models.acts.scene import Effect, Made
from models.database import lookup
from models.database.results import displays
from models.schema.fields import Entity, Field, entity_named, field_map, fields_of, kebab
from models.schema.showing import Show, text_of, written_of


@dataclass(frozen=True, slots=True)
class EffectLine:
    """One field of one record before and after; `record` is None for one that will be made."""

    entity: str
    record: int | None
    action: str
    field: Field
    before: str
    after: str
    case: int

    def as_json(self) -> dict[str, Any]:
        """The line for programs."""
        return {
            "entity": self.entity, "record": self.record, "action": self.action, "field": self.field.name,
            "before": self.before, "after": self.after,
        }  # fmt: skip


def lines_of(connection: sa.Connection, plan: ActPlan) -> list[EffectLine]:
    """The effects of a plan, a line a field, for programs and the terminal: values as a list written as text has them."""
    return [line for _effect, lines in lines_by_effect(connection, plan.effects, written_of) for line in lines]


def lines_by_effect(
    connection: sa.Connection, effects: Sequence[Effect], show: Show = text_of
) -> list[tuple[Effect, list[EffectLine]]]:
    """The same, effect by effect, values as lists show them."""
    names = _names(connection, effects)
    return [(effect, _lines(effect, names, show)) for effect in effects]


def _lines(effect: Effect, names: Mapping[tuple[str, Any], str], show: Show) -> list[EffectLine]:
    name, columns = _columns(effect.entity)
    before, after = effect.before or {}, effect.after or {}
    action = "insert" if effect.before is None else "delete" if effect.after is None else "update"
    record = effect.record if isinstance(effect.record, int) else None
    return [
        EffectLine(
            name,
            record,
            action,
            field,
            _shown(field, to, before.get(column), names, show),
            _shown(field, to, after.get(column), names, show),
            effect.case,
        )
        for column, (field, to) in columns.items()
        if column in before or column in after
    ]


@cache
def tells(kind: type[Entity]) -> bool:
    """Whether a register says something to people: not what the program keeps by itself of nobody (numbers given)."""
    return not kind.internal or any(f.to is not None for f in field_map(kind).values())


@cache
def _columns(entity: str) -> tuple[str, dict[str, tuple[Field, str | None]]]:
    """The public name of an entity, and of each of its columns the field and what it refers to."""
    kind = entity_named(entity)
    return kebab(kind), {f.column: (f, f.to) for f in fields_of(kind) if f.stored}


def _shown(field: Field, to: str | None, value: Any, names: Mapping[tuple[str, Any], str], show: Show) -> str:
    if value is None:
        return ""
    return show(field, value, masked=True) if to is None else names.get((to, value), "")


def _names(connection: sa.Connection, effects: Sequence[Effect]) -> dict[tuple[str, Any], str]:
    """What the records that effects refer to display; those to be made by what they will display, where that is their own."""
    wanted: dict[str, dict[int, None]] = {}
    found: dict[tuple[str, Any], str] = {}
    for effect in effects:
        refers = {column: to for column, (_f, to) in _columns(effect.entity)[1].items() if to is not None}
        for row in (effect.before, effect.after):
            for column, to in refers.items() if row is not None else ():
                if row is not None and isinstance(row.get(column), int):
                    wanted.setdefault(to, {})[row[column]] = None
        if isinstance(effect.record, Made) and effect.after is not None:
            found[effect.entity, effect.record] = _own_words(entity_named(effect.entity), effect.after)
    for entity, keys in wanted.items():
        found.update(
            {((entity, key)): words for key, words in displays(connection, entity_named(entity), keys).items()}
        )
    return found


def proposals(connection: sa.Connection, plan: ActPlan) -> dict[int, dict[str, str]]:
    """What holds of each subject in the fields that may be given apart, as lists show it, by place of the case."""
    fields = {f.name: f for case in plan.cases[:1] for f in case.act.fields}
    wanted: dict[str, set[int]] = {}
    for values in plan.proposed.values():
        for name, value in values.items():
            if fields[name].to is not None and isinstance(value, int):
                wanted.setdefault(fields[name].to or "", set()).add(value)
    names = {
        (entity, key): words
        for entity, keys in wanted.items()
        for key, words in displays(connection, entity_named(entity), sorted(keys)).items()
    }
    return {
        n: {name: _shown(fields[name], fields[name].to, value, names, text_of) for name, value in values.items()}
        for n, values in plan.proposed.items()
    }


def _own_words(entity: type[Entity], row: Mapping[str, Any]) -> str:
    field = field_map(entity)[entity.display]
    if field.stored and field.to is None:
        return text_of(field, row.get(field.column), masked=True)
    keys = (field_map(entity)[name] for name in next(iter(entity.keys), ()))
    return " ".join(
        text_of(f, row[f.column], masked=True) for f in keys if f.to is None and row.get(f.column) is not None
    )


def subjects_named(connection: sa.Connection, act: Act, text: str) -> list[int]:
    """The records a text names as subjects of an act: themselves, or by what they display (a placement by its student).

    Of several those that the act does not refuse.
    """
    entity = entity_named(act.entity)
    found = lookup.named(connection, entity, text)
    through = _telling(entity)
    if not found and through is not None and through.to is not None:
        owners = lookup.named(connection, entity_named(through.to), text)
        column = entity.table().c[through.column]
        found = list(connection.execute(sa.select(entity.table().c.id).where(column.in_(owners))).scalars())
    if len(found) < 2:  # noqa: PLR2004 - there is nothing to choose
        return found
    refused = offered(connection, [act], found)[act]
    return [key for key in found if key not in refused] or found


def _telling(entity: type[Entity]) -> Field | None:
    """The reference by which people tell such a record."""
    fields = field_map(entity)
    names = (entity.display, *next(iter(entity.keys), ()))
    return next((fields[name] for name in names if fields[name].to is not None and fields[name].stored), None)
