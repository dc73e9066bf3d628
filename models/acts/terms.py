"""学期注册: students who came are registered for a term, those ticked in a list all at once (registers.md §2)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.acts.act import Act, Groups, Subject, Told
from models.acts.scene import Key, Row, Scene
from models.database.settings import own_unit
from models.entities.measures import LEFT
from models.entities.registering import AROUND, IN_PERSON, LATE, doubts_of_day, gone
from models.schema.complaints import Complaint
from models.schema.fields import asked
from models.schema.types import Date, Text
from models.words import N_, _

REGISTER = "term_registration"


class RegisterTerm(Act):
    """One is registered for a term once; who had left by then is not."""

    entity, event = "student", REGISTER
    needs = dict.fromkeys(("status_period", REGISTER), "student_id")
    flags = ("is_unregistered",)
    group = Groups.REGISTERING
    helped: Mapping[str, str] = {
        "term": N_("不选为注册日期所在的学期"), "method": N_("不选时截止日以前为报到注册，以后为补注册"),
    }  # fmt: skip

    def __init__(self) -> None:
        asks = ("registered_date", "term", "method", "fee_status", "registered_by", "is_card_checked", "remark")
        super().__init__("register-term", N_("学期注册"), asks, (), "registered_date")

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The terms of these schools, and the one that was chosen."""
        scene.read("term", "school_id", {*(s.row().get("school_id") for s in subjects), own_unit(scene.connection)})
        scene.read("term", "id", {s.given.get("term") for s in subjects})

    def unfit(self, s: Subject) -> Told | None:
        """Not of who had left by the day."""
        for key in s.rows("status_period"):
            row = s.row("status_period", key)
            begin, end = row["from_date"] or date.min, row["until_date"] or date.max
            if begin <= s.day < end and row["status"] in LEFT:
                return "registered_date", gone(row["status"], s.day)
        return None

    def refusal(self, s: Subject) -> Told | None:
        """Nor twice, nor for a term that is not there."""
        if (told := self.unfit(s)) is not None:
            return told
        if not self._term(s):
            words = _("没有登记 {day} 所在的学期，请先登记学期").format(day=s.day)
            return "term", Complaint("unknown-reference", words)
        day = s.row(REGISTER, self._listed(s)).get("registered_date") if self._listed(s) is not None else None
        if day is not None:
            return "term", Complaint("duplicate", _("{day} 已注册过这个学期").format(day=day))
        return None

    def do(self, s: Subject) -> None:
        """Enter it; where one is listed without a day already, there."""
        term, listed = self._term(s), self._listed(s)
        last = term.get("register_deadline")
        method = s.given.get("method") or (LATE if last is not None and s.day > last else IN_PERSON)
        s.warnings.extend(doubts_of_day(s.day, method, term.get("start_date"), term.get("end_date"), last))
        said: dict[str, Any] = {"term": term["id"], "registered_date": s.day, "method": method}
        if listed is None:
            s.record(**said)
            return
        columns = {f.name: f.column for f in self.fields}
        told = {name: value for name, value in s.given.items() if value is not None} | said
        filled = {columns[name]: value for name, value in told.items() if name in columns}
        s.set(REGISTER, listed, **filled)

    def _term(self, s: Subject) -> Row:
        """The term that was chosen, else the one of the school the day lies in; empty where there is none.

        Between two terms it is the nearer: people come in the last days before a term begins, and late after its end.
        """
        chosen = s.given.get("term")
        if chosen is not None:
            return s.row("term", chosen)
        school = s.row().get("school_id") or own_unit(s.scene.connection)
        terms = (s.row("term", key) for key in (s.scene.of("term", "school_id", school) if school is not None else ()))
        known = sorted((r for r in terms if r["start_date"] is not None), key=lambda r: (r["start_date"], r["id"]))
        begun = [row for row in known if row["start_date"] <= s.day]
        coming = next((row for row in known[len(begun) :] if row["start_date"] - s.day <= AROUND), {})
        if not begun:
            return coming
        over = s.day - (begun[-1]["end_date"] or s.day)
        return coming if coming and coming["start_date"] - s.day <= over else begun[-1]

    def _listed(self, s: Subject) -> Key | None:
        term = self._term(s).get("id")
        return next((key for key in s.rows(REGISTER) if s.row(REGISTER, key)["term_id"] == term), None)


class ReverseRegistration(Act):
    """Take back that one was registered: the row stays without a day, which is not registered, and says why."""

    entity, reverses, why = REGISTER, True, "reversed_reason"
    own = (
        asked("reversed_date", N_("冲回日期"), Date()),
        asked("reversed_reason", N_("冲回原因"), Text(200)),
    )

    def __init__(self) -> None:
        super().__init__("reverse-registration", N_("冲回注册"), required=("reversed_reason",), dated="reversed_date")

    def unfit(self, s: Subject) -> Told | None:
        """Only of who is registered."""
        if s.row().get("registered_date") is not None:
            return None
        return "registered_date", Complaint("illegal-transition", _("没有注册日期，没有可冲回的"))

    def refusal(self, s: Subject) -> Told | None:
        """Not before the day."""
        told = self.unfit(s)
        if told is None and s.day < s.row()["registered_date"]:
            words = _("冲回不能早于注册日期 {day}").format(day=s.row()["registered_date"])
            return "reversed_date", Complaint("out-of-range", words)
        return told

    def do(self, s: Subject) -> None:
        """Take the day away; registered anew, one is registered in the same row."""
        assert s.key is not None
        s.set(REGISTER, s.key, registered_date=None, method=None, remark=self.noted(s))

    def noted(self, s: Subject) -> str:
        """When, what and why."""
        return _("{day} 冲回 {registered} 的注册：{reason}").format(
            day=s.day, registered=s.row()["registered_date"], reason=s.given.get("reversed_reason")
        )


TERMS = (RegisterTerm(), ReverseRegistration())
