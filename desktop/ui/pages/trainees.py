"""The members of an order class: class, placement, what became of them, and the follow-ups as a row of dots."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.ui.chips import Shape, paint_shape
from desktop.ui.pages.pieces import LEFT, cut
from desktop.ui.theme import MEDIUM, NORMAL, colour, font
from models.statistics.funnel import FOLLOW_UPS, Trainee
from models.words import N_, _

Index = QModelIndex | QPersistentModelIndex
COLUMNS = (
    (N_("姓名"), 88), (N_("学号"), 96), (N_("行政班"), 150), (N_("实习单位"), 170), (N_("岗位"), 110), (N_("师傅"), 70),
    (N_("去向"), 100), (N_("留任 30/90/180/365 天"), 150),
)  # fmt: skip
_NAME, _FATE, _DOTS, _ROW = 0, 6, 7, 32
_SPARE = (5, 2, 3, 7, 4, 1)  # columns left out one after the other where the page is narrow


def fate(trainee: Trainee, day: date) -> tuple[str, Shape]:
    """What became of a member, in a word and a shape."""
    if trainee.is_hired:
        return _("已录用"), Shape.DONE
    if not trainee.member.is_open(day):
        return _("已退出"), Shape.LEFT
    if trainee.enterprise is not None:
        return _("在岗实习"), Shape.ACTIVE
    return _("在班"), Shape.TODO


def kept(trainee: Trainee, nth: int, day: date) -> bool | None:
    """Whether somebody hired was found still there at a follow-up; None while it is not yet due or nobody asked."""
    found = trainee.follow_ups[nth] if nth < len(trainee.follow_ups) else None
    return True if found is not None and found <= day else None


class TraineeModel(QAbstractTableModel):
    """Rows of trainees as of a day."""

    def __init__(self, trainees: Sequence[Trainee], day: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.trainees, self.day = tuple(trainees), day

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """One a member."""
        return 0 if parent.isValid() else len(self.trainees)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Those of COLUMNS."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The names of columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(COLUMNS[section][0])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell; what is drawn as dots is said in words to a screen reader."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(self.trainees[index.row()], index.column())
        return None

    def _words(self, trainee: Trainee, column: int) -> str:
        if column == _DOTS:
            done = [str(days) for nth, days in enumerate(FOLLOW_UPS) if kept(trainee, nth, self.day)]
            return _("满 {days} 天仍在岗").format(days="、".join(done)) if done else ""
        member = trainee.member
        words = (
            member.name, member.student_number, member.school_class, trainee.enterprise, trainee.post, trainee.mentor,
            fate(trainee, self.day)[0],
        )  # fmt: skip
        return words[column] or ""


class TraineeDelegate(QStyledItemDelegate):
    """Draws a cell by its column: name, words, shape with a word, dots."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows of one height."""
        return QSize(80, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, contents and the hairline below."""
        box = QRectF(option.rect)  # type: ignore[attr-defined] # PySide's stubs leave the option's members out
        state = option.state  # type: ignore[attr-defined] # as above
        model = index.model()
        assert isinstance(model, TraineeModel)
        trainee = model.trainees[index.row()]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, colour("select"))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), colour("line"))
        if index.column() == _DOTS:
            self._paint_dots(painter, box, trainee, model.day)
        else:
            inner = box.adjusted(8, 0, -8, 0)
            if index.column() == _FATE:
                paint_shape(painter, fate(trainee, model.day)[1], QPointF(inner.left(), inner.center().y() - 8))
                inner.setLeft(inner.left() + 22)
            painter.setFont(font(weight=MEDIUM if index.column() == _NAME else NORMAL))
            words = str(index.data() or "—")
            painter.setPen(colour("text" if words != "—" else "disabled"))
            painter.drawText(inner.translated(0, -0.5), LEFT, cut(painter, words, inner.width()))
        painter.restore()

    def _paint_dots(self, painter: QPainter, box: QRectF, trainee: Trainee, day: date) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not trainee.is_hired:
            painter.setPen(colour("disabled"))
            painter.drawText(box.adjusted(8, 0, -8, 0), LEFT, "—")
            return
        y = box.center().y()
        painter.setPen(QPen(colour("line2"), 1))
        painter.drawLine(QPointF(box.left() + 14, y), QPointF(box.left() + 14 + 22 * (len(FOLLOW_UPS) - 1), y))
        for nth in range(len(FOLLOW_UPS)):
            known = kept(trainee, nth, day)
            painter.setBrush(colour("teal_mid" if known else "surface"))
            painter.setPen(QPen(colour("teal_mid" if known else "text3"), 1.2))
            painter.drawEllipse(QPointF(box.left() + 14 + 22 * nth, y), 4.5, 4.5)


class _Head(QHeaderView):
    """Labels on the ground of table heads; Qt's own asks every row whether it is selected."""

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        """Ground, hairline, label."""
        painter.fillRect(rect, colour("header"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line2"))
        painter.setPen(colour("text2"))
        painter.setFont(font(weight=MEDIUM))
        space = QRectF(rect).adjusted(8, -1, -8, -1)
        label = str(self.model().headerData(logicalIndex, self.orientation()) or "")
        painter.drawText(space, LEFT, cut(painter, label, space.width()))


class TraineeTable(QTableView):
    """A table of members that leaves columns out rather than squeeze them."""

    def __init__(self, trainees: Sequence[Trainee], day: date) -> None:
        super().__init__()
        self.setModel(TraineeModel(trainees, day, self))
        self.setItemDelegate(TraineeDelegate(self))
        self.setAccessibleName(_("学员名单，{count} 人").format(count=len(trainees)))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        head = _Head(Qt.Orientation.Horizontal, self)
        self.setHorizontalHeader(head)
        head.setFixedHeight(_ROW)
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumHeight(_ROW * 4)

    @property
    def current(self) -> Trainee | None:
        """The member of the current row."""
        model = self.model()
        assert isinstance(model, TraineeModel)
        row = self.currentIndex().row()
        return model.trainees[row] if 0 <= row < len(model.trainees) else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many columns as have room and share out what is left."""
        super().resizeEvent(event)
        room = self.viewport().width()
        shown = list(range(len(COLUMNS)))
        for spare in _SPARE:
            if sum(COLUMNS[column][1] for column in shown) > room:
                shown.remove(spare)
        left = room - sum(COLUMNS[column][1] for column in shown)
        for column, (_name, width) in enumerate(COLUMNS):
            self.setColumnHidden(column, column not in shown)
            if column in shown:
                self.setColumnWidth(column, max(40, width + left // len(shown)))
