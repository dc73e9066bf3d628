"""The head of the home page: the term and the week, the day, and what most visits begin with."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QPointF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMenu, QWidget

from desktop.screens.catalogue import begun_at_home, screen_of
from desktop.ui.kit import icons, layouts
from desktop.ui.kit.chips import Chip
from desktop.ui.kit.controls import Button, Kind
from desktop.ui.kit.day_button import DayButton
from desktop.ui.kit.page_widgets import narrow_line
from desktop.ui.kit.theme import TITLE
from models.access.rights import Right, edit
from models.statistics import calendar
from models.words import _

GUTTER, HEIGHT = 24, 52


class MenuButton(Button):
    """A button that opens a menu, with a chevron that says so."""

    def __init__(self, text: str, kind: Kind, icon: str) -> None:
        super().__init__(text, kind, icon=icon)
        self.menu = QMenu(self)
        self.clicked.connect(lambda: self.menu.popup(self.mapToGlobal(self.rect().bottomLeft())))

    def sizeHint(self) -> QSize:
        """The chevron has its place."""
        return super().sizeHint() + QSize(18, 0)

    def _paint_words(self, painter: QPainter, ink: str) -> None:
        painter.save()
        painter.translate(-9, 0)
        super()._paint_words(painter, ink)
        painter.restore()
        icons.draw(painter, "chevron_down", QPointF(self.width() - 24, (self.height() - 12) / 2), 12, ink)


class HomeHead(QWidget):
    """`imported`, `printed`, and `created` with an entity; `may` says of a right why not, "" where one has it."""

    imported = Signal()
    printed = Signal()
    created = Signal(object)

    def __init__(self, may: Callable[[Right], str] = lambda _right: "") -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.title = narrow_line(_("首页"), TITLE, strong=True)
        self.term, self.week = narrow_line("", ink="text2"), Chip("")
        self.week.hide()
        self.day = DayButton()
        self.day.hide()  # until it is known which day
        self.bring = Button(_("导入 Excel"), icon="arrow_import").leads(self.imported)
        self.print = Button(_("打印花名册"), icon="print").leads(self.printed)
        self.new = MenuButton(_("新建"), Kind.PRIMARY, "add")
        for entity in begun_at_home():
            action = self.new.menu.addAction(icons.icon(screen_of(entity).icon), _(entity.label))
            action.triggered.connect(lambda _on=False, entity=entity: self.created.emit(entity))
            refusal = may(edit(entity))
            action.setEnabled(not refusal)
            action.setToolTip(refusal)
        layouts.row(
            self.title, 4, self.term, 4, self.week, layouts.STRETCH, self.day, self.bring, self.print, self.new,
            parent=self, gap=8, margins=(GUTTER, 0, GUTTER, 0),
        )  # fmt: skip

    def step_back(self, *, back: bool) -> None:
        """Leave the one filled button of the screen to the page."""
        self.new.kind = Kind.DEFAULT if back else Kind.PRIMARY
        self.new.update()

    def set_day(self, day: date, week: int | None, note: str) -> None:
        """Show the day, what it is called in the school year, and why this one."""
        year = calendar.academic_year(day)
        words = _("{first}—{last} 学年第一学期") if calendar.term(day) == 1 else _("{first}—{last} 学年第二学期")
        self.term.setText(words.format(first=year, last=year + 1))
        self.term.updateGeometry()
        self.week.setVisible(week is not None)
        self.week.say(_("第 {week} 周").format(week=week))
        self.day.set_day(day, note)
        self.day.show()
