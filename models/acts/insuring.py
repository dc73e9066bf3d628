"""投保: students are put under a policy, those of ticked placements or ticked students, many at once (registers §4)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.acts.act import Act, Groups, Subject, Told
from models.acts.scene import Key, Row, Scene
from models.database import storage
from models.entities import measures
from models.entities.insurance import INSURED, InsuredPerson
from models.entities.placements import Placement
from models.schema.complaints import Complaint
from models.schema.fields import Field, field_map
from models.words import N_, _

_FIELDS = field_map(InsuredPerson)
_ASKED: tuple[Field, ...] = (
    replace(_FIELDS["policy"], spread=()),
    *(replace(_FIELDS[name], help=N_("不填为保险单的起止"), expected=False) for name in INSURED),
    replace(_FIELDS["premium"], help=N_("不填为保险单的人均保费")),
)


class Insure(Act):
    """Put a student under a policy for the days of it, or for those that are said."""

    own = _ASKED
    group = Groups.PLACING

    def __init__(self, name: str, label: str) -> None:
        super().__init__(name, label, required=("policy",))

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The policies, and under which these students are already."""
        scene.read("insurance_policy", "id", {s.given.get("policy") for s in subjects})
        scene.read("insured_person", "student_id", {_student(s) for s in subjects})

    def refusal(self, s: Subject) -> Told | None:
        """Not twice under one policy for the same days."""
        told = self.unfit(s)
        begin, end = _days(s)
        if told is not None:
            return told
        if begin is not None and end is not None and end < begin:
            return INSURED[1], Complaint("out-of-range", _("终保日期早于起保日期，请核对"))
        student = _student(s)
        for key in s.scene.of("insured_person", "student_id", student) if student is not None else ():
            row = s.row("insured_person", key)
            if row["policy_id"] == s.given["policy"] and _meet((begin, end), tuple(row[name] for name in INSURED)):
                number = s.row("insurance_policy", s.given["policy"])["number"]
                return "policy", Complaint("duplicate", _("已在保险单 {number} 的被保险人中").format(number=number))
        return None

    def do(self, s: Subject) -> None:
        """Enter the person; what is not covered is said."""
        policy = s.row("insurance_policy", s.given["policy"])
        begin, end = _days(s)
        premium = s.given.get("premium")
        placement = self.placement(s)
        s.make(
            "insured_person", policy_id=s.given["policy"], student_id=_student(s), placement_id=placement,
            insured_from=begin, insured_until=end, premium=policy["premium_per_person"] if premium is None else premium,
        )  # fmt: skip
        row = s.row("placement", placement) if placement is not None else {}
        first, last = row.get("start_date"), row.get("end_date")
        if (first and begin and begin > first) or (last and end and end < last):
            s.warn(
                "insured_until", "R-INT-21", _("没有覆盖整个实习期（{first} 至 {last}）").format(first=first, last=last)
            )

    def placement(self, s: Subject) -> Key | None:
        """The placement it is for."""
        raise NotImplementedError


class InsurePlacement(Insure):
    """Of a placement: its student, for it."""

    entity = "placement"
    flags = ("is_insured",)

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """Which of them are covered already."""
        super().prepare(scene, subjects)
        own, keys = Placement.table(), [s.key for s in subjects if isinstance(s.key, int)]
        covered: set[int] = scene.known.setdefault(self.name, set())
        for chunk in storage.pieces(keys, storage.CHUNK):
            found = sa.select(own.c.id).where(own.c.id.in_(chunk), measures.is_covered(own))
            covered.update(scene.connection.execute(found).scalars())

    def unfit(self, s: Subject) -> Told | None:
        """Not one that is over, nor one that is covered as a whole."""
        end = s.row().get("end_date")
        if end is not None and end < s.scene.day:
            return "end_date", Complaint("illegal-transition", _("实习 {day} 已结束").format(day=end))
        if s.key in s.scene.known[self.name]:
            return "is_insured", Complaint("duplicate", _("责任险已覆盖整个实习期"))
        return None

    def placement(self, s: Subject) -> Key | None:
        """Itself."""
        return s.key


class InsureStudent(Insure):
    """Of a student: the placement the days meet, where there is one."""

    entity = "student"
    needs: Mapping[str, str] = {"placement": "student_id"}

    def placement(self, s: Subject) -> Key | None:
        """The first that the insured days meet."""
        begin, end = _days(s)
        rows = ((key, s.row("placement", key)) for key in s.rows("placement"))
        return next((key for key, row in rows if _meet((begin, end), (row["start_date"], row["end_date"]))), None)


def _student(s: Subject) -> Key | None:
    return s.key if s.act.entity == "student" else s.row().get("student_id")


def _days(s: Subject) -> tuple[date | None, date | None]:
    policy: Row = s.row("insurance_policy", s.given.get("policy"))
    begin, end = (s.given.get(name) or policy.get(name) for name in INSURED)
    return begin, end


def _meet(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return bool((one[0] or date.min) <= (other[1] or date.max) and (other[0] or date.min) <= (one[1] or date.max))


INSURING: tuple[Act, ...] = (InsurePlacement("insure", N_("投保")), InsureStudent("insure-student", N_("学生投保")))
