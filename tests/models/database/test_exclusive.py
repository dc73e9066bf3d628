"""What may stand once at a time: no two rows that say the same overlap, whatever kind of field says it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.database.errors import Invalid
from models.database.query import Condition, Query
from models.database.results import read_all
from models.entities.policy import PolicyParameter
from models.rules.problems import problems
from models.schema.fields import entities, field_map
from tests.desktop.exchange.test_importing import sheet
from tests.imported import plan

KEY, PLACE = "R-INT-18.interns", "210100"
FIRST = {"key": KEY, "scope": PLACE, "value": Decimal(3), "basis": "某市通知"}
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def office(database):
    with database.transaction("政策") as tx:
        tx.insert(PolicyParameter, {**FIRST, "valid_from": YEAR[0], "valid_until": YEAR[1]})
    return database


def insert(database, **more):
    with database.transaction("政策") as tx:
        return tx.insert(PolicyParameter, {**FIRST, **more})


@pytest.mark.parametrize(
    ("begin", "end", "scope", "fits"),
    [
        (date(2026, 12, 31), None, PLACE, False), (date(2027, 1, 1), None, PLACE, True),
        (date(2025, 1, 1), date(2026, 1, 1), PLACE, False), (date(2025, 1, 1), date(2025, 12, 31), PLACE, True),
        (date(2026, 3, 1), date(2026, 4, 1), PLACE, False), (date(2025, 1, 1), None, PLACE, False),
        (date(2026, 3, 1), date(2026, 4, 1), "210200", True), (date(2026, 3, 1), date(2026, 4, 1), "*", True),
        (date(2020, 1, 1), None, "*", False),  # what stands since 2022 is not ended by what began before it
    ],
)  # fmt: skip
def test_what_a_text_names_is_compared_with_what_stands_in_the_file(office, tmp_path, begin, end, scope, fits):
    row = {"valid_from": begin, "valid_until": end, "scope": scope}
    head = ["参数", "适用范围", "数值", "生效日期", "失效日期"]
    found = plan(office, PolicyParameter, sheet(tmp_path / "政策.xlsx", [head, [KEY, scope, 5, begin, end]]))
    assert [error.code for error in found.rows[0].errors] == ([] if fits else ["duplicate"])
    if fits:
        insert(office, **row)
    else:
        with pytest.raises(Invalid, match="重叠"):
            insert(office, **row)


def test_a_row_may_not_be_moved_onto_another_but_may_be_changed_where_it_stands(office):
    later = insert(office, valid_from=date(2027, 1, 1))
    with office.transaction("改") as tx:
        tx.update(PolicyParameter, later, {"value": Decimal(4)})
    with pytest.raises(Invalid, match="重叠"), office.transaction("改") as tx:
        tx.update(PolicyParameter, later, {"valid_from": YEAR[1]})


@pytest.mark.parametrize("begin", [date(2026, 9, 1), date(2027, 1, 1)])
def test_a_new_value_ends_the_one_that_holds_on_the_day_before(office, tmp_path, begin):
    """Both days of its period count; what has an end is ended by nobody."""
    insert(office, scope="210200", valid_from=date(2026, 1, 1))
    head = ["参数", "适用范围", "数值", "生效日期"]
    (row,) = plan(office, PolicyParameter, sheet(tmp_path / "政策.xlsx", [head, [KEY, "210200", 5, begin]])).rows
    assert [warned.code for warned in row.warnings if warned.code == "succeeds"] == ["succeeds"]
    insert(office, scope="210200", valid_from=begin)
    with office.reading() as connection:
        query = Query(PolicyParameter, (Condition("scope", "=", "210200"),), ("valid_from",))
        ends = [row.values["valid_until"] for row in read_all(connection, query, ("valid_until",))]
    assert ends == [begin - timedelta(days=1), None]


def test_every_kind_of_record_is_asked_by_a_field_the_file_can_be_asked_for():
    """Whatever a later entity declares exclusive: a reference, or a value that stands in the row itself."""
    said = {(e.__tablename__, names) for e in entities() for names in e.exclusive}
    assert ("policy_parameter", ("key", "scope")) in said
    for entity in entities():
        for name in (name for names in entity.exclusive for name in names):
            assert entity.period is not None
            assert field_map(entity)[name].stored


def test_check_lists_what_an_earlier_version_let_in(office):
    """Before texts were compared, two values could stand for one day."""
    later = insert(office, valid_from=date(2027, 1, 1))
    table = PolicyParameter.table()
    with office.transaction("旧") as tx:
        tx.connection.execute(table.update().where(table.c.id == later).values(valid_from=date(2026, 6, 1)))
    told = [p for p in problems(office) if p.entity is PolicyParameter and p.complaint.code == "duplicate"]
    assert [(p.record_id, p.field.name) for p in told] == [(later, "valid_from")]
