"""What is looked at beside the list of placements: who is not placed (D2), how many each host takes (D3), the filing (D4)."""

from collections.abc import Iterator, Sequence
from datetime import date
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
from desktop.reports.formatting import long_day, marked, minors_note, name_of, private, rows_or_note, signed_by_office
from desktop.reports.report import OptionError, ReportContext, report
from models.database.policies import threshold_on
from models.database.query import Query
from models.database.results import displays, ids_of, rows_of
from models.entities.measures import APPROVING, CHANGING, ENDED, FINISHED, SIGNING
from models.entities.placements import Placement, PlacementPlan
from models.rules import regulation
from models.schema.fields import CONTACT, asked, entity_named
from models.schema.types import Flag
from models.statistics.capacity import Capacity, Load, hosts, percents, shown_percent
from models.statistics.follow_ups import FollowUp, followed_up
from models.statistics.placements import PlacementRow, Scope, placements_on
from models.statistics.rates import rate
from models.statistics.unplaced import Filing, Unplaced, filing, unplaced
from models.words import N_, _, clauses, listed

_PRESENT = "01"  # 在读, which needs no word


@report(
    "unplaced-list", N_("未安置·异常名单"), code="SX-02", of="placement_plan", by=("school_class",), landscape=True,
    private=True, purpose=N_("跟踪时用：截止日期应实习而没有在岗的学生及原因，以及在岗而不合规定的。"),
)  # fmt: skip
def unplaced_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """Who is to be placed and is not, and who is at work against a rule (specification D2): of batches, classes or all."""
    scope = Scope(context.of, tuple(ids))
    if not scope.measured:
        raise OptionError(_("未安置名单只能按批次、班级或学校列出"))
    missing, rows = (
        unplaced(context.connection, scope, context.day),
        placements_on(context.connection, scope, context.day),
    )
    chosen = entity_named(context.of)
    names = "、".join(displays(context.connection, chosen, ids).values()) if ids else _("全部")
    phone = private(context, "student", "phone")
    yield Title(_("未安置·异常名单"))
    yield HeadLine((
        (_("填报单位（盖章）"), context.unit), (_(chosen.label), names), (_("截止日期"), long_day(context.day)),
    ))  # fmt: skip
    odd = list(_odd(context, rows))
    stays = [one.stay.id for one in missing if one.stay is not None]
    kept = followed_up(context.connection, [*stays, *(row.id for row, _words in odd)], context.day)
    yield Paragraph(_("一、应实习而未在岗"), "body")
    cells = (
        Row((
            nth, one.student_number, marked(one.name, one.birth_date, context.day), one.school_class, phone(one.phone),
            _why(one, context.day), _followed(kept.get(one.stay.id) if one.stay else None), (one.stay.tutor if one.stay else None) or one.head_teacher,
        ), of=Ref("student", one.id))
        for nth, one in enumerate(missing, 1)
    )  # fmt: skip
    note = _("截至{day}，应实习的都在岗。").format(day=long_day(context.day))
    yield Table(_columns(_("原因")), rows_or_note(cells, note), (_summed(missing),) if missing else ())
    yield Paragraph(_("二、在岗而有异常"), "body")
    cells = (
        Row((
            nth, row.student_number, marked(row.name, row.birth_date, context.day), row.school_class, phone(row.phone),
            words, _followed(kept.get(row.id)), row.tutor,
        ), of=Ref("placement", row.id))
        for nth, (row, words) in enumerate(odd, 1)
    )  # fmt: skip
    yield Table(_columns(_("异常")), rows_or_note(cells, _("没有。")), (_total(len(odd)),) if odd else ())
    births = [*(one.birth_date for one in missing), *(row.birth_date for row, _words in odd)]
    yield from minors_note(births, context.day)
    yield Paragraph(
        _(
            "注：应实习、在岗与岗位实习安置一览表同一口径；异常为违反实习管理规定禁止事项的在岗安置和变更中的安置。责任人为校内指导教师，没有的为班主任。跟踪为截止日期最近一次巡查、最后一篇周志和最后发放津贴的月份，没有登记的空着。"
        )
    )
    yield SignOff((_("单位负责人"), _("审核人"), _("制表人")), _("填表日期"))


def _columns(why: str) -> tuple[Column, ...]:
    return (
        Column(_("序号"), 10, kind="code"), Column(_("学号"), 22, kind="code"), Column(_("姓名"), 18, kind="name"),
        Column(_("班级"), 34), Column(_("联系电话"), 24, kind="code", private=CONTACT), Column(why, 86),
        Column(_("跟踪"), 40), Column(_("责任人"), 18, kind="name"),
    )  # fmt: skip


def _followed(one: FollowUp | None) -> str:
    """The last visit with what came of it, and how far logs and pay have come."""
    if one is None:
        return ""
    visit = ""
    if one.visited is not None:
        visit = _("{day} {visitor}巡查").format(day=one.visited, visitor=one.visitor)
        visit = _("{visit}：{found}").format(visit=visit, found=one.found) if one.found else visit
    week = _("周志到第 {week} 周").format(week=one.week) if one.week is not None else ""
    pay = _("津贴发到 {month}").format(month=one.paid_month) if one.paid_month is not None else ""
    return clauses((visit, week, pay))


def _why(one: Unplaced, day: date) -> str:
    """How it stands with somebody who is not at work, in a line."""
    status = "" if one.status in (None, _PRESENT) else name_of("student-status", one.status)
    return clauses((status, _stay(one, day)))


def _stay(one: Unplaced, day: date) -> str:
    stay = one.stay
    if stay is None:
        return _("没有安排")
    words = {
        APPROVING: N_("待审：{enterprise}，{begin} 起"), SIGNING: N_("待签：{enterprise}，{begin} 起"),
        ENDED: N_("中止（{reason}）：{enterprise}，到 {end}"), FINISHED: N_("已完成：{enterprise}，到 {end}"),
    }.get(stay.status, N_("{enterprise}，{begin} 至 {end}"))  # fmt: skip
    told = _(words).format(
        enterprise=stay.enterprise, begin=stay.start_date, end=stay.end_date,
        reason=name_of("placement-end-reason", stay.end_reason) or _("没有填原因"),
    )  # fmt: skip
    late = stay.status in (APPROVING, SIGNING) and stay.start_date < day
    return _("{told}，已过开始日期").format(told=told) if late else told


def _summed(missing: Sequence[Unplaced]) -> Row:
    """How many there are of each kind."""
    kinds = {
        _("没有安排"): sum(one.stay is None for one in missing),
        _("待审、待签"): sum(one.stay is not None and one.stay.status in (APPROVING, SIGNING) for one in missing),
        _("中止"): sum(one.stay is not None and one.stay.status == ENDED for one in missing),
        _("已完成"): sum(one.stay is not None and one.stay.status == FINISHED for one in missing),
    }
    words = listed(_("{kind} {count} 人").format(kind=kind, count=count) for kind, count in kinds.items() if count)
    count = len(missing)
    whole = _("合计 {count} 人").format(count=count)
    return sentence(
        _("{whole}，其中{parts}。").format(whole=whole, parts=words) if words else _("{whole}。").format(whole=whole)
    )


def _total(count: int) -> Row:
    return sentence(_("合计 {count} 人。").format(count=count))


def _odd(context: ReportContext, rows: Sequence[PlacementRow]) -> Iterator[tuple[PlacementRow, str]]:
    """Those at work whose placement breaks what is forbidden, or is being changed, with what is wrong."""
    keys = [row.id for row in rows]
    judged = dict(regulation.judged(context.connection, Placement, context.day, keys)) if keys else {}
    states = {row.id: row.values["status"] for row in rows_of(context.connection, Query(Placement), keys, ["status"])}
    for row in rows:
        broken = (one for one in regulation.told(judged.get(row.id, ())) if one.forbids)
        said = [*dict.fromkeys(one.title for one in broken)]
        said += [name_of("placement-status", CHANGING)] if states.get(row.id) == CHANGING else []
        if said:
            yield row, clauses(said)


# --- D3


@report(
    "capacity-check", N_("企业实习人数与比例核查表"), code="SX-03", of="enterprise", landscape=True,
    purpose=N_("核查时用：截止日期每家单位、每个岗位的在岗实习生和占比，超过上限的和职工数没有登记的另外标出。"),
    options=(asked("only", N_("只列超限和缺职工数的"), Flag(), default=False),),
)  # fmt: skip
def capacity_check(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """Interns of hosts and posts against the staff (specification D3, R-INT-10); an unknown staff is never within."""
    every = hosts(context.connection, context.day, ids)
    found = [one for one in every if _warnings(one, None) or any(_warnings(one, p) for p in one.posts)]
    shown = found if context.options["only"] else every
    most = percents(context.connection, context.day)
    yield Title(_("企业实习人数与比例核查表"))
    yield HeadLine(
        ((_("填报单位（盖章）"), context.unit), (_("截止日期"), long_day(context.day)), (_("单位"), _("人")))
    )
    rows = [row for nth, one in enumerate(shown, 1) for row in _host_rows(nth, one)]
    note = _("截至{day}，没有在岗的实习生。") if not every else _("截至{day}，没有超限的，也没有缺职工数的。")
    yield Table(
        _host_columns(shown_percent(most.enterprise), shown_percent(most.post)),
        rows_or_note(rows, note.format(day=long_day(context.day))), _host_totals(every), merge=(0, 1, 2, 3, 4, 5),
    )  # fmt: skip
    yield Paragraph(
        _(
            "注：实习生为截止日期在岗的岗位实习学生；上限按在岗职工、同岗职工的比例取整（向下）；占比超过比例即为超限；职工数没有登记的算不出占比，不作符合。"
        )
    )
    yield signed_by_office()


def _host_columns(enterprise: str, post: str) -> tuple[Column, ...]:
    firm, place = _("实习单位"), _("岗位")
    return (
        Column(_("序号"), 10, kind="code"), Column(_("名称"), 58, group=firm),
        Column(_("在岗职工"), 16, kind="number", group=firm, empty="—"),
        Column(_("{percent}% 上限").format(percent=enterprise), 18, kind="number", group=firm, empty="—"),
        Column(_("现有实习生"), 18, kind="number", group=firm), Column(_("占比"), 16, kind="percent", group=firm, empty="—"),
        Column(_("名称"), 34, group=place), Column(_("同岗人数"), 16, kind="number", group=place, empty="—"),
        Column(_("{percent}% 上限").format(percent=post), 18, kind="number", group=place, empty="—"),
        Column(_("实习生"), 14, kind="number", group=place), Column(_("占比"), 16, kind="percent", group=place, empty="—"),
        Column(_("预警"), 30),
    )  # fmt: skip


def _host_rows(nth: int, one: Capacity) -> Iterator[Row]:
    own = (nth, one.whole.name, *_numbers(one.whole))
    rest = one.whole.interns.count - sum(post.interns.count for post in one.posts)
    posts: list[Load | None] = [*one.posts, *([None] if rest else [])]
    for post in posts:
        place: tuple[Value, ...] = (_("没有填岗位"), "", "", rest, "") if post is None else (post.name, *_numbers(post))
        words = listed(dict.fromkeys((*_warnings(one, None), *(_warnings(one, post) if post else ()))))
        yield Row((*own, *place, words), of=Ref("enterprise", one.whole.id))


def _numbers(load: Load) -> tuple[Value, ...]:
    return load.staff, load.limit, load.interns.count, rate(load.interns.count, load.staff or 0)


def _warnings(one: Capacity, post: Load | None) -> tuple[str, ...]:
    load, over, unknown = (
        (one.whole, _("单位超限"), _("缺在岗职工数")) if post is None else (post, _("岗位超限"), _("缺同岗人数"))
    )
    return (over,) if load.over else (unknown,) if load.staff is None else ()


def _host_totals(every: Sequence[Capacity]) -> tuple[Row, ...]:
    if not every:
        return ()
    posts = [post for one in every for post in one.posts]
    words = _(
        "合计 {firms} 家、{interns} 人；单位超限 {over} 家，缺在岗职工数 {unknown} 家；岗位超限 {posts} 个，缺同岗人数 {unclear} 个。"
    )
    return (
        sentence(words.format(
            firms=len(every), interns=sum(one.whole.interns.count for one in every), over=sum(one.whole.over for one in every),
            unknown=sum(one.whole.staff is None for one in every), posts=sum(post.over for post in posts),
            unclear=sum(post.staff is None for post in posts),
        )),
    )  # fmt: skip


# --- D4

_PLAN = (
    "name", "school", "term", "kind", "grade_year", "majors", "start_date", "end_date", "plan_document", "rules_document",
    "emergency_document", "filing_authority", "filing_number", "filing_date", "insurer", "policy", "lead_teacher",
    "is_night_filed", "is_overtime_filed", "is_holiday_filed", "is_hazard_filed",
)  # fmt: skip


@report(
    "placement-filing", N_("岗位实习备案表"), code="SX-04", of="placement_plan", per_record=True,
    purpose=N_("开始前报主管部门备案：批次的单位、人数、未成年人、跨省、特殊安排、保险和应急预案。"),
)  # fmt: skip
def placement_filing(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One sheet a batch, of the placements that were not ended by the day (specification D4)."""
    years = int(threshold_on(context.connection, "R-INT-03.years", context.day))
    query = Query(PlacementPlan, as_of=context.day)
    keys = list(ids) or list(ids_of(context.connection, query))
    plans = {row.id: row.values for row in rows_of(context.connection, query, keys, _PLAN)}
    for key in (key for key in keys if key in plans):
        plan = plans[key]
        found = filing(context.connection, key, context.day, years)
        yield PageBreak(title=plan["name"], of=Ref("placement_plan", key))
        yield Title(_("岗位实习备案表"))
        yield HeadLine(((_("学校（盖章）"), plan["school"] or context.unit), (_("批次"), plan["name"])))
        yield Table((Column(_("项目"), 34), Column(_("内容"), 136)), tuple(Row(cells) for cells in _facts(plan, found)))
        yield Paragraph(_("实习单位清单"), "body")
        yield Table(_filed_columns(), rows_or_note(_filed_rows(found), _("还没有安排学生。")), _filed_total(found))
        yield Paragraph(
            _("注：未成年人为实习开始时未满 {years} 周岁的；跨省为实习地点与学校不在同一省份的。").format(years=years)
        )
        yield SignOff((_("校长"), _("经办人"), _("联系电话")), _("日期"), seal=True)
        yield Paragraph(_("主管部门意见："), "body")
        yield SignOff((_("负责人"),), _("日期"), seal=True)


def _facts(plan: Any, found: Filing) -> Iterator[tuple[Value, ...]]:
    groups = listed(
        _("{grade}{major} {count} 人").format(
            grade=_("{year}级").format(year=grade) if grade else "", major=major or _("未填专业"), count=count
        )
        for (grade, major), count in sorted(found.groups.items(), key=lambda item: (item[0][0] or 0, item[0][1] or ""))
    )
    meant = listed((_("{year}级").format(year=plan["grade_year"]) if plan["grade_year"] else "", *plan["majors"]))
    yield _("面向"), meant or _("没有填年级和专业")
    yield _("起止"), _("{begin} 至 {end}").format(begin=plan["start_date"], end=plan["end_date"])
    yield _("人数"), _("{count} 人：{groups}").format(count=found.students, groups=groups) if groups else _("0 人")
    yield _("未成年人"), _("{count} 人").format(count=found.minors)
    unclear = _("，另有 {count} 人的学校或实习地点没有登记").format(count=found.unclear) if found.unclear else ""
    yield _("跨省"), _("{count} 人").format(count=found.elsewhere) + unclear
    yield _("特殊安排"), _special(plan)
    yield _("特殊安排的理由"), ""
    insured = clauses((plan["insurer"], plan["policy"]))
    yield _("实习责任险"), insured or _("批次没有登记保险")
    tutors = listed(found.tutors)
    yield (
        _("校内指导教师"),
        _("{count} 名：{names}").format(count=len(found.tutors), names=tutors) if tutors else _("没有登记"),
    )
    yield _("负责人"), plan["lead_teacher"] or ""
    yield _("实习方案"), plan["plan_document"] or ""
    yield _("管理办法"), plan["rules_document"] or ""
    yield _("应急预案"), plan["emergency_document"] or ""
    filed = clauses(
        str(part) for part in (plan["filing_authority"], plan["filing_number"], plan["filing_date"]) if part
    )
    yield _("备案"), filed


def _special(plan: Any) -> str:
    kinds = (
        ("is_night_filed", _("夜班")), ("is_overtime_filed", _("加班")), ("is_holiday_filed", _("节假日")),
        ("is_hazard_filed", _("高危")),
    )  # fmt: skip
    asked = [words for name, words in kinds if plan[name]]
    return listed(asked) if asked else _("没有")


def _filed_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 9, kind="code"), Column(_("实习单位"), 50), Column(_("统一社会信用代码"), 34, kind="code"),
        Column(_("岗位"), 22), Column(_("起止"), 24, kind="code"), Column(_("人数"), 11, kind="number"),
        Column(_("未成年"), 12, kind="number"), Column(_("跨省"), 10, kind="number"),
    )  # fmt: skip


def _filed_rows(found: Filing) -> Iterator[Row]:
    for nth, one in enumerate(found.hosts, 1):
        span = f"{one.start_date}—{one.end_date}"
        yield Row((nth, one.enterprise, one.credit_code, one.post, span, one.students, one.minors, one.elsewhere))


def _filed_total(found: Filing) -> tuple[Row, ...]:
    if not found.hosts:
        return ()
    firms = len({(one.enterprise, one.credit_code) for one in found.hosts})
    words = _("合计 {firms} 家单位、{count} 人，其中未成年 {minors} 人、跨省 {elsewhere} 人。")
    return (
        sentence(words.format(firms=firms, count=found.students, minors=found.minors, elsewhere=found.elsewhere)),
    )  # fmt: skip
