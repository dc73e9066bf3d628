"""What was opened and closed again is let go: windows, forms, layers, menus and dialogs leave no object and no thread behind."""

import gc
import threading
from collections import Counter

import pytest
from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from desktop.ui.kit import files
from desktop.ui.kit.dialogs import agreed, ask_name
from desktop.ui.kit.overlay import Overlay
from desktop.ui.kit.popup import Popup
from desktop.ui.kit.settings import Settings
from desktop.ui.record.act_menu import choose_act
from desktop.ui.record.act_panel import open_act
from desktop.ui.record.attachments import open_attachments
from desktop.ui.shell.user_dialogs import UserDialog
from desktop.ui.shell.window import MainWindow
from models.acts.catalogue import act_named
from models.database.query import Query
from models.entities.people import Student
from models.memory import uncollected
from tests import factories
from tests.desktop.ui.conftest import deliver_deletions

PAGES = ("home", "problems", "changes", "print", "import", "settings")
AT = QPoint(8, 8)


def living(qapp):
    """Objects of Qt made since `made_since`, by what they are, and how many windows.

    Of what Qt makes for its own widgets empty shells may stay: the binding keeps some, and they hold nothing.
    """
    deliver_deletions(qapp)
    gc.collect()
    known = [each for each in gc.get_objects() if issubclass(type(each), QObject)]
    ours = (type(each).__name__ for each in known if isValid(each) or type(each).__module__.startswith("desktop"))
    return Counter(ours) + Counter({"windows": len(qapp.topLevelWidgets())})


@pytest.fixture(scope="module", autouse=True)
def made_since(let_go):
    """All there was before is left out for good, and nothing else: to look through it each time is nearly all of the time."""
    gc.freeze()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "freeze", lambda: None)
        patch.setattr(gc, "unfreeze", lambda: None)
        yield


@pytest.fixture
def key(database):
    return enrol(database)


@pytest.fixture(scope="module")
def student(made_since, one_window):
    """The only one in the window all ways go through."""
    return enrol(one_window.database)


def enrol(database):
    with database.transaction("学生") as tx:
        return tx.insert(Student, factories.student(1, name="张三", student_number="24010001"))


def work_in(window, key, name, settle):
    """See every page, a list, a form and a layer, and hear of what is written meanwhile."""
    window.show()
    for page in PAGES:
        window.show_page(page, {})
        settle(window)
    window.show_query(Query(Student))
    window.show_form(Student, key)
    settle(window)
    open_attachments(window.place, Student, key)
    with window.database.transaction("改名") as tx:
        tx.update(Student, key, {"name": name})
    with uncollected():
        settle(window)


def test_a_window_that_was_closed_is_let_go_by_what_outlives_it(qapp, database, key, settle):
    settings, counts = Settings(), []
    for name in ("李四", "王五"):
        window = MainWindow(database, "office.db", settings)
        work_in(window, key, name, settle)
        window.stage.close_form()
        window.close()
        window.deleteLater()
        del window
        assert not [each.name for each in threading.enumerate() if each.name.startswith(("read", "write"))]
        counts.append(living(qapp))
    assert counts[1] - counts[0] == Counter()


def _answered(ask):
    """Ask by a dialog that is left as soon as it is seen."""

    def leave():
        standing = QApplication.activeModalWidget()
        standing.reject() if standing is not None else QTimer.singleShot(1, leave)

    QTimer.singleShot(1, leave)
    ask()


ANSWERED = ("line", "user", "file", "bulk")
WAYS = {
    "form": lambda window, key: window.show_form(Student, key),
    "new form": lambda window, _key: window.show_form(Student, None),
    "question": lambda window, _key: (
        window.show_form(Student, None),
        window.form.rows["specialty"].editor.box.setText("书法"),
        window.stage.leave(lambda: None),
    ),
    "menu of a row": lambda window, _key: window.page._offer(AT),
    "menu of a column": lambda window, _key: window.page._offer_column(AT),
    "menu of acts": lambda window, key: choose_act(window.place, window, Student, (key,)),
    "menu of help": lambda window, _key: window.navigation.help_wanted.emit(),
    "act": lambda window, key: open_act(window.place, act_named("休学"), (key,)),
    "files": lambda window, key: open_attachments(window.place, Student, key),
    "palette": lambda window, _key: window.open_palette(),
    "keys": lambda window, _key: window.show_keys(),
    "manual": lambda window, _key: window.show_help("recipe/backup"),
    "about": lambda window, _key: window.helping.show_about(),
    "report": lambda window, _key: window.helping.show_report(),
    "bulk": lambda window, _key: (window.page.table.selectAll(), window.page.edit_many()),
    "line": lambda window, _key: _answered(lambda: ask_name(window, "名称", "名称")),
    "user": lambda window, _key: _answered(
        lambda: agreed(UserDialog(window.database, window, None, roles=True, passphrase=True))
    ),
    "file": lambda window, _key: _answered(lambda: files.save_as(window, "保存", "名单", (".pdf",))),
}


def shown(window):
    """What stands over the list that is seen."""
    layers = [layer for layer in window.findChildren(Overlay) if layer.isVisible()]
    return [QApplication.activePopupWidget() or window.form, *layers]


def close(window, settle):
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    Popup.close_shown()
    for layer in window.findChildren(Overlay):
        layer.close_layer()
    window.stage.close_form()
    window.show_query(Query(Student))
    settle(window)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_opened_again_and_again_stays_as_little_as_once(way, qapp, one_window, student, settle):
    def once():
        WAYS[way](one_window, student)
        settle(one_window)
        assert any(shown(one_window)) == (way not in ANSWERED)
        close(one_window, settle)
        return living(qapp)

    close(one_window, settle)
    _first, before, after = once(), once(), once()
    left = after - before
    if left:  # the binding makes its object for a widget that stays anew now and then; what is left is left each time
        left &= once() - after
    assert left == Counter()
