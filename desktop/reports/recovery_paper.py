"""The recovery sheet as a paper: what opens a locked file when every passphrase is forgotten."""

from collections.abc import Iterator, Sequence
from datetime import date

from desktop.reports.document import Block, Column, Document, HeadLine, Paragraph, Row, SignOff, Table, Title
from models.words import _

_ACROSS, _WIDTH, _HEIGHT, _SIZE = 4, 40.0, 18.0, 20.0


def recovery_paper(groups: Sequence[str], school: str, file: str, name: str, day: date) -> Document:
    """The sheet `name` of a database file, with its eight groups."""
    return Document(_("恢复纸"), tuple(_blocks(groups, school, file, name, day)), binding="none", foot=False)


def _blocks(groups: Sequence[str], school: str, file: str, name: str, day: date) -> Iterator[Block]:
    yield Title(_("恢复纸"), school)
    yield HeadLine(((_("数据库"), file), (_("编号"), name), (_("日期"), day.isoformat())))
    columns = tuple(Column(str(nth), _WIDTH, "center", font="digits") for nth in range(_ACROSS))
    rows = []
    for start in range(0, len(groups), _ACROSS):
        rows.append(
            Row(tuple(_("第 {number} 组").format(number=n + 1) for n in range(start, start + _ACROSS)), "subtotal")
        )
        rows.append(Row(tuple(groups[start : start + _ACROSS])))
    yield Table(columns, tuple(rows), row_height_mm=_HEIGHT, size_pt=_SIZE, headed=False)
    yield Paragraph(
        _("忘记口令时，在打开数据库的页面输入这八组字符（不分大小写，不必输空格），就能打开，也能打开每一份备份。"),
        "body",
    )
    yield Paragraph(
        _("谁拿到这张纸和数据库（或备份），谁就能打开。请锁进保险柜，不要拍照，不要和电脑、备份盘放在一起。"), "body"
    )
    yield Paragraph(_("字符里没有 I、L、O、U：像 0 的是零，像 1 的是一。某一组输错了，程序会说是第几组。"))
    yield SignOff((_("保管人"), _("交接人")), _("日期"))
