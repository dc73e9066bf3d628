"""Where students train: workshops at the school, and those at its enterprises (registers §12)."""

from datetime import date
from decimal import Decimal

from models.entities import headings
from models.entities.rules import dates_in_order
from models.schema.fields import Entity, Mapped, Via, field, reference, through
from models.schema.types import Code, Date, Integer, Money, Number, OrganisationName, References
from models.words import N_

AT_SCHOOL, OUTSIDE = "1", "2"  # place-kind 校内, 校外


class TrainingBase(Entity):
    """A place to train at, of the school or at an enterprise, from the day it was opened until it is closed."""

    label = N_("实训基地")
    called = ("基地",)
    keys = (("name",),)
    order = ("place_kind", "name")
    period = ("opened_date", "closed_date")
    row_checks = (dates_in_order("opened_date", "closed_date"),)

    name: Mapped[str] = field(
        "基地名称", OrganisationName(100), required=True, unique=True, search=True, index=True,
        aliases=["实训基地", "实训基地名称", "实习基地", "实习基地名称", "名称", "实训室名称"],
    )  # fmt: skip
    place_kind: Mapped[str] = field(
        "校内外", Code("place-kind", strict=True), required=True,
        aliases=["类别", "基地类别", "基地类型", "类型", "校内/校外", "性质"],
    )  # fmt: skip
    enterprise_id: Mapped[int | None] = reference(
        "合作企业", to="enterprise", spread=["credit_code"],
        aliases=[*headings.ENTERPRISE_NAME, "共建企业", "依托企业", "依托单位", "共建单位", "合作单位"],
    )  # fmt: skip
    majors = through(
        "面向专业", References("major"), Via("training_base_major", "training_base_id", "major_id", many=True),
        aliases=["专业", "专业名称", "适用专业", "服务专业", "对口专业"],
    )  # fmt: skip
    seats: Mapped[int | None] = field(
        "工位数", Integer(0, 100_000), aliases=["工位", "实训工位", "工位数（个）", "实训工位数"]
    )
    area: Mapped[Decimal | None] = field(
        "面积（㎡）",
        Number(1, 0, 10_000_000),
        aliases=["面积", "建筑面积", "建筑面积（㎡）", "面积（平方米）", "场地面积"],
    )
    equipment_value: Mapped[Decimal | None] = field(
        "设备总值（元）", Money(), aliases=["设备总值", "设备值", "设备价值", "设备资产总值", "设备金额"]
    )
    opened_date: Mapped[date | None] = field(
        "建成日期", Date(), aliases=["启用日期", "启用时间", "建成时间", "建立日期", "建立时间", "挂牌日期", "挂牌时间"]
    )
    closed_date: Mapped[date | None] = field(
        "撤销日期", Date(), aliases=["撤销时间", "停用日期", "停用时间", "关闭日期"], help="撤销当天起不再计入"
    )
    agreement_id: Mapped[int | None] = reference("协议", to="agreement", aliases=headings.AGREEMENT_NUMBER)


class TrainingBaseMajor(Entity):
    """One major that trains at a base."""

    label = N_("实训基地面向专业")
    display = "major"
    internal = True

    training_base_id: Mapped[int] = reference("实训基地", to="training_base", required=True)
    major_id: Mapped[int] = reference("专业", to="major", required=True)
