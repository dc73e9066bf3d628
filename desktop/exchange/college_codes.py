"""Headings that mean another field in sheets of a college: 毕业去向 has codes of its own there (see Entity.at_colleges)."""

from desktop.exchange.plan import ImportPlan, ImportRow
from models.entities.destination_rules import COLLEGES
from models.schema.fields import field_map
from models.schema.types import Code


def take(made: ImportPlan, level: str | None) -> None:
    """Read the column as that of colleges where the office's own school is one; else where only they have such a code.

    `level` is that of the own school; an office of several schools has none.
    """
    names = made.entity.at_colleges
    if names is None:
        return
    plain, other = names
    moved = [row for row in made.rows if plain in row.raw and other not in row.raw and _is_of_college(made, row, level)]
    for row in moved:
        row.raw = {other if name == plain else name: cell for name, cell in row.raw.items()}
    if moved and other not in made.columns:
        made.columns = (*made.columns, other)


def _is_of_college(made: ImportPlan, row: ImportRow, level: str | None) -> bool:
    if level is not None:
        return level in COLLEGES
    assert made.entity.at_colleges is not None
    kinds = (field_map(made.entity)[name].type for name in made.entity.at_colleges)
    text = str(row.raw[made.entity.at_colleges[0]] or "").strip()
    own, others = (kind.codes.find(text) if isinstance(kind, Code) else None for kind in kinds)
    return own is None and others is not None
