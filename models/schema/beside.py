"""Checks of a row beside other records: what stands behind its references, and its peers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from models.schema.complaints import Complaint


@dataclass(frozen=True, slots=True)
class Peers:
    """Other records a row stands beside: those of `entity` that hold the same in `same`, with these of their fields."""

    entity: str
    same: tuple[str, ...]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check beside other records looks at: the row, what stands behind its references, its peers, the day.

    `behind` holds values by path (`placement.post.same_post_wage`), `peers` rows of values by field; `limit` gives a
    threshold of policy by its key, and the day it is asked for.
    """

    row: Mapping[str, Any]
    behind: Mapping[str, Any]
    peers: tuple[Mapping[str, Any], ...]
    day: date
    limit: Callable[[str, date], Decimal]


@dataclass(frozen=True, slots=True)
class Beside:
    """A check of a row beside other records: `behind` and `peers` are read for all rows at once."""

    check: Callable[[Seen], Iterable[tuple[str, Complaint]]]
    behind: tuple[str, ...] = ()
    peers: Peers | None = None
