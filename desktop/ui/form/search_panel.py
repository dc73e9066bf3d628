"""The full search behind F4: every record that matches, with more facts, chosen with Enter."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.accessibility import ENTER
from desktop.ui.kit.chooser import Chooser
from desktop.ui.kit.controls import Hairline, Kind, Note, TallButton, Title
from desktop.ui.kit.suggestions import Suggestion, offers_of_records
from desktop.ui.kit.tasks import Tasks
from desktop.ui.kit.theme import tint
from models.database.database import Database
from models.schema.fields import Entity
from models.words import _

WIDTH, HEIGHT = 680, 560
Find = Callable[[str], list[Suggestion]]
SHOWN = 500
_TITLE, _PAUSE = 16, 120


class SearchPanel(QWidget):
    """`taken` with an offer; `withdrawn` without one.

    `find` gives what matches a text, at most SHOWN of it; all records of the entity when it is left out. With `act`,
    what is done with `{count}` of them, many can be ticked and are given as a tuple.
    """

    taken = Signal(object)
    withdrawn = Signal()

    def __init__(  # noqa: PLR0913, PLR0917 - what it looks for, and what is done with it
        self,
        database: Database,
        tasks: Tasks,
        entity: type[Entity],
        typed: str,
        find: Find | None = None,
        act: str = "",
    ) -> None:
        super().__init__()
        self._tasks, self._entity, self._act = tasks, entity, act
        self._find = find or (lambda text: offers_of_records(database, entity, text, SHOWN))
        self.chooser = Chooser(self, pause=_PAUSE)
        self.chooser.name(
            _("查找{label}").format(label=_(entity.label)), _("可选的{label}").format(label=_(entity.label))
        )
        self.chooser.note = _("没有符合的{label}，换一个词试试").format(label=_(entity.label))
        self.chooser.model.ticked = {} if act else None
        self.chooser.box.setText(typed)
        self.chooser.box.setPlaceholderText(_("名称、拼音首字母或编号，可用空格分开几个词"))
        self.chooser.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.chooser.view.doubleClicked.connect(self.chooser.turn if not act else lambda _index: None)
        self.chooser.asked.connect(self._look)
        self.chooser.taken.connect(self.taken)
        self.chooser.ticked.connect(self._count_ticks)
        self.count = Note()
        self.setFocusProxy(self.chooser.box)
        self._lay_out()
        self.chooser.look()

    def _lay_out(self) -> None:
        back = TallButton(_("取消")).leads(self.withdrawn)
        self.keep = TallButton(self._words(), Kind.PRIMARY, keys="Ctrl+Enter" if self._act else "Enter")
        self.keep.clicked.connect(self._take)
        self.keep.setEnabled(not self._act)
        layouts.column(
            Title(_("选择{label}").format(label=_(self._entity.label)), _TITLE), self.chooser.box, Hairline(),
            (self.chooser.view, 1),
            layouts.row(self.count, layouts.STRETCH, back, self.keep),
            parent=self, gap=12, margins=(24, 20, 24, 16),
        )  # fmt: skip
        tint(self.chooser.view, ground="raised")

    def _look(self, typed: str) -> None:
        """Find what matches, in a task."""
        find = self._find

        self._tasks.read(lambda _progress: find(typed), self._show, receiver=self)

    def _show(self, found: list[Suggestion]) -> None:
        self.chooser.show(found)
        more = _("{count} 条以上，请多输入几个字") if len(found) >= SHOWN else _("{count} 条")
        self.count.setText(more.format(count=len(found)))

    def _words(self) -> str:
        ticked = self.chooser.model.ticked
        return self._act.format(count=len(ticked)) if ticked is not None else _("选定")

    def _count_ticks(self) -> None:
        self.keep.setText(self._words())
        self.keep.setEnabled(bool(self.chooser.model.ticked))
        self.keep.updateGeometry()

    def _take(self) -> None:
        ticked = self.chooser.model.ticked
        if ticked is None:
            self.chooser.enter()
        elif ticked:
            self.taken.emit(tuple(ticked.values()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter takes what is ticked."""
        if event.key() in ENTER:
            self._take()
        else:
            super().keyPressEvent(event)
