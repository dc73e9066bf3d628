"""Classes of one name: the school and the major a row names tell which class it means, in whatever order rows come."""

import pytest

from desktop.exchange.applying import apply
from desktop.exchange.plan import New
from desktop.exchange.references import Resolver
from models.database.query import Query
from models.database.results import read_all
from models.schema.fields import entity_named, field_map
from tests.factories import identity_number
from tests.imported import plan

NAME = "2024级护理1班"
STUDENTS = "姓名,身份证号,学校,班级"
PEOPLE = [f"张甲,{identity_number(1)},甲校,{NAME}", f"张乙,{identity_number(2)},乙校,{NAME}"]


@pytest.fixture
def office(database, tmp_path):
    """Imports lines of comma-separated cells into an office of two schools; gives the plan."""

    def run(kind, *lines):
        path = tmp_path / "名单.csv"
        path.write_text("\n".join(lines), "utf-8")
        made = plan(database, entity_named(kind), path)
        apply(database, made)
        return made

    run("school", "学校名称,办学层次", "甲校,中职", "乙校,中职")
    return run


@pytest.fixture
def read(database):
    """The values of fields of all records of a kind, in order."""

    def run(kind, *names):
        with database.reading() as connection:
            rows = read_all(connection, Query(entity_named(kind)), names)
            return sorted(tuple(row.values[name] for name in names) for row in rows)

    return run


def conflicts(made):
    return [error.message for row in made.rows for error in (*row.errors, *row.warnings) if error.code == "conflict"]


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("known", [(), ("甲校",), ("乙校",), ("甲校", "乙校")])
def test_each_school_has_its_own_class(office, read, known, order):
    for school in known:
        office("school_class", "班级名称,学校", f"{NAME},{school}")
    made = office("student", STUDENTS, *PEOPLE[::order])
    assert not conflicts(made)
    assert len([new for new in made.created if new.entity == "school_class"]) == 2 - len(known)
    assert read("school_class", "school", "name", "registered_count") == [("乙校", NAME, 1), ("甲校", NAME, 1)]
    assert read("student", "name", "school") == [("张乙", "乙校"), ("张甲", "甲校")]


def test_a_school_yet_to_be_made_has_its_own_class_too(office, read):
    office("school_class", "班级名称,学校", f"{NAME},甲校")
    office("student", STUDENTS, f"张丙,{identity_number(3)},丙校,{NAME}", *PEOPLE)
    counts = [(school, NAME, 1) for school in ("丙校", "乙校", "甲校")]
    assert read("school_class", "school", "name", "registered_count") == counts


def test_a_class_of_no_school_is_the_class_meant(office, read):
    office("school_class", "班级名称,年级", f"{NAME},2024")
    made = office("student", STUDENTS, PEOPLE[0])
    assert not [new for new in made.created if new.entity == "school_class"]
    assert len(read("school_class", "name")) == 1


@pytest.mark.parametrize("order", [1, -1])
def test_a_row_that_names_no_school_makes_no_class_beside_the_others(office, read, order):
    people = [f"张甲,{identity_number(1)},,{NAME}", PEOPLE[1]]
    office("student", STUDENTS, *people[::order])
    assert read("school_class", "school", "name", "registered_count") == [("乙校", NAME, 2)]


def test_who_is_known_comes_into_the_class_of_his_school(office, read):
    office("student", "姓名,身份证号,学校", *(line.rpartition(",")[0] for line in PEOPLE))
    for school in ("甲校", "乙校"):
        office("school_class", "班级名称,学校", f"{NAME},{school}")
    people = [f"{name},{identity_number(n)},{NAME},2024-09-01" for n, name in ((1, "张甲"), (2, "张乙"))]
    made = office("class_membership", "姓名,身份证号,班级,进班日期", *people)
    assert made.totals()["insert"] == 2
    assert read("school_class", "school", "registered_count") == [("乙校", 1), ("甲校", 1)]


def test_a_sheet_of_classes_updates_the_class_of_the_school(office, read):
    sheet = ["班级名称,学校,教室", f"{NAME},甲校,101", f"{NAME},乙校,201"]
    assert office("school_class", *sheet).totals()["insert"] == 2
    again = office("school_class", sheet[0], f"{NAME},乙校,202", f"{NAME},甲校,101")
    assert (again.totals()["update"], again.totals()["unchanged"]) == (1, 1)
    assert read("school_class", "school", "room") == [("乙校", "202"), ("甲校", "101")]
    assert office("school_class", sheet[0], f"{NAME},丙校,301").totals()["insert"] == 1


@pytest.mark.parametrize("order", [1, -1])
def test_the_major_of_a_row_tells_its_class_whichever_row_came_first(office, database, order):
    office("major", "专业代码,专业名称", "720201,护理", "660301,机电技术应用")
    office("school_class", "班级名称,年级,专业", "2023级护理1班,2023,护理", "2023级机电技术应用1班,2023,机电技术应用")
    with database.reading() as connection:
        known = {r.values["major"]: r.id for r in read_all(connection, Query(entity_named("school_class")), ("major",))}
    resolver, field = Resolver(database), field_map(entity_named("student"))["school_class"]
    for major in [None, "护理", "机电技术应用"][::order]:
        found, _complaint = resolver.find(field, "2023级1班", {"major": major}, {})
        assert found == known[major] if major else isinstance(found, New)
