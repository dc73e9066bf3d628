"""Newcomers are seated in classes so that these are alike: by sex, by size, by score."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who is to be seated: the sex, and the score of the entrance examination where it is known."""

    key: int
    gender: str | None
    score: Decimal | None


_UNSAID = "9"  # gender: who does not say comes last


@dataclass(slots=True)
class Room:
    """A class while it fills: how many of each sex, the scores together, and how many it is meant for."""

    capacity: int | None = None
    total: int = 0
    by_gender: dict[str | None, int] = field(default_factory=dict)
    scores: Decimal = Decimal(0)

    @property
    def is_full(self) -> bool:
        """Whether it has as many as it is meant for."""
        return self.capacity is not None and self.total >= self.capacity

    def take(self, gender: str | None, score: Decimal | None) -> None:
        """Count somebody."""
        self.total += 1
        self.by_gender[gender] = self.by_gender.get(gender, 0) + 1
        self.scores += score or 0


def seated(newcomers: Sequence[Newcomer], rooms: Sequence[Room]) -> dict[int, int]:
    """The place in `rooms` of each newcomer; the rooms count those who are in them before, and fill.

    Of each sex the best first: into the room with fewest of that sex, of these the smallest, of these the one with the
    lowest scores so far; a full room only when all are. So the numbers of a sex differ by one at most, and the scores
    deal themselves out to and fro.
    """
    found: dict[int, int] = {}
    for one in sorted(newcomers, key=_rank):

        def fits(place: int, gender: str | None = one.gender) -> tuple[Any, ...]:
            room = rooms[place]
            return room.is_full, room.by_gender.get(gender, 0), room.total, room.scores, place

        chosen = min(range(len(rooms)), key=fits)
        rooms[chosen].take(one.gender, one.score)
        found[one.key] = chosen
    return found


def _rank(one: Newcomer) -> tuple[Any, ...]:
    return one.gender or _UNSAID, one.score is None, -(one.score or 0), one.key
