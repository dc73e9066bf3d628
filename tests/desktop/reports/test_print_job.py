"""What is made before printing: jobs, columns left out, findings, proofs and their pages, lists, queues, files."""

import json
import subprocess
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from desktop.reports import cups, list_print, preview
from desktop.reports.catalogue import report_named
from desktop.reports.columns import arranged
from desktop.reports.cups import PrinterError, Sending, send
from desktop.reports.document import Column, Document, PageBreak, Ref, Row, Table, Title, sentence
from desktop.reports.job import Listing, PrintJob, document_of, leading
from desktop.reports.job_json import plain_job, read_job
from desktop.reports.list_print import TooLongToPrint, list_document
from desktop.reports.pdf import MissingGlyph, Printed
from desktop.reports.per_record_files import render_each
from desktop.reports.preflight import Inspection
from desktop.reports.preview import Sheets, proof_of
from desktop.reports.report import render
from desktop.reports.text import render_text
from desktop.screens.columns import first_columns
from models import clock
from models.database.query import Condition, Query
from models.entities.order_classes import OrderClassMember
from models.entities.people import Student
from models.entities.placements import Placement
from models.entities.programmes import SchoolClass
from models.progress import Cancelled, Progress
from models.schema.counting import counted
from models.schema.fields import entities, field_map
from tests.desktop.reports.office import AUTUMN, Office, identity_number

NOW = datetime(2025, 11, 23, 10, 15).astimezone()
COLUMNS = ("name", "gender", "id_number", "school_class", "birth_date")


@pytest.fixture(autouse=True)
def office_day(monkeypatch):
    monkeypatch.setenv(clock.VARIABLE, f"{NOW:%Y-%m-%d}")


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


# --- columns chosen


def table(*headings, rows=(), totals=(), **more):
    columns = tuple(Column(heading.strip("?"), 10, optional=heading.endswith("?")) for heading in headings)
    return Table(columns, rows, totals, **more)


@pytest.mark.parametrize(
    ("chosen", "cells", "total", "span"),
    [
        ("甲丙丁", ("1", "3", "4"), ("合计", 9), 2),
        ("甲乙丙", ("1", "2", "3"), ("合计",), 3),
        ("丁", ("4",), (9,), 1),
        ("甲乙丙丁", ("1", "2", "3", "4"), ("合计", 9), 3),
        ("", ("1", "2", "3", "4"), ("合计", 9), 3),
        ("丙甲丁", ("3", "1", "4"), ("合计", 9), 2),
        ("甲丁乙", ("1", "4", "2"), ("合计", 9, ""), 1),
        ("丁乙甲", ("4", "2", "1"), (9, "合计", ""), 1),
        ("戊", ("1", "2", "3", "4"), ("合计", 9), 3),
    ],
)
def test_columns_stand_where_they_are_wanted_and_sums_below_them(chosen, cells, total, span):
    whole = table("甲", "乙", "丙", "丁", rows=[Row(("1", "2", "3", "4"))], totals=(Row(("合计", 9), "total", 3),))
    made = arranged(whole, tuple(chosen))
    assert made.rows[0].cells == cells
    assert (made.totals[0].cells, made.totals[0].span) == (total, span)


def test_optional_columns_are_printed_when_they_are_asked_for():
    whole = table("甲", "乙?", rows=[Row(("1", "2"))])
    assert [arranged(whole, chosen).rows[0].cells for chosen in (None, ("甲", "乙"))] == [("1",), ("1", "2")]


def test_sentences_across_a_table_stay_and_sums_of_pages_move():
    whole = table("甲", "乙", "丙", totals=(sentence("共 3 人"),), page_subtotal=(1, 2))
    assert arranged(whole, ("甲", "丙")).totals == whole.totals
    assert arranged(whole, ("甲", "丙")).page_subtotal == (1,)
    assert arranged(whole, ("乙", "甲", "丙")).page_subtotal == (2,)


def test_two_levels_of_heading_are_left_alone():
    grouped = Table((Column("男", 10, group="一年级"), Column("女", 10, group="一年级")), ())
    assert arranged(grouped, ("男",)) is grouped


def test_a_roster_has_columns_to_be_asked_for(database, office, roster):
    text = render_text(document_of(database, replace(roster, columns=("姓名", "学号", "联系电话", "学籍状态")), NOW))
    assert "| 姓名 " in text
    assert text.index("姓名") < text.index("学号") < text.index("联系电话") < text.index("学籍状态")
    assert "民族" not in text.split("|")[1]
    assert "联系电话" not in render_text(document_of(database, roster, NOW))


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


def test_records_with_empty_cells_are_known():
    rows = [Row(("甲", None), of=Ref("student", 7)), Row(("乙", ""), of=Ref("student", 9)), Row(("丙", "汉族"))]
    inspection = Inspection()
    blocks = [PageBreak(title="一班", of=Ref("school_class", 3)), table("姓名", "民族", rows=rows),
              PageBreak(title="二班", of=Ref("school_class", 4)), table("姓名", rows=[sentence("没有", "normal")])]  # fmt: skip
    list(inspection.watched(Document("测试", blocks)).blocks)
    empty, missing = inspection.findings()
    assert (empty.of, empty.records) == ("school_class", (4,))
    assert (missing.sentence, missing.of, missing.records) == ("2 名学生缺民族", "student", (7, 9))


@pytest.mark.parametrize(("of", "missed"), [("student", ["民族"]), ("order_class_member", ["订单班", "民族"])])
def test_a_cell_is_missing_only_where_its_kind_of_record_asks_for_it(of, missed):
    """Most students are in no order class; a member of one is."""
    row = Row(("甲", None, None), of=Ref(of, 7))
    inspection = Inspection()
    list(inspection.watched(Document("测试", [table("姓名", "订单班", "民族", rows=[row])])).blocks)
    assert [finding.sentence.partition("缺")[2] for finding in inspection.findings()] == missed


def test_columns_that_are_not_printed_are_not_looked_at():
    inspection = Inspection()
    blocks = [table("姓名", "民族", rows=[Row(("甲", None))])]
    list(inspection.watched(Document("测试", blocks, columns=("姓名",))).blocks)
    assert inspection.findings() == ()


@pytest.mark.parametrize(
    ("wide", "warned", "said"), [(175, None, ""), (200, False, "已缩小到 88%"), (300, True, "字太小")]
)
def test_columns_too_wide_for_the_paper(wide, warned, said):
    inspection = Inspection()
    block = Table((Column("甲", wide / 2), Column("乙", wide / 2)), [Row(("1", "2"))])
    list(inspection.watched(Document("测试", [block])).blocks)
    found = inspection.findings()
    assert [finding.warn for finding in found] == ([] if warned is None else [warned])
    assert all(said in finding.sentence for finding in found)


def test_a_character_nobody_can_print_leads_to_its_record(database, office, roster):
    with database.transaction("改名") as tx:
        tx.update(Student, office.students["张三"], {"name": "张\U0002fa20"})
    found = [f for f in proof_of(document_of(database, roster, NOW)).findings if "没有字体可印" in f.sentence]
    if not found:
        pytest.skip("this computer has a typeface for it")
    assert (found[0].of, found[0].records) == ("student", (office.students["张三"],))


@pytest.mark.parametrize(
    ("empty", "said"),
    [(["一班"], "一班没有可列的人或记录"), (["一班", "二班"], "2 个表是空的：一班、二班"),
     (["一", "二", "三", "四"], "4 个表是空的：一、二、三…")],
)  # fmt: skip
def test_sections_without_rows(empty, said):
    note = sentence("没有学生", "normal")
    blocks = [part for title in empty for part in (PageBreak(title=title), Title(title), table("甲", rows=[note]))]
    assert findings(*blocks) == [(said, 0)]


EMPTY = table("姓名", rows=[sentence("没有学生", "normal")])
WIDE = Table((Column("甲", 200), Column("乙", 100)), [Row(("1", "2"))])


def gaps(*lines):
    """Names, ethnic groups and numbers of students, 0 where one is missing."""
    return table(
        "姓名", "民族", "学号", rows=[Row(tuple("有" if cell == "1" else None for cell in line)) for line in lines]
    )


# what stands on the paper, what is told of it in this order
ORDERED = [
    ([WIDE, gaps("101"), EMPTY], ["可列", "1 行缺民族", "列宽"]),
    ([gaps("100", "110", "110")], ["3 行缺学号", "1 行缺民族"]),
    ([gaps("100", "101", "101")], ["3 行缺民族", "1 行缺学号"]),
    ([gaps("100")], ["1 行缺民族", "1 行缺学号"]),  # as many: as they stand
    ([gaps("110"), gaps("101", "101"), EMPTY], ["可列", "2 行缺民族", "1 行缺学号"]),
    ([WIDE, EMPTY], ["可列", "列宽"]),
]


@pytest.mark.parametrize(("blocks", "told"), ORDERED)
def test_the_worst_finding_comes_first(blocks, told):
    found = [words for words, _section in findings(*blocks)]
    assert len(found) == len(told)
    assert [part for part, words in zip(told, found, strict=True) if part not in words] == []


def test_a_character_nobody_can_print_comes_before_all_and_a_typeface_that_stands_in_last(monkeypatch):
    def printed(document, _stream, _progress):
        list(document.blocks)
        return Printed(1, (MissingGlyph("𰻞", "U+30EDE", "第 1 页"),), ("本机没有仿宋，已代替。",))

    monkeypatch.setattr(preview, "render_pdf", printed)
    found = proof_of(Document("测试", [WIDE, gaps("101"), EMPTY])).findings
    assert [finding.kind for finding in found] == ["character", "empty", "missing", "wide", ""]
    assert [finding.warn for finding in found] == [True, True, True, True, False]


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
    job = replace(roster, paper="A3", landscape=True, columns=("姓名", "学号"))
    proof = proof_of(document_of(database, job, NOW))
    assert Sheets(proof.content).sizes[0] == pytest.approx((1190.6, 841.9), abs=0.1)
    assert [column.heading for column in proof.columns][-2:] == ["住宿", "学籍状态"]


def pages_of(database, job):
    return [page.extract_text() for page in PdfReader(BytesIO(proof_of(document_of(database, job, NOW)).content)).pages]


def test_classes_on_one_page_when_none_begins_a_new_one(database, roster):
    page, *_more = pages_of(database, replace(roster, options={"separate": False}))
    assert page.index("2023级数控2班花名册") < page.index("2023级数控10班花名册")
    assert "第 1 页 共 1 页" in page
    assert "2023级数控10班花名册" not in pages_of(database, roster)[0]


@pytest.mark.parametrize("repeat", [True, False])
def test_headings_on_every_page(database, roster, repeat):
    first, second = pages_of(database, replace(roster, ids=roster.ids[:1], options={"repeat": repeat, "fill_to": 50}))
    assert "政治面貌" in first
    assert ("（续表）" in second, "政治面貌" in second) == (repeat, repeat)


@pytest.mark.parametrize(("option", "words"), [("foot", "打印时间"), ("draft", "草")])
def test_foot_and_draft_are_chosen_for_forms_and_lists_alike(database, office, roster, option, words):
    listing = PrintJob(Listing(Query(Student), ("name", "gender")), AUTUMN)
    for job in (roster, listing):
        found = [words in pages_of(database, replace(job, options={option: on}))[0] for on in (True, False)]
        assert found == [True, False]


def test_a_draft_says_so_in_a_workbook(database, roster, tmp_path):
    target = tmp_path / "a.xlsx"
    render(document_of(database, replace(roster, options={"draft": True, "repeat": False}), NOW), target)
    sheet = load_workbook(target).worksheets[0]
    assert "草稿" in sheet.oddHeader.left.text
    assert not sheet.print_title_rows


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
    assert "共：2 名" in text
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


def test_columns_widen_to_fill_the_sheet_but_only_so_far(database, office, monkeypatch):
    names = [f.name for f in field_map(Student).values() if f.private != "hidden" and not f.many]

    def drawn(count):
        made = list_document(database, Query(Student), names[:count], printed_by="王老师", printed_at=NOW)
        (found,) = (block for block in made.blocks if isinstance(block, Table))
        return made.landscape, [column.width_mm for column in found.columns]

    seen = set()
    for count in range(1, 24):
        lies, wide = drawn(count)
        with monkeypatch.context() as patched:
            patched.setattr(list_print, "_WIDEN", 1.0)
            _lies, plain = drawn(count)
        share = wide[0] / plain[0]
        assert wide == pytest.approx([width * share for width in plain]), "all alike"
        assert lies is (sum(plain) > 200)
        sheet = 262 if lies else 175
        kind = "most" if share > 1.2999 else "as they are" if share == 1 else "full"
        assert {
            "most": sum(wide) <= sheet,
            "full": sum(wide) == pytest.approx(sheet),
            "as they are": sum(wide) >= sheet,
        }[kind]
        assert 1 <= share <= 1.3 + 1e-9
        seen.add((kind, lies))
    assert seen >= {("most", False), ("full", False), ("full", True), ("as they are", True)}


def test_a_long_text_takes_no_more_than_its_share_and_what_is_wide_is_not_widened(database, office):
    with database.transaction("备注") as tx:
        tx.update(Student, office.students["张三"], {"remark": "很长的备注" * 30})
    wide = ("name", "gender", "remark", "school_class", "birth_date", "hukou_address", "home_address", "ethnicity",
            "political_status", "specialty", "entry_month", "student_number", "registration_number", "phone",
            "guardian_name", "guardian_phone")  # fmt: skip
    made = list_document(database, Query(Student), wide, printed_by="王老师", printed_at=NOW)
    (found,) = (block for block in made.blocks if isinstance(block, Table))
    assert sum(column.width_mm for column in found.columns) > 262
    assert max(column.width_mm for column in found.columns) == 60
    assert found.columns[0].width_mm == 11


def test_selected_rows_of_a_list_in_its_order(database, office):
    chosen = (office.students["周静"], office.students["张三"])
    job = PrintJob(Listing(Query(Student, order=("name",)), COLUMNS, chosen), AUTUMN, chosen)
    text = render_text(document_of(database, job, NOW))
    assert "所选：2 名" in text
    assert "李　四" not in text
    assert text.index("张　三") < text.index("周　静")


@pytest.mark.parametrize(
    ("day", "minor"), [(date(2026, 1, 5), True), (date(2026, 1, 6), False)], ids=["birthday", "after"]
)
def test_minors_bear_their_mark_on_a_printed_list_of_students(database, office, day, minor):
    query = Query(Student, (Condition("school_class", "in", (office.classes["A"],)),), as_of=day)
    text = render_text(listed(database, query))
    assert ("张　三▲" in text) is minor
    assert "▲" in text, "others of the class are younger"
    without = list_document(database, query, ("student_number", "gender"), printed_by="王老师", printed_at=NOW)
    assert "▲" not in render_text(without), "who is not named bears no mark"


@pytest.mark.parametrize(
    ("entity", "columns"), [(Placement, ("student", "enterprise")), (OrderClassMember, ("order_class", "student"))]
)
@pytest.mark.parametrize(("day", "minor"), [(date(2026, 1, 5), True), (date(2026, 1, 6), False)])
def test_minors_bear_their_mark_wherever_a_list_names_students(database, office, entity, columns, day, minor):
    query = Query(entity, (Condition("student", "=", office.students["张三"]),), as_of=day)
    made = list_document(database, query, columns, printed_by="王老师", printed_at=NOW)
    text = render_text(made)
    assert "张三" in text
    assert ("张三▲" in text) is minor
    assert ("▲ 截至" in text) is minor


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
def printers(monkeypatch):
    """A print system that answers as told and remembers what it was asked."""

    class System:
        def __init__(self):
            self.asked, self.status, self.said = [], 0, ""
            self.answers = {"lpstat -e": "Hall\nOffice\n", "lpstat -d": "system default destination: Office\n"}

        def run(self, words, **given):
            self.asked.append((words, given.get("input")))
            out = self.answers.get(" ".join(words[:2]), "request id is Office-12 (1 file(s))\n")
            text = given.get("text", False)
            return subprocess.CompletedProcess(
                words, self.status, out if text else out.encode(), self.said if text else self.said.encode()
            )

    system = System()
    monkeypatch.setattr(cups.subprocess, "run", system.run)
    return system


def test_the_usual_printer_comes_first(printers):
    assert cups.queues() == ("Office", "Hall")


def test_no_printer_system(printers):
    printers.status = 1
    assert cups.queues() == ()


def test_the_pdf_goes_to_the_queue_as_it_is(printers):
    sending = Sending("Office", "班级花名册", copies=3, both_sides=True, paper="A3", landscape=True)
    assert send(b"%PDF-1.4", sending) == "Office-12"
    words, given = printers.asked[-1]
    assert given == b"%PDF-1.4"
    assert words[:5] == ("lp", "-d", "Office", "-n", "3")
    assert {"media=A3", "sides=two-sided-short-edge", "print-scaling=none"} <= set(words)


def test_a_printer_that_refuses(printers):
    printers.status = 1
    with pytest.raises(PrinterError, match="打印机“Office”没有接受文件"):
        send(b"%PDF-1.4", Sending("Office", "表"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("lp: Error - The printer or class does not exist.", "没有名为“Office”的打印机"),
        ('lp: Destination "Office" is not accepting jobs.', "暂停接收文件"),
        ("lp: Unauthorized", "没有权限使用打印机“Office”"),
        ("lp: Error - unable to connect: Connection refused", "打印服务没有运行"),
        ("lp: No such file or directory", "打印服务没有运行"),
        ("lp: whatever", "没有接受文件"),
    ],
)
def test_why_a_file_was_not_taken_is_said_in_words(printers, said, told):
    printers.status, printers.said = 1, said
    with pytest.raises(PrinterError, match=told):
        send(b"%PDF-1.4", Sending("Office", "表"))


@pytest.mark.parametrize(
    ("answer", "told"), [("scheduler is not running\n", "没有运行"), ("scheduler is running\n", "还没有添加打印机")]
)
def test_why_there_is_no_printer(printers, answer, told):
    printers.answers["lpstat -r"] = answer
    assert told in cups.why_none()


@pytest.mark.parametrize(
    ("text", "ranges", "count"),
    [
        ("1-3，5", "1-3,5", 4),
        ("5,1", "1,5", 2),
        ("2－4、3", "2-4", 3),
        ("8-", "8-10", 3),
        ("-2", "1-2", 2),
        ("7", "7", 1),
    ],
)
def test_pages_as_people_write_them(text, ranges, count):
    assert cups.page_ranges(text, 10) == (ranges, count)


@pytest.mark.parametrize("text", ["0", "11", "3-1", "a", "1-x"])
def test_pages_that_are_not_there(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the dialog says it in words of its own
        cups.page_ranges(text, 10)


def test_some_pages_go_to_the_queue(printers):
    send(b"%PDF-1.4", Sending("Office", "表", pages="1-3,5"))
    assert printers.asked[-1][0][-2:] == ("-P", "1-3,5")


# --- jobs that are kept


def test_a_job_comes_back_from_plain_values(database, office, roster):
    query = Query(Student, (Condition("birth_date", ">=", date(2008, 1, 1)),), ("-name",), "张", AUTUMN)
    listing = PrintJob(Listing(query, COLUMNS, (1, 2)), AUTUMN, (1, 2), options={"draft": True}, columns=("姓名",))
    for job in (replace(roster, paper="A3", landscape=True, options={"order": "pinyin"}), listing):
        assert read_job(json.loads(json.dumps(plain_job(job)))) == job


def test_a_job_of_another_version_is_taken_as_far_as_it_goes(roster):
    plain = plain_job(roster)
    assert read_job(plain | {"options": {"order": "pinyin", "gone": 1}}).options == {"order": "pinyin"}
    assert read_job(plain | {"report": "gone"}) is None
    assert read_job({}) is None
    assert plain_job(replace(roster, ids=tuple(range(6_000)))) == {}


def test_a_list_is_dated_by_the_day_of_the_office_not_that_of_printing(database, office, monkeypatch):
    monkeypatch.setenv(clock.VARIABLE, "2025-08-31")
    text = render_text(listed(database, Query(Student)))
    assert "截止日期：2025-08-31" in text
    assert "2025-11-23" not in text.splitlines()[1]


def test_every_list_can_be_printed_with_the_columns_it_begins_with(database, office):
    for entity in (entity for entity in entities() if not entity.internal):
        columns = tuple(field.name for field in first_columns(entity))
        job = PrintJob(Listing(Query(entity), columns), AUTUMN)
        proof = proof_of(document_of(database, job, NOW))
        titles = [field_map(entity)[name].title for name in columns]
        assert [column.heading for column in proof.columns] == ["序号", *titles]
        text = PdfReader(BytesIO(proof.content)).pages[0].extract_text()
        assert f"{entity.label}列表" in text.replace("\n", "")
        with database.reading() as connection:
            count = int(connection.execute(Query(entity).count()).one()[0])
        assert f"共：{counted(entity, count)}" in text, entity
        assert "截止日期：2025-11-23" in text, entity
