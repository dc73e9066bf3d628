"""The lock in the window: asked for at the start, turned on by a wizard, the screen covered, the settings that change it."""

import shutil
import time
from contextlib import closing
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from desktop.app import Program, _opened
from desktop.operations import locking
from desktop.reports.cups import PrinterError, Sending
from desktop.ui.kit.controls import Note
from desktop.ui.kit.settings import Settings
from desktop.ui.printing import direct_print
from desktop.ui.printing.print_dialog import PrintDialog
from desktop.ui.shell import lock_commands, screen_lock
from desktop.ui.shell.lock_commands import OFF, ON, PERSON
from desktop.ui.shell.lock_dialogs import LockDialog, SheetCheckDialog
from desktop.ui.start import unlock_panel
from desktop.ui.start.unlock_panel import UnlockDialog, UnlockPanel
from models import clock
from models.database import key_files, recovery_sheet, remembered_keys
from models.database.database import open_database
from models.database.founding import found_school
from models.database.settings import setting
from tests.locks import forget

pytestmark = pytest.mark.usefixtures("cheap_locks")

OWN, SHEET = "春风桃李 2026", bytes(range(16))


@pytest.fixture
def office(tmp_path, empty_file):
    path = shutil.copy(empty_file, tmp_path / "学校.db")
    with closing(open_database(path)) as database:
        found_school(database, "第一职校", "2026-2027", 1)
    return path


@pytest.fixture
def locked(office):
    locking.turn_on(office, "王老师", OWN, locking.NewSheet("1", SHEET, (1, 2)))
    return office


@pytest.fixture
def begin(qtbot):
    """A program over a file, closed at the end."""
    made = []

    def start(path, settings=None):
        program = Program(open_database(path), settings or Settings())
        made.append(program)
        program.window.show()
        return program

    yield start
    for program in made:
        program.end()
        program.close()


def finished(qtbot, program):
    qtbot.waitUntil(lambda: hasattr(program.window, "locking"), timeout=20_000)
    return program.window


def fill(dialog, name, passphrase, again=None):
    dialog.who.setText(name)
    dialog.given.first.setText(passphrase)
    dialog.given.second.setText(passphrase if again is None else again)
    dialog.next.click()


def test_the_wizard_goes_on_only_with_a_good_passphrase_and_two_groups_typed_back(qtbot, office, begin):
    window = begin(office).window
    dialog = LockDialog(office, "第一职校", window, window.place.tasks, person="", paper=True)
    for name, passphrase, again in (("", OWN, OWN), ("王", "kurz", "kurz"), ("王", OWN, OWN + "x")):
        fill(dialog, name, passphrase, again)
        assert dialog.pages.currentIndex() == 0
        assert dialog.said.text()
    fill(dialog, "王老师", OWN)
    assert dialog.pages.currentIndex() == 1
    dialog.next.click()
    assert dialog.result() != QDialog.DialogCode.Accepted
    for number, box in dialog.boxes.items():
        box.setText(dialog.sheet.groups[number - 1].lower())
    dialog.next.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert (dialog.name, dialog.passphrase) == ("王老师", OWN)


def answer(monkeypatch, *, unlock=True):
    """Fill the dialogs as a person would."""

    def exec_(dialog):
        fill(dialog, "李主任", OWN)
        if dialog.pages.currentIndex() == 1:
            for number, box in dialog.boxes.items():
                box.setText(dialog.sheet.groups[number - 1])
            dialog.next.click()
        return dialog.result()

    def secret(dialog):
        dialog.panel.box.setText(OWN if unlock else "不是它吧")
        dialog.panel.open.click()
        return dialog.result()

    monkeypatch.setattr(LockDialog, "exec", exec_)
    monkeypatch.setattr(UnlockDialog, "exec", secret)


def test_turned_on_and_off_from_the_settings_the_window_comes_back(qtbot, office, begin, monkeypatch):
    answer(monkeypatch)
    program = begin(office)
    assert program.window.status.unlocked.isVisible()
    program.window.locking.begin(ON)
    qtbot.waitUntil(lambda: key_files.is_locked(office), timeout=20_000)
    window = finished(qtbot, program)
    assert not window.status.unlocked.isVisible()
    window.locking.begin(PERSON)
    assert "李主任" in "".join(locking.standing(office))
    monkeypatch.setattr(
        lock_commands.LockCommands, "_confirm", lambda self, *words: self.relock_wanted.emit(*words[-2:])
    )
    window.locking.begin(OFF)
    qtbot.waitUntil(lambda: not key_files.is_locked(office), timeout=20_000)
    finished(qtbot, program)


def test_who_does_not_know_the_passphrase_changes_nothing(qtbot, locked, begin, monkeypatch):
    answer(monkeypatch, unlock=False)
    window = begin(locked).window
    before = key_files.beside(locked).read_bytes()
    for change in (PERSON, OFF, "own", "sheet", "rekey", "remove"):
        window.locking.begin(change)
    assert key_files.beside(locked).read_bytes() == before


def test_it_is_offered_once_and_never_again(qtbot, office, begin):
    window = begin(office).window
    window.locking.offer()
    assert window.banner.isVisible()
    window.banner.hide()
    window.locking.offer()
    assert not window.banner.isVisible()


@pytest.mark.parametrize("typed", [OWN, " ".join(recovery_sheet.spelled(SHEET))])
def test_a_locked_file_asks_and_opens(qtbot, locked, monkeypatch, typed):
    forget()

    def exec_(dialog):
        assert "王老师" in "".join(label.text() for label in dialog.findChildren(Note))
        dialog.panel.box.setText(typed)
        dialog.panel.open.click()
        return dialog.result()

    monkeypatch.setattr(UnlockDialog, "exec", exec_)
    begun = time.perf_counter()
    _opened(locked, Settings()).close()
    assert time.perf_counter() - begun < 5  # on a busy machine; the cost is measured in tests/speed


def test_who_leaves_leaves_the_file_as_it_is(qtbot, locked, monkeypatch):
    forget()
    before = locked.read_bytes()
    monkeypatch.setattr(UnlockDialog, "exec", lambda _dialog: QDialog.DialogCode.Rejected)
    assert _opened(locked, Settings()) is None
    assert locked.read_bytes() == before


def test_wrong_ones_wait_longer_and_longer_and_never_for_ever(qtbot, locked):
    forget()
    panel = UnlockPanel(locked, "退出")
    qtbot.addWidget(panel)
    waits = []
    for _nth in range(10):
        panel._timer.stop()
        panel.open.setEnabled(True)
        panel.box.setText("不是它")
        panel.open.click()
        waits.append(panel._rest)
    assert waits[:3] == [0, 0, 1]
    assert waits == sorted(waits)
    assert waits[-1] == 30
    panel._rest = 1
    panel._wait()
    assert panel.open.isEnabled()
    with qtbot.waitSignal(panel.opened):
        panel.box.setText(OWN)
        panel.open.click()


class TestScreen:
    """Covered, nothing of it can be seen or done until the secret is given."""

    def test_it_hides_everything_and_gives_it_back(self, qtbot, locked, begin):
        window = begin(locked).window
        window.screen_lock.lock()
        assert not window.centralWidget().isVisible()
        assert not any(action.isEnabled() for action in window.actions())
        cover = window.screen_lock.cover
        qtbot.keyClick(cover, Qt.Key.Key_Escape)
        assert window.screen_lock.cover is cover
        cover.content.box.setText("不是它")
        cover.content.open.click()
        assert not window.centralWidget().isVisible()
        cover.content.box.setText(OWN)
        begun = time.perf_counter()
        cover.content.open.click()
        assert time.perf_counter() - begun < 1
        assert window.centralWidget().isVisible()
        assert any(action.isEnabled() for action in window.actions())
        assert window.screen_lock.cover is None

    @pytest.mark.parametrize(
        ("minutes", "idle", "slept", "covered"),
        [
            (5, 299, 0, False),
            (5, 301, 0, True),
            (0, 9999, 0, False),
            (0, 0, 31, True),
            (10, 0, 29, False),
            (10, 0, -31, True),
        ],
    )
    def test_after_minutes_without_a_key_or_a_sleep(self, locked, begin, monkeypatch, minutes, idle, slept, covered):
        settings = Settings()
        settings.put(screen_lock.MINUTES, minutes)
        window = begin(locked, settings).window
        now, wall = time.monotonic(), time.time()
        monkeypatch.setattr(screen_lock.time, "monotonic", lambda: now + idle)
        monkeypatch.setattr(screen_lock.time, "time", lambda: wall + idle + slept)
        window.screen_lock._active, window.screen_lock._wall = now, wall - now
        window.screen_lock.look()
        monkeypatch.undo()
        assert (window.screen_lock.cover is not None) == covered

    def test_a_file_without_a_lock_is_never_covered(self, office, begin):
        window = begin(office).window
        window.screen_lock.lock()
        assert window.screen_lock.cover is None


class Ring:
    priority = 5

    def __init__(self):
        self.kept = {}

    def get_password(self, service, name):
        return self.kept.get((service, name))

    def set_password(self, service, name, secret):
        self.kept[service, name] = secret


def test_the_keyring_spares_typing_and_losing_it_costs_one_passphrase(qtbot, locked, monkeypatch):
    ring = Ring()
    monkeypatch.setattr(remembered_keys, "_keyring", lambda: ring)
    assert remembered_keys.keep(locked)
    forget()
    assert unlock_panel.unlocked(locked)  # without a dialog
    forget()
    ring.kept = dict.fromkeys(ring.kept, "AAAA")
    answer(monkeypatch)
    assert unlock_panel.unlocked(locked)
    forget()
    monkeypatch.setattr(Ring, "get_password", lambda *_given: 1 / 0)
    assert not remembered_keys.recall(locked)
    assert unlock_panel.unlocked(locked)


@pytest.mark.parametrize("with_cups", [True, False])
def test_a_sheet_is_printed_through_the_dialog_as_any_paper(qtbot, office, begin, monkeypatch, with_cups, tmp_path):
    """What goes to the printer is the paper with all groups; nothing of it is left on the disk."""
    window, sent = begin(office).window, []
    monkeypatch.setattr(direct_print, "available", lambda: with_cups)
    monkeypatch.setattr(direct_print, "send", lambda content, sending: sent.append((content, sending)))
    monkeypatch.setattr(PrintDialog, "open", lambda dialog: dialog.sent.emit(Sending("三楼", "恢复纸")))

    def by_system(_tasks, proof, sending, _parent, done):
        sent.append((proof.content, sending))
        done("系统", 1)

    monkeypatch.setattr("desktop.ui.printing.direct_print.print_by_system", by_system)
    before = set(tmp_path.rglob("*"))
    dialog = LockDialog(office, "第一职校", window, window.place.tasks, person=None, paper=True)
    dialog.print.click()
    qtbot.waitUntil(lambda: "送到打印机" in dialog.said.text(), timeout=20_000)
    ((content, _sending),) = sent
    words = PdfReader(BytesIO(content)).pages[0].extract_text()
    assert all(group in words.replace(" ", "") for group in dialog.sheet.groups)
    assert {file for file in set(tmp_path.rglob("*")) - before if file.suffix == ".pdf"} == set()
    dialog.reject()


def test_a_printer_that_refuses_is_said_and_the_sheet_stays(qtbot, office, begin, monkeypatch):
    window = begin(office).window

    def refused(_content, _sending):
        raise PrinterError("打印机没有纸")

    monkeypatch.setattr(direct_print, "available", lambda: True)
    monkeypatch.setattr(direct_print, "send", refused)
    monkeypatch.setattr(PrintDialog, "open", lambda dialog: dialog.sent.emit(Sending("三楼", "恢复纸")))
    dialog = LockDialog(office, "第一职校", window, window.place.tasks, person=None, paper=True)
    dialog.print.click()
    qtbot.waitUntil(lambda: dialog.said.text() == "打印机没有纸", timeout=20_000)
    dialog.reject()


def test_the_window_asks_once_a_term_for_the_sheet(qtbot, locked, begin, monkeypatch):
    later = clock.now() + timedelta(days=200)
    with clock.standing(later):
        window = begin(locked).window
        banner = window.telling.banner
        assert "核对恢复纸" in banner.words.text()
        monkeypatch.setattr(SheetCheckDialog, "exec", typed_by)
        banner.action.click()
        with window.place.database.reading() as connection:
            assert setting(connection, locking.SHEET_SEEN)["place"] == "校长室"


@pytest.mark.parametrize(("secret", "offered"), [(OWN, False), (" ".join(recovery_sheet.spelled(SHEET)), True)])
def test_who_came_in_by_the_sheet_is_offered_a_passphrase(locked, begin, secret, offered):
    """Else the sheet is typed every morning, and lies beside the computer soon."""
    forget()
    key_files.unlock(locked, secret)
    assert ("用恢复纸打开" in begin(locked).window.telling.banner.words.text()) is offered


def typed_by(dialog):
    for typed, said in (
        ("", "请照着恢复纸"),
        ("0000", "有误或没有输入"),
        (" ".join(recovery_sheet.spelled(bytes(16))), "打不开现在的数据库"),
    ):
        dialog.where.clear()
        dialog.typed.setText(typed)
        dialog.done_button.click()
        assert said in dialog.said.text()
        assert dialog.result() != QDialog.DialogCode.Accepted
    dialog.typed.clear()
    dialog.where.setText("校长室")
    dialog.done_button.click()
    return dialog.result()
