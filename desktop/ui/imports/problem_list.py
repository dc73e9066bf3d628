"""What is wrong in an import, kind by kind, with one act that mends all of a kind where there is one."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from desktop.exchange.columns import SheetColumn, columns_of
from desktop.exchange.review import Fix, ReviewProblem
from desktop.ui.imports.review_table import Went
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.accessibility import Pressable
from desktop.ui.kit.controls import Button, Hairline, IconButton, Kind, Note, Title
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.theme import MEDIUM, NOTE, SEMIBOLD, focus_width, font
from models.schema.fields import Entity
from models.schema.showing import mask_written
from models.words import N_, _, joined

_HINTS = {Went.ON: N_("F8 下一处"), Went.ROUND: N_("已到末尾，从头开始"), Went.NOWHERE: N_("没有下一处了")}
Word = tuple[str, str]


class ProblemCard(Pressable):
    """One kind of problem; pressed, the grid shows its rows. `mended` when all of them are to be put right at once."""

    SIZE = QSize(240, 56)

    mended = Signal()

    def __init__(self, problem: ReviewProblem, column: SheetColumn) -> None:
        super().__init__()
        self.problem, label = problem, column.label
        self.setText(label)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(56)
        kinds = joined(f"{name} {count}" for name, count in problem.kinds)
        pair = None if problem.fix is None else problem.fix.pair
        self.kinds = kinds if pair is None else " → ".join(mask_written(column.field, one) for one in pair)
        worst = _("拒绝") if problem.fatal else _("提醒")
        self._stand(
            _("{label}，{worst} {count} 行：{kinds}").format(label=label, worst=worst, count=problem.rows, kinds=kinds),
            kinds,
        )
        self.act = Button(_fix_words(problem.fix), Kind.LINK, self)
        self.act.setVisible(problem.fix is not None)
        if problem.fix is not None:
            self.act.setAccessibleName(
                _("{act}：{label}，{count} 行").format(act=self.act.text(), label=label, count=len(problem.fix.values))
            )
            self.act.clicked.connect(self.mended)

    def resizeEvent(self, event: object) -> None:
        """Keep the act at the lower right."""
        size = self.act.sizeHint()
        self.act.setGeometry(self.width() - size.width() - 6, 27, size.width(), 24)

    def _paint(self, painter: QPainter) -> None:
        pressed = self.isChecked()
        border = "accent" if self.hasFocus() or self.underMouse() else "accent_line" if pressed else "line2"
        width = focus_width() if self.hasFocus() else 1
        paint.frame(
            painter,
            QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2),
            6,
            "select" if pressed else "surface",
            border,
            width,
        )
        sign, ink = ("error_circle_filled", "danger_solid") if self.problem.fatal else ("warning_filled", "warn_solid")
        icons.draw(painter, sign, QPointF(11, 10), 16, ink)
        paint.pen(painter, "danger" if self.problem.fatal else "warn", font(weight=SEMIBOLD))
        painter.drawText(QRectF(0, 8, self.width() - 11, 20), RIGHT, f"{self.problem.rows:,}")
        paint.pen(painter, "text", font(weight=MEDIUM))
        self._draw(painter, QRectF(34, 8, self.width() - 84, 20), self.text())
        room = self.act.width() if self.problem.fix is not None else self._look(painter)
        paint.pen(painter, "text2", font(NOTE))
        self._draw(painter, QRectF(34, 29, self.width() - 46 - room, 19), self.kinds)

    def _look(self, painter: QPainter) -> int:
        """Say that the card shows its rows where there is nothing to be put right at once; the room this takes."""
        paint.pen(painter, "accent_text", font())
        words = _("查看")
        painter.drawText(QRectF(0, 28, self.width() - 14, 20), RIGHT, words)
        return painter.fontMetrics().horizontalAdvance(words) + 6

    def _draw(self, painter: QPainter, space: QRectF, text: str) -> None:
        words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(space.width()))
        painter.drawText(space, LEFT, words)


def _fix_words(fix: Fix | None) -> str:
    if fix is None:
        return ""
    return (
        _("按身份证填")
        if fix.by_identity
        else _("全部替换")
        if fix.pair
        else _("改正 {count} 处").format(count=len(fix.values))
    )


class ProblemList(QScrollArea):
    """Cards of what is wrong, and the words put for words so far; `chosen` with a problem or None, `fixed` with a fix."""

    chosen = Signal(object)
    fixed = Signal(object, object)  # Problem, Fix
    forgotten = Signal(object)  # (column, word)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cards: list[ProblemCard] = []
        self.hint = Note(_(_HINTS[Went.ON]))
        self._body = QWidget()
        self.setWidget(self._body)
        head = QWidget()
        layouts.row((Title(_("问题归类"), 13), 1), self.hint, parent=head)
        self._column = layouts.column(head, parent=self._body, gap=8, margins=(16, 8, 16, 12))

    def follow(self, went: Went) -> None:
        """Say how F8 found its next problem."""
        self.hint.setText(_(_HINTS[went]))
        if went is not Went.ON:
            QAccessible.updateAccessibility(QAccessibleEvent(self.hint, QAccessible.Event.Alert))

    def set_problems(
        self,
        entity: type[Entity],
        problems: Sequence[ReviewProblem],
        words: Mapping[Word, str],
        seen: tuple[str, bool] | None,
    ) -> None:
        """Show other problems; `seen` is the one whose rows the grid shows."""
        layouts.clear(self._column, keep=1)  # the head stays
        self.cards = []
        for problem in problems:
            self._add_card(entity, problem, seen)
        if not problems:
            self._column.addWidget(Note(_("没有需要改正的单元格")))
        if words:
            self._add_words(entity, words)
        self._column.addStretch(1)

    def _add_card(self, entity: type[Entity], problem: ReviewProblem, seen: tuple[str, bool] | None) -> None:
        card = ProblemCard(problem, columns_of(entity)[problem.column])
        card.setChecked(seen == (problem.column, problem.fatal))
        card.clicked.connect(lambda on, problem=problem: self.chosen.emit(problem if on else None))
        card.mended.connect(lambda problem=problem: self.fixed.emit(problem, problem.fix))
        self.cards.append(card)
        self._column.addWidget(card)

    def _add_words(self, entity: type[Entity], words: Mapping[Word, str]) -> None:
        layouts.add(self._column, 6, Hairline(), 2, Title(_("已记住的对照"), 13))
        for (column, word), meant in words.items():
            line, of = QWidget(), columns_of(entity)[column]
            was, now = (mask_written(of.field, one) for one in (word, meant))
            told = f"{was} → {now or _('留空')}"
            pair = TextLine(told, ink="text2", hint=f"{of.label}：{told}")
            act = _("不再把“{word}”当作“{meant}”").format(word=was, meant=now or _("空"))
            off = IconButton("dismiss", act).leads(self.forgotten.emit, (column, word))
            off.setFixedSize(24, 24)
            layouts.row((pair, 1), off, parent=line, gap=4)
            line.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self._column.addWidget(line)
