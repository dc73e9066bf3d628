"""The whole sample as planned in memory, before anything has an id."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from desktop.demo import bodies, placing
from desktop.demo.bodies import Firm, Row
from desktop.demo.figures import Figures, OrderClassPlan, SamplePlan
from desktop.demo.numbers import IdentityNumbers
from desktop.demo.people import Person, people_of
from desktop.demo.registering import register
from desktop.demo.seating import ClassPlan, seat

CODES_A_SEX = 2  # sequence codes a day, area and sex; a sample of more than three cities needs more


class City:
    """The whole sample as planned, before anything has an id; `orders` and `firms` are known by index."""

    def __init__(self, sample: SamplePlan, rng: random.Random) -> None:
        self.plan, self.rng = sample, rng
        self.orders: list[OrderClassPlan] = [o for group in sample.groups for o in group.order_classes]
        self.group_of_order = [g for g, group in enumerate(sample.groups) for _o in group.order_classes]
        self.classes: list[ClassPlan] = seat(sample, rng)
        self.people: list[Person] = people_of(self.classes, len(sample.groups), rng)
        widths = max(1, len(sample.shared) // 3)
        self.identities = IdentityNumbers(CODES_A_SEX * widths)
        self.class_codes = _class_codes(self.classes)
        register(
            self.people, {id(c): n for c, n in zip(self.classes, self.class_codes, strict=True)}, self.identities, rng
        )
        self.firms: list[Firm] = bodies.firms_of(sample, rng)
        self.sponsors = placing.sponsors_of(sample, self.firms)
        placing.place(sample, self.people, self.sponsors, rng)
        bodies.settle_staff(self.firms)
        self.stays = placing.stays(self.firms, rng)


def _class_codes(classes: Sequence[ClassPlan]) -> list[str]:
    """Codes of classes: entrance year, school, number of the class there: 19 0001 07."""
    counts: dict[tuple[int, int], int] = {}
    found = []
    for one in classes:
        number = counts[one.school, one.grade] = counts.get((one.school, one.grade), 0) + 1
        found.append(f"{one.grade % 100}{one.school + 1:04d}{number:02d}")
    return found


@dataclass(slots=True)
class Written:
    """The ids of what has been written, by index of the plan (classes by id() of theirs), and what later steps read."""

    majors: dict[str, int] = field(default_factory=dict)
    schools: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    firms: list[int] = field(default_factory=list)
    posts: list[list[int]] = field(default_factory=list)
    addresses: list[Row] = field(default_factory=list)
    classes: dict[int, int] = field(default_factory=dict)
    students: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    tutors: dict[int, list[int]] = field(default_factory=dict)
    left: list[date | None] = field(default_factory=list)
    admissions: int = 0


def figures_of(city: City, written: Written) -> Figures:
    """How much it is."""
    college = sum(p.college for p in city.people)
    return Figures(
        groups=len(city.plan.groups),
        memberships=sum(len(one.groups) for one in city.firms),
        enterprises=len(city.firms),
        order_classes=len(city.orders),
        members=sum(p.member for p in city.people),
        left=sum(p.seat.order is not None and not p.member for p in city.people),
        secondary_students=len(city.people) - college,
        college_students=college,
        school_classes=len(city.classes),
        placements=len(city.stays),
        admissions=written.admissions,
    )
