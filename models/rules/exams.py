"""Who is registered for an examination to come needs a photograph: tickets and certificates bear one (specification §2.19)."""

from collections.abc import Collection, Iterator
from datetime import date

import sqlalchemy as sa

from models.database import storage
from models.database.attachments import photos_of
from models.entities.certificates import ExamRegistration, ExamSession
from models.entities.exam_counts import is_enrolled
from models.entities.people import Student
from models.schema.complaints import Complaint, warning
from models.words import _

FIELD = "student"


def missing() -> Complaint:
    """What is said of a registration without one."""
    return warning("photo-missing", _("没有照片，考前请用“匹配照片…”补上"))


def without_photo(connection: sa.Connection, day: date, ids: Collection[int] | None = None) -> Iterator[int]:
    """The registrations of students for sessions after the day that have no photograph."""
    own, session = ExamRegistration.table(), ExamSession.table()
    coming = (
        sa.select(own.c.id, own.c.student_id)
        .join(session, session.c.id == own.c.session_id)
        .where(session.c.exam_date > day, own.c.student_id.is_not(None), is_enrolled(own))
        .order_by(own.c.id)
    )
    for chunk in [None] if ids is None else storage.pieces(sorted(ids), storage.CHUNK):
        rows = connection.execute(coming if chunk is None else coming.where(own.c.id.in_(chunk))).all()
        shown = photos_of(connection, Student.__tablename__, sorted({student for _key, student in rows}))
        yield from (key for key, student in rows if student not in shown)
