"""What an upgrade writes past the change log: kept beside it and sealed, so that every row can be told from the two together."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from models.database import audit_chain
from models.database.logged_rows import ADDED, CHANGED, MISSING, UNREADABLE, Deviation, deviations, has_baseline
from models.entities.audit import BASELINE
from models.progress import SILENT, Progress

Suspects = frozenset[tuple[str, int, str]]  # table, record, column; "" for the record as a whole

# What the steps before there was a baseline wrote: rows they made (ALL), or columns of rows.
ALL = ("",)
_WRITTEN_BEFORE: Mapping[str, tuple[str, ...]] = {
    "agreement": ALL,
    "agreement_party": ALL,
    "contribution": ("agreement_id", "remark"),
    "insurance_policy": ALL,
    "insured_person": ALL,
    "order_class": ("agreement_id", "remark"),
    "placement": ("remark",),
    "placement_plan": ("policy_id", "remark"),
    "policy_parameter": ALL,
    "status_period": ALL,
}


def unexplained(raw: Any, progress: Progress = SILENT) -> Iterator[Deviation]:
    """The records that are neither as the log says nor, in a file without a baseline, as an upgrade may have left them."""
    known: Mapping[str, tuple[str, ...]] = {} if has_baseline(raw) else _WRITTEN_BEFORE
    return (one for one in deviations(raw, progress) if not set(_places(one)).issubset(known.get(one.table, ())))


def suspects(raw: Any) -> Suspects:
    """What is not as the log says before an upgrade, and no earlier upgrade's doing: the upgrade must not make it right."""
    known: Mapping[str, tuple[str, ...]] = {} if has_baseline(raw) else _WRITTEN_BEFORE
    found = ((d.table, d.record, column) for d in deviations(raw) for column in _places(d))
    return frozenset(place for place in found if place[2] not in known.get(place[0], ()))


def _places(deviation: Deviation) -> tuple[str, ...]:
    """The columns of a record that are not what the log says; ALL of a record that should not be there, or is not."""
    return deviation.columns if deviation.kind == CHANGED else ALL if deviation.kind == ADDED else (deviation.kind,)


def take(connection: sa.Connection, suspected: Suspects) -> None:
    """Keep what the upgrade wrote in this transaction, under a seal of its own."""
    raw: Any = connection.connection.driver_connection
    rows = list(_lines(deviations(raw), suspected)) if has_baseline(raw) else []
    if not rows:
        return
    act = audit_chain.last_act(connection).number
    upgrade = 1 + (connection.execute(sa.select(sa.func.max(BASELINE.c.upgrade))).scalar() or 0)
    names = ("entity", "record_id", "made", "after")
    added = [{**dict(zip(names, row, strict=True)), "upgrade": upgrade, "act": act} for row in rows]
    connection.execute(sa.insert(BASELINE), added)
    audit_chain.append(connection, audit_chain.UPGRADED, upgrade, audit_chain.digest_of_upgrade(added))


def _lines(found: Iterable[Deviation], suspected: Suspects) -> Iterator[tuple[str, int, int, str | None]]:
    for one in found:
        if one.kind == UNREADABLE or any((one.table, one.record, place) in suspected for place in (*ALL, one.kind)):
            continue
        if one.kind == MISSING:
            yield one.table, one.record, 0, None
        elif one.kind == ADDED:
            yield one.table, one.record, 1, _json(one.kept)
        else:
            names = [name for name in one.columns if (one.table, one.record, name) not in suspected]
            if names:
                yield one.table, one.record, 0, _json({name: one.kept.get(name) for name in names})


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
