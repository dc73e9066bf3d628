"""The students of the sample: who they are, in the published proportions (specification §5.2)."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from desktop.demo import figures
from desktop.demo.figures import deck, rows, share
from desktop.demo.naming import spread, surname
from desktop.demo.seating import GONE, ClassPlan, Seat

OTHER_ETHNICITIES = ("达斡尔族", "鄂温克族", "赫哲族", "土家族", "苗族", "壮族", "彝族", "俄罗斯族")
OLDEST_GRADE, VISITING_GRADE = 2017, 2018


@dataclass(slots=True)
class Person:
    """A student to be: place in the sample, what the published distributions say about them, and the row they become."""

    seat: Seat
    place: ClassPlan
    college: bool
    ethnicity: str = "汉族"
    political: str = "共青团员"
    source: str = "city"
    farm: bool = False
    boards: bool = False
    under_age: bool = False
    document: str = ""
    name: str = ""
    row: dict[str, Any] = field(default_factory=dict)

    @property
    def member(self) -> bool:
        """Whether they are in an order class now."""
        return self.seat.order is not None and not self.seat.ended

    @property
    def present(self) -> bool:
        """Whether they sit in their class now."""
        return self.seat.ended not in (*GONE, "休学")

    @property
    def major(self) -> str:
        """The code of their major."""
        return self.seat.major or self.place.major


def people_of(classes: Sequence[ClassPlan], secondary: int, rng: random.Random) -> list[Person]:
    """Everybody, class by class; schools from number `secondary` on are colleges."""
    people = [Person(seat, c, c.school >= secondary) for c in classes for seat in c.seats]
    members = [p for p in people if p.member]
    _distribute(members, rng)
    _distribute([p for p in people if not p.member], rng)
    _set_apart(members, rng)
    for someone in people:
        if not someone.ethnicity:
            someone.ethnicity = rng.choice(OTHER_ETHNICITIES)
        if someone.political == "":
            someone.political = "中共预备党员" if someone.place.grade == OLDEST_GRADE else "群众"
    return people


def _distribute(people: Sequence[Person], rng: random.Random) -> None:
    count = len(people)
    political = {"共青团员": int(figures.LEAGUE * 1000), "": int(figures.PARTY * 1000)}
    political["群众"] = 1000 - sum(political.values())
    farm = int(figures.FARM_HOUSEHOLDS * 100)
    boards = int(figures.BOARDERS * 100)
    cards = (
        deck(rng, figures.ETHNICITIES, count), deck(rng, political, count), deck(rng, figures.SOURCES, count),
        deck(rng, {"1": farm, "": 100 - farm}, count), deck(rng, {"1": boards, "": 100 - boards}, count),
    )  # fmt: skip
    for someone, ethnicity, party, source, farmer, boarder in zip(people, *cards, strict=True):
        someone.ethnicity, someone.political, someone.source = ethnicity, party, source
        someone.farm, someone.boards = bool(farmer), bool(boarder)


def _set_apart(members: Sequence[Person], rng: random.Random) -> None:
    """Choose who has a rare or long name, another document, joined the Party, or is too young for the work visits."""
    count = len(members)
    oldest = [p for p in members if p.place.grade == OLDEST_GRADE]
    adults = rng.sample(oldest, min(len(oldest), sum(not p.political for p in members)))
    for one, other in zip([p for p in members if not p.political], adults, strict=False):
        one.political, other.political = other.political, one.political
    free = [p for p in members if p.political and p.ethnicity]
    second_year = [p for p in free if p.place.grade == VISITING_GRADE]
    for someone in rng.sample(second_year, min(len(second_year), share(count, figures.UNDER_AGE))):
        someone.under_age = True
    free = [p for p in free if not p.under_age]
    rare = rng.sample(free, share(count, figures.RARE))
    for n, someone in enumerate(rare):
        someone.name = surname(rng) + spread([line["given"] for line in rows("rare-names")], n)
    _name_with_dots([p for p in members if not p.ethnicity], share(count, figures.DOTTED), rng)
    plain = [p for p in free if not p.name]
    documents = share(count, figures.OTHER_DOCUMENTS)
    old = documents * 4 // 9
    older = [p for p in plain if p.place.grade == OLDEST_GRADE]
    for someone in rng.sample(older, min(old, len(older))):
        someone.document = "old"
    for someone in rng.sample([p for p in plain if not p.document], documents - min(old, len(older))):
        someone.document = "passport"


def _name_with_dots(people: Sequence[Person], count: int, rng: random.Random) -> None:
    lines = list(rows("dotted-names"))
    rng.shuffle(lines)
    given = {gender: cycle([line for line in lines if line["gender"] == gender]) for gender in "12"}
    for someone in sorted(people, key=lambda p: p.source != "country")[:count]:
        line = next(given[someone.seat.gender])
        someone.name, someone.ethnicity = line["name"], line["ethnicity"]
