"""Any acts, 冲回, undo, redo and restarts in any order: periods join, all counts agree, and the log tells the file."""

import json
import tempfile
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from models.acts.applying import apply
from models.acts.catalogue import act_named, acts_of
from models.acts.planning import Case, plan_cases
from models.acts.status_changes import KINDS
from models.database import audit_chain, storage
from models.database.database import open_database
from models.database.errors import Conflict, DatabaseError
from models.database.query import Condition, Query
from models.database.results import read_all
from models.database.transaction import count_of
from models.entities.audit import CHANGE
from models.entities.enterprises import Enterprise
from models.entities.measures import registered
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import ClassMembership, StatusPeriod, Student
from models.entities.placements import Placement
from models.entities.programmes import Major, SchoolClass
from models.entities.status_changes import StatusChange
from models.rules import status_periods
from models.schema.fields import entity_named
from models.statistics.measured import MEASURES
from models.statistics.members import class_members
from models.statistics.overview import headlines
from models.statistics.students import student_statistics
from tests import factories

FIRST = date(2025, 9, 1)
PLACED = sorted({act.name for act in acts_of("placement")} - {"change-enterprise", "change-tutor"})  # they need another
DAYS = st.integers(0, 300).map(lambda n: FIRST + timedelta(days=n))
NAMES = sorted({act.name for act in KINDS} - {"transfer-in"})
WATCHED = [FIRST + timedelta(days=n) for n in (0, 100, 200, 301)]


def _by_entity(effects):
    found = {}
    for effect in effects:
        found.setdefault(entity_named(effect.entity), set()).add(effect.record)
    return found


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
            firm = tx.insert(Enterprise, factories.enterprise(1))
            order = tx.insert(OrderClass, {"code": "D1", "name": "甲厂班", "enterprises": (firm,)})
            self.placements = []
            for n, key in enumerate(self.students):
                joined = {"student": key, "join_date": date(2024, 9, 1)}
                tx.insert(ClassMembership, joined | {"school_class": self.classes[0]})
                tx.insert(OrderClassMember, joined | {"order_class": order})
                span = {"start_date": date(2025, 10, 8), "end_date": date(2026, 4, 30), "status": "123"[n]}
                self.placements.append(tx.insert(Placement, {"student": key, "enterprise": firm} | span))

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

    @rule(which=st.integers(0, 2), name=st.sampled_from(PLACED), day=DAYS)
    def act_on_a_placement(self, which, name, day):
        act = act_named(name)
        given = {
            "end_date": day, "end_reason": "5", "new_end_date": day, "change_date": day, "new_post": "装配", "grade": "2",
            "correction": "录错", "signed_student_date": FIRST, "signed_school_date": FIRST, "signed_enterprise_date": FIRST,
        }  # fmt: skip
        asked = {f.name for f in act.fields}
        with self.database.reading() as connection:
            there = storage.rows_by_id(connection, Placement, [self.placements[which]])
        if there:  # an event on or before its first day takes it away
            self._do([Case(act, self.placements[which], {k: v for k, v in given.items() if k in asked})])

    @rule(who=st.integers(0, 2), name=st.sampled_from(NAMES), day=DAYS, to=st.integers(0, 2))
    def act_and_take_back(self, who, name, day, to):
        """冲回 restores everything the event opened and closed, as long as nothing stands on it."""
        before, known = self._kept(), self._events()
        self.act([who], name, day, to)
        for event in set(self._events()) - set(known):
            given = {"reversed_date": day, "reversed_reason": "错"}
            self._do([Case(act_named("冲回"), event, given)])
            assert self._kept() == before

    def _kept(self):
        """What events open and close, row by row."""
        kinds = (Student, StatusPeriod, ClassMembership, OrderClassMember, Placement)
        with self.database.reading() as connection:
            return {
                kind: sorted(map(tuple, connection.execute(kind.table().select()).all()), key=str) for kind in kinds
            }

    def _events(self):
        own = StatusChange.table().c
        with self.database.reading() as connection:
            return connection.execute(sa.select(own.id).order_by(own.id)).scalars().all()

    @rule(which=st.integers(0, 50), day=DAYS)
    def take_back(self, which, day):
        events = self._events()
        if events:
            given = {"reversed_date": day, "reversed_reason": "错"}
            self._do([Case(act_named("冲回"), events[which % len(events)], given)])

    def _do(self, cases):
        with self.database.reading() as connection:
            planned = plan_cases(connection, cases, day=FIRST)
            kept = [case for n, case in enumerate(cases) if n not in planned.refused]
            planned = plan_cases(connection, kept, day=FIRST)
        assert not planned.refused
        if not kept:
            return
        written = count_of(_by_entity(planned.effects))
        with self.database.transaction(planned.name) as tx:
            apply(tx, planned)
        assert (tx.done.change_count if tx.done else 0) == written  # as the layer foretold

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
                home = sum(share.figure.count for share in headlines(connection, day).students)
                assert home == len(by_hand) == connection.execute(Query(Student, (flag,), as_of=day).count()).scalar()
                told = list(MEASURES["A10 班级"](connection, day))
                assert sum(one.value["在籍"] for one in told) == len(on_paper)

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
