"""Who sponsors the order classes of the sample and where the third year is placed (R-INT rules, specification §1.1)."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop.demo.bodies import Firm
from desktop.demo.figures import OrderClassPlan, SamplePlan, largest_remainder
from desktop.demo.naming import code, person
from desktop.demo.numbers import mobile
from desktop.demo.people import OLDEST_GRADE, Person

START, END = date(2019, 11, 15), date(2020, 5, 14)  # six months, R-INT-11
MOST_OF_A_CLASS = 30  # pupils of one order class an ordinary firm takes
WORKSHOP_INTERNS = 9  # in one post of 20, of 46 staff: both ratios of R-INT-10 are exceeded
PLACED_ORDINARY, NOT_SIGNED = 0.85, 0.015
SHORT_COVER, LONG_WEEK, NO_GUARDIAN = 350, 500, 210  # one placement in so many has what an office has to put right
MENTOR_INTERNS = 5
Row = dict[str, Any]


@dataclass(slots=True)
class Sponsors:
    """Firms by group and the sponsors of each order class, all as indexes."""

    firms: Sequence[Firm]
    by_group: list[list[int]]
    of_order: list[tuple[int, ...]]


def sponsors_of(plan: SamplePlan, firms: Sequence[Firm]) -> Sponsors:
    """Give each order class its sponsors: the named enterprise, or one to three firms of its group."""
    by_group = [[n for n, one in enumerate(firms) if g in one.groups] for g in range(len(plan.groups))]
    of_order: list[tuple[int, ...]] = []
    for g, group in enumerate(plan.groups):
        ordinary = [n for n in by_group[g] if not firms[n].anchor and firms[n].groups[0] == g] or by_group[g]
        given = 0
        for order in group.order_classes:
            if order.anchor:
                of_order.append((next(n for n in _all(firms, group.district) if firms[n].anchor == order.anchor),))
                continue
            count = min(1 if order.dedicated else 2 + len(of_order) % 2, len(ordinary))
            of_order.append(tuple(ordinary[(given + n) % len(ordinary)] for n in range(count)))
            given += count
    return Sponsors(firms, by_group, of_order)


def _all(firms: Sequence[Firm], district: int) -> list[int]:
    return [n for n, one in enumerate(firms) if one.district == district]


def place(plan: SamplePlan, people: Sequence[Person], sponsors: Sponsors, rng: random.Random) -> None:
    """Send the third year and the college's apprentices to their firms; fills `Firm.interns`."""
    orders: list[OrderClassPlan] = [order for group in plan.groups for order in group.order_classes]
    workshops = {one.groups[0]: n for n, one in enumerate(sponsors.firms) if one.anchor == "workshop"}
    given: dict[int, int] = {}
    for number, someone in enumerate(people):
        school, order = someone.place.school, someone.seat.order
        if someone.college:
            district = school - len(plan.groups)
            firm = next(n for n in _all(sponsors.firms, district) if sponsors.firms[n].anchor == "bmw")
        elif someone.place.grade != OLDEST_GRADE or not someone.present:
            continue
        elif someone.member and order is not None and orders[order].anchor:
            firm = sponsors.of_order[order][0]
        elif someone.member and order is not None:
            shop = workshops.get(school)
            if shop is not None and len(sponsors.firms[shop].interns) < WORKSHOP_INTERNS:
                firm = shop
            else:
                firm = _next_firm(sponsors, school, order, given)
        elif rng.random() < PLACED_ORDINARY:
            firm = rng.choice(_ordinary(sponsors, school))
        else:
            continue
        sponsors.firms[firm].interns.append(number)


def _ordinary(sponsors: Sponsors, school: int) -> list[int]:
    found = [n for n in sponsors.by_group[school] if not sponsors.firms[n].anchor]
    return found or sponsors.by_group[school]


def _next_firm(sponsors: Sponsors, school: int, order: int, given: dict[int, int]) -> int:
    """The sponsors first, so many each, then the other firms of the group in turn."""
    own = sponsors.of_order[order]
    count = given[order] = given.get(order, 0) + 1
    turn = (count - 1) // MOST_OF_A_CLASS
    if turn < len(own):
        return own[turn]
    others = _ordinary(sponsors, school)
    return others[(order * 7 + turn) % len(others)]


@dataclass(frozen=True, slots=True)
class Stay:
    """One placement to be: person, firm, post (indexes), who trains them there, whether the firm is a named one."""

    person: int
    firm: int
    post: int
    mentor: str
    mentor_phone: str
    named: bool


def stays(firms: Sequence[Firm], rng: random.Random) -> list[Stay]:
    """The placements, interns dealt to the posts of a firm in proportion to the staff there."""
    found = []
    for f, one in enumerate(firms):
        counts = largest_remainder(len(one.interns), [max(1, staff) for _name, staff in one.posts])
        posts = [post for post, count in enumerate(counts) for _ in range(count)]
        mentor, telephone = "", ""
        for n, (number, post) in enumerate(zip(one.interns, posts, strict=True)):
            if n % MENTOR_INTERNS == 0:
                mentor, telephone = person(rng, "1"), mobile(rng)
            found.append(Stay(number, f, post, mentor, telephone, bool(one.anchor)))
    found.sort(key=lambda stay: stay.person)
    return found


def placement_row(stay: Stay, someone: Person, address: Row, serial: int, rng: random.Random) -> Row:
    """A placement without its references; `address` is the row of the enterprise."""
    signed = stay.named or rng.random() >= NOT_SIGNED
    chosen_alone = not someone.college and not someone.member
    agreed = START - timedelta(days=rng.randint(5, 20))
    row: Row = {
        "mode": code("placement-mode", "自主联系" if chosen_alone else "订单/学徒"),
        "match_level": code("match-level", "相近" if chosen_alone or rng.random() < 0.1 else "完全对口"),  # noqa: PLR2004
        "start_date": START,
        "end_date": END,
        "work_place": address["address"],
        "region": address["region"],
        "shift": code("shift", "长白班"),
        "daily_hours": 8,
        "weekly_hours": 40,
        "pay": rng.randint(26, 34) * 100,
        "pay_cycle_days": 30,
        "pay_channel": code("pay-channel", "直接支付给学生"),
        "lodging": code("lodging", "单位统一" if someone.boards else "走读"),
        "mentor_name": stay.mentor,
        "mentor_phone": stay.mentor_phone,
        "consent_date": START - timedelta(days=rng.randint(21, 35)),
        "safety_training_date": START - timedelta(days=4),
        "insured_from": START - timedelta(days=1),
        "insured_until": END + timedelta(days=1),
        "status": code(
            "placement-status", "在岗"
        ),  # some before the agreement was signed, which the rules do not let stand
    }
    if signed:
        row |= {
            "agreement_number": f"SX2019{serial:06d}",
            "agreement_version": "教育部示范文本",
            "signed_student_date": agreed,
            "signed_guardian_date": agreed,
            "signed_school_date": agreed + timedelta(days=1),
            "signed_enterprise_date": agreed + timedelta(days=2),
            "first_pay_date": START + timedelta(days=30),
        }
    return row | _left_undone(serial)


def _left_undone(serial: int) -> Row:
    """What the regulation does not let stand, here and there: the sample shows how it is found (R-INT-21, R-INT-08 of 2016)."""
    faults: tuple[tuple[int, Row], ...] = (
        (SHORT_COVER, {"insured_until": END - timedelta(days=14)}),
        (LONG_WEEK, {"weekly_hours": 48}),
        (NO_GUARDIAN, {"signed_guardian_date": None}),
    )
    return {name: value for every, values in faults if serial % every == every // 2 for name, value in values.items()}


def plan_row(short_name: str, school: int, grade: int, majors: tuple[int, ...], policy: int) -> Row:
    """The batch of placements of a school; all eight preparations were made in time. `policy` is the id of its insurance."""
    return {
        "name": f"{short_name}{grade}级岗位实习（2019-2020学年）",
        "term": "2019-2020-1",
        "kind": code("placement-kind", "岗位实习"),
        "grade_year": grade,
        "majors": majors,
        "start_date": START,
        "end_date": END,
        "plan_document": "岗位实习方案.docx",
        "rules_document": "学生实习管理办法.docx",
        "emergency_document": "实习突发事件应急预案.docx",
        "safety_training_date": START - timedelta(days=4),
        "inspection_done_date": date(2019, 9, 12),
        "list_approved_date": date(2019, 9, 25),
        "consents_done_date": date(2019, 10, 25),
        "filing_done_date": date(2019, 10, 30),
        "plan_made_date": date(2019, 9, 20),
        "rules_made_date": date(2019, 9, 20),
        "agreements_done_date": START - timedelta(days=3),
        "training_done_date": START - timedelta(days=4),
        "filing_authority": "沈阳市示例教育局",
        "filing_date": date(2019, 10, 30),
        "filing_number": f"沈示教实备〔2019〕{school + 1}号",
        "policy": policy,
        "status": code("plan-status", "执行"),
    }


def policy_row(school: int) -> Row:
    """The liability insurance a school has taken out for its interns of the year."""
    return {
        "number": f"PZ2019{school + 1:06d}",
        "kind": code("insurance-kind", "实习责任险"),
        "insurer": "中国示例财产保险股份有限公司",
        "insured_from": START - timedelta(days=1),
        "insured_until": END + timedelta(days=1),
        "payer": code("premium-payer", "学校"),
    }


def visit_row(short_name: str, grade: int, start: date, majors: tuple[int, ...]) -> Row:
    """The work visits the second year has planned: a draft, since some will not be 16 by then."""
    return {
        "name": f"{short_name}{grade}级认识实习（2019-2020学年）",
        "term": "2019-2020-1",
        "kind": code("placement-kind", "认识实习"),
        "grade_year": grade,
        "majors": majors,
        "start_date": start,
        "end_date": start + timedelta(days=11),
        "status": code("plan-status", "草案"),
    }


def post_row(one: Firm, post: int, majors: tuple[int, ...], rng: random.Random) -> Row:
    """A post of a firm; `majors` are ids."""
    name, staff = one.posts[post]
    wage = rng.randint(30, 42) * 100
    return {
        "name": name,
        "same_post_staff": staff,
        "headcount": max(1, staff // 10),
        "same_post_wage": wage,
        "lowest_tier_wage": 2600,  # no pay in the sample is below it (R-INT-16)
        "shift": code("shift", "长白班"),
        "labour_grade": code("labour-grade", "Ⅱ"),
        "protective_equipment": "工作服、劳保鞋",
        "accommodation": "提供食宿",
        "majors": majors,
    }


def by_school(people: Sequence[Person], found: Sequence[Stay]) -> Mapping[int, list[Stay]]:
    """The placements by school (index)."""
    schools: dict[int, list[Stay]] = {}
    for stay in found:
        schools.setdefault(people[stay.person].place.school, []).append(stay)
    return schools
