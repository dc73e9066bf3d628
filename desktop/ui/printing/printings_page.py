"""What was printed and saved: when, by whom, how many pages, masked or not, and printing it again."""

from PySide6.QtCore import Signal

from desktop.reports.job_json import title_of
from desktop.ui.kit.controls import Button
from desktop.ui.printing.saved_table import SavedColumn, SavedPage, SavedTable, who
from models.database.printings import Printing
from models.words import N_, _

_WAYS = {"print": N_("打印"), ".pdf": "PDF", ".xlsx": "Excel", ".txt": N_("纯文本")}


class PrintingsPage(SavedPage):
    """`printing_wanted` with the printing to open in the print centre."""

    printing_wanted = Signal(object)

    def __init__(self) -> None:
        self._found: tuple[Printing, ...] = ()
        self.button = Button(_("再印"), icon="print")
        self.button.setToolTip(_("用当时的范围和选项打开，数据按现在的重新生成"))
        headings = (
            SavedColumn(_("报表名称"), 190), SavedColumn(_("时间"), 130), SavedColumn(_("范围"), 0), SavedColumn(_("方式"), 70),
            SavedColumn(_("去向"), 220), SavedColumn(_("页数"), 64, number=True), SavedColumn(_("打印人"), 100),
            SavedColumn(_("证件号"), 90),
        )  # fmt: skip
        super().__init__(
            SavedTable(headings, _("打印记录")), _("打印和保存过的报表，最近的在前。"),
            _("还没有打印记录。打印或保存一份报表之后，这里会列出它。"), (self.button,),
        )  # fmt: skip
        self.button.clicked.connect(lambda: self._open(self.row))
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
        f"{one.pages:,}" if one.pages else "—", who(one.user), _("完整") if one.unmasked else _("脱敏"),
    )  # fmt: skip
