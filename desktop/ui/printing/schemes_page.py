"""The schemes of the office: papers with their records and options under a name; opened, renamed, deleted."""

from PySide6.QtCore import Signal, SignalInstance

from desktop.reports.job_json import title_of
from desktop.ui.kit.controls import Button
from desktop.ui.printing.saved_table import SavedColumn, SavedPage, SavedTable, who
from models.database.printings import Scheme
from models.words import _


class SchemesPage(SavedPage):
    """`scheme_wanted`, `renaming_wanted` and `deleting_wanted` with a scheme."""

    scheme_wanted = Signal(object)
    renaming_wanted = Signal(object)
    deleting_wanted = Signal(object)

    def __init__(self) -> None:
        self.found: tuple[Scheme, ...] = ()
        self.open, self.rename = Button(_("打开"), icon="open"), Button(_("改名…"), icon="edit")
        self.delete = Button(_("删除"), icon="delete")
        headings = (
            SavedColumn(_("方案名称"), 240), SavedColumn(_("报表名称"), 200), SavedColumn(_("范围"), 0), SavedColumn(_("保存人"), 120),
            SavedColumn(_("保存时间"), 140),
        )  # fmt: skip
        super().__init__(
            SavedTable(headings, _("方案")), _("方案记住报表、范围、列和选项，本办公室的人都能用。"),
            _("还没有方案。在“报表”里选好范围和选项，按“存为方案”，下次从这里直接打开。"),
            (self.open, self.rename, self.delete),
        )  # fmt: skip
        for button, signal in (
            (self.open, self.scheme_wanted), (self.rename, self.renaming_wanted), (self.delete, self.deleting_wanted),
        ):  # fmt: skip
            button.clicked.connect(lambda _on=False, signal=signal: self._tell(signal, self.row))
        self.table.opened.connect(lambda row: self._tell(self.scheme_wanted, row))
        self.table.dropped.connect(lambda row: self._tell(self.deleting_wanted, row))

    def show_found(self, found: tuple[Scheme, ...]) -> None:
        """List these."""
        self.found = found
        self.show_rows(
            [(one.name, title_of(one.job, one.title), one.scope, who(one.user), _moment(one.time)) for one in found]
        )

    def _tell(self, signal: SignalInstance, row: int) -> None:
        if 0 <= row < len(self.found):
            signal.emit(self.found[row])


def _moment(time: str) -> str:
    return time.replace("T", " ")[:16]
