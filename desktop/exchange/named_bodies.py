"""Bodies that a sheet tells by name though they may be schools, enterprises or others: the parties of an agreement."""

from collections.abc import Iterable

from desktop.exchange.plan import ImportPlan, ImportRow
from models.database import body_lookup
from models.database.body_lookup import Body
from models.database.database import Database
from models.database.results import displays
from models.database.settings import own_unit
from models.entities.schools import School
from models.schema.complaints import warning
from models.schema.fields import Field, fields_of
from models.words import _


def take(database: Database, made: ImportPlan) -> None:
    """Call those the file knows as it calls them, tell of the others; the first of a new record is the office's own school."""
    fields = [f for f in fields_of(made.entity) if f.via is not None and f.via.body]
    if not fields:
        return
    with database.reading() as connection:
        texts = {text for row in made.rows for f in fields if (text := row.written.get(f.name)) is not None}
        known = body_lookup.meant(connection, texts)
        own = own_unit(connection)
        ours = None if own is None else displays(connection, School, [own]).get(own)
    for row in made.rows:
        _name(row, fields, known)
        if ours is not None and ours not in (row.written.get(f.name) for f in fields):
            row.written.setdefault(fields[0].name, ours)


def _name(row: ImportRow, fields: Iterable[Field], known: dict[str, Body]) -> None:
    for field in fields:
        text = row.written.get(field.name)
        if text in known:
            row.written[field.name] = known[text].name
        elif text is not None:
            words = _("“{text}”不是登记过的学校或企业，按这个名称记下，请核对").format(text=text)
            row.complain(field.name, warning("unknown-reference", words))
