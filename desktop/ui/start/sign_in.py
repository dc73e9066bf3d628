"""Signing in to a file that has users: who it is, and their passphrase; also from the covered window, and to let another work."""

from PySide6.QtWidgets import QWidget

from desktop.operations.locking import Attempts
from desktop.ui.kit import layouts
from desktop.ui.kit.controls import TextBox
from desktop.ui.kit.dialogs import agreed
from desktop.ui.kit.help import Dialog
from desktop.ui.kit.menu_field import MenuField
from desktop.ui.start.unlock_panel import Asking, SecretPanel
from models.access.people import Person
from models.database import key_files, signing_in
from models.database.database import Database
from models.words import _, clauses, joined, listed

_WIDTH = 520


class SignInPanel(SecretPanel):
    """Asks who it is and for the passphrase; `name` is who is taken for granted."""

    def __init__(self, database: Database, leave: str, name: str = "") -> None:
        people = [one for one in database.people() if one.is_enabled]
        known = [one.name for one in people]
        who = MenuField(_("使用者"), [(one.name, _told(one)) for one in people])
        who.show_key(name if name in known else next(iter(known), None))
        box = TextBox(_("口令"), hint=_("口令"))
        managers = listed(one.name for one in people if one.manages)
        hint = _("忘了口令请找{ask}另设一个；数据不会因为输错而丢失").format(ask=managers or _("管理员"))
        if database.file is not None and key_files.is_locked(database.file.path):
            hint = clauses((hint, _("管理员自己忘了，可以输恢复纸上的字符")))

        def attempt(attempts: Attempts, typed: str) -> object:
            return attempts.count(lambda: signing_in.sign_in(database, who.key, typed))

        super().__init__(Asking(_("请登录"), hint, leave, _("登录")), (who,), box, attempt)
        self.who = who


def _told(person: Person) -> str:
    return joined((person.name, *person.role_titles))


class SignInDialog(Dialog):
    """The same as a window of its own, before there is another."""

    RECIPE = "users"

    def __init__(self, database: Database, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("双元"))
        self.setMinimumWidth(_WIDTH)
        self.panel = SignInPanel(database, _("退出程序"), database.operator)
        layouts.column(self.panel, parent=self, gap=0)
        self.panel.opened.connect(self.accept)
        self.panel.left.connect(self.reject)
        self.panel.box.setFocus()


def signed_in(database: Database, parent: QWidget | None = None) -> bool:
    """Whether a file has no users, the passphrase that opened it told who it is, or a person signed in."""
    if database.session is None or not database.session.is_nobody:
        return True
    if signing_in.sign_in_by_slot(database) is not None:
        return True
    return agreed(SignInDialog(database, parent))
