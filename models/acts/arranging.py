"""安排实习: students are given a host, a post and a period; who may not go, and what becomes too many, is said first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.acts.act import Act, ActPaper, Groups, Subject, Told
from models.acts.placement_changes import period_of
from models.acts.scene import Key, Row, Scene
from models.entities.measures import APPROVING, ENDED, SIGNING, is_counted, present
from models.entities.placements import Placement
from models.rules import regulation
from models.rules.rule import Verdict
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.fields import field_map
from models.statistics.capacity import Percents, limit_of, percents, shown_percent
from models.words import N_, _

ASKED = (
    "plan", "mode", "enterprise", "post", "start_date", "end_date", "tutor", "mentor_name", "match_level", "pay",
)  # fmt: skip
NEEDED = ("enterprise", "start_date", "end_date")
NEVER = ("R-INT-01", "R-INT-02")  # no act lets in those of the first year, and those under age
_STATES = ((SIGNING, N_("待签")), (APPROVING, N_("待审")))
_FIELDS = field_map(Placement)
_STAFF = {"enterprise": "staff_total", "post": "same_post_staff"}  # of whom a share may be interns


@dataclass
class Found:
    """What is known of all subjects at once: why the regulation never lets somebody go, who is there already."""

    never: dict[Key, Complaint] = field(default_factory=dict)
    there: Counter[tuple[str, Any]] = field(default_factory=Counter)
    coming: Counter[tuple[str, Any]] = field(default_factory=Counter)
    percents: Percents | None = None


def absent(s: Subject, words: str) -> Told | None:
    """Why nothing is arranged for a student who is not at school on the day; `words` name the status."""
    for key in s.rows("status_period"):
        row = s.row("status_period", key)
        if (row["from_date"] or date.min) <= s.day < (row["until_date"] or date.max):
            if row["status"] in present():
                return None
            named = table("student-status").label(row["status"])
            return "student", Complaint("illegal-transition", words.format(status=named))
    return "student", Complaint("illegal-transition", _("{day} 没有登记学籍状态，请先补登").format(day=s.day))


class Arrange(Act):
    """Placements are made that wait for their signatures; nobody begins by it."""

    entity = "student"
    needs = dict.fromkeys(("placement", "status_period"), "student_id")
    group, paper = Groups.PLACING, ActPaper("placement-list", "placement_plan")
    own = tuple(replace(_FIELDS[name], required=name in NEEDED) for name in ASKED)
    apart = ("post", "tutor", "mentor_name", "match_level", "pay")

    def __init__(self) -> None:
        super().__init__("arrange-placement", N_("安排实习"), (), NEEDED, "start_date")

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """Batches, hosts and posts; what the regulation says of each student on the first day; who is there then."""
        for entity in ("placement_plan", "enterprise", "post"):
            name = "plan" if entity == "placement_plan" else entity
            scene.read(entity, "id", {s.given.get(name) for s in subjects})
        found = scene.known[self.name] = Found()
        whole = [s for s in subjects if all(s.given.get(name) is not None for name in NEEDED)]
        found.never = dict(_never(scene, whole))
        found.percents = percents(scene.connection, scene.day) if whole else None
        for span in dict.fromkeys((s.given["start_date"], s.given["end_date"]) for s in whole):
            found.there += _there(scene.connection, {s.given["enterprise"] for s in whole}, *span)
        for s in whole:
            if self.refusal(s) is None:
                found.coming.update(_places(s))

    def unfit(self, s: Subject) -> Told | None:
        """Only who is at school on the first day."""
        return absent(s, _("{status}的学生不能安排实习"))

    def refusal(self, s: Subject) -> Told | None:
        """Nor whom the regulation never lets go, who is placed in these days, or at another host's post."""
        begin, end = s.given["start_date"], s.given["end_date"]
        if end < begin:
            words = _("{end} 早于 {begin}，起止日期颠倒了").format(end=end, begin=begin)
            return "end_date", Complaint("out-of-range", words)
        never = s.scene.known[self.name].never.get(s.key)
        told = self.unfit(s) or (("start_date", never) if never is not None else None)
        return told or _elsewhere(s) or _placed(s, begin, end)

    def do(self, s: Subject) -> None:
        """Make the placement, and say what becomes too many."""
        state = s.ask("status", N_("先到"), _STATES, SIGNING)
        held = {name: s.propose(name, None) if name in self.apart else s.given.get(name) for name in ASKED}
        given = {_FIELDS[name].column: value for name, value in held.items() if value is not None}
        s.make("placement", student_id=s.key, status=state, **given)
        self._doubt(s)

    def _doubt(self, s: Subject) -> None:
        plan = s.row("placement_plan", s.given.get("plan"))
        first, last = period_of(plan)
        if plan and not first <= s.given["start_date"] <= s.given["end_date"] <= last:
            words = _("超出批次“{plan}”的起止日期（{begin} 至 {end}）")
            s.warn("plan", "out-of-range", words.format(plan=plan["name"], begin=first, end=last))
        found: Found = s.scene.known[self.name]
        firm, post = s.row("enterprise", s.given["enterprise"]), s.row("post", s.given.get("post"))
        _crowded(s, found, "enterprise", firm)
        if post:
            _crowded(s, found, "post", post)
            _more_than_asked(s, found, post)


def _never(scene: Scene, subjects: Iterable[Subject]) -> Iterable[tuple[Key, Complaint]]:
    """Whom the regulation never lets go, by the rules themselves."""
    rows = [
        {"id": s.key, "student_id": s.key, "enterprise_id": s.given["enterprise"], "plan_id": s.given.get("plan"),
         "start_date": s.given["start_date"], "end_date": s.given["end_date"]}
        for s in subjects
    ]  # fmt: skip
    for key, findings in regulation.judged_as_planned(scene.connection, rows, scene.day, NEVER):
        broken = next((one for one in findings if one.verdict is Verdict.BROKEN), None)
        if broken is not None:
            yield key, broken.complaint


def _there(connection: sa.Connection, firms: Iterable[int], begin: date, end: date) -> Counter[tuple[str, Any]]:
    """How many are at hosts and posts at any time of a period, those who wait to begin among them."""
    own = Placement.table()
    statement = (
        sa.select(own.c.enterprise_id, own.c.post_id, sa.func.count(own.c.student_id.distinct()))
        .where(own.c.enterprise_id.in_(sorted(firms)), own.c.start_date <= end, own.c.end_date >= begin)
        .where(sa.func.coalesce(own.c.status, "") != ENDED, is_counted(begin, own))
        .group_by(own.c.enterprise_id, own.c.post_id)
    )
    found: Counter[tuple[str, Any]] = Counter()
    for firm, post, count in connection.execute(statement):
        found["enterprise", firm] += count
        found["post", post] += count if post is not None else 0
    return found


def _places(s: Subject) -> Iterable[tuple[str, Any]]:
    return [(of, s.given[of]) for of in ("enterprise", "post") if s.given.get(of) is not None]


def _elsewhere(s: Subject) -> Told | None:
    """Whether the post is one of another host."""
    post = s.row("post", s.given.get("post"))
    if not post or post["enterprise_id"] == s.given["enterprise"]:
        return None
    words = _("岗位“{post}”不是这家单位的，请换一个岗位或实习单位").format(post=post["name"])
    return "post", Complaint("conflict", words)


def _placed(s: Subject, begin: date, end: date) -> Told | None:
    """Whether another placement lies in these days."""
    for key in s.rows("placement"):
        first, last = period_of(row := s.row("placement", key))
        if first <= end and begin <= last:
            words = _("{first} 至 {last} 已有岗位实习（{status}），日期重叠").format(
                first=first, last=last, status=table("placement-status").label(row.get("status") or "")
            )
            return "start_date", Complaint("duplicate", words)
    return None


def _total(found: Found, of: str, key: Any) -> int:
    return found.there[of, key] + found.coming[of, key]


def _crowded(s: Subject, found: Found, of: str, row: Row) -> None:
    """Warn of more interns than a share of the staff (R-INT-10), as far as the staff is known."""
    assert found.percents is not None, "read for whoever can be placed"
    staff, percent = row.get(_STAFF[of]), getattr(found.percents, of)
    limit, total = limit_of(staff, percent), _total(found, of, row.get("id"))
    if limit is None or total <= limit:
        return
    words = _("{name}：同期 {total} 人，超过 {limit} 人上限（职工 {staff} 人的 {percent}%）").format(
        name=row["name"], total=total, limit=limit, staff=staff, percent=shown_percent(percent)
    )
    s.warn(of, "R-INT-10", words)


def _more_than_asked(s: Subject, found: Found, post: Row) -> None:
    """Warn of more than the host asked for."""
    total, asked = _total(found, "post", post["id"]), post.get("headcount")
    if asked is not None and total > asked:
        words = _("{name}：同期 {total} 人，单位只要 {asked} 人").format(name=post["name"], total=total, asked=asked)
        s.warn("post", "out-of-range", words)


ARRANGE = Arrange()
