"""Those admitted in a year, and who of them came (specification A11): the same as the enrolment report counts."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.entities.enrolment import Admission, CheckIn, EnrolmentPlan
from models.entities.programmes import Major
from models.entities.schools import School
from models.schema.sorting import natural_key, pinyin_key

PAPERS = ("has_letter", "has_identity_card", "has_household_register", "has_diploma", "has_photos")


class Entrant(NamedTuple):
    """One who was admitted; `came` is the day of checking in, None for who has not by the day. Codes as they are stored."""

    admission: int
    school: str | None
    major_code: str | None
    major: str | None
    exam_number: str | None
    name: str
    gender: str | None
    id_number: str | None
    batch: str | None
    graduated_from: str | None
    came: date | None
    is_fee_paid: bool | None
    dormitory: str | None
    papers: tuple[bool | None, ...]
    phone: str | None
    guardian_phone: str | None
    status: str | None
    absence_reason: str | None
    deferred_until: date | None
    remark: str | None


def entrants(
    connection: sa.Connection, day: date, year: int, majors: Sequence[int] = (), schools: Sequence[int] = ()
) -> list[Entrant]:
    """Those admitted in a year by the day, of these majors or schools or of all: by school, major and pinyin."""
    own, plan, came = Admission.table(), EnrolmentPlan.table(), CheckIn.table()
    school_id, major_id = (sa.func.coalesce(own.c[name], plan.c[name]) for name in ("school_id", "major_id"))
    school, major, seen = School.table().c, Major.table().c, came.c
    by_then = sa.case((seen.check_in_date <= day, seen.check_in_date))
    query = (
        sa.select(
            own.c.id, school.name, major.code, major.name, own.c.exam_number, own.c.name, own.c.gender, own.c.id_number,
            own.c.batch, own.c.graduated_from, by_then, seen.is_fee_paid, seen.dormitory, *(seen[name] for name in PAPERS),
            own.c.phone, own.c.guardian_phone, own.c.status, seen.absence_reason, seen.deferred_until, own.c.remark,
        )
        .select_from(
            own.outerjoin(plan, plan.c.id == own.c.plan_id)
            .outerjoin(came, seen.admission_id == own.c.id)
            .outerjoin(School.table(), school.id == school_id)
            .outerjoin(Major.table(), major.id == major_id)
        )
        .where(
            sa.func.coalesce(own.c.year, plan.c.year) == year,
            sa.or_(own.c.admitted_date.is_(None), own.c.admitted_date <= day),
        )
    )  # fmt: skip
    query = query.where(major_id.in_(majors)) if majors else query
    query = query.where(school_id.in_(schools)) if schools else query
    return sorted((_entrant(tuple(row)) for row in connection.execute(query)), key=_place)


def _entrant(row: tuple[Any, ...]) -> Entrant:
    """The row with the papers together."""
    first = Entrant._fields.index("papers")
    last = first + len(PAPERS)
    return Entrant._make((*row[:first], row[first:last], *row[last:]))


def _place(one: Entrant) -> tuple[object, ...]:
    code = (one.major_code is None, natural_key(one.major_code))
    return pinyin_key(one.school), code, pinyin_key(one.major), pinyin_key(one.name), one.admission
