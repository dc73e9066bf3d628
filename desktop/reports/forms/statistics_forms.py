"""Statistics by major: 在校生统计表 (A10) and 招生情况统计表 (A12)."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from desktop.reports.document import (
    Block,
    Column,
    HeadLine,
    PageBreak,
    Paragraph,
    Row,
    SignOff,
    Style,
    Table,
    Title,
    Value,
)
from desktop.reports.formatting import figure_major, figure_name, long_day, rows_or_note, short, term_words
from desktop.reports.report import ReportContext, report
from models.schema.fields import asked
from models.schema.types import Choice, Year
from models.statistics import enrolment as enrolled
from models.statistics.enrolment import EnrolmentCount, LevelEnrolment
from models.statistics.rates import rate
from models.statistics.students import TOP, UNKNOWN, LevelCount, MajorLine, student_statistics, without_class
from models.words import N_, _

if TYPE_CHECKING:
    from pandas import DataFrame

_ALWAYS = (1, 2, 3)
_OF_GRADES = ("classes", "male", "female", "total")
_OF_ALL = ("minority", "league", "boarding", "ordered", "apprentices")
_BASES = (("registered", N_("在籍学生")), ("present", N_("在校学生")))
_FORMULAS = (("checked-in", N_("报到÷计划")), ("admitted", N_("录取÷计划")))


@report(
    "student-statistics", N_("在校生统计表"), code="TJ-01", of="school", landscape=True,
    purpose=N_("教育事业统计、开学统计用：分专业、分年级、分性别的班数和学生数。"),
    options=(asked("basis", N_("统计口径"), Choice(*_BASES), default="registered", help=N_("在籍含休学、保留学籍；在校只含在读、复学")),),
)  # fmt: skip
def students(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One section for each level of school, which are not added up (specification A10; §0, trap 3)."""
    basis = context.options["basis"]
    levels = student_statistics(context.connection, ids, context.day, basis=basis)
    missing = without_class(context.connection, ids, context.day, basis=basis)
    for level in levels:
        yield from _student_section(context, level, missing if level is levels[-1] else 0)


def _student_section(context: ReportContext, level: LevelCount, missing: int) -> Iterator[Block]:
    basis, counts = _(dict(_BASES)[context.options["basis"]]), level.counts
    shown = [*_ALWAYS, *(at for at in (TOP, UNKNOWN) if (counts["grade"] == at).any())]
    yield PageBreak(title=figure_name("school-level", level.level) or _("未填办学层次"))
    yield Title(_("在校生统计表"), _("（分专业、分年级、分性别）"))
    yield HeadLine((
        (_("填报单位（盖章）"), _unit(context, level.schools)), (_("办学层次"), figure_name("school-level", level.level)),
        (_("学年学期"), term_words(context.day)), (_("统计截止"), long_day(context.day)), (_("统计口径"), basis),
        (_("单位"), _("班、人")),
    ))  # fmt: skip
    if counts.empty:
        yield Table(_student_columns(shown), rows_or_note((), _("没有可统计的学生。")), size_pt=9)
    else:
        families = counts.groupby("family", sort=False)
        body = [row for family, some in families for row in _family_rows(str(family), some, shown)]
        yield Table(_student_columns(shown), body, (_sums(_("总计"), counts, shown, "total"),), size_pt=9)
    yield Paragraph(_student_notes(counts, missing))
    yield SignOff((_("单位负责人"), _("审核人"), _("填表人"), _("联系电话")), _("填表日期"))


def _unit(context: ReportContext, schools: Sequence[str]) -> str:
    """The one school, or how many there are; the office's own where the records name none."""
    if len(schools) > 1:
        return _("{first}等 {count} 所学校").format(first=schools[0], count=len(schools))
    return schools[0] if schools else context.unit


def _family_rows(family: str, counts: "DataFrame", shown: Sequence[int]) -> Iterator[Row]:
    for line, some in counts.groupby(["code", "name", "duration"], sort=False):
        code, name, duration = map(str, line)
        head = (code, figure_major(code, name), figure_name("duration", duration, short))
        yield Row((*head, *_numbers(some, shown)))
    yield _sums(_("{family}小计").format(family=family or _("其他")), counts, shown, "subtotal")


def _sums(name: str, counts: "DataFrame", shown: Sequence[int], style: Style) -> Row:
    return Row((name, *_numbers(counts, shown)), style, 3)


def _numbers(counts: "DataFrame", shown: Sequence[int]) -> tuple[Value, ...]:
    """Of each grade and of all the classes and sexes; of all the rest."""
    grades = counts.groupby("grade")[[*_OF_GRADES]].sum().reindex(list(shown), fill_value=0)
    return (*grades.to_numpy().ravel().tolist(), *counts[[*_OF_GRADES, *_OF_ALL]].sum().tolist())


def _student_columns(shown: Sequence[int]) -> tuple[Column, ...]:
    names = {1: _("一年级"), 2: _("二年级"), 3: _("三年级"), TOP: _("四年级以上"), UNKNOWN: _("年级未定")}
    groups = [*((names[at], _("计")) for at in shown), (_("合计"), _("总计"))]
    more = (_("少数民族"), _("团员"), _("住校"), _("订单班"), _("现代学徒"))
    return (
        Column(_("专业代码"), 18, kind="code"),
        Column(_("专业名称"), 40),
        Column(_("学制"), 14, kind="code"),
        *(
            Column(heading, 10.5, kind="number", group=group)
            for group, last in groups
            for heading in (_("班数"), _("男"), _("女"), last)
        ),
        *(Column(heading, 12, kind="number", group=_("其中")) for heading in more),
    )


def _student_notes(counts: "DataFrame", missing: int) -> str:
    unknown = int((counts["total"] - counts["male"] - counts["female"]).sum())
    notes = [
        _("学生按截止日期当天所在班级统计。"),
        _("订单班为当日在订单班的学生，现代学徒为其中现代学徒制的学生及现代学徒制班的学生。"),
        *([_("性别未登记 {count} 人，计入合计，不计入男、女。").format(count=unknown)] if unknown else []),
        *([_("另有 {count} 名学生当日不在任何班级，各表均未计入。").format(count=missing)] if missing else []),
    ]  # fmt: skip
    return _("注：") + "\n".join(_("{nth}. {note}").format(nth=nth, note=note) for nth, note in enumerate(notes, 1))


@report(
    "enrolment-report", N_("招生情况统计表"), code="ZS-01", of="school", landscape=True,
    purpose=N_("招生结束后报送：分专业的计划、录取、报到人数和比率。"),
    options=(
        asked("year", N_("招生年份"), Year(), help=N_("不填为截止日期前最近有记录的一年"), blank=N_("最近一年")),
        asked("rate", N_("计划完成率"), Choice(*_FORMULAS), default="checked-in", help=N_("按本地口径选择，公式印在表下")),
    ),
)  # fmt: skip
def enrolment(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One section for each level of school (specification A12; §0, traps 3, 9 and 10)."""
    year = context.options["year"] or enrolled.latest_year(context.connection, ids, context.day)
    for level in enrolled.enrolment(context.connection, ids, year, context.day):
        yield from _enrolment_section(context, level, year)


def _enrolment_section(context: ReportContext, level: LevelEnrolment, year: int) -> Iterator[Block]:
    yield PageBreak(title=figure_name("school-level", level.level) or _("未填办学层次"))
    yield Title(_("{year}年招生情况统计表").format(year=year), _("（分专业）"))
    yield HeadLine((
        (_("填报单位（盖章）"), _unit(context, level.schools)), (_("办学层次"), figure_name("school-level", level.level)),
        (_("统计截止"), long_day(context.day)), (_("单位"), _("人")),
    ))  # fmt: skip
    by, counts = context.options["rate"], level.counts
    total, planned = EnrolmentCount.of(counts), counts[counts["planned"].notna()]
    rows = (_enrolment_cells(nth, *line, by, total) for nth, line in enumerate(level.lines(), 1))
    sums = Row((_("合计"), *_enrolment_numbers(total, by, EnrolmentCount.of(planned), total), ""), "total", 4)
    yield Table(_enrolment_columns(), rows_or_note(rows, _("没有招生记录。")), (sums,))
    yield Paragraph(_enrolment_notes(total, by, len(counts) - len(planned)))
    yield SignOff((_("单位负责人"), _("审核人"), _("填表人"), _("联系电话")), _("填表日期"))


def _enrolment_cells(  # noqa: PLR0913, PLR0917 - what a line says
    nth: int, major: MajorLine, figures: EnrolmentCount, remark: str, by: str, whole: EnrolmentCount
) -> tuple[Value, ...]:
    head = (nth, major.code, figure_major(major.code, major.name), figure_name("duration", major.duration, short))
    return (*head, *_enrolment_numbers(figures, by, figures, whole), remark)


def _enrolment_numbers(
    count: EnrolmentCount, by: str, planned: EnrolmentCount, whole: EnrolmentCount
) -> tuple[Value, ...]:
    """`planned` are those of the majors for which a plan is recorded: nobody else fulfils one.

    `whole` is all of the level: while nobody of it is admitted or has come, nobody recorded it.
    """
    done = planned.checked_in if by == "checked-in" else planned.admitted
    admitted = count.admitted if whole.admitted else None
    if not whole.checked_in:
        rated = rate(done, planned.planned or 0) if by == "admitted" and whole.admitted else None
        return (count.planned, count.applicants, admitted, None, None, rated, *[None] * 6)
    return (
        count.planned, count.applicants, admitted, count.checked_in, rate(count.checked_in, count.admitted),
        rate(done, planned.planned or 0), *count.sexes, count.of_order, *count.origins,
    )  # fmt: skip


def _enrolment_columns() -> tuple[Column, ...]:
    came = _("报到人数中")
    return (
        Column(_("序号"), 10, kind="code"),
        Column(_("专业代码"), 20, kind="code"),
        Column(_("专业名称"), 46),
        Column(_("学制"), 14, kind="code"),
        *(
            Column(heading, 17, kind="number", empty="—")
            for heading in (_("招生计划"), _("报名"), _("录取"), _("报到"))
        ),
        *(Column(heading, 21, kind="percent", empty="—") for heading in (_("报到率"), _("计划完成率"))),
        *(Column(heading, 12, kind="number", empty="—", group=came) for heading in (_("男"), _("女"))),
        Column(_("订单（学徒）"), 24, kind="number", empty="—", group=came),
        *(Column(heading, 13, kind="number", empty="—", group=came) for heading in (_("本市"), _("外市"), _("外省"))),
        Column(_("备注"), 24),
    )


def _enrolment_notes(total: EnrolmentCount, by: str, unplanned: int) -> str:
    formula = _(
        "报到率＝报到÷录取；计划完成率＝{formula}；没有登记的数和分母为 0 的比率印“—”，合计行的比率由合计数计算。"
    )
    notes = [
        formula.format(formula=_(dict(_FORMULAS)[by])),
        *([_("有 {count} 个专业没有登记招生计划，不计入计划合计和计划完成率。").format(count=unplanned)] if unplanned else []),
        *([_("性别未登记 {count} 人。").format(count=total.unknown_sex)] if total.unknown_sex else []),
        *([_("生源地未登记 {count} 人。").format(count=total.unknown_origin)] if total.unknown_origin else []),
    ]  # fmt: skip
    return _("注：") + "\n".join(_("{nth}. {note}").format(nth=nth, note=note) for nth, note in enumerate(notes, 1))
