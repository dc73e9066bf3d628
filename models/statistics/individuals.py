"""A student and a placement as their pages show them: where one is now, and what was before."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa

from models.database.policies import threshold_on
from models.database.query import Condition, Query
from models.database.results import Row, read_all, rows_of
from models.entities.apprenticeships import Apprentice, Assessment, MentorPairing
from models.entities.certificates import CertificateAward, ExamRegistration
from models.entities.cooperation import Activity, ActivityStudent
from models.entities.destinations import DestinationFollowUp, GraduateDestination, JobSupport
from models.entities.enterprises import Post
from models.entities.insurance import InsuredPerson
from models.entities.measures import COURSES_ONLY, GRADUATED
from models.entities.order_classes import OrderClassMember
from models.entities.people import ClassMembership, FamilyMember, Student
from models.entities.placements import Placement
from models.entities.status_changes import StatusChange
from models.statistics.capacity import Capacity, capacity
from models.statistics.group_views import row_of

STUDENT_FIELDS = (
    "name", "student_number", "gender", "id_number", "ethnicity", "political_status", "phone", "status", "school_class",
    "major", "school", "birth_date", "age", "boarding",
)  # fmt: skip
SIGNATURES = ("signed_student_date", "signed_school_date", "signed_enterprise_date", "signed_guardian_date")
PLACEMENT_FIELDS = (
    "plan", "student", "enterprise", "post", "mode", "match_level", "match_reason", "start_date", "end_date",
    "work_place", "daily_hours", "weekly_hours", "shift", "pay", "pay_cycle_days", "pay_channel", "lodging", "tutor",
    "mentor_name", "mentor_phone", "agreement_number", *SIGNATURES, "consent_date",
    "safety_training_date", "status", "end_reason",
)  # fmt: skip


class Training(NamedTuple):
    """An apprenticeship of a student, with the mentors and what was assessed, the latest first."""

    row: Row
    pairings: tuple[Row, ...]
    assessments: tuple[Row, ...]


class Attendance(NamedTuple):
    """An activity a student took part in, and since when it was."""

    row: Row
    begin: date


class StudentView(NamedTuple):
    """A student as of `day`; of placements, memberships, status changes, examinations, certificates, destinations the latest first."""

    row: Row
    placements: tuple[Row, ...]
    order_classes: tuple[Row, ...]
    classes: tuple[Row, ...]
    family: tuple[Row, ...]
    changes: tuple[Row, ...]
    day: date
    exams: tuple[Row, ...] = ()
    awards: tuple[Row, ...] = ()
    trainings: tuple[Training, ...] = ()
    destinations: tuple[Row, ...] = ()
    follow_ups: tuple[Row, ...] = ()
    supports: tuple[Row, ...] = ()
    activities: tuple[Attendance, ...] = ()


class Wage(NamedTuple):
    """What the post pays its own staff, in yuan a month, and how many per cent of it an intern gets at least."""

    same_post: Decimal | None
    lowest_tier: Decimal | None
    percent: Decimal

    def lowest(self) -> Decimal | None:
        """The least an intern is in principle paid: that share of the same post or the lowest tier, the less of them (R-INT-16)."""
        known = [self.same_post * self.percent / 100] if self.same_post is not None else []
        return min([*known, *([self.lowest_tier] if self.lowest_tier is not None else [])], default=None)


class PlacementView(NamedTuple):
    """A placement with the age of the student on its first day (full years), the wage of the post, the insurance that covers it.

    `load` is how many interns the host has on that day against the limits of article 10.
    """

    row: Row
    age: int | None
    wage: Wage
    policy: str | None
    insured_until: date | None
    load: Capacity | None
    day: date

    @property
    def unsigned(self) -> tuple[str, ...]:
        """The fields of the signatures that are missing."""
        return tuple(name for name in SIGNATURES if self.row.values[name] is None)


def student_view(connection: sa.Connection, key: int, day: date) -> StudentView | None:
    """The student as of `day`; None when there is no such student."""
    row = row_of(connection, Student, key, day, STUDENT_FIELDS)
    if row is None:
        return None
    mine = (Condition("student", "=", key),)
    places = Query(Placement, mine, ("-start_date",))
    columns = ("enterprise", "post", "match_level", "mentor_name", "start_date", "end_date", "status", "end_reason")
    memberships = ("join_date", "leave_date")
    return StudentView(
        row,
        tuple(read_all(connection, places, columns)),
        tuple(read_all(connection, Query(OrderClassMember, mine, ("-join_date",)),
                       ("order_class", *memberships, "leave_reason", "is_hired"))),
        tuple(read_all(connection, Query(ClassMembership, mine, ("-join_date",)),
                       ("school_class", *memberships))),
        tuple(read_all(connection, Query(FamilyMember, mine), ("name", "relation", "is_guardian", "phone"))),
        _latest_first(read_all(connection, Query(StatusChange, mine), (
            "kind", "change_date", "reason", "approval_number", "stage", "reversed_date", "reversed_reason"
        ))),
        day,
        tuple(read_all(connection, Query(ExamRegistration, mine, ("-exam_date",)),
                       ("certificate", "session", "exam_date", "status", "is_passed"))),
        tuple(read_all(connection, Query(CertificateAward, mine, ("-issued_date",)),
                       ("certificate", "number", "issued_date", "received_date", "is_revoked"))),
        tuple(_trainings(connection, key, day)),
        tuple(read_all(connection, Query(GraduateDestination, mine, ("-from_date",), valued_on=day),
                       ("group", "destination", "higher_destination", "unit_name", "further_school", "post",
                        "match_level", "from_date", "until_date", "follow_up_due"))),
        *_after_graduating(connection, row, mine),
        tuple(_attended(connection, mine)),
    )  # fmt: skip


def _after_graduating(
    connection: sa.Connection, row: Row, mine: tuple[Condition, ...]
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The follow-ups and the support; nothing is asked for of who is at school."""
    if row.values["status"] not in (GRADUATED, COURSES_ONLY):
        return (), ()
    asked = read_all(connection, Query(DestinationFollowUp, mine), ("interval", "contact_date", "result", "unit"))
    return tuple(asked), tuple(
        read_all(connection, Query(JobSupport, mine), ("kind", "support_date", "detail", "result"))
    )


def _attended(connection: sa.Connection, mine: tuple[Condition, ...]) -> Iterator[Attendance]:
    """The activities of a student."""
    rows = list(read_all(connection, Query(ActivityStudent, mine), ("activity", "signed_in", "is_signed")))
    if not rows:
        return
    ids = [row.values["activity_id"] for row in rows]
    begun = {one.id: one.values["start_date"] for one in rows_of(connection, Query(Activity), ids, ("start_date",))}
    yield from (Attendance(row, begun[row.values["activity_id"]]) for row in rows)


def _trainings(connection: sa.Connection, student: int, day: date) -> Iterator[Training]:
    """The apprenticeships as of a day, the latest first."""
    mine = Query(Apprentice, (Condition("student", "=", student),), ("-start_date",), valued_on=day)
    names = ("programme", "enterprise", "post", "start_date", "end_date", "outcome", "outcome_date")
    for row in read_all(connection, mine, names):
        here = (Condition("apprentice", "=", row.id),)
        pairings = Query(MentorPairing, here, ("-from_date",))
        assessments = Query(
            Assessment, (*here, Condition("is_awaited", "=", False)), ("-assessed_date",), valued_on=day
        )
        yield Training(
            row,
            tuple(read_all(connection, pairings, ("mentor", "from_date", "until_date", "end_reason"))),
            tuple(read_all(connection, assessments, ("kind", "assessed_date", "total", "grade", "result"))),
        )


def _latest_first(events: Iterable[Row]) -> tuple[Row, ...]:
    """By their days; of one day what was entered later stands on what was entered before."""
    return tuple(sorted(events, key=lambda row: (row.values["change_date"], row.id), reverse=True))


def _insurance(connection: sa.Connection, placement: Row) -> tuple[str | None, date | None]:
    """The policy a student has for a placement, with its last day: the one entered for it, else the longest that meets it."""
    own, begin, end = placement.values["student_id"], placement.values["start_date"], placement.values["end_date"]
    query = Query(InsuredPerson, (Condition("student", "=", own), Condition("policy", "filled")))
    found = []
    for row in read_all(connection, query, ("policy", "placement", "insured_from", "insured_until")):
        first, last = row.values["insured_from"] or date.min, row.values["insured_until"] or date.max
        if first <= (end or date.max) and last >= (begin or date.min):
            found.append((row.values["placement_id"] == placement.id, last, row))
    best = max(found, key=lambda one: one[:2])[2] if found else None
    return (None, None) if best is None else (best.values["policy"], best.values["insured_until"])


def placement_view(connection: sa.Connection, key: int, day: date) -> PlacementView | None:
    """The placement as of `day`; None when it does not exist."""
    row = row_of(connection, Placement, key, day, PLACEMENT_FIELDS)
    if row is None:
        return None
    begin = row.values["start_date"]
    student = row_of(connection, Student, row.values["student_id"], begin or day, ("age", "school"))
    post = row.values["post_id"] and row_of(
        connection, Post, row.values["post_id"], day, ("same_post_wage", "lowest_tier_wage")
    )
    wages = post.values if post else {}
    school = student.values["school_id"] if student else None
    percent = threshold_on(connection, "R-INT-16.percent", begin or day, school)
    return PlacementView(
        row,
        student.values["age"] if student else None,
        Wage(wages.get("same_post_wage"), wages.get("lowest_tier_wage"), percent),
        *_insurance(connection, row),
        capacity(connection, row.values["enterprise_id"], day),
        day,
    )
