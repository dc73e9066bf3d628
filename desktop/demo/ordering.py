"""Order classes of the sample and the dated memberships in them and in school classes."""

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from desktop.demo.bodies import Firm
from desktop.demo.figures import GroupPlan, OrderClassPlan
from desktop.demo.naming import code
from desktop.demo.people import Person

LAST_GRADE = 2019
FIRST_DAY = date(2019, 9, 1)
LAST_LEAVE = date(2019, 9, 25)  # from October 2019 on every day has the published members
GRADUATION = date(2019, 7, 5)
AMENDED_OF = 9
HIRED_OF_TEN = 7  # graduates, by the enterprise of their order class
Row = dict[str, Any]


def formed(order: OrderClassPlan) -> date:
    """The day an order class was formed: at the start of school, or after a selection in autumn."""
    if order.dedicated:
        return date(order.grade, 9, 3)
    return date(order.grade, 9, 16) if order.grade == LAST_GRADE else date(order.grade, 10, 15)


def order_class_row(order: OrderClassPlan, serial: int, brand: str, size: int) -> Row:
    """An order class without its references; `size` is how many were in it when it was formed."""
    start = formed(order)
    return {
        "code": f"DD{order.grade}{serial:03d}",
        "name": f"{brand}订单班（{order.grade}级）",
        "mode": code("cooperation-mode", "冠名班" if order.dedicated else "订单培养"),
        "grade_year": order.grade,
        "form_date": start,
        "end_date": date(order.grade + 3, 7, 5),
        "planned_size": -(-size // 5) * 5,
        "formed_size": size,
        "formation_stage": code("formation-stage", "招生即订单" if order.dedicated else "入学后选拔"),
        "selection_method": "自愿报名、家长同意、企业面试",
        "status": code("order-class-status", "在培"),
    }


def agreement_row(group: GroupPlan, order: OrderClassPlan, serial: int, name: str) -> Row:
    """The agreement of the order class of this name without its references: signed in spring, for the years of study."""
    return {
        "number": f"{group.row['short_name']}-订单-{order.grade}-{serial:03d}",
        "title": f"{name}合作协议",
        "kind": code("agreement-kind", "订单培养"),
        "signed_date": date(order.grade, 5, 6 + serial % 20),
        "valid_from": date(order.grade, 6, 1),
        "valid_until": date(order.grade + 3, 8, 31),
    }


def amendment_row(agreement: Row, order: OrderClassPlan) -> Row | None:
    """Of every ninth agreement: it goes on for another year, agreed in the spring of the second year of study."""
    if int(agreement["number"][-3:]) % AMENDED_OF != 0 or order.grade == LAST_GRADE:
        return None
    return {
        "number": f"{agreement['number']}-补1",
        "kinds": (code("amendment-kind", "延期"),),
        "signed_date": date(order.grade + 2, 3, 10),
        "effective_date": date(order.grade + 2, 4, 1),
        "valid_until": date(order.grade + 4, 8, 31),
        "summary": "接收下一届学生，有效期延长一年",
    }


def promise_rows(order: OrderClassPlan) -> list[Row]:
    """What the enterprises promise: in the agreement and, as its part, to the order class."""
    promises = (("录用比例", "%", 80), ("起薪", "元/月", 3000), ("实习岗位数", "个", order.size))
    due = date(order.grade + 3, 7, 31)
    return [
        {"item": code("commitment-item", item), "unit": unit, "target": target, "due_date": due}
        for item, unit, target in promises
    ]


def numbered(names: Iterable[str]) -> list[str]:
    """Names told apart: several 宝马订单班（2019级） become …（2019级1班）, …（2019级2班）."""
    listed = list(names)
    seen: dict[str, int] = {}
    found = []
    for name in listed:
        if listed.count(name) > 1:
            seen[name] = seen.get(name, 0) + 1
            name = f"{name.removesuffix('）')}{seen[name]}班）"  # noqa: PLW2901 - the same name, told apart
        found.append(name)
    return found


def member_row(someone: Person, order: OrderClassPlan, one: Firm, left: date | None) -> Row:
    """The membership of a person in an order class; `left` is None while it is open.

    Those of whom the status changes are still in it: the act ends it, but for a change of major, which would let stay
    whom the order class takes from both.
    """
    row: Row = {"join_date": formed(order)}
    ended = someone.seat.ended
    if left is None:
        return row
    if ended == "毕业后":
        hired = int(someone.row["candidate_number"]) % 10 < HIRED_OF_TEN
        row["is_hired"] = hired
        if hired:
            row |= {
                "hired_date": date(2019, 7, 15),
                "hired_post": one.posts[0][0],
                "employed_30_date": date(2019, 8, 14),
            }
        return row
    if ended in ("休学", "退学"):
        return row
    return row | {"leave_date": left, "leave_reason": code("leave-reason", ended)}


def leave_date(someone: Person, order: OrderClassPlan, rng: random.Random) -> date | None:
    """When a person left the order class, None for one who is still in it."""
    ended = someone.seat.ended
    if not ended:
        return None
    if ended == "毕业后":
        return GRADUATION
    start = formed(order)
    if ended == "转专业":  # majors are changed at the start of a term only (§1.8)
        term = date(start.year + 1, 3, 1)
        return min(term, LAST_LEAVE) + timedelta(days=rng.randrange(8)) if start < term <= LAST_LEAVE else LAST_LEAVE
    return (
        start + timedelta(days=rng.randint(30, max(30, (LAST_LEAVE - start).days))) if start < FIRST_DAY else LAST_LEAVE
    )


def class_row(someone: Person, entered: int) -> Row:
    """The membership in the class (its id) a person entered."""
    entry = date(someone.place.grade, 9, 1)
    return {"school_class": entered, "join_date": entry, "reason": code("class-member-reason", "入学")}


def class_names(places: Sequence[tuple[int, str]]) -> list[str]:
    """Names of school classes from (entrance year, major name), numbered through the city so that no two are alike."""
    counts: dict[tuple[int, str], int] = {}
    found = []
    for place in places:
        counts[place] = counts.get(place, 0) + 1
        found.append(f"{place[0]}级{place[1]}{counts[place]}班")
    return found
