"""What became of the numbers the office gives: 编号空号表."""

from collections.abc import Iterator, Sequence

from desktop.reports.document import Block, Column, HeadLine, Paragraph, Row, Table, Title
from desktop.reports.formatting import long_day, name_of, rows_or_note
from desktop.reports.report import ReportContext, report
from models.statistics.numbers import Run, number_runs
from models.words import N_, _

_NAMED = 60  # gaps and numbers named one by one


@report(
    "number-gaps", N_("编号空号表"), code="BH-01", of="number_pattern",
    purpose=N_("按编号规则查空号：每一段序号到哪里，跳过了哪些，给过而没有人用的有哪些。"),
)  # fmt: skip
def number_gaps(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """A line for each run of a counter (decisions §7: a gap list on demand)."""
    runs = number_runs(context.connection, ids)
    yield Title(_("编号空号表"))
    yield HeadLine(((_("填报单位"), context.unit), (_("截止日期"), long_day(context.day))))
    yield Table(_columns(), rows_or_note((_row(run) for run in runs), _("没有编号规则，或还没有按规则给过编号。")))
    yield Paragraph(_("注：给过的编号不再给别人；改了规则，以前的编号不变，也不按新规则查空号。"))


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("编号对象"), 24),
        Column(_("规则"), 40),
        Column(_("范围"), 18, kind="code"),
        Column(_("已有"), 12, kind="number"),
        Column(_("最大编号"), 28, kind="code"),
        Column(_("空号（序号）"), 38),
        Column(_("给过而没有人用的"), 38),
    )


def _row(run: Run) -> Row:
    gaps = [str(first) if first == last else f"{first}–{last}" for first, last in run.gaps]
    return Row((
        name_of("number-thing", run.thing), run.pattern, run.name, run.numbers, run.highest, _shortened(gaps), _shortened(run.unheld)
    ))  # fmt: skip


def _shortened(words: Sequence[str]) -> str:
    if len(words) <= _NAMED:
        return "、".join(words)
    return _("{some} 等 {count} 处").format(some="、".join(words[:_NAMED]), count=f"{len(words):,}")
