"""What the settings and the first run do about the lock of the file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.operations import locking
from desktop.operations.locking import Unfit
from desktop.operations.users import after
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.dialogs import agreed, ask_first, ask_line
from desktop.ui.shell.lock_dialogs import LockDialog, SheetCheckDialog
from desktop.ui.shell.message_banner import MessageBanner
from desktop.ui.start.unlock_panel import UnlockDialog
from models.access.rights import LOCK, Right
from models.database import key_files, key_slots, operator
from models.database.engine import opened_file
from models.database.errors import DatabaseError
from models.database.settings import is_sample, school_name, setting
from models.progress import Progress
from models.words import _, clauses

ON, OFF, REKEY, OWN, PERSON, REMOVE, SHEET, CHECK = "on", "off", "rekey", "own", "person", "remove", "sheet", "check"
_ASKED = "lock.asked"  # in the file: whether somebody was asked once
Work = Callable[[Path, Progress], str]


class LockCommands(QObject):
    """`relock_wanted` with a title and work that needs the file closed; returns what is told afterwards."""

    relock_wanted = Signal(str, object)

    def __init__(self, place: AppContext, telling: MessageBanner, window: QWidget) -> None:
        super().__init__(window)
        self._place, self._telling, self._window = place, telling, window

    @property
    def path(self) -> Path | None:
        """The file that is open."""
        file = self._place.database.file
        return file.path if file is not None else None

    @property
    def locked(self) -> bool:
        """Whether it has a lock."""
        return self.path is not None and key_files.is_locked(self.path)

    def offer(self) -> None:
        """Ask once whether the file shall be locked; never of a sample, and never again, whatever the answer."""
        database = self._place.database
        with database.reading() as connection:
            known = is_sample(connection) or bool(setting(connection, _ASKED))
        if known or self.locked or self.path is None or database.may(Right(LOCK)):
            return
        database.keep(_ASKED, value=True)
        words = _(
            "要给数据库加锁吗？加锁后，拿到电脑或备份盘的人读不到里面的号码。不需要就不用理会，以后在设置里也能加"
        )
        self._telling.offer(words, _("加锁…"), lambda: self.begin(ON))

    def begin(self, change: str) -> None:
        """Do what a button of the settings says."""
        path = self.path
        if path is None:
            return
        if change not in (ON, CHECK) and not agreed(UnlockDialog(path, self._window)):
            return  # whoever passes an open window must not change who opens the file
        try:
            self._changes[change](path)
        except (Unfit, DatabaseError, OSError) as error:
            self._telling.warn(str(error))

    @property
    def _changes(self) -> dict[str, Callable[[Path], None]]:
        own = operator.suggested()
        return {
            ON: self._on, OFF: self._off, REKEY: self._rekey, REMOVE: self._remove, SHEET: self._sheet,
            CHECK: self._check_sheet, OWN: partial(self._passphrase, person=own), PERSON: partial(self._passphrase, person=""),
        }  # fmt: skip

    def _asked(self, path: Path, person: str | None, *, paper: bool) -> LockDialog | None:
        with self._place.database.reading() as connection:
            school = school_name(connection)
        dialog = LockDialog(path, school, self._window, self._place.tasks, person=person, paper=paper)
        return dialog if agreed(dialog) else None

    def _on(self, path: Path) -> None:
        given = self._asked(path, operator.suggested(), paper=True)
        if given is None:
            return
        name, passphrase, sheet = given.name, given.passphrase, given.sheet
        self.relock_wanted.emit(
            _("正在加锁"), lambda file, progress: locking.turn_on(file, name, passphrase, sheet, progress)
        )

    def _off(self, _path: Path) -> None:
        words = _("以后拿到电脑或备份的人都能读到里面的号码。以前的备份仍用当时的口令打开。")
        self._confirm(_("去掉数据库的锁？"), words, _("去锁"), _("正在去锁"), locking.turn_off)

    def _rekey(self, _path: Path) -> None:
        words = _("口令和恢复纸照旧。钥匙可能被人拿到过时才需要；数据会重新加密一遍。")
        self._confirm(_("给数据库换一把钥匙？"), words, _("换钥匙"), _("正在换钥匙"), locking.change_key)

    def _confirm(self, title: str, words: str, doing: str, title_of_work: str, work: Work) -> None:
        ask_first(self._window, title, words, doing, lambda: self.relock_wanted.emit(title_of_work, work))

    def _passphrase(self, path: Path, *, person: str) -> None:
        given = self._asked(path, person, paper=False)
        if given is not None:
            self._place.say(locking.set_passphrase(path, given.name, given.passphrase))

    def _sheet(self, path: Path) -> None:
        given = self._asked(path, None, paper=True)
        if given is not None:
            self._place.say(locking.set_sheet(path, given.sheet))

    def remind(self) -> None:
        """Offer a passphrase to who came in by the recovery sheet; else ask once a term whether the sheet is still there.

        Where that is left unanswered again a week later. A user of the file has the passphrase set anew as a user.
        """
        if not self._telling.banner.isHidden():
            return
        opened = key_files.opened_with(opened_file(self._place.database.engine).key)
        if self._place.database.session is None and opened is not None and opened.kind == key_slots.SHEET:
            words = _("这次是用恢复纸打开的：忘了口令请现在另设一个，纸放回原处收好")
            self._telling.offer(words, _("设口令…"), lambda: self.begin(OWN))
        elif locking.sheet_to_check(self._place.database) is not None:
            words = _("该核对恢复纸了：忘了口令时只有它能打开数据库和备份，请看看它还在不在")
            self._telling.offer(words, _("现在核对…"), lambda: self.begin(CHECK))

    def _check_sheet(self, _path: Path) -> None:
        known = locking.sheet_of(self._place.database)
        if known is None:
            raise Unfit(_("没有恢复纸；请先换一张恢复纸"))
        dialog = SheetCheckDialog(known, self._window, partial(locking.confirm_sheet, self._place.database))
        if agreed(dialog):
            self._telling.let_go()
            self._place.say(dialog.told)

    def shut_out(self, name: str) -> None:
        """Let the passphrase of a user who was disabled open the lock no more, where the file has one and it does."""
        if self.locked:
            self.relock_wanted.emit(_("正在换钥匙"), lambda file, _progress: clauses(after(file, "disable", name)))

    def _remove(self, path: Path) -> None:
        names = "、".join(name for keys in key_files.slots_for(path) for name in keys.persons)
        words = _("谁的口令不再有效？现在能打开的：{names}").format(names=names)
        name = ask_line(self._window, _("去掉一个人的口令"), words, "", accept=_("去掉"), longest=operator.LONGEST)
        if name:
            locking.check_may_go(path, name)
            self.relock_wanted.emit(_("正在换钥匙"), lambda file, progress: locking.shut_out(file, name, progress))
