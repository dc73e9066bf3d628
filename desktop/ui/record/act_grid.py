"""What is typed for each of many subjects of an act, as the marks of a class are: a row a person, a column a field.

Tab goes on to the right and from the end of a row to the next, Enter and the arrows up and down stay in the column. A block
copied from a spreadsheet is pasted where the cursor stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableView, QWidget
from PySide6.QtWidgets import QStyleOptionViewItem as Option

from desktop.ui.form.body import GroupHeading
from desktop.ui.form.row import MARKS
from desktop.ui.kit import layouts, paint
from desktop.ui.kit.accessibility import ENTER, keeps
from desktop.ui.kit.cell_editor import TYPED, CellEditor
from desktop.ui.kit.controls import wrapped
from desktop.ui.kit.page_widgets import cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.row_list import Index, RowState, set_up_table
from desktop.ui.kit.theme import MEDIUM, NORMAL, colour, font
from models.acts.act import Act
from models.schema.fields import Field
from models.schema.showing import text_of
from models.words import _

WIDTH = 560  # of what an act asks where there is a grid in it
NAME = 0
_ROW, _SEEN, _NAMED, _LEAST = 30, 9, 92, 56  # heights and widths in pixels; rows seen at once
_MIDDLE = Qt.AlignmentFlag.AlignCenter


class GridModel(QAbstractTableModel):
    """Subjects and what is typed for each; `edited` after every change of that."""

    edited = Signal()

    def __init__(self, fields: Sequence[Field], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fields = tuple(fields)
        self.subjects: tuple[int, ...] = ()
        self.names: Mapping[int, str] = {}
        self.refused: Mapping[int, str] = {}  # why it cannot be done to some
        self.given: dict[int, dict[str, Any]] = {}
        self.wrong: dict[tuple[int, str], tuple[str, str]] = {}  # what was typed that is no value, and why

    def show_subjects(self, names: Mapping[int, str], refused: Mapping[int, str]) -> None:
        """Say who they are, and to whom it cannot be done."""
        self.refused = refused
        if tuple(names) != self.subjects:
            self.beginResetModel()
            self.names, self.subjects = dict(names), tuple(names)
            self.endResetModel()
        elif names:
            self.dataChanged.emit(self.index(0, NAME), self.index(len(names) - 1, NAME))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """One a subject."""
        return 0 if parent.isValid() else len(self.subjects)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The name and one a field."""
        return 0 if parent.isValid() else len(self.fields) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The titles of the fields."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.fields[section - 1].title if section else _("姓名")
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """All but names are typed in."""
        typed = index.isValid() and index.column() > NAME
        return super().flags(index) | (Qt.ItemFlag.ItemIsEditable if typed else Qt.ItemFlag.NoItemFlags)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell reads like; what is wrong with it is told by the tip and to a screen reader."""
        if not index.isValid():
            return None
        subject, words = self.subjects[index.row()], self._words(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return words
        why = self.why(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            return why or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            told = words if index.column() == NAME else f"{self.names[subject]} {words or _('未填')}"
            return f"{told} {why}".strip()
        return None

    def _words(self, index: Index) -> str:
        subject = self.subjects[index.row()]
        if index.column() == NAME:
            return self.names[subject]
        one = self.fields[index.column() - 1]
        typed = self.wrong.get((subject, one.name))
        return typed[0] if typed is not None else text_of(one, self.given.get(subject, {}).get(one.name))

    def why(self, index: Index) -> str:
        """What is wrong with a cell, or why nothing can be done to who stands in it."""
        subject = self.subjects[index.row()]
        if index.column() == NAME:
            return self.refused.get(subject, "")
        return self.wrong.get((subject, self.fields[index.column() - 1].name), ("", ""))[1]

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Read what was typed; what is no value stays as it was typed, with the reason."""
        if role != Qt.ItemDataRole.EditRole or not index.column() or str(value).strip() == self._words(index):
            return False
        self._take(index.row(), index.column(), str(value))
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True

    def _take(self, row: int, column: int, text: str) -> None:
        subject, one = self.subjects[row], self.fields[column - 1]
        value, complaints = one.read(text.strip() or None)
        fatal = next((c.message for c in complaints if c.fatal), "")
        self.wrong.pop((subject, one.name), None)
        own = self.given.setdefault(subject, {})
        own.pop(one.name, None)
        if fatal:
            self.wrong[subject, one.name] = (text.strip(), fatal)
        elif value is not None:
            own[one.name] = value
        if not own:
            del self.given[subject]

    def paste(self, text: str, row: int, column: int) -> None:
        """A block of cells, from a cell on; what does not fit in is left out."""
        block = [line.split("\t") for line in text.rstrip("\r\n").splitlines()]
        for n, line in enumerate(block[: len(self.subjects) - row]):
            for m, cell in enumerate(line[: len(self.fields) + 1 - column]):
                self._take(row + n, column + m, cell)
        if self.subjects:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.subjects) - 1, len(self.fields)))
        self.edited.emit()


class _GridPainter(CellEditor):
    """Draws cells with a hairline about each, and edits them in place."""

    HEIGHT = _ROW

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        model = index.model()
        assert isinstance(model, GridModel)
        why, name = model.why(index), index.column() == NAME
        ground = "select" if state.selected else "danger_soft" if why and not name else "header" if name else "surface"
        painter.fillRect(box, colour(ground))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), colour("line"))
        painter.fillRect(QRectF(box.right() - 1, box.top(), 1, box.height()), colour("line"))
        if state.selected:
            paint.frame(painter, box.adjusted(0.5, 0.5, -1.5, -1.5), 0, "select", "accent")
        right = not name and model.fields[index.column() - 1].type.align == "right"
        ink = "danger" if why and not name else "text3" if why else "text"
        paint.pen(painter, ink, font(weight=MEDIUM if name else NORMAL))
        inner = box.adjusted(8, -0.5, -8, -0.5)
        painter.drawText(inner, RIGHT if right else LEFT, cut(painter, str(index.data() or ""), inner.width()))

    def createEditor(self, parent: QWidget, option: Option, index: Index) -> QLineEdit:
        """A line called after who and what it is about."""
        editor = super().createEditor(parent, option, index)
        editor.setTextMargins(4, 0, 4, 0)
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        return editor

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Before Ctrl+Enter does the act what is typed is taken."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and isinstance(editor, QWidget)
        ):
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if control and event.key() in ENTER:
                self.commitData.emit(editor)
                return False
        return super().eventFilter(editor, event)


class MarkGrid(QTableView):
    """The table itself; the keyboard begins in the first cell that is typed in."""

    def __init__(self, model: GridModel, words: str) -> None:
        super().__init__()
        self.setModel(model)
        self.painter = _GridPainter(self)
        self.painter.moved.connect(self.go)
        self.setItemDelegate(self.painter)
        self.setAccessibleName(words)
        set_up_table(self, _ROW)
        self.setEditTriggers(TYPED | QAbstractItemView.EditTrigger.SelectedClicked)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionsClickable(False)
        head.setHighlightSections(False)
        head.setFixedHeight(_ROW)
        head.setDefaultAlignment(_MIDDLE)
        model.modelReset.connect(self._begin)

    def _begin(self) -> None:
        self.setFixedHeight(_ROW * (min(_SEEN, max(1, self.model().rowCount())) + 1) + 2)
        self.setCurrentIndex(self.model().index(0, NAME + 1))

    def go(self, rows: int, cells: int) -> bool:
        """Go so many rows down, or to the next or former cell in the order of reading; False at the end."""
        model, at = self.model(), self.currentIndex()
        across = model.columnCount() - 1
        place = at.row() * across + max(at.column() - 1, 0) + cells
        row, column = (at.row() + rows, at.column()) if rows else (place // across, place % across + 1)
        if not 0 <= row < model.rowCount() or place < 0:
            return False
        self.setCurrentIndex(model.index(row, max(column, NAME + 1)))
        return True

    def event(self, event: QEvent) -> bool:
        """Tab stays in the table until its end; Delete and paste are about the cell."""
        if isinstance(event, QKeyEvent):
            if keeps(event, self._is_own):
                return True
            step = self.painter.ways.get(event.key(), (0, 0))[1] if event.type() == QEvent.Type.KeyPress else 0
            if step and self.go(0, step):
                event.accept()
                return True
        return super().event(event)

    @staticmethod
    def _is_own(event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Delete or event.matches(QKeySequence.StandardKey.Paste)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes down, Delete empties the cell, Ctrl+V pastes a block."""
        model, at = self.model(), self.currentIndex()
        assert isinstance(model, GridModel)
        if event.matches(QKeySequence.StandardKey.Paste) and at.column() > NAME:
            model.paste(QGuiApplication.clipboard().text(), at.row(), at.column())
        elif event.key() == Qt.Key.Key_Delete and at.isValid():
            model.setData(at, "")
        elif event.key() in ENTER and not event.modifiers():
            self.go(1, 0)
        else:
            super().keyPressEvent(event)

    def share_out(self, width: int) -> None:
        """Names as wide as they need, the fields alike, none narrower than its head."""
        model, heads = self.model(), QFontMetrics(font(weight=MEDIUM))
        assert isinstance(model, GridModel)
        names = max((heads.horizontalAdvance(name) for name in model.names.values()), default=0) + 20
        least = [max(_LEAST, heads.horizontalAdvance(one.title) + 16) for one in model.fields]
        named = min(max(_NAMED, names), max(_NAMED, width - sum(least)))
        spare = max(0, width - named - sum(least)) // len(least)
        self.setColumnWidth(NAME, named)
        for column, needed in enumerate(least, 1):
            self.setColumnWidth(column, needed + spare)


class ActGrid(QWidget):
    """`changed` when something was typed; `given` is that, by subject and field."""

    changed = Signal()
    rows: Mapping[str, Any] = MappingProxyType({})  # it has no fields beside the grid

    def __init__(self, act: Act) -> None:
        super().__init__()
        self.model = GridModel([replace(f, required=False) for f in act.fields if f.name in act.apart], self)
        self.grid = MarkGrid(self.model, _("逐人填写"))
        self.note = wrapped("", "text2")
        self.model.edited.connect(self.changed)
        self.model.edited.connect(self._show_note)
        self.grid.selectionModel().currentChanged.connect(lambda *_ends: self._show_note())
        self.setFocusProxy(self.grid)
        layouts.column(GroupHeading(_("逐人填写")), self.grid, self.note, parent=self, gap=6, margins=(MARKS, 0, 0, 0))

    @property
    def given(self) -> dict[int, dict[str, Any]]:
        """What is typed for each."""
        return self.model.given

    @property
    def wrong(self) -> str:
        """What is wrong with the first cell that holds no value; '' where all do."""
        return next((f"{self.model.names[key]}：{why}" for (key, _name), (_text, why) in self.model.wrong.items()), "")

    def go_to_wrong(self) -> None:
        """Put the keyboard into the first cell that holds no value."""
        subject, name = next(iter(self.model.wrong))
        column = [one.name for one in self.model.fields].index(name) + 1
        self.grid.setCurrentIndex(self.model.index(self.model.subjects.index(subject), column))
        self.grid.setFocus()

    def show_subjects(self, names: Mapping[int, str], refused: Mapping[int, str]) -> None:
        """Say who they are, and to whom it cannot be done."""
        self.model.show_subjects(names, refused)
        self.grid.share_out(self.grid.viewport().width())
        self._show_note()

    def resizeEvent(self, event: object) -> None:
        """Use the width there is."""
        self.grid.share_out(self.grid.viewport().width())

    def _show_note(self) -> None:
        at = self.grid.currentIndex()
        why = self.model.why(at) if at.isValid() else ""
        filled = _("已填 {done}/{all} 人").format(done=len(self.model.given), all=len(self.model.subjects))
        hint = _("Tab 下一格，Enter 下一行，可粘贴表格里的一块")
        self.note.setText(why or f"{filled}　{hint}")
