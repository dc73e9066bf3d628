"""The workbook: true text, true numbers, ready to print."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from desktop.reports.document import Column, Document, HeadLine, Row, Table, Title
from desktop.reports.text import render_text
from desktop.reports.workbook import is_exact, lines_needed, number_format, render_workbook, sheet_name
from models.progress import Cancelled, Progress


def opened(document):
    buffer = BytesIO()
    render_workbook(document, buffer)
    return openpyxl.load_workbook(BytesIO(buffer.getvalue()))


def shown(cell):
    """What a spreadsheet shows of a cell, for the formats we write."""
    if cell.value is None or isinstance(cell.value, str):
        return cell.value or ""
    decimals = len(cell.number_format.rstrip("%").partition(".")[2])
    share = 100 if cell.number_format.endswith("%") else 1
    return f"{cell.value * share:.{decimals}f}" + ("%" if share > 1 else "")


def packed(text):
    return text.replace("　", "").replace(" ", "")


def test_says_what_the_text_says(paper):
    cells = [shown(cell) for sheet in opened(paper) for line in sheet.iter_rows() for cell in line]
    lines = [line for line in render_text(paper).splitlines()[1:] if not line.startswith(("|-", "="))]
    said = [packed(part) for line in lines for part in line.split("|")]
    assert sorted(filter(None, map(packed, cells))) == sorted(filter(None, said))


def test_a_sheet_for_every_section(paper):
    assert opened(paper).sheetnames == ["数控1班", "数控2班", "统计表"]


def test_identifiers_are_text_and_counts_are_numbers():
    columns = (Column("身份证号", 40, kind="code"), Column("人数", 20, kind="number"), Column("率", 20, kind="percent"))
    sheet = opened(Document("册", [Table(columns, [Row(("007", 12, Decimal("97.53"))), Row(("=1+1", 10**17, "—"))])]))[
        "册"
    ]
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [("007", "s"), (12, "n"), (0.9753, "n")]
    assert sheet["C2"].number_format == "0.00%"
    assert [(cell.value, cell.data_type) for cell in sheet[3]] == [("=1+1", "s"), (str(10**17), "s"), ("—", "s")]


def test_ready_to_print(paper):
    sheet = opened(paper)["统计表"]
    assert sheet.print_title_rows == "$4:$5"
    assert sheet.print_area == "'统计表'!$A$1:$I$15"
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0  # as many pages as it takes; the width is one page by default
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert sheet.oddFooter.left.text == "双元 XJ-01"


def test_merged_cells(paper):
    merged = {str(area) for area in opened(paper)["统计表"].merged_cells.ranges}
    assert {"A4:A5", "C4:E4", "F4:H4", "A6:A8", "A9:B9", "A10:A11", "A12:B12"} <= merged


def test_sensitive_sheets_say_so():
    sheet = opened(Document("册", [Title("甲")], sensitive=True))["甲"]
    assert sheet.oddHeader.right.text == "含个人信息，注意保密"


def test_a_wrapped_cell_makes_its_row_taller():
    sheet = opened(Document("册", [Table((Column("备注", 20),), [Row(("长" * 40,)), Row(("短",))])]))["册"]
    assert sheet.row_dimensions[2].height > 4 * sheet.row_dimensions[3].height / 2


def test_a_head_line_alone_and_an_empty_document():
    assert opened(Document("册", [HeadLine((("单位", ""),))]))["册"]["A1"].value == "单位：____________"
    assert opened(Document("册", ())).sheetnames == ["册"]


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["甲", "甲", "甲"], ["甲", "甲_2", "甲_3"]),
        (["a/b:c*[d]?\\"], ["a_b_c__d___"]),
        (["长" * 40, "长" * 40], ["长" * 31, "长" * 29 + "_2"]),
        (["𬭎" * 20], ["𬭎" * 15]),  # two units each
        (["'甲'", "", "History"], ["甲", "报表", "History_2"]),
        (["ABC", "abc"], ["ABC", "abc_2"]),
    ],
)
def test_sheet_names(titles, names):
    taken = set()
    assert [sheet_name(title, taken) for title in titles] == names


@pytest.mark.parametrize(("value", "exact"), [(10**14, True), (123456789012345678, False), (Decimal("0.1"), True)])
def test_is_exact(value, exact):
    assert is_exact(value) is exact


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        (5, "number", "0"),
        (Decimal("2.50"), "number", "0.00"),
        (Decimal("97.5"), "percent", "0.0%"),
        (Decimal("1E+2"), "number", "0"),
        (Decimal("280000.5"), "money", "#,##0.00"),
        (5, "money", "#,##0.00"),
    ],
)
def test_number_format(value, kind, said):
    assert number_format(value, Column("", 10, kind=kind)) == said


@pytest.mark.parametrize(("text", "lines"), [("短", 1), ("", 1), ("长" * 12, 3), ("一\n二", 2)])
def test_lines_needed(text, lines):
    assert lines_needed(text, 20, 10.5) == lines


def test_a_stopped_export_leaves_no_file(paper, tmp_path):
    progress = Progress()
    progress.stop()
    with pytest.raises(Cancelled):
        render_workbook(paper, tmp_path / "a.xlsx", progress)
    assert not list(tmp_path.iterdir())


def test_a_file_is_written_whole(paper, tmp_path):
    render_workbook(paper, tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == ["数控1班", "数控2班", "统计表"]
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]
