"""Settings: how the window looks and speaks, where the records are, and what the program is."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.keys import ACTS
from desktop.operations.locking import standing
from desktop.ui.kit import layouts
from desktop.ui.kit.choices import Segmented
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Hairline, Note, TextBox, Title, wrapped
from desktop.ui.kit.dialogs import TypedConfirm, ask_first
from desktop.ui.kit.files import backup_to_open
from desktop.ui.kit.layouts import scrolling
from desktop.ui.kit.menu_field import MenuField
from desktop.ui.kit.page import Page
from desktop.ui.kit.settings import CHOICES, Settings
from desktop.ui.kit.theme import GUTTER, SECTION
from desktop.ui.kit.times import time_words
from desktop.ui.shell.auto_backup import AutoBackup
from desktop.ui.shell.backup_settings import FileCheckRow, ReadableRow, RehearsalRow, SecondRow
from desktop.ui.shell.history_settings import ErasedRow, FoldRow
from desktop.ui.shell.lock_commands import CHECK, OFF, ON, OWN, PERSON, REKEY, REMOVE, SHEET
from desktop.ui.shell.page_head import PageTop
from desktop.ui.shell.screen_lock import MINUTES
from desktop.ui.shell.user_settings import UserSettings
from models.access.rights import BACKUP, LOCK, RESTORE, SETTINGS, Right
from models.database import key_files, operator
from models.database.backup import folder_of, info_of
from models.database.founding import A_SCHOOL, AN_OFFICE, UNITS
from models.database.history import change_sets
from models.database.last_check import last_check
from models.database.location import own_beside
from models.database.query import Query
from models.database.results import read_all
from models.database.settings import OWN_OFFICE, OWN_SCHOOL, is_sample, is_secretariat, own_unit, school_name
from models.entities.schools import School
from models.version import program_version
from models.words import N_, _, clauses, joined, listed

_LABEL, _WIDEST, _NAME, _UNIT = 120, 720, 200, 320
_ROWS = (
    ("theme", N_("外观"), N_("高对比用粗边框和黑白文字")),
    ("density", N_("行高"), N_("只改变列表的行高：32、28、40 像素")),
    ("text", N_("文字大小"), N_("全部文字一起变")),
    ("navigation", N_("导航"), N_("自动：窗口窄于 1320 像素时只显示图标")),
    ("language", N_("语言"), N_("立即切换，数据不变")),
)


class PreferencesPage(Page):
    """Rows of choices that act at once; the signals are for the window, `restoring_wanted` with the file of a backup."""

    backup_wanted = Signal()
    restoring_wanted = Signal(Path)
    clearing_wanted = Signal()
    welcome_wanted = Signal()
    keys_wanted = Signal()
    about_wanted = Signal()
    report_wanted = Signal()
    unit_changed = Signal()
    locking_wanted = Signal(str)
    check_wanted = Signal()
    access_changed = Signal(str)
    shut_out_wanted = Signal(str)
    folding_wanted = Signal(object)

    def __init__(self, place: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self.choices: dict[str, Segmented] = {}
        self.readable: ReadableRow | None = None
        body = QWidget()
        self._rows = layouts.column(parent=body, gap=10, margins=(GUTTER, 16, GUTTER, 24))
        self._fill(place.settings)
        self._rows.addStretch(1)
        area = scrolling(body, _("设置"))
        layouts.column(PageTop(_("设置")), (area, 1), parent=self, gap=0)

    def _fill(self, settings: Settings) -> None:
        self._group(_("外观与语言"))
        for key, label, hint in _ROWS:
            self._add_choice(settings, key, _(label), _(hint))
        self._add_unit()
        self._add_operator(settings)
        self._group(_("使用者和角色"))
        self.users = UserSettings(self._place)
        self.users.changed.connect(self.access_changed)
        self.users.shut_out.connect(self.shut_out_wanted)
        # a column alone would ask for the height it has in all its own width
        layouts.add(self._rows, layouts.row((self.users, 9), layouts.STRETCH))
        self._add_minutes(settings)
        self._group(_("数据"))
        database = self._place.database
        where = Note(str(database.file.path) if database.file is not None else "", "text")
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._row(_("数据库"), where)
        self._add_memory()
        self._add_sample()
        self._add_backups()
        self._group(_("关于"))
        keys = Button(_("查看全部快捷键"), icon="keyboard", keys=listed(ACTS["keymap"].keys)).leads(self.keys_wanted)
        self._row(_("快捷键"), keys)
        self.about = Button(_("版本和许可…"), icon="info").leads(self.about_wanted)
        self.report = Button(_("错误报告…"), icon="clipboard_task").leads(self.report_wanted)
        self._row(_("版本"), self.about, _("双元 {version}").format(version=program_version()))
        self._row(_("出了问题"), self.report, _("可以读、可以保存的报告，里面没有任何记录内容"))

    def _add_choice(self, settings: Settings, key: str, label: str, hint: str) -> None:
        choice = self.choices[key] = Segmented([(value, _(words)) for value, words in CHOICES[key]])
        choice.setAccessibleName(label)
        choice.show_key(settings.get(key))
        choice.chosen.connect(lambda value: settings.put(key, value))
        self._row(label, choice, hint)

    def _guard(self, right: str, *controls: QWidget) -> None:
        """Grey what the person at work has no right to, and say why."""
        refusal = self._place.database.may(Right(right))
        for control in controls if refusal else ():
            control.setEnabled(False)
            control.setToolTip(refusal)

    def _add_unit(self) -> None:
        """Whose data it is: one school's, or that of an office over several, which has a name of its own."""
        self._group(_("本单位"))
        with self._place.database.reading() as connection:
            office, name = is_secretariat(connection), school_name(connection)
        self.unit = Segmented([(key, _(words)) for key, words in UNITS])
        self.unit.setAccessibleName(_("单位类别"))
        self.unit.show_key(AN_OFFICE if office else A_SCHOOL)
        self.unit.chosen.connect(self._choose_unit)
        self.office = TextBox(_("单位名称"), width=_UNIT, text=name)
        self.office.editingFinished.connect(self._take_unit)
        self._row(_("单位类别"), self.unit, _("学校只有一所时，列表不列学校一栏，新记录都归它"))
        self._row(_("单位名称"), self.office, _("印作填报单位；学校的名称在学校的记录里修改"))
        self._add_own_school(office=office)
        self._show_unit()
        self._guard(SETTINGS, self.unit, self.office)

    def _add_own_school(self, *, office: bool) -> None:
        """Among several schools in a school's file, which is the own one."""
        with self._place.database.reading() as connection:
            schools = [(row.id, row.values["name"]) for row in read_all(connection, Query(School), ("name",))]
            own = own_unit(connection)
        if office or len(schools) < 2:  # noqa: PLR2004 - among several
            return
        self.own = MenuField(_("本校"), [(None, _("未指定")), *schools], width=_UNIT, key=own, then=self._take_own)
        self._guard(SETTINGS, self.own)
        self._row(_("本校"), self.own, _("没有写学校的新记录都归它，填报单位就是它"))

    def _take_own(self, key: int | None) -> None:
        database = self._place.database
        database.keep(OWN_SCHOOL, key)
        with database.reading() as connection:
            self.office.setText(school_name(connection))
        self.unit_changed.emit()

    def _show_unit(self) -> None:
        self.office.setReadOnly(self.unit.key != AN_OFFICE)

    def _choose_unit(self, key: object) -> None:
        """An office has another name than the school whose file this was."""
        if key == AN_OFFICE:
            self.office.clear()
        self._take_unit()

    def _take_unit(self) -> None:
        """Keep what was chosen; an office counts once it has a name."""
        database, name = self._place.database, self.office.text().strip()
        if self.unit.key == AN_OFFICE and not name:
            self._show_unit()
            self.office.setFocus()
            return
        database.keep(OWN_OFFICE, name if self.unit.key == AN_OFFICE else None)
        with database.reading() as connection:
            self.office.setText(school_name(connection))
        self.unit_changed.emit()
        self._show_unit()

    def _add_operator(self, settings: Settings) -> None:
        """The name on papers and in the change log."""
        self._group(_("操作人"))
        self.operator = TextBox(_("操作人姓名"), width=_NAME, text=self._place.database.operator)
        self.operator.setMaxLength(operator.LONGEST)
        self.operator.editingFinished.connect(lambda: settings.put(operator.KEPT, self.operator.text().strip()))
        hint = _("印在报表上，写进变更记录；留空则纸上留出手写的位置")
        session = self._place.database.session
        if session is not None:
            self.operator.setReadOnly(True)
            hint = _("登录的使用者")
        elif operator.told():
            self.operator.setReadOnly(True)
            hint = _("由环境变量 {name} 指定").format(name=operator.VARIABLE)
        self._row(_("操作人姓名"), self.operator, hint)

    def _add_backups(self) -> None:
        """Copies, on this disk and on another, whether they can come back, and bringing one back."""
        self._group(_("备份和检查"))
        backup = Button(_("立即备份"), icon="database").leads(self.backup_wanted)
        self._guard(BACKUP, backup)
        hint = _("放在数据库旁的备份文件夹，并核对无误；每天自动备份一次，越早的留得越稀")
        self._row(_("本机备份"), backup, hint)
        self.second, self.rehearsals = SecondRow(), RehearsalRow()
        below = _("优盘、移动硬盘、另一块盘或共享文件夹，插上就自动复制，附件一起；认盘里的记号，不认盘符")
        self._row(_("备份盘"), self.second, below=below)
        below = _("每周自动用最近的备份在一旁恢复一次，与现在的数据逐行比较，不动现在的数据")
        self._row(_("恢复演练"), self.rehearsals, below=below)
        self.checks = FileCheckRow()
        self.checks.wanted.connect(self.check_wanted)
        below = _("把整个文件和每一条记录与操作记录、封印核对；上次没有正常关闭时自动做")
        self._row(_("检查"), self.checks, wide=True, below=below)
        self.show_check()
        self._add_restore()
        self.erased, self.fold = ErasedRow(), FoldRow(self._place)
        self._guard(RESTORE, self.erased.remove, self.fold.begin)
        below = _("旧备份里还有没有已注销并清除的人；恢复这样的备份时，他们会重新清除")
        self._row(_("注销并清除"), self.erased, below=below)
        self.fold.wanted.connect(self.folding_wanted)
        self._row(_("操作记录"), self.fold, _("较早的只留谁在何时做了什么，文件变小"))
        self._add_lock()

    def accompany(self, keeper: AutoBackup) -> None:
        """Show what is known of the backups, now and whenever it changes."""
        self._keeper = keeper
        self.second.accompany(keeper)
        self.rehearsals.wanted.connect(keeper.rehearse)
        self.erased.accompany(keeper)
        if self.readable is not None:
            self.readable.accompany(keeper)
        keeper.changed.connect(self._show_backups)
        self._show_backups()

    def _show_backups(self) -> None:
        self.second.show_state()
        if self._keeper.path is not None:
            self.rehearsals.show_log(self._keeper.path)

    def show_check(self) -> None:
        """Say what the last comparison of the whole file came to."""
        with self._place.database.reading() as connection:
            self.checks.show_last(last_check(connection))

    def _add_restore(self) -> None:
        self.restore = Button(_("从备份恢复…"), icon="history").leads(self._choose)
        self._guard(RESTORE, self.restore)
        self._row(_("恢复"), self.restore, _("现在的数据先备份，再换成备份里的"))

    def _add_lock(self) -> None:
        """Whether the file is locked, and who opens it."""
        file = self._place.database.file
        if file is None:
            return
        self._group(_("加锁"))
        self.lock_buttons: dict[str, Button] = {}
        if not key_files.is_locked(file.path):
            self._row(
                _("数据库的锁"),
                self._lock_row((ON, _("加锁…"))),
                _("没有加锁：拿到这台电脑或备份的人都能读到里面的号码"),
            )
            return
        self._row(_("数据库的锁"), Note("；".join(standing(file.path)), "text"))
        first = ((OWN, _("换口令…")), (PERSON, _("加一个人…")), (REMOVE, _("去掉一个人…")))
        self._row("", self._lock_row(*first), _("每人一个口令，都能打开"))
        rest = ((CHECK, _("核对恢复纸…")), (SHEET, _("换恢复纸…")), (REKEY, _("换钥匙…")), (OFF, _("去锁…")))
        self._row("", self._lock_row(*rest))
        self.readable = ReadableRow()
        self._guard(LOCK, self.readable.lock, self.readable.remove)
        self._row(_("没有加锁的备份"), self.readable, wide=True)

    def _add_minutes(self, settings: Settings) -> None:
        """When the window covers itself, where anybody can prove that they may look."""
        file = self._place.database.file
        if file is None or (self._place.database.session is None and not key_files.is_locked(file.path)):
            return
        hint = _("没有人用多久以后锁屏；电脑休眠时也锁，Ctrl+Alt+L 立即锁")
        self._add_choice(settings, MINUTES, _("锁屏"), hint)

    def _lock_row(self, *changes: tuple[str, str]) -> QWidget:
        row = QWidget()
        line = layouts.row(parent=row, gap=8)
        for change, words in changes:
            button = Button(words).leads(self.locking_wanted.emit, change)
            self.lock_buttons[change] = button
            self._guard(LOCK, button)
            line.addWidget(button)
        return row

    def _add_memory(self) -> None:
        self.memory = Button(_("查看和忘记…"), icon="arrow_import").leads(self._show_memory)
        self._row(_("导入的记忆"), self.memory, _("以前导入时对应过的表头和名称，下次自动照办"))

    def _show_memory(self) -> None:
        from desktop.ui.imports.mapping_memory import show_memory

        show_memory(self.window(), self._place.settings)

    def _choose(self) -> None:
        file = self._place.database.file
        if file is None:
            return
        beside = folder_of(file.path)
        chosen = backup_to_open(self, beside if beside.is_dir() else file.path.parent)
        if chosen is not None:
            self._ask_to_restore(chosen)

    def _ask_to_restore(self, chosen: Path) -> None:
        """Say of which moment it is: what was done since is not in it."""
        info, when = info_of(chosen), ""
        if info is not None:
            acts = _("第 {act} 步操作之后").format(act=f"{info.act:,}") if info.act > 0 else ""
            when = joined((time_words(info.time), acts))
        lost = _("备份以后所做的不在其中。现在的数据先另存在备份文件夹里，可以用同样的办法换回来。")
        words = clauses((when, lost))
        title = _("用“{name}”恢复？").format(name=chosen.name)
        ask_first(self.window(), title, words, _("恢复"), lambda: self.restoring_wanted.emit(chosen))

    def _add_sample(self) -> None:
        """The way back to the first page: without the sample school, or while nothing is in the file."""
        with self._place.database.reading() as connection:
            sample, empty = is_sample(connection), not change_sets(connection, 1)
        if sample:
            self.clear = Button(_("清除演示数据…"), icon="delete").leads(self._ask)
            self._row(_("演示数据"), self.clear, _("先备份，再回到初次使用的页面"))
            file = self._place.database.file
            if file is not None and own_beside(file.path) != file.path:
                self.again = Button(_("回到自己的数据"), icon="home").leads(self.welcome_wanted)
                self._row(_("自己的数据"), self.again, _("演示数据在单独的文件里，留着，以后还可以打开"))
        elif empty:
            self.again = Button(_("回到初次使用的页面"), icon="home").leads(self.welcome_wanted)
            self._row(_("初次使用"), self.again, _("还没有任何记录，可以重新选择从哪里开始"))

    def _ask(self) -> None:
        lost = _("演示数据和在其中所做的修改都会清除。清除前自动备份一份，可用它恢复。")
        self.question = TypedConfirm(self.window(), _("清除全部演示数据？"), lost, _("清除"), _("清除演示数据"))
        self.question.agreed.connect(self.clearing_wanted)
        self.question.begin()

    def _group(self, title: str) -> None:
        layouts.add(self._rows, 12 if self._rows.count() else None, Title(title, SECTION))
        line = Hairline()
        line.setMaximumWidth(_WIDEST)
        self._rows.addWidget(line)

    def _row(self, label: str, control: QWidget, hint: str = "", *, wide: bool = False, below: str = "") -> None:
        words = QLabel(label)
        words.setFixedWidth(max(_LABEL, words.sizeHint().width()))
        if wide:
            control.setMaximumWidth(_WIDEST - _LABEL)
        # what has a widest would leave the rest of the row to the label
        row = (
            layouts.row(words, (control, 9), layouts.STRETCH, gap=12)
            if wide
            else layouts.row(words, control, Note(hint), layouts.STRETCH, gap=12)
        )
        layouts.add(self._rows, row)
        if below:
            note = wrapped(below)
            note.setMaximumWidth(_WIDEST)
            layouts.add(self._rows, layouts.row((note, 9), layouts.STRETCH, margins=(_LABEL + 12, 0, 0, 4)))
