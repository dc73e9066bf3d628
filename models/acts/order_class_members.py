"""入班, 退班: students join order classes and leave them, with what stands against it (registers §2, decisions §2)."""

from collections.abc import Iterable, Sequence
from datetime import date

from models.acts.act import Act, ActPaper, Groups, Sizes, Subject, Told
from models.acts.scene import Key, Row, Scene
from models.entities.measures import CLOSED, TERMINATED, registered
from models.entities.order_classes import OrderClassMember
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.fields import field_map
from models.words import N_, _, listed

ROSTER = ActPaper("order-class-roster", "order_class")


class JoinOrderClass(Act):
    """Students join an order class."""

    entity, event = "student", "order_class_member"
    group, paper = Groups.CLASSES, ROSTER
    needs = dict.fromkeys(("status_period", "order_class_member", "class_membership"), "student_id")
    sizes = (Sizes("order_class", "member_count"),)

    def __init__(self) -> None:
        asks = ("order_class", "join_date", "remark")
        super().__init__("join-order-class", N_("入班"), asks, ("order_class",), "join_date")

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The order class with its majors and members, those they are in, and their school classes."""
        links = [s.row("order_class_member", key) for s in subjects for key in s.rows("order_class_member")]
        wanted = [s.given.get("order_class") for s in subjects]
        scene.read("order_class", "id", [*wanted, *(row.get("order_class_id") for row in links)])
        scene.read("order_class_major", "order_class_id", wanted)
        scene.read("order_class_member", "order_class_id", wanted)
        own = [s.row("class_membership", key) for s in subjects for key in s.rows("class_membership")]
        scene.read("school_class", "id", [row.get("school_class_id") for row in own])

    def unfit(self, s: Subject) -> Told | None:
        """Who is 在籍 on the day."""
        status = next((s.row("status_period", key)["status"] for key in _on(s, "status_period")), None)
        if status in registered():
            return None
        name = table("student-status").label(status) if status else _("没有学籍状态")
        words = _("{status}的学生不能办理“{act}”").format(status=name, act=self.title)
        return "student", Complaint("illegal-transition", words)

    def refusal(self, s: Subject) -> Told | None:
        """Not into the same class twice, nor into one that is over."""
        told, key = self.unfit(s), s.given["order_class"]
        if told is not None:
            return told
        own = s.row("order_class", key)
        if any(
            s.row("order_class_member", link)["order_class_id"] == key for link in s.open("order_class_member", s.day)
        ):
            return "order_class", Complaint("duplicate", _("已在“{name}”").format(name=own["name"]))
        if own["status"] == TERMINATED or _is_over(own, s.day):
            words = _("“{name}”已经{status}，不能再入班")
            name = table("order-class-status").label(TERMINATED if own["status"] == TERMINATED else CLOSED)
            return "order_class", Complaint("conflict", words.format(name=own["name"], status=name))
        return None

    def do(self, s: Subject) -> None:
        """Enter the membership."""
        self._doubt(s)
        s.record(join_date=s.day)

    def _doubt(self, s: Subject) -> None:
        key = s.given["order_class"]
        own = s.row("order_class", key)
        others = {s.row("order_class_member", link)["order_class_id"] for link in s.open("order_class_member", s.day)}
        if others:
            names = listed(s.row("order_class", other)["name"] for other in sorted(others))
            s.warn("order_class", "conflict", _("还在{names}，请核对是否先退班").format(names=names))
        majors = {
            s.row("order_class_major", link)["major_id"]
            for link in s.scene.of("order_class_major", "order_class_id", key)
        }
        room = self._class(s)
        major = s.row().get("major_id") or room.get("major_id")
        if majors and major not in majors:
            s.warn("order_class", "conflict", _("不是“{name}”面向的专业").format(name=own["name"]))
        if None not in (own["grade_year"], room.get("grade_year")) and own["grade_year"] != room.get("grade_year"):
            s.warn("order_class", "conflict", _("不是“{name}”的年级").format(name=own["name"]))
        inside = sum(
            1
            for link in s.scene.of("order_class_member", "order_class_id", key)
            if _runs(s.row("order_class_member", link), s.day)
        )
        if own["planned_size"] is not None and inside >= own["planned_size"]:
            words = _("“{name}”已满 {size} 人").format(name=own["name"], size=own["planned_size"])
            s.warn("order_class", "out-of-range", words)

    def _class(self, s: Subject) -> Row:
        keys = list(_on(s, "class_membership"))
        return s.row("school_class", s.row("class_membership", keys[-1])["school_class_id"]) if keys else {}


class LeaveOrderClass(Act):
    """Members leave an order class, with the reason."""

    entity = "order_class_member"
    paper = ROSTER
    sizes = (Sizes("order_class", "member_count"),)

    def __init__(self) -> None:
        fields = field_map(OrderClassMember)
        self.own = tuple(fields[name] for name in ("leave_date", "leave_reason", "remark"))
        super().__init__("leave-order-class", N_("退班"), required=("leave_reason",), dated="leave_date")

    def unfit(self, s: Subject) -> Told | None:
        """Who is in it."""
        left = s.row().get("leave_date")
        if left is None:
            return None
        return "leave_date", Complaint("illegal-transition", _("已于 {day} 退出").format(day=left))

    def refusal(self, s: Subject) -> Told | None:
        """Nobody leaves before having joined."""
        told, joined = self.unfit(s), s.row().get("join_date")
        if told is None and joined is not None and s.day < joined:
            words = _("{day} 早于入班日期 {joined}").format(day=s.day, joined=joined)
            return "leave_date", Complaint("out-of-range", words)
        return told

    def do(self, s: Subject) -> None:
        """End the membership; who leaves on the day of joining was in the class all the same, for no day."""
        assert s.key is not None
        told = {name: s.given.get(name) for name in ("leave_reason", "remark")}
        s.set(self.entity, s.key, leave_date=s.day, **told)


def _on(s: Subject, entity: str) -> Iterable[Key]:
    """The rows of the subject that have begun by the day and are not over."""
    begin = {"status_period": "from_date", "class_membership": "join_date"}[entity]
    return (key for key in s.open(entity, s.day) if (s.row(entity, key)[begin] or date.min) <= s.day)


def _runs(row: Row, day: date) -> bool:
    return (row["leave_date"] or date.max) > day


def _is_over(order_class: Row, day: date) -> bool:
    """Whether an order class ended before the day: by its last day, else by what it says."""
    end: date | None = order_class["end_date"]
    return end < day if end is not None else order_class["status"] == CLOSED


JOIN, LEAVE = JoinOrderClass(), LeaveOrderClass()
ORDER_CLASS_ACTS: tuple[Act, ...] = (JOIN, LEAVE)
