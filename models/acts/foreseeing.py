"""A plan laid over the file: the same rules and counts asked of the state after it, in tables of one connection that vanish."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from models.acts.planning import ActPlan
from models.acts.scene import Effect, Key, Made
from models.database import storage
from models.database.audit_chain import last_seal
from models.database.database import Database
from models.database.errors import Invalid, translated
from models.database.query import Condition, Query
from models.database.results import displays, rows_of
from models.database.transaction import Transaction
from models.entities.audit import CHANGE_SET
from models.rules import regulation
from models.rules.rule import Finding
from models.rules.rule import Verdict as Saying
from models.schema.fields import entity_named, field_map
from models.words import _


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of a record as the plan leaves it; `reason` when it is let pass, not `strict` where it only lists."""

    entity: str
    record: Key
    finding: Finding
    reason: str = ""
    strict: bool = True

    @property
    def forbids(self) -> bool:
        """Whether the act is done only where somebody lets it pass."""
        return self.strict and self.finding.forbids

    @property
    def stops(self) -> bool:
        """Whether it stops the act: forbidden, broken, and not let pass."""
        return self.forbids and not self.reason


@dataclass(frozen=True, slots=True)
class Count:
    """A number before and after the plan."""

    label: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The rules broken or not to be judged after the plan, and what is counted before and after it."""

    verdicts: tuple[Verdict, ...]
    counts: tuple[Count, ...]


def foreseen(database: Database, plan: ActPlan) -> Foreseen:
    """Ask rules and counts as if the plan were done; nothing is written, and nobody who writes is waited for."""
    with database.reading() as connection:
        flags, sizes = _totals(database, connection, plan), _sizes(connection, plan)
    with _overlaid(database, plan) as (connection, ids):
        after, touched = _sizes(connection, plan), _touched(connection, plan, ids)
        verdicts = tuple(_verdicts(connection, plan, ids))
        then = _flags(connection, plan, touched)
    with database.reading() as connection:
        now = _flags(connection, plan, touched)
    counts = [Count(label, all_of, all_of - now[label] + then[label]) for label, all_of in flags.items()]
    counts += [
        Count(label, before, after.get(label, before)) for label, before in sizes.items() if after.get(label) != before
    ]
    return Foreseen(verdicts, tuple(counts))


@contextmanager
def _overlaid(database: Database, plan: ActPlan) -> Iterator[tuple[sa.Connection, dict[Made, int]]]:
    """A connection on which the tables the plan touches are as it leaves them; what is made has ids below zero."""
    made = [e.record for e in plan.effects if isinstance(e.record, Made) and e.before is None]
    ids = {key: -n for n, key in enumerate(made, 1)}
    with translated(), database.engine.connect() as connection:
        transaction = connection.begin()
        only_reads = connection.exec_driver_sql("PRAGMA query_only").scalar_one()
        connection.exec_driver_sql(
            "PRAGMA query_only = OFF"
        )  # of this connection; what follows is its own and taken back
        try:
            for entity in dict.fromkeys(e.entity for e in plan.effects):
                _lay(connection, entity, [e for e in plan.effects if e.entity == entity], ids)
            yield connection, ids
        finally:
            transaction.rollback()
            connection.exec_driver_sql(f"PRAGMA query_only = {int(only_reads)}")


def _lay(connection: sa.Connection, entity: str, effects: Sequence[Effect], ids: Mapping[Made, int]) -> None:
    """Put a view before a table that shows the rows as they will be."""
    kind = entity_named(entity)
    names = storage.columns_of(kind)
    rows: dict[Any, dict[str, Any] | None] = {}
    standing = storage.rows_by_id(connection, kind, [e.record for e in effects if isinstance(e.record, int)])
    for e in effects:
        key = ids[e.record] if isinstance(e.record, Made) else e.record
        before = rows.get(key, standing.get(key)) or {"id": key}
        new = {c: ids[v] if isinstance(v, Made) else v for c, v in (e.after or {}).items()}
        rows[key] = None if e.after is None else before | storage.encode(kind, new)
    columns, planned = ",".join(names), f"planned_{entity}"
    cells = [(*((row or {"id": key}).get(name) for name in names), int(row is None)) for key, row in rows.items()]
    make = f"CREATE TEMP TABLE {planned} AS SELECT {columns}, 0 AS gone FROM main.{entity} LIMIT 0"  # noqa: S608 - our own
    fill = f"INSERT INTO {planned} VALUES (?{',?' * len(names)})"  # noqa: S608 - names of our own
    kept = f"SELECT {columns} FROM main.{entity} WHERE id NOT IN (SELECT id FROM {planned})"  # noqa: S608 - our own
    come = f"SELECT {columns} FROM {planned} WHERE NOT gone"  # noqa: S608 - names of our own
    connection.exec_driver_sql(make)
    connection.exec_driver_sql(fill, cells)
    connection.exec_driver_sql(f"CREATE INDEX temp.{planned}_id ON {planned} (id)")
    connection.exec_driver_sql(f"CREATE TEMP VIEW {entity} AS {kept} UNION ALL {come}")


def _touched(connection: sa.Connection, plan: ActPlan, ids: Mapping[Made, int]) -> list[int]:
    """The subjects whose flags are counted, those to be made among them; of events whom they are about."""
    subjects = list(dict.fromkeys(case.subject for case in plan.cases if isinstance(case.subject, int)))
    act = plan.cases[0].act if plan.cases else None
    if act is None or not act.flags:
        return []
    if act.flags_of:
        kind = entity_named(act.entity)
        column = field_map(kind)[act.flags_of].column
        rows = storage.rows_by_id(connection, kind, subjects).values()
        return list(dict.fromkeys(row[column] for row in rows if row[column] is not None))
    return [*subjects, *(number for key, number in ids.items() if key.entity == act.entity)]


def _totals(database: Database, connection: sa.Connection, plan: ActPlan) -> dict[str, int]:
    """How many of all meet each of the conditions the acts name; counted once for a day while nothing is written."""
    seal, known = last_seal(connection), _COUNTED.setdefault(database, {})
    found: dict[str, int] = {}
    for label, query in _flagged(plan):
        if (seal, query) not in known:
            for old in [key for key in list(known) if key[0] != seal]:
                known.pop(old, None)
            known[seal, query] = connection.execute(query.count()).scalar_one()
        found[label] = known[seal, query]
    return found


_COUNTED: WeakKeyDictionary[Database, dict[tuple[str, Query], int]] = WeakKeyDictionary()


def _flags(connection: sa.Connection, plan: ActPlan, of: Sequence[int]) -> dict[str, int]:
    """How many of these meet each of the conditions the acts name."""
    asked = _flagged(plan)
    if not asked:
        return {}
    names = [query.conditions[0].field for _label, query in asked]
    rows = list(rows_of(connection, asked[0][1], of, names))
    return {label: sum(bool(row.values[n]) for row in rows) for (label, _q), n in zip(asked, names, strict=True)}


def _flagged(plan: ActPlan) -> list[tuple[str, Query]]:
    """The conditions the acts name, with what they are called."""
    if not plan.cases:
        return []
    act = plan.cases[0].act
    kind, fields = entity_named(act.flagged), field_map(entity_named(act.flagged))
    day = counted_on(plan)
    return [(fields[name].title, Query(kind, (Condition(name, "=", True),), as_of=day)) for name in act.flags]


def _day(plan: ActPlan) -> date:
    """The day the acts count from, where they agree on one."""
    days = {case.given.get(case.act.dated) for case in plan.cases}
    return (days.pop() if len(days) == 1 else None) or plan.day


def counted_on(plan: ActPlan) -> date:
    """The day on which what is counted shows what was done."""
    day = _day(plan)
    return plan.cases[0].act.counts_from(day) if plan.cases else day


def _sizes(connection: sa.Connection, plan: ActPlan) -> dict[str, int]:
    """What counts the members of what is touched: of an order class the rows in force."""
    act = plan.cases[0].act if plan.cases else None
    found: dict[str, int] = {}
    for size in act.sizes if act is not None else ():
        kind = entity_named(size.entity)
        keys = sorted(_referred(connection, plan, size.entity))
        names = displays(connection, kind, keys)
        for row in rows_of(connection, Query(kind, as_of=counted_on(plan)), keys, [size.field]):
            found[f"{names[row.id]} {field_map(kind)[size.field].title}"] = row.values[size.field]
    return found


def _referred(connection: sa.Connection, plan: ActPlan, entity: str, by: Collection[str] = ()) -> set[int]:
    """The records of an entity that touched rows (those `by` alone) refer to, as they stand or will stand."""
    found: set[int] = set()
    for name in by or dict.fromkeys(e.entity for e in plan.effects):
        kind = entity_named(name)
        columns = [f.column for f in field_map(kind).values() if f.stored and f.to == entity]
        own = [e for e in plan.effects if e.entity == name] if columns else []
        rows: list[Mapping[str, Any]] = [row for e in own for row in (e.before, e.after) if row is not None]
        rows += storage.rows_by_id(connection, kind, [e.record for e in own if isinstance(e.record, int)]).values()
        found.update(row[c] for row in rows for c in columns if isinstance(row.get(c), int) and row[c] > 0)
    return found


def judged(connection: sa.Connection, plan: ActPlan, ids: Mapping[Made, int]) -> list[Verdict]:
    """What rules say of the records the acts want judged, broken or lacking; asked of what the connection shows."""
    return list(_verdicts(connection, plan, ids))


def _verdicts(connection: sa.Connection, plan: ActPlan, ids: Mapping[Made, int]) -> Iterator[Verdict]:
    yield from _of_subjects(connection, plan)
    wanted = {name for case in plan.cases for name in case.act.judged}
    strict = any(case.act.stops for case in plan.cases)
    back: dict[int, Key] = {number: key for key, number in ids.items()}
    for name in sorted(wanted):
        asked = (e for e in plan.effects if e.entity == name and e.after is not None)
        keys = {_number(e.record, ids) for e in asked if plan.cases[e.case].act.judges(e)}
        if not any(e.entity == name for e in plan.effects):
            keys = _referred(connection, plan, name, sorted(wanted & {e.entity for e in plan.effects}))
        for number, findings in regulation.judged(connection, entity_named(name), _day(plan), keys):
            for one in regulation.told(findings):
                waived = plan.waived.get(one.rule.number)
                reason = waived.reason if waived else ""
                yield Verdict(name, back.get(number, number), one, reason, strict)


def _of_subjects(connection: sa.Connection, plan: ActPlan) -> Iterator[Verdict]:
    """What rules say of the subjects because of what is done to them."""
    subjects: dict[Any, list[int]] = {}
    for n, case in enumerate(plan.cases):
        if isinstance(case.subject, int) and n not in plan.refused:
            subjects.setdefault(case.act, []).append(case.subject)
    for act, keys in subjects.items():
        for key, findings in act.findings(connection, keys, _day(plan)).items():
            for one in findings:
                waived = plan.waived.get(one.rule.number)
                yield Verdict(act.entity, key, one, waived.reason if waived else "", act.stops)


def _number(key: Key, ids: Mapping[Made, int]) -> int:
    return ids[key] if isinstance(key, Made) else key


def refuse_breaches(found: Iterable[Verdict]) -> None:
    """Raise Invalid when a rule forbids the act and nobody let it pass."""
    stopping = [one for one in found if one.stops]
    if stopping:
        words = _("{message}；确须办理的，请写明例外的理由（规定 {rule}）")
        first = stopping[0].finding
        sentence = words.format(message=first.complaint.message, rule=first.rule.number)
        sentence += _("（另有 {count} 处）").format(count=len(stopping) - 1) if len(stopping) > 1 else ""
        raise Invalid(sentence, complaints=tuple((one.finding.rule.field, one.finding.complaint) for one in stopping))


def waivers(tx: Transaction, plan: ActPlan, found: Iterable[Verdict], made: Mapping[Made, int]) -> list[dict[str, Any]]:
    """The exceptions to be kept: which rule, of which record, who let it pass, why and until when."""
    who = tx.connection.execute(sa.select(CHANGE_SET.c.user).where(CHANGE_SET.c.id == tx.change_set_id)).scalar_one()
    kept = {
        (one.finding.rule.number, one.entity, _number(one.record, made)): plan.waived[one.finding.rule.number]
        for one in found
        if one.reason and one.finding.verdict is Saying.BROKEN
    }
    return [
        {"rule": rule, "entity": entity, "record_id": record, "operator": who, "reason": w.reason, "granted_date": plan.day, "until_date": w.until}
        for (rule, entity, record), w in kept.items()
    ]  # fmt: skip
