"""Rows as a block that Excel and WPS take: tab-separated text, and a table whose cells stay text."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from models.database.database import Database
from models.database.disclosures import COPY, revealing
from models.database.query import Query
from models.database.results import rows_of
from models.progress import SILENT, Progress
from models.schema.fields import Field
from models.schema.showing import text_of

MOST = 20_000  # rows: more is a file, not a clipboard
_BREAKS = str.maketrans("\t\r\n", "   ")


@dataclass(frozen=True, slots=True)
class Block:
    """The same cells twice."""

    text: str
    html: str
    count: int


def block_of(  # noqa: PLR0913 - what, of which list, how
    database: Database,
    query: Query,
    ids: Sequence[int],
    fields: Sequence[Field],
    progress: Progress = SILENT,
    *,
    unmasked: str | None = None,
) -> Block:
    """The cells of records as the list shows them, in the order of `ids`.

    Private ones are masked unless somebody asks for them: `unmasked` is why, and is logged first.
    """
    wanted = ids[:MOST]
    private = [field.name for field in fields if field.private]
    if unmasked is not None and private and wanted:
        revealing(database, COPY, query.entity, wanted, private, unmasked)
    with database.reading() as connection:
        found = {}
        for row in rows_of(connection, query, wanted, [field.name for field in fields]):
            progress.check()
            found[row.id] = [text_of(f, row.values[f.name], masked=unmasked is None).translate(_BREAKS) for f in fields]
    lines = [[field.title for field in fields]]
    lines += [found[key] for key in wanted if key in found]
    return Block("\n".join("\t".join(line) for line in lines), _table(lines), len(found))


def _table(lines: Sequence[Sequence[str]]) -> str:
    """mso-number-format keeps 007 and long numbers what they are."""
    rows = (
        "<tr>" + "".join(f"<td style=\"mso-number-format:'\\@'\">{escape(cell)}</td>" for cell in line) + "</tr>"
        for line in lines
    )
    return f'<meta charset="utf-8"><table>{"".join(rows)}</table>'
