"""The way of an apprentice: into a programme, to a mentor, round the stations, assessed, out again (registers §3)."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from models.acts.act import Act, Groups, Sizes, Subject, Told
from models.acts.arranging import absent
from models.acts.scene import Key, Row, Scene
from models.acts.training_ends import end_parts, runs_on
from models.database import storage
from models.database.policies import threshold_on
from models.entities.apprenticeships import Apprentice, Assessment
from models.entities.training import (
    CLOSED,
    EMPLOYEES,
    FAILED,
    FINAL,
    MOVED,
    QUALIFIED,
    REMOVED,
    STAYING,
    STOPPED,
    STUDENT,
    TRAINING,
    WITHDRAWN,
    result,
)
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.fields import Field, asked, field_map
from models.schema.types import Integer, Text
from models.words import N_, _

_FIELDS = field_map(Apprentice)
_IN_PROGRAMME = (Sizes("apprenticeship_programme", "apprentice_count"),)
_WITH_MENTOR = (Sizes("mentor", "apprentice_count"),)
_BETWEEN = re.compile(r"[、，,；;/\s]+")
_MOST_STATIONS = 20


def own(s: Subject) -> Key:
    """The apprentice it is about."""
    assert s.key is not None
    return s.key


def illegal(field: str, words: str) -> Told:
    """Why something is not done."""
    return field, Complaint("illegal-transition", words)


def _plain(field: Field) -> Field:
    return replace(field, spread=(), aliases=(), expected=False, by_act=False)


class OfApprentice(Act):
    """Something done to who is in training on its day."""

    entity = "apprentice"
    group = Groups.TRAINING
    needs: Mapping[str, str] = dict.fromkeys(("mentor_pairing", "rotation", "assessment"), "apprentice_id")

    def unfit(self, s: Subject) -> Told | None:
        """Only to who is in training."""
        outcome = s.row().get("outcome") or TRAINING
        if outcome == TRAINING:
            return None
        words = _("“{outcome}”的学徒不能办理“{act}”").format(
            outcome=table("apprentice-outcome").label(outcome), act=self.title
        )
        return illegal("outcome", words)

    def refusal(self, s: Subject) -> Told | None:
        """Nor on a day outside the training."""
        return self.unfit(s) or self.outside(s, s.day)

    def outside(self, s: Subject, day: date) -> Told | None:
        """Why a day is none of the training."""
        begin, end = s.row().get("start_date") or date.min, s.row().get("end_date") or date.max
        if begin <= day <= end:
            return None
        words = _("{day} 不在学徒期（{begin} 至 {end}）内").format(day=day, begin=begin, end=end)
        return self.dated, Complaint("out-of-range", words)


class Pair(OfApprentice):
    """An apprentice gets a mentor."""

    event = "mentor_pairing"
    sizes = _WITH_MENTOR
    apart = ("mentor",)

    def __init__(self) -> None:
        super().__init__("pair-apprentice", N_("结对"), ("mentor", "from_date", "is_signed"), ("mentor",), "from_date")

    def _asked(self) -> tuple[Field, ...]:
        return tuple(replace(field, spread=()) for field in super()._asked())

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The mentors, and whom they have."""
        read_mentors(scene, {s.given.get("mentor") for s in subjects})

    def refusal(self, s: Subject) -> Told | None:
        """Who has one changes it."""
        told = super().refusal(s)
        if told is None and runs_on(s, "mentor_pairing", own(s), s.day):
            return illegal("mentor", _("已有师傅，请办理换师傅"))
        return told

    def do(self, s: Subject) -> None:
        """Enter the pairing."""
        doubt_mentor(s, s.given["mentor"], s.row().get("enterprise_id"))
        s.record(from_date=s.day)


class ChangeMentor(Pair):
    """The mentor one has goes, another comes on the same day."""

    def __init__(self) -> None:
        asks = ("mentor", "from_date", "end_reason", "is_signed")
        Act.__init__(self, "change-mentor", N_("换师傅"), asks, ("mentor",), "from_date")

    def unfit(self, s: Subject) -> Told | None:
        """Who has none is paired."""
        told = super().unfit(s)
        if told is None and not runs_on(s, "mentor_pairing", own(s), s.scene.day):
            return illegal("mentor", _("还没有师傅，请办理结对"))
        return told

    def refusal(self, s: Subject) -> Told | None:
        """Another one than there is, and not before that one came."""
        told = OfApprentice.refusal(self, s)
        keys = runs_on(s, "mentor_pairing", own(s), s.day)
        if told is not None or not keys:
            return told or illegal("mentor", _("还没有师傅，请办理结对"))
        row = s.row("mentor_pairing", keys[-1])
        if row["mentor_id"] == s.given["mentor"]:
            return "mentor", Complaint("conflict", _("现在就是这位师傅，请填另一位"))
        if row["from_date"] is not None and row["from_date"] >= s.day:
            words = _("{day} 才结对，换师傅须晚于这一天").format(day=row["from_date"])
            return "from_date", Complaint("out-of-range", words)
        return None

    def do(self, s: Subject) -> None:
        """End the one, begin the other."""
        reason = s.given.get("end_reason")
        for key in runs_on(s, "mentor_pairing", own(s), s.day):
            s.close("mentor_pairing", key, s.day, **({} if reason is None else {"end_reason": reason}))
        doubt_mentor(s, s.given["mentor"], s.row().get("enterprise_id"))
        s.record(from_date=s.day, end_reason=None)


def read_mentors(scene: Scene, mentors: Collection[Any]) -> None:
    """Read mentors, and whom they have."""
    scene.read("mentor", "id", mentors)
    scene.read("mentor_pairing", "mentor_id", mentors)
    keys = (key for m in mentors if m is not None for key in scene.of("mentor_pairing", "mentor_id", m))
    scene.read("apprentice", "id", {(scene.row("mentor_pairing", key) or {}).get("apprentice_id") for key in keys})


def doubt_mentor(s: Subject, mentor: Key, firm: Any) -> None:
    """Warn of a mentor of another enterprise, outside the appointment, or with too many."""
    row = s.row("mentor", mentor)
    if None not in (firm, row["enterprise_id"]) and firm != row["enterprise_id"]:
        s.warn("mentor", "conflict", _("师傅与徒弟不是同一家企业的，请核对"))
    first, last = row["appointed_from"], row["appointed_until"]
    if not (first or s.day) <= s.day <= (last or s.day):
        words = _("不在师傅的聘期（{first} 至 {last}）内，请核对").format(first=first or "", last=last or "")
        s.warn("mentor", "conflict", words)
    several = 1 + sum(_runs(s, key) for key in s.scene.of("mentor_pairing", "mentor_id", mentor))
    most = row["max_apprentices"] or most_apprentices(s)
    if several > most:
        words = _("从 {day} 起师傅带 {several} 名徒弟，超过 {most} 名").format(day=s.day, several=several, most=most)
        s.warn("mentor", "out-of-range", words)


def most_apprentices(s: Subject) -> int:
    """What policy lets a mentor have, asked once for all subjects."""
    known = s.scene.worked
    if "mentor.max-apprentices" not in known:
        known["mentor.max-apprentices"] = int(threshold_on(s.scene.connection, "mentor.max-apprentices", s.scene.day))
    return int(known["mentor.max-apprentices"])


def _runs(s: Subject, pairing: Key) -> bool:
    """Whether a pairing counts on the day."""
    row = s.row("mentor_pairing", pairing)
    learner = s.row("apprentice", row.get("apprentice_id")) if row else {}
    begun = bool(row) and (row["from_date"] or date.min) <= s.day < (row["until_date"] or date.max)
    over = (learner.get("end_date") or date.max) < s.day or (learner.get("outcome_date") or date.max) < s.day
    return begun and not over and row["apprentice_id"] != s.key


class Rotate(OfApprentice):
    """Groups go round the stations: every group begins at another and moves on after so many weeks."""

    own = (
        replace(field_map(Apprentice)["start_date"], name="first_date", column="first_date", label=N_("第一天"), aliases=()),
        asked("stations", N_("轮岗岗位"), Text(200), help=N_("按次序，用顿号隔开")),
        asked("weeks", N_("每个岗位几周"), Integer(1, 52)),
        asked("station_group", N_("组"), Integer(1, _MOST_STATIONS),
              help=N_("第几组从第几个岗位开始；不填时依次分组")),
        asked("task", N_("任务"), Text(200)),
    )  # fmt: skip
    apart = ("station_group",)

    def __init__(self) -> None:
        super().__init__("plan-rotations", N_("轮岗计划"), required=("stations", "weeks"), dated="first_date")

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """Deal the subjects out to groups."""
        scene.known[self.name] = {s.key: n for n, s in enumerate(subjects)}

    def refusal(self, s: Subject) -> Told | None:
        """Within the training, and not into other rotations."""
        names = stations_of(s.given["stations"])
        if not 1 < len(names) <= _MOST_STATIONS:
            words = _("请写 2 至 {most} 个岗位，用顿号隔开").format(most=_MOST_STATIONS)
            return "stations", Complaint("format", words)
        told = super().refusal(s) or self.outside(s, self._last(s, len(names)))
        if told is not None:
            return told
        if (s.given.get("station_group") or 1) > len(names):
            words = _("只有 {count} 个岗位，没有第 {group} 组").format(count=len(names), group=s.given["station_group"])
            return "station_group", Complaint("out-of-range", words)
        last = self._last(s, len(names))
        for key in s.rows("rotation"):
            row = s.row("rotation", key)
            if row["start_date"] <= last and s.day <= row["end_date"]:
                words = _("{first} 至 {last} 已有轮岗（{post}），日期重叠").format(
                    first=row["start_date"], last=row["end_date"], post=row["post"]
                )
                return self.dated, Complaint("duplicate", words)
        return None

    def _last(self, s: Subject, count: int) -> date:
        return s.day + timedelta(weeks=count * s.given["weeks"], days=-1)

    def do(self, s: Subject) -> None:
        """A rotation at each station, in the order of the group."""
        names, span = stations_of(s.given["stations"]), timedelta(weeks=s.given["weeks"])
        first = s.propose("station_group", s.scene.known[self.name][s.key] % len(names) + 1) - 1
        task = s.given.get("task")
        for n in range(len(names)):
            begin = s.day + n * span
            s.make(
                "rotation", apprentice_id=s.key, post=names[(first + n) % len(names)], start_date=begin,
                end_date=begin + span - timedelta(days=1), task=task,
            )  # fmt: skip


def stations_of(text: str) -> list[str]:
    """The stations of a text that lists them."""
    return list(dict.fromkeys(part for part in _BETWEEN.split(text.strip()) if part))


class Assess(OfApprentice):
    """A grid for a class: the scores of each, entered at once."""

    event = "assessment"
    apart = ("theory_score", "practice_score", "attitude_score", "enterprise_score", "school_score", "result")
    grid = True

    def __init__(self) -> None:
        asks = ("kind", "assessed_date", *self.apart, "assessor_enterprise", "assessor_school")
        super().__init__("record-assessment", N_("登记考核"), asks, ("kind",), "assessed_date")

    def unfit(self, s: Subject) -> Told | None:
        """Also of who has qualified or stayed: the final assessment may come later."""
        outcome = s.row().get("outcome") or TRAINING
        return None if outcome in (QUALIFIED, STAYING) else super().unfit(s)

    def outside(self, s: Subject, day: date) -> Told | None:
        """Not before the training, nor on a day to come; after it one may still be assessed."""
        begin = s.row().get("start_date") or date.min
        if begin <= day <= s.scene.day:
            return None
        words = (
            _("{begin} 才开始，考核日期不能早于它").format(begin=begin)
            if day < begin
            else _("{day} 还没有到，请填实际考核的日期").format(day=day)
        )
        return self.dated, Complaint("out-of-range", words)

    def refusal(self, s: Subject) -> Told | None:
        """With a score or a grade, and once."""
        told = super().refusal(s)
        if told is not None:
            return told
        if all(s.given.get(name) is None for name in self.apart):
            return "theory_score", Complaint("required", _("没有成绩，也没有等次，请填写"))
        for key in s.rows("assessment"):
            row = s.row("assessment", key)
            if (row["kind"], row["assessed_date"]) == (s.given["kind"], s.day) and _is_marked(row):
                words = _("{day} 已登记过{kind}，请在那一条上修改").format(
                    day=s.day, kind=table("assessment-kind").label(row["kind"])
                )
                return "kind", Complaint("duplicate", words)
        return None

    def do(self, s: Subject) -> None:
        """Enter it; a part without a score makes no total."""
        for name in self.apart:
            s.propose(name, None)
        if any(s.given.get(name) is None for name in self.apart[:3]) and s.given.get("result") is None:
            s.warn("theory_score", "required", _("理论、技能、职业素养没有填全，算不出总评"))
        planned = self._planned(s)
        if planned is None:
            s.record(assessed_date=s.day)
        else:
            names = (
                name
                for name in (*self.apart, "assessor_enterprise", "assessor_school")
                if s.given.get(name) is not None
            )
            s.set("assessment", planned, assessed_date=s.day, **{name: s.given[name] for name in names})

    @staticmethod
    def _planned(s: Subject) -> Key | None:
        """The assessment of this kind that was planned and has no mark yet, the first by its date."""
        rows = ((key, s.row("assessment", key)) for key in s.rows("assessment"))
        planned = [
            (row["assessed_date"] or date.max, key)
            for key, row in rows
            if row["kind"] == s.given["kind"] and not _is_marked(row)
        ]
        return min(planned)[1] if planned else None


def _is_marked(row: Row) -> bool:
    """Whether an assessment says more than when it is to be."""
    return any(row[name] is not None for name in Assess.apart)


class Outcome(OfApprentice):
    """What comes of training, from some outcomes to another."""

    sizes = _IN_PROGRAMME
    helped: Mapping[str, str] = {"outcome_date": N_("学徒期的最后一天"), "remark": N_("原因")}
    steps: Mapping[str, str]

    def __init__(self, name: str, label: str, steps: Mapping[str, str], *asks: str, remark: bool = False) -> None:
        names = ("outcome_date", *asks, *(["remark"] if remark else []))
        self.own = tuple(_plain(_FIELDS[each]) for each in names)
        self.apart = tuple(each for each in asks if each.startswith("award"))
        super().__init__(name, label, required=(), dated="outcome_date")
        self.steps = steps

    def unfit(self, s: Subject) -> Told | None:
        """Only from the outcomes it leads from."""
        outcome = s.row().get("outcome") or TRAINING
        if outcome in self.steps:
            return None
        words = _("“{outcome}”的学徒不能办理“{act}”").format(
            outcome=table("apprentice-outcome").label(outcome), act=self.title
        )
        return illegal("outcome", words)

    def refusal(self, s: Subject) -> Told | None:
        """On a day that has come, not before the training."""
        told = self.unfit(s)
        begin = s.row().get("start_date") or date.min
        if told is not None or begin <= s.day <= s.scene.day:
            return told
        if s.day > s.scene.day:
            return "outcome_date", Complaint("out-of-range", _("{day} 还没有到，请填实际的日期").format(day=s.day))
        words = _("{begin} 才开始，结果日期不能早于它").format(begin=begin)
        return "outcome_date", Complaint("out-of-range", words)

    def counts_from(self, day: date) -> date:
        """The last day still counts."""
        return day + timedelta(days=1)

    def do(self, s: Subject) -> None:
        """End it, with the pairing and the rotation that run."""
        new = self.steps[s.row().get("outcome") or TRAINING]
        names = (f.name for f in self.own if f.name != self.dated and f.name in s.given)
        given = {_FIELDS[name].column: s.given[name] for name in names}
        for name in self.apart:
            s.propose(name, None)
        if new != TRAINING:
            end_parts(s, own(s), s.day + timedelta(days=1))
        s.set("apprentice", own(s), **given, outcome=new, outcome_date=self.date_of(s))

    def date_of(self, s: Subject) -> date | None:
        """The day that is kept."""
        return s.day


class Qualify(Outcome):
    """出师: training is over, and nothing failed."""

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """Who failed the final assessment."""
        own_, keys = Assessment.table(), [s.key for s in subjects if isinstance(s.key, int)]
        failed: set[Any] = set()
        for chunk in storage.pieces(keys, storage.CHUNK):
            found = sa.select(own_.c.apprentice_id).where(
                own_.c.apprentice_id.in_(chunk), own_.c.kind == FINAL, result(scene.day, own_) == FAILED
            )
            failed.update(scene.connection.execute(found).scalars())
        scene.known[self.name] = failed

    def do(self, s: Subject) -> None:
        """Say what is missing, and let it end."""
        end = s.row().get("end_date")
        if end is not None and end > s.scene.day:
            s.warn("outcome_date", "out-of-range", _("学徒期到 {day} 才结束，请核对").format(day=end))
        if s.key in s.scene.known[self.name]:
            s.warn("outcome", "conflict", _("结业考核不合格，请核对"))
        super().do(s)


class StayOn(Outcome):
    """留任: who qualified before keeps the day of that."""

    def date_of(self, s: Subject) -> date | None:
        """That of 出师, where there was one."""
        return s.row().get("outcome_date") or s.day


class Resume(Outcome):
    """From another post training goes on, in that post."""

    def __init__(self) -> None:
        super().__init__("resume-training", N_("转岗后继续"), {MOVED: TRAINING}, "enterprise", "post", "workshop")
        self.required = ("post",)

    def date_of(self, _s: Subject) -> date | None:
        """None: training goes on."""
        return None


class JoinProgramme(Act):
    """Students become apprentices of a programme."""

    entity = "student"
    group = Groups.TRAINING
    needs = dict.fromkeys(("apprentice", "status_period"), "student_id")
    apart = ("number", "post", "workshop", "tutor", "mentor", "agreement_number", "allowance")
    sizes = _IN_PROGRAMME
    helped: Mapping[str, str] = {
        "end_date": N_("不填为项目的结束日期"), "enterprise": N_("不填为项目的企业，只有一家时"),
    }  # fmt: skip

    def __init__(self) -> None:
        names = ("programme", "start_date", "end_date", "enterprise", *self.apart, "signed_date", "is_guardian_signed")
        self.own = tuple(_plain(_FIELDS[each]) for each in names)
        super().__init__("join-programme", N_("入项目"), required=("programme",), dated="start_date")

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The programme with its enterprises, the mentors and whom they have."""
        programmes = {s.given.get("programme") for s in subjects}
        scene.read("apprenticeship_programme", "id", programmes)
        scene.read("programme_enterprise", "programme_id", programmes)
        read_mentors(scene, {s.given.get("mentor") for s in subjects})

    def unfit(self, s: Subject) -> Told | None:
        """Only who is at school on the day."""
        return absent(s, _("{status}的学生不能入学徒制项目"))

    def refusal(self, s: Subject) -> Told | None:
        """Not among employees, not twice, not into what is over."""
        told, programme = self.unfit(s), s.row("apprenticeship_programme", s.given["programme"])
        if told is not None:
            return told
        if programme["kind"] == EMPLOYEES:
            return "programme", Complaint("conflict", _("企业新型学徒制只收企业员工，在读学生不能参加"))
        if programme["status"] in (CLOSED, STOPPED) or (programme["end_date"] or s.day) < s.day:
            name = table("programme-status").label(
                programme["status"] if programme["status"] in (CLOSED, STOPPED) else CLOSED
            )
            words = _("“{name}”已{status}，不能再入").format(name=programme["name"], status=name)
            return "programme", Complaint("conflict", words)
        last = self._last(s, programme)
        if last is not None and last < s.day:
            words = _("{end} 早于 {begin}，起止日期颠倒了").format(end=last, begin=s.day)
            return "end_date", Complaint("out-of-range", words)
        if any(s.row("apprentice", key)["programme_id"] == programme["id"] for key in self._meeting(s, last)):
            return "programme", Complaint("duplicate", _("已在“{name}”").format(name=programme["name"]))
        return None

    def _last(self, s: Subject, programme: Row) -> date | None:
        end: date | None = s.given.get("end_date") or programme["end_date"]
        return end

    def _meeting(self, s: Subject, last: date | None) -> list[Key]:
        """Where the student is an apprentice in these days."""
        rows = ((key, s.row("apprentice", key)) for key in s.rows("apprentice"))
        return [
            key for key, row in rows
            if (row["start_date"] or date.min) <= (last or date.max) and s.day <= (row["end_date"] or date.max)
            and (row["outcome_date"] is None or row["outcome_date"] >= s.day)
        ]  # fmt: skip

    def do(self, s: Subject) -> None:
        """Make the apprentice, paired from the first day."""
        programme = s.row("apprenticeship_programme", s.given["programme"])
        last = self._last(s, programme)
        held = {f.name: s.propose(f.name, None) if f.name in self.apart else s.given.get(f.name) for f in self.own}
        mentor = held.pop("mentor")
        links = s.scene.of("programme_enterprise", "programme_id", s.given["programme"])
        firms = {s.row("programme_enterprise", key)["enterprise_id"] for key in links}
        held |= {"end_date": last, "enterprise": held["enterprise"] or (next(iter(firms)) if len(firms) == 1 else None)}
        if self._meeting(s, last):
            s.warn("programme", "conflict", _("这名学生同时在另一个学徒制项目，请核对起止日期"))
        values = {_FIELDS[name].column: value for name, value in held.items() if value is not None}
        key = s.make("apprentice", student_id=s.key, identity=STUDENT, **values)
        self._doubt(s, programme, held, mentor)
        if mentor is not None:
            s.make("mentor_pairing", apprentice_id=key, mentor_id=mentor, from_date=s.day)

    def _doubt(self, s: Subject, programme: Row, held: Mapping[str, Any], mentor: Key | None) -> None:
        begin, end = programme["start_date"], programme["end_date"]
        if s.day < (begin or s.day) or (held["end_date"] or s.day) > (end or held["end_date"] or s.day):
            words = _("超出项目的起止日期（{begin} 至 {end}），请核对").format(begin=begin or "", end=end or "")
            s.warn("start_date", "out-of-range", words)
        if held["signed_date"] is not None and held["signed_date"] > s.day:
            words = _("晚于学徒期的第一天 {start}，应在开始以前签订").format(start=s.day)
            s.warn("signed_date", "conflict", words)
        if mentor is None or held["tutor"] is None:
            s.warn("mentor" if mentor is None else "tutor", "required", _("第一天起应有企业导师和校内导师，请补填"))
        if mentor is not None:
            doubt_mentor(s, mentor, held["enterprise"])


ASSESS = Assess()
APPRENTICE_ACTS: tuple[Act, ...] = (
    JoinProgramme(), Pair(), ChangeMentor(), Rotate(), ASSESS,
    Qualify("qualify", N_("出师"), {TRAINING: QUALIFIED}, "award_level", "award_number", "award_date"),
    StayOn("stay-on", N_("留任"), {TRAINING: STAYING, QUALIFIED: STAYING}),
    Outcome("leave-programme", N_("退出"), {TRAINING: WITHDRAWN}, remark=True),
    Outcome("move-apprentice", N_("转岗"), {TRAINING: MOVED}, remark=True),
    Resume(),
    Outcome("remove-apprentice", N_("除名"), {TRAINING: REMOVED}, remark=True),
)  # fmt: skip
