"""What waits to be mended: every kind of problem with its count, each a door to the records it is about."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop.ui.home.concerns import KINDS, Concern, told
from desktop.ui.home.panels import open_concern
from desktop.ui.home.problem_monitor import ProblemMonitor
from desktop.ui.kit import icons, layouts
from desktop.ui.kit.cards import DoorCard
from desktop.ui.kit.chips import Chip
from desktop.ui.kit.choices import Segmented
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Kind, Label, Note, Title
from desktop.ui.kit.help import HelpButton
from desktop.ui.kit.layouts import scrolling
from desktop.ui.kit.page import Page
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.theme import GUTTER, NOTE, SEMIBOLD
from desktop.ui.shell.page_head import PageTop
from models import clock
from models.words import _, joined


class ConcernDoor(DoorCard):
    """One kind of problem: severity, what is wrong, the rule in one line, by when, how many."""

    def __init__(self, concern: Concern, day: date | None = None) -> None:
        super().__init__()
        self.concern = concern
        sign = QLabel()
        name, ink = concern.sign
        sign.setPixmap(icons.pixmap(name, 16, ink, self.devicePixelRatioF()))
        sign.setContentsMargins(0, 2, 0, 0)
        count = Label(f"{concern.count:,}", size=20, weight=SEMIBOLD)
        title, rule = TextLine(concern.title, strong=True), TextLine(concern.rule, NOTE, ink="text2")
        row = layouts.row((sign, 0, Qt.AlignmentFlag.AlignTop), (layouts.column(title, rule, gap=2), 1), gap=12)
        due = concern.due_words(day) if day else ""
        if day and due:
            row.addWidget(Chip(due, concern.due_tone(day)))
        self.help = HelpButton(concern.topic, concern.title)
        layouts.add(row, count, Note(_("条")), self.help)
        self.column.setContentsMargins(16, 10, 16, 10)
        layouts.add(self.column, row)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, child is not self.help)
        number = _("{count} 条").format(count=f"{concern.count:,}")
        parts = (concern.severity, concern.title, concern.rule, due, number)
        self.setAccessibleName(joined(parts))

    def help_topic(self) -> str:
        """The rule it breaks, or the field it is about."""
        return self.concern.topic


class ProblemsPage(Page):
    """Cards by kind; a card opens the list of exactly the records it counts."""

    def __init__(self, place: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self.watch: ProblemMonitor | None = None
        self.only: str | None = None  # one of KINDS, or all of them
        self.told = Note()
        kinds = ((None, _("全部")), *((kind, _(words)) for kind, words in KINDS.items()))
        self.choice = Segmented(kinds, _("按严重程度"), then=self._narrow)
        self.again = Button(_("重新检查"), Kind.DEFAULT, icon="arrow_sync").leads(self._look)
        self.cards: list[ConcernDoor] = []
        self._body = layouts.column()
        self._lay_out()

    def _lay_out(self) -> None:
        head = PageTop(_("待处理"))
        layouts.add(head.row, self.told, layouts.STRETCH, self.choice, self.again)
        body = QWidget()
        self._body = layouts.column(parent=body, gap=8, margins=(GUTTER, 16, GUTTER, 16))
        area = scrolling(body, _("待处理"))
        layouts.column(head, (area, 1), parent=self, gap=0)

    def attend(self, watch: ProblemMonitor) -> None:
        """Show what a watch finds, from now on."""
        self.watch = watch
        watch.found.connect(self.show_found)
        self.show_found()

    def opened(self) -> None:
        """Look for the first time if nobody has."""
        if self.watch is not None and self.watch.problems is None:
            self._look()

    def _look(self) -> None:
        if self.watch is not None:
            self.told.setText(_("正在检查…"))
            self.watch.look(named=True)

    def _narrow(self, only: object) -> None:
        self.only = only if isinstance(only, str) else None
        self.show_found()

    def show_found(self) -> None:
        """Show a card for every kind."""
        if self.watch is None or self.watch.problems is None:
            return
        layouts.clear(self._body)
        concerns = [concern for concern in self.watch.concerns if self.only in (None, concern.kind)]
        self.told.setText(told(concerns))
        day = self.watch.day or clock.today()
        self.cards = [ConcernDoor(concern, day) for concern in concerns]
        for card in self.cards:
            card.clicked.connect(lambda _on=False, card=card: self._enter(card))
            self._body.addWidget(card)
        layouts.add(self._body, None if concerns else NoProblems(), layouts.STRETCH)

    def _enter(self, card: ConcernDoor) -> None:
        open_concern(card.concern, card, self.list_wanted.emit, self.record_wanted.emit, self._place.page)


class NoProblems(QWidget):
    """NoProblems waits."""

    def __init__(self) -> None:
        super().__init__()
        sign = QLabel()
        sign.setPixmap(icons.pixmap("checkmark_circle", 32, "ok", self.devicePixelRatioF()))
        column = layouts.column(parent=self, gap=10, margins=(0, 60, 0, 0))
        for widget in (sign, Title(_("没有要处理的问题"), 14), Note(_("保存或导入之后会自动再检查"))):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
