"""Numbers given by the office's patterns: how far each run of a counter has come, what was left out, what nobody has."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from models.entities.numbers import EVERY_YEAR, HELD, NEVER, RUNS, GivenNumber, NumberPattern
from models.schema.fields import entity_named, field_map
from models.schema.number_patterns import CLASS, COUNTER, GRADE, YEAR, Pattern, parse
from models.schema.sorting import natural_key


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a counter: how many numbers of it stand somewhere or were given, the highest, counters left out, and numbers nobody has any more.

    `gaps` are first and last counter of what was left out.
    """

    thing: str
    pattern: str
    name: str
    numbers: int
    highest: str
    gaps: tuple[tuple[int, int], ...]
    unheld: tuple[str, ...]


def held(thing: str) -> list[sa.ColumnElement[Any]]:
    """The columns in which numbers of a thing stand."""
    if thing not in HELD:
        return []
    entity, name = HELD[thing]
    kind = entity_named(entity)
    return [kind.table().c[field_map(kind)[name].column]]


def runs_by(pattern: Pattern, reset: str) -> list[str]:
    """The tokens by which one tells in the numbers themselves where a counter began anew."""
    if reset == NEVER:
        return []
    shown = [token for token in RUNS[reset] if token in pattern.tokens]
    return shown or [token for token in (YEAR, GRADE, CLASS) if token in pattern.tokens]


def number_runs(connection: sa.Connection, patterns: Sequence[int] = ()) -> list[Run]:
    """The runs of every pattern, or of these; numbers that are not made by the pattern are no part of it."""
    own = NumberPattern.table()
    query = sa.select(own).order_by(own.c.thing)
    chosen = query.where(own.c.id.in_(patterns)) if patterns else query
    return [run for row in connection.execute(chosen) for run in _runs(connection, row)]


def _runs(connection: sa.Connection, row: Any) -> Iterator[Run]:
    given = GivenNumber.table().c
    gave = set(connection.execute(sa.select(given.number).where(given.thing == row.thing)).scalars())
    stand = {
        number
        for column in held(row.thing)
        for number in connection.execute(sa.select(column).where(column.is_not(None))).scalars()
    }
    pattern, found = parse(row.pattern), dict[tuple[str, ...], dict[int, str]]()
    matcher, tokens = pattern.matcher(), runs_by(pattern, row.reset or EVERY_YEAR)
    for number in gave | stand:
        if (match := matcher.fullmatch(number)) is not None:
            found.setdefault(tuple(match[token] for token in tokens), {})[int(match[COUNTER])] = number
    first = 1 if row.counter is None else row.counter
    for name in sorted(found, key=lambda parts: [natural_key(part) for part in parts]):
        numbers = found[name]
        mine = (number for number in gave - stand if number in set(numbers.values()))
        yield Run(
            row.thing, row.pattern, " ".join(name), len(numbers), numbers[max(numbers)],
            tuple(_gaps(first, numbers)), tuple(sorted(mine, key=natural_key)),
        )  # fmt: skip


def _gaps(first: int, counters: Iterable[int]) -> Iterator[tuple[int, int]]:
    """What was left out between the first counter and the highest, however far apart they are."""
    due = first
    for counter in sorted(counters):
        if counter > due:
            yield due, counter - 1
        due = max(due, counter + 1)
