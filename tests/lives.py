"""An office with lives that go astray: every status, period and batch a placement or membership can have, and who counts."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from models.entities.enterprises import Enterprise, Post
from models.entities.groups import EducationGroup, GroupMember
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import ClassMembership, Student
from models.entities.placements import Placement, PlacementPlan
from models.entities.programmes import Major, SchoolClass
from models.entities.schools import School
from tests import factories

DAY = date(2026, 3, 10)
GRADE, YOUNGER = 2023, 2024
BEGAN, ENDS = DAY - timedelta(days=60), DAY + timedelta(days=90)  # of the batch of internships
REGISTERED = ("01", "02", "04", "05", "13", "21")
PRESENT = ("01", "05")
STATUSES = ("01", "02", "03", "05", "07", "21")  # 在读 休学 退学 复学 毕业 保留学籍
BATCHES = ("internship", "visit", "earlier", None)


@dataclass(frozen=True)
class Stay:
    """A placement: the batch it is of, its status, its first and last day as days from DAY."""

    batch: str | None = "internship"
    status: str = "3"
    begins: int = -30
    ends: int = 60

    def runs(self, day):
        return DAY + timedelta(days=self.begins) <= day <= DAY + timedelta(days=self.ends)

    def counts(self, day):
        """在岗, told without the program: no visit, neither waiting to be approved nor to be signed, and running."""
        return self.batch != "visit" and self.status in "3456" and self.runs(day)


@dataclass(frozen=True)
class Life:
    """A student: status, whether in the grade the batch is for, placements one after the other, order-class stays."""

    status: str = "01"
    meant: bool = True
    gender: str | None = "1"
    stays: tuple[Stay, ...] = ()
    ordered: tuple[tuple[int, int | None], ...] = ()  # first day, day of leaving
    classless: bool = False
    left: int | None = None  # the day from which the status holds, where it ends the studies

    def status_on(self, day):
        return "01" if self.left is not None and DAY + timedelta(days=self.left) > day else self.status

    def registered(self, day):
        return self.status_on(day) in REGISTERED

    def placed(self, day):
        return self.registered(day) and any(stay.counts(day) for stay in self.stays)

    def to_place(self, day):
        """应实习, told without the program."""
        running = BEGAN <= day <= ENDS
        meant = running and self.meant and not self.classless
        listed = any(
            (stay.batch == "internship" and running) or (stay.batch is None and stay.runs(day)) for stay in self.stays
        )
        earlier = any(stay.batch == "earlier" for stay in self.stays) and BEGAN - timedelta(400) <= day < BEGAN
        return self.registered(day) and (meant or listed or earlier)

    def waiting(self, status, day):
        if not self.registered(day):
            return 0
        return sum(s.status == status and s.batch != "visit" and s.ends >= (day - DAY).days for s in self.stays)

    def in_order_class(self, day):
        return self.registered(day) and any(
            DAY + timedelta(days=first) <= day and (last is None or DAY + timedelta(days=last) > day)
            for first, last in self.ordered
        )


# one of everything that was ever counted wrongly
LIVES = (
    Life(), Life(stays=(Stay(),)), Life(stays=(Stay(status="4"),)), Life(stays=(Stay(status="1"),)),
    Life(stays=(Stay(status="2"),)), Life(stays=(Stay(status="2", begins=20),)), Life(stays=(Stay(status="6"),)),
    Life(stays=(Stay(status="5"),)), Life(stays=(Stay(status="5", ends=-1),)), Life(stays=(Stay(ends=0),)),
    Life(stays=(Stay(begins=0),)), Life(stays=(Stay(begins=1),)), Life(stays=(Stay("visit"),)),
    Life(stays=(Stay(None),)), Life(stays=(Stay(None, "1"),)), Life(stays=(Stay(None, "5", ends=-1),)),
    Life("03", stays=(Stay(),), ordered=((-100, None),)), Life("02", stays=(Stay(),)), Life("07", ordered=((-9, None),)),
    Life("07", stays=(Stay(),), left=1), Life("03", stays=(Stay(),), ordered=((-9, None),), left=0), Life("08", left=-1),
    Life(meant=False), Life(meant=False, stays=(Stay(),)), Life(meant=False, stays=(Stay("visit"),)),
    Life(stays=(Stay(status="5", ends=-5), Stay(begins=-4))), Life(stays=(Stay("earlier", "6", -300, -200), Stay())),
    Life(ordered=((-100, -10), (-9, None))), Life(ordered=((-100, 0),)), Life(ordered=((-100, 1),)),
    Life(gender=None, ordered=((0, None),)), Life(ordered=((1, None),)), Life(classless=True, stays=(Stay(),)),
    Life("02", gender="2", ordered=((-50, None),)), Life("21", gender="2"), Life("05", gender="2", stays=(Stay(),)),
)  # fmt: skip


@dataclass
class Office:
    """What `settle` made: ids by what they are."""

    school: int = 0
    classes: dict[int, int] = field(default_factory=dict)
    order_class: int = 0
    firm: int = 0
    post: int = 0
    group: int = 0
    plans: dict[str, int] = field(default_factory=dict)
    students: list[int] = field(default_factory=list)


def settle(database, lives=LIVES):
    """Write these lives into an empty office."""
    made = Office()
    with database.transaction("一年") as tx:
        _found(tx, made)
        for nth, life in enumerate(lives):
            made.students.append(_live(tx, made, nth, life))
    return made


def _found(tx, made):
    made.school = tx.insert(School, {"name": "甲校", "level": "1"})
    major = tx.insert(Major, {"name": "数控", "code": "660103"})
    for grade in (GRADE, YOUNGER):
        values = {"name": f"{grade}级1班", "grade_year": grade, "school": made.school, "major": major}
        made.classes[grade] = tx.insert(SchoolClass, values)
    made.firm = tx.insert(Enterprise, factories.enterprise(1) | {"staff_total": 50})
    made.post = tx.insert(Post, {"name": "操作工", "enterprise": made.firm, "same_post_staff": 10})
    made.group = tx.insert(EducationGroup, {"name": "甲集团", "kind": "1"})
    tx.insert(GroupMember, {"education_group": made.group, "enterprise": made.firm, "member_kind": "5"})
    made.order_class = tx.insert(
        OrderClass, {"code": "D1", "name": "甲厂订单班", "planned_size": 9, "education_group": made.group,
                     "enterprises": (made.firm,), "form_date": DAY - timedelta(days=200)},
    )  # fmt: skip
    earlier = BEGAN - timedelta(days=400), BEGAN - timedelta(days=1)
    for name, kind, grade, (begin, end) in (
        ("internship", "2", GRADE, (BEGAN, ENDS)), ("visit", "1", GRADE, (BEGAN, ENDS)), ("earlier", "2", None, earlier),
    ):  # fmt: skip
        values = {"name": name, "kind": kind, "grade_year": grade, "start_date": begin, "end_date": end}
        made.plans[name] = tx.insert(PlacementPlan, values)


def _live(tx, made, nth, life):
    values = factories.student(nth) | {"status": life.status, "school": made.school}
    if life.left is not None:
        values["graduated_date"] = DAY + timedelta(days=life.left)
    values["id_number"] = factories.identity_number(nth, gender=life.gender or "1")
    key = tx.insert(Student, values)
    if life.gender is None:
        tx.update(Student, key, {"gender": None})
    if not life.classless:
        own = made.classes[GRADE if life.meant else YOUNGER]
        tx.insert(ClassMembership, {"student": key, "school_class": own, "join_date": date(2023, 9, 1)})
    for stay in life.stays:
        tx.insert(Placement, {
            "student": key, "enterprise": made.firm, "post": made.post, "status": stay.status,
            "plan": made.plans[stay.batch] if stay.batch else None,
            "start_date": DAY + timedelta(days=stay.begins), "end_date": DAY + timedelta(days=stay.ends),
        })  # fmt: skip
    for first, last in life.ordered:
        tx.insert(OrderClassMember, {
            "student": key, "order_class": made.order_class, "join_date": DAY + timedelta(days=first),
            "leave_date": None if last is None else DAY + timedelta(days=last),
        })  # fmt: skip
    return key
