"""Acts done: thought through again where nobody else writes, and written as they were shown or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.acts.foreseeing import judged, refuse_breaches, waivers
from models.acts.planning import ActPlan, plan_cases
from models.acts.scene import Effect, Made
from models.database import checking, storage
from models.database.errors import Conflict, Invalid
from models.database.transaction import Transaction
from models.entities.policy import Waiver
from models.schema.fields import Entity, entity_named, fields_of
from models.words import _


def apply(tx: Transaction, plan: ActPlan) -> dict[Made, int]:
    """Write what the plan says and return the ids of what it made.

    Raises Conflict when something it read is no longer as it was, Invalid when the door or a rule refuses.
    """
    if plan.refused:
        raise Invalid(next(iter(plan.refused.values()))[1].message, complaints=tuple(plan.refused.values()))
    again = plan_cases(tx.connection, plan.cases, plan.answers, plan.day, plan.name)
    if again.refused or again.effects != plan.effects:
        raise _changed(plan, again)
    # what comes back may be referred to by what changes before it: references are looked at when all is written
    tx.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    made = _written(tx, plan.effects)
    found = judged(tx.connection, plan, made)
    refuse_breaches(found)
    for row in waivers(tx, plan, found, made):
        tx.insert(Waiver, row)
    return made


def _changed(plan: ActPlan, again: ActPlan) -> Conflict:
    """Which record is no longer as the plan saw it."""
    new = set(map(_place, again.effects))
    first = next((e for e in plan.effects if _place(e) not in new), None) or next(
        (e for e, f in zip(plan.effects, again.effects, strict=False) if e != f), None
    )
    reason = next(iter(again.refused.values()))[1].message if again.refused else ""
    label = _(entity_named(first.entity).label) if first else ""
    words = _("核对之后数据又有改动（{what}），没有写入任何内容，请重新核对").format(what=reason or label)
    key = first.record if first is not None and isinstance(first.record, int) else 0
    return Conflict(words, entity=first.entity if first else "", record_id=key, fields=())


def _place(effect: Effect) -> tuple[Any, ...]:
    return effect.entity, effect.record, effect.wave


def _written(tx: Transaction, effects: Sequence[Effect]) -> dict[Made, int]:
    """Write effects wave by wave, and in each what goes, what changes, what comes, so that nothing stands twice.

    What a change refers to comes before it (the post of a placement that stands), what it referred to goes after it.
    """
    new = [e.record for e in effects if isinstance(e.record, Made) and e.before is None]
    made = dict(zip(new, tx.issue(len(new)), strict=True))
    for wave in range(max((e.wave for e in effects), default=-1) + 1):
        some = [e for e in effects if e.wave == wave]
        needed = {v for e in some if e.before is not None for v in (e.after or {}).values() if isinstance(v, Made)}
        first = [e for e in some if e.record in needed]
        rest = [e for e in some if e.record not in needed]
        freed = {v for e in some if e.after is not None for v in (e.before or {}).values() if isinstance(v, int)}
        last = [e for e in some if e.after is None and e.record in freed]
        gone = [e for e in some if e.after is None and e.record not in freed]
        for deed, of in ((_delete, gone), (_insert, first), (_update, rest), (_delete, last), (_insert, rest)):
            order = _by_entity(of)
            for entity, own in reversed(order) if deed is _delete else order:
                deed(tx, entity, own, made)
    return made


def _by_entity(effects: Iterable[Effect]) -> list[tuple[type[Entity], list[Effect]]]:
    """The effects by entity, those that others refer to first."""
    found: dict[str, list[Effect]] = {}
    for effect in effects:
        found.setdefault(effect.entity, []).append(effect)
    return [
        (entity_named(name), found[name]) for name in sorted(found, key=lambda name: _depth(name, frozenset(found)))
    ]


def _depth(name: str, among: frozenset[str]) -> int:
    others = {f.to for f in fields_of(entity_named(name)) if f.stored and f.to in among and f.to != name}
    return 1 + max((_depth(other, among - {name}) for other in others if other is not None), default=0)


def _id(value: Any, made: Mapping[Made, int]) -> Any:
    return made[value] if isinstance(value, Made) else value


def _causes(entity: type[Entity], effects: Iterable[Effect], made: Mapping[Made, int]) -> dict[tuple[str, int], int]:
    return {(entity.__tablename__, _id(e.record, made)): _id(e.cause, made) for e in effects if e.cause is not None}


def _by_field(entity: type[Entity], row: Mapping[str, Any], made: Mapping[Made, int]) -> dict[str, Any]:
    names = {f.column: f.name for f in fields_of(entity) if f.stored}
    return {names[column]: _id(value, made) for column, value in row.items() if column in names}


def _delete(tx: Transaction, entity: type[Entity], effects: Sequence[Effect], made: Mapping[Made, int]) -> None:
    gone = [e for e in effects if e.after is None]
    keys = [_id(e.record, made) for e in gone]
    if keys:
        checking.deletable(tx.connection, entity, keys)
        with tx.because(_causes(entity, gone, made)):
            tx.delete_stored(entity, keys)


def _update(tx: Transaction, entity: type[Entity], effects: Sequence[Effect], made: Mapping[Made, int]) -> None:
    changed = [e for e in effects if e.before is not None and e.after is not None]
    keys = [_id(e.record, made) for e in changed]
    if not keys:
        return
    present = storage.rows_by_id(tx.connection, entity, keys)
    changes = [(key, _by_field(entity, e.after or {}, made)) for key, e in zip(keys, changed, strict=True)]
    checking.updatable(tx.connection, entity, changes, present)
    stored = [
        (key, {c: _id(v, made) for c, v in (e.after or {}).items()}) for key, e in zip(keys, changed, strict=True)
    ]
    with tx.because(_causes(entity, changed, made)):
        tx.update_rows(entity, stored, present)


def _insert(tx: Transaction, entity: type[Entity], effects: Sequence[Effect], made: Mapping[Made, int]) -> None:
    for fresh in (False, True):
        come = [e for e in effects if e.before is None and isinstance(e.record, Made) is fresh]
        if come:
            checking.insertable(tx.connection, entity, [_by_field(entity, e.after or {}, made) for e in come])
            rows = [{c: _id(v, made) for c, v in (e.after or {}).items()} for e in come]
            with tx.because(_causes(entity, come, made)):
                tx.insert_stored(entity, rows, [_id(e.record, made) for e in come], fresh=fresh)
