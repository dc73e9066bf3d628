"""Classes of one name: the school and the major a row names tell which class it means, in whatever order rows come."""

from itertools import permutations

import openpyxl
import pytest

from desktop.exchange.applying import apply
from desktop.exchange.corrections import Draft, Mends
from desktop.exchange.mapping import Source, found_plan, gather
from desktop.exchange.plan import ImportRow, New
from desktop.exchange.reader import read_workbook
from desktop.exchange.references import Resolver
from desktop.exchange.unknown_names import name_for, unknown_names, why_not_meant
from desktop.exchange.writing import export
from models.database.query import Query
from models.database.results import read_all
from models.schema.fields import entity_named, field_map
from tests.factories import credit_code, identity_number
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


# --- told apart by the major


MAJORS = ("护理", "机电技术应用")


def people(*majors, name="2023级1班"):
    return [f"张{'甲乙丙丁'[n]},{identity_number(n)},{major},{name}" for n, major in enumerate(majors)]


@pytest.fixture
def books(database, tmp_path):
    """Imports a workbook of several sheets, each the students of one major; gives the plan."""

    def run(*sheets):
        made = openpyxl.Workbook()
        made.remove(made.active)
        serial = 0
        for title, majors in sheets:
            sheet = made.create_sheet(title)
            sheet.append(["姓名", "身份证号", "专业", "班级"])
            for major in majors:
                serial += 1
                sheet.append([f"张{'甲乙丙丁'[serial]}", identity_number(serial), major, "2023级1班"])
        made.save(tmp_path / "名单.xlsx")
        found = plan(database, entity_named("student"), tmp_path / "名单.xlsx")
        apply(database, found)
        return found

    return run


def of_majors(read):
    return [(row[0], row[1]) for row in read("school_class", "major", "registered_count")]


@pytest.mark.usefixtures("office")
def test_a_sheet_for_each_major_has_a_class_for_each(books, read):
    first = books(("一", ["护理"]), ("二", ["机电技术应用"]))
    assert len([new for new in first.created if new.entity == "school_class"]) == 2
    assert of_majors(read) == [("护理", 1), ("机电技术应用", 1)]
    again = books(("一", ["护理"]), ("二", ["机电技术应用"]))
    assert again.totals()["unchanged"] == 2
    assert not again.created


@pytest.mark.parametrize("order", list(permutations(["护理", "机电技术应用", None])))
def test_a_row_that_could_mean_either_is_asked_about(database, order):
    """Cells put right one by one say a class no name of which was completed."""
    resolver, field = Resolver(database), field_map(entity_named("student"))["school_class"]
    rows = [
        ImportRow("表", n, values={"school_class": "2023级1班"} | ({"major": m} if m else {}))
        for n, m in enumerate(order)
    ]
    resolver.resolve_column(entity_named("student"), field, rows)
    found = dict(zip(order, (row.written["school_class"] for row in rows), strict=True))
    assert found["护理"] != found["机电技术应用"]
    assert found[None] is None
    assert [error.code for row in rows for error in row.errors] == ["unknown-reference"]
    names = [resolver.created[found[major]]["name"] for major in MAJORS]
    assert len(set(names)) == 2


def test_a_class_that_takes_learners_of_several_majors_is_one(office, read):
    office("student", "姓名,身份证号,专业,班级", *people(*MAJORS, name="阳光班"))
    assert read("school_class", "name", "registered_count") == [("阳光班", 2)]


@pytest.mark.parametrize("order", [1, -1])
def test_of_known_classes_of_a_name_the_major_tells_which(office, read, order):
    office("school_class", "班级名称,年级,专业", *(f"2023级1班,2023,{major}" for major in MAJORS))
    made = office("student", "姓名,身份证号,专业,班级", *people(*MAJORS)[::order])
    assert not [new for new in made.created if new.entity == "school_class"]
    assert of_majors(read) == [("护理", 1), ("机电技术应用", 1)]


def test_a_sheet_of_classes_updates_the_class_of_the_major(office, read):
    sheet = ["班级名称,年级,专业,教室", "2023级1班,2023,护理,101", "2023级1班,2023,机电技术应用,201"]
    assert office("school_class", *sheet).totals()["insert"] == 2
    assert office("school_class", *sheet).totals()["unchanged"] == 2
    assert office("school_class", sheet[0], "2023级1班,2023,机电技术应用,202").totals()["update"] == 1
    assert read("school_class", "major", "room") == [("护理", "101"), ("机电技术应用", "202")]


def test_a_class_whose_name_says_its_major_gets_another(office, read):
    office("school_class", "班级名称,年级,专业", "2023级护理1班,2023,护理")
    assert office("school_class", "班级名称,年级,专业", "2023级护理1班,2023,助产").totals()["update"] == 1
    assert read("school_class", "name", "major") == [("2023级护理1班", "助产")]


@pytest.mark.parametrize("kind", ["student", "school_class", "class_membership"])
def test_what_classes_of_one_name_export_goes_in_again_unchanged(office, database, tmp_path, kind):
    office("school_class", "班级名称,年级,专业,学校", *(f"2023级1班,2023,{major},甲校" for major in MAJORS))
    lines = [line.replace(",2023级1班", ",甲校,2023级1班") for line in people(*MAJORS)]
    office("student", "姓名,身份证号,专业,学校,班级", *lines)
    export(database, Query(entity_named(kind)), tmp_path / "x.xlsx", unmasked="核对")
    made = plan(database, entity_named(kind), tmp_path / "x.xlsx")
    assert made.totals() == {"insert": 0, "update": 0, "unchanged": 2, "reject": 0}


# --- the page of unknown names


@pytest.fixture
def draft(database, tmp_path):
    def run(*lines):
        path = tmp_path / "名单.csv"
        path.write_text("\n".join(lines), "utf-8")
        return Draft(database, found_plan(STUDENT, gather(STUDENT, (Source(path, read_workbook(path)),), {})))

    return run


STUDENT = entity_named("student")


def listed(database, made):
    return [(one.column, one.text, one.rows) for one in unknown_names(database, made) if one.column == "school_class"]


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("known", "told"),
    [
        ((), [(f"{NAME}（乙校）", 1), (f"{NAME}（甲校）", 1)]), (("甲校",), [(f"{NAME}（乙校）", 1)]),
        (("乙校",), [(f"{NAME}（甲校）", 1)]), (("甲校", "乙校"), []),
    ],
)  # fmt: skip
def test_a_class_of_each_school_is_a_line_of_its_own(office, draft, database, known, told, order):
    for school in known:
        office("school_class", "班级名称,学校", f"{NAME},{school}")
    made = draft(STUDENTS, *PEOPLE[::order]).judged(Mends())
    assert sorted(line[1:] for line in listed(database, made)) == told


def test_a_class_of_one_school_is_called_as_it_stands(office, draft, database):
    made = draft(
        STUDENTS, PEOPLE[0], PEOPLE[0].replace("张甲", "张丙").replace(identity_number(1), identity_number(3))
    ).judged(Mends())
    assert listed(database, made) == [("school_class", NAME, 2)]


def test_what_is_decided_about_one_of_them_holds_of_its_rows(office, draft, database):
    work = draft(STUDENTS, *PEOPLE)
    plain = work.judged(Mends())
    lines = {one.text: one for one in unknown_names(database, plain) if one.column == "school_class"}
    out = work.judged(Mends().with_word_out(("school_class", f"{NAME}（乙校）")))
    assert [row.action for row in out.rows] == ["insert", "reject"]
    empty = work.judged(Mends().with_word(("school_class", f"{NAME}（甲校）"), None))
    assert ["school_class" in row.written for row in empty.rows] == [False, True]
    assert len(lines) == 2


def keys(database, kind, name, value):
    with database.reading() as connection:
        return [row.id for row in read_all(connection, Query(entity_named(kind)), (name,)) if row.values[name] == value]


def test_a_class_of_another_school_is_not_offered_and_refused_with_why(office, draft, database):
    office("school_class", "班级名称,学校", "2024级护理班,乙校")
    (line,) = [
        one for one in unknown_names(database, draft(STUDENTS, PEOPLE[0]).judged(Mends())) if one.near or one.beside
    ]
    assert (line.text, line.near) == (NAME, ())
    (theirs,) = keys(database, "school_class", "name", "2024级护理班")
    assert name_for(database, STUDENT, "school_class", theirs) == "2024级护理班"
    assert name_for(database, STUDENT, "school_class", theirs, line.beside) is None
    assert "学校“甲校”" in why_not_meant(database, STUDENT, "school_class", theirs, line.beside)


def test_of_two_classes_of_a_name_that_of_the_rows_own_school_is_meant(office, draft, database):
    for school in ("甲校", "乙校"):
        office("school_class", "班级名称,学校", f"2024级护理班,{school}")
    work = draft(STUDENTS, PEOPLE[0])
    (line,) = [one for one in unknown_names(database, work.judged(Mends())) if one.column == "school_class"]
    assert line.near == ("2024级护理班",)
    with database.reading() as connection:
        rows = read_all(connection, Query(entity_named("school_class")), ("school",))
        (own,) = [row.id for row in rows if row.values["school"] == "甲校"]
    meant = name_for(database, STUDENT, "school_class", own, line.beside)
    (row,) = work.judged(Mends().with_word((line.column, line.text), meant)).rows
    assert row.written["school_class"] == own


ALL_DIGITS = "912101020000000007"  # a credit code that reads like the number of a bank card


@pytest.mark.parametrize("code", [credit_code(2), ALL_DIGITS])
def test_a_firm_of_another_credit_code_is_refused_with_why(database, tmp_path, office, code):
    mentor, path = entity_named("mentor"), tmp_path / "师傅.csv"
    office("enterprise", "企业名称,统一社会信用代码", f"沈阳第一机械有限公司,{credit_code(1)}")
    (firm,) = keys(database, "enterprise", "name", "沈阳第一机械有限公司")
    path.write_text(f"姓名,企业,统一社会信用代码\n张甲,沈阳一机厂,{code}", "utf-8")
    made = Draft(database, found_plan(mentor, gather(mentor, (Source(path, read_workbook(path)),), {}))).judged(Mends())
    (line,) = unknown_names(database, made)
    assert name_for(database, mentor, "enterprise", firm) == "沈阳第一机械有限公司"
    assert name_for(database, mentor, "enterprise", firm, line.beside) is None
    assert code in why_not_meant(database, mentor, "enterprise", firm, line.beside)
