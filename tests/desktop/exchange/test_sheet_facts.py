"""What holds for all rows because a title, a head line or the name of a sheet says it."""

import openpyxl
import pytest

from desktop.exchange.applying import apply
from desktop.exchange.known_headings import headings_of
from desktop.exchange.mapping import Source, found_plan, gather
from desktop.exchange.tables import find_tables
from desktop.exchange.tables_context import month_of, time_in
from desktop.exchange.workbook import Sheet, Workbook
from models.schema.fields import entity_named
from models.schema.terms import term_in
from tests.factories import identity_number
from tests.imported import plan

MONTHS = [
    (("2025年10月实习学生考勤表",), "2025-10"), (("岗位实习津贴发放表（2025年10月）",), "2025-10"), (("津贴发放表：2025年9月",), "2025-09"),
    (("二〇二五年十月考勤",), "2025-10"), (("考勤表", "2025-10"), "2025-10"), (("考勤表", "202510"), "2025-10"), (("2025.3",), "2025-03"),
    (("2025年考勤表", "10月"), "2025-10"), (("考勤表", "10月份", "2025年考勤"), "2025-10"), (("2025-2026学年考勤表", "3月"), "2026-03"),
    (("2025-2026学年考勤表", "9月"), "2025-09"), (("2025年11月考勤", "10月"), "2025-11"), (("10月",), None), (("考勤表", "Sheet1"), None),
    (("2025年10月8日考勤表",), None), (("2025年10月-11月考勤表", "12月"), None), (("2023级1班", "3月"), None), (("2025年13月",), None),
]  # fmt: skip
TERMS = [
    ("某校2025-2026学年第二学期学期注册表", "2025-2026-2"), ("学期注册（2025-2026第一学期）", "2025-2026-1"), ("2025—2026学年度上学期", "2025-2026-1"),
    ("学年：2025-2026　学期：第一学期", "2025-2026-1"), ("2025-2026-2注册", "2025-2026-2"), ("2025年秋季学期注册表", "2025-2026-1"),
    ("2025学年第二学期", "2025-2026-2"), ("2025-2026学年注册表", None), ("2025-2026学年第一学期和2025-2026学年第二学期", None), ("2025-2027学年第一学期", None),
    ("第一学期", None), ("2025年9月", None),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "month"), MONTHS)
def test_the_month_that_is_told(texts, month):
    assert month_of(texts) == month


@pytest.mark.parametrize(("text", "term"), TERMS)
def test_the_term_inside_a_longer_text(text, term):
    assert term_in(text) == term


@pytest.mark.parametrize("text", ["统计截止：2025年10月", "打印日期：2025年10月"])
def test_the_day_of_a_paper_is_not_what_it_is_about(text):
    assert time_in(text) is None


SAME, OTHER, LATER = ["2025年10月名单"], ["2025年11月名单"], ["11月名单"]


@pytest.mark.parametrize(("second", "tables"), [(SAME, 1), (OTHER, 2), (LATER, 2)])
def test_another_month_under_the_same_heading_is_another_table(second, tables):
    heading = ["姓名", "身份证号"]
    rows = [SAME, heading, ["张三", identity_number(1)], second, heading, ["李四", identity_number(2)]]
    found = find_tables(Sheet("名单", [tuple(row) for row in rows]), headings_of(entity_named("student")))
    assert [len(table.rows) for table in found] == [2 // tables] * tables
    last = month_of(tuple(reversed(found[-1].context.titles)))
    assert last == ("2025-10" if tables == 1 else "2025-11")


@pytest.fixture
def office(database, tmp_path):
    """Writes sheets of lines, imports the workbook, gives the plan."""

    def run(kind, sheets, *, file="名单", write=False):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, lines in sheets.items():
            sheet = book.create_sheet(name)
            for line in lines:
                sheet.append(line.split(","))
        path = tmp_path / f"{file}.xlsx"
        book.save(path)
        made = plan(database, entity_named(kind), path)
        if write:
            apply(database, made)
        return made

    batches = ("2023级岗位实习", "2023级岗位实习补充", "岗位实习")
    lines = ["批次名称,类别,年级,开始日期,结束日期", *(f"{n},岗位实习,2023,2025-09-15,2026-03-13" for n in batches)]
    run("placement_plan", {"批次": lines}, write=True)
    run("enterprise", {"企业": ["企业名称,所在地", "甲厂,210106"]}, write=True)
    run("student", {"名单": ["姓名,身份证号", f"张三,{identity_number(1)}"]}, write=True)
    return run


ROW, HEADING = f"张三,{identity_number(1)},甲厂,2025-09-15,2026-03-13", "姓名,身份证号,实习单位,实习起,实习止"
TOLD = {  # what stands around the rows -> the plan
    "title": ({"表": ["某校2023级岗位实习安置一览表", HEADING, ROW]}, "2023级岗位实习"),
    "longest": ({"表": ["2023级岗位实习补充安置一览表", HEADING, ROW]}, "2023级岗位实习补充"),
    "sheet": ({"2023级岗位实习": ["安置表", HEADING, ROW]}, "2023级岗位实习"),
    "title before sheet": ({"2023级岗位实习": ["2023级岗位实习补充安置表", HEADING, ROW]}, "2023级岗位实习补充"),
    "head line": ({"表": ["2023级岗位实习补充", "实习批次：2023级岗位实习", HEADING, ROW]}, "2023级岗位实习"),
    "column": ({"2023级岗位实习": [HEADING + ",批次名称", ROW + ",2023级岗位实习补充"]}, "2023级岗位实习补充"),
    "another": ({"表": ["12023级岗位实习名单", HEADING, ROW]}, "岗位实习"),
    "none": ({"表": ["安置表", HEADING, ROW]}, None),
}


@pytest.mark.parametrize("case", TOLD)
def test_a_record_the_file_knows_by_name(office, case):
    sheets, name = TOLD[case]
    (row,) = office("placement", sheets).rows
    assert row.errors == []
    assert row.values.get("plan") == name
    assert (row.written.get("plan") is not None) is (name is not None)


def test_the_name_of_the_file_comes_last(office):
    (row,) = office("placement", {"表": ["安置表", HEADING, ROW]}, file="2023级岗位实习安置表").rows
    assert row.values["plan"] == "2023级岗位实习"


def _attendance(path, sheet):
    heading, row = ("学号", "姓名", "应出勤", "实出勤"), ("23010102", "学生甲", 18, 16)
    return Source(path, Workbook(path, "xlsx", (Sheet(sheet, [heading, row]),)))


@pytest.mark.parametrize("sheets", [("Sheet1", "考勤"), ("Sheet1", "Sheet1"), ("10月", "10月")])
def test_what_the_name_of_a_file_says_holds_for_its_own_rows_only(tmp_path, sheets):
    names = ("2025年12月考勤.xlsx", "2026年1月考勤.xlsx")
    entity = entity_named("attendance_month")
    files = [_attendance(tmp_path / name, sheet) for name, sheet in zip(names, sheets, strict=True)]
    alone = [found_plan(entity, gather(entity, (file,), {})).rows[0].raw["month"] for file in files]
    assert [row.raw["month"] for row in found_plan(entity, gather(entity, files, {})).rows] == alone
    assert alone == (["2025-10", "2026-10"] if sheets[0] == "10月" else ["2025-12", "2026-01"])
