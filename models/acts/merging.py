"""合并: two records of one person or one firm become one; everything that refers to the other refers to the one that stays."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import count
from typing import Any, NamedTuple

from models.acts.act import Act, Subject, Told, room_of
from models.acts.scene import Row, Scene
from models.database.checking import meet
from models.entities.attachments import Attachment
from models.entities.policy import Waiver
from models.schema.complaints import Complaint
from models.schema.counting import counted
from models.schema.fields import Entity, Field, entity_named, every_entity, field_map, fields_of
from models.schema.showing import text_of
from models.schema.types import Reference
from models.words import N_, _, listed, with_clause

OTHER, OWN, THEIRS = "other", "own", "other"  # the field that names the other record; answers to what differs
_PLACE = "position"  # numbers rows of one owner, and tells none of them from another
_TOLD_BY = (Attachment.__tablename__, Waiver.__tablename__)  # which name a record by its table and id


class Move(NamedTuple):
    """What becomes of a row that told of the other record: columns that change, or None when it falls together with one."""

    entity: str
    key: int
    values: Mapping[str, Any] | None


class Clash(Exception):  # noqa: N818 - a reason, not a fault
    """Why two records cannot be merged as they are, in a sentence."""


class Merge(Act):
    """The subject stays; the record that is named goes, once all that belongs to it is the subject's.

    Where both say something and not the same it is asked, field by field; a blank never beats what is filled in. Rows of
    both that are one and the same fall together; where they say different things nobody guesses, and it is refused.
    """

    listed = False  # it is done side by side with what it is about, not from a menu

    def __init__(self, entity: str, label: str) -> None:
        super().__init__(f"merge-{entity.replace('_', '-')}", label, required=(OTHER,))
        self.entity = entity  # type: ignore[misc] # one act for each kind
        self.own = (Field(name=OTHER, column=OTHER, label=N_("重复的一条"), type=Reference(entity)),)

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """Both records, all that refers to them, and to what falls together of that."""
        pairs = [(s.key, s.given.get(OTHER)) for s in subjects]
        known = [(own, other) for own, other in pairs if isinstance(own, int) and isinstance(other, int)]
        scene.read(self.entity, "id", [key for pair in known for key in pair])
        level = {self.entity: known}
        while level:
            for entity, some in level.items():
                keys = [key for pair in some for key in pair]
                for user, column in _references(entity):
                    scene.read(user, column, keys)
                for name in _TOLD_BY:
                    scene.read(name, "record_id", keys)
            level = _twins(scene, level)

    def refusal(self, s: Subject) -> Told | None:
        """Not with itself, not with what is gone, and not where two rows contradict each other."""
        other = s.given[OTHER]
        if other == s.key:
            return OTHER, Complaint("conflict", _("这是同一条记录，请填另一条"))
        if not s.row(self.entity, other):
            return OTHER, Complaint("unknown-reference", _("要合并的另一条记录已被删除"))
        try:
            list(self._moves(s))
        except Clash as clash:
            return OTHER, Complaint("conflict", str(clash))
        return None

    def do(self, s: Subject) -> None:
        """Ask what differs, move everything, and take the other away."""
        assert isinstance(s.key, int)
        chosen = self._chosen(s)
        counts: Counter[str] = Counter()
        moves = list(self._moves(s))
        going = dict.fromkeys((move.entity, move.key) for move in moves if move.values is None)
        for move in moves:
            if move.values is not None and (move.entity, move.key) not in going:
                s.replace(move.entity, move.key, **move.values)
            counts[move.entity] += 1
        for entity, key in going:
            s.drop(entity, key)
        notes = {"remark": chosen.pop("remark", None)}
        s.replace(self.entity, s.key, **chosen)
        s.set(self.entity, s.key, **notes)
        s.drop(self.entity, s.given[OTHER])
        if counts:
            moved = ((entity_named(name), count) for name, count in counts.items())
            words = (_("{label} {count}").format(label=_(one.label), count=counted(one, count)) for one, count in moved)
            s.tell(_("一并归到保留的一条：{words}").format(words=listed(words)))

    def _chosen(self, s: Subject) -> dict[str, Any]:
        """The values that the record takes from the other, by column."""
        own, other, found = s.row(), s.row(self.entity, s.given[OTHER]), {}
        for field in (f for f in fields_of(entity_named(self.entity)) if f.stored):
            mine, theirs = own.get(field.column), other.get(field.column)
            if theirs is None or mine == theirs:
                continue
            if mine is None or field.name == "remark":  # of two remarks both stand
                found[field.column] = theirs
                continue
            choices = ((OWN, _shown(s.scene, field, mine)), (THEIRS, _shown(s.scene, field, theirs)))
            if s.ask(field.name, field.label, choices, OWN) == THEIRS:
                found[field.column] = theirs
        return found

    def _moves(self, s: Subject) -> Iterator[Move]:
        assert isinstance(s.key, int)
        return _moves(s.scene, self.entity, s.key, s.given[OTHER])


def _shown(scene: Scene, field: Field, value: Any) -> str:
    """A value as a choice; of a reference what the record displays is told by its id alone, as no name is at hand."""
    if field.to is None:
        return text_of(field, value, masked=True)
    from models.database.results import displays

    return displays(scene.connection, entity_named(field.to), [value]).get(value, str(value))


@cache
def _references(entity: str) -> tuple[tuple[str, str], ...]:
    """Every column that refers to such a record, with its table; what only goes with its record is left out."""
    every = (kind for kind in every_entity() if kind.goes_with is None)
    return tuple(
        (str(kind.__tablename__), f.column) for kind in every for f in fields_of(kind) if f.stored and f.to == entity
    )


Pairs = dict[str, list[tuple[int, int]]]


def _twins(scene: Scene, level: Pairs) -> Pairs:
    """The pairs of rows that fall together when these pairs do."""
    found: Pairs = {}
    for entity, pairs in level.items():
        for own, other in pairs:
            for user, column in _references(entity):
                for key in scene.of(user, column, other):
                    twin = _twin(scene, user, column, own, key)
                    if twin is not None and isinstance(key, int):
                        found.setdefault(user, []).append((twin, key))
    return found


def _rows(scene: Scene, user: str, column: str, owner: int) -> Iterator[tuple[int, Row]]:
    for key in scene.of(user, column, owner):
        row = scene.row(user, key)
        if row is not None and isinstance(key, int):
            yield key, row


def _twin(scene: Scene, user: str, column: str, own: int, key: Any) -> int | None:
    """The row of the record that stays which says the same as a row of the other."""
    row = {**(scene.row(user, key) or {}), column: own}
    return next(
        (k for k, mine in _rows(scene, user, column, own) if k != key and _same(entity_named(user), mine, row)), None
    )


def _same(kind: type[Entity], one: Row, other: Row) -> bool:
    """Whether two rows of one owner are one: by a natural key, in one and the same time; without keys by all they say."""
    fields = field_map(kind)
    keys = [[fields[name].column for name in key] for key in kind.keys if all(fields[name].stored for name in key)]
    if not keys:
        return all(one[name] == other[name] for name in one if name not in ("id", "remark"))
    for n, key in enumerate(keys):
        alike = _PLACE not in key and all(one[name] is not None and one[name] == other[name] for name in key)
        if alike and (not n or kind.period is None or meet(kind, [_named(kind, one), _named(kind, other)])):
            return True
    return False


def _named(kind: type[Entity], row: Row) -> Row:
    names = {f.column: f.name for f in fields_of(kind) if f.stored}
    return {names[column]: value for column, value in row.items() if column in names}


def _moves(scene: Scene, entity: str, own: int, other: int) -> Iterator[Move]:
    """What becomes of everything that tells of the other record; raises Clash where it cannot be."""
    for user, column in _references(entity):
        taken = {row[_PLACE] for _key, row in _rows(scene, user, column, own) if _PLACE in row}
        for key, row in _rows(scene, user, column, other):
            twin = _twin(scene, user, column, own, key)
            if twin is not None:
                yield from _together(scene, user, column, twin, key)
                continue
            if _meets(scene, user, column, own, row):
                yield Move(user, key, None)
                continue
            place: dict[str, Any] = {}
            if _PLACE in row:
                place = {_PLACE: next(n for n in count(row[_PLACE]) if n not in taken)}
                taken |= set(place.values())
            yield Move(user, key, {column: own, **place})
    yield from _told_by(scene, entity, own, other)


def _together(scene: Scene, user: str, column: str, own: int, other: int) -> Iterator[Move]:
    """A row falls together with its twin: what is blank there is filled in, what differs is refused."""
    mine, theirs = scene.row(user, own) or {}, scene.row(user, other) or {}
    filled: dict[str, Any] = {}
    for field in (f for f in fields_of(entity_named(user)) if f.stored and f.column not in (column, _PLACE)):
        one, two = mine.get(field.column), theirs.get(field.column)
        if two is None or one == two:
            continue
        if one is None:
            filled[field.column] = two
        elif field.name == "remark" and len(both := with_clause(one, two) or "") <= room_of(field):
            filled[field.column] = both
        else:
            words = _("两条记录都有{label}（{which}），{field}不同：{one}、{two}；请先改成一致，或删掉其中一条，再合并")
            raise Clash(words.format(
                label=_(entity_named(user).label), which=_which(scene, user, mine, column), field=field.title,
                one=_shown(scene, field, one), two=_shown(scene, field, two),
            ))  # fmt: skip
    if filled:
        yield Move(user, own, filled)
    yield from _moves(scene, user, own, other)
    yield Move(user, other, None)


def _which(scene: Scene, user: str, row: Row, owner: str) -> str:
    """What tells a row among those of its owner."""
    kind = entity_named(user)
    fields = [field_map(kind)[name] for name in (next(iter(kind.keys), ()) or (kind.display,))]
    told = (f for f in fields if f.stored and f.column != owner and row.get(f.column) is not None)
    return listed(_shown(scene, f, row[f.column]) for f in told)


def _meets(scene: Scene, user: str, column: str, own: int, row: Row) -> bool:
    """Whether a row the program keeps by itself meets one of the record that stays, which holds then; others are refused."""
    kind = entity_named(user)
    if kind.period is None:
        return False
    moved = {**row, column: own}
    names = [[field_map(kind)[name].column for name in names] for names in kind.exclusive]
    for _key, mine in _rows(scene, user, column, own):
        alike = any(all(mine[n] == moved[n] and moved[n] is not None for n in some) for some in names)
        if not alike or not meet(kind, [_named(kind, mine), _named(kind, moved)]):
            continue
        events = [f.column for f in fields_of(kind) if f.stored and f.column != column and f.to in _EVENTS]
        if kind.internal and not any(moved.get(name) is not None for name in events):
            return True
        begin, end = (moved.get(name) for name in kind.period)
        words = _("两条记录的{label}日期重叠（{begin} 至 {end}）；请先改动其中一条，或把另一条作为保留的一条")
        raise Clash(words.format(label=_(kind.label), begin=begin or _("一直"), end=end or _("今")))
    return False


_EVENTS = ("status_change",)


def _told_by(scene: Scene, entity: str, own: int, other: int) -> Iterator[Move]:
    """Files and exceptions, which name a record by its table; a file both have is kept once."""
    attachments = Attachment.__tablename__
    mine = {row["sha256"]: key for key, row in _rows(scene, attachments, "record_id", own) if row["entity"] == entity}
    theirs = [(key, row) for key, row in _rows(scene, attachments, "record_id", other) if row["entity"] == entity]
    twice = {key: mine[row["sha256"]] for key, row in theirs if row["sha256"] in mine}
    for key, row in theirs:
        if key in twice:
            yield Move(attachments, key, None)
            continue
        before = twice.get(row["replaces_id"], row["replaces_id"])
        yield Move(attachments, key, {"record_id": own, "replaces_id": before})
    for key, row in _rows(scene, Waiver.__tablename__, "record_id", other):
        if row["entity"] == entity:
            yield Move(Waiver.__tablename__, key, {"record_id": own})


MERGES: tuple[Act, ...] = tuple(
    Merge(entity, label)
    for entity, label in (
        ("student", N_("合并学生")), ("enterprise", N_("合并企业")), ("staff", N_("合并教职工")), ("mentor", N_("合并企业导师")),
    )
)  # fmt: skip
