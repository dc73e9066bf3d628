"""Compares the file with what was written to it when the program did not end well, beside the work, and offers to mend it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.operations.done import Done
from desktop.operations.mending import accept_loss, mend, verify
from desktop.ui.kit.context import AppContext
from desktop.ui.shell.message_banner import MessageBanner
from models.database.integrity import Findings
from models.words import _, clauses


class FileCheck(QObject):
    """Tells through the banner; `begin` once the window stands. `checked` when the whole file was looked through."""

    checked = Signal()

    def __init__(self, place: AppContext, telling: MessageBanner, parent: QObject) -> None:
        super().__init__(parent)
        self._place, self._telling = place, telling

    def begin(self, notes: Sequence[str]) -> None:
        """Tell what was put right or is lost, and look through the file after an unclean end."""
        file = self._place.database.file
        if file is not None and file.lost is not None:
            self._telling.ask(clauses(notes), _("知道了，不再提示"), self._accept)
        elif notes:
            self._telling.warn(clauses(notes))
        if file is not None and file.unclean:
            self.check()

    def check(self, *, asked: bool = False) -> None:
        """Look through the file; work goes on meanwhile. Whoever `asked` for it is told of a sound file, too."""
        database = self._place.database
        self._place.tasks.read(
            lambda progress: verify(database, progress),
            partial(self._show_findings, asked=asked),
            receiver=self,
            name=_("核对数据库"),
        )

    def _show_findings(self, found: Findings, *, asked: bool) -> None:
        self.checked.emit()
        file = self._place.database.file
        if found.sound and asked:
            self._place.say(_("已核对，全部记录与操作记录一致"))
        elif found.sound:
            if self._telling.banner.isHidden():  # nothing more important stands there
                self._telling.say(_("上次没有正常关闭；已核对，全部记录与操作记录一致"))
        elif found.mendable and file is not None and file.lost is None:
            self._telling.ask(found.sentence, _("按操作记录修复"), lambda: self._mend(found))
        else:  # where acts are missing the records may be right and the log too short
            self._telling.alarm(found.sentence)

    def _mend(self, found: Findings) -> None:
        database = self._place.database
        self._place.tasks.write(
            _("修复数据库"), lambda progress: mend(database, found, progress), self._mended, receiver=self
        )

    def _mended(self, done: Done) -> None:
        self._telling.done(done)
        self.check()

    def _accept(self) -> None:
        accept_loss(self._place.database)
        self._telling.let_go()
