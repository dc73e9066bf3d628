"""On which agreements a student stands: by an order class, a programme of apprentices, or an internship with a party."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from models.database.query import Condition, Query
from models.database.results import Row, read_all, rows_of, sees
from models.entities.agreement_terms import BASE
from models.entities.agreements import Agreement, AgreementParty
from models.entities.apprenticeships import Apprentice, ApprenticeshipProgramme
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.placements import Placement
from models.schema.fields import Entity

_FIELDS = ("number", "title", "kind", "state", "valid_from", "effective_until")


class Standing(NamedTuple):
    """An agreement as of a day, and on what of it somebody stands since when: a record of `entity` and what it shows."""

    agreement: Row
    entity: type[Entity]
    record: int
    shown: str
    since: date | None


class _Ground(NamedTuple):
    agreement: int
    entity: type[Entity]
    record: int
    shown: str
    since: date | None


def agreements_of(connection: sa.Connection, student: int, day: date) -> tuple[Standing, ...]:
    """The agreements a student stands or stood on, each once by the first that led to it, those since last first."""
    if not sees(connection, Agreement):
        return ()
    mine = (Condition("student", "=", student),)
    grounds: dict[int, _Ground] = {}
    for one in (
        *_by_reference(connection, OrderClassMember, mine, OrderClass, "order_class", "join_date"),
        *_by_reference(connection, Apprentice, mine, ApprenticeshipProgramme, "programme", "start_date"),
        *_by_internship(connection, mine, day),
    ):
        grounds.setdefault(one.agreement, one)
    found = {row.id: row for row in rows_of(connection, Query(Agreement, as_of=day), list(grounds), _FIELDS)}
    standing = [Standing(found[key], *one[1:]) for key, one in grounds.items() if key in found]
    return tuple(sorted(standing, key=lambda one: one.since or date.min, reverse=True))


def _by_reference(  # noqa: PLR0913, PLR0917 - a link of the student, what it leads to, and how
    connection: sa.Connection, link: type[Entity], mine: tuple[Condition, ...], to: type[Entity], name: str, since: str
) -> Iterator[_Ground]:  # fmt: skip
    """By what refers to its agreement itself, and has the student in it."""
    if not (sees(connection, link) and sees(connection, to)):
        return
    links = list(read_all(connection, Query(link, mine, (since,)), (name, since)))
    keys = [row.values[f"{name}_id"] for row in links]
    agreed = {row.id: row.values["agreement_id"] for row in rows_of(connection, Query(to), keys, ("agreement",))}
    for row in links:
        agreement = agreed.get(row.values[f"{name}_id"])
        if agreement is not None:
            yield _Ground(agreement, to, row.values[f"{name}_id"], row.values[name] or "", row.values[since])


def _by_internship(connection: sa.Connection, mine: tuple[Condition, ...], day: date) -> Iterator[_Ground]:
    """By agreements about internships with the enterprise, in force on the first day there."""
    placed = list(read_all(connection, Query(Placement, mine, ("start_date",)), ("enterprise", "start_date")))
    based = _based(connection, {row.values["enterprise_id"] for row in placed} - {None})
    keys = {key for several in based.values() for key in several}
    terms = {row.id: row.values for row in rows_of(connection, Query(Agreement, as_of=day), list(keys), _FIELDS)}
    for row in placed:
        begin = row.values["start_date"]
        for key in based.get(row.values["enterprise_id"], ()):
            first, last = terms[key]["valid_from"], terms[key]["effective_until"]
            if begin is not None and first <= begin <= (last or date.max):
                yield _Ground(key, Placement, row.id, row.values["enterprise"] or "", begin)


def _based(connection: sa.Connection, enterprises: Iterable[int]) -> Mapping[int, list[int]]:
    """The agreements about internships by the enterprises that concluded them."""
    party, own = AgreementParty.table().c, Agreement.table().c
    asked = sa.select(party.enterprise_id, own.id).where(
        party.agreement_id == own.id, own.kind == BASE, party.enterprise_id.in_(list(enterprises))
    )
    found: dict[int, list[int]] = {}
    for enterprise, key in connection.execute(asked.order_by(own.id)):
        found.setdefault(enterprise, []).append(key)
    return found
