"""The way of a placement: approved, signed, begun, ended or completed, assessed, put right (registers §5)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from models.acts.act import Act, ActPaper, Groups, Sizes, Subject, Told
from models.acts.placement_changes import cannot, met, own, period_of
from models.acts.scene import Scene
from models.entities.measures import APPROVING, CHANGING, ENDED, FINISHED, SIGNING, WORKING
from models.entities.placements import Placement
from models.schema.complaints import Complaint
from models.schema.fields import asked, field_map
from models.schema.types import Text
from models.words import N_, _

_FIELDS = field_map(Placement)
_SIGNED = ("signed_student_date", "signed_school_date", "signed_enterprise_date")
_DAYS = (*_SIGNED, "signed_guardian_date")


class PlacementAct(Act):
    """Something done to placements in some states, which lead to others; None leaves the state."""

    entity = "placement"

    def __init__(  # noqa: PLR0913 - what an act says of itself
        self, name: str, label: str, steps: Mapping[str, str | None], *,
        asks: Sequence[str] = (), required: Sequence[str] = (), dated: str = "",
        group: str = Groups.RUNNING, paper: ActPaper | None = None,
    ) -> None:  # fmt: skip
        super().__init__(name, label, asks, required, dated)
        self.steps, self.group, self.paper = steps, group, paper

    def unfit(self, s: Subject) -> Told | None:
        """Only from the states it leads from."""
        state = s.row().get("status")
        return None if state in self.steps else ("status", cannot(s, state))

    def do(self, s: Subject) -> None:
        """Go to the next state, with what was given."""
        given = {_FIELDS[name].column: value for name, value in s.given.items() if name in self.asks}
        state = self.steps[s.row()["status"]]
        s.set("placement", own(s), **given, **({} if state is None else {"status": state}))


class Sign(PlacementAct):
    """The agreement by its number and the days on which each party signed; who waits for them waits on until the first day."""

    judged = ("placement",)
    stops = False
    apart = ("agreement_number",)

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """How often each number was given."""
        scene.known[self.name] = Counter(s.given.get("agreement_number") for s in subjects)

    def refusal(self, s: Subject) -> Told | None:
        """Nobody signs on a day to come."""
        ahead = next((name for name in _DAYS if (s.given.get(name) or date.min) > s.scene.day), None)
        if ahead is None:
            return self.unfit(s)
        words = _("{day} 还没有到，请填实际签字的日期").format(day=s.given[ahead])
        return ahead, Complaint("out-of-range", words)

    def do(self, s: Subject) -> None:
        """Enter the number and the days; who has no agreement is named."""
        number = s.given.get("agreement_number") or s.row().get("agreement_number")
        if s.propose("agreement_number", number) is None:
            s.warn("agreement_number", "required", _("没有三方协议编号，请补填"))
        same = s.scene.known[self.name][s.given.get("agreement_number")]
        if s.given.get("agreement_number") is not None and same > 1:
            words = _("{count} 条填了同一个三方协议编号，请在下面逐人填写")
            s.warn("agreement_number", "duplicate", words.format(count=same))
        super().do(s)


class Start(PlacementAct):
    """The first day has come; what the regulation forbids stops it unless somebody lets it pass."""

    judged = ("placement", "placement_plan", "enterprise", "post", "staff")
    sizes = (Sizes("enterprise", "intern_count"),)

    def refusal(self, s: Subject) -> Told | None:
        """Not before the first day: only then is everything due that has to be there."""
        begin, _end = period_of(s.row())
        if begin <= s.scene.day:
            return self.unfit(s)
        words = _("{day} 才开始，到那一天再办理").format(day=begin)
        return "start_date", Complaint("out-of-range", words)


class End(PlacementAct):
    """It is over before its time: the last day at work, and why. One that would not have begun is taken away."""

    own = (replace(_FIELDS["end_date"], label=N_("最后在岗日期"), aliases=(), required=True),)
    sizes = (Sizes("enterprise", "intern_count"),)

    def refusal(self, s: Subject) -> Told | None:
        """A day that has come, within the placement."""
        told = self.unfit(s)
        begin, end = period_of(s.row())
        if told is not None or (begin <= s.day <= min(end, s.scene.day)):
            return told
        if s.day > s.scene.day:
            words = _("{day} 还没有到，请填最后在岗的日期").format(day=s.day)
        elif s.day > end:
            words = _("{end} 就结束，最后在岗的日期不能晚于它").format(end=end)
        elif s.row()["status"] in (APPROVING, SIGNING):
            return None
        else:
            words = _("{begin} 才开始，最后在岗的日期不能早于它").format(begin=begin)
        return "end_date", Complaint("out-of-range", words)

    def counts_from(self, day: date) -> date:
        """The last day still counts."""
        return day + timedelta(days=1)

    def do(self, s: Subject) -> None:
        """End it, or take it away."""
        if period_of(s.row())[0] > s.day:
            s.tell(_("还没有开始，取消这条安排"))
        told = {name: s.given.get(name) for name in self.asks}
        s.close("placement", own(s), s.day + timedelta(days=1), status=ENDED, **told)


class Complete(PlacementAct):
    """Its last day has passed as planned."""

    def refusal(self, s: Subject) -> Told | None:
        """Not before the last day."""
        _begin, end = period_of(s.row())
        if end <= s.scene.day:
            return self.unfit(s)
        words = _("到 {day} 才结束；提前结束的请办理中止").format(day=end)
        return self.unfit(s) or ("end_date", Complaint("out-of-range", words))

    def do(self, s: Subject) -> None:
        """It is completed; who was not assessed is named."""
        if s.row().get("grade") is None:
            s.warn("grade", "required", _("没有考核等次，请补办实习考核"))
        super().do(s)


class Correct(PlacementAct):
    """It is not over: what was ended or completed by mistake runs again; why stands in its remark."""

    why = "correction"
    own = (
        asked("correction", N_("更正的理由"), Text(200)),
        replace(_FIELDS["end_date"], label=N_("结束日期改为"), aliases=(), required=False),
    )

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The other placements of these students."""
        scene.read("placement", "student_id", {s.row().get("student_id") for s in subjects})

    def refusal(self, s: Subject) -> Told | None:
        """Its days are still free, and in order."""
        begin, end = period_of(s.row())
        until = s.given.get("end_date") or end
        if until < begin:
            words = _("{end} 早于 {begin}，起止日期颠倒了").format(end=until, begin=begin)
            return "end_date", Complaint("out-of-range", words)
        return self.unfit(s) or met(s, begin, until, "end_date")

    def noted(self, s: Subject) -> str:
        """When and why."""
        return _("{day} 更正为在岗：{reason}").format(day=s.scene.day, reason=s.given.get("correction") or "")

    def do(self, s: Subject) -> None:
        """It runs again."""
        until = s.given.get("end_date") or s.row().get("end_date")
        s.set("placement", own(s), status=WORKING, end_reason=None, end_date=until, remark=self.noted(s))


_OVER = (ENDED, FINISHED)
_BEGUN = (WORKING, CHANGING)

PLACEMENT_ACTS: tuple[PlacementAct, ...] = (
    PlacementAct("approve-placement", N_("实习审核通过"), {APPROVING: SIGNING}, group=Groups.SIGNING),
    PlacementAct("return-placement", N_("退回实习审核"), {SIGNING: APPROVING}, group=Groups.SIGNING),
    Sign("sign-placement", N_("签齐三方协议"), dict.fromkeys((SIGNING, *_BEGUN)),
         asks=(*_DAYS, "agreement_number"), required=_SIGNED, group=Groups.SIGNING),
    Start("start-placement", N_("开始实习"), {SIGNING: WORKING}),
    PlacementAct("hold-placement", N_("转入变更"), {WORKING: CHANGING}),
    PlacementAct("resume-placement", N_("恢复在岗"), {CHANGING: WORKING}),
    End("end-placement", N_("中止实习"), dict.fromkeys((APPROVING, SIGNING, *_BEGUN), ENDED),
        asks=("end_reason", "remark"), required=("end_reason",), dated="end_date"),
    Complete("complete-placement", N_("完成实习"), {WORKING: FINISHED}),
    PlacementAct("assess-placement", N_("实习考核"), dict.fromkeys((*_BEGUN, *_OVER)),
                 asks=("enterprise_score", "school_score", "final_score", "grade"), required=("grade",),
                 paper=ActPaper("assessment-form", "placement")),
    Correct("correct-placement", N_("更正实习状态"), dict.fromkeys(_OVER, WORKING), required=("correction",)),
)  # fmt: skip
