"""Paper as data: what a cell says, what is merged, where sections begin."""

from datetime import date
from decimal import Decimal

import pytest

from desktop.reports.document import (
    WHOLE,
    Column,
    Document,
    PageBreak,
    Paragraph,
    Row,
    SignOff,
    Table,
    Title,
    cell_text,
    heading_groups,
    merged_runs,
    page_sums,
    placed_cells,
    spaced_name,
)
from desktop.reports.sections import sections


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, "text", ""),
        ("", "number", ""),
        (0, "number", "0"),
        (Decimal("280000.5"), "money", "280,000.50"),
        (Decimal(-1500), "money", "-1,500.00"),
        (0, "money", "0.00"),
        ("请填写本地文件号", "money", "请填写本地文件号"),
        (Decimal("98.50"), "percent", "98.50%"),
        (Decimal("1E+3"), "number", "1000"),
        ("—", "percent", "—"),
        ("007", "code", "007"),
        (date(2025, 9, 1), "date", "2025-09-01"),
        (date(2009, 3, 5), "month", "2009-03"),
        (date(2026, 3, 5), "long_date", "2026年3月5日"),
        (date(987, 3, 5), "date", "0987-03-05"),
    ],
)
def test_cell_text(value, kind, text):
    assert cell_text(value, Column("", 10, kind=kind)) == text


def test_none_prints_what_the_column_says():
    assert cell_text(None, Column("", 10, kind="number", empty="—")) == "—"


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("张三", "张　三"),
        ("张𬭎", "张　𬭎"),
        ("𠅤㛃", "𠅤　㛃"),
        ("欧阳明", "欧阳明"),
        ("李", "李"),
        ("Li", "Li"),
        ("", ""),
        ("A三", "A三"),
    ],
)
def test_spaced_name(name, printed):
    assert spaced_name(name) == printed


@pytest.mark.parametrize(
    ("kind", "align", "side"),
    [
        ("text", "auto", "left"),
        ("number", "auto", "right"),
        ("percent", "auto", "right"),
        ("code", "auto", "center"),
        ("date", "auto", "center"),
        ("name", "left", "left"),
    ],
)
def test_side(kind, align, side):
    assert Column("", 10, align, kind).side == side


def _rows(*cells):
    return [Row(tuple(row)) for row in cells]


@pytest.mark.parametrize(
    ("rows", "merge", "runs"),
    [
        (_rows("ax", "ax", "bx"), (0,), [(0, 0, 1)]),
        (_rows("ax", "ax", "bx"), (0, 1), [(0, 0, 1), (1, 0, 1)]),  # the inner run ends with the outer one
        (_rows("ax", "bx", "bx"), (1,), [(1, 0, 2)]),
        (_rows("ax"), (0,), []),
        (_rows(("", "x"), ("", "x")), (0,), []),
        ([Row(("a", "x")), Row(("a", "x"), "subtotal"), Row(("a", "x"))], (0,), []),
        ([], (0,), []),
    ],
)
def test_merged_runs(rows, merge, runs):
    assert merged_runs(rows, merge) == runs


def test_placed_cells_follow_the_span():
    columns = tuple(Column(heading, 10) for heading in "abcd")
    assert list(placed_cells(Row(("合计", 1, 2), span=2), columns)) == [(0, 2, "合计"), (2, 1, 1), (3, 1, 2)]
    assert list(placed_cells(Row(("合计 3 人",), span=WHOLE), columns)) == [(0, 4, "合计 3 人")]


def test_heading_groups_join_neighbours_only():
    groups = (None, "一年级", "一年级", None, "一年级")
    columns = tuple(Column("x", 10, group=group) for group in groups)
    assert heading_groups(columns) == [(None, 0, 0), ("一年级", 1, 2), (None, 3, 3), ("一年级", 4, 4)]


def test_page_sums_leave_out_subtotals_and_words():
    rows = [Row(("a", 1)), Row(("b", Decimal("2.5"))), Row(("c", "—")), Row(("d", 99), "subtotal"), Row(("e", None))]
    assert page_sums(rows, (1,)) == {1: Decimal("3.5")}


def test_fill_to_adds_blank_rows_and_takes_none_away():
    columns = (Column("a", 10), Column("b", 10))
    assert [row.cells for row in Table(columns, [Row(("1", "2"))], fill_to=3).body()] == [
        ("1", "2"),
        ("", ""),
        ("", ""),
    ]
    assert len(Table(columns, [Row(("1", "2"))] * 3, fill_to=2).body()) == 3


def test_sections_are_read_one_by_one():
    read = []

    def blocks():
        for name in ("甲", "乙"):
            read.append(name)
            yield PageBreak(title=name)
            yield Title(name)
            yield PageBreak(restart_numbering=False)
            yield Paragraph("第二页")

    some = sections(Document("册", blocks()))
    first = next(some)
    assert (first.title, len(first.blocks)) == ("甲", 3)
    assert read == ["甲", "乙"]
    assert [section.title for section in some] == ["乙"]


def test_a_section_without_a_name_takes_its_title():
    named = [section.title for section in sections(Document("册", [Title("花名册"), PageBreak(), Paragraph("注")]))]
    assert named == ["花名册", "册"]


def test_sign_off_parts():
    assert SignOff(("审核人",), "填表日期", seal=True).parts() == (
        "审核人：",
        "填表日期：　　　年　　月　　日",
        "（盖章）",
    )
