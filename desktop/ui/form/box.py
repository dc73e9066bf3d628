"""A text box of a form: grey words and an icon at its end, a mark of what is wrong in their place."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from desktop.ui.kit import icons, paint
from desktop.ui.kit.controls import TextBox
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.theme import NOTE, colour, focus_width, font
from models.schema.complaints import Severity

_PAD, _TRAIL = 9, 26
_SIGNS = {Severity.ERROR: ("error_circle", "danger"), Severity.WARNING: ("warning", "warn")}


class FormBox(TextBox):
    """`trailing` names the icon of what the box opens; without one the place shows what is wrong, or that all is well."""

    focused = Signal()

    def __init__(self, trailing: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.framed = True
        self._echo = ""
        self._told = False  # whether there is room for the words
        self._compact = False
        self._well = False
        self._hint = ""  # the placeholder of a box that is closed: an example would read as its value
        self.trail = Trail(trailing, self) if trailing else None
        self._margins()

    def be_compact(self) -> None:
        """In a narrow cell the icon at the end gives way to the text while nobody is in it."""
        self._compact, self._hint = True, ""
        self.setPlaceholderText("")
        self._show_trail()

    def _show_trail(self) -> None:
        if self.trail is not None:
            self.trail.setVisible(not self._compact or self.hasFocus())
        self._margins()

    def set_echo(self, words: str) -> None:
        """Grey words at the end of the box."""
        if words != self._echo:
            self._echo = words
            self._margins()
            self.update()

    def set_well(self, *, well: bool) -> None:
        """Whether to show that the value was checked and is right."""
        if well != self._well:
            self._well = well
            self._margins()
            self.update()

    def complain(self, severity: Severity | None) -> None:
        """See TextBox; the sign is the second mark beside the colour."""
        super().complain(severity)
        self._margins()

    def _sign(self) -> tuple[str, str] | None:
        if self.trail is not None:
            return None
        if self.severity is not None:
            return _SIGNS[self.severity]
        return ("checkmark_circle", "ok") if self._well else None

    def _margins(self) -> None:
        opens = self.trail is not None and (not self._compact or self.hasFocus())
        end = _TRAIL if opens or self._sign() else 0
        words = QFontMetrics(font(NOTE)).horizontalAdvance(self._echo) + 8 if self._echo else 0
        room = self.width() - end - _PAD - self.fontMetrics().horizontalAdvance(self.text()) - 8
        self._told = bool(words) and (words <= room or not self.isVisible())
        words = words if self._told else 0
        self.setTextMargins(_PAD - 2, 0, max(end + words, _PAD - 2), 0)

    def changeEvent(self, event: QEvent) -> None:
        """A box nobody can write into shows no example of what to write."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            shown = self.placeholderText()
            self.setPlaceholderText(self._hint if self.isEnabled() else "")
            self._hint = "" if self.isEnabled() else shown

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the icon at the end."""
        super().resizeEvent(event)
        self._margins()
        self.setToolTip(self.text() if self._overflows() else "")
        if self.trail is not None:
            self.trail.setGeometry(self.width() - _TRAIL - 1, 2, _TRAIL - 1, self.height() - 4)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell whoever draws the frame."""
        super().focusInEvent(event)
        self._show_trail()
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell whoever draws the frame."""
        super().focusOutEvent(event)
        self._show_trail()
        self.focused.emit()

    def _space(self) -> QRect:
        margins = self.textMargins()
        return self.rect().adjusted(margins.left() + 2, 3, -margins.right() - 2, -3)

    def _overflows(self) -> bool:
        return self.fontMetrics().horizontalAdvance(self.text()) > self._space().width() + 2

    def _paint_cut(self, painter: QPainter) -> None:
        """A text that does not fit ends with an ellipsis while nobody is in it."""
        space = self._space()
        painter.fillRect(
            space.adjusted(-1, 0, 3, 0), colour("header" if self.isReadOnly() or not self.isEnabled() else "surface")
        )
        painter.setPen(colour("text" if self.isEnabled() else "text2"))
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, space.width())
        painter.drawText(space, LEFT, words)

    def setText(self, text: str | None) -> None:
        """The whole of a text that does not fit is its tooltip."""
        super().setText(text)
        self._margins()
        self.setToolTip(self.text() if self._overflows() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, then what stands at its end."""
        if self.framed:
            super().paintEvent(event)
        else:
            QLineEdit.paintEvent(self, event)
        sign, cut = self._sign(), self._overflows() and not self.hasFocus()
        if not self._told and sign is None and not cut:
            return
        with QPainter(self) as painter:
            if cut:
                self._paint_cut(painter)
            end = self.width() - (_TRAIL if self.trail is not None or sign else _PAD)
            if sign is not None:
                icons.draw(painter, sign[0], QPointF(self.width() - 23, (self.height() - 16) / 2), 16, sign[1])
            if self._told:
                paint.pen(painter, "text3", font(NOTE))
                space = QRectF(0, -0.5, end - 4, self.height())
                painter.drawText(space, RIGHT, self._echo)


class Trail(paint.Painted, QAbstractButton):
    """The icon at the end of a box; the keyboard reaches what it does from the box itself, unless `tab` is asked for."""

    def __init__(self, name: str, parent: QWidget, *, tab: bool = False) -> None:
        super().__init__(parent=parent)
        self.name = name
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if tab else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def _paint(self, painter: QPainter) -> None:
        if self.hasFocus():
            pen = painter.pen()
            pen.setColor(colour("accent"))
            pen.setWidthF(focus_width())
            painter.setPen(pen)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        ink = "disabled" if not self.isEnabled() else "text" if self.underMouse() else "text2"
        corner = QPointF((self.width() - 16) / 2, (self.height() - 16) / 2)
        icons.draw(painter, self.name, corner, 16, ink)
