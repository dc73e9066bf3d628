"""The settings fold old acts and let go of backups that hold erased persons; who may not restore is told why not."""

import shutil
from contextlib import closing
from datetime import date, datetime

import pytest

from desktop.app import Program
from desktop.ui.kit.dialogs import Confirm
from desktop.ui.kit.settings import Settings
from desktop.ui.shell.history_settings import FoldQuestion
from models import clock
from models.access.rights import RESTORE
from models.database import backup as backups
from models.database import history
from models.database.database import open_database
from models.database.erasing import erase
from models.database.founding import found_school
from models.entities.people import Student
from tests import factories

LONG_AGO = datetime(2020, 4, 20, 9).astimezone()


@pytest.fixture
def office(tmp_path, empty_file, monkeypatch):
    """A file with old acts, a backup, and a person who was erased since."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "account"))
    path = shutil.copy(empty_file, tmp_path / "学校.db")
    with closing(open_database(path)) as database:
        with clock.standing(LONG_AGO):
            found_school(database, "第一职校", "2019-2020", 1)
            with database.transaction("录入") as tx:
                keys = tx.insert_many(Student, [factories.student(n) for n in range(3)])
            backups.backup(database.engine)
        with database.transaction("注销") as tx:
            erase(tx, [("student", keys[0])], {"reason": "申请"})
    return path


@pytest.fixture
def program(qtbot, office):
    made = Program(open_database(office), Settings())
    made.window.show()
    yield made
    made.end()
    made.close()


def settings_of(qtbot, program):
    program.window.show_page("settings", {})
    page = program.window.stage.pages["settings"]
    qtbot.waitUntil(lambda: not program.window.place.tasks.running, timeout=20_000)
    return page


def question_of(window, kind):
    return window.findChildren(kind)[-1]


def test_backups_with_erased_persons_are_listed_and_removed(qtbot, program, office):
    page = settings_of(qtbot, program)
    (line,) = page.erased.lines
    assert "还有 1 人" in line.text()
    assert "到期" in line.text()
    (old,) = backups.backups_of(office)
    page.erased.remove.click()
    question_of(program.window, Confirm).buttons[True].click()
    qtbot.waitUntil(lambda: not old.path.exists() and not page.erased.lines, timeout=20_000)
    (made,) = backups.backups_of(office)
    assert made.act > old.act
    assert not page.erased.remove.isVisibleTo(page)


def test_old_acts_are_folded_and_the_window_comes_back(qtbot, program):
    page = settings_of(qtbot, program)
    page.fold.begin.click()
    question = question_of(program.window, FoldQuestion)
    qtbot.waitUntil(lambda: "行改动" in question.count.text(), timeout=20_000)
    before = program.window
    question.fold.click()
    qtbot.waitUntil(lambda: program.window is not before and hasattr(program.window, "keeper"), timeout=30_000)
    with program.window.place.database.reading() as connection:
        assert history.next_to_undo(connection) is None or history.next_to_undo(connection) > 1
        assert len(history.change_sets(connection)) == 3


def test_nothing_to_fold_is_said(qtbot, program):
    page = settings_of(qtbot, program)
    page.fold.begin.click()
    question = question_of(program.window, FoldQuestion)
    question.withdrawn.emit()
    program.window.folding_wanted.emit(date(1999, 1, 1))
    qtbot.waitUntil(lambda: hasattr(program.window, "keeper"), timeout=30_000)
    assert "没有可以折叠的操作" in program.window.telling.banner.words.text()


def test_who_may_not_restore_may_do_neither(qtbot, program, monkeypatch):
    monkeypatch.setattr(
        type(program.window.place.database), "may", lambda _self, right: "找管理员" if right.verb == RESTORE else ""
    )
    page = settings_of(qtbot, program)
    for button in (page.erased.remove, page.fold.begin):
        assert not button.isEnabled()
        assert button.toolTip() == "找管理员"
