"""What is wrong with the records somebody looks at: the problems that check and home tell, of these records."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from models.database.database import Database
from models.database.query import Condition, Query
from models.database.results import rows_of
from models.database.settings import suggested_day
from models.entities.people import Student
from models.entities.placements import Placement
from models.rules.problems import Problem, problems_of
from models.rules.quality import Known
from models.schema.fields import Entity

if TYPE_CHECKING:
    from datetime import date

    from models.statistics import Connection


def issues_of(
    database: Database, entity: type[Entity], ids: Sequence[int], known: Known | None = None
) -> dict[int, tuple[Problem, ...]]:
    """The problems of each of these records, fatal ones first; records without any are left out.

    Those of a student's placements of the day are told of the student as well. What is lacking is no problem yet: the
    page of the record says it.
    """
    with database.reading() as connection:
        found = told_of(connection, entity, ids, suggested_day(connection), known)
    return {key: issues for key, told in found.items() if (issues := pressing(told))}


def pressing(told: Iterable[Problem]) -> tuple[Problem, ...]:
    """What is wrong by now, fatal ones first."""
    return tuple(sorted((one for one in told if not one.lacking), key=lambda one: not one.fatal))


def told_of(
    connection: "Connection", entity: type[Entity], ids: Sequence[int], day: "date", known: Known | None = None
) -> dict[int, list[Problem]]:
    """All that is told of each of these records as of `day`, what is lacking too, and of a student's placements."""
    found: dict[int, list[Problem]] = {}
    for problem in problems_of(connection, entity, ids, day, known):
        if problem.record_id is not None:
            found.setdefault(problem.record_id, []).append(problem)
    if entity is Student:
        owners = _placements(connection, ids, day)
        for problem in problems_of(connection, Placement, list(owners), day):
            if problem.record_id is not None:
                found.setdefault(owners[problem.record_id], []).append(problem)
    return found


def _placements(connection: "Connection", students: Sequence[int], day: "date") -> dict[int, int]:
    """The placements of the day of these students: id -> student."""
    query = Query(Placement, (Condition("student", "in", tuple(students)),), as_of=day)
    keys = [int(key) for key in connection.execute(query.ids()).scalars()]
    return {row.id: row.values["student_id"] for row in rows_of(connection, query, keys, ["student"])}
