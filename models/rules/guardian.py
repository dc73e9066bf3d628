"""Whoever is not of age needs a guardian on record (Civil Code, art. 26 to 34; the placement agreement is signed by one)."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.database import storage
from models.entities import measures
from models.entities.people import FamilyMember, Student
from models.schema import checks
from models.schema.complaints import Complaint, warning
from models.words import _

OF_AGE = 18
FIELD = "guardian_name"


def is_minor(birth: Any, day: date) -> bool:
    """Whether somebody born then is not of age on that day: a year is completed on the day after the birthday."""
    return isinstance(birth, date) and checks.age_on(birth, day) < OF_AGE


def missing() -> Complaint:
    """What a minor without a guardian is told."""
    return warning("guardian-missing", _("未满 18 周岁，还没有监护人，可稍后补录"))


def unguarded(connection: sa.Connection, day: date, ids: Collection[int] | None = None) -> Iterator[int]:
    """The registered students who are minors on `day` and have no guardian among their family."""
    own, family = Student.table().c, FamilyMember.table().c
    guarded = sa.select(family.student_id).where(family.is_guardian.is_(sa.true()))
    alone = sa.and_(measures.is_registered(day, Student.table()), own.id.not_in(guarded))
    born = sa.select(own.id, own.birth_date).where(alone).order_by(own.id)
    for chunk in [None] if ids is None else storage.pieces(sorted(ids), storage.CHUNK):
        rows = connection.execute(born if chunk is None else born.where(own.id.in_(chunk)))
        yield from (key for key, birth in rows if is_minor(birth, day))
