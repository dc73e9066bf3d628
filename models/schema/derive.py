"""Values that are computed as of a day: SQL expressions that fields are declared with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import sqlalchemy as sa

from models.schema.codes import table as code_table
from models.schema.fields import Counts, Entity, Expression, entity_named


def open_on(entity: type[Entity], day: date, table: sa.FromClause | None = None) -> sa.ColumnElement[bool]:
    """Whether a dated row counts on `day`: begun, and not yet ended.

    The last date of an inclusive period (a placement's last day of work) still counts; of others it is the first day
    without (the day a student left the class), so that nobody stands in two classes on the day of a change.
    """
    assert entity.period is not None, f"{entity.__name__} has no period"
    columns = (entity.table() if table is None else table).c
    begin, end = columns[entity.period[0]], columns[entity.period[1]]
    after = end >= day if entity.period_inclusive else end > day
    return sa.and_(sa.or_(begin.is_(None), begin <= day), sa.or_(end.is_(None), after))


def in_force(entity: type[Entity], day: date, table: sa.FromClause | None = None) -> sa.ColumnElement[bool]:
    """Whether a dated row is among those a list, a gauge or a paper counts as of `day`: open, and what it must be besides."""
    own = entity.table() if table is None else table
    return sa.and_(open_on(entity, day, own), *(counts(day, own) for counts in entity.counts_if))


Holds = Callable[[sa.ColumnElement[Any]], sa.ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class LatestRow:
    """What stands in the row of `entity` that refers back here and counts on that day: the order class of a student.

    With `begun` in the row that began last by that day, whether or not it has ended since; with `counts_if` in a row that
    meets this instead of what its entity asks. Of several the latest counts.
    """

    entity: str
    back: str
    column: str
    begun: bool = False
    counts_if: Counts | None = None

    def _rows(self, table: sa.FromClause, day: date) -> sa.ColumnElement[bool]:
        child = entity_named(self.entity)
        assert child.period is not None, f"{self.entity} has no period"
        begin = table.c[child.period[0]]
        there = sa.or_(begin.is_(None), begin <= day) if self.begun else open_on(child, day, table)
        if self.counts_if is not None:
            return sa.and_(there, self.counts_if(day, table))
        return there if self.begun else in_force(child, day, table)

    def _latest(self, table: sa.FromClause, key: sa.ColumnElement[Any], column: str, day: date) -> sa.Select[Any]:
        child = entity_named(self.entity)
        assert child.period is not None, f"{self.entity} has no period"
        chosen = sa.select(table.c[column]).where(table.c[self.back] == key, self._rows(table, day))
        return chosen.order_by(table.c[child.period[0]].desc(), table.c.id.desc()).limit(1)

    def __call__(self, day: date) -> sa.ColumnElement[Any]:
        """The value for each record of the entity that is referred to."""
        table = entity_named(self.entity).table().alias()
        target = next(iter(table.c[self.back].foreign_keys)).column
        return self._latest(table, target, self.column, day).correlate(target.table).scalar_subquery()

    def holders(self, holds: Holds, day: date) -> sa.Select[Any]:
        """The ids of those whose value fulfils a condition, found from the rows, which have the index."""
        own, others = (entity_named(self.entity).table().alias() for _n in range(2))
        latest = self._latest(others, own.c[self.back], "id", day).correlate(own).scalar_subquery()
        return sa.select(own.c[self.back]).where(
            self._rows(own, day), holds(own.c[self.column]), own.c[self.back].is_not(None), own.c.id == latest
        )


def counted(entity: str, back: str, *, apart: str = "", **fixed: Any) -> Expression:
    """How many rows of `entity` refer back to this one and count on that day; `fixed` are columns they must have.

    With `apart` how many different values they have in this column.
    """

    def expression(day: date) -> sa.ColumnElement[Any]:
        child = entity_named(entity)
        table = child.table().alias()
        target = next(iter(table.c[back].foreign_keys)).column
        where = [table.c[back] == target, *(table.c[name] == value for name, value in fixed.items())]
        if child.period:
            where.append(in_force(child, day, table))
        count = sa.func.count(table.c[apart].distinct()) if apart else sa.func.count()
        return sa.select(count).select_from(table).where(*where).correlate(target.table).scalar_subquery()

    return expression


def students_of(
    entity: str,
    back: str,
    counts_if: Counts | None = None,
    **wanted: Any,
) -> Expression:
    """How many students with these values stand in the rows of `entity` that refer back to this record and count.

    `counts_if` judges the student on the day.
    """

    def expression(day: date) -> sa.ColumnElement[Any]:
        link, student = entity_named(entity), entity_named("student").table().alias()
        table = link.table().alias()
        target = next(iter(table.c[back].foreign_keys)).column
        where = [table.c[back] == target, in_force(link, day, table), table.c.student_id == student.c.id]
        where += [student.c[name] == value for name, value in wanted.items()]
        where += [] if counts_if is None else [counts_if(day, student)]
        counting = sa.select(sa.func.count()).select_from(table, student).where(*where)
        return counting.correlate(target.table).scalar_subquery()

    return expression


def years_since(entity: str, column: str) -> Expression:
    """Full years (周岁) since a date: a person completes one on the day after the birthday; 0 before the first."""

    def expression(day: date) -> sa.ColumnElement[Any]:
        born = entity_named(entity).table().c[column]
        # strftime('%m%d') compares month and day as text; < because the birthday itself does not count yet
        before = sa.func.strftime("%m%d", born) < sa.literal(day.strftime("%m%d"))
        years = (
            sa.literal(day.year) - sa.cast(sa.func.strftime("%Y", born), sa.Integer) - 1 + sa.cast(before, sa.Integer)
        )
        return sa.func.max(years, 0, type_=sa.Integer)  # of two values, NULL where the date is unknown

    return expression


def joined(entity: str, *columns: str) -> Expression:
    """The texts of several columns with hyphens between them: 2025-2026-1."""

    def expression(_day: date) -> sa.ColumnElement[Any]:
        table = entity_named(entity).table()
        texts = (sa.cast(table.c[name], sa.Text) for name in columns)
        return reduce(lambda text, other: text + sa.literal("-") + other, texts)

    return expression


def named(column: sa.ColumnElement[Any], codes: str) -> sa.ColumnElement[Any]:
    """What the codes of a table in a column are called; a word that is none stands as it is."""
    return sa.case({code.code: code.name for code in code_table(codes).codes}, value=column, else_=column)


def dated_code(entity: str, column: str, codes: str, day: str) -> Expression:
    """The name of a code and a date: 休学 2025-12-01."""

    def expression(_day: date) -> sa.ColumnElement[Any]:
        own = entity_named(entity).table().c
        return named(own[column], codes) + sa.literal(" ") + sa.cast(own[day], sa.Text)

    return expression


def days_until(entity: str, column: str) -> Expression:
    """Days from that day to a date; negative once it has passed."""

    def expression(day: date) -> sa.ColumnElement[Any]:
        until = entity_named(entity).table().c[column]
        days = sa.func.julianday(until) - sa.func.julianday(day.isoformat())
        return sa.cast(days, sa.Integer)

    return expression


def looked_up(entity: str, column: str, mapping: Callable[[], Mapping[str, str]]) -> Expression:
    """A code read off another code by a table, such as the level of a school off the prefix of a major."""

    def expression(_day: date) -> sa.ColumnElement[Any]:
        source = entity_named(entity).table().c[column]
        return sa.case(mapping(), value=sa.func.substr(source, 1, 2), else_=None)

    return expression
