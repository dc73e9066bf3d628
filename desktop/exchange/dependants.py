"""Records a sheet tells by what they belong to: the placement of a student at an enterprise, of several the one of the day."""

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from desktop.exchange.columns import records_told
from desktop.exchange.masked import covered_of
from desktop.exchange.plan import ImportPlan, ImportRow
from desktop.exchange.references import Resolver, matches
from models.database import storage
from models.database.database import Database
from models.schema.complaints import Complaint
from models.schema.fields import Entity, Field, entity_named, field_map, fields_of
from models.words import _, joined

Names = Mapping[str, str]  # columns of the sheet -> fields of the record they tell
Meant = Sequence[dict[str, int]]  # by place of the row: columns of the record referred to -> ids


def resolve(database: Database, made: ImportPlan, resolver: Resolver, field: Field) -> None:
    """Find the records a reference means by those they refer to; none is made, and what nothing meets is refused."""
    assert field.to is not None
    target = entity_named(field.to)
    meant: Meant = [{} for _row in made.rows]
    told = {through: (about, names) for through, about, names in records_told(made.entity, field.name)}
    texts: Names = told.pop("", (target, {}))[1]
    for name, inner in texts.items():
        told.pop(inner, None)  # its numbers stand beside its text
        _by_text(made.rows, resolver, name, field_map(target)[inner], meant)
    for through, (about, names) in told.items():
        column = field_map(target)[through].column
        _by_keys(database, made.rows, field, about, names, [(own, column) for own in meant])
    _choose(database, made, field, target, meant)


def _by_text(rows: Sequence[ImportRow], resolver: Resolver, name: str, inner: Field, meant: Meant) -> None:
    """The enterprise of a row, by its name and the code beside it."""
    found = replace(inner, creatable=False)
    for row, own in zip(rows, meant, strict=True):
        text = row.values.get(name)
        key, complaint = (None, None) if text is None else resolver.find(found, text, row.values, row.written)
        if complaint is not None:
            row.complain(name, complaint)
        if isinstance(key, int):
            own[inner.column] = key


def _by_keys(  # noqa: PLR0913, PLR0917 - whose rows, what they tell, where it goes
    database: Database, rows: Sequence[ImportRow], field: Field, about: type[Entity], names: Names,
    meant: Sequence[tuple[dict[str, int], str]],
) -> None:  # fmt: skip
    """The student of a row, by name and numbers."""
    told = [{of: row.values[name] for name, of in names.items() if name in row.values} for row in rows]
    found = matches(database, about, told, [covered_of(row, names) for row in rows])
    for row, values, (key, complaint), (own, column) in zip(rows, told, found, meant, strict=True):
        if key is not None:
            own[column] = key
            continue
        if not values and not row.covered and not field.required:
            continue
        who = values.get(about.display) or next(iter(values.values()), "")
        unknown = _("找不到{label}“{who}”，请先导入或改正身份信息").format(label=_(about.label), who=who)
        nobody = _("没有写明{label}，请填写姓名和学号").format(label=_(about.label))
        row.complain(
            field.name,
            complaint or Complaint("unknown-reference" if values else "required", unknown if values else nobody),
        )


def _choose(database: Database, made: ImportPlan, field: Field, target: type[Entity], meant: Meant) -> None:
    """Of the records that refer to all a row tells the one of its day; the day decides only among several."""
    columns = list(dict.fromkeys(column for own in meant for column in own))
    by = columns[-1] if columns else ""  # what is told by keys, a person: few records each
    asked = [n for n, row in enumerate(made.rows) if not row.errors and by in meant[n]]
    standing = _standing(database, target, by, columns, {meant[n][by] for n in asked})
    label = _(target.label)
    for n in asked:
        row = made.rows[n]
        theirs = standing.get(meant[n][by], [])
        fitting = [one for one in theirs if all(one[column] == key for column, key in meant[n].items())]
        chosen = _nearest(target, fitting, _day_of(made.entity, row.values)) if len(fitting) > 1 else fitting
        if len(chosen) == 1:
            row.written[field.name] = chosen[0]["id"]
            continue
        who = joined(str(row.values[name]) for name in ("name", "enterprise") if row.values.get(name))
        words = _("“{who}”有 {count} 条{label}，无法确定是哪一条，请补写日期")
        none = _("找不到“{who}”的{label}，请核对学生和实习单位，或先导入{label}")
        sentence = (words if chosen else none).format(who=who, count=len(chosen), label=label)
        row.complain(field.name, Complaint("unknown-reference", sentence))


def _standing(
    database: Database, target: type[Entity], by: str, columns: Sequence[str], owners: Collection[int]
) -> dict[int, list[dict[str, Any]]]:
    """The records that refer to one of these owners, by owner."""
    found: dict[int, list[dict[str, Any]]] = {}
    names = list(dict.fromkeys(("id", *columns, *(target.period or ()))))
    with database.reading() as connection:
        for cells in storage.where(connection, target, by, owners, names) if owners else ():
            row = storage.decode(target, dict(zip(names, cells, strict=True)))
            found.setdefault(row[by], []).append(row)
    return found


def _day_of(entity: type[Entity], values: Mapping[str, Any]) -> tuple[date, date] | None:
    """The first and the last day of what a row is about: its first date or month, those of its keys before others."""
    keys = [field_map(entity)[name] for key in entity.keys for name in key]
    for each in (*keys, *fields_of(entity)):
        value = values.get(each.name)
        if each.type.kind == "date" and isinstance(value, date):
            return value, value
        if each.type.kind == "month" and isinstance(value, str):
            first = date.fromisoformat(f"{value}-01")
            return first, first.replace(day=monthrange(first.year, first.month)[1])
    return None


def _nearest(
    target: type[Entity], standing: Sequence[dict[str, Any]], day: tuple[date, date] | None
) -> Sequence[dict[str, Any]]:
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
