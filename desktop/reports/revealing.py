"""Paper with whole numbers on it is handed out only once it is written down who asked, whose numbers, and why."""

from collections import Counter
from dataclasses import replace

from desktop.reports.document import Document, Table
from models.database.database import Database
from models.database.disclosures import revealing
from models.schema.fields import Entity, entity_named


def revealed(database: Database, document: Document, way: str, of: type[Entity], reason: str) -> Document:
    """The document, read and logged if private values stand on it in full, before any of it can be rendered.

    What is counted are the records its rows tell of; `of` is what it is a paper of, where they tell of none. Raises what
    reading it raises, and what revealing raises.
    """
    if not document.sensitive:
        return document
    blocks = tuple(document.blocks)
    tables = [block for block in blocks if isinstance(block, Table)]
    rows = [row.of for table in tables for row in table.rows]
    found = {ref for ref in rows if ref is not None}
    counted = Counter(ref.table for ref in found)
    table = max(counted, key=counted.__getitem__, default="")
    ids = sorted(ref.id for ref in found if ref.table == table)
    private = [column for each in tables for column in each.columns if column.private]
    fields = dict.fromkeys((document.title, *(column.heading for column in private)))
    classes = dict.fromkeys(column.private for column in private) or None  # of a form all that there may be
    if rows:
        shown = entity_named(table) if table else of
        revealing(database, way, shown, ids or len(rows), fields, reason, classes)
    return replace(document, blocks=blocks)
