"""What is kept of a placement while it runs: visits, weekly logs, attendance, pay, incidents, the archive (registers §5)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from models.entities import headings
from models.entities.placements import PLACEMENT_COLUMNS
from models.entities.rules import days_of_month, is_month
from models.schema import checks
from models.schema.beside import Beside, Peers, Seen
from models.schema.complaints import Complaint, warning
from models.schema.fields import HEALTH, Across, Behind, Entity, Mapped, derived, field, reference
from models.schema.numbers import amount_text
from models.schema.types import (
    Code,
    CodeText,
    Date,
    Flag,
    Integer,
    Money,
    Month,
    Number,
    Reference,
    Signature,
    Text,
    Week,
)
from models.schema.values import read_date
from models.words import N_, _

CENT = Decimal("0.01")  # by which what is paid may differ from the sum
YUAN = Decimal(1)  # by which pay for the days may differ: sheets round the rate of a day
Row = Mapping[str, Any]
Found = Iterable[tuple[str, Complaint]]


def below_standard(standard: Decimal | None, wage: Decimal | None, lowest: Decimal | None, percent: Decimal) -> bool:
    """Whether the pay of a whole month reaches neither of what R-INT-16 takes for enough; never where no wage is known.

    Yuan a month: of the intern, of staff in the post, of the lowest tier; `percent` is the share of the wage.
    """
    if standard is None or wage is None:
        return False
    return standard * 100 < wage * percent and (lowest is None or standard < lowest)


def is_told_late(occurred: date, told_on: date | None, day: date, limit: int) -> bool:
    """Whether an incident was told to the authority more than `limit` days after it, or is by `day` still to be told."""
    last = occurred + timedelta(days=limit)
    return day > last if told_on is None or told_on > day else told_on > last


def _days_in_order(row: Row) -> Found:
    should, actual = row.get("should_days"), row.get("actual_days")
    if should is not None and actual is not None and actual > should:
        message = _("实出勤 {actual} 天多于应出勤 {should} 天，请核对")
        yield "actual_days", warning("out-of-range", message.format(actual=f"{actual:f}", should=f"{should:f}"))


def _paid_agrees(row: Row) -> Found:
    """What is paid is what is due less what is withheld, and nothing may be withheld (R-INT-17)."""
    payable, paid, deduction = row.get("payable"), row.get("paid"), row.get("deduction") or Decimal(0)
    if payable is not None and paid is not None and abs(payable - deduction - paid) > CENT:
        message = _("实发 {paid} 不等于应发 {payable} 减代扣 {deduction}，请核对")
        words = message.format(paid=amount_text(paid), payable=amount_text(payable), deduction=amount_text(deduction))
        yield "paid", Complaint("out-of-range", words)
    if deduction > 0:
        words = _("代扣了 {deduction} 元：不得从学生的实习报酬里扣费，代扣应为 0")
        yield "deduction", warning("R-INT-17", words.format(deduction=amount_text(deduction)))


def _paid_for_days(row: Row) -> Found:
    """What is due is the standard for the days somebody was there."""
    standard, payable, should, actual = (
        row.get(name) for name in ("standard", "payable", "should_days", "actual_days")
    )
    if standard is None or payable is None or not should or actual is None:
        return
    due = standard * actual / should
    if abs(payable - due) > YUAN:
        message = _("按标准和出勤应发 {due} 元，这里是 {payable} 元，请核对")
        yield "payable", warning("out-of-range", message.format(due=amount_text(due), payable=amount_text(payable)))


def _day_in_time(row: Row) -> Row:
    """The day of an incident, where a sheet says it together with the time of day."""
    said = str(row.get("occurred_time") or "").split(maxsplit=1)
    day = read_date(said[0])[0] if said and row.get("occurred_date") is None else None
    return {} if day is None else {"occurred_date": day, "occurred_time": said[1] if said[1:] else None}


def _within_placement(seen: Seen) -> Found:
    """A month of attendance or pay lies, at least in part, within the placement."""
    month, begin, end = seen.row.get("month"), *(seen.behind[f"placement.{name}_date"] for name in ("start", "end"))
    if not is_month(month):
        return
    first, last = days_of_month(month)
    if (begin is not None and last < begin) or (end is not None and first > end):
        message = _("{month} 不在这次实习的起止 {begin} 至 {end} 之内，请核对月份和实习单位")
        yield "month", Complaint("conflict", message.format(month=month, begin=begin, end=end))


def _same_days(seen: Seen) -> Found:
    """Pay is for the days the attendance of the month says."""
    actual = seen.row.get("actual_days")
    for peer in seen.peers:
        days = peer["actual_days"]
        if actual is not None and days is not None and days != actual:
            message = _("与考勤月报的实出勤 {days} 天不一致，请核对")
            yield "actual_days", warning("conflict", message.format(days=f"{days:f}"))


def _enough_paid(seen: Seen) -> Found:
    """The standard of a whole month, so that absence does not count as paid too little (R-INT-16)."""
    wage, lowest = (seen.behind[f"placement.post.{name}_wage"] for name in ("same_post", "lowest_tier"))
    month = seen.row.get("month")
    percent = seen.limit("R-INT-16.percent", days_of_month(month)[1] if is_month(month) else seen.day)
    if below_standard(seen.row.get("standard"), wage, lowest, percent):
        message = _("标准低于同岗工资标准 {wage} 元的 {percent}%，也低于最低档工资")
        words = message if lowest is not None else _("标准低于同岗工资标准 {wage} 元的 {percent}%")
        yield "standard", warning("R-INT-16", words.format(wage=amount_text(wage), percent=f"{percent.normalize():f}"))


def _paid_in_time(seen: Seen) -> Found:
    """Pay comes at the latest so many days after the pay before (R-INT-16)."""
    day = seen.row.get("paid_date")
    earlier = [peer["paid_date"] for peer in seen.peers if day is not None and peer["paid_date"] is not None]
    before = max((one for one in earlier if one < day), default=None)
    limit = int(seen.limit("R-INT-16.days", day or seen.day))
    if before is not None and (day - before).days > limit:
        message = _("与上一次发放 {before} 相隔 {days} 天，超过 {limit} 天")
        words = message.format(before=before.isoformat(), days=(day - before).days, limit=limit)
        yield "paid_date", warning("R-INT-16", words)


def _told_in_time(seen: Seen) -> Found:
    """The authority is told of an incident within the time policy sets."""
    occurred, told_on = seen.row.get("occurred_date"), seen.row.get("authority_told_date")
    limit = int(seen.limit("incident.report-days", occurred or seen.day))
    if occurred is not None and is_told_late(occurred, told_on, seen.day, limit):
        late = _("上报主管部门晚于事发后 {limit} 天")
        words = (_("还没有上报主管部门，应在事发后 {limit} 天内") if told_on is None else late).format(limit=limit)
        yield "authority_told_date", warning("required" if told_on is None else "out-of-range", words)


def _of_enterprise(seen: Seen) -> Found:
    """A visit to a student is one to the enterprise of the placement."""
    host = seen.behind["placement.enterprise"]
    if host is not None and host != seen.row.get("enterprise"):
        yield "placement", Complaint("conflict", _("这名学生的实习单位不是巡查的单位，请核对"))


def _only_one(entity: str, name: str) -> Beside:
    """Of one placement no two records hold the same in a field: they would be counted twice."""

    def check(seen: Seen) -> Found:
        if seen.peers:
            yield name, Complaint("duplicate", _("这次实习已经有这样一条记录，请在那一条上修改"))

    return Beside(check, peers=Peers(entity, ("placement", name)))


_WITHIN = Beside(_within_placement, ("placement.start_date", "placement.end_date"))


class Visit(Entity):
    """One visit of a teacher to an enterprise that has interns, or to one of them."""

    label = N_("巡查")
    display = "enterprise"
    keys = (("enterprise", "visit_date", "teacher"), ("placement", "visit_date"))
    order = ("enterprise", "visit_date")
    beside = (Beside(_of_enterprise, ("placement.enterprise",)),)

    enterprise_id: Mapped[int] = reference(
        "实习单位", to="enterprise", required=True, aliases=["巡查单位", "走访单位", "被巡查单位", *headings.ENTERPRISE_NAME],
        spread=["credit_code"],
    )  # fmt: skip
    visit_date: Mapped[date] = field(
        "巡查日期", Date(), required=True, aliases=["走访日期", "时间", "日期", "检查日期", "巡查走访日期"]
    )
    teacher_id: Mapped[int] = reference(
        "巡查教师", to="staff", required=True, creatable=True, aliases=["巡查人", "带队教师", "巡查人员", "走访教师"]
    )
    placement_id: Mapped[int | None] = reference(
        "岗位实习", to="placement", spread=PLACEMENT_COLUMNS, help="只看了一名学生时填"
    )
    student: Any = derived("学生", Reference("student"), Behind("visit", "placement_id", "student_id"))
    mode: Mapped[str | None] = field(
        "巡查方式", Code("visit-mode", strict=True), expected=True, aliases=["形式", "方式", "巡查形式", "走访方式"]
    )
    student_count: Mapped[int | None] = field(
        "在岗学生数", Integer(0, 10_000), aliases=["见到学生", "见到学生数", "学生数", "在岗人数"]
    )
    finding: Mapped[str | None] = field("巡查情况", Text(500), aliases=["发现问题", "存在问题", "巡查内容", "情况记录"])
    is_problem: Mapped[bool | None] = field("是否有问题", Flag(), aliases=["有问题", "是否存在问题"])
    measure: Mapped[str | None] = field("处理意见", Text(200), aliases=["整改措施", "处理措施", "处理情况"])
    resolved_date: Mapped[date | None] = field("整改日期", Date(), aliases=["整改完成日期"])


class WeeklyLog(Entity):
    """The log of one week of a placement, handed in and reviewed."""

    label = N_("周志")
    display = "placement"
    keys = (("placement", "week"),)
    order = ("placement", "week")
    beside = (_only_one("weekly_log", "week"),)
    across = Across("week", "submitted_date", ticked=True)

    placement_id: Mapped[int] = reference("岗位实习", to="placement", required=True, spread=PLACEMENT_COLUMNS)
    student: Any = derived("学生", Reference("student"), Behind("weekly_log", "placement_id", "student_id"))
    enterprise: Any = derived(
        "实习单位", Reference("enterprise"), Behind("weekly_log", "placement_id", "enterprise_id")
    )
    week: Mapped[int] = field("周次", Week(60), required=True, aliases=["第几周", "周数", "周"])
    submitted_date: Mapped[date | None] = field("提交日期", Date(), expected=True, aliases=["上交日期"])
    reviewed_date: Mapped[date | None] = field("批阅日期", Date(), aliases=["批改日期", "审阅日期"])
    reviewer_id: Mapped[int | None] = reference("批阅教师", to="staff", aliases=["批阅人", "审阅教师"])
    score: Mapped[Decimal | None] = field("评分", Number(1, 0, 100), aliases=["成绩", "得分", "分数"])
    comment: Mapped[str | None] = field("评语", Text(200), aliases=["批语"])


class AttendanceMonth(Entity):
    """The attendance of one month of a placement, in days."""

    label = N_("考勤月报")
    display = "placement"
    keys = (("placement", "month"),)
    order = ("placement", "month")
    row_checks = (_days_in_order,)
    beside = (_WITHIN, _only_one("attendance_month", "month"))
    across = Across("month", "actual_days")

    placement_id: Mapped[int] = reference("岗位实习", to="placement", required=True, spread=PLACEMENT_COLUMNS)
    student: Any = derived("学生", Reference("student"), Behind("attendance_month", "placement_id", "student_id"))
    enterprise: Any = derived(
        "实习单位", Reference("enterprise"), Behind("attendance_month", "placement_id", "enterprise_id")
    )
    month: Mapped[str] = field("月份", Month(), required=True, aliases=["考勤月份", "所属月份", "年月"])
    should_days: Mapped[Decimal | None] = field(
        "应出勤", Number(1, 0, 31), expected=True, aliases=["应出勤天数", "应出勤（天）", "应出勤日数"]
    )
    actual_days: Mapped[Decimal | None] = field(
        "实出勤",
        Number(1, 0, 31),
        expected=True,
        aliases=["出勤天数", "实际出勤", "实出勤天数", "实际出勤天数", "实出勤（天）", "出勤"],
    )
    leave_days: Mapped[Decimal | None] = field("请假", Number(1, 0, 31), aliases=["请假天数", "请假（天）"])
    absent_days: Mapped[Decimal | None] = field(
        "旷工", Number(1, 0, 31), aliases=["缺勤", "旷工天数", "缺勤天数", "旷工（天）"]
    )
    overtime_hours: Mapped[Decimal | None] = field(
        "加班小时", Number(1, 0, 744), aliases=["加班", "加班时数", "加班（小时）"]
    )
    night_count: Mapped[int | None] = field("夜班", Integer(0, 31), aliases=["夜班次数", "夜班（次）"])


class PayMonth(Entity):
    """The pay of one month of a placement, in yuan, with the attendance as the pay sheet states it."""

    label = N_("津贴发放")
    display = "placement"
    keys = (("placement", "month"),)
    order = ("placement", "month")
    row_checks = (_days_in_order, _paid_agrees, _paid_for_days)
    across = Across("month", "paid")
    beside = (
        _WITHIN,
        _only_one("pay_month", "month"),
        Beside(_enough_paid, ("placement.post.same_post_wage", "placement.post.lowest_tier_wage")),
        Beside(_same_days, peers=Peers("attendance_month", ("placement", "month"), ("actual_days",))),
        Beside(_paid_in_time, peers=Peers("pay_month", ("placement",), ("paid_date",))),
    )

    placement_id: Mapped[int] = reference("岗位实习", to="placement", required=True, spread=PLACEMENT_COLUMNS)
    student: Any = derived("学生", Reference("student"), Behind("pay_month", "placement_id", "student_id"))
    enterprise: Any = derived("实习单位", Reference("enterprise"), Behind("pay_month", "placement_id", "enterprise_id"))
    month: Mapped[str] = field("月份", Month(), required=True, aliases=["发放月份", "所属月份", "年月"])
    should_days: Mapped[Decimal | None] = field(
        "应出勤", Number(1, 0, 31), aliases=["应出勤天数", "应出勤（天）", "应出勤日数"]
    )
    actual_days: Mapped[Decimal | None] = field(
        "实出勤",
        Number(1, 0, 31),
        aliases=["出勤天数", "实际出勤", "实出勤天数", "实际出勤天数", "实出勤（天）", "出勤"],
    )
    standard: Mapped[Decimal | None] = field(
        "标准",
        Money(),
        expected=True,
        aliases=["津贴标准", "月标准", "标准（元/月）", "津贴标准（元/月）", "实习津贴标准"],
    )
    payable: Mapped[Decimal | None] = field(
        "应发", Money(), expected=True, aliases=["应发金额", "应发（元）", "应发金额（元）", "应发津贴"]
    )
    deduction: Mapped[Decimal | None] = field(
        "代扣", Money(), default=Decimal(0), aliases=["扣款", "代扣（元）", "扣款（元）", "代扣金额", "扣款金额"]
    )
    paid: Mapped[Decimal] = field(
        "实发", Money(), required=True, aliases=["实发金额", "发放金额", "实发（元）", "实发金额（元）", "实发津贴"]
    )
    paid_date: Mapped[date | None] = field("发放日期", Date(), expected=True, aliases=["支付日期"])
    channel: Mapped[str | None] = field("发放方式", Code("pay-channel"), aliases=["支付方式"])
    bank_number: Mapped[str | None] = field(
        "卡号", CodeText(30), private="bank", checks=[checks.bank_card], aliases=["银行卡号", "银行账号"]
    )
    is_signed: Mapped[bool | None] = field("签字", Signature(), aliases=["签名", "领取人签字", "本人签字", "学生签字"])


class Incident(Entity):
    """An accident or another event at a placement, whom it was told and what the insurance paid."""

    label = N_("突发事件")
    display = "placement"
    keys = (("placement", "occurred_date", "occurred_time"), ("placement", "occurred_date"))
    order = ("placement", "occurred_date")
    fills = (_day_in_time,)
    beside = (Beside(_told_in_time),)

    placement_id: Mapped[int] = reference("岗位实习", to="placement", required=True, spread=PLACEMENT_COLUMNS)
    student: Any = derived("学生", Reference("student"), Behind("incident", "placement_id", "student_id"))
    enterprise: Any = derived("实习单位", Reference("enterprise"), Behind("incident", "placement_id", "enterprise_id"))
    occurred_date: Mapped[date] = field("发生日期", Date(), required=True, aliases=["事发日期", "事故日期"])
    occurred_time: Mapped[str | None] = field("发生时间", Text(20), aliases=["事发时间"])
    kind: Mapped[str] = field(
        "类别", Code("incident-kind", strict=True), required=True, aliases=["事件类别", "事件类型", "事故类别"]
    )
    injury: Mapped[str | None] = field(
        "伤害程度", Code("injury-level"), private="hidden", sensitive=HEALTH, aliases=["受伤程度", "伤情"]
    )
    place: Mapped[str | None] = field("地点", Text(100), aliases=["发生地点", "事发地点"])
    description: Mapped[str | None] = field(
        "经过",
        Text(500),
        expected=True,
        private="hidden",
        sensitive=HEALTH,
        aliases=["事件经过", "事故经过", "情况说明"],
    )
    school_told_date: Mapped[date | None] = field("报告学校日期", Date(), expected=True)
    authority_told_date: Mapped[date | None] = field(
        "上报主管部门日期", Date(), expected=True, aliases=["上报日期", "上报主管部门"]
    )
    hospital: Mapped[str | None] = field("就诊医院", Text(60), private="hidden", sensitive=HEALTH, aliases=["医院"])
    claim_number: Mapped[str | None] = field("理赔编号", CodeText(40))
    claim_amount: Mapped[Decimal | None] = field("理赔金额", Money(), aliases=["理赔金额（元）", "赔付金额"])
    claim_date: Mapped[date | None] = field("理赔日期", Date(), aliases=["赔付日期"])
    closed_date: Mapped[date | None] = field("结案日期", Date())


class ArchiveItem(Entity):
    """One of the eight materials that are kept of a placement (R-INT-26)."""

    label = N_("实习档案")
    display = "placement"
    keys = (("placement", "kind"),)
    order = ("placement", "kind")
    beside = (_only_one("archive_item", "kind"),)
    across = Across("kind", "filed_date", ticked=True)

    placement_id: Mapped[int] = reference("岗位实习", to="placement", required=True, spread=PLACEMENT_COLUMNS)
    student: Any = derived("学生", Reference("student"), Behind("archive_item", "placement_id", "student_id"))
    enterprise: Any = derived(
        "实习单位", Reference("enterprise"), Behind("archive_item", "placement_id", "enterprise_id")
    )
    kind: Mapped[str] = field(
        "材料类别",
        Code("archive-kind", strict=True),
        required=True,
        aliases=["材料", "档案类别", "材料名称", "档案材料"],
    )
    filed_date: Mapped[date | None] = field("归档日期", Date(), expected=True, aliases=["归档时间"])
    place: Mapped[str | None] = field("存放位置", Text(60), aliases=["存放地点"])
    is_paper: Mapped[bool | None] = field("纸质", Flag(), aliases=["是否纸质"])
