"""Partner enterprises, their contacts, posts and contributions (specification §2.4, §2.5)."""

from datetime import date
from decimal import Decimal

from models.entities import headings
from models.entities.cooperation_terms import standards_in_force
from models.schema.derive import counted
from models.schema.fields import Entity, Mapped, Via, derived, field, reference, repeated, through
from models.schema.regions import RegionCode
from models.schema.types import (
    Code,
    CodeText,
    CreditCode,
    Date,
    Flag,
    Integer,
    Money,
    MultiCode,
    OrganisationName,
    PersonName,
    Phone,
    References,
    Spoken,
    Text,
    Year,
)
from models.words import N_


class Enterprise(Entity):
    """A body that commissions classes, takes interns or belongs to groups."""

    label = N_("合作企业")
    called = headings.BODY
    keys = (("credit_code",), ("name",))
    order = ("name",)

    name: Mapped[str] = field(
        "企业名称", OrganisationName(100), required=True, search=True, index=True,
        aliases=headings.ENTERPRISE_NAME,
    )  # fmt: skip
    credit_code: Mapped[str | None] = field(
        "统一社会信用代码", CreditCode(), required=True, unique=True, search=True,
        aliases=headings.CREDIT_CODE,
    )  # fmt: skip
    former_names: Mapped[str | None] = field("曾用名", Text(200), search=True)
    parent_id: Mapped[int | None] = reference("集团母公司", to="enterprise")
    registration_type: Mapped[str | None] = field("登记注册类型", Code("registration-type"), aliases=["经济类型"])
    nature: Mapped[str | None] = field("单位性质", Code("unit-nature"), expected=True, aliases=["企业性质"])
    industry: Mapped[str | None] = field("行业", Code("industry"), expected=True, aliases=["所属行业", "行业类别"])
    size: Mapped[str | None] = field("企业规模", Code("enterprise-size"), expected=True, aliases=["规模"])
    staff_total: Mapped[int | None] = field(
        "在岗职工总数", Integer(0, 10_000_000), aliases=["职工总数", "职工人数", "员工人数"]
    )
    staff_counted_date: Mapped[date | None] = field("职工数统计日期", Date())
    revenue: Mapped[Decimal | None] = field("年营业收入（万元）", Money())
    assets: Mapped[Decimal | None] = field("资产总额（万元）", Money())
    registered_capital: Mapped[Decimal | None] = field("注册资本（万元）", Money(), aliases=["注册资金（万元）"])
    established_date: Mapped[date | None] = field("成立日期", Date())
    legal_person: Mapped[str | None] = field("法定代表人", Text(60), aliases=["法人", "法人代表"])
    is_above_scale: Mapped[bool | None] = field("规模以上", Flag(), aliases=["是否规上"])
    is_high_tech: Mapped[bool | None] = field("高新技术企业", Flag(), aliases=["是否高新"])
    high_tech_number: Mapped[str | None] = field("高新证书编号", CodeText(20))
    high_tech_until: Mapped[date | None] = field("高新有效期至", Date())
    is_tech_sme: Mapped[bool | None] = field("科技型中小企业", Flag())
    tech_sme_number: Mapped[str | None] = field("科技型中小企业入库编号", CodeText(30))
    tech_sme_year: Mapped[int | None] = field("科技型中小企业年度", Year())
    tech_giant: Mapped[str | None] = field("科技小巨人", Code("tech-giant-level"))
    specialised: Mapped[str | None] = field("专精特新", Code("specialised-level"))
    education_industry: Mapped[str | None] = field("产教融合型企业", Code("education-industry-level"))
    education_industry_from: Mapped[date | None] = field("产教融合型企业起始", Date())
    is_foreign: Mapped[bool | None] = field("外资", Flag())
    country: Mapped[str | None] = field("投资国别", Text(40))
    region: Mapped[str | None] = field("所在地", RegionCode(), expected=True)
    address: Mapped[str | None] = field("地址", Text(100), aliases=["单位地址", "企业地址", "详细地址"])
    park: Mapped[str | None] = field("园区", Text(60))
    cooperation_start: Mapped[date | None] = field("合作起始", Date(), expected=True)
    cooperation_level: Mapped[str | None] = field("合作层级", Code("cooperation-level"), expected=True)
    cooperation_forms: Mapped[tuple[str, ...] | None] = field("合作形式", MultiCode("cooperation-form"), expected=True)
    cooperation_majors = through(
        "合作专业", References("major"), Via("enterprise_major", "enterprise_id", "major_id", many=True), creatable=True
    )
    main_contact = repeated(
        "contact", "enterprise_id", places=(("contact", N_("联系人"), ("企业联系人",)),), without=["phone"]
    )
    phone = through(
        "联系电话", Phone(), Via("contact", "enterprise_id", "phone", {"position": 1}), private="phone",
        aliases=["联系人电话", "联系人手机", "手机", "电话", "手机号码", "联系方式"],
    )  # fmt: skip
    integrity_checked_date: Mapped[date | None] = field("失信核查日期", Date())
    is_safety_clear: Mapped[bool | None] = field("近三年无安全违法", Flag())
    inspection_date: Mapped[date | None] = field("实地考察日期", Date())
    inspection_report: Mapped[str | None] = field("考察报告", Text(200))
    approval_meeting: Mapped[str | None] = field("会议纪要号", Text(60))
    published_date: Mapped[date | None] = field("公示日期", Date())
    is_fee_free: Mapped[bool | None] = field("承诺不收费不扣证", Flag())
    fee_free_date: Mapped[date | None] = field("承诺日期", Date())
    is_blocked: Mapped[bool | None] = field("停止合作", Flag())
    blocked_reason: Mapped[str | None] = field("停止合作原因", Text(200))
    group_count: int = derived("所属集团数", Integer(), counted("group_member", "enterprise_id"))
    intern_count: int = derived("现有实习生", Integer(), counted("placement", "enterprise_id"))
    standard_count: int = derived(
        "联合开发课程",
        Integer(),
        lambda _day: standards_in_force(Enterprise.table()),
        help="参与的课程标准里正在执行的",
    )


class EnterpriseMajor(Entity):
    """One major an enterprise cooperates in."""

    label = N_("企业合作专业")
    display = "major"
    internal = True

    enterprise_id: Mapped[int] = reference("企业", to="enterprise", required=True)
    major_id: Mapped[int] = reference("专业", to="major", required=True)


class Contact(Entity):
    """A person to call at an enterprise; position 1 is the main one."""

    label = N_("联系人")
    keys = (("enterprise", "name"), ("enterprise", "position"))
    order = ("enterprise", "position")

    enterprise_id: Mapped[int] = reference("企业", to="enterprise", required=True, spread=["credit_code"])
    position: Mapped[int] = field("序号", Integer(1, 99), required=True, default=1)
    name: Mapped[str | None] = field("姓名", PersonName(60, strict=False), required=True, search=True, aliases=[""])
    department: Mapped[str | None] = field("部门", Text(40))
    title: Mapped[str | None] = field("职务", Text(40))
    phone: Mapped[str | None] = field(
        "手机", Phone(), expected=True, private="phone", aliases=["电话", "联系电话", "手机号码"]
    )
    landline: Mapped[str | None] = field("座机", Phone(), private="phone")
    email: Mapped[str | None] = field("邮箱", Text(80))
    wechat: Mapped[str | None] = field("微信", CodeText(40))


class Post(Entity):
    """A post at an enterprise; its staff is the base of the 20 % rule (R-INT-10)."""

    label = N_("岗位")
    keys = (("enterprise", "name"),)
    order = ("enterprise", "name")

    enterprise_id: Mapped[int] = reference(
        "企业", to="enterprise", required=True, creatable=True, spread=["credit_code"]
    )  # fmt: skip
    name: Mapped[str] = field(
        "岗位名称", Spoken(40), required=True, search=True, aliases=["岗位", "实习岗位", "工作岗位", "职位"]
    )
    occupation_code: Mapped[str | None] = field("职业代码", CodeText(12), help="国家职业分类大典，如 6-18-01-01")
    same_post_staff: Mapped[int | None] = field("同岗职工数", Integer(0, 10_000_000))
    majors = through(
        "对口专业", References("major"), Via("post_major", "post_id", "major_id", many=True), expected=True
    )
    headcount: Mapped[int | None] = field("需求人数", Integer(0, 100_000))
    same_post_wage: Mapped[Decimal | None] = field("同岗工资标准（元/月）", Money())
    lowest_tier_wage: Mapped[Decimal | None] = field("最低档工资（元/月）", Money())
    shift: Mapped[str | None] = field("班制", Code("shift"), expected=True)
    hazards: Mapped[tuple[str, ...] | None] = field("危险因素", MultiCode("hazard"))
    labour_grade: Mapped[str | None] = field("体力劳动强度", Code("labour-grade"))
    is_minor_forbidden: Mapped[bool | None] = field("未成年工禁忌", Flag())
    is_female_forbidden: Mapped[bool | None] = field("女职工禁忌", Flag())
    protective_equipment: Mapped[str | None] = field("劳保用品", Text(100))
    accommodation: Mapped[str | None] = field("食宿", Text(100))
    skill_required: Mapped[str | None] = field("技能要求", Text(200))
    certificate_required: Mapped[str | None] = field("证书要求", Text(100))
    intern_count: int = derived("现有实习生", Integer(), counted("placement", "post_id"))


class PostMajor(Entity):
    """One major a post suits."""

    label = N_("岗位对口专业")
    display = "major"
    internal = True

    post_id: Mapped[int] = reference("岗位", to="post", required=True)
    major_id: Mapped[int] = reference("专业", to="major", required=True)


class Contribution(Entity):
    """What an enterprise gave in a year: equipment, money, scholarships, software."""

    label = N_("企业投入")
    display = "kind"
    keys = (("enterprise", "year", "kind"),)
    order = ("enterprise", "year")

    enterprise_id: Mapped[int] = reference("企业", to="enterprise", required=True, spread=["credit_code"])
    year: Mapped[int] = field("年度", Year(), required=True)
    kind: Mapped[str | None] = field("类别", Code("contribution-kind"), expected=True)
    amount: Mapped[Decimal | None] = field("金额（元）", Money(), expected=True)
    agreement_id: Mapped[int | None] = reference("协议", to="agreement", aliases=headings.AGREEMENT_NUMBER)
