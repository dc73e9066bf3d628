"""What the sample school exports goes in again unchanged, whatever the entity."""

import csv
from pathlib import Path

import openpyxl
import pytest

from desktop.demo import make_sample
from desktop.exchange.applying import apply
from desktop.exchange.judging import plan
from desktop.exchange.plan import Action
from desktop.exchange.reader import read_workbook
from desktop.exchange.writing import export
from models.database.database import open_database
from models.database.query import Query
from models.database.results import ResultSet
from models.schema.fields import entities, entity_named

SCHOOL_CLASS = entity_named("school_class")


@pytest.fixture
def empty(tmp_path):
    database = open_database(tmp_path / "x.db", installation=1)
    yield database
    database.close()


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    database = open_database(tmp_path_factory.mktemp("sample") / "sample.db", installation=1)
    make_sample(database, 0.02)
    firms = ResultSet(database, Query(entity_named("enterprise"))).ids[:3]
    with database.transaction("企业投入") as tx:
        kinds = [{"enterprise": firm, "year": 2020, "kind": kind} for firm in firms for kind in ("1", "2")]
        tx.insert_many(entity_named("contribution"), kinds)
    yield database
    database.close()


WHOLE = pytest.mark.parametrize("unmasked", [None, "核对"], ids=["masked", "whole"])


@WHOLE
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("entity", [e for e in entities() if e.importable], ids=lambda e: e.__tablename__)
def test_an_export_comes_back_unchanged(sample, tmp_path, entity, suffix, unmasked):
    target = tmp_path / f"导出{suffix}"
    count = len(ResultSet(sample, Query(entity)))
    assert export(sample, Query(entity), target, unmasked=unmasked) == count > 0
    made = plan(sample, entity, target)
    assert made.totals() == {"insert": 0, "update": 0, "unchanged": count, "reject": 0}, [
        (row.values, row.written, row.seen, row.errors) for row in made.rows if row.action is not Action.UNCHANGED
    ][:3]
    assert not made.unused
    assert not [warning for row in made.rows for warning in row.warnings if warning.code == "masked"]


def test_numbers_are_text_in_the_export(sample, tmp_path):
    student = next(e for e in entities() if e.__tablename__ == "student")
    export(sample, Query(student), tmp_path / "a.xlsx", ["id_number", "student_number"], limit=5)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert {cell.data_type for line in sheet.iter_rows(min_row=2) for cell in line} == {"s"}
    assert sheet.max_row == 6


SHEETS = Path(__file__).parents[2] / "sheets" / "dev"
IMPORTED = (  # in the order an office gets them
    ("admission", "2026年新生报到册.xlsx"),
    ("student", "全国中职学籍系统_学生信息_2025级.xlsx"),
    ("student", "2024级各班花名册(最终版2).xlsx"),
    ("student", "学生及家长信息登记表.xlsx"),
    ("student", "生僻字和少数民族姓名.xlsx"),
    ("student", "身份证号各种写法.xlsx"),
    ("student", "性别民族政治面貌代码.xlsx"),
    ("student", "班级专业名称不规范.xlsx"),
    ("enterprise", "企业名单（各系上报汇总）.xls"),
    ("order_class_member", "订单班名册（表头带协议信息）.xlsx"),
    ("order_class_member", "订单班花名册汇总.xlsx"),
    ("placement", "2024级岗位实习安置表.xlsx"),
)
PLAIN = (  # what leaves most out
    ("student", "姓名,学号,年级,专业,班级", "张三,007,高一,护理,1班", "李四,008,2025级,护理,1", "王五,009,,,阳光班"),
    ("student", "姓名,出生日期,备注", "赵六,2009-03-15,-", "钱七,2009-03-16,=1+1"),
    ("order_class_member", "姓名,学号,订单班,入班日期", "张三,007,示例订单班,2025-09-01"),
    ("placement", "姓名,学号,实习单位,实习岗位,实习期限", "张三,007,无代码公司,操作工,2026.3.1-2026.8.31"),
    ("placement", "姓名,学号,实习单位,开始日期,结束日期", "李四,008,另一家无代码公司,2026-03-01,2026-08-31"),
    ("post", "企业,岗位名称", "无代码公司,检验员"),
    ("school_class", "班级名称,年级,专业", "2班,2025,机电"),
    ("enrolment_plan", "招生年份,专业,计划人数", "2026,护理,40"),
)


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """What our own import makes of workbooks as offices send them, with firms without codes and pupils without cards."""
    folder = tmp_path_factory.mktemp("imported")
    database = open_database(folder / "office.db", installation=1)
    for number, (name, *lines) in enumerate(PLAIN):
        path = folder / f"{number}.csv"
        path.write_text("\n".join(lines), "utf-8")
        made = plan(database, entity_named(name), path)
        assert not made.rejected, [row.errors for row in made.rejected]
        apply(database, made)
    for name, file in IMPORTED:
        make = frozenset(["student"])
        apply(database, plan(database, entity_named(name), SHEETS / file, make=make))
    yield database
    database.close()


@WHOLE
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("entity", [e for e in entities() if e.importable], ids=lambda e: e.__tablename__)
def test_what_an_import_made_comes_back_unchanged(imported, tmp_path, entity, suffix, unmasked):
    target = tmp_path / f"导出{suffix}"
    count = export(imported, Query(entity), target, unmasked=unmasked)
    if not count:
        pytest.skip("no workbook makes one")
    made = plan(imported, entity, target)
    assert not made.rejected, [(row.values, row.errors) for row in made.rejected[:3]]
    assert made.totals() == {"insert": 0, "update": 0, "unchanged": count, "reject": 0}, [
        (row.values, row.written, row.seen) for row in made.rows if row.action is not Action.UNCHANGED
    ][:3]


GUARDED = {
    "=1+1": "'=1+1", "@SUM(A1)": "'@SUM(A1)", "+86": "'+86", "-": "'-", "'=1": "''=1", '="1"': """'="1\"""",
    "210102200903159973": '="210102200903159973"', "00250101": '="00250101"', "1E5": '="1E5"', "3-2": '="3-2"',
    "2025/3/1": '="2025/3/1"', "true": '="true"', "张三": "张三", "25010101": "25010101", "0": "0", "'03": "'03",
    "13000000000": "13000000000", "3-2班": "3-2班", '说"好"': '说"好"',
}  # fmt: skip


@pytest.mark.parametrize("text", GUARDED)
def test_a_csv_keeps_texts_from_being_run_or_counted_and_is_read_back(empty, tmp_path, text):
    with empty.transaction("班") as tx:
        tx.insert(SCHOOL_CLASS, {"name": "甲班", "monitor": text})
    export(empty, Query(SCHOOL_CLASS), tmp_path / "a.csv", ["name", "monitor"])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream))[1] == ["甲班", GUARDED[text]]
    assert read_workbook(tmp_path / "a.csv").sheets[0].cell(1, 1) == text


def test_numbers_and_days_of_a_csv_can_be_counted(empty, tmp_path):
    with empty.transaction("班") as tx:
        tx.insert(SCHOOL_CLASS, {"name": "甲班", "grade_year": 2025, "expected_graduation": "2028-07"})
    export(empty, Query(SCHOOL_CLASS), tmp_path / "a.csv", ["grade_year", "expected_graduation"])
    assert (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[1] == "2025,2028-07"


def test_an_exported_list_is_printed_one_page_wide(sample, tmp_path):
    export(sample, Query(entity_named("student")), tmp_path / "a.xlsx", limit=5)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1)  # one is what a file means that says nothing
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.page_setup.orientation == "landscape"
