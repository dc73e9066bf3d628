"""What to know before printing: cells nobody filled, sections without rows; seen while the paper is made."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from desktop.reports.document import WHOLE, Block, Column, Document, PageBreak, Row, Table
from desktop.reports.narrowing import can_narrow
from models.schema.fields import entities, fields_of
from models.words import _

_NAMED = 3  # empty sections told by name


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know; `warn` if somebody should mend it, `section` is where it is seen first, `details` all of it."""

    sentence: str
    warn: bool = True
    section: int | None = None
    details: str = ""


def _expected() -> frozenset[str]:
    """Headings of the fields the specification asks for, in the language in use."""
    fields = [f for entity in entities() for f in fields_of(entity) if f.expected or f.required]
    return frozenset(words for f in fields for words in (f.title, *f.headings))


class Inspection:
    """Looks at the blocks of a document on their way to the printer."""

    def __init__(self) -> None:
        self.columns: tuple[Column, ...] = ()  # of the first table, if any may be left out
        self.tables = 0
        self._expected = _expected()
        self._blank: Counter[str] = Counter()
        self._seen: dict[str, int] = {}
        self._empty: list[tuple[int, str]] = []
        self._section, self._title = -1, ""

    def watched(self, document: Document) -> Document:
        """The same document; what it says is seen once it has been rendered."""
        return replace(document, blocks=self._pass(document))

    def _pass(self, document: Document) -> Iterator[Block]:
        self._title = document.title
        for block in document.blocks:
            if isinstance(block, PageBreak) and block.restart_numbering:
                self._section += 1
                self._title = block.title or document.title
            elif isinstance(block, Table):
                self._look(block)
            yield block

    def _look(self, table: Table) -> None:
        if not self.tables and can_narrow(table):
            self.columns = table.columns
        self.tables += 1
        plain = [row for row in table.rows if row.style == "normal" and row.span == 1]
        section = max(self._section, 0)
        if not plain:
            self._empty.append((section, self._title))
        for at, column in enumerate(table.columns):
            if column.heading in self._expected:
                self._count(column.heading, _blanks(plain, at), section)

    def _count(self, heading: str, blanks: int, section: int) -> None:
        if blanks:
            self._blank[heading] += blanks
            self._seen.setdefault(heading, section)

    def findings(self) -> tuple[Finding, ...]:
        """What was found, the worst first."""
        words = _("{count} 行缺{heading}")
        missing = (
            Finding(words.format(count=f"{count:,}", heading=heading), section=self._seen[heading])
            for heading, count in self._blank.most_common()
        )
        return (*self._empty_ones(), *missing)

    def _empty_ones(self) -> Iterator[Finding]:
        if not self._empty:
            return
        names = "、".join(title for _section, title in self._empty[:_NAMED])
        if len(self._empty) == 1:
            sentence = _("{names}没有可列的人或记录").format(names=names)
        else:
            sentence = _("{count} 个表是空的：{names}").format(count=len(self._empty), names=names)
            sentence += "…" if len(self._empty) > _NAMED else ""
        yield Finding(sentence, section=self._empty[0][0])


def _blanks(rows: list[Row], at: int) -> int:
    return sum(row.span != WHOLE and row.cells[at] in (None, "") for row in rows)
