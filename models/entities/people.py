"""Students, their families and the classes they are members of (specification §2.10, Appendix A for headings)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, ClassVar

from models.entities import destination_counts as destinations
from models.entities import headings
from models.entities.audit import LastChanged
from models.entities.measures import (
    ATTENDING,
    LEFT,
    ByStatus,
    is_placed,
    is_registered,
    is_to_place,
    is_unregistered,
    of,
    of_registered,
    present,
    registered,
    runs_or_ended,
)
from models.entities.rules import (
    dates_in_order,
    entry_age,
    identity_agrees,
    identity_fills,
    party_age,
    pinyin_fills,
    registration_agrees,
)
from models.schema import checks
from models.schema.derive import LatestRow, years_since
from models.schema.fields import (
    BANK,
    CONTACT,
    HEALTH,
    Entity,
    Expression,
    Inherited,
    Mapped,
    Since,
    Via,
    derived,
    field,
    reference,
    repeated,
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
    Month,
    Number,
    PersonName,
    Phone,
    Reference,
    Text,
)
from models.words import N_

# What a list of another kind says about a student it means (order-class rosters, placement lists).
STUDENT_COLUMNS = (
    "name", "student_number", "id_type", "id_number", "registration_number", "gender", "birth_date", "school_class",
    "major", "phone", "ethnicity", "political_status",
)  # fmt: skip


def _placement(column: str) -> LatestRow:
    """What the placement that began last says: one and the same for all columns, whether it waits, runs or is over."""
    return LatestRow("placement", "student_id", column, begun=True, counts_if=runs_or_ended)


def supported(kind: str) -> Expression:
    """How often a graduate was supported in one way."""
    return of("student", lambda day, own: destinations.supports(day, own, kind))


def entry_month_of(school_class: Mapping[str, Any]) -> str | None:
    """September of the grade: when a class begins."""
    grade = school_class["grade_year"]
    return None if grade is None else f"{grade}-09"


class Student(Entity):
    """A person registered at a school; the class is a dated membership, the family rows of their own."""

    label = N_("学生")
    called = headings.LEARNER
    keys = (("id_number",), ("registration_number",), ("student_number", "name"), ("name", "birth_date"))
    order = ("student_number",)
    row_checks = (identity_agrees, registration_agrees, entry_age)
    dated_checks = (party_age,)
    fills = (identity_fills, pinyin_fills)
    inherited = Inherited("school_class", {
        "major": itemgetter("major"), "duration": itemgetter("duration"), "school": itemgetter("school"),
        "entry_month": entry_month_of,
    })  # fmt: skip
    sorted_by: ClassVar = {"name": "name_pinyin"}
    found_by = ("school_class", "order_class", "placement_enterprise")
    unique_among = is_registered  # a number may return once the earlier registration has ended (§1.8)

    name: Mapped[str] = field(
        "姓名", PersonName(60), required=True, search=True, index=True, aliases=headings.PERSON_NAME
    )  # fmt: skip
    student_number: Mapped[str | None] = field(
        "学号", CodeText(20), expected=True, unique=True, search=True, aliases=headings.STUDENT_NUMBER
    )
    gender: Mapped[str | None] = field("性别", Code("gender", strict=True), expected=True, aliases=headings.GENDER)
    birth_date: Mapped[date | None] = field(
        "出生日期", Date(month_precise=True), expected=True, aliases=headings.BIRTH_DATE
    )
    age: int = derived("年龄", Integer(), years_since("student", "birth_date"), help="周岁；生日次日起满周岁")
    id_type: Mapped[str | None] = field(
        "身份证件类型", Code("identity-document-type"), expected=True, default="1",
        aliases=headings.ID_TYPE,
    )  # fmt: skip
    id_number: Mapped[str | None] = field(
        "身份证件号", IdentityNumber(), required=True, unique=True, search=True, private="identity",
        aliases=headings.ID_NUMBER,
    )  # fmt: skip
    school_class = through(
        "班级", Reference("school_class"), Via("class_membership", "student_id", "school_class_id", dated=True),
        expected=True, creatable=True, aliases=headings.SCHOOL_CLASS,
    )  # fmt: skip
    major_id: Mapped[int | None] = reference(
        "专业", to="major", expected=True, creatable=True,
        aliases=headings.MAJOR,
    )  # fmt: skip
    school_id: Mapped[int | None] = reference(
        "学校", to="school", creatable=True, expected=True, own_unit=True, aliases=["学校名称", "就读学校"]
    )
    status = through(
        "学籍状态", Code("student-status", strict=True),
        Via("status_period", "student_id", "status", dated=True, since=Since("graduated_date", LEFT, ATTENDING, "status_change_id")),
        expected=True, by_act=True, default=ATTENDING, aliases=["学生当前状态", "当前状态"],
    )  # fmt: skip
    is_registered: Any = derived("在籍", Flag(), ByStatus(registered))
    is_present: Any = derived("在校", Flag(), ByStatus(present))
    is_to_place: Any = derived(
        "应实习", Flag(), of("student", is_to_place), help="年级和专业在进行中的岗位实习批次内的在籍学生"
    )
    is_unregistered: Any = derived(
        "本学期未注册", Flag(), of("student", is_unregistered),
        help="注册截止日（或当日，取早的）在校，到当日没有这学期的注册记录",
    )  # fmt: skip
    is_placed: Any = derived("已安置", Flag(), of("student", is_placed), help="当天在岗；待审、待签的不算")
    order_class: Any = derived(
        "订单班", Reference("order_class"), LatestRow("order_class_member", "student_id", "order_class_id")
    )
    placement_enterprise: Any = derived(
        "实习单位", Reference("enterprise"), _placement("enterprise_id"), help="最近一次安置的单位"
    )
    placement_status: Any = derived(
        "实习状态", Code("placement-status"), _placement("status"), help="最近一次安置的状态"
    )
    placement_tutor: Any = derived("校内导师", Reference("staff"), _placement("tutor_id"))
    placement_mentor: Any = derived("师傅", Text(60), _placement("mentor_name"))
    placement_start: Any = derived("实习起", Date(), _placement("start_date"))
    placement_end: Any = derived("实习止", Date(), _placement("end_date"))
    placement_agreement: Any = derived(
        "三方协议", Text(60), _placement("agreement_number"), help="最近一次安置的协议编号"
    )
    destination_group: Any = derived(
        "去向分组", Code("destination-group"), destinations.of_graduate("group"), help="当天的毕业去向属于哪一组"
    )
    destination_unit: Any = derived("就业单位", Text(100), destinations.of_graduate("unit_name"))
    is_destination_missing: Any = derived(
        "去向未登记",
        Flag(),
        of("student", destinations.is_missing),
        help="登记去向的那些届里，当天没有毕业去向的毕业生",
    )
    is_to_support: Any = derived(
        "待帮扶", Flag(), of("student", destinations.is_to_support), help="当天待就业，或没有登记去向的毕业生"
    )
    support_policy_count: int = derived("政策宣介", Integer(), supported(destinations.POLICY), help="到当天的次数")
    support_guidance_count: int = derived("职业指导", Integer(), supported(destinations.GUIDANCE))
    support_referral_count: int = derived("岗位推荐", Integer(), supported(destinations.REFERRAL))
    support_training_count: int = derived("培训或见习", Integer(), supported(destinations.TRAINING))
    is_supported: Any = derived(
        "1131 完成", Flag(), of("student", destinations.is_supported), help="四类服务都达到政策参数规定的次数"
    )
    altered_date: Any = derived("最近修改", Date(), LastChanged("student"), help="新建不算修改")
    ethnicity: Mapped[str | None] = field(
        "民族", Code("ethnicity", strict=True), expected=True, aliases=headings.ETHNICITY
    )
    political_status: Mapped[str | None] = field(
        "政治面貌", Code("political-status", strict=True), expected=True, aliases=headings.POLITICAL_STATUS
    )
    phone: Mapped[str | None] = field(
        "联系电话", Phone(), expected=True, private="phone",
        aliases=headings.PHONE,
    )  # fmt: skip
    family = repeated(
        "family_member", "student_id", first={"is_guardian": True},
        places=(
            ("guardian", N_("监护人"), headings.GUARDIAN),
            ("second_member", N_("成员2"), headings.SECOND_MEMBER),
        ),
    )  # fmt: skip
    registration_number: Mapped[str | None] = field(
        "学籍号", CodeText(19), search=True, private="identity", checks=[checks.registration_number],
        aliases=["全国学籍号", "学籍主号", "省级电子注册学籍号"],
    )  # fmt: skip
    duration: Mapped[str | None] = field("学制", Code("duration"), expected=True, aliases=["修业年限"])
    entry_month: Mapped[str | None] = field(
        "入学年月", Month(), expected=True, aliases=["入学时间", "入学日期", "RXNY"]
    )
    boarding: Mapped[str | None] = field(
        "就读方式", Code("boarding"), expected=True, aliases=["是否住宿", "住校/走读", "是否住校", "住宿"]
    )
    study_form: Mapped[str | None] = field("学习形式", Code("study-form"), expected=True)
    name_pinyin: Mapped[str | None] = field("姓名拼音", Text(120), index=True)
    name_note: Mapped[str | None] = field("姓名字形说明", Text(60), note=True, help="字库里没有的字怎样写")
    former_name: Mapped[str | None] = field("曾用名", Text(60))
    english_name: Mapped[str | None] = field("英文姓名", Text(60))
    nationality: Mapped[str | None] = field("国籍/地区", Text(40), expected=True, default="中国", aliases=["国籍"])
    hmt: Mapped[str | None] = field("港澳台侨外", Code("hmt"), expected=True)
    marital_status: Mapped[str | None] = field("婚姻状况", Code("marital-status"), expected=True)
    health: Mapped[str | None] = field("健康状况", Code("health"), expected=True, private="hidden", sensitive=HEALTH)
    photo: Mapped[str | None] = field("照片", Text(200))
    exam_number: Mapped[str | None] = field("准考证号", CodeText(30), aliases=headings.EXAM_NUMBER)
    candidate_number: Mapped[str | None] = field("考生号", CodeText(30), aliases=headings.CANDIDATE_NUMBER)
    exam_score: Mapped[Decimal | None] = field("考试总分", Number(2, 0, 9999), aliases=headings.EXAM_SCORE)
    student_category: Mapped[str | None] = field("学生类别", Code("student-category"), expected=True)
    entry_way: Mapped[str | None] = field("入学方式", Code("entry-way"), expected=True)
    enrolment_target: Mapped[str | None] = field("招生对象", Code("enrolment-target"), expected=True)
    enrolment_way: Mapped[str | None] = field("招生方式", Code("enrolment-way"), expected=True)
    source: Mapped[str | None] = field("学生来源", Code("student-source"), expected=True)
    joint_type: Mapped[str | None] = field("联招合作类型", Code("joint-type"))
    joint_form: Mapped[str | None] = field("联招合作办学形式", Text(40))
    joint_school_code: Mapped[str | None] = field("联招合作学校代码", CodeText(20))
    teaching_site: Mapped[str | None] = field("校外教学点", Text(60), aliases=["教学点名称"])
    segment_mode: Mapped[str | None] = field("分段培养方式", Code("segment-mode"))
    hukou_type: Mapped[str | None] = field("户口性质", Code("hukou-type"), expected=True, aliases=["户籍性质"])
    hukou_region: Mapped[str | None] = field(
        "户口所在地行政区划码", RegionCode(), expected=True, private="region", aliases=["户籍区划"]
    )
    hukou_address: Mapped[str | None] = field(
        "户口所在地区县以下详细地址", Text(120), expected=True, private="address", aliases=["户籍地址", "户口所在地"]
    )
    police_station: Mapped[str | None] = field(
        "所属派出所", Text(60), expected=True, private="hidden", sensitive=CONTACT
    )
    source_region: Mapped[str | None] = field(
        "生源地行政区划码", RegionCode(), expected=True, private="region", aliases=headings.SOURCE_REGION
    )
    birth_region: Mapped[str | None] = field(
        "出生地行政区划码", RegionCode(), expected=True, private="region", aliases=["出生地"]
    )
    native_region: Mapped[str | None] = field(
        "籍贯地行政区划码", RegionCode(), expected=True, private="region", aliases=["籍贯"]
    )
    residence_type: Mapped[str | None] = field("学生居住地类型", Code("residence-type"), expected=True)
    home_address: Mapped[str | None] = field(
        "家庭现地址",
        Text(120),
        expected=True,
        private="address",
        aliases=headings.HOME_ADDRESS,
    )
    home_postcode: Mapped[str | None] = field("家庭邮政编码", CodeText(6), aliases=["邮编"])
    home_phone: Mapped[str | None] = field("家庭电话", Phone(), private="phone")
    wechat_qq: Mapped[str | None] = field("微信/QQ", CodeText(40), aliases=["QQ", "微信"])
    email: Mapped[str | None] = field("电子信箱/其他联系方式", Text(80), aliases=["电子信箱", "邮箱"])
    is_migrant_child: Mapped[bool | None] = field("是否随迁子女", Flag(), expected=True)
    hardship: Mapped[str | None] = field(
        "困难情况", Code("hardship"), private="hidden", sensitive=HEALTH, aliases=["家庭困难", "困难等级", "是否低保"]
    )
    is_registered_poor: Mapped[bool | None] = field(
        "是否建档立卡贫困户", Flag(), private="hidden", sensitive=HEALTH, aliases=["脱贫户"]
    )
    is_disabled: Mapped[bool | None] = field("残疾", Flag(), private="hidden", sensitive=HEALTH)
    is_veteran: Mapped[bool | None] = field("退役军人", Flag())
    aid_card: Mapped[str | None] = field("资助卡号", CodeText(30), private="bank", aliases=["中职学生资助卡号"])
    bank_name: Mapped[str | None] = field("开户银行", Text(60), private="hidden", sensitive=BANK)
    bank_number: Mapped[str | None] = field(
        "银行账号", CodeText(30), private="bank", checks=[checks.bank_card], aliases=["银行卡号", "卡号"]
    )
    train_section: Mapped[str | None] = field("乘火车区间", Text(40))
    graduated_from: Mapped[str | None] = field("毕业学校", Text(60), aliases=headings.SOURCE_SCHOOL)
    specialty: Mapped[str | None] = field("特长", Text(60))
    graduated_date: Mapped[date | None] = field("毕业日期", Date(), aliases=["毕业时间"])
    graduation_result: Mapped[str | None] = field("毕业结论", Code("graduation-result"), aliases=["结论"])
    diploma_number: Mapped[str | None] = field("毕业证书编号", CodeText(40), aliases=["证书编号"])
    diploma_received_date: Mapped[date | None] = field("领取日期", Date())
    data_consent_date: Mapped[date | None] = field("个人信息授权日期", Date())
    portrait_consent_date: Mapped[date | None] = field("肖像授权日期", Date())


class FamilyMember(Entity):
    """A parent, guardian or other member of a student's family; position 1 is the first guardian."""

    label = N_("家庭成员")
    keys = (("student", "name"), ("student", "position"))
    order = ("student", "position")

    student_id: Mapped[int] = reference(
        "学生", to="student", required=True,
        spread=[
            ("student_name", "name"), "student_number", "registration_number", ("student_id_type", "id_type"), ("student_id_number", "id_number"),
            ("student_birth_date", "birth_date"), ("student_class", "school_class"),
        ],
    )  # fmt: skip
    position: Mapped[int] = field("序号", Integer(1, 20), required=True, default=1)
    name: Mapped[str | None] = field(
        "姓名",
        PersonName(60, strict=False),
        required=True,
        search=True,
        private="hidden",
        sensitive=CONTACT,
        aliases=[""],
    )
    relation: Mapped[str | None] = field("关系", Code("family-relation"), expected=True)
    is_guardian: Mapped[bool | None] = field("是否监护人", Flag(), expected=True)
    phone: Mapped[str | None] = field(
        "联系电话", Phone(), expected=True, private="phone", aliases=["电话", "手机", "手机号码"]
    )
    birth_month: Mapped[str | None] = field("出生年月", Month())
    id_type: Mapped[str | None] = field("身份证件类型", Code("identity-document-type"))
    id_number: Mapped[str | None] = field("身份证件号", CodeText(20), private="identity", aliases=["身份证号"])
    ethnicity: Mapped[str | None] = field("民族", Code("ethnicity"))
    political_status: Mapped[str | None] = field("政治面貌", Code("political-status"))
    health: Mapped[str | None] = field("健康状况", Code("health"), private="hidden", sensitive=HEALTH)
    employer: Mapped[str | None] = field("工作或学习单位", Text(60), aliases=["工作单位"])
    occupation: Mapped[str | None] = field("职务", Text(40))


class ClassMembership(Entity):
    """One student in one class from a day until a day."""

    label = N_("班级成员")
    display = "student"
    keys = (("student", "school_class", "join_date"), ("student", "school_class"))
    order = ("school_class", "student")
    period = ("join_date", "leave_date")
    counts_if = (of_registered,)
    exclusive = (("student",),)
    row_checks = (dates_in_order("join_date", "leave_date"),)

    student_id: Mapped[int] = reference(
        "学生", to="student", required=True, spread=[name for name in STUDENT_COLUMNS if name != "school_class"]
    )
    school_class_id: Mapped[int] = reference("班级", to="school_class", required=True)
    join_date: Mapped[date | None] = field("进班日期", Date(), expected=True)
    leave_date: Mapped[date | None] = field("离班日期", Date(), help="离班当天起不再计入该班")
    reason: Mapped[str | None] = field("原因", Code("class-member-reason"))


class StatusPeriod(Entity):
    """The status of one student from a day until a day; without a first day as long as anybody knows."""

    label = N_("学籍状态")
    display = "student"
    keys = (("student", "from_date"),)
    order = ("student", "from_date")
    period = ("from_date", "until_date")
    exclusive = (("student",),)
    row_checks = (dates_in_order("from_date", "until_date"),)
    internal = True

    student_id: Mapped[int] = reference("学生", to="student", required=True)
    status: Mapped[str] = field("学籍状态", Code("student-status", strict=True), required=True)
    from_date: Mapped[date | None] = field("起始日期", Date(), help="不填：一直如此")
    until_date: Mapped[date | None] = field("截止日期", Date(), help="当天起不再是这个状态")
    status_change_id: Mapped[int | None] = reference("学籍异动", to="status_change", help="由它开始的异动")
