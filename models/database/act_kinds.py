"""The latest acts by what kind they were and how many records of which kind they changed, without a word of any record."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from string import Formatter

import sqlalchemy as sa

from models.entities.audit import CHANGE, CHANGE_SET
from models.words import _, is_told


@dataclass(frozen=True, slots=True)
class ActKind:
    """One act: when, `kind` (do, undo, redo), its sentence with every value left out, and records by the name of their table."""

    time: datetime
    kind: str
    words: str
    counts: tuple[tuple[str, int], ...]


def latest_kinds(connection: sa.Connection, limit: int) -> list[ActKind]:
    """The latest acts first."""
    acts = connection.execute(sa.select(CHANGE_SET).order_by(CHANGE_SET.c.id.desc()).limit(limit)).all()
    counts = _counts(connection, [act.id for act in acts])
    return [
        ActKind(datetime.fromisoformat(act.time), act.kind, sentence_of(act.wording), tuple(counts.get(act.id, ())))
        for act in acts
    ]


def _counts(connection: sa.Connection, acts: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    of = CHANGE.c.change_set_id
    query = sa.select(of, CHANGE.c.entity, sa.func.count()).where(of.in_(acts)).group_by(of, CHANGE.c.entity)
    found: dict[int, list[tuple[str, int]]] = {}
    for act, entity, count in connection.execute(query):
        found.setdefault(act, []).append((entity, count))
    return found


def sentence_of(wording: str | None) -> str:
    """What a kept sentence says with every value left out; "" where it is none of the program's own."""
    try:
        text, _values = json.loads(wording or "")
        parts = list(Formatter().parse(_(text))) if is_told(text) else []
    except (ValueError, TypeError):
        return ""
    return "".join(words + ("…" if name is not None else "") for words, name, _spec, _conversion in parts)
