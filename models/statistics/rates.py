"""Rates as offices reckon them: from sums, half up, and none at all where there is nothing to divide by."""

from decimal import ROUND_HALF_UP, Decimal

PLACES = 2


def rate(part: int, whole: int, places: int = PLACES) -> Decimal | None:
    """`part` of `whole` in per cent, rounded half up; None for a denominator of 0 (specification §0, traps 9 and 10)."""
    if whole == 0:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
