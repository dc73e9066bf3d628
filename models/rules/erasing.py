"""Who may be erased: nobody who is still here, and nobody whose papers the office still has to keep (PIPL, art. 47)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.database import storage
from models.database.erasing import of_erased
from models.database.policies import place_of, policies
from models.entities import measures
from models.entities.apprenticeships import Apprentice, Mentor
from models.entities.certificates import ExamRegistration, ExamSession
from models.entities.enrolment import Admission
from models.entities.order_classes import OrderClassMember
from models.entities.people import StatusPeriod, Student
from models.entities.placements import Placement
from models.entities.schools import Staff
from models.rules.rule import NEVER, Finding, Regulation, Rule, RuleSeverity, Verdict, complaint
from models.schema.complaints import Complaint, warning
from models.schema.derive import open_on
from models.schema.fields import Entity
from models.words import N_, _

LAW = Regulation(N_("个人信息保护法"), "中华人民共和国主席令第九十一号", date(2021, 11, 1))
FIELD = "name"  # under which it is listed who is kept longer than need be
KEEP = "R-ERASE-04"
_ARTICLE = N_("第四十七条")
Ids = Callable[[date], "sa.Select[Any]"]  # the records a rule is broken by, as of a day


def _rule(entity: type[Entity], number: str, words: str, article: str = "") -> Rule:
    field = FIELD if "name" in storage.columns_of(entity) else "remark"
    return Rule(number, field, NEVER, words, article, entity=entity, regulation=LAW)


def _students_here(day: date) -> sa.Select[Any]:
    own = Student.table()
    return sa.select(own.c.id).where(measures.is_registered(day, own))


def _in_order_class(day: date) -> sa.Select[Any]:
    own = OrderClassMember.table()
    return sa.select(own.c.student_id).where(open_on(OrderClassMember, day, own))


def _interning(day: date) -> sa.Select[Any]:
    own = Placement.table().c
    over = sa.or_(own.status.in_((measures.ENDED, measures.FINISHED)), own.end_date < day)
    return sa.select(own.student_id).where(sa.not_(sa.func.coalesce(over, sa.false())))


def _at_work(_day: date) -> sa.Select[Any]:
    own = Staff.table().c
    return sa.select(own.id).where(sa.func.coalesce(own.is_active, sa.true()))


def _appointed(day: date) -> sa.Select[Any]:
    own = Mentor.table().c
    return sa.select(own.id).where(own.appointed_until >= day)


def _apprenticed(day: date) -> sa.Select[Any]:
    own = Apprentice.table().c
    return sa.select(own.id).where(own.outcome_date.is_(None), sa.func.coalesce(own.end_date >= day, sa.true()))


_HERE, _CLASS, _PLACED = "R-ERASE-01", "R-ERASE-02", "R-ERASE-03"
_STILL: Mapping[type[Entity], tuple[tuple[Rule, Ids], ...]] = {
    Student: (
        (_rule(Student, _HERE, N_("还在籍；先办毕业、退学或转出")), _students_here),
        (_rule(Student, _CLASS, N_("还在订单班；先办退班")), _in_order_class),
        (_rule(Student, _PLACED, N_("还有实习没有结束；先办终止实习")), _interning),
    ),
    Staff: ((_rule(Staff, _HERE, N_("还在岗")), _at_work),),
    Mentor: ((_rule(Mentor, _HERE, N_("聘期还没有满")), _appointed),),
    Apprentice: ((_rule(Apprentice, _HERE, N_("学徒期还没有结束")), _apprenticed),),
}  # fmt: skip


def _student_left() -> sa.Select[Any]:
    own, period = Student.table().c, StatusPeriod.table().c
    left = sa.select(sa.func.max(period.from_date)).where(
        period.student_id == own.id, period.status.in_(measures.LEFT), period.until_date.is_(None)
    )
    return sa.select(own.id, sa.func.coalesce(own.graduated_date, left.scalar_subquery(), type_=sa.Date()))


def _admission_over() -> sa.Select[Any]:
    own = Admission.table().c
    return sa.select(own.id, own.admitted_date).where(own.student_id.is_(None))


def _examined() -> sa.Select[Any]:
    own, session = ExamRegistration.table().c, ExamSession.table().c
    joined = ExamRegistration.table().join(ExamSession.table(), own.session_id == session.id)
    return sa.select(own.id, session.exam_date).select_from(joined).where(own.student_id.is_(None))


_LEFT: Mapping[type[Entity], Callable[[], sa.Select[Any]]] = {
    Student: _student_left,
    Admission: _admission_over,
    Apprentice: lambda: sa.select(
        Apprentice.table().c.id,
        sa.func.coalesce(Apprentice.table().c.outcome_date, Apprentice.table().c.end_date, type_=sa.Date()),
    ).where(Apprentice.table().c.student_id.is_(None)),
    Mentor: lambda: sa.select(Mentor.table().c.id, Mentor.table().c.appointed_until),
    ExamRegistration: _examined,
}  # fmt: skip
KEPT: tuple[type[Entity], ...] = tuple(_LEFT)  # for which there are retention periods


def judged(
    connection: sa.Connection, entity: type[Entity], ids: Collection[int], day: date
) -> Iterator[tuple[int, tuple[Finding, ...]]]:
    """What forbids that persons are erased on a day; who is not named may be."""
    known, place = policies(connection), place_of(connection)
    found: dict[int, list[Finding]] = {}
    for rule, broken in _STILL.get(entity, ()):
        severity = RuleSeverity(known.severity(rule.keys, day, place) or RuleSeverity.FORBID)
        told = Finding(rule, Verdict.BROKEN, complaint(rule, Verdict.BROKEN, _(rule.words), severity), severity)
        for key in dict.fromkeys(_among(connection, broken(day), ids)):
            found.setdefault(key, []).append(told)
    severity = RuleSeverity(known.severity((KEEP,), day, place) or RuleSeverity.FORBID)
    for key, until in _kept_until(connection, entity, day, ids):
        if until > day:
            rule = _rule(entity, KEEP, N_("保存期限到 {until} 才满"), _ARTICLE)
            words = _(rule.words).format(until=until.isoformat())
            told = Finding(rule, Verdict.BROKEN, complaint(rule, Verdict.BROKEN, words, severity), severity)
            found.setdefault(key, []).append(told)
    yield from ((key, tuple(some)) for key, some in found.items())


def _kept_until(
    connection: sa.Connection, entity: type[Entity], day: date, ids: Collection[int] | None
) -> Iterator[tuple[int, date]]:
    """The persons who left, with the day on which what policy lets keep is over; nobody where it sets no period."""
    known, place = policies(connection), place_of(connection)
    years = known.value(f"{KEEP}.{str(entity.__tablename__).replace('_', '-')}", day, place)
    if years is None or entity not in _LEFT:
        return
    asked = _LEFT[entity]()
    column = next(iter(asked.selected_columns))
    for chunk in [None] if ids is None else storage.pieces(sorted(ids), storage.CHUNK):
        rows = connection.execute(asked if chunk is None else asked.where(column.in_(chunk)))
        yield from ((key, _years_after(left, int(years))) for key, left in rows if left is not None)


def _years_after(day: date, years: int) -> date:
    """The day so many years later; of the 29th of February the 1st of March."""
    year = min(day.year + years, date.max.year)
    return date(year, 3, 1) if (day.month, day.day) == (2, 29) and not _is_leap(year) else day.replace(year=year)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def overdue(
    connection: sa.Connection, entity: type[Entity], day: date, ids: Collection[int] | None = None
) -> Iterator[tuple[int, Complaint]]:
    """Persons who are kept longer than policy lets; quiet where it sets no period."""
    if entity not in _LEFT:
        return
    gone = of_erased(connection, str(entity.__tablename__))
    late = {key: until for key, until in _kept_until(connection, entity, day, ids) if until <= day and key not in gone}
    still = set(_among(connection, _students_here(day), late)) if entity is Student else set()
    for key in (key for key in late if key not in still):
        words = _("保存期限 {until} 已满，请办理“注销并清除”，或写明继续保存的理由")
        yield key, warning("kept-too-long", words.format(until=late[key].isoformat()))


def _among(connection: sa.Connection, asked: sa.Select[Any], ids: Collection[int]) -> Iterator[int]:
    """Which of these records a statement finds."""
    column = next(iter(asked.selected_columns))
    for chunk in storage.pieces(sorted(ids), storage.CHUNK):
        yield from connection.execute(asked.where(column.in_(chunk))).scalars()
