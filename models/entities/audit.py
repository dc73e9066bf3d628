"""The change log, what upgrades wrote past it, whole values shown, who was erased, seals, the counter of ids: no form edits them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.schema.fields import Entity, entity_named

CHANGE_SET = sa.Table(
    "change_set",
    Entity.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("wording", sa.Text),  # JSON: the name with its parts, to be said in the reader's language (models.words)
    sa.Column("user", sa.Text, nullable=False),
    sa.Column("time", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # do | undo | redo
    sa.Column("target", sa.Integer, nullable=False, index=True),  # the set that is done, undone or redone
    sa.Column("change_count", sa.Integer, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),  # its seal, as in the chain below
    sa.Column("salt", sa.Text),  # sealed with it, so that nobody guesses from the seal what was erased: it goes then
    sa.Column("person", sa.BigInteger),  # the user who had signed in; NULL: the name above is only what was said
    sa.Column(
        "permit", sa.Text
    ),  # the rights it was written by (models.access.rights), blanks between them; NULL: nobody signed in
)

CHANGE = sa.Table(
    "change",
    Entity.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("change_set_id", sa.Integer, sa.ForeignKey("change_set.id"), nullable=False, index=True),
    sa.Column("entity", sa.Text, nullable=False),
    sa.Column("record_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("before", sa.Text),  # JSON of stored columns; NULL: there was no record
    sa.Column("after", sa.Text),
    sa.Column("cause", sa.BigInteger, index=True),  # the event it happened because of; NULL for what people wrote
)

BASELINE = sa.Table(
    "baseline",
    Entity.metadata,
    sa.Column("entity", sa.Text, primary_key=True),
    sa.Column("record_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("upgrade", sa.Integer, primary_key=True, autoincrement=False),  # of those that wrote past the log, from 1
    sa.Column("act", sa.Integer, nullable=False),  # the last one before the upgrade
    sa.Column("made", sa.Integer, nullable=False),  # 1: the upgrade made the record; 0: it wrote some columns of it
    sa.Column("after", sa.Text),  # JSON of stored columns as in the change log; NULL: it took the record away
)

DISCLOSURE = sa.Table(
    "disclosure",
    Entity.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user", sa.Text, nullable=False),
    sa.Column("time", sa.Text, nullable=False),
    sa.Column("way", sa.Text, nullable=False),  # one of models.database.disclosures
    sa.Column("entity", sa.Text, nullable=False),
    sa.Column("record_id", sa.BigInteger, index=True),  # NULL: several records
    sa.Column("record_ids", sa.Text),  # JSON of the ids of several; NULL: not known, or too many
    sa.Column("record_count", sa.Integer, nullable=False),
    sa.Column("fields", sa.Text, nullable=False),  # names separated by blanks
    sa.Column("reason", sa.Text, nullable=False, server_default=""),  # as whoever asked wrote it
    sa.Column("person", sa.BigInteger),  # the user who had signed in; NULL: the name above is only what was said
)

SEAL = sa.Table(
    "seal",
    Entity.metadata,
    sa.Column("id", sa.Integer, primary_key=True),  # its place in the chain, from 1 without a gap
    sa.Column("kind", sa.Text, nullable=False),  # of models.database.audit_chain: an act, a showing, a printing
    sa.Column("record", sa.BigInteger, nullable=False),  # its id among those of its kind
    sa.Column("digest", sa.Text, nullable=False),  # of all that was written of it
    sa.Column("keyed", sa.Boolean, nullable=False),  # whether only an auditor could make the seal
    sa.Column("hash", sa.Text, nullable=False),  # of all this and the seal before it
    sa.Index("ix_seal_kind_record", "kind", "record", unique=True),
)

ERASED = sa.Table(
    "erased",
    Entity.metadata,
    sa.Column("entity", sa.Text, primary_key=True),
    sa.Column("record_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("act", sa.Integer, nullable=False, index=True),  # that let go of what told of a person in this record
)

RESEALED = sa.Table(
    "resealed",
    Entity.metadata,
    sa.Column("kind", sa.Text, primary_key=True),  # as in the chain
    sa.Column("record", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("act", sa.Integer, primary_key=True, autoincrement=False),  # that let go of a person in what was sealed
    sa.Column("digest", sa.Text, nullable=False),  # of what is left
)

OFFICE = sa.Table(
    "office",
    Entity.metadata,
    sa.Column("installation", sa.BigInteger, primary_key=True),
    sa.Column("issued", sa.BigInteger, nullable=False),  # ids this installation has given out
)

SETTING = sa.Table(
    "setting",
    Entity.metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),  # JSON
)


@dataclass(frozen=True, slots=True)
class LastChanged:
    """The day on which a record was last changed; making it is no change, nor what the act that made it did besides."""

    entity: str

    def _times(self) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[bool]]:
        day = sa.func.date(CHANGE_SET.c.time, "localtime", type_=sa.Date())
        made = CHANGE.alias()
        making = (
            made.c.change_set_id == CHANGE.c.change_set_id, made.c.entity == CHANGE.c.entity,
            made.c.record_id == CHANGE.c.record_id, made.c.before.is_(None),
        )  # fmt: skip
        return day, sa.and_(
            CHANGE.c.change_set_id == CHANGE_SET.c.id, CHANGE.c.entity == self.entity, CHANGE.c.before.is_not(None),
            ~sa.exists().where(*making).correlate(CHANGE),
        )  # fmt: skip

    def __call__(self, _day: date) -> sa.ColumnElement[Any]:
        """The day for each record."""
        day, its = self._times()
        table = entity_named(self.entity).table()
        chosen = sa.select(sa.func.max(day, type_=sa.Date())).where(its, CHANGE.c.record_id == table.c.id)
        return chosen.correlate(table).scalar_subquery()

    def holders(self, holds: Callable[[sa.ColumnElement[Any]], sa.ColumnElement[bool]], _day: date) -> sa.Select[Any]:
        """The ids of records whose day fulfils a condition."""
        day, its = self._times()
        latest = sa.select(CHANGE.c.record_id, sa.func.max(day, type_=sa.Date()).label("day"))
        found = latest.where(its).group_by(CHANGE.c.record_id).subquery()
        return sa.select(found.c.record_id).where(holds(found.c.day))
