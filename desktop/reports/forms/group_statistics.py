"""The annual statistics of education groups: one row a group, what nobody computes as the group told it (B5)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from desktop.reports.document import Block, Column, HeadLine, Paragraph, Ref, Row, Table, Title, Value
from desktop.reports.formatting import long_day, name_of, plain_number, rows_or_note, short, signed_by_office
from desktop.reports.report import ReportContext, report
from models.schema.fields import asked
from models.schema.types import Year
from models.statistics.groups import FIGURES, MONEY, GroupCount, GroupLine, group_figures
from models.words import N_, _

_WAN, _CENT = Decimal(10_000), Decimal("0.01")
_BEFORE = 5  # columns before the figures
_NONE = "—"  # where neither a record nor the group says anything
YEAR = asked("year", N_("统计年度"), Year(), help=N_("以前的年度截至当年 12 月 31 日"), blank=N_("截止日期所在的年"))


@report(
    "group-statistics", N_("职教集团年度统计表"), code="HZ-05A", of="education_group", landscape=True, paper="A3", options=(YEAR,),
    purpose=N_("职教集团每年报送：成员、共建、订单班和学徒、实习就业、互聘、投入和服务，一个集团一行；登记簿里没有的用填报的年度指标。"),
)  # fmt: skip
def group_statistics(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a group and a sum (specification B5); what the groups told themselves on grey, what nobody says as a dash."""
    year = context.options["year"] or context.day.year
    day = min(context.day, date(year, 12, 31))
    found = group_figures(context.connection, day, year, ids)
    yield Title(_("{year}年职教集团年度统计表").format(year=year), _("（主表）"))
    yield HeadLine((
        (_("填报单位（盖章）"), context.unit), (_("统计年度"), str(year)), (_("统计截止"), long_day(day)),
        (_("单位"), _("个、人、万元")),
    ))  # fmt: skip
    rows = (_group(nth, line) for nth, line in enumerate(found.lines, 1))
    totals = tuple(_sums(found)) if found.lines else ()
    yield Table(_columns(), rows_or_note(rows, _("没有职教集团。")), totals, row_height_mm=8, size_pt=9)
    if found.lines:
        yield Paragraph(_notes(found, year))
    yield signed_by_office()


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 8, kind="code"), Column(_("集团名称"), 36), Column(_("类型"), 15, kind="code"),
        Column(_("级别"), 12, kind="code"), Column(_("牵头单位"), 30), *_figure_columns(),
    )  # fmt: skip


def _figure_columns() -> Iterator[Column]:
    """One for each of FIGURES, in their order."""
    members, made, classes, hosts = _("成员单位"), _("共建"), _("订单班"), _("接收学生")
    modern, new, exchanged, given, served = (
        _("现代学徒"),
        _("新型学徒"),
        _("互聘教师"),
        _("企业投入（万元）"),
        _("社会服务"),
    )
    headings: Mapping[str, tuple[str, str, float]] = {
        "members": (members, _("合计"), 10), "secondary": (members, _("中职"), 9), "college": (members, _("高职"), 9),
        "bachelor": (members, _("本科"), 9), "enterprises": (members, _("企业"), 10), "above_scale": (members, _("其中规上"), 10),
        "associations": (members, _("行业"), 9), "research": (members, _("科研"), 9), "government": (members, _("政府"), 9),
        "others": (members, _("其他"), 9), "majors": (made, _("专业"), 9), "courses": (made, _("课程"), 9),
        "textbooks": (made, _("教材"), 9), "standards": (made, _("标准"), 9), "bases_inside": (made, _("校内基地"), 10),
        "bases_outside": (made, _("校外基地"), 10), "order_classes": (classes, _("班"), 9), "order_class_members": (classes, _("人"), 12),
        "programmes": (modern, _("班"), 9), "apprentices": (modern, _("人"), 11), "employees": (new, _("人"), 11),
        "interns": (hosts, _("实习"), 11), "employed": (hosts, _("就业"), 11), "taken_on": (exchanged, _("到学校"), 12),
        "sent": (exchanged, _("到企业"), 12), "equipment": (given, _("设备"), 13), "funds": (given, _("经费"), 13),
        "scholarships": (given, _("奖学金"), 13), "trained": (served, _("培训人次"), 16), "service": (served, _("技术服务（万元）"), 17),
        "meetings": (_("理事会"), _("次数"), 9),
    }  # fmt: skip
    for name in FIGURES:
        group, heading, width = headings[name]
        yield Column(heading, width, kind="number", group=group, empty=_NONE)


def _group(nth: int, line: GroupLine) -> Row:
    head = (nth, line.name, short("group-kind", line.kind), short("group-level", line.level), "、".join(line.leads))
    return Row((*head, *_cells(line.figures)), of=Ref("education_group", line.id), grey=_grey(line))


def _sums(found: GroupCount) -> Iterator[Row]:
    """What the groups have taken together, and where several share something that with everything counted once."""
    words = _("合计　{count} 个集团").format(count=len(found.lines))
    yield _sum(words, found.totals, found)
    if found.apart != found.totals:
        yield _sum(_("去重　几个集团共有的只计一次"), found.apart, found)


def _sum(words: str, figures: Mapping[str, Decimal | None], found: GroupCount) -> Row:
    return Row((words, *_cells(figures)), "total", _BEFORE, grey=_grey(*found.lines))


def _grey(*lines: GroupLine) -> frozenset[int]:
    """The columns in which figures stand, or go into a sum, that groups told themselves."""
    return frozenset(at for at, name in enumerate(FIGURES, _BEFORE) if any(name in line.typed for line in lines))


def _cells(figures: Mapping[str, Decimal | None]) -> Iterator[Value]:
    return (_shown(name, figures[name]) for name in FIGURES)


def _shown(name: str, value: Decimal | None) -> Value:
    """A figure as it is printed: yuan in units of ten thousand."""
    if value is None or name not in MONEY:
        return plain_number(value)
    return (value / _WAN).quantize(_CENT, ROUND_HALF_UP)


def _notes(found: GroupCount, year: int) -> str:
    notes = [
        _("成员、基地、订单班、学徒、实习按统计截止当天，每个集团只计自己的成员，不含下级集团；中职含技工院校。"),
        _(
            "专业、课程、标准、基地、学徒、接收实习和就业、投入、技术服务按当天的成员企业计：合作专业，正在执行的课程标准，学徒制项目已审定的标准文件，在用的实训基地，"
            "在培的学徒（现代学徒含现场工程师），在岗的实习学生，直接就业的{year}届毕业生，{year}年的投入（软件计入设备），{year}年立项的技术服务到账。"
        ).format(year=year),
        *([_("灰底（文本里标 *）的是集团填报的年度指标，没有登记可算。")] if any(line.typed for line in found.lines) else []),
        _("“—”表示没有登记，也没有填报；合计只加有数的集团。"),
        *_once(found),
        *([_("另有 {count} 个在用的实训基地没有写明企业，或企业不是这些集团的成员，各行均未计入。").format(count=found.bases_elsewhere)] if found.bases_elsewhere else []),
        *_besides(found),
    ]  # fmt: skip
    return _("注：") + "\n".join(_("{nth}. {note}").format(nth=nth, note=note) for nth, note in enumerate(notes, 1))


def _once(found: GroupCount) -> Iterator[str]:
    """Enterprises counted both ways (specification §0, trap 2)."""
    times, firms = found.totals["enterprises"], found.apart["enterprises"]
    if times is not None:
        yield _("企业 {times} 家次，去重 {firms} 家。").format(times=plain_number(times), firms=plain_number(firms))


def _besides(found: GroupCount) -> Iterator[str]:
    """What groups told that has no column."""
    told = [
        _("{group}{item} {value}").format(group=line.name, item=name_of("group-year-item", item), value=plain_number(value))
        for line in found.lines
        for item, value in sorted(line.besides.items())
    ]  # fmt: skip
    if told:
        yield _("另填报：{figures}。").format(figures="；".join(told))
