"""Everything doubtful about the records that are kept: judged by their own fields, and placements by the regulation."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from models.database import office, storage
from models.database.database import Database
from models.database.results import displays
from models.progress import SILENT, Progress
from models.rules.regulation import breaches
from models.schema.complaints import Complaint, warning
from models.schema.fields import Entity, Field, entities, field_map, fields_of, judge, kebab
from models.words import _

PIECE = 2000  # records read at once


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one record; or, when `record_id` is None, a field that `count` records leave empty."""

    entity: type[Entity]
    field: Field
    complaint: Complaint
    record_id: int | None = None
    shown: str = ""
    count: int = 1

    @property
    def fatal(self) -> bool:
        """Whether the record contradicts itself."""
        return self.complaint.fatal

    @property
    def sentence(self) -> str:
        """Which record, which field, what is wrong."""
        label = _(self.entity.label)
        if self.record_id is None:
            words = _("{label}：{count} 条记录没有填“{field}”")
            return words.format(label=label, count=self.count, field=self.field.title)
        words = _("{label} {shown}：{field}——{message}")
        return words.format(label=label, shown=self.shown, field=self.field.title, message=self.complaint.message)

    def as_json(self) -> dict[str, Any]:
        """The problem for programs."""
        return {
            "entity": kebab(self.entity), "id": self.record_id, "record": self.shown, "field": self.field.name,
            "code": self.complaint.code, "severity": self.complaint.severity.value,
            "message": self.complaint.message, "count": self.count,
        }  # fmt: skip


def problems(database: Database, progress: Progress = SILENT) -> Iterator[Problem]:
    """Every problem of every entity: fields that complain of themselves, fields that contradict each other, gaps."""
    with database.reading() as connection:
        founded = office.untouched(connection)
        for entity in entities():
            progress.note(_("检查{label}").format(label=_(entity.label)))
            yield from _of_records(connection, entity, progress)
            yield from _gaps(connection, entity, founded.get(entity.__tablename__, frozenset()))
            for piece in storage.pieces(breaches(connection, entity), PIECE):
                progress.check()
                yield from _named(connection, entity, list(piece))


def _of_records(connection: sa.Connection, entity: type[Entity], progress: Progress) -> Iterator[Problem]:
    stored = [f for f in fields_of(entity) if f.stored]
    judged_alone = [f for f in stored if f.to is None]
    known: dict[tuple[str, Any], tuple[Complaint, ...]] = {}
    table = entity.table()
    rows = connection.execute(sa.select(table.c.id, *(table.c[f.column] for f in stored)).order_by(table.c.id))
    for piece in storage.pieces(rows, PIECE):
        progress.check()
        found: list[tuple[int, str, Complaint]] = []
        for key, *cells in piece:
            values = {f.name: cell for f, cell in zip(stored, cells, strict=True) if cell is not None}
            for f in judged_alone:
                if f.name in values:
                    found += [(key, f.name, c) for c in _complaints(known, f, values[f.name])]
            found += [(key, name, complaint) for name, complaint in judge(entity, values)]
        yield from _named(connection, entity, found)


def _complaints(known: dict[tuple[str, Any], tuple[Complaint, ...]], field: Field, value: Any) -> tuple[Complaint, ...]:
    place = (field.name, value)
    if place not in known:
        if len(known) > 200_000:  # noqa: PLR2004 - columns of numbers would fill the memory
            known.clear()
        known[place] = field.read(value)[1]
    return known[place]


def _named(
    connection: sa.Connection, entity: type[Entity], found: list[tuple[int, str, Complaint]]
) -> Iterator[Problem]:
    words = displays(connection, entity, {key for key, _name, _complaint in found})
    fields = field_map(entity)
    for key, name, complaint in found:
        yield Problem(entity, fields.get(name, fields["remark"]), complaint, key, words.get(key, ""))


def _gaps(connection: sa.Connection, entity: type[Entity], founded: frozenset[int]) -> Iterator[Problem]:
    """Fields the specification asks for, with the number of records that leave them empty.

    What only the `founded` records lack nobody was ever asked for, so it is not held against the office.
    """
    table = entity.table()
    wanted = [f for f in fields_of(entity) if (f.expected or f.required) and f.stored]
    if not wanted:
        return
    empty = [table.c[f.column].is_(None) for f in wanted]
    all_of = [sa.func.count().filter(each) for each in empty]
    asked = [sa.func.count().filter(each, table.c.id.not_in(founded)) for each in empty]
    row = connection.execute(sa.select(*all_of, *asked).select_from(table)).one()
    for f, count, ours in zip(wanted, row[: len(wanted)], row[len(wanted) :], strict=True):
        if ours:
            yield Problem(entity, f, warning("required", f.missing().message), count=count)
