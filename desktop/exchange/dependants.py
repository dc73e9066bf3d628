"""Records a sheet tells by a number of theirs, or by what they belong to: the placement of a student, of several the one of the day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from desktop.exchange.columns import records_told
from desktop.exchange.masked import covered_of
from desktop.exchange.plan import ImportPlan, ImportRow
from desktop.exchange.references import Resolver, matches
from desktop.exchange.versions import among, day_of
from models.acts.catalogue import act_supplying
from models.database import storage
from models.database.database import Database
from models.schema.complaints import Complaint
from models.schema.fields import Entity, Field, entity_named, field_map, fields_of, versioned
from models.words import _, joined

Names = Mapping[str, str]  # columns of the sheet -> fields of the record they tell
Record = dict[str, Any]


@dataclass
class Meant:
    """What a row tells of the record it means, by column of that: a number of its own, and the records it refers to.

    `owner` is the column of whom it belongs to, of which few records each are there. `unknown`: why that is not found, told
    in the cell `at` of the sheet.
    """

    numbers: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, set[int]] = field(default_factory=dict)
    owner: str = ""
    unknown: Complaint | None = None
    at: str = ""


def resolve(database: Database, made: ImportPlan, resolver: Resolver, reference: Field) -> None:
    """Find the records a reference means by those they refer to; none is made, and what nothing meets is refused."""
    assert reference.to is not None
    target = entity_named(reference.to)
    meant = [Meant() for _row in made.rows]
    told = {through: (about, names) for through, about, names in records_told(made.entity, reference.name)}
    texts: Names = told.pop("", (target, {}))[1]
    for name, inner in texts.items():
        told.pop(inner, None)  # its numbers stand beside its text
        _by_text(made.rows, resolver, name, field_map(target)[inner], meant)
    for through, (about, names) in told.items():
        column = field_map(target)[through].column
        if versioned(about):
            for own, ids in zip(meant, among(database, about, made.rows, names), strict=True):
                own.ids |= {column: ids} if ids else {}
        else:
            _by_keys(database, made.rows, (target, reference), (about, names), [(own, column) for own in meant])
    _by_shared(made, target, reference, meant)
    _choose(database, made, reference, target, meant)


def _by_text(rows: Sequence[ImportRow], resolver: Resolver, name: str, inner: Field, meant: Sequence[Meant]) -> None:
    """A number of the record's own; or what it refers to (the enterprise of a row) by its name and the code beside it."""
    found = replace(inner, creatable=False)
    for row, own in zip(rows, meant, strict=True):
        text = row.values.get(name)
        if inner.to is None:
            own.numbers |= {} if text is None else {inner.column: text}
            continue
        key, complaint = (None, None) if text is None else resolver.find(found, text, row.values, row.written)
        if complaint is not None:
            row.complain(name, complaint)
        if isinstance(key, int):
            own.ids[inner.column] = {key}


def _by_keys(
    database: Database, rows: Sequence[ImportRow], whose: tuple[type[Entity], Field], told: tuple[type[Entity], Names],
    meant: Sequence[tuple[Meant, str]],
) -> None:  # fmt: skip
    """The student of a row, by name and numbers; or somebody who is none, by what the record itself says of such people."""
    (target, reference), (about, names) = whose, told
    said = [{of: row.values[name] for name, of in names.items() if name in row.values} for row in rows]
    found = matches(database, about, said, [covered_of(row, names) for row in rows])
    stranger = target.stands_in
    told_alone = len(names) == len(
        reference.spread
    )  # nothing else tells the record: the person's cell is the one to mend
    for row, values, (key, complaint), (own, column) in zip(rows, said, found, meant, strict=True):
        if key is not None:
            own.ids[column], own.owner = {key}, column
            continue
        number = values.get(stranger.number) if stranger is not None else None
        if stranger is not None and number is not None:
            own.numbers[stranger.fields[stranger.number]] = number
            own.owner = stranger.fields[stranger.number]
        if not values and not row.covered and not reference.required:
            continue
        who = values.get(about.display) or next(iter(values.values()), "")
        unknown = _("找不到{label}“{who}”，请先导入或改正身份信息").format(label=_(about.label), who=who)
        nobody = _("没有写明{label}，请填写姓名和学号").format(label=_(about.label))
        own.unknown = complaint or Complaint(
            "unknown-reference" if values else "required", unknown if values else nobody
        )
        own.at = next((name for name, of in names.items() if of in values and told_alone), reference.name)


def _by_shared(made: ImportPlan, target: type[Entity], reference: Field, meant: Sequence[Meant]) -> None:
    """What the row says of its own is said of the record too: the student whose certificate it is."""
    fields = field_map(target)
    for own in fields_of(made.entity):
        alike = fields.get(own.name)
        if own.name == reference.name or not own.told_by_others or alike is None or alike.to != own.to:
            continue
        for row, one in zip(made.rows, meant, strict=True):
            key = row.written.get(own.name)
            if isinstance(key, int) and alike.column not in one.ids:
                one.ids[alike.column], one.owner = {key}, alike.column


def _choose(
    database: Database, made: ImportPlan, reference: Field, target: type[Entity], meant: Sequence[Meant]
) -> None:
    """Of the records that refer to all a row tells the one of its day; the day decides only among several."""
    rows = [row for row in made.rows if not row.errors]
    own = [one for row, one in zip(made.rows, meant, strict=True) if not row.errors]
    known = _Known(database, target, own)
    for row, one in zip(rows, own, strict=True):
        if not one.owner and not one.numbers:
            if one.unknown is not None:
                row.complain(one.at, one.unknown)
            elif reference.required:
                row.complain(reference.name, reference.missing())
            continue
        chosen, complaint = known.chosen(one, day_of(made.entity, row.values))
        if chosen is not None:
            row.written[reference.name] = chosen
        elif complaint is not None:
            row.complain(reference.name, complaint)
        else:
            row.complain(reference.name, one.unknown or _none(target, row))


def _none(target: type[Entity], row: ImportRow) -> Complaint:
    who = joined(str(row.values[name]) for name in ("name", "enterprise", "number") if row.values.get(name))
    words = (
        _("找不到“{who}”的{label}，请核对学生和实习单位，或先导入{label}")
        if "enterprise" in row.values
        else _("找不到“{who}”的{label}，请核对，或先登记{label}")
    )
    told = words.format(who=who, label=_(target.label))
    act = act_supplying(target.__tablename__)
    if act is not None:
        told = _("{told}（在{subject}上办理“{act}”）").format(
            told=told, subject=_(entity_named(act.entity).label), act=act.title
        )
    return Complaint("unknown-reference", told)


class _Known:
    """The records that rows may mean, by the number or the owner they are told by."""

    def __init__(self, database: Database, target: type[Entity], meant: Sequence[Meant]) -> None:
        self._target = target
        wanted: dict[str, set[Any]] = defaultdict(set)
        for one in meant:
            for column, value in one.numbers.items():
                wanted[column].add(value)
            if one.owner and one.owner in one.ids:
                wanted[one.owner] |= one.ids[one.owner]
        columns = dict.fromkeys(column for one in meant for column in (*one.numbers, *one.ids))
        past = (target.past[0],) if target.past is not None else ()
        names = list(dict.fromkeys(("id", *columns, *(target.period or ()), *past)))
        self._by: dict[tuple[str, Any], list[Record]] = defaultdict(list)
        with database.reading() as connection:
            for column, values in wanted.items():
                coded = storage.encoded(target, column, list(values))
                for cells in storage.where(connection, target, column, coded, names):
                    row = storage.decode(target, dict(zip(names, cells, strict=True)))
                    self._by[column, row[column]].append(row)

    def chosen(self, one: Meant, day: tuple[date, date] | None) -> tuple[int | None, Complaint | None]:
        """The record one means, or why none can be chosen; neither where there is none."""
        for column, value in one.numbers.items():
            numbered = self._current(self._by.get((column, value), []))
            if numbered:
                return self._only(numbered, one, day, numbered=True)
        owners = one.ids.get(one.owner, set())
        theirs = [row for key in owners for row in self._by.get((one.owner, key), [])]
        # one that has another number is another one
        free = [row for row in theirs if all(row[c] in (None, value) for c, value in one.numbers.items())]
        if theirs and not free:
            return None, Complaint("unknown-reference", self._no_such_number(one))
        return self._only(self._current(free), one, day, numbered=False)

    def _only(
        self, rows: Sequence[Record], one: Meant, day: tuple[date, date] | None, *, numbered: bool
    ) -> tuple[int | None, Complaint | None]:
        fitting = [row for row in rows if all(row[column] in ids for column, ids in one.ids.items())]
        if len(fitting) > 1:
            fitting = list(_nearest(self._target, fitting, day))
        if len(fitting) == 1:
            return fitting[0]["id"], None
        label = _(self._target.label)
        if fitting:
            words = _("有 {count} 条{label}，无法确定是哪一条，请补写日期或编号").format(
                count=len(fitting), label=label
            )
            return None, Complaint("unknown-reference", words)
        if numbered and (one.unknown is None or one.unknown.code == "required"):  # who it is may be left to the number
            words = _("{label}“{number}”与这一行的其他内容不是同一条，请核对")
            return None, Complaint("conflict", words.format(label=label, number=next(iter(one.numbers.values()))))
        return None, one.unknown if numbered else None

    def _no_such_number(self, one: Meant) -> str:
        words = _("没有{label}“{number}”，请核对号码")
        return words.format(label=_(self._target.label), number=next(iter(one.numbers.values())))

    def _current(self, rows: Sequence[Record]) -> Sequence[Record]:
        """Without those that are over (cancelled), unless these are all there are."""
        past = self._target.past
        return [row for row in rows if past is None or row[past[0]] != past[1]] or rows


def _nearest(target: type[Entity], standing: Sequence[Record], day: tuple[date, date] | None) -> Sequence[Record]:
    """The record that has most of the days, else the one nearest to them; all of them without a day."""
    if day is None or target.period is None:
        return standing
    begin, end = target.period

    def common(one: Mapping[str, Any]) -> int:
        """How many of the days it has; as a negative number how far it is from them."""
        first, last = max(one[begin] or date.min, day[0]), min(one[end] or date.max, day[1])
        return (last - first).days + (first <= last)

    most = max(map(common, standing))
    return [one for one in standing if common(one) == most]
