"""Files of a record in the window: added, looked at, sorted, taken away, saved; photographs matched and seen."""

from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from reportlab.pdfgen.canvas import Canvas

from desktop.ui.kit import files
from desktop.ui.kit.file_drop import no_workbooks
from desktop.ui.kit.page_widgets import RecordLink
from desktop.ui.record.attachments import AttachmentsPanel, open_attachments
from desktop.ui.record.photos import open_photos
from models.database import contents
from models.database.attachments import NewFile, attach, attachments_of, photos_of
from models.database.disclosures import FILE, FILE_SAVED, disclosures
from models.entities.attachments import PHOTO
from models.entities.people import Student
from models.schema.fields import entity_named
from tests import factories

pytestmark = pytest.mark.usefixtures("qapp")


def picture(colour="red", size=(295, 413)):
    target = BytesIO()
    Image.new("RGB", size, colour).save(target, "JPEG")
    return target.getvalue()


def pdf():
    target = BytesIO()
    page = Canvas(target, pagesize=(200, 300))
    page.setFillColorRGB(0, 0, 1)
    page.rect(0, 0, 200, 300, fill=1)
    page.save()
    return target.getvalue()


@pytest.fixture
def student(database):
    with database.transaction("学生") as tx:
        return tx.insert(Student, factories.student(1, name="张三", student_number="24010001"))


@pytest.fixture
def panel(window, student, settle):
    made = open_attachments(window.place, Student, student)
    settle(window)
    return made


def seen_in(panel):
    """How large the page that is seen is, as large as it is; None where there are words."""
    if not panel.preview.count:
        return None
    width, height = panel.preview.sheets.sizes[0]
    return round(width * 96 / 72), round(height * 96 / 72)


def kept(window, student):
    with window.database.reading() as connection:
        return attachments_of(connection, "student", student)


def test_files_are_added_seen_sorted_and_taken_away(window, student, panel, settle, tmp_path):
    assert panel.preview.words == "还没有附件"
    assert not panel.save.isEnabled()
    for name, content in (("照片.jpg", picture()), ("协议.pdf", pdf()), ("说明.txt", "说明".encode())):
        (tmp_path / name).write_bytes(content)
    panel.add_files([tmp_path / "照片.jpg"])
    settle(window)
    assert seen_in(panel) == (295, 413)
    panel.add_files([tmp_path / "协议.pdf"])
    settle(window)
    assert seen_in(panel) == (267, 400)  # 200 × 300 points at 96 to the inch
    assert panel.preview.grab().toImage().pixelColor(panel.preview.viewport().rect().center()).blue() > 200
    panel.add_files([tmp_path / "说明.txt"])
    settle(window)
    assert "不能在这里预览" in panel.preview.words
    assert panel.model.rowCount() == 3
    panel.kind._take("4")
    settle(window)
    assert {one.file_name: one.kind for one in kept(window, student)}["说明.txt"] == "4"
    panel.drop.click()
    settle(window)
    assert "说明.txt" not in [one.file_name for one in kept(window, student)]
    assert "可撤销" in panel.banner.words.text()


def test_what_was_refused_is_said_and_the_rest_goes_in(window, student, panel, settle, tmp_path):
    (tmp_path / "好.txt").write_bytes("好".encode())
    (tmp_path / "空.txt").write_bytes(b"")
    panel.add_files([tmp_path / "好.txt", tmp_path / "空.txt", tmp_path / "没有.txt"])
    settle(window)
    assert [one.file_name for one in kept(window, student)] == ["好.txt"]
    assert "空.txt" in panel.banner.words.text()
    assert "没有.txt" in panel.banner.words.text()
    panel.add_files([tmp_path / "好.txt"])
    settle(window)
    assert "没有重复添加" in panel.banner.words.text()


def test_a_version_is_told_and_the_older_one_marked(window, student, panel, settle, tmp_path):
    for content in ("一", "二"):
        (tmp_path / "表.txt").write_text(content, "utf-8")
        panel.add_files([tmp_path / "表.txt"])
        settle(window)
    words = [panel.model.words(row) for row in panel.model.rows]
    assert "第 2 版" in words[0]
    assert "已有新版" in words[1]


def test_a_file_is_saved_as_it_was(window, student, panel, settle, tmp_path, monkeypatch):
    (tmp_path / "表.txt").write_bytes(b"as it was")
    panel.add_files([tmp_path / "表.txt"])
    settle(window)
    monkeypatch.setattr(files, "save_as", lambda *_given: tmp_path / "另存.txt")
    panel.save.click()
    settle(window)
    assert (tmp_path / "另存.txt").read_bytes() == b"as it was"
    contents.remove(window.database.file.path)
    panel.look()
    settle(window)
    assert ".files" in panel.preview.words
    assert not panel.save.isEnabled()


def shown_to(window, student):
    with window.database.reading() as connection:
        return [(one.way, one.reason, one.fields[-1]) for one in disclosures(connection, Student, student)]


def test_a_paper_of_identity_is_masked_until_somebody_says_why(window, student, settle, tmp_path, monkeypatch):
    attach(window.database, Student, student, [NewFile("身份证.jpg", picture(), "7")])
    panel = open_attachments(window.place, Student, student)
    settle(window)
    asked = iter([None, "办理保险"])
    monkeypatch.setattr("desktop.ui.record.attachments.ask_reason", lambda *_given: next(asked))
    assert seen_in(panel) is None
    assert "内容已遮盖" in panel.preview.words
    assert panel.reveal.isVisibleTo(panel)
    panel.kind._take("9")  # it cannot be made to be of another kind unseen
    settle(window)
    assert "先查看内容" in panel.banner.words.text()
    panel.reveal.click()  # thought better of it
    settle(window)
    assert seen_in(panel) is None
    assert shown_to(window, student) == []
    panel.reveal.click()
    settle(window)
    assert seen_in(panel) is not None
    assert not panel.reveal.isVisibleTo(panel)
    panel.look()  # seen again, it is not told again
    settle(window)
    monkeypatch.setattr(files, "save_as", lambda *_given: tmp_path / "另存.jpg")
    panel.save.click()
    settle(window)
    assert (tmp_path / "另存.jpg").read_bytes() == picture()
    assert shown_to(window, student) == [
        (FILE_SAVED, "办理保险", "身份证.jpg"), (FILE, "办理保险", "身份证.jpg"),
    ]  # fmt: skip


@pytest.mark.qt_log_ignore("JPEG")
def test_a_damaged_picture_and_pdf_are_words(window, student, panel, settle, tmp_path):
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7 nothing")
    (tmp_path / "坏.jpg").write_bytes(picture()[:40])
    for name in ("坏.pdf", "坏.jpg"):
        panel.add_files([tmp_path / name])
        settle(window)
        assert seen_in(panel) is None


def dropped(widget, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at, buttons, keys = QPointF(5, 5), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(widget, entered)
    event = QDropEvent(at, Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_a_file_dropped_on_the_form_is_kept_with_its_record(window, student, settle, tmp_path):
    (tmp_path / "扫描.pdf").write_bytes(pdf())
    window.place.form(Student, student)
    settle(window)
    assert dropped(window.form, tmp_path / "扫描.pdf")
    settle(window)
    assert [one.file_name for one in kept(window, student)] == ["扫描.pdf"]
    assert window.findChild(AttachmentsPanel) is not None


def test_a_workbook_dropped_on_the_form_is_still_for_an_import(tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("表.xlsx", "图.jpg")])
    assert no_workbooks(data) == ()


def test_the_menu_of_a_row_and_the_act_lead_to_the_files(window, student, settle):
    page = window.stage.list_page
    page.refresh()
    settle(window)
    page.choose([student])
    menu = page.row_menu(0, 0)
    assert "附件…" in [action.text() for action in menu.actions()]
    window.actions_.files.trigger()
    settle(window)
    assert window.findChild(AttachmentsPanel) is not None


def test_photographs_are_matched_shown_and_kept(window, student, settle, tmp_path):
    folder = tmp_path / "照片"
    folder.mkdir()
    for name in ("24010001.jpg", "李四.jpg"):
        (folder / name).write_bytes(picture("blue", (800, 900)))
    panel = open_photos(window.place)
    assert not panel.keep.isEnabled()
    panel.take([folder])
    settle(window)
    assert panel.keep.text() == "存入 1 张"
    assert "没有认出 1 张" in panel.told.text()
    assert [row.name for row in panel.model.rows] == ["李四.jpg", "24010001.jpg"]
    panel.view.setCurrentIndex(panel.model.index(1))
    assert seen_in(panel) == (295, 413)
    panel.keep.click()
    settle(window)
    with window.database.reading() as connection:
        assert set(photos_of(connection, "student", [student])) == {student}
    window.database.undo()
    with window.database.reading() as connection:
        assert photos_of(connection, "student", [student]) == {}


def test_the_photograph_is_seen_beside_the_list(window, student, settle):
    attach(window.database, Student, student, [NewFile("张三.jpg", picture(), PHOTO)])
    page = window.stage.list_page
    page.refresh()
    settle(window)
    page.choose([student])
    settle(window)
    (way,) = [link for link in page.detail.overview.findChildren(RecordLink) if link.text() == "1 个"]
    head = page.detail.head
    assert head.avatar.accessibleName() == "张三的照片"
    middle = head.avatar.grab().toImage().pixelColor(24, 24)
    assert middle.red() > 200
    assert middle.blue() < 60
    way.click()
    settle(window)
    assert window.findChild(AttachmentsPanel).model.rowCount() == 1


def test_only_students_have_photographs_matched(window, settle):
    window.show_list(entity_named("student"))
    settle(window)
    assert window.actions_.photos.isEnabled()
    window.show_list(entity_named("enterprise"))
    settle(window)
    assert not window.actions_.photos.isEnabled()
