"""A batch of placements on its page: the eight things to be done beforehand 八个事先, and how many are where."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database.history import last_set
from models.database.policies import threshold_on
from models.database.query import Condition, Query
from models.database.results import Row
from models.database.transaction import ChangeSet
from models.entities import measures
from models.entities.enterprises import Enterprise
from models.entities.people import Student
from models.entities.placements import Placement, PlacementPlan
from models.statistics.figure_queries import Figure, counted, records
from models.statistics.group_views import row_of
from models.statistics.placements import Scope, placements_on, students_to_place

FIELDS = (
    "name", "school", "term", "kind", "grade_year", "majors", "start_date", "end_date", "plan_document", "rules_document",
    "emergency_document", "filing_authority", "filing_date", "filing_number", "lead_teacher", "status", "placement_count",
    "inspection_done_date", "list_approved_date", "consents_done_date", "filing_done_date", "plan_made_date",
    "rules_made_date", "agreements_done_date", "training_done_date",
)  # fmt: skip
_OF_HOSTS = {"inspection_done_date": ("inspection_date",), "list_approved_date": ("approval_meeting", "published_date")}
_OF_STUDENTS = {
    "consents_done_date": "consent_date", "agreements_done_date": "agreement_number",
    "training_done_date": "safety_training_date",
}  # fmt: skip
_PAPERS = {
    "filing_done_date": ("filing_authority", "filing_number", "filing_date"), "plan_made_date": ("plan_document",),
    "rules_made_date": ("rules_document", "emergency_document"),
}  # fmt: skip
LIGHTS = (
    "inspection_done_date", "list_approved_date", "consents_done_date", "filing_done_date", "plan_made_date",
    "rules_made_date", "agreements_done_date", "training_done_date",
)  # fmt: skip


class Light(NamedTuple):
    """One of the eight: the day it was done, whether that was too late, and what speaks for it.

    `papers` are fields of the batch that hold the evidence; `whole` the hosts or placements each of which needs some,
    `missing` those that have none (`query` is None where no list can tell them). `entered` is the act by which somebody
    answered for the day, None where the log does not know it.
    """

    name: str
    day: date | None
    late: bool
    papers: tuple[str, ...] = ()
    of: str = ""
    whole: int = 0
    missing: int = 0
    query: Query | None = None
    entered: ChangeSet | None = None


class PlanView(NamedTuple):
    """A batch on a day: its lights; its placements by how they stand; who is to be placed, and who of them is not.

    `day` is that of the figures: of a batch that is over its last, on which those to be placed were placed or not.
    """

    row: Row
    lights: tuple[Light, ...]
    every: Figure
    states: tuple[tuple[str, Figure], ...]
    working: Figure
    expected: int
    unplaced: int
    unplaced_list: Query | None
    day: date


def plan_view(connection: sa.Connection, key: int, day: date) -> PlanView | None:
    """The batch as of `day`; None when it does not exist."""
    row = row_of(connection, PlacementPlan, key, day, FIELDS)
    if row is None:
        return None
    here, last = Condition("plan", "=", key), row.values["end_date"]
    day = day if last is None else min(day, last)
    scope = Scope(ids=(key,))
    expected = students_to_place(connection, scope, day)
    missing = expected - {one.student for one in placements_on(connection, scope, day)}
    codes = (
        measures.APPROVING,
        measures.SIGNING,
        measures.WORKING,
        measures.CHANGING,
        measures.ENDED,
        measures.FINISHED,
    )
    states = ((code, counted(connection, Query(Placement, (here, Condition("status", "=", code))))) for code in codes)
    return PlanView(
        row, tuple(_lights(connection, row, here)), counted(connection, Query(Placement, (here,))),
        tuple((code, figure) for code, figure in states if figure.count),
        counted(connection, Query(Placement, (here,), as_of=day)), len(expected), len(missing),
        records(connection, Student, missing), day,
    )  # fmt: skip


def _lights(connection: sa.Connection, row: Row, here: Condition) -> Sequence[Light]:
    first, school = row.values["start_date"], row.values["school_id"]
    same_day = bool(first) and threshold_on(connection, "R-INT.same-day", first, school) == 1
    going = Query(Placement, (here, Condition("status", "!=", measures.ENDED)))
    whole = counted(connection, going).count
    hosts = _hosts(connection, row.id)
    found = []
    answered = last_set(connection, PlacementPlan, row.id, LIGHTS)
    for name in LIGHTS:
        done = row.values[name]
        late = done is not None and first is not None and not (done < first or (same_day and done == first))
        light = Light(name, done, late, _PAPERS.get(name, ()), entered=answered.get(name) if done else None)
        if name in _OF_STUDENTS:
            lacking = counted(connection, Query(Placement, (*going.conditions, Condition(_OF_STUDENTS[name], "empty"))))
            light = light._replace(of="placement", whole=whole, missing=lacking.count, query=lacking.query)
        elif name in _OF_HOSTS:
            bare = [key for key, *cells in hosts if None in [cells[_EVIDENCE.index(each)] for each in _OF_HOSTS[name]]]
            query = records(connection, Enterprise, bare)
            light = light._replace(of="enterprise", whole=len(hosts), missing=len(bare), query=query)
        found.append(light)
    return found


_EVIDENCE = ("inspection_date", "approval_meeting", "published_date")


def _hosts(connection: sa.Connection, plan: int) -> Sequence[Sequence[Any]]:
    """The hosts of a batch with what is recorded of their choice."""
    own, firm = Placement.table(), Enterprise.table()
    at = sa.select(own.c.enterprise_id).where(
        own.c.plan_id == plan, sa.func.coalesce(own.c.status, "") != measures.ENDED
    )
    asked = sa.select(firm.c.id, *(firm.c[name] for name in _EVIDENCE)).where(firm.c.id.in_(at)).order_by(firm.c.id)
    return connection.execute(asked).all()
