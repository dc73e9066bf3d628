"""Papers on what is kept of placements: pay of a month (D10), visits and their statistics (D7), a report of an incident (D11)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from desktop.reports.document import (
    Block,
    Column,
    HeadLine,
    Paragraph,
    Ref,
    Row,
    SignOff,
    Table,
    Title,
    Value,
    sentence,
)
from desktop.reports.formatting import long_day, marked, minors_note, private, rows_or_note
from desktop.reports.report import Option, ReportContext, report
from models.database.results import displays
from models.schema.fields import entity_named
from models.schema.sorting import natural_key, pinyin_key
from models.schema.types import Month
from models.statistics.placement_records import PayRow, least_percent, pay_rows
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
    options=(Option("month", N_("月份"), Month(), None, N_("哪个月的津贴"), N_("截止日期所在的月")),),
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
        Column(_("证件号"), 36, kind="code", private=True),
        Column(_("卡号"), 36, kind="code", private=True),
        Column(_("月份"), 15, kind="code"),
        Column(_("应出勤"), 12, kind="number"),
        Column(_("实出勤"), 12, kind="number"),
        Column(_("标准"), 17, kind="number"),
        Column(_("应发"), 17, kind="number"),
        Column(_("代扣"), 14, kind="number"),
        Column(_("实发"), 17, kind="number"),
        Column(_("签字"), 20),
        Column(_("备注"), 22),
    )


def _pay_cells(nth: int, row: PayRow, name: str, numbers: tuple[str, str], percent: Decimal) -> Row:
    signed = _("已签") if row.is_signed else ""
    return Row((
        nth, name, row.enterprise, *numbers, row.month, _plain(row.should_days), _plain(row.actual_days), _yuan(row.standard),
        _yuan(row.payable), _yuan(row.deduction), _yuan(row.paid), signed, _flags(row, percent),
    ), of=Ref("pay_month", row.id))  # fmt: skip


def _flags(row: PayRow, percent: Decimal) -> str:
    """What is to be looked at in a row, before what is remarked of it."""
    low = _("低于同岗 {percent}%").format(percent=_plain(percent)) if row.is_below(percent) else ""
    taken = _("有代扣") if row.deduction else ""
    return "；".join(part for part in (low, taken, row.remark or "") if part)


def _plain(number: Decimal | None) -> Value:
    """A number without the zeros after its point."""
    return None if number is None else f"{number.normalize():f}"


def _yuan(amount: Decimal | None) -> Value:
    """Whole yuan without decimals, others with two."""
    whole = amount is None or amount == amount.to_integral_value()
    return amount if amount is None or not whole else amount.to_integral_value()


def _pay_totals(rows: Sequence[PayRow], percent: Decimal) -> tuple[Row, ...]:
    def total(name: str) -> Any:
        return f"{sum((getattr(row, name) or Decimal(0) for row in rows), Decimal(0)):,.2f}"

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
