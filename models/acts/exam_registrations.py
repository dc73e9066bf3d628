"""报名: students are registered for a session, and registrations led on: checked, paid, cancelled, put right (registers §6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.acts.act import Act, ActPaper, Groups, Subject, Told
from models.acts.scene import Key, Made, Scene
from models.database import storage
from models.database.attachments import photos_of
from models.entities.certificate_majors import majors_named, names_major
from models.entities.certificates import ExamRegistration
from models.entities.exam_checks import ENROLLING
from models.entities.exam_counts import (
    ABSENT,
    APPROVED,
    CANCELLED,
    CHEATED,
    EXPELLED,
    PAID,
    PRESENT,
    REGISTERED,
    SAT,
    SENT_BACK,
)
from models.entities.measures import LEFT, registered
from models.entities.programmes import Major
from models.entities.rules import RESIDENT_CARD
from models.schema import checks
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.fields import Field, field_map
from models.schema.types import Text
from models.words import N_, _

REGISTER = "exam_registration"
LIST = ActPaper("exam-registration-list", "exam_session")
_FIELDS = field_map(ExamRegistration)


class RegisterExam(Act):
    """Students are registered for a session; who cannot be, and what is doubtful, is said of each before it is done."""

    entity = "student"
    group, paper = Groups.EXAMS, LIST
    needs = {"status_period": "student_id", REGISTER: "student_id", "certificate_award": "student_id"}  # noqa: RUF012 - as its class says
    own = (
        replace(_FIELDS["session"], required=True, expected=False),
        *(_FIELDS[name] for name in ("is_fee_paid", "remark")),
    )

    def __init__(self) -> None:
        super().__init__("register-exam", N_("报名"), required=("session",))

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The sessions and what they examine, other sessions of these students, and who has a photograph."""
        scene.read("exam_session", "id", {s.given.get("session") for s in subjects})
        others = [s.row(REGISTER, key) for s in subjects for key in s.rows(REGISTER)]
        scene.read("exam_session", "id", {row.get("session_id") for row in others})
        held = [s.row("certificate_award", key) for s in subjects for key in s.rows("certificate_award")]
        meant = [s.row("exam_session", s.given.get("session")) for s in subjects]
        scene.read("certificate", "id", {row.get("certificate_id") for row in (*held, *meant, *others)})
        scene.read("certificate_major", "certificate_id", {row.get("certificate_id") for row in meant})
        scene.read("major", "id", {s.row().get("major_id") for s in subjects})
        keys = [s.key for s in subjects if isinstance(s.key, int)]
        scene.known[self.name] = frozenset(photos_of(scene.connection, self.entity, keys))

    def unfit(self, s: Subject) -> Told | None:
        """Who is 在籍, and has a number of identity the body can check."""
        status = _status_on(s, s.scene.day)
        if status not in registered():
            name = table("student-status").label(status) if status else _("没有学籍状态")
            return "student", Complaint("illegal-transition", _("{status}的学生不能报名").format(status=name))
        return _identity(s)

    def refusal(self, s: Subject) -> Told | None:
        """Not when the examination is over, nor twice."""
        session = s.row("exam_session", s.given["session"])
        if session.get("exam_date") is not None and session["exam_date"] <= s.scene.day:
            words = _("{day} 已经开考，不能再报名").format(day=session["exam_date"])
            return "session", Complaint("out-of-range", words)
        return self.twice(s) or self.unfit(s)

    @staticmethod
    def twice(s: Subject) -> Told | None:
        """Whether the student is registered for the session already."""
        twice = next((row for row in _registered_for(s, s.given["session"])), None)
        if twice is not None:
            words = _("已报名这个批次（{status}）").format(
                status=table("registration-status").label(twice["status"] or "")
            )
            return "session", Complaint("duplicate", words)
        return None

    def do(self, s: Subject) -> None:
        """Enter the registration, and say what is doubtful."""
        self._doubt_days(s, s.row("exam_session", s.given["session"]))
        self.enter(s)

    def enter(self, s: Subject) -> Made:
        """Make the registration, after what is doubtful was said."""
        session = s.row("exam_session", s.given["session"])
        self._doubt(s, session)
        paid = s.given.get("is_fee_paid")
        return s.make(
            REGISTER, session_id=s.given["session"], certificate_id=session["certificate_id"], student_id=s.key,
            status=REGISTERED, is_fee_paid=paid, fee=session.get("fee") if paid else None, remark=s.given.get("remark"),
        )  # fmt: skip

    @staticmethod
    def _doubt_days(s: Subject, session: Mapping[str, Any]) -> None:
        until, status = session.get("register_until"), session.get("status") or ENROLLING
        if until is not None and until < s.scene.day:
            s.warn("session", "out-of-range", _("报名截止日期 {day} 已过").format(day=until))
        elif status > ENROLLING:
            words = _("批次已是“{status}”，报名已经截止")
            s.warn("session", "out-of-range", words.format(status=table("session-status").label(status)))

    def _doubt(self, s: Subject, session: Mapping[str, Any]) -> None:
        held = session.get("exam_date")
        if s.key not in s.scene.known[self.name]:
            s.warn("student", "required", _("没有照片，请先配照片"))
        award = _award_of(s, session["certificate_id"])
        if award is not None:
            words = _("{day} 已取得这个证书（{number}）")
            s.warn("session", "conflict", words.format(day=award["issued_date"] or "", number=award["number"]))
        self._doubt_major(s, session["certificate_id"])
        leaving = _status_on(s, held) if held is not None else None
        if leaving in LEFT:
            words = _("考试当天（{day}）已是{status}").format(day=held, status=table("student-status").label(leaving))
            s.warn("student", "conflict", words)
        same_day = [
            s.row("exam_session", row["session_id"]) for row in _active(s) if row["session_id"] != s.given["session"]
        ]
        clash = next((row for row in same_day if held is not None and row.get("exam_date") == held), None)
        if clash is not None:
            s.warn("session", "conflict", _("同一天还报了批次 {code}").format(code=clash["code"]))

    @staticmethod
    def _doubt_major(s: Subject, certificate: Key) -> None:
        """Whether the certificate is for the major: as the office set, else as descriptions of majors have it."""
        own = s.row("major", s.row().get("major_id"))
        meant = [s.row("certificate_major", key)["major_id"] for key in
                 s.scene.of("certificate_major", "certificate_id", certificate)]  # fmt: skip
        if not own:
            return
        if meant and s.row()["major_id"] not in meant:
            s.warn("student", "conflict", _("专业“{major}”不在这个证书的对应专业里").format(major=own["name"]))
        elif not meant and names_major(s.row("certificate", certificate).get("name") or "", own["code"] or "") is False:
            words = _("专业简介（2022 年，未核对）没有把这个证书列给专业“{major}”")
            s.warn("student", "conflict", words.format(major=own["name"]))


def _status_on(s: Subject, day: date) -> str | None:
    for key in s.rows("status_period"):
        row = s.row("status_period", key)
        if (row["from_date"] or date.min) <= day < (row["until_date"] or date.max):
            return str(row["status"])
    return None


def _identity(s: Subject) -> Told | None:
    """Whether the number of identity is there, and one that can be right."""
    row = s.row()
    number = row.get("id_number")
    if number is None:
        return "student", Complaint("required", _("没有身份证件号，不能报名，请先补填"))
    wrong = checks.identity_number(number) if row.get("id_type") in (None, RESIDENT_CARD) else ()
    fault = next((one for one in wrong if one.fatal), None)
    return None if fault is None else ("student", Complaint(fault.code, fault.message))


def _active(s: Subject) -> Iterable[Mapping[str, Any]]:
    rows = (s.row(REGISTER, key) for key in s.rows(REGISTER))
    return (row for row in rows if row["status"] != CANCELLED)


def _registered_for(s: Subject, session: Key) -> Iterable[Mapping[str, Any]]:
    return (row for row in _active(s) if row["session_id"] == session)


def _award_of(s: Subject, certificate: Key) -> Mapping[str, Any] | None:
    """The certificate of this name and level the student holds already, by whichever standard."""
    meant = s.row("certificate", certificate)
    for key in s.rows("certificate_award"):
        row = s.row("certificate_award", key)
        own = s.row("certificate", row["certificate_id"])
        if not row["is_revoked"] and (own.get("name"), own.get("level")) == (meant.get("name"), meant.get("level")):
            return row
    return None


class RegistrationAct(Act):
    """Something done to registrations in some states, which lead to others."""

    entity, why = REGISTER, "reason"
    group, paper = Groups.EXAMS, LIST

    def __init__(self, name: str, label: str, steps: Mapping[str, str], own: Sequence[Field] = (), **more: Any) -> None:
        super().__init__(name, label, **more)
        self.steps, self.own = steps, tuple(own)

    def unfit(self, s: Subject) -> Told | None:
        """Only from the states it leads from."""
        state = s.row().get("status") or REGISTERED
        if state in self.steps:
            return None
        words = _("{status}的报名不能办理“{act}”").format(
            status=table("registration-status").label(state), act=self.title
        )
        return "status", Complaint("illegal-transition", words)

    def do(self, s: Subject) -> None:
        """Go to the next state."""
        assert s.key is not None
        s.set(REGISTER, s.key, status=self.steps[s.row()["status"] or REGISTERED], **self.told(s))

    def told(self, s: Subject) -> dict[str, Any]:
        """What else is written, by column: why, in the remark."""
        return {"remark": self.noted(s)}


_REASON = Field(name="reason", column="reason", label=N_("理由"), type=Text(200))


class Pay(RegistrationAct):
    """The fee was paid: that of the session, or another."""

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The sessions, which say the fee."""
        scene.read("exam_session", "id", {s.row().get("session_id") for s in subjects})

    def unfit(self, s: Subject) -> Told | None:
        """Nor where there is no fee."""
        told = super().unfit(s)
        session = s.row("exam_session", s.row().get("session_id"))
        if told is None and session.get("fee") == 0:
            return "fee", Complaint("illegal-transition", _("这个批次不收费，审核后直接排座"))
        return told

    def told(self, s: Subject) -> dict[str, Any]:
        """That it is paid, and how much."""
        fee = s.given.get("fee")
        usual = s.row("exam_session", s.row().get("session_id")).get("fee")
        return {"is_fee_paid": True, "fee": usual if fee is None else fee}


class Correct(RegistrationAct):
    """Who was there after all, or was not: the registration and its result say the same."""

    needs = {"exam_result": "registration_id"}  # noqa: RUF012 - as its class says

    def do(self, s: Subject) -> None:
        """Put both right."""
        super().do(s)
        meant = {SAT: PRESENT, CHEATED: EXPELLED}[s.row()["status"]]
        for key in s.rows("exam_result"):
            s.set("exam_result", key, attendance=meant)


class SuggestMajors(Act):
    """The majors of the register whose descriptions name a certificate become those it is for; nothing of it is verified."""

    entity = "certificate"
    group = Groups.EXAMS
    needs = {"certificate_major": "certificate_id"}  # noqa: RUF012 - as its class says

    def __init__(self) -> None:
        super().__init__("suggest-majors", N_("按专业简介填对应专业"))

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The majors of the register that are named for these certificates, by code."""
        codes = {major.code for s in subjects for major in majors_named(s.row().get("name") or "")}
        own, found = Major.table().c, scene.known.setdefault(self.name, {})
        for piece in storage.pieces(sorted(codes), storage.CHUNK):
            rows = scene.connection.execute(sa.select(own.code, own.id, own.name).where(own.code.in_(piece)))
            for code, key, name in rows:
                found.setdefault(code, []).append((key, name))

    def unfit(self, s: Subject) -> Told | None:
        """Only what descriptions name for majors the school has."""
        if not majors_named(s.row().get("name") or ""):
            return "name", Complaint("required", _("专业简介里没有这个证书"))
        if not self._new(s):
            return "majors", Complaint("duplicate", _("本校没有专业简介列有这个证书、还没有填上的专业"))
        return None

    def do(self, s: Subject) -> None:
        """Add them, and say that they are not verified."""
        new = self._new(s)
        for key in new:
            s.make("certificate_major", certificate_id=s.key, major_id=key)
        words = _("按专业简介（2022 年，未核对）填上：{majors}，请核对")
        s.warn("majors", "unverified", words.format(majors="、".join(new.values())))

    def _new(self, s: Subject) -> dict[int, str]:
        there = {s.row("certificate_major", key)["major_id"] for key in s.rows("certificate_major")}
        named = (
            one
            for major in majors_named(s.row().get("name") or "")
            for one in s.scene.known[self.name].get(major.code, ())
        )
        return {key: name for key, name in named if key not in there}


REGISTER_EXAM = RegisterExam()
EXAM_REGISTERING: tuple[Act, ...] = (
    REGISTER_EXAM,
    RegistrationAct("approve-registration", N_("报名审核通过"), {REGISTERED: APPROVED}),
    RegistrationAct(
        "return-registration", N_("退回报名"), {REGISTERED: SENT_BACK}, (replace(_REASON, required=True),),
        required=("reason",),
    ),
    RegistrationAct("resubmit-registration", N_("重新报名"), {SENT_BACK: REGISTERED}),
    Pay("pay-exam", N_("报名缴费"), {APPROVED: PAID}, (replace(_FIELDS["fee"], help=N_("不填为批次的考试费")),)),
    RegistrationAct(
        "cancel-registration", N_("取消报名"), dict.fromkeys((REGISTERED, APPROVED, SENT_BACK, PAID), CANCELLED), (_REASON,)
    ),
    Correct("cheated", N_("认定违纪"), {SAT: CHEATED}, (replace(_REASON, required=True),), required=("reason",)),
    Correct(
        "correct-registration", N_("更正考试状态"), {ABSENT: SAT, CHEATED: SAT}, (replace(_REASON, required=True),),
        required=("reason",),
    ),
    SuggestMajors(),
)  # fmt: skip
