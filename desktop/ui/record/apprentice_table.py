"""A programme's apprentices as a table: mentors, where each is now, three papers as dots, what came of them; and what is done with those ticked."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from operator import attrgetter

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.chips import Shape, paint_shape
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Kind
from desktop.ui.kit.page_widgets import cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.plain_table import PlainColumn
from desktop.ui.kit.statuses import sign_of
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.kit.theme import NOTE, colour, font
from desktop.ui.record.act_menu import choose_act
from desktop.ui.record.act_panel import open_act
from desktop.ui.record.related_tabs import TickableSheet
from desktop.ui.record.tick_table import EDGE, TickModel, TickPainter, TickTable
from models.acts.apprentices import ASSESS
from models.acts.catalogue import doing
from models.entities.apprenticeships import Apprentice
from models.entities.training import EMPLOYEES
from models.rules.problems import Problem
from models.schema.codes import table
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.schema.sorting import natural_key, pinyin_key
from models.statistics.apprenticeship_views import Learner, ProgrammeView, Proof
from models.statistics.figure_queries import one_by_one
from models.words import N_, _, joined

MARK, NAME, POST, MENTOR, TUTOR, STATION, PAY, PROOFS, FATE = 1, 2, 3, 4, 5, 6, 7, (8, 9, 10), 11  # columns
_TRACK = 54
_PAPERS = {True: (N_("合同"), N_("协议"), N_("参保")), False: (N_("协议"), N_("监护人"), N_("保险"))}
_SAID = {Proof.THERE: N_("有"), Proof.SHORT: N_("早于学徒期结束"), Proof.MISSING: N_("没有"), Proof.NONE: N_("未填")}
_FIELDS = field_map(Apprentice)


class LearnerModel(TickModel):
    """Rows of learners as of a day, with what is wrong with each as soon as it is known."""

    key = staticmethod(attrgetter("id"))
    ties = staticmethod(lambda one: (natural_key(one.number), pinyin_key(one.name), one.id))
    rows: Sequence[Learner]

    def __init__(self, learners: Sequence[Learner], kind: str, day: date) -> None:
        self.day = day
        self.issues: Mapping[int, Sequence[Problem]] = {}
        titles = {name: _FIELDS[name].title for name in ("name", "post", "mentor", "tutor", "outcome")}
        super().__init__(learners, (
            PlainColumn("mark", "", self._wrong, 24, order=self._weight),
            PlainColumn("name", titles["name"], lambda one: one.name, 72, strong=True, order=lambda one: pinyin_key(one.name)),
            PlainColumn("post", titles["post"], lambda one: one.post or "", 84, grows=True, spare=2, order=lambda one: pinyin_key(one.post)),
            PlainColumn("mentor", titles["mentor"], _led, 116, grows=True, order=lambda one: pinyin_key(one.mentor)),
            PlainColumn("tutor", titles["tutor"], lambda one: one.tutor or "", 72, spare=3, order=lambda one: pinyin_key(one.tutor)),
            PlainColumn("station", _("当前轮岗"), self.station, 190, grows=True, order=lambda one: pinyin_key(one.station.post if one.station is not None else None)),
            PlainColumn("pay", _("津贴（元）"), lambda one: "" if one.pay is None else f"{one.pay.normalize():,f}", 84, right=True, edge=EDGE, spare=1, order=lambda one: one.pay if one.pay is not None else Decimal(-1)),
            *(PlainColumn(f"proof{n}", _(name), partial(_proved, n), 48, centred=True, order=partial(_paper, n)) for n, name in enumerate(_PAPERS[kind == EMPLOYEES])),
            PlainColumn("outcome", titles["outcome"], _became, 76, fits=40, order=lambda one: (one.outcome, one.over)),
        ), (NAME, False))  # fmt: skip
        self.sort(NAME)

    def _weight(self, one: Learner) -> tuple[int, int]:
        """Of problems the worst first."""
        issues = self.issues.get(one.id, ())
        return -sum(issue.fatal for issue in issues), -len(issues)

    def _wrong(self, one: Learner) -> str:
        return joined(problem.complaint.message for problem in self.issues.get(one.id, ()))

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

    def set_issues(self, issues: Mapping[int, Sequence[Problem]]) -> None:
        """Show what is wrong with them."""
        self.issues = issues
        if self.rows:
            self.dataChanged.emit(self.index(0, MARK), self.index(len(self.rows) - 1, MARK))


def _led(one: Learner) -> str:
    """The mentor with the level of the skill."""
    level = table("skill-level").get(one.level or "")
    return f"{one.mentor} {level.brief}" if one.mentor and level is not None else one.mentor or ""


def _paper(place: int, one: Learner) -> int:
    return list(Proof).index(one.papers[place])


def _proved(place: int, one: Learner) -> str:
    return _(_SAID[one.papers[place]])


def _became(one: Learner) -> str:
    return _("期满") if one.over else text_of(_FIELDS["outcome"], one.outcome)


class _LearnerPainter(TickPainter):
    """Draws a cell by its column."""

    def contents(self, painter: QPainter, box: QRectF, column: PlainColumn, row: Learner) -> None:
        model, place = self.table.model_, self.table.model_.place_of(column.key)
        assert isinstance(model, LearnerModel)
        if place == MARK:
            self._paint_mark(painter, box, model.issues.get(row.id, ()))
        elif place in PROOFS:
            _paint_proof(painter, box, row.papers[PROOFS.index(place)])
        elif place == STATION and row.station is not None:
            self._paint_station(painter, box, row, *model.days(row))
        elif place == FATE:
            sign = sign_of(_FIELDS["outcome"], row.outcome)
            shape = Shape.WAIT if row.over else sign.shape if sign else Shape.TODO
            paint_shape(painter, shape, QPointF(box.left(), box.center().y() - 8.5))
            super().contents(painter, box.adjusted(22, 0, 0, 0), column, row)
        else:
            super().contents(painter, box, column, row)

    @staticmethod
    def _paint_mark(painter: QPainter, box: QRectF, issues: Sequence[Problem]) -> None:
        if issues:
            fatal = any(issue.fatal for issue in issues)
            sign, ink = ("error_circle_filled", "danger_solid") if fatal else ("warning_filled", "warn_solid")
            icons.draw(painter, sign, QPointF(box.left(), box.center().y() - 8), 16, ink)

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

    def __init__(self, learners: Sequence[Learner], kind: str, day: date) -> None:
        words = _("学徒名单，{count} 人").format(count=len(learners))
        super().__init__(LearnerModel(learners, kind, day), _LearnerPainter, words)

    def set_issues(self, issues: Mapping[int, Sequence[Problem]]) -> None:
        """Mark those with something wrong."""
        assert isinstance(self.model_, LearnerModel)
        self.model_.set_issues(issues)

    def next_issue(self) -> None:
        """Go to the next learner with something wrong; after the last to the first."""
        assert isinstance(self.model_, LearnerModel)
        rows = [row for row, one in enumerate(self.model_.rows) if self.model_.issues.get(one.id)]
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


def known_stage(view: ProgrammeView) -> dict[str, Suggestion]:
    """The stage that is assessed next, ready to be typed over."""
    code = table("assessment-kind").get(view.next_stage or "")
    return {"kind": Suggestion(code.code, code.label)} if code is not None else {}


class LearnerList(TickableSheet):
    """The table with its bar."""

    entity = Apprentice
    table: LearnerTable

    def __init__(self, place: AppContext, view: ProgrammeView) -> None:
        assess = Button(ASSESS.title, Kind.GHOST, icon="add")
        act = Button(_("{doing}…").format(doing=doing("apprentice")), Kind.GHOST, icon="arrow_swap")
        badge = Button(_("打印胸卡"), Kind.GHOST, icon="print")
        listed = Button(_("在列表中打开"), Kind.GHOST, icon="table")
        table_ = LearnerTable(view.learners, view.row.values["kind"], view.day)
        super().__init__(place, table_, assess, act, badge, listed)
        layouts.row((self.table, 1), parent=self, gap=0)
        self.table.opened.connect(lambda one: place.record(Apprentice, one.id))
        assess.clicked.connect(lambda: open_act(place, ASSESS, self.ids, known_stage(view)))
        act.clicked.connect(lambda: choose_act(place, act, Apprentice, self.ids))
        badge.clicked.connect(
            lambda: place.page("print", {"report": "badge", "ids": tuple(self.ids), "of": Apprentice.__tablename__})
        )
        listed.clicked.connect(lambda: place.list_of(one_by_one(Apprentice, self.ids)))
