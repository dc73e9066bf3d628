"""Choosing a printer of a computer with CUPS, how many copies, and on which sides."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QWidget

from desktop.reports.cups import Sending, page_ranges, queues, why_none
from desktop.ui.form.dropdown import WordBox
from desktop.ui.kit import layouts
from desktop.ui.kit.choices import Segmented
from desktop.ui.kit.controls import Button, Kind, Label, TextBox, Title, wrapped
from desktop.ui.kit.help import Dialog
from desktop.ui.kit.tasks import Tasks
from desktop.ui.kit.theme import tint
from models.schema.complaints import Severity
from models.words import _

MOST_COPIES = 99
Found = tuple[tuple[str, ...], str]
_LABEL = 66


class PrintDialog(Dialog):
    """Printer, pages, copies, sides; `sent` with a Sending when a person decided, `file_wanted` when a file shall do.

    `find` gives the printers there are, or why there are none.
    """

    RECIPE = "print"

    sent = Signal(object)
    file_wanted = Signal()

    def __init__(  # noqa: PLR0913 - what is printed, and where it may go
        self,
        tasks: Tasks,
        sending: Sending,
        pages: int,
        usual: str,
        parent: QWidget | None = None,
        *,
        find: Callable[[], Found] | None = None,
    ) -> None:
        super().__init__(parent)
        self._sending = sending
        self._usual = usual
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("打印"))
        self.setFixedWidth(420)
        self.printer = WordBox()
        self.printer.setAccessibleName(_("打印机"))
        self.printer.setPlaceholderText(_("正在查找打印机"))
        self.copies = TextBox(_("份数"), text="1", width=64)
        self.copies.setValidator(QIntValidator(1, MOST_COPIES, self))
        self._count = pages
        self.pages = TextBox(_("页码范围"), hint=_("全部，或如 1-3，5"))
        self.pages.textEdited.connect(lambda _text: self._judge_pages())
        self.sides = Segmented(((False, _("单面")), (True, _("双面"))), _("单双面"), key=sending.both_sides)
        self.note = wrapped(_("文件原样送到打印机，和预览一致。"))
        self.accept_button = Button(_("打印 {count} 页").format(count=pages), Kind.PRIMARY)
        self.save_button = Button(_("保存为 PDF"))
        self.save_button.hide()
        self._lay_out(pages)
        tasks.read(lambda _progress: (find or _looked)(), self._offer, receiver=self)

    def _lay_out(self, pages: int) -> None:
        column = layouts.column(
            Title(_("打印“{title}”，{count} 页").format(title=self._sending.title, count=pages), 16),
            parent=self, gap=12, margins=(24, 20, 24, 18),
        )  # fmt: skip
        rows = (
            (_("打印机"), self.printer), (_("页码"), self.pages), (_("份数"), self.copies), (_("单双面"), self.sides),
        )  # fmt: skip
        for words, editor in rows:
            label = Label(words, "text2")
            label.setFixedWidth(_LABEL)
            wide = editor in (self.printer, self.pages)
            row = layouts.row(label, (editor, 1 if wide else 0), None if wide else layouts.STRETCH)
            layouts.add(column, row)
        column.addWidget(self.note)
        cancel = Button(_("取消")).leads(self.reject)
        self.accept_button.setEnabled(False)
        self.accept_button.clicked.connect(self._send)
        self.save_button.clicked.connect(self._save)
        foot = layouts.row(layouts.STRETCH, cancel, self.save_button, self.accept_button)
        layouts.add(column, 4, foot)

    def _offer(self, found: Found) -> None:
        names, why = found
        self.printer.words = names
        self.accept_button.setEnabled(bool(names))
        self.save_button.setVisible(not names)
        self.printer.setPlaceholderText("")
        if names:
            self.printer.setText(self._usual if self._usual in names else names[0])
            self.accept_button.setFocus()
        else:
            self.printer.setEnabled(False)
            self.save_button.setFocus()
            self._say(why, ink="text3")

    def _say(self, sentence: str, ink: str = "danger") -> None:
        """Say something in as many lines as it needs."""
        self.note.setText(sentence)
        tint(self.note, ink=ink)
        self.adjustSize()

    def _judge_pages(self) -> tuple[str, int] | None:
        """The pages asked for and how many; None when it cannot be read, which the box then shows."""
        text = self.pages.text().strip()
        try:
            found = page_ranges(text, self._count) if text else ("", self._count)
        except ValueError:
            found = None
        self.pages.complain(None if found else Severity.ERROR)
        words = _("页码写成 1-3，5 这样，在 1 到 {count} 之间").format(count=self._count)
        self.pages.setToolTip("" if found else words)
        if found:
            self.accept_button.setText(_("打印 {count} 页").format(count=found[1]))
        return found

    def _send(self) -> None:
        name = self.printer.text().strip()
        if name not in self.printer.words:
            self._say(_("没有名为“{name}”的打印机，请从列表中选择").format(name=name))
            return
        pages = self._judge_pages()
        if pages is None:
            self._say(self.pages.toolTip())
            self.pages.setFocus()
            return
        chosen = replace(
            self._sending, queue=name, copies=max(int(self.copies.text() or 1), 1),
            both_sides=self.sides.key is True, pages=pages[0], count=pages[1],
        )  # fmt: skip
        self.accept()
        self.sent.emit(chosen)

    def _save(self) -> None:
        self.reject()
        self.file_wanted.emit()


def _looked() -> Found:
    """The printers there are, or why there are none."""
    names = queues()
    return names, "" if names else why_none()
