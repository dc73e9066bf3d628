"""The first page of an empty program: each way to begin, and the way back to it."""

import json
import shutil
import sqlite3
import threading
import uuid
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from shiboken6 import isValid

from desktop import app
from desktop.demo import year
from desktop.ui.kit.dialogs import Confirm, TypedConfirm
from desktop.ui.kit.settings import Settings
from desktop.ui.shell.close_guard import STOP, WAIT
from desktop.ui.shell.navigator import Location
from desktop.ui.shell.window import MainWindow
from desktop.ui.start.open_failed import OpenFailed, Refusal
from desktop.ui.start.setup_actions import SetupActions
from desktop.ui.start.setup_form import folder_state, terms_about
from desktop.ui.start.start_choices import IMPORT, RESTORE
from desktop.ui.start.start_page import StartPage
from models.account import account
from models.database import history, location, location_checks, operator, second_place
from models.database import settings as office
from models.database.backup import backup, backups_of
from models.database.database import open_database
from models.database.errors import DiskFull, Empty, TooNew
from models.database.location import CITY, SCHOOL, own_beside, sample_beside
from models.database.query import Query
from models.database.rehearsal import log_of
from models.entities.people import Student
from models.entities.schools import School, Term
from models.schema.complaints import Severity
from tests import factories
from tests.desktop.ui.conftest import at_rest, deliver_deletions

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def small_sample(monkeypatch):
    """A sample school of a fiftieth of the size, which takes a second."""
    from desktop import demo

    whole = demo.make_sample
    monkeypatch.setattr("desktop.demo.make_sample", lambda database, progress: whole(database, 0.02, progress=progress))


@pytest.fixture
def begin(qapp, qtbot, tmp_path):
    """Start the program on a file, as often as one likes."""
    started = []

    def start(name="office.db", settings=None, *, movable=True):
        path = tmp_path / name
        program = app.Program(open_database(path), settings or Settings(), movable=movable)
        started.append(program)
        program.window.resize(1440, 900)
        program.window.show()
        return program

    yield start
    deliver_deletions(qapp)
    for program in started:
        if isValid(program.window):  # one test closes its first program itself
            wait(qtbot, program)
            program.window.close()
            program.close()


def wait(qtbot, program):
    """Until nothing runs beside the window, whichever it is by then."""
    at_rest(
        qtbot,
        lambda: not program.window.tasks.running and not program.window.tasks._ended
        and getattr(program.window, "_task", None) is None,
        30,
    )  # fmt: skip


def count(program, entity):
    with program._beginning.database.reading() as connection:
        return connection.execute(Query(entity).count()).scalar_one()


def told(program, function):
    with program._beginning.database.reading() as connection:
        return function(connection)


@pytest.fixture
def kept(qtbot, begin):
    program = begin()
    program.window.skip.click()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=60_000)
    wait(qtbot, program)
    return program


def test_an_empty_file_opens_with_the_first_page_and_no_other(qtbot, begin):
    program = begin()
    assert isinstance(program.window, StartPage)
    wait(qtbot, program)
    assert "本机磁盘，可用" in program.window.answers.told.text()
    assert program.window.answers.place.text() == str(program._beginning.path.parent)


def test_the_words_of_the_button_follow_the_way(begin):
    page = begin().window
    words = []
    for key in (IMPORT, SCHOOL, CITY, RESTORE):
        page.ways.take(key)
        words.append((page.next.text(), page.answers.school.isEnabled()))
    assert words == [
        ("下一步：选 Excel 文件", True), ("下一步：建立演示数据", False), ("下一步：建立演示数据", False),
        ("下一步：选备份文件", False),
    ]  # fmt: skip


def test_arrows_move_between_the_ways(qtbot, begin):
    page = begin().window
    page.activateWindow()
    page.ways.cards[0].setFocus()
    qtbot.waitUntil(page.ways.cards[0].hasFocus, timeout=3000)
    qtbot.keyClick(page.ways.cards[0], Qt.Key.Key_Down)
    assert page.ways.way.key == SCHOOL


def test_import_opens_the_wizard_with_the_school_known(qtbot, begin):
    program = begin()
    page = program.window
    page.answers.school.setText("示范市第一职业学校")
    qtbot.keyClick(page.answers.school, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=60_000)
    wait(qtbot, program)
    assert program.window.stage.spot.page == "import"
    assert told(program, office.school_name) == "示范市第一职业学校"
    assert (count(program, School), count(program, Term)) == (1, 1)
    assert "示范市第一职业学校" in program.window.windowTitle()
    assert not told(program, office.is_sample)


def test_files_dropped_on_the_first_page_are_handed_to_the_wizard(qtbot, begin, tmp_path):
    from tests.desktop.bad_luck import CLEAN

    program = begin()
    program.window._dropped((Path(CLEAN),))
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=60_000)
    wait(qtbot, program)
    wizard = program.window.stage.currentWidget()
    assert wizard.given.files


def test_the_name_of_the_school_is_judged_like_any_other(qtbot, begin):
    program = begin()
    page = program.window
    page.answers.school.setText("校" * 90)
    page.go()
    assert page.answers.school.severity is Severity.ERROR
    assert program.window is page
    assert page._task is None


def test_whoever_skips_is_not_asked_again(qtbot, begin):
    program = begin()
    program.window.skip.click()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=60_000)
    wait(qtbot, program)
    assert program.window.stage.spot.page == "home"
    program.window.close()
    program.close()
    again = begin()
    assert isinstance(again.window, MainWindow)
    assert count(again, School) == 0


@pytest.mark.usefixtures("small_sample")
def test_the_sample_is_made_marked_and_cleared_again(qtbot, begin, tmp_path):
    program = begin()
    program.window.ways.take(CITY)
    program.window.go()
    assert program.window.stack.currentWidget() is program.window.panel
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=30_000)
    wait(qtbot, program)
    made = count(program, Student)
    assert made > 100
    assert told(program, office.is_sample)
    assert program.window.status.database.text() == "演示数据"
    own, beside = tmp_path / "office.db", program._beginning.path
    assert (beside, own.exists()) == (sample_beside(own, CITY).resolve(), False)
    program.window.show_page("settings", {})
    page = program.window.stage.currentWidget()
    page.clear.click()
    assert not page.question.do.isEnabled()
    page.question.box.setText("清除")
    qtbot.keyClick(page.question.box, Qt.Key.Key_Return)
    assert isinstance(program.window, StartPage)
    wait(qtbot, program)
    assert "已清除" in program.window.banner.words.text()
    assert told(program, office.is_fresh)
    assert (program._beginning.path, beside.exists()) == (own.resolve(), False)
    assert program.window.ways.cards[2].way.next == "下一步：建立演示数据"
    kept = backups_of(beside)
    assert len(kept) == 1
    with_it = open_database(kept[0].path, write=False)
    try:
        with with_it.reading() as connection:
            assert connection.execute(Query(Student).count()).scalar_one() == made
    finally:
        with_it.close()


@pytest.mark.usefixtures("small_sample")
def test_a_sample_is_left_for_the_own_data_and_found_again(qtbot, begin, tmp_path, monkeypatch):
    file = tmp_path / "settings.json"
    monkeypatch.setattr(location, "settings_file", lambda: file)
    monkeypatch.delenv(location.VARIABLE, raising=False)
    program = begin(settings=Settings(file))
    program.window.ways.take(CITY)
    program.window.go()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=30_000)
    wait(qtbot, program)
    beside = program._beginning.path
    assert location.default_database() == beside, "the next start opens the sample again"
    program.window.show_page("settings", {})
    program.window.stage.currentWidget().again.click()
    assert isinstance(program.window, StartPage)
    wait(qtbot, program)
    assert (program._beginning.path, beside.exists()) == ((tmp_path / "office.db").resolve(), True)
    assert location.default_database() == tmp_path / "office.db"
    program.window.ways.take(CITY)
    assert program.window.next.text() == "下一步：打开演示数据"
    monkeypatch.setattr("desktop.demo.make_sample", None)  # it is not made again
    program.window.go()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=30_000)
    wait(qtbot, program)
    assert (program._beginning.path, count(program, Student) > 100) == (beside, True)


def test_the_sample_of_one_school_is_a_schools_file(qtbot, begin, tmp_path, monkeypatch):
    first = year.year_files()[:3]
    monkeypatch.setattr("desktop.demo.school.year_files", lambda: first)
    program = begin()
    program.window.ways.take(SCHOOL)
    program.window.go()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=60_000)
    wait(qtbot, program)
    assert program._beginning.path == (tmp_path / "office-sample-school.db").resolve()
    assert not (tmp_path / "office.db").exists()
    assert (told(program, office.has_one_school), told(program, office.is_secretariat)) == (True, False)
    assert told(program, office.school_name) in program.window.windowTitle()
    assert program._beginning.database.day() == date(2026, 8, 31)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


@pytest.mark.parametrize(
    ("name", "own"),
    [("a.db", "a.db"), ("a-sample.db", "a.db"), ("a-sample-school.db", "a.db"), ("-sample.db", "-sample.db"),
     ("sample.db", "sample.db"), ("a-sample-b.db", "a-sample-b.db"), ("a.b-sample.x", "a.b.x")],
)  # fmt: skip
def test_the_file_a_sample_lies_beside(tmp_path, name, own):
    assert own_beside(tmp_path / name).name == own
    for sample in (CITY, SCHOOL):
        assert own_beside(sample_beside(tmp_path / "office.db", sample)) == tmp_path / "office.db"


def test_an_office_over_several_schools_says_its_name(qtbot, begin):
    program = begin()
    page = program.window
    page.answers.unit.take("office")
    assert not page.answers.term.isEnabled()
    page.go()
    assert (page.answers.school.severity, page._task) == (Severity.ERROR, None), "it must have a name"
    page.answers.school.setText("示范市教育局职教处")
    page.go()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=60_000)
    wait(qtbot, program)
    assert told(program, office.school_name) == "示范市教育局职教处"
    assert told(program, office.is_secretariat)
    assert (count(program, School), count(program, Term)) == (0, 0)
    with program._beginning.database.transaction("学校") as tx:
        tx.insert(School, {"name": "甲校"})
    assert (told(program, office.own_unit), told(program, office.has_one_school)) == (None, False)


def test_the_sample_can_be_stopped_and_leaves_nothing(qtbot, begin, monkeypatch):
    from desktop import demo

    whole, seen = demo.make_sample, []

    def slow(database, progress):
        made = whole(database, 0.02, progress=progress)
        seen.append(made)
        return made

    monkeypatch.setattr("desktop.demo.make_sample", slow)
    program = begin()
    page = program.window
    page.ways.take(CITY)
    page.go()
    qtbot.waitUntil(lambda: page.panel._watched is not None and page.panel._watched.at >= 1, timeout=20_000)
    page.panel.cancel.click()
    wait(qtbot, program)
    assert program.window is page
    assert seen == []
    assert page.stack.currentIndex() == 0
    assert "没有留下任何内容" in page.banner.words.text()
    assert (count(program, School), told(program, office.is_sample)) == (0, False)
    assert told(program, office.is_fresh)


@pytest.fixture
def copy_of_an_office(tmp_path):
    path = tmp_path / "elsewhere" / "office.db"
    path.parent.mkdir()
    database = open_database(path)
    with database.transaction("准备") as tx:
        tx.insert(Student, factories.student(1))
    made = backup(database.engine, tmp_path / "带来的备份.db")
    database.close()
    return made


def test_a_backup_takes_the_place_of_the_empty_file(qtbot, begin, copy_of_an_office, monkeypatch):
    program = begin()
    monkeypatch.setattr("desktop.ui.start.start_page.backup_to_open", lambda *_given: copy_of_an_office)
    program.window.ways.take(RESTORE)
    program.window.go()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=20_000)
    wait(qtbot, program)
    assert count(program, Student) == 1
    assert "带来的备份.db" in program.window.banner.words.text()
    assert backups_of(program._beginning.path) == ()  # of an empty file no copy is kept


def test_settings_bring_a_backup_back_and_keep_what_was_there(qtbot, begin, copy_of_an_office, monkeypatch):
    program = begin()
    program.window.skip.click()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=60_000)
    wait(qtbot, program)
    with program._beginning.database.transaction("录入") as tx:
        tx.insert_many(Student, [factories.student(n) for n in (2, 3)])
    monkeypatch.setattr("desktop.ui.shell.preferences.backup_to_open", lambda *_given: copy_of_an_office)
    program.window.show_page("settings", {})
    program.window.stage.currentWidget().restore.click()
    (question,) = program.window.findChildren(Confirm)
    assert count(program, Student) == 2  # nothing is done unasked
    question.buttons[True].click()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=20_000)
    wait(qtbot, program)
    assert count(program, Student) == 1
    (kept,) = backups_of(program._beginning.path)
    assert kept.path.name in program.window.banner.words.text()
    before = open_database(kept.path, write=False)
    try:
        with before.reading() as connection:
            assert connection.execute(Query(Student).count()).scalar_one() == 2
    finally:
        before.close()


@pytest.mark.parametrize("content", [b"", b"this is no database"])
def test_what_is_no_backup_is_refused_and_the_choice_stays(qtbot, begin, tmp_path, content):
    wrong = tmp_path / "别的.db"
    wrong.write_bytes(content)
    program = begin()
    page = program.window
    page.restore(wrong)
    wait(qtbot, program)
    assert program.window is page
    assert "别的.db" in page.banner.words.text()
    assert told(program, office.is_fresh)
    page.skipped()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=60_000)


def test_a_bad_backup_leaves_what_is_there(qtbot, kept, tmp_path):
    with kept._beginning.database.transaction("准备") as tx:
        tx.insert(School, {"name": "甲校"})
    wrong = tmp_path / "别的.db"
    wrong.write_bytes(b"this is no database")
    kept.window.restoring_wanted.emit(wrong)
    qtbot.waitUntil(lambda: isinstance(kept.window, MainWindow), timeout=20_000)
    wait(qtbot, kept)
    assert count(kept, School) == 1
    assert "别的.db" in kept.window.banner.words.text()


WHERE = [Location(page="settings"), Location(entity=Student), Location(page="changes")]


@pytest.mark.parametrize("where", WHERE, ids=lambda spot: spot.page or "list")
def test_what_was_not_done_leads_back_to_where_one_was(qtbot, kept, tmp_path, where):
    with kept._beginning.database.transaction("准备") as tx:
        tx.insert(School, {"name": "甲校"})
    wrong = tmp_path / "别的.db"
    wrong.write_bytes(b"this is no database")

    def fails(_path, _progress):
        raise DiskFull("磁盘满了")

    for want, words in (
        (lambda: kept.window.restoring_wanted.emit(wrong), "别的.db"),
        (lambda: kept.window.locking.relock_wanted.emit("正在加锁", fails), "磁盘满了"),
    ):
        kept.window.show_location(where)
        want()
        qtbot.waitUntil(lambda: isinstance(kept.window, MainWindow), timeout=20_000)
        wait(qtbot, kept)
        assert (kept.window.stage.here, words in kept.window.banner.words.text()) == (where, True)


@pytest.fixture
def doubtful(copy_of_an_office):
    """A backup in which another program has written over a number."""
    with closing(sqlite3.connect(copy_of_an_office)) as raw, raw:
        raw.execute("UPDATE student SET phone = '13999999999'")
    return copy_of_an_office


def asked(window):
    """The question over a window: what it says, and its ways."""
    question = window.findChild(Confirm)
    return "".join(label.text() for label in question.findChildren(QLabel)), question.buttons


def test_a_doubtful_backup_is_used_only_when_one_says_so(qtbot, kept, doubtful):
    with kept._beginning.database.transaction("准备") as tx:
        tx.insert(School, {"name": "甲校"})
    for agreed in (False, True):
        kept.window.show_page("settings", {})
        kept.window.restoring_wanted.emit(doubtful)
        qtbot.waitUntil(lambda: isinstance(kept.window, MainWindow), timeout=20_000)
        wait(qtbot, kept)
        words, ways = asked(kept.window)
        for told in (
            f"仍用有疑点的备份“{doubtful.name}”恢复？",
            "联系电话与操作记录",
            "不是同一份数据",
            "另存在备份文件夹",
        ):
            assert told in words
        assert (kept.window.stage.here.page, count(kept, School)) == ("settings", 1)
        ways[agreed].click()
    qtbot.waitUntil(lambda: isinstance(kept.window, MainWindow), timeout=20_000)
    wait(qtbot, kept)
    assert (count(kept, School), count(kept, Student)) == (0, 1)
    assert doubtful.name in kept.window.banner.words.text()


def test_a_doubtful_backup_may_begin_an_empty_file(qtbot, begin, doubtful):
    program = begin()
    program.window.restore(doubtful)
    wait(qtbot, program)
    words, ways = asked(program.window)
    assert "另存在备份文件夹" not in words  # there is nothing yet
    ways[True].click()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=20_000)
    wait(qtbot, program)
    assert count(program, Student) == 1


def test_a_doubtful_backup_may_replace_what_cannot_be_opened(qtbot, tmp_path, doubtful):
    path = tmp_path / "坏.db"
    path.write_bytes(b"")
    dialog = OpenFailed(Refusal(path, "空的", ladder=True))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog._restore(doubtful)
    qtbot.waitUntil(lambda: dialog.findChild(Confirm) is not None, timeout=20_000)
    assert dialog.restored == ""
    _words, ways = asked(dialog)
    ways[True].click()
    qtbot.waitUntil(lambda: bool(dialog.restored), timeout=20_000)
    assert (dialog.path, doubtful.name in dialog.restored) == (path, True)


def test_an_empty_program_leads_back_to_the_first_page(qtbot, kept):
    kept.window.show_page("settings", {})
    kept.window.stage.currentWidget().again.click()
    assert isinstance(kept.window, StartPage)
    wait(qtbot, kept)
    assert told(kept, office.is_fresh)


def test_a_question_is_left_by_escape_and_walked_by_tab(qtbot, kept):
    asked = []
    question = TypedConfirm(kept.window, "清除？", "都会清除", "清除", "清除")
    question.agreed.connect(lambda: asked.append(1))
    kept.window.activateWindow()
    question.begin()
    qtbot.waitUntil(question.box.hasFocus, timeout=3000)
    question.box.setText("清")
    qtbot.keyClick(question.box, Qt.Key.Key_Return)
    assert asked == []
    qtbot.keyClick(question.box, Qt.Key.Key_Tab)
    assert question.stay.hasFocus()
    qtbot.keyClick(question.stay, Qt.Key.Key_Escape)
    assert question.isHidden()


def test_another_place_is_used_and_remembered(qtbot, begin, tmp_path, monkeypatch):
    file = tmp_path / "settings.json"
    monkeypatch.setattr(location, "settings_file", lambda: file)
    monkeypatch.delenv(location.VARIABLE, raising=False)
    settings = Settings(file)
    program = begin(settings=settings)
    before = program._beginning.path
    page, folder = program.window, tmp_path / "双元数据"
    page.answers.place.setText(str(folder))
    page.skipped()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=60_000)
    wait(qtbot, program)
    assert program._beginning.path == (folder / location.NAME).resolve()
    assert not before.exists()  # the empty file of the usual place
    settings.flush()
    assert location.default_database() == folder / location.NAME
    monkeypatch.setenv(location.VARIABLE, str(before))
    assert location.default_database() == before


@pytest.fixture
def answer(monkeypatch):
    """Answer the question about a file that cannot be opened, in turn."""
    asked, answers = [], []

    def answered(question):
        asked.append([each.text() for each in question.findChildren(QLabel)])
        answers.pop(0)(question)
        if question._restoring:
            question.tasks.settle()

    monkeypatch.setattr(OpenFailed, "exec", answered)
    return asked, answers


def test_a_chosen_place_that_is_gone_is_asked_about_and_not_made_anew(tmp_path, monkeypatch, answer):
    asked, answers = answer
    monkeypatch.setattr(location, "settings_file", lambda: tmp_path / "settings.json")
    gone = tmp_path / "优盘" / location.NAME
    settings = Settings(tmp_path / "settings.json")
    settings.put(location.REMEMBERED, str(gone))
    settings.flush()
    answers += [lambda question: question.again.click(), lambda question: question.leave.click()]
    assert app._opened(gone, settings) is None
    assert len(asked) == 2
    assert any("找不到" in words for words in asked[0])
    assert not gone.parent.exists()
    monkeypatch.setattr("desktop.ui.start.open_failed.folder_to_use", lambda *_given: tmp_path / "别处")
    answers.append(lambda question: question.other.click())
    database = app._opened(gone, settings)
    assert database.file.path == (tmp_path / "别处" / location.NAME).resolve()
    database.close()
    settings.flush()
    assert location.remembered() == tmp_path / "别处" / location.NAME


def test_a_chosen_place_can_be_begun_anew(tmp_path, monkeypatch, answer):
    _asked, answers = answer
    there = tmp_path / "双元数据" / location.NAME
    monkeypatch.setattr(app, "remembered", lambda: there)
    answers.append(lambda question: question.begin.click())
    database = app._opened(there, Settings())
    assert there.exists()
    database.close()


def test_a_file_that_is_no_database_is_left_alone(tmp_path, answer):
    asked, answers = answer
    wrong = tmp_path / location.NAME
    wrong.write_bytes(b"this is no database at all")
    answers.append(lambda question: (question.grab(), question.leave.click()))
    assert app._opened(wrong, Settings()) is None
    assert wrong.read_bytes() == b"this is no database at all"
    assert any("不是双元的数据库" in words for words in asked[0])


def test_a_place_with_data_is_opened_as_it_is(qtbot, begin, tmp_path):
    there = tmp_path / "旧数据" / location.NAME
    there.parent.mkdir()
    database = open_database(there)
    with database.transaction("准备") as tx:
        tx.insert(Student, factories.student(1))
    database.close()
    program = begin()
    page = program.window
    page.answers.place.setText(str(there.parent))
    page.answers.look()
    wait(qtbot, program)
    assert "已有双元的数据库" in page.answers.told.text()
    page.ways.take(CITY)
    page.go()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=60_000)
    wait(qtbot, program)
    assert count(program, Student) == 1
    assert not told(program, office.is_sample)


def test_an_empty_file_made_elsewhere_goes_when_nothing_is_begun(tmp_path):
    (tmp_path / "a").mkdir()
    beginning = SetupActions(open_database(tmp_path / "a" / "x.db"))
    beginning.move(tmp_path / "b" / "x.db")
    assert not (tmp_path / "a" / "x.db").exists()
    beginning.close()
    assert not (tmp_path / "b" / "x.db").exists()


def test_the_file_named_at_the_start_cannot_be_moved(qtbot, begin):
    program = begin(movable=False)
    page = program.window
    assert page.answers.place.isReadOnly()
    page.answers.place.setText("/anywhere/else")
    assert page.answers.path == program._beginning.path


def test_what_is_said_of_a_place(tmp_path, monkeypatch):
    fine = folder_state(tmp_path / "new")
    assert fine.severity is None
    assert "可用" in fine.sentence
    assert folder_state(Path("相对")).severity is Severity.ERROR
    synced = folder_state(tmp_path / "OneDrive - 学校" / "双元")
    assert synced.severity is Severity.WARNING
    assert "OneDrive - 学校" in synced.sentence
    deep = folder_state(tmp_path.joinpath(*["职业教育集团"] * (location_checks.LONGEST // 19)))
    assert deep.severity is Severity.ERROR
    assert "太长" in deep.sentence
    monkeypatch.setattr(location_checks, "on_network", lambda _place: True)
    shared = folder_state(tmp_path)
    assert shared.severity is Severity.ERROR
    monkeypatch.undo()
    monkeypatch.setattr(location_checks, "free_bytes", lambda _place: 300 << 20)
    assert "0.3 GB" in folder_state(tmp_path).sentence


def test_a_bad_place_is_not_used(qtbot, begin, monkeypatch):
    program = begin()
    page = program.window
    wait(qtbot, program)
    monkeypatch.setattr(location_checks, "on_network", lambda _place: True)
    page.answers.look()
    wait(qtbot, program)
    page.go()
    assert page._task is None
    assert page.answers.place.severity is Severity.ERROR


@pytest.mark.parametrize(("day", "second"), [
    (date(2025, 9, 1), ("2025-2026", 1)), (date(2026, 1, 5), ("2025-2026", 1)), (date(2026, 4, 1), ("2025-2026", 2)),
])  # fmt: skip
def test_the_present_term_is_offered_first_but_one(day, second):
    assert terms_about(day)[1][0] == second
    assert len({key for key, _words in terms_about(day)}) == 4


@pytest.mark.parametrize("size", [(1440, 900), (960, 600)])
def test_the_first_page_gives_way_and_names_everything(qtbot, begin, size):
    program = begin()
    page = program.window
    page.resize(*size)
    qtbot.wait(10)
    assert page.grab().size().toTuple() == size
    assert [
        widget for widget in page.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not widget.isHidden() and not widget.accessibleName()
        and not widget.objectName().startswith("qt_")
    ] == []  # fmt: skip


def test_a_second_start_rings_at_the_first_page(qtbot, begin):
    from tests.desktop.ui.test_shell import asked_beside

    program = begin()
    program.listen()
    came = []
    program._bell.rung.connect(lambda: came.append(1))
    assert asked_beside(qtbot, program._beginning.path)
    assert came == [1]


# --- the backup of the day


def test_one_backup_a_day_and_only_of_what_is_new(qtbot, kept):
    path, keeper = kept._beginning.path, kept.window.keeper
    keeper.daily()
    wait(qtbot, kept)
    assert backups_of(path) == ()  # nothing was ever written
    with kept._beginning.database.transaction("准备") as tx:
        tx.insert(School, {"name": "甲校"})
    for _again in range(2):
        keeper.daily()
        wait(qtbot, kept)
    made = backups_of(path)
    assert len(made) == 1
    assert kept.window.status.backup.text().startswith("备份 今天")
    yesterday = made[0].path.with_name(f"{path.stem} 2020-01-01 080000.db")
    shutil.move(made[0].path, yesterday)
    keeper.daily()
    wait(qtbot, kept)
    assert len(backups_of(path)) == 2


def test_the_status_bar_makes_a_backup_at_once(qtbot, kept):
    kept.window.status.backup.click()
    wait(qtbot, kept)
    assert len(backups_of(kept._beginning.path)) == 1
    assert "已备份到" in kept.window.banner.words.text()
    assert kept.window.actions_.backup.text() == "立即备份"


def test_a_backup_that_fails_says_so(qtbot, kept, monkeypatch):
    def full(*_given, **_named):
        raise OSError(28, "no space", "office.db")

    monkeypatch.setattr("desktop.ui.shell.auto_backup.backups.backup", full)
    kept.window.keeper.back_up()
    wait(qtbot, kept)
    assert "磁盘已满" in kept.window.banner.words.text()


def test_a_backup_from_the_future_is_told_once_and_the_daily_one_is_made(qtbot, kept):
    path, database = kept._beginning.path, kept._beginning.database
    with database.transaction("一") as tx:
        tx.insert(School, {"name": "甲校"})
    made = backup(database.engine)
    shutil.move(made, made.with_name(f"{path.stem} 2099-01-01 080000.db"))
    with database.transaction("二") as tx:
        tx.insert(School, {"name": "乙校"})
    kept.window.keeper.decline_second()
    kept.window.keeper.daily()
    wait(qtbot, kept)
    assert len(backups_of(path)) == 2
    assert "2099-01-01" in kept.window.banner.words.text()
    assert kept.window.banner.tone == "warn"
    assert kept.window.status.backup.text().startswith("备份 今天")
    kept.window.banner.hide()
    kept.window.keeper.daily()
    wait(qtbot, kept)
    assert kept.window.banner.isHidden()


def test_what_was_said_of_a_wrong_clock_outlives_the_program(qtbot, begin, tmp_path):
    settings = Settings(tmp_path / "settings.json")
    program = begin(settings=settings)
    program.window.skip.click()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=60_000)
    record(program, 1)
    made = backup(program._beginning.database.engine)
    ahead = made.with_name(f"{program._beginning.path.stem} 2099-01-01 080000.db")
    shutil.move(made, ahead)
    program.window.keeper.decline_second()
    wait(qtbot, program)
    settings.flush()
    program.window.keeper.daily()
    wait(qtbot, program)
    assert settings._later.isActive()  # it is written by itself, which a timer begun in another thread never does
    qtbot.waitUntil(lambda: not settings._later.isActive())
    assert json.loads(settings.path.read_text("utf-8"))["backups.told"] == [ahead.name]


def test_settings_are_put_by_the_thread_of_the_window_alone():
    settings, caught = Settings(), []

    def put():
        try:
            settings.put("palette.recent", [])
        except AssertionError as error:
            caught.append(error)

    thread = threading.Thread(target=put)
    thread.start()
    thread.join()
    assert len(caught) == 1
    assert settings.get("palette.recent") is None


# --- while another backup task runs


@pytest.fixture
def held(kept, monkeypatch):
    """A rehearsal that runs until it is let go."""
    go = threading.Event()
    monkeypatch.setattr("desktop.ui.shell.auto_backup.rehearse", lambda *_given: go.wait(30) and None)
    kept.window.keeper.rehearse(asked=False)
    yield go
    go.set()


def let_go(qtbot, program, held):
    """Until it has ended, and everything that waited for it."""
    held.set()
    keeper = program.window.keeper
    qtbot.waitUntil(lambda: not keeper._waiting and keeper._task not in program.window.tasks.running, timeout=30_000)
    wait(qtbot, program)


def test_a_backup_asked_for_meanwhile_waits_and_says_so(qtbot, kept, held):
    kept.window.keeper.back_up()
    kept.window.keeper.back_up()
    assert "“备份数据库”等“恢复演练”结束后就开始" in kept.window.banner.words.text()
    assert backups_of(kept._beginning.path) == ()
    let_go(qtbot, kept, held)
    assert "已备份到" in kept.window.banner.words.text()
    assert len(backups_of(kept._beginning.path)) == 1  # asked for twice, one does for both


@pytest.mark.parametrize(("way", "made"), [(WAIT, 1), (STOP, 0)])
def test_closing_asks_about_a_backup_that_waits(qtbot, kept, held, way, made):
    window, path = kept.window, kept._beginning.path
    window.keeper.back_up()
    assert not window.close()
    question = window.closing.layer.content
    assert "备份数据库" in question.findChild(QLabel).text()
    threading.Timer(0.5, held.set).start()
    question.buttons[way].click()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=30_000)
    assert len(backups_of(path)) == made


@pytest.mark.parametrize("wrong", ["refused", "not as it was written"])
def test_a_backup_that_went_wrong_is_seen_before_the_window_closes(qtbot, kept, held, monkeypatch, wrong):
    def back_up(*_given):
        if wrong == "refused":
            raise DiskFull("磁盘满了")
        return Path("x.db"), "磁盘满了"

    monkeypatch.setattr("desktop.ui.shell.auto_backup.back_up", back_up)
    window = kept.window
    window.keeper.back_up()
    assert not window.close()
    window.closing.layer.content.buttons[WAIT].click()
    held.set()
    qtbot.waitUntil(lambda: "磁盘满了" in window.banner.words.text(), timeout=30_000)
    qtbot.wait(50)
    assert window.isVisible()
    assert window.close()


def test_the_question_stands_until_what_waits_is_done(qtbot, kept, held):
    window, path, made = kept.window, kept._beginning.path, []
    window.keeper.back_up()
    assert not window.close()
    window.closing.layer.closed.connect(lambda: made.append(len(backups_of(path))))
    let_go(qtbot, kept, held)
    qtbot.waitUntil(lambda: bool(made))
    assert made == [1], "not when the backup begins"


def test_nothing_that_was_asked_for_lets_the_window_close_at_once(kept, held):
    assert kept.window.keeper.pending() == []  # a rehearsal the clock began
    held.set()
    assert kept.window.close()


def test_the_backup_disk_chosen_meanwhile_is_used_and_what_follows_goes_there(qtbot, kept, held, stick):
    keeper = kept.window.keeper
    record(kept, 1)
    keeper.use_second(stick)
    keeper.back_up()
    assert keeper.second is None
    let_go(qtbot, kept, held)
    assert keeper.second is not None
    assert "并复制到备份盘" in kept.window.banner.words.text()
    assert list((stick / f"{kept._beginning.path.stem}备份").glob("*.db"))


def test_no_backup_disk_asked_for_meanwhile_is_not_undone_by_the_one_chosen_before(qtbot, kept, held, stick):
    kept.window.keeper.use_second(stick)
    kept.window.keeper.decline_second()
    let_go(qtbot, kept, held)
    assert kept.window.keeper.declined


def test_readable_backups_are_locked_and_removed_after_it_in_the_order_asked_for(qtbot, kept, held, monkeypatch):
    done = []
    for name in ("lock_them", "remove_them"):
        monkeypatch.setattr(
            f"desktop.ui.shell.auto_backup.readable_backups.{name}",
            lambda *_given, name=name: done.append(name) or name,
        )
    monkeypatch.setattr("desktop.ui.shell.auto_backup.remove_held", lambda *_given: done.append("held") or "held")
    kept.window.keeper.lock_readable()
    kept.window.keeper.remove_readable()
    kept.window.keeper.remove_held()
    assert done == []
    let_go(qtbot, kept, held)
    assert done == ["lock_them", "remove_them", "held"]


def test_what_waits_is_done_although_the_one_before_fails_or_is_stopped(qtbot, kept, held, monkeypatch):
    keeper = kept.window.keeper
    monkeypatch.setattr("desktop.ui.shell.auto_backup.remove_held", lambda *_given: 1 / 0)
    keeper.remove_held()
    keeper.back_up()
    keeper._task.stop()
    let_go(qtbot, kept, held)
    assert len(backups_of(kept._beginning.path)) == 1


def test_the_clock_does_not_wait_but_comes_again_with_what_it_wanted(qtbot, kept, held):
    keeper = kept.window.keeper
    record(kept, 1)
    keeper.daily()
    let_go(qtbot, kept, held)
    assert backups_of(kept._beginning.path) == ()
    assert not keeper._looked  # the look of the beginning is still to be had
    keeper.daily()
    wait(qtbot, kept)
    assert len(backups_of(kept._beginning.path)) == 1
    assert keeper._looked


# --- the backup disk and the rehearsal


@pytest.fixture
def stick():
    memory = Path("/dev/shm")  # another disk than that of the tests
    if not memory.is_dir():
        pytest.skip("no second disk here")
    folder = memory / f"shuangyuan-{uuid.uuid4().hex}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def record(program, number):
    with program._beginning.database.transaction("录入") as tx:
        tx.insert(Student, factories.student(number))


def test_a_backup_disk_is_asked_for_once_a_week_and_no_more_once_declined(qtbot, kept):
    window, told = kept.window, []
    window.keeper.asked.connect(told.append)
    for _again in range(2):
        window.keeper.daily()
        wait(qtbot, kept)
    assert len(told) == 1
    assert window.banner.action.text() == "备份设置"
    window.banner.action.click()
    wait(qtbot, kept)
    page = window.stage.currentWidget()
    assert page.second.state.text() == "还没有选"
    window.settings.put("backup.asked", "2020-01-01")
    page.second.decline.click()
    wait(qtbot, kept)
    assert page.second.state.text() == "不用备份盘"
    assert page.second.decline.isHidden()
    window.keeper.daily()
    wait(qtbot, kept)
    assert len(told) == 1


def test_the_disk_is_chosen_filled_missed_and_made_up_for(qtbot, kept, stick, monkeypatch):
    window, keeper, told = kept.window, kept.window.keeper, []
    keeper.asked.connect(told.append)
    keeper.doubted.connect(told.append)
    window.show_page("settings", {})
    page = window.stage.currentWidget()
    monkeypatch.setattr("desktop.ui.shell.backup_settings.folder_to_use", lambda *_given: stick)
    record(kept, 1)
    page.second.choose.click()
    wait(qtbot, kept)
    folder = stick / f"{kept._beginning.path.stem}备份"
    assert len(list(folder.glob("*.db"))) == 1
    assert str(folder) in page.second.state.text()
    away = stick.with_name(f"{stick.name}-away")
    stick.rename(away)
    record(kept, 2)
    keeper.back_up()
    wait(qtbot, kept)
    assert "没有插上" in told.pop()
    assert "没有插上" in page.second.state.text()
    assert len(backups_of(kept._beginning.path)) == 2  # here it was made all the same
    keeper.daily()
    wait(qtbot, kept)
    assert told == []  # not long ago
    monkeypatch.setattr(second_place, "OVERDUE_DAYS", -1)
    keeper.daily()
    wait(qtbot, kept)
    assert "请插上" in told.pop()
    assert "备份盘" in window.status.backup.text()
    monkeypatch.undo()
    away.rename(stick)
    keeper.daily()
    wait(qtbot, kept)
    assert len(list(folder.glob("*.db"))) == 2
    assert "备份盘" not in window.status.backup.text()


def test_a_disk_that_is_none_is_refused_with_a_sentence(qtbot, kept, tmp_path):
    kept.window.keeper.use_second(tmp_path)
    wait(qtbot, kept)
    assert "同一块盘" in kept.window.banner.words.text()
    assert kept.window.keeper.second is None


def test_a_rehearsal_is_shown_and_one_that_fails_is_told_loudly(qtbot, kept):
    window = kept.window
    record(kept, 1)
    window.keeper.back_up()
    wait(qtbot, kept)
    window.show_page("settings", {})
    page = window.stage.currentWidget()
    assert [line.text() for line in page.rehearsals.lines] == ["还没有做过"]
    page.rehearsals.now.click()
    wait(qtbot, kept)
    assert "通过" in page.rehearsals.lines[0].text()
    newest = backups_of(kept._beginning.path)[0].path
    newest.write_bytes(newest.read_bytes()[:-5000])
    window.keeper.rehearse_when_quiet()
    wait(qtbot, kept)
    assert len(page.rehearsals.lines) == 1  # once a week
    page.rehearsals.now.click()
    wait(qtbot, kept)
    assert window.banner.tone == "danger"
    assert "没有通过" in window.banner.words.text()
    assert "没有通过" in page.rehearsals.lines[0].text()


def test_the_first_rehearsal_comes_by_itself_when_nobody_works(qtbot, kept, monkeypatch):
    record(kept, 1)
    kept.window.keeper.back_up()
    wait(qtbot, kept)
    path = kept._beginning.path
    monkeypatch.setattr(kept.window, "isActiveWindow", lambda: True)
    kept.window.keeper.rehearse_when_quiet()
    wait(qtbot, kept)
    assert log_of(path) == ()
    monkeypatch.setattr(kept.window, "isActiveWindow", lambda: False)
    kept.window.keeper.rehearse_when_quiet()
    wait(qtbot, kept)
    wait(qtbot, kept)
    assert [made.fault for made in log_of(path)] == [""]


# --- a file that is lost


@pytest.fixture
def lost(tmp_path):
    """An office with two backups whose file is empty now."""
    path = tmp_path / location.NAME
    database = open_database(path)
    for number in (1, 2):
        with database.transaction("录入") as tx:
            tx.insert(Student, factories.student(number))
        backup(database.engine)
    database.close()
    path.write_bytes(b"")
    return path


@pytest.mark.parametrize("movable", [True, False])
@pytest.mark.parametrize("gone", [True, False])
@pytest.mark.parametrize(("nth", "students"), [(0, 2), (1, 1)])
def test_the_window_brings_back_the_backup_that_is_chosen(lost, answer, *, movable, gone, nth, students):
    asked, answers = answer
    if gone:
        lost.unlink()

    def take(question):
        assert question.restore.isVisibleTo(question)
        assert question.other.isVisibleTo(question) == movable
        assert question.backups.choices[0][0].isChecked()
        question.backups.choices[nth][0].setChecked(True)
        question.grab()
        question.restore.click()

    answers.append(take)
    database = app._opened(lost, Settings(), movable=movable)
    with database.reading() as connection:
        assert connection.execute(Query(Student).count()).scalar_one() == students
    database.close()
    assert any(("不见了" if gone else "空的（0 字节）") in words for words in asked[0])


def test_leaving_touches_nothing(lost, answer):
    _asked, answers = answer
    answers.append(lambda question: question.leave.click())
    assert app._opened(lost, Settings()) is None
    assert lost.read_bytes() == b""
    assert len(backups_of(lost)) == 2


def test_a_backup_that_is_damaged_is_said_to_be_and_another_can_be_taken(lost, answer):
    _asked, answers = answer
    newest = backups_of(lost)[0].path
    data = bytearray(newest.read_bytes())
    data[8192:12288] = b"\xff" * 4096
    newest.write_bytes(data)
    said = []

    def answer_twice(question):
        question.restore.click()  # before anything was looked into
        question.tasks.settle()
        said.append(question.said.text())
        question.backups.choices[1][0].setChecked(True)
        question.restore.click()

    answers.append(answer_twice)
    database = app._opened(lost, Settings())
    assert "损坏" in said[0]
    assert "已用备份" in database.file.notes[0]
    database.close()


def test_a_usual_place_that_was_used_is_not_begun_anew_unasked(tmp_path, answer):
    asked, answers = answer
    path = tmp_path / location.NAME
    open_database(path).close()
    path.unlink()
    answers.append(lambda question: question.leave.click())
    assert app._opened(path, Settings()) is None
    assert not path.exists()
    assert any("找不到" in words for words in asked[0])


def test_a_named_file_without_backups_is_refused_without_a_window(tmp_path):
    path = tmp_path / "office.db"
    path.write_bytes(b"")
    with pytest.raises(Empty):
        app._opened(path, Settings(), movable=False)


def test_a_file_of_a_newer_version_that_is_clicked_on_says_so_in_a_window(tmp_path, answer):
    """There is no terminal behind an icon: nothing at all was seen."""
    asked, answers = answer
    path = tmp_path / "office.db"
    open_database(path).close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA user_version = 999")
    with pytest.raises(TooNew):
        app._opened(path, Settings(), movable=False)

    def leave(question):
        assert not any(one.isVisibleTo(question) for one in (question.restore, question.other, question.begin))
        question.leave.click()

    answers.append(leave)
    assert app._opened(path, Settings(), movable=False, asking=True) is None
    assert any("更新版本" in words for words in asked[0])


# --- who works here


def test_the_operator_is_asked_for_kept_and_written(qtbot, begin):
    settings = Settings()
    program = begin(settings=settings)
    program.window.answers.operator.setText(" 王老师 ")
    program.window.answers.school.setText("示例学校")
    program.window.skip.click()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=60_000)
    wait(qtbot, program)
    assert settings.get(operator.KEPT) == "王老师"
    database = program._beginning.database
    assert (database.operator, database.user) == ("王老师", "王老师")
    assert told(program, lambda c: history.change_sets(c, 1)[0].user) == "王老师"  # who made the school
    program.window.show_page("settings", {})
    page = program.window.stage.currentWidget()
    assert page.operator.text() == "王老师"
    page.operator.setText("李老师")
    page.operator.editingFinished.emit()
    with database.transaction("改") as tx:
        tx.insert(Student, factories.student(1))
    assert told(program, lambda c: [each.user for each in history.change_sets(c)]) == ["李老师", "王老师"]
    assert program.window.navigation._who.user == "李老师"
    page.operator.setText("")
    page.operator.editingFinished.emit()
    assert (database.operator, database.user) == ("", f"@{account()}")
    assert program.window.navigation._who.user == "未署名"


def test_nobody_is_called_root_on_paper(qtbot, begin, monkeypatch):
    monkeypatch.setenv("LOGNAME", "root")
    program = begin(settings=Settings())
    program.window.answers.operator.clear()
    program.window.skip.click()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=60_000)
    wait(qtbot, program)
    assert (program._beginning.database.operator, program._beginning.database.user) == ("", "@root")
    assert program.window.navigation._who.user == "未署名"
