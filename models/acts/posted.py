"""What an event did that was posted, by what the log says was written because of it."""

import sqlalchemy as sa

from models.acts.act import Act
from models.acts.catalogue import act_posting
from models.acts.scene import Effect
from models.database import history, storage
from models.schema.fields import entity_named, fields_of


def effects_posted(connection: sa.Connection, register: str, key: int) -> tuple[Act, tuple[Effect, ...]] | None:
    """The act that posted an event, and its effects when it took effect, the event itself left out.

    None where there is no such event, or no act posts one of its kind; no effects where the log does not know them.
    """
    kind = entity_named(register)
    row = storage.rows_by_id(connection, kind, [key]).get(key)
    if row is None:
        return None
    values = storage.decode(kind, row)
    act = act_posting(register, {f.name: values.get(f.column) for f in fields_of(kind) if f.stored})
    if not isinstance(act, Act):
        return None
    lines = history.lines_caused(connection, [key]).get(key, ())
    return act, tuple(
        Effect(
            one.entity, one.record_id, one.before and storage.decode(entity_named(one.entity), one.before),
            one.after and storage.decode(entity_named(one.entity), one.after), 0, key, 0,
        )
        for one in lines if one.entity != register
    )  # fmt: skip
