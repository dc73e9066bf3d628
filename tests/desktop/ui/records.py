"""A right record of any entity, read off its declaration."""

from datetime import date
from decimal import Decimal

from models.schema.fields import entity_named, fields_of
from models.schema.types import Code, CreditCode, IdentityNumber, Integer, Number
from tests.factories import credit_code, identity_number

SPECIAL = {"group_member": {"enterprise": "enterprise"}}


def value_of(tx, field, serial):
    kind = field.type
    if field.to:
        return insert(tx, field.to, serial)
    for special, make in ((IdentityNumber, identity_number), (CreditCode, credit_code)):
        if isinstance(kind, special):
            return make(serial)
    if isinstance(kind, Code):
        return kind.codes.codes[0].code
    if isinstance(kind, Number):
        return Decimal(1)
    if isinstance(kind, Integer):
        return 2024 + serial if kind.kind == "year" else max(kind.minimum, 1)
    return date(2026 if "end" in field.name else 2025, 9, 1) if kind.kind == "date" else text_of(field, serial)


def text_of(field, serial):
    if field.type.kind == "name":
        return "张甲"
    if field.type.kind == "month":
        return "2025-09"
    return {"code": f"61010{serial}", "academic_year": "2025-2026", "pattern": "{year}{counter:04}"}.get(
        field.name, f"示例{field.label}{serial}"[:20]
    )


def insert(tx, name, serial=1):
    """Insert a record of the entity, and those it must refer to; returns its id."""
    entity = entity_named(name)
    values = {f.name: value_of(tx, f, serial) for f in fields_of(entity) if f.required and f.default is None}
    for field, to in SPECIAL.get(name, {}).items():
        values[field] = insert(tx, to, serial)
    return tx.insert(entity, values)
