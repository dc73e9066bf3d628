"""Steps to what belongs to the window: the print centre, the palette, the keys, menus, messages."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from desktop.operations.updates import Update
from desktop.reports.cups import Sending
from desktop.ui.imports.mapping_memory import memory_of
from desktop.ui.printing.print_centre import PrintCentre
from desktop.ui.printing.print_dialog import PrintDialog
from desktop.ui.record.attachments import open_attachments
from desktop.ui.record.photos import open_photos
from desktop.ui.shell.about_sheet import AboutSheet
from desktop.ui.shell.report_sheet import ReportSheet
from desktop.ui.start.setup_actions import SetupActions
from desktop.ui.start.start_choices import IMPORT
from desktop.ui.start.start_page import StartPage
from models.database.attachments import NewFile, attach
from models.database.disclosures import EXPORT, FORM, revealing
from models.database.query import Query
from models.database.results import ids_of, read_all
from models.entities.attachments import PHOTO
from models.schema.fields import entity_named
from models.words import _
from tests.tour.guide import Guide

if TYPE_CHECKING:
    from desktop.ui.home.home_page import HomePage
    from desktop.ui.shell.changes_page import ChangesPage
    from desktop.ui.shell.preferences import PreferencesPage

# what an office's own sheets say, and what a clerk took it for
HEADINGS_TAKEN = {"姓名": "name", "小灵通": "phone", "宿舍楼栋": ""}
WORDS_TAKEN = {("political_status", "团圆"): "共青团员", ("major", "机电"): "机电技术应用"}


def paper(report: str, guide: Guide) -> PrintCentre:
    """A report on paper."""
    return cast("PrintCentre", guide.page("print", report=report))


def scope(guide: Guide) -> PrintCentre:
    """The plate that chooses what is printed."""
    centre = paper("class-roster", guide)
    centre.options.scope.click()
    guide.rest()
    return centre


def print_columns(guide: Guide) -> None:
    """The columns of a paper, to be put in order."""
    paper("class-roster", guide).options.columns.order.click()
    guide.rest()


def printed(tab: int, guide: Guide) -> None:
    """What is kept of printing: a scheme and a file."""
    centre = paper("class-roster", guide)
    job = centre.options.job
    assert job is not None
    assert centre.proof is not None
    scope = centre.jobs.scope(job)
    centre.keeper.save_as(_("开学发班主任"), job, scope, centre.jobs.candidates(job))
    centre.delivery.save_to(job, guide.folder / "roster.txt", scope, centre.proof.pages)
    guide.rest()
    centre.head.tabs.setCurrentIndex(tab)
    guide.rest()


def disclosed(guide: Guide) -> None:
    """Who saw whole numbers, and why."""
    page = cast("ChangesPage", guide.page("changes"))
    student = entity_named("student")
    with guide.database.reading() as connection:
        pupils = list(ids_of(connection, Query(student)))[:56]
    revealing(guide.database, EXPORT, student, pupils, ["name", "id_number", "phone"], _("报送学籍"))
    revealing(guide.database, FORM, student, pupils[:1], ["id_number"], _("核对"))
    page.tabs.setCurrentIndex(1)
    guide.rest()


def print_dialog(guide: Guide) -> None:
    """How a paper goes to a printer."""
    centre = paper("class-roster", guide)
    assert centre.proof is not None
    sending, printers = Sending("", _("班级花名册")), (_("办公室激光机"), _("文印室"))
    dialog = PrintDialog(
        guide.window.tasks, sending, centre.proof.pages, printers[0], centre, find=lambda: (printers, "")
    )  # fmt: skip
    dialog.open()
    guide.rest()


def printed_list(guide: Guide) -> None:
    """The list one sees, on paper."""
    page = guide.list("enterprise")
    guide.page("print", query=page.query, columns=page.columns)


def palette(text: str, guide: Guide) -> None:
    """The palette, with words in it."""
    guide.list("student")
    guide.window.palette_.begin(text)
    guide.rest()


def keys(guide: Guide) -> None:
    """The map of the keys."""
    guide.list("student")
    guide.window.show_keys()
    guide.rest()


def more(guide: Guide) -> None:
    """The menu at the head of a list."""
    guide.list("student")
    guide.window.head.more.click()
    guide.rest()


def crash(guide: Guide) -> None:
    """A fault of ours."""
    guide.list("student")
    guide.window.report(ZeroDivisionError())
    guide.rest()


OWN_PARTS = 3  # the program, its typefaces, its icons


def about(guide: Guide) -> None:
    """The version and the licences."""
    guide.list("student")
    guide.window.actions_.about.trigger()
    guide.rest()
    (sheet,) = guide.window.findChildren(AboutSheet)
    for line in sheet.lines:
        line.setText(re.sub(r"[0-9.]*[0-9]", "…", line.text()))
    sheet.show_parts(
        [replace(part, version="") for part in sheet.parts[:OWN_PARTS]]
    )  # those that are the same everywhere
    guide.rest()


def error_report(guide: Guide) -> None:
    """The report of a fault."""
    guide.list("student")
    guide.window.report(ZeroDivisionError())
    guide.window.banner.action.click()
    guide.rest()
    (sheet,) = guide.window.findChildren(ReportSheet)
    head, _program, _file, fault, acts = sheet.text.toPlainText().split("## ")[:5]
    sheet.text.setPlainText(f"{head}## {fault}## {acts.rstrip()}")  # what is the same on every computer
    guide.rest()


def update_told(guide: Guide) -> None:
    """A newer version lies on a stick."""
    guide.page("home")
    notes = (_("导入更快，打印预览可以缩放"),)
    guide.window.updates.show_update(Update("9.1.0", Path("/media/usb/双元"), date(2026, 11, 20), notes))
    guide.rest()


def help_menu(guide: Guide) -> None:
    """What the button of help opens."""
    guide.page("home")
    guide.window.navigation.help.click()
    guide.rest()


def rail(guide: Guide) -> None:
    """The navigation without words."""
    guide.window.settings.put("navigation", "rail")
    guide.list("student")


def looked(guide: Guide) -> None:
    """Nothing to be mended."""
    guide.page("problems")
    guide.window.watch.look()
    guide.rest()


def home_calendar(guide: Guide) -> None:
    """The day of the home page being chosen."""
    cast("HomePage", guide.page("home")).day_button.popup()
    guide.rest()


def clearing(guide: Guide) -> None:
    """The question before the sample school is cleared."""
    cast("PreferencesPage", guide.page("settings")).clear.click()
    guide.rest()


def first_run(way: str, guide: Guide) -> StartPage:
    """The first page of an empty program, with one of the ways to begin chosen."""
    page = StartPage(SetupActions(guide.database), guide.window.settings)
    page.answers.operator.clear()  # the account of this computer is nobody in the pictures
    guide.turn_to(page)
    page.ways.take(way)
    guide.rest()
    return page


def first_school(guide: Guide) -> None:
    """The first page with the name of the school in it."""
    page = first_run(IMPORT, guide)
    guide.type(_("示例职业技术学校"), page.answers.school)


def memory(guide: Guide) -> None:
    """What imports remembered, to be forgotten."""
    student = entity_named("student")
    known = memory_of(guide.window.settings)
    known.keep_headings(student, "x", HEADINGS_TAKEN)
    known.keep_words(student, WORDS_TAKEN)
    page = cast("PreferencesPage", guide.page("settings"))
    page.memory.click()
    guide.rest()


def attachments(guide: Guide) -> None:
    """The files of a student: a photograph, an agreement in two versions."""
    student = entity_named("student")
    key = _first_student(guide)
    kept = [NewFile("三方协议.pdf", _page(words), "1") for words in ("2019-09-02", "2019-10-08")]
    attach(guide.database, student, key, [NewFile("登记照.jpg", _picture((295, 413)), PHOTO)])
    for file in kept:
        attach(guide.database, student, key, [file])
    open_attachments(guide.window.place, student, key)
    guide.rest()


def photographed(guide: Guide) -> None:
    """A student with a photograph, beside the list."""
    student, key = entity_named("student"), _first_student(guide)
    attach(guide.database, student, key, [NewFile("登记照.jpg", _picture((295, 413)), PHOTO)])
    guide.window.show_list(student)
    guide.rest()
    page = guide.window.stage.list_page
    assert page is not None
    page.filters.take(())
    page.refresh()
    guide.rest()
    page.choose([key])
    guide.rest()


def photos(guide: Guide) -> None:
    """Photographs matched to students: one told by number, one that nobody is."""
    folder = guide.folder / "照片"
    folder.mkdir()
    with guide.database.reading() as connection:
        query = Query(entity_named("student"), order=("student_number",))
        number = next(read_all(connection, query, ("student_number",))).values["student_number"]
    for name in (f"{number}.jpg", "IMG_2041.jpg"):
        (folder / name).write_bytes(_picture((600, 800)))
    open_photos(guide.window.place).take([folder])
    guide.rest()


def _first_student(guide: Guide) -> int:
    with guide.database.reading() as connection:
        return next(read_all(connection, Query(entity_named("student"), order=("student_number",)), ("name",))).id


def _picture(size: tuple[int, int]) -> bytes:
    """A figure of nobody."""
    image = Image.new("RGB", size, (110, 150, 210))
    draw, (wide, high) = ImageDraw.Draw(image), size
    draw.ellipse((wide * 0.3, high * 0.2, wide * 0.7, high * 0.6), fill=(230, 200, 175))
    draw.ellipse((wide * 0.1, high * 0.65, wide * 0.9, high * 1.3), fill=(60, 70, 90))
    target = BytesIO()
    image.save(target, "JPEG", quality=90)
    return target.getvalue()


def _page(words: str) -> bytes:
    """A page with a few lines on it."""
    target = BytesIO()
    page = Canvas(target, pagesize=(595, 842), invariant=True)
    page.setFont("Helvetica", 28)
    page.drawString(72, 740, words)
    for line in range(12):
        page.rect(72, 660 - 44 * line, 450 - 30 * (line % 3), 10, stroke=0, fill=1)
    page.save()
    return target.getvalue()
