"""登记去向, 回访, 帮扶: where graduates went, whether they are still there, and who is helped to find work (registers §7)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from models.acts.act import Act, Groups, Subject, Told, to_come
from models.acts.scene import Key, Row, Scene
from models.database import recognising, storage
from models.database.settings import own_unit
from models.entities.destination_counts import (
    EARLIEST,
    EMPLOYED,
    INTERVALS,
    STILL_THERE,
    direct_codes,
)
from models.entities.destination_rules import fields_at
from models.entities.destinations import GraduateDestination
from models.entities.hiring import MEMBER
from models.entities.measures import COURSES_ONLY, GRADUATED
from models.entities.people import Student
from models.entities.reasons import LeftOrderClass
from models.entities.schools import School
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.fields import Field
from models.words import N_, _

DESTINATION, FOLLOW_UP, SUPPORT = "graduate_destination", "destination_follow_up", "job_support"
_ASKED = (
    "from_date", "destination", "higher_destination", "enterprise", "unit_name", "unit_credit_code", "unit_nature",
    "unit_region", "post", "match_level", "start_date", "salary", "contract_kind", "social_insurance", "channel",
    "further_school", "further_major", "further_way", "enlist_date", "licence_number", "evidence", "remark",
)  # fmt: skip
_NEEDS = dict.fromkeys(("status_period", DESTINATION, MEMBER), "student_id")


def _status(s: Subject) -> str | None:
    """The status of a student on the day of the office."""
    rows = (s.row("status_period", key) for key in s.rows("status_period"))
    day = s.scene.day
    held = (r["status"] for r in rows if (r["from_date"] or date.min) <= day < (r["until_date"] or date.max))
    return next(held, None)


def not_graduated(s: Subject, act: Act) -> Told | None:
    """Only of who finished the studies."""
    status = _status(s)
    if status in (GRADUATED, COURSES_ONLY):
        return None
    name = table("student-status").label(status) if status else _("没有学籍状态")
    words = _("{status}的学生不能办理“{act}”").format(status=name, act=act.title)
    return "student", Complaint("illegal-transition", words)


class RegisterDestination(Act):
    """A graduate went somewhere; where one was before ends on that day."""

    entity, event = "student", DESTINATION
    group = Groups.EMPLOYMENT
    needs: Mapping[str, str] = _NEEDS
    checked = (DESTINATION,)
    apart = ("post", "match_level", "start_date", "salary")
    either = ("destination", "higher_destination")
    mends = ("destination-missing",)
    flags = ("is_destination_missing",)
    helped: Mapping[str, str] = {"from_date": ""}

    def __init__(self) -> None:
        super().__init__("register-destination", N_("登记去向"), _ASKED, dated="from_date")

    def _asked(self) -> tuple[Field, ...]:
        return tuple(replace(f, spread=()) for f in super()._asked())

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The order classes they were in, and who commissioned these."""
        classes = {s.row(MEMBER, key).get("order_class_id") for s in subjects for key in s.rows(MEMBER)}
        scene.read("order_class_enterprise", "order_class_id", classes)

    def unasked(self, connection: sa.Connection, subjects: Collection[int]) -> Collection[str]:
        """The codes of the other kind of schools, where it is known that theirs are all of one kind."""
        own, school = Student.table().c, School.table().c
        level = sa.select(school.level).where(school.id == sa.func.coalesce(own.school_id, own_unit(connection)))
        levels: set[str | None] = set()
        for chunk in storage.pieces(list(subjects), storage.CHUNK):
            found = sa.select(level.correlate(Student.table()).scalar_subquery()).where(own.id.in_(chunk)).distinct()
            levels.update(connection.execute(found).scalars())
        other = {None if one is None else fields_at(one)[1] for one in levels}
        return [name for name in other if name is not None] if len(other) == 1 else ()

    def unfit(self, s: Subject) -> Told | None:
        """Who graduated."""
        return not_graduated(s, self)

    def refusal(self, s: Subject) -> Told | None:
        """Not before the last one began, nor without what its code asks for."""
        told = self.unfit(s)
        begun = [day for key in s.rows(DESTINATION) if (day := s.row(DESTINATION, key)["from_date"]) >= s.day]
        if told is None and begun:
            words = _("已有从 {day} 起的去向，新的去向应晚于这一天；同一天的请改那一条").format(day=max(begun))
            told = "from_date", Complaint("duplicate", words)
        return told

    def _row(self, s: Subject) -> dict[str, Any]:
        """The destination as it will be entered, by field."""
        said = {name: value for name, value in s.given.items() if value is not None}
        known = s.scene.worked.setdefault(self.name, {})
        told = tuple(said.get(name) for name in ("enterprise", "unit_credit_code", "unit_name"))
        if told not in known:
            found: list[dict[str, Any]] = [
                {n: said[n] for n in ("enterprise", "unit_credit_code", "unit_name") if n in said}
            ]
            recognising.recognise(s.scene.connection, GraduateDestination, found)
            known[told] = found[0]
        ended = s.row().get("graduated_date") or s.day
        return {**known[told], "graduation_year": ended.year, "from_date": s.day, **said}

    def do(self, s: Subject) -> None:
        """End where one was, enter where one is, and that the own order class hired."""
        row = self._row(s)
        for key in s.open(DESTINATION, s.day):
            s.close(DESTINATION, key, s.day)
        s.record(**row)
        if row.get("destination") == EMPLOYED or row.get("higher_destination") in direct_codes():
            for key in hired_members(s, row.get("enterprise")):
                tell_member(s, key, is_hired=True, hired_date=row.get("start_date"), hired_post=row.get("post"))


class FollowUp(Act):
    """Somebody asks whether a graduate is still there."""

    entity, event = DESTINATION, FOLLOW_UP
    group = Groups.EMPLOYMENT
    needs: Mapping[str, str] = {FOLLOW_UP: "destination_id"}
    checked = (FOLLOW_UP,)
    apart = ("result", "current_unit", "salary")
    flags = ("is_follow_up_due",)
    helped: Mapping[str, str] = {"interval": N_("不填为到了的那一个")}
    mends = ("follow-up-due",)

    def __init__(self) -> None:
        asks = (
            "contact_date", "interval", "mode", "result", "current_unit", "salary", "satisfaction", "staff", "remark",
        )  # fmt: skip
        super().__init__("follow-up-destination", N_("回访"), asks, ("result",), "contact_date")

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """Whose they are, and the order classes these were in."""
        students = {key for s in subjects if (key := s.row().get("student_id")) is not None}
        scene.read("student", "id", students)
        scene.read(MEMBER, "student_id", students)
        links = [key for one in students for key in scene.of(MEMBER, "student_id", one)]
        scene.read(
            "order_class_enterprise",
            "order_class_id",
            {(scene.row(MEMBER, k) or {}).get("order_class_id") for k in links},
        )

    def unfit(self, s: Subject) -> Told | None:
        """Who is employed since a day that is known."""
        row = s.row()
        if row.get("destination") != EMPLOYED and row.get("higher_destination") not in direct_codes():
            words = _("不是直接就业，不用回访；还没有着落的，在学生上办理“帮扶”")
            return "group", Complaint("illegal-transition", words)
        if row.get("start_date") is None:
            return "start_date", Complaint("illegal-transition", _("没有入职日期，请先补上"))
        return None

    def refusal(self, s: Subject) -> Told | None:
        """One that is due; on a day that has come."""
        told = self.unfit(s)
        if told is not None:
            return told
        interval = self._interval(s)
        if interval is None:
            return "interval", Complaint("required", _("到 {day} 还没有要回访的节点").format(day=s.day))
        return to_come(s)

    def _made(self, s: Subject) -> set[str]:
        return {s.row(FOLLOW_UP, key)["interval"] for key in s.rows(FOLLOW_UP)}

    def _interval(self, s: Subject) -> str | None:
        """That which was said, else the last that is due and was not made, else the next where it can be known by the day."""
        if s.given.get("interval") is not None:
            return str(s.given["interval"])
        start, made = s.row()["start_date"], self._made(s)
        for ahead in (0, EARLIEST):
            reached = [str(days) for days in INTERVALS if start + timedelta(days=days - ahead) <= s.day]
            if reached and reached[-1] not in made:
                return reached[-1]
        return None

    def do(self, s: Subject) -> None:
        """Enter it, and with whoever was hired by the own order class that one is still there."""
        interval = self._interval(s)
        s.record(contact_date=s.day, interval=interval)
        if s.given.get("result") == STILL_THERE:
            for key in hired_members(s, s.row().get("enterprise_id")):
                tell_member(s, key, **{f"employed_{interval}_date": s.day})


class Support(Act):
    """Something is done to help a graduate find work."""

    entity, event = "student", SUPPORT
    group = Groups.EMPLOYMENT
    needs: Mapping[str, str] = {"status_period": "student_id"}
    checked = (SUPPORT,)
    flags = ("is_supported",)
    mends = ("support-incomplete",)

    def __init__(self) -> None:
        asks = ("support_date", "kind", "mode", "detail", "result", "staff", "remark")
        super().__init__("support-graduate", N_("帮扶"), asks, ("kind",), "support_date")

    def unfit(self, s: Subject) -> Told | None:
        """Who graduated."""
        return not_graduated(s, self)

    def refusal(self, s: Subject) -> Told | None:
        """On a day that has come."""
        return self.unfit(s) or to_come(s)

    def do(self, s: Subject) -> None:
        """Enter it."""
        s.record(support_date=s.day)


def hired_members(s: Subject, enterprise: Any) -> list[Key]:
    """The memberships until the end of order classes that this enterprise commissioned."""
    student = s.key if s.act.entity == "student" else s.row().get("student_id")
    if enterprise is None or student is None:
        return []
    ended = s.row("student", student).get("graduated_date")
    return [
        key for key in s.scene.of(MEMBER, "student_id", student)
        if _until_graduation(s.row(MEMBER, key), ended) and enterprise in _sponsors(s, s.row(MEMBER, key))
    ]  # fmt: skip


def _sponsors(s: Subject, member: Row) -> set[Any]:
    links = s.scene.of("order_class_enterprise", "order_class_id", member["order_class_id"])
    return {s.row("order_class_enterprise", key)["enterprise_id"] for key in links}


def _until_graduation(member: Row, ended: date | None) -> bool:
    left = member["leave_date"]
    return (
        left is None
        or member["leave_reason"] in (LeftOrderClass.HIRED, LeftOrderClass.NOT_HIRED)
        or (ended is not None and left >= ended)
    )


def tell_member(s: Subject, key: Key, **values: Any) -> None:
    """Enter into a membership what stands empty there; who is said not to be hired is left so."""
    row = s.row(MEMBER, key)
    own = {name: value for name, value in values.items() if row[name] is None and value is not None}
    if row["is_hired"] is not False and own:
        s.set(MEMBER, key, **own)


DESTINATION_ACTS: tuple[Act, ...] = (RegisterDestination(), FollowUp(), Support())
