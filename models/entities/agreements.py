"""Agreements with enterprises: who concluded them, until when, what was promised and how they were amended (registers §1)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from models.entities import headings
from models.entities.agreement_terms import (
    AMENDED,
    AMOUNT,
    EARLY_END,
    ENDS,
    EXTENSION,
    SIGNED,
    TERMINATED,
    effective_amount,
    effective_until,
    last_day,
    percent_done,
    percent_kept,
    remaining_days,
    state_on,
)
from models.entities.measures import of
from models.entities.rules import dates_in_order, one_body
from models.schema.beside import Beside, Seen
from models.schema.codes import table
from models.schema.complaints import Complaint, warning
from models.schema.derive import counted, named
from models.schema.fields import (
    Entity,
    Inherited,
    Mapped,
    Needed,
    Once,
    Via,
    derived,
    field,
    name_of_body,
    reference,
    through,
)
from models.schema.types import (
    Code,
    CodeText,
    Date,
    Integer,
    Money,
    MultiCode,
    Number,
    OrganisationName,
    References,
    Text,
)
from models.words import N_, _

Row = Mapping[str, Any]
Found = Iterable[tuple[str, Complaint]]
PARTIES = ("party_a", "party_b", "party_c", "party_d")  # flat fields of an agreement, by position
OF_KIND = {EXTENSION: "valid_until", AMOUNT: "amount", EARLY_END: "ended_date"}  # what an amendment of a kind tells
OF_SCHOOL, OF_ENTERPRISE = "1", "2"  # party-role


def signed_before_it_begins(row: Row) -> Found:
    """What is signed after its first day is doubtful."""
    signed, begin = row.get("signed_date"), row.get("valid_from")
    if isinstance(signed, date) and isinstance(begin, date) and signed > begin:
        words = _("{signed} 才签订，有效期从 {begin} 就开始了，请核对").format(signed=signed, begin=begin)
        yield "signed_date", warning("out-of-range", words)


def ended_as_it_says(row: Row) -> Found:
    """One that was terminated says when; that day lies within its period."""
    end, begin, until = (row.get(name) for name in ("ended_date", "valid_from", "valid_until"))
    if row.get("stage") == TERMINATED and end is None:
        yield "ended_date", Complaint("required", _("已终止的协议要填终止日期"))
    outside = isinstance(end, date) and ((begin is not None and end < begin) or (until is not None and end > until))
    if outside:
        words = _("终止日期 {day} 不在有效期（{begin} 至 {until}）内，请核对").format(day=end, begin=begin, until=until)
        yield "ended_date", warning("out-of-range", words)


def tells_what_it_amends(row: Row) -> Found:
    """Each kind named has its field filled; a field of a kind that is not named is doubtful."""
    kinds = row.get("kinds") or ()
    for kind, name in OF_KIND.items():
        said = table("amendment-kind").label(kind)
        if kind in kinds and row.get(name) is None:
            yield name, Complaint("required", _("变更事项有“{kind}”，这一项要填").format(kind=said))
        if kinds and kind not in kinds and row.get(name) is not None:
            yield name, warning("conflict", _("填了这一项，变更事项里没有“{kind}”，请核对").format(kind=said))


def _within_the_agreement(seen: Seen) -> Found:
    """Nothing is amended before the agreement begins; to extend one that was over by then is doubtful."""
    day, begin = seen.row.get("effective_date"), seen.behind["agreement.valid_from"]
    if not isinstance(day, date):
        return
    if begin is not None and day < begin:
        words = _("早于协议的有效期起 {begin}，补充协议不能在协议生效前生效").format(begin=begin)
        yield "effective_date", Complaint("out-of-range", words)
    until = last_day(seen, day, before=True)
    if until is not None and day > until:
        words = _("生效时协议已在 {until} 到期，请核对").format(until=until)
        yield "effective_date", warning("out-of-range", words)


def _once_a_day(seen: Seen) -> Found:
    """Of one kind there is but one amendment on one day."""
    kinds, day = set(seen.row.get("kinds") or ()), seen.row.get("effective_date")
    for peer in seen.peers if day is not None else ():
        if peer["effective_date"] == day and kinds & set(peer["kinds"] or ()):
            words = _("补充协议 {number} 在同一天变更同一事项，请核对").format(number=peer["number"])
            yield "effective_date", Complaint("duplicate", words)


def role_of_body(row: Row) -> Row:
    """A school takes part as a school, an enterprise as an enterprise, where nobody says otherwise."""
    if row.get("role") is not None:
        return {}
    roles = {"school": OF_SCHOOL, "enterprise": OF_ENTERPRISE}
    return next(({"role": role} for name, role in roles.items() if row.get(name) is not None), {})


def _party(position: int) -> Via:
    return Via("agreement_party", "agreement_id", "body_name", {"position": position}, dated=True, body=True)


class Agreement(Entity):
    """What a school and others agreed on; what it says on a day its amendments tell, renewal is a new one."""

    label = N_("合作协议")
    called = ("协议", "合同")
    display = "number"
    keys = (("number",), ("title", "signed_date"))
    order = ("number",)
    span = ("valid_from", "valid_until")
    in_titles = True
    needed = (Needed("agreement_party", "agreement", N_("没有登记签约方，请填写甲方和乙方")),)
    row_checks = (dates_in_order("valid_from", "valid_until"), signed_before_it_begins, ended_as_it_says)

    number: Mapped[str] = field(
        "协议编号", CodeText(60), required=True, unique=True, search=True,
        aliases=("协议书编号", "协议号", "合作协议编号", "合同编号", "编号"),
    )  # fmt: skip
    title: Mapped[str] = field(
        "协议名称", Text(100), required=True, search=True, aliases=["名称", "合同名称", "协议标题", "项目名称"]
    )
    kind: Mapped[str] = field(
        "协议类型", Code("agreement-kind", strict=True), required=True, aliases=["类型", "协议类别", "合作类型"]
    )
    state: Any = derived("现状", Code("agreement-state"), of("agreement", state_on), help="按现有效期止判断")
    party_a = through("甲方", OrganisationName(100), _party(1), expected=True)
    party_b = through(
        "乙方", OrganisationName(100), _party(2), expected=True,
        aliases=(*headings.ENTERPRISE_NAME, "合作单位", "合作方"),
    )  # fmt: skip
    party_c = through("丙方", OrganisationName(100), _party(3))
    party_d = through("丁方", OrganisationName(100), _party(4))
    signed_date: Mapped[date | None] = field(
        "签订日期", Date(), required=True, aliases=["签订", "签约日期", "签约时间", "签署时间", "签署日期", "签订时间"]
    )
    valid_from: Mapped[date | None] = field(
        "有效期起", Date(), required=True,
        aliases=["起", "起始日期", "生效日期", "开始日期", "有效期自", "起始时间", "生效时间"],
    )  # fmt: skip
    valid_until: Mapped[date | None] = field(
        "有效期止", Date(), required=True,
        aliases=["止", "到期日期", "截止日期", "结束日期", "有效期至", "到期时间", "终止时间"],
    )  # fmt: skip
    effective_until: Any = derived(
        "现有效期止", Date(), of("agreement", effective_until), help="补充协议和终止算在内的最后一天"
    )
    remaining_days: int = derived("剩余天数", Integer(), of("agreement", remaining_days), help="到期以后是负数")
    signatory_school: Mapped[str | None] = field("校方签约人", Text(60), aliases=["签约代表", "校方签约代表"])
    signatory_enterprise: Mapped[str | None] = field("企业签约人", Text(60), aliases=["企业签约代表"])
    amount: Mapped[Decimal | None] = field(
        "协议金额（元）", Money(), aliases=["金额", "合同金额", "合同金额（元）", "协议金额", "金额（元）"]
    )
    effective_amount: Any = derived("现金额（元）", Money(), of("agreement", effective_amount), help="补充协议算在内")
    school_id: Mapped[int | None] = reference("学校", to="school", own_unit=True)
    staff_id: Mapped[int | None] = reference(
        "校方负责人", to="staff", creatable=True, expected=True, aliases=["负责人", "经办人"]
    )
    majors = through(
        "面向专业", References("major"), Via("agreement_major", "agreement_id", "major_id", many=True),
        aliases=["专业", "合作专业"],
    )  # fmt: skip
    stage: Mapped[str | None] = field(
        "状态", Code("agreement-stage", strict=True), expected=True, default=SIGNED, by_act=True,
        aliases=["协议状态", "履行状态", "履行情况"],
    )  # fmt: skip
    ended_date: Mapped[date | None] = field("终止日期", Date(), by_act=True, aliases=["解除日期"])
    ended_reason: Mapped[str | None] = field("终止原因", Text(200), by_act=True, aliases=["解除原因"])
    renews_id: Mapped[int | None] = reference("续签自", to="agreement", aliases=["原协议编号", "续签"])
    commitment_count: int = derived("承诺项", Integer(), counted("agreement_commitment", "agreement_id"))
    rate: Any = derived(
        "完成率（%）", Number(), of("agreement", percent_kept), help="各项承诺完成率的平均，超额的按 100 算"
    )


class AgreementMajor(Entity):
    """One major an agreement is about."""

    label = N_("协议专业")
    display = "major"
    internal = True

    agreement_id: Mapped[int] = reference("协议", to="agreement", required=True)
    major_id: Mapped[int] = reference("专业", to="major", required=True)


class AgreementParty(Entity):
    """One body that concluded an agreement, 甲方 first; who steps in or out later does so by an amendment."""

    label = N_("签约方")
    display = "body"
    keys = (("agreement", "position", "join_date"),)
    order = ("agreement", "position")
    period = ("join_date", "leave_date")
    importable = False
    once = (Once(("agreement", "position"), N_("这一方的位置上同时有另一个单位，请核对")),)
    row_checks = (one_body(N_("学校、企业、其他单位须且只能填一项")), dates_in_order("join_date", "leave_date"))
    fills = (role_of_body,)

    agreement_id: Mapped[int] = reference("协议", to="agreement", required=True, aliases=headings.AGREEMENT_NUMBER)
    position: Mapped[int] = field("序号", Integer(1, 9), required=True, help="1 甲方，2 乙方，3 丙方，4 丁方")
    body: Any = derived("单位", Text(100), lambda _day: name_of_body(AgreementParty.table()))
    role: Mapped[str | None] = field("性质", Code("party-role"), expected=True)
    school_id: Mapped[int | None] = reference("学校", to="school")
    enterprise_id: Mapped[int | None] = reference("企业", to="enterprise")
    body_name: Mapped[str | None] = field("其他单位", OrganisationName(100), search=True)
    representative: Mapped[str | None] = field("签约代表", Text(60))
    join_date: Mapped[date | None] = field("加入日期", Date(), help="一开始就签约的不填")
    leave_date: Mapped[date | None] = field("退出日期", Date(), help="退出当天起不再计入")
    amendment_id: Mapped[int | None] = reference("补充协议", to="amendment", help="由哪份补充协议加入或退出")


class Amendment(Entity):
    """What changes an agreement from a day on; of several in force the newest says what holds, field by field."""

    label = N_("补充协议")
    display = "number"
    keys = (("agreement", "number"), ("agreement", "effective_date"))
    order = ("agreement", "effective_date")
    row_checks = (tells_what_it_amends,)
    beside = (Beside(_within_the_agreement, ENDS, AMENDED), Beside(_once_a_day, peers=replace(AMENDED, ahead=True)))

    agreement_id: Mapped[int] = reference(
        "原协议", to="agreement", required=True, aliases=["原协议编号", "协议编号", "主协议", "原合同编号", "协议号"]
    )
    number: Mapped[str] = field(
        "补充协议编号", CodeText(60), required=True, search=True, aliases=["编号", "变更编号", "补充协议号"]
    )
    kinds: Mapped[tuple[str, ...]] = field(
        "变更事项", MultiCode("amendment-kind"), required=True, aliases=["变更内容", "变更类型", "事项"]
    )
    signed_date: Mapped[date] = field("签订日期", Date(), required=True, aliases=["签署日期", "签订时间", "签约日期"])
    effective_date: Mapped[date] = field("生效日期", Date(), required=True, aliases=["生效时间", "起效日期"])
    valid_until: Mapped[date | None] = field("变更后有效期止", Date(), aliases=["延长至", "新到期日", "新到期日期"])
    amount: Mapped[Decimal | None] = field("变更后金额（元）", Money(), aliases=["新金额", "变更后金额"])
    ended_date: Mapped[date | None] = field("提前终止日期", Date(), aliases=["终止日期"])
    summary: Mapped[str | None] = field("摘要", Text(200), expected=True, aliases=["变更说明", "说明"])


def _promise(_day: date) -> sa.ColumnElement[Any]:
    own, agreement = AgreementCommitment.table(), Agreement.table().alias()
    number = sa.select(agreement.c.number).where(agreement.c.id == own.c.agreement_id).correlate(own)
    return number.scalar_subquery() + sa.literal(" ") + named(own.c.item, "commitment-item")


class AgreementCommitment(Entity):
    """One promise made in an agreement, in force from a day on; an amendment closes it and opens another."""

    label = N_("协议承诺")
    display = "title"
    keys = (("agreement", "item", "from_date"), ("agreement", "item"))
    order = ("agreement", "item")
    period = ("from_date", "until_date")
    period_inclusive = True
    once = (Once(("agreement", "item"), N_("这一项承诺同时有另一条在执行，请先填写前一条的失效日期")),)
    inherited = Inherited("agreement", {"from_date": itemgetter("valid_from")}, doubted=False)
    row_checks = (dates_in_order("from_date", "until_date"),)

    title: Any = derived("承诺", Text(100), _promise, help="协议编号和承诺项")
    agreement_id: Mapped[int] = reference("协议", to="agreement", required=True, aliases=headings.AGREEMENT_NUMBER)
    item: Mapped[str] = field(
        "承诺项", Code("commitment-item", strict=True), required=True, aliases=["承诺事项", "承诺内容"]
    )
    unit: Mapped[str | None] = field("单位", Text(12), aliases=["计量单位"])
    target: Mapped[Decimal | None] = field("目标", Number(), expected=True, aliases=["承诺数", "目标值", "承诺数量"])
    actual: Mapped[Decimal | None] = field("完成", Number(), aliases=["已完成", "实际", "完成数", "实际完成"])
    rate: Any = derived(
        "完成率（%）", Number(), lambda _day: percent_done(AgreementCommitment.table()), help="完成÷目标"
    )
    due_date: Mapped[date | None] = field("截止日期", Date(), aliases=["截止", "期限", "完成期限"])
    from_date: Mapped[date | None] = field("生效日期", Date(), expected=True, help="不填时从协议的有效期起算")
    until_date: Mapped[date | None] = field("失效日期", Date(), help="最后一天")
    amendment_id: Mapped[int | None] = reference("补充协议", to="amendment", aliases=["补充协议编号"])
    evidence: Mapped[str | None] = field("佐证", Text(200), aliases=["佐证材料"])
