"""What is kept of papers as tables with acts for the row that is chosen: the schemes of the office, and what was printed."""

from collections.abc import Sequence
from operator import itemgetter

from PySide6.QtCore import QRect, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.reports.job_json import title_of
from desktop.ui.kit import layouts, paint
from desktop.ui.kit.accessibility import ENTER
from desktop.ui.kit.controls import Button, Hairline, Label
from desktop.ui.kit.plain_table import PlainColumn, PlainModel
from desktop.ui.kit.row_list import Index, ItemPainter, RowState, set_up_table
from desktop.ui.kit.theme import GUTTER, MEDIUM, colour, font, row_height
from desktop.ui.list.table_head import PADDING, TableHead
from models.database.operator import signed
from models.database.printings import Printing, Scheme
from models.words import N_, _

_INDENT = GUTTER - PADDING  # the first column stands on the edge of the page


class SavedRows(PlainModel):
    """Rows of words: columns by their labels and widths in pixels, of which 0 takes what is left; `numbers` stand right."""

    def __init__(self, *headings: tuple[str, int], numbers: str = "") -> None:
        super().__init__([
            PlainColumn(label, label, itemgetter(nth), width, right=label == numbers, grows=not width)
            for nth, (label, width) in enumerate(headings)
        ])  # fmt: skip


class _SavedHead(TableHead):
    """Labels, the first one where the words below it begin."""

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        """Draw one label."""
        super().paintSection(painter, rect if logicalIndex else rect.adjusted(_INDENT, 0, 0, 0), logicalIndex)


class _CellPainter(ItemPainter):
    """Words over the ground of the row, a hairline below, a bar before the current row."""

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        first = index.column() == 0
        painter.fillRect(box, colour("select" if state.selected else "surface"))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), colour("line"))
        if state.selected and first:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), colour("graphic"))
        room = box.adjusted(PADDING + (_INDENT if first else 0), -0.5, -PADDING, -0.5)
        align, face = index.data(Qt.ItemDataRole.TextAlignmentRole), font(weight=MEDIUM) if first else font()
        paint.line(painter, room, align, str(index.data()), "text" if first else "text2", face)


class SavedTable(QTableView):
    """`opened` with the row a person double-clicked or pressed Enter on, `dropped` where Delete was pressed."""

    opened = Signal(int)
    dropped = Signal(int)

    def __init__(self, rows: SavedRows, name: str) -> None:
        super().__init__()
        self.rows = rows
        rows.setParent(self)
        self.setModel(self.rows)
        self.setHorizontalHeader(_SavedHead(self))
        self.setItemDelegate(_CellPainter(self))
        self.setAccessibleName(name)
        set_up_table(self, row_height())
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        head = self.horizontalHeader()
        head.setSectionsMovable(False)
        head.setSectionsClickable(False)
        head.setFixedHeight(32)
        for place, column in enumerate(rows.columns):
            how = QHeaderView.ResizeMode.Stretch if column.grows else QHeaderView.ResizeMode.Interactive
            head.setSectionResizeMode(place, how)
            if not column.grows:
                self.setColumnWidth(place, column.width)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete drops."""
        row = self.currentIndex().row()
        if row >= 0 and event.key() in ENTER:
            self.opened.emit(row)
        elif row >= 0 and event.key() == Qt.Key.Key_Delete:
            self.dropped.emit(row)
        else:
            super().keyPressEvent(event)


class SavedPage(QWidget):
    """A strip with a sentence and acts, and the table below; `empty` is said where there is nothing."""

    def __init__(self, table: SavedTable, words: str, empty: str, acts: Sequence[Button]) -> None:
        super().__init__()
        self.table, self.acts = table, tuple(acts)
        told = Label(words, "text2")
        strip = QWidget()
        strip.setFixedHeight(44)
        layouts.row(told, layouts.STRETCH, *acts, parent=strip, gap=8, margins=(GUTTER, 0, 16, 0))
        self.nothing = Label(empty, "text2", wrapped=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layouts.column(strip, Hairline(), (table, 1), (self.nothing, 1), parent=self, gap=0)
        table.selectionModel().selectionChanged.connect(lambda *_given: self._allow())
        self.show_rows(())

    @property
    def row(self) -> int:
        """The row that is chosen; -1 where none is."""
        chosen = self.table.selectionModel().selectedRows()
        return chosen[0].row() if chosen else -1

    def show_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show these, the first chosen."""
        self.table.rows.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        if rows:
            self.table.selectRow(0)
        self._allow()

    def _allow(self) -> None:
        for act in self.acts:
            act.setEnabled(self.row >= 0)


class SchemesPage(SavedPage):
    """`scheme_wanted`, `renaming_wanted` and `deleting_wanted` with a scheme."""

    scheme_wanted = Signal(object)
    renaming_wanted = Signal(object)
    deleting_wanted = Signal(object)

    def __init__(self) -> None:
        self.found: tuple[Scheme, ...] = ()
        self.open, self.rename = Button(_("打开"), icon="open"), Button(_("改名…"), icon="edit")
        self.delete = Button(_("删除"), icon="delete")
        rows = SavedRows(
            (_("方案名称"), 240), (_("报表名称"), 200), (_("范围"), 0), (_("保存人"), 120), (_("保存时间"), 140)
        )
        super().__init__(
            SavedTable(rows, _("方案")), _("方案记住报表、范围、列和选项，本办公室的人都能用。"),
            _("还没有方案。在“报表”里选好范围和选项，按“存为方案”，下次从这里直接打开。"),
            (self.open, self.rename, self.delete),
        )  # fmt: skip
        for button, signal in (
            (self.open, self.scheme_wanted), (self.rename, self.renaming_wanted), (self.delete, self.deleting_wanted),
        ):  # fmt: skip
            button.clicked.connect(lambda _on=False, signal=signal: self._emit(signal, self.row))
        self.table.opened.connect(lambda row: self._emit(self.scheme_wanted, row))
        self.table.dropped.connect(lambda row: self._emit(self.deleting_wanted, row))

    def show_found(self, found: tuple[Scheme, ...]) -> None:
        """List these."""
        self.found = found
        self.show_rows(
            [(one.name, title_of(one.job, one.title), one.scope, signed(one.user), _moment(one.time)) for one in found]
        )

    def _emit(self, signal: SignalInstance, row: int) -> None:
        if 0 <= row < len(self.found):
            signal.emit(self.found[row])


def _moment(time: str) -> str:
    return time.replace("T", " ")[:16]


_WAYS = {"print": N_("打印"), ".pdf": "PDF", ".xlsx": "Excel", ".txt": N_("纯文本")}


class PrintingsPage(SavedPage):
    """`printing_wanted` with the printing to open in the print centre."""

    printing_wanted = Signal(object)

    def __init__(self) -> None:
        self._found: tuple[Printing, ...] = ()
        self.button = Button(_("再印"), icon="print").leads(lambda: self._open(self.row))
        self.button.setToolTip(_("用当时的范围和选项打开，数据按现在的重新生成"))
        rows = SavedRows(
            (_("报表名称"), 190), (_("时间"), 130), (_("范围"), 0), (_("方式"), 70), (_("去向"), 220), (_("页数"), 64),
            (_("打印人"), 100), (_("证件号"), 90), numbers=_("页数"),
        )  # fmt: skip
        super().__init__(
            SavedTable(rows, _("打印记录")), _("打印和保存过的报表，最近的在前。"),
            _("还没有打印记录。打印或保存一份报表之后，这里会列出它。"), (self.button,),
        )  # fmt: skip
        self.table.opened.connect(self._open)

    def show_found(self, found: tuple[Printing, ...]) -> None:
        """List these."""
        self._found = found
        self.show_rows([_words(one) for one in found])

    def _open(self, row: int) -> None:
        if 0 <= row < len(self._found):
            self.printing_wanted.emit(self._found[row])


def _words(one: Printing) -> tuple[str, ...]:
    return (
        title_of(one.job, one.title), f"{one.moment:%Y-%m-%d %H:%M}", one.scope, _(_WAYS.get(one.way, one.way)), one.target,
        f"{one.pages:,}" if one.pages else "—", signed(one.user), _("完整") if one.unmasked else _("脱敏"),
    )  # fmt: skip
