"""What the seal of the records proves and what it cannot, whether what was noted outside the file still holds, and who audits."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.operations import auditing
from desktop.operations.auditing import words_of
from desktop.operations.locking import Unfit
from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Banner, Button, Kind, Note, TallButton, TextBox, Title
from desktop.ui.kit.help import Dialog
from desktop.ui.kit.theme import SECTION, font, tint
from models.database.audit_chain import anchor, anchor_read, examine, strayed
from models.database.auditor import standing
from models.database.database import Database
from models.database.errors import DatabaseError
from models.progress import Progress
from models.words import _

_SIZE, _TEXT, _WIDTH = 20, 13, 480


@dataclass(frozen=True, slots=True)
class Compared:
    """The anchor of the file, and what was found of the one that was typed: `wrong` or right, "" where none was."""

    here: str
    audited: str  # by whom and how far
    found: str = ""
    wrong: bool = False


def compare(database: Database, text: str, progress: Progress) -> Compared:
    """Hold what somebody typed off a paper or the name of a backup against the file, all of whose seals are tried."""
    with database.reading(progress) as connection:
        here, audited = str(anchor(connection)), words_of(standing(connection))
        if not text.strip():
            return Compared(here, audited)
        noted = anchor_read(text)
        if noted is None:
            return Compared(here, audited, _("“{text}”不是记录号；应当像 1234·9f3a2c").format(text=text), wrong=True)
        broken = examine(connection, progress)
        if broken is not None and broken.first_doubted <= noted.number:
            return Compared(here, audited, broken.sentence, wrong=True)
        words = strayed(connection, noted)
    right = _("记录 {noted}：到那一步为止的历史与当时记下的一致").format(noted=noted)
    return Compared(here, audited, words or right, wrong=bool(words))


class ProofSheet(QWidget):
    """The anchor of the file in large, what came of comparing, paragraphs to read, and what the auditor does.

    `mark_wanted` and `appoint_wanted` say which.
    """

    mark_wanted, appoint_wanted = Signal(), Signal()

    def __init__(self, compared: Compared) -> None:
        super().__init__()
        self.found = Banner()
        if compared.found:
            self.found.say(compared.found, good=not compared.wrong)
        own = Title(_("记录 {anchor}").format(anchor=compared.here), _SIZE)
        own.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        parts = [part for title, text in _paragraphs() for part in (Title(title, SECTION), _Text(text))]
        self.mark = Button(_("签封到这里…")).leads(self.mark_wanted)
        self.appoint = Button(_("设审计人…")).leads(self.appoint_wanted)
        audited = (
            Title(_("审计"), SECTION),
            _Text(compared.audited),
            layouts.row(self.mark, self.appoint, layouts.STRETCH),
        )
        layouts.column(own, self.found, *parts, *audited, layouts.STRETCH, parent=self, gap=10)


class AuditDialog(Dialog):
    """Asks the auditor for his passphrase and makes his mark; with a `person` who shall be it, and for a new one twice.

    `said` of what was done is there once it is accepted.
    """

    RECIPE = "audit"

    def __init__(self, database: Database, parent: QWidget, person: str | None = None) -> None:
        super().__init__(parent)
        self._database, self._appoints, self.said = database, person is not None, ""
        title = _("设审计人") if self._appoints else _("审计签封")
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        self.who, self.first, self.second = TextBox(), TextBox(), TextBox()
        self.who.setText(person or "")
        self.wrong = _Text("")
        tint(self.wrong, ink="danger")
        passphrase = (self.first, _("审计人的口令"))
        boxes = (
            ((self.who, _("谁是审计人")), passphrase, (self.second, _("再输一次"))) if self._appoints else (passphrase,)
        )
        column = layouts.column(Title(title, 16), parent=self, gap=6, margins=(24, 20, 24, 20))
        for box, words in boxes:
            box.setAccessibleName(words)
            box.returnPressed.connect(self._go_on)
            layouts.add(column, Note(words, "text2"), box)
        for box in (self.first, self.second):
            box.setEchoMode(QLineEdit.EchoMode.Password)
        self.back = TallButton(_("取消"), Kind.GHOST).leads(self.reject)
        self.next = TallButton(_("签封"), Kind.PRIMARY).leads(self._go_on)
        hint = _("口令只有审计人知道，由他自己输入；忘了只能另设审计人，以前的签封照旧有效。")
        layouts.add(column, _Text(hint), self.wrong, layouts.row(self.back, layouts.STRETCH, self.next))

    def _go_on(self) -> None:
        try:
            if self._appoints:
                self.said = auditing.appoint(self._database, self.who.text(), self.first.text(), self.second.text())
            else:
                self.said = auditing.mark(self._database, self.first.text())
        except (Unfit, DatabaseError) as error:
            self.wrong.setText(str(error))
            return
        self.accept()


class _Text(QLabel):
    """A paragraph."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setFont(font(_TEXT))
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        tint(self, ink="text2")


def _paragraphs() -> tuple[tuple[str, str], ...]:
    return (
        (_("这是什么"), _("每一步操作、每一次查看完整号码、每一次打印都写进同一条链：每条的封印由它的全部内容和前一条的封印算出。记录号是最后一步的编号和封印的头六位，印在每张纸的页脚，写在备份的名称里。")),
        (_("它能证明什么"), _("用别的程序改了、删了、插进了其中任何一条，从那一条起封印就对不上，“检查”会指出是哪一步。手里有以前的纸或备份的人，在上面的搜索框里输入那时的记录号，就知道到那一步为止的历史有没有变。")),
        (_("它不能证明什么"), _("会改数据库的人也可以把后面的封印全部重算，或者换回以前的文件；只看文件看不出来，要靠纸上、备份里、别人手里的记录号，或者后来的审计签封。它也不证明当时填写的内容属实，只证明后来没有改过。")),
        (_("审计签封"), _("审计人有自己的口令，别人打开数据库也签不了。他签封以后，签封以前的记录谁也不能改写而不被发现，连一直留着每份旧文件的人也不能；最后一次签封以后的，仍要靠记录号。签封本身被连同后面的一起删掉，审计人凭记下的记录号看得出；钥匙被换掉，凭钥匙指纹看得出。")),
        (_("怎么用"), _("打印“当日记录清单”签字存档，备份留一份在别处；有疑问时对照记录号。")),
    )  # fmt: skip
