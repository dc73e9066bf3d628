"""What to know before printing: cells nobody filled, tables without rows, too many columns; seen while the paper is made."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from desktop.reports.columns import arranged, can_arrange
from desktop.reports.document import WHOLE, Block, Column, Document, PageBreak, Ref, Row, Table
from desktop.reports.flow import MM, frame_of
from desktop.reports.tables import grid_scale, legible
from models.schema.counting import counted
from models.schema.fields import entities, entity_named, field_map, fields_of
from models.words import _

_NAMED = 3  # empty tables told by name
CHECKS = 4  # characters, empty tables, empty cells, width
_RARE = re.compile("[\u3400-\u4dbf\ue000-\uf8ff\U00010000-\U0010ffff]")  # where typefaces have gaps


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know; `warn` if somebody should mend it, `section` is where it is seen first, `details` all of it.

    `records` are those concerned, `of` their table; `kind` is which of the CHECKS found it.
    """

    sentence: str
    warn: bool = True
    section: int | None = None
    details: str = ""
    of: str = ""
    records: tuple[int, ...] = ()
    kind: str = ""


class _Gap:
    """Empty cells of one column: how many, where first, and the records they are of."""

    def __init__(self, section: int) -> None:
        self.section, self.count = section, 0
        self.records: dict[Ref, None] = {}


def _expected() -> frozenset[str]:
    """Headings of the fields the specification asks for, in the language in use."""
    fields = [f for entity in entities() for f in fields_of(entity) if f.expected or f.required]
    return frozenset(words for f in fields for words in (f.title, *f.headings))


def _unasked(table: str) -> frozenset[str]:
    """Headings of one kind of record that it has, but does not ask for: another kind may."""
    fields = field_map(entity_named(table)).values()
    asked, own = (
        {words for f in some for words in (f.title, *f.headings)}
        for some in ([f for f in fields if f.expected or f.required], fields)
    )
    return frozenset(own - asked)


class Inspection:
    """Looks at the blocks of a document on their way to the printer."""

    def __init__(self) -> None:
        self.columns: tuple[Column, ...] = ()  # all there are of the first table, if they may be chosen
        self.tables = 0
        self.rare: dict[str, dict[Ref, None]] = {}  # characters typefaces may lack, and the records they stand in
        self._expected = _expected()
        self._unasked: dict[str, frozenset[str]] = {}
        self._gaps: dict[str, _Gap] = {}
        self._empty: list[tuple[int, str, Ref | None]] = []
        self._scale, self._wide, self._room = 1.0, 0.0, 0.0
        self._section, self._title = -1, ""
        self._of: Ref | None = None

    @property
    def room_mm(self) -> float:
        """How wide the paper is between its margins."""
        return self._room / MM

    def watched(self, document: Document) -> Document:
        """The same document; what it says is seen once it has been rendered."""
        return replace(document, blocks=self._pass(document))

    def _pass(self, document: Document) -> Iterator[Block]:
        self._title = document.title
        self._room = frame_of(document).width
        for block in document.blocks:
            if isinstance(block, PageBreak) and block.restart_numbering:
                self._section += 1
                self._title, self._of = block.title or document.title, block.of
            elif isinstance(block, Table):
                if not self.tables and can_arrange(block):
                    self.columns = block.columns
                self._look(arranged(block, document.columns))
            yield block

    def _look(self, table: Table) -> None:
        self.tables += 1
        plain = [row for row in table.rows if row.style == "normal" and row.span == 1]
        section = max(self._section, 0)
        if not plain:
            self._empty.append((section, self._title, self._of))
        for at, column in enumerate(table.columns):
            if column.heading in self._expected and not column.empty:  # which says itself that nobody knows
                blank = [row for row in plain if _is_blank(row, at) and self._asks(row.of, column.heading)]
                self._count(column.heading, blank, section)
        for row in plain:
            self._look_at_characters(row)
        scale = grid_scale(table, self._room)
        if scale < self._scale:
            self._scale, self._wide = scale, sum(column.width_mm for column in table.columns)

    def _asks(self, of: Ref | None, heading: str) -> bool:
        """Whether a record asks for a heading that some kind asks for: a field of its own by that name tells."""
        if of is None:
            return True
        if of.table not in self._unasked:
            self._unasked[of.table] = _unasked(of.table)
        return heading not in self._unasked[of.table]

    def _count(self, heading: str, blank: list[Row], section: int) -> None:
        if blank:
            gap = self._gaps.setdefault(heading, _Gap(section))
            gap.count += len(blank)
            gap.records.update((row.of, None) for row in blank if row.of is not None)

    def _look_at_characters(self, row: Row) -> None:
        if row.of is None:
            return
        for value in row.cells:
            if isinstance(value, str) and _RARE.search(value):
                for char in _RARE.findall(value):
                    self.rare.setdefault(char, {})[row.of] = None

    def findings(self) -> tuple[Finding, ...]:
        """What was found, the worst first."""
        gaps = sorted(self._gaps.items(), key=lambda item: -item[1].count)
        return (*self._empty_ones(), *(_missing(heading, gap) for heading, gap in gaps), *self._too_wide())

    def _empty_ones(self) -> Iterator[Finding]:
        if not self._empty:
            return
        names = "、".join(title for _section, title, _of in self._empty[:_NAMED])
        if len(self._empty) == 1:
            sentence = _("{names}没有可列的人或记录").format(names=names)
        else:
            sentence = _("{count} 个表是空的：{names}").format(count=len(self._empty), names=names)
            sentence += "…" if len(self._empty) > _NAMED else ""
        yield Finding(sentence, True, self._empty[0][0], "", *concerned(of for _s, _t, of in self._empty), "empty")

    def _too_wide(self) -> Iterator[Finding]:
        if self._scale < 1:
            words = _("列宽合计 {wide} mm，纸面宽 {room} mm，已缩小到 {share}%")
            told = words.format(wide=round(self._wide), room=round(self.room_mm), share=round(self._scale * 100))
            small = not legible(self._scale)
            more = _("字太小，请减少列、改为横向或用 A3 纸") if small else ""
            yield Finding("；".join(part for part in (told, more) if part), warn=small, kind="wide")


def concerned(refs: Iterator[Ref | None]) -> tuple[str, tuple[int, ...]]:
    """The table of the records and their ids, each once; nothing where they are not known."""
    found = dict.fromkeys(ref for ref in refs if ref is not None)
    return (next(iter(found)).table, tuple(ref.id for ref in found)) if found else ("", ())


def _missing(heading: str, gap: _Gap) -> Finding:
    of, ids = concerned(iter(gap.records))
    if not ids:
        words = _("{count} 行缺{heading}").format(count=f"{gap.count:,}", heading=heading)
    else:
        entity = entity_named(of)
        count = counted(entity, len(ids))
        words = _("{count}{label}缺{heading}").format(count=count, label=_(entity.label), heading=heading)
    return Finding(words, section=gap.section, of=of, records=ids, kind="missing")


def _is_blank(row: Row, at: int) -> bool:
    return row.span != WHOLE and row.cells[at] in (None, "")
