"""The published figures of the sample city (specification §5.2) and how they scale."""

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import lru_cache

from models.resources import resource
from models.schema.numbers import round_half_up
from models.words import _

MEMBERSHIPS, ENTERPRISES = 987, 951  # 家次 and 家数: 36 enterprises sit in two groups
MEMBERS, MEN = 9363, 6181
COLLEGE = {"460301": 420, "460701": 310, "460306": 260, "460305": 240, "460103": 150, "460110": 120}
COLLEGE_CLASS = 50
LEFT = {"主动退出": 163, "转专业": 61, "休退学": 74, "企业退回": 29, "毕业后": 85}
SMALLEST, LARGEST = 26, 176  # order classes
DEDICATED = 60  # an order class up to this size is one school class of its own, recruited as such
SHARED_CLASSES = Decimal("0.12")  # of the school classes feed two order classes
LEAST, MOST = Decimal("0.01"), Decimal(100)

ETHNICITIES = {"汉族": 865, "满族": 82, "锡伯族": 16, "朝鲜族": 13, "蒙古族": 9, "回族": 9, "": 6}
SOURCES = {"city": 41, "county": 27, "province": 22, "country": 10}
FARM_HOUSEHOLDS, BOARDERS = Decimal("0.57"), Decimal("0.63")
LEAGUE, PARTY = Decimal("0.74"), Decimal("0.001")
UNDER_AGE, RARE, DOTTED, OTHER_DOCUMENTS = Decimal("0.007"), Decimal("0.004"), Decimal("0.0015"), Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Figures:
    """What a sample holds; `members` are open memberships of order classes, `left` the closed ones."""

    groups: int
    memberships: int
    enterprises: int
    order_classes: int
    members: int
    left: int
    secondary_students: int
    college_students: int
    school_classes: int
    placements: int
    admissions: int

    def __str__(self) -> str:
        """In one sentence, for people."""
        return _(
            "{groups} 个职教集团，企业 {memberships} 家次 {enterprises} 家，{order_classes} 个订单班现有 {members} 人"
            "（另有退出 {left} 人），中职学生 {secondary_students} 人、高职学生 {college_students} 人，"
            "{school_classes} 个班级，岗位实习 {placements} 人，录取 {admissions} 人"
        ).format_map(asdict(self))


@dataclass(frozen=True, slots=True)
class OrderClassPlan:
    """One order class: its sponsor when that is a named one, entrance year and number of open members."""

    anchor: str
    grade: int
    size: int

    @property
    def dedicated(self) -> bool:
        """Whether it is one school class as a whole."""
        return self.size <= DEDICATED


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """One education group of one district (district 0 is the published city); `row` is its line of groups.csv."""

    district: int
    row: Mapping[str, str]
    memberships: int
    order_classes: tuple[OrderClassPlan, ...]

    @property
    def number(self) -> int:
        """The number of the group in the published table, 1 to 18."""
        return int(self.row["number"])


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """The figures a sample has to reach; `shared` enterprises a district sit in two groups."""

    groups: tuple[GroupPlan, ...]
    shared: tuple[int, ...]
    college: tuple[Mapping[str, int], ...]
    men: int
    left: Mapping[str, int]

    @property
    def members(self) -> int:
        """Open memberships."""
        return sum(plan.size for group in self.groups for plan in group.order_classes)


@lru_cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The lines of resources/demo/`name`.csv."""
    with resource("demo", f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def share(count: int, part: Decimal) -> int:
    """That part of a count, rounded half up."""
    return int(round_half_up(count * part))


def largest_remainder(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`total` divided in proportion to `weights`, in whole numbers that add up."""
    whole = sum(weights)
    exact = [divmod(total * weight, whole) for weight in weights]
    missing = total - sum(count for count, _remainder in exact)
    first = sorted(range(len(weights)), key=lambda n: (-exact[n][1], n))[:missing]
    return tuple(count + (n in first) for n, (count, _rest) in enumerate(exact))


def deck(rng: random.Random, shares: Mapping[str, int], count: int) -> list[str]:
    """`count` values in exactly these proportions, shuffled."""
    numbers = largest_remainder(count, list(shares.values()))
    cards = [value for value, number in zip(shares, numbers, strict=True) for _ in range(number)]
    rng.shuffle(cards)
    return cards


def plan(scale: Decimal) -> SamplePlan:
    """The figures at a scale: every whole number is a further district, the fraction a district of fewer order classes.

    Order classes, members, memberships and enterprises are the published totals times the scale; a fraction has the
    groups of the order classes it keeps. Raises ValueError outside 0.01 to 100.
    """
    if not LEAST <= scale <= MOST:
        raise ValueError(f"scale must be {LEAST} to {MOST}, not {scale}")
    whole = int(scale)
    fraction = scale - whole
    groups = [group for district in range(whole) for group in _district(district, Decimal(1))]
    shared = [MEMBERSHIPS - ENTERPRISES] * whole
    college = [dict(COLLEGE)] * whole
    if fraction:
        groups += _district(whole, fraction)
        shared.append(share(MEMBERSHIPS, fraction) - share(ENTERPRISES, fraction))
        counts = largest_remainder(share(sum(COLLEGE.values()), fraction), list(COLLEGE.values()))
        college.append(dict(zip(COLLEGE, counts, strict=True)))
    members = sum(p.size for group in groups for p in group.order_classes)
    left = largest_remainder(share(sum(LEFT.values()), scale), list(LEFT.values()))
    men = largest_remainder(members, (MEN, MEMBERS - MEN))[0]
    return SamplePlan(tuple(groups), tuple(shared), tuple(college), men, dict(zip(LEFT, left, strict=True)))


def _district(district: int, part: Decimal) -> list[GroupPlan]:
    kept = _resized(_kept(part), share(MEMBERS, part))
    numbers = {number for number, _plan in kept}
    published = [row for row in rows("groups") if row["number"] in numbers]
    memberships = largest_remainder(share(MEMBERSHIPS, part), [int(row["memberships"]) for row in published])
    return [
        GroupPlan(district, row, count, tuple(p for number, p in kept if number == row["number"]))
        for row, count in zip(published, memberships, strict=True)
    ]


def _kept(part: Decimal) -> list[tuple[str, OrderClassPlan]]:
    """That part of the published order classes, evenly spaced; the oldest and, of several, the youngest grade is there."""
    published = [
        (r["group"], OrderClassPlan(r["anchor"], int(r["grade"]), int(r["size"]))) for r in rows("order-classes")
    ]
    count = max(1, share(len(published), part))
    grades = [p.grade for _group, p in published]
    chosen = sorted(((2 * n + 1) * len(published) // (2 * count) for n in range(count)), key=grades.__getitem__)
    for place, grade in ((-1, max(grades)), (0, min(grades))):
        if grades[chosen[place]] != grade:
            chosen[place] = next(n for n, (_group, p) in enumerate(published) if p.grade == grade and not p.dedicated)
    return [published[n] for n in sorted(chosen)]


def _resized(kept: Iterable[tuple[str, OrderClassPlan]], total: int) -> list[tuple[str, OrderClassPlan]]:
    """The same order classes with sizes that add up to `total`, each changed as little as may be."""
    found = list(kept)
    sizes = [p.size for _group, p in found]
    low, high = min(SMALLEST, total // len(found)), max(LARGEST, -(-total // len(found)))
    n = 0
    while sum(sizes) != total:
        step = 1 if sum(sizes) < total else -1
        if low <= sizes[n] + step <= high:
            sizes[n] += step
        n = (n + 1) % len(sizes)
    return [(group, OrderClassPlan(p.anchor, p.grade, size)) for (group, p), size in zip(found, sizes, strict=True)]
