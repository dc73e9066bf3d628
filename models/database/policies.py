"""What policy sets, looked up by the most specific scope in force on a day: thresholds, rates, severities of rules.

A scope is `*`, a region (it covers every code that begins with its digits), a level or the code of a school, or several of
these joined by a stroke. What the office keeps goes before what the program ships.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property
from typing import NamedTuple

import sqlalchemy as sa

from models.database.settings import own_unit
from models.entities.policy import PolicyParameter, national
from models.entities.schools import School
from models.schema.scopes import EVERYWHERE, fit

_COLUMNS = ("key", "scope", "value", "text", "severity", "valid_from", "valid_until", "basis", "clause")
_SHIPPED = (-1, 0, 0)  # how specific what the program ships is: less than anything kept


class Place(NamedTuple):
    """Whose policy is asked for: a region, and what else a scope may name, the most telling word last."""

    region: str | None = None
    words: tuple[str, ...] = ()


NATIONAL = Place()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as it is kept or shipped."""

    key: str
    scope: str
    value: Decimal | None
    text: str | None
    severity: str | None
    valid_from: date | None
    valid_until: date | None
    basis: str | None
    clause: str | None
    shipped: bool = False

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day; both days of its period count."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)

    def fits(self, place: Place) -> tuple[int, int, int] | None:
        """How specific its scope is for a place; None where it does not cover it."""
        found = fit(self.scope, place.region, place.words)
        return _SHIPPED if self.shipped and self.scope == EVERYWHERE else found


class Policies:
    """The parameters of one file, read at once."""

    def __init__(self, kept: Iterable[Parameter]) -> None:
        self._by_key: dict[str, list[Parameter]] = {}
        for one in (*kept, *_shipped()):
            self._by_key.setdefault(one.key, []).append(one)

    def of(self, key: str, day: date, place: Place = NATIONAL) -> Parameter | None:
        """What holds for a place on a day; of several equally specific what began last."""
        asked = ((one, one.fits(place)) for one in self._by_key.get(key, ()) if one.holds(day))
        fitting = [(score, one.valid_from or date.min, one) for one, score in asked if score is not None]
        return max(fitting, key=lambda each: each[:2])[2] if fitting else None

    def value(self, key: str, day: date, place: Place = NATIONAL) -> Decimal | None:
        """The number a key has; None where nobody set one."""
        found = self.of(key, day, place)
        return None if found is None else found.value

    def severity(self, keys: Sequence[str], day: date, place: Place = NATIONAL) -> str | None:
        """The severity the first of these keys has that says one."""
        found = (self.of(key, day, place) for key in keys)
        return next((one.severity for one in found if one is not None and one.severity is not None), None)

    def earliest(self, key: str) -> Parameter | None:
        """What the program ships of a key, the first of its periods."""
        return next((one for one in self._by_key.get(key, ()) if one.shipped), None)

    def turns(self, keys: Iterable[str]) -> tuple[date, ...]:
        """The days on which one of these keys begins to say something else."""
        days: set[date] = set()
        for one in (one for key in keys for one in self._by_key.get(key, ())):
            days.update([one.valid_from] if one.valid_from is not None else ())
            days.update([one.valid_until + timedelta(days=1)] if one.valid_until is not None else ())
        return tuple(sorted(days))

    def scopes(self, place: Place) -> tuple[tuple[int, int, int] | None, ...]:
        """How specific each scope that is kept is for a place: the same for places no scope tells apart."""
        return tuple(one.fits(place) for one in self._told_apart)

    @cached_property
    def _told_apart(self) -> tuple[Parameter, ...]:
        every = (one for some in self._by_key.values() for one in some)
        return tuple({one.scope: one for one in every if one.scope != EVERYWHERE}.values())

    @property
    def local(self) -> bool:
        """Whether anything is kept for a part of the country alone."""
        return bool(self._told_apart)


@cache
def _shipped() -> tuple[Parameter, ...]:
    return tuple(Parameter(**{name: row.get(name) for name in _COLUMNS}, shipped=True) for row in national())  # type: ignore[arg-type]


def policies(connection: sa.Connection) -> Policies:
    """Every parameter there is."""
    own = PolicyParameter.table().c
    rows = connection.execute(sa.select(*(own[name] for name in _COLUMNS)))
    return Policies(Parameter(*row) for row in rows)


def places(connection: sa.Connection) -> dict[int, Place]:
    """Where each school stands: its region, its level and its code."""
    own = School.table().c
    rows = connection.execute(sa.select(own.id, own.region, own.level, own.school_code))
    return {key: Place(region, tuple(word for word in words if word)) for key, region, *words in rows}


def place_of(connection: sa.Connection, school: int | None = None) -> Place:
    """The place of a school, or of the office's own where none is named."""
    key = own_unit(connection) if school is None else school
    return NATIONAL if key is None else places(connection).get(key, NATIONAL)


def thresholds(connection: sa.Connection, school: int | None = None) -> Callable[[str, date], Decimal]:
    """What gives the number of a key that holds for a school (the office's own without one) on a day.

    Where none does it gives that of another day; it raises KeyError for a key that neither the file nor the program has.
    """
    known, place = policies(connection), place_of(connection, school)

    def threshold(key: str, day: date) -> Decimal:
        found = known.value(key, day, place)
        if found is not None:
            return found
        shipped = known.earliest(key)
        if shipped is None or shipped.value is None:
            raise KeyError(key)
        return shipped.value

    return threshold


def threshold_on(connection: sa.Connection, key: str, day: date, school: int | None = None) -> Decimal:
    """One of these numbers."""
    return thresholds(connection, school)(key, day)
