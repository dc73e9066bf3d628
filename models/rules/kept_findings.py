"""What rules said of placements when they ended, as it is kept: written down whole, and read as findings again."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors

from models.database import storage
from models.database.policies import Parameter
from models.entities import measures
from models.entities.audit import CHANGE
from models.entities.measures import ENDED, FINISHED
from models.entities.placement_verdicts import PlacementVerdict
from models.entities.placements import Placement, PlacementPlan
from models.rules.rule import NEVER, Finding, Regulation, Rule, RuleSeverity, Verdict, complaint
from models.schema.complaints import Complaint, warning
from models.schema.fields import entity_named
from models.words import _

END, ASSESSMENT = "end", "assessment"  # the occasions on which verdicts are kept
OVER = (ENDED, FINISHED)  # states of a placement that is over


def written(findings: Iterable[Finding], parameters: Mapping[str, Parameter], waived: Collection[str]) -> str:
    """Findings as JSON, with the rows of policy that set their thresholds and severities, by key; `waived` are numbers of rules."""
    every = list(findings)
    used = {key: parameters[key] for one in every for key in keys_of(one.rule) if key in parameters}
    told = {
        key: {
            "value": _text(one.value), "severity": one.severity, "scope": one.scope, "from": _text(one.valid_from),
            "basis": one.basis,
        }
        for key, one in used.items()
    }  # fmt: skip
    lines = [_line(one, [key for key in keys_of(one.rule) if key in used], waived) for one in every]
    return json.dumps({"parameters": told, "findings": lines}, ensure_ascii=False, separators=(",", ":"))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _line(one: Finding, keys: Sequence[str], waived: Collection[str]) -> dict[str, Any]:
    """One finding; the sentence of a rule that is kept is not needed, and what is usual is left out."""
    rule, told = one.rule, one.verdict is not Verdict.KEPT
    line: dict[str, Any] = {
        "rule": rule.number, "field": rule.field, "entity": rule.entity.__tablename__, "verdict": one.verdict.value,
        "severity": one.severity.value, "article": rule.article, "regulation": rule.regulation.name,
        "document": rule.document, "words": one.words if told else "", "limit": one.limit if told else "",
        "by": keys, "absent": one.absent, "waived": one.verdict is Verdict.BROKEN and rule.number in waived,
    }  # fmt: skip
    usual = {"listed": True, "known": True}
    line |= {name: False for name in usual if not getattr(one, name)}
    return {name: value for name, value in line.items() if value not in ("", [], False) or name in usual}


@cache
def keys_of(rule: Rule) -> tuple[str, ...]:
    """The parameters a rule looks at: its thresholds, and what may say its severity."""
    parts = [part for condition in (rule.broken, rule.missing) for part in visitors.iterate(condition)]
    asked = (str(part.key) for part in parts if isinstance(part, sa.BindParameter))
    return tuple(dict.fromkeys((*(key for key in asked if key.startswith("R-INT")), *rule.keys)))


def _read(line: Mapping[str, Any], kept_on: date) -> Finding:
    """A finding as it was kept."""
    verdict, severity = Verdict(line["verdict"]), RuleSeverity(line["severity"])
    rule = Rule(
        line["rule"], line["field"], NEVER, line.get("words", ""), line.get("article", ""),
        entity=entity_named(line["entity"]),
        regulation=Regulation(line["regulation"], line.get("document", ""), date.min),
    )  # fmt: skip
    limit = line.get("limit", "")
    title = _(rule.words).format(limit=limit) if rule.words else ""
    return Finding(
        rule, verdict, complaint(rule, verdict, title, severity), severity, line.get("absent", False), line.get("listed", True),
        line.get("known", True), rule.words, limit, kept_on, line.get("waived", False),
    )  # fmt: skip


def not_since(
    connection: sa.Connection, found: Iterable[tuple[int, Sequence[Finding]]]
) -> Iterator[tuple[int, tuple[Finding, ...]]]:
    """What is said of placements now, without what they were found to keep when they ended: no later rule undoes that."""
    for piece in storage.pieces(found, storage.CHUNK):
        sound = {
            key: {_place(one) for one in stood if one.verdict is Verdict.KEPT}
            for key, stood in kept_of(connection, [key for key, findings in piece if findings]).items()
        }
        for key, findings in piece:
            yield key, tuple(one for one in findings if _place(one) not in sound.get(key, ()))


def _place(one: Finding) -> tuple[str, str]:
    return one.rule.number, one.rule.field


def ended_without(connection: sa.Connection, ids: Collection[int] | None) -> list[int]:
    """The placements an act ended of which nothing is kept: those of before the program kept anything."""
    own, log = Placement.table().c, CHANGE.c
    ended = log.entity == Placement.__tablename__, log.record_id == own.id, log.before.is_not(None)
    by_act = sa.select(log.id).where(*ended, sa.func.json_extract(log.after, "$.status").in_(OVER))
    kept = sa.select(PlacementVerdict.table().c.id).where(PlacementVerdict.table().c.placement_id == own.id)
    asked = sa.select(own.id).where(
        own.status.in_(OVER), measures.is_internship(PlacementPlan.table()), sa.not_(kept.exists()), by_act.exists()
    ).select_from(Placement.table().outerjoin(PlacementPlan.table(), PlacementPlan.table().c.id == own.plan_id)).order_by(own.id)  # fmt: skip
    chunks: Iterable[Any] = [None] if ids is None else storage.pieces(sorted(ids), storage.CHUNK)
    statements = (asked if chunk is None else asked.where(own.id.in_(chunk)) for chunk in chunks)
    return [key for statement in statements for key in connection.execute(statement).scalars()]


FIELD = "status"  # where a missing verdict is told of


def not_kept() -> Complaint:
    """What is said of such a placement."""
    words = _("结束时的结论没有留存，各处按现有登记重新核对；确须留存的，更正实习状态后重新办理结束")
    return warning("not-kept", words)


def kept_of(connection: sa.Connection, placements: Collection[int]) -> dict[int, tuple[Finding, ...]]:
    """What is kept of placements that have ended; those of which nothing is kept are left out."""
    own, found = PlacementVerdict.table().c, dict[int, list[Finding]]()
    columns = (own.placement_id, own.judged_date, own.findings)
    for chunk in storage.pieces(sorted(placements), storage.CHUNK):
        for key, day, text in connection.execute(sa.select(*columns).where(own.placement_id.in_(chunk))):
            found.setdefault(key, []).extend(_read(line, day) for line in json.loads(text)["findings"])
    return {key: tuple(some) for key, some in found.items()}
