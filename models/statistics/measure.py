"""What a measure says: of what, how much, and for a rate both its parts."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from models.statistics.rates import rate


class Measured(NamedTuple):
    """One figure: of what, how much; a rate with both its parts, and what else belongs to it."""

    scope: str
    value: int | Decimal | Mapping[str, int] | None
    numerator: int | None = None
    denominator: int | None = None
    more: Mapping[str, Any] = MappingProxyType({})

    def as_json(self) -> dict[str, Any]:
        """The figure for programs; a count has no parts."""
        parts = {"value": self.value, "numerator": self.numerator, "denominator": self.denominator, **self.more}
        numbers = {name: float(part) if isinstance(part, Decimal) else part for name, part in parts.items()}
        return {"scope": self.scope, **numbers}


def rate_of(scope: str, part: int, whole: int, more: Mapping[str, Any] = MappingProxyType({})) -> Measured:
    """A rate with its parts; none where there is nothing to divide by."""
    return Measured(scope, rate(part, whole), part, whole, more)
