"""What is wrong with the records somebody looks at, judged by the fields that judge an import."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.database import storage
from models.database.database import Database
from models.schema.complaints import Complaint
from models.schema.fields import Entity, Field, field_map, fields_of, judge


@dataclass(frozen=True, slots=True)
class Issue:
    """One complaint about one field of a record."""

    field: Field
    complaint: Complaint


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
    seen: Known = {} if known is None else known
    if len(seen) > MOST_KNOWN:
        seen.clear()
    found = {key: _judged(entity, storage.decode(entity, row), seen) for key, row in rows.items()}
    return {key: issues for key, issues in found.items() if issues}


def _judged(entity: type[Entity], row: dict[str, Any], known: Known) -> tuple[Issue, ...]:
    values = {f.name: row[f.column] for f in fields_of(entity) if f.stored and row.get(f.column) is not None}
    issues = [
        Issue(field, complaint)
        for field in fields_of(entity)
        if field.to is None and field.name in values
        for complaint in _complaints(field, values[field.name], known)
    ]
    fields = field_map(entity)
    issues += [Issue(fields.get(name, fields["remark"]), complaint) for name, complaint in judge(entity, values)]
    return tuple(sorted(issues, key=lambda issue: not issue.complaint.fatal))


def _complaints(field: Field, value: Any, known: Known) -> tuple[Complaint, ...]:
    place = (field.name, value)
    if place not in known:
        known[place] = field.read(value)[1]
    return known[place]
