"""A right record of any entity, read off its declaration."""

from datetime import date

from models.schema.fields import entity_named, fields_of
from models.schema.types import Code, CreditCode, IdentityNumber, Integer
from tests.factories import credit_code, identity_number

SPECIAL = {"group_member": {"enterprise": "enterprise"}}


def value_of(tx, field, serial):
    kind = field.type
    if field.to:
        return insert(tx, field.to, serial)
    if isinstance(kind, IdentityNumber):
        return identity_number(serial)
    if isinstance(kind, CreditCode):
        return credit_code(serial)
    if isinstance(kind, Code):
        return kind.codes.codes[0].code
    if isinstance(kind, Integer):
        return 2024 + serial if kind.kind == "year" else max(kind.minimum, 1)
    if kind.kind == "date":
        return date(2026, 1, 15) if "end" in field.name else date(2025, 9, 1)
    words = {"name": "张甲", "code": f"61010{serial}", "academic_year": "2025-2026"}
    plain = words.get(field.name if kind.kind != "name" else "name", f"T{serial:03d}")
    return (
        plain if kind.kind == "name" or field.name in ("code", "academic_year") else f"示例{field.label}{serial}"[:20]
    )


def insert(tx, name, serial=1):
    """Insert a record of the entity, and those it must refer to; returns its id."""
    entity = entity_named(name)
    values = {f.name: value_of(tx, f, serial) for f in fields_of(entity) if f.required and f.default is None}
    for field, to in SPECIAL.get(name, {}).items():
        values[field] = insert(tx, to, serial)
    return tx.insert(entity, values)
