"""What presses about cooperation: matters past their due day, projects past their end, figures typed beside records (registers §8)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date

import sqlalchemy as sa

from models.database import storage
from models.entities import cooperation_terms as terms
from models.entities.cooperation import Activity, CooperationProject, Matter
from models.schema.complaints import Complaint, Severity, warning
from models.schema.fields import Entity, field_map
from models.words import _

Found = Iterator[tuple[int, str, Complaint]]  # record, field, what is to be said
Ids = Collection[int] | None


def doubts(connection: sa.Connection, entity: type[Entity], day: date, ids: Ids = None) -> Found:
    """What is to be said of these records of an entity of cooperation, or of all, as of a day; nothing of others."""
    if entity in JUDGED:
        yield from JUDGED[entity](connection, day, ids)


def _matters(connection: sa.Connection, day: date, ids: Ids) -> Found:
    """Those whose answer should have come before the day."""
    own = Matter.table()
    statement = sa.select(own.c.id, own.c.due_date).where(terms.is_overdue(day, own)).order_by(own.c.id)
    for key, due in storage.rows_among(connection, statement, own.c.id, ids):
        words = _("办理时限是 {due}，已逾期 {days} 天，请催办或答复").format(due=due, days=(day - due).days)
        told = _("联席会议事项办理时限")
        yield key, "due_date", Complaint("matter-overdue", words, Severity.WARNING, _("事项逾期没有答复"), told)


def _projects(connection: sa.Connection, day: date, ids: Ids) -> Found:
    """Those that should have been concluded before the day."""
    own = CooperationProject.table()
    statement = sa.select(own.c.id, own.c.end_date).where(terms.is_unconcluded(day, own)).order_by(own.c.id)
    for key, end in storage.rows_among(connection, statement, own.c.id, ids):
        words = _("结题日期是 {end}，已过 {days} 天，请办理结题、终止，或改结题日期")
        told = words.format(end=end, days=(day - end).days)
        yield (
            key,
            "end_date",
            Complaint("project-overdue", told, Severity.WARNING, _("项目逾期没有结题"), _("项目结题日期")),
        )


def _activities(connection: sa.Connection, _day: date, ids: Ids) -> Found:
    """Those of which somebody typed another figure than their records say; the records count."""
    own, fields = Activity.table(), field_map(Activity)
    pairs = {name: (terms.from_records(own, name), own.c[f"{terms.TYPED}{name}"]) for name in terms.COUNTED}
    differ = sa.or_(*(said != typed for said, typed in pairs.values()))
    columns = [column for pair in pairs.values() for column in pair]
    statement = sa.select(own.c.id, *columns).where(differ).order_by(own.c.id)
    for key, *values in storage.rows_among(connection, statement, own.c.id, ids):
        for place, name in enumerate(pairs):
            said, typed = values[2 * place : 2 * place + 2]
            if None not in (said, typed) and said != typed:
                words = _("填报 {typed}，登记的记录合计 {said}；按记录统计，请核对")
                field = fields[f"{terms.TYPED}{name}"]
                yield key, field.name, warning("conflict", words.format(typed=typed, said=said))


JUDGED: Mapping[type[Entity], Callable[[sa.Connection, date, Ids], Found]] = {
    Matter: _matters, CooperationProject: _projects, Activity: _activities,
}  # fmt: skip
