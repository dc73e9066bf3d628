"""Placements of a day, and how many of those to be placed are placed (specification D1, §4.1)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database import storage
from models.database.query import Condition, Query
from models.entities import measures
from models.entities.enterprises import Enterprise, Post
from models.entities.people import ClassMembership, Student
from models.entities.placement_verdicts import PlacementVerdict
from models.entities.placements import Placement, PlacementPlan
from models.entities.programmes import SchoolClass
from models.entities.schools import School, Staff
from models.schema.derive import in_force, open_on
from models.statistics.rates import rate


class PlacementRow(NamedTuple):
    """One placement with what the list says of student, enterprise and post; codes and dates as they are stored."""

    id: int
    student: int
    student_number: str | None
    name: str
    name_pinyin: str | None
    birth_date: date | None
    gender: str | None
    phone: str | None
    school_class: str | None
    level: str | None
    enterprise: str
    address: str | None
    post: str | None
    match_level: str | None
    start_date: date
    end_date: date
    pay: Decimal | None
    tutor: str | None
    mentor_name: str | None
    mentor_phone: str | None
    agreement_number: str | None
    is_insured: bool
    is_covered: bool
    is_undated: bool
    mode: str | None
    remark: str | None


@dataclass(frozen=True)
class PlacementFigures:
    """Students, each counted once: to be placed, placed, not placed, exempt; rates in per cent or None.

    `unmatched` are the placed of whom nobody wrote down whether the post suits the major.
    """

    expected: int
    placed: int
    unplaced: int
    exempt: int
    placed_rate: Decimal | None
    matched_rate: Decimal | None
    unmatched: int
    by_mode: Mapping[str | None, int]
    by_level: Mapping[str | None, int]


class Scope(NamedTuple):
    """Whose placements: `ids` are batches, enterprises, guiding teachers or classes, by the table; none are all."""

    of: str = PlacementPlan.__tablename__
    ids: tuple[int, ...] = ()

    @property
    def measured(self) -> bool:
        """Whether it can be said who was to be placed: by batches and in classes, not at a firm or with a teacher."""
        return not self.ids or self.of in (PlacementPlan.__tablename__, SchoolClass.__tablename__)


EVERY = Scope()
_FIELDS = {PlacementPlan.__tablename__: "plan", Enterprise.__tablename__: "enterprise", Staff.__tablename__: "tutor"}


def within(scope: Scope, day: date) -> list[sa.ColumnElement[bool]]:
    """What placements of a scope meet on a day, as conditions; of a class whoever stands in it that day."""
    own = Placement.table().c
    if not scope.ids:
        return []
    if scope.of == SchoolClass.__tablename__:
        return [own.student_id.in_(_students_of(scope.ids, day))]
    return [own[f"{_FIELDS[scope.of]}_id"].in_(scope.ids)]


def _students_of(classes: Sequence[int], day: date) -> sa.Select[int]:
    """Who stands in these classes on the day."""
    link = ClassMembership.table()
    return sa.select(link.c.student_id).where(link.c.school_class_id.in_(classes), open_on(ClassMembership, day))


def placements_on(connection: sa.Connection, scope: Scope, day: date) -> list[PlacementRow]:
    """The placements that count on `day` within a scope; both dates count.

    `level` is that of the school of the class the student is in that day.
    """
    return _placements(connection, day, in_force(Placement, day), *within(scope, day))


def placements_ended(connection: sa.Connection, scope: Scope, day: date) -> list[PlacementRow]:
    """The placements within a scope that were over before `day` and of whose end the verdict was kept."""
    own, kept = Placement.table().c, PlacementVerdict.table().c
    told = sa.exists().where(kept.placement_id == own.id).correlate(Placement.table())
    return _placements(connection, day, told, own.end_date < day, *within(scope, day))


def _placements(connection: sa.Connection, day: date, *where: sa.ColumnElement[bool]) -> list[PlacementRow]:
    """Placements that meet these conditions, with the class of the day."""
    own, student, firm, post, tutor = (
        entity.table() for entity in (Placement, Student, Enterprise, Post, Staff)
    )  # fmt: skip
    statement = (
        sa.select(
            own.c.id, student.c.id, student.c.student_number, student.c.name, student.c.name_pinyin,
            student.c.birth_date, student.c.gender, student.c.phone, _class_on(day), firm.c.name,
            sa.func.coalesce(own.c.work_place, firm.c.address),
            post.c.name, own.c.match_level, own.c.start_date, own.c.end_date, own.c.pay, tutor.c.name,
            own.c.mentor_name, own.c.mentor_phone, own.c.agreement_number,
            measures.has_cover(own), measures.is_covered(own), measures.has_undated_cover(own),
            own.c.mode, own.c.remark,
        )
        .join(student, student.c.id == own.c.student_id)
        .join(firm, firm.c.id == own.c.enterprise_id)
        .outerjoin(post, post.c.id == own.c.post_id)
        .outerjoin(tutor, tutor.c.id == own.c.tutor_id)
        .where(*where)
        .order_by(own.c.id)
    )  # fmt: skip
    classes = _classes(connection)
    return [
        PlacementRow._make((*row[:8], *classes.get(row[8], (None, None)), *row[9:]))
        for row in connection.execute(statement)
    ]


def around(connection: sa.Connection, placements: Sequence[int]) -> dict[int, tuple[tuple[str, int], ...]]:
    """The records rules judge with each placement, by table and id: itself, its batch, host, post and tutor."""
    own, found = Placement.table().c, dict[int, tuple[tuple[str, int], ...]]()
    names = ("placement", "placement_plan", "enterprise", "post", "staff")
    columns = (own.id, own.plan_id, own.enterprise_id, own.post_id, own.tutor_id)
    for chunk in storage.pieces(sorted(placements), storage.CHUNK):
        for row in connection.execute(sa.select(*columns).where(own.id.in_(chunk))):
            found[row[0]] = tuple((name, key) for name, key in zip(names, row, strict=True) if key is not None)
    return found


def _classes(connection: sa.Connection) -> dict[int | None, tuple[str, str | None]]:
    """Name and level of school of every class."""
    own, school = SchoolClass.table(), School.table()
    statement = sa.select(own.c.id, own.c.name, school.c.level).outerjoin(school, school.c.id == own.c.school_id)
    return {key: (name, level) for key, name, level in connection.execute(statement)}


def _class_on(day: date) -> sa.ScalarSelect[Any]:
    """The student's school class on that day."""
    link = ClassMembership.table()
    return (
        sa.select(link.c.school_class_id)
        .where(link.c.student_id == Student.table().c.id, open_on(ClassMembership, day))
        .order_by(link.c.id.desc())
        .limit(1)
        .correlate(Student.table())
        .scalar_subquery()
    )


def students_to_place(connection: sa.Connection, scope: Scope, day: date) -> frozenset[int]:
    """The students who are to be placed on `day` (应实习): by the batches of the scope, or in its classes.

    Raises ValueError for a scope that cannot say it.
    """
    if not scope.measured:
        raise ValueError(scope)
    plans = scope.ids if scope.of == PlacementPlan.__tablename__ else ()
    wanted = measures.ids(Student, day, lambda on, own: measures.is_to_place(on, own, plans))
    found = frozenset(connection.execute(wanted).scalars())
    if scope.ids and scope.of == SchoolClass.__tablename__:
        found &= frozenset(connection.execute(_students_of(scope.ids, day)).scalars())
    return found


def waiting(connection: sa.Connection, status: str, scope: Scope, day: date) -> Query:
    """The placements that wait to be approved or signed and are not over on `day`; they place nobody yet."""
    chosen: tuple[Condition, ...] = ()
    if scope.ids and scope.of == SchoolClass.__tablename__:
        chosen = (Condition("student", "in", tuple(connection.execute(_students_of(scope.ids, day)).scalars())),)
    elif scope.ids:
        chosen = (Condition(_FIELDS[scope.of], "in", scope.ids),)
    counted = (Condition("is_counted", "=", True), Condition("status", "=", status), Condition("end_date", ">=", day))
    return Query(Placement, (*counted, *chosen))


def placement_figures(rows: Iterable[PlacementRow], expected: frozenset[int], exempt: int) -> PlacementFigures:
    """The figures under the list.

    `exempt` (免实习) of those not placed are taken off. A student with two placements is placed once, and counted under
    each way. Where nobody wrote down whether posts suit majors there is no rate of it. Raises ValueError when more are
    exempt than unplaced.
    """
    rows = list(rows)
    placed = {row.student for row in rows}
    judged = {row.student for row in rows if row.match_level is not None}
    matched = {row.student for row in rows if row.match_level in measures.MATCHED}
    open_places = len(expected - placed)
    if exempt > open_places:
        raise ValueError(exempt, open_places)
    modes = Counter(mode for mode, _student in {(row.mode, row.student) for row in rows})
    levels = Counter({row.student: row.level for row in rows}.values())
    to_place = len(placed | expected) - exempt
    return PlacementFigures(
        to_place, len(placed), open_places - exempt, exempt, rate(len(placed), to_place),
        rate(len(matched), len(placed)) if judged else None, len(placed - judged), dict(modes), dict(levels),
    )  # fmt: skip
