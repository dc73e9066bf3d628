"""The bar under a form: how the record stands, and what to do with what was changed."""

import enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.controls import Kind, TallButton
from desktop.ui.kit.dialogs import Confirm
from desktop.ui.kit.theme import BODY, GUTTER, NOTE, font
from models.words import _, listed

HEIGHT = 52


class SaveState(paint.Painted, QWidget):
    """A sign, a sentence, and a grey note."""

    SIZE = QSize(0, HEIGHT)

    def __init__(self) -> None:
        super().__init__()
        self.sentence, self.note, self.sign = "", "", ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def say(self, sentence: str, note: str = "", sign: str = "") -> None:
        """Change them; `sign` is error, warning or nothing."""
        if (sentence, note, sign) != (self.sentence, self.note, self.sign):
            self.sentence, self.note, self.sign = sentence, note, sign
            self.setAccessibleName(f"{sentence} {note}".strip())
            self.update()

    def _paint(self, painter: QPainter) -> None:
        middle, x = Qt.AlignmentFlag.AlignVCenter, 0.0
        if self.sign:
            name, ink = {"error": ("error_circle_filled", "danger"), "warning": ("warning_filled", "warn")}[self.sign]
            icons.draw(painter, name, QPointF(0, (self.height() - 16) / 2), 16, ink)
            x = 24
        paint.pen(painter, "text", font(BODY))
        words = painter.fontMetrics().elidedText(self.sentence, Qt.TextElideMode.ElideRight, int(self.width() - x))
        painter.drawText(QRectF(x, -0.5, self.width() - x, self.height()), middle, words)
        x += painter.fontMetrics().horizontalAdvance(words) + (12 if words else 0)
        paint.pen(painter, "text3", font(NOTE))
        note = painter.fontMetrics().elidedText(self.note, Qt.TextElideMode.ElideRight, max(int(self.width() - x), 0))
        painter.drawText(QRectF(x, -0.5, self.width() - x, self.height()), middle, note)


class SaveBar(QWidget):
    """Three buttons, none ever disabled because something is missing; without the right to save there are none."""

    def __init__(self, refusal: str = "") -> None:
        super().__init__()
        self._refusal = refusal
        self.setFixedHeight(HEIGHT)
        self.state = SaveState()
        self.discard = TallButton(_("放弃修改"), Kind.GHOST)
        self.again = TallButton(_("保存并新建"), keys="Ctrl+Enter")
        self.keep = TallButton(_("保存"), Kind.PRIMARY, keys="Ctrl+S")
        layouts.row(
            (self.state, 1), self.discard, self.again, self.keep, parent=self, gap=8, margins=(GUTTER, 0, GUTTER - 4, 0)
        )
        if refusal:
            for button in (self.discard, self.again, self.keep):
                button.hide()
            self.state.say(refusal, "", "warning")

    def set_counts(self, errors: int, doubts: int, obstacles: int, note: str = "") -> None:
        """Say how many errors and doubts there are, and whether they stand against saving."""
        if self._refusal:
            return
        words = [_("{count} 处错误").format(count=errors)] if errors else []
        words += [_("{count} 处提醒").format(count=doubts)] if doubts else []
        sentence = listed(words)
        if sentence:
            sentence += _("，{count} 处须先改正").format(count=obstacles) if obstacles else _("，仍可保存")
        self.state.say(sentence, note, "error" if errors else "warning" if doubts else "")

    def offer_again(self, *, on: bool) -> None:
        """Whether another record may follow the saved one."""
        self.again.setVisible(on and not self._refusal)

    def note(self, words: str) -> None:
        """Change the grey words alone."""
        if self._refusal:
            return
        self.state.say(self.state.sentence, words, self.state.sign)

    def busy(self, *, on: bool) -> None:
        """While the record is being written."""
        for button in (self.keep, self.again, self.discard):
            button.setEnabled(not on)


class Leaving(enum.Enum):
    """The three ways out."""

    DISCARD = "discard"
    STAY = "stay"
    SAVE = "save"


def leaving_question(name: str, count: int) -> Confirm:
    """Asks; decided with a Leaving. Closing the question means staying."""
    ways = (
        (Leaving.DISCARD, _("放弃修改"), Kind.GHOST), (Leaving.STAY, _("继续编辑"), Kind.DEFAULT),
        (Leaving.SAVE, _("保存"), Kind.PRIMARY),
    )  # fmt: skip
    return Confirm(
        _("保存对{name}的修改？").format(name=name), _("有 {count} 处修改还没有保存。").format(count=count), ways
    )
