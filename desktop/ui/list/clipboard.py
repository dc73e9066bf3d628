"""Rows put on the clipboard, read beside the window."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication

from desktop.ui.kit.context import AppContext
from desktop.ui.list.copied_block import MOST, Block, block_of
from models.database.query import Query
from models.progress import Progress
from models.schema.counting import counted
from models.schema.fields import Field
from models.words import _


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

    place.tasks.read(work, done, receiver=receiver, slot="copied", failed=place.report)
