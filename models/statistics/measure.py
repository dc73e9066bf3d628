"""What a measure is, and what it says: of what, how much, and for a rate both its parts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.statistics.rates import rate
from models.words import N_

# the names of measures that screens refer to
REGISTERED, MEMBERS, WORKING, PLACING = (
    N_("A10 在籍/在校"),
    N_("B2/B3 订单班现有人数"),
    N_("D1 在岗实习生"),
    N_("D1 安置率"),
)


class Measured(NamedTuple):
    """One figure: of what, how much; a rate with both its parts, and what else belongs to it.

    Of several figures by names for programs `words` are those for people (marked for the catalogue).
    """

    scope: str
    value: int | Decimal | str | Mapping[str, int | Decimal] | None
    numerator: int | None = None
    denominator: int | None = None
    more: Mapping[str, Any] = MappingProxyType({})
    words: Mapping[str, str] = MappingProxyType({})

    def as_json(self) -> dict[str, Any]:
        """The figure for programs; a count has no parts."""
        parts = {"value": self.value, "numerator": self.numerator, "denominator": self.denominator, **self.more}
        return {"scope": self.scope, **{name: _plain(part) for name, part in parts.items()}}


Count = Callable[[sa.Connection, date], Iterator[Measured]]


@dataclass(frozen=True, slots=True)
class Measure:
    """A named measure: how it is counted as of a day, and its 口径 in words (marked for the catalogue)."""

    count: Count
    definition: str

    def __call__(self, connection: sa.Connection, day: date) -> Iterator[Measured]:
        """The figures as of a day."""
        return self.count(connection, day)


def _plain(part: Any) -> Any:
    """A figure, or several by name, as JSON takes them."""
    if isinstance(part, Mapping):
        return {name: _plain(each) for name, each in part.items()}
    return float(part) if isinstance(part, Decimal) else part


def rate_of(scope: str, part: int, whole: int, more: Mapping[str, Any] = MappingProxyType({})) -> Measured:
    """A rate with its parts; none where there is nothing to divide by."""
    return Measured(scope, rate(part, whole), part, whole, more)
