"""The fields of a form in groups of two columns, one where it is narrow."""

from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from desktop.ui.form.row import GAP, LABEL, MARKS, FieldRow, label_width, star_note
from desktop.ui.kit import layouts, paint
from desktop.ui.kit.controls import Button
from desktop.ui.kit.popup import Popup
from desktop.ui.kit.theme import NOTE, SECTION, SEMIBOLD, colour, font
from models.schema.fields import Field
from models.schema.types import Text

BETWEEN = 6
WIDEST = 920  # pixels; wider fields are no easier to fill in
FIELD = 222  # pixels a field has at least where two stand side by side: four short words to choose from
TWO_COLUMNS = 2 * (MARKS + LABEL + GAP + FIELD) + BETWEEN
LONG = 300  # characters of a text that gets a line of its own
_SIDES = 44  # pixels beside the fields
_ABOVE = 24  # pixels of a heading that are already above the edge when it counts as the current one


class GroupTable(QWidget):
    """A table that stands in a group of its own: what is said of it, and the button, beside the heading."""

    note: str
    beside: Button


Group = tuple[str, Sequence[Field] | GroupTable]


class GroupHeading(paint.Painted, QWidget):
    """The title of a group, a grey note, and a line to the end."""

    def __init__(self, title: str, note: str = "") -> None:
        super().__init__()
        self.title, self.note = title, note
        self.setFixedHeight(26)
        self.setAccessibleName(title)

    def _paint(self, painter: QPainter) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        paint.pen(painter, "text", font(SECTION, SEMIBOLD))
        painter.drawText(QRectF(0, -0.5, self.width(), self.height()), middle, self.title)
        x = painter.fontMetrics().horizontalAdvance(self.title) + 10
        if self.note:
            paint.words(painter, QRectF(x, 0, self.width(), self.height()), middle, self.note, "text3", font(NOTE))
            x += painter.fontMetrics().horizontalAdvance(self.note) + 10
        painter.fillRect(int(x), self.height() // 2, max(self.width() - int(x), 0), 1, colour("line"))


class FormBody(QScrollArea):
    """`passed` with the number of the group one looks at.

    The fields of the groups after the first two are made by `grow`, a group at a time, so that opening a form with a
    hundred fields does not hold the window up.
    """

    passed = Signal(int)

    def __init__(self, groups: Sequence[Group], make: Callable[[Field], FieldRow]) -> None:
        super().__init__()
        self.headings: list[GroupHeading] = []
        self._make = make
        self._waiting: deque[tuple[QGridLayout, list[FieldRow], Sequence[Field]]] = deque()
        self._grids: list[tuple[QGridLayout, list[FieldRow]]] = []
        self._columns = 2
        asked = [field for _title, content in groups if not isinstance(content, GroupTable) for field in content]
        self._wanted = label_width(asked)
        self._label = LABEL
        self._goal: int | None = None
        inner = QWidget()
        self._inside = QWidget()
        self._inside.setMaximumWidth(WIDEST)
        self._fill(groups, asked)
        for _group in range(2):
            self.grow()
        layouts.column(self._inside, layouts.STRETCH, parent=inner, gap=0, margins=(20, 16, _SIDES - 20, 24))
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(120)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def _fill(self, groups: Sequence[Group], asked: Sequence[Field]) -> None:
        column = layouts.column(parent=self._inside, gap=10)
        for place, (title, content) in enumerate(groups):
            table = content if isinstance(content, GroupTable) else None
            note = table.note if table else star_note(asked) if place == 0 else ""
            heading = GroupHeading(title, note)
            self.headings.append(heading)
            layouts.add(
                column, 10 if place else None, _beside(heading, table.beside if table else None),
                self._grid(content) if not isinstance(content, GroupTable) else content,
            )  # fmt: skip

    def _grid(self, fields: Sequence[Field]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(BETWEEN)
        grid.setVerticalSpacing(10)
        rows: list[FieldRow] = []
        self._grids.append((grid, rows))
        self._waiting.append((grid, rows, fields))
        return grid

    def grow(self) -> list[FieldRow]:
        """Make the fields of the next group that has none; none are left when it gives none."""
        if not self._waiting:
            return []
        grid, rows, fields = self._waiting.popleft()
        rows += [self._make(field) for field in fields]
        for row in rows:
            row.label.widen(self._label)
        self._flow(grid, rows)
        return rows

    def _flow(self, grid: QGridLayout, rows: Sequence[FieldRow]) -> None:
        line = column = 0
        for row in rows:
            wide = self._columns == 1 or _is_wide(row.field)
            if wide and column:
                line, column = line + 1, 0
            grid.addWidget(row, line, column, 1, self._columns if wide else 1, Qt.AlignmentFlag.AlignTop)
            line, column = (line + 1, 0) if wide or column else (line, 1)
        for place in range(2):
            grid.setColumnStretch(place, 1 if place < self._columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break into one column where two are too narrow."""
        super().resizeEvent(event)
        room = min(self.viewport().width() - _SIDES, WIDEST)
        columns = 2 if room >= TWO_COLUMNS else 1
        spare = (room - BETWEEN * (columns - 1)) // columns - MARKS - GAP - FIELD
        label = max(LABEL, min(self._wanted, spare))
        if label != self._label:
            self._label = label
            for _grid, rows in self._grids:
                for row in rows:
                    row.label.widen(label)
        if columns != self._columns:
            self._columns = columns
            for grid, rows in self._grids:
                self._flow(grid, rows)

    def go_to(self, place: int) -> None:
        """Bring a group to the top."""
        self._goal = place
        self.verticalScrollBar().setValue(self.headings[place].y() + self._inside.y() - 12)
        self.passed.emit(place)
        self._goal = None

    def _scrolled(self, value: int) -> None:
        Popup.close_shown()
        if self._goal is None:
            tops = [heading.y() + self._inside.y() for heading in self.headings]
            above = [place for place, top in enumerate(tops) if top <= value + _ABOVE]
            self.passed.emit(above[-1] if above else 0)


def _is_wide(field: Field) -> bool:
    return field.many or field.type.kind == "codes" or (type(field.type) is Text and field.type.length >= LONG)


def _beside(heading: GroupHeading, button: QWidget | None) -> QHBoxLayout:
    return layouts.row((heading, 1), button, gap=10)
