"""Where graduates went 毕业去向, whether they are still there 跟踪回访, and who is helped to find work 就业帮扶 (registers §7)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from models.entities import destination_counts as counts
from models.entities import headings
from models.entities.destination_rules import (
    OF_DESTINATION,
    OF_FOLLOW_UP,
    OF_SUPPORT,
    needed_by_code,
    one_code,
    usual_pay,
)
from models.entities.hiring import follow_up_tells, hired_tells
from models.entities.measures import of
from models.entities.people import STUDENT_COLUMNS
from models.entities.rules import dates_in_order, not_to_come
from models.schema.fields import Behind, Entity, Inherited, Mapped, Recognised, derived, field, reference
from models.schema.regions import RegionCode
from models.schema.types import (
    Code,
    CodeText,
    CreditCode,
    Date,
    Flag,
    GraduationYear,
    Money,
    MultiCode,
    OrganisationName,
    Reference,
    Text,
)
from models.words import N_

_DESTINATION = ("去向", "就业去向", "毕业去向类别", "就业情况", "毕业去向名称", "去向类别")
# by which a list of what belongs to destinations tells them
DESTINATION_COLUMNS = tuple((name, f"student.{name}") for name in STUDENT_COLUMNS)


def _graduation_year(student: Mapping[str, Any]) -> int | None:
    ended = student["graduated_date"]
    return None if ended is None else int(ended.year)


class GraduateDestination(Entity):
    """Where one graduate went, from a day until a day; the last one holds, earlier ones are history."""

    label = N_("毕业去向")
    display = "student"
    keys = (("student", "from_date"), ("student",))
    order = ("graduation_year", "student")
    period = ("from_date", "until_date")
    exclusive = (("student",),)
    succeeds = True
    row_checks = (dates_in_order("from_date", "until_date"), one_code, needed_by_code, usual_pay)
    beside = OF_DESTINATION
    inherited = Inherited(
        "student",
        {"from_date": lambda student: student["graduated_date"], "graduation_year": _graduation_year},
        doubted=False,
    )
    recognised = Recognised("enterprise", "unit_credit_code", "unit_name", {
        "unit_name": "name", "unit_credit_code": "credit_code", "unit_nature": "nature", "unit_industry": "industry",
        "unit_region": "region",
    })  # fmt: skip
    tells = hired_tells
    at_colleges = ("destination", "higher_destination")

    student_id: Mapped[int] = reference("毕业生", to="student", required=True, spread=STUDENT_COLUMNS)
    graduation_year: Mapped[int] = field(
        "毕业年份", GraduationYear(), required=True, aliases=["届", "毕业年度", "毕业届别", "届别", *headings.YEAR],
        help="不填时按毕业日期",
    )  # fmt: skip
    from_date: Mapped[date] = field(
        "去向起", Date(), required=True, aliases=["登记日期", "去向日期", "登记时间"], help="不填时按毕业日期"
    )
    until_date: Mapped[date | None] = field("去向止", Date(), help="当天起不再是这个去向")
    destination: Mapped[str | None] = field(
        "毕业去向", Code("destination-secondary", strict=True), aliases=_DESTINATION
    )
    higher_destination: Mapped[str | None] = field(
        "毕业去向（高校）", Code("destination-higher", strict=True), help="高校的毕业生填这一项"
    )
    group: Any = derived(
        "去向分组", Code("destination-group"), of("graduate_destination", lambda _day, own: counts.group_of(own))
    )
    enterprise_id: Mapped[int | None] = reference(
        "合作企业", to="enterprise", help="不填时按信用代码或单位全称找；不会新建"
    )
    unit_name: Mapped[str | None] = field(
        "就业单位", OrganisationName(100), search=True,
        aliases=["单位名称", "工作单位", "用人单位", "就业单位名称", "用人单位名称", "工作单位名称"],
    )  # fmt: skip
    unit_credit_code: Mapped[str | None] = field(
        "信用代码", CreditCode(), aliases=["统一社会信用代码", *headings.CREDIT_CODE]
    )
    unit_nature: Mapped[str | None] = field("单位性质", Code("unit-nature"), aliases=["单位类型"])
    unit_industry: Mapped[str | None] = field("行业", Code("industry"), aliases=["单位行业", "所属行业"])
    unit_region: Mapped[str | None] = field("所在地", RegionCode(), aliases=["单位所在地", "就业地", "就业地区"])
    sector: Mapped[str | None] = field("产业", Code("economic-sector"), aliases=["就业产业", "所属产业"])
    post: Mapped[str | None] = field("岗位", Text(40), aliases=["就业岗位", "工作岗位", "岗位名称"])
    match_level: Mapped[str | None] = field(
        "对口", Code("match-level"), aliases=["是否对口", "专业对口", "专业对口情况"]
    )
    match_reason: Mapped[str | None] = field("原因", Text(100), note=True, aliases=["不对口原因"])
    start_date: Mapped[date | None] = field(
        "入职日期", Date(), aliases=["就业时间", "上岗日期", "就业日期", "入职时间", "上岗时间"]
    )
    salary: Mapped[Decimal | None] = field(
        "起薪（元/月）", Money(), aliases=["起薪", "月薪", "薪资", "起薪（元）", "月薪（元）"]
    )
    contract_kind: Mapped[str | None] = field(
        "合同类型", Code("contract-kind"), aliases=["合同期限", "劳动合同期限", "劳动合同类型"]
    )
    contract_until: Mapped[date | None] = field("合同止", Date(), aliases=["合同到期日期", "合同截止日期"])
    social_insurance: Mapped[str | None] = field(
        "社会保险", Code("social-insurance"), aliases=["五险", "参保情况", "社保", "社会保险情况"]
    )
    channel: Mapped[str | None] = field("渠道", Code("job-channel"), aliases=["就业渠道", "求职渠道"])
    satisfaction: Mapped[str | None] = field("满意度", Code("satisfaction"), aliases=["就业满意度"])
    further_school: Mapped[str | None] = field("升学院校", Text(60), aliases=["录取院校", "升入院校", "升学学校"])
    further_major: Mapped[str | None] = field("升学专业", Text(60), aliases=["录取专业（升学）"])
    further_way: Mapped[str | None] = field("升学方式", Code("further-way"), aliases=["升学途径"])
    enlist_date: Mapped[date | None] = field("入伍日期", Date(), aliases=["入伍时间"])
    licence_number: Mapped[str | None] = field("营业执照号", CodeText(40), aliases=["营业执照编号"])
    evidence: Mapped[tuple[str, ...] | None] = field(
        "证明材料", MultiCode("evidence-kind"), aliases=["佐证材料", "佐证", "就业证明材料"]
    )
    verified_by_id: Mapped[int | None] = reference("核实人", to="staff")
    verified_date: Mapped[date | None] = field("核实日期", Date(), aliases=["核实时间"])
    verify_result: Mapped[str | None] = field("核实结果", Code("verify-result"), aliases=["核实", "核实情况"])
    follow_up_due: Any = derived(
        "应回访节点", Code("follow-up-interval"), of("graduate_destination", counts.due_interval),
        help="直接就业、到了节点还没有回访的",
    )  # fmt: skip
    is_follow_up_due: Any = derived("待回访", Flag(), of("graduate_destination", counts.is_follow_up_due))


class DestinationFollowUp(Entity):
    """One graduate asked, so many days after the first at work, whether still there."""

    label = N_("跟踪回访")
    display = "destination"
    keys = (("destination", "interval"),)
    order = ("contact_date", "destination")
    dated_checks = (not_to_come("contact_date"),)
    beside = OF_FOLLOW_UP
    tells = follow_up_tells

    destination_id: Mapped[int] = reference(
        "毕业去向", to="graduate_destination", required=True, spread=DESTINATION_COLUMNS
    )
    student: Any = derived(
        "毕业生", Reference("student"), Behind("destination_follow_up", "destination_id", "student_id")
    )
    unit: Any = derived("就业单位", Text(100), Behind("destination_follow_up", "destination_id", "unit_name"))
    interval: Mapped[str] = field(
        "回访节点（天）", Code("follow-up-interval", strict=True), required=True,
        aliases=["回访节点", "节点", "天数", "回访天数"],
    )  # fmt: skip
    due_date: Any = derived("应回访日期", Date(), counts.due_date, help="入职日期加节点的天数")
    contact_date: Mapped[date] = field("回访日期", Date(), required=True, aliases=["联系日期", "回访时间", "联系时间"])
    mode: Mapped[str | None] = field("回访方式", Code("contact-mode"), aliases=["方式", "联系途径"])
    result: Mapped[str] = field(
        "回访结果", Code("follow-up-result", strict=True), required=True, aliases=["在岗情况", "是否在岗", "结果"]
    )
    current_unit: Mapped[str | None] = field("现单位", Text(100), aliases=["现工作单位", "现就业单位"])
    salary: Mapped[Decimal | None] = field("现月薪（元）", Money(), aliases=["现月薪", "月薪", "薪资"])
    staff_id: Mapped[int | None] = reference("回访人", to="staff", creatable=True, aliases=["回访教师"])
    satisfaction: Mapped[str | None] = field("满意度", Code("satisfaction"))


class JobSupport(Entity):
    """One thing done to help a graduate find work."""

    label = N_("就业帮扶")
    display = "student"
    keys = (("student", "kind", "support_date", "detail"),)
    order = ("student", "support_date")
    dated_checks = (not_to_come("support_date"),)
    beside = OF_SUPPORT

    student_id: Mapped[int] = reference("毕业生", to="student", required=True, spread=STUDENT_COLUMNS)
    kind: Mapped[str] = field(
        "服务类型", Code("job-support-kind", strict=True), required=True, aliases=["帮扶类型", "服务类别", "帮扶方式"]
    )
    support_date: Mapped[date] = field("帮扶日期", Date(), required=True, aliases=["联系日期", "服务日期", "帮扶时间"])
    mode: Mapped[str | None] = field("方式", Code("contact-mode"), aliases=["联系途径", "帮扶途径"])
    detail: Mapped[str | None] = field("内容", Text(200), aliases=["推荐单位", "服务内容", "帮扶内容"])
    result: Mapped[str | None] = field("结果", Text(200), aliases=["帮扶结果", "服务结果"])
    staff_id: Mapped[int | None] = reference("责任人", to="staff", creatable=True, aliases=["帮扶人", "帮扶责任人"])
