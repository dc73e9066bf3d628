"""The change log, the log of private values that were shown, and the counter of ids: tables no form edits."""

import sqlalchemy as sa

from models.schema.fields import Entity

CHANGE_SET = sa.Table(
    "change_set",
    Entity.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("user", sa.Text, nullable=False),
    sa.Column("time", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # do | undo | redo
    sa.Column("target", sa.Integer, nullable=False, index=True),  # the set that is done, undone or redone
    sa.Column("change_count", sa.Integer, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),  # of this set and the hash before it: a chain
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
)

DISCLOSURE = sa.Table(
    "disclosure",
    Entity.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user", sa.Text, nullable=False),
    sa.Column("time", sa.Text, nullable=False),
    sa.Column("way", sa.Text, nullable=False),  # form | print | export
    sa.Column("entity", sa.Text, nullable=False),
    sa.Column("record_id", sa.BigInteger, index=True),  # NULL: several records
    sa.Column("record_count", sa.Integer, nullable=False),
    sa.Column("fields", sa.Text, nullable=False),  # names separated by blanks
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
