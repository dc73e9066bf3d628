"""What is wrong with the records somebody looks at, judged by the fields that judge an import."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.database import storage
from models.database.database import Database
from models.database.office import suggested_day
from models.database.query import Condition, Query
from models.database.results import rows_of
from models.entities.people import Student
from models.entities.placements import Placement
from models.rules.regulation import breaches
from models.schema.complaints import Complaint
from models.schema.fields import Entity, Field, field_map, fields_of, judge

if TYPE_CHECKING:
    from models.statistics import Connection


@dataclass(frozen=True, slots=True)
class Issue:
    """One complaint about one field of a record, or of another one (`entity`, `key`) that belongs to it."""

    field: Field
    complaint: Complaint
    entity: type[Entity] | None = None
    key: int | None = None


Known = dict[tuple[str, Any], tuple[Complaint, ...]]
MOST_KNOWN = 20_000  # values judged before that are remembered


def issues_of(
    database: Database, entity: type[Entity], ids: Sequence[int], known: Known | None = None
) -> dict[int, tuple[Issue, ...]]:
    """The issues of each of these records, fatal ones first; records without any are left out.

    `known` keeps what was judged before: codes and dates return in every row. Not for several threads at once.
    """
    with database.reading() as connection:
        rows = storage.rows_by_id(connection, entity, ids)
        broken = _broken(connection, entity, ids)
    seen: Known = {} if known is None else known
    if len(seen) > MOST_KNOWN:
        seen.clear()
    found = {
        key: _fatal_first([*_judged(entity, storage.decode(entity, row), seen), *broken.get(key, ())])
        for key, row in rows.items()
    }
    return {key: issues for key, issues in found.items() if issues}


def _fatal_first(issues: list[Issue]) -> tuple[Issue, ...]:
    return tuple(sorted(issues, key=lambda issue: not issue.complaint.fatal))


def _broken(connection: "Connection", entity: type[Entity], ids: Sequence[int]) -> dict[int, list[Issue]]:
    """What the regulation on internships says of records, and of the placements of students."""
    found: dict[int, list[Issue]] = {}
    of, owners = entity, {key: key for key in ids}
    if entity is Student:
        of = Placement
        query = Query(Placement, (Condition("student", "in", tuple(ids)),), as_of=suggested_day(connection))
        keys = [int(key) for key in connection.execute(query.ids()).scalars()]
        owners = {row.id: row.values["student_id"] for row in rows_of(connection, query, keys, ["student"])}
    fields = field_map(of)
    for key, name, complaint in breaches(connection, of, list(owners)):
        where = (None, None) if of is entity else (of, key)
        found.setdefault(owners[key], []).append(Issue(fields[name], complaint, *where))
    return found


def _judged(entity: type[Entity], row: dict[str, Any], known: Known) -> list[Issue]:
    values = {f.name: row[f.column] for f in fields_of(entity) if f.stored and row.get(f.column) is not None}
    issues = [
        Issue(field, complaint)
        for field in fields_of(entity)
        if field.to is None and field.name in values
        for complaint in _complaints(field, values[field.name], known)
    ]
    fields = field_map(entity)
    issues += [Issue(fields.get(name, fields["remark"]), complaint) for name, complaint in judge(entity, values)]
    return issues


def _complaints(field: Field, value: Any, known: Known) -> tuple[Complaint, ...]:
    place = (field.name, value)
    if place not in known:
        known[place] = field.read(value)[1]
    return known[place]
