"""Rows put on the clipboard as a block that Excel and WPS take: tab-separated text, and a table whose cells stay text."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication

from desktop.ui.kit.context import AppContext
from models.database.database import Database
from models.database.disclosures import COPY, revealing
from models.database.query import Query
from models.database.results import rows_of
from models.progress import SILENT, Progress
from models.schema.counting import counted
from models.schema.fields import Field
from models.schema.showing import text_of
from models.words import _

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


def copy_rows(  # noqa: PLR0913 - whose, which list, what of it, how
    place: AppContext,
    receiver: QObject,
    query: Query,
    ids: Sequence[int],
    fields: Sequence[Field],
    *,
    unmasked: str | None = None,
) -> None:
    """Copy records of a list as a block, and say how many; `unmasked` is why with whole numbers."""
    database = place.database

    def work(progress: Progress) -> Block:
        return block_of(database, query, ids, fields, progress, unmasked=unmasked)

    def done(block: Block) -> None:
        data = QMimeData()
        data.setText(block.text)
        data.setHtml(block.html)
        QGuiApplication.clipboard().setMimeData(data)
        words = _("已复制 {count}，可直接粘贴到表格").format(count=counted(query.entity, block.count))
        if len(ids) > MOST:
            words = _("一次最多复制 {count}；更多请用“导出”").format(count=counted(query.entity, MOST))
        place.say(words)

    place.tasks.read(work, done, receiver=receiver, slot="copied")
