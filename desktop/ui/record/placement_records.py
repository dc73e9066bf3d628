"""What is kept of placements while they run: a card a kind, with its latest records and the whole list behind it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from desktop.ui.kit.context import AppContext
from desktop.ui.kit.page_widgets import FigureStrip, RecordLink, TitledCard, TwoLineRow
from desktop.ui.record.part import shown
from models.database.query import Condition, Query
from models.database.results import Row, rows_of
from models.entities.placement_records import ArchiveItem, AttendanceMonth, Incident, PayMonth, Visit, WeeklyLog
from models.schema.fields import Entity, field_map
from models.words import _, joined, several

if TYPE_CHECKING:
    from models.statistics import Connection

_LATEST, _CARD = 5, 280


class RecordLines(NamedTuple):
    """How records of an entity are told in two lines: what stands first, below it, at the right."""

    entity: type[Entity]
    first: str
    below: tuple[str, ...]
    right: str
    order: str


KINDS = (
    RecordLines(PayMonth, "month", ("paid_date",), "paid", "-month"),
    RecordLines(AttendanceMonth, "month", ("should_days", "leave_days", "absent_days"), "actual_days", "-month"),
    RecordLines(Visit, "visit_date", ("teacher", "finding"), "mode", "-visit_date"),
    RecordLines(WeeklyLog, "week", ("submitted_date", "reviewed_date"), "score", "-week"),
    RecordLines(Incident, "occurred_date", ("place",), "kind", "-occurred_date"),
    RecordLines(ArchiveItem, "kind", ("filed_date", "place"), "", "kind"),
)  # fmt: skip


class KeptRecords(NamedTuple):
    """The records of one kind: the list, how many, and the latest of them."""

    kind: RecordLines
    query: Query
    total: int
    rows: tuple[Row, ...]


def records_of_student(connection: "Connection", key: int, day: date) -> tuple[KeptRecords, ...]:
    """The records of all placements of a student, kinds without any left out."""
    return _kept(connection, {kind.entity: (Condition("student", "=", key),) for kind in KINDS}, day)


def records_of_placement(connection: "Connection", row: Row, day: date) -> tuple[KeptRecords, ...]:
    """The records of a placement with these values, and the visits to its enterprise while it runs."""
    meant: dict[type[Entity], tuple[Condition, ...]] = {
        kind.entity: (Condition("placement", "=", row.id),) for kind in KINDS
    }
    begin, end = row.values["start_date"], row.values["end_date"]
    within = [Condition("visit_date", ">=", begin)] if begin else []
    within += [Condition("visit_date", "<=", end)] if end else []
    meant[Visit] = (Condition("enterprise", "=", row.values["enterprise_id"]), *within)
    return _kept(connection, meant, day)


def _kept(
    connection: "Connection", meant: Mapping[type[Entity], tuple[Condition, ...]], day: date
) -> tuple[KeptRecords, ...]:
    found = []
    for kind in KINDS:
        query = Query(kind.entity, meant[kind.entity], order=(kind.order,))
        count = int(connection.execute(query.count()).scalar_one())
        if count:
            ids = [int(row[0]) for row in connection.execute(query.ids().limit(_LATEST))]
            names = [name for name in (kind.first, *kind.below, kind.right) if name]
            rows = {row.id: row for row in rows_of(connection, Query(kind.entity, as_of=day), ids, names)}
            found.append(KeptRecords(kind, query, count, tuple(rows[one] for one in ids)))
    return tuple(found)


def record_cards(place: AppContext, found: Sequence[KeptRecords]) -> list[QWidget]:
    """A card for each kind; a line opens its record, the link below the lines the whole list."""
    return [_card(place, one) for one in found]


def side_by_side(cards: Sequence[QWidget]) -> QWidget:
    """Cards side by side where there is room, else under each other."""
    return FigureStrip(_CARD, *cards)


def _card(place: AppContext, found: KeptRecords) -> QWidget:
    kind = found.kind
    fields = field_map(kind.entity)
    card = TitledCard(several(kind.entity.label), f"{found.total:,}")
    for row in found.rows:
        title = shown(kind.entity, row, kind.first)
        if kind.first == "week":
            title = _("第 {week} 周").format(week=title)
        told = joined(
            _("{label} {value}").format(label=fields[name].title, value=value)
            for name in kind.below
            if (value := shown(kind.entity, row, name))
        )
        line = TwoLineRow(title, told, shown(kind.entity, row, kind.right) if kind.right else "")
        card.column.addWidget(line.leads(place.record, kind.entity, row.id))
    if found.total > len(found.rows):
        link = RecordLink(_("全部 {count} 条").format(count=f"{found.total:,}"))
        link.clicked.connect(lambda _on=False: place.list_of(found.query))
        card.column.addWidget(link)
    return card.end()
