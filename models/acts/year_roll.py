"""升级: classes enter a new school year. Nothing of a student changes: the grade is read off the year of entry (decisions.md §2)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.acts.act import Act, Subject, Told
from models.acts.scene import Row, Scene
from models.entities.measures import IN_SCHOOL, LEFT_SCHOOL, registered
from models.schema.class_names import USUAL_DURATION, name_a_year_later, staged_name
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.fields import asked
from models.schema.terms import AcademicYear
from models.schema.types import Date
from models.statistics.calendar import SEPTEMBER
from models.words import N_, _

SKIP, MAKE, KEEP, GRADUATE = "skip", "make", "keep", "graduate"
_SECOND = 2  # the grade of those who are in their first year until now
_NEW = ((SKIP, N_("不建")), (MAKE, N_("新建")))
_LAST = ((KEEP, N_("保留在读")), (GRADUATE, N_("改为毕业")))
_COPIED = ("school_id", "major_id", "duration", "campus", "department", "cultivation_mode", "plan_size")


def _next_year(_row: Mapping[str, Any], day: date) -> str:
    """The school year that begins in the year of the day."""
    return f"{day.year}-{day.year + 1}"


class RollYear(Act):
    """A class goes up a grade: only its name may say so, and the last grade is over."""

    entity = "school_class"
    own = (
        asked("school_year", N_("新学年"), AcademicYear(), default=_next_year, help=N_("年级按入学年份推算，到新学年自动升一级")),
        asked("start_date", N_("开学日期"), Date(), help=N_("新学年第一学期的；不填为 9 月 1 日")),
        asked("end_date", N_("学期结束日期"), Date()),
        asked("register_deadline", N_("注册截止"), Date()),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__("roll-year", N_("升级"))

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """The terms and classes of these schools; of the last grade who is in it, and how it is with them."""
        schools = {s.row().get("school_id") for s in subjects}
        scene.taking = frozenset(s.key for s in subjects if s.key is not None)
        scene.read("term", "school_id", schools)
        scene.read("school_class", "school_id", schools)
        over = [s for s in subjects if isinstance(s.key, int) and self._is_over(s)]
        scene.read("class_membership", "school_class_id", {s.key for s in over})
        students = {
            s.row("class_membership", key)["student_id"]
            for s in over
            for key in scene.of("class_membership", "school_class_id", s.key or 0)
        }
        scene.read("status_period", "student_id", students)

    def unfit(self, s: Subject) -> Told | None:
        """Only of a class that is taught, whose grade is known."""
        status = s.row().get("status")
        if status != IN_SCHOOL:
            words = _("{status}的班级不能升级").format(
                status=table("class-status").label(status or "") or _("没有状态")
            )
            return "status", Complaint("illegal-transition", words)
        if s.row().get("grade_year") is None:
            return "grade_year", Complaint("required", _("没有填年级，不知道升到几年级"))
        return None

    def refusal(self, s: Subject) -> Told | None:
        """Nor of one that only begins then."""
        if (told := self.unfit(s)) is not None:
            return told
        if self._grade(s) < _SECOND:
            words = _("{grade} 级的班级在 {year} 学年才是新生，不用升级").format(
                grade=s.row()["grade_year"], year=_school_year(s)
            )
            return "grade_year", Complaint("illegal-transition", words)
        begin = s.given.get("start_date")
        if begin is not None and not _year_begins(s, 0) <= begin < _year_begins(s, 1):
            words = _("{day} 不在 {year} 学年内").format(day=begin, year=_school_year(s))
            return "start_date", Complaint("out-of-range", words)
        return self._named_alike(s)

    def _named_alike(self, s: Subject) -> Told | None:
        """Two classes must not be called the same after it: 高一1班 goes up together with 高二1班."""
        name, school = self._name(s), s.row().get("school_id")
        if name == s.row()["name"] or school is None:
            return None
        others = (key for key in s.scene.of(self.entity, "school_id", school) if key not in s.scene.taking)
        if any(s.row(self.entity, key)["name"] == name for key in others):
            words = _("已经有班级叫“{name}”，请一并升级，或先改它的名称").format(name=name)
            return "name", Complaint("duplicate", words)
        return None

    def _name(self, s: Subject) -> str:
        row = s.row()
        return staged_name(row["name"], f"{row['grade_year']}级" if self._is_over(s) else self._grade(s))

    def do(self, s: Subject) -> None:
        """What becomes of the class, and what the new year needs besides."""
        assert s.key is not None, "a class that is there"
        self._make_term(s)
        grade, row = self._grade(s), s.row()
        over = self._is_over(s)
        if over and (not self._members(s) or s.ask("last_grade", N_("毕业年级还有在籍学生"), _LAST, KEEP) == GRADUATE):
            s.set(self.entity, s.key, status=LEFT_SCHOOL)
        s.set(self.entity, s.key, name=self._name(s))
        if grade == _SECOND:
            self._make_class(s, row)

    def _make_term(self, s: Subject) -> None:
        """The first term of the new year, once for each school."""
        school, year = s.row().get("school_id"), _school_year(s)
        if school is None:
            return
        terms = (s.row("term", key) for key in s.scene.of("term", "school_id", school))
        if all((row["academic_year"], row["term"]) != (year, 1) for row in terms):
            begin = s.given.get("start_date") or _year_begins(s, 0)
            s.make(
                "term", school_id=school, academic_year=year, term=1, start_date=begin,
                end_date=s.given.get("end_date"), register_deadline=s.given.get("register_deadline"),
            )  # fmt: skip

    def _make_class(self, s: Subject, row: Row) -> None:
        """An empty class of the new grade as this one was until now, unless there is one."""
        year = int(_school_year(s)[:4])
        name = name_a_year_later(row["name"], row["grade_year"])
        school = row.get("school_id")
        others = s.scene.of(self.entity, "school_id", school) if school is not None else []
        if name is None:
            s.tell(_("班名里没有年级，没有照它建新生班"))
            return
        if any(s.row(self.entity, key)["name"] == name for key in others):
            return
        if s.ask("new_classes", N_("照一年级各班建空的新生班"), _NEW, SKIP) == MAKE:
            copied = {column: row.get(column) for column in _COPIED}
            s.make(self.entity, **copied, name=name, grade_year=year, entry_term=f"{_school_year(s)}-1")

    def _grade(self, s: Subject) -> int:
        """The grade in the new year."""
        return int(_school_year(s)[:4]) - int(s.row()["grade_year"]) + 1

    def _is_over(self, s: Subject) -> bool:
        row = s.row()
        years = row.get("duration")
        return row.get("grade_year") is not None and self._grade(s) > (float(years) if years else USUAL_DURATION)

    def _members(self, s: Subject) -> bool:
        """Whether somebody who is 在籍 is in the class when the new year begins."""
        day = s.given.get("start_date") or _year_begins(s, 0)
        for key in s.scene.of("class_membership", "school_class_id", s.key or 0):
            row = s.row("class_membership", key)
            if _holds(row, "join_date", "leave_date", day) and self._is_registered(s, row["student_id"], day):
                return True
        return False

    def _is_registered(self, s: Subject, student: int, day: date) -> bool:
        periods = (s.row("status_period", key) for key in s.scene.of("status_period", "student_id", student))
        return any(_holds(row, "from_date", "until_date", day) and row["status"] in registered() for row in periods)


def _holds(row: Row, first: str, last: str, day: date) -> bool:
    return bool((row[first] or date.min) <= day < (row[last] or date.max))


def _school_year(s: Subject) -> str:
    """The year that begins; the one that begins in the year of the day where nobody said which."""
    told = s.given.get("school_year")
    return _next_year({}, s.scene.day) if told is None else str(told)[: len("2026-2027")]


def _year_begins(s: Subject, later: int) -> date:
    return date(int(_school_year(s)[:4]) + later, SEPTEMBER, 1)


YEAR_ROLL = (RollYear(),)
