"""冲回: an event is taken back long after, by what the log says it did; what later stands on it stays and is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.acts.act import Act, Sizes, Subject, Told
from models.acts.scene import Key, Row, Scene
from models.acts.status_changes import StatusAct, number_taken
from models.database import history, storage
from models.database.transaction import Change
from models.entities.status_changes import DONE, REVERSED
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.fields import Entity, asked, entity_named, field_map
from models.schema.types import Date, Text
from models.words import N_, _


@dataclass(frozen=True, slots=True)
class Register:
    """A register of events that are taken back.

    `owner` is the field that says whom an event is about, `kinds` the code table of its kinds. `mark` is what an event
    says that was taken back, `waits` are stages at which there is nothing to take back yet. Where rows of `first` are no
    longer as the event left them nothing is undone; `met` are those of which no two may meet, by what they are of;
    `stays` are made on the way and harm nobody. `flags` of the owner and `sizes` are counted before and after.
    """

    entity: str
    owner: str
    kinds: str
    mark: tuple[str, Any]
    first: tuple[str, ...]
    met: Mapping[str, str]
    waits: bool = False
    stays: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    sizes: tuple[Sizes, ...] = ()

    @property
    def column(self) -> str:
        """The column that says whom an event is about."""
        return f"{self.owner}_id"

    def is_reversed(self, row: Row) -> bool:
        """Whether an event was taken back."""
        return bool(row.get(self.mark[0]) == self.mark[1])

    def is_done(self, row: Row) -> bool:
        """Whether an event took effect, and still has it."""
        return row.get("stage") == DONE if self.waits else not self.is_reversed(row)


STATUS_CHANGES = Register(
    "status_change", "student", "status-change-kind", ("stage", REVERSED), ("status_period", "class_membership"),
    dict.fromkeys(("status_period", "class_membership", "order_class_member", "placement", "apprentice"), "student_id")
    | dict.fromkeys(("mentor_pairing", "rotation"), "apprentice_id"), waits=True,
    flags=StatusAct.flags, sizes=StatusAct.sizes,
)  # fmt: skip
PLACEMENT_CHANGES = Register(
    "placement_change", "placement", "placement-change-kind", ("is_reversed", True), ("placement",),
    {"placement": "student_id"}, stays=("post",), sizes=(Sizes("enterprise", "intern_count"),),
)  # fmt: skip


class Reverse(Act):
    """Take back one event: what it opened goes, what it closed is as before, the event stays, struck out."""

    latest_first = reverses = True
    why = "reversed_reason"
    own = (
        asked("reversed_date", N_("冲回日期"), Date()),
        asked("reversed_reason", N_("冲回原因"), Text(200)),
    )

    def __init__(self, register: Register, name: str, label: str) -> None:
        super().__init__(name, label, required=("reversed_reason",), dated="reversed_date")
        self.register = register
        self.entity = register.entity  # type: ignore[misc] # one act for each register
        self.flags, self.sizes = register.flags, register.sizes
        self.flags_of = register.owner if register.flags else ""

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """What each event did, by the log; the records, and the periods of these students."""
        events = [s.key for s in subjects if isinstance(s.key, int)]
        scene.lines = history.lines_caused(scene.connection, events)
        scene.logged = history.are_logged(scene.connection, self.entity, events)
        for entity, keys in self.touched(scene).items():
            scene.read(entity, "id", keys)
        register = self.register
        owners = {s.row().get(register.column) for s in subjects}
        scene.read(register.owner, "id", owners)
        scene.read(self.entity, register.column, owners)
        for entity, column in register.met.items():
            told = {(scene.row(register.owner, key) or {}).get(column, key) for key in owners}
            scene.read(entity, column, told | self._of_lines(scene, entity, column))

    def unfit(self, s: Subject) -> Told | None:
        """Not twice, not under a later event, not what has changed since."""
        row, register = s.row(), self.register
        if not register.is_done(row):
            words = _("已经冲回过") if register.is_reversed(row) else _("还没有办结，没有可冲回的")
            return register.mark[0], Complaint("illegal-transition", words)
        for key in s.scene.of(self.entity, register.column, row[register.column]):
            other = s.row(self.entity, key)
            if key != s.key and register.is_done(other) and _after(other, key, row, s.key):
                words = _("后来又有 {day} 的{kind}，请先冲回它").format(
                    day=other["change_date"], kind=table(register.kinds).label(other["kind"])
                )
                return "change_date", Complaint("illegal-transition", words)
        if s.key not in s.scene.logged:
            return register.owner, Complaint("conflict", _("这份数据没有当时的操作记录，不能冲回"))
        return self.changed(s) or self._number(s)

    @staticmethod
    def _of_lines(scene: Scene, entity: str, column: str) -> set[Any]:
        """Whose the rows are that were written: the apprentice of a pairing."""
        changes = (change for some in scene.lines.values() for change in some if change.entity == entity)
        rows = (scene.row(entity, change.record_id) or change.before or {} for change in changes)
        return {row.get(column) for row in rows}

    def touched(self, scene: Scene) -> dict[str, set[int]]:
        """The records that were written, by entity."""
        found: dict[str, set[int]] = {}
        for changes in scene.lines.values():
            for change in changes:
                found.setdefault(change.entity, set()).add(change.record_id)
        return found

    def changed(self, s: Subject) -> Told | None:
        """What is no longer as the event left it, where nothing is undone then."""
        changed = next((c for c in self.lines(s) if c.entity in self.register.first and not self._stands(s, c)), None)
        if changed is None:
            return None
        label = _(entity_named(changed.entity).label)
        return self.register.owner, Complaint("conflict", _("{label}后来又改过，不能冲回").format(label=label))

    def _number(self, s: Subject) -> Told | None:
        student = s.row().get("student_id")
        leaves = any(c.entity == "status_period" and c.before is None for c in self.lines(s))
        return number_taken(s.scene, student, s.row("student", student)) if leaves and student is not None else None

    def do(self, s: Subject) -> None:
        """The way back, line by line against their order."""
        self.strike(s)
        s.cause = s.key
        for change in reversed(self.lines(s)):
            if change.entity in self.register.stays:
                continue
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
                s.replace(change.entity, change.record_id, **_decoded(change, change.before))

    def strike(self, s: Subject) -> None:
        """Let the event say that it was taken back, when and why."""
        assert s.key is not None
        mark, value = self.register.mark
        reason = s.given.get("reversed_reason")
        s.set(self.entity, s.key, **{mark: value}, reversed_date=s.day, reversed_reason=reason)

    def lines(self, s: Subject) -> Sequence[Change]:
        """What was written because of the event."""
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
        if kind.period is None or not kind.exclusive or change.entity in self.register.first:
            return None
        begin, end = kind.period
        row = {**(s.scene.row(change.entity, change.record_id) or {}), **_decoded(change, change.before or {})}
        column = self.register.met.get(change.entity, "student_id")
        for key in s.scene.of(change.entity, column, row[column]):
            other = s.row(change.entity, key)
            if not _alike(kind, row, other):
                continue
            first, last = other[begin] or date.min, other[end] or date.max
            if key != change.record_id and first <= (row.get(end) or date.max) and (row.get(begin) or date.min) <= last:
                return first
        return None


REVERSALS = (
    Reverse(STATUS_CHANGES, "reverse", N_("冲回")),
    Reverse(PLACEMENT_CHANGES, "reverse-placement-change", N_("冲回实习变更")),
)


def _alike(kind: type[Entity], row: Row, other: Row) -> bool:
    """Whether two rows hold the same in fields of which no two in overlapping periods may."""
    columns = ([field_map(kind)[name].column for name in names] for names in kind.exclusive)
    return any(all(row.get(c) is not None and row.get(c) == other.get(c) for c in own) for own in columns)


def _after(other: Row, key: Key, row: Row, own: Key | None) -> bool:
    """Whether another event came later: by its day, of the same day by when it was entered."""
    if other["change_date"] != row["change_date"]:
        return bool(other["change_date"] > row["change_date"])
    return isinstance(key, int) and isinstance(own, int) and key > own


def _decoded(change: Change, values: Mapping[str, Any]) -> dict[str, Any]:
    return storage.decode(entity_named(change.entity), values)


def _label(change: Change) -> str:
    return _(entity_named(change.entity).label)
