"""The settings of users: who may sign in, with which roles; what the person at work may change of it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.manual import topics
from desktop.operations import users as changing
from desktop.ui.kit import layouts
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Kind, Note, wrapped
from desktop.ui.kit.dialogs import agreed
from desktop.ui.shell.role_dialog import RoleDialog
from desktop.ui.shell.user_dialogs import UserDialog
from models.access.people import Person
from models.access.rights import USERS, Right
from models.database.errors import DatabaseError
from models.words import _, listed

_NAME, _WIDEST = 120, 720


class UserSettings(QWidget):
    """A line for each user; `changed` with what is said when somebody may do other things than before.

    `shut_out` with the name of somebody whose passphrase shall open the lock of the file no more.
    """

    changed = Signal(str)
    shut_out = Signal(str)

    def __init__(self, place: AppContext) -> None:
        super().__init__()
        self._place = place
        self.lines: dict[str, dict[str, Button]] = {}
        self.add = Button(_("添加使用者…"), icon="add").leads(lambda: self._ask(None, roles=True, passphrase=True))
        self.roles = Button(_("角色和权限…")).leads(self._ask_roles)
        self.setMaximumWidth(_WIDEST)
        self._fill(layouts.column(parent=self, gap=6))

    def help_topic(self) -> str:
        """How several work with one file."""
        return topics.of_recipe("users")

    def _fill(self, column: QVBoxLayout) -> None:
        database = self._place.database
        manages = not database.may(Right(USERS))
        people = database.people()
        if not people:
            words = _(
                "没有使用者：能打开数据库的人都能做所有的事。几个人合用时可以添加，每人用自己的口令登录，各有各的权限"
            )
            layouts.add(column, layouts.row(self.add, layouts.STRETCH), wrapped(words))
            return
        for person in people:
            if manages or person.id == database.person:
                self._add_line(column, person, manages=manages)
        if manages:
            layouts.add(column, layouts.row(self.add, self.roles, layouts.STRETCH, gap=8))
        plain = _("权限管住的是双元的窗口、命令和导入；能拿到数据库文件又懂技术的人，只有加锁才防得住")
        column.addWidget(wrapped(plain))

    def _add_line(self, column: QVBoxLayout, person: Person, *, manages: bool) -> None:
        name = QLabel(person.name)
        name.setFixedWidth(_NAME)
        told = listed(person.role_titles) or _("没有角色")
        ways = {"passphrase": Button(_("换口令…"), Kind.LINK)}
        ways["passphrase"].clicked.connect(partial(self._ask, person, roles=False, passphrase=True))
        if manages:
            ways["roles"] = Button(_("角色…"), Kind.LINK)
            ways["roles"].clicked.connect(partial(self._ask, person, roles=True, passphrase=False))
            ways["enabled"] = Button(_("停用") if person.is_enabled else _("恢复"), Kind.LINK)
            ways["enabled"].clicked.connect(partial(self._enable, person))
        for way in ways.values():
            way.setAccessibleName(_("{name}：{value}").format(name=person.name, value=way.text()))
        self.lines[person.name] = ways
        note = Note(told if person.is_enabled else _("{roles}，已停用").format(roles=told), "text2")
        layouts.add(column, layouts.row(name, note, layouts.STRETCH, *ways.values(), gap=8))

    def _ask(self, person: Person | None, _on: bool = False, *, roles: bool, passphrase: bool) -> None:
        dialog = UserDialog(self._place.database, self.window(), person, roles=roles, passphrase=passphrase)
        if agreed(dialog):
            self.changed.emit(dialog.told)

    def _enable(self, person: Person, _on: bool = False) -> None:
        change = changing.disable if person.is_enabled else changing.enable
        try:
            told = change(self._place.database, person.name)
        except DatabaseError as error:
            self._place.report(error)
            return
        self.changed.emit(told)
        if person.is_enabled:
            self.shut_out.emit(person.name)

    def _ask_roles(self) -> None:
        dialog = RoleDialog(self._place.database, self.window())
        agreed(dialog)
        if dialog.changed:
            self.changed.emit(_("角色的权限已更改"))
