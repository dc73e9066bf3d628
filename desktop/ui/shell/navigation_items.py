"""What stands in the navigation: items with icon, words and count, section heads, the brand, the way to the palette."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.accessibility import Pressable, Role
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.theme import MEDIUM, MICRO, NOTE, SEMIBOLD, colour, focus_width, font
from models.schema.counting import counted
from models.schema.fields import Entity
from models.words import _, joined

RAIL = 56
_RADIUS = 5


class NavigationItem(Pressable):
    """A place one can go to: icon and words at the left, its count at the right; `warns` makes the count a pill."""

    def __init__(self, key: str, words: str, icon: str, entity: type[Entity] | None = None) -> None:
        super().__init__()
        self.key, self.sign, self.entity = key, icon, entity
        self.count: int | None = None
        self.warns = self.rail = False
        self.setText(words)
        self.setCheckable(True)
        self.setAutoExclusive(True)  # one of many, also to a screen reader
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._name()

    def sizeHint(self) -> QSize:
        """As wide as the navigation lets it be."""
        return QSize(RAIL - 16, self.height())

    @property
    def need(self) -> int:
        """The width at which words and count stand in full."""
        words = QFontMetrics(font(weight=MEDIUM)).horizontalAdvance(self.text())
        count = "" if self.count is None else f"{self.count:,}"
        return (
            words + 52 + (QFontMetrics(font(NOTE)).horizontalAdvance(count) + (20 if self.warns else 8) if count else 0)
        )

    def set_count(self, count: int | None) -> None:
        """Show how many there are."""
        self.count = count
        self._name()
        self.update()

    def narrow(self, *, rail: bool) -> None:
        """Show the icon alone, or the words again."""
        self.rail = rail
        self._name()
        self.update()

    def _name(self) -> None:
        number = ""
        if self.count is not None:
            words = (
                _("{count} 条").format(count=self.count) if self.entity is None else counted(self.entity, self.count)
            )
            number = _("，{count}").format(count=words)
        self.setAccessibleName(self.text() + number)
        self.setToolTip(self.text() + number if self.rail else "")

    def _paint(self, painter: QPainter) -> None:
        here = self.isChecked()
        ground = "select" if here else "press" if self.isDown() or self.underMouse() else "window"
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        paint.frame(painter, box, _RADIUS, ground, "accent" if self.hasFocus() else "", focus_width())
        left = (self.width() - 20) / 2 if self.rail else 10
        sign = f"{self.sign}_filled" if here and self.sign != "arrow_swap" else self.sign
        icons.draw(painter, sign, QPointF(left, (self.height() - 20) / 2), 20, "accent_text" if here else "text2")
        if self.rail:
            if self.warns and self.count:
                painter.setPen(QPen(colour("window"), 2))
                painter.setBrush(colour("warn_solid"))
                painter.drawEllipse(QPointF(left + 18, self.height() / 2 - 8), 5, 5)
            return
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        space = QRectF(self.rect()).adjusted(40, -1, -10, -1)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(colour("accent_text" if self.isChecked() else "text"))
        painter.setFont(font(weight=MEDIUM if self.isChecked() else font().weight()))
        words = "" if self.count is None else f"{self.count:,}"
        taken = QFontMetrics(font(NOTE)).horizontalAdvance(words) + 8 if words else 0
        room = int(space.width()) - taken
        name = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        self.setToolTip("" if name == self.text() else self.text())
        painter.drawText(space, middle | Qt.AlignmentFlag.AlignLeft, name)
        if not words:
            return
        painter.setFont(font(NOTE))
        if self.warns and self.count:
            self._paint_pill(painter, words)
            return
        painter.setPen(colour("accent_text" if self.isChecked() else "text3"))
        painter.drawText(space, middle | Qt.AlignmentFlag.AlignRight, words)

    def _paint_pill(self, painter: QPainter, words: str) -> None:
        width = painter.fontMetrics().horizontalAdvance(words) + 12
        pill = QRectF(self.width() - 8 - width, (self.height() - 18) / 2, width, 18)
        paint.frame(painter, pill, 9, "warn_soft", "warn_line" if colour("warn_soft") == colour("window") else "")
        paint.words(painter, pill.translated(0, -0.5), Qt.AlignmentFlag.AlignCenter, words, "warn")


class NavigationSection(paint.Painted, QWidget):
    """The words over a group of items, and at the right the way to what is kept back; in the rail a hairline.

    `more` is None for a section that keeps nothing back.
    """

    def __init__(self, title: str, *, keeps_back: bool = False) -> None:
        super().__init__()
        self.title, self.rail, self.low = title, False, False
        self.more = NavigationMore(title) if keeps_back else None
        layouts.row(layouts.STRETCH, self.more, parent=self, margins=(0, 2, 0, 0))
        self.narrow(rail=False)

    @property
    def need(self) -> int:
        """The width at which its words stand in full."""
        more = self.more.minimumWidth() if self.more is not None else 0
        return QFontMetrics(font(NOTE)).horizontalAdvance(self.title) + more + 16

    def narrow(self, *, rail: bool, low: bool = False) -> None:
        """Be a hairline, or words; a little lower in a low window."""
        self.rail, self.low = rail, low
        self.setFixedHeight((26 if low else 28) if not rail or self.more is not None else 13)
        if self.more is not None:
            self.more.narrow(rail=rail)
        self.update()

    def _paint(self, painter: QPainter) -> None:
        if self.rail:
            painter.fillRect(8, 4, self.width() - 16, 1, colour("line2"))
            return
        paint.pen(painter, "text3", font(NOTE))
        right = self.more.x() if self.more is not None else self.width()
        space = QRectF(10, self.height() - 24, right - 12, 22)
        words = painter.fontMetrics().elidedText(self.title, Qt.TextElideMode.ElideRight, int(space.width()))
        self.setToolTip("" if words == self.title else self.title)
        painter.drawText(space, LEFT, words)


class NavigationMore(Pressable):
    """Shows or hides what a section keeps back because it is needed seldom."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title, self.rail = title, False
        self.setCheckable(True)
        self.setFont(font(NOTE))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(24)
        self.toggled.connect(self._name)
        self._name()

    def narrow(self, *, rail: bool) -> None:
        """Be a chevron alone, or with its word."""
        self.rail = rail
        self.setFixedWidth(RAIL - 16 if rail else self.fontMetrics().horizontalAdvance(self.text()) + 34)

    def _name(self) -> None:
        self.setText(_("收起") if self.isChecked() else _("更多"))
        self.setAccessibleName(_("{section}：{act}").format(section=self.title, act=self.text()))
        self.setToolTip(self.accessibleName())
        self.narrow(rail=self.rail)

    def _paint(self, painter: QPainter) -> None:
        box, ground = QRectF(self.rect()).adjusted(1, 1, -1, -1), "press" if self.underMouse() else "window"
        paint.frame(painter, box, _RADIUS, ground, "accent" if self.hasFocus() else "", focus_width())
        left = (self.width() - 16) / 2 if self.rail else self.width() - 24
        sign = "chevron_up" if self.isChecked() else "chevron_down"
        icons.draw(painter, sign, QPointF(left, 4), 16, "text3")
        if not self.rail:
            painter.setPen(colour("text3"))
            space = QRectF(8, -0.5, self.width() - 24, self.height())
            painter.drawText(space, LEFT, self.text())


class PaletteDoor(Pressable):
    """Looks like a search field and opens the palette."""

    SIZE = QSize(RAIL - 16, 30)

    def __init__(self) -> None:
        super().__init__()
        self.rail = False
        self.setFixedHeight(30)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setText(_("搜索与命令"))
        self._stand(self.text(), f"{self.text()}  Ctrl+K")

    def _paint(self, painter: QPainter) -> None:
        width = focus_width() if self.hasFocus() else 1
        line = "accent" if self.hasFocus() else "text3" if self.underMouse() else "line2"
        paint.plate(painter, self.rect(), _RADIUS, "surface", line, width)
        left = (self.width() - 16) / 2 if self.rail else 8
        icons.draw(painter, "search", QPointF(left, 7), 16, "text2")
        if self.rail:
            return
        painter.setPen(colour("text3"))
        space = QRectF(self.rect()).adjusted(30, -1, -8, -1)
        painter.drawText(space, LEFT, self.text())
        painter.setFont(font(MICRO))
        if QFontMetrics(font()).horizontalAdvance(self.text()) + 50 < space.width():
            painter.drawText(space, RIGHT, "Ctrl K")


class OperatorButton(paint.Painted, QWidget):
    """Who works here, and in which file."""

    spoken_as = Role.StaticText

    def __init__(self, user: str, database: str) -> None:
        super().__init__()
        self.rail = False
        self.setFixedHeight(48)
        self.set_operator(user, database)

    def set_operator(self, user: str, database: str) -> None:
        """Say who works here, and where."""
        self.user, self.database = user, database
        self.setToolTip(f"{user}\n{database}")
        self.setAccessibleName(joined((user, database)))
        self.update()

    def _paint(self, painter: QPainter) -> None:
        left = (self.width() - 26) / 2 if self.rail else 7
        circle = QRectF(left, 11, 26, 26)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_soft"))
        painter.drawEllipse(circle)
        paint.pen(painter, "accent_text", font(MICRO, SEMIBOLD))
        painter.drawText(circle.translated(0, -0.5), Qt.AlignmentFlag.AlignCenter, self.user[:1].upper())
        if self.rail:
            return
        space = self.width() - 44
        for top, words, face, ink in (
            (7, self.user, font(NOTE + 1, MEDIUM), "text"),
            (24, self.database, font(MICRO), "text3"),
        ):
            paint.pen(painter, ink, face)
            cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, space)
            painter.drawText(QRectF(40, top, space + 2, 17), Qt.AlignmentFlag.AlignVCenter, cut)
