"""The error report, to be read before it is given to anybody: copied, saved, and the folder of the log beside it."""

from PySide6.QtCore import QSysInfo, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.atomic_file import deliver
from desktop.fault_report import Harmless
from desktop.operations.error_report import error_report
from desktop.ui.kit import layouts
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, IconButton, Kind, Note, Title
from desktop.ui.kit.errors import trouble_of
from desktop.ui.kit.files import save_as
from desktop.ui.kit.overlay import PanelOverlay, open_overlay
from desktop.ui.kit.text_view import TextView
from models import clock
from models.words import _

_WIDTH, _HEIGHT = 760, 600
_PERCENT = 100


class ReportSheet(QWidget):
    """The report of a fault, or of how it stands where there was none; `log_wanted` for the folder of the log."""

    log_wanted = Signal()

    def __init__(self, place: AppContext, details: Harmless) -> None:
        super().__init__()
        self._place = place
        self.close_ = IconButton("dismiss", _("关闭"), "Esc")
        self.text = TextView(_("错误报告"))
        self.told = Note(ink="text2")
        self.copy, self.log = Button(_("复制"), icon="copy"), Button(_("打开日志文件夹"), icon="folder_open")
        self.save = Button(_("保存报告…"), Kind.PRIMARY, icon="save")
        for button, act in ((self.copy, self._copy), (self.save, self._save), (self.log, self.log_wanted.emit)):
            button.setEnabled(False)
            button.clicked.connect(act)
        self.log.setEnabled(True)
        self.setFocusProxy(self.text)
        self._lay_out()
        screen = screen_facts(place)
        place.tasks.read(
            lambda _progress: error_report(place.database, details=details, screen=screen), self._show, receiver=self
        )

    def _lay_out(self) -> None:
        why = Note(
            _(
                "里面没有姓名、号码、单位名称等任何记录内容，也没有账户名；可以先看一遍，再发给维护人员。程序不会自己发送。"
            ),
            "text2",
            wrapped=True,
        )
        head = layouts.row((Title(_("错误报告"), 16), 1), self.close_, margins=(20, 14, 12, 4))
        foot = layouts.row((self.told, 1), self.log, self.copy, self.save, gap=8, margins=(20, 4, 20, 16))
        body = layouts.column(why, (self.text, 1), gap=8, margins=(20, 0, 20, 4))
        layouts.column(head, (body, 1), foot, parent=self, gap=0)

    def _show(self, report: str) -> None:
        self.text.setPlainText(report)
        for button in (self.copy, self.save):
            button.setEnabled(True)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.told.setText(_("已复制"))

    def _save(self) -> None:
        name = _("双元错误报告 {time}").format(time=f"{clock.now():%Y-%m-%d %H%M}")
        target = save_as(self, _("保存报告"), name, (".txt",))
        if target is None:
            return
        try:
            deliver(self.text.toPlainText().encode(), target)
            self.told.setText(_("已保存到 {file}").format(file=target.name))
        except OSError as error:
            self.told.setText(trouble_of(error).sentence)


def screen_facts(place: AppContext) -> dict[str, str]:
    """What only the window knows of the computer and of how it is dressed."""
    screens = (
        f"{round(s.size().width() * s.devicePixelRatio())}×{round(s.size().height() * s.devicePixelRatio())}"
        f" {round(s.devicePixelRatio() * _PERCENT)} %"
        for s in QGuiApplication.screens()
    )
    dressed = (str(place.settings.get(key)) for key in ("language", "theme", "text", "density"))
    return {
        "Qt": f"{qVersion()} {QGuiApplication.platformName()} {QSysInfo.buildAbi()}",
        _("屏幕"): ", ".join(screens),
        _("界面"): ", ".join(dressed),
    }


def show_report(place: AppContext, details: Harmless) -> PanelOverlay:
    """Lay it over the window."""
    content = ReportSheet(place, details)
    return open_overlay(place.window, content, _WIDTH, _HEIGHT, content.close_.clicked)
