"""A student and a placement as their pages show them: where one is now, and what was before."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa

from models.database.policies import threshold_on
from models.database.query import Condition, Query
from models.database.results import Row, read_all
from models.entities.enterprises import Post
from models.entities.order_classes import OrderClassMember
from models.entities.people import ClassMembership, FamilyMember, Student
from models.entities.placements import Placement, PlacementPlan
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
    "mentor_name", "mentor_phone", "agreement_number", *SIGNATURES, "consent_date", "insurer", "policy_number",
    "insured_from", "insured_until", "safety_training_date", "status", "end_reason",
)  # fmt: skip


class StudentView(NamedTuple):
    """A student as of `day`; of placements, memberships and status changes the latest first."""

    row: Row
    placements: tuple[Row, ...]
    order_classes: tuple[Row, ...]
    classes: tuple[Row, ...]
    family: tuple[Row, ...]
    changes: tuple[Row, ...]
    day: date


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
    """A placement with the age of the student on its first day (full years), the wage of the post, the plan's policy.

    `load` is how many interns the host has on that day against the limits of article 10.
    """

    row: Row
    age: int | None
    wage: Wage
    plan_policy: str | None
    load: Capacity | None
    day: date

    @property
    def policy(self) -> str | None:
        """The insurance that covers it: its own, or that of its plan."""
        return self.row.values["policy_number"] or self.plan_policy

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
    columns = ("enterprise", "post", "match_level", "mentor_name", "start_date", "end_date", "status")
    memberships = ("join_date", "leave_date")
    return StudentView(
        row,
        tuple(read_all(connection, places, columns)),
        tuple(read_all(connection, Query(OrderClassMember, mine, ("-join_date",)),
                       ("order_class", *memberships, "leave_reason", "is_hired"))),
        tuple(read_all(connection, Query(ClassMembership, mine, ("-join_date",)),
                       ("school_class", *memberships))),
        tuple(read_all(connection, Query(FamilyMember, mine), ("name", "relation", "is_guardian", "phone"))),
        tuple(read_all(connection, Query(StatusChange, mine, ("-change_date",)),
                       ("kind", "change_date", "reason", "approval_number", "stage", "reversed_date", "reversed_reason"))),
        day,
    )  # fmt: skip


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
    plan = row.values["plan_id"] and row_of(connection, PlacementPlan, row.values["plan_id"], day, ("policy_number",))
    wages = post.values if post else {}
    school = student.values["school_id"] if student else None
    percent = threshold_on(connection, "R-INT-16.percent", begin or day, school)
    return PlacementView(
        row,
        student.values["age"] if student else None,
        Wage(wages.get("same_post_wage"), wages.get("lowest_tier_wage"), percent),
        plan.values["policy_number"] if plan else None,
        capacity(connection, row.values["enterprise_id"], day),
        day,
    )
