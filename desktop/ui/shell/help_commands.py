"""The menu of help: what the acts of its group do, and the button in the navigation that opens it."""

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtWidgets import QMenu, QWidget

from desktop import program_log
from desktop.fault_report import Harmless
from desktop.keys import HELP
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.files import open_folder
from desktop.ui.kit.popup import pop_up
from desktop.ui.shell.actions import Actions
from desktop.ui.shell.message_banner import MessageBanner
from models.database import permissions
from models.words import _

_AGAIN = 20_000  # milliseconds until the banner is looked at again


class HelpCommands(QObject):
    """Opens what the acts of help are about."""

    def __init__(self, place: AppContext, telling: MessageBanner, parent: QObject) -> None:
        super().__init__(parent)
        self._place, self._telling = place, telling

    def connect_to(self, acts: Actions) -> None:
        """Let the acts be done here."""
        acts.about.triggered.connect(lambda _on=False: self.show_about())
        acts.report.triggered.connect(lambda _on=False: self.show_report())
        acts.log.triggered.connect(lambda _on=False: self.open_log())

    def menu(self, acts: Actions, at: QWidget) -> QMenu:
        """The keys, and every act of the group, above the button that asked."""
        menu = QMenu(at)
        menu.addAction(acts.keymap)
        menu.addActions(acts.groups[HELP])
        pop_up(menu, at.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
        return menu

    def offer_report(self) -> None:
        """Say once that the program died the last time, as soon as nothing more important stands in the banner."""
        if not self._telling.banner.isHidden():
            QTimer.singleShot(_AGAIN, self, self.offer_report)
            return
        words = _("上次程序意外退出。错误报告里写着当时程序在哪里，可以交给维护人员")
        self._telling.offer(words, _("错误报告…"), self.show_report)

    def show_about(self) -> None:
        """The version and the licences."""
        from desktop.ui.shell.about_sheet import AboutSheet, show_about  # the window is there sooner without

        layer = show_about(self._place)
        sheet = layer.content
        assert isinstance(sheet, AboutSheet)
        sheet.log_wanted.connect(self.open_log)
        sheet.report_wanted.connect(layer.close_layer)
        sheet.report_wanted.connect(self.show_report)

    def show_report(self, details: Harmless = Harmless()) -> None:  # noqa: B008 - a text
        """The error report."""
        from desktop.ui.shell.report_sheet import ReportSheet, show_report  # as above

        sheet = show_report(self._place, details).content
        assert isinstance(sheet, ReportSheet)
        sheet.log_wanted.connect(self.open_log)

    def open_log(self) -> None:
        """The folder of the log, in the file manager."""
        place = program_log.folder()
        if place is None:
            self._place.say(_("这个账户没有个人文件夹，没有日志"))
            return
        try:
            permissions.new_folder(place)
        except OSError as error:
            self._place.report(error)
            return
        if not open_folder(place):
            self._place.say(_("日志在 {folder}").format(folder=place))
