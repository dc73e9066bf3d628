"""What an act needs of the window it is started in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from desktop.ui.kit.settings import Settings
from desktop.ui.kit.tasks import Tasks
from models.database.database import Database

if TYPE_CHECKING:
    from datetime import date

    from models.database.query import Query
    from models.schema.fields import Entity


def _nowhere(*_given: object) -> None:
    """A workplace without a window around it leads nowhere."""


Further = tuple[str, Callable[[], None]]  # what is offered after an act: its words, and doing it


class Announce(Protocol):
    """Tells of an act; see AppContext."""

    def __call__(self, sentence: str, undo: Callable[[], None] | None, further: Further | None = None, /) -> None:
        """Say it."""


class OpenForm(Protocol):
    """Goes to the form of a record; see AppContext."""

    def __call__(self, entity: "type[Entity]", key: int | None, given: "Mapping[str, int | str]" = ..., /) -> None:
        """Open it; None for a new record, which refers to the records that are `given`, by field."""


@dataclass(slots=True)
class WorkingDay:
    """The day figures and papers are taken for: the one a person chose on the home page, None the suggested one."""

    chosen: "date | None" = None


@dataclass(frozen=True, slots=True)
class AppContext:
    """The window, its database and tasks; `say` tells of what went well, `warn` of what to look after, `report` of an error.

    What a task fails of is reported, unless whoever asked for it says it elsewhere.
    `announce(sentence, undo, further)` tells of an act that can be taken back at once, by calling `undo` (None: it cannot); where `further` is
    given, it offers what comes next by its words. `settings` remembers.
    `list_of(query)`, `record(entity, id)`, `form(entity, id)` and `page(key, arguments)` go somewhere else in the window;
    `record` to where a record is looked at: its own page if it has one, else its form.
    `working_day` is what its pages take figures for.
    """

    window: QWidget
    database: Database
    tasks: Tasks
    report: Callable[[BaseException], None]
    say: Callable[[str], None]
    settings: Settings = field(default_factory=Settings)
    announce: Announce = _nowhere
    list_of: Callable[["Query"], None] = _nowhere
    record: Callable[[type["Entity"], int | None], None] = _nowhere
    page: Callable[[str, dict[str, object]], None] = _nowhere
    form: OpenForm = _nowhere
    working_day: WorkingDay = field(default_factory=WorkingDay)
    warn: Callable[[str], None] = _nowhere

    def __post_init__(self) -> None:
        self.tasks.troubled.connect(self.report)
