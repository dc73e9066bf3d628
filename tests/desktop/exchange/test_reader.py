import contextlib
import datetime as dt
import json
import os
import struct
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from desktop.exchange import reader, refusal
from desktop.exchange.reader import read_workbook
from desktop.exchange.reading.biff import send_old
from desktop.exchange.reading.formats import cells_of_xls, pattern_of, shown
from desktop.exchange.reading.limits import Unreadable
from desktop.exchange.reading.protocol import _WRONG, Sender, message_of
from desktop.exchange.reading.text import decode, records, separator_of
from desktop.exchange.refusal import Refused, refused
from models.progress import Cancelled, Progress
from models.schema.complaints import Broken

SHEETS = Path(os.environ.get("SHUANGYUAN_SHEETS", Path(__file__).parents[2] / "sheets" / "dev"))
TRUTH = json.loads((SHEETS / "truth.json").read_text(encoding="utf-8"))["files"]
TABLE = "姓名,身份证号\n张三,210102200903159981\n"
ROWS = [("姓名", "身份证号"), ("张三", "210102200903159981")]


def written(path, fill, **options):
    with xlsxwriter.Workbook(str(path), options) as book:
        fill(book)
    return path


def simple(path):
    def fill(book):
        sheet = book.add_worksheet("名单")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)

    return written(path, fill)


def sheet_xml(path, rows, before="", part="xl/worksheets/sheet1.xml"):
    """A workbook whose sheet's XML is given."""
    simple(path)
    body = f"<sheetData>{rows}</sheetData>"
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return repacked(path, {part: f'<?xml version="1.0"?>{before}<worksheet xmlns="{name}">{body}</worksheet>'})


def repacked(path, changes):
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()} | changes
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return path


def text_cell(reference, text):
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def zipped(path, *names):
    with zipfile.ZipFile(path, "w") as target:
        for name in names:
            target.writestr(name, "<x/>")
    return path


def reason_of(path, sheet=None):
    with pytest.raises(Refused) as refusal:
        read_workbook(path, sheet)
    assert not any(mark in refusal.value.sentence for mark in ("{", "Traceback", "Error", "！"))
    return refusal.value.reason


def outcome(path):
    try:
        read_workbook(path)
    except Refused as refusal:
        return refusal.reason
    return "read"


# in a process of its own: a child counts what this one holds, and this one the largest child it ever had
ALONE = """
import json, resource, sys
from pathlib import Path
from desktop.exchange.reader import read_workbook
from desktop.exchange.refusal import Refused
from desktop.exchange.tables import tables_of
from tests.desktop.exchange.headings import aliases
try:
    tables_of(read_workbook(Path(sys.argv[1])), aliases(sys.argv[2]))
except Refused as refusal:
    child, own = resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF)
    seconds = sum(usage.ru_utime + usage.ru_stime for usage in (child, own))
    print(json.dumps([refusal.sentence, child.ru_maxrss >> 10, seconds]))
"""


@pytest.mark.parametrize("case", [f for f in TRUTH if f["outcome"] == "refused"], ids=lambda f: f["file"])
def test_files_to_refuse_are_refused_inside_their_limits(case):
    words = [sys.executable, "-c", ALONE, str(SHEETS / case["file"]), case["entity"]]
    sentence, memory, seconds = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    assert any(word in sentence for word in case["refusal"]["keywords"])
    assert seconds < case["time_limit_s"]  # of work, however busy the machine is
    assert memory < case["memory_limit_mb"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("空.xlsx", b"", "empty"),
        ("空白.csv", b"\xef\xbb\xbf \r\n", "empty"),
        ("逗号.csv", b",,\n,,\n", "no-data"),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "image"),
        ("照片.xls", b"\xff\xd8\xff\xe0" + b"\x00" * 99, "image"),
        ("扫描.xlsx", b"\xef\xbb\xbf%PDF-1.7 ...", "pdf"),
        ("网页.xls", "<HTML><table><tr><td>姓名".encode("utf-16"), "html"),
        ("网页.xls", b"\r\n  <!-- x --><table><tr><td>1</table>", "html"),
        ("网页.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "html"),
        ("旧.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "format"),
        ("文.xlsx", b"{\\rtf1 x}", "format"),
        ("包.xlsx", b"Rar!\x1a\x07\x00" + b"x" * 50, "format"),
        ("包.xlsx", b"7z\xbc\xaf\x27\x1c" + b"x" * 50, "format"),
        ("断.xlsx", b"PK\x03\x04" + b"x" * 500, "damaged"),
        ("断.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 2000, "damaged"),
        ("断.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le") * 300, "damaged"),
        ("文.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") * 90, "format"),
        ("乱.csv", b"\xff\xff\x80\x81\xff,\xfe\n" * 9, "encoding"),
        ("程序.csv", bytes(range(256)) * 40, "encoding"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path, name, content, reason):
    path = tmp_path / name
    path.write_bytes(content)
    assert reason_of(path) == reason


def test_a_missing_file_is_refused(tmp_path):
    assert reason_of(tmp_path / "无.xlsx") == "missing"


def test_a_folder_is_refused(tmp_path):
    assert reason_of(tmp_path) == "no-file"


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["word/document.xml"], "format"),
        (["ppt/presentation.xml"], "format"),
        (["照片/1.jpg"], "format"),
        ([], "format"),
    ],
)
def test_other_containers_are_refused(tmp_path, names, reason):
    assert reason_of(zipped(tmp_path / "a.xlsx", *names)) == reason


def test_an_encrypted_zip_is_refused(tmp_path):
    path = simple(tmp_path / "a.xlsx")
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    assert reason_of(path) == "encrypted"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(tmp_path, share):
    path = simple(tmp_path / "a.xlsx")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert reason_of(path) == "damaged"


def test_a_workbook_with_flipped_bytes_is_refused_or_read(tmp_path):
    path = tmp_path / "a.xlsx"
    whole = (SHEETS / "老系统导出.xls").read_bytes()
    for at in range(600, len(whole), 2900):
        path.write_bytes(whole[:at] + bytes(byte ^ 0x55 for byte in whole[at : at + 40]) + whole[at + 40 :])
        assert outcome(path) in {"read", "damaged", "memory", "no-data", "encrypted"}


def test_sheet_xml_that_is_no_xml_is_refused(tmp_path):
    assert reason_of(repacked(simple(tmp_path / "a.xlsx"), {"xl/workbook.xml": b"<a"})) == "damaged"


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"]
)
def test_entities_in_any_part_are_refused(tmp_path, part):
    path = sheet_xml(tmp_path / "a.xlsx", "", '<!DOCTYPE x [<!ENTITY a "b">]>', part)
    assert reason_of(path) == "xml-entities"


def test_a_part_longer_than_declared_is_refused(tmp_path):
    path = simple(tmp_path / "a.xlsx")
    data = bytearray(path.read_bytes())
    at = data.find(b"xl/worksheets/sheet1.xml", data.find(b"PK\x01\x02")) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    path.write_bytes(data)
    assert reason_of(path) == "damaged"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = repacked(simple(tmp_path / "a.xlsx"), {"xl/worksheets/sheet1.xml": b" " * (64 << 20)})
    assert reason_of(path) == "too-large"


def test_large_pictures_do_not_count(tmp_path):
    path = repacked(simple(tmp_path / "a.xlsx"), {"xl/media/image1.png": bytes(64 << 20)})
    assert read_workbook(path).sheets[0].rows == ROWS


@pytest.mark.parametrize("address", ["XFD1048576", "B1048576", "AAA2", "XFD2"])
def test_a_stray_cell_is_left_out_and_named(tmp_path, address):
    digits = address.lstrip("ABDFX")
    rows = f'<row r="1">{text_cell("A1", "姓名")}{text_cell("B1", "学号")}</row>'
    second = text_cell("A2", "张三") + (text_cell(address, "x") if digits == "2" else "")
    rows += f'<row r="2">{second}</row>'
    rows += "" if digits == "2" else f'<row r="{digits}">{text_cell(address, "x")}</row>'
    sheet = read_workbook(sheet_xml(tmp_path / "a.xlsx", rows)).sheets[0]
    if address in {"XFD1048576", "B1048576"}:
        assert (sheet.rows, sheet.stray) == ([("姓名", "学号"), ("张三",)], address)
    else:
        assert sheet.rows[1][0] == "张三"
        assert len(sheet.rows) == 2


def test_many_far_cells_are_refused(tmp_path):
    rows = "".join(f'<row r="{r}">{text_cell(f"ZZ{r}", "x")}</row>' for r in range(1, 1048576, 700))
    assert reason_of(sheet_xml(tmp_path / "a.xlsx", rows)) == "far-cell"


def test_far_cells_that_escape_the_look_cost_only_the_child(tmp_path):
    rows = "".join(f"<row\nr='{r}'><c\nr='XFD{r}'><v>1</v></c></row>" for r in (1048576, 1))
    assert reason_of(sheet_xml(tmp_path / "a.xlsx", rows)) == "far-cell"


def test_a_cell_that_would_burst_the_parser_costs_only_the_child(tmp_path):
    rows = "<row\nr='1048576'><c\nr='XFD1048576'><v>1</v></c></row><row\nr='1'><c\nr='A1'><v>1</v></c></row>"
    assert reason_of(sheet_xml(tmp_path / "a.xlsx", rows)) in {"memory", "damaged"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_in_every_encoding(tmp_path, encoding, separator, end):
    path = tmp_path / "a.csv"
    path.write_bytes(TABLE.replace(",", separator).replace("\n", end).encode(encoding))
    book = read_workbook(path)
    assert (book.format, book.sheets[0].rows) == ("csv", ROWS)


@pytest.mark.parametrize(
    ("text", "rows", "lines"),
    [
        ('a,"b\nc",d\n1,2,3\n', [("a", "b\nc", "d"), ("1", "2", "3")], (1, 3)),
        ('a,b\n\n"1","=""2"""\n', [("a", "b"), (), ("1", "2")], (1, 2, 3)),
        ('a,b\n="007",x\n', [("a", "b"), ("007", "x")], (1, 2)),
        ("sep=;\na;b,c\n", [("sep=",), ("a", "b,c")], (1, 2)),
        ("a,b\n1,\n", [("a", "b"), ("1",)], (1, 2)),
        ("a,b\n1\x00,2\n" + "x,y\n" * 50, [("a", "b"), ("1", "2"), *[("x", "y")] * 50], tuple(range(1, 53))),
        ("a,b\n#N/A,2\n", [("a", "b"), (Broken("#N/A"), "2")], (1, 2)),
        ('a,b\n"1,2\n' + "x,y\n" * 60, [("a", "b"), ('"1', "2"), *[("x", "y")] * 60], tuple(range(1, 63))),
        ("标题，其一\na\tb，c\n1\t2\n3\t4\n", [("标题，其一",), ("a", "b，c"), ("1", "2"), ("3", "4")], (1, 2, 3, 4)),
    ],
)
def test_records_of_text(tmp_path, text, rows, lines):
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8", newline="")
    sheet = read_workbook(path).sheets[0]
    assert (sheet.rows, sheet.lines) == (rows, lines)


HAN = "学".encode()
GUESSED = [  # bytes; the text they are read as, or why they are none
    (HAN * 9 + b"\xff", "学" * 9 + "\ufffd"),  # ten times as many as are broken
    (HAN * 8 + b"\xff", None),
    (b"a" * 89 + b"\xff", "a" * 89 + "\ufffd"),  # of plain characters a tenth tells as much
    (b"a" * 88 + b"\xff", None),
    (b"\x01" * 50, "\x01" * 50),
    (b"\x01" * 51, ("format", "unknown")),
    (b"\x01" * 51 + b"a" * (51 * 199), "\x01" * 51 + "a" * (51 * 199)),  # one of two hundred
    (b"\x01" * 51 + b"a" * (51 * 199 - 1), ("format", "unknown")),
    (b"\x00" + b"a" * 99, "a" * 99),  # nought is passed over, one of a hundred
    (b"\x00" + b"a" * 98, ("format", "unknown")),
    (b"a\x00" * 2 + b"bb" * 18, ("format", "unknown")),  # two zeros of forty bytes
    (b"a\x00" * 3 + HAN[:2] * 17, "aaa" + HAN[:2].decode("utf-16-le") * 17),  # three of forty: every other byte
    (b"\x00a" * 3 + HAN[:2] * 17, "aaa" + HAN[:2].decode("utf-16-be") * 17),
]


@pytest.mark.parametrize(("data", "read"), GUESSED)
def test_what_text_bytes_are_and_when_they_are_none(data, read):
    try:
        found = decode(data)
    except Unreadable as why:
        found = why.args
    if read is None:  # another encoding, or none
        assert found != data.decode("utf-8", "replace")
    else:
        assert found == read


SAID = [  # what a child says; whether that is a message
    (["book", "xlsx"], True), (["book", 1], False), (["book"], False), (["sheet", "名单", True], True), (["sheet", "名单", "是"], False),
    (["refused", "memory", ""], True), (["refused", "memory"], False), (["end"], True), (["end", 1], False), (["other"], False),
    ([1], False), ([["book"], "xlsx"], False), ([], False),
]  # fmt: skip


@pytest.mark.parametrize(("said", "is_message"), SAID)
def test_only_what_is_agreed_is_a_message(said, is_message):
    body = json.dumps(said).encode()
    if is_message:
        assert message_of(body) == tuple(said)
        return
    with pytest.raises(ValueError, match=f"{_WRONG}|not enough values"):
        message_of(body)


@pytest.mark.parametrize(("lines", "rows"), [(50, 2), (51, 53)])
def test_a_cell_of_many_lines_is_a_quote_left_open(lines, rows):
    assert len(records("a,b\n" + '"' + "x\n" * lines + '",1\n')[0]) == rows


SEPARATED = [
    ("a,b;c,d", ","),
    ("a;b", ";"),
    ("a\tb,c\td", "\t"),
    ('"a;b;c;d",x', ","),
    ('a;b"c;d', ";"),
    ("sep=|\na,b,c", "|"),
    ("a", ","),
]


@pytest.mark.parametrize(("text", "separator"), SEPARATED)
def test_the_separator_that_cuts_most(text, separator):
    assert separator_of(text) == separator


@pytest.mark.parametrize("name", ["a.xls", "a.csv", "a.ods", "a.txt", "a"])
def test_the_content_decides_not_the_name(tmp_path, name):
    assert read_workbook(simple(tmp_path / "x.xlsx").rename(tmp_path / name)).format == "xlsx"


def test_text_under_the_name_of_a_workbook(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(TABLE.encode("gb18030"))
    assert read_workbook(path).sheets[0].rows == ROWS


def test_values_keep_their_type_and_place(tmp_path):
    day, moment = dt.date(2009, 3, 15), dt.datetime(2009, 3, 15, 8, 30)  # noqa: DTZ001 - cells have no zone

    def fill(book):
        sheet = book.add_worksheet("甲")
        sheet.write(2, 2, 210102200903159981)
        sheet.write(2, 3, "文")
        sheet.write(3, 3, True)
        sheet.write_datetime(3, 4, day, book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_datetime(3, 5, moment, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        sheet.write_formula(4, 2, "=1+1", None, 2)
        sheet.write_formula(4, 3, "=NA()", None, "#N/A")
        sheet.write_blank(9, 9, None, book.add_format({"bold": True}))
        sheet.merge_range(5, 2, 6, 3, "并")

    sheet = read_workbook(written(tmp_path / "a.xlsx", fill, date_1904=True)).sheets[0]
    assert sheet.cell(2, 2) == pytest.approx(2.1010220090316e17)
    assert isinstance(sheet.cell(2, 2), float)
    assert [sheet.cell(3, c) for c in (3, 4, 5)] == [True, day, moment]
    assert [sheet.cell(4, c) for c in (2, 3)] == [2.0, Broken("#N/A")]
    assert sheet.merged == ((5, 2, 6, 3),)
    assert (len(sheet.rows), sheet.rows[0], sheet.cell(99, 99)) == (6, (), None)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><f>B1</f></c>', Broken("=")),
        ('<c r="A1"><f>B1</f><v></v></c>', Broken("=")),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', None),
        ('<c r="A1" t="str"><f>B1</f><v>男</v></c>', "男"),
        ('<c r="A1"><f t="shared" si="0"/></c><c r="C1"><f t="shared" ref="A1:C1" si="0">B1</f></c>', Broken("=")),
        ('<c r="A1" t="e"><f>B1</f><v>#REF!</v></c>', Broken("#REF!")),
        ('<c s="1" r="A1" t="e"><v>#VALUE!</v></c>', Broken("#VALUE!")),
        ('<c r="A1" t="inlineStr"><is><t>#N/A</t></is></c>', Broken("#N/A")),
        ('<c r="A1"><f>B1</f><v>5</v></c>', 5.0),
    ],
)
def test_cells_without_a_value_are_broken(tmp_path, cell, value):
    path = sheet_xml(tmp_path / "a.xlsx", f'<row r="1">{cell}{text_cell("D1", "x")}</row>')
    assert read_workbook(path).sheets[0].cell(0, 0) == value


def test_prefixed_elements_are_looked_into_as_well(tmp_path):
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = '<x:c r="A1"><x:f>B1</x:f></x:c><x:c r="B1" t="e"><x:v>#N/A</x:v></x:c><x:c r="C1"><x:v>1</x:v></x:c>'
    row = f'<x:row r="1">{cells}</x:row>'
    xml = f'<x:worksheet xmlns:x="{name}"><x:sheetData>{row}</x:sheetData></x:worksheet>'
    path = repacked(simple(tmp_path / "a.xlsx"), {"xl/worksheets/sheet1.xml": xml})
    assert read_workbook(path).sheets[0].rows == [(Broken("="), Broken("#N/A"), 1.0)]


ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="甲&amp;乙">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
)


def ods(path, rows, manifest="<x/>"):
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("content.xml", ODS.format(rows=rows))
        target.writestr("META-INF/manifest.xml", manifest)
    return path


def ods_cell(text, attributes=""):
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


def test_merged_and_broken_cells_of_open_document_sheets(tmp_path):
    covered = "<table:covered-table-cell/>"
    tall = ods_cell("甲班", 'table:number-rows-spanned="2"')
    rows = f"<table:table-row>{tall}{ods_cell('张三')}</table:table-row>"
    error = ods_cell("#N/A", 'office:string-value="" calcext:value-type="error" table:formula="of:=NA()"')
    rows += f"<table:table-row>{covered}{error}</table:table-row>"
    sheet = read_workbook(ods(tmp_path / "a.ods", rows)).sheets[0]
    assert sheet.name == "甲&乙"
    assert sheet.rows == [("甲班", "张三"), (None, Broken("#N/A"))]
    assert sheet.merged == ((0, 0, 1, 0),)


def test_an_encrypted_open_document_is_refused(tmp_path):
    assert reason_of(ods(tmp_path / "a.ods", "", "<manifest:encryption-data/>")) == "encrypted"


def test_a_far_cell_of_an_open_document_is_refused(tmp_path):
    blank = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
    far = f'<table:table-row><table:table-cell table:number-columns-repeated="16383"/>{ods_cell("x")}</table:table-row>'
    path = ods(tmp_path / "a.ods", f"<table:table-row>{ods_cell('姓名')}</table:table-row>{blank}{far}")
    assert reason_of(path) == "far-cell"


def test_sheets_charts_and_hidden_ones(tmp_path):
    def fill(book):
        for name in ("甲", "乙"):
            book.add_worksheet(name).write_row(0, 0, ("姓名", name))
        book.get_worksheet_by_name("乙").hide()
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=甲!$A$1:$A$1"})
        book.add_chartsheet("图").set_chart(chart)

    path = written(tmp_path / "a.xlsx", fill)
    assert [(sheet.name, sheet.hidden) for sheet in read_workbook(path).sheets] == [("甲", False), ("乙", True)]
    assert [sheet.name for sheet in read_workbook(path, "乙").sheets] == ["乙"]
    assert reason_of(path, "丙") == "no-sheet"


class Stopping(Progress):
    """Is stopped as soon as the child is at work."""

    def check(self):
        self.stop()
        super().check()


def remembered(monkeypatch):
    started = []
    begin = reader._child

    def child(*arguments):
        started.append(begin(*arguments))
        return started[-1]

    monkeypatch.setattr(reader, "_child", child)
    return started


def test_a_cancelled_reading_leaves_no_child_behind(monkeypatch):
    started = remembered(monkeypatch)
    with pytest.raises(Cancelled):
        read_workbook(SHEETS / "全校学生一万人.xlsx", progress=Stopping())
    assert started[0].returncode is not None


def test_a_reading_that_takes_too_long_is_ended(monkeypatch, tmp_path):
    started = remembered(monkeypatch)
    monkeypatch.setattr(reader, "child_command", lambda *_: ["sleep", "60"])
    monkeypatch.setattr(reader, "seconds_for", lambda _: 0.2)
    assert reason_of(simple(tmp_path / "a.xlsx")) == "timeout"
    assert started[0].returncode is not None


@pytest.mark.parametrize(
    ("command", "reason"), [("kill -9 $$", "memory"), ("exit 3", "damaged"), ("echo xx", "damaged")]
)
def test_a_child_that_dies_is_a_refusal(monkeypatch, tmp_path, command, reason):
    monkeypatch.setattr(reader, "child_command", lambda *_: ["sh", "-c", command])
    assert reason_of(simple(tmp_path / "a.xlsx")) == reason


@pytest.mark.parametrize(
    ("code", "reason"), [(0xC0000409, "memory"), (0xC0000005, "memory"), (1, "damaged"), (259, "damaged")]
)
def test_a_child_that_windows_ended(code, reason):
    process = SimpleNamespace(wait=lambda _seconds: None, returncode=code)
    assert reader._death(process, Path("a.xlsx")).reason == reason


def test_a_part_of_the_program_that_is_gone_is_no_fault_of_the_file(monkeypatch, tmp_path):
    code = "import sys; sys.modules['desktop.exchange.reading.parsed'] = None; from desktop.exchange.reading.child import main; main(sys.argv[1:])"
    monkeypatch.setattr(reader, "child_command", lambda path, _sheet: [sys.executable, "-c", code, str(path)])
    assert reason_of(simple(tmp_path / "a.xlsx")) == "incomplete"


def test_progress_is_told_while_reading():
    told = []
    read_workbook(SHEETS / "全校学生一万人.xlsx", progress=Progress(lambda _name, done, _total: told.append(done)))
    assert told == sorted(told)
    assert told[-1] == 10001


def test_several_readings_at_once():
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(len(read_workbook(SHEETS / "老系统导出.xls").sheets)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [2, 2, 2]


@pytest.mark.parametrize("reason", refusal._SENTENCES)
def test_every_reason_has_a_complete_sentence(reason):
    sentence = refused(reason, "名单.xlsx", "word" if reason == "format" else "XFD9").sentence
    assert "名单.xlsx" in sentence or reason == "clipboard"  # what was copied has no name of a file
    assert sentence.endswith("。")
    assert "{" not in sentence


def test_ten_thousand_rows_of_thirty_columns_are_read_whole(tmp_path):
    def fill(book):
        sheet = book.add_worksheet()
        for row in range(10_000):
            sheet.write_row(row, 0, [f"值{row}" if column % 3 else row for column in range(30)])

    path = written(tmp_path / "a.xlsx", fill, constant_memory=True)
    rows = read_workbook(path).sheets[0].rows
    assert (len(rows), {len(row) for row in rows}) == (10_000, {30})
    assert (rows[-1][0], rows[-1][1]) == (9_999, "值9999")


def padded(book, sheet, place, number, code):
    sheet.write_number(*place, number, book.add_format({"num_format": code}))


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("00000000", 250101, "00250101"), ("00000000", 12345678, None), ("00000000", 123456789, None), ("000000", 10010, "010010"),
        ("00000000;@", 250101, "00250101"), ("00000000_ ", 250101, "00250101"), ("[$-804]00000000", 250101, "00250101"),
        ('"G"00000000', 250101, "G00250101"), ("000-0000", 1234567, "123-4567"), ("000\\-0000", 234567, "023-4567"),
        ("0000-00000000", 2488880000, "0024-88880000"), ("[Red]000", 5, "005"), ("#000", 5, "005"), ("#000", 12345, None),
        ("00000000", 0, "00000000"), ("0", 5, None), ("00.00", 5, None), ("#,##0", 5, None), ("0%", 5, None), ("General", 5, None),
        ("[>9]000", 5, None), ("yyyy-mm-dd", 5, None), ("00:00", 930, None), ("000", 5.5, None), ("000", -5, None), ("00E+00", 5, None),
        ("@", 5, None), ("00届", 5, "05届"), ("", 5, None), ('"', 5, None),
    ],
)  # fmt: skip
def test_what_a_format_of_zeros_shows(code, number, text):
    pattern = pattern_of(code)
    assert (shown(pattern, number) if pattern else None) == text


@given(st.integers(0, 10**14), st.integers(2, 18))
def test_a_padded_number_is_the_number(number, width):
    text = shown(pattern_of("0" * width), number)
    assert text is None or (int(text) == number and len(text) == width)
    assert (text is None) == (len(str(number)) >= width)


def test_leading_zeros_of_the_format_are_read(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("甲")
        padded(book, sheet, (0, 0), 250101, "00000000")
        padded(book, sheet, (0, 1), 250101, "0")
        padded(book, sheet, (0, 2), 39887, "yyyy-mm-dd")
        sheet.write_formula(0, 3, "=1+6", book.add_format({"num_format": "000"}), 7)
        sheet.write_string(0, 4, "5", book.add_format({"num_format": "000"}))
        sheet.write_boolean(0, 5, True, book.add_format({"num_format": "000"}))
        sheet.write_number(0, 6, 250101)

    sheet = read_workbook(written(tmp_path / "a.xlsx", fill)).sheets[0]
    assert sheet.rows == [("00250101", 250101.0, dt.date(2009, 3, 15), "007", "5", True, 250101.0)]


def test_leading_zeros_of_an_open_document_are_read(tmp_path):
    number = '<table:table-cell office:value-type="float" office:value="{}"{}><text:p>{}</text:p></table:table-cell>'
    style = '<number:number number:min-integer-digits="8"/>'
    cells = number.format("250101", "", "00250101") + number.format("5", ' table:number-columns-repeated="2"', "005")
    cells += number.format("250101", "", "250101") + number.format("0.5", "", "0.5")
    path = ods(tmp_path / "a.ods", f"<table:table-row>{cells}</table:table-row>")
    content = ODS.format(rows=f"<table:table-row>{cells}</table:table-row>")
    content = content.replace("<office:body>", f"{style}<office:body>").replace(
        " xmlns:text=", ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:text='
    )
    sheet = read_workbook(repacked(path, {"content.xml": content})).sheets[0]
    assert sheet.rows == [("00250101", "005", "005", 250101.0, 0.5)]


def record(kind, body):
    return struct.pack("<HH", kind, len(body)) + body


def compound(stream):
    """A compound file with one stream, which is long enough to stand in sectors of its own."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    count = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + count), 0xFFFFFFFE]
    entry = "<64sHBBIII16sIQQIII"
    last = 0xFFFFFFFF

    def named(name, kind, child, start, size):
        words = name.encode("utf-16-le")
        return struct.pack(entry, words, len(words) + 2, kind, 1, last, last, child, b"", 0, 0, 0, start, size, 0)

    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0") + struct.pack("<5H", 62, 3, 0xFFFE, 9, 6) + b"\0" * 10
    head += struct.pack("<7I", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE) + struct.pack("<I", 0)
    head += struct.pack("<109I", 0, *[last] * 108)
    directory = named("Root Entry", 5, 1, 0xFFFFFFFE, 0) + named("Workbook", 2, last, 2, len(stream))
    sectors = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff"), directory.ljust(512, b"\0"), stream
    return head + b"".join(sectors)


def test_leading_zeros_of_an_old_workbook_are_read(tmp_path):
    begin = struct.pack("<4H2I", 0x0600, 5, 0, 0, 0, 0)
    code = "00000000".encode("utf-16-le")
    formats = record(0x041E, struct.pack("<HHB", 176, 8, 1) + code)
    styles = record(0xE0, struct.pack("<HH", 0, 0).ljust(20, b"\0")) + record(
        0xE0, struct.pack("<HH", 0, 176).ljust(20, b"\0")
    )
    name = b"\x05\0Sheet"
    start = len(record(0x0809, begin) + formats + styles) + 4 + 6 + len(name) + 4
    book = (
        record(0x0809, begin)
        + formats
        + styles
        + record(0x85, struct.pack("<IBB", start, 0, 0) + name)
        + record(10, b"")
    )
    sheet = record(0x0809, struct.pack("<4H2I", 0x0600, 16, 0, 0, 0, 0))
    sheet += record(0x0203, struct.pack("<HHHd", 0, 0, 1, 250101.0)) + record(
        0x0203, struct.pack("<HHHd", 0, 1, 0, 250101.0)
    )
    sheet += record(0x027E, struct.pack("<HHHI", 0, 2, 1, 250101 << 2 | 2))
    sheet += record(0xBD, struct.pack("<HHHIHIH", 1, 0, 1, 7 << 2 | 2, 0, 7 << 2 | 2, 1)) + record(10, b"")
    path = tmp_path / "a.xls"
    path.write_bytes(compound(book + sheet))
    rows = read_workbook(path).sheets[0].rows
    assert rows == [("00250101", 250101, "00250101"), ("00000007", 7)]


@given(st.binary(max_size=3000), st.integers(0, 4000))
def test_an_old_workbook_that_cannot_be_followed_shows_nothing(noise, place):
    whole = compound(record(0x0809, b"\0\6\5\0") + record(0x041E, noise[:200]))
    assert isinstance(cells_of_xls(whole[:place] + noise + whole[place + len(noise) :]), list)


@pytest.mark.parametrize(
    ("cell", "value", "pictures"),
    [
        ('<c r="A1" t="str"><f>_xlfn.DISPIMG("ID_0",1)</f><v>=DISPIMG("ID_0",1)</v></c>', None, 1),
        ('<c r="A1" t="str"><f>_xlfn.DISPIMG("ID_0",1)</f><v>=_xlfn.DISPIMG("ID_0",1)</v></c>', None, 1),
        ('<c r="A1"><f>_xlfn.DISPIMG("ID_0",1)</f></c>', None, 1),
        ('<c r="A1" t="inlineStr"><is><t>=DISPIMG("ID_0",1)</t></is></c>', None, 1),
        ('<c r="A1"><f>_xlfn.IMAGE("http://x")</f></c>', None, 1),
        ('<c r="A1"><f>SUM(B1)</f></c>', Broken("=SUM(B1)"), 0),
        ('<c r="A1" t="inlineStr"><is><t>=优秀</t></is></c>', "=优秀", 0),
    ],
)
def test_pictures_in_cells_are_no_values(tmp_path, cell, value, pictures):
    book = read_workbook(sheet_xml(tmp_path / "a.xlsx", f'<row r="1">{cell}{text_cell("D1", "x")}</row>'))
    assert (book.sheets[0].cell(0, 0), book.sheets[0].pictures) == (value, pictures)
    assert [str(pictures) in note for note in book.notes] == [True] * pictures


@pytest.mark.parametrize(("linked", "value"), [(True, None), (False, Broken("#VALUE!"))])
def test_pictures_placed_in_a_cell_stand_there_as_errors(tmp_path, linked, value):
    cells = f'<row r="1"><c r="A1" t="e" vm="1"><v>#VALUE!</v></c>{text_cell("D1", "x")}</row>'
    path = sheet_xml(tmp_path / "a.xlsx", cells)
    if linked:
        repacked(path, {"xl/richData/richValueRel.xml": "<x/>"})
    assert read_workbook(path).sheets[0].cell(0, 0) == value


def test_backslashes_in_the_names_of_the_parts(tmp_path):
    path = simple(tmp_path / "a.xlsx")
    plain = read_workbook(path).sheets
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(b"worksheets/", b"worksheets\\")
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            target.writestr(name.replace("/", "\\"), data)
    assert read_workbook(path).sheets == plain


@pytest.mark.parametrize(
    ("name", "content", "reason", "word"),
    [
        ("老.xls", b"\x09\x00\x04\x00\x02\x00\x10\x00", "damaged", "不完整"),
        ("锁.xls", b"\x09\x02\x06\x00\x00\x00\x10\x00\x00\x00/\x00\x04\x00abcd", "encrypted", "密码"),
        ("考勤.xls", b"\x09\x04\x06\x00\x00\x00\x00\x01\x00\x00", "old-excel", "旧版 Excel"),
        ("裸.xls", b"\x09\x08\x08\x00\x00\x05\x10\x00" + b"\0" * 9, "old-excel", "5.0"),
        ("~$学生名单.xlsx", b"\x06wanger" + b" " * 158, "beside", "临时文件"),
        ("~$空.xlsx", b"\0" * 165, "beside", "临时文件"),
        (".~lock.学生.xlsx#", b",wang,pc,28.11.2026", "beside", "临时文件"),
        ("学生.xlsx.lnk", b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60, "beside", "快捷方式"),
    ],
)
def test_what_is_beside_a_workbook_is_named(tmp_path, name, content, reason, word):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused) as refusal:
        read_workbook(path)
    assert refusal.value.reason == reason
    assert word in refusal.value.sentence


def test_a_workbook_is_read_whatever_it_is_called(tmp_path):
    for name in ("~$a.xlsx", "a.et", "a.lnk"):
        assert read_workbook(simple(tmp_path / "a.xlsx").rename(tmp_path / name)).sheets


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_broken_byte_costs_one_cell(tmp_path, encoding):
    text = "姓名,住址\n" + "".join(f"张三,沈阳市铁西区第{n}号\n" for n in range(20)) + "李四,★\n王五,皇姑区\n"
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding).replace("★".encode(encoding.removesuffix("-sig")), b"\xff"))
    rows = read_workbook(path).sheets[0].rows
    assert rows[-2:] == [("李四", "\ufffd"), ("王五", "皇姑区")]
    assert sum("\ufffd" in cell for row in rows for cell in row) == 1


def test_sheets_of_excel_2_are_read(tmp_path):
    def cell(kind, column, body, style=0):
        return record(kind, struct.pack("<HH", 1, column) + bytes([0, style, 0]) + body)

    words = "林知远".encode("gb18030")
    cells = (
        cell(4, 0, bytes([len(words)]) + words)
        + cell(2, 1, struct.pack("<H", 101), 1)
        + cell(3, 2, struct.pack("<d", 39887))
    )
    cells += cell(5, 3, b"\x01\x00") + cell(5, 4, b"\x2a\x01") + cell(6, 5, struct.pack("<d", 2.5) + b"\0" * 3)
    cells += cell(6, 6, b"\0" * 6 + b"\xff\xff" + b"\0" * 3) + record(7, b"\x02ab")
    formats = record(0x1E, b"\x07General") + record(0x1E, b"\x0800000000")
    path = tmp_path / "老.xls"
    path.write_bytes(record(9, b"\x02\0\x10\0") + formats + cells + record(10, b""))
    sheet = read_workbook(path).sheets[0]
    assert (sheet.name, sheet.rows) == ("老", [(), ("林知远", "00000101", 39887.0, True, Broken("#N/A"), 2.5, "ab")])


@pytest.mark.parametrize(("version", "code"), [(2, b"\x0800000000"), (4, b"\0\0\x0800000000")])
def test_sheets_of_excel_3_and_4_are_read(tmp_path, version, code):
    def cell(kind, column, body, style=0):
        return record(kind, struct.pack("<HHH", 0, column, style) + body)

    words = "沈阳".encode("gb18030")
    cells = cell(0x204, 0, struct.pack("<H", len(words)) + words) + cell(
        0x27E, 1, struct.pack("<I", 250101 << 2 | 2), 1
    )
    cells += (
        cell(0x203, 2, struct.pack("<d", 0.0))
        + cell(version << 8 | 6, 3, b"\0" * 6 + b"\xff\xff")
        + record(0x207, b"\2\0ab")
    )
    general = record(version << 8 & 0x400 | 0x1E, (b"\0\0" if version == 4 else b"") + b"\x07General")
    styles = record(version << 8 | 0x43, b"\0\0" + b"\0" * 10) + record(version << 8 | 0x43, b"\0\1" + b"\0" * 10)
    head = record(version << 8 | 9, b"\0\0\x10\0\0\0") + general + record(version << 8 & 0x400 | 0x1E, code) + styles
    path = tmp_path / "考勤.xls"
    path.write_bytes(head + cells + record(10, b""))
    assert read_workbook(path).sheets[0].rows == [("沈阳", "00250101", 0.0, "ab")]


@given(st.sampled_from([b"\x09\0\x04\0", b"\x09\2\x06\0", b"\x09\4\x06\0"]), st.binary(max_size=400))
def test_an_old_sheet_that_cannot_be_followed_is_unreadable(head, noise):
    said = []
    with contextlib.suppress(Unreadable):
        send_old(head + noise, "老", Sender(said.append))
