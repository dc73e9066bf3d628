"""Who sits in which school class and which order class: the arithmetic of the sample, without a name in it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.demo.figures import COLLEGE_CLASS, SHARED_CLASSES, GroupPlan, SamplePlan, largest_remainder, share

FULL, SHARED_HALF = 48, 23  # pupils of one order class in a class of its own; in a class that feeds two
ORDINARY_SIZE = (42, 48)  # to which classes are filled up with pupils of no order class
SMALLEST_CLASS = 32
GRADUATED = 2016
COLLEGE_GRADE = 2018  # R-INT-01: no placement in the first year, and all of them are placed in 2019
MEN_IN_COLLEGE = 0.86
GONE = ("退学", "毕业后")  # left the school class as well


@dataclass(slots=True)
class Seat:
    """A person to be: sex, order class (index) and how that ended ('' still in it), class left by a change of major."""

    gender: str
    order: int | None = None
    ended: str = ""
    former: "ClassPlan | None" = None
    major: str = ""


@dataclass(slots=True)
class ClassPlan:
    """A school class: school (index), entrance year, major, whether it was recruited as an order class, its people."""

    school: int
    grade: int
    major: str
    dedicated: bool = False
    seats: list[Seat] = field(default_factory=list)

    @property
    def is_mixed(self) -> bool:
        """Whether its people learn several majors."""
        return any(one.major not in ("", self.major) for one in self.seats)


@dataclass(frozen=True, slots=True)
class _Order:
    index: int
    group: int
    grade: int
    size: int
    dedicated: bool


def seat(plan: SamplePlan, rng: random.Random) -> list[ClassPlan]:
    """Every school class of the sample with its seats; schools are the groups' lead schools, then the colleges."""
    orders = [
        _Order(0, g, p.grade, p.size, p.dedicated) for g, group in enumerate(plan.groups) for p in group.order_classes
    ]
    orders = [_Order(n, o.group, o.grade, o.size, o.dedicated) for n, o in enumerate(orders)]
    people = _members(plan, orders, rng)
    _leavers(plan, orders, people, rng)
    classes = [_dedicated(plan.groups[o.group], o, people[o.index], rng) for o in orders if o.dedicated]
    cells = _cells(orders)
    shares = _shared(cells, people, len(classes))
    for cell, boundaries in zip(cells, shares, strict=True):
        classes += _cell(plan.groups[cell[0].group], cell, people, boundaries, rng)
    classes += _graduates(plan, orders, rng)
    _transfers(classes)
    classes.sort(key=lambda c: (c.school, c.grade))
    return classes + _colleges(plan, rng)


def _members(plan: SamplePlan, orders: Sequence[_Order], rng: random.Random) -> list[list[Seat]]:
    """The open members of each order class, men and women as published."""
    men = [share_of_men(plan.groups[o.group], o.size) for o in orders]
    n = 0
    while sum(men) != plan.men:
        step = 1 if sum(men) < plan.men else -1
        if 0 <= men[n] + step <= orders[n].size:
            men[n] += step
        n = (n + 1) % len(men)
    people = [
        [Seat("1" if m < count else "2", o.index) for m in range(o.size)] for o, count in zip(orders, men, strict=True)
    ]
    for members in people:
        rng.shuffle(members)
    return people


def share_of_men(group: GroupPlan, count: int) -> int:
    """How many of so many pupils of a group are men."""
    return count * int(group.row["male_share"]) // 100


def _anybody(group: GroupPlan, rng: random.Random) -> Seat:
    return Seat("1" if rng.randrange(100) < int(group.row["male_share"]) else "2")


def _leavers(plan: SamplePlan, orders: Sequence[_Order], people: list[list[Seat]], rng: random.Random) -> None:
    """Add those who left to the large order classes of the older grades; first-years have had no time to leave."""
    older = [o for o in orders if o.grade < max(x.grade for x in orders)] or list(orders)
    homes = [o for o in older if not o.dedicated] or older
    for reason, count in plan.left.items():
        if reason == "毕业后":
            continue
        numbers = largest_remainder(count, [o.size for o in homes])
        ends = (
            [reason] * count
            if reason != "休退学"
            else ["休学"] * (count - count * 4 // 9) + ["退学"] * (count * 4 // 9)
        )
        rng.shuffle(ends)
        for home, number in zip(homes, numbers, strict=True):
            for _ in range(number):
                leaver = _anybody(plan.groups[home.group], rng)
                leaver.order, leaver.ended = home.index, ends.pop()
                people[home.index].insert(rng.randrange(len(people[home.index])), leaver)


def _dedicated(group: GroupPlan, order: _Order, members: list[Seat], rng: random.Random) -> ClassPlan:
    majors = group.row["majors"].split("|")
    found = ClassPlan(order.group, order.grade, majors[order.index % len(majors)], dedicated=True, seats=list(members))
    while len(found.seats) < SMALLEST_CLASS:
        found.seats.append(_anybody(group, rng))
    return found


def _cells(orders: Sequence[_Order]) -> list[list[_Order]]:
    """The large order classes by school and grade: those of one cell can draw from the same school classes."""
    cells: dict[tuple[int, int], list[_Order]] = {}
    for order in orders:
        if not order.dedicated:
            cells.setdefault((order.group, order.grade), []).append(order)
    return list(cells.values())


def _shared(cells: list[list[_Order]], people: list[list[Seat]], dedicated: int) -> list[list[int]]:
    """How many classes each two neighbours of a cell share, so that 12 % of all classes feed two order classes."""
    shares = [[1] * (len(cell) - 1) for cell in cells]

    def classes() -> int:
        return dedicated + sum(len(_shape(cell, people, s)) for cell, s in zip(cells, shares, strict=True))

    def missing() -> int:
        return share(classes(), SHARED_CLASSES) - sum(map(sum, shares))

    places = [(n, m) for n, boundaries in enumerate(shares) for m in range(len(boundaries))]
    while places and missing() > 0:
        n, m = places.pop(0)
        shares[n][m] += 1
        if min(_own(cells[n], people, shares[n])) <= FULL:
            shares[n][m] -= 1
        else:
            places.append((n, m))
    return shares


def _own(cell: Sequence[_Order], people: list[list[Seat]], shares: Sequence[int]) -> list[int]:
    """How many people of each order class sit in classes that feed only it."""
    around = [0, *shares, 0]
    return [len(people[o.index]) - SHARED_HALF * (around[n] + around[n + 1]) for n, o in enumerate(cell)]


def _shape(cell: Sequence[_Order], people: list[list[Seat]], shares: Sequence[int]) -> list[tuple[int, ...]]:
    """The classes of a cell: which places of the cell feed each."""
    shape: list[tuple[int, ...]] = []
    for n, own in enumerate(_own(cell, people, shares)):
        shape += [(n,)] * -(-own // FULL)
        if n < len(shares):
            shape += [(n, n + 1)] * shares[n]
    return shape


def _cell(
    group: GroupPlan, cell: Sequence[_Order], people: list[list[Seat]], shares: Sequence[int], rng: random.Random
) -> list[ClassPlan]:
    """The school classes of one cell, filled up with pupils who are in no order class."""
    shape = _shape(cell, people, shares)
    majors = group.row["majors"].split("|")
    pair = (majors[0], majors[1 + cell[0].index % (len(majors) - 1)])
    split = -(-len(shape) * 3 // 5)
    classes = [ClassPlan(cell[0].group, cell[0].grade, pair[n >= split]) for n in range(len(shape))]
    for n, order in enumerate(cell):
        waiting = list(people[order.index])
        for found, feeding in zip(classes, shape, strict=True):
            if n in feeding and len(feeding) == 2:  # noqa: PLR2004 - shared by two
                found.seats += [waiting.pop() for _ in range(SHARED_HALF)]
        alone = [found for found, feeding in zip(classes, shape, strict=True) if feeding == (n,)]
        for m, person in enumerate(waiting):
            alone[m % len(alone)].seats.append(person)
    for found in classes:
        size = rng.randint(*ORDINARY_SIZE)
        while len(found.seats) < size:
            found.seats.append(_anybody(group, rng))
    return classes


def _transfers(classes: Sequence[ClassPlan]) -> None:
    """Name the class which each who changed the major came from: one of another major that feeds the order class left."""
    for found in classes:
        for person in found.seats:
            if person.ended == "转专业":
                person.former = _came_from(classes, found, person)


def _came_from(classes: Sequence[ClassPlan], here: ClassPlan, person: Seat) -> ClassPlan | None:
    same = [c for c in classes if (c.school, c.grade) == (here.school, here.grade) and c.major != here.major]
    feeding = [c for c in same if any(p.order == person.order and not p.ended for p in c.seats)]
    return next(iter(feeding or same), None)


def _graduates(plan: SamplePlan, orders: Sequence[_Order], rng: random.Random) -> list[ClassPlan]:
    """Classes of the year before, whose pupils had joined order classes of the oldest grade and have graduated."""
    count = plan.left["毕业后"]
    if not count:
        return []
    homes: dict[int, list[_Order]] = {}
    for order in orders:
        if order.grade == GRADUATED + 1:
            homes.setdefault(order.group, []).append(order)
    schools = sorted(homes, key=lambda g: (-sum(not o.dedicated for o in homes[g]), g))[: -(-count // COLLEGE_CLASS)]
    classes = []
    for school, number in zip(schools, largest_remainder(count, [1] * len(schools)), strict=True):
        group, large = plan.groups[school], [o for o in homes[school] if not o.dedicated] or homes[school]
        found = ClassPlan(school, GRADUATED, group.row["majors"].split("|")[large[0].index % 2])
        for n in range(number):
            graduate = _anybody(group, rng)
            graduate.order, graduate.ended = large[n % len(large)].index, "毕业后"
            found.seats.append(graduate)
        classes.append(found)
    return classes


def _colleges(plan: SamplePlan, rng: random.Random) -> list[ClassPlan]:
    """The classes of the higher colleges: of one major each, and mixed ones of what is left over."""
    classes = []
    for n, counts in enumerate(plan.college):
        queue = []
        for major, count in counts.items():
            queue += [major] * (count - count % COLLEGE_CLASS)
        for major, count in counts.items():
            queue += [major] * (count % COLLEGE_CLASS)
        for start in range(0, len(queue), COLLEGE_CLASS):
            majors = queue[start : start + COLLEGE_CLASS]
            found = ClassPlan(len(plan.groups) + n, COLLEGE_GRADE, max(sorted(set(majors)), key=majors.count))
            found.seats = [Seat("1" if rng.random() < MEN_IN_COLLEGE else "2", major=major) for major in majors]
            classes.append(found)
    return classes
