"""Whether students may graduate 毕业审核: what was looked at, and the verdict (decisions §6, registers §12)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.entities import headings
from models.entities.measures import AT_WORK
from models.entities.people import STUDENT_COLUMNS
from models.schema.complaints import Complaint, warning
from models.schema.fields import Entity, Mapped, derived, entity_named, field, reference
from models.schema.types import Code, Date, GraduationYear, Passed, Text
from models.words import N_, _

MAY_GRADUATE, OF_COURSES_ONLY, DEFERRED = "1", "2", "3"  # graduation-verdict 毕业, 结业, 暂缓
FAILED = "4"  # assessment-grade 不合格


def proposed(*, moral: bool | None, courses: bool | None, internship: str | None) -> str:
    """毕业 when conduct, courses and internship are all passed, else 结业; what is not known is not passed."""
    passed = moral is True and courses is True and internship not in (None, FAILED)
    return MAY_GRADUATE if passed else OF_COURSES_ONLY


def _of_placement(_day: date) -> sa.ColumnElement[Any]:
    """The grade of the internship that began last and was graded."""
    audit, own = GraduationAudit.table(), entity_named("placement").table().alias()
    graded = sa.and_(own.c.student_id == audit.c.student_id, own.c.grade.is_not(None), own.c.status.in_(AT_WORK))
    chosen = sa.select(own.c.grade).where(graded).order_by(own.c.start_date.desc(), own.c.id.desc()).limit(1)
    return chosen.correlate(audit).scalar_subquery()


def _proposal(day: date) -> sa.ColumnElement[Any]:
    """See proposed()."""
    own = GraduationAudit.table().c
    grade = sa.func.coalesce(own.internship_grade, _of_placement(day))
    passed = sa.and_(own.is_moral_passed.is_(True), own.is_courses_passed.is_(True), grade != FAILED)
    return sa.case((passed, MAY_GRADUATE), else_=OF_COURSES_ONLY)


def _verdict_agrees(row: Mapping[str, Any]) -> Iterable[tuple[str, Complaint]]:
    """毕业 stands on what was passed; who is deferred is told why."""
    if row.get("verdict") == MAY_GRADUATE:
        failed = {
            N_("思想品德"): row.get("is_moral_passed") is False, N_("课程"): row.get("is_courses_passed") is False,
            N_("实习鉴定"): row.get("internship_grade") == FAILED,
        }  # fmt: skip
        words = "、".join(_(name) for name, is_so in failed.items() if is_so)
        if words:
            yield "verdict", warning("conflict", _("结论是毕业，但{what}不合格，请核对").format(what=words))
    if row.get("verdict") == DEFERRED and not row.get("open_matters"):
        yield "open_matters", warning("required", _("结论是暂缓，请在遗留问题里写明原因"))


class GraduationAudit(Entity):
    """One student looked at for the graduation of a year."""

    label = N_("毕业审核")
    display = "student"
    keys = (("student", "year"),)
    order = ("year", "student")
    row_checks = (_verdict_agrees,)

    student_id: Mapped[int] = reference("学生", to="student", required=True, spread=STUDENT_COLUMNS)
    year: Mapped[int] = field(
        "毕业年份", GraduationYear(), required=True, aliases=["毕业年度", "届", "毕业届别", "审核年度", *headings.YEAR]
    )
    is_moral_passed: Mapped[bool | None] = field(
        "思想品德合格", Passed(), expected=True, aliases=["思想品德", "德育", "德育合格", "德育考核", "操行"]
    )
    is_courses_passed: Mapped[bool | None] = field(
        "课程合格", Passed(), expected=True, aliases=["课程", "学分", "学业", "课程（学分）", "学分合格", "学业成绩"]
    )
    internship_grade: Mapped[str | None] = field(
        "实习鉴定", Code("assessment-grade"), aliases=["实习", "岗位实习", "实习成绩", "实习等次"],
        help="不填时取岗位实习的等次"
    )  # fmt: skip
    placement_grade: Any = derived("岗位实习等次", Code("assessment-grade"), _of_placement, help="最近一次有等次的安置")
    open_matters: Mapped[str | None] = field("遗留问题", Text(200), aliases=["未完成事项", "存在问题", "暂缓原因"])
    proposal: Any = derived(
        "建议结论", Code("graduation-verdict"), _proposal, help="思想品德、课程、实习都合格为毕业，否则为结业"
    )
    verdict: Mapped[str | None] = field(
        "审核结论", Code("graduation-verdict", strict=True), expected=True, aliases=["结论", "毕业审核结论", "审核结果"]
    )
    audited_date: Mapped[date | None] = field("审核日期", Date(), aliases=["审核时间"])
    auditor: Mapped[str | None] = field("审核人", Text(60))
