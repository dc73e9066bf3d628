"""The papers that go with acts: which records one is printed for, read off what was written."""

from collections.abc import Iterator

import sqlalchemy as sa

from models.acts.act import ActPaper
from models.acts.catalogue import acts
from models.database import history, storage
from models.database.transaction import Change
from models.schema.fields import entity_named, fields_of


def paper_of(register: str) -> ActPaper | None:
    """The paper that is printed for records of a register of events; None where there is none."""
    papers = (act.paper for act in acts() if register in (act.event, act.entity) and act.paper is not None)
    return next((paper for paper in papers if paper.of == register), None)


def printed_for(connection: sa.Connection, paper: ActPaper, change_set: int) -> tuple[int, ...]:
    """The records a paper of an act that was done is printed for: those written, else those to which these refer."""
    changes = list(history.changes_of(connection, change_set))
    own = [one.record_id for one in changes if one.entity == paper.of and one.after is not None]
    return tuple(dict.fromkeys(own or _referred_to(connection, paper.of, changes)))


def _referred_to(connection: sa.Connection, of: str, changes: list[Change]) -> Iterator[int]:
    """What records of `of` the changed rows refer to, as they are and as they were."""
    for name in dict.fromkeys(one.entity for one in changes):
        kind = entity_named(name)
        columns = [f.column for f in fields_of(kind) if f.stored and f.to == of]
        some = [one for one in changes if one.entity == name]
        rows = storage.rows_by_id(connection, kind, [one.record_id for one in some]) if columns else {}
        for one in some:
            for values in (rows.get(one.record_id), one.before, one.after):
                yield from (values[c] for c in columns if values is not None and values.get(c) is not None)
