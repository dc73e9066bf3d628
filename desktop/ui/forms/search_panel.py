"""The full search behind F4: every record that matches, with more facts, chosen with Enter."""

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListView, QVBoxLayout, QWidget

from desktop.ui.controls import Kind, Line, Note, TextBox, Title
from desktop.ui.forms.finding import Offer, offers_of_records
from desktop.ui.forms.offers import OfferModel, OfferPainter
from desktop.ui.forms.save_bar import TallButton
from desktop.ui.tasks import Task, Tasks
from desktop.ui.theme import tint
from models.database.database import Database
from models.progress import Progress
from models.schema.fields import Entity
from models.words import _

WIDTH, HEIGHT = 680, 560
SHOWN = 500
_TITLE, _PAUSE = 16, 120


class SearchPanel(QWidget):
    """`taken` with an offer; `withdrawn` without one."""

    taken = Signal(object)
    withdrawn = Signal()

    def __init__(self, database: Database, tasks: Tasks, entity: type[Entity], typed: str) -> None:
        super().__init__()
        self._database, self._tasks, self._entity = database, tasks, entity
        self._task: Task | None = None
        self.search = TextBox()
        self.search.setText(typed)
        self.search.setAccessibleName(_("查找{label}").format(label=_(entity.label)))
        self.search.setPlaceholderText(_("名称、拼音首字母或编号，可用空格分开几个词"))
        self.model = OfferModel()
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(OfferPainter(self.view))
        self.view.setFrameShape(QListView.Shape.NoFrame)
        self.view.setMouseTracking(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName(_("可选的{label}").format(label=_(entity.label)))
        self.view.viewport().setAutoFillBackground(False)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.doubleClicked.connect(self._take)
        self.count = Note()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.look)
        self.search.textEdited.connect(lambda _text: self._pause.start())
        self.setFocusProxy(self.search)
        self._lay_out()
        self.look()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(Title(_("选择{label}").format(label=_(self._entity.label)), _TITLE))
        column.addWidget(self.search)
        column.addWidget(Line())
        column.addWidget(self.view, 1)
        back, keep = TallButton(_("取消")), TallButton(_("选定"), Kind.PRIMARY, keys="Enter")
        back.clicked.connect(self.withdrawn)
        keep.clicked.connect(lambda: self._take(self.view.currentIndex()))
        row = QHBoxLayout()
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(back)
        row.addWidget(keep)
        column.addLayout(row)
        tint(self.view, ground="raised")

    def look(self) -> None:
        """Find what matches, in a task."""
        if self._task is not None:
            self._task.stop()
        database, entity, typed = self._database, self._entity, self.search.text().strip()

        def work(_progress: Progress) -> list[Offer]:
            return offers_of_records(database, entity, typed, SHOWN)

        self._task = self._tasks.read(work, self._show, receiver=self)

    def _show(self, found: list[Offer]) -> None:
        self.model.show(found, _("没有符合的{label}，换一个词试试").format(label=_(self._entity.label)))
        self.view.setCurrentIndex(self.model.index(0 if found else -1))
        more = _("{count} 条以上，请多输入几个字") if len(found) >= SHOWN else _("{count} 条")
        self.count.setText(more.format(count=len(found)))

    def _take(self, index: QModelIndex) -> None:
        offer = index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None
        if offer is not None:
            self.taken.emit(offer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list, Enter takes."""
        step = {
            Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if step is not None:
            row = max(0, min(self.model.rowCount() - 1, self.view.currentIndex().row() + step))
            self.view.setCurrentIndex(self.model.index(row))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.view.currentIndex())
        else:
            super().keyPressEvent(event)
