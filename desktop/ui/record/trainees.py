"""The members of an order class as rows: class, placement, what became of them, and the follow-ups after hiring."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.chips import Shape
from desktop.ui.kit.paint import LEFT, RIGHT
from models.entities.order_classes import OrderClassMember
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.schema.sorting import natural_key, pinyin_key
from models.statistics.funnel import FOLLOW_UPS, Trainee
from models.words import N_, _, listed

Index = QModelIndex | QPersistentModelIndex
TICK, NAME, CLASS, FATE, DOTS, PAY = 0, 1, 3, 7, 8, 9
COLUMNS = (
    ("", 40), (N_("姓名"), 84), (N_("学号"), 96), (N_("原行政班"), 168), (N_("实习单位"), 150), (N_("实习岗位"), 110),
    (N_("师傅"), 72), (N_("去向"), 106), (N_("留任 30/90/180/365 天"), 152), (N_("实习报酬"), 96),
)  # fmt: skip
_SEEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


def fate(trainee: Trainee) -> tuple[str, Shape]:
    """What became of a member, in a word and a shape."""
    if trainee.is_hired:
        return _("已录用"), Shape.DONE
    if not trainee.member.is_present:
        why = text_of(field_map(OrderClassMember)["leave_reason"], trainee.member.leave_reason)
        return (why, Shape.LEFT) if why else (_("待核实"), Shape.WAIT)
    if trainee.enterprise is not None:
        return _("在岗实习"), Shape.ACTIVE
    return _("在班"), Shape.TODO


def kept(trainee: Trainee, nth: int, day: date) -> bool | None:
    """Whether somebody hired was found still there at a follow-up; None while it is not yet due or nobody asked."""
    found = trainee.follow_ups[nth] if nth < len(trainee.follow_ups) else None
    return True if found is not None and found <= day else None


def _by_fate(trainee: Trainee, _day: date) -> tuple[Any, ...]:
    return list(Shape).index(fate(trainee)[1]), fate(trainee)[0]


_ORDERS: dict[int, Callable[[Trainee, date], Any]] = {
    NAME: lambda t, _day: (pinyin_key(t.member.name), natural_key(t.member.student_number)),
    2: lambda t, _day: natural_key(t.member.student_number),
    3: lambda t, _day: pinyin_key(t.member.school_class),
    4: lambda t, _day: pinyin_key(t.enterprise),
    5: lambda t, _day: pinyin_key(t.post),
    6: lambda t, _day: pinyin_key(t.mentor),
    FATE: _by_fate,
    DOTS: lambda t, day: -sum(kept(t, nth, day) is True for nth in range(len(FOLLOW_UPS))),
    PAY: lambda t, _day: t.pay if t.pay is not None else Decimal(0),
}


class TraineeModel(QAbstractTableModel):
    """Rows of trainees as of a day, some of them ticked; `ticks` after every change of these."""

    ticks = Signal()

    def __init__(self, trainees: Sequence[Trainee], day: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.trainees, self.day = tuple(trainees), day
        self.ticked: frozenset[int] = frozenset()  # ids of memberships
        self.order: tuple[int, bool] = (2, False)  # column, whether descending

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """One a member."""
        return 0 if parent.isValid() else len(self.trainees)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Those of COLUMNS."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The names of columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(COLUMNS[section][0]) if COLUMNS[section][0] else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if section == PAY else LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell; ticks and dots are said in words to a screen reader."""
        if role in _SEEN and index.isValid():
            trainee = self.trainees[index.row()]
            if index.column() == TICK:
                ticked = trainee.membership in self.ticked
                return (_("已勾选") if ticked else _("未勾选")) if role == Qt.ItemDataRole.AccessibleTextRole else None
            return self._words(trainee, index.column())
        return None

    def _words(self, trainee: Trainee, column: int) -> str:
        if column == DOTS:
            done = [str(days) for nth, days in enumerate(FOLLOW_UPS) if kept(trainee, nth, self.day)]
            return _("满 {days} 天仍在岗").format(days=listed(done)) if done else ""
        member = trainee.member
        words = (
            member.name, member.student_number, member.school_class, trainee.enterprise, trainee.post, trainee.mentor,
            fate(trainee)[0], "", "" if trainee.pay is None else f"{trainee.pay.normalize():,f}",
        )  # fmt: skip
        return words[column - NAME] or ""

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the rows stand by another column."""
        if column not in _ORDERS:
            return
        down = order is Qt.SortOrder.DescendingOrder
        self.beginResetModel()
        stable = sorted(self.trainees, key=lambda t: natural_key(t.member.student_number))
        self.trainees = tuple(sorted(stable, key=lambda t: _ORDERS[column](t, self.day), reverse=down))
        self.order = (column, down)
        self.endResetModel()

    def tick(self, memberships: Sequence[int], *, on: bool) -> None:
        """Tick members or untick them."""
        self.ticked = self.ticked.union(memberships) if on else self.ticked.difference(memberships)
        if self.trainees:
            self.dataChanged.emit(self.index(0, TICK), self.index(len(self.trainees) - 1, TICK))
        self.ticks.emit()
