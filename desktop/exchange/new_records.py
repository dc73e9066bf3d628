"""Records that a sheet only names: made of what all its rows say of them, or, where that is not enough, kept in the remark."""

from collections.abc import Iterator
from dataclasses import dataclass
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
    for row in made.rows:
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
    found = [kept for row in made.rows for kept in (*_unmakable(made, resolver, row), *_beside_nothing(made, row))]
    for one in found:
        words, own = _("{label}：{text}").format(label=one.label, text=one.text), one.row.written.get("remark")
        one.row.written["remark"] = words if own is None else f"{own}；{words}"
    return found


def _unmakable(made: ImportPlan, resolver: Resolver, row: ImportRow) -> Iterator[Kept]:
    for name, value in list(row.written.items()):
        if not isinstance(value, New) or name not in columns_of(made.entity):
            continue
        field, target = columns_of(made.entity)[name].field, entity_named(value.entity)
        if not _is_numbered(target) or not _lacks(target, resolver.created.get(value, {})):
            continue
        del row.written[name]
        row.warnings[:] = [
            each for each in row.warnings if each.code != "unknown-reference" or not _about(made, name, each)
        ]
        if field.required:
            words = _("“{text}”没有登记，表里的内容不够新建，请先登记").format(text=value.text)
            row.complain(_column(made, name), Complaint("unknown-reference", words))
            continue
        yield Kept(row, name, value.text, field.title)


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


def _beside_nothing(made: ImportPlan, row: ImportRow) -> Iterator[Kept]:
    """What stands beside a reference that the row does not have."""
    for owner in _numbered_references(made.entity):
        if row.values.get(owner.name) is None:
            for name, _inner in owner.spread:
                if row.values.get(name) is not None:
                    column = columns_of(made.entity)[name]
                    yield Kept(row, name, column.field.type.show(row.values[name]), column.label)


def _numbered_references(entity: type[Entity]) -> Iterator[Field]:
    for field in fields_of(entity):
        if field.to is not None and field.spread and not field.told_by_others and _is_numbered(entity_named(field.to)):
            yield field


def tell(kept: list[Kept]) -> None:
    """Say what was set aside; a known record keeps its own remark where the sheet has no column of it."""
    for one in kept:
        noted = one.row.key is None or "remark" in one.row.raw
        words = (
            _("“{text}”没有登记，表里的内容不够新建，已记入备注")
            if noted
            else _("“{text}”没有登记，表里的内容不够新建，没有导入")
        )
        one.row.complain(one.field, warning("unknown-reference", words.format(text=one.text)))
