"""The ways to begin, as cards of which one is chosen."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.cards import paint_card
from desktop.ui.kit.choices import paint_ring
from desktop.ui.kit.page_widgets import cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.theme import NOTE, SEMIBOLD, focus_width, font
from models.database.location import CITY, SCHOOL, sample_beside
from models.words import N_, _, joined

IMPORT, RESTORE = "import", "restore"  # ways to begin, besides the samples
TALL, LOW, ROOMY = 76, 60, 860  # heights of a card, and of the window from which there is room for the taller


@dataclass(frozen=True, slots=True)
class StartChoice:
    """One way to begin; `note` is how long it takes, or what it needs; `next` the words of the button that does it."""

    key: str
    icon: str
    title: str
    about: str
    note: str
    next: str


def ways(beside: Path) -> tuple[StartChoice, ...]:
    """All of them, in the language in use; a sample that was made already lies `beside` the database."""
    return (
        StartChoice(
            IMPORT, "table", _("从 Excel 导入"), _("把学校现有的花名册、企业名单拖进来，逐格核对后再写入"),
            _("约 10 分钟"), _("下一步：选 Excel 文件"),
        ),
        _sample(
            beside, SCHOOL, _("先用演示数据试一试：一所学校"),
            _("录取、分班、订单班、实习、异动的一个学年，由工作簿逐份导入，全部虚构"),
        ),
        _sample(beside, CITY, _("先用演示数据试一试：全市职教集团"), _about_city()),
        StartChoice(RESTORE, "history", _("恢复备份"), _("从另一台电脑或 U 盘上的备份继续"), ".db", _("下一步：选备份文件")),
    )  # fmt: skip


def _sample(beside: Path, key: str, title: str, about: str) -> StartChoice:
    if sample_beside(beside, key).exists():
        return StartChoice(key, "sparkle", title, about, _("已建立"), _("下一步：打开演示数据"))
    return StartChoice(key, "sparkle", title, about, _("约 20 秒"), _("下一步：建立演示数据"))


def _about_city() -> str:
    from desktop.demo import figures

    words = N_("{groups} 个集团、{enterprises} 家企业、{classes} 个订单班、{members} 名学员，全部虚构")
    return _(words).format(
        groups=len(figures.rows("groups")), enterprises=figures.ENTERPRISES,
        classes=len(figures.rows("order-classes")), members=f"{figures.MEMBERS:,}",
    )  # fmt: skip


class ChoiceCard(paint.Painted, QRadioButton):
    """A card that is a radio button as a whole."""

    SIZE = QSize(360, TALL)

    def __init__(self, way: StartChoice) -> None:
        super().__init__(way.title)
        self.way = way
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._stand(joined((way.title, way.about)))

    def hitButton(self, pos: object) -> bool:
        """The whole card is the button."""
        return True

    def _paint(self, painter: QPainter) -> None:
        chosen, box = self.isChecked(), QRectF(self.rect())
        border = "accent" if self.hasFocus() or self.underMouse() else "accent_line" if chosen else "line2"
        width = focus_width() if self.hasFocus() else 1
        paint_card(painter, box, border, width)
        if chosen:
            paint.frame(painter, box.adjusted(width, width, -width, -width), 7, "tick")
        middle = box.center().y()
        paint_ring(painter, QPointF(28, middle), chosen=chosen)
        self._paint_icon(painter, QRectF(54, middle - 20, 40, 40), chosen=chosen)
        self._paint_words(painter, box, middle)

    def _paint_icon(self, painter: QPainter, box: QRectF, *, chosen: bool) -> None:
        paint.frame(painter, box, 8, "accent_soft" if chosen else "sunken")
        icons.draw(painter, self.way.icon, box.topLeft() + QPointF(12, 12), 16, "graphic" if chosen else "text2")

    def _paint_words(self, painter: QPainter, box: QRectF, middle: float) -> None:
        paint.pen(painter, "text3", font(NOTE))
        note = painter.fontMetrics().horizontalAdvance(self.way.note)
        painter.drawText(box.adjusted(0, 0, -22, 0), RIGHT, self.way.note)
        room = QRectF(110, middle - 23, box.width() - 110 - note - 34, 23)
        paint.words(painter, room, LEFT, cut(painter, self.way.title, room.width()), "text", font(15, SEMIBOLD))
        paint.pen(painter, "text2", font())
        about = cut(painter, self.way.about, room.width())
        self.setToolTip(self.way.about if about != self.way.about else "")
        painter.drawText(room.translated(0, 24), LEFT, about)


class StartChoices(QWidget):
    """The cards; `chosen` with a Way."""

    chosen = Signal(object)

    def __init__(self, beside: Path) -> None:
        super().__init__()
        self.cards = [ChoiceCard(way) for way in ways(beside)]
        self._group = QButtonGroup(self)
        column = layouts.column(parent=self, gap=12)
        for card in self.cards:
            self._group.addButton(card)
            column.addWidget(card)
            card.toggled.connect(lambda on, card=card: self._take(card) if on else None)
        self.cards[0].setChecked(True)

    def _take(self, chosen: ChoiceCard) -> None:
        for card in self.cards:  # the cards are one stop of the keyboard; arrows move among them
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus if card is chosen else Qt.FocusPolicy.ClickFocus)
        self.chosen.emit(chosen.way)

    @property
    def way(self) -> StartChoice:
        """The one that is chosen."""
        return next(card.way for card in self.cards if card.isChecked())

    def look(self, beside: Path) -> None:
        """See again which samples lie beside the database."""
        for card, way in zip(self.cards, ways(beside), strict=True):
            card.way = way
            card.update()
        self.chosen.emit(self.way)

    def fit(self, height: int) -> None:
        """Be lower where the window is low."""
        for card in self.cards:
            card.setFixedHeight(TALL if height >= ROOMY else LOW)
        layout = self.layout()
        if layout is not None:
            layout.setSpacing(12 if height >= ROOMY else 8)

    def take(self, key: str) -> None:
        """Choose one."""
        next(card for card in self.cards if card.way.key == key).setChecked(True)
