"""Apprenticeship 学徒制: mentors, programmes, apprentices, what they learn where with whom, and its subsidies (registers §3)."""

from datetime import date
from decimal import Decimal
from typing import Any

from models.entities import headings, training
from models.entities.agreement_terms import within_agreement
from models.entities.apprenticeship_rules import (
    APPOINTED,
    CONTRACT_LONG_ENOUGH,
    CROWDED_MENTOR,
    FILED_MONTHS,
    GRADE_AGREES,
    GUARDIAN_SIGNED,
    NO_STUDENT_EMPLOYED,
    ONE_PERSON,
    SAME_ENTERPRISE,
    WITHIN_PROGRAMME,
    age_fits_work,
    claim_of_dates,
    contract_before_start,
    employee_fills,
    employee_identity_agrees,
    kind_needs,
)
from models.entities.measures import of
from models.entities.people import STUDENT_COLUMNS
from models.entities.rules import dates_in_order
from models.schema.derive import counted, dated_code
from models.schema.fields import (
    Across,
    Behind,
    Entity,
    Inherited,
    Mapped,
    Once,
    StandsIn,
    Via,
    derived,
    field,
    reference,
    through,
)
from models.schema.regions import RegionCode
from models.schema.types import (
    Code,
    CodeText,
    Date,
    Flag,
    IdentityNumber,
    Integer,
    Money,
    Month,
    Number,
    OrganisationName,
    PersonName,
    Phone,
    Reference,
    References,
    Signature,
    Spoken,
    Text,
)
from models.words import N_

# by which sheets say where a mentor works
MENTOR_COLUMNS = ("enterprise",)
PROGRAMME = ("项目", "学徒制项目", "学徒班", "班次", "培训班次", "项目名称", "学徒制班")
# by which lists of what belongs to apprentices tell them
APPRENTICE_COLUMNS = ("name", "number", "id_number", "student_number", "school_class", "programme")


class Mentor(Entity):
    """One who teaches apprentices at an enterprise 企业导师, 师傅."""

    label = N_("企业导师")
    called = ("师傅", "导师", "企业导师")
    keys = (("enterprise", "name"), ("id_number",), ("number",))
    order = ("enterprise", "name")
    period = ("appointed_from", "appointed_until")
    period_inclusive = True
    row_checks = (dates_in_order("appointed_from", "appointed_until"),)
    dated_checks = (age_fits_work,)

    number: Mapped[str | None] = field("导师编号", CodeText(20), search=True, aliases=["编号", "师傅编号"])
    name: Mapped[str] = field(
        "姓名", PersonName(60), required=True, search=True, index=True,
        aliases=["导师姓名", "师傅姓名", "师傅", "企业导师", "企业导师姓名"],
    )  # fmt: skip
    enterprise_id: Mapped[int] = reference(
        "企业", to="enterprise", required=True, creatable=True, spread=["credit_code"],
        aliases=["所在企业", "工作单位", "所在单位", *headings.ENTERPRISE_NAME],
    )  # fmt: skip
    gender: Mapped[str | None] = field("性别", Code("gender", strict=True), aliases=headings.GENDER)
    birth_month: Mapped[str | None] = field("出生年月", Month(), aliases=["出生日期"])
    id_number: Mapped[str | None] = field(
        "身份证号", IdentityNumber(), private="identity", index=True, aliases=headings.ID_NUMBER
    )
    phone: Mapped[str | None] = field(
        "联系电话", Phone(), expected=True, private="phone", aliases=["联系方式", "手机", "手机号", "手机号码", "电话"]
    )
    post: Mapped[str | None] = field(
        "岗位", Text(40), expected=True, aliases=["岗位/工种", "职务岗位", "职务", "工种", "岗位工种"]
    )
    work_years: Mapped[int | None] = field(
        "从业年限", Integer(0, 60), expected=True, aliases=["工作年限", "从业年限（年）", "工龄"]
    )
    education: Mapped[str | None] = field("学历", Code("education-level"), aliases=["文化程度"])
    skill_level: Mapped[str | None] = field(
        "技能等级", Code("skill-level"), expected=True, aliases=["职业技能等级", "等级"]
    )
    title: Mapped[str | None] = field("职称", Text(40), aliases=["专业技术职务"])
    certificates: Mapped[str | None] = field("证书", Text(200), aliases=["持有证书", "职业资格证书"])
    is_lead: Mapped[bool | None] = field("带头人", Flag(), aliases=["首席", "牵头", "是否带头人"])
    max_apprentices: Mapped[int | None] = field(
        "带徒上限", Integer(1, 50), help="不填为政策参数 mentor.max-apprentices"
    )
    appointed_from: Mapped[date | None] = field(
        "聘期起", Date(), expected=True, aliases=["聘任日期", "受聘时间", "受聘日期", "聘任时间"]
    )
    appointed_until: Mapped[date | None] = field(
        "聘期止", Date(), expected=True, aliases=["聘任到期日期", "聘期届满日期"]
    )
    allowance: Mapped[Decimal | None] = field("津贴（元/月）", Money(), aliases=["津贴", "导师津贴", "带徒津贴"])
    training_date: Mapped[date | None] = field("培训日期", Date(), aliases=["导师培训日期"])
    grade: Mapped[str | None] = field("考核等次", Code("assessment-grade"), aliases=["考核结果", "年度考核"])
    status: Mapped[str | None] = field("状态", Code("mentor-status", strict=True), default="1", aliases=["聘任状态"])
    apprentice_count: int = derived("带徒人数", Integer(), counted("mentor_pairing", "mentor_id"))
    programme_count: int = derived("项目数", Integer(), of("mentor", training.programmes_of_mentor))


class ApprenticeshipProgramme(Entity):
    """A class of apprentices of one of the three kinds, with the enterprises that train them."""

    label = N_("学徒制项目")
    keys = (("code",), ("name",))
    order = ("code", "name")
    period = ("start_date", "end_date")
    period_inclusive = True
    named_freely = True
    in_titles = True
    row_checks = (dates_in_order("start_date", "end_date"), kind_needs)
    headed = {"period": ("培训期限", "培养期限", "培训起止", "培养起止", "项目起止", "培训时间")}  # noqa: RUF012 - as its own class says
    beside = (FILED_MONTHS, within_agreement("apprenticeship_programme"))

    code: Mapped[str | None] = field("项目编号", CodeText(30), unique=True, search=True, aliases=["编号", "班次编号"])
    name: Mapped[str] = field("项目名称", Spoken(60), required=True, search=True, index=True, aliases=PROGRAMME[1:])
    kind: Mapped[str] = field(
        "项目类型", Code("apprenticeship-kind", strict=True), required=True,
        aliases=["类型", "学徒制类型", "培养模式", "项目类别"],
    )  # fmt: skip
    school_id: Mapped[int | None] = reference("学校", to="school", creatable=True, expected=True, own_unit=True)
    training_body: Mapped[str | None] = field("培训机构", OrganisationName(100), aliases=["承办学校", "培训单位"])
    enterprises = through(
        "合作企业", References("enterprise"), Via("programme_enterprise", "programme_id", "enterprise_id", many=True),
        expected=True, creatable=True, aliases=(*headings.ENTERPRISE_NAME, "合作单位", "培养企业"),
    )  # fmt: skip
    agreement_id: Mapped[int | None] = reference(
        "协议", to="agreement", creatable=True, expected=True, aliases=[*headings.AGREEMENT_NUMBER, "企校合作协议编号"]
    )
    major_id: Mapped[int | None] = reference("专业", to="major", creatable=True, aliases=["专业名称"])
    occupation: Mapped[str | None] = field(
        "职业（工种）", Text(40), aliases=["培训职业", "工种", "培训工种", "职业", "职业工种"]
    )
    target_level: Mapped[str | None] = field(
        "目标等级", Code("skill-level", strict=True), aliases=["培训等级", "技能等级目标", "培养等级", "目标技能等级"]
    )
    planned_size: Mapped[int | None] = field(
        "计划人数", Integer(0, 10_000), expected=True, aliases=["备案人数", "规模", "培养人数"]
    )
    start_date: Mapped[date | None] = field(
        "开始日期", Date(), required=True, aliases=["培训开始", "开始时间", "起始日期", "培训起始", "起"]
    )
    end_date: Mapped[date | None] = field(
        "结束日期", Date(), required=True, aliases=["培训结束", "结束时间", "截止日期", "培训终止", "止"]
    )
    filed_months: Mapped[int | None] = field(
        "备案月数", Integer(1, 60), aliases=["培训月数", "月数", "学制（月）", "培训时长（月）"]
    )
    filing_number: Mapped[str | None] = field("备案号", Text(60), search=True, aliases=["备案文号"])
    filed_date: Mapped[date | None] = field("备案日期", Date(), aliases=["备案时间"])
    assessment_scheme: Mapped[str | None] = field("考核办法", Text(200))
    staff_id: Mapped[int | None] = reference(
        "校方负责人", to="staff", creatable=True, expected=True, aliases=["负责人", "项目负责人"]
    )
    status: Mapped[str | None] = field(
        "状态", Code("programme-status", strict=True), expected=True, default=training.RUNNING, aliases=["项目状态"]
    )
    apprentice_count: int = derived("在培人数", Integer(), counted("apprentice", "programme_id"))
    mentor_count: int = derived("师傅数", Integer(), of("apprenticeship_programme", training.mentor_count))
    ratio: str = derived("师徒比", Text(20), of("apprenticeship_programme", training.ratio), help="师傅数 : 在培人数")
    document_count: int = derived(
        "标准文件", Integer(), of("apprenticeship_programme", training.document_count), help="六类中已审定的"
    )
    subsidy_rate: Any = derived(
        "补贴标准（元/年）", Money(), of("apprenticeship_programme", training.subsidy_rate),
        help="每人每年；政策参数 subsidy.rate；没有当地的标准时不计算补贴",
    )  # fmt: skip
    advance_limit: Any = derived("预支上限（元）", Money(), of("apprenticeship_programme", training.advance_limit))
    subsidy_total: Any = derived("应补（元）", Money(), of("apprenticeship_programme", training.subsidy_total))
    subsidy_advanced: Any = derived("已预支（元）", Money(), of("apprenticeship_programme", training.subsidy_advanced))
    subsidy_balance: Any = derived(
        "余额（元）", Money(), of("apprenticeship_programme", training.subsidy_balance), help="负数为应退"
    )


class ProgrammeEnterprise(Entity):
    """One enterprise that trains the apprentices of a programme."""

    label = N_("项目合作企业")
    display = "enterprise"
    internal = True

    programme_id: Mapped[int] = reference("学徒制项目", to="apprenticeship_programme", required=True)
    enterprise_id: Mapped[int] = reference("企业", to="enterprise", required=True)


class StandardDocument(Entity):
    """One of the six kinds of standards of a programme, in one version."""

    label = N_("学徒制标准文件")
    display = "kind"
    keys = (("programme", "kind", "version"),)
    order = ("programme", "kind", "version")

    programme_id: Mapped[int] = reference(
        "项目", to="apprenticeship_programme", required=True, aliases=PROGRAMME[1:]
    )  # fmt: skip
    kind: Mapped[str] = field(
        "文件类别",
        Code("standard-kind", strict=True),
        required=True,
        aliases=["类别", "标准类别", "标准文件", "文件类型"],
    )
    title: Mapped[str | None] = field("文件名称", Text(100), search=True, aliases=["标准名称"])
    version: Mapped[str | None] = field("版本", Text(20), required=True, aliases=["版本号"])
    approved_date: Mapped[date | None] = field(
        "审定日期", Date(), expected=True, aliases=["审定时间", "批准日期", "审核日期"]
    )
    made_by: Mapped[str | None] = field("制订单位", Text(100), aliases=["制定单位", "编制单位"])


class Apprentice(Entity):
    """Somebody in a programme: a student of a school, or an employee of the enterprise whom no other register knows."""

    label = N_("学徒")
    called = ("学徒", "学员", "徒弟", "学生", "员工", "职工")
    keys = (("programme", "student"), ("programme", "employee_id_number"), ("number",))
    order = ("programme", "number")
    period = ("start_date", "end_date")
    period_inclusive = True
    counts_if = (training.of_training,)
    exclusive = (("programme", "student"), ("programme", "employee_id_number"))
    once = (
        Once(("student",), N_("这名学生同时在另一个学徒制项目，请核对起止日期")),
        Once(("employee_id_number",), N_("这名员工同时在另一个学徒制项目，请核对起止日期")),
    )
    row_checks = (
        employee_identity_agrees, dates_in_order("start_date", "end_date"),
        dates_in_order("contract_from", "contract_until"), contract_before_start,
    )  # fmt: skip
    beside = (
        ONE_PERSON, CONTRACT_LONG_ENOUGH, NO_STUDENT_EMPLOYED, GUARDIAN_SIGNED, WITHIN_PROGRAMME,
    )  # fmt: skip
    fills = (employee_fills,)
    inherited = Inherited("programme", {"identity": training.identity_in, "enterprise": training.only_enterprise})
    stands_in = StandsIn("student", ("identity", training.EMPLOYEE), "id_number", {
        "name": "employee_name", "gender": "employee_gender", "id_number": "employee_id_number",
        "phone": "employee_phone",
    }, alike=True)  # fmt: skip
    told_by = ("number", "id_number", "student_number")
    found_by = ("student",)
    headed = {"period": ("学徒期起止", "学徒期", "学徒起止", "培养起止", "培养期", "学徒期限")}  # noqa: RUF012 - as its own class says

    programme_id: Mapped[int] = reference("项目", to="apprenticeship_programme", required=True, aliases=PROGRAMME[1:])
    number: Mapped[str | None] = field("学徒编号", CodeText(30), search=True, index=True, aliases=["编号", "学员编号"])
    name: Any = derived("姓名", Text(60), of("apprentice", training.person_value("name", "employee_name")),
                        aliases=["徒弟", "徒弟姓名", "学徒", "学徒姓名", *headings.PERSON_NAME])  # fmt: skip
    identity: Mapped[str | None] = field(
        "身份", Code("apprentice-identity", strict=True), expected=True, aliases=["学徒身份", "人员类别", "学徒类别"]
    )
    student_id: Mapped[int | None] = reference("学生", to="student", spread=STUDENT_COLUMNS)
    employee_name: Mapped[str | None] = field("员工姓名", PersonName(60), search=True)
    employee_gender: Mapped[str | None] = field("员工性别", Code("gender", strict=True))
    employee_id_number: Mapped[str | None] = field(
        "员工身份证号", IdentityNumber(), private="identity", index=True, search=True
    )
    employee_phone: Mapped[str | None] = field("员工联系电话", Phone(), private="phone")
    gender: Any = derived("性别", Code("gender"), of("apprentice", training.person_value("gender", "employee_gender")))
    id_number: Any = derived(
        "身份证号", CodeText(20), of("apprentice", training.person_value("id_number", "employee_id_number")),
        private="identity", aliases=headings.ID_NUMBER,
    )  # fmt: skip
    phone: Any = derived(
        "联系电话", CodeText(40), of("apprentice", training.person_value("phone", "employee_phone")), private="phone"
    )
    student_number: Any = derived(
        "学号", CodeText(20), Behind("apprentice", "student_id", "student_number"), aliases=headings.STUDENT_NUMBER
    )
    school_class: Any = derived(
        "班级", Reference("school_class"), of("apprentice", training.class_of), aliases=headings.SCHOOL_CLASS
    )
    education: Mapped[str | None] = field("文化程度", Code("education-level"), aliases=["学历"])
    hukou_region: Mapped[str | None] = field(
        "户籍", RegionCode(), private="region", aliases=["户籍所在地", "户口所在地"]
    )
    enterprise_id: Mapped[int | None] = reference(
        "企业", to="enterprise", expected=True, aliases=["所在企业", "工作单位", *headings.ENTERPRISE_NAME]
    )
    post: Mapped[str | None] = field(
        "岗位", Text(40), expected=True, aliases=["岗位/工种", "培训岗位", "工种", "岗位工种", "学徒岗位"]
    )
    workshop: Mapped[str | None] = field("车间/班组", Text(40), aliases=["车间", "班组"])
    agreement_number: Mapped[str | None] = field(
        "学徒协议编号", CodeText(60), expected=True, search=True, aliases=["协议编号", "培养协议编号", "协议号"]
    )
    signed_date: Mapped[date | None] = field(
        "签订日期", Date(), expected=True, aliases=["协议签订日期", "签约日期", "签订时间"]
    )
    is_guardian_signed: Mapped[bool | None] = field("监护人签字", Signature(), aliases=["家长签字", "监护人签名"])
    contract_from: Mapped[date | None] = field(
        "劳动合同起", Date(), aliases=["合同起", "合同开始日期", "劳动合同开始日期", "合同起始日期"]
    )
    contract_until: Mapped[date | None] = field(
        "劳动合同止", Date(), aliases=["合同止", "合同结束日期", "劳动合同结束日期", "合同终止日期", "合同到期日期"]
    )
    contract_kind: Mapped[str | None] = field("劳动合同类型", Code("contract-kind"), aliases=["合同类型"])
    social_insurance_from: Mapped[str | None] = field(
        "参保起始月", Month(), aliases=["参保月份", "参保起始", "社保起始月"]
    )
    start_date: Mapped[date | None] = field(
        "学徒期起", Date(), required=True, aliases=["起", "学徒起", "培养起始", "开始日期", "培训开始", "学徒开始日期"]
    )
    end_date: Mapped[date | None] = field(
        "学徒期止", Date(), expected=True, aliases=["止", "学徒止", "培养结束", "结束日期", "培训结束", "学徒结束日期"]
    )
    tutor_id: Mapped[int | None] = reference(
        "校内导师", to="staff", creatable=True, expected=True, aliases=["学校导师", "指导教师", "校内指导教师"]
    )
    mentor = through(
        "企业导师", Reference("mentor"),
        Via("mentor_pairing", "apprentice_id", "mentor_id", dated=True, begins="start_date"),
        creatable=True, aliases=["师傅", "带教师傅", "企业师傅", "师傅姓名"],
    )  # fmt: skip
    allowance: Mapped[Decimal | None] = field(
        "津贴（元/月）", Money(), aliases=["学徒津贴", "补贴", "津贴", "补贴（元/月）", "学徒津贴（元/月）"]
    )
    outcome: Mapped[str | None] = field(
        "结果", Code("apprentice-outcome", strict=True), expected=True, default=training.TRAINING, by_act=True,
        aliases=["状态", "学徒状态", "出师情况", "培养结果"],
    )  # fmt: skip
    outcome_date: Mapped[date | None] = field(
        "结果日期", Date(), by_act=True, aliases=["出师日期", "退出日期"], help="学徒期的最后一天"
    )
    award_level: Mapped[str | None] = field(
        "取得证书等级", Code("skill-level", strict=True), aliases=["取证等级", "证书等级", "获证等级"]
    )
    award_number: Mapped[str | None] = field(
        "取得证书编号", CodeText(40), search=True,
        aliases=["证书编号", "职业技能等级证书编号", "取证编号", "技能等级证书编号"],
    )  # fmt: skip
    award_date: Mapped[date | None] = field("取得证书日期", Date(), aliases=["取证日期", "发证日期", "证书日期"])
    is_subsidised_before: Mapped[bool | None] = field("曾享受补贴", Flag(), aliases=["是否享受过补贴", "曾补贴"])
    is_subsidy_suspected: Any = derived(
        "曾培训待核",
        Flag(),
        of("apprentice", training.is_suspected),
        help="同一人、同工种同等级另有较早的培训，请核对是否补贴过",
    )
    actual_months: int = derived("实际月数", Integer(), of("apprentice", training.months_counted))
    subsidy: Any = derived("应补（元）", Money(), of("apprentice", training.subsidy), help="培训结束后才计算")
    is_insured: Any = derived("保险", Flag(), of("apprentice", training.is_insured), help="责任险覆盖当天")


class MentorPairing(Entity):
    """One apprentice with one mentor from a day until a day."""

    label = N_("师徒结对")
    display = "apprentice"
    keys = (("apprentice", "mentor", "from_date"), ("apprentice", "mentor"))
    order = ("mentor", "apprentice")
    period = ("from_date", "until_date")
    counts_if = (training.of_apprentice,)
    exclusive = (("apprentice",),)
    row_checks = (dates_in_order("from_date", "until_date"),)
    beside = (SAME_ENTERPRISE, APPOINTED, CROWDED_MENTOR)
    across = Across("", "name")
    succeeds = True

    mentor_id: Mapped[int] = reference(
        "师傅", to="mentor", required=True, creatable=True, spread=MENTOR_COLUMNS,
        aliases=["师傅姓名", "企业导师", "导师姓名", "导师", "带教师傅", "企业师傅"],
    )  # fmt: skip
    apprentice_id: Mapped[int] = reference("徒弟", to="apprentice", required=True, spread=APPRENTICE_COLUMNS)
    from_date: Mapped[date | None] = field(
        "结对日期", Date(), required=True, aliases=["拜师日期", "起始日期", "结对时间", "拜师时间"]
    )
    apprentice_end: Any = derived("学徒期止", Date(), Behind("mentor_pairing", "apprentice_id", "end_date"))
    until_date: Mapped[date | None] = field(
        "解除日期", Date(), aliases=["结束日期", "解除时间"], help="当天起不再是他的徒弟"
    )
    end_reason: Mapped[str | None] = field("解除原因", Text(40), note=True, aliases=["结束原因", "更换原因"])
    is_signed: Mapped[bool | None] = field("签名", Signature(), aliases=["签字", "师徒签字"])


class Rotation(Entity):
    """One apprentice at one station for a period; both days count."""

    label = N_("轮岗")
    display = "apprentice"
    keys = (("apprentice", "start_date"),)
    order = ("apprentice", "start_date")
    period = ("start_date", "end_date")
    period_inclusive = True
    exclusive = (("apprentice",),)
    row_checks = (dates_in_order("start_date", "end_date"),)

    apprentice_id: Mapped[int] = reference("学徒", to="apprentice", required=True, spread=APPRENTICE_COLUMNS)
    post: Mapped[str | None] = field("轮岗岗位", Text(40), required=True, aliases=["岗位", "工位", "轮岗工位"])
    workshop: Mapped[str | None] = field("车间", Text(40), aliases=["轮岗车间", "部门"])
    start_date: Mapped[date | None] = field(
        "开始日期", Date(), required=True, aliases=["起", "开始时间", "轮岗开始", "轮岗起", "起始日期"]
    )
    end_date: Mapped[date | None] = field(
        "结束日期", Date(), required=True, aliases=["止", "结束时间", "轮岗结束", "轮岗止", "截止日期"]
    )
    mentor_id: Mapped[int | None] = reference(
        "企业导师", to="mentor", aliases=["师傅", "带教师傅", "岗位师傅"], spread=MENTOR_COLUMNS
    )
    task: Mapped[str | None] = field("任务", Text(200), aliases=["学习内容", "轮岗内容", "学习任务"])
    score: Mapped[Decimal | None] = field("评分", Number(1, 0, 100), aliases=["成绩", "得分", "轮岗成绩"])


class Assessment(Entity):
    """One assessment of an apprentice: the scores of its parts, and what they come to."""

    label = N_("学徒考核")
    display = "apprentice"
    keys = (("apprentice", "kind", "assessed_date"), ("apprentice", "kind"))
    order = ("apprentice", "assessed_date")
    beside = (GRADE_AGREES,)

    apprentice_id: Mapped[int] = reference("学徒", to="apprentice", required=True, spread=APPRENTICE_COLUMNS)
    kind: Mapped[str] = field(
        "考核类型", Code("assessment-kind", strict=True), required=True, aliases=["阶段", "考核阶段", "考核类别"]
    )
    assessed_date: Mapped[date | None] = field("考核日期", Date(), expected=True, aliases=["考核时间", "评价日期"])
    theory_score: Mapped[Decimal | None] = field(
        "理论", Number(1, 0, 100), expected=True, aliases=["理论成绩", "理论得分", "理论知识"]
    )
    practice_score: Mapped[Decimal | None] = field(
        "技能", Number(1, 0, 100), expected=True, aliases=["实操", "实操成绩", "技能成绩", "操作技能"]
    )
    attitude_score: Mapped[Decimal | None] = field(
        "职业素养", Number(1, 0, 100), expected=True, aliases=["素养", "职业素养成绩", "素养成绩"]
    )
    enterprise_score: Mapped[Decimal | None] = field("企业评分", Number(1, 0, 100), aliases=["企业评价"])
    school_score: Mapped[Decimal | None] = field("学校评分", Number(1, 0, 100), aliases=["学校评价"])
    assessor_enterprise: Mapped[str | None] = field("企业考评人", Text(60), aliases=["导师签字", "企业导师签字"])
    assessor_school: Mapped[str | None] = field("学校考评人", Text(60), aliases=["学校导师签字"])
    result: Mapped[str | None] = field("等次", Code("assessment-grade"), aliases=["考核结果", "考核等次"])
    total: Any = derived("总评", Number(1), of("assessment", training.total_score), help="按政策参数里的权重")
    grade: Any = derived("等次（算）", Code("assessment-grade"), of("assessment", training.grade))
    is_awaited: Any = derived("待登记", Flag(), of("assessment", training.is_awaited), help="排了日期，还没有成绩")


class SubsidyClaim(Entity):
    """One claim for the subsidy of a programme: in advance, for what is still due, or what is given back."""

    label = N_("培训补贴申请")
    display = "title"
    keys = (("programme", "kind", "number"), ("programme", "kind", "applied_date"))
    order = ("programme", "applied_date")
    row_checks = (dates_in_order("published_from", "published_until"), claim_of_dates)

    title: Any = derived("申请", Text(60), dated_code("subsidy_claim", "kind", "claim-kind", "applied_date"))
    programme_id: Mapped[int] = reference("项目", to="apprenticeship_programme", required=True, aliases=PROGRAMME[1:])
    kind: Mapped[str] = field(
        "类别", Code("claim-kind", strict=True), required=True, aliases=["申请类别", "申请类型", "补贴类别"]
    )
    number: Mapped[str | None] = field("申请编号", CodeText(40), search=True, aliases=["编号"])
    applied_date: Mapped[date] = field("申请日期", Date(), required=True, aliases=["申请时间"])
    headcount: Mapped[int | None] = field("申请人数", Integer(0, 10_000), expected=True, aliases=["人数"])
    applied_amount: Mapped[Decimal | None] = field(
        "申请金额（元）", Money(), required=True, aliases=["申请金额", "申请额", "申请金额（元）"]
    )
    published_from: Mapped[date | None] = field("公示起", Date(), aliases=["公示开始日期"])
    published_until: Mapped[date | None] = field("公示止", Date(), aliases=["公示结束日期"])
    approved_date: Mapped[date | None] = field("核定日期", Date(), aliases=["批准日期", "核定时间"])
    approved_amount: Mapped[Decimal | None] = field("核定金额（元）", Money(), aliases=["核定金额", "批准金额"])
    paid_date: Mapped[date | None] = field("拨付日期", Date(), aliases=["到账日期", "拨付时间"])
    paid_amount: Mapped[Decimal | None] = field("拨付金额（元）", Money(), aliases=["拨付金额", "到账金额", "实拨金额"])
    status: Mapped[str | None] = field(
        "状态", Code("claim-status", strict=True), default=training.claim_status, by_act=True, aliases=["申请状态"]
    )
