"""The named measures say what lists count, with both parts of a rate."""

import pytest

from models.database.database import open_database
from models.database.query import Condition, Query
from models.database.results import count_of
from models.entities.people import Student
from models.entities.placements import Placement
from models.statistics.measured import MEASURES, Measured
from tests.lives import DAY, GRADE, LIVES, settle


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    database = open_database(tmp_path_factory.mktemp("lives") / "office.db")
    settle(database)
    with database.reading() as connection:
        found = {name: {each.scope: each for each in count(connection, DAY)} for name, count in MEASURES.items()}
    yield database, found
    database.close()


def count(database, entity, *conditions):
    return count_of(database, Query(entity, conditions, as_of=DAY))


def test_a_measure_is_the_count_of_its_list(told):
    database, found = told
    working = found["D1 在岗实习生"]["全校"]
    assert (working.value, working.more["enterprises"]) == (count(database, Placement), 1)
    classed = sum(each.value["在籍"] for each in found["A10 在籍/在校"].values())
    assert classed == sum(each.value["在籍"] for each in found["A10 班级"].values())
    classless = sum(life.classless and life.registered(DAY) for life in LIVES)
    assert classed == count(database, Student, Condition("is_registered", "=", True)) - classless
    assert found["B2/B3 订单班现有人数"]["甲厂订单班"].value == sum(life.in_order_class(DAY) for life in LIVES)


def test_a_rate_has_both_parts_and_whom_it_lacks(told):
    database, found = told
    placing = found["D1 安置率"][f"{GRADE}级"]
    assert placing.denominator - placing.numerator == len(placing.more["unplaced"]) > 3
    for number in placing.more["unplaced"]:
        who = Condition("student_number", "=", number)
        assert count(database, Student, who, Condition("is_to_place", "=", True)) == 1
    assert placing.as_json()["value"] == pytest.approx(100 * placing.numerator / placing.denominator, abs=0.005)
    assert found["D1 对口率"]["internship"].value is None, "nobody wrote it down"


def test_who_is_over_the_limit_is_named_with_interns_and_staff(told):
    _database, found = told
    working = found["D1 在岗实习生"]["全校"].value
    (firm,) = found["D3 企业超过10%"].values()
    (post,) = found["D3 岗位超过20%"].values()
    assert list(firm.more["breaches"].values()) == [[working, 50]]
    assert list(post.more["breaches"].values()) == [[working, 10]]
    assert firm.as_json()["value"] == post.as_json()["value"] == 1


def test_a_count_has_no_parts():
    assert Measured("全校", 3).as_json() == {"scope": "全校", "value": 3, "numerator": None, "denominator": None}
