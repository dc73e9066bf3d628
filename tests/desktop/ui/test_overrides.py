"""What goes wrong in a method that Qt calls is told, and the program goes on."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, QSortFilterProxyModel
from PySide6.QtGui import QIconEngine
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QStyledItemDelegate, QWidget

from desktop.ui.kit.choices import CheckBox
from desktop.ui.kit.overrides import guard_overrides
from desktop.ui.kit.tasks import Tasks
from desktop.ui.kit.text_view import FramedText


class RefusalError(Exception):
    """An own exception, with more than a text."""

    def __init__(self, words, more):
        super().__init__(words)
        self.more = more


def refuse():
    raise RefusalError("不行", 1)


BROKEN = pytest.mark.skipif(sys.version_info >= (3, 12), reason="nothing to guard: exceptions are whole there")
FAULTS = (  # those that C raises are a type and a text until somebody catches them
    (lambda: int("x"), ValueError),
    (lambda: len(5), TypeError),
    (lambda: "".join(()).index("x"), ValueError),
    ([].pop, IndexError),
    (lambda: {}["k"], KeyError),
    (lambda: next(iter(())), StopIteration),
    (lambda: 1 / 0, ZeroDivisionError),
    (lambda: "x".nothing, AttributeError),
    (b"\xff".decode, UnicodeDecodeError),
    (lambda: open("/nowhere/at/all"), FileNotFoundError),  # noqa: PTH123, SIM115
    (lambda: QLabel().setText(5), TypeError),
    (lambda: QLineEdit.event(QLineEdit(), 5), TypeError),
    (refuse, RefusalError),
)


class Box(QLineEdit):
    """Fails when it is told of an event of a kind of its own."""

    fault = None

    def event(self, event):
        return self.fault() if event.type() == QEvent.Type.User else super().event(event)


@pytest.mark.parametrize(("fault", "kind"), FAULTS)
def test_a_fault_in_an_override_is_told(qtbot, fault, kind):
    box = Box()
    qtbot.addWidget(box)
    box.fault = fault
    with pytest.raises(kind):
        QApplication.sendEvent(box, QEvent(QEvent.Type.User))


@BROKEN
def test_classes_say_what_they_said():
    class Named(QWidget):
        """Its own words."""

        def sizeHint(self):  # noqa: N802 - Qt's name
            """How large."""
            return super().sizeHint()

        def own(self):
            return 1

    assert (Named.__doc__, Named.sizeHint.__doc__, Named.sizeHint.__name__) == (
        "Its own words.",
        "How large.",
        "sizeHint",
    )
    assert not hasattr(Named.own, "__wrapped__")  # nobody but we call it
    assert hasattr(Named.sizeHint, "__wrapped__")


@BROKEN
@pytest.mark.parametrize("base", [QAbstractListModel, QSortFilterProxyModel, QStyledItemDelegate])
def test_every_kind_of_thing_is_guarded(base):
    class Made(base):
        def eventFilter(self, watched, event):  # noqa: N802 - Qt's name
            return super().eventFilter(watched, event)

    class Heir(Made):
        def eventFilter(self, watched, event):  # noqa: N802 - Qt's name
            return super().eventFilter(watched, event)

    class Face(QIconEngine):  # no QObject
        def paint(self, painter, rect, mode, state):
            raise NotImplementedError

    assert hasattr(Face.paint, "__wrapped__")
    assert hasattr(Made.eventFilter, "__wrapped__")
    assert hasattr(Heir.eventFilter, "__wrapped__")


@BROKEN
def test_what_is_mixed_in_is_guarded():
    class Mixed:
        def sizeHint(self):  # noqa: N802 - Qt's name
            return super().sizeHint()

        def own(self):
            return 1

    class Made(Mixed, QWidget):
        pass

    class Own(Mixed, QWidget):
        def sizeHint(self):  # noqa: N802 - Qt's name
            return None

    assert hasattr(Made.sizeHint, "__wrapped__")
    assert not hasattr(Made.own, "__wrapped__")
    assert Own.sizeHint(None) is None
    assert hasattr(CheckBox.paintEvent, "__wrapped__")


@BROKEN
def test_classes_of_the_program_are_guarded():
    assert hasattr(FramedText.event, "__wrapped__")
    assert not hasattr(Tasks.read, "__wrapped__")


@BROKEN
def test_guarding_twice_is_guarding_once():
    guard_overrides()

    class Once(QWidget):
        def sizeHint(self):  # noqa: N802 - Qt's name
            return super().sizeHint()

    assert not hasattr(Once.sizeHint.__wrapped__, "__wrapped__")


def test_a_fault_is_told_when_nobody_of_ours_asked(qtbot):
    box = Box()
    qtbot.addWidget(box)
    box.fault = lambda: int("x")
    with qtbot.captureExceptions() as told:
        QApplication.postEvent(box, QEvent(QEvent.Type.User))
        qtbot.waitUntil(lambda: bool(told))
    assert [found for found, _error, _trace in told] == [ValueError]


DIES = """
from PySide6.QtWidgets import QApplication, QWidget
from desktop.ui.kit import paint
app, kept = QApplication([]), []
class Broken(paint.Painted, QWidget):
    def _paint(self, painter):
        raise KeyError("no such icon")
for _time in range(3):
    made = Broken()
    made.show()
    try:
        app.processEvents()
    except KeyError as error:
        kept.append(error)  # as a report of the fault keeps it, and with it what was painting
    made.deleteLater()
    app.processEvents()
    del made
print(len(kept))
"""


def test_a_widget_that_cannot_be_painted_does_not_take_the_program_with_it():
    ended = subprocess.run([sys.executable, "-c", DIES], check=False, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout.strip()) == (0, "3"), ended.stderr
    assert "active painter" not in ended.stderr
