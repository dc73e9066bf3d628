"""What changes a placement while it runs: another post, another enterprise, a later end, another tutor (registers §5)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from models.acts.act import Act, Groups, Subject, Told
from models.acts.scene import Key, Scene
from models.entities.measures import CHANGING, ENDED, FINISHED, WORKING, status_by_period
from models.entities.placement_changes import LATER_END, OTHER_FIRM, OTHER_POST, OTHER_TUTOR
from models.entities.reasons import EndedPlacement
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.look_alikes import folded
from models.words import N_, _

ABOUT = ("reason", "approver", "approved_date", "remark")
_BLAMED = ((EndedPlacement.SENT_BACK, N_("单位退回")), (EndedPlacement.FIRM_AT_FAULT, N_("单位违约")))


class PlacementChanging(Act):
    """One kind of change. It may be entered long after: what counts is how the placement stood on its day."""

    entity, event = "placement", "placement_change"
    needs = {"placement_change": "placement_id"}  # noqa: RUF012 - as its own class says
    judged = ("placement",)
    stops = False
    group = Groups.CHANGING
    new = ""

    def __init__(self, name: str, label: str, kind: str, *more: str) -> None:
        asks = ("change_date", self.new, *more, *ABOUT)
        super().__init__(name, label, asks, (self.new,), "change_date")
        self.kind, self.fixed = kind, {"kind": kind}

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The other placements of these students, and the posts of the enterprises."""
        scene.read("placement", "student_id", {s.row().get("student_id") for s in subjects})
        firms = {firm for s in subjects for firm in (s.row().get("enterprise_id"), s.given.get("new_enterprise"))}
        scene.read("post", "enterprise_id", firms)

    def unfit(self, s: Subject) -> Told | None:
        """Only of a placement that runs, or ran to its end."""
        state = s.row().get("status")
        if state in (WORKING, CHANGING, FINISHED):
            return None
        return "status", cannot(s, state)

    def refusal(self, s: Subject) -> Told | None:
        """Within the placement, and before nothing that was changed later."""
        return self.unfit(s) or self._outside(s) or self._later(s) or self.senseless(s)

    def _outside(self, s: Subject) -> Told | None:
        begin, end = period_of(s.row())
        if begin <= s.day <= self.latest(end):
            return None
        words = _("{day} 不在这条岗位实习的起止日期（{begin} 至 {end}）内").format(day=s.day, begin=begin, end=end)
        return "change_date", Complaint("out-of-range", words)

    def latest(self, end: date) -> date:
        """The last day it may count from."""
        return end

    def _later(self, s: Subject) -> Told | None:
        for key in reversed(s.rows("placement_change")):
            row = s.row("placement_change", key)
            if not row.get("is_reversed") and row["change_date"] >= s.day:
                words = _("{day} 已登记{kind}，请先冲回它").format(
                    day=row["change_date"], kind=table("placement-change-kind").label(row["kind"])
                )
                return "change_date", Complaint("illegal-transition", words)
        return None

    def senseless(self, _s: Subject) -> Told | None:
        """Why what was given changes nothing, or cannot be."""
        return None

    def do(self, s: Subject) -> None:
        """Enter the change, and let it take effect."""
        post = s.row("post", s.row().get("post_id")).get("name")
        told = s.given.get("old_post")
        if told is not None and post is not None and folded(told) != folded(post):
            s.warn("old_post", "conflict", _("库中的岗位是“{post}”，与原岗位不符，请核对").format(post=post))
        s.record(old_post=told or post)
        if s.row().get("status") == CHANGING:
            s.set("placement", own(s), status=WORKING)
        self.post(s)

    def post(self, s: Subject) -> None:
        """What is so because of the change."""
        raise NotImplementedError


class ChangePost(PlacementChanging):
    """Another post at the same enterprise."""

    new = "new_post"

    def senseless(self, s: Subject) -> Told | None:
        """Not the post one has."""
        post = s.row("post", s.row().get("post_id")).get("name")
        if post is None or folded(post) != folded(s.given["new_post"]):
            return None
        return "new_post", Complaint("conflict", _("现在就在“{post}”，请填另一个岗位").format(post=post))

    def post(self, s: Subject) -> None:
        """The placement has the post."""
        s.set("placement", own(s), post_id=post_called(s, s.row()["enterprise_id"], s.given["new_post"]))


class ChangeEnterprise(PlacementChanging):
    """Another enterprise: the placement ends the day before, another begins under the same plan with the same tutor."""

    new = "new_enterprise"

    def senseless(self, s: Subject) -> Told | None:
        """Not the enterprise one is at; and there must be days at the old one."""
        if s.given["new_enterprise"] == s.row()["enterprise_id"]:
            words = _("现在就在这家单位；只换岗位的请办理换岗")
            return "new_enterprise", Complaint("conflict", words)
        begin, end = period_of(s.row())
        if s.day == begin:
            words = _("{day} 才开始，没有在原单位实习过；请直接改实习单位").format(day=begin)
            return "change_date", Complaint("out-of-range", words)
        return met(s, s.day, end)

    def post(self, s: Subject) -> None:
        """End the one and begin the other, which is in the state its period says."""
        old, firm, name = s.row(), s.given["new_enterprise"], s.given.get("new_post")
        why = s.ask("end_reason", N_("中止原因"), _BLAMED, EndedPlacement.SENT_BACK)
        s.close("placement", own(s), s.day, status=ENDED, end_reason=why)
        post = None if name is None else post_called(s, firm, name)
        span = {"start_date": s.day, "end_date": old["end_date"]}
        s.make(
            "placement", student_id=old["student_id"], plan_id=old["plan_id"], tutor_id=old["tutor_id"],
            enterprise_id=firm, post_id=post, status=status_by_period(span, s.scene.day), **span,
        )  # fmt: skip


class Extend(PlacementChanging):
    """A later last day."""

    new = "new_end_date"

    def latest(self, end: date) -> date:
        """Also from the day after the last."""
        return end + timedelta(days=1)

    def senseless(self, s: Subject) -> Told | None:
        """Later than it is, and not into another placement."""
        _begin, end = period_of(s.row())
        if s.given["new_end_date"] <= end:
            words = _("现在到 {end} 结束，延期须晚于这一天").format(end=end)
            return "new_end_date", Complaint("out-of-range", words)
        return met(s, end + timedelta(days=1), s.given["new_end_date"], "new_end_date")

    def post(self, s: Subject) -> None:
        """It ends later; one that was over runs again where its last day is still to come."""
        until, row = s.given["new_end_date"], s.row()
        over = (
            {"status": status_by_period({**row, "end_date": until}, s.scene.day)} if row["status"] == FINISHED else {}
        )
        s.set("placement", own(s), end_date=until, **over)


class ChangeTutor(PlacementChanging):
    """Another tutor of the school."""

    new = "new_tutor"

    def senseless(self, s: Subject) -> Told | None:
        """Not the one there is."""
        if s.given["new_tutor"] != s.row().get("tutor_id"):
            return None
        return "new_tutor", Complaint("conflict", _("现在就是这位教师，请填另一位"))

    def post(self, s: Subject) -> None:
        """The placement has the tutor."""
        s.set("placement", own(s), tutor_id=s.given["new_tutor"])


def own(s: Subject) -> Key:
    """The placement it is about."""
    assert s.key is not None
    return s.key


def period_of(row: Mapping[str, Any]) -> tuple[date, date]:
    """The first and the last day of a placement; open where nobody wrote them down."""
    return row.get("start_date") or date.min, row.get("end_date") or date.max


def cannot(s: Subject, state: str | None) -> Complaint:
    """Why nothing of the kind is done to a placement in this state."""
    words = _("“{status}”的岗位实习不能办理“{act}”").format(
        status=table("placement-status").label(state or ""), act=s.act.title
    )
    return Complaint("illegal-transition", words)


def met(s: Subject, begin: date, end: date, field: str = "change_date") -> Told | None:
    """Why a student is not free on these days: another placement lies there."""
    student = s.row()["student_id"]
    for key in s.scene.of("placement", "student_id", student):
        first, last = period_of(other := s.row("placement", key))
        if key != s.key and first <= end and begin <= last:
            words = _("{first} 至 {last} 另有一条岗位实习（{status}），日期重叠").format(
                first=first, last=last, status=table("placement-status").label(other.get("status") or "")
            )
            return field, Complaint("duplicate", words)
    return None


def post_called(s: Subject, enterprise: Key, name: str) -> Key:
    """The post of an enterprise that is called so; one nobody has entered is made."""
    for key in s.scene.of("post", "enterprise_id", enterprise):
        if folded(s.row("post", key)["name"]) == folded(name):
            return key
    return s.make("post", enterprise_id=enterprise, name=name)


CHANGES: tuple[PlacementChanging, ...] = (
    ChangePost("change-post", N_("换岗"), OTHER_POST, "old_post"),
    ChangeEnterprise("change-enterprise", N_("换单位"), OTHER_FIRM, "new_post"),
    Extend("extend-placement", N_("延期"), LATER_END),
    ChangeTutor("change-tutor", N_("换指导教师"), OTHER_TUTOR),
)
_BY_KIND = {act.kind: act for act in CHANGES}


def change_of(values: Mapping[str, Any]) -> PlacementChanging | Told:
    """The act that posts a change which says this; why not where there is none."""
    kind = values.get("kind")
    if kind not in _BY_KIND:
        return "kind", Complaint("illegal-transition", _("没有写明变更类型，不能办理"))
    return _BY_KIND[kind]
