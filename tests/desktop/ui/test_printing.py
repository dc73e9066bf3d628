"""The print centre: catalogue, options, records, the paper itself, notes, and where paper goes."""

import json
from datetime import date

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget

from desktop.reports import cups
from desktop.reports import job as job_module
from desktop.reports.catalogue import reports
from desktop.reports.cups import Sending
from desktop.reports.document import Column
from desktop.reports.job import Listing, PrintJob
from desktop.reports.job_json import plain_job, read_job
from desktop.reports.preflight import Finding
from desktop.reports.report import PAPER
from desktop.ui.form.editors import plain_editor
from desktop.ui.kit import page_view as paper_module
from desktop.ui.kit import theme
from desktop.ui.kit.choices import CheckBox, Segmented, Switch
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import TextBox
from desktop.ui.kit.menu_field import MenuField
from desktop.ui.kit.page_view import Fit
from desktop.ui.kit.tasks import Tasks
from desktop.ui.printing import output as delivery_module
from desktop.ui.printing import preview_builder, record_picker, scheme_store
from desktop.ui.printing import print_centre as centre_module
from desktop.ui.printing.columns_panel import ColumnsPanel
from desktop.ui.printing.findings_panel import FindingNote, FindingsPanel
from desktop.ui.printing.print_centre import PrintCentre
from desktop.ui.printing.print_dialog import PrintDialog
from desktop.ui.printing.report_catalogue import entries, is_named
from desktop.ui.shell.palette_commands import schemes_of
from desktop.ui.shell.palette_search import Target
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import plan
from models.database.disclosures import PREVIEW, PRINT, disclosures
from models.database.history import change_sets
from models.database.printings import Scheme, printings
from models.database.query import Condition, Query
from models.database.results import ids_of
from models.entities.order_classes import OrderClass
from models.entities.people import Student
from models.entities.programmes import SchoolClass
from models.schema.fields import asked
from models.schema.types import Choice, Year
from models.words import LANGUAGES, use_language
from tests.desktop.reports.office import AUTUMN, Office
from tests.desktop.ui.records import one_of_each


@pytest.fixture(scope="session")
def qapp(qapp):
    theme.dress(qapp)
    return qapp


@pytest.fixture
def office(database):
    return Office(database)


@pytest.fixture
def said():
    return []


class _Place(AppContext):
    """A workplace that remembers what was announced."""

    __slots__ = ("announced",)
    __setattr__ = object.__setattr__


@pytest.fixture
def place(qtbot, qapp, database, said):
    window = QWidget()
    qtbot.addWidget(window)
    tasks = Tasks(window)

    def report(error):
        raise error

    made = _Place(window, database, tasks, report, said.append)
    made.announced = []
    object.__setattr__(made, "announce", lambda *given: made.announced.append(given))
    object.__setattr__(made, "warn", said.append)
    yield made
    tasks.close()


@pytest.fixture
def settle(qtbot, place):
    def wait(page):
        qtbot.waitUntil(
            lambda: not page.maker.waiting and not place.tasks.running and not place.tasks._ended, timeout=60_000
        )

    return wait


@pytest.fixture
def centre(qtbot, place, office, settle):
    page = PrintCentre(place)
    page.resize(1170, 700)
    qtbot.addWidget(page)
    page.show()
    page.opened("class-roster", (office.classes["A"], office.classes["B"], office.classes["E"]))
    settle(page)
    yield page
    page.paper.release()


# --- the catalogue


@pytest.mark.parametrize(
    ("text", "found"),
    [("班级花名册", {"class-roster", "class-roster-long"}), ("dd-01", {"order-class-roster"}),
     ("bjhmc", {"class-roster", "class-roster-long"}),
     ("zaixiaosheng", {"student-statistics"}), ("备案", {"placement-filing", "placement-list"}), ("没有这张表", set())],
)  # fmt: skip
def test_papers_are_found_by_title_number_purpose_and_pinyin(text, found):
    assert {one.name for one in reports() if is_named(one, text)} == found


def test_the_list_one_came_from_and_what_was_used_last_stand_on_top():
    listing = Listing(Query(Student), ("name",))
    lines = list(entries(reports(), listing, ("enrolment-report",), ""))
    assert [line.words for line in lines[:4]] == ["当前列表", "学生列表", "最近使用", "招生情况统计表"]
    assert sum(line.words == "招生情况统计表" for line in lines) == 1


def test_search_narrows_the_catalogue_and_the_chosen_paper_is_marked(centre):
    centre.catalogue.search.setText("dd-0")
    titles = [line.words for line in centre.catalogue.model.rows if line.subject]
    assert titles == ["订单班花名册", "订单班一览表"]
    centre.catalogue.search.clear()
    assert centre.catalogue.view.currentIndex().data() == "班级花名册"


def test_models_keep_to_the_rules_of_qt(centre, office):
    for model in (centre.catalogue.model, centre.plate.chooser.model):
        assert isinstance(model, QAbstractItemModel)
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    centre.catalogue.search.setText("花")
    centre._choose_records()
    centre.plate.chooser.turn(centre.plate.chooser.model.index(0))
    centre.plate.hide()


# --- the paper


def test_the_preview_is_the_paper(centre):
    assert centre.whole
    assert centre.paper.count == centre.proof.pages == 3
    assert centre.print.text() == "打印 3 页"
    assert centre.head.count.text() == "3 个班级，3 页"
    assert centre.strip.section.text() == "2023级数控2班"
    image = centre.paper.viewport().grab().toImage()
    box = centre.paper.box(0).toRect()
    assert image.pixelColor(box.center().x(), box.top() + 4) == theme.colour("paper")
    assert image.pixelColor(2, 2) == theme.colour("desk")


def dark_dots(centre, page=0):
    image = centre.paper.viewport().grab().toImage()
    box = centre.paper.box(page).toRect() & centre.paper.viewport().rect()
    return sum(
        image.pixelColor(x, y).lightness() < 128
        for x in range(box.left(), box.right(), 2)
        for y in range(box.top(), box.bottom(), 2)
    )


def test_words_are_drawn_on_it(centre, qtbot):
    qtbot.waitUntil(lambda: dark_dots(centre) > 200)


def test_pages_turn_and_say_where_one_is(centre):
    centre.strip.after.click()
    assert (centre.paper.page, centre.strip.page.text(), centre.strip.pages.text()) == (1, "2", "/ 3 页")
    assert centre.strip.section.text() == "2023级数控10班"
    centre.paper.go(99)
    assert centre.paper.page == 2
    assert not centre.strip.after.isEnabled()
    assert centre.paper.accessibleName() == "打印预览，第 3 页，共 3 页"


def test_the_list_of_sections_leads_to_their_pages(centre):
    centre.strip.section.click()
    chooser = centre.strip._list
    assert [chooser.list.item(n).text() for n in range(3)] == ["2023级数控2班", "2023级数控10班", "2024级焊接1班"]
    chooser.list.itemActivated.emit(chooser.list.item(2))
    assert (centre.paper.page, chooser.isVisible()) == (2, False)


def test_size(centre, qtbot):
    centre.paper.set_zoom(1.0)
    assert centre.paper.box(0).width() == round(595.2756 * 96 / 72)
    assert centre.strip.size_.text() == "100%"
    centre.paper.step_zoom(1)
    assert centre.paper.factor == pytest.approx(1.25)
    qtbot.keyClick(centre.paper, Qt.Key.Key_0)
    assert centre.paper.zoom is Fit.PAGE
    assert centre.paper.box(0).height() <= centre.paper.viewport().height()


def test_only_pages_in_sight_and_the_next_are_drawn(centre, place, office, settle, qtbot):
    with place.database.transaction("多几个班") as tx:
        ids = [
            tx.insert(SchoolClass, {"name": f"{n}班", "school": office.school, "grade_year": 2020}) for n in range(30)
        ]
    centre.opened("class-roster", ids)
    settle(centre)
    assert centre.paper.count == 30
    qtbot.waitUntil(lambda: 0 < len(centre.paper._drawn) < 5 and not centre.paper._asked)


def test_the_first_sheet_comes_before_the_whole(centre, place, office, settle, qtbot):
    seen = []
    with place.database.transaction("多几个班") as tx:
        ids = [
            tx.insert(SchoolClass, {"name": f"{n}班", "school": office.school, "grade_year": 2020}) for n in range(30)
        ]
    centre.proofed.connect(lambda whole: seen.append((whole, centre.paper.count, centre.print.isEnabled())))
    centre.opened("class-roster", ids)
    settle(centre)
    assert seen == [(False, 1, False), (True, 30, True)]


def test_the_first_sheet_asks_the_file_no_more_of_thirty_classes_than_of_seven(centre, place, office, settle):
    asked, counts = [], []
    sa.event.listen(place.database.engine, "before_cursor_execute", lambda *given: asked.append(len(given[3])))
    centre.proofed.connect(lambda whole: counts.append((whole, sum(asked))))
    for many in (7, 30):
        with place.database.transaction("班") as tx:
            ids = [
                tx.insert(SchoolClass, {"name": f"{many}-{n}班", "school": office.school, "grade_year": 2020})
                for n in range(many)
            ]
        centre.opened("class-roster", ids)
        settle(centre)
        asked.clear()
        centre.options._choose("order", "gender" if many == 30 else "pinyin")
        settle(centre)
    first = [count for whole, count in counts if not whole][1::2]
    whole = [count for whole, count in counts if whole][1::2]
    assert len(first) == len(whole) == 2
    assert 0 < first[0] == first[1] < whole[0] < whole[1], "what is not on the sheet is read after it is seen"


def test_another_sheet_or_mark_needs_no_reading_but_other_words_do(centre, settle, monkeypatch):
    read = []
    made = preview_builder.made_of
    monkeypatch.setattr(preview_builder, "made_of", lambda *given, **more: read.append(1) or made(*given, **more))
    centre.opened("placement-list")
    settle(centre)
    for change in ({"paper": "A3"}, {"columns": ("姓名", "学号")}, {"options": {"draft": True}}):
        centre.options._take(**change)
        settle(centre)
    assert len(read) == 1
    centre.options._choose("order", "class")
    settle(centre)
    centre.refresh()
    settle(centre)
    assert len(read) == 3


def test_the_beginning_of_a_long_table_is_shown_before_the_whole(centre, settle, place, monkeypatch):
    monkeypatch.setattr(job_module, "FIRST_ROWS", 1)
    with place.database.transaction("又一个订单班") as tx:
        tx.insert(OrderClass, {"name": "丙班", "code": "D9"})
    seen = []
    centre.proofed.connect(seen.append)
    centre.opened("order-class-list")
    settle(centre)
    assert seen == [False, True]


# --- options


@pytest.mark.parametrize(
    ("option", "kind"),
    [
        (asked("rate", "率", Choice(("a", "甲"), ("b", "乙")), default="a"), Segmented),
        (asked("order", "排序", Choice(*((n, n * 9) for n in "甲乙丙丁")), default="甲"), MenuField),
        (asked("year", "年份", Year()), TextBox),
    ],
)
def test_an_option_is_edited_after_its_type(qtbot, qapp, option, kind):
    editor = plain_editor(option)
    qtbot.addWidget(editor)
    assert editor.findChildren(kind)


def test_a_value_that_cannot_be_is_not_taken(centre, settle, qtbot):
    centre.opened("enrolment-report")
    settle(centre)
    taken = []
    centre.options.changed.connect(lambda: taken.append(centre.options.job.options.get("year")))
    box = centre.options.editors["year"].box
    for text in ("20", "2025"):
        box.clear()
        qtbot.keyClicks(box, text)
    assert taken[-1] == 2025
    assert 20 not in taken


def test_a_day_is_chosen_as_in_a_form_and_kept_in_a_scheme(centre, settle):
    centre.opened("visit-statistics")
    settle(centre)
    since = centre.options.editors["since"]
    since.put(AUTUMN)
    since.edited.emit()
    job = centre.options.job
    assert job.options["since"] == AUTUMN
    kept = json.loads(json.dumps(plain_job(job)))
    assert read_job(kept).options == job.options


def withdraw(database, student):
    with database.reading() as connection:
        planned = plan(connection, act_named("退学"), [student], {"change_date": AUTUMN}, {}, AUTUMN)
    with database.transaction(planned.name) as tx:
        apply(tx, planned)


def test_every_report_offers_its_options(centre, settle, database, office):
    withdraw(database, office.students["周静"])  # there is no paper of an event where there is none
    one_of_each(database, {report.of for report in reports()})
    for report in reports():
        centre.opened(report.name)
        settle(centre)
        assert list(centre.options.editors) == [option.name for option in report.options]
        assert centre.proof is not None, report.name


def test_options_change_the_paper(centre, settle):
    before = centre.proof.content
    centre.options._choose("order", "pinyin")
    settle(centre)
    assert centre.proof.content != before


def test_sheet_columns_and_day(centre, settle, qtbot):
    centre.options._take(paper="A3", landscape=True)
    settle(centre)
    assert centre.paper.sheets.sizes[0] == pytest.approx((1190.6, 841.9), abs=0.1)
    assert centre.options.columns.width_note.text() == "175 / 385 mm"
    centre.options.columns.boxes["民族"].click()
    settle(centre)
    assert "民族" not in centre.options.job.columns
    assert centre.options.columns.width_note.text() == "160 / 385 mm"
    centre.options.columns.boxes["民族"].click()
    assert centre.options.job.columns is None
    day = centre.options.day.box
    day.selectAll()
    qtbot.keyClicks(day, "20251120")
    day.editingFinished.emit()
    assert (centre.options.job.day, day.text()) == (AUTUMN, "2025-11-20")


def test_a_day_that_is_none_is_put_back(centre, qtbot):
    box, before = centre.options.day.box, centre.options.job.day
    box.selectAll()
    qtbot.keyClicks(box, "2025-13-45")
    box.editingFinished.emit()
    assert (box.text(), centre.options.job.day) == (before.isoformat(), before)


@pytest.fixture
def columns(qtbot, qapp):
    panel = ColumnsPanel()
    qtbot.addWidget(panel)
    offered = (Column("甲", 60), Column("乙", 60), Column("丙", 60, private=True), Column("丁", 60, optional=True))
    panel.offer(offered, None, 175, masked=True)
    panel.show()
    panel.given = []
    panel.changed.connect(panel.given.append)
    return panel


def test_one_column_stays(columns):
    for heading in "甲乙丙":
        columns.boxes[heading].click()
    assert columns.headings == ("丙",)
    assert columns.boxes["丙"].isChecked()


def test_columns_only_on_request_are_not_ticked_at_first_and_too_many_are_told(columns):
    assert [box.isChecked() for box in columns.boxes.values()] == [True, True, True, False]
    assert columns.boxes["丙"].accessibleName() == "丙，脱敏"
    columns.boxes["丁"].click()
    assert columns.given == [("甲", "乙", "丙", "丁")]
    assert columns.width_note.text() == "240 / 175 mm"
    assert "打印时一起缩小" in columns.width_note.toolTip()
    columns.reset.click()
    assert columns.given[-1] is None
    assert not columns.boxes["丁"].isChecked()


def test_columns_are_put_in_order_by_keys_and_by_dragging(columns, qtbot):
    columns.order.click()
    assert columns.list.isVisible()
    qtbot.keyClick(columns.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert columns.given[-1] == ("乙", "甲", "丙")
    columns.list.model().moveRow(QModelIndex(), 2, QModelIndex(), 0)
    assert columns.given[-1] == ("丙", "乙", "甲")
    qtbot.keyClick(columns.list, Qt.Key.Key_Escape)
    assert not columns.list.isVisible()
    assert list(columns.boxes) == ["丙", "乙", "甲", "丁"]
    columns.boxes["丁"].click()
    assert columns.given[-1] == ("丙", "乙", "甲", "丁")


def test_a_report_is_as_it_was_left(centre, settle):
    centre.options._choose("order", "pinyin")
    centre.opened("enrolment-report")
    settle(centre)
    centre.opened("class-roster")
    settle(centre)
    assert centre.options.job.options == {"order": "pinyin"}


# --- records


def test_the_latest_year_is_what_one_probably_wants(place, office):
    among = record_picker.candidates(place.database, SchoolClass)
    assert record_picker.first_choice(among) == (office.classes["C"],)
    assert record_picker.first_choice(one._replace(year=None) for one in among) == tuple(one.id for one in among)


def test_a_paper_of_several_kinds_of_records_asks_which(centre, settle, office):
    centre.opened("placement-list", (office.firm,), of="enterprise")
    settle(centre)
    assert centre.options.scope.text() == "示例汽车制造有限公司"
    (tables,) = [
        field for field in centre.options.findChildren(MenuField) if field.accessibleName().startswith("范围按")
    ]
    assert tables.text() == "合作企业"
    tables._take("school_class")
    settle(centre)
    assert (centre.options.job.table, centre.options.job.ids) == ("school_class", ())
    assert centre.options.scope.text() == "全部班级"
    centre._choose_records()
    assert centre.plate.count.text() == "已选 0 / 5"
    centre._take_ids((office.classes["A"],))
    settle(centre)
    kept = plain_job(centre.options.job)
    assert read_job(kept) == centre.options.job


def test_records_are_ticked_and_found(centre, settle, qtbot):
    centre._choose_records()
    plate = centre.plate
    assert plate.count.text() == "已选 3 / 5"
    plate.chooser.box.setText("计算机")
    plate.chooser.look()
    settle(centre)
    assert [one.text for one in plate.chooser.model.rows] == ["2025级计算机1班"]
    plate.tick_shown(on=True)
    settle(centre)
    assert centre.options.scope.text() == "4 个班级"
    assert centre.paper.count == 4
    plate.tick_shown(on=False)
    plate.chooser.box.clear()
    plate.chooser.look()
    plate.tick_shown(on=False)
    settle(centre)
    assert centre.paper.words == "还没有选择班级，请在“范围”中选择"
    assert not centre.print.isEnabled()
    plate.hide()


def test_an_office_without_classes(qtbot, place, settle):
    page = PrintCentre(place)
    qtbot.addWidget(page)
    page.show()
    page.opened("class-roster")
    settle(page)
    assert page.paper.words == "还没有班级，新建或导入以后就可以打印"


# --- the list one sees


def test_the_list_one_sees(centre, settle, office):
    query = Query(Student, order=("name",), search="张三")
    centre.opened(ids=(office.students["张三"],), query=query, columns=("name", "gender"))
    settle(centre)
    assert isinstance(centre.options.job.subject, Listing)
    assert (centre.paper.count, centre.print.text()) == (1, "打印 1 页")
    asked = []
    centre.list_wanted.connect(asked.append)
    centre.options.left.emit()
    assert asked == [query]


def test_selected_records_of_a_list_lead_to_their_report_or_stay_a_list(centre, settle, office):
    classes, students = (office.classes["A"],), tuple(office.students.values())[:2]
    centre.opened(ids=classes, query=Query(SchoolClass), columns=("name",))
    assert centre.options.job.subject.name == "class-roster"
    assert centre.options.job.ids == classes
    centre.opened(ids=students, query=Query(Student), columns=("name",))
    settle(centre)
    assert centre.options.job.ids == students
    choice = next(s for s in centre.options.findChildren(Segmented) if s.accessibleName() == "范围")
    choice.take(())
    assert centre.options.job.ids == ()


# --- notes


def test_findings_lead_to_their_page(centre):
    sentences = [finding.sentence for finding in centre.proof.findings]
    assert "2024级焊接1班没有可列的人或记录" in sentences
    assert centre.notes.state.text() == "1 项要留意，3 项通过"
    centre.notes.followed.emit(Finding("有一处", section=2))
    assert centre.paper.page == 2


def test_findings_open_the_records_they_are_about(centre, settle, office, qtbot):
    with centre.place.database.transaction("改") as tx:
        tx.update(Student, office.students["张三"], {"ethnicity": None})
        tx.update(Student, office.students["李四"], {"ethnicity": None})
    centre.refresh()
    settle(centre)
    note = next(n for n in centre.notes.findChildren(FindingNote) if "缺民族" in n.accessibleName())
    with qtbot.waitSignal(centre.list_wanted) as asked:
        note.follow.click()
    with centre.place.database.reading() as connection:
        found = ids_of(connection, asked.args[0])
    expected = {office.students["张三"], office.students["李四"]}
    assert set(found) == expected
    assert note.accessibleName() == "2 名学生缺民族"


def test_many_findings_are_counted(qtbot, qapp):
    notes = FindingsPanel()
    qtbot.addWidget(notes)
    notes.show_findings([Finding(f"{n} 行缺学号", section=0) for n in range(15)])
    assert notes.state.text() == "15 项要留意，3 项通过"
    notes.show_findings(())
    assert notes.state.text() == "4 项通过"


# --- where it goes


@pytest.mark.parametrize("ending", [".pdf", ".xlsx", ".txt"])
def test_save(centre, settle, tmp_path, said, monkeypatch, ending):
    target = tmp_path / f"花名册{ending}"
    monkeypatch.setattr(delivery_module, "save_as", lambda *_given: target)
    centre._deliver(ending)
    settle(centre)
    assert target.stat().st_size > 500
    assert said[-1].startswith(f"已保存 花名册{ending}")
    assert centre.place.settings.get("printing.recent") == ["class-roster"]


def test_one_file_a_class(centre, settle, tmp_path, said, monkeypatch):
    monkeypatch.setattr(delivery_module, "folder_to_use", lambda *_given: tmp_path)
    centre.head.each[0].trigger()
    settle(centre)
    assert len(list(tmp_path.glob("*.pdf"))) == 3
    assert said[-1] == f"已在文件夹“{tmp_path.name}”中保存 3 个文件"


def test_printing_puts_the_pdf_into_the_queue(centre, settle, said, monkeypatch, qtbot):
    sent = []
    monkeypatch.setattr(delivery_module, "available", lambda: True)
    monkeypatch.setattr("desktop.ui.printing.print_dialog.queues", lambda: ("Office", "Hall"))
    monkeypatch.setattr(delivery_module, "send", lambda content, sending: sent.append((content, sending)))
    qtbot.keyClick(centre.catalogue.view, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    settle(centre)
    dialog = centre.findChild(PrintDialog)
    assert (dialog.printer.text(), dialog.accept_button.text()) == ("Office", "打印 3 页")
    dialog.copies.setText("2")
    dialog.accept_button.click()
    settle(centre)
    (content, sending), *_more = sent
    assert content.startswith(b"%PDF")
    assert (sending.queue, sending.copies, sending.paper, sending.landscape) == ("Office", 2, "A4", False)
    assert said[-1] == "已送到打印机“Office”，3 页"


def test_without_a_printer_one_can_save(centre, settle, monkeypatch, qtbot):
    monkeypatch.setattr(delivery_module, "available", lambda: True)
    monkeypatch.setattr("desktop.ui.printing.print_dialog.queues", tuple)
    monkeypatch.setattr("desktop.ui.printing.print_dialog.why_none", lambda: "打印服务没有运行")
    centre.print_now()
    settle(centre)
    dialog = centre.findChild(PrintDialog)
    assert not dialog.accept_button.isEnabled()
    assert dialog.save_button.isVisibleTo(dialog)
    assert dialog.note.text() == "打印服务没有运行"
    dialog.reject()


def test_pages_as_pictures_for_a_printer_without_cups(centre, settle, tmp_path, monkeypatch):
    from desktop.reports.cups import Sending
    from desktop.ui.printing.system_dialog import PagePress, SystemPrint

    dialog = SystemPrint(centre.proof, Sending("", "花名册"), centre)
    dialog.device.setOutputFileName(str(tmp_path / "out.pdf"))
    counted = []
    press = PagePress(centre.place.tasks, centre.proof, dialog.device, centre, counted.append)
    press.start()
    settle(centre)
    assert counted == [3]
    printed = PdfReader(tmp_path / "out.pdf")
    assert len(printed.pages) == 3
    assert float(printed.pages[0].mediabox.width) == pytest.approx(595, abs=2)


@pytest.mark.parametrize("unmasked", [False, True])
def test_paper_with_whole_numbers_is_logged(centre, database, settle, tmp_path, monkeypatch, unmasked):
    monkeypatch.setattr(delivery_module, "save_as", lambda *_given: tmp_path / "a.txt")
    monkeypatch.setattr(centre_module, "ask_reason", lambda *_given: "报送学籍")
    if unmasked:
        centre.options.findChild(Switch).click()
        settle(centre)
    centre.options._take(paper="A3")  # the same words on another sheet
    settle(centre)
    centre._deliver(".txt")
    settle(centre)
    with database.reading() as connection:
        assert [(d.way, d.reason) for d in disclosures(connection)] == (
            [(PRINT, "报送学籍"), (PREVIEW, "报送学籍")] if unmasked else []
        )
        for shown in disclosures(connection):
            assert (shown.entity, shown.record_count > 0, "身份证号" in shown.fields) == ("student", True, True)


def test_nobody_who_says_no_reason_sees_whole_numbers(centre, database, settle, monkeypatch):
    monkeypatch.setattr(centre_module, "ask_reason", lambda *_given: None)
    switch = centre.options.findChild(Switch)
    switch.click()
    settle(centre)
    assert (centre.options.job.unmasked, switch.isChecked()) == (False, False)
    with database.reading() as connection:
        assert disclosures(connection) == []


def test_some_pages_in_several_copies(qtbot, place):
    dialog = PrintDialog(place.tasks, Sending("", "花名册"), 12, "Office", find=lambda: (("Office",), ""))
    qtbot.addWidget(dialog)
    qtbot.waitUntil(dialog.accept_button.isEnabled)
    qtbot.keyClicks(dialog.pages, "9-13")
    dialog.accept_button.click()
    assert dialog.note.text() == "页码写成 1-3，5 这样，在 1 到 12 之间"
    dialog.pages.clear()
    qtbot.keyClicks(dialog.pages, "1-3,5")
    assert dialog.accept_button.text() == "打印 4 页"
    with qtbot.waitSignal(dialog.sent) as sent:
        dialog.accept_button.click()
    assert (sent.args[0].pages, sent.args[0].count) == ("1-3,5", 4)


# --- schemes and records


def names(page):
    return [row[0] for row in page.table.rows.rows]


def test_what_goes_out_is_written_down_and_can_be_printed_again(centre, settle, tmp_path, monkeypatch, office):
    monkeypatch.setattr(delivery_module, "save_as", lambda *_given: tmp_path / "花名册.pdf")
    centre.options._take(columns=("姓名", "学号"))
    settle(centre)
    centre._deliver(".pdf")
    settle(centre)
    assert centre.head.tabs.count_at(2) == 1
    centre.opened("enrolment-report")
    settle(centre)
    centre.head.tabs.setCurrentIndex(2)
    settle(centre)
    assert not centre.print.isVisible()
    (row,) = centre.keeper.records.table.rows.rows
    assert (row[0], *row[2:6], row[7]) == ("班级花名册", "3 个班级", "PDF", "花名册.pdf", "3", "脱敏")
    assert row[6] == "未署名"
    centre.keeper.records.button.click()
    settle(centre)
    job = centre.options.job
    assert (job.title, job.columns, len(job.ids)) == ("班级花名册", ("姓名", "学号"), 3)
    assert centre.head.tabs.currentIndex() == 0
    centre.opened("enrolment-report")
    settle(centre)
    with centre.place.database.reading() as connection:
        (printed,) = printings(connection)
    centre.opened(again=printed)  # as the home page asks for it
    settle(centre)
    assert centre.options.job.title == "班级花名册"
    with centre.place.database.reading() as connection:
        assert not [change for change in change_sets(connection, 5) if "花名册" in change.name]


def test_a_scheme_is_saved_opened_renamed_and_deleted_with_a_way_back(centre, settle, monkeypatch):
    monkeypatch.setattr(scheme_store, "ask_name", lambda *_given: "发班主任")
    centre.options._choose("order", "pinyin")
    centre.options._take(unmasked=True, reason="发家长核对")
    settle(centre)
    centre.options.kept.emit()
    settle(centre)
    centre.opened("enrolment-report")
    settle(centre)
    centre.opened(scheme="发班主任")
    settle(centre)
    assert (centre.options.job.options, centre.options.job.unmasked) == ({"order": "pinyin"}, False)
    assert centre.options.job.reason == "", "it is asked again"
    scheme = centre.keeper.schemes.found[0]
    undone = []
    centre.place.announced.clear()
    monkeypatch.setattr(scheme_store, "ask_name", lambda *_given: "发家长")
    centre.keeper.schemes.rename.click()
    settle(centre)
    assert names(centre.keeper.schemes) == ["发家长"]
    centre.keeper.schemes.delete.click()
    settle(centre)
    assert (names(centre.keeper.schemes), centre.head.tabs.count_at(1)) == ([], 0)
    for sentence, undo in reversed(centre.place.announced):
        undone.append(sentence)
        undo()
        settle(centre)
    assert undone == ["已删除方案“发家长”", "方案“发班主任”已改名为“发家长”"]
    assert centre.keeper.schemes.found == (scheme,)


def test_a_scheme_of_a_year_has_the_classes_that_came_later(centre, place, office, settle, monkeypatch):
    centre.options.take_ids((office.classes["C"],))
    settle(centre)
    centre.keeper.save_as("新生", centre.options.job, "", centre.jobs.candidates(centre.options.job))
    with place.database.transaction("又一个班") as tx:
        more = tx.insert(SchoolClass, {"name": "2025级新班", "school": office.school, "grade_year": 2025})
    settle(centre)
    centre.opened(scheme="新生")
    settle(centre)
    assert set(centre.options.job.ids) == {office.classes["C"], more}


def test_a_scheme_that_is_gone_says_so(centre, settle, said):
    centre.opened(scheme="没有的")
    settle(centre)
    assert said == ["没有名为“没有的”的方案，可能已被删除"]


def test_a_list_printed_again_says_which_conditions_it_no_longer_asks(centre, settle, said):
    listing = Listing(Query(Student, (Condition("name", "filled", None),)), ("name",))
    job = plain_job(PrintJob(listing, date(2026, 3, 10)))
    job["query"]["conditions"].append(["phone", "=", "138"])
    centre.keeper.open_again(Scheme("旧名单", "学生列表", "", job))
    settle(centre)
    assert said == ["“学生列表”按联系电话筛选的条件没有采用：遮盖的栏不按内容筛选"]
    assert centre.options.job.subject.query == listing.query


def test_the_palette_offers_schemes(centre, settle, place):
    centre.keeper.save_as("发班主任", centre.options.job, "3 个班级", ())
    settle(centre)
    (entry,) = schemes_of(place.database)
    assert (entry.title, entry.target, entry.facts) == (
        "发班主任",
        Target("scheme", "发班主任"),
        "班级花名册，3 个班级",
    )


def test_paper_begins_with_the_day_of_the_home_page(centre, place, settle):
    place.working_day.chosen = AUTUMN
    centre.opened("order-class-list")
    assert centre.options.job.day == AUTUMN


def test_a_list_is_kept_with_its_query(centre, settle, office, place):
    query = Query(Student, (Condition("gender", "=", "2"),), ("-name",))
    centre.opened(query=query, columns=("name", "gender"))
    settle(centre)
    centre.keeper.save_as("女生", centre.options.job, "整个列表", ())
    settle(centre)
    centre.opened("class-roster")
    centre.opened(scheme="女生")
    settle(centre)
    assert (centre.options.job.subject.query, centre.options.job.subject.columns) == (query, ("name", "gender"))


# --- moving about the paper


def test_a_page_number_is_typed(centre, qtbot):
    box = centre.strip.page
    for text, page in (("3", 2), ("99", 2), ("x", 2), ("1", 0)):
        box.clear()
        qtbot.keyClicks(box, text)
        qtbot.keyClick(box, Qt.Key.Key_Return)
        assert centre.paper.page == page
    assert box.text() == "1"


def test_page_keys_turn_pages_and_control_keys_change_the_size(centre, qtbot):
    qtbot.keyClick(centre.paper, Qt.Key.Key_PageDown)
    assert centre.paper.page == 1
    qtbot.keyClick(centre.paper, Qt.Key.Key_PageUp)
    assert centre.paper.page == 0
    before = centre.paper.factor
    qtbot.keyClick(centre.catalogue.view, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    larger = centre.paper.factor
    qtbot.keyClick(centre.catalogue.view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert (larger > before, centre.paper.factor) == (True, before)


def test_drawn_pages_are_let_go_when_there_are_too_many(centre, monkeypatch, qtbot):
    monkeypatch.setattr(paper_module, "_KEPT_BYTES", 1)
    centre.paper._drawn.clear()
    for page in (0, 1, 2):
        centre.paper.go(page)
        qtbot.waitUntil(lambda: not centre.paper._asked)
        centre.paper.viewport().grab()
    assert len(centre.paper._drawn) <= 2


def test_every_option_of_a_paper_is_there_once(centre, settle):
    shown = [box.text() for box in centre.options.findChildren(CheckBox) if box.isVisible()]
    for option in PAPER:
        assert shown.count(option.title) == 1, option.name


def test_the_status_bar_is_told(centre):
    assert centre.foot_words.startswith("预览与打印一致，首页 ")


# --- the surface


def test_everything_one_can_reach_has_a_name(centre):
    reachable = [w for w in centre.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    assert [w for w in reachable if not w.accessibleName() and not w.focusProxy()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_at_the_side_of_the_options(qtbot, place, office, settle, language):
    use_language(language)
    try:
        page = PrintCentre(place)
        page.resize(1084, 580)
        qtbot.addWidget(page)
        page.show()
        for report in reports():
            page.opened(report.name)
            settle(page)
            area = page.options._area
            assert area.widget().minimumSizeHint().width() <= area.viewport().width(), report.name
        page.paper.release()
    finally:
        use_language("zh_CN")


@pytest.mark.parametrize("size", [(1084, 580), (1170, 700), (1700, 1000)])
def test_it_fits_the_window(centre, size):
    centre.resize(*size)
    grabbed = centre.grab()
    assert (grabbed.width() / grabbed.devicePixelRatio(), grabbed.height() / grabbed.devicePixelRatio()) == size
    for part in (centre.strip.larger, centre.print, centre.notes):
        corner = part.mapTo(centre, part.rect().bottomRight())
        assert centre.rect().contains(corner)


def test_cups_is_found_by_its_commands(monkeypatch):
    monkeypatch.setattr(cups.shutil, "which", lambda name: "/usr/bin/lp" if name == "lp" else None)
    assert not cups.available()
