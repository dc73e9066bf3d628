"""Columns that records had before an upgrade moved them elsewhere: what the log says of them stays readable."""

from collections.abc import Mapping

from models.schema.fields import Entity, Field
from models.schema.types import Code
from models.words import N_

_FORMER: Mapping[str, tuple[Field, ...]] = {
    "student": (Field(name="status", column="status", label=N_("学籍状态"), type=Code("student-status")),),
}


def former_columns(entity: type[Entity]) -> tuple[Field, ...]:
    """The columns an entity had, in the order in which they went."""
    return _FORMER.get(entity.__tablename__, ())
