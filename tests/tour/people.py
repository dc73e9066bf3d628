"""Steps to what is about people: who may work here and what each may do, the lock, the auditor, who is erased."""

from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QDialog, QLabel

from desktop.operations import users as changing
from desktop.operations.locking import NewSheet
from desktop.ui.record.act_panel import ActPanel
from desktop.ui.shell.lock_dialogs import LockDialog
from desktop.ui.shell.proof_sheet import AuditDialog
from desktop.ui.shell.role_dialog import RoleDialog
from desktop.ui.shell.user_dialogs import UserDialog
from desktop.ui.start.sign_in import SignInDialog
from desktop.ui.start.unlock_panel import UnlockDialog
from models.access.roles import ADMINISTRATOR
from models.database import signing_in
from models.database.query import Condition
from models.entities.measures import LEFT
from models.words import _
from tests.tour import lists
from tests.tour.guide import Guide
from tests.tour.school import USER

if TYPE_CHECKING:
    from desktop.ui.shell.changes_page import ChangesPage

SECRET = "spring rain 2026"


def employ(guide: Guide) -> None:
    """Two who manage users and one who looks after internships; the first has signed in."""
    for name, role in ((_(USER), ADMINISTRATOR), ("李主任", ADMINISTRATOR), ("赵老师", "实习就业")):
        changing.add(guide.database, name, SECRET, [role])
    guide.renew()


def read_only(guide: Guide) -> None:
    """The form of a student, for whoever may only look."""
    changing.add(guide.database, _(USER), SECRET, [ADMINISTRATOR])
    changing.add(guide.database, "赵老师", SECRET, ["查阅"])
    signing_in.sign_in(guide.database, "赵老师", SECRET)
    guide.renew()
    guide.form("student")


def _opened(guide: Guide, dialog: QDialog) -> None:
    dialog.open()
    guide.rest()


def settings(guide: Guide) -> None:
    """The users in the settings."""
    employ(guide)
    guide.page("settings")


def first_user(guide: Guide) -> None:
    """The first user being added."""
    guide.page("settings")
    _opened(guide, UserDialog(guide.database, guide.window, roles=True, passphrase=True))


def own_passphrase(guide: Guide) -> None:
    """The own passphrase being changed, and why it is not."""
    employ(guide)
    guide.page("settings")
    own = next(one for one in guide.database.people() if one.id == guide.database.person)
    dialog = UserDialog(guide.database, guide.window, own, roles=False, passphrase=True)
    _opened(guide, dialog)
    dialog.next.click()
    guide.rest()


def roles(guide: Guide) -> None:
    """What those may do who look after internships."""
    employ(guide)
    dialog = RoleDialog(guide.database, guide.window)
    _opened(guide, dialog)
    dialog._choose("实习就业")
    guide.rest()


def sign_in(guide: Guide) -> None:
    """Who has a passphrase is asked for it; the first was wrong."""
    employ(guide)
    signing_in.sign_out(guide.database)
    dialog = SignInDialog(guide.database, guide.window)
    _opened(guide, dialog)
    dialog.panel.box.setText("x")
    dialog.panel.open.click()
    guide.rest()


def locked_screen(guide: Guide) -> None:
    """The window is covered."""
    employ(guide)
    guide.page("home")
    guard = guide.window.screen_lock
    assert guard is not None
    guard.lock()
    guide.rest()


def unlock(guide: Guide) -> None:
    """What opens a locked file is asked for; the first was wrong."""
    file = guide.database.file
    assert file is not None
    dialog = UnlockDialog(file.path, guide.window)
    dialog.kept.setVisible(True)  # as where the computer has a place to remember it in
    _opened(guide, dialog)
    dialog.panel.complain(_("口令或恢复纸上的字符不对，没有打开；数据没有改动"))
    guide.rest()


def lock(page: int, guide: Guide) -> None:
    """The lock being turned on: the passphrase, then the recovery sheet."""
    file = guide.database.file
    assert file is not None
    dialog = LockDialog(file.path, "", guide.window, guide.window.tasks, person=_(USER), paper=True)
    _opened(guide, dialog)
    if page:
        dialog.sheet = NewSheet("2020-04-20", bytes(range(16)), (3, 7))
        dialog.pages.removeWidget(dialog.pages.widget(1))
        dialog.pages.addWidget(dialog._sheet_page())
        dialog.pages.setCurrentIndex(1)
    dialog.next.click()
    guide.rest()


def proof(guide: Guide) -> None:
    """What the seal proves, and who audits; the number is another with every change of the sample."""
    page = cast("ChangesPage", guide.page("changes"))
    page.opened(proof=True)
    guide.rest()
    for label in page.findChildren(QLabel):
        if label.text().startswith(_("记录 {anchor}").format(anchor="")):
            label.setText(_("记录 {anchor}").format(anchor="1·9f3a2c"))


def auditor(guide: Guide) -> None:
    """Somebody being made the auditor."""
    proof(guide)
    _opened(guide, AuditDialog(guide.database, guide.window, _(USER)))


def erase(guide: Guide) -> ActPanel:
    """Somebody who left being erased."""
    who = lists.students(guide, (Condition("status", "in", LEFT),))[:1]
    panel = lists.opened_act(guide, "erase", who)
    for name, words in (("reason", _("本人申请")), ("document", "2020-3")):
        panel.rows[name].editor.retype(words)
        panel.rows[name].editor.edited.emit()
    guide.rest()
    return panel


def erase_asked(guide: Guide) -> None:
    """The word that is asked for before it."""
    erase(guide).perform()
    guide.rest()


def manual(guide: Guide) -> None:
    """The manual over the page it is about."""
    guide.list("student")
    guide.window.show_help()
    guide.rest()
