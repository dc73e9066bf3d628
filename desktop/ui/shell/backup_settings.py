"""The part of the settings about backups and checks: one now, the backup disk, rehearsed restores, and the way back."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Button, Kind, Note, wrapped
from desktop.ui.kit.dialogs import ask_first
from desktop.ui.kit.files import folder_to_use
from desktop.ui.kit.theme import tint
from desktop.ui.kit.times import time_words
from models.database import second_place
from models.database.last_check import LastCheck
from models.database.rehearsal import Rehearsal, log_of
from models.words import _, joined

if TYPE_CHECKING:
    from desktop.ui.shell.auto_backup import AutoBackup

_SHOWN = 3  # rehearsals


class SecondRow(QWidget):
    """Which backup disk is used, what is on it, and choosing another one or none."""

    def __init__(self) -> None:
        super().__init__()
        self._keeper: AutoBackup | None = None
        self.state = Note("", "text")
        self.choose = Button(_("选择备份盘…"), icon="database").leads(self._choose)
        self.decline = Button(_("不用备份盘")).leads(self._decline)
        layouts.row(self.choose, self.decline, self.state, parent=self, gap=12)

    def accompany(self, keeper: "AutoBackup") -> None:
        """Show what it knows, now and later."""
        self._keeper = keeper
        self.show_state()

    def show_state(self) -> None:
        """Say how it stands."""
        keeper = self._keeper
        if keeper is None:
            return
        place = keeper.second
        self.choose.setText(_("换一个备份盘…") if place is not None else _("选择备份盘…"))
        self.decline.setVisible(not keeper.declined)
        if place is None:
            self.state.setText(_("不用备份盘") if keeper.declined else _("还没有选"))
            tint(self.state, ink="text2" if keeper.declined else "warn")
            return
        there = second_place.find(place)
        last = _("还没有备份") if place.made is None else _("最近一份 {when}").format(when=time_words(place.made))
        where = str(there) if there is not None else _("没有插上（上次在 {folder}）").format(folder=place.folder)
        self.state.setText(joined((where, last)))
        tint(self.state, ink="text" if there is not None else "text2")

    def _choose(self) -> None:
        folder = folder_to_use(self, _("用哪个盘或文件夹放备份"), Path(Path.home().anchor))
        if folder is not None and self._keeper is not None:
            self._keeper.use_second(folder)

    def _decline(self) -> None:
        if self._keeper is not None:
            self._keeper.decline_second()


class ReadableRow(QWidget):
    """Backups in the clear of a database that is locked, and what may be done with them."""

    def __init__(self) -> None:
        super().__init__()
        self._keeper: AutoBackup | None = None
        self.lock = Button(_("给它们加锁"), icon="lock_closed").leads(
            lambda: self._keeper.lock_readable() if self._keeper is not None else None
        )
        self.remove = Button(_("删除…"), icon="delete").leads(self._ask)
        self.state = wrapped("", "text")
        layouts.row(self.lock, self.remove, (self.state, 1), parent=self, gap=12)

    def accompany(self, keeper: "AutoBackup") -> None:
        """Show what it knows, now and later."""
        self._keeper = keeper
        keeper.changed.connect(self.show_state)
        self.show_state()

    def show_state(self) -> None:
        """Say how many there are, and where."""
        found = self._keeper.readable() if self._keeper is not None else ""
        self.state.setText(found or _("没有：备份都已加锁"))
        tint(self.state, ink="warn" if found else "text2")
        self.lock.setVisible(bool(found))
        self.remove.setVisible(bool(found))

    def _ask(self) -> None:
        words = _("先另做一份加锁的备份，核对无误，备份盘上也放一份，再删除它们。删除以后不能用它们恢复。")
        ask_first(self.window(), _("删除没有加锁的备份？"), words, _("删除"), self._remove, kind=Kind.DANGER)

    def _remove(self) -> None:
        if self._keeper is not None:
            self._keeper.remove_readable()


class FileCheckRow(QWidget):
    """What comparing the whole file with its records came to last, and doing it now; `wanted` when the person asks for it."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.now = Button(_("现在检查"), icon="arrow_sync").leads(self.wanted)
        self.state = wrapped("", "text")
        layouts.row(self.now, (self.state, 1), parent=self, gap=12)

    def show_last(self, last: LastCheck | None) -> None:
        """Say what it came to."""
        if last is None:
            self.state.setText(_("还没有做过"))
            tint(self.state, ink="text2")
            return
        found = last.sentence or _("全部记录与操作记录一致")
        self.state.setText(joined((time_words(last.moment), found)))
        tint(self.state, ink="danger" if last.count else "text2")


class RehearsalRow(QWidget):
    """What rehearsed restores came to, the latest first, and one now; `wanted` when the person asks for it."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.now = Button(_("现在演练"), icon="arrow_sync").leads(self.wanted)
        self._lines: QVBoxLayout = layouts.column(gap=2)
        self.lines: list[Note] = []
        layouts.row(self.now, self._lines, parent=self, gap=12)

    def show_log(self, path: Path) -> None:
        """Show the latest lines."""
        layouts.clear(self._lines)
        made = log_of(path)[:_SHOWN]
        self.lines = [_line(one) for one in made] or [Note(_("还没有做过"), "text2")]
        for line in self.lines:
            line.setMinimumHeight(line.sizeHint().height())
            self._lines.addWidget(line)


def _line(made: Rehearsal) -> Note:
    from desktop.ui.shell.auto_backup import rehearsed_words

    when = time_words(datetime.fromisoformat(made.time))
    state = _("没有通过") if made.fault else _("通过")
    note = Note(joined((f"{when} {state}", rehearsed_words(made))), "danger" if made.fault else "text2")
    note.setToolTip(made.backup)
    return note
