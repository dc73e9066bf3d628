"""Beside a form: what is wrong with the record, and what was changed and is not saved."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from desktop.drafts.problems import FormProblem
from desktop.drafts.record_draft import Difference
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.accessibility import Pressable
from desktop.ui.kit.controls import Button, Hairline, IconButton, Kind, Note, Title
from desktop.ui.kit.theme import BODY, MEDIUM, NOTE, SECTION, colour, focus_width, font
from models.schema.complaints import Severity
from models.words import _

WIDTH = 288
_TONES = {
    Severity.ERROR: ("danger", "danger_soft", "danger_solid", "error_circle_filled"),
    Severity.WARNING: ("warn", "warn_soft", "warn_solid", "warning_filled"),
    None: ("text2", "header", "line2", "info"),
}
_WRAP = Qt.TextFlag.TextWordWrap
_LEFT, _BAR = 36, 12  # pixels before the words; of the scroll bar, which is there or not


class _CheckCard(Pressable):
    """One problem; pressing it leads to the field."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.problem = FormProblem("", "", "", None)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_problem(self, problem: FormProblem) -> None:
        """Show another problem."""
        if problem != self.problem:
            self.problem = problem
            self.setAccessibleName(_("{title}：{sentence}").format(title=problem.title, sentence=problem.sentence))
            self.setToolTip(problem.title)  # is cut where it is long
            self.updateGeometry()
            self.update()

    def _lines(self) -> int:
        room = WIDTH - 36 - _LEFT - 10 - _BAR
        return QFontMetrics(font(NOTE)).boundingRect(0, 0, room, 400, _WRAP, self.problem.sentence).height()

    def sizeHint(self) -> QSize:
        """A title and the lines of the sentence."""
        return QSize(WIDTH - 36, 30 + max(self._lines(), 17) + 8)

    def _paint(self, painter: QPainter) -> None:
        ink, ground, edge, sign = _TONES[self.problem.severity]
        paint.frame(painter, QRectF(self.rect()), 6, ground)
        painter.setClipRect(0, 0, 3, self.height())
        painter.setBrush(colour(edge))
        painter.drawRoundedRect(QRectF(0, 0, 12, self.height()), 6, 6)
        painter.setClipping(False)
        icons.draw(painter, sign, QPointF(13, 9), 16, ink)
        paint.pen(painter, "text", font(BODY, MEDIUM))
        title = painter.fontMetrics().elidedText(
            self.problem.title, Qt.TextElideMode.ElideRight, self.width() - _LEFT - 10
        )
        painter.drawText(QRectF(_LEFT, 6, self.width() - _LEFT, 20), Qt.AlignmentFlag.AlignVCenter, title)
        paint.words(painter, self.rect().adjusted(_LEFT, 28, -10, 0), _WRAP, self.problem.sentence, "text2", font(NOTE))
        if self.underMouse() or self.hasFocus():
            paint.frame(
                painter,
                QRectF(self.rect()).adjusted(1, 1, -1, -1),
                6,
                line="accent",
                width=focus_width() if self.hasFocus() else 1,
            )


class _Change(paint.Painted, QWidget):
    """One change that is not saved, with a way back."""

    SOFT = False

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.difference = Difference("", "", "", "")
        self.back = IconButton("arrow_undo", _("还原"), parent=self)
        self.setFixedHeight(40)

    def set_difference(self, difference: Difference) -> None:
        """Show another change."""
        self.difference = difference
        self.back.say(_("还原{label}").format(label=difference.label))
        self.setToolTip(f"{difference.before or '—'} → {difference.after or '—'}")
        self.update()

    def resizeEvent(self, event: object) -> None:
        """Keep the way back at the end."""
        self.back.setGeometry(self.width() - 28, 12, 28, 28)

    def _paint(self, painter: QPainter) -> None:
        paint.pen(painter, "text3", font(NOTE))
        painter.drawText(QRectF(0, 0, self.width(), 17), Qt.AlignmentFlag.AlignVCenter, self.difference.label)
        room = self.width() - 34
        struck = QFont(font(BODY))
        struck.setStrikeOut(bool(self.difference.before))
        painter.setFont(struck)
        elide, middle = Qt.TextElideMode.ElideRight, Qt.AlignmentFlag.AlignVCenter
        before = painter.fontMetrics().elidedText(self.difference.before or "—", elide, (room - 24) // 2)
        painter.drawText(QRectF(0, 18, room, 20), middle, before)
        x = painter.fontMetrics().horizontalAdvance(before) + 4
        icons.draw(painter, "arrow_right", QPointF(x, 20), 16, "text3")
        paint.pen(painter, "text", font(BODY))
        after = painter.fontMetrics().elidedText(self.difference.after or "—", elide, room - x - 22)
        painter.drawText(QRectF(x + 22, 18, room, 20), middle, after)


class ChecksPanel(QScrollArea):
    """`wanted` with a field to go to, `restored` with one to put back, `all_restored` for every one."""

    wanted = Signal(str)
    restored = Signal(str)
    all_restored = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(120)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("检查"))
        inside = QWidget()
        self._well = _Well()
        self._cards = layouts.column(gap=7)
        self._rest = self._changes_part()
        layouts.column(
            _pair(Title(_("检查"), BODY + 1), Note(_("F8 下一项"))), self._well, self._cards, self._rest, layouts.STRETCH,
            parent=inside, gap=8, margins=(18, 16, 18, 16),
        )  # fmt: skip
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.cards: list[_CheckCard] = []
        self.changes: list[_Change] = []

    def _changes_part(self) -> QWidget:
        part = QWidget()
        everything = Button(_("全部还原"), Kind.LINK).leads(self.all_restored)
        self._changes = layouts.column(gap=6)
        layouts.column(
            Hairline(), 4, _pair(Title(_("未保存的修改"), SECTION), everything), self._changes,
            parent=part, gap=8, margins=(0, 8, 0, 0),
        )  # fmt: skip
        part.hide()
        return part

    def set_findings(self, problems: Sequence[FormProblem], differences: Sequence[Difference]) -> None:
        """Show these problems and these changes."""
        while len(self.cards) < len(problems):
            card = _CheckCard(self.widget())
            card.clicked.connect(lambda _on=False, card=card: self.wanted.emit(card.problem.field))
            self._cards.addWidget(card)
            self.cards.append(card)
        for place, card in enumerate(self.cards):
            card.setVisible(place < len(problems))
            if place < len(problems):
                card.set_problem(problems[place])
        self._well.setVisible(not problems)
        self._tell_changes(differences)

    def _tell_changes(self, differences: Sequence[Difference]) -> None:
        while len(self.changes) < len(differences):
            change = _Change(self.widget())
            change.back.clicked.connect(lambda _on=False, change=change: self.restored.emit(change.difference.path))
            self._changes.addWidget(change)
            self.changes.append(change)
        for place, change in enumerate(self.changes):
            change.setVisible(place < len(differences))
            if place < len(differences):
                change.set_difference(differences[place])
        self._rest.setVisible(bool(differences))


class _Well(paint.Painted, QWidget):
    """Nothing is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(28)
        self.setAccessibleName(_("没有发现问题"))

    def _paint(self, painter: QPainter) -> None:
        icons.draw(painter, "checkmark_circle_filled", QPointF(0, 6), 16, "ok_solid")
        paint.pen(painter, "text2", font(BODY))
        painter.drawText(QRectF(24, -0.5, self.width(), 28), Qt.AlignmentFlag.AlignVCenter, _("没有发现问题"))


def _pair(left: QWidget, right: QWidget) -> QHBoxLayout:
    return layouts.row(left, layouts.STRETCH, right)
