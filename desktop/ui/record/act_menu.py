"""What can be done to records by acts: those that may be, and greyed with the reason those that may not."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from desktop.ui.kit.context import AppContext
from desktop.ui.kit.popup import pop_up
from desktop.ui.record.act_panel import open_act
from desktop.ui.record.act_surroundings import ActGroup, Offered, grouped, offers
from models.acts.act import Act
from models.schema.fields import Entity
from models.words import _


class ActMenu(QMenu):
    """The acts that can be done, a line, and those that cannot with why not; where there are many, groups that open."""

    def __init__(self, place: AppContext, subjects: Sequence[int], found: Offered, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("办理"))
        self._place, self._subjects, self._found = place, subjects, found
        groups = grouped(found, len(subjects))
        single = [group for group in groups if len(group.can) + len(group.cannot) == 1 or len(groups) == 1]
        for group in groups:
            if group not in single:
                menu = self.addMenu(group.title)
                menu.setAccessibleName(group.title)
                self._list(menu, [group])
        self.addSeparator()
        self._list(self, single)

    def _list(self, menu: QMenu, groups: Sequence[ActGroup]) -> None:
        """What can be done of these groups, and below it what cannot."""
        for act in (act for group in groups for act in group.can):
            menu.addAction(self._words(act)).triggered.connect(partial(_open, self._place, act, self._subjects))
        menu.addSeparator()
        for act, why in (refused for group in groups for refused in group.cannot.items()):
            menu.addAction(f"{act.title}\t{why}").setEnabled(False)

    def _words(self, act: Act) -> str:
        refused, count = len(self._found[act]), len(self._subjects)
        some = _("{fit} / {count} 可办").format(fit=count - refused, count=count)
        return f"{act.title}\t{some}" if refused else act.title


def _open(place: AppContext, act: Act, subjects: Sequence[int], _on: bool = False) -> None:
    open_act(place, act, subjects)


def choose_act(place: AppContext, over: QWidget, entity: type[Entity], subjects: Sequence[int]) -> None:
    """Read what can be done to these records, and offer it where the person is."""
    database, chosen, at = place.database, tuple(subjects), _spot(over)

    def done(found: Offered) -> None:
        pop_up(ActMenu(place, chosen, found, over), at)

    if chosen:
        place.tasks.read(lambda progress: offers(database, entity, chosen, progress), done, receiver=over, slot="acts")


def _spot(over: QWidget) -> QPoint:
    """Under the button that was pressed, else where the pointer is, else at the head of what is seen."""
    focused = over if isinstance(over, QAbstractButton) else QApplication.focusWidget()
    if isinstance(focused, QAbstractButton):
        return focused.mapToGlobal(QPoint(0, focused.height()))
    pointer = QCursor.pos()
    inside = over.rect().contains(over.mapFromGlobal(pointer))
    return pointer if inside else over.mapToGlobal(QPoint(24, 48))
