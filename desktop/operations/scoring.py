"""A mark typed in the table of candidates: one mark, one step that can be taken back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from desktop.operations.acting import perform
from desktop.operations.done import Done, told
from models.acts.catalogue import act_named
from models.acts.planning import plan
from models.database.database import Database
from models.database.errors import Invalid
from models.database.query import Condition, Query
from models.database.results import Row, displays, rows_of
from models.entities.certificates import ExamRegistration, ExamResult
from models.entities.exam_counts import PRESENT
from models.progress import SILENT, Progress
from models.schema.complaints import Complaint
from models.schema.fields import field_map
from models.words import N_, _, worded

MARKS = ("theory_score", "practice_score")  # that are typed; the total is reckoned
_RECORD = "record-result"


def enter_mark(database: Database, registration: int, name: str, text: str, progress: Progress = SILENT) -> Done:
    """Write a mark of a registration: with the act where there is no result yet, else into the result.

    Nothing typed takes the mark of a result away. 缺考, 违纪 and 缓考 say who was there, where there is no result yet;
    who has one is put right by acts. Raises Invalid with the field where the mark cannot be, Conflict, KeyError for no field of MARKS.
    """
    if name not in MARKS:
        raise KeyError(name)
    value = _read(name, text)
    with database.reading() as connection:
        standing = Query(ExamResult, (Condition("registration", "=", registration),))
        found = list(
            rows_of(connection, standing, list(connection.execute(standing.ids()).scalars()), (name, "attendance"))
        )
        act = act_named(_RECORD)
        assert act is not None
        made = plan(connection, act, [registration], {name: value}) if not found and value is not None else None
        who = displays(connection, ExamRegistration, [registration]).get(registration, "")
    if found:
        _may_be(found[0], name, value)
        return _change(database, found[0], {name: value}, who, progress)
    if made is None:
        return Done(None, told(None))
    if made.refused:
        field, complaint = next(iter(made.refused.values()))
        raise Invalid(complaint.message, complaints=((field, complaint),))
    return perform(database, made, progress)


def _read(name: str, text: str) -> Any:
    value, complaints = field_map(ExamResult)[name].read(text)
    fault = next((one for one in complaints if one.fatal), None)
    if fault is not None:
        raise Invalid(fault.message, complaints=((name, fault),))
    return value


def _may_be(row: Row, name: str, value: Decimal | str | None) -> None:
    """Raise Invalid for what only acts put right."""
    words = ""
    if isinstance(value, str):
        words = _("已有成绩，缺考、违纪请在考生上办理“认定违纪”或“更正考试状态”")
    elif (row.values["attendance"] or PRESENT) != PRESENT and value is not None:
        words = _("这名考生没有参加考试，请先办理“更正考试状态”")
    if words:
        raise Invalid(words, complaints=((name, Complaint("illegal-transition", words)),))


def _change(database: Database, row: Row, values: Mapping[str, Any], who: str, progress: Progress) -> Done:
    """Write into the result that is there."""
    ((name, value),) = values.items()
    if value == row.values[name]:
        return Done(None, told(None))
    step = worded(N_("修改{field}成绩 {who}"), field=worded(field_map(ExamResult)[name].label), who=who)
    with database.transaction(step, progress) as tx:
        tx.update(ExamResult, row.id, values, {name: row.values[name]})
    return Done(tx.done, told(tx.done))
