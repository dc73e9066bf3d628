"""What an import would do, before anything is written: the counts, and every row that cannot go in with its reason."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.exchange.columns import columns_of
from desktop.exchange.plan import Action, ImportPlan, ImportRow
from desktop.ui.controls import Button, Kind, Note, Title
from desktop.ui.grid.table import ROW_HEIGHT, CellPainter
from desktop.ui.theme import font, tint
from models.schema.showing import text_of
from models.words import N_, _

_FATES = (
    (Action.INSERT, N_("新增"), "accent_text"),
    (Action.UPDATE, N_("修改"), "accent_text"),
    (Action.UNCHANGED, N_("不变"), "text3"),
    (Action.REJECT, N_("拒绝"), "danger"),
)
_SHOWN = 2000  # rejected rows in the table; all of them go into the workbook of errors


class ImportPreview(QDialog):
    """Accepted when the person wants the rows that are right to be written."""

    def __init__(self, made: ImportPlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan = made
        self.setWindowTitle(_("导入{label}").format(label=_(made.entity.label)))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 560)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(Title(made.path.name, 16))
        column.addWidget(Note(self._meaning()))
        column.addWidget(self._figures())
        column.addWidget(self._table(), 1)
        column.addLayout(self._buttons())

    def _meaning(self) -> str:
        words = _("尚未导入。工作表：{sheets}").format(sheets="、".join(self.plan.sheets))
        if self.plan.unused:
            words += _("；没有用到的列：{columns}").format(columns="、".join(self.plan.unused[:8]))
        return words

    def _figures(self) -> QWidget:
        totals = self.plan.totals()
        figures = QWidget()
        figures.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(figures)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(40)
        for action, word, ink in _FATES:
            cell = QVBoxLayout()
            number = QLabel(f"{totals[action.value]:,}")
            number.setFont(font(24, QFont.Weight.DemiBold))
            number.setFixedHeight(36)
            tint(number, ink=ink if totals[action.value] else "disabled")
            cell.addWidget(number)
            cell.addWidget(Note(_(word)))
            cell.setSpacing(0)
            row.addLayout(cell)
        row.addStretch(1)
        return figures

    def _table(self) -> QTableWidget:
        troubled = [row for row in self.plan.rows if row.errors or row.warnings]
        troubled.sort(key=lambda row: not row.errors)
        table = QTableWidget(min(len(troubled), _SHOWN), 4)
        table.setHorizontalHeaderLabels([_("位置"), _("记录"), _("结果"), _("原因")])
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setAccessibleName(_("有问题的行"))
        table.setItemDelegate(CellPainter(table))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, row in enumerate(troubled[:_SHOWN]):
            for cell, words in enumerate(self._told(row)):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                table.setItem(place, cell, item)
        for cell, width in enumerate((150, 130, 60)):
            table.setColumnWidth(cell, width)
        table.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        return table

    def _told(self, row: ImportRow) -> tuple[str, str, str, str]:
        columns = columns_of(self.plan.entity)
        name = next((n for n in ("name", self.plan.entity.display) if n in columns and row.values.get(n)), None)
        shown = text_of(columns[name].field, row.values[name], masked=True) if name else ""
        reasons = "；".join(f"{columns[e.field].label}：{e.message}" for e in (*row.errors, *row.warnings))
        place = _("{sheet} 第 {row} 行").format(sheet=row.sheet, row=row.number)
        return place, shown, _("拒绝") if row.errors else _("提醒"), reasons

    def _buttons(self) -> QHBoxLayout:
        totals = self.plan.totals()
        count, rejected = totals[Action.INSERT] + totals[Action.UPDATE], totals[Action.REJECT]
        words = _("导入 {count} 行").format(count=f"{count:,}")
        if rejected:
            words = _("导入 {count} 行，跳过 {rejected} 行").format(count=f"{count:,}", rejected=f"{rejected:,}")
        self.give_back, self.cancel = Button(_("另存被拒绝的行…")), Button(_("取消"))
        self.apply = Button(words if count else _("没有要导入的内容"), Kind.PRIMARY)
        self.apply.setEnabled(bool(count))
        self.give_back.setVisible(bool(rejected))
        self.give_back.clicked.connect(self._give_back)
        self.cancel.clicked.connect(self.reject)
        self.apply.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addWidget(self.give_back)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.apply)
        return row

    def _give_back(self) -> None:
        from desktop.exchange.returning import write_errors
        from desktop.ui.files import save_as

        target = save_as(
            self, _("另存被拒绝的行"), _("{name}（被拒绝的行）").format(name=self.plan.path.stem), (".xlsx",)
        )
        if target is not None:
            write_errors(self.plan, target)
