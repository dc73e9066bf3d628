"""Enterprises with interns are to be visited so often: who was not for longer than policy allows (registers §5)."""

from collections.abc import Collection, Iterator
from datetime import date

import sqlalchemy as sa

from models.database import lookup, storage
from models.database.policies import threshold_on
from models.entities.placement_records import Visit
from models.entities.placements import Placement
from models.schema.complaints import Complaint, warning
from models.schema.derive import in_force
from models.words import _

FIELD = "intern_count"


def unvisited(
    connection: sa.Connection, day: date, ids: Collection[int] | None = None
) -> Iterator[tuple[int, Complaint]]:
    """The enterprises with interns at work on the day, and no visit for longer than `visit.interval-days`.

    Days count from the last visit, or from the first day of the interns that are there where none was made since.
    Nothing is said while the office keeps no register of visits at all.
    """
    if not lookup.holds_any(connection, Visit):
        return
    limit = int(threshold_on(connection, "visit.interval-days", day))
    stay, visit = Placement.table(), Visit.table()
    seen = sa.select(sa.func.max(visit.c.visit_date)).where(
        visit.c.enterprise_id == stay.c.enterprise_id, visit.c.visit_date <= day
    )
    last = seen.correlate(stay).scalar_subquery()
    hosts = sa.select(stay.c.enterprise_id, sa.func.min(stay.c.start_date), last).where(in_force(Placement, day))
    for chunk in [None] if ids is None else storage.pieces(sorted(ids), storage.CHUNK):
        asked = hosts if chunk is None else hosts.where(stay.c.enterprise_id.in_(chunk))
        for key, begun, visited in connection.execute(
            asked.group_by(stay.c.enterprise_id).order_by(stay.c.enterprise_id)
        ):
            since = max((one for one in (begun, visited) if one is not None), default=None)
            days = (day - since).days if since is not None else 0
            if days > limit:
                yield key, warning("visit-interval", _said(begun, visited, days, limit))


def _said(begun: date | None, visited: date | None, days: int, limit: int) -> str:
    """When the last visit was, where there was one since the interns came."""
    if visited is None or (begun is not None and visited < begun):
        words = _("有学生在岗 {days} 天，还没有巡查记录，最多相隔 {limit} 天")
        return words.format(days=days, limit=limit)
    words = _("上一次巡查在 {day}，已过 {days} 天，最多相隔 {limit} 天")
    return words.format(day=visited.isoformat(), days=days, limit=limit)
