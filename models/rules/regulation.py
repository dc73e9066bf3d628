"""The regulation on internships, rule by rule: what placements, their batches and hosts must not be (教职成〔2021〕4号)."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors

from models.database import storage
from models.entities import measures
from models.entities.enterprises import Enterprise, Post
from models.entities.placements import Placement, PlacementPlan
from models.entities.schools import Staff
from models.rules import evidence as of
from models.rules import kept_findings
from models.rules.evidence import begin, end, firm, own, plan, post
from models.rules.rule import (
    DAY,
    FIRST,
    NEVER,
    REGULATION_2016,
    Finding,
    Rule,
    RuleSeverity,
    Verdict,
    finding,
    outcome,
    threshold,
)
from models.rules.terms import Judging, Terms, of_one, shared
from models.schema.derive import in_force
from models.schema.fields import Entity, field_map
from models.words import N_

_shift = sa.func.coalesce(own.shift, post.shift)
_staff = Staff.table().c


def interns(column: str, key: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """How many are at work on the day with this enterprise, post or tutor."""
    table = Placement.table().alias()
    at_work = in_force(Placement, DAY, table)  # type: ignore[arg-type] # a day bound later
    counting = sa.select(sa.func.count()).select_from(table).where(table.c[column] == key, at_work)
    return counting.correlate(key.table).scalar_subquery()


_at_firm, _in_post = interns("enterprise_id", firm.id), interns("post_id", post.id)
_guided = interns("tutor_id", _staff.id)

# R-INT-08 stood in the regulation of 2016 as well (its article 16), with overtime, which R-INT-09 took out of it.
_RISKS = (
    Rule("R-INT-08", "post", sa.and_(of.has_hazard(), ~of.filed(plan.is_hazard_filed)),
         N_("岗位有高空、有毒、易燃易爆等危险，批次没有事先备案"), N_("第十七条"),
         missing=of.post_not_examined(), wanting=N_("岗位的危险因素和劳动强度没有登记")),
    Rule("R-INT-08", "shift", sa.and_(_shift == of.THREE_SHIFTS, ~of.filed(plan.is_night_filed)),
         N_("三班倒要上夜班，批次没有事先备案"), N_("第十七条"), missing=of.outside(_shift, of.SHIFTS), wanting=N_("班制没有登记，看不出有没有夜班")),
    Rule("R-INT-08", "shift", sa.and_(_shift == of.TWO_SHIFTS, ~of.filed(plan.is_night_filed)),
         N_("两班倒可能要上夜班，批次没有事先备案，请核对"), N_("第十七条"), of.outside(_shift, of.SHIFTS), N_("班制没有登记，看不出有没有夜班"),
         key="R-INT-08.two-shifts"),
    Rule("R-INT-08", "weekly_hours", sa.and_(of.rest_days_worked(), ~of.filed(plan.is_holiday_filed)),
         N_("每周工时 5 天排不下，占用休息日，批次没有事先备案"), N_("第十七条"),
         wanting=N_("每日、每周工时没有登记，看不出是否占用休息日"), key="R-INT-08.rest-days"),
)  # fmt: skip
_HOURS = (
    Rule("R-INT-09", "daily_hours",
         sa.and_(of.longer_than(own.daily_hours, "R-INT-09.hours"), ~of.filed(plan.is_overtime_filed)),
         N_("每日工时超过 {limit} 小时，批次没有事先备案"), N_("第十七条"), missing=own.daily_hours.is_(None),
         wanting=N_("每日工时没有登记"), limit="R-INT-09.hours"),
    Rule("R-INT-09", "weekly_hours",
         sa.and_(of.longer_than(own.weekly_hours, "R-INT-09.week"), ~of.filed(plan.is_overtime_filed)),
         N_("每周工时超过 {limit} 小时，批次没有事先备案"), N_("第十七条"), missing=own.weekly_hours.is_(None),
         wanting=N_("每周工时没有登记"), limit="R-INT-09.week"),
)  # fmt: skip
_SHARES = (
    Rule("R-INT-10", "staff_total", _at_firm * 100 > firm.staff_total * threshold("R-INT-10.enterprise"),
         N_("实习生超过职工总数的 {limit}%"), N_("第十条"), firm.staff_total.is_(None),
         N_("在岗职工总数没有登记，算不出实习生占比"), entity=Enterprise, limit="R-INT-10.enterprise"),
    Rule("R-INT-10", "same_post_staff", _in_post * 100 > post.same_post_staff * threshold("R-INT-10.post"),
         N_("同岗实习生超过 {limit}%"), N_("第十条"), post.same_post_staff.is_(None),
         N_("同岗职工数没有登记，算不出实习生占比"), entity=Post, limit="R-INT-10.post"),
)  # fmt: skip
_covered, _insured = measures.is_covered(Placement.table()), measures.has_cover(Placement.table())
_undated = sa.and_(sa.not_(_covered), measures.has_undated_cover(Placement.table()))
_INSURED = (
    Rule("R-INT-21", "policy_number", NEVER, N_("实习责任险"), missing=sa.not_(_insured),
         wanting=N_("没有实习责任险"), due=True),
    Rule("R-INT-21", "insured_until", sa.and_(_insured, sa.not_(_covered), sa.not_(_undated)),
         N_("责任险没有覆盖整个实习期"), missing=sa.or_(_undated, sa.not_(_insured)),
         wanting=N_("保险起止没有登记，看不出是否覆盖整个实习期")),
)  # fmt: skip


def _as_of_2016(rules: Sequence[Rule], number: str = "", article: str = "") -> tuple[Rule, ...]:
    """The same rules as they stood in the regulation of 2016."""
    return tuple(
        replace(rule, number=number or rule.number, article=article, regulation=REGULATION_2016) for rule in rules
    )


RULES: tuple[Rule, ...] = (
    Rule("R-INT-01", "start_date", of.in_first_year(), N_("一年级学生不得安排岗位实习"), N_("第十六条"),
         wanting=N_("班级没有年级，学生没有入学年月，算不出年级")),
    Rule("R-INT-02", "start_date", of.not_older_than("R-INT-02.years"), N_("开始日期须晚于 {limit} 周岁生日"), N_("第十六条"),
         wanting=N_("没有登记出生日期，算不出年龄"), limit="R-INT-02.years"),
    Rule("R-INT-03", "post", sa.and_(of.minor(), sa.or_(sa.func.coalesce(post.is_minor_forbidden, sa.false()), of.hazardous(of.MINORS_NEVER))),
         N_("未满 {limit} 周岁，这个岗位是未成年工禁忌劳动"), N_("第十六条"),
         missing=sa.and_(sa.func.coalesce(of.minor(), sa.true()), post.is_minor_forbidden.is_(None)),
         wanting=N_("学生未满 {limit} 周岁，岗位是不是未成年工禁忌劳动没有登记"), limit="R-INT-03.years"),
    Rule("R-INT-04", "post", sa.and_(of.student.gender == of.FEMALE, sa.or_(sa.func.coalesce(post.is_female_forbidden, sa.false()), of.hazardous(of.WOMEN_NEVER))),
         N_("这个岗位是女职工禁忌劳动"), N_("第十六条"),
         missing=sa.and_(sa.func.coalesce(of.student.gender == of.FEMALE, sa.true()), post.is_female_forbidden.is_(None)),
         wanting=N_("学生是女生，岗位是不是女职工禁忌劳动没有登记")),
    Rule("R-INT-05", "enterprise", of.of_industry(of.VENUES), N_("不得安排到酒吧、歌舞厅、洗浴、电子游艺厅、网吧等场所"),
         N_("第十六条"), missing=of.industry_unclear(of.VENUES),
         wanting=N_("实习单位的行业没有登记到小类，看不出是不是酒吧、歌舞厅、洗浴、网吧等场所")),
    Rule("R-INT-06", "enterprise", of.of_industry(of.AGENCIES), N_("实习单位是中介或劳务派遣机构，请核对"), N_("第十六条"),
         of.industry_unclear(of.AGENCIES), N_("实习单位的行业没有登记到中类，看不出是不是中介或劳务派遣机构")),
    Rule("R-INT-07", "post", sa.cast(post.labour_grade, sa.Integer) >= threshold("R-INT-07.grade"),
         N_("岗位的体力劳动强度在Ⅲ级以上"), N_("第十六条"), missing=of.outside(post.labour_grade, of.GRADES), wanting=N_("岗位的体力劳动强度没有登记")),
    *_RISKS,
    *_as_of_2016(_RISKS, article=N_("第十六条")),
    *_as_of_2016(_HOURS, "R-INT-08", N_("第十六条")),
    *_HOURS,
    *_SHARES,
    *_as_of_2016(_SHARES),
    Rule("R-INT-11", "end_date", of.days() > threshold("R-INT-11.longest"), N_("岗位实习一般为 6 个月，安排超过 {limit} 天，请核对"),
         N_("第十一条"), limit="R-INT-11.longest"),
    Rule("R-INT-11", "end_date",
         sa.and_(of.days() < threshold("R-INT-11.shortest"), sa.func.coalesce(own.status, "") != measures.ENDED),
         N_("岗位实习一般为 6 个月，安排不足 {limit} 天，请核对"), N_("第十一条"), limit="R-INT-11.shortest"),
    Rule("R-INT-12", "match_level", of.mismatched(), N_("岗位与所学专业不对口，没有填原因"), N_("第八条"),
         sa.and_(own.match_reason.is_(None), sa.not_(of.majors_known())),
         N_("岗位没有登记对口专业，或学生没有登记专业，对口无从核对")),
    Rule("R-INT-13", "consent_date", NEVER, N_("学生可以自行选择实习单位"), N_("第十二条"),
         missing=own.consent_date.is_(None), wanting=N_("自愿的凭据没有登记：须有知情同意书")),
    Rule("R-INT-13", "mode", NEVER, N_("学生可以自行选择实习单位"), N_("第十二条"),
         missing=of.outside(own.mode, of.CHOSEN),
         wanting=N_("实习方式没有登记，或自主联系而申请、单位接收函和学校批准尚无登记处")),
    Rule("R-INT-14", "consent_date", sa.not_(of.before(own.consent_date, begin)), N_("知情同意书须在实习开始前签"), N_("第十二条"),
         missing=own.consent_date.is_(None), wanting=N_("没有知情同意书"), due=True),
    Rule("R-INT-15", "agreement_number", NEVER, N_("三方协议"), N_("第十四条"),
         missing=own.agreement_number.is_(None), wanting=N_("没有三方协议"), due=True),
    Rule("R-INT-15", "agreement_number", of.signed_wrongly(), N_("三方协议没有在实习开始前签齐"), N_("第十四条"),
         missing=sa.not_(of.signed_at_all()), wanting=N_("三方协议的签字日期没有登记")),
    Rule("R-INT-16", "pay", of.underpaid(), N_("实习报酬没有达到同岗工资标准的 {limit}% 或最低档工资"), N_("第十八条"),
         own.pay.is_(None), N_("实习报酬或岗位的工资标准没有登记"), limit="R-INT-16.percent"),
    Rule("R-INT-16", "pay_channel", own.pay_channel.in_(of.INDIRECT), N_("报酬须直接支付给学生本人"), N_("第十八条"),
         missing=of.outside(own.pay_channel, of.DIRECT), wanting=N_("支付方式没有登记")),
    Rule("R-INT-16", "pay_cycle_days", own.pay_cycle_days > threshold("R-INT-16.days"), N_("报酬至少每月支付一次"), N_("第十八条"),
         wanting=N_("支付周期没有登记")),
    Rule("R-INT-16", "pay", NEVER, N_("实习报酬"), N_("第十七条"),
         wanting=N_("当时的报酬按另一种工资标准计算，这种标准没有登记"), asked=NEVER, regulation=REGULATION_2016),
    Rule("R-INT-17", "is_fee_free", sa.not_(firm.is_fee_free), N_("实习单位没有承诺不收费、不扣证"), N_("第十九条"),
         wanting=N_("没有登记实习单位不收费、不扣证的承诺"), entity=Enterprise),
    Rule("R-INT-18", "tutor", NEVER, N_("校内指导教师"), N_("第十二条"), missing=own.tutor_id.is_(None),
         wanting=N_("没有校内指导教师"), due=True),
    Rule("R-INT-18", "mentor_name", NEVER, N_("企业指导人员"), N_("第十二条"), missing=own.mentor_name.is_(None),
         wanting=N_("没有企业指导人员"), due=True),
    Rule("R-INT-18", "name", _guided > threshold("R-INT-18.interns"), N_("一名教师同时指导的实习生超过 {limit} 人"), N_("第十二条"), entity=Staff, limit="R-INT-18.interns"),
    Rule("R-INT-19", "lodging", NEVER, N_("住宿"), N_("第二十一条"),
         of.outside(own.lodging, of.LODGED),
         N_("住宿没有登记，或在外住宿而监护人签字和学校备案尚无登记处")),
    Rule("R-INT-20", "cross_filing_number", NEVER, N_("跨省实习"),
         missing=sa.and_(of.other_province().is_(None), own.cross_filing_number.is_(None)),
         wanting=N_("学校或实习单位的所在地没有登记，看不出是否跨省")),
    Rule("R-INT-20", "cross_filing_number", NEVER, N_("跨省实习的备案"),
         missing=sa.and_(sa.func.coalesce(of.other_province(), sa.false()), own.cross_filing_number.is_(None)),
         wanting=N_("跨省实习，没有填备案号"), due=True),
    *_INSURED,
    *_as_of_2016(_INSURED, article=N_("第三十五条")),
    Rule("R-INT-22", "inspection_date", NEVER, N_("实习单位的选择"), N_("第七条"),
         sa.or_(firm.inspection_date.is_(None), firm.approval_meeting.is_(None), firm.published_date.is_(None)),
         N_("有实习学生，而实地考察、会议审定或公示没有登记"), due=True, entity=Enterprise),
    Rule("R-INT-23", "enterprise", sa.not_(firm.is_safety_clear), N_("实习单位近三年有安全违法记录"), N_("第六条"),
         wanting=N_("实习单位近三年有没有安全违法没有登记")),
    Rule("R-INT-23", "enterprise",
         begin > sa.func.date(firm.integrity_checked_date, sa.func.printf("+%d months", threshold("R-INT-23.months"))),
         N_("实习开始时，实习单位的失信核查已过 {limit} 个月"), N_("第六条"),
         wanting=N_("实习单位没有做失信核查"), limit="R-INT-23.months"),
    Rule("R-INT-24", "start_date", of.prepared_late(), N_("八个事先没有在批次开始前办齐"),
         missing=sa.or_(*(day.is_(None) for day in of.PREPARED)), wanting=N_("八个事先没有登记齐全"), due=True,
         entity=PlacementPlan),
    Rule("R-INT-24", "safety_training_date", sa.not_(of.before(of.trained(), begin)), N_("岗前培训须在实习开始前"),
         missing=of.trained().is_(None), wanting=N_("岗前培训没有登记")),
    Rule("R-INT-25", "grade", NEVER, N_("考核"),
         missing=sa.or_(own.grade.is_(None), own.enterprise_score.is_(None), own.school_score.is_(None)),
         wanting=N_("实习结束后须有考核等次和单位、学校两方的评分"), asked=of.over()),
    Rule("R-INT-26", "archive_count", NEVER, N_("档案"), missing=of.archive_incomplete(),
         wanting=N_("实习结束后须把实习档案各项归齐"), asked=of.over()),
)  # fmt: skip
NUMBERS = tuple(dict.fromkeys(rule.number for rule in RULES))


_KEYS = "R-INT"  # begins every threshold of these rules
_SCHOOLS: Mapping[type[Entity], sa.ColumnElement[Any]] = {Placement: of.school_of(), PlacementPlan: plan.school_id}
_HOSTS: Mapping[type[Entity], tuple[sa.ColumnElement[Any], str]] = {
    Enterprise: (firm.id, "enterprise_id"), Post: (post.id, "post_id"), Staff: (_staff.id, "tutor_id"),
}  # fmt: skip


def _asked(entity: type[Entity]) -> tuple[sa.Select[tuple[int]], sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """The ids of the records of an entity that are judged, the day that decides which text holds, and since when they run.

    A placement by its first day, whether it runs or is over; a batch once it is carried out; hosts, posts and tutors
    while anybody is or will be there, by the day or the placement they are judged for.
    """
    if entity is Placement:
        return of.placements(), begin, begin
    if entity is PlacementPlan:
        used = sa.select(own.plan_id).where(own.plan_id.is_not(None))
        carried_out = sa.or_(plan.status.in_(("3", "4", "5")), plan.id.in_(used))
        asked = sa.select(plan.id).where(carried_out, measures.is_internship(PlacementPlan.table()))
        return asked, sa.func.coalesce(FIRST, plan.start_date), plan.start_date
    key, column = _HOSTS[entity]
    table = Placement.table().alias()
    theirs = sa.and_(table.c.end_date >= DAY, measures.is_counted(DAY, table))  # type: ignore[arg-type] # bound later
    first = sa.select(sa.func.min(table.c.start_date)).where(table.c[column] == key, theirs)
    since = first.correlate(key.table).scalar_subquery()
    hosts = sa.select(table.c[column]).where(theirs)
    return sa.select(key).where(key.in_(hosts)), sa.func.coalesce(FIRST, DAY), since


@cache
def _judging(entity: type[Entity]) -> Judging:
    """The rules about an entity, and the statement that answers them one by one."""
    rules = tuple(rule for rule in RULES if rule.entity is entity)
    asked, first_day, since = _asked(entity)
    answers = [outcome(rule, first_day, since).label(f"rule{place}") for place, rule in enumerate(rules)]
    statement = asked.add_columns(*answers).order_by(next(iter(asked.selected_columns)))
    binds = (part for part in visitors.iterate(statement) if isinstance(part, sa.BindParameter))
    keys = {str(bind.key) for bind in binds if str(bind.key).startswith(_KEYS)}
    return Judging(rules, statement, tuple(sorted(keys)), first_day, _SCHOOLS.get(entity))


JUDGED: tuple[type[Entity], ...] = tuple(dict.fromkeys(rule.entity for rule in RULES))
Judged = tuple[int, tuple[Finding, ...]]


def judged(  # noqa: PLR0913 - what is judged, as of when, for whom
    connection: sa.Connection,
    entity: type[Entity],
    day: date,
    ids: Collection[int] | None = None,
    *,
    first: date | None = None,
    school: int | None = None,
) -> Iterator[Judged]:
    """Every record of `entity` that rules are asked of, with what each rule in force for it says as of `day`.

    With `ids` only those; `first` is the first day, and `school` the school, of the placement for which a batch, host,
    post or tutor is judged. Thresholds and severities are what policy says for the school and the first day.
    """
    if entity not in JUDGED:
        return
    judging = _judging(entity)
    key = next(iter(judging.statement.selected_columns))
    alone = entity in _HOSTS or first is not None
    groups = [(of_one(connection, judging, first or day, school), None)] if alone else shared(connection, judging, day)
    for terms, where in groups:
        statement = judging.statement if where is None else judging.statement.where(where)
        given = {"day": day, "first": first, **dict(terms.values)}
        for chunk in [None] if ids is None else storage.pieces(sorted(ids), storage.CHUNK):
            these = statement if chunk is None else statement.where(key.in_(chunk))
            yield from _answered(judging.rules, terms, connection.execute(these, given))


def judged_as_planned(
    connection: sa.Connection, rows: Iterable[Mapping[str, Any]], day: date, numbers: Collection[str]
) -> Iterator[Judged]:
    """What rules of these numbers say of placements that are only thought of, by the `id` their rows bear.

    Columns that a row does not hold are empty. A table of the name of placements, made of the rows, stands before that of
    the file for the length of a statement.
    """
    judging = _judging(Placement)
    for some in storage.pieces(rows, storage.CHUNK):
        told = json.dumps([storage.encode(Placement, row) for row in some])
        each = sa.func.json_each(told).table_valued("value")
        columns = (sa.func.json_extract(each.c.value, f"$.{c.name}").label(c.name) for c in Placement.table().columns)
        thought = sa.select(*columns).select_from(each).cte(Placement.__tablename__)
        for terms, where in shared(connection, judging, day):
            statement = judging.statement if where is None else judging.statement.where(where)
            asked = {"day": day, "first": None, **dict(terms.values)}
            for number, found in _answered(judging.rules, terms, connection.execute(statement.add_cte(thought), asked)):
                yield number, tuple(one for one in found if one.rule.number in numbers)


def _answered(rules: Sequence[Rule], terms: Terms, rows: Iterable[Any]) -> Iterator[Judged]:
    """What the answers of SQL say; most records get the same few."""
    known: dict[tuple[int, int], Finding] = {}
    values = dict(terms.values)
    for number, *row in rows:
        found = [(place, answer) for place, answer in enumerate(row) if answer is not None]
        for place, answer in found:
            if (place, answer) not in known:
                known[place, answer] = finding(rules[place], answer, values, terms.severities[place])
        yield number, tuple(known[pair] for pair in found)


def verdicts(connection: sa.Connection, placement: int, day: date) -> tuple[Finding, ...] | None:
    """What every rule says of a placement as of `day`, see verdicts_of(); None where rules are not asked of it."""
    return verdicts_of(connection, [placement], day).get(placement)


def verdicts_of(connection: sa.Connection, placements: Sequence[int], day: date) -> dict[int, tuple[Finding, ...]]:
    """What every rule says of placements, their batches, hosts, posts and tutors as of `day`, in the order of their numbers.

    Of those that are over by then what was kept when they ended, where it was: only what is asked afterwards, and was not
    asked yet, is judged now. A rule whose text of the time is not known says so. Placements rules are not asked of are
    left out: visits, and those no more there.
    """
    shown = judged_now(connection, placements, day)
    last = _last_days(connection, shown)
    for key, stood in kept_findings.kept_of(
        connection, [key for key in shown if (last[key] or date.max) <= day]
    ).items():
        told = {each.rule.number for each in stood}
        since = (each for each in shown[key] if each.rule.afterwards and each.rule.number not in told)
        shown[key] = _in_order([*stood, *since])
    return shown


def _last_days(connection: sa.Connection, placements: Iterable[int]) -> dict[int, date | None]:
    chunks = storage.pieces(sorted(placements), storage.CHUNK)
    rows = (connection.execute(sa.select(own.id, end).where(own.id.in_(chunk))) for chunk in chunks)
    return {key: last for some in rows for key, last in some}


def judged_now(connection: sa.Connection, placements: Sequence[int], day: date) -> dict[int, tuple[Finding, ...]]:
    """The same by what is recorded now, whatever was kept.

    Hosts, posts and tutors before the first day of a placement as of that day, after its last as of the last.
    """
    asked = of.placements().add_columns(
        begin, end, of.school_of(), own.plan_id, own.enterprise_id, own.post_id, own.tutor_id
    )
    chunks = storage.pieces(sorted(placements), storage.CHUNK)
    rows = [row for chunk in chunks for row in connection.execute(asked.where(own.id.in_(chunk)))]
    shown: dict[int, list[Finding]] = {row[0]: [] for row in rows}
    for key, found in judged(connection, Placement, day, list(shown)) if shown else ():
        shown[key] += found
    for entity, on, first, school, theirs in _around(rows, day):
        for key, found in judged(connection, entity, on, list(theirs), first=first, school=school):
            for placement in theirs[key]:
                shown[placement] += found
    return {key: _in_order(found) for key, found in shown.items()}


Group = tuple[type[Entity], date, date, int | None, dict[int, list[int]]]


def _around(rows: Sequence[Any], day: date) -> Iterator[Group]:
    """The batches, hosts, posts and tutors of placements that are judged together: of what day, for which first day and school."""
    for place, entity in enumerate((PlacementPlan, Enterprise, Post, Staff), 4):
        groups: dict[tuple[date, date, int | None], dict[int, list[int]]] = {}
        for row in rows:
            first, last, school = row[1:4]
            if row[place] is not None:
                on = day if entity is PlacementPlan else max(first, min(day, last))
                groups.setdefault((on, first, school), {}).setdefault(row[place], []).append(row[0])
        yield from ((entity, *group, theirs) for group, theirs in groups.items())


def _in_order(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """By number, with a word for each rule whose text of the time is not known."""
    told = {each.rule.number for each in found}
    unknown = [finding(rule, None, {}, RuleSeverity.HINT) for rule in _first_of_each() if rule.number not in told]
    places = {number: place for place, number in enumerate(NUMBERS)}
    return tuple(sorted((*found, *unknown), key=lambda each: places.get(each.rule.number, len(places))))


@cache
def _first_of_each() -> tuple[Rule, ...]:
    """One rule of each number, the one in force today where there is one."""
    return tuple({rule.number: rule for rule in sorted(RULES, key=lambda r: r.valid_from)}.values())


def worst(findings: Sequence[Finding]) -> Finding:
    """Of several findings the one that counts: broken before lacking before kept, what is forbidden first."""
    order = (Verdict.BROKEN, Verdict.LACKING, Verdict.KEPT)
    return min(findings, key=lambda each: (order.index(each.verdict), each.severity is not RuleSeverity.FORBID))


def told(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """What of a record is work for somebody: breaches and what is missing, a field once for each rule.

    Where there is no agreement or policy at all, nothing is said of what is not recorded about it; and a field of its
    own that nobody filled in is missed once, however many rules look at it.
    """
    broken = [each for each in findings if each.verdict is Verdict.BROKEN]
    absent = {word for each in broken if each.absent for word in (each.rule.number, each.rule.field)}
    lacking = [
        each for each in findings
        if each.verdict is Verdict.LACKING and each.listed and not absent & {each.rule.number, each.rule.field}
    ]  # fmt: skip
    places: dict[tuple[str, str], list[Finding]] = {}
    for each in broken:
        places.setdefault((each.rule.number, each.rule.field), []).append(each)
    missed = {_missed(each): each for each in lacking if (each.rule.number, each.rule.field) not in places}
    return (*(worst(some) for some in places.values()), *missed.values())


def _missed(one: Finding) -> tuple[str, str]:
    """What is not recorded: a field of the record, or by the words something of a record it refers to."""
    field = field_map(one.rule.entity)[one.rule.field]
    return (one.rule.field, one.title if field.to is not None else "")
