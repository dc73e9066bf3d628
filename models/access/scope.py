"""Own classes: which records belong to the classes of a 班主任, as conditions for SQLite.

Who sees only these reads through views that stand before the tables of the file: whatever is asked, by a list, a figure or a
paper, finds nothing else.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache

from models.entities.people import ClassMembership
from models.schema.fields import Entity, Field, entity_named, every_entity, fields_of

STUDENT, SCHOOL_CLASS = "student", "school_class"
_FARTHEST = 4  # references between a record and its student
_PERIOD = ClassMembership.period or ("", "")
FILES, LOG = "attachment", "change"  # tables whose rows say of which record they are: entity, record_id


@cache
def way_to_student(entity: type[Entity]) -> tuple[Field, ...] | None:
    """The references without which a record is nothing that lead to its student, the nearest; None where there are none."""
    ways: list[tuple[type[Entity], tuple[Field, ...]]] = [(entity, ())]
    for _step in range(_FARTHEST):
        for kind, way in ways:
            own = next((f for f in _telling(kind) if f.to == STUDENT), None)
            if own is not None:
                return (*way, own)
        ways = [
            (entity_named(f.to or ""), (*way, f))
            for kind, way in ways
            for f in _telling(kind)
            if f.to != kind.__tablename__
        ]
    return None


def _telling(entity: type[Entity]) -> list[Field]:
    """The references in the record itself, of which it is part: required, or of a key that tells it from others."""
    naming = {name for key in entity.keys for name in key}
    return [f for f in fields_of(entity) if f.stored and f.to and not f.many and (f.required or f.name in naming)]


@cache
def belongs_to_class(register: str) -> bool:
    """Whether records of a register belong to a class: it, its students and what is kept of these."""
    return register in (STUDENT, SCHOOL_CLASS) or way_to_student(entity_named(register)) is not None


def own_records(register: str, staff: int | None, day: date) -> str:
    """SQL of the ids of the records of a register that belong to the classes of a member of the staff on a day."""
    if register == SCHOOL_CLASS:
        return _own_classes(staff)
    if register == STUDENT:
        return _own_students(staff, day)
    way = way_to_student(entity_named(register))
    assert way is not None, register
    return f'SELECT id FROM main."{register}" WHERE {_led(way, _own_students(staff, day))}'  # noqa: S608 - names of our own


def _led(way: Sequence[Field], students: str) -> str:
    """That what the way leads to from a row is one of the students."""
    if len(way) == 1:
        return f'"{way[0].column}" IN ({students})'
    return f'"{way[0].column}" IN (SELECT id FROM main."{way[0].to}" WHERE {_led(way[1:], students)})'  # noqa: S608 - as above


def _own_classes(staff: int | None) -> str:
    return f"SELECT id FROM main.school_class WHERE head_teacher_id = {-1 if staff is None else int(staff)}"  # noqa: S608 - a number


def _own_students(staff: int | None, day: date) -> str:
    begin, end = _PERIOD
    on = day.isoformat()
    return (
        f"SELECT student_id FROM main.class_membership WHERE school_class_id IN ({_own_classes(staff)})"  # noqa: S608 - as above
        f" AND ({begin} IS NULL OR {begin} <= '{on}') AND ({end} IS NULL OR {end} > '{on}')"
    )


def views(registers: Iterable[str], staff: int | None, day: date, also: Iterable[str] = (FILES, LOG)) -> Iterator[str]:
    """The statements that let a connection see of these registers, and of what is kept of them, only own records.

    `also` are those of FILES and LOG in which only what belongs to them is seen. A class is no secret: of classes only what
    is kept of them is narrowed, not their names.
    """
    named = frozenset(registers) - {SCHOOL_CLASS}
    kept = [str(e.__tablename__) for e in every_entity() if e.internal and not named.isdisjoint(_owners(e))]
    every = sorted(name for name in {*named, *kept} if belongs_to_class(name))
    for name in every:
        own = own_records(name, staff, day)
        yield f'CREATE TEMP VIEW "{name}" AS SELECT * FROM main."{name}" WHERE id IN ({own})'  # noqa: S608 - as above
    cases = " ".join(f"WHEN '{name}' THEN record_id IN (SELECT id FROM temp.\"{name}\")" for name in every)  # noqa: S608
    for table in also if every else ():
        yield f'CREATE TEMP VIEW "{table}" AS SELECT * FROM main."{table}" WHERE CASE entity {cases} ELSE 1 END'  # noqa: S608


def _owners(entity: type[Entity]) -> frozenset[str]:
    return frozenset(str(f.to) for f in _telling(entity) if f.to)
