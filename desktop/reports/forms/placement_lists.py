"""The list of placements of a day: 岗位实习安置一览表 (D1)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from desktop.reports.document import Block, Column, HeadLine, Paragraph, Ref, Row, SignOff, Table, Title, sentence
from desktop.reports.formatting import figure_name, long_day, marked, minors_note, private, rows_or_note, short
from desktop.reports.report import OptionError, ReportContext, report
from models.database.results import displays
from models.entities.measures import APPROVING, SIGNING
from models.schema.fields import CONTACT, asked, entity_named
from models.schema.sorting import natural_key, pinyin_key
from models.schema.strokes import stroke_key
from models.schema.types import Choice, Integer
from models.statistics.figure_queries import counted
from models.statistics.placements import (
    PlacementFigures,
    PlacementRow,
    Scope,
    placement_figures,
    placements_on,
    students_to_place,
    waiting,
)
from models.words import N_, _

_BY = (
    ("enterprise", N_("单位、岗位、学号")), ("class", N_("班级、学号")), ("pinyin", N_("姓名拼音")), ("strokes", N_("姓氏笔画"))
)  # fmt: skip
_ORDERS: dict[str, Callable[[PlacementRow], Any]] = {
    "enterprise": lambda r: (pinyin_key(r.enterprise), pinyin_key(r.post), natural_key(r.student_number), r.name),
    "class": lambda r: (pinyin_key(r.school_class), natural_key(r.student_number), r.name),
    "pinyin": lambda r: ((r.name_pinyin or "~").lower(), natural_key(r.student_number)),
    "strokes": lambda r: (stroke_key(r.name), natural_key(r.student_number)),
}


@report(
    "placement-list", N_("岗位实习安置一览表"), code="SX-01", of="placement_plan",
    by=("enterprise", "school_class", "staff"), landscape=True, private=True,
    purpose=N_("备案、巡查和统计时用：截止日期当天在岗的全部安置，以及安置率、对口率。"),
    options=(
        asked("order", N_("排序"), Choice(*_BY), default="enterprise"),
        asked("exempt", N_("免实习人数"), Integer(0, 100_000), default=0, help=N_("经批准免实习的学生数，从应实习人数中扣除"), blank=N_("没有")),
    ),
)  # fmt: skip
def placement_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One table of the placements that count on the day (specification D1): of batches, firms, classes, teachers or all."""
    scope = Scope(context.of, tuple(ids))
    rows = placements_on(context.connection, scope, context.day)
    placed = frozenset(row.student for row in rows)
    expected = students_to_place(context.connection, scope, context.day) if scope.measured else placed
    try:
        figures = placement_figures(rows, expected, context.options["exempt"])
    except ValueError as error:
        words = _("免实习人数 {exempt} 多于未安置的 {unplaced} 人，请核对后重填")
        raise OptionError(words.format(exempt=error.args[0], unplaced=error.args[1])) from error
    chosen = entity_named(context.of)
    names = "、".join(displays(context.connection, chosen, ids).values()) if ids else _("全部")
    yield Title(_("岗位实习安置一览表"))
    yield HeadLine((
        (_("填报单位（盖章）"), context.unit), (_(chosen.label), names), (_("截止日期"), long_day(context.day)),
        (_("单位"), _("人")),
    ))  # fmt: skip
    note = _("截至{day}，没有在岗的安置记录。").format(day=long_day(context.day))
    ordered = sorted(rows, key=_ORDERS[context.options["order"]])
    phone, mentor = private(context, "student", "phone"), private(context, "placement", "mentor_phone")
    cells = (
        _cells(nth, row, marked(row.name, row.birth_date, context.day), phone(row.phone), mentor(row.mentor_phone))
        for nth, row in enumerate(ordered, 1)
    )
    totals = (*_totals(figures, len(rows), measured=scope.measured), *_waiting(context, scope))
    yield Table(_columns(), rows_or_note(cells, note), totals, row_height_mm=8.5)
    yield from minors_note({row.student: row.birth_date for row in rows}.values(), context.day)
    yield Paragraph(_formulas())
    yield SignOff((_("单位负责人"), _("审核人"), _("制表人"), _("联系电话")), _("填表日期"), seal=True)


def _formulas() -> str:
    return _(
        "注：应实习＝当日进行中的岗位实习批次面向的在籍学生与批次名单上的学生，减免实习；已安置为当日在岗的人数，"
        "待审、待签、认识实习和已不在籍的不算；安置率＝已安置÷应实习；对口率＝（完全对口＋相近）÷已安置，都没有填的不计算；"
        "一人有两处安置的计一人。保险：“全期”为保险期覆盖全部实习期。"
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 10, kind="code"),
        Column(_("学号"), 20, kind="code"),
        Column(_("姓名"), 17, kind="name"),
        Column(_("性别"), 8, kind="code"),
        Column(_("班级"), 26),
        Column(_("联系电话"), 22, kind="code", private=CONTACT),
        Column(_("实习单位"), 44),
        Column(_("单位地址"), 26),
        Column(_("岗位"), 20),
        Column(_("对口"), 9, kind="code"),
        Column(_("起止"), 24, kind="code"),
        Column(_("报酬（元/月）"), 16, kind="money"),
        Column(_("校内指导"), 15, kind="name"),
        Column(_("企业指导·电话"), 26, private=CONTACT),
        Column(_("协议号"), 20, kind="code"),
        Column(_("保险"), 10, kind="code"),
        Column(_("备注"), 14),
    )


def _cells(nth: int, row: PlacementRow, name: str, phone: str, mentor_phone: str) -> Row:
    return Row((
        nth, row.student_number, name, short("gender", row.gender), row.school_class, phone, row.enterprise,
        row.address, row.post, short("match-level", row.match_level), f"{row.start_date}—{row.end_date}", row.pay,
        row.tutor, "\n".join(part for part in (row.mentor_name, mentor_phone) if part), row.agreement_number,
        _insurance(row), row.remark,
    ), of=Ref("placement", row.id))  # fmt: skip


def _insurance(row: PlacementRow) -> str:
    if row.is_covered:
        return _("全期")
    if row.is_undated:
        return _("有")
    return _("不足") if row.is_insured else _("无")


def _totals(figures: PlacementFigures, records: int, *, measured: bool) -> tuple[Row, ...]:
    """Sums and rates; who was to be placed is nobody's to say for one firm or teacher."""
    words = (
        _("合计 {records} 条安置：已安置 {placed} 人；对口率 {matched_rate}。")
        if not measured
        else _(
            "合计 {records} 条安置：应实习 {expected} 人，已安置 {placed} 人，未安置 {unplaced} 人，免实习 {exempt} 人；"
            "安置率 {placed_rate}，对口率 {matched_rate}。"
        )
    )
    rates = {
        name: "—" if value is None else f"{value}%"
        for name, value in (("placed_rate", figures.placed_rate), ("matched_rate", figures.matched_rate))
    }
    first = words.format(
        records=records, expected=figures.expected, placed=figures.placed, unplaced=figures.unplaced,
        exempt=figures.exempt, **rates,
    )  # fmt: skip
    modes = "、".join(
        _("{mode} {count} 人").format(mode=figure_name("placement-mode", mode) or _("未填方式"), count=count)
        for mode, count in sorted(figures.by_mode.items(), key=lambda item: item[0] or "~")
    )
    levels = "、".join(
        _("{level} {count} 人").format(level=figure_name("school-level", level) or _("未填办学层次"), count=count)
        for level, count in sorted(figures.by_level.items(), key=lambda item: item[0] or "~")
    )
    lines = [_("按方式：{modes}。").format(modes=modes)] if modes else []
    if len(figures.by_level) > 1:  # a total over levels of schools must not stand alone (specification §0, trap 3)
        lines.append(_("按办学层次：{levels}。").format(levels=levels))
    if figures.unmatched:
        lines.append(_("没有填对口的 {count} 人。").format(count=figures.unmatched))
    return (sentence(first), *(sentence(line) for line in lines))


def _waiting(context: ReportContext, scope: Scope) -> tuple[Row, ...]:
    """Placements that place nobody yet, beside those that do."""
    counts = {
        words: counted(context.connection, waiting(context.connection, status, scope, context.day)).count
        for words, status in ((_("待签 {count} 条"), SIGNING), (_("待审 {count} 条"), APPROVING))
    }
    told = "、".join(words.format(count=count) for words, count in counts.items() if count)
    return (sentence(_("另有{waiting}，不在已安置之内。").format(waiting=told)),) if told else ()
