"""One import from files to judged rows, step by step, for the window, the command line and the samples."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.exchange.column_suggestions import Headed, headed
from desktop.exchange.corrections import NOTHING_MENDED, Draft, Mends
from desktop.exchange.mapping import (
    IGNORED,
    FoundHeading,
    Gathered,
    Source,
    covered,
    found_plan,
    gather,
    guessed_headings,
    headings_found,
    patterns,
)
from desktop.exchange.mapping_memory import Remembered
from desktop.exchange.plan import ImportPlan
from desktop.exchange.reader import read_workbook
from desktop.exchange.recognising import Question, UnreadColumn, questions
from desktop.exchange.refusal import Refused
from desktop.exchange.review import Judged, first_look
from desktop.exchange.unknown_names import (
    UnknownName,
    UnknownPerson,
    holding_here,
    meant_here,
    unknown_names,
    unknown_persons,
)
from models.database.database import Database
from models.memory import uncollected
from models.progress import SILENT, Progress
from models.schema.fields import Entity
from models.schema.showing import mask_numbers


@dataclass(frozen=True)
class SheetLayout:
    """What was found in the files: headings and what they are read as, sheets with their rows, or why nothing was found.

    `known` says that a person decided about every pattern before; `guessed` that columns were told by what stands in
    them, and `first_row` whether the first row of a pasted block was taken for its headings (None: nothing was pasted).
    """

    entity: type[Entity]
    sources: tuple[Source, ...]
    choices: dict[str, str]
    gathered: Gathered | None
    headings: tuple[FoundHeading, ...]
    patterns: tuple[tuple[str, frozenset[str]], ...]
    known: bool = False
    refusal: str = ""
    guessed: bool = False
    first_row: bool | None = None

    @property
    def sheets(self) -> tuple[tuple[str, int], ...]:
        """Name and rows of every sheet with a table."""
        counts: dict[str, int] = {}
        for table in self.gathered.tables if self.gathered else ():
            counts[table.sheet_name] = counts.get(table.sheet_name, 0) + len(table.rows)
        return tuple(counts.items())

    @property
    def clear(self) -> bool:
        """Whether there is nothing to ask about the columns."""
        named = self.known or all(h.column or not h.samples for h in self.headings)
        return self.gathered is not None and named and not self.guessed and not self.questions

    @property
    def questions(self) -> tuple[Question, ...]:
        """What the headings leave to a person to say."""
        gathered = self.gathered
        return () if gathered is None else questions(self.entity, gathered.workbook, gathered.tables)

    @property
    def unread(self) -> tuple[UnreadColumn, ...]:
        """The columns with something in them that will not be read, the fullest first."""
        left = [UnreadColumn(mask_numbers(h.text), h.cells, h.like) for h in self.headings if not h.column and h.cells]
        return tuple(sorted(left, key=lambda column: -column.cells))


@dataclass(frozen=True)
class JudgedImport:
    """The rows of files, what was decided about them, and what becomes of each: all that is needed to write them."""

    draft: Draft
    plan: ImportPlan
    mends: Mends


@dataclass(frozen=True)
class Reviewed(JudgedImport):
    """The same looked over: figures and problems, and the names and persons in it that no record has."""

    judged: Judged
    names: tuple[UnknownName, ...]
    persons: tuple[UnknownPerson, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether there is anything to say about names and persons."""
        return bool(self.names or self.persons)

    def is_open(self, mends: Mends) -> bool:
        """Whether something of it was never decided; that persons are made is said anew for every import."""
        decided = {*mends.words, *mends.words_out}
        return bool(self.persons) or any((name.column, name.text) not in decided for name in self.names)


@uncollected()
def lay_out(
    entity: type[Entity],
    sources: Sequence[Source],
    remembered: Remembered,
    usual: Sequence[str] = (),
    first_row: bool | None = None,
) -> SheetLayout:
    """Find tables and headings, with what was chosen for such files before.

    In a pasted block without headings columns are told by their content and the `usual` order.
    """
    made = [headed(entity, each, usual, first_row) if each.pasted else Headed(each, {}) for each in sources]
    own = [each.source for each in made if each.own]
    found = patterns(entity, own) if own else ()
    recalled = [remembered.headings(entity, pattern) for pattern, _keys in found]
    choices: dict[str, str] = {}
    for known in (*(each.suggested for each in made), *recalled):
        choices |= known
    pasted = [each.own for each in made if each.source.pasted]
    return replace(
        _laid(entity, tuple(each.source for each in made), choices, found),
        known=bool(recalled) and all(recalled),
        guessed=any(each.suggested for each in made) and not (recalled and all(recalled)),
        first_row=all(pasted) if pasted else None,
    )


def recall(database: Database, entity: type[Entity], remembered: Remembered) -> Mends:
    """What words of such files meant before, as far as they mean anything in this database."""
    return Mends(words=dict(meant_here(database, entity, remembered.words(entity))))


@uncollected()
def lay_out_again(layout: SheetLayout, choices: dict[str, str]) -> SheetLayout:
    """The same files with other choices."""
    laid = _laid(layout.entity, layout.sources, choices, layout.patterns)
    return replace(laid, guessed=layout.guessed, first_row=layout.first_row)


def _laid(
    entity: type[Entity],
    sources: tuple[Source, ...],
    choices: dict[str, str],
    found: tuple[tuple[str, frozenset[str]], ...],
) -> SheetLayout:
    try:
        gathered = gather(entity, sources, choices)
    except Refused as refusal:
        guessed = guessed_headings(sources)
        if refusal.reason != "no-data" or not guessed:
            raise
        chosen = tuple(FoundHeading(h.text, choices.get(h.key) or None, h.samples) for h in guessed)
        return SheetLayout(entity, sources, choices, None, covered(entity, chosen), found, refusal=refusal.sentence)
    return SheetLayout(entity, sources, choices, gathered, covered(entity, headings_found(gathered)), found)


def remember(layout: SheetLayout, remembered: Remembered) -> None:
    """Keep what every heading is read as, for files of the same pattern."""
    read = {heading.key: heading.column or IGNORED for heading in layout.headings}
    for pattern, keys in layout.patterns:
        chosen = {key: column for key, column in read.items() if key in keys}
        remembered.keep_headings(layout.entity, pattern, chosen)


def read(path: Path, sheet: str | None = None, progress: Progress = SILENT) -> Source:
    """A file, or one sheet of it; raises Refused."""
    return Source(path, read_workbook(path, sheet, progress))


@uncollected()
def judge(
    database: Database,
    entity: type[Entity],
    gathered: Gathered,
    mends: Mends = NOTHING_MENDED,
    progress: Progress = SILENT,
) -> JudgedImport:
    """Judge every row of files with what was decided; raises NotAllowed."""
    draft = Draft(database, found_plan(entity, gathered))
    return JudgedImport(draft, draft.judged(mends, progress), mends)


@uncollected()
def review(
    database: Database, layout: SheetLayout, sheets: frozenset[str] | None, mends: Mends, progress: Progress
) -> Reviewed:
    """Judge every row of the chosen sheets, and list the names nobody has; what was decided that they contradict is open again."""
    assert layout.gathered is not None
    draft = Draft(database, found_plan(layout.entity, layout.gathered, sheets))
    plain = draft.judged(Mends(cells=mends.cells), progress)
    names = unknown_names(database, plain)
    mends = holding_here(database, layout.entity, names, mends)
    judged = plain if mends == Mends(cells=mends.cells) else draft.judged(mends, progress)
    draft.index()
    return Reviewed(draft, judged, mends, first_look(judged), names, unknown_persons(plain))


@uncollected()
def review_again(reviewed: Reviewed, mends: Mends, progress: Progress) -> Reviewed:
    """The same rows judged with other decisions."""
    return looked_over(reviewed, reviewed.draft.judged(mends, progress), mends)


def looked_over(reviewed: Reviewed, plan: ImportPlan, mends: Mends) -> Reviewed:
    """The same rows as they are judged by now."""
    reviewed.draft.index()
    return replace(reviewed, plan=plan, mends=mends, judged=first_look(plan))
