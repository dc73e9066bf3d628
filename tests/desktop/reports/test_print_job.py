"""What is made before printing: jobs, columns left out, findings, proofs and their pages, lists, queues, files."""

import subprocess
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from desktop.reports import list_print, queues
from desktop.reports.document import Column, Document, PageBreak, Row, Table, Title, sentence
from desktop.reports.job import Listing, PrintJob, document_of, leading
from desktop.reports.list_print import TooLongToPrint, list_document
from desktop.reports.narrowing import narrow
from desktop.reports.preflight import Inspection
from desktop.reports.preview import Sheets, proof_of
from desktop.reports.queues import PrinterError, Sending, send
from desktop.reports.registry import report_named
from desktop.reports.separate import render_each
from desktop.reports.text import render_text
from models.database.query import Condition, Query
from models.entities.people import Student
from models.entities.programmes import SchoolClass
from models.progress import Cancelled, Progress
from tests.desktop.reports.office import AUTUMN, Office, identity_number

NOW = datetime(2025, 11, 23, 10, 15).astimezone()
COLUMNS = ("name", "gender", "id_number", "school_class", "birth_date")


@pytest.fixture
def office(database):
    return Office(database)


@pytest.fixture
def roster(office):
    return PrintJob(
        report_named("class-roster"), AUTUMN, (office.classes["A"], office.classes["B"], office.classes["E"])
    )


def listed(database, query, **more):
    return list_document(database, query, COLUMNS, printed_by="王老师", printed_at=NOW, **more)


# --- columns left out


def table(*headings, rows=(), totals=(), **more):
    return Table(tuple(Column(heading, 10) for heading in headings), rows, totals, **more)


@pytest.mark.parametrize(
    ("left_out", "headings", "cells", "total", "span"),
    [
        ({"乙"}, ["甲", "丙", "丁"], ("1", "3", "4"), ("合计", 9), 2),
        ({"丁"}, ["甲", "乙", "丙"], ("1", "2", "3"), ("合计",), 3),
        ({"甲", "乙", "丙"}, ["丁"], ("4",), (9,), 1),
        ({"甲", "乙", "丙", "丁"}, ["甲", "乙", "丙", "丁"], ("1", "2", "3", "4"), ("合计", 9), 3),
        ({"戊"}, ["甲", "乙", "丙", "丁"], ("1", "2", "3", "4"), ("合计", 9), 3),
    ],
)
def test_columns_left_out(left_out, headings, cells, total, span):
    whole = table("甲", "乙", "丙", "丁", rows=[Row(("1", "2", "3", "4"))], totals=(Row(("合计", 9), "total", 3),))
    made = narrow(whole, frozenset(left_out))
    assert [column.heading for column in made.columns] == headings
    assert made.rows[0].cells == cells
    assert (made.totals[0].cells, made.totals[0].span) == (total, span)


def test_sentences_across_a_table_stay_and_sums_of_pages_move():
    whole = table("甲", "乙", "丙", totals=(sentence("共 3 人"),), page_subtotal=(1, 2))
    made = narrow(whole, frozenset({"乙"}))
    assert made.totals == whole.totals
    assert made.page_subtotal == (1,)


def test_two_levels_of_heading_are_left_alone():
    grouped = Table((Column("男", 10, group="一年级"), Column("女", 10, group="一年级")), ())
    assert narrow(grouped, frozenset({"男"})) is grouped


# --- findings


def findings(*blocks):
    inspection = Inspection()
    list(inspection.watched(Document("测试", blocks)).blocks)
    return [(finding.sentence, finding.section) for finding in inspection.findings()]


def test_empty_cells_that_are_expected_are_counted_where_they_stand_first():
    first = table("姓名", "民族", "备注", rows=[Row(("甲", "汉族", None))])
    second = table("姓名", "民族", "备注", rows=[Row(("乙", None, None)), Row(("丙", "", None))])
    found = findings(PageBreak(title="一班"), first, PageBreak(title="二班"), second)
    assert found == [("2 行缺民族", 1)]


@pytest.mark.parametrize(
    ("empty", "said"),
    [(["一班"], "一班没有可列的人或记录"), (["一班", "二班"], "2 个表是空的：一班、二班"),
     (["一", "二", "三", "四"], "4 个表是空的：一、二、三…")],
)  # fmt: skip
def test_sections_without_rows(empty, said):
    note = sentence("没有学生", "normal")
    blocks = [part for title in empty for part in (PageBreak(title=title), Title(title), table("甲", rows=[note]))]
    assert findings(*blocks) == [(said, 0)]


# --- proofs


def test_a_proof_knows_its_sections_and_draws_its_pages(database, office, roster):
    proof = proof_of(document_of(database, roster, NOW))
    assert [section.title for section in proof.sections] == ["2023级数控2班", "2023级数控10班", "2024级焊接1班"]
    assert [section.page for section in proof.sections] == [0, 1, 2]
    assert [column.heading for column in proof.columns][:3] == ["序号", "学号", "姓名"]
    assert "2024级焊接1班没有可列的人或记录" in [finding.sentence for finding in proof.findings]
    sheets = Sheets(proof.content)
    assert len(sheets) == proof.pages == 3
    assert sheets.sizes[0] == pytest.approx((595.3, 841.9), abs=0.1)
    picture = sheets.draw(0, 0.5)
    assert (picture.width, picture.height) == (298, 421)
    assert len(picture.pixels) == picture.stride * picture.height
    assert set(picture.pixels) > {0xFF}  # paper, and words on it
    sheets.close()
    assert sheets.draw(0, 0.5) is None


def test_the_first_sheet_needs_the_first_record_only(database, office, roster):
    assert leading(roster).ids == roster.ids[:1]
    first = proof_of(document_of(database, roster, NOW, first=True))
    assert [section.title for section in first.sections] == ["2023级数控2班"]
    everyone = PrintJob(report_named("student-statistics"), AUTUMN, (office.school,))
    assert leading(everyone) == everyone


def test_sheet_and_columns_of_a_job(database, roster):
    job = replace(roster, paper="A3", landscape=True, left_out=frozenset({"民族"}))
    proof = proof_of(document_of(database, job, NOW))
    assert Sheets(proof.content).sizes[0] == pytest.approx((1190.6, 841.9), abs=0.1)
    assert "民族" not in [column.heading for column in proof.columns]


def test_a_proof_can_be_stopped(database, roster):
    progress = Progress()
    progress.stop()
    with pytest.raises(Cancelled):
        proof_of(document_of(database, roster, NOW), progress)


# --- lists


def test_a_list_is_printed_as_it_is_seen(database, office):
    query = Query(
        Student, (Condition("gender", "=", "2"), Condition("school_class", "in", (office.classes["A"],))), ("-name",)
    )
    text = render_text(listed(database, query))
    assert "共：2 条" in text
    assert "排序：姓名降序" in text
    assert "筛选：性别为女；班级为2023级数控2班" in text
    assert text.index("李　四") < text.index("阿依古丽")
    assert "张　三" not in text


def test_whole_numbers_only_when_asked_for_and_then_with_a_watermark(database, office):
    masked, whole = listed(database, Query(Student)), listed(database, Query(Student), unmasked=True)
    assert (masked.sensitive, whole.sensitive) == (False, True)
    number = identity_number(date(2008, 1, 5), "1", 1)
    assert number not in render_text(masked)
    assert number in render_text(whole)


def test_selected_rows_of_a_list_in_its_order(database, office):
    chosen = (office.students["周静"], office.students["张三"])
    job = PrintJob(Listing(Query(Student, order=("name",)), COLUMNS, chosen), AUTUMN, chosen)
    text = render_text(document_of(database, job, NOW))
    assert "所选：2 条" in text
    assert "李　四" not in text
    assert text.index("张　三") < text.index("周　静")


def test_a_list_without_records_says_so(database):
    assert "没有符合条件的记录" in render_text(listed(database, Query(Student)))


def test_a_list_that_nobody_means_to_print(database, office, monkeypatch):
    monkeypatch.setattr(list_print, "MOST_ROWS", 3)
    with pytest.raises(TooLongToPrint, match="列表有 13 行，最多打印 3 行"):
        render_text(listed(database, Query(Student)))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition("name", "~", "张"), "姓名含“张”"),
        (Condition("birth_date", ">=", date(2008, 1, 1)), "出生日期从2008-01-01起"),
        (Condition("phone", "empty"), "联系电话未填"),
        (Condition("gender", "!=", "1"), "性别不为男"),
        (Condition("gender", "in", ("1", "2")), "性别为男、女之一"),
        (Condition("exam_score", ">", Decimal(500)), "考试总分大于500"),
    ],
)
def test_conditions_in_words(database, condition, words):
    with database.reading() as connection:
        assert list_print.condition_words(connection, Query(Student), condition) == words


# --- files


def test_one_file_a_record(database, office, roster, tmp_path):
    written = render_each(database, roster, tmp_path, ".txt")
    assert [path.name for path in written] == [
        "班级花名册 2023级数控2班.txt", "班级花名册 2023级数控10班.txt", "班级花名册 2024级焊接1班.txt",
    ]  # fmt: skip
    assert "张　三" in written[0].read_text("utf-8")
    assert "张　三" not in written[1].read_text("utf-8")


def test_records_of_one_name_do_not_overwrite_each_other(database, office, tmp_path):
    with database.transaction("同名班") as tx:
        twins = [
            tx.insert(SchoolClass, {"name": "甲/乙班", "class_code": code, "school": school, "grade_year": 2025})
            for code, school in (("T1", office.school), ("T2", office.college))
        ]
    written = render_each(database, PrintJob(report_named("class-roster"), AUTUMN, tuple(twins)), tmp_path, ".pdf")
    assert [path.name for path in written] == ["班级花名册 甲_乙班.pdf", "班级花名册 甲_乙班 2.pdf"]


# --- queues


@pytest.fixture
def cups(monkeypatch):
    """A print system that answers as told and remembers what it was asked."""

    class System:
        def __init__(self):
            self.asked, self.status = [], 0
            self.answers = {"lpstat -e": "Hall\nOffice\n", "lpstat -d": "system default destination: Office\n"}

        def run(self, words, **given):
            self.asked.append((words, given.get("input")))
            out = self.answers.get(" ".join(words[:2]), "request id is Office-12 (1 file(s))\n")
            text = given.get("text", False)
            return subprocess.CompletedProcess(words, self.status, out if text else out.encode(), "" if text else b"")

    system = System()
    monkeypatch.setattr(queues.subprocess, "run", system.run)
    return system


def test_the_usual_printer_comes_first(cups):
    assert queues.queues() == ("Office", "Hall")


def test_no_printer_system(cups):
    cups.status = 1
    assert queues.queues() == ()


def test_the_pdf_goes_to_the_queue_as_it_is(cups):
    sending = Sending("Office", "班级花名册", copies=3, both_sides=True, paper="A3", landscape=True)
    assert send(b"%PDF-1.4", sending) == "Office-12"
    words, given = cups.asked[-1]
    assert given == b"%PDF-1.4"
    assert words[:5] == ("lp", "-d", "Office", "-n", "3")
    assert {"media=A3", "sides=two-sided-short-edge", "print-scaling=none"} <= set(words)


def test_a_printer_that_refuses(cups):
    cups.status = 1
    with pytest.raises(PrinterError, match="打印机“Office”没有接受文件"):
        send(b"%PDF-1.4", Sending("Office", "表"))
