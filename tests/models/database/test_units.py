"""Lists and papers narrowed to one school of several, whose name is then the reporting unit."""

from contextlib import closing
from datetime import datetime

import pytest

from desktop.demo import make_sample
from desktop.reports.catalogue import report_named, reports
from desktop.reports.document import HeadLine, Table
from desktop.reports.list_print import list_document
from desktop.reports.report import make
from models.database.database import open_database
from models.database.query import Condition, Query
from models.database.results import read_all
from models.database.settings import SAMPLE_DAY, own_unit, school_name
from models.database.units import UNIT, has_unit, way_to_school
from models.schema.fields import entity_named

NOW = datetime(2020, 4, 20, 9, 0)  # noqa: DTZ001 - local time


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    with closing(open_database(tmp_path_factory.mktemp("city") / "office.db")) as opened:
        make_sample(opened, 0.02)
        yield opened


@pytest.fixture(scope="module")
def schools(city):
    """Name and id of every school, by how many placements its students have."""
    with city.reading() as connection:
        counts = {}
        for row in read_all(connection, Query(entity_named("school")), ("name",)):
            query = Query(entity_named("placement"), (Condition(UNIT.name, "=", row.id),))
            counts[row.values["name"], row.id] = connection.execute(query.count()).scalar_one()
    return counts


@pytest.mark.parametrize(
    ("entity", "way"),
    [("student", ("school",)), ("placement", ("student", "school")), ("status_change", ("student", "school")),
     ("order_class_member", ("student", "school")), ("company_course", ("order_class", "school")),
     ("check_in", ("admission", "school")), ("enterprise", None), ("post", None), ("major", None), ("school", None)],
)  # fmt: skip
def test_the_school_a_record_belongs_to(entity, way):
    found = way_to_school(entity_named(entity))
    assert (None if found is None else tuple(f.name for f in found)) == way
    assert has_unit(entity_named(entity)) == (way is not None and len(way) > 1)


def test_the_parts_of_the_schools_are_the_whole(city, schools):
    with city.reading() as connection:
        whole = connection.execute(Query(entity_named("placement")).count()).scalar_one()
        assert sum(schools.values()) == whole > 0
        some = next(key for (_name, key), count in schools.items() if count)
        others = Query(entity_named("placement"), (Condition(UNIT.name, "!=", some),))
        several = Query(entity_named("placement"), (Condition(UNIT.name, "in", tuple(key for _name, key in schools)),))
        unknown = Query(entity_named("placement"), (Condition(UNIT.name, "empty"),))
        counts = [connection.execute(query.count()).scalar_one() for query in (others, several, unknown)]
    assert counts == [whole - next(c for (_n, key), c in schools.items() if key == some), whole, 0]


def test_the_sample_city_is_the_file_of_an_office_over_schools(city, schools):
    assert len(schools) > 1
    with city.reading() as connection:
        assert own_unit(connection) is None
        assert school_name(connection) == "沈阳市示例教育局职业教育处"


def unit_of(document):
    return [dict(block.left) for block in document.blocks if isinstance(block, HeadLine)]


def made(city, name, ids, of=""):
    return make(city, report_named(name), ids, as_of=SAMPLE_DAY, printed_by="", printed_at=NOW, of=of)


@pytest.mark.parametrize("name", ["placement-list", "order-class-list"])
def test_a_paper_of_one_school_is_sent_in_by_it(city, schools, name):
    (school, key), count = max(schools.items(), key=lambda item: item[1])
    assert unit_of(made(city, name, ()))[0]["填报单位（盖章）"] == "沈阳市示例教育局职业教育处"
    narrowed = made(city, name, (key,), "school")
    assert unit_of(narrowed)[0]["填报单位（盖章）"] == school
    rows = [len(list(block.rows)) for block in made(city, name, (key,), "school").blocks if isinstance(block, Table)]
    if name == "placement-list":
        assert 0 < rows[0] <= count


def test_a_school_without_any_record_of_a_kind_is_not_all_of_them(city):
    with city.transaction("学校") as tx:
        key = tx.insert(entity_named("school"), {"name": "新设学校"})
    try:
        for one in reports():
            table = next((t for t in one.filters if t == "school"), None)
            whole = [
                list(block.rows)
                for block in made(city, one.name, (key,), table or "").blocks
                if isinstance(block, Table)
            ]
            assert all(row.of is None for rows in whole for row in rows), one.name
    finally:
        city.undo()


def test_a_printed_list_of_one_school_names_it(city, schools):
    (school, key), _count = max(schools.items(), key=lambda item: item[1])

    def printed(*conditions):
        return list_document(
            city, Query(entity_named("placement"), conditions), ("student",), printed_by="", printed_at=NOW
        )

    assert unit_of(printed())[0]["填报单位"] == "沈阳市示例教育局职业教育处"
    assert unit_of(printed(Condition(UNIT.name, "in", (key,))))[0]["填报单位"] == school
