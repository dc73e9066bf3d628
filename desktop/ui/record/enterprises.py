"""Enterprises: their interns of those the regulation lets in, each on its own page."""

from collections.abc import Sequence

from desktop.screens import first_columns
from desktop.ui.record.enterprise import EnterprisePage
from desktop.ui.record.master_detail import MasterDetailPage, Print
from desktop.ui.record.master_list import MasterRow, Values
from models.database.query import Condition, Query
from models.entities.enterprises import Enterprise
from models.entities.placements import Placement
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.statistics.capacity import PER_ENTERPRISE
from models.words import N_, _


class EnterprisesPage(MasterDetailPage):
    """Enterprises with what they do for the school."""

    entity, part = Enterprise, EnterprisePage
    columns = ("name", "industry", "intern_count", "staff_total", "cooperation_level", "size", "is_blocked")
    chips = ("cooperation_level", "size")
    hint = N_("企业名称、信用代码、拼音")

    def describe(self, values: Values) -> MasterRow:
        """Name, industry, interns of the limit."""
        interns, staff = values["intern_count"] or 0, values["staff_total"]
        limit = None if staff is None or not interns else staff * PER_ENTERPRISE // 100
        right = f"{interns}/{limit}" if limit is not None else f"{interns}" if interns else ""
        note = text_of(field_map(Enterprise)["industry"], values["industry"])
        over = limit is not None and interns > limit
        warning = _("实习生超过职工总数的 10%") if over else _("停止合作") if values["is_blocked"] else ""
        ink = "danger_solid" if over else "teal_mid"
        return MasterRow(values["name"], note, right, interns, limit, ink=ink, warning=warning)

    def prints(self, key: int) -> Sequence[Print]:
        """The interns of the day, as a list."""
        interns = Query(Placement, (Condition("enterprise", "=", key),), as_of=self.day)
        columns = tuple(field.name for field in first_columns(Placement))
        listed = {"query": interns, "columns": columns}
        paper = {"report": "placement-list", "ids": (key,), "of": Enterprise.__tablename__}
        return (_("岗位实习安置一览表"), paper), (_("实习生名单"), listed)
