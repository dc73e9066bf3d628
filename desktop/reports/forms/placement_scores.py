"""Papers on how placements were assessed: the form of one (D8) and the list of scores (D9)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from desktop.reports.document import (
    Block,
    Column,
    HeadLine,
    PageBreak,
    Paragraph,
    Ref,
    Row,
    SignOff,
    Table,
    Title,
    Value,
    sentence,
)
from desktop.reports.formatting import long_day, marked, minors_note, rows_or_note, score_text, short, signed_by_office
from desktop.reports.forms.placement_records import whom
from desktop.reports.report import ReportContext, report
from models.schema.numbers import percent as share
from models.schema.numbers import round_half_up
from models.statistics.placement_scores import ScoreRow, enterprise_percent, scores
from models.statistics.placements import Scope
from models.words import N_, _, joined

# what an enterprise assesses, with the most points of each (specification D8)
DISCIPLINE, SAFETY = N_("纪律"), N_("安全")
MARKED = ((N_("职业素养"), 20), (N_("岗位技能"), 30), (DISCIPLINE, 20), (N_("协作"), 15), (SAFETY, 15))


@report(
    "assessment-form", N_("实习鉴定（考核）表"), code="SX-08", of="placement", per_record=True,
    purpose=N_("一次实习一份：出勤、单位评价、学校评价、总评等次，三方签章。"),
)  # fmt: skip
def assessment_form(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """A form a placement; points of the enterprise are written by hand where only their sum is known (specification D8)."""
    percent = enterprise_percent(context.connection, context.day)
    rows = scores(context.connection, context.day, ids=ids)
    for row in rows:
        yield from _form(context, row, percent)
    if not rows:
        yield Title(_("岗位实习鉴定（考核）表"))
        yield Paragraph(_("截至{day}，没有已经开始的岗位实习。").format(day=long_day(context.day)), "body")


def _form(context: ReportContext, row: ScoreRow, percent: Decimal) -> Iterator[Block]:
    yield PageBreak(title=row.name, of=Ref("placement", row.id))
    yield Title(_("岗位实习鉴定（考核）表"))
    yield HeadLine(((_("学校"), context.unit), (_("截止日期"), long_day(context.day))))
    period = "—".join(day.isoformat() for day in (row.start_date, row.end_date) if day)
    pairs: tuple[tuple[str, Value], ...] = (
        (_("姓名"), marked(row.name, row.birth_date, context.day)), (_("学号"), row.student_number), (_("性别"), short("gender", row.gender)),
        (_("班级"), row.school_class), (_("专业"), row.major), (_("实习单位"), row.enterprise), (_("岗位"), row.post),
        (_("实习起止"), period), (_("校内指导教师"), row.tutor), (_("企业指导人员"), row.mentor),
    )  # fmt: skip
    about = Ref("placement", row.id)
    yield Table(
        (Column(_("项目"), 44), Column(_("内容"), 126)),
        tuple(Row(pair, of=about) for pair in pairs),
        row_height_mm=7,
        repeat=False,
    )
    yield from _attendance(row)
    yield from _judged(row, percent)
    yield from minors_note([row.birth_date], context.day)
    yield SignOff((_("学生"),), _("日期"))
    yield SignOff((_("实习单位"), _("企业指导人员")), _("日期"), seal=True)
    yield SignOff((_("学校"), _("校内指导教师")), _("日期"), seal=True)


def _attendance(row: ScoreRow) -> Iterator[Block]:
    """The months and their sum."""
    columns = (
        Column(_("月份"), 34, kind="code"), Column(_("应出勤"), 34, kind="number"), Column(_("实出勤"), 34, kind="number"),
        Column(_("请假"), 34, kind="number"), Column(_("旷工"), 34, kind="number"),
    )  # fmt: skip
    rows = (Row((one.month, *map(_days, one[1:]))) for one in row.months)
    should, actual = row.attendance
    words = _("出勤率 {share}（实出勤 {actual} 天 ÷ 应出勤 {should} 天）。")
    total = words.format(share=share(actual, should), actual=_days(actual), should=_days(should))
    note = _("没有考勤月报。")
    yield Table(
        columns, rows_or_note(rows, note), (sentence(total),) if row.months else (), row_height_mm=7, repeat=False
    )


def _days(days: Decimal | None) -> Value:
    return None if days is None else f"{days.normalize():f}"


def _judged(row: ScoreRow, percent: Decimal) -> Iterator[Block]:
    """What the enterprise marks, what the school knows, and what comes of both."""
    columns = (
        Column(_("评价项目"), 60),
        Column(_("满分"), 30, kind="number"),
        Column(_("得分"), 30, kind="number"),
        Column(_("评语"), 50),
    )
    known = _known(row)
    marks = [Row((_(words), most, None, known.get(words, ""))) for words, most in MARKED]
    marks.append(Row((_("单位评分"), sum(most for _words, most in MARKED), score_text(row.enterprise_score), "")))
    logs = _("周志 {count} 篇，批阅 {reviewed} 篇，平均 {mean}").format(
        count=row.logs.written, reviewed=row.logs.reviewed, mean=score_text(row.logs.mean) or "—"
    )
    marks.append(Row((_("学校评分"), 100, score_text(row.school_score), logs)))
    grade = short("assessment-grade", row.grade)
    marks.append(
        Row((_("总评"), 100, score_text(row.final(percent)), _("等次：{grade}").format(grade=grade or "________")))
    )
    yield Table(columns, tuple(marks), row_height_mm=7, repeat=False)
    yield Paragraph(_weights(percent))


def _known(row: ScoreRow) -> Mapping[str, str]:
    """What the registers hold that bears on a mark; the points themselves no register holds, they are the enterprise's."""
    should, actual = row.attendance
    kept = [_("出勤率 {share}").format(share=share(actual, should))] if should else []
    kept += [_("旷工 {days} 天").format(days=_days(row.absent))] if row.absent is not None else []
    return {DISCIPLINE: joined(kept), SAFETY: _("突发事件 {count} 起").format(count=row.incidents)}


def _weights(percent: Decimal) -> str:
    words = _("注：没有填总评的，按单位评分占 {firm}%、学校评分占 {school}% 计算。")
    return words.format(firm=_days(percent), school=_days(100 - percent))


@report(
    "score-list", N_("实习成绩汇总表"), code="SX-09", of="placement_plan", by=("enterprise", "school_class", "staff"), landscape=True,
    purpose=N_("一批、一个单位、一个班或一名教师的实习成绩，以及平均分和各等次人数。"),
)  # fmt: skip
def score_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a placement that had begun by the day (specification D9)."""
    percent = enterprise_percent(context.connection, context.day)
    rows = scores(context.connection, context.day, Scope(context.of, tuple(ids)))
    yield Title(_("岗位实习成绩汇总表"))
    yield HeadLine((
        (_("填报单位（盖章）"), context.unit), whom(context, ids), (_("截止日期"), long_day(context.day)), (_("单位"), _("分")),
    ))  # fmt: skip
    note = _("截至{day}，没有已经开始的岗位实习。").format(day=long_day(context.day))
    cells = (_line(nth, row, marked(row.name, row.birth_date, context.day), percent) for nth, row in enumerate(rows, 1))
    yield Table(_columns(), rows_or_note(cells, note), _totals(rows, percent))
    yield from minors_note({row.student: row.birth_date for row in rows}.values(), context.day)
    yield Paragraph(_weights(percent))
    yield signed_by_office()


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 10, kind="code"),
        Column(_("学号"), 22, kind="code"),
        Column(_("姓名"), 18, kind="name"),
        Column(_("班级"), 30),
        Column(_("实习单位"), 44),
        Column(_("岗位"), 22),
        Column(_("起止"), 26, kind="code"),
        Column(_("出勤率"), 16, kind="code"),
        Column(_("周志（篇）"), 14, kind="number"),
        Column(_("单位评分"), 15, kind="number"),
        Column(_("学校评分"), 15, kind="number"),
        Column(_("总评"), 13, kind="number"),
        Column(_("等次"), 14, kind="code"),
    )


def _line(nth: int, row: ScoreRow, name: str, percent: Decimal) -> Row:
    should, actual = row.attendance
    period = "—".join(day.isoformat() for day in (row.start_date, row.end_date) if day)
    return Row((
        nth, row.student_number, name, row.school_class, row.enterprise, row.post, period, share(actual, should), row.logs.written,
        score_text(row.enterprise_score), score_text(row.school_score), score_text(row.final(percent)), short("assessment-grade", row.grade),
    ), of=Ref("placement", row.id))  # fmt: skip


def _totals(rows: Sequence[ScoreRow], percent: Decimal) -> tuple[Row, ...]:
    if not rows:
        return ()
    given = [score for row in rows if (score := row.final(percent)) is not None]
    mean = f"{round_half_up(sum(given, Decimal(0)) / len(given), 1)}" if given else "—"
    words = _(
        "合计 {rows} 条：有总评的 {given} 条，平均 {mean} 分，最高 {most}、最低 {least}；没有总评的 {without} 条。"
    )
    first = words.format(
        rows=len(rows), given=len(given), mean=mean, most=score_text(max(given, default=None)) or "—",
        least=score_text(min(given, default=None)) or "—", without=len(rows) - len(given),
    )  # fmt: skip
    grades = Counter(row.grade for row in rows if row.grade)
    told = "、".join(
        _("{grade} {count}").format(grade=short("assessment-grade", grade), count=count)
        for grade, count in sorted(grades.items())
    )
    return (sentence(first), *((sentence(_("等次：{grades}。").format(grades=told)),) if told else ()))
