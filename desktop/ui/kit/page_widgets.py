"""What composed pages are made of: figures that open their list, names that open their record, cards with a title."""

import math
from collections.abc import Sequence
from typing import Self

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.accessibility import Pressable
from desktop.ui.kit.cards import Card
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.theme import MEDIUM, NORMAL, NOTE, SECTION, SEMIBOLD, colour, focus_width, font, tint
from models.words import _, joined

_ELIDE = Qt.TextElideMode.ElideRight


def cut(painter: QPainter, words: str, width: float, *, middle: bool = False) -> str:
    """The words as far as they fit into so many pixels in the painter's font; cut in the middle where ends tell apart."""
    how = Qt.TextElideMode.ElideMiddle if middle else _ELIDE
    return painter.fontMetrics().elidedText(words, how, max(0, int(width)))


class TextLine(paint.Painted, QLabel):
    """One line that gives way: what does not fit is cut and told by the tooltip, unless there is another `hint`."""

    def __init__(  # noqa: PLR0913 - an ink and a face
        self, text: str = "", size: int = 13, *, ink: str = "text", strong: bool = False,
        weight: QFont.Weight = NORMAL, hint: str = "",
    ) -> None:  # fmt: skip
        super().__init__(text)
        self._hint = hint
        self.setFont(font(size, SEMIBOLD if strong else weight))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setTextFormat(Qt.TextFormat.PlainText)
        tint(self, ink=ink)

    def sizeHint(self) -> QSize:
        """As wide as all the words."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 2, max(metrics.height(), 16))

    def minimumSizeHint(self) -> QSize:
        """It may give way altogether."""
        return QSize(0, self.sizeHint().height())

    def _paint(self, painter: QPainter) -> None:
        painter.setPen(self.palette().windowText().color())
        box = QRectF(self.contentsRect()).translated(0, -0.5)
        words = cut(painter, self.text(), box.width())
        self.setToolTip(self._hint or ("" if words == self.text() else self.text()))
        painter.drawText(box, int(self.alignment() | LEFT), words)


def narrow_line(text: str, size: int = 13, *, ink: str = "text", strong: bool = False) -> TextLine:
    """A line as wide as its words, if there is room for them."""
    made = TextLine(text, size, ink=ink, strong=strong)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


class FlatButton(Pressable):
    """The ground of everything here that is pressed: hand, hover, one stop of the keyboard, a line when it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.open(enabled=True)

    def open(self, *, enabled: bool) -> None:
        """Whether there is anything behind it; without it is only words."""
        self.setEnabled(enabled)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if enabled else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if enabled else Qt.CursorShape.ArrowCursor)

    @property
    def pointed(self) -> bool:
        """Whether pressing it now would do something."""
        return self.isEnabled() and self.underMouse()

    def paint_ground(self, painter: QPainter, *, hover: str | None = "hover") -> None:
        """Draw hover and focus."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "press" if self.isDown() else hover if self.pointed else None
        paint.plate(painter, self.rect(), 5, ground or "", "accent" if self.hasFocus() else "", focus_width())


class FigureLink(FlatButton):
    """A number that opens its list, with its unit and scope in grey beside it; `query` is that list, or None.

    `line` is the size of the largest number in the same line, on whose base line all of them stand.
    """

    def __init__(self, size: int = 24, parent: QWidget | None = None, *, line: int = 0) -> None:
        super().__init__(parent)
        self.size_, self.line, self.note, self.tone = size, max(size, line), "", "text"
        self.query: object = None
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_figure("—", "")

    def set_figure(self, number: str, note: str, query: object = None, tone: str = "text") -> None:
        """Show a number, what it counts, and open this list when pressed."""
        self.setText(number)
        self.note, self.query, self.tone = note, query, tone
        self.setAccessibleName(f"{number} {note}".strip())
        self.setToolTip(_("查看这 {count} 条").format(count=number) if query is not None else "")
        self.open(enabled=query is not None)
        self.updateGeometry()
        self.update()

    def _number(self) -> QFontMetrics:
        return QFontMetrics(font(self.size_, SEMIBOLD))

    def sizeHint(self) -> QSize:
        """As wide as number and note."""
        note = QFontMetrics(font(NOTE)).horizontalAdvance(self.note)
        width = self._number().horizontalAdvance(self.text()) + (note + 6 if self.note else 0)
        return QSize(width + 10, round(self.line * 1.5))

    def minimumSizeHint(self) -> QSize:
        """Never less than the number."""
        return QSize(self._number().horizontalAdvance(self.text()) + 10, round(self.line * 1.5))

    def _paint(self, painter: QPainter) -> None:
        self.paint_ground(painter)
        metrics = self._number()
        base = (self.height() + QFontMetrics(font(self.line, SEMIBOLD)).capHeight()) / 2
        paint.pen(painter, "accent_text" if self.pointed else self.tone, font(self.size_, SEMIBOLD))
        painter.drawText(4, round(base), self.text())
        start = 4 + metrics.horizontalAdvance(self.text()) + 6
        paint.pen(painter, "text3", font(NOTE))
        painter.drawText(start, round(base), cut(painter, self.note, self.width() - start))


class RecordLink(FlatButton):
    """The name of a record, or another way on; words that do not fit are cut."""

    def __init__(
        self,
        text: str,
        size: int = 13,
        *,
        strong: bool = False,
        ink: str = "accent_text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ink = ink
        self._font = font(size, MEDIUM if strong else NORMAL)
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as the words."""
        metrics = QFontMetrics(self._font)
        return QSize(metrics.horizontalAdvance(self.text()) + 4, max(24, metrics.height() + 2))

    def minimumSizeHint(self) -> QSize:
        """It may give way."""
        return QSize(24, self.sizeHint().height())

    def _paint(self, painter: QPainter) -> None:
        self.paint_ground(painter, hover=None)
        paint.pen(painter, self._ink if self.isEnabled() else "text", self._font)
        box = QRectF(self.rect()).adjusted(1, 0, -1, 0).translated(0, -0.5)
        words = cut(painter, self.text(), box.width() + 1)
        painter.drawText(box, LEFT, words)
        if self.pointed:
            width = painter.fontMetrics().horizontalAdvance(words)
            painter.fillRect(QRectF(box.left(), self.height() - 4, width, 1), colour("accent_text"))


class TwoLineRow(FlatButton):
    """A row of a list in a card: what it is, more about it in grey below, a word or number at the right."""

    def __init__(self, title: str, note: str = "", right: str = "", icon: str | None = None) -> None:
        super().__init__()
        self.setText(title)
        self.note, self.right, self.glyph = note, right, icon
        self.tone = "text2"
        self._stand(joined((title, note, right)), "\n".join(part for part in (title, note) if part))

    def sizeHint(self) -> QSize:
        """One line or two."""
        return QSize(200, 46 if self.note else 32)

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))
        self.paint_ground(painter)
        box = QRectF(self.rect()).adjusted(4, 0, -4, -1)
        if self.glyph:
            icons.draw(painter, self.glyph, box.topLeft() + QRectF(0, (box.height() - 16) / 2, 0, 0).topLeft(), 16)
            box.setLeft(box.left() + 26)
        paint.words(painter, box, RIGHT, self.right, self.tone, font(NOTE))
        taken = painter.fontMetrics().horizontalAdvance(self.right) + 10 if self.right else 0
        lines = box.adjusted(0, 4, -taken, -4) if self.note else box.adjusted(0, 0, -taken, 0)
        half = QRectF(lines.left(), lines.top(), lines.width(), lines.height() / (2 if self.note else 1))
        paint.words(painter, half.translated(0, half.height()), LEFT, cut(painter, self.note, half.width()), "text3")
        paint.pen(painter, "accent_text" if self.pointed else "text", font())
        painter.drawText(half, LEFT, cut(painter, self.text(), half.width()))


class TitledCard(Card):
    """A card with a title, a grey note beside it and room at the right of the title; contents go below."""

    def __init__(self, title: str, note: str = "") -> None:
        super().__init__()
        self.title = narrow_line(title, SECTION, strong=True)
        self.note = TextLine(note, NOTE, ink="text3")
        self.head = layouts.row(self.title, (self.note, 1), gap=8)
        layouts.add(self.column, self.head)
        self.setAccessibleName(title)

    def end(self, rows: Sequence[object] = (), nothing: str = "") -> Self:
        """Keep what was put into it at its top; say there is `nothing` where that might be and there are no rows."""
        layouts.add(
            self.column, TextLine(nothing, NOTE, ink="text3") if nothing and not rows else None, layouts.STRETCH
        )
        return self


class FigureStrip(paint.Painted, QWidget):
    """Widgets side by side as long as each has `least` pixels, else in rows of as many as have; `ruled` by hairlines."""

    def __init__(
        self, least: int, *parts: QWidget | tuple[QWidget, int], gap: int | None = None, ruled: bool = False
    ) -> None:
        super().__init__()
        self.least, self.ruled = least, ruled
        self.parts: list[tuple[QWidget, int]] = []
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing((24 if ruled else 12) if gap is None else gap)
        self._columns = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for part in parts:
            self.add(*(part if isinstance(part, tuple) else (part,)))

    def add(self, widget: QWidget, stretch: int = 1) -> None:
        """Another widget at the end; `stretch` is its share while all stand in one row."""
        widget.setSizePolicy(QSizePolicy.Policy.Ignored, widget.sizePolicy().verticalPolicy())
        self.parts.append((widget, stretch))
        self._arrange(len(self.parts))

    def _arrange(self, columns: int) -> None:
        for nth, (widget, _stretch) in enumerate(self.parts):
            self.grid.addWidget(widget, *divmod(nth, columns))
        for column in range(len(self.parts)):
            alone = columns == len(self.parts)
            self.grid.setColumnStretch(column, (self.parts[column][1] if alone else 1) if column < columns else 0)
        self._columns = columns

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use as many columns as have room, rows of equal length."""
        super().resizeEvent(event)
        count = max(1, len(self.parts))
        most = max(1, min(count, (self.width() + self.grid.spacing()) // (self.least + self.grid.spacing())))
        wanted = math.ceil(count / math.ceil(count / most))
        if wanted != self._columns:
            self._arrange(wanted)

    def _paint(self, painter: QPainter) -> None:
        if self.ruled:
            for widget, _stretch in self.parts:
                if widget.x() > 0:
                    painter.fillRect(widget.x() - self.grid.spacing() // 2, widget.y(), 1, 38, colour("line2"))


class FlowRow(QWidget):
    """Small things one after the other, in as many lines as they need."""

    def __init__(self, parts: Sequence[QWidget], gap: int = 6) -> None:
        super().__init__()
        self.parts, self.gap = tuple(parts), gap
        for part in parts:
            part.setParent(self)
        layouts.break_lines(self)

    def heightForWidth(self, width: int) -> int:
        """The lower edge of the last line."""
        return self._place(width, move=False)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, self.heightForWidth(max(200, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything."""
        super().resizeEvent(event)
        self.setMinimumHeight(self._place(self.width(), move=True))

    def _place(self, width: int, *, move: bool) -> int:
        x = y = low = 0
        for part in self.parts:
            hint = part.sizeHint()
            if x and x + hint.width() > width:
                x, y = 0, low + self.gap
            if move:
                part.setGeometry(x, y, min(hint.width(), width), hint.height())
            x, low = x + hint.width() + self.gap, max(low, y + hint.height())
        return low


class FactLabel(QWidget):
    """A label in grey with what it says under it, or links to records."""

    def __init__(self, label: str, value: str = "", *links: RecordLink) -> None:
        super().__init__()
        layouts.column(
            TextLine(label, NOTE, ink="text3"), *links,
            None if links else TextLine(value or "—", ink="text" if value else "disabled"), layouts.STRETCH,
            parent=self, gap=2,
        )  # fmt: skip
        self.setAccessibleName(f"{label} {value}")


class LoadBar(FlatButton):
    """How many of how many: words, numbers and a track; above the limit the track says so by colour and a mark."""

    SIZE = QSize(200, 40)

    def __init__(self, label: str, used: int, limit: int | None, base: str = "") -> None:
        super().__init__()
        self.setText(label)
        self.used, self.limit, self.base = used, limit, base
        shown = _("{used} 人，上限 {limit} 人") if limit is not None else _("{used} 人，职工数未填，上限算不出")
        words = shown.format(used=used, limit=limit)
        self._stand(
            joined((label, words)) + (_("，超过上限") if self.over else ""), f"{label}\n{words}\n{base}".strip()
        )

    @property
    def over(self) -> bool:
        """Whether there are more than may be."""
        return self.limit is not None and self.used > self.limit

    def _paint(self, painter: QPainter) -> None:
        self.paint_ground(painter)
        box = QRectF(self.rect()).adjusted(4, 2, -4, -12)
        painter.setFont(font(NOTE))
        limit = _("/ {limit}").format(limit=f"{self.limit:,}") if self.limit is not None else _("/ 未知")
        paint.words(painter, box, RIGHT, limit, "text3")
        right = box.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(limit) - 4, 0)
        paint.pen(painter, "danger" if self.over else "accent_text" if self.pointed else "text", font(weight=MEDIUM))
        painter.drawText(right, RIGHT, f"{self.used:,}")
        end = right.right() - painter.fontMetrics().horizontalAdvance(f"{self.used:,}") - 8
        if self.over:
            end -= 18
            icons.draw(
                painter, "warning_filled", QRectF(end + 2, box.center().y() - 8, 16, 16).topLeft(), 16, "warn_solid"
            )
        paint.words(painter, box, LEFT, cut(painter, self.text(), end - box.left()), "text2", font(NOTE))
        self._paint_track(painter)

    def _paint_track(self, painter: QPainter) -> None:
        track, share = QRectF(4, self.height() - 11, self.width() - 8, 5), self.used / self.limit if self.limit else 0.0
        paint.bar(painter, track, share, "danger_solid" if self.over else "teal_mid")
