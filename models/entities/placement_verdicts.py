"""What the rules said of a placement when it ended: kept, so that nothing later rewrites it (decisions §4)."""

from datetime import date

from models.schema.fields import Entity, Mapped, field, reference
from models.schema.types import CodeText, Date, Text
from models.words import N_

LONGEST = 1 << 20  # characters of what is kept of one placement


class PlacementVerdict(Entity):
    """The verdicts of one occasion: the end of a placement, or what is only asked when it is over (its assessment)."""

    label = N_("结束时的结论")
    display = "placement"
    order = ("placement", "occasion")
    internal = True
    importable = False
    goes_with = "placement"

    placement_id: Mapped[int] = reference("岗位实习", to="placement", required=True)
    occasion: Mapped[str] = field("场合", CodeText(20), required=True)
    judged_date: Mapped[date] = field("留存日期", Date(), required=True)
    findings: Mapped[str] = field("结论", Text(LONGEST), required=True)  # JSON, see models.rules.kept_findings
