"""What can be done to records by acts: those that may be, and greyed with the reason those that may not."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from desktop.ui.kit.context import AppContext
from desktop.ui.record.act_panel import open_act
from desktop.ui.record.act_surroundings import Offered, offers
from models.acts.act import Act
from models.progress import Progress
from models.schema.fields import Entity
from models.words import _


class ActMenu(QMenu):
    """The acts that can be done, a line, and those that cannot with why not."""

    def __init__(self, place: AppContext, subjects: Sequence[int], found: Offered, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("办理"))
        count = len(subjects)
        for act, refused in found.items():
            if len(refused) < count:
                some = _("{fit} / {count} 可办").format(fit=count - len(refused), count=count)
                words = f"{act.title}\t{some}" if refused else act.title
                self.addAction(words).triggered.connect(partial(_open, place, act, subjects))
        self.addSeparator()
        for act, refused in found.items():
            if len(refused) == count:
                why = next(iter(refused.values()))[1].message
                self.addAction(f"{act.title}\t{why}").setEnabled(False)


def _open(place: AppContext, act: Act, subjects: Sequence[int], _on: bool = False) -> None:
    open_act(place, act, subjects)


def choose_act(place: AppContext, over: QWidget, entity: type[Entity], subjects: Sequence[int]) -> None:
    """Read what can be done to these records, and offer it where the person is."""
    database, chosen, at = place.database, tuple(subjects), _spot(over)

    def work(progress: Progress) -> Offered:
        return offers(database, entity, chosen, progress)

    def done(found: Offered) -> None:
        menu = ActMenu(place, chosen, found, over)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    place.tasks.read(work, done, receiver=over, failed=place.report)


def _spot(over: QWidget) -> QPoint:
    """Under the button that was pressed, else where the pointer is, else at the head of what is seen."""
    focused = over if isinstance(over, QAbstractButton) else QApplication.focusWidget()
    if isinstance(focused, QAbstractButton):
        return focused.mapToGlobal(QPoint(0, focused.height()))
    pointer = QCursor.pos()
    inside = over.rect().contains(over.mapFromGlobal(pointer))
    return pointer if inside else over.mapToGlobal(QPoint(24, 48))
