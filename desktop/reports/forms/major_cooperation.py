"""Majors and the enterprises that cooperate in them, one line a major (B6)."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from desktop.reports.document import Block, Column, HeadLine, Paragraph, Ref, Row, Table, Title
from desktop.reports.formatting import figure_major, figure_name, long_day, rows_or_note, signed_by_office
from desktop.reports.report import ReportContext, report
from models.statistics.major_cooperation import MajorCooperation, major_cooperation
from models.words import N_, _

_BEFORE = 5  # columns before the figures
# the figures in the order of the paper; "" stands for a box to be filled in by hand
_PRINTED = ("enterprises", "courses", "", "ordered", "apprentices", "interns", "", "")


@report(
    "major-cooperation", N_("专业与企业合作统计表"), code="HZ-06", of="major", landscape=True,
    purpose=N_("各专业的校企合作：合作企业、联合开发课程、订单班和学徒制培养、接受岗位实习的人数，一个专业一行。"),
)  # fmt: skip
def major_statistics(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a major with sums for each level of school, which are not added up (specification B6; §0, trap 3)."""
    every = major_cooperation(context.connection, context.day, ids)
    found = every if ids else [one for one in every if one.is_told]
    yield Title(_("专业与企业合作统计表"))
    yield HeadLine((
        (_("填报单位（盖章）"), context.unit), (_("统计截止"), long_day(context.day)), (_("单位"), _("家、门、种、人、台")),
    ))  # fmt: skip
    levels = [(level, list(some)) for level, some in groupby(found, key=lambda one: one.level)]
    rows = (_major(nth, one) for nth, one in enumerate(found, 1))
    sums = [_sum(level if len(levels) > 1 else None, some) for level, some in levels]
    yield Table(_columns(), rows_or_note(rows, _("没有专业的校企合作记录。")), tuple(sums))
    yield Paragraph(_notes(len(every) - len(found)))
    yield signed_by_office()


def _columns() -> tuple[Column, ...]:
    headings = (
        (_("合作企业数量"), 20), (_("联合开发课程"), 20), (_("联合开发教材"), 20), (_("订单班培养人数"), 22), (_("现代学徒制培养人数"), 24),
        (_("接受岗位实习人数"), 22), (_("捐赠设备数量"), 20), (_("专业教师人数"), 20),
    )  # fmt: skip
    figures = (
        Column(heading, width, kind="number", empty="—" if name else "")
        for name, (heading, width) in zip(_PRINTED, headings, strict=True)
    )
    return (
        Column(_("序号"), 9, kind="code"), Column(_("专业名称"), 42), Column(_("专业编号"), 18, kind="code"), Column(_("专业大类"), 30),
        Column(_("所属系部"), 24), *figures,
    )  # fmt: skip


def _major(nth: int, one: MajorCooperation) -> Row:
    line = one.line
    head = (nth, figure_major(line.code, line.name), line.code, line.family, "、".join(one.departments))
    return Row((*head, *(one.figures.get(name) for name in _PRINTED)), of=Ref("major", one.id))


def _sum(level: str | None, some: Sequence[MajorCooperation]) -> Row:
    """What the majors of a level have together; an enterprise that cooperates in several of them counts once."""
    figures = (_total(name, some) for name in _PRINTED)
    name = figure_name("school-level", level) if level else ""
    words = _("{level}合计　{count} 个专业").format(level=name, count=len(some))
    return Row((words, *figures), "total", _BEFORE)


def _total(name: str, some: Sequence[MajorCooperation]) -> int | None:
    if name == "enterprises":
        return len(frozenset[int]().union(*(one.firms for one in some))) or None
    known = [value for one in some if (value := one.figures.get(name)) is not None]
    return sum(known) if known else None


def _notes(untold: int) -> str:
    notes = [
        _("合作企业为合作专业里有本专业的企业，合计里每家只计一次；联合开发课程为有企业参与、正在执行的课程标准；订单班、学徒制人数与在校生统计表相同；岗位实习为当日在岗的学生。"),
        _("“—”表示没有登记；教材、捐赠设备和专业教师没有分专业登记，空格手填。"),
        *([_("另有 {count} 个专业没有校企合作的记录，没有列出。").format(count=untold)] if untold else []),
    ]  # fmt: skip
    return _("注：") + "\n".join(_("{nth}. {note}").format(nth=nth, note=note) for nth, note in enumerate(notes, 1))
