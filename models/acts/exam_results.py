"""登记成绩, 发证, 领取, 撤销证书, 认定学分: what follows an examination (registers §6)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from models.acts.act import Act, ActPaper, Groups, Subject, Told
from models.acts.exam_sessions import lead_session
from models.acts.scene import Scene
from models.database import storage
from models.database.policies import thresholds
from models.entities.certificates import CertificateAward, CreditConversion, ExamRegistration, ExamResult
from models.entities.exam_checks import APPLIED, GRANTED, REFUSED, STATUS_OF
from models.entities.exam_counts import ABSENT, CHEATED, PRESENT, REGISTERED, SAT, SEATED, passed_registration
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.fields import Field, field_map
from models.schema.types import Text
from models.words import N_, _

_RESULT, _AWARD, _CREDIT = (field_map(entity) for entity in (ExamResult, CertificateAward, CreditConversion))
AWARDS = ActPaper("award-list", "certificate")


class RecordResult(Act):
    """What a registration scored is entered; it is 已考, 缺考 or 违纪 by it."""

    entity = "exam_registration"
    group = Groups.EXAMS
    needs = {"exam_result": "registration_id"}  # noqa: RUF012 - as its class says
    own = tuple(
        replace(_RESULT[name], expected=False)
        for name in ("theory_score", "practice_score", "total_score", "attendance", "body_verdict", "published_date", "remark")
    )  # fmt: skip
    apart = ("theory_score", "practice_score", "total_score", "attendance", "body_verdict")
    grid = True

    def __init__(self) -> None:
        super().__init__("record-result", N_("登记成绩"))

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The sessions, which results lead on."""
        scene.read("exam_session", "id", {s.row().get("session_id") for s in subjects})

    def unfit(self, s: Subject) -> Told | None:
        """Who has a seat, and no result yet."""
        state = s.row().get("status")
        if state not in (SEATED, SAT, ABSENT, CHEATED):
            words = _("{status}的报名不能登记成绩，请先排座")
            return "status", Complaint(
                "illegal-transition", words.format(status=table("registration-status").label(state or REGISTERED))
            )
        if s.rows("exam_result"):
            return "registration", Complaint("duplicate", _("已有成绩，请在成绩上修改"))
        return None

    def refusal(self, s: Subject) -> Told | None:
        """With something to enter: a mark, who was there, or what the body says."""
        told = self.unfit(s)
        if told is None and all(s.given.get(name) is None for name in self.apart):
            return "theory_score", Complaint("required", _("没有成绩，也没有考试状态，请填写"))
        return told

    def do(self, s: Subject) -> None:
        """Enter it, and move the registration on."""
        assert s.key is not None
        held = {
            name: s.propose(name, None) if name in self.apart else s.given.get(name)
            for name in (f.name for f in self.own)
        }
        key = s.make("exam_result", registration_id=s.key, **{n: v for n, v in held.items() if v is not None})
        there = s.row("exam_result", key).get("attendance") or PRESENT
        state = STATUS_OF.get(there)
        if state is not None:
            s.set(self.entity, s.key, status=state)
            lead_session(s, s.row()["session_id"], {"status": state})
        if there == PRESENT and held["theory_score"] is None and held["practice_score"] is None:
            s.warn("theory_score", "required", _("没有成绩，请补填理论和实操"))


class Award(Act):
    """The certificate is issued to whom passed; its number is that of the body."""

    entity = "exam_registration"
    group, paper = Groups.EXAMS, AWARDS
    needs = {"certificate_award": "registration_id"}  # noqa: RUF012 - as its class says
    own = (
        replace(_AWARD["number"], required=True), *(_AWARD[name] for name in ("issued_date", "link")),
    )  # fmt: skip
    apart = ("number", "link")
    grid = True

    def __init__(self) -> None:
        super().__init__("issue-certificate", N_("发证"), required=("number",), dated="issued_date")

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """Who passed."""
        own, keys = ExamRegistration.table(), [s.key for s in subjects if isinstance(s.key, int)]
        passed: dict[int, bool | None] = scene.known.setdefault(self.name, {})
        for chunk in storage.pieces(keys, storage.CHUNK):
            statement = sa.select(own.c.id, passed_registration(scene.day)).where(own.c.id.in_(chunk))
            passed.update((key, value) for key, value in scene.connection.execute(statement))

    def unfit(self, s: Subject) -> Told | None:
        """Who passed, and has none yet."""
        if any(not s.row("certificate_award", key)["is_revoked"] for key in s.rows("certificate_award")):
            return "registration", Complaint("duplicate", _("这次报名已经发过证书"))
        passed = s.scene.known[self.name].get(s.key)
        if passed:
            return None
        words = _("没有通过，不能发证") if passed is not None else _("还没有成绩，不能发证")
        return "is_passed", Complaint("conflict", words)

    def do(self, s: Subject) -> None:
        """Enter it."""
        row = s.row()
        s.make(
            "certificate_award", registration_id=s.key, student_id=row.get("student_id"), certificate_id=row["certificate_id"],
            number=s.propose("number", None), issued_date=s.day, link=s.propose("link", None),
        )  # fmt: skip


class AwardAct(Act):
    """Something done to certificates issued."""

    entity = "certificate_award"
    group = Groups.EXAMS

    def unfit(self, s: Subject) -> Told | None:
        """Not to one that is revoked."""
        revoked = s.row().get("is_revoked")
        return ("is_revoked", Complaint("illegal-transition", _("这本证书已经撤销"))) if revoked else None


class HandOver(AwardAct):
    """The holder, or somebody for the holder, received it."""

    own = tuple(_AWARD[name] for name in ("received_date", "receiver", "receiver_relation"))
    apart = ("receiver", "receiver_relation")

    def __init__(self) -> None:
        super().__init__("hand-over-certificate", N_("领取证书"), dated="received_date")

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The holders."""
        scene.read("student", "id", {s.row().get("student_id") for s in subjects})

    def unfit(self, s: Subject) -> Told | None:
        """Once."""
        day = s.row().get("received_date")
        told = super().unfit(s)
        if told is None and day is not None:
            return "received_date", Complaint("illegal-transition", _("{day} 已经领取").format(day=day))
        return told

    def refusal(self, s: Subject) -> Told | None:
        """Not before it was issued."""
        issued = s.row().get("issued_date")
        if issued is not None and s.day < issued:
            words = _("{day} 早于发证日期 {issued}").format(day=s.day, issued=issued)
            return "received_date", Complaint("out-of-range", words)
        return self.unfit(s)

    def do(self, s: Subject) -> None:
        """Enter who received it: the holder, where nobody else is named."""
        assert s.key is not None
        own = s.row("student", s.row().get("student_id")).get("name")
        relation = s.propose("receiver_relation", None)
        s.set(self.entity, s.key, received_date=s.day, receiver=s.propose("receiver", own), receiver_relation=relation)


class Revoke(AwardAct):
    """A certificate is taken back; the credits it gave are named."""

    why = "reason"
    own = (Field(name="reason", column="reason", label=N_("撤销理由"), type=Text(200), required=True),)
    needs = {"credit_conversion": "award_id"}  # noqa: RUF012 - as its class says

    def __init__(self) -> None:
        super().__init__("revoke-certificate", N_("撤销证书"), required=("reason",))

    def noted(self, s: Subject) -> str:
        """That it was taken back, and why."""
        return _("撤销：{reason}").format(reason=s.given.get("reason") or "")

    def do(self, s: Subject) -> None:
        """Mark it, with why; it stays in the register."""
        assert s.key is not None
        s.set(self.entity, s.key, is_revoked=True, remark=self.noted(s))
        courses = [row["course_name"] for key in s.rows("credit_conversion")
                   if (row := s.row("credit_conversion", key))["status"] != REFUSED]  # fmt: skip
        if courses:
            words = _("由它认定的课程还在：{courses}，请办理驳回")
            s.warn("number", "conflict", words.format(courses="、".join(courses)))


class Convert(AwardAct):
    """A course is given credits for a certificate; the score is that of its level unless another is said."""

    own = tuple(
        replace(_CREDIT[name], expected=False, help=N_("不填按证书等级的认定成绩") if name == "score" else "")
        for name in ("course_name", "credits", "score", "original_score", "original_credits", "basis", "applied_date",
                     "approved_date", "approved_by")
    )  # fmt: skip
    apart = ("original_score", "original_credits")
    paper = ActPaper("credit-list", "credit_conversion")

    def __init__(self) -> None:
        super().__init__("convert-credits", N_("认定学分"), required=("course_name", "credits"))

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The levels of the certificates, and what these students were granted."""
        scene.read("certificate", "id", {s.row().get("certificate_id") for s in subjects})
        scene.read("exam_registration", "id", {s.row().get("registration_id") for s in subjects})
        scene.read("credit_conversion", "student_id", {s.row().get("student_id") for s in subjects})
        scene.known[self.name] = thresholds(scene.connection)

    def unfit(self, s: Subject) -> Told | None:
        """Of a student's own."""
        if s.row().get("student_id") is None:
            return "student", Complaint("required", _("社会人员的证书不能认定学分"))
        return super().unfit(s)

    def refusal(self, s: Subject) -> Told | None:
        """A course once, by whichever certificate."""
        for key in s.scene.of("credit_conversion", "student_id", s.row()["student_id"]):
            row = s.row("credit_conversion", key)
            if row["course_name"] == s.given["course_name"] and row["status"] != REFUSED:
                same = row["award_id"] == s.key
                words = _("这本证书已认定过这门课程") if same else _("这门课程已由另一本证书认定")
                return "course_name", Complaint("duplicate" if same else "conflict", words)
        return self.unfit(s)

    def do(self, s: Subject) -> None:
        """Enter it: granted where the day of approval is given, else applied for."""
        row, given = s.row(), {f.name: s.given.get(f.name) for f in self.own}
        given |= {name: s.propose(name, None) for name in self.apart}
        if given["score"] is None:
            given["score"] = self._usual(s)
        given["applied_date"] = given["applied_date"] or given["approved_date"] or s.scene.day
        granted = given["approved_date"] is not None
        s.make(
            "credit_conversion", student_id=row["student_id"], award_id=s.key, status=GRANTED if granted else APPLIED,
            **{name: value for name, value in given.items() if value is not None},
        )  # fmt: skip
        self._too_many(s)

    def _usual(self, s: Subject) -> Decimal | None:
        level = s.row("certificate", s.row().get("certificate_id")).get("level")
        try:
            known: Decimal = s.scene.known[self.name](f"credit.score-by-level.{level}", s.scene.day)
        except KeyError:
            return None
        return known

    def _too_many(self, s: Subject) -> None:
        rows = (
            s.row("credit_conversion", key)
            for key in s.scene.of("credit_conversion", "student_id", s.row()["student_id"])
        )
        total = sum((row["credits"] or Decimal(0) for row in rows if row["status"] != REFUSED), Decimal(0))
        limit = s.scene.known[self.name]("credit.max-per-student", s.scene.day)
        if total > limit:
            words = _("这名学生共认定 {total} 学分，超过上限 {limit}")
            shown = words.format(total=f"{total.normalize():f}", limit=f"{limit.normalize():f}")
            s.warn("credits", "out-of-range", shown)


class ConversionAct(Act):
    """A conversion of credits is decided."""

    entity = "credit_conversion"
    group = Groups.EXAMS

    def __init__(
        self, name: str, label: str, steps: Mapping[str, str], own: Sequence[str] = (), dated: str = ""
    ) -> None:
        super().__init__(name, label, dated=dated)
        self.steps, self.own = steps, tuple(replace(_CREDIT[one], expected=False) for one in own)

    def unfit(self, s: Subject) -> Told | None:
        """Only from the states it leads from."""
        state = s.row().get("status") or APPLIED
        if state in self.steps:
            return None
        words = _("{status}的学分认定不能办理“{act}”").format(
            status=table("conversion-status").label(state), act=self.title
        )
        return "status", Complaint("illegal-transition", words)

    def do(self, s: Subject) -> None:
        """Go to the next state; what was granted has its day."""
        assert s.key is not None
        state = self.steps[s.row()["status"] or APPLIED]
        given: dict[str, Any] = {f.column: s.given[f.name] for f in self.own if s.given.get(f.name) is not None}
        given["approved_date"] = s.day if state == GRANTED else None
        s.set(self.entity, s.key, status=state, **given)


EXAM_RESULTS: tuple[Act, ...] = (
    RecordResult(), Award(), HandOver(), Revoke(), Convert(),
    ConversionAct("grant-credits", N_("批准学分认定"), {APPLIED: GRANTED}, ("approved_date", "approved_by"), "approved_date"),
    ConversionAct("refuse-credits", N_("驳回学分认定"), {APPLIED: REFUSED}, ("approved_by", "remark")),
    ConversionAct("reapply-credits", N_("重新申请学分认定"), {REFUSED: APPLIED}),
)  # fmt: skip
