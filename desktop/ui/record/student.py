"""A student: who it is and where placed now, what was before, the training so far, the family."""

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from desktop.ui.form.change_history import HistoryEntry, acts_on
from desktop.ui.form.timeline import Timeline
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.page_widgets import FigureStrip, FlatButton, RecordLink, TextLine, TitledCard, TwoLineRow, cut
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.theme import MEDIUM, NOTE, font
from desktop.ui.record.facts import FactList
from desktop.ui.record.overview import Fact
from desktop.ui.record.part import Part, shown
from desktop.ui.record.placement_records import KeptRecords, record_cards, records_of_student
from desktop.ui.record.sheets import FactSection
from desktop.ui.record.state_line import PeriodBar, period_of
from models import clock
from models.entities.agreements import Agreement
from models.entities.apprenticeships import Apprentice, ApprenticeshipProgramme, Assessment
from models.entities.certificates import CertificateAward, ExamRegistration
from models.entities.cooperation import ActivityStudent
from models.entities.destinations import DestinationFollowUp, GraduateDestination, JobSupport
from models.entities.exam_counts import ABSENT, CHEATED, SAT
from models.entities.measures import ENDED, FINISHED
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import ClassMembership, FamilyMember, Student
from models.entities.placements import Placement
from models.entities.programmes import SchoolClass
from models.entities.status_changes import DONE, REVERSED, StatusChange
from models.entities.training import TRAINING
from models.rules.guardian import OF_AGE
from models.schema.codes import table
from models.schema.fields import entity_named
from models.statistics.individuals import StudentView, student_view
from models.statistics.student_agreements import Standing, agreements_of
from models.words import _, dotted, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.database.results import Row
    from models.schema.fields import Entity
    from models.statistics import Connection

_CARD, _LABELS, _LATEST = 280, 56, 6
_OVER = (ENDED, FINISHED)


class StudentStory(NamedTuple):
    """A student as of a day, and what was done to the record."""

    view: StudentView
    acts: tuple[HistoryEntry, ...]
    agreements: tuple[Standing, ...]


def student_story(connection: "Connection", key: int, day: date) -> StudentStory | None:
    """The student and the acts; None when there is no such student."""
    view = student_view(connection, key, day)
    if view is None:
        return None
    acts = acts_on(connection, Student, key, clock.now().date())
    return StudentStory(view, acts, agreements_of(connection, key, day))


class StudentTraining(NamedTuple):
    """A student as of a day, and what is kept of the placements."""

    view: StudentView
    records: tuple[KeptRecords, ...]
    agreements: tuple[Standing, ...]


def student_training(connection: "Connection", key: int, day: date) -> StudentTraining | None:
    """What the training tab tells of a student; None when there is none."""
    view = student_view(connection, key, day)
    if view is None:
        return None
    return StudentTraining(view, records_of_student(connection, key, day), agreements_of(connection, key, day))


class StudentPart(Part):
    """What is asked for first of a student: facts, the placement of the day, what happened last."""

    reading = staticmethod(student_story)

    @classmethod
    def own_tabs(cls) -> "Sequence[tuple[str, str, type[Part]]]":
        """How they are trained; their family."""
        return ("training", _("培养实习"), TrainingPart), ("family", _("家庭"), FamilyPart)

    def build(self, story: StudentStory) -> QWidget:
        """Facts, placement, the latest."""
        body = QWidget()
        facts = FactList(_facts(story.view), _LABELS)
        facts.followed.connect(lambda fact: self.place.record(entity_named(fact.entity), fact.key))
        layouts.column(facts, 8, self._now(story.view), self._latest(story), parent=body, gap=0)
        return body

    def _now(self, view: StudentView) -> QWidget:
        more = RecordLink(_("安置记录 {count}").format(count=len(view.placements)), NOTE)
        more.clicked.connect(lambda: self.turned.emit("training"))
        more.open(enabled=bool(view.placements))
        row = next((row for row in view.placements if _is_on(row, view.day)), None)
        if row is None:
            words = _("这一天没有在岗的实习") if view.placements else _("还没有安排岗位实习")
            return FactSection(_("当前实习"), TextLine(words, NOTE, ink="text3"), way=more)
        values = row.values
        mentor = _("师傅 {name}").format(name=values["mentor_name"]) if values["mentor_name"] else ""
        note = dotted((values["post"], shown(Placement, row, "match_level"), mentor))
        tile = FirmTile(values["enterprise"] or "—", note, shown(Placement, row, "status"))
        tile.leads(self.place.record, Placement, row.id)
        bar = PeriodBar(values["start_date"], values["end_date"], view.day)
        return FactSection(_("当前实习"), tile, bar, way=more)

    def _latest(self, story: StudentStory) -> QWidget:
        entries = sorted(
            (*story.acts, *_events(story.view), *_agreed(story)),
            key=lambda entry: entry.at or _moment(date.min),
            reverse=True,
        )
        more = RecordLink(_("全部 {count} 条").format(count=len(entries)), NOTE)
        more.clicked.connect(lambda: self.turned.emit("history"))
        if not entries:
            return FactSection(_("动态"), TextLine(_("还没有记录"), NOTE, ink="text3"))
        latest = Timeline(tuple(entries[:_LATEST]))
        latest.followed.connect(lambda table, key: self.place.record(entity_named(table), key))
        return FactSection(_("动态"), latest, way=more)


def _is_on(row: "Row", day: date) -> bool:
    begin, end = row.values["start_date"], row.values["end_date"]
    return begin is not None and end is not None and begin <= day <= end


def _facts(view: StudentView) -> tuple[Fact, ...]:
    """Facts in pairs, as one reads a person."""
    row = view.row
    values = {name: shown(Student, row, name) for name in row.values if not name.endswith("_id")}
    age = row.values["age"]
    years = "" if age is None else _("{age} 岁，未成年") if age < OF_AGE else _("{age} 岁")
    born = _joined(values["birth_date"], years.format(age=age))
    listed = [
        Fact(_("学号"), values["student_number"]), Fact(_("性别"), values["gender"], beside=True),
        Fact(_("出生"), born), Fact(_("身份证号"), values["id_number"]),
        Fact(_("民族"), dotted((values["ethnicity"], values["political_status"]))),
        Fact(_("班级"), _class(values["school_class"], values["major"]), "school_class", row.values["school_class_id"]),
        Fact(_("联系电话"), values["phone"]), Fact(_("监护人"), _guardian(view)),
    ]  # fmt: skip
    return tuple(fact for fact in listed if fact.text)


def _class(name: str, major: str) -> str:
    """The class with its major, unless it is called after it."""
    return name if major and major in name else _joined(name, major)


def _joined(first: str, second: str) -> str:
    return _("{first}（{second}）").format(first=first, second=second) if first and second else first or second


def _guardian(view: StudentView) -> str:
    row = next((row for row in view.family if row.values["is_guardian"]), None)
    if row is None:
        return ""
    name = _joined(shown(FamilyMember, row, "name"), shown(FamilyMember, row, "relation"))
    return " ".join(part for part in (name, shown(FamilyMember, row, "phone")) if part)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


Event = tuple[Any, str, str, str, tuple[str, int] | None]  # its day, icon, words and tone, and what it leads to


def _events(view: StudentView) -> list[HistoryEntry]:
    """What happened by the day according to the dated rows; events lead to themselves."""
    return [
        HistoryEntry(icon, words, day.isoformat(), tone=tone, at=_moment(day), target=target)
        for of_kind in (_placed, _joined_classes, _changed, _destinations, _certificates, _trained, _attended)
        for day, icon, words, tone, target in of_kind(view)
        if day is not None and day <= view.day
    ]


def _placed(view: StudentView) -> "Iterator[Event]":
    """Placements: when they began, how those that are over ended."""
    for row in view.placements:
        where = dotted((row.values["enterprise"], row.values["post"]))
        if row.values["status"] in _OVER:
            words = _("{status}实习：{where}").format(status=shown(Placement, row, "status"), where=where)
            words = _joined(words, shown(Placement, row, "end_reason"))
            yield row.values["end_date"], "briefcase", words, "plain", None
        yield row.values["start_date"], "briefcase", _("到岗：{where}").format(where=where), "teal", None


def _joined_classes(view: StudentView) -> "Iterator[Event]":
    """Order classes, joined and left, and school classes."""
    for row in view.order_classes:
        name, reason = row.values["order_class"], shown(OrderClassMember, row, "leave_reason")
        yield row.values["join_date"], "people_community", _("加入{name}").format(name=name), "accent", None
        words = _joined(_("离开{name}").format(name=name), reason)
        yield row.values["leave_date"], "people_community", words, "plain", None
    for row in view.classes:
        words = _("编入{name}").format(name=row.values["school_class"])
        yield row.values["join_date"], "people_team", words, "plain", None


def _changed(view: StudentView) -> "Iterator[Event]":
    """Changes of the status that were done, and those that were reversed."""
    for row in view.changes:
        kind, event = shown(StatusChange, row, "kind"), (StatusChange.__tablename__, row.id)
        if row.values["stage"] in (DONE, REVERSED):
            papers = joined((shown(StatusChange, row, "reason"), row.values["approval_number"]))
            yield row.values["change_date"], "hat_graduation", _joined(kind, papers), "accent", event
        if row.values["stage"] == REVERSED:
            words = _joined(_("冲回{name}").format(name=kind), row.values["reversed_reason"])
            yield row.values["reversed_date"], "arrow_undo", words, "plain", event


def _agreed(story: StudentStory) -> "Iterator[HistoryEntry]":
    """Since when on which agreement, each leading to it."""
    for one in story.agreements:
        if one.since is not None and one.since <= story.view.day:
            number, target = one.agreement.values["number"], (Agreement.__tablename__, one.agreement.id)
            words = _joined(_("依据协议 {number}").format(number=number), one.shown)
            yield HistoryEntry(
                "signature", words, one.since.isoformat(), tone="plain", at=_moment(one.since), target=target
            )


def _destinations(view: StudentView) -> "Iterator[Event]":
    """Where the graduate went, each leading to its record."""
    for row in view.destinations:
        words = _("毕业去向：{where}").format(where=_gone(row))
        yield row.values["from_date"], "briefcase", words, "accent", (GraduateDestination.__tablename__, row.id)
    for row in view.follow_ups:
        words = _("{interval}回访：{result}").format(
            interval=_interval(row), result=shown(DestinationFollowUp, row, "result")
        )
        target = DestinationFollowUp.__tablename__, row.id
        yield row.values["contact_date"], "person_available", _joined(words, row.values["unit"] or ""), "plain", target
    for row in view.supports:
        what = joined((shown(JobSupport, row, "kind"), row.values["detail"] or "", row.values["result"] or ""))
        words = _("就业帮扶：{what}").format(what=what)
        yield row.values["support_date"], "people_link", words, "plain", (JobSupport.__tablename__, row.id)


def _interval(row: "Row") -> str:
    return table("follow-up-interval")[row.values["interval"]].brief


def _attended(view: StudentView) -> "Iterator[Event]":
    """Activities, who signed in, who signed something there; each leads to its record."""
    for one in view.activities:
        came = {True: _("签到"), False: _("未到场")}.get(one.row.values["signed_in"], "")
        said = joined((came, _("签约") if one.row.values["is_signed"] else ""))
        words = _joined(_("参加{activity}").format(activity=one.row.values["activity"]), said)
        yield one.begin, "people_link", words, "plain", (ActivityStudent.__tablename__, one.row.id)


def _trained(view: StudentView) -> "Iterator[Event]":
    """Apprenticeships: when they began, the mentors, what was assessed, what came of them; each leads to its record."""
    for training in view.trainings:
        values, icon = training.row.values, "wrench"
        target = Apprentice.__tablename__, training.row.id
        name = values["programme"]
        yield values["start_date"], icon, _("成为学徒：{programme}").format(programme=name), "teal", target
        for row in training.pairings:
            mentor = row.values["mentor"]
            yield row.values["from_date"], icon, _("拜师：{mentor}").format(mentor=mentor), "plain", target
            words = _joined(_("不再跟{mentor}").format(mentor=mentor), row.values["end_reason"] or "")
            yield row.values["until_date"], icon, words, "plain", target
        for row in (one for one in training.assessments if _assessed(one)):
            words = _("{kind}：{result}").format(kind=shown(Assessment, row, "kind"), result=_assessed(row))
            yield row.values["assessed_date"], icon, words, "plain", (Assessment.__tablename__, row.id)
        if values["outcome"] not in (None, TRAINING):
            words = _joined(shown(Apprentice, training.row, "outcome"), name)
            yield values["outcome_date"], icon, words, "accent", target


def _assessed(row: "Row") -> str:
    """The grade of an assessment, the one that was given before the one that comes of the total, and the total."""
    name = "result" if row.values["result"] is not None else "grade"
    return " ".join(word for word in (shown(Assessment, row, name), shown(Assessment, row, "total")) if word)


def _certificates(view: StudentView) -> "Iterator[Event]":
    """Examinations that were sat, and certificates issued, each leading to its record."""
    for row in view.exams:
        if row.values["status"] in (SAT, ABSENT, CHEATED):
            words = _joined(_("参加考试：{certificate}").format(certificate=row.values["certificate"]), _outcome(row))
            yield row.values["exam_date"], "ribbon", words, "plain", (ExamRegistration.__tablename__, row.id)
    for row in view.awards:
        words = _joined(
            _("取得证书：{certificate}").format(certificate=row.values["certificate"]), row.values["number"]
        )
        yield row.values["issued_date"], "ribbon", words, "accent", (CertificateAward.__tablename__, row.id)


def _gone(row: "Row") -> str:
    """Where a destination is: the employer, the school of further study, else what it is called."""
    name = "destination" if row.values["destination"] is not None else "higher_destination"
    return row.values["unit_name"] or row.values["further_school"] or shown(GraduateDestination, row, name) or "—"


def _outcome(row: "Row") -> str:
    """What became of an examination: passed or not, or why nobody knows."""
    passed = row.values["is_passed"]
    if row.values["status"] != SAT or passed is None:
        return shown(ExamRegistration, row, "status")
    return _("通过") if passed else _("未通过")


class FirmTile(FlatButton):
    """An enterprise in its colour, with what somebody does there below and the state at the right."""

    SIZE = QSize(200, 44)

    def __init__(self, name: str, note: str, state: str) -> None:
        super().__init__()
        self.setText(name)
        self.note, self.state = note, state
        self._stand(joined((name, note, state)), "\n".join(part for part in (name, note) if part))

    def _paint(self, painter: QPainter) -> None:
        self.paint_ground(painter)
        paint.frame(painter, QRectF(0.5, 4.5, 35, 35), 6, "teal_soft", "teal_soft")
        icons.draw(painter, "building_factory", QPointF(8, 12), 20, "teal")
        box = QRectF(46, 3, self.width() - 50, 19)
        paint.pen(painter, "accent_text" if self.pointed else "text", font(weight=MEDIUM))
        painter.drawText(box, LEFT, cut(painter, self.text(), box.width()))
        paint.pen(painter, "text2", font())
        painter.drawText(box.translated(0, 19), LEFT, cut(painter, self.note or self.state, box.width()))


class TrainingPart(Part):
    """Where a student was placed, which order classes and school classes."""

    reading = staticmethod(student_training)

    def build(self, training: StudentTraining) -> QWidget:
        """Placements with what is kept of them, order classes, school classes."""
        view = training.view
        return stacked((
            *((self._destined(view),) if view.destinations else ()),
            self._placements(view),
            *((self._changes(view),) if view.changes else ()),
            *record_cards(self.place, training.records),
            self._memberships(_("订单班"), OrderClassMember, OrderClass, view.order_classes, "order_class", view.day),
            self._memberships(_("班级"), ClassMembership, SchoolClass, view.classes, "school_class", view.day),
            *((self._apprenticed(view),) if view.trainings else ()),
            *((self._certified(view),) if view.exams or view.awards else ()),
            *((self._agreements(training.agreements),) if training.agreements else ()),
        ))  # fmt: skip

    def _agreements(self, agreements: "Sequence[Standing]") -> QWidget:
        """The agreements all this rests on; each leads to its page."""
        card = TitledCard(_("合作协议"), f"{len(agreements)}")
        for one in agreements:
            until = one.agreement.values["effective_until"]
            ends = _("到 {day}").format(day=until.isoformat()) if until else ""
            told = joined((one.shown, ends))
            line = TwoLineRow(
                one.agreement.values["title"], told, shown(Agreement, one.agreement, "state"), "signature"
            )
            card.column.addWidget(line.leads(self.place.record, Agreement, one.agreement.id))
        return card.end()

    def _placements(self, view: StudentView) -> QWidget:
        card = TitledCard(_("岗位实习"), f"{len(view.placements)}" if view.placements else "")
        for row in view.placements:
            values = row.values
            more = joined((values["post"], shown(Placement, row, "match_level"), values["mentor_name"]))
            line = TwoLineRow(values["enterprise"] or "—", more, shown(Placement, row, "status"), "building_factory")
            layouts.add(card.column, line.leads(self.place.record, Placement, row.id), period_of(values, view.day))
        return card.end(view.placements, _("还没有安排岗位实习"))

    def _changes(self, view: StudentView) -> QWidget:
        """What happened to the status; each leads to its event, where it is reversed."""
        card = TitledCard(_("学籍异动"), f"{len(view.changes)}")
        for row in view.changes:
            day = row.values["change_date"]
            told = joined((day.isoformat() if day else "", row.values["approval_number"]))
            line = TwoLineRow(shown(StatusChange, row, "kind"), told, shown(StatusChange, row, "stage"), "arrow_swap")
            card.column.addWidget(line.leads(self.place.form, StatusChange, row.id))
        return card.end()

    def _apprenticed(self, view: StudentView) -> QWidget:
        """The programmes with the mentor and what came of it; each leads to its programme."""
        card = TitledCard(_("学徒制"), f"{len(view.trainings)}")
        for one in view.trainings:
            values = one.row.values
            mentor = one.pairings[0].values["mentor"] if one.pairings else ""
            told = joined((values["enterprise"], values["post"], mentor))
            line = TwoLineRow(values["programme"], told, shown(Apprentice, one.row, "outcome"), "wrench")
            line.leads(self.place.record, ApprenticeshipProgramme, values["programme_id"])
            layouts.add(card.column, line, period_of(values, view.day))
        return card.end()

    def _certified(self, view: StudentView) -> QWidget:
        """The certificates, then the examinations; each leads to its record."""
        card = TitledCard(_("证书与考试"), f"{len(view.awards)}" if view.awards else "")
        for row in view.awards:
            day, number = row.values["issued_date"], row.values["number"]
            told = joined((number, day.isoformat() if day else ""))
            state = (
                _("已撤销") if row.values["is_revoked"] else _("已领取") if row.values["received_date"] else _("未领取")
            )
            line = TwoLineRow(row.values["certificate"], told, state, "ribbon")
            card.column.addWidget(line.leads(self.place.form, CertificateAward, row.id))
        for row in view.exams:
            day, session = row.values["exam_date"], row.values["session"]
            told = joined((session, day.isoformat() if day else ""))
            line = TwoLineRow(row.values["certificate"], told, _outcome(row), "clipboard_task")
            card.column.addWidget(line.leads(self.place.form, ExamRegistration, row.id))
        return card.end()

    def _destined(self, view: StudentView) -> QWidget:
        """Where the graduate went, the one that holds first; each leads to its record."""
        card = TitledCard(_("毕业去向"), f"{len(view.destinations)}")
        for row in view.destinations:
            values = row.values
            since = _("{begin} 起").format(begin=values["from_date"].isoformat())
            more = joined((values["post"], shown(GraduateDestination, row, "match_level"), since))
            state = (
                _("已结束")
                if values["until_date"] is not None and values["until_date"] <= view.day
                else (_("待回访") if values["follow_up_due"] else shown(GraduateDestination, row, "group"))
            )
            line = TwoLineRow(_gone(row), more, state, "briefcase")
            card.column.addWidget(line.leads(self.place.form, GraduateDestination, row.id))
        return card.end()

    def _memberships(  # noqa: PLR0913, PLR0917 - a link, what it leads to, and its rows
        self, title: str, link: "type[Entity]", to: "type[Entity]", rows: "Sequence[Row]", name: str, day: date
    ) -> QWidget:
        card = TitledCard(title, f"{len(rows)}" if rows else "")
        for row in rows:
            begin, end = (row.values[field] for field in ("join_date", "leave_date"))
            since = _("{begin} 起").format(begin=begin.isoformat()) if begin else ""
            period = f"{begin.isoformat() if begin else '…'}—{end.isoformat()}" if end else since
            over = end is not None and end <= day
            why = shown(link, row, "leave_reason") if over and "leave_reason" in row.values else ""
            right = why or (_("已离班") if over else "")
            line = TwoLineRow(row.values[name] or "—", period, right)
            card.column.addWidget(line.leads(self.place.record, to, row.values[f"{name}_id"]))
        return card.end(rows, _("没有"))


class FamilyPart(Part):
    """The family of a student."""

    reading = staticmethod(student_view)

    def build(self, view: StudentView) -> QWidget:
        """One line a member."""
        card = TitledCard(_("家庭"), f"{len(view.family)}" if view.family else "")
        for row in view.family:
            guardian = _("监护人") if row.values["is_guardian"] else ""
            title = joined((shown(FamilyMember, row, "relation"), guardian))
            line = TwoLineRow(title or shown(FamilyMember, row, "name"), "", shown(FamilyMember, row, "phone"))
            card.column.addWidget(line.leads(self.place.form, FamilyMember, row.id))
        card.end(view.family, _("没有登记家庭成员"))
        return stacked((card,))


def stacked(cards: "Sequence[QWidget]") -> QWidget:
    """Cards under each other, or side by side where there is room."""
    body = QWidget()
    layouts.column(FigureStrip(_CARD, *cards), layouts.STRETCH, parent=body)
    return body
