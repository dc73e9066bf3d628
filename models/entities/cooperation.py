"""What a school and its enterprises do together: course standards, activities, matters of joint meetings, projects (registers §8)."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from models.entities import headings
from models.entities.cooperation_terms import (
    ANSWERED,
    DONE,
    FIVE_DELIVERIES,
    IN_FORCE,
    REFUSED,
    came_to,
    is_overdue,
    is_unconcluded,
    matter_status,
    one_enterprise,
    project_status,
    standard_status,
)
from models.entities.measures import of
from models.entities.people import STUDENT_COLUMNS
from models.entities.rules import dates_in_order
from models.schema.beside import Beside, Peers, Seen
from models.schema.complaints import Complaint, warning
from models.schema.fields import Entity, Finds, Mapped, Needed, Via, derived, field, field_map, reference, through
from models.schema.numbers import amount_text
from models.schema.types import (
    Code,
    CodeText,
    Date,
    Flag,
    Integer,
    Money,
    Number,
    OrganisationName,
    References,
    Spoken,
    Text,
    Year,
)
from models.words import N_, _

Row = Mapping[str, Any]
Found = Iterable[tuple[str, Complaint]]
ACTIVITY_NAME = ("活动名称", "活动主题", "招聘会名称", "会议名称")
ACTIVITY_COLUMNS = (("activity", "title"), ("activity_date", "start_date"))  # by which other registers tell an activity
_MOST = 9_999_999  # posts, people, résumés of one activity
_HOURS = Integer(0, 10_000)


def hours_add_up(row: Row) -> Found:
    """Theory and practice make up all the hours."""
    whole, theory, practice = (row.get(name) for name in ("hours", "theory_hours", "practice_hours"))
    if whole is None or theory is None or practice is None:
        return
    if theory + practice != whole:
        words = _("理论 {theory} 加实践 {practice} 不等于总学时 {hours}，请核对")
        yield "hours", warning("out-of-range", words.format(theory=theory, practice=practice, hours=whole))


def _one_in_force(seen: Seen) -> Found:
    """Of a course of a major one version is in force."""
    if seen.row.get("status") != IN_FORCE:
        return
    others = [str(peer["version"]) for peer in seen.peers if peer["status"] == IN_FORCE]
    if others:
        words = _("同一课程的版本 {versions} 也在执行，请废止其中一个")
        yield "status", warning("conflict", words.format(versions="、".join(sorted(others))))


class CourseStandard(Entity):
    """The standard of a course of a major in one version; of these one is in force."""

    label = N_("课程标准")
    keys = (("code", "version"), ("name", "major", "version"))
    order = ("major", "name", "version")
    row_checks = (hours_add_up,)
    beside = (Beside(_one_in_force, peers=Peers("course_standard", ("name", "major"), ("version", "status"))),)

    code: Mapped[str | None] = field(
        "标准编号", CodeText(30), search=True, index=True, aliases=["编号", "课程标准编号", "课程编号", "课程代码"]
    )
    name: Mapped[str] = field(
        "课程名称", Spoken(60), required=True, search=True, index=True, aliases=["课程", "课程标准名称", "标准名称"]
    )
    major_id: Mapped[int] = reference(
        "专业", to="major", required=True, creatable=True, aliases=["专业名称", "所属专业", "适用专业", "面向专业"]
    )
    version: Mapped[str] = field("版本", Text(20), required=True, aliases=["版本号", "标准版本"])
    year: Mapped[int | None] = field("年份", Year(), aliases=["制订年份", "制定年份", "年度", "制订年度"])
    hours: Mapped[int | None] = field("总学时", _HOURS, aliases=["学时", "课时", "总课时", "学时数"])
    theory_hours: Mapped[int | None] = field("理论学时", _HOURS, aliases=["理论课时", "理论"])
    practice_hours: Mapped[int | None] = field("实践学时", _HOURS, aliases=["实践课时", "实践", "实训学时"])
    credits: Mapped[Decimal | None] = field("学分", Number(1, 0, 100), aliases=["课程学分"])
    enterprises = through(
        "合作企业", References("enterprise"),
        Via("course_standard_enterprise", "course_standard_id", "enterprise_id", many=True),
        aliases=(*headings.ENTERPRISE_NAME, "参与企业", "合作单位", "联合开发企业", "共同开发企业"),
    )  # fmt: skip
    lead_author: Mapped[str | None] = field("主持人", Text(60), aliases=["负责人", "课程负责人", "执笔人", "主编"])
    lead_side: Mapped[str | None] = field("主持方", Code("lead-side"), aliases=["主持（校/企）", "主持单位", "牵头方"])
    occupation_standard: Mapped[str | None] = field(
        "对接职业标准", Text(100), aliases=["职业标准", "国家职业标准", "对接国家职业标准"]
    )
    certificate_standard: Mapped[str | None] = field(
        "对接1+X标准", Text(100), aliases=["1+X标准", "对接证书标准", "对接1+X证书", "对接职业技能等级标准"]
    )
    modules: Mapped[str | None] = field("模块", Text(500), aliases=["课程模块", "教学模块"])
    approved_date: Mapped[date | None] = field(
        "审定日期", Date(), expected=True, aliases=["审定时间", "批准日期", "审核日期", "发布日期"]
    )
    status: Mapped[str | None] = field(
        "状态", Code("standard-status", strict=True), default=standard_status, by_act=True, aliases=["标准状态", "执行情况"],
    )  # fmt: skip


class CourseStandardEnterprise(Entity):
    """One enterprise that had a part in a course standard."""

    label = N_("课程标准合作企业")
    display = "enterprise"
    internal = True

    course_standard_id: Mapped[int] = reference("课程标准", to="course_standard", required=True)
    enterprise_id: Mapped[int] = reference("企业", to="enterprise", required=True)


def five_deliveries_told(row: Row) -> Found:
    """五送进校园 says what was delivered, no other kind does."""
    kind, sub = row.get("kind"), row.get("sub_kind")
    if kind == FIVE_DELIVERIES and sub is None:
        yield "sub_kind", warning("required", _("五送进校园要写明送的是什么，统计表按它分列"))
    if sub is not None and kind not in (FIVE_DELIVERIES, None):
        yield "sub_kind", warning("conflict", _("只有五送进校园分五送类别，请核对活动类型"))


def _reported(label: str, aliases: Iterable[str]) -> Any:
    return field(label, Integer(0, _MOST), aliases=aliases, help=N_("没有登记参会企业或学生时才用，统计表上标灰"))


class Activity(Entity):
    """Something that brings school and enterprises together: a job fair, a talk, visits, a joint meeting."""

    label = N_("对接活动")
    called = ("活动", "招聘会")
    display = "title"
    keys = (("title", "start_date"), ("title",))
    order = ("start_date", "title")
    span = ("start_date", "end_date")
    in_titles = True
    row_checks = (dates_in_order("start_date", "end_date"), five_deliveries_told)
    headed = {"period": ("活动时间", "活动起止", "举办时间", "举办日期")}  # noqa: RUF012 - as its own class says

    title: Mapped[str] = field(
        "活动名称", Text(100), required=True, search=True, index=True, aliases=["名称", *ACTIVITY_NAME[1:], "主题"]
    )
    kind: Mapped[str] = field(
        "活动类型", Code("activity-kind", strict=True), required=True, aliases=["类型", "活动类别", "类别"]
    )
    sub_kind: Mapped[str | None] = field(
        "五送类别", Code("five-deliveries"), aliases=["五送内容", "五送", "子类", "活动子类"]
    )
    start_date: Mapped[date] = field(
        "活动日期", Date(), required=True, aliases=["日期", "时间", "开始日期", "举办日期", "召开日期"]
    )
    end_date: Mapped[date | None] = field("结束日期", Date(), aliases=["截止日期", "活动结束日期"])
    place: Mapped[str | None] = field("地点", Text(100), aliases=["活动地点", "举办地点", "会议地点"])
    host: Mapped[str | None] = field("主办单位", Text(100), aliases=["主办", "组织单位", "承办单位", "主办部门"])
    enterprise_count: int = derived("企业数", Integer(), came_to("enterprise_count"))
    post_count: int = derived("岗位数", Integer(), came_to("post_count"))
    headcount: int = derived("需求人数", Integer(), came_to("headcount"))
    student_count: int = derived(
        "参加学生", Integer(), came_to("student_count"), help="签到的学生；没有登记签到的按名单人数"
    )
    resumes: int = derived("简历", Integer(), came_to("resumes"))
    interviews: int = derived("面试", Integer(), came_to("interviews"))
    offers: int = derived("意向", Integer(), came_to("offers"))
    signed: int = derived("签约", Integer(), came_to("signed"))
    budget: Mapped[Decimal | None] = field("经费（元）", Money(), aliases=["经费", "活动经费", "预算"])
    staff_id: Mapped[int | None] = reference("负责人", to="staff", creatable=True, aliases=["活动负责人", "经办人"])
    result: Mapped[str | None] = field("成效", Text(500), aliases=["活动成效", "成果", "活动效果", "效果"])
    reported_enterprise_count: Mapped[int | None] = _reported(
        "填报企业数", ["企业数", "参会企业数", "企业家数", "参加企业", "参加企业数"]
    )
    reported_post_count: Mapped[int | None] = _reported("填报岗位数", ["岗位数", "提供岗位数", "岗位"])
    reported_headcount: Mapped[int | None] = _reported("填报需求人数", ["需求人数", "招聘人数", "岗位需求"])
    reported_student_count: Mapped[int | None] = _reported(
        "填报参加学生", ["参加学生", "参加学生数", "学生数", "参会学生", "参加人数"]
    )
    reported_resumes: Mapped[int | None] = _reported("填报简历", ["简历", "收到简历", "简历数", "投递简历"])
    reported_interviews: Mapped[int | None] = _reported("填报面试", ["面试", "面试人数"])
    reported_offers: Mapped[int | None] = _reported("填报意向", ["意向", "意向人数", "达成意向"])
    reported_signed: Mapped[int | None] = _reported("填报签约", ["签约", "签约人数"])


_FUNNEL = ("resumes", "interviews", "offers", "signed")


def funnel_narrows(row: Row) -> Found:
    """Nobody signs without an offer, gets one without an interview, is asked in without a résumé."""
    fields = field_map(ActivityEnterprise)
    told = [name for name in _FUNNEL if row.get(name) is not None]
    for before, after in pairwise(told):
        if row[after] > row[before]:
            words = _("{after} {more} 人多于{before} {less} 人，请核对").format(
                after=fields[after].title, more=row[after], before=fields[before].title, less=row[before]
            )
            yield after, warning("out-of-range", words)


def salaries_in_order(row: Row) -> Found:
    """The lowest pay is not the highest."""
    low, high = row.get("salary_low"), row.get("salary_high")
    if low is not None and high is not None and low > high:
        words = _("最低薪资 {low} 元高于最高薪资 {high} 元，请核对")
        yield "salary_low", warning("out-of-range", words.format(low=amount_text(low), high=amount_text(high)))


def _once(field: str, words: str) -> Beside:
    """Whoever takes part in an activity does so once."""

    def check(seen: Seen) -> Found:
        if seen.peers:
            yield field, Complaint("duplicate", _(words))

    return Beside(check, peers=Peers(f"activity_{field}", ("activity", field), ahead=True))


class ActivityEnterprise(Entity):
    """One enterprise that took part in an activity: what it offered, and what came of it."""

    label = N_("参会企业")
    display = "enterprise"
    keys = (("activity", "enterprise"),)
    order = ("activity", "enterprise")
    row_checks = (funnel_narrows, salaries_in_order)
    beside = (_once("enterprise", N_("这家企业已经登记在这次活动里")),)

    activity_id: Mapped[int] = reference(
        "活动", to="activity", required=True, spread=ACTIVITY_COLUMNS, aliases=ACTIVITY_NAME
    )
    enterprise_id: Mapped[int] = reference(
        "企业", to="enterprise", required=True, spread=["credit_code"],
        aliases=[*headings.ENTERPRISE_NAME, "参会企业", "参会单位", "招聘单位"],
    )  # fmt: skip
    post_count: Mapped[int | None] = field("岗位数", Integer(0, _MOST), aliases=["提供岗位数", "招聘岗位数", "岗位"])
    headcount: Mapped[int | None] = field("需求人数", Integer(0, _MOST), aliases=["招聘人数", "需求数", "拟招人数"])
    salary_low: Mapped[Decimal | None] = field(
        "最低薪资（元/月）", Money(), aliases=["最低薪资", "薪资下限", "最低月薪", "最低工资"]
    )
    salary_high: Mapped[Decimal | None] = field(
        "最高薪资（元/月）", Money(), aliases=["最高薪资", "薪资上限", "最高月薪", "最高工资"]
    )
    resumes: Mapped[int | None] = field("简历", Integer(0, _MOST), aliases=["收到简历", "简历数", "收到简历数"])
    interviews: Mapped[int | None] = field("面试", Integer(0, _MOST), aliases=["面试人数", "面试数"])
    offers: Mapped[int | None] = field("意向", Integer(0, _MOST), aliases=["意向人数", "达成意向", "意向数"])
    signed: Mapped[int | None] = field("签约", Integer(0, _MOST), aliases=["签约人数", "签约数"])


def signed_who_came(row: Row) -> Found:
    """Who did not come signed nothing there."""
    if row.get("is_signed") and row.get("signed_in") is False:
        yield "is_signed", warning("conflict", _("没有签到却有签约，请核对"))


class ActivityStudent(Entity):
    """One student who took part in an activity."""

    label = N_("参加学生")
    called = headings.LEARNER
    display = "student"
    keys = (("activity", "student"),)
    order = ("activity", "student")
    row_checks = (signed_who_came,)
    beside = (_once("student", N_("这名学生已经登记在这次活动里")),)

    activity_id: Mapped[int] = reference(
        "活动", to="activity", required=True, spread=ACTIVITY_COLUMNS, aliases=ACTIVITY_NAME
    )
    student_id: Mapped[int] = reference("学生", to="student", required=True, spread=STUDENT_COLUMNS)
    signed_in: Mapped[bool | None] = field("签到", Flag(), aliases=["是否签到", "到场", "是否到场", "已签到"])
    intention_enterprise_id: Mapped[int | None] = reference(
        "意向企业", to="enterprise", aliases=["意向单位", "意向用人单位", "意向公司"]
    )
    is_signed: Mapped[bool | None] = field("签约", Flag(), aliases=["是否签约", "已签约"])


def answered_as_it_says(row: Row) -> Found:
    """What was answered says what and when, never before it was raised."""
    status, raised, answered = row.get("status"), row.get("raised_date"), row.get("answered_date")
    lacking = {"answer": _("办理结果"), "answered_date": _("办结日期")}
    for name, words in lacking.items():
        if row.get(name) is not None:
            continue
        if status == ANSWERED:
            yield name, Complaint("required", _("已答复的事项要填{field}").format(field=words))
        elif status in (DONE, REFUSED):
            yield name, warning("required", _("已经办完，没有填{field}").format(field=words))
    if isinstance(raised, date) and isinstance(answered, date) and answered < raised:
        words = _("{answered} 早于提出日期 {raised}，请核对").format(answered=answered, raised=raised)
        yield "answered_date", Complaint("out-of-range", words)


def due_after_raised(row: Row) -> Found:
    """An answer is not due before the question."""
    raised, due = row.get("raised_date"), row.get("due_date")
    if isinstance(raised, date) and isinstance(due, date) and due < raised:
        yield "due_date", warning("out-of-range", _("早于提出日期 {raised}，请核对").format(raised=raised))


class Matter(Entity):
    """Something an enterprise or another body asked for, at a joint meeting or between two; acts lead it to its answer."""

    label = N_("联席会议事项")
    called = ("事项", "议题")
    display = "title"
    keys = (("number",), ("title", "raised_date"))
    order = ("raised_date", "number")
    row_checks = (answered_as_it_says, due_after_raised)
    finds = Finds("enterprise", ("raised_by",), one_enterprise)

    number: Mapped[str | None] = field("事项编号", CodeText(30), unique=True, search=True, aliases=["编号", "议题编号"])
    title: Mapped[str] = field(
        "事项",
        Text(200),
        required=True,
        search=True,
        aliases=["事项名称", "议题", "问题", "事项内容", "诉求", "提出问题"],
    )
    kind: Mapped[str] = field(
        "类别", Code("matter-kind", strict=True), required=True, aliases=["事项类别", "类型", "事项类型", "问题类别"]
    )
    activity_id: Mapped[int | None] = reference(
        "会议", to="activity", aliases=["联席会议", "会议名称", "提出会议"], help="在哪一次联席会议上提出"
    )
    raised_by: Mapped[str] = field(
        "提出单位",
        OrganisationName(100),
        required=True,
        search=True,
        aliases=["提出方", "提出企业", "来源单位", "诉求单位"],
    )
    enterprise_id: Mapped[int | None] = reference(
        "企业", to="enterprise", aliases=["合作企业", "企业名称"], help="不填时按提出单位的名称找"
    )
    raised_date: Mapped[date] = field("提出日期", Date(), required=True, aliases=["提出时间", "受理日期", "登记日期"])
    assigned_to: Mapped[str | None] = field(
        "承办部门", Text(60), expected=True, aliases=["责任部门", "承办单位", "牵头部门", "责任单位"]
    )
    staff_id: Mapped[int | None] = reference("承办人", to="staff", creatable=True, aliases=["责任人", "经办人"])
    due_date: Mapped[date | None] = field(
        "办理时限", Date(), expected=True, aliases=["答复时限", "办理期限", "完成时限", "应办结日期", "截止日期"]
    )
    answer: Mapped[str | None] = field(
        "办理结果", Text(1000), by_act=True, aliases=["答复意见", "答复", "办理情况", "处理结果", "办理意见"]
    )
    answered_date: Mapped[date | None] = field(
        "办结日期", Date(), by_act=True, aliases=["答复日期", "办结时间", "完成日期"]
    )
    satisfaction: Mapped[str | None] = field("满意度", Code("satisfaction"), aliases=["评价", "满意程度", "企业满意度"])
    status: Mapped[str | None] = field(
        "状态", Code("matter-status", strict=True), default=matter_status, by_act=True, aliases=["办理状态", "事项状态"],
    )  # fmt: skip
    is_overdue: bool = derived(
        "逾期", Flag(), of("matter", is_overdue), help="过了办理时限，到这一天还没有答复；时限当天不算"
    )


def received_within_amount(row: Row) -> Found:
    """No more is received than was agreed."""
    amount, received = row.get("amount"), row.get("received")
    if amount is not None and received is not None and received > amount:
        words = _("到账 {received} 元多于合同金额 {amount} 元，请核对")
        told = words.format(received=amount_text(received), amount=amount_text(amount))
        yield "received", warning("out-of-range", told)


def transformed_as_it_says(row: Row) -> Found:
    """What was transformed for money was transformed."""
    if row.get("transformed_amount") and row.get("is_transformed") is False:
        yield "is_transformed", warning("conflict", _("填了转化金额，成果转化却是“否”，请核对"))


class CooperationProject(Entity):
    """Something a school and enterprises work on for a time, and what comes in for it."""

    label = N_("校企合作项目")
    called = ("项目", "课题")
    keys = (("number",), ("name",))
    order = ("start_date", "number")
    span = ("start_date", "end_date")
    needed = (Needed("cooperation_project_enterprise", "cooperation_project", N_("没有登记合作企业，请填写")),)
    row_checks = (dates_in_order("start_date", "end_date"), received_within_amount, transformed_as_it_says)
    headed = {"period": ("项目起止", "项目期限", "研究期限", "项目周期")}  # noqa: RUF012 - as its own class says

    number: Mapped[str | None] = field(
        "项目编号", CodeText(40), unique=True, search=True, aliases=["立项编号", "编号", "课题编号", "合同编号"]
    )
    name: Mapped[str] = field(
        "项目名称", Text(100), required=True, search=True, index=True, aliases=["课题名称", "名称", "项目"]
    )
    kind: Mapped[str] = field(
        "项目类型", Code("project-kind", strict=True), required=True, aliases=["类别", "项目类别", "类型"]
    )
    enterprises = through(
        "合作企业", References("enterprise"),
        Via("cooperation_project_enterprise", "cooperation_project_id", "enterprise_id", many=True),
        expected=True, aliases=(*headings.ENTERPRISE_NAME, "合作单位", "委托单位", "委托企业"),
    )  # fmt: skip
    partners: Mapped[str | None] = field("其他合作方", Text(200), aliases=["其他合作单位", "参与单位"])
    leader_id: Mapped[int | None] = reference(
        "负责人", to="staff", creatable=True, aliases=["主持人", "项目负责人", "课题负责人", "项目主持人"]
    )
    agreement_id: Mapped[int | None] = reference("协议", to="agreement", aliases=headings.AGREEMENT_NUMBER)
    major_id: Mapped[int | None] = reference("专业", to="major", aliases=["面向专业", "所属专业", "专业名称"])
    start_date: Mapped[date] = field(
        "立项日期", Date(), required=True, aliases=["立项时间", "开始日期", "起始日期", "签订日期"]
    )
    end_date: Mapped[date | None] = field(
        "结题日期",
        Date(),
        aliases=["结题时间", "结束日期", "完成日期", "验收日期", "计划结题日期"],
        help="计划的，或已结题、终止的那一天",
    )
    amount: Mapped[Decimal | None] = field(
        "合同金额（元）", Money(), expected=True, aliases=["合同金额", "经费", "项目经费", "金额", "合同额"]
    )
    received: Mapped[Decimal | None] = field(
        "到账金额（元）", Money(), aliases=["到账金额", "到款", "到款额", "到账", "到款（元）", "到账经费", "到位经费"]
    )
    outcome: Mapped[str | None] = field("成果", Text(500), aliases=["项目成果", "成果形式", "主要成果"])
    is_transformed: Mapped[bool | None] = field("成果转化", Flag(), aliases=["是否转化", "已转化"])
    transformed_amount: Mapped[Decimal | None] = field("转化金额（元）", Money(), aliases=["转化金额", "成果转化金额"])
    status: Mapped[str | None] = field(
        "状态", Code("project-status", strict=True), default=project_status, by_act=True, aliases=["项目状态", "进展", "进度"],
    )  # fmt: skip
    is_unconcluded: bool = derived(
        "逾期未结题", Flag(), of("cooperation_project", is_unconcluded), help="过了结题日期，还没有办理结题或终止"
    )


class CooperationProjectEnterprise(Entity):
    """One enterprise of a project."""

    label = N_("项目合作企业")
    display = "enterprise"
    internal = True

    cooperation_project_id: Mapped[int] = reference("校企合作项目", to="cooperation_project", required=True)
    enterprise_id: Mapped[int] = reference("企业", to="enterprise", required=True)
