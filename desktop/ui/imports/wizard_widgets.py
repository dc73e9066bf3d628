"""Pieces of the import wizard: the line of steps, and cards that count rows and choose them."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.exchange.review import Fate, Tally
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.accessibility import Pressable
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.theme import GUTTER, MEDIUM, NOTE, SEMIBOLD, colour, focus_width, font
from models.words import N_, _

_CIRCLE = 20
_CARDS = (
    (Fate.INSERT, N_("新增"), "add_circle", "ok"),
    (Fate.UPDATE, N_("修改"), "edit", "graphic"),
    (Fate.UNCHANGED, N_("不变"), "subtract_circle", "text2"),
    (Fate.REJECT, N_("拒绝"), "dismiss_circle", "danger"),
    (Fate.DOUBT, N_("提醒"), "warning", "warn"),
)


class WizardStep(Pressable):
    """One step: a number, or a tick when it is done, and its words; done steps can be gone back to."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__()
        self.number = number
        self.setText(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.state = "ahead"

    def be(self, state: str) -> None:
        """`done`, `here` or `ahead`."""
        self.state = state
        self.setEnabled(state == "done")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if state == "done" else Qt.FocusPolicy.NoFocus)
        told = {"done": _("已完成，按回车返回"), "here": _("当前步骤"), "ahead": _("未到")}[state]
        self.setAccessibleName(
            _("第 {number} 步 {name}，{state}").format(number=self.number, name=self.text(), state=told)
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Circle and words, as wide as when emphasised."""
        return QSize(_CIRCLE + 8 + QFontMetrics(font(weight=MEDIUM)).horizontalAdvance(self.text()) + 6, 28)

    def _paint(self, painter: QPainter) -> None:
        circle = QRectF(2, (self.height() - _CIRCLE) / 2, _CIRCLE, _CIRCLE)
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), focus_width()))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.setPen(QPen(colour("line2"), 1) if self.state == "ahead" else Qt.PenStyle.NoPen)
        ground = {"done": "accent_soft", "here": "accent", "ahead": "surface"}[self.state]
        painter.setBrush(colour(ground))
        painter.drawEllipse(circle.adjusted(0.5, 0.5, -0.5, -0.5))
        if self.state == "done":
            icons.draw(painter, "checkmark", circle.topLeft() + QPointF(4, 4), 12, "accent_text")
        else:
            painter.setFont(font(NOTE, SEMIBOLD if self.state == "here" else MEDIUM))
            painter.setPen(colour("on_accent" if self.state == "here" else "text3"))
            painter.drawText(circle.translated(0, -0.5), Qt.AlignmentFlag.AlignCenter, str(self.number))
        painter.setFont(font(weight=MEDIUM) if self.state == "here" else font())
        painter.setPen(colour("text3" if self.state == "ahead" else "text"))
        if self.state == "done" and self.underMouse():
            painter.setPen(colour("accent_text"))
        painter.drawText(QRectF(_CIRCLE + 10, -0.5, self.width(), self.height()), LEFT, self.text())


class WizardSteps(paint.Painted, QWidget):
    """The line of steps; `step_wanted` with the place of a done step that is gone back to."""

    step_wanted = Signal(int)

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steps = [WizardStep(number, name) for number, name in enumerate(names, 1)]
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = layouts.row(parent=self, gap=28)
        for place, step in enumerate(self.steps):
            step.clicked.connect(lambda _on=False, place=place: self.step_wanted.emit(place))
            row.addWidget(step)
        self.at = -1
        self.go(0)

    def go(self, place: int, *, locked: bool = False) -> None:
        """Be at a step; those before it are done, and can be gone back to unless `locked`."""
        self.at = place
        for n, step in enumerate(self.steps):
            step.be("done" if n < place else "here" if n == place else "ahead")
            step.setEnabled(n < place and not locked)
        self.update()

    def _paint(self, painter: QPainter) -> None:
        for n, (one, other) in enumerate(zip(self.steps, self.steps[1:], strict=False)):
            y = self.height() // 2
            ink = "accent_line" if n < self.at else "line2"
            painter.fillRect(
                one.geometry().right() + 3, y, other.geometry().left() - one.geometry().right() - 6, 1, colour(ink)
            )


class FateCard(Pressable):
    """A figure with its name and what it means; pressed, the grid shows only these rows."""

    SIZE = QSize(180, 64)

    def __init__(self, name: str, icon: str, ink: str, *, alarming: bool = False) -> None:
        super().__init__()
        self.icon_, self.ink, self.alarming = icon, ink, alarming
        self.setText(name)
        self.figure, self.note = 0, ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(128)
        self.setFixedHeight(64)

    def set_figure(self, figure: int, note: str) -> None:
        """Show another figure."""
        self.figure, self.note = figure, note
        self.setAccessibleName(_("{name} {count} 行，{note}").format(name=self.text(), count=f"{figure:,}", note=note))
        self.setToolTip(_("只看这些行"))
        self.update()

    def _paint(self, painter: QPainter) -> None:
        alarm = self.alarming and self.figure > 0
        border, width = ("danger_line" if alarm else "line2"), 1.0
        if self.isChecked() or self.hasFocus():
            border, width = "accent", focus_width() if self.hasFocus() else 1.5
        elif self.underMouse():
            border = "accent"
        ground = "danger_soft" if alarm else "select" if self.isChecked() else "surface"
        paint.plate(painter, self.rect(), 8, ground, border, width)
        icons.draw(painter, self.icon_, QPointF(14, 11), 16, self.ink)
        paint.words(painter, QRectF(36, 9, self.width() - 44, 20), LEFT, self.text(), "text2", font())
        paint.pen(painter, "text" if self.figure else "text3", font(20, SEMIBOLD))
        words = f"{self.figure:,}"
        wide = painter.fontMetrics().horizontalAdvance(words)
        painter.drawText(QRectF(14, 29, wide + 4, 28), LEFT, words)
        paint.pen(painter, "text2" if alarm else "text3", font(NOTE))
        space = QRectF(14 + wide + 10, 31, self.width() - wide - 34, 26)
        painter.drawText(
            space, LEFT, painter.fontMetrics().elidedText(self.note, Qt.TextElideMode.ElideRight, int(space.width()))
        )


class FateCards(QWidget):
    """The cards in a row; `chosen` with a fate, or None when its card is released."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards = {
            fate: FateCard(_(name), icon, ink, alarming=fate is Fate.REJECT) for fate, name, icon, ink in _CARDS
        }
        row = layouts.row(parent=self, gap=12, margins=(0, 0, GUTTER, 0))
        for fate, card in self.cards.items():
            row.addWidget(card)
            card.clicked.connect(lambda on, fate=fate: self.chosen.emit(fate if on else None))

    def mark(self, chosen: Fate | None) -> None:
        """Press the card of a fate and release the others."""
        for fate, card in self.cards.items():
            card.setChecked(chosen is fate)

    def set_tally(self, tally: Tally, label: str) -> None:
        """Show other figures; `label` is what a record is called."""
        count = tally.counts
        notes = {
            Fate.INSERT: _("写入后为新{label}").format(label=label),
            Fate.UPDATE: _("共 {count} 处不同").format(count=f"{tally.differences:,}"),
            Fate.UNCHANGED: _("无需写入"),
            Fate.REJECT: _("修正后可导入") if count[Fate.REJECT] else _("没有"),
            Fate.DOUBT: _("可导入，请核对") if count[Fate.DOUBT] else _("没有"),
        }
        for fate, card in self.cards.items():
            card.set_figure(count[fate], notes[fate])


_SIGN = 72


class EmptyState(paint.Painted, QWidget):
    """Why there is nothing, and that it is well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head, self.note, self.clean = "", "", True
        self.set_reason(clean=True)

    def set_reason(self, *, clean: bool) -> None:
        """EmptyState to mend, or nothing of the kind that is looked for."""
        self.clean = clean
        self.head = _("没有要改正的行") if clean else _("没有这样的行")
        self.note = (
            _("可以直接导入；关闭“只看有问题的行”查看全部") if clean else _("换一类查看，或关闭“只看有问题的行”")
        )
        self.setAccessibleName(f"{self.head}。{self.note}")
        self.update()

    def _paint(self, painter: QPainter) -> None:
        middle, top = self.width() / 2, max(self.height() / 2 - 90, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("ok_soft" if self.clean else "sunken"))
        painter.drawEllipse(QRectF(middle - _SIGN / 2, top, _SIGN, _SIGN))
        name, ink = ("checkmark_circle", "ok") if self.clean else ("search", "text2")
        icons.draw(painter, name, QPointF(middle - 16, top + _SIGN / 2 - 16), 32, ink)
        paint.pen(painter, "text", font(14, SEMIBOLD))
        painter.drawText(QRectF(0, top + 84, self.width(), 24), Qt.AlignmentFlag.AlignCenter, self.head)
        paint.pen(painter, "text3", font())
        painter.drawText(QRectF(0, top + 110, self.width(), 22), Qt.AlignmentFlag.AlignCenter, self.note)
