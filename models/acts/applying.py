"""Acts done: thought through again where nobody else writes, and written as they were shown or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.access.rights import Right
from models.acts import verdicts
from models.acts.act import right_to
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

    Raises Conflict when something it read is no longer as it was, Invalid when the door or a rule refuses, NotAllowed
    where whoever writes may not do one of its acts, or not to one of its subjects.
    """
    if plan.refused:
        raise Invalid(next(iter(plan.refused.values()))[1].message, complaints=tuple(plan.refused.values()))
    for right, subjects in _rights(plan).items():
        with tx.by(right, entity_named(right.register), subjects):
            pass  # each is asked for before anything is written
    with tx.by(None):
        return _applied(tx, plan)


def _rights(plan: ActPlan) -> dict[Right, list[int]]:
    """The rights a plan needs, and of each to whom it is done; who is made by it belongs to nobody yet."""
    found: dict[Right, list[int]] = {}
    for case in plan.cases:
        subjects = found.setdefault(right_to(case.act), [])
        if isinstance(case.subject, int):
            subjects.append(case.subject)
    return found


def _applied(tx: Transaction, plan: ActPlan) -> dict[Made, int]:
    again = plan_cases(tx.connection, plan.cases, plan.answers, plan.day, plan.name)
    if again.refused or again.effects != plan.effects:
        raise _changed(plan, again)
    # what comes back may be referred to by what changes before it: references are looked at when all is written
    tx.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    lasting = any(case.act.irreversible for case in plan.cases)
    if lasting:
        _carry_out(tx, plan)
        made: dict[Made, int] = {}
    else:
        verdicts.withdraw_gone(tx, plan.effects)
        made = _written(tx, plan.effects)
    found = judged(tx.connection, plan, made)
    refuse_breaches(found)
    for row in waivers(tx, plan, found, made):
        tx.insert(Waiver, row)
    if not lasting:
        verdicts.keep_ended(tx, plan, made)
    return made


def _carry_out(tx: Transaction, plan: ActPlan) -> None:
    """Let an irreversible act write by itself what the plan says; all its cases were given the same."""
    case = plan.cases[0]
    if any(one.act is not case.act or one.given != case.given for one in plan.cases):
        raise ValueError(plan.name)
    subjects = [one.subject for one in plan.cases if isinstance(one.subject, int)]
    case.act.carry_out(tx, subjects, case.given, plan.answers)


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

    What a change refers to comes before it (the post of a placement that stands), what it referred to goes after it,
    and then only comes what takes over a number from it.
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
        heirs = [e for e in rest if _takes_over(e, last)]
        others = [e for e in rest if e not in heirs]
        writes = (
            (_delete, gone),
            (_insert, first),
            (_update, others),
            (_delete, last),
            (_update, heirs),
            (_insert, rest),
        )
        for write, of in writes:
            order = _by_entity(of)
            for entity, own in reversed(order) if write is _delete else order:
                write(tx, entity, own, made)
    return made


def _takes_over(effect: Effect, going: Sequence[Effect]) -> bool:
    """Whether a change gives a record what may stand only once and a record that goes has: it waits until that is gone."""
    names = [f.column for f in fields_of(entity_named(effect.entity)) if f.unique]
    after, before = effect.after or {}, effect.before or {}
    taken = {(name, after[name]) for name in names if after.get(name) not in (None, before.get(name))}
    same = (e.before or {} for e in going if e.entity == effect.entity)
    return effect.before is not None and any((n, v) in taken for row in same for n, v in row.items())


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
