"""Rows of a list that name somebody who is not what it lists: 是否注册 否, and no date."""

from collections.abc import Mapping, Sequence
from typing import Any

from desktop.exchange.columns import columns_of
from desktop.exchange.plan import Action, ImportRow
from desktop.exchange.tables_context import is_blank
from desktop.exchange.workbook import Cell
from models.schema.complaints import Complaint
from models.schema.fields import Absence, Entity
from models.schema.values import clean_code
from models.words import _, listed

_NAMED = 5  # rows a note names


def parted(entity: type[Entity], rows: Sequence[ImportRow]) -> tuple[list[ImportRow], tuple[ImportRow, ...]]:
    """The rows that are to be judged, and those that are no records.

    What says no and has a date besides stays, to be refused; what says yes need not be looked at again.
    """
    told = entity.absent
    if told is None:
        return list(rows), ()
    kept, absent = [], []
    for row in rows:
        said = _says_no(entity, told, row.raw)
        if said and _is_empty(told, row.raw.get(told.empty)):
            row.action = Action.SKIP
            absent.append(row)
            continue
        if said is False and told.column in row.raw:
            row.raw = {name: cell for name, cell in row.raw.items() if name != told.column}
        kept.append(row)
    return kept, tuple(absent)


def _says_no(entity: type[Entity], told: Absence, raw: Mapping[str, Cell]) -> bool | None:
    """Whether the column says no, or the other one does in its place; None where the column says what is no answer."""
    cell = raw.get(told.column)
    value, complaints = columns_of(entity)[told.column].field.read(cell)
    if complaints:
        return None
    return value is False or (is_blank(cell) and clean_code(raw.get(told.empty)) in told.words)


def _is_empty(told: Absence, cell: Cell) -> bool:
    return is_blank(cell) or clean_code(cell) in told.words


def contradicted(entity: type[Entity], row: ImportRow, values: Mapping[str, Any]) -> None:
    """Refuse a row that says no and yes at once."""
    told = entity.absent
    if told is not None and values.get(told.column) is False:
        columns = columns_of(entity)
        words = _("{label}写的是“否”，却填了{field}，请核对").format(
            label=columns[told.column].label, field=columns[told.empty].label
        )
        row.complain(told.column, Complaint("conflict", words))


def note(entity: type[Entity], absent: Sequence[ImportRow]) -> str:
    """Which rows were not read because they are no records; "" where there are none."""
    if not absent or entity.absent is None:
        return ""
    words = _("{count} 行写明不是{label}（{column}为“否”，没有{field}），没有读入：第 {rows} 行")
    columns = columns_of(entity)
    shown = listed(str(row.number) for row in absent[:_NAMED]) + ("…" if len(absent) > _NAMED else "")
    return words.format(
        count=len(absent), label=_(entity.label), column=columns[entity.absent.column].label,
        field=columns[entity.absent.empty].label, rows=shown,
    )  # fmt: skip
