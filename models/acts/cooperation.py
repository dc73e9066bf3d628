"""The way of course standards, matters and projects, and who takes part in an activity (registers §8)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.acts.act import Act, Groups, Subject, Told, to_come
from models.acts.programmes import Steps
from models.acts.scene import Key, Row, Scene
from models.entities import cooperation_terms as terms
from models.entities.cooperation import ActivityEnterprise, ActivityStudent
from models.schema.complaints import Complaint
from models.schema.fields import Entity, Field, entity_named, field_map
from models.schema.numbers import amount_text
from models.words import N_, _, listed, with_clause

STANDARD, MATTER, PROJECT, ACTIVITY = "course_standard", "matter", "cooperation_project", "activity"


class Step(Steps):
    """A step on a day that has come, and that does not lie before what `begins` says."""

    begins = ""

    def refusal(self, s: Subject) -> Told | None:
        """Nothing is done on a day to come, nor before it began."""
        told, began = self.unfit(s), s.row().get(self.begins)
        if told is not None or not self.dated:
            return told
        if (early := to_come(s)) is not None:
            return early
        if began is not None and s.day < began and self.dated != self.begins:
            words = _("早于{field} {day}，请核对")
            field = field_map(entity_named(self.entity))[self.begins].title
            return self.dated, Complaint("out-of-range", words.format(field=field, day=began))
        return None


class OfStandard(Step):
    """A step of a course standard."""

    entity, codes, group, checked = STANDARD, "standard-status", Groups.COURSES, (STANDARD,)


class Adopt(OfStandard):
    """执行: a version is in force, and the one before it no longer."""

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The standards of their majors, other versions of these courses among them."""
        scene.read(STANDARD, "major_id", {s.row().get("major_id") for s in subjects})

    def refusal(self, s: Subject) -> Told | None:
        """It was approved, on a day that has come."""
        told, day = self.unfit(s), s.given.get("approved_date") or s.row().get("approved_date")
        if told is not None:
            return told
        if day is None:
            return "approved_date", Complaint("required", _("还没有审定，请填写审定日期"))
        if day > s.scene.day:
            return "approved_date", Complaint("out-of-range", _("{day} 还没有到，请填实际的日期").format(day=day))
        return None

    def do(self, s: Subject) -> None:
        """Put it in force; what was until then is abolished."""
        former = [key for key in s.scene.of(STANDARD, "major_id", s.row()["major_id"]) if self._is_former(s, key)]
        for key in former:
            s.set(STANDARD, key, status=terms.ABOLISHED)
        if former:
            versions = listed(str(s.row(STANDARD, key)["version"]) for key in former)
            s.tell(_("同一课程的版本 {versions} 同时废止").format(versions=versions))
        super().do(s)

    @staticmethod
    def _is_former(s: Subject, key: Key) -> bool:
        row = s.row(STANDARD, key)
        return key != s.key and row["name"] == s.row()["name"] and row["status"] == terms.IN_FORCE


class OfMatter(Step):
    """A step of a matter of a joint meeting."""

    entity, codes, group, begins, checked = MATTER, "matter-status", Groups.MATTERS, "raised_date", (MATTER,)


class Assign(OfMatter):
    """转办: somebody sees to it."""

    def refusal(self, s: Subject) -> Told | None:
        """It is said who."""
        told = self.unfit(s)
        if told is None and not (s.given.get("assigned_to") or s.row().get("assigned_to")):
            return "assigned_to", Complaint("required", _("请填写承办部门"))
        return told


class Answer(OfMatter):
    """答复: it is said what became of it."""

    mends = ("matter-overdue",)


class Resume(OfMatter):
    """重新办理: it was settled by mistake, or has come up again; the answer is to be given anew."""

    def do(self, s: Subject) -> None:
        """Take the answer back, which the log keeps."""
        assert s.key is not None
        s.set(MATTER, s.key, answer=None, answered_date=None, satisfaction=None)
        super().do(s)


class OfProject(Step):
    """A step of a project."""

    entity, codes, group, begins, checked = PROJECT, "project-status", Groups.PROJECTS, "start_date", (PROJECT,)


class Conclude(OfProject):
    """结题: what came in and what came of it; what is still to come in is named."""

    mends = ("project-overdue",)

    def do(self, s: Subject) -> None:
        """Conclude."""
        amount, received = s.row().get("amount"), s.given.get("received", s.row().get("received"))
        if amount is not None and (received or 0) < amount:
            words = _("合同金额 {amount} 元，到账 {received} 元").format(
                amount=amount_text(amount), received=amount_text(received or 0)
            )
            s.tell(words)
        super().do(s)


class Attend(Act):
    """Somebody takes part in an activity; those ticked in a list all at once."""

    group = Groups.ACTIVITIES

    def __init__(self, name: str, label: str, entity: str, register: type[Entity], asked: Sequence[str]) -> None:
        self.entity, self.register = entity, str(register.__tablename__)  # type: ignore[misc] # of each its own
        self.needs, self.checked = {self.register: f"{entity}_id"}, (self.register,)
        fields = field_map(register)
        self.own: tuple[Field, ...] = (
            replace(fields["activity"], spread=(), aliases=()), *(replace(fields[n], spread=()) for n in asked),
        )  # fmt: skip
        super().__init__(name, label, required=("activity",))

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The activities that were chosen."""
        scene.read(ACTIVITY, "id", {s.given.get("activity") for s in subjects})

    def _listed(self, s: Subject) -> Key | None:
        """The row of the one who is listed already."""
        keys = (key for key in s.rows(self.register))
        return next((k for k in keys if s.row(self.register, k)["activity_id"] == s.given["activity"]), None)

    def _told(self, s: Subject) -> Row:
        return {f.column: s.given[f.name] for f in self.fields if s.given.get(f.name) is not None}

    def refusal(self, s: Subject) -> Told | None:
        """Not twice with the same; who signs in does so on the day, not before."""
        begin, key = s.row(ACTIVITY, s.given["activity"]).get("start_date"), self._listed(s)
        if s.given.get("signed_in") and begin is not None and begin > s.scene.day:
            return "signed_in", Complaint("out-of-range", _("活动 {day} 才开始，到当天再登记签到").format(day=begin))
        if key is not None and self._adds_nothing(s, s.row(self.register, key)):
            title = s.row(ACTIVITY, s.given["activity"])["title"]
            return "activity", Complaint("duplicate", _("已登记参加“{title}”").format(title=title))
        return None

    def _adds_nothing(self, s: Subject, row: Row) -> bool:
        told = self._told(s)
        told["remark"] = with_clause(row["remark"], told.get("remark"))
        return told.items() <= row.items()

    def do(self, s: Subject) -> None:
        """Enter it; of who is listed already what was said now."""
        key = self._listed(s)
        if key is None:
            s.make(self.register, **self._told(s), **{f"{self.entity}_id": s.key})
        else:
            s.set(self.register, key, **self._told(s))


def _steps(*states: str, to: str) -> Mapping[str, str]:
    return dict.fromkeys(states, to)


_REASONED: dict[str, Any] = {"asks": ("answered_date", "answer"), "required": ("answer",), "dated": "answered_date"}
COOPERATION_ACTS: tuple[Act, ...] = (
    Attend("attend-activity", N_("参加活动"), "student", ActivityStudent, ("signed_in", "intention_enterprise", "is_signed")),
    Attend("attend-activity-enterprise", N_("参会"), "enterprise", ActivityEnterprise,
           ("post_count", "headcount", "salary_low", "salary_high", "remark")),
    Adopt("adopt-standard", N_("执行课程标准"), _steps(terms.PREPARED, terms.ABOLISHED, to=terms.IN_FORCE), ("approved_date",)),
    OfStandard("abolish-standard", N_("废止课程标准"), _steps(terms.PREPARED, terms.IN_FORCE, to=terms.ABOLISHED)),
    Assign("assign-matter", N_("转办事项"), _steps(terms.ACCEPTED, terms.HANDLED, to=terms.HANDLED), ("assigned_to", "staff", "due_date")),
    Answer("answer-matter", N_("答复事项"), _steps(terms.HANDLED, terms.ANSWERED, to=terms.ANSWERED),
             ("answered_date", "answer", "satisfaction"), ("answer",), "answered_date"),
    OfMatter("carry-out-matter", N_("落实事项"), _steps(terms.ANSWERED, to=terms.DONE), ("satisfaction", "remark")),
    OfMatter("refuse-matter", N_("不予办理"), _steps(terms.ACCEPTED, terms.HANDLED, to=terms.REFUSED), **_REASONED),
    Resume("resume-matter", N_("重新办理"), _steps(terms.ANSWERED, *terms.SETTLED, to=terms.HANDLED), ("assigned_to", "due_date", "remark"),
           ("remark",)),
    OfProject("start-project", N_("立项"), _steps(terms.APPLIED, to=terms.RUNNING), ("start_date", "number", "amount"), dated="start_date"),
    Conclude("conclude-project", N_("结题"), _steps(terms.RUNNING, to=terms.CONCLUDED),
             ("end_date", "received", "outcome", "is_transformed", "transformed_amount"), dated="end_date"),
    OfProject("terminate-project", N_("终止项目"), _steps(terms.APPLIED, terms.RUNNING, to=terms.TERMINATED), ("end_date", "remark"),
              ("remark",), "end_date"),
    OfProject("resume-project", N_("恢复项目"), _steps(terms.CONCLUDED, terms.TERMINATED, to=terms.RUNNING), ("end_date", "remark"), ("remark",)),
)  # fmt: skip
