"""A student: where placed now, which order classes and school classes, the family."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.pages.parts import Part, shown
from desktop.ui.pages.period import PeriodBar
from desktop.ui.pages.pieces import Strip, TitledCard, TwoLines, Words
from desktop.ui.theme import NOTE
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import ClassMembership, FamilyMember
from models.entities.placements import Placement
from models.entities.programmes import SchoolClass
from models.statistics.individuals import StudentView, student_view
from models.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.database.results import Row
    from models.schema.fields import Entity

_CARD = 280


class StudentPart(Part):
    """The composed contents of a student."""

    reading = staticmethod(student_view)

    def build(self, view: StudentView) -> QWidget:
        """Placement, order classes, school classes, family."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        cards = [
            self._placements(view),
            self._memberships(_("订单班"), OrderClassMember, OrderClass, view.order_classes, "order_class", view.day),
            self._memberships(_("班级"), ClassMembership, SchoolClass, view.classes, "school_class", view.day),
            self._family(view),
        ]
        for nth in range(0, len(cards), 2):
            strip = Strip(_CARD)
            for card in cards[nth : nth + 2]:
                strip.add(card)
            column.addWidget(strip)
        column.addStretch(1)
        return body

    def _placements(self, view: StudentView) -> QWidget:
        card = TitledCard(_("岗位实习"), f"{len(view.placements)}" if view.placements else "")
        for row in view.placements[:3]:
            values = row.values
            more = "，".join(
                part for part in (values["post"], shown(Placement, row, "match_level"), values["mentor_name"]) if part
            )
            line = TwoLines(values["enterprise"] or "—", more, shown(Placement, row, "status"), "building_factory")
            line.clicked.connect(lambda _on=False, key=row.id: self.place.record(Placement, key))
            card.column.addWidget(line)
            if values["start_date"] and values["end_date"]:
                card.column.addWidget(PeriodBar(values["start_date"], values["end_date"], view.day))
        if not view.placements:
            card.column.addWidget(Words(_("还没有安排岗位实习"), NOTE, ink="text3"))
        card.column.addStretch(1)
        return card

    def _memberships(  # noqa: PLR0913, PLR0917 - a link, what it leads to, and its rows
        self, title: str, link: "type[Entity]", to: "type[Entity]", rows: "Sequence[Row]", name: str, day: date
    ) -> QWidget:
        card = TitledCard(title, f"{len(rows)}" if rows else "")
        for row in rows[:4]:
            begin, end = (row.values[field] for field in ("join_date", "leave_date"))
            since = _("{begin} 起").format(begin=begin.isoformat()) if begin else ""
            period = f"{begin.isoformat() if begin else '…'}—{end.isoformat()}" if end else since
            over = end is not None and end <= day
            why = shown(link, row, "leave_reason") if over and "leave_reason" in row.values else ""
            right = why or (_("已离班") if over else "")
            line = TwoLines(row.values[name] or "—", period, right)
            line.clicked.connect(lambda _on=False, key=row.values[f"{name}_id"]: self.place.record(to, key))
            card.column.addWidget(line)
        if not rows:
            card.column.addWidget(Words(_("没有"), NOTE, ink="text3"))
        card.column.addStretch(1)
        return card

    def _family(self, view: StudentView) -> QWidget:
        card = TitledCard(_("家庭"), f"{len(view.family)}" if view.family else "")
        for row in view.family[:4]:
            guardian = _("监护人") if row.values["is_guardian"] else ""
            title = "，".join(part for part in (shown(FamilyMember, row, "relation"), guardian) if part)
            line = TwoLines(title or shown(FamilyMember, row, "name"), "", shown(FamilyMember, row, "phone"))
            line.clicked.connect(lambda _on=False, key=row.id: self.place.record(FamilyMember, key))
            card.column.addWidget(line)
        if not view.family:
            card.column.addWidget(Words(_("没有登记家庭成员"), NOTE, ink="text3"))
        card.column.addStretch(1)
        return card
