"""The one door: what goes in is checked, logged, indexed and can be taken back, also after a restart."""

import json
import weakref
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from models.database import history, storage, transaction
from models.database.database import open_database
from models.database.engine import reading
from models.database.errors import Conflict, InUse, Invalid, NothingToRedo, NothingToUndo
from models.database.query import Condition, Query
from models.database.results import ResultSet, read_all
from models.database.settings import SAMPLE, SAMPLE_DAY
from models.schema.fields import entity_named
from tests import factories
from tests.acts import last_act
from tests.factories import identity_number

STUDENT, SCHOOL_CLASS = entity_named("student"), entity_named("school_class")
ORDER_CLASS, ENTERPRISE = entity_named("order_class"), entity_named("enterprise")
ALL = (
    "student",
    "school_class",
    "class_membership",
    "family_member",
    "enterprise",
    "order_class",
    "order_class_enterprise",
)


def everything(database):
    """Every stored row of the tables these tests write."""
    with reading(database.engine) as connection:
        return {name: sorted(map(tuple, connection.execute(sa.text(f"SELECT * FROM {name}")).all())) for name in ALL}


def found(database, text):
    with database.reading() as connection:
        return {row.values["name"] for row in read_all(connection, Query(STUDENT, search=text), ["name"])}


@pytest.fixture
def zhang(database):
    with database.transaction("新建") as tx:
        group = tx.insert(SCHOOL_CLASS, {"name": "2024级数控1班", "grade_year": 2024})
        return tx.insert(
            STUDENT,
            {"name": "单小三", "id_number": identity_number(1), "student_number": "24010107", "school_class": group,
             "guardian_name": "单大", "guardian_phone": "13000001234"},
        )  # fmt: skip


def test_insert_completes_and_writes_parts(database, zhang):
    with database.reading() as connection:
        row = next(read_all(connection, Query(STUDENT)))
    assert row.values["school_class"] == "2024级数控1班"
    assert row.values["guardian_phone"] == "13000001234"
    assert row.values["guardian_is_guardian"] is True
    assert row.values["gender"] in ("1", "2")
    assert row.values["name_pinyin"] == "Shan Xiaosan"
    assert row.values["id_type"] == "1"


@pytest.mark.parametrize("text", ["单小三", "小三", "三", "sxs", "dxs", "shanxiao", "xs", "0107", "2401", "24010107"])
def test_search_finds_any_part(database, zhang, text):
    assert found(database, text) == {"单小三"}


@pytest.mark.parametrize("text", ["小单", "四", "szs", "9999", "三 4", '"', "'", "*", "%"])
def test_search_finds_nothing_else(database, zhang, text):
    assert found(database, text) in (set(), {"单小三"} if text in "\"'*%" else set())


def test_links_are_found_by_what_they_link_and_names_by_their_digits(database, zhang):
    for entity, text, hits in (
        ("class_membership", "sxs", 1), ("class_membership", "2024级数控1班", 1), ("school_class", "2024级数控1班", 1),
        ("school_class", "1班", 1), ("school_class", "2班", 0), ("family_member", "单小三", 1), ("student", "z", 0),
    ):  # fmt: skip
        assert len(ResultSet(database, Query(entity_named(entity), search=text))) == hits, (entity, text)


def test_class_change_is_history(database, zhang):
    with database.transaction("转班") as tx:
        other = tx.insert(SCHOOL_CLASS, {"name": "2024级数控2班"})
        tx.update(STUDENT, zhang, {"school_class": other})
    with database.reading() as connection:
        rows = list(read_all(connection, Query(entity_named("class_membership"))))
    assert [row.values["leave_date"] is None for row in rows].count(True) == 1
    assert len(rows) == 2
    before = everything(database)
    database.undo()
    database.redo()
    assert everything(database) == before


def spans(database):
    with database.reading() as connection:
        rows = read_all(connection, Query(entity_named("class_membership")))
        found = [(row.values["school_class"], row.values["join_date"], row.values["leave_date"]) for row in rows]
    return sorted(found, key=lambda span: span[1] or date.min)  # who has no first day was there from the beginning


def test_a_class_counts_from_the_day_of_the_act_and_leaves_what_comes_after(database, zhang):
    first, second, third = date(2025, 3, 1), date(2025, 6, 1), date(2025, 9, 1)
    with database.transaction("班") as tx:
        other, last = tx.insert_many(SCHOOL_CLASS, [{"name": "2024级数控2班"}, {"name": "2024级数控3班"}])
    with database.transaction("转班", day=third) as tx:
        tx.update(STUDENT, zhang, {"school_class": last})
    with database.transaction("转班", day=first) as tx:
        tx.update(STUDENT, zhang, {"school_class": other})
    before, end = ("2024级数控1班", None, first), ("2024级数控3班", third, None)
    assert spans(database) == [before, ("2024级数控2班", first, third), end]
    with database.transaction("改正", day=first) as tx:
        tx.update(STUDENT, zhang, {"school_class": last}, {"school_class": other})
    assert spans(database) == [before, ("2024级数控3班", first, third), end]
    with database.transaction("没有班", day=second) as tx:
        tx.update(STUDENT, zhang, {"school_class": None})
    assert spans(database) == [before, ("2024级数控3班", first, second), end]
    with pytest.raises(Conflict), database.transaction("别处", day=second) as tx:
        tx.update(STUDENT, zhang, {"school_class": other}, {"school_class": last})


def test_the_sample_school_works_on_a_day_of_its_own(database, zhang):
    database.keep(SAMPLE, value=True)
    assert database.day() == SAMPLE_DAY
    with database.transaction("转班") as tx:
        other = tx.insert(SCHOOL_CLASS, {"name": "2024级数控2班"})
        tx.update(STUDENT, zhang, {"school_class": other})
    assert spans(database)[-1] == ("2024级数控2班", SAMPLE_DAY, None)


def test_nobody_stands_in_two_classes_at_once(database, zhang):
    membership = entity_named("class_membership")
    with database.transaction("班") as tx:
        other = tx.insert(SCHOOL_CLASS, {"name": "2024级数控2班"})
    before = everything(database)
    with pytest.raises(Invalid) as error, database.transaction("两班") as tx:
        tx.insert(membership, {"student": zhang, "school_class": other, "join_date": date(2025, 9, 1)})
    assert "重叠" in str(error.value)
    assert everything(database) == before
    with database.transaction("转班") as tx:
        first = storage.rows_by_id(tx.connection, membership, [row[0] for row in before["class_membership"]])
        tx.update(membership, next(iter(first)), {"leave_date": date(2025, 9, 1)})
        tx.insert(membership, {"student": zhang, "school_class": other, "join_date": date(2025, 9, 1)})


@pytest.mark.parametrize(
    ("entity", "values"),
    [
        (ENTERPRISE, {"name": "某公司", "credit_code": "91210100MA0P4K2X97"}),
        (ENTERPRISE, {"name": "某公司", "staff_total": -5}),
        (STUDENT, {"name": "张三", "gender": "7"}),
    ],
)
def test_the_door_judges_every_value(database, entity, values):
    with pytest.raises(Invalid), database.transaction("错") as tx:
        tx.insert(entity, values)


def test_conflict_names_the_class_too(database, zhang):
    with pytest.raises(Conflict) as error, database.transaction("改") as tx:
        tx.update(STUDENT, zhang, {"phone": "13000009999"}, expected={"school_class": 777})
    assert error.value.fields == ("school_class",)


def test_conflict_names_the_field(database, zhang):
    with database.transaction("改") as tx:
        tx.update(STUDENT, zhang, {"phone": "13000009999"})
    with pytest.raises(Conflict) as error, database.transaction("再改") as tx:
        tx.update(STUDENT, zhang, {"phone": "13000008888"}, expected={"phone": None})
    assert "联系电话" in str(error.value)
    assert error.value.fields == ("phone",)


def test_delete_refused_while_in_use_and_parts_go_along(database, zhang):
    with pytest.raises(InUse) as error, database.transaction("删班") as tx:
        tx.delete(SCHOOL_CLASS, next(iter(ResultSet(database, Query(SCHOOL_CLASS)).ids)))
    assert str(error.value) == "不能删除班级“2024级数控1班”：还有 1 名学生与它有关，请先改动或删除"
    before = everything(database)
    with database.transaction("删学生") as tx:
        tx.delete(STUDENT, zhang)
    assert everything(database)["family_member"] == []
    assert found(database, "单") == set()
    database.undo()
    assert everything(database) == before
    assert found(database, "单") == {"单小三"}


def test_unique_number_is_refused(database, zhang):
    with pytest.raises(Invalid) as error, database.transaction("重号") as tx:
        tx.insert(STUDENT, {"name": "李四", "id_number": identity_number(1)})
    assert "身份证件号" in str(error.value)
    assert found(database, "李四") == set()


def test_undo_of_an_older_act_refuses_when_changed_since(database, zhang):
    first = last_act(database).id
    with database.transaction("改") as tx:
        tx.update(STUDENT, zhang, {"phone": "13000009999"})
    before = everything(database)
    with pytest.raises(Conflict) as refused:
        database.undo(first)
    assert "“改”" in refused.value.sentence  # people know acts and records by name, not by number
    assert str(zhang) not in refused.value.sentence
    assert everything(database) == before
    database.undo()
    database.undo(first)
    assert everything(database)["student"] == []


def test_what_was_taken_back_is_told_by_name_and_time(database, zhang):
    first = last_act(database)
    database.undo()
    with pytest.raises(NothingToUndo) as refused:
        database.undo(first.id)
    day = f"{last_act(database).time.astimezone():%Y-%m-%d %H:%M}"
    assert refused.value.sentence == f"“{first.name}”已于 {day} 撤销，不用再撤销"
    with pytest.raises(NothingToUndo, match="没有这一步操作"):
        database.undo(10**9)


def test_undo_and_redo_survive_a_restart(database_path):
    database = open_database(database_path, write=True, create=True)
    with database.transaction("建班") as tx:
        tx.insert(SCHOOL_CLASS, {"name": "甲班"})
    before = everything(database)
    database.close()
    again = open_database(database_path, write=True)
    again.undo()
    assert everything(again)["school_class"] == []
    again.close()
    third = open_database(database_path, write=True)
    third.redo()
    assert everything(third) == before
    with pytest.raises(NothingToRedo):
        third.redo()
    third.close()


def test_nothing_to_undo_is_a_sentence(database):
    with pytest.raises(NothingToUndo) as error:
        database.undo()
    assert "没有" in str(error.value)


def _fail_half_way(database):
    with database.transaction("半途") as tx:
        tx.insert(SCHOOL_CLASS, {"name": "半途班"})
        raise ZeroDivisionError


def test_an_exception_leaves_no_trace(database, zhang):
    before = everything(database)
    with pytest.raises(ZeroDivisionError):
        _fail_half_way(database)
    assert everything(database) == before
    with database.reading() as connection:
        assert [s.name for s in history.change_sets(connection)] == ["新建"]


def test_history_of_a_record(database, zhang):
    with database.transaction("改电话") as tx:
        tx.update(STUDENT, zhang, {"phone": "13000009999"})
    with database.reading() as connection:
        found = history.changes_to(connection, STUDENT, zhang)
    assert next((s.name, c.before, c.after) for s, c in found) == ("改电话", {"phone": None}, {"phone": "13000009999"})
    assert json.dumps(found[1][1].after, ensure_ascii=False).count("单小三") == 1


def test_where_on_links_and_dates(database, zhang):
    with database.transaction("订单班") as tx:
        firms = [tx.insert(ENTERPRISE, {"name": f"示例{n}公司"}) for n in range(3)]
        tx.insert(ORDER_CLASS, {"name": "示例订单班", "enterprises": tuple(firms[:2])})
    for firm, count in zip(firms, (1, 1, 0), strict=True):
        query = Query(ORDER_CLASS, (Condition("enterprises", "=", firm),))
        assert len(ResultSet(database, query)) == count
    row = ResultSet(database, Query(ORDER_CLASS)).row(0)
    assert row.values["enterprises"] == ("示例0公司", "示例1公司")


@settings(deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["name", "100%s", "备注"]),
            st.one_of(
                st.text(), st.integers(-(2**63), 2**63 - 1), st.booleans(), st.floats(allow_nan=False), st.none()
            ),
        )
    )
)
def test_the_log_spells_what_json_does(states):
    spelt = [json.dumps(state, ensure_ascii=False, separators=(",", ":")) for state in states]
    assert transaction._jsons(states) == spelt


def test_what_is_held_is_one_state_for_this_thread_alone(database):
    def count():
        return len(ResultSet(database, Query(STUDENT)))

    def written_elsewhere():
        with database.transaction("别处") as tx:
            tx.insert(STUDENT, factories.student())
        return count()

    with database.holding() as held, ThreadPoolExecutor(1) as elsewhere:
        before = count()
        assert elsewhere.submit(written_elsewhere).result() == before + 1
        assert count() == before
        with database.holding(), database.reading() as connection:
            assert connection is held
    assert count() == before + 1


class UndoMachine(RuleBasedStateMachine):
    """Whatever was done: undoing all of it gives the empty file, redoing all of it gives the last state again."""

    students = Bundle("students")

    @initialize()
    def begin(self):
        import tempfile
        from pathlib import Path

        self.folder = tempfile.TemporaryDirectory()
        self.database = open_database(Path(self.folder.name) / "m.db", write=True, create=True)
        self.serial = 0
        self.depth = 0
        self.undone = 0
        self.states = [everything(self.database)]

    def teardown(self):
        self.database.close()
        self.folder.cleanup()

    def did(self):
        del self.states[self.depth - self.undone + 1 :]
        self.depth = len(self.states)
        self.undone = 0
        self.states.append(everything(self.database))

    @rule(
        target=students, name=st.sampled_from(["张三", "单小三", "𬭎㛃", "阿依古丽·买买提"]), with_class=st.booleans()
    )
    def insert(self, name, with_class):
        self.serial += 1
        values = {"name": name, "id_number": identity_number(self.serial), "guardian_phone": "13000000001"}
        with self.database.transaction("新建") as tx:
            if with_class:
                values["school_class"] = tx.insert(SCHOOL_CLASS, {"name": f"{self.serial}班"})
            key = tx.insert(STUDENT, values)
        self.did()
        return key

    def standing(self, key):
        with self.database.reading() as connection:
            return connection.execute(sa.text("SELECT 1 FROM student WHERE id = :k"), {"k": key}).first() is not None

    @rule(key=students, phone=st.sampled_from([None, "13000000002", "13000000003"]))
    def change(self, key, phone):
        if not self.standing(key):
            return
        before = everything(self.database)
        with self.database.transaction("修改") as tx:
            tx.update(STUDENT, key, {"phone": phone, "guardian_phone": phone})
        if everything(self.database) != before:
            self.did()

    @rule(key=students)
    def delete(self, key):
        if self.standing(key):
            with self.database.transaction("删除") as tx:
                tx.delete(STUDENT, key)
            self.did()

    @precondition(lambda self: self.depth - self.undone > 0)
    @rule()
    def undo(self):
        self.database.undo()
        self.undone += 1

    @precondition(lambda self: self.undone > 0)
    @rule()
    def redo(self):
        self.database.redo()
        self.undone -= 1

    @invariant()
    def state_is_the_one_expected(self):
        if hasattr(self, "states"):
            assert everything(self.database) == self.states[self.depth - self.undone]


TestUndoMachine = UndoMachine.TestCase
TestUndoMachine.settings = settings(
    max_examples=8, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize(
    ("changes", "taken"),
    [
        (((0, 1), (1, 0)), False),  # two exchange theirs
        (((0, 1), (1, 2), (2, 0)), False),  # three go round
        (((0, 1),), True),  # who holds it keeps it
        (((0, 1), (2, 0)), True),
        (((0, 2), (1, 2), (2, 0)), True),  # two want one
    ],
)
def test_unique_values_may_be_exchanged_when_they_are_written_together(database, changes, taken):
    with database.transaction("学生") as tx:
        keys = [tx.insert(STUDENT, factories.student(n)) for n in range(3)]
    numbers = [factories.student(n)["student_number"] for n in range(3)]
    wanted = [(keys[one], {"student_number": numbers[other]}) for one, other in changes]

    def write():
        with database.transaction("换号") as tx:
            tx.update_many(STUDENT, wanted, [{}] * len(wanted))

    if taken:
        with pytest.raises(Invalid, match="已属于另一条"):
            write()
    else:
        write()
        with database.reading() as connection:
            own = STUDENT.table().c
            found = {row.id: row.student_number for row in connection.execute(sa.select(own.id, own.student_number))}
        assert all(found[key] == values["student_number"] for key, values in wanted)


class Listener:
    def __init__(self):
        self.heard = []

    def hear(self, written):
        self.heard.append(written.name)


def test_who_listens_is_told_of_every_act_and_not_kept_by_it(database):
    staying, leaving = Listener(), Listener()
    for one in (staying, leaving):
        database.subscribe(one.hear)
    left = weakref.ref(leaving)
    with database.transaction("写一") as tx:
        tx.insert(ENTERPRISE, {"name": "甲公司"})
    assert staying.heard == leaving.heard == ["写一"]
    del leaving, one
    assert left() is None
    database.undo()
    assert len(staying.heard) == 2
