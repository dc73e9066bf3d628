"""The head of a form: the way back, whose record it is, what is not saved, its place in the list, further acts."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QPainter
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.controls import Button, Hairline, IconButton, Kind, Note
from desktop.ui.kit.theme import GUTTER, NOTE, SEMIBOLD, TITLE, colour, font
from models.words import _, listed

HEIGHT = 52
_NAME_LEAST = 60


class Name(paint.Painted, QWidget):
    """What the record is called, and a blue dot with the number of fields that are not saved."""

    def __init__(self) -> None:
        super().__init__()
        self._name, self._unsaved = "", 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def text(self) -> str:
        """What the record is called."""
        return self._name

    def say(self, name: str, unsaved: int) -> bool:
        """Change name and count; False when they are what they were."""
        if (name, unsaved) == (self._name, self._unsaved):
            return False
        self._name, self._unsaved = name, unsaved
        self.setAccessibleName(f"{name} {self._count()}".strip())
        self.setToolTip(name)
        self.updateGeometry()
        self.update()
        return True

    def _count(self) -> str:
        return _("{count} 处未保存").format(count=self._unsaved) if self._unsaved else ""

    def _tail(self) -> int:
        return QFontMetrics(font(NOTE)).horizontalAdvance(self._count()) + 34 if self._unsaved else 0

    def sizeHint(self) -> QSize:
        """Room for all of it."""
        return QSize(QFontMetrics(font(TITLE, SEMIBOLD)).horizontalAdvance(self._name) + 4 + self._tail(), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The count is never cut, a very long name is."""
        return QSize(min(self.sizeHint().width(), _NAME_LEAST + self._tail()), HEIGHT)

    def _paint(self, painter: QPainter) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        paint.pen(painter, "text", font(TITLE, SEMIBOLD))
        room = self.width() - self._tail()
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(0, -1, room + 2, self.height()), middle, name)
        if self._unsaved:
            x = painter.fontMetrics().horizontalAdvance(name) + 12
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("graphic"))
            painter.drawEllipse(QRectF(x, self.height() / 2 - 4, 8, 8))
            paint.pen(painter, "text2", font(NOTE))
            painter.drawText(QRectF(x + 16, -0.5, self.width(), self.height()), middle, self._count())


class _Chevron(paint.Painted, QWidget):
    """Between the list and the record."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(12, HEIGHT)

    def _paint(self, painter: QPainter) -> None:
        icons.draw(painter, "chevron_right", QPointF(0, (HEIGHT - 12) / 2), 12, "text3")


class FormHead(QWidget):
    """`left` for the way back, `stepped` with -1 or 1 through the list, `history_wanted` for what became of the record.

    `paper_wanted` with the name of a report to print of it.
    """

    left = Signal()
    stepped = Signal(int)
    history_wanted = Signal()
    paper_wanted = Signal(str)

    def __init__(self, label: str) -> None:
        super().__init__()
        self._papers: list[QAction] = []
        self._ids: Sequence[int] = ()
        self.setFixedHeight(HEIGHT)
        self.name = Name()
        self.place = Note()
        self.before = IconButton("chevron_up", _("上一条"), "Ctrl+PgUp").leads(lambda: self.stepped.emit(-1))
        self.after = IconButton("chevron_down", _("下一条"), "Ctrl+PgDn").leads(lambda: self.stepped.emit(1))
        self.more = IconButton("more_horizontal", _("更多操作")).leads(lambda: _open(self.menu, self.more))
        self.menu, self.papers = QMenu(self), QMenu(self)
        self.history = Button(_("历史"), Kind.GHOST, icon="history").leads(self.history_wanted)
        self.history.setToolTip(_("这条记录的修改记录"))
        self.print = Button(_("打印"), Kind.GHOST, icon="print").leads(self._print)
        back = IconButton("arrow_left", _("返回列表"), "Esc")
        up = Button(label, Kind.GHOST)
        up.setToolTip(_("返回列表"))
        for button in (back, up):
            button.clicked.connect(self.left)
        self._edge = Hairline(upright=True, length=20)
        layouts.row(
            back, up, _Chevron(), (self.name, 1), 12, self.place, self.before, self.after, self._edge, self.history,
            self.print, self.more,
            parent=self, gap=6, margins=(GUTTER - 6, 0, GUTTER, 0),
        )  # fmt: skip
        self.show_place(None)
        self.offer_papers(None)

    def within(self, ids: Sequence[int]) -> None:
        """The list the record was opened from, to go through it."""
        self._ids = ids

    def beside(self, key: int | None, by: int) -> int | None:
        """The record so many places before or after one in the list; None where there is none."""
        position = self._position(key)
        place = -1 if position is None else position + by
        return self._ids[place] if 0 <= place < len(self._ids) else None

    def _position(self, key: int | None) -> int | None:
        try:
            return self._ids.index(key) if key is not None else None
        except ValueError:
            return None

    def show_place(self, key: int | None) -> None:
        """Say which record of the list it is, if it is one of them."""
        position, total = self._position(key), len(self._ids)
        for part in (self.place, self.before, self.after, self._edge):
            part.setVisible(position is not None)
        if position is not None:
            self.place.setText(_("{position} / {total}").format(position=f"{position + 1:,}", total=f"{total:,}"))
            self.before.setEnabled(position > 0)
            self.after.setEnabled(position < total - 1)

    def offer(self, *acts: QAction) -> None:
        """What the menu at the end holds."""
        self.menu.clear()
        self.menu.addActions(acts)
        self.more.setVisible(bool(acts))

    def offer_papers(self, entity: str | None) -> None:
        """What can be printed of a record of the entity: one paper by name, several in a menu, none without a button."""
        self._papers = []
        for name, title in _papers_of(entity) if entity is not None else ():
            action = QAction(_("打印{report}").format(report=_(title)), self)
            action.triggered.connect(lambda _on=False, name=name: self.paper_wanted.emit(name))
            self._papers.append(action)
        self.papers.clear()
        self.papers.addActions(self._papers)
        self.print.setVisible(bool(self._papers))
        self.print.setToolTip(listed(paper.text() for paper in self._papers))

    def fit(self, *, wide: bool) -> None:
        """Say what is printed where there is room for it."""
        named = wide and len(self._papers) == 1
        self.print.setText(self._papers[0].text() if named else _("打印"))

    def _print(self) -> None:
        if len(self._papers) == 1:
            self._papers[0].trigger()
        else:
            _open(self.papers, self.print)


def _papers_of(entity: str) -> list[tuple[str, str]]:
    """(name, title) of the reports on one record of an entity."""
    from desktop.reports.catalogue import reports  # the window is there sooner without

    return [(report.name, report.title) for report in reports() if report.tells == entity]


def _open(menu: QMenu, button: QWidget) -> None:
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
