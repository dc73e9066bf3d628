"""For whom a parameter of policy holds: `*`, a region, a level or the code of a school, or several joined by a stroke."""

from collections.abc import Sequence

EVERYWHERE = "*"
RANK = "scope_rank"  # what the function is called in SQL
_REGION = 6  # digits of a region


def fit(scope: str, region: str | None, words: Sequence[str]) -> tuple[int, int, int] | None:
    """How specific a scope is for a place: its most telling word, how many words, the digits of its region; None for another's.

    `words` are what else a scope may name, the most telling last.
    """
    if scope == EVERYWHERE:
        return 0, 0, 0
    best = count = digits = 0
    for part in scope.split("/"):
        if part in words:
            best, count = max(best, words.index(part) + 1), count + 1
        elif covers(part, region):
            digits = len(_prefix(part))
        elif part != EVERYWHERE:
            return None
    return best, count, digits


def covers(region: str, code: str | None) -> bool:
    """Whether a region holds a place: 210000 all of 21, 210100 all of 2101."""
    return len(region) == _REGION and region.isdecimal() and (code or "").startswith(_prefix(region))


def _prefix(region: str) -> str:
    return region[:2] if region.endswith("0000") else region[:4] if region.endswith("00") else region


def rank(scope: str | None, region: str | None, level: str | None, code: str | None) -> int | None:
    """The same as one number that sorts alike, of the place of a school, for SQL."""
    found = fit(scope or "", region, tuple(word for word in (level, code) if word))
    return None if found is None else found[0] * 100 + found[1] * 10 + found[2]
