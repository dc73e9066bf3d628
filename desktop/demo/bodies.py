"""The bodies of the sample city: schools, education groups, firms and who belongs where."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from typing import Any

from desktop.demo.figures import GroupPlan, SamplePlan, largest_remainder, rows
from desktop.demo.naming import CITY, Brands, code, firm, person
from desktop.demo.numbers import credit_code, mobile

COUNTED = date(2019, 9, 30)  # the day the numbers of staff are of
LARGEST_SHARE = 9.5  # interns per hundred staff an ordinary firm takes at most (R-INT-10 asks for 10)
IN_POSTS = 0.8  # of the staff work in posts that interns may have
FIRST_YEAR = 2012
OFFICE = "沈阳市示例教育局职业教育处"  # whose file the sample is
Row = dict[str, Any]


@dataclass(slots=True)
class Firm:
    """An enterprise: its groups (indexes), staff, posts with their staff, and who is placed there (indexes of people)."""

    name: str
    brand: str
    district: int
    groups: list[int]
    staff: int
    nature: str
    industry: str
    posts: list[tuple[str, int]]
    anchor: str = ""
    interns: list[int] = field(default_factory=list)


def district_mark(district: int) -> str:
    """What tells the bodies of further districts from those of the first."""
    return f"（{district + 1}区）" if district else ""


def school_name(group: GroupPlan) -> str:
    """The full name of a group's lead school."""
    return f"沈阳市示例{group.row['school']}{district_mark(group.district)}"


def short_name(group: GroupPlan) -> str:
    """What a group's lead school is called for short."""
    return group.row["short_name"] + (str(group.district + 1) if group.district else "")


def college_name(district: int) -> str:
    """The full name of the higher college of a district."""
    return f"沈阳示例装备职业技术学院{district_mark(district)}"


def college_short(district: int) -> str:
    """What the higher college of a district is called for short."""
    return f"装备学院{district + 1 if district else ''}"


def school_rows(plan: SamplePlan, rng: random.Random) -> list[Row]:
    """Schools: the lead schools of the groups in order, then the higher colleges."""
    found = [
        {
            "name": school_name(group),
            "short_name": short_name(group),
            "school_code": f"3621{n:06d}",
            "level": code("school-level", "中职"),
            "school_type": code("school-type", group.row["school_type"]),
            "region": group.row["region"],
        }
        for n, group in enumerate(plan.groups, 1)
    ]
    found += [
        {
            "name": college_name(n),
            "short_name": college_short(n),
            "school_code": f"4121{n + 1:06d}",
            "level": code("school-level", "高职专科"),
            "region": "210113",
        }
        for n in range(len(plan.college))
    ]
    for n, row in enumerate(found):
        row |= {
            "credit_code": credit_code("12", "210100", n),
            "sponsor": code("school-sponsor", "教育部门"),
            "address": f"示例大街{n + 1}号",
            "postcode": "110000",
            "phone": f"024-0000{n:04d}",
            "principal": person(rng, "1"),
        }
    return found


def group_row(group: GroupPlan, rng: random.Random) -> Row:
    """An education group; the alliance above it and its members come later."""
    return {
        "name": f"沈阳示例{group.row['name']}职业教育集团{district_mark(group.district)}",
        "kind": code("group-kind", "职教集团"),
        "level": code("group-level", "市级"),
        "founded_date": date(FIRST_YEAR + group.number % 5, 3 + group.number % 6, 18),
        "approved_by": "沈阳市示例教育局",
        "approval_number": f"沈示教发〔{FIRST_YEAR + group.number % 5}〕{group.number}号",
        "industries": tuple(group.row["industries"].split("|")),
        "region": "210100",
        "charter_date": date(FIRST_YEAR + group.number % 5, 4 + group.number % 6, 20),
        "secretariat": f"{school_name(group)}校企合作处",
        "contact_name": person(rng, "2"),
        "contact_phone": mobile(rng),
    }


def alliance_row(rng: random.Random) -> Row:
    """The alliance built on the groups in 2019."""
    return {
        "name": "沈阳示例职业教育产教融合联盟",
        "kind": code("group-kind", "产教融合联盟"),
        "level": code("group-level", "市级"),
        "founded_date": date(2019, 5, 10),
        "approved_by": "沈阳市示例人民政府",
        "industries": tuple(sorted({word for line in rows("groups") for word in line["industries"].split("|")})),
        "region": "210100",
        "charter_date": date(2019, 5, 10),
        "secretariat": OFFICE,
        "contact_name": person(rng, "1"),
        "contact_phone": mobile(rng),
    }


def firms_of(plan: SamplePlan, rng: random.Random) -> list[Firm]:
    """The enterprises of every district, with exactly the published memberships."""
    brands = Brands(rng)
    found: list[Firm] = []
    for district, shared in enumerate(plan.shared):
        members = [n for n, group in enumerate(plan.groups) if group.district == district]
        found += _district_firms(plan, district, members, shared, brands, rng)
    return found


def _district_firms(  # noqa: PLR0913, PLR0917 - one for each thing a district has of its own
    plan: SamplePlan, district: int, members: Sequence[int], shared: int, brands: Brands, rng: random.Random
) -> list[Firm]:
    free = {n: plan.groups[n].memberships for n in members}
    found = []
    for one in _anchors(plan, district, members):
        one.groups = [n for n in one.groups if free[n] > 0]
        if len(one.groups) > 1 and shared > 0:
            shared -= 1
        elif one.groups:
            one.groups = one.groups[:1]
        for n in one.groups:
            free[n] -= 1
        found.append(one)
    numbers = cycle(members)
    while shared > 0 and sum(count > 0 for count in free.values()) > 1:
        first = next(n for n in numbers if free[n] > 0)
        second = rng.choice([n for n in members if n != first and free[n] > 0])
        found.append(_firm(plan, [first, second], brands, rng))
        free[first] -= 1
        free[second] -= 1
        shared -= 1
    for n in members:
        found += [_firm(plan, [n], brands, rng) for _ in range(free[n])]
    return found


def _anchors(plan: SamplePlan, district: int, members: Sequence[int]) -> list[Firm]:
    """The named enterprises whose groups the district has, those with order classes in a group before others there."""
    found = []
    for line in rows("anchors"):
        groups = [n for n in members if plan.groups[n].row["number"] in line["groups"].split("|")]
        groups.sort(key=lambda n: -sum(p.anchor == line["key"] for p in plan.groups[n].order_classes))
        if not groups and line["key"] == "bmw":
            groups = [members[0]]  # the college's apprentices are there whatever groups a part of the city has
        if groups:
            posts = [(name, int(staff)) for name, _, staff in (p.partition(":") for p in line["posts"].split("|"))]
            mark = f"第{district + 1}工厂" if district else ""
            found.append(
                Firm(
                    line["name"] + mark, line["brand"] + mark, district, groups, int(line["staff"]),
                    line["nature"], line["industry"], posts, line["key"],
                )
            )  # fmt: skip
    return found


def _firm(plan: SamplePlan, groups: list[int], brands: Brands, rng: random.Random) -> Firm:
    row = plan.groups[groups[0]].row
    brand, trade = brands.next(), rng.choice(row["trades"].split("|"))
    staff = rng.choices(
        (rng.randint(30, 90), rng.randint(100, 290), rng.randint(300, 900), rng.randint(1000, 2600)), (50, 30, 15, 5)
    )[0]
    nature = (
        "23" if row["number"] == "10" and trade.endswith("医疗") else rng.choices(("39", "31", "32"), (88, 7, 5))[0]
    )
    names = row["posts"].split("|")
    posts = [(name, 0) for name in names[: 1 + rng.randrange(len(names))]]
    return Firm(
        firm(brand, trade), brand, plan.groups[groups[0]].district, groups, staff, nature, row["industry"], posts
    )


def settle_staff(found: Sequence[Firm]) -> None:
    """Once everybody is placed: ordinary firms are large enough for their interns, and their staff stands in posts."""
    for one in found:
        if one.anchor:
            continue
        one.staff = max(one.staff, -(-int(len(one.interns) * 100 / LARGEST_SHARE) // 10) * 10)
        weights = range(len(one.posts) + 1, 1, -1)
        staffs = largest_remainder(int(one.staff * IN_POSTS), weights)
        one.posts = [(name, staff) for (name, _), staff in zip(one.posts, staffs, strict=True)]


def firm_row(one: Firm, serial: int, majors: tuple[int, ...], rng: random.Random) -> Row:
    """An enterprise with its main contact; `majors` are ids."""
    industrial = one.industry.isdigit() and int(one.industry) in range(6, 47)
    limits = (1000, 300, 20) if industrial else (300, 100, 10)  # 国统字〔2017〕213号, number of staff
    size = next((str(n) for n, limit in enumerate(limits, 1) if one.staff >= limit), "4")
    region = rng.choice(CITY)
    year = rng.randint(FIRST_YEAR + 2, 2018)
    large = bool(one.anchor) and one.anchor != "workshop"
    return {
        "name": one.name,
        "credit_code": credit_code("91", region, serial),
        "nature": one.nature,
        "industry": one.industry,
        "size": size,
        "staff_total": one.staff,
        "staff_counted_date": COUNTED,
        "registered_capital": rng.randint(5, 500) * 10,
        "established_date": date(rng.randint(1995, 2012), rng.randint(1, 12), rng.randint(1, 28)),
        "legal_person": person(rng, "1"),
        "is_above_scale": one.staff >= limits[1],
        "is_high_tech": large or rng.random() < 0.1,  # noqa: PLR2004 - about one in ten
        "is_foreign": one.nature == "32",
        "region": region,
        "address": f"示例工业园{rng.randint(1, 99)}号",
        "cooperation_start": date(year, rng.randint(1, 12), 15),
        "cooperation_level": "1" if large else rng.choice("2233334"),
        "cooperation_forms": ("1", "2", "4") if large else ("2",) if rng.random() < 0.6 else ("1", "2"),  # noqa: PLR2004
        "cooperation_majors": majors,
        "contact_name": person(rng, rng.choice("12")),
        "contact_department": "人力资源部",
        "contact_title": rng.choice(("经理", "主管", "专员")),
        "phone": mobile(rng),
        "integrity_checked_date": date(2019, 9, 10),
        "is_safety_clear": True,
        "inspection_date": date(2019, 9, 12),
        "approval_meeting": "校党委会〔2019〕18号",
        "published_date": date(2019, 9, 25),
        "is_fee_free": True,
        "fee_free_date": date(2019, 9, 12),
    }
