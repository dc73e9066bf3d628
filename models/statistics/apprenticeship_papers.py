"""What the papers of apprenticeship hold: people in training, pairs, assessments, who qualified, sums of subsidies (registers §3, §11)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database.query import Condition, Query
from models.database.results import Row, ids_of, read_all, rows_of
from models.entities import training
from models.entities.apprenticeships import Apprentice, ApprenticeshipProgramme, Assessment, Mentor, MentorPairing
from models.schema.derive import in_force, open_on
from models.schema.fields import field_map
from models.schema.sorting import natural_key, pinyin_key

PROGRAMME_FIELDS = (
    "name", "kind", "status", "school", "training_body", "enterprises", "occupation", "major", "target_level", "planned_size",
    "start_date", "end_date", "filed_months", "filing_number", "mentor_count", "ratio", "subsidy_rate", "subsidy_total",
    "subsidy_advanced", "subsidy_balance",
)  # fmt: skip
PEOPLE_FIELDS = (
    "number", "name", "gender", "id_number", "identity", "student", "student_number", "school_class", "enterprise", "post", "mentor",
    "tutor", "agreement_number", "start_date", "end_date", "allowance", "is_insured", "outcome", "outcome_date", "education",
    "hukou_region", "contract_from", "contract_until", "phone", "award_level", "award_number", "award_date", "remark",
)  # fmt: skip
SCORED = ("theory_score", "practice_score", "attitude_score", "enterprise_score", "school_score", "total")


class Pair(NamedTuple):
    """An apprentice in training with the mentor of the day."""

    mentor: int
    apprentice: Row


class Persons(NamedTuple):
    """Of a programme whose training is subsidised, persons whose training is over by the day."""

    certified: int = 0
    uncertified: int = 0
    passed: int = 0
    left: int = 0


def programmes(connection: sa.Connection, day: date, ids: Collection[int], kinds: tuple[str, ...] = ()) -> list[Row]:
    """These programmes, or all; of these kinds only, in the order of their codes."""
    where = (Condition("kind", "in", kinds),) if kinds else ()
    found = list(ids_of(connection, Query(ApprenticeshipProgramme, where)))
    wanted = [key for key in found if not ids or key in set(ids)]
    rows = {
        row.id: row for row in rows_of(connection, Query(ApprenticeshipProgramme, as_of=day), wanted, PROGRAMME_FIELDS)
    }
    return [rows[key] for key in wanted if key in rows]


def outcome_of(row: Row, day: date) -> str:
    """What had come of an apprentice by a day: its date is the last day of what was before."""
    ended = row.values["outcome_date"]
    return training.TRAINING if ended is not None and ended >= day else row.values["outcome"] or training.TRAINING


def _ordered(rows: Sequence[Row]) -> list[Row]:
    """By number, who has none by name."""
    return sorted(rows, key=lambda r: (natural_key(r.values["number"]), pinyin_key(r.values["name"]), r.id))


def in_training(connection: sa.Connection, programme: int, day: date) -> list[Row]:
    """Who of a programme is in training on the day."""
    query = Query(Apprentice, (Condition("programme", "=", programme),), as_of=day)
    return _ordered(list(read_all(connection, query, PEOPLE_FIELDS)))


def qualified(connection: sa.Connection, programme: int, day: date) -> list[Row]:
    """Who of a programme had qualified, or stayed, by the day."""
    own = Apprentice.table()
    asked = sa.select(own.c.id).where(own.c.programme_id == programme, training.has_passed(day, own))
    keys = list(connection.execute(asked).scalars())
    return _ordered(list(rows_of(connection, Query(Apprentice, as_of=day), keys, PEOPLE_FIELDS)))


def filed(connection: sa.Connection, programme: int, day: date) -> list[Row]:
    """Everybody whose training in a programme had begun by the day, as lists to an authority name them."""
    query = Query(Apprentice, (Condition("programme", "=", programme), Condition("start_date", "<=", day)))
    keys = list(ids_of(connection, query))
    return _ordered(list(rows_of(connection, Query(Apprentice, as_of=day), keys, PEOPLE_FIELDS)))


def last_mentors(connection: sa.Connection, people: Sequence[Row], day: date) -> dict[int, str]:
    """Who taught each of them on the day, or where training is over the last who did."""
    link, mentor = MentorPairing.table().c, Mentor.table().c
    asked = (
        sa.select(link.apprentice_id, mentor.name)
        .where(mentor.id == link.mentor_id, link.apprentice_id.in_([row.id for row in people]), link.from_date <= day)
        .order_by(link.from_date, link.id)
    )
    return {row[0]: row[1] for row in connection.execute(asked)}


def mentors_named(connection: sa.Connection, ids: Iterable[Any], day: date) -> dict[int, Row]:
    """Mentors with their level, post and appointment, by enterprise and name."""
    names = ("name", "skill_level", "enterprise", "post", "appointed_from", "appointed_until")
    keys = sorted({key for key in ids if key is not None})
    rows = rows_of(connection, Query(Mentor, as_of=day), keys, names)
    return {
        row.id: row
        for row in sorted(rows, key=lambda r: (pinyin_key(r.values["enterprise"]), pinyin_key(r.values["name"])))
    }


def pairs(connection: sa.Connection, programme: int, day: date) -> list[Pair]:
    """Who is with whom on the day, by mentor."""
    link, own = MentorPairing.table(), Apprentice.table()
    asked = (
        sa.select(link.c.mentor_id, own.c.id)
        .where(
            own.c.programme_id == programme, link.c.apprentice_id == own.c.id, in_force(Apprentice, day, own),
            open_on(MentorPairing, day, link),
        )
    )  # fmt: skip
    found = [(mentor, learner) for mentor, learner in connection.execute(asked)]
    people = {
        row.id: row for row in rows_of(connection, Query(Apprentice, as_of=day), [p for _m, p in found], PEOPLE_FIELDS)
    }
    order = {row.id: nth for nth, row in enumerate(_ordered(list(people.values())))}
    return [Pair(mentor, people[p]) for mentor, p in sorted(found, key=lambda one: order[one[1]])]


def assessments(connection: sa.Connection, programme: int, day: date) -> dict[str, list[tuple[Row, Row]]]:
    """By kind, the assessments made by the day of those in training, each with its apprentice; who left is not listed."""
    people = {row.id: row for row in in_training(connection, programme, day)}
    keys = ids_of(connection, Query(Assessment, (Condition("apprentice", "in", tuple(people) or (0,)),)))
    names = ("apprentice", "kind", "assessed_date", "assessor_enterprise", "result", "grade", *SCORED)
    rows = [row for row in rows_of(connection, Query(Assessment, as_of=day), list(keys), names)
            if row.values["assessed_date"] is None or row.values["assessed_date"] <= day]  # fmt: skip
    order = {key: nth for nth, key in enumerate(people)}
    found: dict[str, list[tuple[Row, Row]]] = {}
    for row in sorted(rows, key=lambda r: (r.values["kind"], order[r.values["apprentice_id"]])):
        found.setdefault(row.values["kind"], []).append((row, people[row.values["apprentice_id"]]))
    return found


def persons(connection: sa.Connection, day: date) -> dict[int, Persons]:
    """By programme whose training is subsidised, those whose training is over."""
    own, programme = Apprentice.table(), ApprenticeshipProgramme.table()
    left, certified = training.has_left(day, own), training.is_certified(day, own, programme)

    def several(met: Any) -> Any:
        return sa.func.count(sa.case((met, 1)))

    asked = (
        sa.select(
            own.c.programme_id, several(sa.and_(sa.not_(left), certified)), several(sa.and_(sa.not_(left), sa.not_(certified))),
            several(training.has_passed(day, own)), several(left),
        )
        .where(programme.c.id == own.c.programme_id, programme.c.kind == training.EMPLOYEES, training.is_over(day, own))
        .group_by(own.c.programme_id)
    )  # fmt: skip
    return {key: Persons(*counts) for key, *counts in connection.execute(asked)}


def total_of(rows: Sequence[Row], name: str) -> Decimal | None:
    """The sum of an amount of the programmes of which it is known; None where it is of none."""
    assert name in field_map(ApprenticeshipProgramme)
    known = [row.values[name] for row in rows if row.values[name] is not None]
    return sum(known, Decimal(0)) if known else None
