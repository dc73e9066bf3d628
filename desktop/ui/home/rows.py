"""The lists at the side of the home page: what ends soon, and what was done last."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.ui import icons
from desktop.ui.pages.pieces import LEFT, Link, Pressed, cut
from desktop.ui.theme import MEDIUM, MICRO, NOTE, colour, font
from models import clock
from models.database.history import DO, ChangeSet
from models.statistics.overview import Expiry
from models.words import _

SOON = 30  # days within which a date is urgent
_BOX = 46


class ExpiryRow(Pressed):
    """Records whose date comes soon: the days left in a box, what it is, when and how many."""

    def __init__(self, expiry: Expiry) -> None:
        super().__init__()
        self.expiry = expiry
        label = _(expiry.entity.label)
        count = _("{label} {count} 条").format(label=label, count=f"{expiry.figure.count:,}")
        self.setText(_(expiry.kind))
        self._note = f"{expiry.due.isoformat()}，{expiry.shown or count}"
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{self.text()}，{self._left()}，{self._note}")
        self.setToolTip(f"{self.text()}\n{self._note}")

    def _left(self) -> str:
        return _("{days} 天后").format(days=self.expiry.days) if self.expiry.days else _("今天")

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(240, 49)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box and lines."""
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))
        self.paint_ground(painter)
        days = self.expiry.days
        ground, ink = (
            ("danger_soft", "danger") if not days else ("warn_soft", "warn") if days <= SOON else ("press", "text2")
        )
        box = QRectF(2, 7, _BOX, 34)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(ground))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(colour(ink))
        painter.setFont(font(weight=MEDIUM))
        middle = Qt.AlignmentFlag.AlignCenter
        if days:
            painter.drawText(QRectF(box.left(), box.top() + 1, _BOX, 17), middle, str(days))
            painter.setFont(font(MICRO))
            painter.drawText(QRectF(box.left(), box.top() + 16, _BOX, 16), middle, _("天后"))
        else:
            painter.drawText(box, middle, _("今天"))
        _two_lines(painter, QRectF(_BOX + 14, 5, self.width() - _BOX - 18, 38), self.text(), self._note, self.pointed)


def _two_lines(painter: QPainter, box: QRectF, title: str, note: str, pointed: bool) -> None:
    painter.setFont(font())
    painter.setPen(colour("accent_text" if pointed else "text"))
    painter.drawText(QRectF(box.left(), box.top(), box.width(), 19), LEFT, cut(painter, title, box.width()))
    painter.setFont(font(NOTE))
    painter.setPen(colour("text3"))
    painter.drawText(QRectF(box.left(), box.top() + 20, box.width(), 17), LEFT, cut(painter, note, box.width()))


def moment(time: datetime, today: date) -> str:
    """When something was done, as short as it is clear."""
    clock = time.astimezone().strftime("%H:%M")
    day = time.astimezone().date()
    if day == today:
        return _("今天 {clock}").format(clock=clock)
    return f"{day:%m-%d} {clock}" if day.year == today.year else day.isoformat()


class ChangeRow(QWidget):
    """One act: what was done, by whom, when and to how many records; the act in effect can be taken back."""

    def __init__(self, change: ChangeSet, undo: Callable[[ChangeSet], None]) -> None:
        super().__init__()
        self.change = change
        today = clock.today()
        words = _("{user}，{when}，{count} 条记录")
        self._note = words.format(user=change.user, when=moment(change.time, today), count=f"{change.change_count:,}")
        self.setFixedHeight(49)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{change.name}，{self._note}")
        self.setToolTip(f"{change.name}\n{self._note}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 2, 1)
        row.addStretch(1)
        self.link = Link(_("撤销") if not change.undone else _("已撤销"))
        self.link.open(enabled=change.kind == DO and not change.undone)
        self.link.setAccessibleName(_("撤销：{name}").format(name=change.name))
        self.link.clicked.connect(lambda: undo(change))
        self.link.setVisible(change.kind == DO)
        row.addWidget(self.link)

    def _glyph(self) -> str:
        """The icon of the kind of act, read off its name, for an act is stored by name only."""
        if self.change.kind != DO:
            return "arrow_undo"
        kinds = ((_("导入"), "arrow_import"), (_("删除"), "delete"), (_("新建"), "add"), (_("建立"), "add"),
                 (_("合并"), "merge"))  # fmt: skip
        return next((glyph for word, glyph in kinds if self.change.name.startswith(word)), "edit")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw icon and lines."""
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))
        icons.draw(painter, self._glyph(), QPointF(4, 8), 16, "text2")
        taken = self.link.sizeHint().width() + 12 if not self.link.isHidden() else 4
        _two_lines(painter, QRectF(32, 5, self.width() - 32 - taken, 38), self.change.name, self._note, pointed=False)
