"""The head of the print centre: its tabs, how much paper it is, and where it may go."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Button, IconButton, Kind, Note, Title
from desktop.ui.kit.tabs import Tabs
from desktop.ui.kit.theme import GUTTER, TITLE
from models.words import _

HEIGHT = 52
FORMS, SCHEMES, RECORDS = range(3)


class CentreHead(QWidget):
    """Tabs over forms, schemes and records; the buttons are wired by the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.tabs = Tabs(HEIGHT)
        self.tabs.setAccessibleName(_("打印中心"))
        self.tabs.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for words in (_("报表"), _("方案"), _("打印记录")):
            self.tabs.add(words, 0)
        self.count = Note("", "text2")
        self.excel = Button(_("Excel"), icon="arrow_download")
        self.pdf = Button(_("PDF"), icon="document_pdf")
        self.more = IconButton("more_horizontal", _("更多保存方式"))
        self.print = Button(_("打印"), Kind.PRIMARY, icon="print", keys="Ctrl+P")
        self.excel.setAccessibleName(_("保存为 Excel 工作簿"))
        self.pdf.setAccessibleName(_("保存为 PDF"))
        self.menu = QMenu(self)
        # made by us: PySide takes one that Qt made for gone as soon as a form is let go of
        self.each = tuple(QAction(words, self.menu) for words in (_("每条记录一个 PDF…"), _("每条记录一个 Excel…")))
        self.text = QAction(_("保存为纯文本…"), self.menu)
        self.menu.addActions(self.each)
        self.menu.addSeparator()
        self.menu.addAction(self.text)
        self.more.clicked.connect(lambda: self.menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft())))
        self._outlets = (self.excel, self.pdf, self.more, self.print)
        layouts.row(
            Title(_("打印中心"), TITLE), 2, self.tabs, layouts.STRETCH, self.count, 6, *self._outlets,
            parent=self, gap=8, margins=(GUTTER, 0, 16, 0),
        )  # fmt: skip

    def set_state(self, words: str, pages: str, *, ready: bool, separable: bool) -> None:
        """Say how much it is; nothing goes out before it is known."""
        self.count.setText(words)
        self.print.setText(_("打印 {count} 页").format(count=pages) if ready else _("打印"))
        for button in self._outlets:
            button.setEnabled(ready)
        for action in self.each:
            action.setEnabled(ready and separable)

    def show_outlets(self, *, on: bool) -> None:
        """Paper goes out from where it is seen only."""
        for widget in (self.count, *self._outlets):
            widget.setVisible(on)
