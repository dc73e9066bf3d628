"""What each role may do, register by register, changed by ticks; a role of the office's own."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.screens.navigation import sections
from desktop.ui.kit import layouts
from desktop.ui.kit.choices import CheckBox, Segmented
from desktop.ui.kit.controls import Button, Hairline, Kind, Label, Note, TallButton, Title, wrapped
from desktop.ui.kit.dialogs import ask_line
from desktop.ui.kit.help import Dialog
from desktop.ui.kit.menu_field import MenuField
from models.access.rights import (
    ACT,
    CLASS_WORDS,
    EDIT,
    EXPORT,
    FILE,
    FILE_VERBS,
    IMPORT,
    PRINT,
    REVEAL,
    SEE,
    classes_of,
    granted,
    holds,
)
from models.access.roles import SCOPES, RoleGrants, shipped_roles
from models.database import users
from models.database.database import Database
from models.database.errors import DatabaseError
from models.database.operator import LONGEST
from models.schema.fields import Entity
from models.words import N_, _, several

_WIDTH, _HEIGHT, _NAME = 900, 620, 240
_VERBS = (
    (SEE, N_("查看")),
    (EDIT, N_("增改删")),
    (ACT, N_("办理")),
    (PRINT, N_("打印")),
    (EXPORT, N_("导出")),
    (IMPORT, N_("导入")),
)


class RoleDialog(Dialog):
    """Ticks for one role and one section of the registers at a time; `changed` says whether anything was written."""

    RECIPE = "users"

    def __init__(self, database: Database, parent: QWidget) -> None:
        super().__init__(parent)
        self._database, self.changed = database, False
        self.role: RoleGrants = users.roles_of(database)[0]
        self.setWindowTitle(_("双元"))
        self.resize(_WIDTH, _HEIGHT)
        self._sections = {_(title): tuple(group) for title, group in sections(acts=True)}
        self.ticks: dict[tuple[str, str], CheckBox] = {}
        self.said = Label(ink="danger", wrapped=True)
        self.scope = Segmented([(key, _(words)) for key, words in SCOPES.items()], _("范围"))
        titles, first = [(title, title) for title in self._sections], next(iter(self._sections))
        self.section = MenuField(_("板块"), titles, width=_NAME, key=first, then=lambda _key: self._ask_again())
        self._body = QWidget()
        self._grid = QGridLayout(self._body)
        for column in range(1, 1 + len(_VERBS) + len(CLASS_WORDS)):
            self._grid.setColumnStretch(column, 1)
        self._which = layouts.row(gap=0)  # the menu of roles, made anew whenever there are others
        self.save, self.reset = TallButton(_("保存这个角色"), Kind.PRIMARY), TallButton(_("恢复原样"), Kind.GHOST)
        self.shut, self.new = TallButton(_("关闭"), Kind.GHOST), Button(_("新角色…"), icon="add")
        self._lay_out()
        self._connect()
        self._choose(self.role.name)

    def _lay_out(self) -> None:
        layouts.column(
            Title(_("角色和权限"), 16),
            layouts.row(self._which, self.new, 12, self.scope, layouts.STRETCH, self.section, gap=8),
            wrapped(_("没有打勾的，窗口、命令和导入都做不了；“办理”的短横表示其中一部分。完整的号码另外打勾，没有的只看到掩码。")),
            Hairline(), (layouts.scrolling(self._body, _("权限")), 1), Hairline(), self.said,
            layouts.row(self.shut, self.reset, layouts.STRETCH, self.save), parent=self, gap=8, margins=(24, 20, 24, 16),
        )  # fmt: skip

    def _connect(self) -> None:
        self.shut.clicked.connect(self.accept)
        self.save.clicked.connect(lambda: self._do(self._write))
        self.reset.clicked.connect(lambda: self._do(lambda: users.reset_role(self._database, self.role.name)))
        self.new.clicked.connect(self._begin)

    def _do(self, work: Callable[[], object]) -> None:
        try:
            work()
        except DatabaseError as error:
            self.said.setText(str(error))
            return
        self.changed = True
        known = {role.name for role in users.roles_of(self._database)}
        self._choose(self.role.name if self.role.name in known else next(iter(known)))
        self.said.clear()

    def _begin(self) -> None:
        name = ask_line(self, _("新角色"), _("叫什么？开始时什么权限都没有"), "", accept=_("继续"), longest=LONGEST)
        if name:
            self._do(lambda: self._add(name.strip()))

    def _add(self, name: str) -> None:
        self.role = users.set_role(self._database, name, {})

    def _choose(self, name: str) -> None:
        """Show another role: as it is kept, whatever was ticked and not saved."""
        roles = {role.name: role for role in users.roles_of(self._database)}
        self.role = roles[name]
        self._grants = dict(self.role.grants)
        self.scope.show_key(self.role.scope)
        self.reset.setEnabled(not self.role.shipped)
        known = {role.name for role in shipped_roles()}
        self.reset.setText(_("恢复原样") if name in known else _("删除这个角色"))
        layouts.clear(self._which)
        which = MenuField(
            _("角色"), [(role.name, role.title) for role in roles.values()], width=_NAME, key=name, then=self._choose
        )
        self._which.addWidget(which)
        self._fill()

    def _ask_again(self) -> None:
        self._take_ticks()
        self._fill()

    def _fill(self) -> None:
        layouts.clear(self._grid)
        self.ticks.clear()
        for column, (_verb, words) in enumerate(_VERBS, 1):
            self._grid.addWidget(Note(_(words), "text2"), 0, column)
        for column, name in enumerate(CLASS_WORDS, len(_VERBS) + 1):
            self._grid.addWidget(wrapped(_(CLASS_WORDS[name]), "text2"), 0, column)
        rows = self._sections[str(self.section.key)]
        for row, entity in enumerate(rows, 1):
            self._add_row(row, entity)
        self._grid.addWidget(Note(_("整个数据库"), "text2"), len(rows) + 1, 0)
        for place, (verb, words) in enumerate(FILE_VERBS.items()):
            tick = self._tick(FILE, verb, _(words))
            self._grid.addWidget(tick, len(rows) + 2 + place // 2, 1 + 5 * (place % 2), 1, 5)
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def _add_row(self, row: int, entity: type[Entity]) -> None:
        table = str(entity.__tablename__)
        self._grid.addWidget(QLabel(several(entity.label)), row, 0)
        for column, (verb, words) in enumerate(_VERBS, 1):
            self._grid.addWidget(self._tick(table, verb, "", f"{_(entity.label)} {_(words)}"), row, column)
        for column, name in enumerate(CLASS_WORDS, len(_VERBS) + 1):
            if name in classes_of(entity):
                tick = self._tick(table, f"{REVEAL}.{name}", "", f"{_(entity.label)} {_(CLASS_WORDS[name])}")
                self._grid.addWidget(tick, row, column)

    def _given(self, register: str) -> frozenset[str]:
        return granted(self._grants, "" if register == FILE else register)

    def _tick(self, register: str, grant: str, words: str, called: str = "") -> CheckBox:
        given, tick = self._given(register), CheckBox(words)
        state = _state(given, grant)
        tick.setAccessibleName(called or words)
        tick.setTristate(state is CheckBox.PARTLY)
        tick.setCheckState(state)
        self.ticks[register, grant] = tick
        return tick

    def _take_ticks(self) -> None:
        """Keep what is ticked of the section that is seen; a register whose ticks stand as they were keeps its grants."""
        for register in {name for name, _grant in self.ticks}:
            before, now = self._given(register), set(self._given(register))
            for (name, grant), tick in self.ticks.items():
                if name == register and tick.checkState() not in (CheckBox.PARTLY, _state(now, grant)):
                    now = _with(now, grant, on=tick.isChecked())
            if now != before:
                self._grants[register] = frozenset(now)

    def _write(self) -> None:
        self._take_ticks()
        users.set_role(self._database, self.role.name, self._grants, str(self.scope.key))


def _state(words: frozenset[str] | set[str], grant: str) -> Qt.CheckState:
    """Whether grants hold one, by itself or with its whole verb; of the acts it may be some."""
    if grant == ACT and any(one.lstrip("-").startswith(f"{ACT}.") for one in words):
        return CheckBox.PARTLY
    return CheckBox.ON if holds(words, grant) else CheckBox.OFF


def _with(words: set[str], grant: str, *, on: bool) -> set[str]:
    """Grants with one of them on or off; what stood for several classes at once is written out first."""
    verb, _dot, detail = grant.partition(".")
    if verb == REVEAL and verb in words:
        words = (words - {verb}) | {f"{REVEAL}.{name}" for name in CLASS_WORDS}
    elif not detail and verb == ACT:
        words = {one for one in words if not one.lstrip("-").startswith(f"{ACT}.")}
    return words | {grant} if on else words - {grant}
