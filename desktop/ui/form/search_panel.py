"""The full search behind F4: every record that matches, with more facts, chosen with Enter."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from desktop.ui.form.suggestion_popup import SuggestionModel, SuggestionPainter, offer_at
from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Hairline, Kind, Note, TallButton, TextBox, Title
from desktop.ui.kit.row_list import set_up
from desktop.ui.kit.suggestions import Suggestion, offers_of_records
from desktop.ui.kit.tasks import Debounce, Latest, Tasks
from desktop.ui.kit.theme import tint
from models.database.database import Database
from models.progress import Progress
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
        self._latest = Latest(self._tasks, self)
        self.search = TextBox()
        self.search.setText(typed)
        self.search.setAccessibleName(_("查找{label}").format(label=_(entity.label)))
        self.search.setPlaceholderText(_("名称、拼音首字母或编号，可用空格分开几个词"))
        self.model = SuggestionModel()
        self.model.ticked = {} if act else None
        self.view = QListView()
        self.view.setModel(self.model)
        set_up(self.view, SuggestionPainter(self.view), _("可选的{label}").format(label=_(entity.label)))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.doubleClicked.connect(self._take if not act else lambda _index: None)
        self.view.clicked.connect(self._turn)
        self.count = Note()
        self._pause = Debounce(_PAUSE, self.look, self)
        self.search.textEdited.connect(lambda _text: self._pause.start())
        self.setFocusProxy(self.search)
        self._lay_out()
        self.look()

    def _lay_out(self) -> None:
        back = TallButton(_("取消"))
        self.keep = TallButton(self._words(), Kind.PRIMARY, keys="Ctrl+Enter" if self._act else "Enter")
        back.clicked.connect(self.withdrawn)
        self.keep.clicked.connect(lambda: self._take(self.view.currentIndex()))
        self.keep.setEnabled(not self._act)
        layouts.column(
            Title(_("选择{label}").format(label=_(self._entity.label)), _TITLE), self.search, Hairline(), (self.view, 1),
            layouts.row(self.count, layouts.STRETCH, back, self.keep),
            parent=self, gap=12, margins=(24, 20, 24, 16),
        )  # fmt: skip
        tint(self.view, ground="raised")

    def look(self) -> None:
        """Find what matches, in a task."""
        find, typed = self._find, self.search.text().strip()

        def work(_progress: Progress) -> list[Suggestion]:
            return find(typed)

        self._latest.read(work, self._show)

    def _show(self, found: list[Suggestion]) -> None:
        self.model.show(found, _("没有符合的{label}，换一个词试试").format(label=_(self._entity.label)))
        self.view.setCurrentIndex(self.model.index(0 if found else -1))
        more = _("{count} 条以上，请多输入几个字") if len(found) >= SHOWN else _("{count} 条")
        self.count.setText(more.format(count=len(found)))

    def _words(self) -> str:
        return self._act.format(count=len(self.model.ticked)) if self.model.ticked is not None else _("选定")

    def _turn(self, index: QModelIndex) -> None:
        if self.model.ticked is not None:
            self.model.turn(index)
            self.keep.setText(self._words())
            self.keep.setEnabled(bool(self.model.ticked))
            self.keep.updateGeometry()

    def _take(self, index: QModelIndex) -> None:
        if self.model.ticked is not None:
            if self.model.ticked:
                self.taken.emit(tuple(self.model.ticked.values()))
            return
        offer = offer_at(index)
        if offer is not None:
            self.taken.emit(offer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list, Enter takes; of many it ticks, and with Ctrl takes what is ticked."""
        step = {
            Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if step is not None:
            row = max(0, min(self.model.rowCount() - 1, self.view.currentIndex().row() + step))
            self.view.setCurrentIndex(self.model.index(row))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            ticking = self.model.ticked is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            (self._turn if ticking else self._take)(self.view.currentIndex())
        else:
            super().keyPressEvent(event)
