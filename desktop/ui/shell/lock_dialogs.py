"""Turning the lock on: a passphrase, then a recovery sheet that is printed and of which two groups are typed back."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.operations import locking
from desktop.operations.locking import NewSheet, SheetCheck, Unfit
from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Kind, Label, Note, TallButton, TextBox, Title, wrapped
from desktop.ui.kit.files import save_as
from desktop.ui.kit.help import Dialog
from desktop.ui.kit.tasks import Tasks
from models import clock
from models.database.errors import DatabaseError
from models.words import _

if TYPE_CHECKING:
    from desktop.reports.document import Document

_WIDTH, _MONO = 560, "monospace"


class NewPassphrase(QWidget):
    """A passphrase typed twice, and what makes a good one; `accepted` at Enter."""

    accepted = Signal()

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.first, self.second = TextBox(), TextBox()
        column = layouts.column(parent=self, gap=6)
        for box, words in ((self.first, _("口令")), (self.second, _("再输一次"))):
            box.setAccessibleName(words)
            box.setEchoMode(QLineEdit.EchoMode.Password)
            box.returnPressed.connect(self.accepted)
            layouts.add(column, Note(words, "text2"), box)
        column.addWidget(wrapped(f"{_('至少八个字符，几个词连起来最好记。')}{hint}"))

    def check(self, name: str) -> None:
        """Raise Unfit with a sentence where it cannot be the passphrase of this person."""
        locking.check_passphrase(self.first.text(), self.second.text(), name)


class LockDialog(Dialog):
    """Asks for a `name` and `passphrase`, for a `sheet`, or for both one after the other."""

    RECIPE = "lock"

    def __init__(  # noqa: PLR0913 - of what, over which window, and what is asked
        self, path: Path, school: str, parent: QWidget, tasks: Tasks, *, person: str | None, paper: bool
    ) -> None:
        super().__init__(parent)
        self._path, self._school, self._tasks, self._with_paper = path, school, tasks, paper
        self.sheet: NewSheet = locking.new_sheet(path)
        title = _("给数据库加锁") if paper else _("设置口令")
        title = _("换一张恢复纸") if person is None else title
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        self.said = Label(ink="danger", wrapped=True)
        self.back = TallButton(_("取消"), Kind.GHOST).leads(self.reject)
        self.next = TallButton(_("继续"), Kind.PRIMARY).leads(self._go_on)
        self.pages = layouts.stack(self._asking(person or ""), self._sheet_page())
        layouts.column(
            Title(title, 16), (self.pages, 1), self.said, layouts.row(self.back, layouts.STRETCH, self.next),
            parent=self, gap=10, margins=(24, 20, 24, 20),
        )  # fmt: skip
        if person is None:
            self.pages.setCurrentIndex(1)
        else:
            (self.given.first if person else self.who).setFocus()

    @property
    def name(self) -> str:
        """Whose passphrase it is."""
        return self.who.text().strip()

    @property
    def passphrase(self) -> str:
        """What was typed twice."""
        return self.given.first.text()

    def _asking(self, person: str) -> QWidget:
        self.who = TextBox(_("谁的口令"), text=person)
        self.who.returnPressed.connect(self._go_on)
        self.given = NewPassphrase(_("程序里没有“找回口令”：忘了只能用恢复纸，或由另一位有口令的人打开。"))
        self.given.accepted.connect(self._go_on)
        page = QWidget()
        layouts.column(Note(_("谁的口令"), "text2"), self.who, self.given, layouts.STRETCH, parent=page, gap=6)
        return page

    def _sheet_page(self) -> QWidget:
        page = QWidget()
        told = Label(
            _("请打印或抄下恢复纸，锁进保险柜。忘记口令时，只有它和别人的口令能打开数据和备份。"), "text2", wrapped=True
        )
        column = layouts.column(told, parent=page, gap=8)
        groups = self.sheet.groups
        for start in (0, 4):
            shown = "　".join(f"{n + 1}  {groups[n]}" for n in range(start, start + 4))
            line = QLabel(shown)
            face = line.font()
            face.setFamily(_MONO)
            line.setFont(face)
            column.addWidget(line)
        self.print = TallButton(_("打印…"), icon="print").leads(self._print)
        self.save = TallButton(_("存成 PDF…")).leads(self._save)
        layouts.add(column, layouts.row(self.print, self.save, layouts.STRETCH, gap=8))
        again = Note(_("照着纸把这两组输回来，才算数："), "text2")
        self.boxes = {number: TextBox() for number in self.sheet.asked}
        row = layouts.row(gap=8)
        for number, box in self.boxes.items():
            box.setAccessibleName(_("恢复纸第 {number} 组").format(number=number))
            box.setPlaceholderText(_("第 {number} 组").format(number=number))
            box.returnPressed.connect(self._go_on)
            row.addWidget(box)
        layouts.add(column, 6, again, row)
        column.addStretch(1)
        return page

    def _paper(self) -> "Document":
        from desktop.reports.recovery_paper import recovery_paper

        return recovery_paper(self.sheet.groups, self._school, self._path.name, self.sheet.name, clock.today())

    def _print(self) -> None:
        """Ask for a printer, as for any paper; nothing of it is written to the disk."""
        from desktop.ui.printing.direct_print import DirectPrint

        work = DirectPrint(self._paper(), f"{_('恢复纸')} {self.sheet.name}", self._tasks, self)
        work.printed.connect(self._printed)
        work.refused.connect(self.said.setText)
        work.file_wanted.connect(self._save)
        work.start()

    def _printed(self, printer: str) -> None:
        words = _("恢复纸已送到打印机“{queue}”；请取来收好，照着它输入下面两组")
        self.said.setText(words.format(queue=printer))

    def _save(self) -> None:
        from desktop.reports.report import render

        target = save_as(self, _("恢复纸"), f"{_('恢复纸')} {self.sheet.name}", (".pdf",))
        if target is None:
            return
        try:
            render(self._paper(), target)
        except OSError as error:
            self.said.setText(str(error))
        else:
            self.said.setText(_("恢复纸已写入 {file}；请打印收好，再删除这个文件").format(file=target))

    def _go_on(self) -> None:
        try:
            if self.pages.currentIndex() == 0:
                self.given.check(self.name)
                if self._with_paper:
                    self.pages.setCurrentIndex(1)
                    self.said.clear()
                    next(iter(self.boxes.values())).setFocus()
                    return
            else:
                self.sheet.check({number: box.text() for number, box in self.boxes.items()})
        except Unfit as error:
            self.said.setText(str(error))
            return
        self.accept()


class SheetCheckDialog(Dialog):
    """Asks whether the recovery sheet is there: typed as a whole, or where it is; `confirm` says what came of it, or raises."""

    RECIPE = "lock"

    def __init__(self, known: SheetCheck, parent: QWidget, confirm: Callable[[str, str], str]) -> None:
        super().__init__(parent)
        self._confirm, self.told = confirm, ""
        self.setWindowTitle(_("核对恢复纸"))
        self.setMinimumWidth(_WIDTH)
        seen = _("编号 {name}，上次核对 {day}").format(name=known.name, day=known.seen.isoformat())
        words = _("忘了口令时只有它能打开数据库和备份。请找出来照着输入八组字符，或写明它放在哪里。")
        self.typed, self.where = TextBox(), TextBox()
        self.typed.setAccessibleName(_("恢复纸上的八组字符"))
        self.typed.setPlaceholderText(_("八组字符，不分大小写，空格可有可无"))
        self.typed.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self.where.setAccessibleName(_("放在哪里"))
        self.where.setPlaceholderText(_("如 校长室保险柜，王主任保管"))
        self.where.setText(known.place)
        self.said = Label(ink="danger", wrapped=True)
        self.later = TallButton(_("以后再说"), Kind.GHOST).leads(self.reject)
        self.done_button = TallButton(_("确认"), Kind.PRIMARY).leads(self._take)
        for box in (self.typed, self.where):
            box.returnPressed.connect(self._take)
        layouts.column(
            Title(_("恢复纸还在吗？"), 16), Note(seen, "text2"), wrapped(words),
            Note(_("恢复纸上的八组字符"), "text2"), self.typed, Note(_("放在哪里"), "text2"), self.where, self.said,
            layouts.row(self.later, layouts.STRETCH, self.done_button),
            parent=self, gap=8, margins=(24, 20, 24, 20),
        )  # fmt: skip
        self.typed.setFocus()

    def _take(self) -> None:
        try:
            self.told = self._confirm(self.typed.text(), self.where.text())
        except (Unfit, DatabaseError) as error:
            self.said.setText(str(error))
            return
        self.accept()
