"""The table of a programme's apprentices: both mentors, where each is now, three papers as dots, what came of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import icons, paint
from desktop.ui.kit.chips import Shape, paint_shape
from desktop.ui.kit.page_widgets import cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.row_list import Index
from desktop.ui.kit.statuses import sign_of
from desktop.ui.kit.theme import MEDIUM, NORMAL, NOTE, colour, font
from desktop.ui.record.tick_table import EDGE, TickModel, TickPainter, TickTable
from models.entities.apprenticeships import Apprentice
from models.entities.training import EMPLOYEES
from models.rules.problems import Problem
from models.schema.codes import table
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.schema.sorting import natural_key, pinyin_key
from models.statistics.apprenticeship_views import Learner, Proof
from models.words import N_, _, joined

MARK, NAME, POST, MENTOR, TUTOR, STATION, PAY, PROOFS, FATE = 1, 2, 3, 4, 5, 6, 7, (8, 9, 10), 11
_TRACK = 54
_WIDTHS = (40, 24, 72, 84, 116, 72, 190, 84, 48, 48, 48, 76)
_PAPERS = {True: (N_("合同"), N_("协议"), N_("参保")), False: (N_("协议"), N_("监护人"), N_("保险"))}
_SAID = {Proof.THERE: N_("有"), Proof.SHORT: N_("早于学徒期结束"), Proof.MISSING: N_("没有"), Proof.NONE: N_("未填")}
_FIELDS = field_map(Apprentice)
_ORDERS: dict[int, Callable[[Learner], Any]] = {
    MARK: lambda one: one.id,
    NAME: lambda one: pinyin_key(one.name),
    POST: lambda one: pinyin_key(one.post),
    MENTOR: lambda one: pinyin_key(one.mentor),
    TUTOR: lambda one: pinyin_key(one.tutor),
    STATION: lambda one: pinyin_key(one.station.post if one.station is not None else None),
    PAY: lambda one: one.pay if one.pay is not None else Decimal(-1),
    **{column: partial(lambda place, one: list(Proof).index(one.papers[place]), n) for n, column in enumerate(PROOFS)},
    FATE: lambda one: (one.outcome, one.over),
}


class LearnerModel(TickModel):
    """Rows of learners as of a day, with what is wrong with each as soon as it is known."""

    orders = _ORDERS

    def __init__(self, learners: Sequence[Learner], kind: str, day: date, parent: QWidget | None = None) -> None:
        papers = _PAPERS[kind == EMPLOYEES]
        named = {name: _FIELDS[name].title for name in ("name", "post", "mentor", "tutor", "outcome")}
        heads = (
            "", "", named["name"], named["post"], named["mentor"], named["tutor"], _("当前轮岗"), _("津贴（元）"), *map(_, papers), named["outcome"],
        )  # fmt: skip
        super().__init__(learners, heads, (NAME, False), parent)
        self.day = day
        self.issues: Mapping[int, Sequence[Problem]] = {}
        self.sort(NAME)

    @property
    def learners(self) -> tuple[Learner, ...]:
        """The rows as they stand."""
        return self.people

    def key(self, one: Learner) -> int:
        """The apprentice."""
        return one.id

    def ties(self, one: Learner) -> Any:
        """By number, then by name."""
        return natural_key(one.number), pinyin_key(one.name), one.id

    def sorted_by(self, one: Learner, column: int) -> Any:
        """Of problems the worst first."""
        if column == MARK:
            return tuple(-part for part in self._weight(one))
        return super().sorted_by(one, column)

    def _weight(self, one: Learner) -> tuple[int, int]:
        issues = self.issues.get(one.id, ())
        return sum(issue.fatal for issue in issues), len(issues)

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        """Pay stands at the right, papers in the middle."""
        return RIGHT if column == PAY else Qt.AlignmentFlag.AlignCenter if column in PROOFS else LEFT

    def words(self, one: Learner, column: int) -> str:
        """A cell in words."""
        if column == MARK:
            return joined(problem.complaint.message for problem in self.issues.get(one.id, ()))
        if column in PROOFS:
            return _(_SAID[one.papers[PROOFS.index(column)]])
        level = table("skill-level").get(one.level or "")
        led = f"{one.mentor} {level.brief}" if one.mentor and level is not None else one.mentor
        told = {
            NAME: one.name, POST: one.post, MENTOR: led, TUTOR: one.tutor, STATION: self.station(one),
            PAY: "" if one.pay is None else f"{one.pay.normalize():,f}", FATE: _("期满") if one.over else text_of(_FIELDS["outcome"], one.outcome),
        }  # fmt: skip
        return told.get(column) or ""

    def station(self, one: Learner) -> str:
        """Where somebody is, and which day of how many it is."""
        if one.station is None:
            return ""
        done, whole = self.days(one)
        return _("{post} {done}/{whole} 天").format(post=one.station.post, done=done, whole=whole)

    def days(self, one: Learner) -> tuple[int, int]:
        """Which day of how many it is at the post of the day."""
        assert one.station is not None
        begin, end = one.station.begin, one.station.end
        return (self.day - begin).days + 1, (end - begin).days + 1

    def tell(self, issues: Mapping[int, Sequence[Problem]]) -> None:
        """Show what is wrong with them."""
        self.issues = issues
        if self.people:
            self.dataChanged.emit(self.index(0, MARK), self.index(len(self.people) - 1, MARK))


class _LearnerPainter(TickPainter):
    """Draws a cell by its column."""

    def draw_cell(self, painter: QPainter, box: QRectF, index: Index, one: Learner) -> None:
        """See TickPainter."""
        model, column = self.table.model_, index.column()
        assert isinstance(model, LearnerModel)
        inner = box.adjusted(8, 0, -EDGE if column == PAY else -8, 0)
        if column == MARK:
            self._paint_mark(painter, box, model.issues.get(one.id, ()))
        elif column in PROOFS:
            _paint_proof(painter, box, one.papers[PROOFS.index(column)])
        elif column == STATION and one.station is not None:
            self._paint_station(painter, inner, one, *model.days(one))
        else:
            self._paint_words(painter, inner, model.words(one, column), one, column)

    @staticmethod
    def _paint_mark(painter: QPainter, box: QRectF, issues: Sequence[Problem]) -> None:
        if issues:
            fatal = any(issue.fatal for issue in issues)
            sign, ink = ("error_circle_filled", "danger_solid") if fatal else ("warning_filled", "warn_solid")
            icons.draw(painter, sign, QPointF(box.left() + 8, box.center().y() - 8), 16, ink)

    @staticmethod
    def _paint_station(painter: QPainter, box: QRectF, one: Learner, done: int, whole: int) -> None:
        assert one.station is not None
        days = _("{done}/{whole} 天").format(done=done, whole=whole)
        paint.words(painter, box, RIGHT, days, "text3", font(NOTE))
        taken = painter.fontMetrics().horizontalAdvance(days) + 8
        track = QRectF(box.right() - taken - _TRACK, box.center().y() - 2.5, _TRACK, 4)
        paint.frame(painter, track, 2, "sunken")
        paint.frame(
            painter, QRectF(track.left(), track.top(), max(4.0, _TRACK * min(1.0, done / whole)), 4), 2, "teal_mid"
        )
        room = track.left() - box.left() - 8
        paint.pen(painter, "text", font())
        painter.drawText(box.translated(0, -0.5), LEFT, cut(painter, one.station.post, room))

    @staticmethod
    def _paint_words(painter: QPainter, box: QRectF, words: str, one: Learner, column: int) -> None:
        if column == FATE:
            sign = sign_of(_FIELDS["outcome"], one.outcome)
            shape = Shape.WAIT if one.over else sign.shape if sign else Shape.TODO
            paint_shape(painter, shape, QPointF(box.left(), box.center().y() - 8.5))
            box = box.adjusted(22, 0, 0, 0)
        paint.pen(painter, "text" if words else "disabled", font(weight=MEDIUM if column == NAME else NORMAL))
        painter.drawText(
            box.translated(0, -0.5), RIGHT if column == PAY else LEFT, cut(painter, words or "—", box.width())
        )


def _paint_proof(painter: QPainter, box: QRectF, proof: Proof) -> None:
    """A dot where a paper is there, a cross where it is missing, a half ring where it ends too early."""
    middle = QPointF(box.center().x(), box.center().y() - 0.5)
    if proof is Proof.NONE:
        paint.words(painter, box, Qt.AlignmentFlag.AlignCenter, "—", "disabled", font())
        return
    if proof is Proof.SHORT:
        paint_shape(painter, Shape.WAIT, middle - QPointF(8, 8))
        return
    if proof is Proof.THERE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("teal_mid"))
        painter.drawEllipse(middle, 4.5, 4.5)
        return
    painter.setPen(QPen(colour("danger_solid"), 1.8))
    painter.drawLine(middle + QPointF(-4, -4), middle + QPointF(4, 4))
    painter.drawLine(middle + QPointF(-4, 4), middle + QPointF(4, -4))


class LearnerTable(TickTable):
    """See TickTable; `opened` with a learner, F8 goes to the next with something wrong."""

    name = NAME
    spare = (TUTOR, POST, PAY)
    growing = (POST, MENTOR, STATION)

    def __init__(self, learners: Sequence[Learner], kind: str, day: date) -> None:
        words = _("学徒名单，{count} 人").format(count=len(learners))
        super().__init__(LearnerModel(learners, kind, day), _LearnerPainter, words)

    def tell(self, issues: Mapping[int, Sequence[Problem]]) -> None:
        """Mark those with something wrong."""
        assert isinstance(self.model_, LearnerModel)
        self.model_.tell(issues)

    def next_issue(self) -> None:
        """Go to the next learner with something wrong; after the last to the first."""
        assert isinstance(self.model_, LearnerModel)
        rows = [row for row, one in enumerate(self.model_.people) if self.model_.issues.get(one.id)]
        if rows:
            here = self.currentIndex().row()
            self.setCurrentIndex(self.model_.index(next((row for row in rows if row > here), rows[0]), NAME))
            self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F8 goes on; the rest is every such table's."""
        if event.key() == Qt.Key.Key_F8:
            self.next_issue()
        else:
            super().keyPressEvent(event)

    def needed(self) -> tuple[int, ...]:
        """The least width of each column: the usual one, or what its words need in another language."""
        widths = self.with_heads(_WIDTHS)
        fates = (QFontMetrics(font()).horizontalAdvance(self.model_.words(one, FATE)) for one in self.model_.people)
        widths[FATE] = max(widths[FATE], max(fates, default=0) + 40)
        return tuple(widths)
