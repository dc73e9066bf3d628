"""The second step: which sheets are read, and which heading is which column."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.exchange.columns import columns_of
from desktop.exchange.import_steps import SheetLayout
from desktop.exchange.mapping import IGNORED, FoundHeading
from desktop.ui.form.dropdown import WordBox
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.chips import Shape, paint_shape
from desktop.ui.kit.choices import CheckBox, Switch
from desktop.ui.kit.controls import Banner, Hairline, Title
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.popup import Popup
from desktop.ui.kit.theme import GUTTER, MEDIUM, NOTE, colour
from models.schema.fields import Entity
from models.schema.showing import mask_numbers
from models.words import _, joined, listed

_SHEETS = 280
_ROW = 44
_BOX = 232
_MOST = 980
_NAMED = 3  # columns that are named in the line above


class HeadingRow(paint.Painted, QWidget):
    """One heading of the files, some values under it, and a box with the column it is read as."""

    chosen = Signal(object, str)  # FoundHeading, column or IGNORED

    def __init__(self, heading: FoundHeading, words: Sequence[str], labels: Mapping[str, str]) -> None:
        super().__init__()
        self.heading = heading
        self._labels = labels
        self.setFixedHeight(_ROW)
        self.box = WordBox(words)
        self.box.setFixedWidth(_BOX)
        self.box.setAccessibleName(_("“{heading}”对应的栏目").format(heading=mask_numbers(heading.text)))
        self.box.taken.connect(lambda offer: self._take(offer.text))
        self.box.editingFinished.connect(self._typed)
        name = TextLine(mask_numbers(heading.text), weight=MEDIUM)  # it may be a row of data
        self.samples = TextLine("", NOTE, ink="text3")
        layouts.row((name, 3), (self.samples, 5), 20, self.box, parent=self, gap=16, margins=(32, 0, 0, 0))
        self.set_heading(heading)

    def set_heading(self, heading: FoundHeading) -> None:
        """Show what it is read as."""
        self.heading = heading
        self.box.setText(self._labels.get(heading.column or IGNORED, ""))
        self.samples.setText(joined(heading.samples) or _("（没有内容）"))
        self.update()

    def _take(self, label: str) -> None:
        column = next((name for name, words in self._labels.items() if words == label), None)
        if column is not None and column != (self.heading.column or IGNORED):
            self.chosen.emit(self.heading, column)

    def _typed(self) -> None:
        """What was typed is either the name of a column, or nothing."""
        if self.box.text() in self._labels.values():
            self._take(self.box.text())
        else:
            self.set_heading(self.heading)

    def _paint(self, painter: QPainter) -> None:
        paint_shape(painter, Shape.DONE if self.heading.column else Shape.TODO, QPointF(4, (_ROW - 16) / 2))
        ink = "text3" if self.heading.column else "disabled"
        icons.draw(painter, "arrow_right", QPointF(self.box.x() - 30, (_ROW - 16) / 2), 16, ink)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))


class ColumnsStep(QWidget):
    """`choices_changed` with heading -> column for every heading, `sheets_changed` with the names that are read.

    `first_row_said` with whether the first row of a pasted block names its columns.
    """

    choices_changed = Signal(object)
    sheets_changed = Signal(object)
    first_row_said = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[HeadingRow] = []
        self.sheets: list[CheckBox] = []
        self._entity: type[Entity] | None = None
        self.banner = Banner()
        self.summary = TextLine("", NOTE, ink="text2")
        self.first_row = Switch(_("第一行是表头"))
        self.first_row.clicked.connect(self.first_row_said)
        self._sheet_column, self._heading_column = QVBoxLayout(), QVBoxLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        self._sheet_column.setContentsMargins(GUTTER, 16, 16, 16)
        self._sheet_column.setSpacing(4)
        self._heading_column.setContentsMargins(GUTTER, 8, GUTTER, 16)
        self._heading_column.setSpacing(0)
        left, right = _scrolling(self._sheet_column), _scrolling(self._heading_column, most=_MOST)
        left.setFixedWidth(_SHEETS)
        head = layouts.row(
            Title(_("表头与栏目的对应"), 14), 8, (self.summary, 1), self.first_row, margins=(GUTTER, 16, GUTTER, 4)
        )
        layouts.row(
            left, Hairline(upright=True), (layouts.column(self.banner, head, (right, 1), gap=0), 1), parent=self, gap=0
        )

    def set_sheet_layout(self, layout: SheetLayout, read: frozenset[str]) -> None:
        """Show what was found; `read` are the sheets that are chosen."""
        entity, headings = layout.entity, layout.headings
        if entity is not self._entity or [r.heading.key for r in self.rows] != [h.key for h in headings]:
            self._entity = entity
            self._fill(entity, headings)
        else:
            for row, heading in zip(self.rows, headings, strict=True):
                row.set_heading(heading)
        self._tell_sheets(layout.sheets, read)
        used = sum(heading.column is not None for heading in headings)
        unread = layout.unread
        words = _("{count} 列全部对应") if used == len(headings) else _("{used} / {count} 列已对应，其余不导入")
        if unread:
            words = _("{used} / {count} 列已对应，不导入：{names}")
        names = listed(column.words for column in unread[:_NAMED]) + ("…" if len(unread) > _NAMED else "")
        told = words.format(used=used, count=len(headings), names=names)
        self.summary.setText(_("{told}；按上次这种表头的对应").format(told=told) if layout.known else told)
        self.first_row.setVisible(layout.first_row is not None)
        self.first_row.setChecked(bool(layout.first_row))
        self._warn(layout)

    def _fill(self, entity: type[Entity], headings: Sequence[FoundHeading]) -> None:
        layouts.clear(self._heading_column)
        labels = {IGNORED: _("不导入")} | {name: column.label for name, column in columns_of(entity).items()}
        words = tuple(dict.fromkeys(labels.values()))
        self.rows = [HeadingRow(heading, words, labels) for heading in headings]
        for row in self.rows:
            row.chosen.connect(self._choose)
            self._heading_column.addWidget(row)
        self._heading_column.addStretch(1)

    def _choose(self, heading: FoundHeading, column: str) -> None:
        """One heading is another column now; a heading that was this column before is none any more."""
        choices = {row.heading.key: row.heading.column or IGNORED for row in self.rows}
        if column:
            choices = {key: IGNORED if name == column else name for key, name in choices.items()}
        choices[heading.key] = column
        self.choices_changed.emit(choices)

    def _tell_sheets(self, sheets: Sequence[tuple[str, int]], read: frozenset[str]) -> None:
        if [box.property("sheet") for box in self.sheets] == [name for name, _rows in sheets]:
            return
        layouts.clear(self._sheet_column)
        layouts.add(self._sheet_column, Title(_("工作表"), 14), 4)
        self.sheets = []
        for name, rows in sheets:
            count = _("（{rows} 行）").format(rows=f"{rows:,}")
            box = CheckBox()
            room = _SHEETS - 76 - box.fontMetrics().horizontalAdvance(count)
            box.setText(box.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, room) + count)
            box.setAccessibleName(name + count)
            box.setProperty("sheet", name)
            box.setToolTip(name)
            box.setChecked(name in read)
            box.clicked.connect(self._choose_sheets)
            self.sheets.append(box)
            self._sheet_column.addWidget(box)
        self._sheet_column.addStretch(1)

    def _choose_sheets(self) -> None:
        self.sheets_changed.emit(frozenset(box.property("sheet") for box in self.sheets if box.isChecked()))

    def _warn(self, layout: SheetLayout) -> None:
        """Say what stands in the way, what was guessed, or what will be missing."""
        read = {heading.column for heading in layout.headings}
        columns = columns_of(layout.entity).values()
        missing = [c.label for c in columns if c.owner is None and c.field.expected and c.name not in read]
        if layout.refusal:
            self.banner.say(_("没有认出表头。请在下面指出哪一列是什么，至少指出姓名或编号，另加一列。"), tone="warn")
        elif asked := layout.questions:
            words = _("{questions}。请指出是哪一列；确实没有就按下一步")
            self.banner.say(words.format(questions="；".join(question.words for question in asked)), tone="warn")
        elif layout.guessed:
            self.banner.say(_("没有认出表头，各列是按内容猜的，请逐列核对"), tone="warn")
        elif missing:
            words = _("表格里没有 {columns}，导入后可在待处理里补录")
            self.banner.say(words.format(columns=listed(missing[:6])), tone="accent")
        else:
            self.banner.hide()


def _scrolling(column: QVBoxLayout, most: int | None = None) -> QScrollArea:
    body = QWidget()
    body.setLayout(column)
    if most is not None:
        body.setMaximumWidth(most)
    area = layouts.scrolling(body)
    area.verticalScrollBar().valueChanged.connect(lambda _value: Popup.close_shown())
    return area
