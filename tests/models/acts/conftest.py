"""A small school in which acts are done: classes of two majors and grades, an order class, placements."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date

import pytest

from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import Case, plan_cases
from models.entities.enterprises import Enterprise
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import ClassMembership, StatusPeriod, Student
from models.entities.placements import Placement
from models.entities.programmes import Major, SchoolClass
from models.entities.status_changes import StatusChange
from tests import factories

DAY = date(2026, 3, 10)
JOINED = date(2024, 9, 1)


@dataclass
class School:
    """Ids by what they are, and hands to do acts."""

    database: object
    classes: dict = field(default_factory=dict)
    majors: dict = field(default_factory=dict)
    order_class: int = 0
    firm: int = 0
    students: list = field(default_factory=list)

    def plan(self, cases, answers=None, day=DAY):
        with self.database.reading() as connection:
            return plan_cases(connection, [Case(act_named(a), s, g) for a, s, g in cases], answers or {}, day)

    def do(self, name, subject, answers=None, **given):
        """Do one act and return its event."""
        return self.do_all([(name, subject, given)], answers)[0]

    def do_all(self, cases, answers=None):
        planned = self.plan(cases, answers)
        with self.database.transaction(planned.name) as tx:
            made = apply(tx, planned)
        return [number for key, number in made.items() if key.entity == "status_change"]

    def refusal(self, name, subject, **given):
        (told,) = self.plan([(name, subject, given)]).refused.values()
        return told[0], told[1].code

    def rows(self, entity, student=None):
        """The rows of a student as tuples of what matters, or all of them by id."""
        table = entity.table()
        with self.database.reading() as connection:
            found = [dict(row) for row in connection.execute(table.select().order_by(table.c.id)).mappings()]
        return [row for row in found if student is None or row["student_id"] == student]

    def statuses(self, student):
        rows = sorted(self.rows(StatusPeriod, student), key=lambda r: (str(r["from_date"] or ""), r["id"]))
        return [(r["status"], r["from_date"], r["until_date"]) for r in rows]

    def all_rows(self):
        kinds = (Student, StatusPeriod, ClassMembership, OrderClassMember, Placement, StatusChange)
        return {kind.__tablename__: self.rows(kind) for kind in kinds}


@pytest.fixture
def empty_file(request, grown, empty_file):
    return grown(begun)[0] if "school" in request.fixturenames else empty_file


@pytest.fixture
def school(database, grown):
    made = deepcopy(grown(begun)[1])
    made.database = database
    return made


def begun(database):
    """The school as it is before anything is done in it."""
    made = School(None)
    with database.transaction("学校") as tx:
        for name, code in (("数控", "660103"), ("护理", "720201")):
            made.majors[name] = tx.insert(Major, {"name": name, "code": code})
        for name, major, grade in (
            ("甲", "数控", 2023),
            ("乙", "数控", 2023),
            ("丙", "护理", 2023),
            ("丁", "数控", 2024),
        ):
            values = {"name": name, "major": made.majors[major], "grade_year": grade, "duration": "3"}
            made.classes[name] = tx.insert(SchoolClass, values)
        made.firm = tx.insert(Enterprise, factories.enterprise(1))
        made.order_class = tx.insert(
            OrderClass, {"code": "D1", "name": "甲厂班", "enterprises": (made.firm,), "majors": (made.majors["数控"],)}
        )
        for n in range(3):
            made.students.append(settle(tx, made, n))
    return made


def settle(tx, made, n):
    """One student of class 甲 in the order class, with a placement until June."""
    key = tx.insert(Student, factories.student(n) | {"major": made.majors["数控"]})
    tx.insert(ClassMembership, {"student": key, "school_class": made.classes["甲"], "join_date": JOINED})
    tx.insert(OrderClassMember, {"student": key, "order_class": made.order_class, "join_date": JOINED})
    placement = {"start_date": date(2026, 1, 5), "end_date": date(2026, 6, 30), "status": "3"}
    tx.insert(Placement, {"student": key, "enterprise": made.firm} | placement)
    return key
