"""Lists that are kept as JSON: they come back as they were, or it is said what of them does not."""

import json
from datetime import date

import pytest

from models.database.query import Condition, Query
from models.database.query_json import left_out, plain_query, read_query
from models.database.touched import ONE_BY_ONE, TOUCHED
from models.database.units import UNIT
from models.entities.people import Student
from models.entities.placements import Placement


@pytest.mark.parametrize(
    "query",
    [
        Query(Student, (Condition("birth_date", ">=", date(2008, 1, 1)), Condition("status", "in", ("01", "02")))),
        Query(Student, (Condition(TOUCHED.name, "=", 12),), ("-name",), "张", date(2026, 3, 10)),
        Query(Student, (Condition(ONE_BY_ONE, "in", (3, 4)),)),
        Query(Placement, (Condition(UNIT.name, "=", 1), Condition("status", "=", "1"))),
        Query(Student, (Condition("phone", "empty", None),)),
    ],
    ids=["fields", "an act's", "one by one", "a school's", "a masked field that is empty"],
)
def test_a_list_comes_back_as_it_was(query):
    kept = json.loads(json.dumps(plain_query(query)))
    assert read_query(query.entity, kept) == query
    assert not left_out(query.entity, kept)


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ([["phone", "=", "13800138000"], ["id_number", "contains", "1"], ["phone", "!=", "1"]], "联系电话、身份证件号"),
        ([["gone", "=", 1]], "1 个"),
        ([["phone", "=", "1"], ["gone", "=", 1], ["school", "=", 1]], "联系电话"),
    ],
)
def test_what_does_not_come_back_is_said_with_the_reason(lost, words):
    kept = plain_query(Query(Student, (Condition("status", "=", "01"),)))
    kept["conditions"] += lost
    assert {c.field for c in read_query(Student, kept).conditions} <= {"status", "school"}
    assert words in left_out(Student, kept)
