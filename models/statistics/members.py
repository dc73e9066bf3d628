"""Who was in a school class or an order class on a day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database import storage
from models.database.query import Query
from models.database.results import ids_of
from models.entities.measures import status_on
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import ClassMembership, Student
from models.entities.programmes import SchoolClass
from models.schema.codes import table
from models.schema.derive import in_force, open_on
from models.schema.fields import Entity

MALE, FEMALE, LEAGUE, HAN = "1", "2", "03", "01"
_NO_PEOPLE = ("97", "98")  # 其他, 外国血统中国籍人士


class Member(NamedTuple):
    """One membership with what a roster says of the student; codes and dates as they are stored.

    `school_class` is the name of the school class on that day; `join_date` and the rest are those of the membership,
    which counts on the day when `is_present`.
    """

    of: int
    student: int
    name: str
    student_number: str | None
    gender: str | None
    ethnicity: str | None
    birth_date: date | None
    political_status: str | None
    id_number: str | None
    phone: str | None
    boarding: str | None
    name_pinyin: str | None
    school_class: str | None
    join_date: date | None
    leave_date: date | None
    leave_reason: str | None
    remark: str | None
    status: str | None
    is_present: bool


class Composition(NamedTuple):
    """How many people, and how many of each kind."""

    total: int
    male: int
    female: int
    minority: int
    league: int
    boarding: int


def minorities() -> frozenset[str]:
    """The codes of the 55 ethnic groups other than Han (GB/T 3304)."""
    return frozenset(code.code for code in table("ethnicity").codes if code.code not in (HAN, *_NO_PEOPLE))


def living_in() -> str:
    """The code of 住校."""
    found = table("boarding").find("住校")
    assert found is not None, "the code table boarding has no 住校"
    return found.code


def all_classes(connection: sa.Connection) -> list[int]:
    """Every school class in the order of its list: school by school, by year of entry, 2班 before 10班."""
    return list(ids_of(connection, Query(SchoolClass)))


def all_order_classes(connection: sa.Connection) -> list[int]:
    """Every order class in the order of its list: by its code, 2 before 10."""
    return list(ids_of(connection, Query(OrderClass)))


def composition(members: Iterable[Member]) -> Composition:
    """The members counted by sex, ethnic group, League membership and lodging."""
    people, others, lodging = list(members), minorities(), living_in()
    return Composition(
        len(people),
        sum(m.gender == MALE for m in people),
        sum(m.gender == FEMALE for m in people),
        sum(m.ethnicity in others for m in people),
        sum(m.political_status == LEAGUE for m in people),
        sum(m.boarding == lodging for m in people),
    )


def class_members(connection: sa.Connection, classes: Sequence[int], day: date) -> Mapping[int, list[Member]]:
    """The registered (在籍) students of school classes on `day`, by class; every class has a list."""
    link = ClassMembership.table()
    statement = (
        _statement(ClassMembership, day, link.c.school_class_id, link.c.reason)
        .join(SchoolClass.table(), SchoolClass.table().c.id == link.c.school_class_id)
        .where(in_force(ClassMembership, day))
    )
    return _grouped(connection, statement, link.c.school_class_id, classes)


def order_class_members(connection: sa.Connection, classes: Sequence[int], day: date) -> Mapping[int, list[Member]]:
    """Everybody who had joined order classes by `day`, also those who left, by class; every class has a list."""
    link = OrderClassMember.table()
    standing = sa.and_(ClassMembership.table().c.student_id == link.c.student_id, open_on(ClassMembership, day))
    statement = (
        _statement(OrderClassMember, day, link.c.order_class_id, link.c.leave_reason)
        .outerjoin(ClassMembership.table(), standing)
        .outerjoin(SchoolClass.table(), SchoolClass.table().c.id == ClassMembership.table().c.school_class_id)
        .where(sa.or_(link.c.join_date.is_(None), link.c.join_date <= day))
    )
    return _grouped(connection, statement, link.c.order_class_id, classes)


def _statement(entity: type[Entity], day: date, of: Any, reason: Any) -> sa.Select[Any]:
    link, student, class_name = entity.table(), Student.table().c, SchoolClass.table().c.name
    return (
        sa.select(
            of, student.id, student.name, student.student_number, student.gender, student.ethnicity,
            student.birth_date, student.political_status, student.id_number, student.phone, student.boarding,
            student.name_pinyin, class_name, link.c.join_date, link.c.leave_date, reason, link.c.remark,
            status_on(day, Student.table()), in_force(entity, day), link.c.id,
        )
        .select_from(link)
        .join(Student.table(), student.id == link.c.student_id)
        .order_by(link.c.id)
    )  # fmt: skip


def _grouped(
    connection: sa.Connection, statement: sa.Select[Any], column: Any, keys: Sequence[int]
) -> Mapping[int, list[Member]]:
    found: dict[int, list[Member]] = {key: [] for key in keys}
    for chunk in storage.pieces(keys, storage.CHUNK):
        for member in _once(connection.execute(statement.where(column.in_(chunk)))):
            found[member.of].append(member)
    return found


def _once(rows: Iterable[Any]) -> Iterator[Member]:
    """One member a membership, even where a student stands in two school classes at once by mistake."""
    last = None
    for row in rows:
        if row[-1] != last:
            last = row[-1]
            yield Member._make(row[:-1])
