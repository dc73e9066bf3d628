"""Named measures as of a day, each with its parts: what `figures` prints, counted where screens and papers count it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from models.database.query import Condition, Query
from models.database.results import read_all
from models.entities import measures
from models.entities.order_classes import OrderClass
from models.entities.people import Student
from models.entities.placements import Placement, PlacementPlan
from models.entities.programmes import SchoolClass
from models.schema.derive import in_force, open_on
from models.schema.sorting import natural_key
from models.statistics import placement_records, registrations, status_changes
from models.statistics.capacity import Load, hosts
from models.statistics.enrolment import enrolment, latest_year
from models.statistics.figure_queries import counted
from models.statistics.measure import Measured, rate_of
from models.statistics.placements import EVERY, Scope, placement_figures, placements_on, students_to_place
from models.words import N_, _


def _grades(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """在籍 and 在校 of each grade, by the class of the day."""
    grades: dict[int, list[int]] = {}
    for row in read_all(connection, Query(SchoolClass), ("grade_year",)):
        if row.values["grade_year"] is not None:
            grades.setdefault(row.values["grade_year"], []).append(row.id)
    for grade, classes in sorted(grades.items()):
        here = Condition("school_class", "in", tuple(classes))
        numbers = {
            words: counted(connection, Query(Student, (here, Condition(name, "=", True)), as_of=day)).count
            for words, name in ((_("在籍"), "is_registered"), (_("在校"), "is_present"))
        }
        yield Measured(_("{year}级").format(year=grade), numbers)


def _classes(connection: sa.Connection, day: date) -> Iterator[Measured]:
    for row in read_all(connection, Query(SchoolClass, as_of=day), ("name", "registered_count", "present_count")):
        name, registered, present = row.values.values()
        yield Measured(name, {_("在籍"): registered, _("在校"): present})


def _enrolment(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """Who came, of those admitted, by major and in all."""
    levels = enrolment(connection, (), latest_year(connection, (), day), day)
    lines = [(line.name, figures) for level in levels for line, figures, _remark in level.lines()]
    for name, figures in lines:
        yield rate_of(name, figures.checked_in, figures.admitted)
    came, admitted = (sum(getattr(f, name) for _n, f in lines) for name in ("checked_in", "admitted"))
    yield rate_of(_("全校"), came, admitted)


def _order_classes(connection: sa.Connection, day: date) -> Iterator[Measured]:
    for row in read_all(connection, Query(OrderClass, as_of=day), ("name", "member_count")):
        yield Measured(row.values["name"], row.values["member_count"])


def _working(connection: sa.Connection, day: date) -> Iterator[Measured]:
    rows = placements_on(connection, EVERY, day)
    own = Placement.table()
    hosts = sa.select(sa.func.count(own.c.enterprise_id.distinct())).where(in_force(Placement, day))
    more = {"enterprises": connection.execute(hosts).scalar_one()}
    yield Measured(_("全校"), len({row.student for row in rows}), more=more)


def _running(connection: sa.Connection, day: date) -> Sequence[tuple[int, str, int | None]]:
    own = PlacementPlan.table()
    statement = sa.select(own.c.id, own.c.name, own.c.grade_year).order_by(own.c.grade_year, own.c.id)
    found = connection.execute(statement.where(open_on(PlacementPlan, day), measures.is_internship(own)))
    return [(key, name, grade) for key, name, grade in found]


def _placing(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """The placed of those to be placed, by the grade running batches are for; with the numbers of those who are not."""
    grades: dict[int, list[int]] = {}
    for key, _name, grade in _running(connection, day):
        if grade is not None:
            grades.setdefault(grade, []).append(key)
    own = Student.table().c
    for grade, plans in grades.items():
        scope = Scope(ids=tuple(plans))
        expected, rows = students_to_place(connection, scope, day), placements_on(connection, scope, day)
        found = placement_figures(rows, expected, 0)
        missing = expected - {row.student for row in rows}
        numbers = connection.execute(sa.select(own.student_number).where(own.id.in_(missing))).scalars()
        more = {"unplaced": sorted((number or "" for number in numbers), key=natural_key)}
        yield rate_of(_("{year}级").format(year=grade), found.placed, found.expected, more)


def _matching(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """Posts that suit the major, of the placements at work; none where nobody wrote it down."""
    for key, name, _grade in _running(connection, day):
        scope = Scope(ids=(key,))
        rows = placements_on(connection, scope, day)
        found = placement_figures(rows, students_to_place(connection, scope, day), 0)
        matched = len({row.student for row in rows if row.match_level in measures.MATCHED})
        yield Measured(name, found.matched_rate, matched, found.placed)


def _over(scope: str, found: Iterator[tuple[str, Load]]) -> Measured:
    breaches = {name: [load.interns.count, load.staff] for name, load in found if load.over}
    return Measured(scope, len(breaches), more={"breaches": breaches})


def _firms_over(connection: sa.Connection, day: date) -> Iterator[Measured]:
    yield _over(_("全部单位"), ((each.whole.name, each.whole) for each in hosts(connection, day)))


def _posts_over(connection: sa.Connection, day: date) -> Iterator[Measured]:
    loads = ((f"{each.whole.name}｜{load.name}", load) for each in hosts(connection, day) for load in each.posts)
    yield _over(_("全部岗位"), loads)


def _insured(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """Those at work whose whole placement lies in one insured period of theirs; of several placements each must."""
    rows = placements_on(connection, EVERY, day)
    everybody = {row.student: row.student_number or "" for row in rows}
    short = {row.student for row in rows if not row.is_covered}
    lacking = {row.student for row in rows if not row.is_insured}
    more = {
        "uninsured": sorted((everybody[key] for key in lacking), key=natural_key),
        "too_short": sorted((everybody[key] for key in short - lacking), key=natural_key),
    }
    yield rate_of(_("在岗"), len(everybody) - len(short), len(everybody), more)


# the name of a measure, after the paper it is printed on
MEASURES: Mapping[str, Callable[[sa.Connection, date], Iterator[Measured]]] = {
    N_("A9 学籍异动"): status_changes.counted,
    N_("A10 在籍/在校"): _grades,
    N_("A10 班级"): _classes,
    N_("A12 录取与报到"): _enrolment,
    N_("未注册名单"): registrations.unregistered,
    N_("B2/B3 订单班现有人数"): _order_classes,
    N_("D1 在岗实习生"): _working,
    N_("D1 安置率"): _placing,
    N_("D1 对口率"): _matching,
    N_("D 投保率"): _insured,
    N_("D3 企业超过10%"): _firms_over,
    N_("D3 岗位超过20%"): _posts_over,
    N_("D7 巡查次数"): placement_records.visits_made,
    N_("D10 低于80%"): placement_records.paid_below,
    N_("D10 实发合计（元）"): placement_records.paid_in_all,
    N_("D11 突发事件"): placement_records.incidents_told,
    N_("D 周志批阅率"): placement_records.logs_reviewed,
    N_("D 档案八项齐全"): placement_records.archives_complete,
}
