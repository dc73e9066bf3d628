"""Papers on agreements: the ledger 合作协议台账 (B7), promises kept 企业承诺履行情况表 (B4), one agreement on a page."""

from collections.abc import Iterator, Sequence
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
from desktop.reports.formatting import long_day, name_of, plain_number, rows_or_note, short
from desktop.reports.report import ReportContext, report
from models.database.policies import threshold_on
from models.entities.agreement_terms import EXPIRED, EXPIRING, EXPIRY_DAYS
from models.entities.agreements import Agreement
from models.schema.fields import Field, asked, field_map
from models.schema.showing import text_of
from models.schema.types import Choice
from models.statistics.agreements import (
    Agreed,
    Kept,
    Summary,
    by_item,
    ledger,
    percent,
    promises_kept,
    states,
    summaries,
)
from models.words import N_, _, joined, listed

_EVERY, _PRESSING = "all", "pressing"
_PRESSES = (EXPIRING, EXPIRED)


@report(
    "agreement-ledger", N_("合作协议台账"), code="XY-01", of="agreement", by=("enterprise",), landscape=True, paper="A3",
    purpose=N_("全部或一部分合作协议：签约方、有效期、剩余天数、承诺和金额，标出即将到期和已到期的。"),
    options=(asked("only", N_("范围"), Choice((_EVERY, N_("全部协议")), (_PRESSING, N_("即将到期和已到期的"))), default=_EVERY),),
)  # fmt: skip
def agreement_ledger(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One table by number; the last day, the days left and the amount are those that hold on the day (specification B7)."""
    chosen = {context.of: ids}
    rows = ledger(context.connection, context.day, chosen.get("agreement", ()), chosen.get("enterprise", ()))
    rows = [row for row in rows if context.options["only"] == _EVERY or row.state in _PRESSES]
    yield Title(_("合作协议台账"))
    yield HeadLine((
        (_("填报单位（盖章）"), context.unit), (_("统计截止"), long_day(context.day)), (_("单位"), _("份、元")),
    ))  # fmt: skip
    body = rows_or_note((_ledger_row(nth, row) for nth, row in enumerate(rows, 1)), _("没有合作协议。"))
    yield Table(_ledger_columns(), body, _ledger_totals(rows), row_height_mm=8)
    days = int(threshold_on(context.connection, EXPIRY_DAYS, context.day))
    words = _("注：止、剩余天数和金额按截止日期算，生效的补充协议和终止算在内；即将到期指 {days} 天内到期。")
    yield Paragraph(words.format(days=days))
    yield SignOff((_("单位负责人"), _("审核人"), _("制表人")), _("填表日期"), seal=True)


def _ledger_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 8, kind="code"),
        Column(_("编号"), 26, kind="code"),
        Column(_("名称"), 42),
        Column(_("类型"), 18, kind="code"),
        Column(_("甲方"), 34),
        Column(_("乙方"), 36),
        Column(_("丙方"), 28),
        Column(_("签订"), 18, kind="date"),
        Column(_("起"), 18, kind="date"),
        Column(_("止"), 18, kind="date"),
        Column(_("剩余天数"), 13, kind="number"),
        Column(_("状态"), 15, kind="code"),
        Column(_("承诺"), 36),
        Column(_("金额"), 20, kind="money"),
        Column(_("附件"), 9, kind="number"),
        Column(_("备注"), 18),
    )


def _ledger_row(nth: int, row: Agreed) -> Row:
    first, second, *others = row.parties
    third = "、".join(name for name in others if name)
    return Row((
        nth, row.number, row.title, short("agreement-kind", row.kind), first or "", second or "", third, row.signed, row.begin,
        row.until, row.left, name_of("agreement-state", row.state), "、".join(row.promises), row.amount, row.files or None,
        row.remark or "",
    ), of=Ref("agreement", row.id))  # fmt: skip


def _ledger_totals(rows: Sequence[Agreed]) -> tuple[Row, ...]:
    """How many, and how many stand how; the sum of the amounts that hold on the day."""
    counts = listed(f"{name_of('agreement-state', state)} {count}" for state, count in states(rows))
    words = _("合计 {count} 份").format(count=len(rows))
    total = sum((row.amount for row in rows if row.amount is not None), Decimal(0))
    first = 13  # columns before the amount
    cells: tuple[Value, ...] = (joined((words, counts)) if counts else words, total or None, None, "")
    return (Row(cells, "total", first),)


@report(
    "promises-kept", N_("企业承诺履行情况表"), code="XY-02", of="order_class", by=("school",), landscape=True,
    purpose=N_("企业对订单班承诺了什么、完成了多少：逐项列目标、截止、完成和完成率。"),
)  # fmt: skip
def promises(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One table by order class, with sums by item over promises that are each counted once (specification B4)."""
    classes, schools = ((), ids) if context.of == "school" else (ids, ())
    rows = promises_kept(context.connection, context.day, classes, schools)
    yield Title(_("企业承诺履行情况表"))
    yield HeadLine(((_("填报单位（盖章）"), context.unit), (_("统计截止"), long_day(context.day))))
    body = rows_or_note((_promise_row(nth, row) for nth, row in enumerate(rows, 1)), _("没有登记承诺。"))
    yield Table(_promise_columns(), body, tuple(_promise_totals(rows)), merge=(1,))
    words = _(
        "注：完成率＝完成÷目标，没有目标或没有登记完成的为“—”，合计时没有登记完成的按 0 算；落实协议承诺的，目标按协议；合计里每项承诺只算一次。"
    )
    yield Paragraph(words)
    yield SignOff((_("单位负责人"), _("审核人"), _("制表人")), _("填表日期"), seal=True)


def _promise_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 9, kind="code"),
        Column(_("订单班"), 46),
        Column(_("承诺项"), 28),
        Column(_("单位"), 14, kind="code"),
        Column(_("目标"), 22, kind="number"),
        Column(_("截止"), 22, kind="date"),
        Column(_("完成"), 22, kind="number"),
        Column(_("完成率"), 20, kind="percent", empty="—"),
        Column(_("佐证"), 34),
        Column(_("备注"), 24),
    )


def _promise_row(nth: int, row: Kept) -> Row:
    return Row((
        nth, row.name, name_of("commitment-item", row.item), row.unit or "", plain_number(row.target), row.due, plain_number(row.actual),
        row.rate, row.evidence or "", row.remark or "",
    ), of=Ref(*row.source))  # fmt: skip


def _promise_totals(rows: Sequence[Kept]) -> Iterator[Row]:
    for item, target, actual, count in by_item(rows):
        words = _("{item}合计　{count} 项").format(item=name_of("commitment-item", item), count=count)
        yield Row((words, plain_number(target), "", plain_number(actual), percent(actual, target), "", ""), "total", 4)


@report(
    "agreement-summary", N_("合作协议概要"), code="XY-03", of="agreement", per_record=True,
    purpose=N_("一份协议一页：签约方、有效期、金额、补充协议、承诺和依赖它的订单班、学徒制项目。"),
)  # fmt: skip
def agreement_summary(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One page an agreement, as it holds on the day."""
    for one in summaries(context.connection, context.day, ids):
        yield PageBreak(title=one.agreed.number)
        yield from _page(context, one)


def _page(context: ReportContext, one: Summary) -> Iterator[Block]:
    agreed = one.agreed
    yield Title(agreed.title, _("协议编号 {number}").format(number=agreed.number))
    yield HeadLine((
        (_("填报单位"), context.unit), (_("截止日期"), long_day(context.day)),
        (_("现状"), name_of("agreement-state", agreed.state)),
    ))  # fmt: skip
    yield Table((Column(_("项目"), 30), Column(_("内容"), 140)), tuple(_facts(one)))
    if one.amendments:
        yield Table(
            _amendment_columns(),
            tuple(_amendments(one)),
            (sentence(_("补充协议 {count} 份").format(count=len(one.amendments))),),
        )
    if one.promises:
        done = field_map(Agreement)["rate"]
        words = _("承诺 {count} 项，完成率 {rate}").format(
            count=len(one.promises),
            rate=text_of(done, one.values["rate"]) + "%" if one.values["rate"] is not None else "—",
        )
        yield Table(_kept_columns(), tuple(_promised(one)), (sentence(words),))
    if one.dependants:
        columns = (
            Column(_("依据本协议的"), 30),
            Column(_("名称"), 76),
            Column(_("起"), 32, kind="date"),
            Column(_("止"), 32, kind="date"),
        )
        late = [name for _kind, name, _begin, end in one.dependants if end and agreed.until and end > agreed.until]
        words = _("{names}晚于协议的最后一天 {day} 才结束").format(names=listed(late), day=agreed.until)
        yield Table(columns, tuple(Row(told) for told in one.dependants), (sentence(words),) if late else ())
    yield SignOff((_("负责人"), _("制表人")), _("填表日期"))


def _facts(one: Summary) -> Iterator[Row]:
    agreed, fields = one.agreed, field_map(Agreement)

    def told(name: str, value: object) -> Row:
        field: Field = fields[name]
        return Row((field.title, text_of(field, value) or "—"))

    yield told("kind", agreed.kind)
    for name, party in zip(("party_a", "party_b", "party_c", "party_d"), agreed.parties, strict=True):
        if party:
            yield told(name, party)
    yield told("signed_date", agreed.signed)
    period = _("{begin} 至 {end}").format(begin=agreed.begin or "—", end=agreed.until or "—")
    signed = one.values["valid_until"]
    changed = _("（原至 {day}）").format(day=signed) if signed != agreed.until else ""
    left = _("，剩 {days} 天").format(days=agreed.left) if agreed.left is not None and agreed.left >= 0 else ""
    yield Row((_("有效期"), f"{period}{changed}{left}"))
    if agreed.amount is not None:
        first = one.values["amount"]
        before = _("（原 {amount}）").format(amount=text_of(fields["amount"], first)) if first != agreed.amount else ""
        yield Row((fields["amount"].title, f"{text_of(fields['amount'], agreed.amount)}{before}"))
    for name in (
        "signatory_school",
        "signatory_enterprise",
        "staff",
        "majors",
        "stage",
        "ended_date",
        "ended_reason",
        "renews",
    ):
        if one.values[name]:
            yield Row((fields[name].title, _shown(fields[name], one.values[name])))
    if agreed.remark:
        yield told("remark", agreed.remark)


def _shown(field: Field, value: object) -> str:
    return str(value) if field.to is not None and not field.many else text_of(field, value)


def _amendment_columns() -> tuple[Column, ...]:
    return (
        Column(_("补充协议"), 38, kind="code"), Column(_("变更事项"), 30), Column(_("签订"), 22, kind="date"),
        Column(_("生效"), 22, kind="date"), Column(_("变更为"), 34), Column(_("摘要"), 34),
    )  # fmt: skip


def _amendments(one: Summary) -> Iterator[Row]:
    for row in one.amendments:
        values = row.values
        kinds = "、".join(short("amendment-kind", kind) for kind in values["kinds"] or ())
        changed = (values["valid_until"], values["amount"], values["ended_date"])
        words = "、".join(str(value) for value in changed if value is not None)
        yield Row(
            (values["number"], kinds, values["signed_date"], values["effective_date"], words, values["summary"] or ""),
            of=Ref("amendment", row.id),
        )


def _kept_columns() -> tuple[Column, ...]:
    return (
        Column(_("承诺项"), 40), Column(_("单位"), 20, kind="code"), Column(_("目标"), 28, kind="number"),
        Column(_("截止"), 30, kind="date"), Column(_("完成"), 28, kind="number"), Column(_("完成率"), 24, kind="percent", empty="—"),
    )  # fmt: skip


def _promised(one: Summary) -> Iterator[Row]:
    for row in one.promises:
        values = row.values
        yield Row((
            name_of("commitment-item", values["item"]), values["unit"] or "", plain_number(values["target"]), values["due_date"],
            plain_number(values["actual"]), values["rate"],
        ), of=Ref("agreement_commitment", row.id))  # fmt: skip
