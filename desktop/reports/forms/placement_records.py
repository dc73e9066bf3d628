"""Papers on what is kept of placements: pay of a month (D10), visits and their statistics (D7), a report of an incident (D11)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

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
from desktop.reports.formatting import (
    long_day,
    marked,
    minors_note,
    name_of,
    private,
    rows_or_note,
    short,
    signed_by_office,
)
from desktop.reports.report import ReportContext, report
from models.database.policies import thresholds
from models.database.query import Query
from models.database.results import displays, rows_of
from models.entities.placements import Placement
from models.schema.fields import BANK, HEALTH, IDENTITY, asked, entity_named
from models.schema.numbers import amount_text
from models.schema.sorting import natural_key, pinyin_key
from models.schema.types import Date, Month
from models.statistics.placement_records import (
    HostRow,
    IncidentRow,
    PayRow,
    VisitRow,
    chosen_incidents,
    hosts_visited,
    least_percent,
    pay_rows,
    period_of,
    visits,
)
from models.statistics.placements import Scope
from models.words import N_, _


def whom(context: ReportContext, ids: Sequence[int]) -> tuple[str, str]:
    """Whose records a paper is about: a label and the names, for its head line."""
    names = "、".join(displays(context.connection, entity_named(context.of), ids).values()) if ids else _("全部")
    return _(entity_named(context.of).label), names


@report(
    "pay-list", N_("实习津贴发放表"), code="SX-10", of="placement_plan", by=("enterprise", "school_class", "staff"),
    landscape=True, private=True,
    purpose=N_("一个月的实习津贴：逐人核对、签收；标出低于同岗工资标准的和有代扣的。"),
    options=(asked("month", N_("月份"), Month(), help=N_("哪个月的津贴"), blank=N_("截止日期所在的月")),),
)  # fmt: skip
def pay_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One table of the pay of a month, by enterprise and student number (specification D10)."""
    month = context.options["month"] or f"{context.day:%Y-%m}"
    percent = least_percent(context.connection, month)
    found = pay_rows(context.connection, month, Scope(context.of, tuple(ids)))
    rows = sorted(found, key=lambda row: (pinyin_key(row.enterprise), natural_key(row.student_number or ""), row.id))
    year, number = month.split("-")
    yield Title(_("{year}年{month}月岗位实习津贴发放表").format(year=year, month=int(number)))
    yield HeadLine((
        (_("填报单位（盖章）"), context.unit), whom(context, ids), (_("截止日期"), long_day(context.day)), (_("单位"), _("元")),
    ))  # fmt: skip
    identity, card = private(context, "student", "id_number"), private(context, "pay_month", "bank_number")
    cells = (
        _pay_cells(nth, row, marked(row.name, row.birth_date, context.day), (identity(row.id_number), card(row.bank_number)), percent)
        for nth, row in enumerate(rows, 1)
    )  # fmt: skip
    note = _("{month} 没有津贴发放记录。").format(month=month)
    yield Table(_pay_columns(), rows_or_note(cells, note), _pay_totals(rows, percent), row_height_mm=8.5)
    yield from minors_note({row.student: row.birth_date for row in rows}.values(), context.day)
    words = _(
        "注：代扣必须为 0，不得从实习报酬里扣费；低于同岗＝月标准不到同岗工资标准的 {percent}%，也不到最低档工资（没有登记最低档的只看前者），"
        "岗位没有登记同岗工资的不判断，缺勤不算低于。"
    )
    yield Paragraph(words.format(percent=_plain(percent)))
    yield SignOff((_("单位负责人"), _("财务"), _("制表人"), _("联系电话")), _("填表日期"), seal=True)


def _pay_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 10, kind="code"),
        Column(_("姓名"), 17, kind="name"),
        Column(_("实习单位"), 40),
        Column(_("证件号"), 36, kind="code", private=IDENTITY),
        Column(_("卡号"), 36, kind="code", private=BANK),
        Column(_("月份"), 15, kind="code"),
        Column(_("应出勤"), 12, kind="number"),
        Column(_("实出勤"), 12, kind="number"),
        Column(_("标准"), 17, kind="money"),
        Column(_("应发"), 17, kind="money"),
        Column(_("代扣"), 14, kind="money"),
        Column(_("实发"), 17, kind="money"),
        Column(_("签字"), 20),
        Column(_("备注"), 22),
    )


def _pay_cells(nth: int, row: PayRow, name: str, numbers: tuple[str, str], percent: Decimal) -> Row:
    signed = _("已签") if row.is_signed else ""
    return Row((
        nth, name, row.enterprise, *numbers, row.month, _plain(row.should_days), _plain(row.actual_days), row.standard,
        row.payable, row.deduction, row.paid, signed, _flags(row, percent),
    ), of=Ref("pay_month", row.id))  # fmt: skip


def _flags(row: PayRow, percent: Decimal) -> str:
    """What is to be looked at in a row, before what is remarked of it."""
    low = _("低于同岗 {percent}%").format(percent=_plain(percent)) if row.is_below(percent) else ""
    taken = _("有代扣") if row.deduction else ""
    return "；".join(part for part in (low, taken, row.remark or "") if part)


def _plain(number: Decimal | None) -> Value:
    """A number without the zeros after its point."""
    return None if number is None else f"{number.normalize():f}"


def _pay_totals(rows: Sequence[PayRow], percent: Decimal) -> tuple[Row, ...]:
    def total(name: str) -> Any:
        return amount_text(sum((getattr(row, name) or Decimal(0) for row in rows), Decimal(0)))

    if not rows:
        return ()
    words = _("合计 {rows} 条、{people} 人：应发 {payable} 元，代扣 {deduction} 元，实发 {paid} 元。")
    first = words.format(
        rows=len(rows), people=len({row.student for row in rows}), payable=total("payable"), deduction=total("deduction"),
        paid=total("paid"),
    )  # fmt: skip
    low, taken = sum(row.is_below(percent) for row in rows), sum(bool(row.deduction) for row in rows)
    flagged = _("低于同岗工资标准的 {low} 条，有代扣的 {taken} 条。").format(low=low, taken=taken)
    return (sentence(first), *((sentence(flagged),) if low or taken else ()))


SINCE = asked("since", N_("统计起始日期"), Date(), help=N_("从哪一天起的巡查"), blank=N_("学年第一天"))


def _period(context: ReportContext) -> tuple[date, date]:
    """From the day chosen, or the first of the school year, to the day the figures are of."""
    return context.options["since"] or period_of(context.day)[0], context.day


def _by(context: ReportContext) -> str:
    """What visits are narrowed by: the enterprise, or the teacher."""
    return "teacher" if context.of == "staff" else ""


def _head(context: ReportContext, ids: Sequence[int], unit: str) -> HeadLine:
    first, last = _period(context)
    period = _("{first}—{last}").format(first=long_day(first), last=long_day(last))
    return HeadLine((
        (_("填报单位（盖章）"), context.unit), whom(context, ids), (_("统计期间"), period), (_("单位"), unit),
    ))  # fmt: skip


@report(
    "visit-list", N_("实习巡查记录"), code="SX-07", of="enterprise", by=("staff",), landscape=True, options=(SINCE,),
    purpose=N_("一段时间里的巡查：哪一天、谁、到哪个单位、发现什么、怎样处理。"),
)  # fmt: skip
def visit_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a visit of the period, in the order of their days (specification D7)."""
    first, last = _period(context)
    rows = visits(context.connection, first, last, _by(context), ids)
    yield Title(_("岗位实习巡查记录"))
    yield _head(context, ids, _("次"))
    note = _("这段时间没有巡查记录。")
    totals = (sentence(_visits_in_words(rows)),) if rows else ()
    yield Table(_visit_columns(), rows_or_note((_visit(nth, row) for nth, row in enumerate(rows, 1)), note), totals)
    yield signed_by_office()


def _visit_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 10, kind="code"),
        Column(_("巡查日期"), 21, kind="date"),
        Column(_("实习单位"), 44),
        Column(_("巡查教师"), 17, kind="name"),
        Column(_("方式"), 13, kind="code"),
        Column(_("在岗学生数"), 14, kind="number"),
        Column(_("学生"), 17, kind="name"),
        Column(_("巡查情况"), 52),
        Column(_("有问题"), 12, kind="code"),
        Column(_("处理意见"), 44),
        Column(_("整改日期"), 21, kind="date"),
    )


def _visit(nth: int, row: VisitRow) -> Row:
    problem = "" if row.is_problem is None else _("是") if row.is_problem else _("否")
    return Row((
        nth, row.visit_date, row.enterprise, row.teacher, short("visit-mode", row.mode), row.student_count, row.student,
        row.finding, problem, row.measure, row.resolved_date,
    ), of=Ref("visit", row.id))  # fmt: skip


def _visits_in_words(rows: Sequence[VisitRow]) -> str:
    found = [row for row in rows if row.is_problem]
    words = _("合计 {visits} 次（{modes}），到 {firms} 个单位；有问题 {problems} 次，已整改 {resolved} 次。")
    return words.format(
        visits=len(rows), modes=_modes(Counter(row.mode for row in rows)), firms=len({row.enterprise_id for row in rows}),
        problems=len(found), resolved=sum(row.resolved_date is not None for row in found),
    )  # fmt: skip


def _modes(counts: Counter[str | None]) -> str:
    """现场 3、电话 2."""
    named = (
        (short("visit-mode", mode) or _("未填方式"), count)
        for mode, count in sorted(counts.items(), key=lambda m: m[0] or "~")
    )
    return "、".join(_("{mode} {count}").format(mode=mode, count=count) for mode, count in named)


@report(
    "visit-statistics", N_("实习巡查统计表"), code="SX-07b", of="enterprise", by=("staff",), landscape=True, options=(SINCE,),
    purpose=N_("按实习单位和按教师统计巡查，列出有实习生而没有巡查的单位和间隔过长的单位。"),
)  # fmt: skip
def visit_statistics(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """The enterprises with interns in the period and how they were visited; then the teachers (specification D7)."""
    first, last = _period(context)
    hosts = hosts_visited(context.connection, first, last, _by(context), ids)
    limit = int(thresholds(context.connection)("visit.interval-days", last))
    yield Title(_("岗位实习巡查统计表"))
    yield _head(context, ids, _("家、人、次"))
    note = _("这段时间没有单位有实习生。")
    rows = rows_or_note((_host(nth, host, limit) for nth, host in enumerate(hosts, 1)), note)
    yield Table(_host_columns(), rows, _host_totals(hosts, limit))
    seen = visits(context.connection, first, last, _by(context), ids)
    if seen:
        yield Table(_teacher_columns(), tuple(_teachers(seen)))
    words = _(
        "注：实习单位为这段时间里有学生在岗的单位；最长间隔为有学生在岗期间（含首尾）两次巡查之间最长的天数，"
        "超过 {limit} 天标 ※。"
    )
    yield Paragraph(words.format(limit=limit))
    yield signed_by_office()


def _host_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 10, kind="code"),
        Column(_("实习单位"), 60),
        Column(_("实习生"), 14, kind="number"),
        Column(_("巡查次数"), 16, kind="number"),
        Column(_("其中"), 40),
        Column(_("有问题"), 14, kind="number"),
        Column(_("已整改"), 14, kind="number"),
        Column(_("最近巡查"), 24, kind="date", empty="—"),
        Column(_("最长间隔（天）"), 20, kind="code"),
        Column(_("巡查教师"), 44),
    )


def _host(nth: int, host: HostRow, limit: int) -> Row:
    gap = f"{host.gap}※" if host.gap > limit else str(host.gap)
    return Row((
        nth, host.name, host.interns, host.visits, _modes(Counter(host.by_mode)), host.problems, host.resolved, host.last, gap,
        host.teachers,
    ), of=Ref("enterprise", host.id))  # fmt: skip


def _host_totals(hosts: Sequence[HostRow], limit: int) -> tuple[Row, ...]:
    if not hosts:
        return ()
    unseen = [host.name for host in hosts if not host.visits]
    words = _("合计 {hosts} 个单位，巡查 {visits} 次；没有巡查的 {unseen} 个，间隔超过 {limit} 天的 {late} 个。")
    first = words.format(
        hosts=len(hosts), visits=sum(host.visits for host in hosts), unseen=len(unseen), limit=limit,
        late=sum(host.gap > limit for host in hosts),
    )  # fmt: skip
    named = (sentence(_("没有巡查的单位：{names}。").format(names="、".join(unseen))),) if unseen else ()
    return (sentence(first), *named)


def _teacher_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 10, kind="code"),
        Column(_("巡查教师"), 40, kind="name"),
        Column(_("巡查次数"), 20, kind="number"),
        Column(_("其中"), 60),
        Column(_("单位数"), 20, kind="number"),
        Column(_("有问题"), 20, kind="number"),
        Column(_("最近巡查"), 30, kind="date"),
    )


def _teachers(rows: Sequence[VisitRow]) -> Iterator[Row]:
    """A line for each teacher, who went most often first."""
    of: dict[str, list[VisitRow]] = {}
    for row in rows:
        of.setdefault(row.teacher, []).append(row)
    ordered = sorted(of.items(), key=lambda one: (-len(one[1]), pinyin_key(one[0])))
    for nth, (teacher, some) in enumerate(ordered, 1):
        firms, found = {row.enterprise_id for row in some}, sum(bool(row.is_problem) for row in some)
        modes = _modes(Counter(row.mode for row in some))
        yield Row((nth, teacher, len(some), modes, len(firms), found, max(row.visit_date for row in some)))


@report(
    "incident-report", N_("实习突发事件报告单"), code="SX-11", of="incident", per_record=True, private=True,
    purpose=N_("一起事件一页：学生、单位、经过、报告与理赔，供上报和归档。"),
)  # fmt: skip
def incident_report(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One page an incident: these, or those of the school year up to the day (specification D11)."""
    rows = chosen_incidents(context.connection, context.day, ids)
    stays = [row.placement for row in rows]
    covers = {
        row.id: row.values["policy_number"]
        for row in rows_of(context.connection, Query(Placement, as_of=context.day), stays, ("policy_number",))
    }
    for row in rows:
        yield from _incident(context, row, covers.get(row.placement) or "")
    if not rows:
        yield Title(_("岗位实习突发事件报告单"))
        yield Paragraph(_("本学年截至{day}没有突发事件。").format(day=long_day(context.day)), "body")


def _incident(context: ReportContext, row: IncidentRow, policy: str) -> Iterator[Block]:
    """A form of pairs, and room for what is written by hand."""
    phone = private(context, "student", "phone")
    injury, told, hospital = (private(context, "incident", name) for name in ("injury", "description", "hospital"))
    yield PageBreak(title=row.name, of=Ref("incident", row.id))
    yield Title(_("岗位实习突发事件报告单"))
    yield HeadLine(((_("填报单位（盖章）"), context.unit), (_("填报日期"), long_day(context.day))))
    period = "—".join(day.isoformat() for day in (row.start_date, row.end_date) if day)
    when = " ".join(part for part in (row.occurred_date.isoformat(), row.occurred_time or "") if part)
    amount = "" if row.claim_amount is None else _("{amount} 元").format(amount=amount_text(row.claim_amount))
    pairs: tuple[tuple[str, Value], ...] = (
        (_("姓名"), marked(row.name, row.birth_date, row.occurred_date)),
        (_("学号"), row.student_number),
        (_("性别"), short("gender", row.gender)),
        (_("联系电话"), phone(row.phone)),
        (_("实习单位"), row.enterprise),
        (_("岗位"), row.post),
        (_("实习起止"), period),
        (_("校内指导教师"), row.tutor),
        (_("企业指导人员"), row.mentor),
        (_("责任险保单号"), policy),
        (_("发生时间"), when),
        (_("地点"), row.place),
        (_("事件类别"), name_of("incident-kind", row.kind)),
        (_("伤害程度"), injury(row.injury)),
        (_("报告学校日期"), row.school_told_date),
        (_("上报主管部门日期"), row.authority_told_date),
        (_("就诊医院"), hospital(row.hospital)),
        (_("结案日期"), row.closed_date),
        (_("理赔编号"), row.claim_number),
        (_("理赔金额"), amount),
    )
    columns = (Column(_("项目"), 44), Column(_("内容"), 126, private=HEALTH))
    said = sentence(_("事件经过：{words}").format(words=told(row.description)), "normal")
    rest = (
        sentence(_("处理情况："), "normal"),
        sentence(_("学校意见："), "normal"),
        sentence(_("主管部门意见："), "normal"),
    )
    yield Table(
        columns,
        (*(Row(pair, of=Ref("incident", row.id)) for pair in pairs), said, *rest),
        row_height_mm=8,
        repeat=False,
    )
    yield from minors_note([row.birth_date], row.occurred_date)
    yield SignOff((_("报告人"), _("实习单位"), _("单位负责人")), _("日期"), seal=True)
