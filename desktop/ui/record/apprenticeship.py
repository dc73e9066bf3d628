"""A programme of apprentices: mentors, posts, assessments, documents, subsidy, and everybody in it; a page of each mentor."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.chips import Shape
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Kind, Note, wrapped
from desktop.ui.kit.page_widgets import FactLabel, FigureStrip, LoadBar, RecordLink, TitledCard, narrow_line
from desktop.ui.kit.statuses import sign_of
from desktop.ui.kit.theme import FIGURE, NOTE
from desktop.ui.list.record_issues import issues_of
from desktop.ui.record.act_panel import open_act
from desktop.ui.record.apprentice_table import LearnerList, known_stage
from desktop.ui.record.apprenticeship_charts import MentorBars, RotationLanes, SubsidyBar
from desktop.ui.record.master_detail import MasterDetailPage, Print
from desktop.ui.record.master_list import MasterRow, Values
from desktop.ui.record.part import RecordPart, shown
from desktop.ui.record.related_tabs import RelatedTab, figure_tab
from desktop.ui.record.state_line import StateLine
from models.acts.apprentices import ASSESS
from models.database.query import Condition, Query
from models.database.results import counts_by
from models.entities.agreements import Agreement
from models.entities.apprenticeships import Apprentice, ApprenticeshipProgramme, Mentor, MentorPairing, StandardDocument
from models.entities.enterprises import Enterprise
from models.entities.policy import PolicyParameter
from models.entities.training import CLOSED, EMPLOYEES, RATE
from models.rules.problems import Problem
from models.schema.codes import table
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.statistics import Connection
from models.statistics.apprenticeship_views import (
    MentorView,
    ProgrammeView,
    Stage,
    Standard,
    mentor_view,
    people_by_kind,
    programme_view,
)
from models.words import N_, _, joined, listed

_FACT, _CARD, _LANES, _AMOUNT = 140, 230, 4, 150
_FIELDS, _MENTOR = field_map(ApprenticeshipProgramme), field_map(Mentor)
_PEOPLE = ("name", "post", "mentor", "tutor", "allowance", "outcome")


class ProgrammePart(RecordPart):
    """The composed contents of a programme."""

    entity = ApprenticeshipProgramme
    reading = staticmethod(programme_view)
    view: ProgrammeView | None = None

    def build(self, view: ProgrammeView) -> QWidget:
        """See RecordPart."""
        self.view = view
        return super().build(view)

    def facts(self, view: ProgrammeView) -> QWidget:
        """Firms, agreement, period, what is aimed at, filing."""
        values = view.row.values
        aim = [shown(ApprenticeshipProgramme, view.row, name) for name in ("major", "occupation", "target_level")]
        return FigureStrip(
            _FACT, (FactLabel(_FIELDS["enterprises"].title, "", *self.references(Enterprise, values, "enterprises")), 4),
            (FactLabel(_FIELDS["agreement"].title, "", self.reference(Agreement, values, "agreement")), 3),
            (FactLabel(_("培养期限"), _span(values["start_date"], values["end_date"])), 3),
            (FactLabel(_("培养目标"), " ".join(filter(None, aim))), 3),
            (self.fact(ApprenticeshipProgramme, view.row, "filing_number"), 3), ruled=True,
        )  # fmt: skip

    def cards(self, view: ProgrammeView) -> Sequence[QWidget]:
        """Who teaches whom, where they are, how they are assessed; documents and money."""
        learning = FigureStrip(_CARD, (self._ratio(view), 3), (self._rotation(view), 7), (self._assessed(view), 4))
        return learning, self._papers(view)

    # --- who teaches whom, where they are, how they are assessed

    def _ratio(self, view: ProgrammeView) -> QWidget:
        limits = {load.limit for load in view.mentors}
        card = TitledCard(
            _("师徒比"),
            _("上限 1 : {limit}").format(limit=limits.pop()) if len(limits) == 1 and None not in limits else "",
        )
        ratio = narrow_line(view.row.values["ratio"] or "—", FIGURE, strong=True)
        words = _("{people} 人，{mentors} 名师傅").format(people=view.trained.count, mentors=len(view.mentors))
        layouts.add(card.column, layouts.row(ratio, layouts.STRETCH), Note(words, "text2"))
        if not view.mentors:
            before = view.pairings.count
            words = _("现在没有师徒结对，以前有 {count} 对").format(count=before) if before else _("还没有师徒结对")
            layouts.add(card.column, wrapped(words), layouts.STRETCH)
            return card
        worst = view.mentors[0]
        layouts.add(card.column, (MentorBars(view.mentors), 1))
        if worst.over:
            told = Note(
                _("{name} {count} 人，超 {over} 人").format(name=worst.name, count=worst.taught, over=worst.over),
                "warn",
            )
            told.setWordWrap(True)
            mend = RecordLink(_("调整"), NOTE)
            mend.setAccessibleName(_("调整{name}的师徒结对").format(name=worst.name))
            mend.leads(self.place.list_of, Query(MentorPairing, (Condition("mentor", "=", worst.id),), as_of=view.day))
            layouts.add(card.column, layouts.row((told, 1), (mend, 0, Qt.AlignmentFlag.AlignTop), gap=6))
        return card

    def _rotation(self, view: ProgrammeView) -> QWidget:
        posts = {station.post for lane in view.lanes for station in lane.stations}
        note = _("{groups} 组，{posts} 个岗位").format(groups=len(view.lanes), posts=len(posts)) if view.lanes else ""
        card = TitledCard(_("轮岗"), note)
        if not view.lanes:
            layouts.add(card.column, Note(_("还没有登记轮岗"), "text3"), layouts.STRETCH)
            return card
        every = RecordLink(_("全部 {count} 站").format(count=view.rotations.count), NOTE)
        card.head.addWidget(every.leads(self.place.list_of, view.rotations.query))
        layouts.add(card.column, RotationLanes(view.lanes[:_LANES], view.day))
        rest = view.lanes[_LANES:]
        if rest:
            words = _("另有 {groups} 组 {people} 人").format(groups=len(rest), people=sum(lane.people for lane in rest))
            layouts.add(card.column, Note(words, "text3"))
        return card.end()

    def _assessed(self, view: ProgrammeView) -> QWidget:
        done = sum(bool(stage.whole) and stage.done >= stage.whole for stage in view.stages)
        card = TitledCard(_("考核"), _("{done}/{all} 完成").format(done=done, all=len(view.stages)))
        for stage in view.stages:
            layouts.add(card.column, _stage_line(stage, view.day))
        return card.end()

    # --- documents and money

    def _papers(self, view: ProgrammeView) -> QWidget:
        if view.row.values["kind"] != EMPLOYEES:
            return self._standards(view)
        return FigureStrip(_CARD, (self._standards(view), 4), (self._subsidy(view), 4))

    def _standards(self, view: ProgrammeView) -> QWidget:
        there = sum(one.approved is not None for one in view.standards)
        card = TitledCard(_("材料"), _("{there}/{all} 齐备").format(there=there, all=len(view.standards)))
        half = (len(view.standards) + 1) // 2
        columns = [
            layouts.column(*(self._standard(view, one) for one in some), layouts.STRETCH, gap=4)
            for some in (view.standards[:half], view.standards[half:])
        ]
        layouts.add(card.column, layouts.row(*((column, 1) for column in columns), gap=28))
        return card

    def _standard(self, view: ProgrammeView, one: Standard) -> QWidget:
        """A document with its version and day; what is missing can be entered."""
        code = table("standard-kind").get(one.kind)
        name = code.brief if code is not None else one.kind
        if one.approved is None:
            line, enter, made = (
                StateLine(Shape.TODO, _("{name}，待补").format(name=name)),
                Button(_("登记"), Kind.LINK),
                QWidget(),
            )
            enter.setAccessibleName(_("登记{name}").format(name=name))
            enter.leads(self.place.form, StandardDocument, None, {"programme": view.row.id, "kind": one.kind})
            layouts.row((line, 1), enter, parent=made, gap=6)
            return made
        return StateLine(Shape.DONE, name, f"{one.approved:%Y-%m}", one.version)

    def _subsidy(self, view: ProgrammeView) -> QWidget:
        values = view.row.values
        rate = values["subsidy_rate"]
        words = shown(ApprenticeshipProgramme, view.row, "subsidy_rate")
        card = TitledCard(_("补贴"), _("{rate} 元/人·年").format(rate=words) if rate is not None else "")
        if rate is None:
            enter = RecordLink(_("请填写本地文件号"), NOTE)
            enter.leads(self.place.list_of, Query(PolicyParameter, (Condition("key", "=", RATE),)))
            told = wrapped(_("没有本地的补贴标准，不计算补贴"), "warn")
            layouts.add(card.column, told, layouts.row(enter, layouts.STRETCH), layouts.STRETCH)
            return card
        advanced, due = values["subsidy_advanced"] or Decimal(0), values["subsidy_total"]
        base = values["advance_limit"] if view.trained.count or due is None else due
        layouts.add(
            card.column, SubsidyBar(advanced, base) if base is not None else None, self._amounts(view), layouts.STRETCH
        )
        return card

    def _amounts(self, view: ProgrammeView) -> QWidget:
        values = view.row.values
        # while some are trained it is not known yet what is still due
        balance = None if view.trained.count else values["subsidy_balance"]
        owed = balance is not None and balance < 0
        told: list[tuple[str, Any, str]] = [
            (_("已到期的应补") if view.trained.count else _("应补"), values["subsidy_total"], "—"),
            (_("已预支"), values["subsidy_advanced"] or Decimal(0), ""),
            (_("预支上限"), values["advance_limit"], "—"),
            (_("应退") if owed else _("申请余额"), abs(balance) if balance is not None else None, _("未到期")),
        ]
        doors = (
            self.door(f"{amount:,.0f}" if amount is not None else none, label, view.claims.query, NOTE + 2)
            for label, amount, none in told
        )
        return FigureStrip(_AMOUNT, *doors, gap=8)

    # --- what belongs to it

    def footed(self, view: ProgrammeView) -> str:
        """See RecordPart."""
        words = _("学徒 {every}：在培 {trained}").format(every=view.every.count, trained=view.trained.count)
        over = sum(one.over for one in view.learners)
        return words + _("，期满还没有登记结果 {count}").format(count=over) if over else words

    def matters(self, view: ProgrammeView) -> Sequence[RelatedTab]:
        """See RecordPart."""
        employed = view.row.values["kind"] == EMPLOYEES
        claims = figure_tab("claims", _("补贴"), view.claims,
            ("kind", "number", "applied_date", "headcount", "applied_amount", "paid_date", "paid_amount", "status"),
            _("还没有补贴申请"),
        )  # fmt: skip
        return (
            RelatedTab("people", _("学徒"), view.every.count, view.every.query, _PEOPLE, _("还没有学徒"),
                       (lambda: self._people(view)) if view.learners else None),
            figure_tab("pairings", "", view.pairings,
                       ("mentor", "apprentice", "from_date", "until_date", "end_reason", "is_signed"), _("还没有师徒结对")),
            figure_tab("rotations", "", view.rotations,
                       ("apprentice", "post", "workshop", "start_date", "end_date", "mentor", "task", "score"), _("还没有登记轮岗")),
            figure_tab("assessments", _("考核"), view.assessments,
                       ("apprentice", "kind", "assessed_date", "theory_score", "practice_score", "attitude_score", "total", "grade"),
                       _("还没有考核记录")),
            figure_tab("documents", _("材料"), view.documents,
                       ("kind", "title", "version", "approved_date", "made_by"), _("还没有登记标准文件")),
            *((claims,) if employed else ()),
        )  # fmt: skip

    def _people(self, view: ProgrammeView) -> QWidget:
        """The table of everybody; what is wrong with them is looked for beside the window."""
        made = LearnerList(self.place, view)
        database, ids = self.place.database, [one.id for one in view.learners]

        def told(issues: dict[int, tuple[Problem, ...]]) -> None:
            made.table.set_issues(issues)
            tabs = self._tabs()
            if issues and tabs is not None and tabs.sheet("people") is made:
                tabs.put(Note(_("{count} 人有问题").format(count=len(issues)), "warn"), "people")
                step = Button(_("逐个处理"), Kind.LINK, keys="F8").leads(made.table.next_issue)
                tabs.put(step, "people")

        self.place.tasks.read(
            lambda _progress: issues_of(database, Apprentice, ids), told, receiver=made, slot="issues"
        )
        return made


class ProgrammesPage(MasterDetailPage):
    """Programmes by their kind."""

    entity, part = ApprenticeshipProgramme, ProgrammePart
    columns = (
        "name",
        "kind",
        "enterprises",
        "apprentice_count",
        "planned_size",
        "status",
        "mentor_count",
        "document_count",
    )
    chips = ("status", "kind")
    hint = N_("项目、企业、编号、拼音")
    in_force = False  # what is over is still looked at: who qualified, what is due
    order = ("kind", "code", "name")
    adds = ASSESS.label

    def __init__(self, workplace: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self.told.connect(self._count_assessable)

    def _seen(self) -> ProgrammeView | None:
        assert isinstance(self.contents, ProgrammePart)
        return self.contents.view

    def _count_assessable(self) -> None:
        """Say at the primary button how many it is about."""
        view = self._seen()
        count = len(view.assessable) if view is not None else 0
        words = _("{act} {count} 人").format(act=ASSESS.title, count=count) if count else ASSESS.title
        self.add.setText(words)
        self.add.setEnabled(count > 0)

    def added(self) -> None:
        """Enter the marks of everybody who can be assessed."""
        view = self._seen()
        if view is not None and view.assessable:
            open_act(self.place, ASSESS, view.assessable, known_stage(view))

    @staticmethod
    def besides(connection: Connection, day: date) -> tuple[dict[str, int], dict[str, int]]:
        """How many programmes and people in training there are of each kind."""
        return counts_by(connection, Query(ApprenticeshipProgramme), "kind"), people_by_kind(connection, day)

    def describe(self, values: Values) -> MasterRow:
        """Name, firms, people in training of those planned."""
        people, planned = values["apprentice_count"] or 0, values["planned_size"]
        status, kind = _FIELDS["status"], values["kind"]
        sign = sign_of(status, values["status"])
        row = MasterRow(
            values["name"], listed(values["enterprises"] or ()), f"{people}/{planned}" if planned else f"{people}", people,
            planned, sign.shape if sign else None, text_of(status, values["status"]), "graphic",
            "" if values["status"] == CLOSED or people <= (planned or people) else _("超过计划 {n} 人").format(n=people - planned),
        )  # fmt: skip
        programmes, trained = self.beside or ({}, {})
        told = _("{programmes} 个项目·{people} 人").format(
            programmes=programmes.get(kind, 0), people=trained.get(kind, 0)
        )
        return replace(row, group=text_of(_FIELDS["kind"], kind), of_group=told, ends=True)

    def prints(self, key: int) -> Sequence[Print]:
        """The rosters of the programme, those of the subsidy where there is one, and the badges."""
        row = self.model.results.row(self.model.row_of(key)) if self.model.results is not None else None
        employed = row is not None and row.values["kind"] == EMPLOYEES
        named = (
            (N_("学徒花名册"), "apprentice-roster"), (N_("师徒结对一览表"), "pairing-list"),
            (N_("学徒考核汇总表"), "apprentice-score-list"), (N_("合格学徒花名册"), "qualified-roster"), (N_("胸卡"), "badge"),
        )  # fmt: skip
        subsidised = (
            (N_("企业新型学徒制培训花名册"), "training-roster"), (N_("培训补贴申请汇总表"), "subsidy-summary"),
        )  # fmt: skip
        wanted = (*named, *(subsidised if employed else ()))
        of = self.entity.__tablename__
        return tuple((_(words), {"report": name, "ids": (key,), "of": of}) for words, name in wanted)


class MentorPart(RecordPart):
    """The composed contents of a mentor."""

    entity = Mentor
    reading = staticmethod(mentor_view)

    def facts(self, view: MentorView) -> QWidget:
        """Firm, post, level, years, phone."""
        values = view.row.values
        firm = FactLabel(_MENTOR["enterprise"].title, "", self.reference(Enterprise, values, "enterprise"))
        rest = ("post", "skill_level", "work_years", "phone", "number")
        return FigureStrip(_FACT, (firm, 3), *((self.fact(Mentor, view.row, name), 2) for name in rest), ruled=True)

    def cards(self, view: MentorView) -> Sequence[QWidget]:
        """How many are taught, until when."""
        load = view.load
        card = TitledCard(_("带徒"), _("截至 {day}").format(day=view.day))
        base = _("涉及 {count} 个项目").format(count=view.row.values["programme_count"] or 0)
        bar = LoadBar(_("徒弟"), load.taught, load.limit, base)
        bar.leads(self.place.list_of, view.pairings.query)
        layouts.add(card.column, bar, Note(base, "text3"), layouts.STRETCH)
        return (FigureStrip(_CARD, (card, 2), (self._appointment(view), 2)),)

    def _appointment(self, view: MentorView) -> QWidget:
        values = view.row.values
        begin, end = values["appointed_from"], values["appointed_until"]
        card = TitledCard(_("聘期"), shown(Mentor, view.row, "status"))
        if end is not None and end < view.day:
            shape, base = Shape.STOP, _("已过 {days} 天").format(days=(view.day - end).days)
        else:
            shape = Shape.TODO if begin is None and end is None else Shape.ACTIVE
            left = (end - view.day).days if end is not None else None
            base = "" if left is None else _("剩 {days} 天").format(days=left) if left else _("今天到期")
        days = _("{begin} 至 {end}").format(begin=begin or "—", end=end or "—")
        line = StateLine(shape, _("聘任"), days if begin or end else _("未登记"), base)
        rest = [(name, shown(Mentor, view.row, name)) for name in ("training_date", "grade", "allowance")]
        words = joined(
            _("{label} {value}").format(label=_MENTOR[name].title, value=value) for name, value in rest if value
        )
        layouts.add(card.column, line, Note(words, "text3") if words else None, layouts.STRETCH)
        return card

    def footed(self, view: MentorView) -> str:
        """See RecordPart."""
        return _("徒弟 {count}，结对记录 {every}").format(count=view.load.taught, every=view.before.count)

    def matters(self, view: MentorView) -> Sequence[RelatedTab]:
        """Pairs and stations."""
        pairs = ("apprentice", "from_date", "until_date", "end_reason", "is_signed")
        return (
            figure_tab("pairings", _("现在的徒弟"), view.pairings, pairs, _("现在没有徒弟")),
            figure_tab("before", _("全部结对"), view.before, pairs, _("还没有师徒结对")),
            figure_tab("rotations", "", view.rotations,
                       ("apprentice", "post", "workshop", "start_date", "end_date", "task", "score"), _("还没有登记轮岗")),
        )  # fmt: skip


class MentorsPage(MasterDetailPage):
    """Mentors with their apprentices."""

    entity, part = Mentor, MentorPart
    columns = ("name", "enterprise", "apprentice_count", "max_apprentices", "status", "skill_level", "appointed_until")
    chips = ("status", "skill_level")
    hint = N_("姓名、企业、编号、拼音")
    in_force = False  # who is no longer appointed may still have apprentices

    def describe(self, values: Values) -> MasterRow:
        """Name, firm, how many apprentices."""
        status, count, until = _MENTOR["status"], values["apprentice_count"] or 0, values["appointed_until"]
        sign = sign_of(status, values["status"])
        late = count and until is not None and self.day is not None and until < self.day
        return MasterRow(
            values["name"], values["enterprise"] or "", _("{count} 人").format(count=count), count,
            values["max_apprentices"], sign.shape if sign else None, text_of(status, values["status"]), "graphic",
            _("聘期已过，还有 {count} 名徒弟").format(count=count) if late else "",
        )  # fmt: skip


def _span(begin: date | None, end: date | None) -> str:
    first, last = (f"{day:%Y-%m}" if day else "—" for day in (begin, end))
    return _("{begin} 至 {end}").format(begin=first, end=last)


def _stage_line(stage: Stage, day: date) -> QWidget:
    """A kind of assessment: done, how many of how many, when the next is."""
    label = table("assessment-kind").label(stage.kind)
    if stage.whole and stage.done >= stage.whole:
        shape, value = Shape.DONE, f"{stage.last:%Y-%m-%d}" if stage.last else ""
    elif stage.due is not None:
        shape, value = Shape.WAIT, _("{days} 天后").format(days=(stage.due - day).days)
    else:
        shape, value = (
            (Shape.ACTIVE, f"{stage.last:%Y-%m-%d}" if stage.last else "") if stage.done else (Shape.TODO, "")
        )
    return StateLine(shape, label, value, _("{done}/{whole} 人").format(done=stage.done, whole=stage.whole))
