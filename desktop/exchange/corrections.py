"""Rows of an import put right before anything is written: cells, words, rows left out; what is judged again is only what it touches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from desktop.exchange.columns import SheetColumn, columns_of, records_told
from desktop.exchange.mapping import shown
from desktop.exchange.plan import Action, CellError, ImportPlan, ImportRow
from desktop.exchange.planning import judge_rows
from desktop.exchange.workbook import Cell, Workbook
from models.database.database import Database
from models.database.duplicates import token_of
from models.progress import SILENT, Progress
from models.schema.fields import Entity, Field, beside_name, entity_named, field_map
from models.schema.types import Code
from models.words import _

if TYPE_CHECKING:
    from models.acts.act import Question
    from models.acts.planning import ActPlan

SKIPPED = "skipped"  # code of a row a person left out
ALL_AGAIN = 200  # from so many touched rows on, judging everything costs no more
_WORDED = ("code", "codes", "reference", "references")  # kinds whose cells hold words of a vocabulary
_FEW = 4  # GB/T 2261.1 has four codes of sex

RowKey = tuple[str, int, int]  # sheet, row of the sheet, block
Word = tuple[str, str]  # column, text of its cells
Cells = dict[tuple[RowKey, str], Cell]  # row and column -> what is put there
Token = tuple[object, ...]


def key_of(row: ImportRow) -> RowKey:
    """What a row is known by, whatever is read in it."""
    return row.sheet, row.number, row.block


def words_of_cell(column: SheetColumn, raw: Cell) -> tuple[str, ...]:
    """The words a cell holds: one text, or the parts of a list of references."""
    if column.field.many:
        value, _complaints = column.field.type.read(raw)
        return tuple(value or ())
    text = shown(raw)
    return (text,) if text else ()


def told_beside(column: SheetColumn, raw: Mapping[str, Cell], word: str) -> str:
    """What decisions call a word that other cells of its row tell from the same word elsewhere: 2024级护理1班（甲校）."""
    names = beside_name(entity_named(column.field.to), word) if column.field.to is not None else ()
    if not names:
        return word
    said = [text for name in names if (text := shown(raw.get(name)))]
    return f"{word}（{'、'.join(said) or _('未填')}）"


def stands_everywhere(field: Field) -> bool:
    """Whether a word put for a word of this column may stand for it in every row, now and in later workbooks.

    Names and words of long tables: there a word means one thing. Of a few words (sex, yes and no, levels) each is said
    of a person, and a wrong one is put right where it stands.
    """
    return field.type.kind in _WORDED and not (isinstance(field.type, Code) and len(field.type.codes) <= _FEW)


@dataclass(frozen=True)
class Mends:
    """What a person decided: cells put right, words put for words (None: left empty), rows and words left out.

    `make` are the kinds of persons to be made where nobody is found ("student"), `answers` those to what the file leaves
    open, see ImportPlan.
    """

    cells: Mapping[tuple[RowKey, str], Cell] = field(default_factory=dict)
    words: Mapping[Word, str | None] = field(default_factory=dict)
    rows_out: frozenset[RowKey] = frozenset()
    words_out: frozenset[Word] = frozenset()
    make: frozenset[str] = frozenset()
    answers: Mapping[str, str] = field(default_factory=dict)

    def with_cells(self, cells: Mapping[tuple[RowKey, str], Cell]) -> "Mends":
        """These cells put right as well."""
        return replace(self, cells={**self.cells, **cells})

    def with_word(self, word: Word, meant: str | None) -> "Mends":
        """Another word, or nothing, put for a word everywhere in a column."""
        return replace(self, words={**self.words, word: meant}, words_out=self.words_out - {word})

    def with_word_out(self, word: Word) -> "Mends":
        """Every row with this word left out."""
        return replace(self.without_word(word), words_out=self.words_out | {word})

    def without_word(self, word: Word) -> "Mends":
        """The word as it stands in the sheet again."""
        words = {known: meant for known, meant in self.words.items() if known != word}
        return replace(self, words=words, words_out=self.words_out - {word})

    def with_persons(self, kind: str, *, made: bool) -> "Mends":
        """Persons of a kind whom nobody is, made of what the sheet says of them, or not."""
        return replace(self, make=self.make | {kind} if made else self.make - {kind})

    def with_answer(self, question: str, choice: str) -> "Mends":
        """Another answer to what the file leaves open."""
        return replace(self, answers={**self.answers, question: choice})

    def with_row_out(self, row: RowKey) -> "Mends":
        """The row left out."""
        return replace(self, rows_out=self.rows_out | {row})

    def with_row_in(self, row: RowKey) -> "Mends":
        """The row back in."""
        return replace(self, rows_out=self.rows_out - {row})

    @cached_property
    def _columns(self) -> frozenset[str]:
        return frozenset(column for column, _text in (*self.words, *self.words_out))

    def _decided(self, column: SheetColumn, row: ImportRow, word: str) -> Word:
        """The word a decision is about: the one told by what stands beside it, else the plain one."""
        told = column.name, told_beside(column, row.raw, word)
        return told if told in self.words or told in self.words_out else (column.name, word)

    def raw(self, entity: type[Entity], row: ImportRow) -> Mapping[str, Cell]:
        """The cells of a row of the file with everything put right; `row.raw` is what the file says."""
        if not (self.cells or self.words):
            return row.raw
        columns, key, made = columns_of(entity), key_of(row), dict(row.raw)
        for name in self._columns & made.keys():
            words = {word: self._decided(columns[name], row, word) for word in words_of_cell(columns[name], made[name])}
            if any(told in self.words for told in words.values()):
                meant = (self.words.get(told, word) for word, told in words.items())
                made[name] = "、".join(text for text in meant if text) or None
        for name in made:
            if (key, name) in self.cells:
                made[name] = self.cells[key, name]
        return made

    def leaves_out(self, entity: type[Entity], row: ImportRow) -> bool:
        """Whether the row of the file is not to be imported."""
        if not (self.rows_out or self.words_out):
            return False
        if key_of(row) in self.rows_out:
            return True
        columns = columns_of(entity)
        names = {column for column, _text in self.words_out} & row.raw.keys()
        return any(
            self._decided(columns[name], row, word) in self.words_out
            for name in names
            for word in words_of_cell(columns[name], row.raw[name])
        )


NOTHING_MENDED = Mends()


class Draft:
    """The rows of the files as they are, and how they are judged with what was put right; touches nothing.

    `judged` and `again` may run beside the window, one at a time: whoever asks anew waits for its `turn`.
    """

    def __init__(self, database: Database, found: ImportPlan) -> None:
        self.database = database
        self.entity = found.entity
        self.found = found
        self.columns = columns_of(found.entity)
        self.places = {key_of(row): position for position, row in enumerate(found.rows)}
        self.given = {key_of(row): row for row in found.rows}
        self.turn = Lock()
        self.asked: tuple[Question, ...] = ()  # what the file leaves open, as it was judged last
        self.acts: ActPlan | None = None  # and what its events do
        self._rows: Sequence[ImportRow] = ()  # as they were judged last
        self._index: dict[Token, set[int]] | None = None  # rows that mean, or once meant, the same record

    def judged(self, mends: Mends, progress: Progress = SILENT) -> ImportPlan:
        """Every row judged; those left out are rejected with the code SKIPPED."""
        rows = [self._fresh(row, mends) for row in self.found.rows]
        kept = [row for row in rows if not row.errors]
        plan = replace(self.found, rows=kept, make=mends.make, answers=mends.answers)
        judge_rows(self.database, plan, progress)
        progress.check()  # what nobody waits for any more is not to be the last
        plan.rows, self.asked, self.acts = rows, plan.left_open, plan.acts
        self._rows, self._index = rows, None
        return plan

    def index(self) -> dict[Token, set[int]]:
        """Which rows mean the same record: beforehand where rows will be mended, an import that nobody mends needs none."""
        if self._index is None:
            self._index = {}
            for position, row in enumerate(self._rows):
                self._enter(self._index, position, row)
        return self._index

    def _enter(self, index: dict[Token, set[int]], position: int, row: ImportRow) -> None:
        for token in self._tokens_of(row):
            index.setdefault(token, set()).add(position)

    def _fresh(self, row: ImportRow, mends: Mends) -> ImportRow:
        made = ImportRow(row.sheet, row.number, row.block, mends.raw(self.entity, row))
        if mends.leaves_out(self.entity, row):
            made.action = Action.REJECT
            made.errors.append(CellError(next(iter(made.raw), ""), SKIPPED, _("已选择不导入这一行")))
            # what people know the row by is still to be seen
            made.values = {n: v for n, raw in made.raw.items() if (v := self.columns[n].field.read(raw)[0]) is not None}
        return made

    def again(
        self, plan: ImportPlan, mends: Mends, positions: Iterable[int], progress: Progress = SILENT
    ) -> dict[int, ImportRow]:
        """These rows of the plan judged again, with every row that means, or meant, the same record; position -> row.

        All rows when many are touched, or one answer may decide for many. The plan itself is left as it is.
        """
        touched, index = set(positions), self.index()
        while True:
            if len(touched) > ALL_AGAIN or self.asking:
                rows = self.judged(mends, progress).rows
                index = self.index()
                for position, row in enumerate(plan.rows):  # as they stay where this is not waited for
                    self._enter(index, position, row)
                return dict(enumerate(rows))
            progress.check()
            made = self._judge(sorted(touched), mends)
            for position, row in made.items():
                self._enter(index, position, row)
            met = (token for n, row in made.items() for r in (row, plan.rows[n]) for token in self._tokens_of(r))
            wider = touched.union(*(index[token] for token in met))
            if wider == touched:
                return made
            touched = wider

    def _judge(self, positions: Sequence[int], mends: Mends) -> dict[int, ImportRow]:
        made = {position: self._fresh(self.found.rows[position], mends) for position in positions}
        kept = [row for row in made.values() if not row.errors]
        judge_rows(self.database, replace(self.found, rows=kept, make=mends.make, answers=mends.answers))
        return made

    @property
    def asking(self) -> bool:
        """Whether all rows together tell what is left open: what events do, which record is meant where several fit."""
        finds = self.entity.finds
        return bool(self.entity.by_act) or (finds is not None and finds.otherwise is not None)

    @cached_property
    def _keys(self) -> tuple[tuple[str, ...], ...]:
        """What tells rows of the sheet apart, as the judging does: the first natural key and every unique column."""
        keys = [key for key in self.entity.keys[:1] if all(name in self.columns for name in key)]
        unique = (f.name for f in field_map(self.entity).values() if f.unique and f.name in self.columns)
        return tuple(dict.fromkeys([*keys, *((name,) for name in unique)]))

    def _tokens_of(self, row: ImportRow) -> Iterable[Token]:
        """The records a row may mean, coarser than the judging: whoever shares none of them has no say about the row."""
        for key in self._keys:
            parts = tuple(part for name in key for part in self._parts(row, name))
            if any(part is not None for part in parts):
                yield (key, parts)
        if row.key is not None:
            yield (row.key,)
        if (alike := token_of(self.entity, row.values)) is not None:
            yield ("alike", alike)
        for reference, key, names in self._persons:
            values = tuple(row.values.get(name) for name in names)
            if None not in values:
                yield (reference, key, values)

    @cached_property
    def _persons(self) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
        """What tells the persons of the rows apart: reference, natural key of the person, the columns that hold it."""
        found = []
        for told in (c.field for c in self.columns.values() if c.owner is None and c.field.told_by_others):
            for _through, about, names in records_told(self.entity, told.name):
                columns = {of: name for name, of in names.items()}
                keys = (key for key in about.keys if columns.keys() >= set(key))
                found += [(told.name, key, tuple(columns[name] for name in key)) for key in keys]
        return tuple(found)

    def _parts(self, row: ImportRow, name: str) -> Iterable[object]:
        spread = self.columns[name].field.spread
        if spread and name not in row.values:
            return (str(row.values.get(inner)) if row.values.get(inner) is not None else None for inner, _to in spread)
        return (row.values.get(name),)


def mended_workbook(plan: ImportPlan, mends: Mends) -> Workbook:
    """The workbook with the cells a person put right, for giving rows back."""
    columns = {
        (table.sheet_name, table.block, row.number): table.columns for table in plan.tables for row in table.rows
    }
    changed: dict[str, dict[int, dict[int, Cell]]] = {}
    for ((sheet, number, block), name), value in mends.cells.items():
        place = columns.get((sheet, block, number), {}).get(name)
        if place is not None:
            changed.setdefault(sheet, {}).setdefault(number - 1, {})[place] = value
    sheets = tuple(
        replace(sheet, rows=[_line(row, changed[sheet.name].get(n, {})) for n, row in enumerate(sheet.rows)])
        if sheet.name in changed
        else sheet
        for sheet in plan.workbook.sheets
    )
    return replace(plan.workbook, sheets=sheets)


def _line(row: tuple[Cell, ...], changed: Mapping[int, Cell]) -> tuple[Cell, ...]:
    if not changed:
        return row
    cells = [*row, *([None] * (max(changed) + 1 - len(row)))]
    for place, value in changed.items():
        cells[place] = value
    return tuple(cells)
