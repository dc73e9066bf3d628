"""Changes of a placement while it runs 换岗、换单位、延期、换指导教师: events that only acts post (registers §5)."""

from datetime import date
from typing import Any

from models.entities.placements import PLACEMENT_COLUMNS
from models.schema.derive import dated_code
from models.schema.fields import Entity, Mapped, derived, field, reference
from models.schema.types import Code, Date, Flag, Text
from models.words import N_

OTHER_POST, OTHER_FIRM, LATER_END, OTHER_TUTOR = "1", "2", "3", "4"  # placement-change-kind 换岗 换单位 延期 换指导教师


class PlacementChange(Entity):
    """One change of a placement; what is written down about it may be mended, what it did is only reversed."""

    label = N_("实习变更")
    display = "title"
    keys = (("placement", "change_date"),)
    order = ("change_date", "placement")
    by_act = True
    past = ("is_reversed", True)
    headed = {"enterprise": ("原实习单位", "原单位", "原企业", "变更前单位")}  # noqa: RUF012 - as its own class says

    title: Any = derived(
        "变更", Text(60), dated_code("placement_change", "kind", "placement-change-kind", "change_date")
    )
    placement_id: Mapped[int] = reference(
        "岗位实习", to="placement", required=True, spread=PLACEMENT_COLUMNS, by_act=True
    )
    kind: Mapped[str] = field(
        "变更类型", Code("placement-change-kind", strict=True), required=True, by_act=True,
        aliases=["类别", "变更类别", "变更种类", "变更事项"],
    )  # fmt: skip
    change_date: Mapped[date] = field(
        "变更日期", Date(), required=True, by_act=True, aliases=["换岗日期", "日期", "变更时间", "生效日期"],
        help="从这一天起按变更后的",
    )  # fmt: skip
    old_post: Mapped[str | None] = field("原岗位", Text(40), by_act=True, aliases=["变更前岗位", "原实习岗位"])
    new_post: Mapped[str | None] = field("新岗位", Text(40), by_act=True, aliases=["变更后岗位", "新实习岗位"])
    new_enterprise_id: Mapped[int | None] = reference(
        "新实习单位", to="enterprise", by_act=True, aliases=["新单位", "新企业", "变更后单位"]
    )
    new_end_date: Mapped[date | None] = field(
        "延期至", Date(), by_act=True, aliases=["新结束日期", "延长至", "变更后结束日期"], help="延期后的最后一天"
    )
    new_tutor_id: Mapped[int | None] = reference(
        "新指导教师", to="staff", by_act=True, aliases=["新校内指导教师", "变更后指导教师"]
    )
    reason: Mapped[str | None] = field("原因", Text(100), note=True, expected=True, aliases=["变更原因"])
    approver: Mapped[str | None] = field("审批人", Text(60))
    approved_date: Mapped[date | None] = field("审批日期", Date(), aliases=["批准日期"])
    is_reversed: Mapped[bool | None] = field("已冲回", Flag(), by_act=True)
    reversed_date: Mapped[date | None] = field("冲回日期", Date(), by_act=True)
    reversed_reason: Mapped[str | None] = field("冲回原因", Text(200), by_act=True)
