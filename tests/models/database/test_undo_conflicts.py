"""An older act is taken back only where nothing that came later stands on it: a later change is never overwritten."""

from datetime import date

import pytest

from models.database import history
from models.database.errors import Conflict
from models.schema.fields import entity_named
from tests import factories
from tests.acts import last_act
from tests.models.database.test_door import everything

STUDENT, SCHOOL_CLASS = entity_named("student"), entity_named("school_class")
OLD, NEW, LATEST = "13000000001", "13000000002", "13000000003"


@pytest.fixture
def one(database):
    """A student of a class, with a guardian, and another class."""
    with database.transaction("准备") as tx:
        classes = tx.insert_many(SCHOOL_CLASS, [{"name": "2024级数控1班"}, {"name": "2024级数控2班"}])
        values = factories.student(1, phone=OLD, guardian_name="张大", guardian_phone=OLD, school_class=classes[0])
        return tx.insert(STUDENT, values), classes


def changed(database, key, values, name):
    with database.transaction(name, day=date(2025, 9, 1)) as tx:
        tx.update(STUDENT, key, values)
    return last_act(database).id


# what the older act changed, what came later, whether the older one can still be taken back
CASES = {
    "the same field": ({"phone": NEW}, [{"phone": LATEST}], False),
    "the same field emptied": ({"phone": NEW}, [{"phone": None}], False),
    "a field filled, then changed": ({"boarding": "1"}, [{"boarding": "2"}], False),
    "a field emptied, then filled": ({"phone": None}, [{"phone": LATEST}], False),
    "one of two fields": ({"phone": NEW, "remark": "甲"}, [{"remark": "乙"}], False),
    "the first of three": ({"phone": NEW}, [{"remark": "甲"}, {"phone": LATEST}], False),
    "another field": ({"phone": NEW}, [{"remark": "甲"}], True),
    "the same field, and back": ({"phone": NEW}, [{"phone": LATEST}, {"phone": NEW}], True),
    "the phone of the guardian": ({"guardian_phone": NEW}, [{"guardian_phone": LATEST}], False),
    "another field of the guardian": ({"guardian_phone": NEW}, [{"guardian_name": "张二"}], True),
    "nothing": ({"phone": NEW}, [], True),
}


@pytest.mark.parametrize(("older", "later", "free"), CASES.values(), ids=CASES)
def test_an_older_change_is_taken_back_only_if_it_still_stands(database, one, older, later, free):
    key, _classes = one
    with database.reading() as connection:
        before = history.changes_to(connection, STUDENT, key)
    first = changed(database, key, older, "先改")
    for nth, values in enumerate(later):
        changed(database, key, values, f"后改{nth}")
    stands = everything(database)
    if free:
        database.undo(first)
        changed(database, key, older, "再改")
        assert everything(database) == stands, "only what the act changed was put back"
    else:
        with pytest.raises(Conflict) as refused:
            database.undo(first)
        assert f"“后改{len(later) - 1}”" in refused.value.sentence
        assert everything(database) == stands
    with database.reading() as connection:
        assert history.changes_to(connection, STUDENT, key)[-len(before) :] == before


def test_an_older_change_of_class_stands_under_a_later_one(database, one):
    key, classes = one
    first = changed(database, key, {"school_class": classes[1]}, "转班")
    changed(database, key, {"school_class": None}, "退班")
    stands = everything(database)
    with pytest.raises(Conflict):
        database.undo(first)
    assert everything(database) == stands


@pytest.mark.parametrize("older", ["insert", "update"])
def test_what_was_deleted_later_is_neither_changed_nor_deleted_again(database, one, older):
    key, _classes = one
    first = last_act(database).id if older == "insert" else changed(database, key, {"phone": NEW}, "先改")
    with database.transaction("删学生") as tx:
        tx.delete(STUDENT, key)
    stands = everything(database)
    with pytest.raises(Conflict, match="已删除"):
        database.undo(first)
    assert everything(database) == stands


def test_a_record_made_by_an_older_act_is_not_deleted_with_what_was_added_to_it(database, one):
    with database.transaction("新建") as tx:
        key = tx.insert(STUDENT, factories.student(2))
    first = last_act(database).id
    changed(database, key, {"remark": "补录"}, "后改")
    stands = everything(database)
    with pytest.raises(Conflict, match="“后改”"):
        database.undo(first)
    assert everything(database) == stands
    changed(database, key, {"remark": None}, "改回")
    database.undo(first)
    assert str(key) not in str(everything(database)["student"])


# what another program did to the student's row after the office's own change of the phone
PAST_THE_PROGRAM = {
    "the same field": "UPDATE student SET phone = '1'",
    "emptied": "UPDATE student SET phone = NULL",
    "the row taken out": "DELETE FROM student",
}


def written_past(database, statement):
    """What another program could do, which asks nothing of what refers to the record."""
    raw = database.engine.raw_connection()
    raw.driver_connection.execute("PRAGMA foreign_keys = OFF")
    raw.driver_connection.execute(statement)
    raw.driver_connection.commit()
    raw.driver_connection.execute("PRAGMA foreign_keys = ON")
    raw.close()


@pytest.mark.parametrize("statement", PAST_THE_PROGRAM.values(), ids=PAST_THE_PROGRAM)
def test_what_another_program_wrote_is_told_apart_from_a_later_change(database, one, statement):
    key, _classes = one
    act = changed(database, key, {"phone": NEW}, "改电话")
    written_past(database, statement)
    with pytest.raises(Conflict, match=r"与操作记录不符.*“改电话”.*请先核对") as refused:
        database.undo(act)
    assert "后来又改过" not in refused.value.sentence


def test_where_both_happened_the_one_that_must_be_checked_is_told(database, one):
    key, _classes = one
    act = changed(database, key, {"phone": NEW}, "改电话")
    changed(database, key, {"phone": LATEST}, "再改电话")
    written_past(database, "UPDATE student SET remark = '外'")
    with pytest.raises(Conflict, match="与操作记录不符"):
        database.undo(act)
