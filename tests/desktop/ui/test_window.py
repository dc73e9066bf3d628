"""The window as a whole: acts, import and print entries, what it must not import, and pictures of it."""

import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTableView, QWidget

from desktop.ui.kit.settings import Settings, remember_geometry, restore_geometry
from desktop.ui.list.model import ListModel
from desktop.ui.shell.close_guard import STOP, WAIT
from desktop.ui.shell.report_sheet import ReportSheet
from models.database.errors import DiskFull
from models.schema.fields import entity_named
from tests import factories

ROOT = Path(__file__).resolve().parents[3]
STUDENT = entity_named("student")
HEAVY = ("pandas", "alembic", "reportlab", "openpyxl", "xlsxwriter", "python_calamine", "pypinyin", "rapidfuzz")


def test_export_takes_the_list_as_it_is_seen(window, database, settle, tmp_path, monkeypatch):
    with database.transaction("准备") as tx:
        tx.insert(STUDENT, factories.student(1))
    settle(window)
    target = tmp_path / "学生.csv"
    monkeypatch.setattr("desktop.ui.imports.exchange_dialogs.save_as", lambda *_given: target)
    window.commands.export()
    settle(window)
    lines = target.read_text("utf-8-sig").splitlines()
    seen = [field.title for field in window.page.model.fields]
    assert seen[:3] == ["姓名", "学号", "实习状态"]
    assert lines[0] == ",".join(seen)
    assert len(lines) == 2


def test_select_all_does_not_ask_every_row(window, database, settle, monkeypatch, qtbot):
    with database.transaction("准备") as tx:
        tx.insert_many(STUDENT, [factories.student(n) for n in range(1000)])
    settle(window)
    asked = []
    plain = ListModel.rowCount
    monkeypatch.setattr(ListModel, "rowCount", lambda self, *parent: asked.append(1) or plain(self, *parent))
    window.commands.select_all()
    window.page.table.grab()
    qtbot.wait(20)
    assert "已选 1,000" in window.page.footer.text()
    assert len(asked) < 800


def test_a_fault_of_ours_is_one_sentence_with_a_report_to_copy(window, caplog, settle, qapp):
    window.commands.begin()
    form = window.form
    window.report(ZeroDivisionError("x"))
    assert window.form is form
    assert window.banner.action.text() == "错误报告…"
    assert "ZeroDivisionError" not in window.banner.words.text()
    window.banner.action.click()
    settle(window)
    (sheet,) = window.findChildren(ReportSheet)
    sheet.copy.click()
    assert "ZeroDivisionError" in qapp.clipboard().text()
    assert "已复制" in sheet.told.text()
    assert window.form is form
    window.refresh()
    settle(window)


def test_window_starts_without_heavy_libraries():
    code = f"import sys, desktop.app; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_screen_speaks_to_no_library_of_data():
    forbidden = ("sqlalchemy", "alembic", "reportlab", "openpyxl", "xlsxwriter", "python_calamine", "pandas")
    for path in (ROOT / "desktop" / "ui").rglob("*.py"):
        imports = [
            line.split()[1]
            for line in path.read_text("utf-8").splitlines()
            if line.strip().startswith(("import ", "from "))
        ]
        assert not [name for name in imports if name.split(".")[0] in forbidden], path


@pytest.mark.parametrize("width", [1366, 1280])
def test_window_fits_small_screens(window, width, settle, qtbot):
    height = 696 if width == 1366 else 648
    window.resize(width, height)
    window.commands.begin()
    qtbot.wait(10)
    assert (window.width(), window.height()) == (width, height)


def test_everything_that_takes_focus_has_a_name(window, settle):
    window.commands.begin()
    settle(window)
    kinds = QAbstractButton | QLineEdit | QTableView
    reached = [w for w in window.findChildren(QWidget) if isinstance(w, kinds) and not w.isHidden()]
    reached = [
        w for w in reached if w.focusPolicy() is not Qt.FocusPolicy.NoFocus and not w.objectName().startswith("qt_")
    ]
    assert len(reached) > 50
    assert [w for w in reached if not w.accessibleName()] == []


@pytest.mark.parametrize(("room", "size"), [((1920, 1040), (1440, 900)), ((1366, 728), (1350, 680))])
def test_the_first_time_a_window_stands_whole_within_the_screen(qtbot, monkeypatch, room, size):
    window = QWidget()
    qtbot.addWidget(window)
    monkeypatch.setattr(window, "screen", lambda: SimpleNamespace(availableSize=lambda: QSize(*room)))
    settings = Settings()
    restore_geometry(window, settings)
    assert window.size().toTuple() == size
    window.resize(700, 650)
    remember_geometry(window, settings)
    again = QWidget()
    qtbot.addWidget(again)
    restore_geometry(again, settings)
    assert again.size().toTuple() == (700, 650)


@pytest.fixture
def slow_write(window, qtbot):
    """A write that ends when it is told to, or stopped."""
    go_on, told = threading.Event(), []

    def work(progress):
        while not go_on.wait(0.01):
            progress.check()
        return "written"

    window.tasks.write("导入学生", work, told.append, receiver=window)
    yield go_on, told
    go_on.set()


def test_closing_while_something_is_written_asks_and_waits(window, slow_write, qtbot):
    go_on, told = slow_write
    assert not window.close()
    question = window.closing.layer.content
    assert "导入学生" in question.findChild(QLabel).text()
    question.buttons[WAIT].click()
    qtbot.wait(50)
    assert window.isVisible()
    go_on.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert told == ["written"]


def test_what_could_not_be_written_is_seen_before_the_window_closes(window, slow_write, qtbot):
    go_on, told = slow_write

    def work(_progress):
        raise DiskFull("磁盘满了")

    window.tasks.write("保存", work, told.append, receiver=window)
    assert not window.close()
    window.closing.layer.content.buttons[WAIT].click()
    go_on.set()
    qtbot.waitUntil(lambda: "磁盘满了" in window.banner.words.text())
    qtbot.wait(50)
    assert window.isVisible()
    assert window.close()
    assert told == ["written"]


def test_closing_can_stop_what_is_written(window, slow_write, qtbot):
    _go_on, told = slow_write
    assert not window.close()
    window.closing.layer.content.buttons[STOP].click()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert told == []


def test_the_question_goes_when_all_is_written(window, slow_write, qtbot):
    go_on, _told = slow_write
    assert not window.close()
    go_on.set()
    qtbot.waitUntil(lambda: window.closing.layer is None)
    assert window.isVisible()
    assert window.close()


@pytest.mark.parametrize("way", ["key", "button"])
def test_what_is_typed_in_a_new_form_goes_into_its_first_field(window, qtbot, settle, way):
    window.navigation.items["student"].setFocus()
    if way == "key":
        window.actions_.create.trigger()
    else:
        qtbot.mouseClick(window.head.primary, Qt.MouseButton.LeftButton)
    settle(window)
    typed = window.focusWidget()
    assert typed is not None
    assert typed.accessibleName() == "姓名"
    qtbot.keyClicks(typed, "zhang")
    assert window.form.rows["name"].editor.box.text() == "zhang"
