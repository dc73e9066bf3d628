"""Papers of graduates' destinations: 去向登记表, 去向统计表, 中职就业统计表, 用人单位分布表, 帮扶台账, 跟踪回访表 (F1 to F6, registers §7)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

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
from desktop.reports.formatting import in_order, long_day, name_of, private, rows_or_note, short, signed_by_office
from desktop.reports.report import ORDER, ReportContext, report
from models.database.policies import thresholds
from models.database.results import displays
from models.entities import destination_counts as counts
from models.entities.destination_rules import lacking_supports, supports_asked
from models.entities.programmes import SchoolClass
from models.schema.fields import CONTACT, asked
from models.schema.types import Year
from models.statistics import destination_lists as lists
from models.statistics import destinations as statistics
from models.statistics import retention
from models.statistics.destinations import WAYS, Figures, Leaver, cohort_told
from models.statistics.rates import rate
from models.words import N_, _, joined, listed

_NAMED = 3  # classes named in the head
YEAR = asked("year", N_("毕业年份"), Year(), help=N_("哪一届；不填为最近的一届"), blank=N_("最近一届"))


class Cohort(NamedTuple):
    """The graduates a paper is of, and how many beside them completed without graduating."""

    year: int | None
    people: list[Leaver]
    completed: int
    classes: str = ""  # those that were chosen

    @property
    def told(self) -> str:
        """2025届; '' where nobody has graduated."""
        return "" if self.year is None else cohort_told(self.year)


def _cohort(context: ReportContext, ids: Sequence[int]) -> Cohort:
    """The cohort that was chosen, else the latest, of these classes or of all."""
    chosen = context.options["year"]
    years = [chosen] if chosen else statistics.cohorts(context.connection, context.day)[: None if ids else 1]
    found = statistics.leavers(context.connection, context.day, years) if years else []
    own = [one for one in found if not ids or one.of in ids]
    counted = statistics.counted_statuses(context.connection, context.day)
    year = max((one.year for one in own if one.status in counted), default=next(iter(years), None))
    own = [one for one in own if one.year == year]
    people = [one for one in own if one.status in counted]
    return Cohort(year, people, len(own) - len(people), _classes(context, ids))


def _classes(context: ReportContext, ids: Sequence[int]) -> str:
    """The classes that were chosen, where they are few by their names; '' where all are meant."""
    names = list(displays(context.connection, SchoolClass, ids[:_NAMED]).values()) if ids else []
    told = listed(names)
    return told if len(ids) <= _NAMED else _("{names}等 {count} 个班").format(names=told, count=len(ids))


def _head(context: ReportContext, cohort: Cohort, title: str) -> Iterator[Block]:
    own = _("{cohort}{title}").format(cohort=cohort.told, title=title)
    yield Title(f"{context.unit}\n{own}" if context.unit else own)
    yield HeadLine((
        (_("填报单位（盖章）"), context.unit), *(((_("班级"), cohort.classes),) if cohort.classes else ()),
        (_("毕业生"), _("{count}人").format(count=len(cohort.people))),
        (_("截止日期"), long_day(context.day)),
    ))  # fmt: skip


def _completed_note(cohort: Cohort) -> str:
    words = _("另有结业 {count} 人，不在内。")
    return words.format(count=cohort.completed) if cohort.completed else ""


@report(
    "destination-list", N_("毕业生就业去向登记表"), code="JY-01", of="school_class", private=True, landscape=True,
    purpose=N_("一届毕业生每人当日有效的去向、单位、岗位和证明材料，没有登记的也列出。"), options=(ORDER, YEAR),
)  # fmt: skip
def destination_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a graduate, with the destination in force (specification F1)."""
    cohort = _cohort(context, ids)
    yield from _head(context, cohort, _("毕业生就业去向登记表"))
    phone = private(context, "student", "phone")
    rows = (
        _registered(nth, one, phone) for nth, one in enumerate(in_order(cohort.people, context.options["order"]), 1)
    )
    own = Figures(cohort.people)
    words = _("合计 {total} 人：已登记 {known} 人，落实 {settled} 人，未登记 {missing} 人。")
    total = sentence(words.format(
        total=own.graduates, known=own.graduates - own.missing, settled=own.settled, missing=own.missing,
    ) + _completed_note(cohort))  # fmt: skip
    yield Table(_registered_columns(), rows_or_note(rows, _no_graduates(context)), (total,) if cohort.people else ())
    yield signed_by_office()


def _called(one: Leaver) -> str:
    """The code and its name."""
    code, codes = one.destination, "destination-secondary"
    if code is None:
        code, codes = one.higher_destination, "destination-higher"
    return _("未登记") if code is None else f"{code} {short(codes, code)}"


def _registered(nth: int, one: Leaver, phone: Callable[[Any], str]) -> Row:
    def job(value: Value) -> Value:
        return value if one.is_direct else value or "—"  # nothing is lacking of who is not employed

    return Row((
        nth, one.student_number, one.name, short("gender", one.gender), one.major, one.class_name, _called(one),
        job(one.unit_name or one.further_school), job(one.unit_credit_code), job(short("unit-nature", one.unit_nature)),
        job(short("industry", one.unit_industry)), job(short("region", one.unit_region)), job(one.post),
        job(short("match-level", one.match_level)), job(one.salary), job(short("contract-kind", one.contract_kind)),
        job(short("job-channel", one.channel)), job("、".join(short("evidence-kind", kind) for kind in one.evidence or ())),
        phone(one.phone), short("verify-result", one.verify_result),
    ), of=Ref("student", one.student))  # fmt: skip


def _registered_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 8, kind="code"), Column(_("学号"), 18, kind="code"), Column(_("姓名"), 14, kind="name"),
        Column(_("性别"), 8, kind="code"), Column(_("专业"), 20), Column(_("班级"), 24), Column(_("毕业去向"), 17),
        Column(_("单位（院校）名称"), 36), Column(_("信用代码"), 33, kind="code"), Column(_("单位性质"), 13),
        Column(_("行业"), 15), Column(_("所在地"), 15), Column(_("岗位"), 16), Column(_("对口"), 11, kind="code"),
        Column(_("起薪"), 13, kind="number"), Column(_("合同期限"), 13), Column(_("渠道"), 13), Column(_("证明材料"), 17),
        Column(_("联系电话"), 21, kind="code", private=CONTACT), Column(_("核实"), 11, kind="code"),
    )  # fmt: skip


@report(
    "destination-statistics", N_("就业去向统计表（分专业）"), code="JY-02", of="school_class", landscape=True,
    purpose=N_("一届毕业生分专业的去向人数和落实率、就业率、升学率、对口率、本地就业率、订单留企。"), options=(YEAR,),
)  # fmt: skip
def destination_statistics(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a major; everybody counts once, by the destination in force (specification F2)."""
    cohort = _cohort(context, ids)
    yield from _head(context, cohort, _("毕业生就业去向统计表（分专业）"))
    lines = statistics.by_major(cohort.people)
    rows = [Row((name or _("未填专业"), *_ways(own))) for name, own in lines]
    totals = (Row((_("总计"), *_ways(Figures(cohort.people))), "total"),) if rows else ()
    yield Table(_way_columns(), rows_or_note(rows, _no_graduates(context)), totals, size_pt=9)
    yield Paragraph(_notes((
        _("落实率 = 已落实 ÷ 毕业生；就业率 = 就业（含参军、创业、自由职业）÷ 毕业生；升学率 = 升学和出国（境）÷ 毕业生。"),
        _("对口率 = 完全对口或相近 ÷ 直接就业；本地就业率 = 单位在学校所在城市的 ÷ 知道单位所在地的直接就业。"),
        _("订单留企 = 在自己订单班的合作企业就业的 ÷ 毕业前在订单班的直接就业。中职的就业按证明材料分为协议、合同和其他录用。"),
        _completed_note(cohort),
    )))  # fmt: skip
    yield signed_by_office()


def _no_graduates(context: ReportContext) -> str:
    return _("截至{day}，没有毕业生。").format(day=long_day(context.day))


def _notes(notes: Sequence[str]) -> str:
    said = [note for note in notes if note]
    return _("注：") + "\n".join(_("{nth}. {note}").format(nth=nth, note=note) for nth, note in enumerate(said, 1))


def _ways(own: Figures) -> tuple[Value, ...]:
    found = {way: own.count(lambda one, way=way: statistics.way_of(one) == way) for way in WAYS}  # type: ignore[misc] # bound at once
    return (
        own.graduates, own.settled, *found.values(), rate(own.settled, own.graduates),
        rate(own.employed, own.graduates), rate(own.groups[counts.STUDY], own.graduates), rate(own.matched, len(own.direct)),
        rate(own.local, len(own.located)), rate(own.kept, len(own.ordered)),
    )  # fmt: skip


def _way_columns() -> tuple[Column, ...]:
    settled, not_settled = _("已落实"), _("未落实")
    done = (
        _("小计"), _("协议"), _("合同"), _("其他录用"), _("应征入伍"), _("基层项目"), _("创业"), _("自由职业"), _("升学"),
        _("出国（境）"),
    )  # fmt: skip
    others = (_("待就业"), _("拟升学"), _("暂不就业"), _("其他"), _("未登记"))
    rates = (_("落实率"), _("就业率"), _("升学率"), _("对口率"), _("本地就业率"), _("订单留企"))
    return (
        Column(_("专业"), 32), Column(_("毕业生数"), 13, kind="number"),
        *(Column(heading, 11, kind="number", group=settled) for heading in done),
        *(Column(heading, 11, kind="number", group=not_settled) for heading in others),
        *(Column(heading, 15, kind="percent", empty="—") for heading in rates),
    )  # fmt: skip


@report(
    "secondary-destination-statistics", N_("中职就业统计表"), code="JY-03", of="school_class", landscape=True,
    purpose=N_("中职毕业生分专业的升学、就业产业和地域、就业率、对口就业率、平均起薪和五险比例。"), options=(YEAR,),
)  # fmt: skip
def secondary_statistics(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a major, in the columns of secondary schools (specification F3)."""
    cohort = _cohort(context, ids)
    yield from _head(context, cohort, _("中职毕业生就业统计表"))
    rows = [Row((name or _("未填专业"), *_of_secondary(own))) for name, own in statistics.by_major(cohort.people)]
    totals = (Row((_("总计"), *_of_secondary(Figures(cohort.people))), "total"),) if rows else ()
    yield Table(_secondary_columns(), rows_or_note(rows, _no_graduates(context)), totals, size_pt=9)
    yield Paragraph(_notes((
        _("就业率 = （就业 + 参军 + 升学）÷ 毕业生，即毕业去向落实率；对口就业率 = 完全对口或相近 ÷ 直接就业。"),
        _("本地是单位在学校所在城市的；没有登记产业、所在地的另列。平均起薪和五险比例按登记了的直接就业计算。"),
        _completed_note(cohort),
    )))  # fmt: skip
    yield signed_by_office()


def _of_secondary(own: Figures) -> tuple[Value, ...]:
    def coded(*codes: str) -> int:
        return own.count(lambda one: one.destination in codes)

    sectors = [sum(one.sector == sector for one in own.direct) for sector in ("1", "2", "3")]
    return (
        own.graduates, coded("11"), coded("12"), coded("10", "13", "14", "15", "16"), len(own.direct), *sectors,
        len(own.direct) - sum(sectors), own.local, len(own.located) - own.local, len(own.direct) - len(own.located),
        coded(counts.ENLISTED), coded(*statistics.ABROAD), coded(counts.UNEMPLOYED),
        own.count(lambda one: one.group == counts.OTHER), own.missing, rate(own.settled, own.graduates),
        rate(own.matched, len(own.direct)), own.pay, rate(own.insured, own.insurance_known),
    )  # fmt: skip


def _secondary_columns() -> tuple[Column, ...]:
    studies, work, sector, place = _("升学"), _("就业"), _("就业产业"), _("就业地域")
    return (
        Column(_("专业"), 32), Column(_("毕业生数"), 13, kind="number"),
        *(Column(heading, 11, kind="number", group=studies) for heading in (_("本科"), _("高职"), _("其他"))),
        Column(_("小计"), 11, kind="number", group=work),
        *(Column(heading, 11, kind="number", group=sector) for heading in (_("一产"), _("二产"), _("三产"), _("未填"))),
        *(Column(heading, 11, kind="number", group=place) for heading in (_("本地"), _("外地"), _("未填"))),
        *(Column(heading, 11, kind="number") for heading in (_("参军"), _("出国"), _("待就业"), _("其他"), _("未登记"))),
        Column(_("就业率"), 15, kind="percent", empty="—"), Column(_("对口就业率"), 15, kind="percent", empty="—"),
        Column(_("平均起薪（元）"), 15, kind="number", empty="—"), Column(_("五险比例"), 15, kind="percent", empty="—"),
    )  # fmt: skip


@report(
    "employer-list", N_("毕业生用人单位分布表"), code="JY-04", of="school_class", landscape=True,
    purpose=N_("直接就业的毕业生去了哪些单位：每个单位的人数、对口、平均起薪和名单，合作企业注明。"), options=(YEAR,),
)  # fmt: skip
def employer_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a unit, those with most graduates first (specification F4)."""
    cohort = _cohort(context, ids)
    yield from _head(context, cohort, _("毕业生用人单位分布表"))
    own = Figures(cohort.people)
    found = lists.employers(own.direct)
    rows = [_employer(nth, name, of) for nth, (name, of) in enumerate(found, 1)]
    words = _("合计 {units} 个单位，直接就业 {people} 人；其中合作企业 {partners} 个、{there} 人。")
    partners = [of for _name, of in found if of.people[0].enterprise is not None]
    total = sentence(words.format(
        units=len(found), people=len(own.direct), partners=len(partners), there=sum(of.graduates for of in partners),
    ))  # fmt: skip
    note = _("截至{day}，没有直接就业的毕业生。").format(day=long_day(context.day))
    yield Table(_employer_columns(), rows_or_note(rows, note), (total,) if rows else ())
    yield signed_by_office()


def _employer(nth: int, name: str, own: Figures) -> Row:
    first = own.people[0]
    names = "、".join(_("{name}（{major}）").format(name=one.name, major=one.major or "") for one in own.people)
    return Row((
        nth, name or _("未填单位"), first.unit_credit_code, short("unit-nature", first.unit_nature),
        short("region", first.unit_region), _("是") if first.enterprise is not None else "", own.graduates,
        rate(own.matched, own.graduates), own.pay, names,
    ))  # fmt: skip


def _employer_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 8, kind="code"), Column(_("单位名称"), 52), Column(_("信用代码"), 35, kind="code"),
        Column(_("单位性质"), 16), Column(_("所在地"), 20), Column(_("合作企业"), 11, "center"),
        Column(_("人数"), 10, kind="number"), Column(_("对口率"), 15, kind="percent", empty="—"),
        Column(_("平均起薪（元）"), 16, kind="number", empty="—"), Column(_("毕业生（专业）"), 90),
    )  # fmt: skip


@report(
    "support-list", N_("未就业毕业生帮扶台账"), code="JY-05", of="school_class", private=True, landscape=True,
    purpose=N_("待就业和没有登记去向的毕业生：1131 四类服务各做了几次、还差什么，最近一次帮扶。"), options=(ORDER, YEAR),
)  # fmt: skip
def support_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a graduate to be supported, with what was done (specification F5)."""
    whole = _cohort(context, ids)
    people = [one for one in whole.people if one.group in (None, counts.SEEKING)]
    yield from _head(context, whole, _("未就业毕业生帮扶台账"))
    keys = [one.student for one in people]
    wanted = supports_asked(thresholds(context.connection), context.day)
    done = lists.supports(context.connection, keys, context.day)
    phone = private(context, "student", "phone")
    rows = [
        _supported(nth, one, done[one.student], wanted, phone)
        for nth, one in enumerate(in_order(people, context.options["order"]), 1)
    ]
    complete = sum(not lacking_supports(done[key].counts, wanted) for key in keys)
    words = _("合计 {total} 人，其中待就业 {seeking} 人、未登记 {missing} 人；1131 完成 {complete} 人，占 {rate}。")
    share = rate(complete, len(people))
    total = sentence(words.format(
        total=len(people), seeking=sum(one.group == counts.SEEKING for one in people), complete=complete,
        missing=sum(one.group is None for one in people), rate="—" if share is None else f"{share}%",
    ))  # fmt: skip
    note = _("截至{day}，没有要帮扶的毕业生。").format(day=long_day(context.day))
    yield Table(_support_columns(wanted), rows_or_note(rows, note), (total,) if rows else ())
    yield signed_by_office()


def _supported(nth: int, one: Leaver, done: lists.Supports, wanted: dict[str, int], phone: Callable[[Any], str]) -> Row:
    last = done.last
    return Row((
        nth, one.class_name, one.student_number, one.name, short("gender", one.gender), phone(one.phone), _called(one),
        *(done.counts.get(kind, 0) for kind in wanted), last and last.day, short("contact-mode", last and last.mode),
        joined((name_of("job-support-kind", last.kind), last.detail or "", last.result or "")) if last else "",
        last and last.staff, _("否") if lacking_supports(done.counts, wanted) else _("是"),
    ), of=Ref("student", one.student))  # fmt: skip


def _support_columns(wanted: dict[str, int]) -> tuple[Column, ...]:
    kinds = (f"{short('job-support-kind', kind)}（{times}）" for kind, times in wanted.items())
    return (
        Column(_("序号"), 8, kind="code"), Column(_("班级"), 32), Column(_("学号"), 19, kind="code"),
        Column(_("姓名"), 15, kind="name"), Column(_("性别"), 8, kind="code"),
        Column(_("联系电话"), 21, kind="code", private=CONTACT), Column(_("去向"), 16),
        *(Column(kind, 14, kind="number", group=_("1131 服务（次）")) for kind in kinds),
        Column(_("日期"), 18, kind="date", group=_("最近一次")), Column(_("方式"), 12, group=_("最近一次")),
        Column(_("内容和结果"), 44, group=_("最近一次")), Column(_("责任人"), 14, kind="name", group=_("最近一次")),
        Column(_("完成"), 10, "center"),
    )  # fmt: skip


@report(
    "follow-up-list", N_("毕业生跟踪回访表"), code="JY-06", of="school_class", private=True, landscape=True,
    purpose=N_("直接就业的毕业生 30、90、180、365 天的回访结果，带各节点的留任率。"), options=(ORDER, YEAR),
)  # fmt: skip
def follow_up_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a first day at work, with its follow-ups; the rates below (specification F6)."""
    cohort = _cohort(context, ids)
    yield from _head(context, cohort, _("毕业生跟踪回访表"))
    people = {one.student: one for one in cohort.people}
    order = {one.student: nth for nth, one in enumerate(in_order(cohort.people, context.options["order"]))}
    years = [] if cohort.year is None else [cohort.year]
    found = retention.follow_ups(context.connection, context.day, years)
    theirs = sorted((one for one in found if one.student in people), key=lambda one: (order[one.student], one.start))
    phone = private(context, "student", "phone")
    rows = [_followed(nth, people[one.student], one, phone) for nth, one in enumerate(theirs, 1)]
    note = _("截至{day}，没有登记入职日期的直接就业。").format(day=long_day(context.day))
    yield Table(_follow_up_columns(), rows_or_note(rows, note), tuple(_rates(theirs)) if rows else ())
    yield Paragraph(_notes((
        _("留任率 = 仍在原单位 ÷ 可观察；可观察是入职到截止日期满了节点天数的，没有回访和失联的在内。"),
        _("“未到”还不满天数，不算；“—”到了节点没有回访。同一人换过单位的，每次入职一行。"),
    )))  # fmt: skip
    yield SignOff((_("招生就业处"), _("制表人")), _("日期"), seal=True)


def _followed(nth: int, one: Leaver, own: retention.Followed, phone: Callable[[Any], str]) -> Row:
    return Row((
        nth, one.class_name, one.student_number, one.name, phone(one.phone), own.unit, own.start,
        *(_heard(own, days) for days in counts.INTERVALS),
    ), of=Ref("student", one.student))  # fmt: skip


def _heard(own: retention.Followed, days: int) -> str:
    heard = own.heard.get(days)
    if heard is not None:
        return f"{short('follow-up-result', heard.result)} {heard.day}"
    return "—" if days in own.reached else _("未到")


def _rates(found: Sequence[retention.Followed]) -> Iterator[Row]:
    words = _(
        "{days} 天：可观察 {whole} 人，留任 {part} 人，留任率 {rate}；未到 {censored} 人，未回访 {silent} 人，失联 {lost} 人。"
    )
    for days in counts.INTERVALS:
        own = retention.retention_of(found, days)
        share = own.rate
        yield sentence(words.format(
            days=days, whole=own.observable, part=own.retained, rate="—" if share is None else f"{share}%",
            censored=own.censored, silent=own.not_asked, lost=own.lost,
        ))  # fmt: skip


def _follow_up_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 8, kind="code"), Column(_("班级"), 36), Column(_("学号"), 19, kind="code"),
        Column(_("姓名"), 15, kind="name"), Column(_("联系电话"), 21, kind="code", private=CONTACT),
        Column(_("就业单位"), 56), Column(_("入职日期"), 18, kind="date"),
        *(
            Column(short("follow-up-interval", str(days)), 21, "center", group=_("回访结果和日期"))
            for days in counts.INTERVALS
        ),
    )  # fmt: skip
