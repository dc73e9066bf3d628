"""What several columns say together, and one column twice: classes by grade, major and number, two dates in one cell."""

from datetime import datetime

import openpyxl
import pytest

from desktop.exchange.applying import apply
from desktop.exchange.corrections import Draft, Mends
from desktop.exchange.mapping import Source, found_plan, gather
from desktop.exchange.plan import Action
from desktop.exchange.reader import read_workbook
from desktop.exchange.unknown_names import unknown_names
from models import clock
from models.database.query import Query
from models.database.results import read_all
from models.schema.fields import entity_named
from tests.factories import identity_number
from tests.imported import plan

STUDENT, SCHOOL_CLASS, PLACEMENT = map(entity_named, ("student", "school_class", "placement"))
HEAD = ["姓名", "身份证号", "年级", "专业", "班级"]


@pytest.fixture(autouse=True)
def _autumn():
    with clock.standing(datetime(2025, 10, 1, 9).astimezone()):
        yield


def book(folder, lines, head=HEAD, above=(), sheet="名单", file="名单"):
    made = openpyxl.Workbook()
    made.active.title = sheet
    people = ([f"张{'甲乙丙丁戊己庚'[n]}", identity_number(n), *line] for n, line in enumerate(lines))
    for row in (*above, head, *people):
        made.active.append(row)
    made.save(folder / f"{file}.xlsx")
    return folder / f"{file}.xlsx"


def classes(made):
    return [row.raw["school_class"] for row in made.rows]


@pytest.mark.parametrize(
    ("grade", "major", "name", "full"),
    [
        ("2025级", "护理", "1班", "2025级护理1班"),
        ("2025", "护理", 1, "2025级护理1班"),
        (2025, "护理", "(1)班", "2025级护理1班"),
        ("25级", "护理", "一班", "2025级护理1班"),
        ("高一", "护理", "护理1班", "2025级护理1班"),
        ("二年级", "护理", "1", "2024级护理1班"),
        (3, "护理", "1班", "2023级护理1班"),
        (25, "护理专业", "1班", "2025级护理1班"),
        (None, "护理", "高一1班", "2025级护理1班"),
        (None, "护理", "高一（1）班", "2025级护理1班"),
        ("2025级", "护理", "2501班", "2025级护理1班"),
        ("2025级", None, "1班", "2025级1班"),
        ("2025级", "护理", "阳光班", "2025级护理阳光班"),
        ("2025级", "护理", "护理实验班", "2025级护理实验班"),
        ("2025级", "护理", "1班（订单）", "2025级护理1班（订单）"),
        ("2025级", "护理", "2025级护理1班", "2025级护理1班"),
        ("2025级", "护理", "护理2501班", "护理2501班"),
        (None, "护理", "1班", "1班"),
        (None, "护理", "阳光班", "阳光班"),
    ],
)
def test_a_class_is_told_by_grade_major_and_number(database, tmp_path, grade, major, name, full):
    made = plan(database, STUDENT, book(tmp_path, [[grade, major, name]]))
    assert classes(made) == [full]
    assert "grade_year" not in made.rows[0].raw
    assert made.rows[0].action is Action.INSERT
    assert "grade_year" not in made.columns


def test_each_combination_is_a_class_and_a_name_of_its_own(database, tmp_path):
    lines = [["2025级", "护理", "1班"], ["2025级", "机电", "1班"], ["2024级", "护理", "1班"], ["2025", "护理", 1]]
    path = book(tmp_path, lines)
    draft = Draft(database, found_plan(STUDENT, gather(STUDENT, [Source(path, read_workbook(path))], {})))
    names = [n for n in unknown_names(database, draft.judged(Mends())) if n.column == "school_class"]
    assert [(n.text, n.rows) for n in names] == [("2025级护理1班", 2), ("2025级机电1班", 1), ("2024级护理1班", 1)]
    apply(database, plan(database, STUDENT, path))
    with database.reading() as connection:
        found = [row.values for row in read_all(connection, Query(SCHOOL_CLASS), ["name", "grade_year", "major"])]
    assert sorted((c["name"], c["grade_year"], c["major"]) for c in found) == [
        ("2024级护理1班", 2024, "护理"),
        ("2025级护理1班", 2025, "护理"),
        ("2025级机电1班", 2025, "机电"),
    ]
    assert plan(database, STUDENT, path).totals()["unchanged"] == 4


def test_a_major_alone_parts_classes_that_several_majors_have(database, tmp_path):
    lines = [[None, "护理", "1班"], [None, "机电", "1班"], [None, "护理", "2班"]]
    assert classes(plan(database, STUDENT, book(tmp_path, lines))) == ["护理1班", "机电1班", "2班"]


@pytest.mark.parametrize(
    ("above", "sheet", "file"),
    [
        ([["2025级护理专业学生名单"]], "Sheet1", "名单"),
        ([["学生名单"], ["年级：2025级　专业：护理"]], "Sheet1", "名单"),
        ([], "2025级护理专业", "名单"),
        ([["高一护理专业学生名单"]], "Sheet1", "2024级名单"),
        ([["专业：护理"]], "Sheet1", "2025级学生名单"),
        ([["沈阳示例学校机电技术应用专业学生名单"]], "2025级", "名单"),
        ([["沈阳示例学校2025级护理专业学生名单"]], "Sheet1", "名单"),
        ([["高一学生名单"]], "机电技术应用", "名单"),
    ],
)
def test_a_title_a_head_line_and_names_of_sheets_tell_grade_and_major(database, tmp_path, above, sheet, file):
    path = book(tmp_path, [["1班"], ["2班"]], ["姓名", "身份证号", "班级"], above, sheet, file)
    major = "机电技术应用" if "机电技术应用" in f"{above}{sheet}" else "护理"  # one is known of the catalogue
    assert classes(plan(database, STUDENT, path)) == [f"2025级{major}1班", f"2025级{major}2班"]


@pytest.mark.parametrize("name", ["护理1班", "25护理(1)班", "护理一班", "护理2501", "1班"])
def test_a_class_known_under_another_name_is_found(database, tmp_path, name):
    with database.transaction("班") as tx:
        major = tx.insert(entity_named("major"), {"name": "护理", "code": "720201"})
        known = tx.insert(SCHOOL_CLASS, {"name": name, "grade_year": 2025, "major": major})
        tx.insert(SCHOOL_CLASS, {"name": "护理1班（旧）", "grade_year": 2024, "major": major})
    made = plan(database, STUDENT, book(tmp_path, [["2025级", "护理", "1班"], ["2024级", "护理", "1班"]]))
    assert made.rows[0].written["school_class"] == known
    assert made.rows[1].written["school_class"] != known
    assert not made.rows[0].warnings


def test_of_two_classes_alike_none_is_taken(database, tmp_path):
    with database.transaction("班") as tx:
        major = tx.insert(entity_named("major"), {"name": "护理", "code": "720201"})
        for name in ("护理1班", "护理一班"):
            tx.insert(SCHOOL_CLASS, {"name": name, "grade_year": 2025, "major": major})
    (row,) = plan(database, STUDENT, book(tmp_path, [["2025级", "护理", "1班"]])).rows
    assert [(e.field, e.code) for e in row.errors] == [("school_class", "unknown-reference")]
    assert "2 条班级" in row.errors[0].message


def test_a_grade_that_contradicts_the_class_is_doubted_and_one_that_is_none_refused(database, tmp_path):
    lines = [["2024级", "护理", "2025级护理1班"], ["护理", "护理", "2班"]]
    doubted, refused = plan(database, STUDENT, book(tmp_path, lines)).rows
    assert [(w.field, w.code) for w in doubted.warnings if w.field == "grade_year"] == [("grade_year", "conflict")]
    assert doubted.values["school_class"] == "2025级护理1班"
    assert [(e.field, e.code) for e in refused.errors] == [("grade_year", "format")]


@pytest.mark.parametrize(
    ("both", "start", "end"),
    [
        ("2025.9.1-2026.2.27", "2025-09-01", "2026-02-27"),
        ("2025年9月1日至2026年2月27日", "2025-09-01", "2026-02-27"),
        ("2025-09-01—2026-02-27", "2025-09-01", "2026-02-27"),
        ("20250901～20260227", "2025-09-01", "2026-02-27"),
        ("自2025/9/1起至2026/2/27止", "2025-09-01", "2026-02-27"),
    ],
)
def test_two_dates_in_one_cell_are_the_ends_of_the_period(database, tmp_path, both, start, end):
    with database.transaction("学生") as tx:
        tx.insert(STUDENT, {"name": "张甲", "id_number": identity_number(0)})
    head = ["姓名", "身份证号", "实习单位", "实习起止时间"]
    (row,) = plan(database, PLACEMENT, book(tmp_path, [["示例公司", both]], head)).rows
    assert (str(row.values["start_date"]), str(row.values["end_date"])) == (start, end)
    assert row.action is Action.INSERT


@pytest.mark.parametrize("both", ["长期", "2025年9月", None])
def test_what_is_no_pair_of_dates_is_no_period(database, tmp_path, both):
    with database.transaction("学生") as tx:
        tx.insert(STUDENT, {"name": "张甲", "id_number": identity_number(0)})
    head = ["姓名", "身份证号", "实习单位", "实习期限"]
    (row,) = plan(database, PLACEMENT, book(tmp_path, [["示例公司", both]], head)).rows
    assert {e.field for e in row.errors} & {"start_date", "end_date"}


@pytest.mark.parametrize(
    ("level", "name", "code"),
    [
        ("1", "护理", "720201"), ("2", "护理", "520201"), ("3", "护理", "320201"), (None, "护理", None),
        ("1", "护理专业", "720201"), ("1", "电子商务", "730701"), ("5", "护理", None), ("1", "没有的专业", None),
    ],
)  # fmt: skip
def test_a_name_of_several_levels_means_that_of_the_own_school(database, tmp_path, level, name, code):
    with database.transaction("加") as tx:
        tx.insert(entity_named("school"), {"name": "示例学校", "level": level})
    made = plan(database, STUDENT, book(tmp_path, [["2025级", name, "1班"]]))
    (major,) = [values for new, values in made.created.items() if new.entity == "major"]
    assert major.get("code") == code


def test_the_number_of_a_class_beside_grade_and_major_is_the_class(database, tmp_path):
    head = ["姓名", "身份证号", "入学年级", "所学专业", "班号"]
    lines = [["2025级", "护理", "1"], ["2025级", "机电", "1"], ["2024级", "护理", "2"]]
    made = plan(database, STUDENT, book(tmp_path, lines, head))
    assert classes(made) == ["2025级护理1班", "2025级机电1班", "2024级护理2班"]
