"""冲回: an event is taken back long after, by what the log says it did; what later stands on it stays and is told."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.acts.act import Act, Subject, Told
from models.acts.scene import Key, Row, Scene
from models.acts.status_changes import number_taken
from models.database import history, storage
from models.database.transaction import Change
from models.entities.status_changes import DONE, REVERSED
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.fields import Field, entity_named
from models.schema.types import Date, Text
from models.words import N_, _

_FIRST = ("status_period", "class_membership")  # where these are no longer as the event left them, nothing is undone
_PERIODS = ("status_period", "class_membership", "order_class_member", "placement")


class Reverse(Act):
    """Take back one event: what it opened goes, what it closed is as before, the event stays, struck out."""

    entity = "status_change"
    latest_first = True
    own = (
        Field(name="reversed_date", column="reversed_date", label=N_("冲回日期"), type=Date()),
        Field(name="reversed_reason", column="reversed_reason", label=N_("冲回原因"), type=Text(200)),
    )

    def __init__(self) -> None:
        super().__init__("reverse", N_("冲回"), required=("reversed_reason",), dated="reversed_date")

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """What each event did, by the log; the records, and the periods of these students."""
        events = [s.key for s in subjects if isinstance(s.key, int)]
        scene.lines = history.lines_caused(scene.connection, events)
        scene.logged = history.are_logged(scene.connection, self.entity, events)
        touched: dict[str, set[int]] = {}
        for changes in scene.lines.values():
            for change in changes:
                touched.setdefault(change.entity, set()).add(change.record_id)
        for entity, keys in touched.items():
            scene.read(entity, "id", keys)
        students = {s.row().get("student_id") for s in subjects}
        scene.read("student", "id", students)
        for entity in (*_PERIODS, self.entity):
            scene.read(entity, "student_id", students)

    def unfit(self, s: Subject) -> Told | None:
        """Not twice, not under a later event, not what has changed since."""
        row, student = s.row(), s.row().get("student_id")
        if row["stage"] != DONE:
            words = _("已经冲回过") if row["stage"] == REVERSED else _("还没有办结，没有可冲回的")
            return "stage", Complaint("illegal-transition", words)
        assert student is not None
        for key in s.scene.of(self.entity, "student_id", student):
            other = s.row(self.entity, key)
            if key != s.key and other["stage"] == DONE and _after(other, key, row, s.key):
                words = _("后来又有 {day} 的{kind}，请先冲回它").format(
                    day=other["change_date"], kind=table("status-change-kind").name(other["kind"])
                )
                return "change_date", Complaint("illegal-transition", words)
        if s.key not in s.scene.logged:
            return "student", Complaint("conflict", _("这份数据没有当时的操作记录，不能冲回"))
        changed = next((c for c in self._lines(s) if c.entity in _FIRST and not self._stands(s, c)), None)
        if changed is not None:
            label = _(entity_named(changed.entity).label)
            return "student", Complaint("conflict", _("{label}后来又改过，不能冲回").format(label=label))
        return self._number(s)

    def _number(self, s: Subject) -> Told | None:
        student = s.row().get("student_id")
        leaves = any(c.entity == "status_period" and c.before is None for c in self._lines(s))
        return number_taken(s.scene, student, s.row("student", student)) if leaves and student is not None else None

    def do(self, s: Subject) -> None:
        """The way back, line by line against their order."""
        assert s.key is not None
        s.set(self.entity, s.key, stage=REVERSED, reversed_date=s.day, reversed_reason=s.given.get("reversed_reason"))
        s.cause = s.key
        for change in reversed(self._lines(s)):
            if not self._stands(s, change):
                s.tell(_("{what}不恢复：后来又改过").format(what=_label(change)))
            elif change.before is None:
                s.drop(change.entity, change.record_id)
            elif (met := self._met(s, change)) is not None:
                s.tell(_("{what}不恢复：{day} 起另有一条").format(what=_label(change), day=met))
            elif change.after is None:
                s.scene.put_back(
                    s.case,
                    change.entity,
                    change.record_id,
                    s.cause,
                    {"id": change.record_id, **_decoded(change, change.before)},
                )
            else:
                s.set(change.entity, change.record_id, **_decoded(change, change.before))

    def _lines(self, s: Subject) -> Sequence[Change]:
        return s.scene.lines.get(s.key, ()) if isinstance(s.key, int) else ()

    def _stands(self, s: Subject, change: Change) -> bool:
        """Whether the record is as the event left it, in what the event set."""
        row = s.scene.row(change.entity, change.record_id)
        if change.after is None:
            return row is None
        wanted = _decoded(change, change.after)
        if row is None:
            return False
        if change.before is None:  # made by the event: nothing was filled in or changed since
            return {name: value for name, value in row.items() if value is not None and name != "id"} == wanted
        return all(row.get(name) == value for name, value in wanted.items())

    def _met(self, s: Subject, change: Change) -> date | None:
        """The beginning of another row that the returning one would overlap, where only one may be."""
        kind = entity_named(change.entity)
        if kind.period is None or not kind.exclusive or change.entity in _FIRST:
            return None
        begin, end = kind.period
        row = {**(s.scene.row(change.entity, change.record_id) or {}), **_decoded(change, change.before or {})}
        for key in s.scene.of(change.entity, "student_id", row["student_id"]):
            other = s.row(change.entity, key)
            first, last = other[begin] or date.min, other[end] or date.max
            if key != change.record_id and first <= (row.get(end) or date.max) and (row.get(begin) or date.min) <= last:
                return first
        return None


def _after(other: Row, key: Key, row: Row, own: Key | None) -> bool:
    """Whether another event came later: by its day, of the same day by when it was entered."""
    if other["change_date"] != row["change_date"]:
        return bool(other["change_date"] > row["change_date"])
    return isinstance(key, int) and isinstance(own, int) and key > own


def _decoded(change: Change, values: Mapping[str, Any]) -> dict[str, Any]:
    return storage.decode(entity_named(change.entity), values)


def _label(change: Change) -> str:
    return _(entity_named(change.entity).label)
