"""What was done and who saw whole numbers, the latest first: found by words, led to its records; acts are taken back."""

from itertools import groupby

from PySide6.QtWidgets import QWidget

from desktop.ui.home.activity_rows import ActRow, ChangeRow, DisclosureRow
from desktop.ui.kit import layouts
from desktop.ui.kit.change_sets import see, take_back
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Note
from desktop.ui.kit.dialogs import agreed
from desktop.ui.kit.layouts import scrolling
from desktop.ui.kit.page import Page
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.tabs import Tabs
from desktop.ui.kit.theme import GUTTER, SECTION
from desktop.ui.list.search_box import SearchBox
from desktop.ui.shell.page_head import HEIGHT, PageTop
from desktop.ui.shell.proof_sheet import AuditDialog, Compared, ProofSheet, compare
from models.database import auditor, operator
from models.database.disclosures import Disclosure, found_disclosures
from models.database.history import change_sets
from models.database.transaction import ChangeSet
from models.progress import Progress
from models.words import _

MORE = 100  # acts read at once
_WIDTH, _DAY = 980, 36
_DONE, _SEEN, _PROVED = "done", "seen", "proved"
_PROOF = 2  # place of the tab


class ChangesPage(Page):
    """A line for every act, under its day; read again whenever the page is opened or something was written.

    Beside the acts, under tabs of their own: every time private values were shown whole, and what proves it all.
    """

    def __init__(self, place: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._count, self._audited = MORE, 0  # the last act before the last mark of an auditor
        self.acts: tuple[ChangeSet | Disclosure, ...] = ()
        self.rows: list[ActRow] = []
        self.tabs = Tabs(HEIGHT)
        self.tabs.setAccessibleName(_("变更记录"))
        self.tabs.add(_("每一步操作"), key=_DONE)
        self.tabs.add(_("查看完整号码"), key=_SEEN)
        self.tabs.add(_("记录的凭据"), key=_PROVED)
        self.tabs.currentChanged.connect(lambda _place: self._begin())
        self.search = SearchBox(_("操作、文件或人"))
        self.search.searched.connect(self._begin)
        self.told = Note()
        self.more = Button(_("更早的")).leads(self._read_more)
        self._body = layouts.column()
        self._lay_out()

    def _lay_out(self) -> None:
        head = PageTop(_("变更记录"))
        layouts.add(head.row, self.tabs, self.told, layouts.STRETCH, self.search)
        body = QWidget()
        body.setMaximumWidth(_WIDTH)
        self._body.setSpacing(0)
        layouts.column(self._body, self.more, layouts.STRETCH, parent=body, margins=(GUTTER, 12, GUTTER, 16))
        area = scrolling(body, _("变更记录"))
        layouts.column(head, (area, 1), parent=self, gap=0)
        self.setFocusProxy(self.search)

    def opened(self, *, proof: bool = False) -> None:
        """Read the latest; `proof` shows what the seal proves, and what it cannot."""
        if proof:
            self.tabs.setCurrentIndex(_PROOF)
        self._begin()

    def refresh(self) -> None:
        """Read again: something was written."""
        self._read()

    def _begin(self, _text: str = "") -> None:
        self._count = MORE
        self._read()

    def _read_more(self) -> None:
        self._count += MORE
        self._read()

    @property
    def seen(self) -> bool:
        """Whether it is listed who saw whole numbers, instead of what was done."""
        return self.tabs.key_at(self.tabs.currentIndex()) == _SEEN

    @property
    def proved(self) -> bool:
        """Whether it is said what the seal proves."""
        return self.tabs.key_at(self.tabs.currentIndex()) == _PROVED

    def _read(self) -> None:
        self.search.setPlaceholderText(_("纸上或备份名称里的记录号") if self.proved else _("操作、文件或人"))
        if self.proved:
            text = self.search.text()
            self._place.tasks.read(
                lambda progress: compare(self._place.database, text, progress), self._show_proof, receiver=self,
            )  # fmt: skip
            return
        count, text, find = self._count, self.search.text(), found_disclosures if self.seen else change_sets

        def work(_progress: Progress) -> tuple[tuple[ChangeSet | Disclosure, ...], int]:
            with self._place.database.reading() as connection:
                mark = auditor.standing(connection).last
                found: tuple[ChangeSet | Disclosure, ...] = tuple(find(connection, text=text, limit=count + 1))
            return found, mark.act if mark is not None else 0

        self._place.tasks.read(work, lambda found: self._show(*found), receiver=self)

    def _show_proof(self, compared: Compared) -> None:
        layouts.clear(self._body)
        self.acts, self.rows = (), []
        self.more.hide()
        self.told.setText("")
        sheet = ProofSheet(compared)
        sheet.mark_wanted.connect(self._audit)
        sheet.appoint_wanted.connect(lambda: self._audit(operator.suggested()))
        self._body.addWidget(sheet)

    def _audit(self, person: str | None = None) -> None:
        dialog = AuditDialog(self._place.database, self, person)
        if agreed(dialog):
            self._place.say(dialog.said)
            self._read()

    def _show(self, found: tuple[ChangeSet | Disclosure, ...], audited: int) -> None:
        """Show the acts, of which an auditor marked some; one more than wanted says that there are more."""
        self._audited = audited
        layouts.clear(self._body)
        self.acts = found[: self._count]
        self.more.setVisible(len(found) > self._count)
        self.told.setText(self._extent())
        self.rows = []
        for day, acts in groupby(self.acts, key=lambda act: act.time.astimezone().date()):
            title = TextLine(day.isoformat(), SECTION, strong=True)
            title.setFixedHeight(_DAY)
            self._body.addWidget(title)
            for act in acts:
                self._add(act)
        if not self.acts:
            nothing = _("还没有人看过完整号码") if self.seen else _("还没有改动")
            words = _("没有这样的操作") if self.search.text().strip() else nothing
            self._body.addWidget(TextLine(words, ink="text3"))

    def _extent(self) -> str:
        words = _("{count} 次") if self.seen else _("{count} 步")
        return words.format(count=f"{len(self.acts):,}") if self.acts else ""

    def _add(self, act: ChangeSet | Disclosure) -> None:
        row: ActRow
        if isinstance(act, Disclosure):
            row = DisclosureRow(act, self._place.record)
        else:
            row = ChangeRow(
                act,
                lambda change: take_back(self._place, change, self),
                lambda change: see(self._place, change, self),
                audited=act.id <= self._audited,
            )
        self.rows.append(row)
        self._body.addWidget(row)
