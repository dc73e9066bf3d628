"""The lists in the layer of export templates: the templates there are, the columns of one in their order."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListView

from desktop.exchange.list_templates import ListTemplate
from desktop.ui.kit import paint
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.row_list import ROW, Index, ItemPainter, RowModel, RowState, set_up
from desktop.ui.kit.theme import MEDIUM, NOTE, colour, font
from models.database.column_profiles import ProfileColumn
from models.words import _

_NAME_ROW, _ROW = 44, 32  # pixels: a template, a column
_NTH = 40  # pixels a column's place takes


class TemplateRows(RowModel):
    """Templates by name."""

    def words(self, row: ListTemplate) -> str:
        """See RowModel."""
        return row.title

    def note(self, row: ListTemplate) -> str:
        """Whose it is, and how many columns it has or hold nothing any more."""
        if row.gone():
            return _("有 {count} 列已失效").format(count=len(row.gone()))
        if not row.own:
            return _("随程序，{count} 列").format(count=len(row.columns))
        return _("{count} 列").format(count=len(row.columns))

    def spoken(self, row: ListTemplate) -> str:
        """See RowModel."""
        return _("{name}，{value}").format(name=row.title, value=self.note(row))

    def tip(self, row: ListTemplate) -> str:
        """See RowModel."""
        return self.spoken(row)


class _ColumnRows(RowModel):
    """Columns of a template: heading, what is under it, whether codes are written; one whose field is gone says so."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: dict[str, str] = {}

    def under(self, row: ProfileColumn) -> str:
        """What stands under the heading."""
        return self.labels.get(row.field) or _("已没有“{name}”这项").format(name=row.field)

    def words(self, row: ProfileColumn) -> str:
        return row.heading

    def spoken(self, row: ProfileColumn) -> str:
        told = _("{heading}，写{field}").format(heading=row.heading, field=self.under(row))
        return _("{told}的代码").format(told=told) if row.codes else told


class TemplatePainter(ItemPainter):
    """A name, and behind it whose it is."""

    HEIGHT = _NAME_ROW

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        if state.ground:
            painter.fillRect(box, colour(state.ground))
        if state.selected:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), colour("graphic"))
        row, model = index.data(ROW), index.model()
        assert isinstance(model, TemplateRows)
        room = box.adjusted(16, 4, -10, -22)
        paint.line(painter, room, LEFT, row.title, "text", font(weight=MEDIUM))
        ink = "danger" if row.gone() else "text3"
        paint.line(painter, room.translated(0, 19), LEFT, model.note(row), ink, font(NOTE))


class _ColumnPainter(ItemPainter):
    """Place, heading, field and way of writing of a column."""

    HEIGHT = _ROW

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        if state.ground:
            painter.fillRect(box, colour(state.ground))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), colour("line"))
        row, model = index.data(ROW), index.model()
        assert isinstance(model, _ColumnRows)
        paint.words(
            painter, box.adjusted(0, 0, _NTH - 12 - box.width(), 0), RIGHT, str(index.row() + 1), "text3", font(NOTE)
        )
        half = (box.width() - _NTH - 70) / 2
        head = QRectF(box.left() + _NTH, box.top(), half - 12, box.height())
        paint.line(painter, head, LEFT, row.heading, "text", font(weight=MEDIUM))
        gone = row.field not in model.labels
        paint.line(painter, head.translated(half, 0), LEFT, model.under(row), "danger" if gone else "text2", font())
        paint.words(painter, box.adjusted(0, 0, -14, 0), RIGHT, _("代码") if row.codes else "", "text3", font(NOTE))


class ColumnsList(QListView):
    """Columns in order: `shifted` by Alt and the arrows, `dropped` by Delete, `picked` with the row one stands on."""

    shifted = Signal(int)
    dropped = Signal()
    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.rows = _ColumnRows()
        self.setUniformItemSizes(True)
        set_up(self, _ColumnPainter(self), _("模板的列，按 Alt 和上下箭头移动"), ground=True, rows=self.rows)
        self.selectionModel().currentChanged.connect(lambda index, _old: self.picked.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and an arrow moves, Delete drops."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.shifted.emit(step)
        elif event.key() == Qt.Key.Key_Delete:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)
