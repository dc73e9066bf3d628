"""A user added or changed: who it is, the roles, a passphrase typed twice."""

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.operations import users as changing
from desktop.operations.locking import Unfit
from desktop.ui.kit import layouts
from desktop.ui.kit.choices import CheckBox
from desktop.ui.kit.controls import Kind, Label, Note, TallButton, TextBox, Title, wrapped
from desktop.ui.kit.help import Dialog
from desktop.ui.kit.page_widgets import FlowRow
from desktop.ui.shell.lock_dialogs import NewPassphrase
from models.access.people import Person
from models.access.roles import ADMINISTRATOR, OWN_CLASSES, RoleGrants
from models.database import signing_in, users
from models.database.database import Database
from models.database.errors import DatabaseError
from models.database.operator import LONGEST
from models.words import _, listed

_WIDTH = 560


class UserDialog(Dialog):
    """Asks until what is told was written, of which `told` is what is said; what is not asked for stays as it is.

    Without a `person` it adds one; `roles` and `passphrase` say what is asked of one who is there.
    """

    RECIPE = "users"

    def __init__(
        self, database: Database, parent: QWidget, person: Person | None = None, *, roles: bool, passphrase: bool
    ) -> None:
        super().__init__(parent)
        self._database, self._person, self.told = database, person, ""
        self.setWindowTitle(_("双元"))
        self.setMinimumWidth(_WIDTH)
        self.who, self.staff, self.present = TextBox(), TextBox(), TextBox()
        self.ticks: dict[str, CheckBox] = {}
        self.given = NewPassphrase(_("忘了可请能管理使用者的人另设一个。")) if passphrase else None
        self.said = Label(ink="danger", wrapped=True)
        self.back = TallButton(_("取消"), Kind.GHOST).leads(self.reject)
        self.next = TallButton(_("保存"), Kind.PRIMARY).leads(self._go_on)
        title = _("添加使用者") if person is None else _("使用者：{name}").format(name=person.name)
        self._column = layouts.column(Title(title, 16), parent=self, gap=8, margins=(24, 20, 24, 20))
        self._ask_name()
        if roles:
            self._ask_roles(users.roles_of(database))
        if self.given is not None:
            self._ask_present()
            self.given.accepted.connect(self._go_on)
            self._column.addWidget(self.given)
        layouts.add(self._column, self.said, layouts.row(self.back, layouts.STRETCH, self.next))

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the words need."""
        super().showEvent(event)
        layouts.make_room(self)

    def _ask_name(self) -> None:
        if self._person is not None:
            if self.given is not None:
                self.given.first.setFocus()
            return
        self.who.setMaxLength(LONGEST)
        self.who.setAccessibleName(_("姓名"))
        layouts.add(self._column, Note(_("姓名：登录、变更记录和报表上的名字"), "text2"), self.who)
        self.who.setFocus()

    def _ask_present(self) -> None:
        """Of the own passphrase the one there is: whoever passes an open window must not take it over."""
        self.present.setEchoMode(QLineEdit.EchoMode.Password)
        self.present.setAccessibleName(_("现在的口令"))
        if self._is_own:
            layouts.add(self._column, Note(_("现在的口令"), "text2"), self.present)
            self.present.setFocus()

    @property
    def _is_own(self) -> bool:
        return self._person is not None and self._person.id == self._database.person

    def _ask_roles(self, roles: Sequence[RoleGrants]) -> None:
        held = self._person.role_names if self._person is not None else ()
        first = not self._database.people()
        self._column.addWidget(Note(_("角色：可以有几个，权限合在一起"), "text2"))
        for role in roles:
            tick = self.ticks[role.name] = CheckBox(role.title)
            tick.setChecked(role.name in held or (first and role.name == ADMINISTRATOR))
        self._column.addWidget(FlowRow(tuple(self.ticks.values()), 14))
        own = listed(role.title for role in roles if role.scope == OWN_CLASSES)
        self.staff.setAccessibleName(_("工号"))
        self.staff.setPlaceholderText(_("工号，或唯一的姓名；不改动就留空"))
        words = _("是哪位教职工：角色为{roles}的只看到自己当班主任的班")
        layouts.add(self._column, wrapped(words.format(roles=own), "text2"), self.staff)
        linked = users.staff_called(self._database, self._person) if self._person is not None else ""
        self.unlink = CheckBox(_("不再对应 {staff}").format(staff=linked))
        self.unlink.setVisible(bool(linked))
        self.unlink.toggled.connect(self.staff.setDisabled)
        if linked:
            self._column.addWidget(self.unlink)
        if first:
            self._column.addWidget(
                wrapped(
                    _(
                        "第一位使用者管理其他使用者。从此打开这个数据库要先登录；以后也可以再添加管理员，口令忘了好互相另设。"
                    )
                )
            )

    def _go_on(self) -> None:
        try:
            self._write()
        except (Unfit, DatabaseError) as error:
            self.said.setText(str(error))
            layouts.make_room(self)
        else:
            self.accept()

    def _write(self) -> None:
        name = self._person.name if self._person is not None else self.who.text().strip()
        if self.given is not None:
            self.given.check(name)
        roles = [role for role, tick in self.ticks.items() if tick.isChecked()]
        unlink = bool(self.ticks) and self.unlink.isChecked()
        named = self.staff.text().strip() and not unlink
        staff = users.staff_named(self._database, self.staff.text()) if named else None
        if self._person is None:
            assert self.given is not None
            self.told = changing.add(self._database, name, self.given.first.text(), roles, staff)
            return
        if self.ticks:
            self.told = changing.set_roles(self._database, name, roles, staff, unlink=unlink)
        if self.given is not None:
            if self._is_own:
                signing_in.sign_in(self._database, name, self.present.text())
            self.told = changing.set_passphrase(self._database, name, self.given.first.text())
