"""The list of order classes with their figures: 订单班一览表 (B3)."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from desktop.reports.document import Block, Column, HeadLine, Paragraph, Ref, Row, Style, Table, Title, Value, sentence
from desktop.reports.formatting import long_day, rows_or_note, short, signed_by_office
from desktop.reports.report import ReportContext, report
from models.database.results import displays
from models.entities.groups import EducationGroup
from models.schema.fields import asked
from models.schema.sorting import pinyin_key
from models.schema.types import Flag
from models.statistics.order_classes import OrderClassRow, order_classes, persons
from models.words import N_, _

_WAN = Decimal(10_000)
_SUMMED = ("planned_size", "formed_size", "members", "interns", "hired", "observable", "stayed")


@report(
    "order-class-list", N_("订单班一览表"), code="DD-02", of="education_group", by=("school",), landscape=True, paper="A3",
    purpose=N_("向主管部门和集团报送订单班的个数、人数、企业与履约情况。"),
    options=(asked("subtotals", N_("按集团小计"), Flag(), default=True),),
)  # fmt: skip
def order_class_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One table of all order classes formed by the day, or of those of the chosen groups or schools (specification B3)."""
    asked, schools = ((), ids) if context.of == "school" else (ids, ())
    found = order_classes(context.connection, asked, context.day, schools)
    yield Title(_("订单班一览表"))
    yield HeadLine((
        (_("填报单位（盖章）"), context.unit),
        *(((_("职教集团"), "、".join(displays(context.connection, EducationGroup, asked).values())),) if asked else ()),
        (_("统计截止"), long_day(context.day)), (_("单位"), _("班、人")),
    ))  # fmt: skip
    groups = {row.education_group for row in found}
    body = _with_subtotals(found) if context.options["subtotals"] and len(groups) > 1 else _plain(found)
    totals = (_sum_row(_("合计"), found, "total"), _partners(found), *_people(context, found), *_observed(found))
    yield Table(_columns(), body, totals, row_height_mm=8)
    words = _(
        "注：现有人数为截止日期在班的在籍成员；企业投入为协议号下截至当年的登记金额；接收实习为当日在本班合作企业岗位实习的成员；"
        "入企、留任（入企满 12 个月仍在岗）按全部成员累计，没有人满 12 个月的留任为“—”。"
    )
    yield Paragraph(words)
    yield signed_by_office()


def _partners(found: Sequence[OrderClassRow]) -> Row:
    """Enterprises counted both ways (specification §0, trap 2): once a class, and once each."""
    links = [key for row in found for key in row.enterprise_ids]
    words = _("合作企业 {links} 家次，去重 {firms} 家。")
    return sentence(words.format(links=len(links), firms=len(set(links))))


def _people(context: ReportContext, found: Sequence[OrderClassRow]) -> tuple[Row, ...]:
    """Persons beside memberships, where somebody is in two order classes."""
    members = sum(row.members for row in found)
    people = persons(context.connection, [row.id for row in found], context.day)
    words = _("现有 {members} 人次，去重 {people} 人。")
    return () if people == members else (sentence(words.format(members=members, people=people)),)


def _observed(found: Sequence[OrderClassRow]) -> tuple[Row, ...]:
    """How many were hired too recently, or on an unknown day, to know whether they stay."""
    hired, observable = (sum(getattr(row, name) for row in found) for name in ("hired", "observable"))
    words = _("留任只看入企满 12 个月的 {observable} 人，另 {rest} 人未满或没有入企日期，不计。")
    rest = hired - observable
    return (sentence(words.format(observable=observable, rest=rest)),) if rest else ()


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 8, kind="code"),
        Column(_("订单班名称"), 30),
        Column(_("合作企业"), 34),
        Column(_("培养模式"), 16, kind="code"),
        Column(_("学校"), 26),
        Column(_("专业"), 24),
        Column(_("年级"), 11, kind="code"),
        Column(_("组班日期"), 17, kind="date"),
        Column(_("起止"), 16, kind="code"),
        Column(_("计划人数"), 11, kind="number"),
        Column(_("组班人数"), 11, kind="number"),
        Column(_("现有人数"), 11, kind="number"),
        Column(_("企业课程（门/学时）"), 14, kind="code"),
        Column(_("企业投入（万元）"), 14, kind="number"),
        Column(_("接收实习"), 11, kind="number"),
        Column(_("入企"), 9, kind="number"),
        Column(_("留任（12月）"), 12, kind="number"),
        Column(_("协议号"), 24, kind="code"),
        Column(_("负责人"), 17, kind="name"),
    )


def _plain(found: Sequence[OrderClassRow]) -> tuple[Row, ...]:
    rows = (_row(nth, row) for nth, row in enumerate(found, 1))
    return rows_or_note(rows, _("没有订单班。"))


def _with_subtotals(found: Sequence[OrderClassRow]) -> tuple[Row, ...]:
    """The classes group by group; those of no group come last."""
    rows, nth = list[Row](), 0
    ordered = sorted(found, key=lambda row: (row.education_group is None, pinyin_key(row.education_group)))
    for group, members in groupby(ordered, key=lambda row: row.education_group):
        some = list(members)
        rows += [_row(nth + place, row) for place, row in enumerate(some, 1)]
        nth += len(some)
        name = _("{group}小计").format(group=group or _("未归入集团"))
        rows.append(_sum_row(name, some, "subtotal"))
    return tuple(rows)


def _row(nth: int, row: OrderClassRow) -> Row:
    period = "—".join(f"{day:%Y.%m}" for day in (row.form_date, row.end_date) if day)
    courses = f"{row.courses}/{row.hours}" if row.courses else ""
    return Row((
        nth, row.name, row.enterprises, short("cooperation-mode", row.mode), row.school, row.majors, row.grade_year,
        row.form_date, period, row.planned_size, row.formed_size, row.members, courses, _in_wan(row.contribution),
        row.interns, row.hired, _stayed(row.observable, row.stayed), row.agreement, row.teacher or row.enterprise_contact,
    ), of=Ref("order_class", row.id))  # fmt: skip


def _stayed(observable: int, stayed: int) -> Value:
    """How many stayed; nothing is known where nobody was hired so long ago."""
    return stayed if observable else "—"


def _in_wan(yuan: Decimal | None) -> Decimal | None:
    return None if yuan is None else (yuan / _WAN).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _sum_row(name: str, rows: Sequence[OrderClassRow], style: Style) -> Row:
    """Sums over the classes; an agreement that several classes stand under is counted once."""
    planned, formed, members, interns, hired, observable, stayed = (
        sum(getattr(row, column) or 0 for row in rows) for column in _SUMMED
    )
    courses, hours = sum(row.courses for row in rows), sum(row.hours for row in rows)
    given = {row.agreement: row.contribution for row in rows if row.contribution is not None}
    words = _("{name}　{count} 个班").format(name=name, count=len(rows))
    cells: tuple[Value, ...] = (
        words, planned, formed, members, f"{courses}/{hours}" if courses else "",
        _in_wan(sum(given.values(), Decimal(0))) if given else None, interns, hired, _stayed(observable, stayed), "", "",
    )  # fmt: skip
    return Row(cells, style, len(_columns()) - len(cells) + 1)
