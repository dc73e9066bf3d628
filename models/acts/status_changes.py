"""What changes the status of a student: the kinds of 学籍异动 as one table, and their effects on every register."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from models.acts import graduating
from models.acts.act import END, Act, ActPaper, Groups, Sizes, Subject, Told
from models.acts.scene import Key, Row, Scene
from models.acts.training_ends import all_passed, end_training, read_parts
from models.database import checking
from models.database.policies import thresholds
from models.entities.measures import (
    ATTENDING,
    AWAY,
    BACK,
    COURSES_ONLY,
    DECEASED,
    DROPPED,
    ENDED,
    EXPELLED,
    FINISHED,
    GRADUATED,
    INCOMPLETE,
    KEPT,
    MISSING,
    NEARLY,
    NOT_MATCHED,
    STOPPED,
    TRANSFERRED,
    WHOLLY,
    WITHDRAWN,
)
from models.entities.people import Student, entry_month_of
from models.entities.reasons import EndedPlacement, Joined, LeftOrderClass
from models.entities.status_changes import DONE, REVERSED, Kinds
from models.entities.training import MOVED, QUALIFIED, REMOVED, TRAINING
from models.entities.training import WITHDRAWN as WITHDRAWN_APPRENTICE
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.fields import Field, asked, field_map
from models.schema.types import Code
from models.statistics.calendar import grade, term
from models.statistics.students import family_of
from models.words import N_, _

HERE, LOST = (ATTENDING, BACK), (STOPPED, MISSING, DROPPED)
EVERY = (*HERE, AWAY, KEPT, *LOST)
BREAK_MONTHS = ("break.shortest-months", "break.longest-months")  # registers §2, set by policy
BREAKS, RETURNS = (Kinds.SUSPENDED, Kinds.RETAINED), (Kinds.RESUMED, Kinds.REINSTATED)
WHOLE, OF_COURSES = "1", "2"  # graduation-result 毕业, 结业
PASSED_BY = "apprentices-passed"  # under which a scene knows who passed every assessment
RULES = ("change_date", "reason", "approved_date", "approval_number", "approver", "filed_date", "remark")
_OUTCOMES = ((WITHDRAWN_APPRENTICE, N_("退出")), (QUALIFIED, N_("出师")))
_MATCHES = (("keep", N_("不变")), (WHOLLY, N_("完全对口")), (NEARLY, N_("相近")), (NOT_MATCHED, N_("不对口")))


@dataclass(frozen=True, slots=True)
class Ending:
    """How rows of a register end: the reason (of apprentices the outcome), and whether the person is asked."""

    reason: str
    asked: bool = True
    default: str = END


def _to(status: str | None, *before: str) -> dict[str, str | None]:
    """From these statuses to one; None is the same as before."""
    return dict.fromkeys(before, status)


class StatusAct(Act):
    """One kind of change: which statuses it leads from and to, and what ends, moves or stays with it.

    `moves` is the reason under which another class is joined, `leaves` ends the class, `major` changes the major with
    the class, `result` is how one graduates.
    """

    entity, event = "student", "status_change"
    needs = dict.fromkeys(
        ("status_period", "class_membership", "order_class_member", "placement", "apprentice", "status_change"),
        "student_id",
    )
    flags = ("is_registered", "is_present")
    sizes = (
        Sizes("school_class", "registered_count"), Sizes("order_class", "member_count"),
        Sizes("apprenticeship_programme", "apprentice_count"),
    )  # fmt: skip
    paper = ActPaper("status-change-form", "status_change")

    def __init__(  # noqa: PLR0913 - one keyword for each column of the table
        self, name: str, label: str, kind: str, to: Mapping[str, str | None], *,
        asks: Sequence[str] = (), required: Sequence[str] = (), order: Ending | None = None,
        placement: Ending | None = None, apprentice: Ending | None = None, moves: str = "", leaves: bool = False, major: bool = False, result: str = "",
        group: str = Groups.STANDING,
    ) -> None:  # fmt: skip
        super().__init__(
            name, label, (RULES[0], *required, *(n for n in asks if n not in required), *RULES[1:]), required, RULES[0]
        )
        self.kind, self.to, self.fixed = kind, to, {"kind": kind}
        self.order = order or (Ending(LeftOrderClass.AWAY, asked=False) if leaves and not result else None)
        self.apprentice = apprentice or (Ending(WITHDRAWN_APPRENTICE, asked=False) if leaves and not result else None)
        self.placement, self.moves = placement, moves
        self.leaves, self.major, self.result, self.group = leaves, major, result, group

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """Classes, their majors and order classes of everybody; who has the numbers of those who come back."""
        classes = {
            s.row("class_membership", key).get("school_class_id")
            for s in subjects
            for key in s.rows("class_membership")
        }
        scene.read("school_class", "id", {*classes, *(s.given.get("to_class") for s in subjects)})
        majors = {(scene.row("school_class", key) or {}).get("major_id") for key in classes}
        scene.read(
            "major",
            "id",
            {*majors, *(self._new_major(s) for s in subjects), *(s.row().get("major_id") for s in subjects)},
        )
        orders = {
            s.row("order_class_member", key).get("order_class_id")
            for s in subjects
            for key in s.rows("order_class_member")
        }
        scene.read("order_class_major", "order_class_id", orders)
        read_parts(scene, [key for s in subjects for key in s.rows("apprentice")])
        if self.kind == Kinds.SUSPENDED:
            scene.known[self.name] = thresholds(scene.connection)

    # --- what one is

    def period(self, s: Subject) -> Key | None:
        """The period of status the day lies in."""
        for key in reversed(s.rows("status_period")):
            row = s.row("status_period", key)
            begin, end = row["from_date"] or date.min, row["until_date"] or date.max
            if begin <= s.day < end:
                return key
        return None

    def status(self, s: Subject) -> str | None:
        """The status of the day."""
        return s.row("status_period", self.period(s)).get("status")

    def extends(self, s: Subject) -> bool:
        """Whether it only prolongs a break."""
        status = self.status(s)
        return self.kind in BREAKS and status is not None and self.to.get(status) == status

    def _class(self, s: Subject) -> Row:
        """The class of the day."""
        keys = [
            k
            for k in s.open("class_membership", s.day)
            if (s.row("class_membership", k)["join_date"] or date.min) <= s.day
        ]
        return s.row("school_class", s.row("class_membership", keys[-1]).get("school_class_id")) if keys else {}

    def _new_class(self, s: Subject) -> Row:
        return s.row("school_class", s.given.get("to_class")) if s.given.get("to_class") else {}

    def _new_major(self, s: Subject) -> Any:
        return s.given.get("to_major") or self._new_class(s).get("major_id")

    def _changes_major(self, s: Subject) -> bool:
        old = s.row().get("major_id") or self._class(s).get("major_id")
        return (self.major or self.kind in RETURNS) and self._new_major(s) not in (None, old)

    # --- why not

    def unfit(self, s: Subject) -> Told | None:
        """The table of transitions; and what came later stands on what was before."""
        status = self.status(s)
        if status is None:
            return "student", _illegal(_("{day} 没有登记学籍状态，请先补登").format(day=s.day))
        if status not in self.to:
            words = _("{status}的学生不能办理“{act}”").format(
                status=table("student-status").label(status), act=self.title
            )
            if self.kind == Kinds.MAJOR_CHANGED and status in (AWAY, KEPT):
                words += _("，请在复学时一并办理")
            return "kind", _illegal(words)
        return self._later(s)

    def _later(self, s: Subject) -> Told | None:
        for key in reversed(s.rows("status_change")):
            row = s.row("status_change", key)
            if row["stage"] == DONE and row["change_date"] > s.day:
                words = _("后来又有 {day} 的{kind}，请先冲回它").format(
                    day=row["change_date"], kind=table("status-change-kind").label(row["kind"])
                )
                return "change_date", _illegal(words)
        for key in s.rows("status_period"):
            row = s.row("status_period", key)
            if (row["from_date"] or date.min) > s.day:
                words = _("{day} 起已是{status}，不能在那以前办理").format(
                    day=row["from_date"], status=table("student-status").label(row["status"])
                )
                return "change_date", _illegal(words)
        return None

    def refusal(self, s: Subject) -> Told | None:
        """The table, then what was given; an application is judged when it is decided."""
        if s.given.get("stage") not in (None, DONE):
            return None
        return self.unfit(s) or self._wrong_break(s) or self._wrong_class(s) or self._taken(s)

    def _wrong_break(self, s: Subject) -> Told | None:
        until = s.given.get("break_until")
        if until is None or self.kind not in BREAKS:
            return None
        if until <= s.day:
            words = _("期满日期 {until} 须晚于异动日期 {day}").format(until=until, day=s.day)
            return "break_until", Complaint("out-of-range", words)
        known = self._open_break(s) if self.extends(s) else None
        if known is not None and until <= known:
            words = _("已经{act}到 {day}，延长须晚于这一天").format(act=self.title, day=known)
            return "break_until", _illegal(words)
        return None

    def _open_break(self, s: Subject) -> date | None:
        """The last day of the break one is in, where an event says it."""
        until: date | None = None
        for key in s.rows("status_change"):
            row = s.row("status_change", key)
            if row["stage"] == DONE and row["kind"] in (*BREAKS, *RETURNS):
                until = row.get("break_until") if row["kind"] in BREAKS else None
        return until

    def _wrong_class(self, s: Subject) -> Told | None:
        new, old = self._new_class(s), self._class(s)
        if not new or not self.moves:
            return None
        if new["id"] == old.get("id") and self.kind not in RETURNS:
            return "to_class", Complaint("conflict", _("现在就在“{name}”，请填另一个班").format(name=new["name"]))
        years = (new.get("grade_year"), old.get("grade_year"))
        if self.kind in (Kinds.REPEATED, Kinds.DEMOTED) and None not in years and years[0] <= years[1]:  # type: ignore[operator] # neither is None
            return "to_class", Complaint("conflict", _("{act}须编入更低的年级").format(act=self.title))
        return None

    def _taken(self, s: Subject) -> Told | None:
        """A number may have been given to somebody else while one was away."""
        status, counting = self.status(s), table("student-status")
        codes = {code.code: code.extra["counts_registered"] == "1" for code in counting.codes}
        new = self.to.get(status or "") or status
        if status is None or codes.get(status) or not codes.get(new or ""):
            return None
        return number_taken(s.scene, s.key, s.row())

    # --- what it does

    def do(self, s: Subject) -> None:
        """Enter the event; one that is decided takes effect at once."""
        given = s.given
        s.record(
            from_class=given.get("from_class") or self._class(s).get("id"),
            from_major=given.get("from_major") or s.row().get("major_id") or self._class(s).get("major_id"),
        )
        if given.get("stage") in (None, DONE):
            self._doubt(s)
            self.post(s)

    def post(self, s: Subject) -> None:
        """What is so because of the event."""
        status = self.status(s)
        assert status is not None, "refused before"
        new, extends = self.new_status(s, status), self.extends(s)
        if new != status:
            begin_status(s, self.period(s), new)
        if extends:
            return
        moved = self._changes_major(s)
        if moved:
            s.set("student", _key(s), major_id=self._new_major(s))
        self._end_order_classes(s, moved=moved)
        self._end_placements(s, moved=moved)
        self._end_apprentices(s)
        self._move(s)
        if self.result:
            s.set("student", _key(s), graduated_date=s.day, graduation_result=self.result)

    def new_status(self, _s: Subject, status: str) -> str:
        """The status it leads to."""
        return self.to[status] or status

    def _move(self, s: Subject) -> None:
        new = s.given.get("to_class") if self.moves else None
        if not self.leaves and (new is None or new == self._class(s).get("id")):
            return
        for key in s.open("class_membership", s.day):
            s.close("class_membership", key, s.day)
        if new is not None and not self.leaves:
            s.make("class_membership", student_id=s.key, school_class_id=new, join_date=s.day, reason=self.moves)

    def _end_order_classes(self, s: Subject, *, moved: bool) -> None:
        ending = Ending(LeftOrderClass.MAJOR_CHANGED) if moved else None if self.major else self.order
        for key in s.open("order_class_member", s.day) if ending or self.result else ():
            row = s.row("order_class_member", key)
            if moved and self._suits(s, row["order_class_id"]):
                continue
            reason = (
                (LeftOrderClass.HIRED if row.get("is_hired") else LeftOrderClass.NOT_HIRED)
                if self.result or ending is None
                else ending.reason
            )
            if (
                ending is None
                or not ending.asked
                or s.ask("order_class", N_("订单班"), about="order_class_member") == END
            ):
                s.close("order_class_member", key, s.day, leave_reason=reason)

    def _suits(self, s: Subject, order_class: int) -> bool:
        """Whether the order class takes from the new major; one that names none takes from all."""
        majors = {
            s.row("order_class_major", k)["major_id"]
            for k in s.scene.of("order_class_major", "order_class_id", order_class)
        }
        return not majors or self._new_major(s) in majors

    def _end_placements(self, s: Subject, *, moved: bool) -> None:
        ending = self.placement
        if self.result:
            self._finish_placements(s)
        elif moved and s.open("placement", s.day):
            chosen = s.ask("match_level", N_("实习对口"), _MATCHES, "keep", "placement")
            for key in s.open("placement", s.day) if chosen != "keep" else ():
                s.set("placement", key, match_level=chosen)
        if ending is None or moved:
            return
        for key in s.open("placement", s.day):
            if not ending.asked or s.ask("placement", N_("岗位实习"), about="placement") == END:
                s.close("placement", key, s.day, status=ENDED, end_reason=ending.reason)

    def _finish_placements(self, s: Subject) -> None:
        for key in s.rows("placement"):
            row = s.row("placement", key)
            if row["status"] == ENDED:
                continue
            if row["end_date"] is None or row["end_date"] > s.day:
                s.close("placement", key, s.day, status=FINISHED)
            else:
                s.set("placement", key, status=FINISHED)

    def _end_apprentices(self, s: Subject) -> None:
        ending = self.apprentice
        for key in s.rows("apprentice") if ending or self.result else ():
            row = s.row("apprentice", key)
            if (row.get("outcome") or TRAINING) not in (TRAINING, MOVED):
                continue
            if self.result:
                end_training(s, key, s.day, self._outcome(s, key))
            elif ending is not None and (row["end_date"] is None or row["end_date"] >= s.day):
                asked = ending.asked and s.ask("apprentice", N_("学徒"), default=ending.default, about="apprentice")
                if asked in (False, END):
                    end_training(s, key, s.day, ending.reason)

    def _outcome(self, s: Subject, apprentice: Key) -> str:
        """出师 with assessments of which none failed; else the person says what came of it."""
        passed = s.scene.known.get(PASSED_BY, {}).get(apprentice, False)
        return QUALIFIED if passed else s.ask("outcome", N_("学徒结果"), _OUTCOMES, WITHDRAWN_APPRENTICE, "apprentice")

    # --- what is doubtful

    def _doubt(self, s: Subject) -> None:
        told, own = s.given.get("from_class"), self._class(s)
        if told is not None and own and told != own["id"]:
            s.warn("from_class", "conflict", _("库中在“{name}”，与原班级不符，请核对").format(name=own["name"]))
        until = s.given.get("break_until")
        if self.kind == Kinds.SUSPENDED and until is not None:
            least, most = (int(s.scene.known[self.name](key, s.day)) for key in BREAK_MONTHS)
            # offices write the last day of the break, and as often the same day of the month
            if not months_on(s.day, least) - timedelta(days=1) <= until <= months_on(s.day, most):
                words = _("休学一般为 {least} 至 {most} 个月，请核对期满日期")
                s.warn("break_until", "out-of-range", words.format(least=least, most=most))
        if self.kind == Kinds.TRANSFERRED_OUT and s.given.get("other_school") is None:
            s.warn("other_school", "required", _("没有填转往的学校"))
        before = (s.row("status_change", key) for key in s.rows("status_change"))
        if any((e["kind"], e["change_date"], e["stage"]) == (self.kind, s.day, REVERSED) for e in before):
            s.warn("kind", "reversed-before", _("同一天的这项异动已冲回过，将重新办理"))
        self._doubt_grade(s, own)

    def _doubt_grade(self, s: Subject, own: Row) -> None:
        at = grade(own.get("grade_year"), s.day)
        duration = s.row().get("duration") or own.get("duration")
        if (
            self.result
            and self.kind != Kinds.EARLY
            and at is not None
            and duration is not None
            and at < int(float(duration))
        ):
            s.warn("kind", "out-of-range", _("不在毕业年级，请核对"))
        if self.kind != Kinds.MAJOR_CHANGED or at is None:
            return
        families = [
            family_of(s.row("major", key).get("code")) for key in (s.row().get("major_id"), self._new_major(s)) if key
        ]
        latest = 2 if len(set(families)) > 1 else 4  # terms: the first of grade 1, the first of grade 2
        if (at - 1) * 2 + term(s.day) >= latest:
            s.warn("kind", "out-of-range", _("转专业的期限已过：跨大类限一年级第一学期，同大类限二年级第一学期"))


class TransferIn(StatusAct):
    """Somebody comes from another school: a student is made, or comes back."""

    makes = True

    def unfit(self, s: Subject) -> Told | None:
        """Nobody who is here; who once left for another school may come back."""
        return None if s.newcomer is not None else super().unfit(s)

    def refusal(self, s: Subject) -> Told | None:
        """Who comes back has what was kept; of others a name and a number are needed."""
        if s.newcomer is None:
            return super().refusal(s)
        fields = field_map(Student)
        if s.given.get("stage") not in (None, DONE):
            return "stage", _illegal(_("转入须办结后登记：那以前还没有这名学生"))
        missing = next((f for f in fields.values() if f.required and s.newcomer.get(f.name) is None), None)
        return None if missing is None else (missing.name, missing.missing())

    def do(self, s: Subject) -> None:
        """Make the student before the event."""
        if s.newcomer is None:
            super().do(s)
            return
        own, new = field_map(Student), self._new_class(s)
        taken = {
            "major_id": self._new_major(s), "school_id": new.get("school_id"), "duration": new.get("duration"),
            "entry_month": entry_month_of(new) if new else None,
        }  # fmt: skip
        known = {own[n].column: v for n, v in s.newcomer.items() if own[n].stored and v is not None}
        s.key = s.make("student", **{**taken, **known})
        s.record()
        s.make("status_period", student_id=s.key, status=ATTENDING, from_date=s.day, status_change_id=s.cause)
        s.make(
            "class_membership",
            student_id=s.key,
            school_class_id=s.given["to_class"],
            join_date=s.day,
            reason=self.moves,
        )


class Graduate(StatusAct):
    """Studies end as they should: as the audit of the year says, with a number for the diploma."""

    needs = StatusAct.needs | {"graduation_audit": "student_id"}
    paper = ActPaper("graduate-roster", "school_class")

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The schools besides, whose codes stand in numbers; which apprentices passed what they were assessed in."""
        super().prepare(scene, subjects)
        learners = [key for s in subjects for key in s.rows("apprentice")]
        scene.known.setdefault(PASSED_BY, {}).update(all_passed(scene, learners))
        scene.read("school", "id", {s.row().get("school_id") for s in subjects})

    def unfit(self, s: Subject) -> Told | None:
        """Nobody who is deferred."""
        return super().unfit(s) or graduating.deferred(s)

    def post(self, s: Subject) -> None:
        """What the audit says: 结业 where it is not 毕业, except where a sheet tells the kind itself."""
        own, audited = self._class(s), graduating.verdict_of(s) == graduating.OF_COURSES_ONLY
        if self.kind == Kinds.GRADUATED and audited and "kind" not in s.given and s.cause is not None:
            s.set("status_change", s.cause, kind=Kinds.COURSES_ONLY)
            StatusAct.post(_BY_KIND[Kinds.COURSES_ONLY], s)
        else:
            super().post(s)
        graduating.number_diploma(s, _key(s), own)

    def _doubt(self, s: Subject) -> None:
        super()._doubt(s)
        graduating.doubt(s, self.kind)


class Correct(StatusAct):
    """A status that was registered wrongly, of which no event can be reversed; or one no kind leads to."""

    own = (asked("status", N_("学籍状态"), Code("student-status", strict=True)),)

    def unfit(self, s: Subject) -> Told | None:
        """Whatever one is, but not before what came later."""
        return self._later(s)

    def new_status(self, s: Subject, status: str) -> str:
        """The one that was given."""
        return str(s.given.get("status") or status)

    def _asked(self) -> tuple[Field, ...]:
        *asked, status = super()._asked()
        return (replace(status, required=True), *asked)


def begin_status(s: Subject, period: Key | None, status: str) -> None:
    """Close the period of status the day lies in and open another, so that none overlaps and none is missing."""
    assert period is not None, "refused before"
    until = s.row("status_period", period)["until_date"]
    s.set("status_period", period, until_date=s.day)
    s.make(
        "status_period", student_id=s.key, status=status, from_date=s.day, until_date=until, status_change_id=s.cause
    )


def number_taken(scene: Scene, key: Key | None, row: Row) -> Told | None:
    """Whether a number that must be the student's own is somebody else's by now."""
    for field in field_map(Student).values():
        if field.unique and row.get(field.column) is not None:
            holder = checking.holders_of(scene.connection, Student, field, [row[field.column]]).get(row[field.column])
            if holder not in (None, key):
                words = _("{field}“{value}”已给了别人，请先改正").format(field=field.title, value=row[field.column])
                return field.name, Complaint("duplicate", words)
    return None


def _key(s: Subject) -> Key:
    assert s.key is not None
    return s.key


def _illegal(words: str) -> Complaint:
    return Complaint("illegal-transition", words)


def months_on(day: date, months: int) -> date:
    """The same day of a later month; where it has no such day its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


_CLASS, _BREAK = ("to_class", "to_major"), ("break_until", "has_hospital_proof", "is_guardian_agreed")

KINDS: tuple[StatusAct, ...] = (
    StatusAct("suspend", N_("休学"), Kinds.SUSPENDED, _to(AWAY, *HERE, AWAY), required=("break_until",), asks=_BREAK, order=Ending(LeftOrderClass.AWAY), placement=Ending(EndedPlacement.ILL), apprentice=Ending(WITHDRAWN_APPRENTICE)),
    StatusAct("resume", N_("复学"), Kinds.RESUMED, _to(ATTENDING, AWAY, KEPT), asks=_CLASS, moves=Joined.BACK),
    StatusAct("reinstate", N_("恢复学籍"), Kinds.REINSTATED, _to(ATTENDING, AWAY, KEPT, *LOST), asks=_CLASS, moves=Joined.BACK),
    StatusAct("stop", N_("停学"), Kinds.STOPPED, _to(STOPPED, *HERE, AWAY)),
    StatusAct("retain", N_("保留学籍"), Kinds.RETAINED, _to(KEPT, *HERE, AWAY, KEPT), required=("break_until",), asks=("is_military",), order=Ending(LeftOrderClass.AWAY), placement=Ending(EndedPlacement.OWN_WISH), apprentice=Ending(WITHDRAWN_APPRENTICE)),
    StatusAct("transfer-out", N_("转学（转出）"), Kinds.TRANSFERRED_OUT, _to(TRANSFERRED, *HERE), asks=("other_school",), placement=Ending(EndedPlacement.OWN_WISH, asked=False), leaves=True),
    TransferIn("transfer-in", N_("转学（转入）"), Kinds.TRANSFERRED_IN, _to(ATTENDING, TRANSFERRED), required=("to_class",), asks=("to_major", "other_school"), moves=Joined.TRANSFERRED),
    StatusAct("change-major", N_("转专业"), Kinds.MAJOR_CHANGED, _to(ATTENDING, *HERE), required=("to_class",), asks=("to_major",), moves=Joined.MAJOR_CHANGED, major=True, group=Groups.CLASSES),
    StatusAct("change-class", N_("转班"), Kinds.CLASS_CHANGED, _to(ATTENDING, *HERE), required=("to_class",), moves=Joined.MOVED, group=Groups.CLASSES),
    StatusAct("repeat-year", N_("留级"), Kinds.REPEATED, _to(ATTENDING, *HERE), required=("to_class",), moves=Joined.REPEATING, order=Ending(LeftOrderClass.OTHER), placement=Ending(EndedPlacement.OWN_WISH), group=Groups.CLASSES),
    StatusAct("demote", N_("降级"), Kinds.DEMOTED, _to(ATTENDING, *HERE), required=("to_class",), moves=Joined.REPEATING, order=Ending(LeftOrderClass.OTHER), placement=Ending(EndedPlacement.OWN_WISH), group=Groups.CLASSES),
    StatusAct("withdraw", N_("退学"), Kinds.WITHDRAWN, _to(WITHDRAWN, *EVERY), placement=Ending(EndedPlacement.OWN_WISH, asked=False), leaves=True),
    StatusAct("expel", N_("开除学籍"), Kinds.EXPELLED, _to(EXPELLED, *HERE, *LOST), placement=Ending(EndedPlacement.MISCONDUCT, asked=False), apprentice=Ending(REMOVED, asked=False), leaves=True),
    Graduate("graduate", N_("毕业"), Kinds.GRADUATED, _to(GRADUATED, *HERE), leaves=True, result=WHOLE, group=Groups.GRADUATION),
    Graduate("graduate-early", N_("提前毕业"), Kinds.EARLY, _to(GRADUATED, *HERE), leaves=True, result=WHOLE, group=Groups.GRADUATION),
    Graduate("complete", N_("结业"), Kinds.COURSES_ONLY, _to(COURSES_ONLY, *HERE), leaves=True, result=OF_COURSES, group=Groups.GRADUATION),
    StatusAct("leave-early", N_("肄业"), Kinds.INCOMPLETE, _to(INCOMPLETE, *EVERY), placement=Ending(EndedPlacement.OWN_WISH, asked=False), leaves=True, group=Groups.GRADUATION),
    StatusAct("decease", N_("死亡"), Kinds.DECEASED, _to(DECEASED, *EVERY), placement=Ending(EndedPlacement.OWN_WISH, asked=False), leaves=True),
    StatusAct("other", N_("其他异动"), Kinds.OTHER, _to(None, *EVERY)),
    Correct("correct", N_("更正学籍状态"), Kinds.OTHER, _to(None, *EVERY)),
)  # fmt: skip

_BY_KIND = {act.kind: act for act in reversed(KINDS)}


def act_of(values: Mapping[str, Any]) -> StatusAct | Told:
    """The act that posts an event which says this; why not where there is none."""
    kind = values.get("kind")
    if kind not in _BY_KIND:
        words = _("“{kind}”不是可以办理的异动类别").format(kind=table("status-change-kind").label(kind) if kind else "")
        return "kind", _illegal(words)
    return _BY_KIND[kind]
