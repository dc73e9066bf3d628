"""How a session of examination goes on: 开放报名, 截止报名, 公布成绩, 归档; seats and results lead it on besides (registers §6)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from models.acts.act import Act, Groups, Subject, Told
from models.acts.scene import Key, Scene
from models.entities.certificates import ExamResult, ExamSession
from models.entities.exam_checks import ARCHIVED, ENROLLING, HELD, PREPARED, PUBLISHED, SEATING, session_by_registration
from models.entities.exam_counts import APPROVED, PAID, REGISTERED, SEATED
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.fields import Field, field_map
from models.schema.types import Text
from models.words import N_, _

SESSION, REGISTER, RESULT = "exam_session", "exam_registration", "exam_result"
_REASON = Field(name="reason", column="reason", label=N_("理由"), type=Text(200), required=True)


def lead_session(s: Subject, session: Key | None, registration: Mapping[str, Any]) -> None:
    """Lead a session on by what became of one registered for it, as the door does for what is not done by acts."""
    row = s.row(SESSION, session) if session is not None else {}
    status = session_by_registration(registration, row.get("status")) if row else None
    if status is not None and session is not None:
        s.set(SESSION, session, status=status)


class SessionAct(Act):
    """Something done to sessions in some states, which leads to others."""

    entity = SESSION
    group = Groups.EXAMS
    needs = {REGISTER: "session_id"}  # noqa: RUF012 - as its class says

    def __init__(self, name: str, label: str, steps: Mapping[str, str], **more: Any) -> None:
        super().__init__(name, label, **more)
        self.steps = steps

    def unfit(self, s: Subject) -> Told | None:
        """Only from the states it leads from."""
        state = s.row().get("status") or PREPARED
        if state in self.steps:
            return None
        words = _("{status}的批次不能办理“{act}”").format(status=table("session-status").label(state), act=self.title)
        return "status", Complaint("illegal-transition", words)

    def do(self, s: Subject) -> None:
        """Go to the next state."""
        assert s.key is not None
        s.set(SESSION, s.key, status=self.steps[s.row().get("status") or PREPARED])

    @staticmethod
    def counted(s: Subject) -> Counter[str]:
        """The registrations by status."""
        return Counter(s.row(REGISTER, key).get("status") or REGISTERED for key in s.rows(REGISTER))


class OpenRegistration(SessionAct):
    """Registrations are taken."""

    def refusal(self, s: Subject) -> Told | None:
        """Not once the examination was held."""
        held = s.row().get("exam_date")
        if isinstance(held, date) and held <= s.scene.day:
            return "exam_date", Complaint("out-of-range", _("{day} 已经开考，不能再报名").format(day=held))
        return self.unfit(s)


class CloseRegistration(SessionAct):
    """No more registrations are taken; who is not through yet is counted."""

    def do(self, s: Subject) -> None:
        """Close, and say who still has to be checked or to pay."""
        super().do(s)
        counts = self.counted(s)
        for status, words in ((REGISTERED, _("还有 {count} 人待审核")), (APPROVED, _("还有 {count} 人未缴费"))):
            if counts[status] and not (status == APPROVED and s.row().get("fee") == 0):
                s.tell(words.format(count=counts[status]))


class PublishResults(SessionAct):
    """The results are out: all who have a seat have one; results without a day of publication get it."""

    own = (replace(field_map(ExamResult)["published_date"], expected=False),)

    def __init__(self, name: str, label: str, steps: Mapping[str, str]) -> None:
        super().__init__(name, label, steps, dated="published_date")

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The results."""
        scene.read(RESULT, "registration_id", [key for s in subjects for key in s.rows(REGISTER)])

    def refusal(self, s: Subject) -> Told | None:
        """Not while somebody who has a seat waits for a result, nor before the examination."""
        told, held = self.unfit(s), s.row().get("exam_date")
        waiting = [
            k for k in s.rows(REGISTER) if s.row(REGISTER, k).get("status") == SEATED and not self._results(s, k)
        ]
        if told is None and held is not None and s.day < held:
            return "published_date", Complaint(
                "out-of-range", _("{day} 早于考试日期 {held}").format(day=s.day, held=held)
            )
        if told is None and waiting:
            words = _("还有 {count} 人没有成绩，请先登记成绩（没有来的登记为缺考）")
            return "status", Complaint("required", words.format(count=len(waiting)))
        return told

    def do(self, s: Subject) -> None:
        """Publish."""
        super().do(s)
        for registration in s.rows(REGISTER):
            for key in self._results(s, registration):
                if s.row(RESULT, key).get("published_date") is None:
                    s.set(RESULT, key, published_date=s.day)

    @staticmethod
    def _results(s: Subject, registration: Key) -> Sequence[Key]:
        return s.scene.of(RESULT, "registration_id", registration)


class CorrectSession(SessionAct):
    """The status of a session is put right, with why."""

    why = "reason"
    own = (replace(field_map(ExamSession)["status"], by_act=False, default=None), _REASON)

    def __init__(self) -> None:
        every = {code.code: code.code for code in table("session-status").codes}
        super().__init__("correct-session", N_("更正批次状态"), every, required=("status", "reason"))

    def refusal(self, s: Subject) -> Told | None:
        """To another one."""
        if s.given["status"] == s.row().get("status"):
            return "status", Complaint("duplicate", _("批次已经是这个状态"))
        return self.unfit(s)

    def do(self, s: Subject) -> None:
        """Set it, and keep the reason."""
        assert s.key is not None
        s.set(SESSION, s.key, status=s.given["status"], remark=self.noted(s))


class ArchiveSession(SessionAct):
    """All is done; who was left on the way is counted."""

    def do(self, s: Subject) -> None:
        """Archive, and say whose registration never came to an end."""
        super().do(s)
        left = sum(self.counted(s)[status] for status in (REGISTERED, APPROVED, PAID))
        if left:
            s.tell(_("{count} 人的报名没有走到考试，保留原状").format(count=left))


EXAM_SESSIONS: tuple[Act, ...] = (
    OpenRegistration("open-registration", N_("开放报名"), {PREPARED: ENROLLING}),
    CloseRegistration("close-registration", N_("截止报名"), {ENROLLING: SEATING}),
    PublishResults("publish-results", N_("公布成绩"), {HELD: PUBLISHED}),
    ArchiveSession("archive-session", N_("归档批次"), {PUBLISHED: ARCHIVED}),
    CorrectSession(),
)
