"""Certificates beside the diploma, of every scheme (1+X, 职业技能等级认定, 行业企业): who examines, sessions, results, awards (registers §6)."""

from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any

from models.entities import exam_checks, exam_counts, headings
from models.entities.people import STUDENT_COLUMNS
from models.entities.rules import dates_in_order
from models.schema import checks
from models.schema.derive import counted
from models.schema.exam_types import CertificateName, ExamVerdict, RoomNumber, Score, numbered_room, split_certificate
from models.schema.fields import (
    Behind,
    Entity,
    Inherited,
    Mapped,
    Moves,
    StandsIn,
    UsualByPolicy,
    Via,
    derived,
    field,
    reference,
    through,
)
from models.schema.ticket_patterns import TICKET_PATTERN, checked
from models.schema.types import (
    Code,
    CodeText,
    CreditCode,
    Date,
    Flag,
    IdentityNumber,
    Integer,
    Money,
    Number,
    OrganisationName,
    Percent,
    PersonName,
    Phone,
    Reference,
    References,
    Text,
    Year,
)
from models.words import N_

CERTIFICATE_COLUMNS = (("certificate", "name"), "level")  # by which other registers tell a certificate
_OF_CERTIFICATE = (("certificate", "certificate.name"), ("level", "certificate.level"))
_OF_STUDENT = tuple((name, f"student.{name}") for name in STUDENT_COLUMNS)


class EvaluationBody(Entity):
    """A body that sets the standard, examines and issues 培训评价组织."""

    label = N_("培训评价组织")
    keys = (("credit_code",), ("name",))
    order = ("name",)
    named_freely = True

    name: Mapped[str] = field(
        "评价组织", OrganisationName(100), required=True, search=True,
        aliases=["评价机构", "颁证机构", "培训评价组织", "评价组织名称", "培训评价机构"],
    )  # fmt: skip
    credit_code: Mapped[str | None] = field(
        "统一社会信用代码", CreditCode(), unique=True, search=True, aliases=headings.CREDIT_CODE
    )
    contact_name: Mapped[str | None] = field("联系人", PersonName(60, strict=False))
    phone: Mapped[str | None] = field("联系电话", Phone(), private="phone", aliases=headings.PHONE)
    website: Mapped[str | None] = field("网址", Text(200), aliases=["网站", "官网"])
    is_active: Mapped[bool | None] = field("有效", Flag(), default=True, aliases=["是否有效", "在用"])
    certificate_count: int = derived("证书数", Integer(), counted("certificate", "evaluation_body_id"))


class Certificate(Entity):
    """One certificate at one level by one standard: a new standard is a new row, valid from its day until the day of the next."""

    label = N_("证书")
    display = "title"
    keys = (("name", "level", "valid_from"), ("name", "level"))
    order = ("name", "level")
    period = ("valid_from", "valid_until")
    row_checks = (dates_in_order("valid_from", "valid_until"), exam_checks.weights_sum, exam_checks.scheme_fits)
    fills = (exam_checks.level_in_name,)
    beside = exam_checks.OF_CERTIFICATE
    spelled = split_certificate

    title: Any = derived("证书全称", Text(80), exam_counts.title_of)
    scheme: Mapped[str | None] = field(
        "证书类别",
        Code("certificate-scheme", strict=True),
        default=exam_checks.scheme_of,
        aliases=["类别", "证书性质", "证书种类"],
    )
    name: Mapped[str] = field(
        "证书名称", CertificateName(60), required=True, search=True, index=True,
        aliases=["证书", "职业技能等级证书", "职业技能等级证书名称", "职业（工种）", "职业名称", "1+X证书名称"],
    )  # fmt: skip
    level: Mapped[str] = field(
        "等级", Code("certificate-level", strict=True), required=True,
        aliases=["级别", "证书等级", "证书级别", "职业技能等级"],
    )  # fmt: skip
    code: Mapped[str | None] = field("证书代码", CodeText(20), search=True)
    evaluation_body_id: Mapped[int | None] = reference(
        "评价组织", to="evaluation_body", expected=True, creatable=True,
        aliases=["评价机构", "颁证机构", "培训评价组织", "评价组织名称"],
    )  # fmt: skip
    batch: Mapped[int | None] = field("批次", Integer(1, 9), aliases=["试点批次", "公布批次"])
    standard_version: Mapped[str | None] = field("标准版本", Text(20), aliases=["版本", "标准版本号"])
    theory_pass: Mapped[Decimal | None] = field("理论合格线", Number(1, 0, 150), expected=True, aliases=["理论及格线"])
    practice_pass: Mapped[Decimal | None] = field(
        "实操合格线", Number(1, 0, 150), expected=True, aliases=["实操及格线", "技能合格线"]
    )
    total_pass: Mapped[Decimal | None] = field(
        "总分合格线", Number(1, 0, 150), expected=True, aliases=["合格线", "及格线", "合格分数线", "总分及格线"]
    )
    theory_weight: Mapped[Decimal | None] = field(
        "理论权重", Number(2, 0, 1), expected=True, aliases=["理论占比", "理论比例"], help="0 到 1，两项之和为 1"
    )
    practice_weight: Mapped[Decimal | None] = field(
        "实操权重", Number(2, 0, 1), expected=True, aliases=["实操占比", "实操比例", "技能权重"]
    )
    majors = through(
        "对应专业", References("major"), Via("certificate_major", "certificate_id", "major_id", many=True),
        aliases=["面向专业", "适用专业"],
    )  # fmt: skip
    valid_from: Mapped[date | None] = field("启用日期", Date(), aliases=["标准启用日期", "生效日期"])
    valid_until: Mapped[date | None] = field(
        "停用日期", Date(), aliases=["标准停用日期", "失效日期"], help="当天起按新的标准"
    )
    is_verified: Mapped[bool | None] = field("已核对", Flag(), aliases=["是否核对"])


class CertificateMajor(Entity):
    """One major a certificate is for."""

    label = N_("证书专业")
    display = "major"
    internal = True

    certificate_id: Mapped[int] = reference("证书", to="certificate", required=True)
    major_id: Mapped[int] = reference("专业", to="major", required=True)


class CertificatePilot(Entity):
    """A school that runs a certificate in a year 试点: how many it planned; the year is from September to August."""

    label = N_("证书试点")
    display = "certificate"
    keys = (("school", "certificate", "year"),)
    order = ("year", "certificate")

    school_id: Mapped[int | None] = reference("学校", to="school", required=True, own_unit=True)
    certificate_id: Mapped[int] = reference("证书", to="certificate", required=True, spread=CERTIFICATE_COLUMNS)
    year: Mapped[int] = field("年度", Year(), required=True, aliases=[*headings.YEAR, "试点年度", "申报年度"])
    planned: Mapped[int | None] = field(
        "试点规模", Integer(0, 100_000), expected=True, aliases=["计划人数", "申报人数", "试点人数", "计划规模"]
    )
    registered: int = derived("报名人次", Integer(), exam_counts.of_pilot("registered"))
    passed: int = derived("通过人次", Integer(), exam_counts.of_pilot("passed"))
    is_station: Mapped[bool | None] = field("考核站点", Flag(), aliases=["是否考核站点", "是否站点"])
    station_code: Mapped[str | None] = field("站点代码", CodeText(10), aliases=["考点代码", "站点编码"])
    staff_id: Mapped[int | None] = reference("负责人", to="staff", creatable=True, aliases=["试点负责人"])
    majors = through(
        "试点专业",
        References("major"),
        Via("certificate_pilot_major", "certificate_pilot_id", "major_id", many=True),
        aliases=["专业", "参与专业"],
    )
    cost_per_person: Mapped[Decimal | None] = field("人均费用（元）", Money(), aliases=["人均费用", "人均成本"])
    funding: Mapped[Decimal | None] = field("经费（元）", Money(), aliases=["经费", "试点经费", "投入经费"])
    trainer_count: Mapped[int | None] = field("培训师", Integer(0, 10_000), aliases=["培训师人数", "培训教师数"])
    examiner_count: Mapped[int | None] = field("考评员", Integer(0, 10_000), aliases=["考评员人数", "考评员数"])


class CertificatePilotMajor(Entity):
    """One major of a pilot."""

    label = N_("试点专业")
    display = "major"
    internal = True

    certificate_pilot_id: Mapped[int] = reference("试点", to="certificate_pilot", required=True)
    major_id: Mapped[int] = reference("专业", to="major", required=True)


class ExamSession(Entity):
    """One examination for one certificate 考试批次; passed is judged by the standard in force on its day."""

    label = N_("考试批次")
    display = "code"
    keys = (("code",),)
    order = ("exam_date", "code")
    row_checks = (dates_in_order("register_until", "exam_date"),)
    in_titles = True

    code: Mapped[str] = field(
        "考试批次", CodeText(30), required=True, unique=True, search=True,
        aliases=["批次", "批次编号", "考试批次号", "批次号", "考试批次编号"],
    )  # fmt: skip
    certificate_id: Mapped[int] = reference("证书", to="certificate", required=True, spread=CERTIFICATE_COLUMNS)
    standard: Any = derived(
        "适用标准", Reference("certificate"), exam_counts.standard_of_session, help="考试当天有效的那一版，合格线按它"
    )
    exam_date: Mapped[date] = field("考试日期", Date(), required=True, aliases=["考试时间", "理论考试日期", "考核日期"])
    practice_date: Mapped[date | None] = field("实操日期", Date(), aliases=["实操考试日期", "技能考核日期"])
    register_until: Mapped[date | None] = field("报名截止", Date(), aliases=["报名截止日期", "报名截止时间"])
    station: Mapped[str | None] = field("考核站点", Text(60), aliases=["考点", "考点名称", "站点名称"])
    station_code: Mapped[str | None] = field("站点代码", CodeText(10), aliases=["考点代码", "站点编码"])
    planned: Mapped[int | None] = field("计划人数", Integer(0, 100_000))
    fee: Mapped[Decimal | None] = field(
        "考试费（元）", Money(), aliases=["考试费", "报名费", "考务费"], help="填 0 不收费：审核后直接排座"
    )
    ticket_pattern: Mapped[str | None] = field(
        "准考证号规则", Text(80), default=TICKET_PATTERN, checks=[checked], aliases=["准考证规则"],
        help="如 {station:4}{date:%Y%m%d}{room:02}{seat:02}：站点代码 station、考试日期 date、考场 room、座号 seat",
    )  # fmt: skip
    status: Mapped[str | None] = field(
        "状态",
        Code("session-status", strict=True),
        default=exam_checks.session_status,
        by_act=True,
        aliases=["批次状态"],
    )
    seat_path: Mapped[str | None] = field("座号走向", Code("seat-path", strict=True), by_act=True)
    seat_order: Mapped[str | None] = field("考生次序", Code("seat-order", strict=True), by_act=True)
    seats_apart: Mapped[str | None] = field(
        "错开", Code("seats-apart", strict=True), by_act=True, help="前后左右不相邻"
    )
    seat_seed: Mapped[int | None] = field(
        "随机种子", Integer(0, 999_999_999), by_act=True, help="种子、规则和名单都相同时，排出的座位也相同"
    )
    registered: int = derived("报名", Integer(), exam_counts.of_session("registered"), help="退回和取消的不算")
    sat: int = derived("实考", Integer(), exam_counts.of_session("sat"), help="缺考和缓考的不算")
    passed: int = derived("通过", Integer(), exam_counts.of_session("passed"))
    attendance_rate: Any = derived("参考率（%）", Percent(), exam_counts.rate_of_session("sat", "registered"))
    pass_rate: Any = derived("通过率（%）", Percent(), exam_counts.rate_of_session("passed", "sat"))
    overall_rate: Any = derived("总通过率（%）", Percent(), exam_counts.rate_of_session("passed", "registered"))


class ExamRoom(Entity):
    """One room of a session."""

    label = N_("考场")
    display = "number"
    keys = (("session", "number"),)
    order = ("session", "number")
    spelled = numbered_room
    beside = (exam_checks.ROOM_ONCE,)

    session_id: Mapped[int] = reference("考试批次", to="exam_session", required=True, aliases=["批次", "批次编号"])
    number: Mapped[int] = field("考场号", RoomNumber(99), required=True, aliases=["考场", "考场编号", "考场序号"])
    name: Mapped[str | None] = field("地点", Text(40), aliases=["考场名称", "考场地点", "教室"])
    capacity: Mapped[int | None] = field("座位数", Integer(1, 1000), expected=True, aliases=["容量", "考位数", "人数"])
    rows: Mapped[int | None] = field("行数", Integer(1, 100))
    columns: Mapped[int | None] = field("列数", Integer(1, 100))
    invigilators: Mapped[str | None] = field("监考", Text(100), aliases=["监考员", "监考老师", "监考教师"])
    seated: int = derived("已排人数", Integer(), exam_counts.seated)


class ExamRegistration(Entity):
    """One student, or somebody from outside the school, registered for a session; acts lead it on."""

    label = N_("考试报名")
    called = headings.LEARNER
    display = "title"
    keys = (("session", "student"), ("session", "candidate_id_number"), ("ticket_number",))
    order = ("session", "room", "seat")
    beside = exam_checks.OF_REGISTRATION
    past = ("status", exam_counts.CANCELLED)
    told_by = ("ticket_number",)
    finds = exam_counts.OPEN_SESSION
    inherited = Inherited("session", {"certificate": itemgetter("certificate")}, doubted=False)
    moves = Moves("session", "status", exam_checks.session_by_registration)
    stands_in = StandsIn("student", ("candidate_kind", exam_checks.OUTSIDE), "id_number", {
        "name": "candidate_name", "id_number": "candidate_id_number", "phone": "candidate_phone",
    }, alike=True)  # fmt: skip

    title: Any = derived("准考证号或姓名", Text(60), exam_counts.title_of_registration)
    session_id: Mapped[int | None] = reference(
        "考试批次", to="exam_session", expected=True, aliases=["批次", "批次编号", "考试批次号", "批次号"]
    )
    exam_date: Any = derived("考试日期", Date(), Behind("exam_registration", "session_id", "exam_date"))
    certificate_id: Mapped[int] = reference("证书", to="certificate", required=True, spread=CERTIFICATE_COLUMNS)
    student_id: Mapped[int | None] = reference("学生", to="student", spread=STUDENT_COLUMNS)
    candidate: Any = derived("考生", Text(20), exam_counts.candidate_of)
    candidate_kind: Mapped[str | None] = field(
        "考生类别",
        Code("candidate-kind", strict=True),
        default=exam_checks.candidate_kind,
        aliases=["考生类型", "人员类别"],
    )
    candidate_name: Mapped[str | None] = field("社会考生姓名", PersonName(60), search=True)
    candidate_id_number: Mapped[str | None] = field(
        "社会考生证件号", IdentityNumber(), private="identity", index=True, checks=[checks.identity_number]
    )
    candidate_phone: Mapped[str | None] = field("社会考生电话", Phone(), private="phone")
    is_fee_paid: Mapped[bool | None] = field("缴费", Flag(), aliases=["是否缴费", "缴费情况", "已缴费"])
    fee: Mapped[Decimal | None] = field("金额（元）", Money(), aliases=["金额", "缴费金额", "报名费", "考试费"])
    ticket_number: Mapped[str | None] = field(
        "准考证号", CodeText(30), unique=True, search=True, aliases=["准考证", "准考证号码"]
    )
    room_id: Mapped[int | None] = reference("考场", to="exam_room", creatable=True, aliases=["考场号"])
    seat: Mapped[int | None] = field("座号", Integer(1, 1000), aliases=["座位号", "座位"])
    is_seat_locked: Mapped[bool | None] = field("锁定座位", Flag(), by_act=True, help="重新编排时不动")
    status: Mapped[str | None] = field(
        "状态", Code("registration-status", strict=True), expected=True, by_act=True,
        default=exam_checks.registration_status,
        aliases=["报名状态", "审核状态"],
    )  # fmt: skip
    attempt: int = derived("第几次", Integer(), exam_counts.attempt, help="同一证书和等级以前考过几次，再加一")
    is_passed: Any = derived("通过", Flag(), exam_counts.passed_registration)
    step: Any = derived("进度", Code("exam-step"), exam_counts.step, help="走到了哪一步；停在哪一步就等下一步")
    theory: Any = derived("理论", Number(1), exam_counts.score("theory"))
    practice: Any = derived("实操", Number(1), exam_counts.score("practice"))
    total: Any = derived("总分", Number(1), exam_counts.score("total"))


class ExamResult(Entity):
    """What one registration scored; whether it passed is computed by the pass marks of its certificate, never typed."""

    label = N_("考试成绩")
    display = "registration"
    keys = (("registration",),)
    order = ("registration",)
    row_checks = (exam_checks.scores_while_absent,)
    beside = exam_checks.OF_RESULT
    fills = (exam_checks.attendance_said,)
    moves = Moves("registration", "status", exam_checks.status_by_result)

    registration_id: Mapped[int] = reference(
        "报名", to="exam_registration", required=True,
        spread=("ticket_number", "session", *_OF_CERTIFICATE, *_OF_STUDENT),
    )  # fmt: skip
    session: Any = derived(
        "考试批次", Reference("exam_session"), Behind("exam_result", "registration_id", "session_id")
    )
    student: Any = derived("学生", Reference("student"), Behind("exam_result", "registration_id", "student_id"))
    theory_score: Mapped[Decimal | None] = field(
        "理论", Score(), expected=True, aliases=["理论成绩", "理论得分", "理论考试成绩", "知识", "理论分数"]
    )
    practice_score: Mapped[Decimal | None] = field(
        "实操",
        Score(),
        expected=True,
        aliases=["实操成绩", "技能", "实操得分", "技能成绩", "实操考试成绩", "实操分数"],
    )
    total_score: Mapped[Decimal | None] = field(
        "总分", Score(), aliases=["总成绩", "综合成绩", "成绩", "总评"], help="评价组织给出的；通过与否按合格线另算"
    )
    attendance: Mapped[str | None] = field(
        "考试状态", Code("exam-attendance", strict=True), default="1", aliases=["缺考", "考试情况", "到考情况"]
    )
    body_verdict: Mapped[str | None] = field(
        "结果", ExamVerdict(), aliases=["是否合格", "成绩评定", "结论", "评定结果", "考核结果", "是否通过"]
    )
    published_date: Mapped[date | None] = field("公布日期", Date(), aliases=["成绩公布日期", "发布日期"])
    total: Any = derived("总分（算）", Number(1), exam_counts.total)
    is_passed: Any = derived("通过", Flag(), exam_counts.passed_result, help="按考试当天有效的合格线算出")


class CertificateAward(Entity):
    """One certificate issued 发证; who received it when."""

    label = N_("证书发放")
    display = "number"
    keys = (("number", "certificate"), ("registration",))
    order = ("issued_date", "number")
    row_checks = (dates_in_order("issued_date", "received_date"),)
    beside = exam_checks.OF_AWARD
    finds = exam_counts.PASSED_REGISTRATION
    told_by = ("number",)

    registration_id: Mapped[int | None] = reference(
        "报名", to="exam_registration", aliases=["准考证号"], help="不填时按学生和证书找通过的那一次"
    )
    student_id: Mapped[int | None] = reference("学生", to="student", spread=STUDENT_COLUMNS)
    certificate_id: Mapped[int] = reference("证书", to="certificate", required=True, spread=CERTIFICATE_COLUMNS)
    number: Mapped[str] = field(
        "证书编号", CodeText(30), required=True, search=True, index=True, aliases=["证书号码", "证书号"]
    )
    issued_date: Mapped[date | None] = field("发证日期", Date(), expected=True, aliases=["颁证日期", "发证时间"])
    received_date: Mapped[date | None] = field("领取日期", Date(), aliases=["领证日期", "领取时间"])
    receiver: Mapped[str | None] = field("领取人", Text(60), aliases=["领取人签字", "领证人", "领取人签名"])
    receiver_relation: Mapped[str | None] = field("代领关系", Text(20), aliases=["与本人关系", "代领人关系"])
    link: Mapped[str | None] = field("电子证书", Text(200), aliases=["电子证书链接", "电子证书地址"])
    is_revoked: Mapped[bool | None] = field("已撤销", Flag(), by_act=True, default=False)


class CreditConversion(Entity):
    """One course whose credits a certificate gives 学分认定."""

    label = N_("学分认定")
    display = "course_name"
    keys = (("award", "course_name"),)
    order = ("student", "course_name")
    row_checks = (dates_in_order("applied_date", "approved_date"),)
    beside = exam_checks.OF_CONVERSION
    usual = UsualByPolicy("score", "credit.score-by-level", "award.certificate.level", dated="approved_date")

    student_id: Mapped[int] = reference("学生", to="student", required=True, spread=STUDENT_COLUMNS)
    award_id: Mapped[int] = reference(
        "所发证书", to="certificate_award", required=True, spread=("number", *_OF_CERTIFICATE)
    )
    course_name: Mapped[str] = field(
        "认定课程", Text(60), required=True, search=True, aliases=["课程名称", "置换课程", "课程", "转换课程"]
    )
    original_score: Mapped[Decimal | None] = field("原成绩", Number(1, 0, 150))
    original_credits: Mapped[Decimal | None] = field("原学分", Number(1, 0, 100))
    score: Mapped[Decimal | None] = field("认定成绩", Number(1, 0, 150), expected=True, aliases=["转换成绩"])
    credits: Mapped[Decimal] = field(
        "认定学分", Number(1, 0, 20), required=True, aliases=["学分", "转换学分"], checks=[exam_checks.credit_range]
    )
    basis: Mapped[str | None] = field("依据", Text(100), aliases=["认定依据"])
    applied_date: Mapped[date | None] = field("申请日期", Date(), aliases=["申请时间"])
    approved_date: Mapped[date | None] = field("审批日期", Date(), expected=True, aliases=["批准日期", "审批时间"])
    approved_by: Mapped[str | None] = field("审批人", Text(60))
    bank_number: Mapped[str | None] = field("学分银行登记号", CodeText(40), aliases=["登记号"])
    status: Mapped[str | None] = field(
        "状态", Code("conversion-status", strict=True), default=exam_checks.conversion_status, by_act=True,
        aliases=["认定状态", "审批结果", "审批状态"],
    )  # fmt: skip
