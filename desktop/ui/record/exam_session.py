"""A session of examination: its seven steps, rates and scores, what is to be seen to, and its candidates by step."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.operations.done import Done
from desktop.operations.scoring import enter_mark
from desktop.ui.kit import layouts
from desktop.ui.kit.change_sets import take_back
from desktop.ui.kit.chips import Shape
from desktop.ui.kit.choices import Segmented
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Kind, Note
from desktop.ui.kit.page_widgets import FactLabel, FigureStrip, TitledCard
from desktop.ui.kit.theme import NOTE
from desktop.ui.record.exam_charts import DoorWords, Pipeline, RateBar, ScoreHistogram
from desktop.ui.record.master_list import Values
from desktop.ui.record.part import RecordPart
from desktop.ui.record.related_tabs import RelatedTab, RelatedTabs, figure_tab
from desktop.ui.record.score_table import ScoreSheet
from desktop.ui.record.seat_lists import CheckRow
from models.acts.catalogue import act_named
from models.database.errors import Invalid
from models.database.query import Query
from models.database.settings import suggested_day
from models.entities.certificates import EvaluationBody, ExamRegistration, ExamSession
from models.entities.exam_checks import ARCHIVED, HELD, PUBLISHED
from models.entities.exam_counts import ABSENT, AWAY, CHECKED, CREDITED, ENTERED, EXAMINED, FEE_PAID, ISSUED, PASSED
from models.entities.people import Student
from models.progress import Progress
from models.schema.fields import field_map
from models.schema.numbers import amount_text
from models.statistics.session_views import RATES, STEPS, SessionView, session_view
from models.words import N_, _, joined

_FIELDS = field_map(ExamSession)
_FACT, _CARD, _HALF = 130, 300, 190  # the least pixels of a fact, a card, half of one
_WAITS_AT = {"check": ENTERED, "pay": CHECKED, "seat": FEE_PAID, "issue": PASSED, "credit": ISSUED}  # matters, by step
_NAMES = (N_("报名"), N_("审核"), N_("缴费"), N_("准考证、座位"), N_("成绩"), N_("证书"), N_("学分转换"))
_MATTERS = {
    "identity": N_("证件号校验位不对"), "twice": N_("同一人报了两次"), "photo": N_("没有照片"), "check": N_("待审核"),
    "pay": N_("未缴费"), "seat": N_("待排座"), "issue": N_("待登记证书"), "credit": N_("待认定学分"),
}  # fmt: skip
_RESULTS = {
    "identity": N_("证书会印错"), "twice": N_("证件号相同"), "photo": N_("准考证、证书印不出"), "check": N_("不审核不能缴费"),
    "pay": N_("不缴费不能排座"), "seat": N_("没有准考证"), "issue": N_("合格未发证"), "credit": N_("有证书未认定"),
}  # fmt: skip
_FEES, _SEATS, _RESULT_STEP, _AWARD_STEP = 2, 3, 4, 5  # places of doors


class NextStep(NamedTuple):
    """What the session waits for: the words of a button, and doing it."""

    words: str
    do: Callable[[], None]


class ExamSessionPart(RecordPart):
    """The composed contents of a session; on its page marks are typed in the table of candidates."""

    entity = ExamSession
    reading = staticmethod(session_view)
    _view: SessionView  # since something was shown

    def __init__(self, workplace: AppContext, parent: QWidget | None = None, *, whole: bool = False) -> None:
        super().__init__(workplace, parent, whole=whole)
        self.chosen = -1  # the step whose candidates the table holds
        self.asked: Query | None = None  # or another list of them
        self.asked_words = ""
        self.further: NextStep | None = None  # what is to be done next
        self.sheet: ScoreSheet | None = None
        self._written: list[Callable[[], None]] = []  # settle marks that were written, once it is read how they stand
        self._place: tuple[int, int] | None = None  # on which candidate and column one stood
        self._above = QWidget()

    def build(self, view: SessionView) -> QWidget:
        """Of another session all candidates, of the same those that were asked for."""
        self._view = view
        if self._seen != self.key:
            self.asked, self.asked_words, self.chosen, self._place = None, "", -1, None
        elif self.sheet is not None:
            self._place = self.sheet.place
        self.sheet = None
        self._written.clear()
        return super().build(view)

    def facts(self, view: SessionView) -> QWidget:
        """Who examines, where, when, by which pass marks, for how much."""
        values = view.row.values
        links = (self.link(EvaluationBody, *view.body),) if view.body is not None else ()
        place, code = values["station"], values["station_code"]
        where = f"{place}{_('（{code}）').format(code=code)}" if place and code else place or code or "—"
        fee = values["fee"]
        cost = "—" if fee is None else _("{fee} 元/人").format(fee=amount_text(fee)) if fee else _("不收费")
        return FigureStrip(
            _FACT, (FactLabel(_("培训评价组织"), "" if links else "—", *links), 2), (FactLabel(_("考核站点"), where), 2),
            (FactLabel(_("考试时间"), _days(values)), 3), (FactLabel(_("合格线（按证书标准）"), _marks(view.standard)), 3),
            FactLabel(_("考试费"), cost), ruled=True,
        )  # fmt: skip

    # --- the seven

    def pipeline(self, view: SessionView) -> Pipeline:
        """The doors; pressed they filter the table."""
        words = _door_words(view)
        current = next((nth for nth, door in enumerate(words) if door.waits), -1)
        made = Pipeline(words, current, self.chosen)
        made.step_chosen.connect(self._choose)
        return made

    def _choose(self, place: int) -> None:
        """Show those who took a step, or all again where that step is pressed twice."""
        if self.chosen == place:
            self._filter(None)
        else:
            self._filter(self._view.doors[place].passed.query, _(_NAMES[place]), place)

    def _filter(self, query: Query | None, words: str = "", place: int = -1) -> None:
        self.asked, self.asked_words, self.chosen = query, words, place
        self._matter = "candidates"
        self._swap(self.build(self._view))
        pipeline = self.body.findChild(Pipeline) if self.body is not None else None
        if pipeline is not None and place >= 0:
            pipeline.doors[place].setFocus()

    # --- rates, scores, what is to be done

    def cards(self, view: SessionView) -> Sequence[QWidget]:
        """The seven; below them rates and scores beside what is to be seen to."""
        return self.pipeline(view), FigureStrip(_CARD, (self._scores(view), 3), (self._todo(view), 2))

    def _scores(self, view: SessionView) -> QWidget:
        values, scores = view.row.values, view.scores
        mean = _("均分 {mean}").format(mean=scores.mean) if scores.mean is not None else ""
        card = TitledCard(_("成绩"), joined((_("实考 {count} 人").format(count=values["sat"]), mean)))
        if view.before:
            card.head.addWidget(Note(_("竖线为上批")))
        rates = QWidget()
        layouts.column(
            *(
                RateBar(
                    _without_unit(_FIELDS[name].title), values[part], values[whole], view.before.get(name),
                    strong=name == "pass_rate",
                )
                for name, part, whole in RATES
            ),
            layouts.STRETCH, parent=rates, gap=6,
        )  # fmt: skip
        histogram = ScoreHistogram(scores.bars, scores.line, scores.failed)
        card.column.addWidget(FigureStrip(_HALF, (rates, 2), (histogram, 3), gap=16))
        return card

    def _todo(self, view: SessionView) -> QWidget:
        total = sum(matter.figure.count for matter in view.matters)
        card = TitledCard(_("待处理"), _("{count} 件").format(count=total) if total else "")
        self.next_ = Button(_("逐个处理 F8"), Kind.LINK).leads(self.go_next)
        self.next_.setEnabled(bool(view.matters))
        card.head.addWidget(self.next_)
        for matter in view.matters:
            words = _("{what}　{result}").format(what=_(_MATTERS[matter.key]), result=_(_RESULTS[matter.key]))
            row = CheckRow("danger" if matter.wrong else "warn", words, f"{matter.figure.count}", leads=True)
            row.clicked.connect(
                lambda _on=False, matter=matter: self._filter(matter.figure.query, _(_MATTERS[matter.key]))
            )
            card.column.addWidget(row)
        if not view.matters:
            card.column.addWidget(Note(_("没有要处理的"), "text2"))
        return card.end()

    def go_next(self) -> None:
        """F8: the next matter's candidates."""
        matters = self._view.matters
        queries = [matter.figure.query for matter in matters]
        if queries:
            at = queries.index(self.asked) + 1 if self.asked in queries else 0
            matter = matters[at % len(queries)]
            self._filter(matter.figure.query, _(_MATTERS[matter.key]))

    # --- its page

    def above(self, view: SessionView) -> Sequence[QWidget]:
        """Facts, steps and cards, told anew while marks are typed."""
        self._above = QWidget()
        layouts.column(parent=self._above, gap=14)
        self.show_state(view)
        return (self._above,)

    def footed(self, view: SessionView) -> str:
        """See RecordPart."""
        return _("考生 {all}：通过 {good}，未通过 {failed}，缺考 {absent}，退回、取消 {out}").format(
            all=view.every.count, good=view.good.count, failed=view.failed.count, absent=view.absent.count, out=view.out.count,
        )  # fmt: skip

    def tabs(self, view: SessionView) -> RelatedTabs:
        """Beside the candidates which of them, and the way to their seats."""
        tabs = super().tabs(view)
        tabs.put(self._groups(view), "candidates")
        seats = Button(_("考场座位"), Kind.LINK, icon="table").leads(self.open_seats)
        tabs.put(seats, "candidates")
        return tabs

    def matters(self, view: SessionView) -> Sequence[RelatedTab]:
        """Candidates and the rest."""
        query = self.asked if self.asked is not None else view.every.query
        words = _("考生：{which}").format(which=self.asked_words) if self.asked is not None else _("考生")
        return (
            RelatedTab("candidates", words, self._count(view, query), query, make=lambda: self._candidates(self._view)),
            figure_tab("rooms", _("考场"), view.rooms, ("number", "name", "capacity", "seated", "invigilators"), _("还没有考场")),
            figure_tab("results", _("成绩"), view.results, ("registration", "student", "theory_score", "practice_score", "total", "is_passed", "attendance", "body_verdict"), _("还没有成绩")),
            figure_tab("awards", _("证书"), view.awards, ("number", "student", "issued_date", "received_date", "receiver"), _("还没有发证")),
        )  # fmt: skip

    def show_state(self, view: SessionView) -> None:
        """Show above the candidates how the session stands now; who is typing below is not disturbed."""
        self._view = view
        self.further = next_step(self, view)
        self.footer = self.footed(view)
        column = self._above.layout()
        assert column is not None
        layouts.clear(column)
        for widget in super().above(view):
            column.addWidget(widget)

    # --- the candidates

    def _candidates(self, view: SessionView) -> ScoreSheet:
        sheet = self.sheet = ScoreSheet(_("没有这样的考生"))
        sheet.show_candidates(view.candidates, self._only(view))
        sheet.stand(self._place)
        sheet.scores.scores.mark_typed.connect(self._enter)
        sheet.scores.candidate_opened.connect(lambda key: self.place.form(ExamRegistration, key))
        return sheet

    def _only(self, view: SessionView) -> frozenset[int] | None:
        """The candidates asked for; None for all."""
        return None if self.asked is None else members(view, self.asked)

    def _groups(self, view: SessionView) -> Segmented:
        """All, who passed, who did not, who was absent."""
        parts = (
            (_("全部"), view.every), (_("通过 {count}"), view.good), (_("未通过 {count}"), view.failed),
            (_("缺考 {count}"), view.absent),
        )  # fmt: skip
        made = Segmented(
            [(nth, words.format(count=one.count)) for nth, (words, one) in enumerate(parts)], size=NOTE, pad=14
        )
        made.setAccessibleName(_("哪些考生"))
        queries = [one.query for _words, one in parts]
        made.show_key(0 if self.asked is None else queries.index(self.asked) if self.asked in queries else None)
        names = ("", _("通过"), _("未通过"), _("缺考"))
        made.chosen.connect(lambda nth: self._filter(queries[nth] if nth else None, names[nth] if nth else ""))
        return made

    def _count(self, view: SessionView, query: Query) -> int:
        figures = [
            view.every, view.good, view.failed, view.absent, *(door.passed for door in view.doors),
            *(matter.figure for matter in view.matters),
        ]  # fmt: skip
        return next((figure.count for figure in figures if figure.query == query), 0)

    # --- marks

    def _enter(self, registration: int, field: str, text: str) -> None:
        """Write a mark as one step, and judge at once."""
        database, sheet = self.place.database, self.sheet
        assert sheet is not None

        def done(made: Done) -> None:
            sheet.banner.hide()
            change = made.change_set
            if change is not None:
                self.place.announce(made.sentence, lambda: take_back(self.place, change, sheet))
            self._again(lambda: sheet.scores.settle(registration, field))

        def failed(error: Exception) -> None:
            sheet.scores.settle(registration, field)
            if isinstance(error, Invalid):
                named = next((one.name for one in self._view.candidates if one.id == registration), "")
                sheet.banner.say(_("{name}：{words}").format(name=named, words=str(error)))
            else:
                self.place.report(error)
            self._rest()

        self.place.tasks.write(
            _("登记成绩"), lambda progress: enter_mark(database, registration, field, text, progress), done,
            receiver=sheet, failed=failed,
        )  # fmt: skip

    def _again(self, settle: Callable[[], None]) -> None:
        """Read how the session stands, and show it where it can be without closing a box."""
        self._written.append(settle)
        key, day, database = self.key, self.day, self.place.database

        def work(_progress: Progress) -> SessionView | None:
            with database.reading() as connection:
                return session_view(connection, key, day or suggested_day(connection)) if key is not None else None

        def taken(view: SessionView | None) -> None:
            for told in self._written:
                told()
            self._written.clear()
            if view is not None and self.sheet is not None and key == self.key:
                self.show_state(view)
                self.sheet.show_candidates(view.candidates, self._only(view))
                self.record_shown.emit()
            self._rest()

        self.place.tasks.read(work, taken, receiver=self, slot="marks")

    def _rest(self) -> None:
        """Once nothing is typed any more the whole page is read again."""
        if self.sheet is not None and not self.sheet.is_busy():
            self.ended.emit()

    # --- going on

    def open_seats(self) -> None:
        """Go to the seats of the session."""
        self.place.page("seats", {"id": self._view.row.id})

    def type_marks(self) -> None:
        """Put the cursor into the first mark that is waited for."""
        if self.asked is not None:
            self._filter(None)
        tabs = self._tabs()
        if tabs is not None and self.sheet is not None:
            tabs.tabs.setCurrentIndex(tabs.tabs.place_of("candidates"))
            self.sheet.scores.open_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F8 goes to the next thing to be seen to."""
        if event.key() == Qt.Key.Key_F8 and self.whole and self.body is not None:
            self.go_next()
        else:
            super().keyPressEvent(event)


def _without_unit(title: str) -> str:
    """A rate without its per cent, in any language."""
    return title.partition("（")[0].partition(" (")[0]


def _days(values: Values) -> str:
    theory, practice = values["exam_date"], values["practice_date"]
    if practice is None or practice == theory:
        return str(theory)
    return _("理论 {theory}，实操 {practice}").format(theory=theory, practice=practice)


def _marks(standard: Values) -> str:
    """70 of the total, and how it is made up."""
    marks = [
        _("{part} {mark}").format(part=words, mark=f"{standard[name].normalize():f}")
        for name, words in (("total_pass", _("总分")), ("theory_pass", _("理论")), ("practice_pass", _("实操")))
        if standard.get(name) is not None
    ]
    weights = [
        _("{part} {share}%").format(part=words, share=f"{(standard[name] * 100).normalize():f}")
        for name, words in (("theory_weight", _("理论")), ("practice_weight", _("实操")))
        if standard.get(name) is not None
    ]
    return joined((*marks, *weights)) or "—"


def _door_words(view: SessionView) -> tuple[DoorWords, ...]:
    """What each door says: how many took the step, and who did not."""
    found = []
    for nth, door in enumerate(view.doors):
        notes, waits = _notes(view, nth)
        shape = Shape.TODO if not door.passed.count else Shape.WAIT if waits else Shape.DONE
        found.append(DoorWords(_(_NAMES[nth]), door.passed.count, notes, shape, waits=waits))
    return tuple(found)


def _notes(view: SessionView, nth: int) -> tuple[tuple[str, ...], bool]:
    """Who did not take a step and what it came to, and whether somebody must see to it."""
    waiting, planned = view.doors[nth].waiting.count, view.row.values["planned"] or 0
    if nth == _RESULT_STEP:
        left = waiting - view.absent.count - view.deferred.count
        told = (
            (_("缺考 {count}"), view.absent.count),
            (_("缓考 {count}"), view.deferred.count),
            (_("待成绩 {count}"), left),
        )
        return _told(told), bool(left and (view.held or view.examined))
    if nth == 0:
        return _told(((_("计划 {count}"), planned), (_("退回、取消 {count}"), waiting))), False
    if nth == _AWARD_STEP:
        return _told(((_("合格 {count}"), view.good.count), (_("待登记 {count}"), waiting))), bool(waiting)
    if waiting:
        words = {1: _("待审 {count}"), 2: _("未缴 {count}"), _SEATS: _("待排 {count}")}.get(nth, _("待认定 {count}"))
        return _told(((words, waiting),)), nth > _SEATS or not view.examined
    if nth == _FEES and view.row.values["fee"] == 0:
        return (_("不收费"),), False
    return _told(((_("{count} 个考场"), view.rooms.count if nth == _SEATS else 0),)), False


def _told(notes: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    """The notes with their counts, without those of nobody."""
    return tuple(words.format(count=count) for words, count in notes if count)


def members(view: SessionView, query: Query) -> frozenset[int]:
    """The candidates of the session a list of it holds, told without asking the database again."""
    known = [(door.passed, STEPS[STEPS.index(door.step) :]) for door in view.doors]
    known += [(view.good, (PASSED, ISSUED, CREDITED)), (view.failed, (EXAMINED,))]
    steps = next((steps for figure, steps in known if figure.query == query), None)
    if steps is not None:
        return frozenset(one.id for one in view.candidates if one.step in steps)
    if query == view.absent.query:
        return frozenset(one.id for one in view.candidates if one.attendance == AWAY or one.status == ABSENT)
    matter = next((matter for matter in view.matters if matter.figure.query == query), None)
    if matter is None:
        return frozenset(one.id for one in view.candidates)
    step = _WAITS_AT.get(matter.key)
    return frozenset(matter.ids if step is None else [one.id for one in view.candidates if one.step == step])


def next_step(page: ExamSessionPart, view: SessionView) -> NextStep | None:
    """What the stage with open work asks for; with none left, how the session goes on."""
    nth = next((n for n in range(len(view.doors)) if _notes(view, n)[1]), None)
    count = view.doors[nth].waiting.count if nth is not None else 0
    if nth == _RESULT_STEP:
        left = count - view.absent.count - view.deferred.count
        return NextStep(_("登记成绩 {count} 人").format(count=left), page.type_marks)
    if nth == _SEATS:
        return NextStep(_("排座 {count} 人").format(count=count), page.open_seats)
    if nth == _AWARD_STEP + 1:
        awards = [one.award for one in view.candidates if one.step == ISSUED and one.award is not None]
        return _doing(page, "convert-credits", _("认定学分 {count} 人"), awards)
    acts = {1: ("approve-registration", _("审核 {count} 人"), ENTERED), _FEES: ("pay-exam", _("缴费 {count} 人"), CHECKED),
            _AWARD_STEP: ("issue-certificate", _("登记证书 {count} 本"), PASSED)}  # fmt: skip
    if nth in acts:
        name, words, step = acts[nth]
        return _doing(page, name, words, [one.id for one in view.candidates if one.step == step])
    return _closing(page, view)


def _closing(page: ExamSessionPart, view: SessionView) -> NextStep | None:
    """Nobody waits: who may still come, or what ends the session."""
    key, status = view.row.id, view.row.values["status"]
    if status == HELD and view.examined:
        return _doing(page, "publish-results", _("公布成绩"), [key])
    if status == PUBLISHED:
        return _doing(page, "archive-session", _("归档批次"), [key])
    if view.held or status == ARCHIVED:
        return None
    if view.doors[_SEATS].passed.count:
        return _doing(page, "late-registration", _("补报名"), [key])
    return NextStep(_("报名"), lambda: page.place.list_of(Query(Student)))


def _doing(page: ExamSessionPart, name: str, words: str, subjects: Sequence[int]) -> NextStep:
    """An act for these, on its layer."""
    from desktop.ui.record.act_panel import open_act

    act = act_named(name)
    assert act is not None, name

    def do() -> None:
        open_act(page.place, act, subjects)

    return NextStep(words.format(count=len(subjects)), do)
