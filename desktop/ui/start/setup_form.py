"""What is settled once at the beginning: whose data it is, the term, who works here, and where the data lies."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.ui.kit import icons, layouts
from desktop.ui.kit.choices import Segmented
from desktop.ui.kit.controls import IconButton, Label, Note, TextBox
from desktop.ui.kit.files import folder_to_use
from desktop.ui.kit.menu_field import MenuField
from desktop.ui.kit.tasks import Debounce, Tasks
from desktop.ui.kit.theme import tint
from desktop.ui.start.start_choices import IMPORT, RESTORE, StartChoice
from models import account, clock
from models.database import location_checks, operator
from models.database.founding import A_SCHOOL, AN_OFFICE, UNITS
from models.database.location import NAME
from models.schema.complaints import Severity
from models.schema.fields import entity_named, field_map
from models.statistics import calendar
from models.words import _

_PAUSE = 200  # milliseconds after the last key before the place is looked at
_GIGABYTE = 1 << 30
_LABEL, _TERM = 72, 260


@dataclass(frozen=True, slots=True)
class FolderState:
    """What is to be said of a folder: a sentence, how bad it is (None: fine), and whether a database is there."""

    sentence: str
    severity: Severity | None = None
    holds: bool = False


def _why_not(folder: Path) -> str:
    """Why no database can be in a folder; "" where it can."""
    if not folder.is_absolute():
        return _("请写出完整的文件夹，例如 {example}").format(example=account.home())
    if location_checks.on_network(folder):
        return _("这是共享文件夹或网络驱动器，多人同时打开会损坏数据；请换到本机磁盘")
    if location_checks.is_too_long(location_checks.longest_backup(folder / NAME)):
        return _("文件夹的名字合起来太长，数据库打不开；请换到层数少、名字短的文件夹")
    return ""


def folder_state(folder: Path, *, ours: bool = False) -> FolderState:
    """Look at a folder, which may still have to be made; `ours`: the database in it is the one that is open."""
    if why := _why_not(folder):
        return FolderState(why, Severity.ERROR)
    free = location_checks.free_bytes(folder)
    size = f"{free / _GIGABYTE:,.0f} GB" if free >= 10 * _GIGABYTE else f"{free / _GIGABYTE:,.1f} GB"
    service = location_checks.synced_by(folder)
    if service:
        words = _("在网盘同步目录“{name}”里，同步会把旧数据覆盖回来；请换一个文件夹")
        return FolderState(words.format(name=service), Severity.WARNING)
    if free < _GIGABYTE:
        return FolderState(_("磁盘只剩 {size}，可能不够用；请换一个磁盘，或先清理").format(size=size), Severity.WARNING)
    if (folder / NAME).exists() and not ours:
        return FolderState(_("这里已有双元的数据库，会直接打开，不会覆盖"), holds=True)
    return FolderState(_("本机磁盘，可用 {size}。请勿放在共享文件夹或网盘同步目录。").format(size=size))


def _typed(text: str) -> Path:
    """The folder somebody typed, who may have written ~ for the home."""
    text = text.strip()
    return account.home() / text[2:] if text == "~" or text.startswith("~/") else Path(text)


def terms_about(day: date) -> list[tuple[tuple[str, int], str]]:
    """Terms to choose from, the present one second: (academic year, term) and words."""
    year, term = calendar.academic_year(day), calendar.term(day)
    number = year * 2 + term - 1
    found = []
    for each in range(number - 1, number + 3):
        begun, nth = divmod(each, 2)
        words = _("{first}—{last} 学年　第一学期") if nth == 0 else _("{first}—{last} 学年　第二学期")
        found.append(((f"{begun}-{begun + 1}", nth + 1), words.format(first=begun, last=begun + 1)))
    return found


class PlaceBox(TextBox):
    """A folder, typed or chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextMargins(8, 0, 30, 0)
        self.setAccessibleName(_("数据位置"))
        self.choose = IconButton("folder_open", _("选择文件夹"), parent=self).leads(self._choose)
        self.choose.setCursor(Qt.CursorShape.ArrowCursor)

    def resizeEvent(self, event: object) -> None:
        """Keep the button at the end."""
        self.choose.setGeometry(self.width() - 29, 1, 28, 28)

    def _choose(self) -> None:
        chosen = folder_to_use(self, _("数据放在哪里"), Path(self.text()))
        if chosen is not None:
            self.setText(str(chosen))
            self.textEdited.emit(self.text())


class SetupForm(QWidget):
    """Five rows; the folder is fixed where the start of the program named the file."""

    def __init__(self, tasks: Tasks, path: Path, *, movable: bool) -> None:
        super().__init__()
        self._tasks, self._given, self.movable = tasks, path, movable
        self.standing = FolderState("")
        self._asked, self._restored = True, False
        self._name = field_map(entity_named("school"))["name"]
        self.unit = Segmented(
            [(key, _(words)) for key, words in UNITS], _("本单位"), key=A_SCHOOL, then=lambda _key: self._hint()
        )
        self.school = TextBox(_("单位名称"))
        self.school.textChanged.connect(lambda _text: self.school.complain(None))
        terms = terms_about(clock.today())
        self.term = MenuField(_("当前学年"), terms, width=_TERM, then=self._take_term, key=terms[1][0])
        self.year, self.nth = terms[1][0]
        self.operator = TextBox(_("操作人姓名"), hint=_("印在报表上，写进变更记录"), text=operator.suggested())
        self.operator.setMaxLength(operator.LONGEST)
        self.operator.setReadOnly(bool(operator.told()))
        self.place = PlaceBox()
        self.sign, self.told = QLabel(), Note(wrapped=True)
        self._later = Debounce(_PAUSE, self.look, self)
        self.place.textEdited.connect(lambda _text: self._later.start())
        self._lay_out()
        self.show_place(path.parent)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(10)
        rows = (
            (_("本单位"), self.unit), (_("单位名称"), self.school), (_("当前学年"), self.term),
            (_("操作人"), self.operator), (_("数据位置"), self.place),
        )  # fmt: skip
        for row, (words, widget) in enumerate(rows):
            label = Label(words, "text2")
            label.setMinimumWidth(_LABEL)
            grid.addWidget(label, row, 0)
            grid.addWidget(widget, row, 1)
        note = QWidget()
        layouts.row((self.sign, 0, Qt.AlignmentFlag.AlignTop), (self.told, 1), parent=note, gap=6)
        grid.setVerticalSpacing(10)
        grid.addWidget(note, len(rows), 1)
        grid.setColumnStretch(1, 1)

    def _take_term(self, chosen: tuple[str, int]) -> None:
        self.year, self.nth = chosen

    def suit(self, way: StartChoice) -> None:
        """Ask only for what this way needs."""
        self._asked, self._restored = way.key == IMPORT, way.key == RESTORE
        self.unit.setEnabled(self._asked)
        self.school.setEnabled(self._asked)
        self._hint()

    def _hint(self) -> None:
        self.term.setEnabled(self._asked and not self.is_office)  # an office has no terms of its own
        hint = _("以备份里的为准") if self._restored else _("演示数据自带名称和学期，放在单独的文件里")
        own = _("与公章一致的全称；各校的记录都可以有") if self.is_office else _("与公章一致的全称")
        self.school.setPlaceholderText(own if self._asked else hint)

    @property
    def is_office(self) -> bool:
        """Whether the data is that of an office over several schools."""
        return self.unit.key == AN_OFFICE

    def unit_name(self) -> str | None:
        """The name as it is kept; "" when it is left empty, None when it cannot be one, which is then shown."""
        text = self.school.text().strip()
        value, complaints = self._name.read(text) if text else ("", ())
        if value is None or (self.is_office and not text):
            self._complain("\n".join(each.message for each in complaints) or _("请填写单位名称，它印作填报单位"))
            return None
        return str(value)

    def _complain(self, words: str) -> None:
        self.school.complain(Severity.ERROR)
        self.school.setToolTip(words)
        self.school.setFocus()

    # --- the place

    @property
    def path(self) -> Path:
        """The database file that is wanted."""
        if not self.movable:
            return self._given
        folder = _typed(self.place.text())
        return self._given if folder == self._given.parent else folder / NAME

    def take(self, path: Path) -> None:
        """Ask about another file from now on."""
        self._given = path
        self.show_place(path.parent)

    def show_place(self, folder: Path) -> None:
        """Show a folder."""
        self.place.setText(str(folder))
        self.place.setReadOnly(not self.movable)
        self.place.choose.setVisible(self.movable)
        self.place.setToolTip("" if self.movable else _("由启动命令或环境变量指定"))
        self.look()

    def look(self) -> None:
        """Say how the place stands; a disk that does not answer must not stop the window."""
        folder = _typed(self.place.text())
        ours = folder == self._given.parent

        self._tasks.read(lambda _progress: folder_state(folder, ours=ours), self._show_folder, receiver=self)

    def _show_folder(self, found: FolderState) -> None:
        self.standing = found
        bad = found.severity is Severity.ERROR
        sign, ink = ("error_circle", "danger") if bad else ("warning", "warn")
        if found.severity is None:
            sign, ink = "checkmark_circle", "ok"
        self.sign.setPixmap(icons.pixmap(sign, 16, ink, self.devicePixelRatioF()))
        self.told.setText(found.sentence)
        tint(self.told, ink="text3" if found.severity is None else ink)
        self.place.complain(found.severity)
        self.place.setAccessibleDescription(found.sentence)
