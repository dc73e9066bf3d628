"""Checks of a row beside other records: what stands behind its references, and its peers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from models.schema.complaints import Complaint


@dataclass(frozen=True, slots=True)
class Peers:
    """Other records a row stands beside: those of `entity` that hold the same in `same`, with these of their fields.

    A pair in `same` is the row's own field and that of the others where these are not called the same. Of rows that are
    written together all are peers, or (`ahead`) only those before the row: of two that cannot both stand the first may.
    A reference to what comes in versions (a certificate) is the same whichever version it names.
    """

    entity: str
    same: tuple[str | tuple[str, str], ...]
    fields: tuple[str, ...] = ()
    ahead: bool = False

    @property
    def own(self) -> tuple[str, ...]:
        """The row's own fields of `same`."""
        return tuple(name if isinstance(name, str) else name[0] for name in self.same)

    @property
    def theirs(self) -> tuple[str, ...]:
        """The fields of the others."""
        return tuple(name if isinstance(name, str) else name[1] for name in self.same)


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
