"""Any acts, 冲回, undo, redo and restarts in any order: periods join, all counts agree, and the log tells the file."""

import json
import tempfile
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import Case, plan_cases
from models.acts.status_changes import KINDS
from models.database import audit_chain, storage
from models.database.database import open_database
from models.database.errors import Conflict, DatabaseError
from models.database.query import Condition, Query
from models.database.results import read_all
from models.entities.audit import CHANGE
from models.entities.measures import registered
from models.entities.people import ClassMembership, StatusPeriod, Student
from models.entities.programmes import Major, SchoolClass
from models.entities.status_changes import StatusChange
from models.rules import status_periods
from models.schema.fields import entity_named
from models.statistics.members import class_members
from models.statistics.students import student_statistics
from tests import factories

FIRST = date(2025, 9, 1)
DAYS = st.integers(0, 300).map(lambda n: FIRST + timedelta(days=n))
NAMES = sorted({act.name for act in KINDS} - {"transfer-in"})
WATCHED = [FIRST + timedelta(days=n) for n in (0, 100, 200, 301)]


class Acts(RuleBasedStateMachine):
    """A few students, to whom everything happens."""

    @initialize()
    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "office.db"
        self.database = open_database(self.path)
        with self.database.transaction("学校") as tx:
            major = tx.insert(Major, {"name": "数控", "code": "660103"})
            self.classes = [
                tx.insert(SchoolClass, {"name": name, "major": major, "grade_year": grade})
                for name, grade in (("甲", 2024), ("乙", 2024), ("丙", 2025))
            ]
            self.students = [tx.insert(Student, factories.student(n)) for n in range(3)]
            for key in self.students:
                tx.insert(
                    ClassMembership, {"student": key, "school_class": self.classes[0], "join_date": date(2024, 9, 1)}
                )

    @rule(
        who=st.lists(st.integers(0, 2), min_size=1, max_size=4),
        name=st.sampled_from(NAMES),
        day=DAYS,
        to=st.integers(0, 2),
    )
    def act(self, who, name, day, to):
        given = {"change_date": day, "break_until": day + timedelta(days=365), "status": "06"}
        act = act_named(name)
        given = {k: v for k, v in given.items() if k in {f.name for f in act.fields}}
        if any(f.name == "to_class" for f in act.fields):
            given["to_class"] = self.classes[to]
        self._do(
            [
                Case(act, self.students[n], {**given, "change_date": day + timedelta(days=3 * place)})
                for place, n in enumerate(who)
            ]
        )

    @rule(which=st.integers(0, 50), day=DAYS)
    def take_back(self, which, day):
        with self.database.reading() as connection:
            own = StatusChange.table().c
            events = (
                connection.execute(own.id.table.select().with_only_columns(own.id).order_by(own.id)).scalars().all()
            )
        if events:
            given = {"reversed_date": day, "reversed_reason": "错"}
            self._do([Case(act_named("冲回"), events[which % len(events)], given)])

    def _do(self, cases):
        with self.database.reading() as connection:
            planned = plan_cases(connection, cases, day=FIRST)
            kept = [case for n, case in enumerate(cases) if n not in planned.refused]
            planned = plan_cases(connection, kept, day=FIRST)
        assert not planned.refused
        if kept:
            with self.database.transaction(planned.name) as tx:
                apply(tx, planned)

    @rule()
    def undo(self):
        try:
            self.database.undo()
        except Conflict:
            raise
        except DatabaseError:
            pass

    @rule()
    def redo(self):
        try:
            self.database.redo()
        except Conflict:
            raise
        except DatabaseError:
            pass

    @rule()
    def restart(self):
        self.database.close()
        self.database = open_database(self.path)

    @invariant()
    def periods_join(self):
        with self.database.reading() as connection:
            assert list(status_periods.broken(connection)) == []
            rows = connection.execute(StatusPeriod.table().select()).all()
        for key in {row.student_id for row in rows}:
            own = sorted((r.from_date or date.min, r.until_date or date.max) for r in rows if r.student_id == key)
            assert (own[0][0], own[-1][1]) == (date.min, date.max)
            assert all(one[1] == two[0] for one, two in pairwise(own))

    @invariant()
    def counts_agree(self):
        with self.database.reading() as connection:
            rows = connection.execute(StatusPeriod.table().select()).all()
            for day in WATCHED:
                by_hand = {
                    r.student_id for r in rows
                    if (r.from_date or date.min) <= day < (r.until_date or date.max) and r.status in registered()
                }  # fmt: skip
                flag = Condition("is_registered", "=", True)
                listed = set(connection.execute(Query(Student, (flag,), as_of=day).ids()).scalars())
                searched = set(connection.execute(Query(Student, (flag,), search="张", as_of=day).ids()).scalars())
                assert listed == searched == by_hand
                members = class_members(connection, self.classes, day)
                on_paper = {m.student for some in members.values() for m in some}
                sizes = [row.values["registered_count"] for row in read_all(connection, Query(SchoolClass, as_of=day))]
                counted = sum(level.counts["total"].sum() for level in student_statistics(connection, (), day))
                assert len(on_paper) == sum(sizes) == counted
                assert on_paper <= by_hand

    @invariant()
    def the_log_tells_the_file(self):
        found = {}
        with self.database.reading() as connection:
            assert audit_chain.broken(connection) is None
            lines = connection.execute(CHANGE.select().order_by(CHANGE.c.id)).all()
            for line in lines:
                place = (line.entity, line.record_id)
                if line.after is None:
                    del found[place]
                else:
                    found[place] = {**found.get(place, {}), **json.loads(line.after)}
            for name in {entity for entity, _key in found} | {"status_period", "status_change"}:
                kind = entity_named(name)
                keys = connection.execute(kind.table().select().with_only_columns(kind.table().c.id)).scalars().all()
                rows = storage.rows_by_id(connection, kind, keys)
                told = {
                    key: {c: v for c, v in row.items() if v is not None} for (n, key), row in found.items() if n == name
                }
                assert {
                    key: {c: v for c, v in row.items() if v is not None and c != "id"} for key, row in rows.items()
                } == told

    def teardown(self):
        if hasattr(self, "database"):
            self.database.close()
            self.folder.cleanup()


TestActs = Acts.TestCase
TestActs.settings = settings(
    max_examples=6, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
