"""What was done on a day, to be signed and kept where the file is not: 当日记录清单."""

from collections.abc import Iterator, Sequence

from desktop.reports.document import Block, Column, HeadLine, Paragraph, Row, SignOff, Table, Title
from desktop.reports.formatting import long_day, rows_or_note
from desktop.reports.report import ReportContext, report
from models.database.disclosures import WAYS, Disclosure
from models.statistics.day_records import DayAct, day_acts, day_showings, printings_on
from models.words import N_, _


@report(
    "day-records", N_("当日记录清单"), code="JL-01", of="school",
    purpose=N_("签字存档：当天的每一步操作和它的封印、谁看过完整号码；以后数据库里的记录被改过，与它一对就知道。"),
)  # fmt: skip
def day_records(context: ReportContext, _ids: Sequence[int]) -> Iterator[Block]:
    """The acts of the day with their seals, the showings of whole values, how many papers went out (trust, V5)."""
    printed = printings_on(context.connection, context.day)
    yield Title(_("当日记录清单"))
    yield HeadLine((
        (_("填报单位"), context.unit), (_("日期"), long_day(context.day)), (_("打印"), _("{count} 次").format(count=printed)),
    ))  # fmt: skip
    acts, showings = day_acts(context.connection, context.day), day_showings(context.connection, context.day)
    yield Table(_columns(), rows_or_note(map(_row, acts), _("当天没有操作。")))
    if showings:
        yield Table(_shown_columns(), [_shown(one) for one in showings])
    yield Paragraph(
        _(
            "注：封印由一步操作的全部内容和前一条的封印算出；命令 check --anchor 编号·封印 核对到那一步为止的历史没有变。"
        )
    )
    yield SignOff((_("登记人"), _("审核人")), date=_("日期"))


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("编号"), 16, kind="number"),
        Column(_("时间"), 14, kind="code"),
        Column(_("操作人"), 24, kind="name"),
        Column(_("操作"), 82),
        Column(_("变动条数"), 16, kind="number"),
        Column(_("封印"), 20, kind="code"),
    )


def _row(act: DayAct) -> Row:
    return Row((act.number, f"{act.time:%H:%M}", act.user, act.name, act.count, act.seal))


def _shown_columns() -> tuple[Column, ...]:
    return (
        Column(_("时间"), 14, kind="code"),
        Column(_("查看人"), 24, kind="name"),
        Column(_("途径"), 28),
        Column(_("谁的"), 36),
        Column(_("内容"), 34),
        Column(_("原因"), 36),
    )


def _shown(one: Disclosure) -> Row:
    time = f"{one.time.astimezone():%H:%M}"
    return Row((time, one.user, _(WAYS.get(one.way, one.way)), one.whose, one.titles, one.reason))
