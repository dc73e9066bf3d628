"""Records by the act that touched them: inserted, changed, changed in a part, and what is left after the undo."""

import pytest

from models.database.query import Condition, Query
from models.database.results import ResultSet, names_of
from models.database.touched import TOUCHED, lists_of
from models.schema.fields import entity_named
from tests.acts import last_act
from tests.factories import identity_number

STUDENT, SCHOOL_CLASS, ORDER_CLASS = (entity_named(name) for name in ("student", "school_class", "order_class"))
ENTERPRISE = entity_named("enterprise")


def touched(database, entity, number=None, *others):
    number = number or last_act(database).id
    return set(ResultSet(database, Query(entity, (Condition(TOUCHED.name, "=", number), *others)), ("name",)).ids)


@pytest.fixture
def people(database):
    with database.transaction("新建") as tx:
        return tx.insert_many(
            STUDENT, [{"name": "张" + "甲乙丙"[n], "id_number": identity_number(n)} for n in range(3)]
        )


def test_an_act_lists_what_it_inserted_and_changed(database, people):
    first = last_act(database).id
    with database.transaction("改") as tx:
        tx.update(STUDENT, people[1], {"phone": "13000000001"})
        new = tx.insert(STUDENT, {"name": "李四", "id_number": identity_number(9)})
    assert touched(database, STUDENT, first) == set(people)
    assert touched(database, STUDENT) == {people[1], new}
    assert touched(database, STUDENT, None, Condition("name", "=", "李四")) == {new}


def test_a_changed_part_counts_for_its_owner(database, people):
    with database.transaction("分班") as tx:
        group = tx.insert(SCHOOL_CLASS, {"name": "2024级数控1班", "grade_year": 2024})
        tx.update(STUDENT, people[0], {"school_class": group})
    assert touched(database, STUDENT) == {people[0]}
    assert touched(database, SCHOOL_CLASS) == {group}
    with database.reading() as connection:
        assert {entity.__tablename__ for entity in lists_of(connection, last_act(database).id)} >= {"school_class"}


@pytest.mark.parametrize(
    ("write", "count"),
    [
        (lambda tx: tx.insert_many(STUDENT, [{"name": n, "id_number": identity_number(k)} for k, n in enumerate("甲乙丙丁")]), 4),
        (lambda tx: [tx.insert(ENTERPRISE, {"name": "甲公司", "majors": ()}), tx.insert(ENTERPRISE, {"name": "乙公司"})], 2),
    ],
)  # fmt: skip
def test_an_act_counts_records_and_not_what_is_kept_beside_them(database, write, count):
    with database.transaction("写") as tx:
        write(tx)
    assert tx.done.change_count == last_act(database).change_count == count
    assert database.undo().change_count == count
    assert database.redo().change_count == count


def test_a_record_written_twice_counts_once(database, people):
    with database.transaction("改") as tx:
        for phone in ("13000000001", "13000000002"):
            tx.update(STUDENT, people[0], {"phone": phone})
    assert tx.done.change_count == 1


def test_what_is_kept_beside_records_counts_where_nothing_else_was_written(database):
    with database.transaction("新建") as tx:
        sponsors = tx.insert_many(ENTERPRISE, [{"name": "沈阳甲公司"}, {"name": "沈阳乙公司"}])
        key = tx.insert(ORDER_CLASS, {"name": "订单甲班", "enterprises": (sponsors[0],)})
    assert tx.done.change_count == 3  # two enterprises, an order class
    with database.transaction("改") as tx:
        tx.update(ORDER_CLASS, key, {"enterprises": tuple(reversed(sponsors))})
    assert tx.done.change_count == 1  # the second enterprise of the class


def test_a_part_taken_away_counts_for_its_owner(database):
    with database.transaction("新建") as tx:
        sponsors = tx.insert_many(ENTERPRISE, [{"name": "沈阳甲公司"}, {"name": "沈阳乙公司"}])
        keys = [tx.insert(ORDER_CLASS, {"name": f"订单{n}班", "enterprises": tuple(sponsors)}) for n in "甲乙"]
    with database.transaction("改") as tx:
        tx.update(ORDER_CLASS, keys[0], {"enterprises": (sponsors[0],)})
    assert touched(database, ORDER_CLASS) == {keys[0]}


def test_undone_it_lists_what_is_still_there(database, people):
    number = last_act(database).id
    database.undo(number)
    assert touched(database, STUDENT, number) == set()


def test_acts_are_named(database, people):
    with database.reading() as connection:
        assert names_of(connection, "change_set", [last_act(database).id]) == {last_act(database).id: "新建"}
        assert lists_of(connection, last_act(database).id) == [STUDENT]
