"""The key map: what every key does, read off the actions."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.keys import Key
from desktop.ui.kit import layouts, paint
from desktop.ui.kit.controls import Hairline, IconButton, Title
from desktop.ui.kit.overlay import Overlay
from desktop.ui.kit.theme import NOTE, SECTION, SEMIBOLD, colour, font
from desktop.ui.shell.palette import paint_keys
from models.words import _, clauses, listed

WIDTH, TOP = 760, 90
_ROW, _HEAD, _COLUMNS = 30, 32, 2


class KeyTable(paint.Painted, QWidget):
    """Groups of keys in two columns, painted."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: Sequence[Key] = ()

    def show_keys(self, keys: Sequence[Key]) -> None:
        """Take other keys."""
        self.keys = keys
        self.setAccessibleName(clauses(f"{key.words} {listed(key.keys)}" for key in keys))
        self.setMinimumHeight(self.sizeHint().height())
        self.update()

    def _columns(self) -> list[list[Key | str]]:
        """Rows dealt into columns of about the same height, groups kept whole."""
        groups: dict[str, list[Key | str]] = {}
        for key in self.keys:
            groups.setdefault(key.group, [_(key.group)]).append(key)
        columns: list[list[Key | str]] = [[] for _number in range(_COLUMNS)]
        for rows in sorted(groups.values(), key=len, reverse=True):
            min(columns, key=len).extend(rows)
        return columns

    def sizeHint(self) -> QSize:
        """As high as the longer column."""
        return QSize(WIDTH - 40, max((len(rows) for rows in self._columns()), default=0) * _ROW + 24)

    def _paint(self, painter: QPainter) -> None:
        width = (self.width() - 24 * (_COLUMNS + 1)) / _COLUMNS
        for number, rows in enumerate(self._columns()):
            left = 24 + number * (width + 24)
            for place, row in enumerate(rows):
                box = QRectF(left, 8 + place * _ROW, width, _ROW)
                if isinstance(row, str):
                    paint.pen(painter, "text3", font(NOTE, SEMIBOLD))
                    painter.drawText(box.adjusted(0, 8, 0, 0), Qt.AlignmentFlag.AlignVCenter, row)
                    continue
                right = box.right()
                for keys in reversed(row.keys):
                    right = paint_keys(painter, keys, right, box.center().y()) - 8
                paint.pen(painter, "text", font())
                room = int(right - box.left()) - 4
                words = painter.fontMetrics().elidedText(row.words, Qt.TextElideMode.ElideRight, room)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
                painter.fillRect(QRectF(box.left(), box.bottom() - 0.5, width, 1), colour("line"))


class KeyMap(Overlay):
    """A layer with the key table; Escape closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, WIDTH, TOP)
        self.table = KeyTable()
        area = layouts.scrolling(self.table, _("快捷键"))
        area.viewport().setAutoFillBackground(False)
        self.table.setAutoFillBackground(False)
        self._area = area
        title = Title(_("快捷键"), SECTION + 2)
        title.setContentsMargins(24, 14, 24, 12)
        self.dismiss = IconButton("dismiss", _("关闭"), "Esc", self.panel).leads(self.close_layer)
        column: QVBoxLayout = self.panel.column
        for part, stretch in ((title, 0), (Hairline(), 0), (area, 1)):
            column.addWidget(part, stretch)
        column.setContentsMargins(0, 0, 0, 8)

    def begin(self, keys: Sequence[Key]) -> None:
        """Open it with these keys."""
        self.table.show_keys(keys)
        self.open()
        self.dismiss.setGeometry(self.panel.width() - 44, 11, 28, 28)
        self.dismiss.raise_()
        self._area.setFocus()

    def wanted_height(self) -> int:
        """As high as the table."""
        return self.table.sizeHint().height() + 66
