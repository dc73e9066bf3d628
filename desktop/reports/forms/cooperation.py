"""Papers of cooperation: activities (B8), matters of joint meetings (B9), course standards (B10), projects (which feed B5)."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from desktop.reports.document import Block, Column, HeadLine, Paragraph, Ref, Row, Style, Table, Title, sentence
from desktop.reports.formatting import long_day, name_of, plain_number, rows_or_note, short, signed_by_office
from desktop.reports.report import ReportContext, report
from models.database.results import Row as Record
from models.database.results import displays
from models.entities.cooperation_terms import COUNTED, FIVE_DELIVERIES, IN_FORCE
from models.schema.fields import asked, entity_named
from models.schema.types import Choice, Date
from models.statistics.cooperation import (
    Held,
    Raised,
    activities,
    by_delivery,
    by_kind,
    matters,
    projects,
    received,
    standards,
    totals,
)
from models.statistics.placement_records import period_of
from models.words import N_, _, joined

_EVERY, _OPEN, _FORCE = "all", "open", "in-force"
SINCE = asked("since", N_("统计起始日期"), Date(), help=N_("从哪一天起开始的活动"), blank=N_("学年第一天"))


def _head(context: ReportContext, ids: Sequence[int], *more: tuple[str, str]) -> HeadLine:
    """Who sends it in, whose records it is about where somebody chose, the day or the days, the unit."""
    chosen = "、".join(displays(context.connection, entity_named(context.of), ids).values()) if ids else ""
    whose = ((_(entity_named(context.of).label), chosen),) if chosen else ()
    return HeadLine(((_("填报单位（盖章）"), context.unit), *whose, *more))


def _firms(context: ReportContext, ids: Sequence[int]) -> Sequence[int]:
    return ids if context.of == "enterprise" else ()


def _own(context: ReportContext, ids: Sequence[int], entity: str) -> Sequence[int]:
    return ids if context.of == entity else ()


@report(
    "activity-statistics", N_("对接活动情况统计"), code="HZ-08", of="activity", by=("enterprise",), landscape=True, options=(SINCE,),
    purpose=N_("一段时间里的校企对接活动：每次多少企业、岗位和学生，收到多少简历，签约多少；分类合计，五送进校园另列。"),
)  # fmt: skip
def activity_statistics(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line an activity by day, sums by kind, the five deliveries apart (specification B8); typed figures on grey."""
    own = _own(context, ids, "activity")
    first, last = context.options["since"] or period_of(context.day)[0], context.day
    days = (date.min, date.max) if own else (first, last)  # those that were chosen, whenever they were
    rows = activities(context.connection, *days, own, _firms(context, ids))
    yield Title(_("对接活动情况统计表"))
    period = (_("统计期间"), _("{first}—{last}").format(first=long_day(first), last=long_day(last)))
    yield _head(context, ids, *(() if own else (period,)), (_("单位"), _("家、个、人")))
    body = rows_or_note((_held(nth, row) for nth, row in enumerate(rows, 1)), _("这段时间没有对接活动。"))
    yield Table(_activity_columns(), body, tuple(_activity_totals(rows)))
    if any(row.typed for row in rows):
        yield Paragraph(_("注：灰底（文本里标 *）的是填报数：没有登记参会企业或学生的活动，按填报的计。"))
    delivered = by_delivery(rows)
    if delivered:
        yield Table(_delivery_columns(), tuple(_delivered(delivered)))
    yield signed_by_office()


def _activity_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 9, kind="code"), Column(_("日期"), 21, kind="date"), Column(_("活动类型"), 24, kind="code"), Column(_("名称"), 54),
        Column(_("地点"), 30), Column(_("企业数"), 14, kind="number"), Column(_("岗位数"), 14, kind="number"),
        Column(_("需求人数"), 15, kind="number"), Column(_("参加学生"), 15, kind="number"), Column(_("简历"), 14, kind="number"),
        Column(_("面试"), 13, kind="number"), Column(_("意向"), 13, kind="number"), Column(_("签约"), 13, kind="number"),
        Column(_("备注"), 20),
    )  # fmt: skip


_BEFORE = 5  # columns before the figures


def _held(nth: int, row: Held) -> Row:
    kind = short("activity-kind", row.kind)
    if row.kind == FIVE_DELIVERIES and row.sub_kind:
        kind = f"{kind}（{short('five-deliveries', row.sub_kind)}）"
    figures = (row.figures[name] for name in COUNTED)
    return Row(
        (nth, row.begin, kind, row.title, row.place or "", *figures, row.remark or ""),
        of=Ref("activity", row.id),
        grey=_grey(row),
    )


def _grey(*rows: Held) -> frozenset[int]:
    """The columns in which typed figures stand, or go into a sum."""
    return frozenset(at for at, name in enumerate(COUNTED, _BEFORE) if any(name in row.typed for row in rows))


def _sums(words: str, rows: Sequence[Held], style: Style) -> Row:
    found = totals(rows)
    cells = (words, *(found[name] for name in COUNTED), "")
    return Row(cells, style, _BEFORE, grey=_grey(*rows))


def _activity_totals(rows: Sequence[Held]) -> Iterator[Row]:
    """Sums of each kind where there are several, and of all."""
    kinds = by_kind(rows)
    for kind, some in kinds if len(kinds) > 1 else ():
        words = _("{kind}　{count} 次").format(kind=name_of("activity-kind", kind), count=len(some))
        yield _sums(words, some, "subtotal")
    if rows:
        yield _sums(_("合计　{count} 次").format(count=len(rows)), rows, "total")


def _delivery_columns() -> tuple[Column, ...]:
    return (
        Column(_("五送进校园"), 40), Column(_("次数"), 20, kind="number"), Column(_("企业数"), 24, kind="number"),
        Column(_("参加学生"), 24, kind="number"), Column(_("日期"), 120),
    )  # fmt: skip


def _delivered(groups: Sequence[tuple[str, list[Held]]]) -> Iterator[Row]:
    for code, some in groups:
        found = totals(some)
        grey = frozenset(
            at for at, name in ((2, "enterprise_count"), (3, "student_count")) if any(name in row.typed for row in some)
        )
        name = name_of("five-deliveries", code) if code else _("没有写明送什么")
        days = "、".join(str(row.begin) for row in some)
        yield Row((name, len(some), found["enterprise_count"], found["student_count"], days), grey=grey)


@report(
    "matter-list", N_("联席会议事项办理情况表"), code="HZ-09", of="matter", by=("enterprise", "activity"), landscape=True,
    purpose=N_("企业在联席会议上提出的事项：谁承办、几时到期、怎样答复，逾期没有答复的标出。"),
    options=(asked("only", N_("范围"), Choice((_EVERY, N_("全部事项")), (_OPEN, N_("还没有答复的"))), default=_EVERY),),
)  # fmt: skip
def matter_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a matter raised by the day, as it stood then (B9, registers §11)."""
    rows = matters(
        context.connection,
        context.day,
        _own(context, ids, "matter"),
        _firms(context, ids),
        _own(context, ids, "activity"),
    )
    rows = [row for row in rows if context.options["only"] == _EVERY or not row.is_answered]
    yield Title(_("联席会议事项办理情况表"))
    yield _head(context, ids, (_("统计截止"), long_day(context.day)), (_("单位"), _("件")))
    body = rows_or_note((_raised(nth, row, context.day) for nth, row in enumerate(rows, 1)), _("没有事项。"))
    yield Table(_matter_columns(), body, (sentence(_matters_in_words(rows)),) if rows else ())
    yield Paragraph(_("注：逾期指过了办理时限、到截止日期还没有答复，时限当天不算；已答复而比时限晚的写明晚几天。"))
    yield signed_by_office()


def _matter_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 9, kind="code"), Column(_("编号"), 22, kind="code"), Column(_("事项"), 48), Column(_("类别"), 18, kind="code"),
        Column(_("提出单位"), 42), Column(_("提出日期"), 20, kind="date"), Column(_("承办部门"), 22), Column(_("办理时限"), 20, kind="date"),
        Column(_("办理结果"), 50), Column(_("办结日期"), 20, kind="date"), Column(_("满意度"), 15, kind="code"), Column(_("办理情况"), 24, kind="code"),
    )  # fmt: skip


def _raised(nth: int, row: Raised, day: date) -> Row:
    return Row((
        nth, row.number or "", row.title, short("matter-kind", row.kind), row.raised_by, row.raised, row.assigned_to or "", row.due,
        row.answer or "", row.answered_on, short("satisfaction", row.satisfaction), _how_far(row, day),
    ), of=Ref("matter", row.id))  # fmt: skip


def _how_far(row: Raised, day: date) -> str:
    """What became of it by the day, and by how many days too late."""
    state = short("matter-status", row.status) if row.is_answered else _("办理中")
    if row.is_overdue and row.due is not None:
        return _("逾期 {days} 天").format(days=(day - row.due).days)
    if row.answered_on is not None and row.due is not None and row.answered_on > row.due:
        return _("{state}，晚 {days} 天").format(state=state, days=(row.answered_on - row.due).days)
    return state


def _matters_in_words(rows: Sequence[Raised]) -> str:
    answered, overdue = [row for row in rows if row.is_answered], [row for row in rows if row.is_overdue]
    words = _("合计 {count} 件：已答复 {answered} 件，没有答复 {waiting} 件，其中逾期 {overdue} 件{numbers}。")
    numbers = "、".join(row.number or row.title for row in overdue)
    return words.format(
        count=len(rows), answered=len(answered), waiting=len(rows) - len(answered), overdue=len(overdue),
        numbers=_("（{numbers}）").format(numbers=numbers) if numbers else "",
    )  # fmt: skip


@report(
    "standard-list", N_("课程标准目录"), code="HZ-10", of="course_standard", by=("enterprise", "major"), landscape=True,
    purpose=N_("各专业的课程标准：版本、学时、学分、合作企业、谁主持、对接什么标准，哪些在执行。"),
    options=(asked("only", N_("范围"), Choice((_EVERY, N_("全部版本")), (_FORCE, N_("只印执行的"))), default=_EVERY),),
)  # fmt: skip
def standard_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a standard by major and course (specification B10)."""
    rows = standards(
        context.connection, _own(context, ids, "course_standard"), _firms(context, ids), _own(context, ids, "major")
    )
    rows = [row for row in rows if context.options["only"] == _EVERY or row.values["status"] == IN_FORCE]
    yield Title(_("课程标准目录"))
    yield _head(context, ids, (_("统计截止"), long_day(context.day)), (_("单位"), _("门")))
    body = rows_or_note((_standard(nth, row) for nth, row in enumerate(rows, 1)), _("没有课程标准。"))
    yield Table(_standard_columns(), body, (sentence(_standards_in_words(rows)),) if rows else ())
    yield signed_by_office()


def _standard_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 9, kind="code"), Column(_("编号"), 20, kind="code"), Column(_("课程"), 40), Column(_("专业"), 32),
        Column(_("版本"), 16, kind="code"), Column(_("学时"), 13, kind="number"), Column(_("学分"), 13, kind="number"),
        Column(_("合作企业"), 56), Column(_("主持（校/企）"), 30), Column(_("对接标准"), 36), Column(_("审定日期"), 20, kind="date"),
        Column(_("状态"), 16, kind="code"),
    )  # fmt: skip


def _standard(nth: int, row: Record) -> Row:
    values = row.values
    led = joined((values["lead_author"], short("lead-side", values["lead_side"])))
    matched = "、".join(filter(None, (values["occupation_standard"], values["certificate_standard"])))
    return Row((
        nth, values["code"] or "", values["name"], values["major"], values["version"], values["hours"], plain_number(values["credits"]),
        "、".join(values["enterprises"] or ()), led, matched, values["approved_date"], short("standard-status", values["status"]),
    ), of=Ref("course_standard", row.id))  # fmt: skip


def _standards_in_words(rows: Sequence[Record]) -> str:
    force = [row for row in rows if row.values["status"] == IN_FORCE]
    shared = sum(bool(row.values["enterprises"]) for row in force)
    words = _("合计 {count} 份，{majors} 个专业；执行 {force} 份，其中与企业共同开发 {shared} 份。")
    return words.format(
        count=len(rows), majors=len({row.values["major"] for row in rows}), force=len(force), shared=shared
    )


@report(
    "project-list", N_("校企合作项目一览表"), code="HZ-05", of="cooperation_project", by=("enterprise",), landscape=True,
    purpose=N_("校企合作项目：类型、合作企业、起止、合同金额和到账，按类型和立项年份合计，供集团年度统计填报。"),
    options=(asked("since", N_("统计起始日期"), Date(), help=N_("从哪一天起立项的"), blank=N_("全部")),),
)  # fmt: skip
def project_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a project begun by the day, then what came in by kind and year, as B5 takes it."""
    own = _own(context, ids, "cooperation_project")
    rows = projects(context.connection, context.options["since"], context.day, own, _firms(context, ids))
    yield Title(_("校企合作项目一览表"))
    yield _head(context, ids, (_("统计截止"), long_day(context.day)), (_("单位"), _("个、元")))
    body = rows_or_note((_project(nth, row) for nth, row in enumerate(rows, 1)), _("没有校企合作项目。"))
    yield Table(_project_columns(), body, tuple(_project_totals(rows)))
    if rows:
        yield Table(_sum_columns(), tuple(_by_year(rows)))
        yield Paragraph(_("注：按立项年份计；集团年度统计的技术服务到款由“技术服务”一行得出。"))
    yield signed_by_office()


def _project_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 9, kind="code"), Column(_("编号"), 24, kind="code"), Column(_("项目名称"), 48), Column(_("类型"), 18, kind="code"),
        Column(_("合作企业"), 52), Column(_("负责人"), 17, kind="name"), Column(_("立项"), 20, kind="date"), Column(_("结题"), 20, kind="date"),
        Column(_("合同金额"), 24, kind="money"), Column(_("到账金额"), 24, kind="money"), Column(_("状态"), 20, kind="code"), Column(_("成果"), 30),
    )  # fmt: skip


def _project(nth: int, row: Record) -> Row:
    values = row.values
    partners = "、".join((*(values["enterprises"] or ()), *((values["partners"],) if values["partners"] else ())))
    state = _("逾期未结题") if values["is_unconcluded"] else short("project-status", values["status"])
    return Row((
        nth, values["number"] or "", values["name"], short("project-kind", values["kind"]), partners, values["leader"] or "",
        values["start_date"], values["end_date"], values["amount"], values["received"], state, values["outcome"] or "",
    ), of=Ref("cooperation_project", row.id))  # fmt: skip


def _project_totals(rows: Sequence[Record]) -> tuple[Row, ...]:
    if not rows:
        return ()

    def total(name: str) -> Decimal:
        return sum((row.values[name] for row in rows if row.values[name] is not None), Decimal(0))

    late = sum(bool(row.values["is_unconcluded"]) for row in rows)
    words = _("合计 {count} 个").format(count=len(rows))
    told = joined((words, _("逾期未结题 {count} 个").format(count=late) if late else ""))
    before = 8  # columns before the amounts
    return (Row((told, total("amount"), total("received"), "", ""), "total", before),)


def _sum_columns() -> tuple[Column, ...]:
    return (
        Column(_("类型"), 50), Column(_("立项年份"), 30, kind="code"), Column(_("项目数"), 30, kind="number"),
        Column(_("合同金额"), 50, kind="money"), Column(_("到账金额"), 50, kind="money"),
    )  # fmt: skip


def _by_year(rows: Sequence[Record]) -> Iterator[Row]:
    for one in received(rows):
        yield Row((name_of("project-kind", one.kind), str(one.year), one.projects, one.amount, one.received))
