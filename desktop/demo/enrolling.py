"""Enrolment of 2019 in the sample: plans, admissions and check-ins that add up to the first-year pupils."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from desktop.demo.naming import code
from desktop.demo.numbers import IdentityNumbers, mobile
from desktop.demo.people import Person
from desktop.demo.registering import family, identity
from desktop.demo.seating import ClassPlan, Seat

YEAR = 2019
ABSENT = 0.06  # of those admitted
REASONS = ("外省就读", "入伍", "复读", "打工", "其他")
REASON_WEIGHTS = (30, 3, 27, 28, 12)
FIRST_DAY = date(YEAR, 8, 31)
Row = dict[str, Any]


@dataclass(slots=True)
class Intake:
    """One school's intake into one major: who came (people) and how many did not."""

    school: int
    major: str
    classes: int
    came: list[Person] = field(default_factory=list)
    absent: int = 0


def intakes(classes: Sequence[ClassPlan], people: Sequence[Person], rng: random.Random) -> list[Intake]:
    """What was taken in in 2019, by school and major."""
    found: dict[tuple[int, str], Intake] = {}
    for place in classes:
        if place.grade == YEAR:
            one = found.setdefault((place.school, place.major), Intake(place.school, place.major, 0))
            one.classes += 1
    for someone in people:
        if someone.place.grade == YEAR:
            found[someone.place.school, someone.major].came.append(someone)
    for one in found.values():
        one.absent = round(len(one.came) * ABSENT * rng.uniform(0.6, 1.4))
    return list(found.values())


def plan_row(one: Intake, rng: random.Random) -> Row:
    """An enrolment plan: at least as many places as were admitted."""
    admitted = len(one.came) + one.absent
    return {
        "year": YEAR,
        "batch": "中职统一招生",
        "class_count": one.classes,
        "planned": -(-admitted // 10) * 10,
        "applicants": admitted + rng.randint(admitted // 10, admitted // 3),
    }


def came_row(someone: Person, serial: int, rng: random.Random) -> Row:
    """The admission of a pupil who came; the candidate number is the student's."""
    kept = (
        "name", "gender", "id_type", "id_number", "birth_date", "ethnicity", "political_status", "exam_number",
        "candidate_number", "exam_score", "graduated_from", "source_region", "phone", "guardian_name",
        "guardian_phone", "home_address",
    )  # fmt: skip
    row = {name: someone.row[name] for name in kept}
    return (
        row
        | _admission(serial, rng)
        | {"is_order": someone.place.dedicated, "status": code("admission-status", "已报到")}
    )


def absent_row(place: ClassPlan, serial: int, identities: IdentityNumbers, rng: random.Random) -> Row:
    """The admission of somebody who did not come."""
    someone = Person(Seat(rng.choice("12")), place, college=False, source=rng.choice(("city", "county", "province")))
    someone.political = "群众"
    row = identity(someone, serial, identities, rng)
    del row["hmt"]
    members = family(row["name"], rng)
    return row | _admission(serial, rng) | {
        "exam_number": f"{YEAR % 100}{9000000 + serial:07d}",
        "candidate_number": f"{YEAR % 100}2101{9000000 + serial:07d}",
        "exam_score": rng.randint(180, 520),
        "phone": mobile(rng),
        "guardian_name": members["guardian_name"],
        "guardian_phone": members["guardian_phone"],
        "is_order": False,
        "status": code("admission-status", "未报到"),
    }  # fmt: skip


def _admission(serial: int, rng: random.Random) -> Row:
    return {
        "year": YEAR,
        "batch": "中职统一招生",
        "wish_rank": rng.choices((1, 2, 3), (78, 16, 6))[0],
        "admitted_date": date(YEAR, 7, 20),
        "letter_number": f"LQ{YEAR}{serial:06d}",
    }


def check_in_row(someone: Person | None, rng: random.Random) -> Row:
    """The check-in of a pupil, or why nobody came."""
    if someone is None:
        return {"absence_reason": code("absence-reason", rng.choices(REASONS, REASON_WEIGHTS)[0])}
    row: Row = {
        "check_in_date": FIRST_DAY + timedelta(days=rng.choices((0, 1, 2), (70, 25, 5))[0]),
        "is_fee_paid": True,
        "fee": 0 if someone.farm else 360,
        "has_photos": rng.random() < 0.97,  # noqa: PLR2004 - a few bring them later
    }
    row |= dict.fromkeys(("has_letter", "has_identity_card", "has_household_register", "has_diploma"), True)
    if someone.boards:
        row["dormitory"] = f"{rng.randint(1, 6)}号楼{rng.randint(1, 6)}{rng.randint(1, 30):02d}"
    return row
