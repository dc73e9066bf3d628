"""What policy sets for the records that are judged together: those with the same thresholds and severities."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from models.database.policies import Place, Policies, place_of, places, policies
from models.rules.rule import Condition, Rule, RuleSeverity

Span = tuple[date | None, date | None]  # from the first day on, before the last


@dataclass(frozen=True, slots=True)
class Terms:
    """The thresholds by key, and the severity of each rule in the order of the rules."""

    values: tuple[tuple[str, Decimal | None], ...]
    severities: tuple[RuleSeverity, ...]


@dataclass(frozen=True, slots=True)
class Judging:
    """The rules about an entity, and the statement that answers them: `thresholds` are the keys it has to be given.

    `first_day` decides which text and which policy holds for a record, `school` whose policy; None where a record is judged
    by the policy of the office or of the placement it is judged for.
    """

    rules: tuple[Rule, ...]
    statement: sa.Select[Any]
    thresholds: tuple[str, ...]
    first_day: sa.ColumnElement[Any]
    school: sa.ColumnElement[Any] | None

    @property
    def keys(self) -> tuple[str, ...]:
        """Every parameter that matters to it."""
        return tuple(dict.fromkeys((*self.thresholds, *(key for rule in self.rules for key in rule.keys))))


def of_one(connection: sa.Connection, judging: Judging, day: date, school: int | None) -> Terms:
    """What holds for a single day and school, the office's own where none is named."""
    return _terms(policies(connection), judging, day, place_of(connection, school))


def shared(connection: sa.Connection, judging: Judging, day: date) -> Iterable[tuple[Terms, Condition | None]]:
    """What holds for which records; no condition where it is the same for all of them."""
    known = policies(connection)
    turns = known.turns(judging.keys)
    spans: list[Span] = list(zip((None, *turns), (*turns, None), strict=True))
    found: dict[Terms, dict[Span, list[int | None]]] = {}
    for place, schools in _schools(connection, known):
        for span in spans:
            on = span[0] or (span[1] - timedelta(days=1) if span[1] is not None else day)
            found.setdefault(_terms(known, judging, on, place), {}).setdefault(span, []).extend(schools)
    if len(found) == 1:
        return [(next(iter(found)), None)]
    when = sa.func.coalesce(judging.first_day, sa.literal(day, sa.Date()))
    of = judging.school if known.local else None
    return [
        (terms, sa.or_(*(_within(when, of, span, schools) for span, schools in some.items())))
        for terms, some in found.items()
    ]


def _schools(connection: sa.Connection, known: Policies) -> Iterable[tuple[Place, list[int | None]]]:
    """The schools no scope tells apart, with where one of them stands; None, a record of no school, is where the office is."""
    found: dict[Any, tuple[Place, list[int | None]]] = {}
    every: list[tuple[int | None, Place]] = [(None, place_of(connection)), *places(connection).items()]
    for key, place in every:
        found.setdefault(known.scopes(place), (place, []))[1].append(key)
    return found.values()


def _within(
    when: sa.ColumnElement[Any], school: sa.ColumnElement[Any] | None, span: Span, schools: Sequence[int | None]
) -> Condition:
    parts: list[Condition] = []
    parts += [when >= sa.literal(span[0], sa.Date())] if span[0] is not None else []
    parts += [when < sa.literal(span[1], sa.Date())] if span[1] is not None else []
    if school is not None:
        named = [key for key in schools if key is not None]
        parts.append(sa.or_(school.in_(named), school.is_(None)) if None in schools else school.in_(named))
    return sa.and_(sa.true(), *parts)


def _terms(known: Policies, judging: Judging, day: date, place: Place) -> Terms:
    """A rule is not in force on a day for which the program ships no number: then any will do."""
    values: list[tuple[str, Decimal | None]] = []
    for key in judging.thresholds:
        found = known.of(key, day, place) or known.earliest(key)
        values.append((key, None if found is None else found.value))
    return Terms(tuple(values), tuple(_severity(known, rule, day, place) for rule in judging.rules))


def _severity(known: Policies, rule: Rule, day: date, place: Place) -> RuleSeverity:
    """Of a rule that is not in force on the day that of its first day, so that days it says nothing of differ in nothing."""
    in_force = rule.valid_from <= day <= (rule.valid_until or date.max)
    said = known.severity(rule.keys, day if in_force else rule.valid_from, place)
    return RuleSeverity.FORBID if said is None else RuleSeverity(said)
