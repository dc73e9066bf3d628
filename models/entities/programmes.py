"""Majors and school classes (specification §2.7, §2.8)."""

from typing import Any

from models.entities.measures import class_status, class_status_on, is_present, of
from models.entities.rules import major_fits
from models.schema.class_names import lacks_major, spelled_class
from models.schema.codes import table
from models.schema.derive import counted, looked_up, students_of
from models.schema.fields import Entity, Mapped, derived, field, reference
from models.schema.terms import TermText
from models.schema.types import Code, CodeText, Grade, Integer, Month, Spoken, Text, Year
from models.words import N_


def _level_of_prefix() -> dict[str, str]:
    """Which level of school the first two digits of a major code stand for (2021 catalogue)."""
    secondary, college, bachelor = range(61, 80), range(41, 60), range(21, 40)
    named = (("中职", secondary), ("高职专科", college), ("高职本科", bachelor))
    codes = {name: table("school-level").find(name) for name, _prefixes in named}
    return {str(n): code.code for name, prefixes in named if (code := codes[name]) for n in prefixes}


class Major(Entity):
    """A major of the national catalogue as the school offers it."""

    label = N_("专业")
    keys = (("code", "direction"), ("name",), ("code",), ("local_code",))
    order = ("code",)
    row_checks = (major_fits,)

    code: Mapped[str | None] = field(
        "专业代码", CodeText(7), required=True, search=True, index=True, aliases=["专业编码"]
    )
    name: Mapped[str] = field("专业名称", Spoken(60), required=True, search=True, aliases=["专业", "专业简称"])
    direction: Mapped[str | None] = field("专业方向", Text(40))
    catalogue_year: Mapped[int | None] = field("目录年份", Year(), expected=True, default=2021)
    level: str = derived("层次", Code("school-level"), looked_up("major", "code", _level_of_prefix))
    local_code: Mapped[str | None] = field("校内代码", CodeText(20))
    duration: Mapped[str | None] = field("学制", Code("duration"), expected=True, aliases=["修业年限"])
    opened_year: Mapped[int | None] = field("开设年份", Year())
    stopped_year: Mapped[int | None] = field("停招年份", Year())
    department: Mapped[str | None] = field("所属系部", Text(40), aliases=["系部"])
    director_id: Mapped[int | None] = reference("专业带头人", to="staff", creatable=True)
    status: Mapped[str | None] = field("状态", Code("major-status"), default="1")
    class_count: int = derived("班级数", Integer(), counted("school_class", "major_id"))


class SchoolClass(Entity):
    """An administrative class 行政班; who is in it is a matter of dated memberships."""

    label = N_("班级")
    keys = (("class_code",), ("name",))
    order = ("school", "grade_year", "name")
    spelled = spelled_class
    told_beside = {"major": lacks_major, "school": bool}  # noqa: RUF012 - as its class says

    class_code: Mapped[str | None] = field("班级编号", CodeText(20), expected=True, unique=True, search=True)
    name: Mapped[str] = field("班级名称", Spoken(60), required=True, search=True, aliases=["班级", "行政班"])
    school_id: Mapped[int | None] = reference("学校", to="school", creatable=True, expected=True, own_unit=True)
    grade_year: Mapped[int | None] = field("年级", Grade(), expected=True, aliases=["入学年份", "级"])
    major_id: Mapped[int | None] = reference("专业", to="major", expected=True, creatable=True)
    duration: Mapped[str | None] = field("学制", Code("duration"), expected=True)
    campus: Mapped[str | None] = field("校区", Text(40))
    department: Mapped[str | None] = field("系部", Text(40))
    head_teacher_id: Mapped[int | None] = reference("班主任", to="staff", creatable=True, expected=True)
    monitor: Mapped[str | None] = field("班长", Text(60))
    room: Mapped[str | None] = field("教室", Text(40))
    plan_size: Mapped[int | None] = field("计划人数", Integer(0, 500))
    entry_term: Mapped[str | None] = field("入学学期", TermText())
    expected_graduation: Mapped[str | None] = field("预计毕业年月", Month())
    cultivation_mode: Mapped[str | None] = field("培养模式", Code("class-mode"))
    day_status: Any = derived(
        "当日状态", Code("class-status"), of("school_class", class_status_on),
        help="按当日有没有在籍学生判断，没有学生的按预计毕业年月",
    )  # fmt: skip
    status: Mapped[str | None] = field("状态", Code("class-status", strict=True), default=class_status)
    registered_count: int = derived("在籍人数", Integer(), counted("class_membership", "school_class_id"))
    present_count: int = derived("在校人数", Integer(), students_of("class_membership", "school_class_id", is_present))
    male_count: int = derived("男", Integer(), students_of("class_membership", "school_class_id", gender="1"))
    female_count: int = derived("女", Integer(), students_of("class_membership", "school_class_id", gender="2"))
