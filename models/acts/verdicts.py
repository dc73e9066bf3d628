"""What the rules say of a placement once more when it ends, kept in the change set that ended it (decisions §4)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from models.acts.planning import ActPlan
from models.acts.scene import Effect, Made
from models.database import storage
from models.database.policies import NATIONAL, Parameter, place_of, places, policies
from models.database.transaction import Transaction
from models.entities.placement_verdicts import PlacementVerdict
from models.entities.placements import Placement
from models.rules import evidence, kept_findings
from models.rules.kept_findings import ASSESSMENT, END, OVER
from models.rules.regulation import judged_now
from models.rules.rule import Finding
from models.statistics.waivers import waivers_around

_BESIDE = {"remark"}  # what no rule looks at
_ASSESSED = {"enterprise_score", "school_score", "final_score", "grade"}
_NAME = Placement.__tablename__


def withdraw_gone(tx: Transaction, effects: Iterable[Effect]) -> None:
    """Let what is kept of placements go that an act takes away."""
    gone = [e.record for e in effects if e.entity == _NAME and e.after is None and isinstance(e.record, int)]
    tx.delete_stored(PlacementVerdict, [row for rows in _kept(tx, gone).values() for row in rows.values()])


def keep_ended(tx: Transaction, plan: ActPlan, made: Mapping[Made, int]) -> None:
    """Judge the placements an act ended, or of whose end it changed something, and keep what the rules say.

    Of one that is over already an assessment changes only what is asked of assessments; what nobody kept when it ended
    (it came in as ended) is not made up now. One that runs again has nothing kept.
    """
    touched = _touched(plan.effects, made)
    if not touched:
        return
    states = storage.rows_by_id(tx.connection, Placement, list(touched))
    present = _kept(tx, touched)
    over = {key for key, state in states.items() if state["status"] in OVER}
    again = [row for key in present if key not in over for row in present[key].values()]
    tx.delete_stored(PlacementVerdict, again)
    wanted: dict[tuple[int, str], int | None] = {}
    for key in sorted(over):
        rows, columns = present.get(key, {}), touched[key]
        if not rows and not {"status", "end_date"} & columns:
            continue
        if columns - _ASSESSED:
            wanted[key, END] = rows.get(END)
        if columns & _ASSESSED or states[key]["grade"] is not None:
            wanted[key, ASSESSMENT] = rows.get(ASSESSMENT)
    _write(tx, wanted, plan.day)


def _touched(effects: Iterable[Effect], made: Mapping[Made, int]) -> dict[int, set[str]]:
    """The columns that change of each placement that stays; to refer to what takes the place of another is no change."""
    found: dict[int, set[str]] = {}
    every = list(effects)
    gone = {e.record for e in every if e.after is None}
    for e in every:
        columns = {name for name in e.after or {} if (e.before or {}).get(name) not in gone} - _BESIDE
        if e.entity == _NAME and columns:
            found.setdefault(made[e.record] if isinstance(e.record, Made) else e.record, set()).update(columns)
    return found


def _kept(tx: Transaction, placements: Iterable[int]) -> dict[int, dict[str, int]]:
    """The rows that are kept, by placement and occasion."""
    found: dict[int, dict[str, int]] = {}
    names = ("placement_id", "occasion", "id")
    for key, occasion, row in storage.where(tx.connection, PlacementVerdict, "placement_id", list(placements), names):
        found.setdefault(key, {})[occasion] = row
    return found


def _write(tx: Transaction, wanted: Mapping[tuple[int, str], int | None], day: date) -> None:
    """Write what is kept, anew or in place of the row named."""
    keys = sorted({key for key, _occasion in wanted})
    found = judged_now(tx.connection, keys, day)
    set_by, waived = _parameters(tx.connection, list(found), found), _waived(tx.connection, list(found), day)
    new, changed = [], []
    for (key, occasion), row in wanted.items():
        later = occasion == ASSESSMENT
        asked = [each for each in found.get(key, ()) if (_is_assessed(each) if later else not each.rule.afterwards)]
        if not asked:
            continue
        text = kept_findings.written(asked, set_by[key], waived[key])
        values = {"placement_id": key, "occasion": occasion, "judged_date": day, "findings": text}
        if row is None:
            new.append(values)
        else:
            changed.append((row, values))
    tx.insert_stored(PlacementVerdict, new)
    standing = storage.rows_by_id(tx.connection, PlacementVerdict, [row for row, _values in changed])
    tx.update_rows(PlacementVerdict, changed, standing)


def _is_assessed(one: Finding) -> bool:
    """Whether it says something of the assessment; what is filed later still is judged by what is recorded."""
    return one.rule.afterwards and one.rule.field in _ASSESSED and one.listed


def _parameters(
    connection: sa.Connection, placements: Sequence[int], found: Mapping[int, Sequence[Finding]]
) -> dict[int, dict[str, Parameter]]:
    """The rows of policy that rules are judged by, by key, for the first day and the school of each placement."""
    asked, known = evidence.placements().add_columns(evidence.begin, evidence.school_of()), policies(connection)
    where, own = places(connection), place_of(connection)
    keys = {key for some in found.values() for one in some for key in kept_findings.keys_of(one.rule)}
    worked: dict[tuple[date, int | None], dict[str, Parameter]] = {}
    every: dict[int, dict[str, Parameter]] = {}
    for chunk in storage.pieces(placements, storage.CHUNK):
        for placement, first, school in connection.execute(asked.where(evidence.own.id.in_(chunk))):
            if (first, school) not in worked:
                here = where.get(school, NATIONAL) if school is not None else own
                rows = ((key, known.of(key, first, here) or known.earliest(key)) for key in keys)
                worked[first, school] = {key: row for key, row in rows if row is not None}
            every[placement] = worked[first, school]
    return every


def _waived(connection: sa.Connection, placements: Sequence[int], day: date) -> dict[int, set[str]]:
    """The rules whose breach somebody had let pass by that day, of a placement or of what is judged with it."""
    every = waivers_around(connection, placements)
    return {key: {one.rule for one in some if one.granted is None or one.granted <= day} for key, some in every.items()}
