"""Every way whole numbers are shown: only once it is said why and written down, whoever asks and by whatever way."""

from contextlib import suppress
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image
from PySide6.QtGui import QGuiApplication

from desktop.cli import main
from desktop.ui.form.change_history import entries_of
from desktop.ui.form.table_cells import RowPanel
from desktop.ui.kit.choices import Switch
from desktop.ui.record.attachments import open_attachments
from models import clock
from models.database.attachments import NewFile, attach
from models.database.disclosures import (
    COPY,
    EXPORT,
    FILE,
    FILE_SAVED,
    FORM,
    LIST,
    PREVIEW,
    PRINT,
    WAYS,
    disclosures,
    revealing,
)
from models.database.errors import DiskFull
from models.database.operator import signed
from models.database.query import Query
from models.entities.people import FamilyMember, Student
from models.entities.programmes import SchoolClass
from tests import factories
from tests.desktop.test_privacy import words_in
from tests.pdf_words import pages_of

NUMBER, PHONE, WHY = factories.identity_number(1), "13900008841", "报送学籍"


@pytest.fixture
def pupil(database):
    with database.transaction("准备") as tx:
        own = tx.insert(SchoolClass, {"name": "2024级数控1班"})
        key = tx.insert(Student, factories.student(1, school_class=own))
        tx.insert(Student, factories.student(2, school_class=own))
        tx.insert(FamilyMember, {"student": key, "name": "王秀兰", "relation": "2", "phone": PHONE, "position": 1})
    return key


def attached(database, pupil, name, content):
    """A paper of identity is kept with somebody; what is there stays as it is."""
    attach(database, Student, pupil, [NewFile(name, content, "7")])


class Desk:
    """A person at the window, and what they can read of what they asked for."""

    def __init__(self, window, settle, pupil, database, folder):
        self.window, self._settle, self.pupil, self.database, self.folder = window, settle, pupil, database, folder

    def rest(self):
        self._settle(self.window)
        page = self.window.stage.pages.get("print")
        while page is not None and page.maker.waiting:
            self._settle(self.window)
        self._settle(self.window)

    def form(self):
        self.window.stage.go_form(Student, self.pupil)
        self.rest()
        form = self.window.stage.form
        assert form.rows
        return form

    def page(self):
        self.window.show_query(Query(Student))
        self.rest()
        page = self.window.page
        page.layout_._take(("name", "id_number"))
        page.layout_.changed.emit()
        self.rest()
        if not page.ids():  # pressed again, a tick goes
            page.table.tick(0)
        return page

    def centre(self):
        self.window.show_page("print", {"report": "class-roster", "ids": ()})
        self.rest()
        return self.window.stage.pages["print"]

    def attachments(self, name, content):
        attached(self.database, self.pupil, name, content)
        panel = open_attachments(self.window.place, Student, self.pupil)
        self.rest()
        return panel

    def saved(self):
        return "".join(map(words_in, self.folder.iterdir()))


def eye(desk):
    cell = desk.form().rows["id_number"]
    cell.cover.eye.click()
    desk.rest()
    return "" if cell.masked else cell.editor.box.text()


def eye_of_row(desk):
    strip = next(iter(desk.form().tables["family_member"].strips.values()))
    strip.open("phone")
    strip.cells["phone"].cover.eye.click()
    desk.rest()
    return "" if strip.cells["phone"].masked else strip.cells["phone"].editor.box.text()


def eye_of_panel(desk):
    form = desk.form()
    form.tables["family_member"].opened.emit(next(iter(form.tables["family_member"].strips)))
    cell = form.findChild(RowPanel).rows["phone"]
    cell.cover.eye.click()
    desk.rest()
    return "" if cell.masked else cell.editor.box.text()


def copy(desk):
    QGuiApplication.clipboard().setText("")
    desk.page().copy_whole()
    desk.rest()
    given = QGuiApplication.clipboard().mimeData()
    return given.text() + given.html()


def export(desk):
    desk.page()
    desk.window.actions_.export_whole.trigger()
    desk.rest()
    return desk.saved()


def preview(desk):
    centre = desk.centre()
    centre.options.findChild(Switch).click()
    desk.rest()
    content = centre.proof.content if centre.proof is not None else b""
    return "".join(pages_of(content)) if content else ""


def paper(ending):
    def save(desk):
        preview(desk)
        desk.window.stage.pages["print"]._deliver(ending)
        desk.rest()
        return desk.saved()

    return save


def paper_seen(desk):
    picture = BytesIO()
    Image.new("RGB", (29, 41), "red").save(picture, "PNG")
    panel = desk.attachments("身份证.png", picture.getvalue())
    panel.reveal.click()
    desk.rest()
    seen = NUMBER if panel.preview.count else ""
    panel.close()
    return seen


def paper_saved(desk):
    panel = desk.attachments("身份证.txt", NUMBER.encode())
    panel.save.click()
    desk.rest()
    panel.close()
    return desk.saved()


WINDOW = {  # what is done -> how, the ways it is logged as (the latest first), what is to be seen, and where it is saved
    "eye": (eye, (FORM,), NUMBER, ""),
    "eye of a row": (eye_of_row, (FORM,), PHONE, ""),
    "eye of a row laid over": (eye_of_panel, (FORM,), PHONE, ""),
    "copy": (copy, (COPY,), NUMBER, ""),
    "export workbook": (export, (EXPORT,), NUMBER, "a.xlsx"),
    "export csv": (export, (EXPORT,), NUMBER, "a.csv"),
    "preview": (preview, (PREVIEW,), NUMBER, ""),
    "paper pdf": (paper(".pdf"), (PRINT, PREVIEW), NUMBER, "a.pdf"),
    "paper workbook": (paper(".xlsx"), (PRINT, PREVIEW), NUMBER, "a.xlsx"),
    "paper text": (paper(".txt"), (PRINT, PREVIEW), NUMBER, "a.txt"),
    "attachment": (paper_seen, (FILE,), NUMBER, ""),
    "attachment saved": (paper_saved, (FILE_SAVED,), NUMBER, "a.txt"),
}


@pytest.fixture
def desk(window, settle, pupil, database, tmp_path):
    folder = tmp_path / "saved"
    folder.mkdir()
    return Desk(window, settle, pupil, database, folder)


@pytest.fixture
def ask(monkeypatch, desk):
    """What is answered when a reason is asked, and where a file goes; returns how often it was asked."""

    def answering(reason, name):
        asked = []
        monkeypatch.setattr("desktop.ui.kit.dialogs.ask_line", lambda *_g, **_k: asked.append(1) or reason)
        for module in ("desktop.ui.imports.exchange_dialogs", "desktop.ui.printing.output", "desktop.ui.kit.files"):
            monkeypatch.setattr(f"{module}.save_as", lambda *_given: desk.folder / (name or "a.txt"))
        return asked

    return answering


def logged(database):
    with database.reading() as connection:
        return disclosures(connection)


@pytest.mark.parametrize("case", WINDOW)
def test_the_window_shows_masks_until_it_is_said_why_and_written_down(desk, ask, case):
    do, ways, value, name = WINDOW[case]
    ask("", name)
    assert value not in do(desk)
    assert logged(desk.database) == []
    asked = ask(WHY, name)
    assert value in do(desk)
    assert [each.way for each in logged(desk.database)] == list(ways)
    for each in logged(desk.database):
        assert (each.user, each.reason, each.record_count > 0, bool(each.fields)) == (
            signed(desk.database.user),
            WHY,
            True,
            True,
        )
        assert each.ids or each.record_id is not None
    assert asked == [1]


@pytest.mark.parametrize("case", WINDOW)
def test_what_cannot_be_written_down_stays_masked_in_the_window(desk, ask, case):
    do, _ways, value, name = WINDOW[case]
    ask(WHY, name)
    forbid(desk.database)
    assert value not in do(desk)
    assert logged(desk.database) == []


def forbid(database):
    """From now on the log takes nothing, as on a full disk."""
    with database.engine.begin() as connection:
        connection.execute(
            sa.text("CREATE TRIGGER full BEFORE INSERT ON disclosure BEGIN SELECT RAISE(ABORT, 'full'); END")
        )


COMMANDS = {  # what is asked for -> words, the way it is logged as, of how many records
    "list": (["list", "student", "--columns", "name,id_number"], LIST, 2),
    "export": (["export", "student", "{folder}/a.xlsx"], EXPORT, 2),
    "paper": (["report", "class-roster", "--all", "--to", "{folder}/a.txt"], PRINT, 2),
    "workbook of a paper": (["report", "class-roster", "--all", "--to", "{folder}/a.xlsx"], PRINT, 2),
    "attachment": (["attach", "student", "24010001", "--to", "{folder}"], FILE_SAVED, 1),
}


@pytest.fixture
def command(database, pupil, database_path, tmp_path, capsys):
    folder = tmp_path / "saved"
    folder.mkdir()
    attached(database, pupil, "身份证.txt", NUMBER.encode())

    def run(words, *more):
        database.close()
        capsys.readouterr()
        with suppress(SystemExit):
            main(["--database", str(database_path), *(word.format(folder=folder) for word in words), *more])
        said = capsys.readouterr()
        return said.out + said.err + "".join(map(words_in, folder.iterdir()))

    return run


def log_of(path):
    from models.database.database import open_database

    opened = open_database(path, write=False)
    try:
        return logged(opened)
    finally:
        opened.close()


@pytest.mark.parametrize("case", COMMANDS)
def test_a_command_shows_nothing_before_it_is_written_down(command, database_path, case):
    words, way, count = COMMANDS[case]
    assert NUMBER not in command(words)
    assert NUMBER not in command(words, "--unmasked")
    assert log_of(database_path) == []
    assert NUMBER in command(words, "--unmasked", "--why", WHY)
    assert [(d.way, d.reason, d.record_count) for d in log_of(database_path)] == [(way, WHY, count)]
    assert all(d.record_id is not None or len(d.ids) == count for d in log_of(database_path))


@pytest.mark.parametrize("case", COMMANDS)
def test_what_cannot_be_written_down_stays_masked_for_commands(command, database_path, case, monkeypatch):
    def full(_engine):
        raise DiskFull("full")

    monkeypatch.setattr("models.database.disclosures.writing", full)  # files with a trigger are refused
    assert NUMBER not in command(COMMANDS[case][0], "--unmasked", "--why", WHY)
    assert log_of(database_path) == []


def test_every_way_is_walked():
    walked = {way for _do, ways, _value, _name in WINDOW.values() for way in ways} | {
        w for _c, w, _n in COMMANDS.values()
    }
    assert walked == set(WAYS) - {"rejected", "template"}


def test_one_question_is_enough_for_a_form(desk, ask):
    asked = ask(WHY, "")
    form = desk.form()
    for name in ("id_number", "phone", "home_address"):
        if form.rows[name]._mask is not None:
            form.rows[name].cover.eye.click()
            desk.rest()
    eye_of_panel_of(form, desk)
    assert len(logged(desk.database)) > 1
    assert asked == [1]
    desk.form().rows["id_number"].cover.eye.click()
    desk.rest()
    assert asked == [1, 1]


def eye_of_panel_of(form, desk):
    form.tables["family_member"].opened.emit(next(iter(form.tables["family_member"].strips)))
    form.findChild(RowPanel).rows["phone"].cover.eye.click()
    desk.rest()


# --- where it can be read


def test_all_of_it_is_listed_found_and_leads_to_the_record(desk, database, qtbot):
    revealing(database, FORM, Student, [desk.pupil], ["id_number"], WHY)
    revealing(database, EXPORT, Student, [desk.pupil, desk.pupil + 1], ["id_number", "phone"], "体检")
    revealing(database, LIST, FamilyMember, 5, ["phone"], "核对")
    desk.window.show_page("changes", {})
    page = desk.window.stage.pages["changes"]
    page.tabs.setCurrentIndex(1)
    desk.rest()
    assert page.told.text() == "3 次"
    said = [row.accessibleName() for row in page.rows]
    name = factories.student(1)["name"]
    assert name in said[2]
    assert "身份证件号" in said[2]
    assert WHY in said[2]
    assert "2 名" in said[1]
    for words, count in (
        (name, 2),
        (WHY, 1),
        ("家庭", 1),
        (signed(database.user), 3),
        ("查无此人", 0),
        ("体检 导出", 1),
    ):
        page.search.setText(words)
        qtbot.waitUntil(lambda count=count: len(page.rows) == count, timeout=3000)
    page.search.setText(WHY)
    qtbot.waitUntil(lambda: len(page.rows) == 1 and page.rows[0].given.reason == WHY, timeout=3000)
    page.rows[0].told.click()
    desk.rest()
    assert desk.window.stage.form.key == desk.pupil


def test_the_history_of_a_record_says_who_saw_its_number(database, pupil):
    revealing(database, FORM, Student, [pupil], ["id_number"], WHY)
    revealing(database, EXPORT, Student, [pupil, pupil + 1], ["phone"], "体检")
    revealing(database, EXPORT, Student, [pupil + 1, pupil + 2], ["phone"], "别人的")
    revealing(database, LIST, Student, 70_000, ["phone"], "很多")
    said = [f"{entry.words} {entry.meta}" for entry in entries_of(database, Student, pupil, clock.today())]
    assert [WHY in words for words in said] == [False, False, True, False]
    assert "可能在其中" in said[0]
    assert "在其中：学生 2 名" in said[1]
    assert "身份证件号" in said[2]
    assert "新建" in said[3]
    assert not any("别人的" in words for words in said)


def test_the_command_line_lists_it(command, database, pupil):
    revealing(database, FORM, Student, [pupil], ["id_number"], WHY)
    revealing(database, COPY, Student, [pupil, pupil + 1], ["phone"], "体检")
    text = command(["history", "--disclosures"])
    assert WHY in text
    assert "体检" in text
    assert factories.student(1)["name"] in text
    assert "体检" not in command(["history", "--disclosures", "--search", WHY])
    assert '"way": "form"' in command(["history", "--disclosures", "--json"])
