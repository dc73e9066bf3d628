"""Who is registered, sat, passed, was awarded and credited, line by line, as the papers E1 to E5 list them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database import storage
from models.database.attachments import photos_of
from models.database.query import Query
from models.database.results import rows_of
from models.entities import exam_counts
from models.entities.certificates import (
    Certificate,
    CertificateAward,
    CertificatePilot,
    CreditConversion,
    ExamRegistration,
    ExamResult,
    ExamSession,
)
from models.entities.people import Student
from models.entities.programmes import SchoolClass
from models.schema.fields import Entity
from models.schema.sorting import natural_key

Values = Mapping[str, Any]
_STUDENT = (
    "name", "student_number", "gender", "id_type", "id_number", "registration_number", "phone", "school", "major", "school_class",
)  # fmt: skip
_SESSION = ("code", "certificate", "standard", "exam_date", "station", "fee", "registered", "sat", "passed")
_STANDARD = ("title", "name", "level", "evaluation_body", "theory_pass", "practice_pass", "total_pass", "scheme")
_REGISTRATION = (
    "session", "student", "candidate", "candidate_id_number", "candidate_phone", "candidate_kind", "ticket_number", "room", "seat",
    "status", "is_fee_paid", "remark", "attempt",
)  # fmt: skip
_RESULT = ("registration", "theory_score", "practice_score", "total", "attendance", "is_passed")
_AWARD = (
    "student",
    "certificate",
    "number",
    "issued_date",
    "received_date",
    "receiver",
    "receiver_relation",
    "remark",
    "registration",
    "is_revoked",
)
_CREDIT = (
    "student", "award", "course_name", "original_score", "original_credits", "score", "credits", "basis", "approved_date", "approved_by", "status",
)  # fmt: skip


class Session(NamedTuple):
    """One session with the standard that counts for it, and its figures."""

    id: int
    said: Values
    standard: Values


class Entry(NamedTuple):
    """One registration: what it says, what is known of the student, and the result if there is one."""

    id: int
    said: Values
    student: Values
    result: Values
    has_photo: bool

    @property
    def name(self) -> str:
        """Who it is."""
        return str(self.said["candidate"] or "")

    @property
    def id_number(self) -> str | None:
        """The number of identity."""
        return self.student.get("id_number") or self.said["candidate_id_number"]  # type: ignore[no-any-return] # a text

    @property
    def phone(self) -> str | None:
        """The telephone number."""
        return self.student.get("phone") or self.said["candidate_phone"]  # type: ignore[no-any-return] # a text


def sessions(connection: sa.Connection, ids: Sequence[int]) -> list[Session]:
    """These sessions, or all of them, by their days."""
    keys = list(ids) or _all(connection, ExamSession)
    rows = {row.id: row.values for row in rows_of(connection, Query(ExamSession), keys, _SESSION)}
    standards = _by_id(connection, Certificate, {v["standard_id"] for v in rows.values()}, _STANDARD)
    found = [Session(key, values, standards.get(values["standard_id"], {})) for key, values in rows.items()]
    return sorted(found, key=lambda one: (one.said["exam_date"], one.said["code"]))


def entries(connection: sa.Connection, session: int, day: date) -> list[Entry]:
    """The registrations of a session that count, by class and number; classes and majors as of the day."""
    own = ExamRegistration.table()
    keys = list(
        connection.execute(
            sa.select(own.c.id).where(own.c.session_id == session, exam_counts.is_enrolled(own))
        ).scalars()
    )
    rows = list(rows_of(connection, Query(ExamRegistration), keys, _REGISTRATION))
    students = {row.values["student_id"] for row in rows} - {None}
    known = _by_id(connection, Student, students, _STUDENT, day)
    grades = _by_id(connection, SchoolClass, {v["school_class_id"] for v in known.values()} - {None}, ("grade_year",))
    photos = photos_of(connection, Student.__tablename__, sorted(students))
    results = _results(connection, keys)
    found = []
    for row in rows:
        key = row.values["student_id"]
        student = known.get(key, {})
        grade = grades.get(student.get("school_class_id") or 0, {})
        found.append(Entry(row.id, row.values, {**student, **grade}, results.get(row.id, {}), key in photos))
    return sorted(found, key=_in_class)


def _in_class(one: Entry) -> tuple[Any, ...]:
    student = one.student
    return (
        not student, natural_key(student.get("school_class") or ""), natural_key(student.get("student_number") or ""), one.name, one.id
    )  # fmt: skip


def by_ticket(found: Sequence[Entry]) -> list[Entry]:
    """The same by room and seat, as tickets are numbered; those without a ticket last."""
    return sorted(
        found,
        key=lambda one: (not one.said["ticket_number"], natural_key(one.said["ticket_number"] or ""), *_in_class(one)),
    )


def _results(connection: sa.Connection, registrations: Sequence[int]) -> dict[int, Values]:
    own, keys = ExamResult.table(), list[int]()
    for piece in storage.pieces(registrations, storage.CHUNK):
        keys += connection.execute(sa.select(own.c.id).where(own.c.registration_id.in_(piece))).scalars()
    rows = list(rows_of(connection, Query(ExamResult), keys, _RESULT))
    return {row.values["registration_id"]: row.values for row in rows}


class Group(NamedTuple):
    """Registrations of a session counted together: registered, sat, passed, and the mean of the totals of who was there."""

    name: str
    registered: int
    sat: int
    passed: int
    mean: Decimal | None


def groups(found: Sequence[Entry], name: str) -> list[Group]:
    """The registrations by what a field of the student says, then all of them."""
    parts: dict[str, list[Entry]] = {}
    for one in found:
        parts.setdefault(one.student.get(name) or "", []).append(one)
    return [*(_group(text, some) for text, some in sorted(parts.items())), _group("", found)]


def _group(name: str, some: Sequence[Entry]) -> Group:
    there = [
        one
        for one in some
        if (one.result.get("attendance") or exam_counts.AWAY) in (exam_counts.PRESENT, exam_counts.EXPELLED)
    ]
    totals = [one.result["total"] for one in there if one.result["total"] is not None]
    mean = sum(totals, Decimal(0)) / len(totals) if totals else None
    passed = sum(bool(one.result.get("is_passed")) for one in some)
    return Group(name, len(some), len(there), passed, mean)


class Awarded(NamedTuple):
    """One certificate issued, with whom it is for and what it is."""

    id: int
    said: Values
    student: Values
    certificate: Values
    candidate: Values


def awarded(connection: sa.Connection, of: str, ids: Sequence[int], day: date) -> list[Awarded]:
    """Certificates issued by the day and not revoked, of these certificates, sessions or classes, in the order of numbers."""
    own, registration = CertificateAward.table(), ExamRegistration.table()
    statement = sa.select(own.c.id).where(exam_counts.is_issued(day, own))
    if ids and of == "certificate":
        statement = statement.where(own.c.certificate_id.in_(ids))
    elif ids and of == "exam_session":
        statement = statement.join(registration, registration.c.id == own.c.registration_id).where(
            registration.c.session_id.in_(ids)
        )
    rows = list(rows_of(connection, Query(CertificateAward), list(connection.execute(statement).scalars()), _AWARD))
    students = _by_id(connection, Student, {row.values["student_id"] for row in rows} - {None}, _STUDENT, day)
    certificates = _by_id(
        connection, Certificate, {row.values["certificate_id"] for row in rows}, ("title", "name", "level")
    )
    outside = _by_id(
        connection, ExamRegistration, {row.values["registration_id"] for row in rows if row.values["student_id"] is None} - {None},
        ("candidate", "candidate_id_number"),
    )  # fmt: skip
    found = [
        Awarded(row.id, row.values, students.get(row.values["student_id"], {}), certificates[row.values["certificate_id"]],
                outside.get(row.values["registration_id"], {}))
        for row in rows
    ]  # fmt: skip
    if ids and of == "school_class":
        found = [one for one in found if one.student.get("school_class_id") in set(ids)]
    return sorted(found, key=lambda one: (one.certificate["title"], natural_key(one.said["number"])))


class Credited(NamedTuple):
    """One conversion of credits, with its student and certificate."""

    id: int
    said: Values
    student: Values
    certificate: Values
    number: str


def credited(connection: sa.Connection, of: str, ids: Sequence[int], day: date) -> list[Credited]:
    """Conversions of credits, of these records, students or classes, by class and number."""
    own = CreditConversion.table()
    statement = sa.select(own.c.id)
    if ids and of in ("credit_conversion", "student"):
        statement = statement.where((own.c.id if of == "credit_conversion" else own.c.student_id).in_(ids))
    rows = list(rows_of(connection, Query(CreditConversion), list(connection.execute(statement).scalars()), _CREDIT))
    students = _by_id(connection, Student, {row.values["student_id"] for row in rows}, _STUDENT, day)
    awards = _by_id(connection, CertificateAward, {row.values["award_id"] for row in rows}, ("number", "certificate"))
    certificates = _by_id(
        connection, Certificate, {v["certificate_id"] for v in awards.values()}, ("title", "name", "level")
    )
    found = []
    for row in rows:
        award = awards[row.values["award_id"]]
        student = students[row.values["student_id"]]
        found.append(Credited(row.id, row.values, student, certificates[award["certificate_id"]], award["number"]))
    if ids and of == "school_class":
        found = [one for one in found if one.student["school_class_id"] in set(ids)]
    return sorted(found, key=lambda one: (
        natural_key(one.student["school_class"] or ""), natural_key(one.student["student_number"] or ""), one.said["course_name"],
    ))  # fmt: skip


def pilots(connection: sa.Connection, ids: Sequence[int]) -> dict[int, Values]:
    """What pilots say of themselves, by id."""
    names = (
        "certificate",
        "year",
        "majors",
        "planned",
        "staff",
        "station_code",
        "is_station",
        "funding",
        "trainer_count",
        "examiner_count",
    )
    rows = {row.id: row.values for row in rows_of(connection, Query(CertificatePilot), list(ids), names)}
    bodies = _by_id(
        connection, Certificate, {v["certificate_id"] for v in rows.values()}, ("name", "level", "evaluation_body")
    )
    return {key: {**values, "of": bodies[values["certificate_id"]]} for key, values in rows.items()}


def _all(connection: sa.Connection, entity: type[Entity]) -> list[int]:
    return list(connection.execute(sa.select(entity.table().c.id)).scalars())


def _by_id(
    connection: sa.Connection, entity: type[Entity], ids: set[Any], names: Sequence[str], day: date | None = None
) -> dict[int, Values]:
    query = Query(entity) if day is None else Query(entity, as_of=day)
    return {row.id: row.values for row in rows_of(connection, query, sorted(ids - {None}), names)}
