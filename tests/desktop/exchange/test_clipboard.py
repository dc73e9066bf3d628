"""A block on the clipboard is read as the sheet it was copied from, within the limits of a file."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.exchange import clipboard
from desktop.exchange.clipboard import Clipped, read_clipboard
from desktop.exchange.column_suggestions import headed, looks_like_headings, suggest
from desktop.exchange.mapping import Source
from desktop.exchange.reading.limits import FILE_LIMIT
from desktop.exchange.refusal import Refused
from desktop.exchange.workbook import Sheet
from models.schema.fields import entity_named
from tests.desktop.exchange.clipboards import EXCEL, LIBREOFFICE, ROWS_365, ROWS_2003, WPS
from tests.factories import credit_code, identity_number

STUDENT, ENTERPRISE, MEMBER = (entity_named(n) for n in ("student", "enterprise", "order_class_member"))


def sheet(text="", html=""):
    (found,) = read_clipboard(Clipped(text, html), "粘贴的内容").sheets
    return found


def test_excel_of_today():
    found = sheet(html=EXCEL.format(rows=ROWS_365))
    assert found.rows == [
        ("姓名", "身份证号", "出生\n日期", "备注"),
        ("张 甲", "210102200801019976", "2008/1/1", "第一行\n第二行 <3"),
        ("张乙", "00123", None, "合并"),
        ("张丙", None, "2008/1/3"),
    ]
    assert found.merged == ((2, 3, 3, 3), (3, 0, 3, 1))


def test_excel_2003_tells_what_is_behind_a_cell():
    assert sheet(html=EXCEL.format(rows=ROWS_2003)).rows[1] == (
        "张甲", date(2008, 1, 1), "0007", 1234.5, 2.10102200801019e17)  # fmt: skip


def test_wps_and_libreoffice():
    assert sheet(html=WPS).rows[1:] == [
        ("张甲", "0024010001", date(2024, 9, 1)),
        ("张乙", "0024010002", date(2024, 9, 1)),
    ]
    assert sheet(html=LIBREOFFICE).rows[1:] == [
        ("张甲", "0024010001", date(2024, 9, 1)), ("张乙", "000012", datetime.fromisoformat("2024-09-01T12:00"))]  # fmt: skip


@pytest.mark.parametrize(
    ("html", "rows"),
    [
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", [("a", "b"), ("c", "d")]),  # ends left out
        ("<TABLE><TR><TD>a</TD><TD>b</TD></TR></TABLE>", [("a", "b")]),
        ("<table><tr><td>a<table><tr><td>x</td></tr></table></td><td>b</td></tr></table>", [("a\nx", "b")]),
        ("<table><tr><td>a</td><td><ruby>张<rt>zhang</rt></ruby></td></tr></table>", [("a", "张")]),
        ("<table><tr><td>a</td><td><p>一</p><p>二</p></td></tr></table>", [("a", "一\n二")]),
        ("<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>", [("a", "b"), (None, "c")]),
        ("<table><tr><td>&#x738B;&amp;</td><td>b</td></tr><tr><td>&nbsp;</td></tr></table>", [("王&", "b")]),
        ("<table><tr><td colspan=x>a</td><td rowspan=-3>b</td></tr></table>", [("a", "b")]),
        ("<script>1</script><table><tr><td>a</td><td>b<script>2</script></td></tr></table>", [("a", "b")]),
    ],
)
def test_tables_as_browsers_write_them(html, rows):
    assert sheet(html=html).rows == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("姓名\t学号\r\n张甲\t0001\r\n", [("姓名", "学号"), ("张甲", "0001")]),
        ('张甲\t"一\n二"\n', [("张甲", "一\n二")]),
        ('张甲\t"他说 ""好"""\t\n', [("张甲", '他说 "好"')]),
        ('5" 管\t张\n"6\t甲' + "\n乙\t丙" * 60, [('5" 管', "张"), ('"6', "甲"), *[("乙", "丙")] * 60]),  # never closed
        ("张甲\n张乙\n", [("张甲",), ("张乙",)]),
        ("张甲，男\t沈阳市，和平区\n", [("张甲，男", "沈阳市，和平区")]),
        ("a\tb\n\n\nc\td\n\t\t\n", [("a", "b"), (), (), ("c", "d")]),
    ],
)
def test_text_between_tabs(text, rows):
    assert sheet(text).rows == rows


def test_the_table_is_taken_before_the_text_and_the_text_where_there_is_none():
    assert sheet("x\ty", "<table><tr><td>a</td><td>b</td></tr></table>").rows == [("a", "b")]
    assert sheet("x\ty", "<p>x y</p>").rows == [("x", "y")]
    two = "<table><tr><td>a</td><td>b</td></tr></table>" * 2
    assert [s.name for s in read_clipboard(Clipped("", two), "块").sheets] == ["块 1", "块 2"]


@pytest.mark.parametrize("clipped", [Clipped(), Clipped(" \n"), Clipped("一个词"), Clipped("", "<img src=a.png>")])
def test_no_table_is_a_sentence(clipped):
    with pytest.raises(Refused) as told:
        read_clipboard(clipped, "粘贴的内容")
    assert (told.value.reason, "剪贴板" in told.value.sentence) == ("clipboard", True)


def test_a_block_has_the_limits_of_a_file(monkeypatch):
    wide = "<table>" + "<tr><td colspan=16384>a</td><td>b</td></tr>" * 3000 + "</table>"
    with pytest.raises(Refused) as told:
        read_clipboard(Clipped("", wide), "块")
    assert told.value.reason in ("far-cell", "too-large")
    monkeypatch.setattr(clipboard, "FILE_LIMIT", 10)
    with pytest.raises(Refused) as told:
        read_clipboard(Clipped("a\tb" * 10), "块")
    assert told.value.reason == "too-large"
    monkeypatch.setattr(clipboard, "FILE_LIMIT", FILE_LIMIT)
    monkeypatch.setattr(clipboard, "seconds_for", lambda _size: -1)
    with pytest.raises(Refused) as told:
        read_clipboard(Clipped("", "<table><tr><td>a</td><td>b</td></tr></table>"), "块")
    assert told.value.reason == "timeout"


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf")), min_size=1, max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_is_written_is_read(cells):
    from html import escape

    rows = [tuple(row) for row in cells]
    html = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in rows)
    assert sheet(html=f"<table>{html}</table>").rows == rows
    quoted = "\n".join("\t".join('"' + c.replace('"', '""') + '"' for c in row) for row in rows)
    assert sheet(quoted).rows == rows


PEOPLE = [(f"张{n}", "男", identity_number(i), "2024级机电1班", f"1390000{i:04d}", f"1370000{i:04d}", "随便")
          for i, n in enumerate("甲乙丙丁")]  # fmt: skip
USUAL = ("name", "student_number", "school_class", "gender", "phone")


def test_columns_are_told_by_their_content():
    assert suggest(STUDENT, PEOPLE, USUAL) == {
        0: "name", 1: "gender", 2: "id_number", 3: "school_class", 4: "phone", 5: "guardian_phone"}  # fmt: skip
    works = [(f"示例{n}机械有限公司", credit_code(n)) for n in range(4)]
    assert suggest(ENTERPRISE, works, ()) == {0: "name", 1: "credit_code"}


def test_columns_in_the_order_of_the_list():
    rows = [(f"张{n}", f"24010{i}", "2024级机电1班", "男", "") for i, n in enumerate("甲乙")]
    assert suggest(STUDENT, rows, USUAL) == {0: "name", 1: "student_number", 2: "school_class", 3: "gender"}
    assert suggest(STUDENT, [(row[3], *row[1:3], row[0]) for row in rows], USUAL)[0] == "gender"


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([("谁", "号"), ("张甲", "210102200801019976")], True),
        ([("张甲", "210102200801019976"), ("张乙", "210102200801019976")], False),
        ([("张甲", "男"), ("张乙", "女")], False),  # nothing below says what the first row is
        ([("谁", "谁"), ("张甲", "210102200801019976")], False),
        ([("谁", "号")], False),
    ],
)
def test_whether_the_first_row_names_columns(rows, wanted):
    assert looks_like_headings(Sheet("块", rows)) is wanted


def test_a_block_without_headings_gets_numbered_ones():
    text = "\n".join("\t".join(row) for row in PEOPLE)
    source = Source("块", read_clipboard(Clipped(text), "块"), pasted=True)
    made = headed(STUDENT, source, USUAL, None)
    assert (made.own, made.source.workbook.sheets[0].rows[0][:2]) == (False, ("第 1 列", "第 2 列"))
    assert list(made.suggested.values()) == [
        "name",
        "gender",
        "id_number",
        "school_class",
        "phone",
        "guardian_phone",
        "",
    ]
    assert headed(STUDENT, source, USUAL, True).own
    known = Source("块", read_clipboard(Clipped("姓名\t身份证号\n张甲\t1\n"), "块"), pasted=True)
    assert headed(STUDENT, known, USUAL, None).suggested == {}
