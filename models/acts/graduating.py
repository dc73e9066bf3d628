"""Graduation: students are audited, a class in one go, and who graduates does so as audited, with a number for the diploma."""

from typing import Any

from models.acts.act import Act, Groups, Subject, Told
from models.acts.numbering import facts_of, give
from models.acts.scene import Key, Row
from models.entities.graduation import DEFERRED, MAY_GRADUATE, OF_COURSES_ONLY, proposed
from models.entities.measures import AT_WORK, present
from models.entities.numbers import DIPLOMA_NUMBER
from models.entities.status_changes import Kinds
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.fields import entity_named, field_map
from models.words import N_, _

__all__ = ["OF_COURSES_ONLY", "AuditGraduation", "deferred", "doubt", "number_diploma", "verdict_of"]


def audit_of(s: Subject, year: int) -> Key | None:
    """The audit of the subject for the graduation of a year."""
    found = (key for key in s.rows("graduation_audit") if s.row("graduation_audit", key)["year"] == year)
    return next(found, None)


def _audit(s: Subject) -> Row:
    key = audit_of(s, s.day.year)
    return {} if key is None else s.row("graduation_audit", key)


def verdict_of(s: Subject) -> str | None:
    """The verdict of the audit of the year."""
    return _audit(s).get("verdict")


def deferred(s: Subject) -> Told | None:
    """Why somebody may not graduate yet, by the audit of the year."""
    audit = _audit(s)
    if audit.get("verdict") != DEFERRED:
        return None
    words = _("{year} 年毕业审核的结论是暂缓").format(year=audit["year"])
    reason = audit.get("open_matters") or audit.get("remark")
    return "kind", Complaint("conflict", f"{words}：{reason}" if reason else words)


def doubt(s: Subject, kind: str) -> None:
    """Say where an event is not as audited (registers §2: 60 without an audit is a warning)."""
    verdict, year = verdict_of(s), s.day.year
    if kind == Kinds.GRADUATED and verdict is None:
        words = _("没有 {year} 年的毕业审核") if not _audit(s) else _("{year} 年的毕业审核还没有结论")
        s.warn("kind", "required", words.format(year=year))
    elif kind == Kinds.GRADUATED and verdict == OF_COURSES_ONLY:
        told = "kind" in s.given
        words = _("毕业审核的结论是结业，请核对") if told else _("毕业审核的结论是结业，按结业办理")
        s.warn("kind", "conflict", words)
    elif kind == Kinds.COURSES_ONLY and verdict == MAY_GRADUATE:
        s.warn("kind", "conflict", _("毕业审核的结论是毕业，请核对"))


def number_diploma(s: Subject, student: Key, school_class: Row) -> None:
    """Give the diploma a number, unless it has one."""
    row = s.row()
    if row.get("diploma_number") is not None:
        return
    school, major = s.row("school", row.get("school_id")), s.row("major", row.get("major_id"))
    facts = facts_of(year=s.day.year, school_class=school_class, major=major, school=school)
    number = give(s, DIPLOMA_NUMBER, "diploma_number", facts)
    if number is not None:
        s.set("student", student, diploma_number=number)


class AuditGraduation(Act):
    """Students of a class are audited at once; what differs is given for each by itself."""

    entity, event = "student", "graduation_audit"
    group = Groups.GRADUATION
    apart = ("verdict", "internship_grade", "is_moral_passed", "is_courses_passed", "open_matters")
    needs = dict.fromkeys(("status_period", "graduation_audit", "placement"), "student_id")
    renews = ("open_matters",)

    def __init__(self) -> None:
        super().__init__(
            "audit-graduation", N_("毕业审核"),
            ("audited_date", "year", "is_moral_passed", "is_courses_passed", "internship_grade", "verdict", "open_matters", "auditor", "remark"),
            ("is_moral_passed", "is_courses_passed"), "audited_date",
        )  # fmt: skip

    def unfit(self, s: Subject) -> Told | None:
        """Who is at school; who left is audited no more."""
        status = next((s.row("status_period", key)["status"] for key in s.open("status_period", s.day)), None)
        if status in present():
            return None
        name = table("student-status").label(status) if status else _("没有学籍状态")
        return "student", Complaint(
            "illegal-transition", _("{status}的学生不能办理“{act}”").format(status=name, act=self.title)
        )

    def do(self, s: Subject) -> None:
        """Enter the audit of the year, or bring it up to date."""
        given, year = s.given, s.given.get("year") or s.day.year
        key = audit_of(s, year)
        grade = given.get("internship_grade") or self._grade(s)
        moral, courses = given["is_moral_passed"], given["is_courses_passed"]
        verdict = proposed(moral=moral, courses=courses, internship=grade)
        found: dict[str, Any] = {
            "year": year, "audited_date": s.day, "is_moral_passed": s.propose("is_moral_passed", moral),
            "is_courses_passed": s.propose("is_courses_passed", courses),
            "internship_grade": s.propose("internship_grade", grade), "verdict": s.propose("verdict", verdict),
            "open_matters": s.propose("open_matters", None),
        }  # fmt: skip
        if found["verdict"] == DEFERRED and not found["open_matters"]:
            s.warn("open_matters", "required", _("结论是暂缓，请在遗留问题里写明原因"))
        if grade is None:
            s.warn("internship_grade", "required", _("没有实习鉴定，建议结论按结业"))
        if key is None:
            s.record(**found)
            return
        own = field_map(entity_named("graduation_audit"))
        told = {own[n].column: v for n, v in {**given, **found}.items() if n in own and v is not None}
        s.set("graduation_audit", key, **told)

    def _grade(self, s: Subject) -> str | None:
        """Of the placement that began last and was graded."""
        rows = (s.row("placement", key) for key in reversed(s.rows("placement")))
        return next((row["grade"] for row in rows if row.get("grade") and row.get("status") in AT_WORK), None)
