"""An import judged before anything is written: every row has a fate, every bad cell a reason."""

import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from desktop.exchange.columns import SheetColumn
from desktop.exchange.recognising import Question, UnreadColumn
from desktop.exchange.tables import FoundTable
from desktop.exchange.workbook import Workbook
from models.acts.act import Question as ActQuestion
from models.acts.planning import ActPlan
from models.schema.complaints import Complaint
from models.schema.counting import counted
from models.schema.fields import Entity
from models.schema.readings import Readings
from models.schema.showing import written_of
from models.words import N_, worded


class Action(enum.StrEnum):
    """The fate of a row."""

    INSERT = "insert"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REJECT = "reject"
    SKIP = "skip"  # no record at all, see ImportPlan.absent


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong with one cell: the column's name, a code of the catalogue, a sentence."""

    field: str
    code: str
    message: str


@dataclass(frozen=True)
class New:
    """A reference to a record that applying the plan will make: an entity, its name in the sheet, and within what."""

    entity: str
    text: str
    scope: "int | New | None" = None

    def __hash__(self) -> int:
        """Worked out once: every row of the file asks for it."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.entity, self.text, self.scope))


@dataclass(slots=True)
class ImportRow:
    """One row: where it stands, what was read, what it becomes.

    `values` are those read without error, by column name; `written` what will be written, by field name (references as
    ids or New), for an update only what differs; `seen` the present values of those fields; `key` the record's id;
    `completed` are the columns that say nothing and were read off the others, `covered` cells that hold a mask in place
    of a value, which is as good as nothing: the masks by column name; `alone`: its person is none of the register.
    """

    sheet: str
    number: int
    block: int = 1
    raw: Mapping[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    written: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)
    key: int | None = None
    completed: frozenset[str] = frozenset()
    covered: dict[str, str] = field(default_factory=dict)
    action: Action = Action.INSERT
    alone: bool = False
    errors: list[CellError] = field(default_factory=list)
    warnings: list[CellError] = field(default_factory=list)

    def demand(self, required: Iterable[SheetColumn]) -> bool:
        """Complain of what is empty and must not be; one that exists is not made poorer by an empty cell."""
        empty = [c for c in required if c.name in self.raw and c.name not in self.values and c.name not in self.written]
        bad = {error.field for error in self.errors} if empty else ()
        for column in empty:
            if column.name not in bad:
                self.complain(column.name, column.field.missing())
        return bool(empty)

    def complain(self, column: str, complaint: Complaint) -> None:
        """Take note of what is wrong with a column."""
        self.take(CellError(column, complaint.code, complaint.message), fatal=complaint.fatal)

    def take(self, error: CellError, *, fatal: bool) -> None:
        """Take note of a complaint that several rows share."""
        (self.errors if fatal else self.warnings).append(error)


@dataclass
class ImportPlan:
    """What an import would do: rows in order of the file, records it would make besides, sheets and columns it used.

    `unused` are headings no field answers to, `unread` the same with what is lost, `by_content` the headings that only their
    content told and the columns they are; `questions` are for a person before anything is written, `notes` say what
    around the tables does not agree with them; `workbook` and `tables` are kept so that rows can be given back;
    `persons` are the persons that nobody in the database is, each with its rows, in the order of the file. They are made
    of what the sheet says about them when their kind ("student") is in `make`, and their rows hold the New in `written`;
    else these rows are rejected with unknown-reference. To judge with another choice set `make` and call judge_rows, or
    with a Draft use Mends.make; a single person is left out by leaving out its rows (Mends.rows_out).
    `judged` is the seal of the last act in the database the rows were judged over;
    Of a register of events `acts` is what its rows do, `act_rows` the row of each case, `answers` what was answered to
    the questions these leave to a person;
    `asked` is what the file leaves open and one answer decides for all its rows;
    `absent` are rows that name somebody who is not what the file lists (是否注册 否), which are not judged;
    `readings` are what the columns said about values so far, by column, so that no step reads a value again.
    """

    entity: type[Entity]
    path: Path
    rows: list[ImportRow]
    sheets: tuple[str, ...]
    columns: tuple[str, ...]
    unused: tuple[str, ...]
    workbook: Workbook
    tables: tuple[FoundTable, ...]
    created: Mapping[New, Mapping[str, Any]] = field(default_factory=dict)
    judged: str | None = None
    make: frozenset[str] = frozenset()
    persons: dict[New, list[ImportRow]] = field(default_factory=dict)
    readings: dict[str, Readings] = field(default_factory=dict)
    unread: tuple[UnreadColumn, ...] = ()
    by_content: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    asked: tuple[ActQuestion, ...] = ()
    acts: ActPlan | None = None
    act_rows: tuple[ImportRow, ...] = ()
    absent: tuple[ImportRow, ...] = ()

    def totals(self) -> dict[str, int]:
        """How many rows have each fate; those that are no records are none of them."""
        counts = Counter(row.action for row in self.rows)
        return {action.value: counts[action] for action in Action if action is not Action.SKIP}

    def unknown_persons(self) -> dict[str, int]:
        """How many persons nobody in the database is, by kind, whether they are made or not."""
        return dict(Counter(new.entity for new in self.persons))

    @property
    def left_open(self) -> tuple[ActQuestion, ...]:
        """What one answer decides for many rows: of the file, and of what its events do."""
        return (*self.asked, *(self.acts.questions if self.acts is not None else ()))

    @property
    def writing(self) -> int:
        """How many rows change something."""
        return sum(1 for _row in self.rows_with(Action.INSERT, Action.UPDATE))

    @property
    def rejected(self) -> list[ImportRow]:
        """Rows that cannot go in."""
        return [row for row in self.rows if row.action is Action.REJECT]

    def rows_with(self, *actions: Action) -> Iterable[ImportRow]:
        """Rows of these fates."""
        return (row for row in self.rows if row.action in actions)


def step_name(entity: type[Entity], count: int, file: Path) -> str:
    """What the step of the change log is called that an import writes."""
    label = worded(entity.label)
    return worded(N_("导入{label} {count}：{file}"), label=label, count=counted(entity, count), file=file.name)


def shown_values(row: ImportRow, columns: Mapping[str, Any], names: Sequence[str] = ()) -> dict[str, Any]:
    """The values of a row as a list written as text has them: names of codes, ISO dates, plain digits, text of references."""
    wanted = names or list(row.values)
    return {name: written_of(columns[name].field, row.values[name]) for name in wanted if name in row.values}
