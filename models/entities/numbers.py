"""Numbers the office gives: by which pattern, and which were given (decisions §7; registers §12)."""

from collections.abc import Mapping
from datetime import date

from models.schema.fields import Entity, Mapped, field
from models.schema.number_patterns import CLASS, GRADE, MAJOR, SCHOOL, YEAR, checked
from models.schema.types import Code, CodeText, Date, Integer, Text
from models.words import N_

STUDENT_NUMBER, AGREEMENT_NUMBER, TICKET_NUMBER, DIPLOMA_NUMBER = "1", "2", "3", "4"  # number-thing
EVERY_YEAR, EVERY_GRADE, EVERY_CLASS, NEVER = "1", "2", "3", "4"  # number-reset
# the tokens that tell one run of a counter from another
RUNS: Mapping[str, tuple[str, ...]] = {
    EVERY_YEAR: (YEAR,), EVERY_GRADE: (GRADE,), EVERY_CLASS: (SCHOOL, YEAR, GRADE, MAJOR, CLASS), NEVER: (),
}  # fmt: skip
# where a number of a thing stands: what is there was given, by whomever
HELD: Mapping[str, tuple[str, str]] = {
    STUDENT_NUMBER: ("student", "student_number"), AGREEMENT_NUMBER: ("agreement", "number"),
    DIPLOMA_NUMBER: ("student", "diploma_number"), TICKET_NUMBER: ("exam_registration", "ticket_number"),
}  # fmt: skip


class NumberPattern(Entity):
    """How numbers of a thing are made; to change it renumbers nothing."""

    label = N_("编号规则")
    display = "thing"
    keys = (("thing",),)
    order = ("thing",)

    thing: Mapped[str] = field(
        "编号对象", Code("number-thing", strict=True), required=True, unique=True, aliases=["编号种类", "编号名称"]
    )
    pattern: Mapped[str] = field(
        "规则", Text(80), required=True, checks=[checked], aliases=["编号格式", "格式"],
        help="如 {year}{class:02}{counter:03}：年份 year、年级 grade、专业 major、班号 class、学校代码 school、序号 counter，冒号后是位数",
    )  # fmt: skip
    counter: Mapped[int | None] = field(
        "起始序号", Integer(0, 999_999_999), default=1, aliases=["起始号"], help="序号从这里开始，前面的不用"
    )
    reset: Mapped[str | None] = field(
        "序号重置", Code("number-reset", strict=True), default=EVERY_YEAR, expected=True, aliases=["重置", "重置方式"]
    )


class GivenNumber(Entity):
    """A number that was given once: it is never given again, whatever became of who had it."""

    label = N_("已给编号")
    display = "number"
    order = ("thing", "number")
    importable = False
    internal = True

    thing: Mapped[str] = field("编号对象", Code("number-thing", strict=True), required=True)
    number: Mapped[str] = field("编号", CodeText(40), required=True, index=True)
    given_date: Mapped[date | None] = field("给出日期", Date(), expected=True)
