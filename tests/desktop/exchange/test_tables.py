import json
import os
from pathlib import Path

import pytest

from desktop.exchange.reader import read_workbook
from desktop.exchange.refusal import Refused
from desktop.exchange.tables import find_tables, tables_of
from desktop.exchange.tables_context import class_in, class_of_sheet, pairs_in
from desktop.exchange.tables_headings import normalise_heading
from desktop.exchange.workbook import Sheet, Workbook
from models.schema.complaints import Broken
from tests.desktop.exchange.headings import aliases

SHEETS = Path(os.environ.get("SHUANGYUAN_SHEETS", Path(__file__).parents[2] / "sheets" / "dev"))
TRUTH = json.loads((SHEETS / "truth.json").read_text(encoding="utf-8"))["files"]
ID, ID2, ID3 = "210102200903159981", "210106200811079971", "210181200802299964"


def index(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def sheet(*rows, merged=(), name="Sheet1"):
    return Sheet(name, [tuple(cell if cell != "" else None for cell in row) for row in rows], merged=merged)


def found(*rows, merged=(), name="Sheet1"):
    return find_tables(sheet(*rows, merged=merged, name=name), aliases())


def names(tables):
    return [row.cells["name"] for table in tables for row in table.rows]


@pytest.mark.parametrize("case", [f for f in TRUTH if f["outcome"] != "refused"], ids=lambda f: f["file"])
def test_tables_are_found_where_the_truth_says(case):
    workbook = read_workbook(SHEETS / case["file"])
    optional = {s["name"] for s in case["sheets"] if s["use"] == "optional"}
    tables = [t for t in tables_of(workbook, aliases(case["entity"])) if t.sheet_name not in optional]
    name = (lambda _: "csv") if workbook.format == "csv" else (lambda sheet_name: sheet_name)
    places = {
        (s["name"], t["header_row"], t["header_rows"], t["block"]): {f: index(c) for f, c in t["columns"].items()}
        for s in case["sheets"]
        if s["use"] is True
        for t in s["tables"]
    }
    mine = {(name(t.sheet_name), t.header_row, t.header_rows, t.block): t.columns for t in tables}
    assert set(mine) == set(places)
    for place, columns in places.items():
        assert {field: mine[place].get(field) for field in columns} == columns
    rows = {(r["sheet"], r["row"], r.get("block", 1)) for r in case["rows"] if r["sheet"] not in optional}
    if plain := case.get("unlisted_rows"):
        rows |= {(plain["sheet"], number, 1) for number in range(plain["first"], plain["last"] + 1)}
    assert {(name(t.sheet_name), r.number, t.block) for t in tables for r in t.rows} == rows


@pytest.mark.parametrize(
    ("file", "class_text"),
    [
        ("座次名单.xlsx", "2024级数控技术应用1班"),
        ("学生名单（双栏打印版）.xlsx", "2026级中餐烹饪1班"),
        ("2024级各班花名册(最终版2).xlsx", "2024级新能源汽车运用与维修1班"),
    ],
)
def test_class_comes_from_the_title_or_the_sheet(file, class_text):
    assert tables_of(read_workbook(SHEETS / file), aliases())[0].context.class_text == class_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("姓　名", "姓名"),
        ("*身份证号：", "身份证号"),
        ("家长(监护人)\n姓名", "家长监护人姓名"),
        ("１+X证书", "1+x证书"),
        ("SFZH", "sfzh"),
    ],
)
def test_headings_are_freed_from_ornaments(text, plain):
    assert normalise_heading(text) == plain


@pytest.mark.parametrize(
    "heading",
    [
        "身份证号",
        "身份证号（必填）",
        "*身份证号*",
        "2、身份证号",
        "身份证号\nID No.",
        "身份证号 ID",
        "身 份 证 号",
        "身份证号【18位】",
    ],
)
def test_headings_match_in_every_spelling(heading):
    (table,) = found(["姓名", heading], ["张三", ID])
    assert table.columns == {"name": 0, "id_number": 1}


@pytest.mark.parametrize("row", range(15))
def test_heading_is_found_in_the_first_fifteen_rows(row):
    (table,) = found(*[["标题"]] * row, ["姓名", "身份证号"], ["张三", ID])
    assert table.header_row == row + 1


@pytest.mark.parametrize(
    "rows",
    [
        [["填表说明"], ["1. 姓名须与身份证号一致。"], ["2. 性别、民族、班级按代码填写。"]],
        [["字段", "说明"], ["姓名", "必填"], ["身份证号", "18位"]],
        [["专业代码", "专业名称"], ["0101", "机电"]],
        [["性别", "民族"], ["男", "汉族"]],
        [],
    ],
)
def test_sheets_without_a_list_are_not_used(rows):
    assert found(*rows) == ()


@pytest.mark.parametrize(
    ("above", "below", "merged", "fields"),
    [
        (
            ["序号", "学生", "", "监护人", ""],
            ["", "姓名", "身份证号", "姓名", "电话"],
            ((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4)),
            {"name": 1, "id_number": 2, "guardian": 3, "guardian_phone": 4},
        ),
        (
            ["序号", "监护人信息", "", "学生基本信息", ""],
            ["", "姓名", "联系电话", "姓名", "身份证号"],
            ((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4)),
            {"guardian": 1, "guardian_phone": 2, "name": 3, "id_number": 4},
        ),
        (
            ["姓名", "身份证号", "班级", "家长", ""],
            ["", "", "", "姓名", "电话"],
            ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4)),
            {"name": 0, "id_number": 1, "school_class": 2, "guardian": 3, "guardian_phone": 4},
        ),
        (
            ["序号", "学生", "", "监护人", "", "联系电话"],
            ["", "姓名", "身份证号", "姓名", "电话", ""],
            (),
            {"name": 1, "id_number": 2, "guardian": 3, "guardian_phone": 4, "phone": 5},
        ),
        (
            ["姓名", "身份证号", "家长", ""],
            ["", "", "姓名", "电话"],
            (),
            {"name": 0, "id_number": 1, "guardian": 2, "guardian_phone": 3},
        ),
    ],
    ids=["groups", "guardian first", "single columns first", "groups without merging", "single without merging"],
)
def test_headings_of_two_rows(above, below, merged, fields):
    data = [f"{n}" for n in range(len(above))]
    data[fields["name"]], data[fields["id_number"]] = "张三", ID
    (table,) = found(above, below, data, merged=merged)
    assert (table.header_row, table.header_rows, table.columns) == (1, 2, fields)
    assert [row.number for row in table.rows] == [3]


@pytest.mark.parametrize("title", [["2025级名单"], ["班级：2025级机电1班", "", "人数：2"], ["甲校", "乙处"]])
def test_titles_are_no_part_of_the_heading(title):
    (table,) = found(title, ["姓名", "身份证号", "学号"], ["张三", ID, "1"])
    assert (table.header_row, table.header_rows) == (2, 1)


@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("count", [2, 3])
def test_blocks_side_by_side(count, gap):
    def beside(*cells):
        return [cell for n in range(count) for cell in [*cells, *[""] * (gap if n < count - 1 else 0)]]

    tables = found(beside("序号", "姓名", "身份证号"), beside(1, "张三", ID), [2, "李四", ID2])
    assert [table.block for table in tables] == list(range(1, count + 1))
    assert [len(table.rows) for table in tables] == [2] + [1] * (count - 1)
    assert tables[1].columns == {"name": 4 + gap, "id_number": 5 + gap}


def test_a_second_empty_block_is_left_out():
    tables = found(["序号", "姓名", "学号", "序号", "姓名", "学号"], [1, "张三", "01", 2, "", ""])
    assert [(table.block, names([table])) for table in tables] == [(1, ["张三"])]


@pytest.mark.parametrize(("first", "second", "column"), [("", "13000000000", 3), ("1", "13000000000", 2), ("", "", 2)])
def test_of_equal_headings_the_first_with_data_counts(first, second, column):
    (table,) = found(["姓名", "身份证号", "联系电话", "联系电话"], ["张三", ID, first, second])
    assert table.columns["phone"] == column


@pytest.mark.parametrize(
    "row",
    [
        ["合计", "33人", "", ""],
        ["1", "合计：33人", "", ""],
        ["小计", "", "", ""],
        ["备注：本表一式两份", "", "", ""],
        ["", "制表人：李四", "", ""],
        ["审核：", "王五", "", ""],
        ["", "注：请核对", "", ""],
        ["填表日期：2026年9月3日", "", "", ""],
        ["", "共 33 人", "", ""],
        ["", "班主任签字：", "", ""],
        ["2", "", "", "见说明"],
        ["3", "　", "\u00a0", "男"],
        ["", "必填", "18位", ""],
        [None, None, None, None],
        [],
    ],
)
def test_rows_that_are_no_data(row):
    assert names(found(["序号", "姓名", "身份证号", "性别"], row, ["1", "张三", ID, "男"])) == ["张三"]


@pytest.mark.parametrize(
    "row",
    [
        ["1", "李四", ID2, "已审核"],
        ["1", "李四", "", "见说明", "男", "汉族"],
        ["1", "合计", ID2, ""],
        ["1", "李四", 2.1e17, "合计"],
        ["", "李四", "", ""],
        ["", "", ID2, ""],
        ["", "李四", Broken("#N/A"), ""],
    ],
)
def test_rows_that_are_data(row):
    (table,) = found(["序号", "姓名", "身份证号", "备注", "性别", "民族"], row)
    assert [r.number for r in table.rows] == [2]


def test_merged_values_hold_for_their_rows_but_persons_are_not_doubled():
    (table,) = found(
        ["班级", "姓名", "身份证号", "家长姓名"],
        ["甲班", "张三", ID, "张大"],
        ["", "", "", "张二"],
        ["", "李四", ID2, "李大"],
        merged=((1, 0, 3, 0), (1, 1, 2, 1), (1, 2, 2, 2)),
    )
    assert [(r.number, r.cells["name"], r.cells["school_class"]) for r in table.rows] == [
        (2, "张三", "甲班"),
        (4, "李四", "甲班"),
    ]


def test_a_range_merged_to_the_end_of_the_sheet_costs_nothing():
    (table,) = found(
        ["班级", "姓名", "身份证号"], ["甲班", "张三", ID], ["", "李四", ID2], merged=((1, 0, 1048575, 0),)
    )
    assert [row.cells["school_class"] for row in table.rows] == ["甲班", "甲班"]


def test_headings_repeated_on_every_page_are_skipped():
    head = ["姓名", "身份证号"]
    tables = found(["名单"], head, ["张三", ID], ["名单"], head, ["李四", ID2], merged=((0, 0, 0, 1), (3, 0, 3, 1)))
    assert (len(tables), names(tables)) == (1, ["张三", "李四"])


def test_two_line_headings_repeated_on_every_page_are_skipped():
    head = [["序号", "学生", ""], ["", "姓名", "身份证号"]]
    assert names(found(*head, [1, "张三", ID], *head, [2, "李四", ID2])) == ["张三", "李四"]


def test_classes_stacked_on_one_sheet_each_keep_their_class():
    head = ["序号", "姓名", "身份证号"]
    tables = found(
        ["2025级机电技术应用1班花名册"], head, [1, "张三", ID], ["合计", "1人"], [],
        ["2025级机电技术应用2班花名册"], ["班主任：王五"], head, [1, "李四", ID2],
    )  # fmt: skip
    assert [(t.context.class_text, names([t])) for t in tables] == [
        ("2025级机电技术应用1班", ["张三"]),
        ("2025级机电技术应用2班", ["李四"]),
    ]


def test_a_second_table_may_have_other_columns():
    tables = found(["姓名", "身份证号"], ["张三", ID], [], ["学号", "姓名", "身份证号"], ["01", "李四", ID2])
    assert [t.columns for t in tables] == [
        {"name": 0, "id_number": 1},
        {"student_number": 0, "name": 1, "id_number": 2},
    ]
    assert names(tables) == ["张三", "李四"]


def test_lines_between_rows_name_the_class_of_those_below():
    tables = found(
        ["姓名", "身份证号"], ["2025级机电1班"], ["张三", ID], ["2025级机电2班"], ["李四", ID2], ["王五", ID3]
    )
    assert [(t.context.class_text, names([t])) for t in tables] == [
        ("2025级机电1班", ["张三"]),
        ("2025级机电2班", ["李四", "王五"]),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2024级机电技术应用1班学生花名册", "2024级机电技术应用1班"),
        ("沈阳市某校2024级机电1班（春季）名单", "2024级机电1班（春季）"),
        ("24级机电12班", "24级机电12班"),
        ("24机电3班", "24机电3班"),
        ("2024届护理2班", "2024届护理2班"),
        ("2026年9月1日", None),
        ("2024-2025学年第一学期名单", None),
        ("骋岚樾订单班(2024级)学生花名册", None),
        ("Sheet1", None),
    ],
)
def test_class_names_inside_titles(text, name):
    assert class_in(text) == name


@pytest.mark.parametrize(("name", "expected"), [("机电3班", "机电3班"), ("名单", None), ("Sheet1", None)])
def test_class_names_of_sheets(name, expected):
    assert class_of_sheet(name) == expected


def test_statements_above_a_table():
    line = "订单班名称：甲订单班(2024级)　合作企业：乙公司　协议编号：X-1　实到：　　未到："
    assert pairs_in([line]) == {"订单班名称": "甲订单班(2024级)", "合作企业": "乙公司", "协议编号": "X-1"}


def test_statements_written_in_cells_of_their_own():
    (table,) = found(["班级：", "2025级机电1班", "", "班主任：", "王五"], ["姓名", "身份证号"], ["张三", ID])
    assert table.context.pairs == {"班级": "2025级机电1班", "班主任": "王五"}
    assert table.context.class_text == "2025级机电1班"


def workbook(*sheets, path="名单.xlsx"):
    return Workbook(Path(path), "xlsx", sheets)


def test_explanations_and_hidden_sheets_are_left_out_when_others_hold_data():
    head, row = ["姓名", "身份证号"], ["张三", ID]
    hidden = Sheet("上学期", [tuple(head), ("李四", ID2)], hidden=True)
    tables = tables_of(workbook(sheet(head, row), sheet(head, ["示例", ID3], name="填表说明"), hidden), aliases())
    assert names(tables) == ["张三"]
    assert names(tables_of(workbook(sheet(), hidden), aliases())) == ["李四"]


def test_the_class_may_stand_in_the_file_name():
    book = workbook(sheet(["姓名", "身份证号"], ["张三", ID]), path="2025级机电1班.xlsx")
    assert tables_of(book, aliases())[0].context.class_text == "2025级机电1班"


@pytest.mark.parametrize(("rows", "word"), [([["姓名", "身份证号"]], "只有表头"), ([["甲", "乙"]], "没有找到表头")])
def test_a_workbook_without_data_is_refused(rows, word):
    with pytest.raises(Refused, match=word) as refusal:
        tables_of(workbook(sheet(*rows)), aliases())
    assert refusal.value.reason == "no-data"


def test_unmapped_columns_are_named():
    (table,) = found(["序号", "姓名", "身份证号", "宿舍"], [1, "张三", ID, "3-302"])
    assert table.unmapped == ((3, "宿舍"),)
