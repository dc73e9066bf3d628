"""Breaches of rules that somebody let pass 例外: of which records, by whom, why, until when."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database import storage
from models.database.results import displays
from models.entities.policy import Waiver
from models.schema.fields import entity_named
from models.statistics.placements import around
from models.words import _


class Waived(NamedTuple):
    """One exception; no last day while it holds for good. `shown` is what its record displays, where it is asked for."""

    rule: str
    entity: str
    record: int
    person: str
    reason: str
    granted: date | None
    until: date | None
    shown: str = ""

    @property
    def words(self) -> str:
        """Who let it pass, why, and until when."""
        until = "" if self.until is None else _("，至 {day}").format(day=self.until.isoformat())
        return _("{person}：{reason}{until}").format(person=self.person or "—", reason=self.reason, until=until)

    def holds(self, day: date) -> bool:
        """Whether it holds on a day; both days count."""
        return (self.granted is None or self.granted <= day) and (self.until is None or day <= self.until)


def _select() -> sa.Select[tuple[str, str, int, str | None, str, date | None, date | None]]:
    own = Waiver.table().c
    columns = (own.rule, own.entity, own.record_id, own.operator, own.reason, own.granted_date, own.until_date)
    return sa.select(*columns).order_by(own.rule, own.granted_date, own.id)


def _made(row: Any) -> Waived:
    return Waived(row[0], row[1], row[2], row[3] or "", row[4], row[5], row[6])


def waivers_of(connection: sa.Connection, records: Mapping[str, Collection[int]]) -> list[Waived]:
    """The exceptions of these records, by table, whether they hold or have ended."""
    own, found = Waiver.table().c, []
    for entity, keys in records.items():
        for chunk in storage.pieces(sorted(keys), storage.CHUNK):
            here = _select().where(own.entity == entity, own.record_id.in_(chunk))
            found += [_made(row) for row in connection.execute(here)]
    return found


def waivers_around(connection: sa.Connection, placements: Sequence[int]) -> dict[int, tuple[Waived, ...]]:
    """The exceptions of each placement and of what rules judge with it, whether they hold or have ended."""
    records = around(connection, placements)
    asked: dict[str, set[int]] = {}
    for entity, key in (place for places in records.values() for place in places):
        asked.setdefault(entity, set()).add(key)
    found: dict[tuple[str, int], list[Waived]] = {}
    for one in waivers_of(connection, asked):
        found.setdefault((one.entity, one.record), []).append(one)
    return {key: tuple(one for place in places for one in found.get(place, ())) for key, places in records.items()}


def holding(connection: sa.Connection, day: date) -> list[Waived]:
    """The exceptions that hold on a day, by rule, with their records; those of records no more there are left out."""
    found = [one for row in connection.execute(_select()) if (one := _made(row)).holds(day)]
    records: dict[str, set[int]] = {}
    for one in found:
        records.setdefault(one.entity, set()).add(one.record)
    shown = {entity: displays(connection, entity_named(entity), keys) for entity, keys in records.items()}
    return [one._replace(shown=shown[one.entity][one.record]) for one in found if one.record in shown[one.entity]]
