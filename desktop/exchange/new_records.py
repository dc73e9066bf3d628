"""Records that a sheet only names: made of what all its rows say of them, or, where that is not enough, kept in the remark."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop.exchange.columns import columns_of
from desktop.exchange.plan import CellError, ImportPlan, ImportRow, New
from desktop.exchange.references import Resolver
from models.schema.complaints import Complaint, warning
from models.schema.fields import Entity, Field, entity_named, field_map, fields_of
from models.schema.types import CodeText
from models.words import _


@dataclass(frozen=True, slots=True)
class Kept:
    """What a row says and no record can be made of: the field, its text, and why it is not written."""

    row: ImportRow
    field: str
    text: str
    label: str


def take_periods(made: ImportPlan, resolver: Resolver) -> None:
    """Give new records the widest period of the rows that mean them, where these have fields of the same names.

    A list of insured persons with their days makes the policy for these days.
    """
    dated = any(entity_named(kind).period is not None for kind in {new.entity for new in resolver.created})
    for row in made.rows if dated else ():
        for value in [value for value in row.written.values() if isinstance(value, New)]:
            period = entity_named(value.entity).period
            own = resolver.created.get(value)
            if period is None or own is None:
                continue
            for name, widest in zip(period, (min, max), strict=True):
                said = row.values.get(name)
                if said is not None and name in columns_of(made.entity):
                    own[name] = said if own.get(name) is None else widest(own[name], said)


def set_aside(made: ImportPlan, resolver: Resolver) -> list[Kept]:
    """Move into the remark what no record can be made of: a number alone makes no policy, an insurer none without a number."""
    unmakable = {new for new in resolver.created if _is_unmakable(resolver, new)}
    beside = _numbered_references(made.entity)
    found: list[Kept] = []
    for row in made.rows if unmakable or beside else ():
        found += (*_unmakable(made, unmakable, row), *_beside_nothing(made, beside, row))
    for one in found:
        _note(one.row.written, one)
    return found + (list(_inside(made, resolver)) if unmakable else [])


def _note(record: dict[str, Any], kept: Kept) -> None:
    """Keep it in the remark of a record."""
    words, own = _("{label}：{text}").format(label=kept.label, text=kept.text), record.get("remark")
    record["remark"] = words if own is None else f"{own}；{words}"


def _inside(made: ImportPlan, resolver: Resolver) -> Iterator[Kept]:
    """The same of what records on the way to be made would refer to: the agreement of an order class that a roster names."""
    first: dict[New, tuple[ImportRow, str]] = {}
    for row in made.rows:
        for name, value in row.written.items():
            if isinstance(value, New):
                first.setdefault(value, (row, name))
    for new, record in resolver.created.items():
        fields = field_map(entity_named(new.entity))
        for name, value in list(record.items()):
            if not isinstance(value, New) or not _is_unmakable(resolver, value):
                continue
            del record[name]
            if new in first:
                row, through = first[new]
                kept = Kept(row, name if name in columns_of(made.entity) else through, value.text, fields[name].title)
                _note(record, kept)
                yield kept


def _unmakable(made: ImportPlan, unmakable: Collection[New], row: ImportRow) -> Iterator[Kept]:
    for name, value in list(row.written.items()) if unmakable else ():
        if not isinstance(value, New) or value not in unmakable or name not in columns_of(made.entity):
            continue
        field = columns_of(made.entity)[name].field
        del row.written[name]
        row.warnings[:] = [
            each for each in row.warnings if each.code != "unknown-reference" or not _about(made, name, each)
        ]
        if field.required:
            words = _("“{text}”没有登记，表里的内容不够新建，请先登记").format(text=value.text)
            row.complain(_column(made, name), Complaint("unknown-reference", words))
            continue
        yield Kept(row, name, value.text, field.title)


def _is_unmakable(resolver: Resolver, new: New) -> bool:
    """Whether a record that is known by a number lacks what it cannot be without."""
    target = entity_named(new.entity)
    return _is_numbered(target) and _lacks(target, resolver.created.get(new, {}))


def _is_numbered(entity: type[Entity]) -> bool:
    """Whether its records are known by a number, of which nothing can be read off."""
    return isinstance(field_map(entity)[entity.display].type, CodeText)


def _lacks(entity: type[Entity], values: dict[str, Any]) -> bool:
    return any(f.required and f.default is None and values.get(f.name) is None for f in fields_of(entity))


def _column(made: ImportPlan, name: str) -> str:
    """The column that names the record of a reference."""
    field = columns_of(made.entity)[name].field
    assert field.to is not None
    return next((own for own, inner in field.spread if inner == entity_named(field.to).display), name)


def _about(made: ImportPlan, name: str, said: CellError) -> bool:
    """Whether it was said there that the record of a reference would be made."""
    return said.field in (name, _column(made, name))


def _beside_nothing(made: ImportPlan, owners: Iterable[Field], row: ImportRow) -> Iterator[Kept]:
    """What stands beside a reference that the row does not have."""
    for owner in owners:
        if row.values.get(owner.name) is None:
            for name, _inner in owner.spread:
                if row.values.get(name) is not None:
                    column = columns_of(made.entity)[name]
                    yield Kept(row, name, column.field.type.show(row.values[name]), column.label)


@cache
def _numbered_references(entity: type[Entity]) -> tuple[Field, ...]:
    spread = (f for f in fields_of(entity) if f.to is not None and f.spread and not f.told_by_others)
    return tuple(f for f in spread if _is_numbered(entity_named(f.to or "")))


def say_set_aside(kept: list[Kept]) -> None:
    """Say what was set aside; a known record keeps its own remark where the sheet has no column of it."""
    for one in kept:
        noted = one.row.key is None or "remark" in one.row.raw
        words = (
            _("“{text}”没有登记，表里的内容不够新建，已记入备注")
            if noted
            else _("“{text}”没有登记，表里的内容不够新建，没有导入")
        )
        one.row.complain(one.field, warning("unknown-reference", words.format(text=one.text)))
