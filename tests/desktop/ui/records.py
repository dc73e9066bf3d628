"""A right record of any entity, read off its declaration and what its rules ask for besides."""

from datetime import date
from decimal import Decimal

from models.database.checking import wrong
from models.database.query import Query
from models.database.results import count_of
from models.schema.fields import entity_named, fields_of
from models.schema.types import Code, CreditCode, IdentityNumber, Integer, Number
from tests.factories import credit_code, identity_number


def value_of(tx, field, serial, made):
    kind = field.type
    if field.to:
        return made[field.to] if field.to in made else insert(tx, field.to, serial, made)
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


def insert(tx, name, serial=1, made=None):
    """Insert a record of the entity, and those it must refer to, of which `made` has no one yet; returns its id."""
    made = {} if made is None else made
    entity = entity_named(name)
    fields = {f.name: f for f in fields_of(entity)}
    values = {f.name: value_of(tx, f, serial, made) for f in fields.values() if f.required and f.default is None}
    for wanted in iter(lambda: asked_for(tx, entity, values), None):
        values[wanted] = value_of(tx, fields[wanted], serial, made)
    made[name] = tx.insert(entity, values)
    return made[name]


def one_of_each(database, names):
    """Where a file has no record of a kind, one."""
    missing = [name for name in sorted(names) if not count_of(database, Query(entity_named(name)))]
    with database.transaction("准备") as tx:
        made = {}
        for name in missing:
            if name not in made:
                insert(tx, name, serial=70, made=made)


def asked_for(tx, entity, values):
    """A field that the rules ask for beside those always needed: one of several bodies, the reason of a state."""
    found = wrong(tx.connection, entity, [dict(values)])
    return next((name for _n, name, c in found if c.code == "required" and values.get(name) is None), None)
