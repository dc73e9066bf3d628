"""The columns a person left a list with: which, in which order, how wide; kept in the settings by entity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from desktop.screens.columns import NARROW, first_columns
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.tasks import Debounce
from desktop.ui.list.filter_bar import FilterBar
from desktop.ui.list.table import ListTable
from models.database.database import Database
from models.database.settings import has_one_school
from models.schema.fields import Entity, Field, field_map

_SETTLED = 500  # milliseconds after the last change of a column before it is remembered


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """Names of fields in order, and the widths in pixels of those that were drawn."""

    names: tuple[str, ...]
    widths: Mapping[str, int] = field(default_factory=dict)


def _key(entity: type[Entity]) -> str:
    return f"columns.{entity.__tablename__}"


def layout_of(settings: Settings, entity: type[Entity], *, one_school: bool = False) -> ColumnLayout:
    """How the list was left; fields that are no more are forgotten, without any the first columns stand."""
    kept = settings.get(_key(entity))
    known = field_map(entity)
    kept = kept if isinstance(kept, dict) else {}
    names = tuple(name for name in kept.get("names", ()) if name in known)
    widths = {name: width for name, width in kept.get("widths", {}).items() if isinstance(width, int)}
    return ColumnLayout(names or tuple(f.name for f in first_columns(entity, one_school=one_school)), widths)


def keep(settings: Settings, entity: type[Entity], names: Sequence[str], widths: Mapping[str, int]) -> None:
    """Remember how the list is."""
    settings.put(_key(entity), {"names": list(names), "widths": dict(widths)})


def forget(settings: Settings, entity: type[Entity]) -> None:
    """Go back to the first columns."""
    if settings.get(_key(entity)) is not None:
        settings.put(_key(entity), None)


def one_school(database: Database) -> bool:
    """Whether the file has one school only."""
    with database.reading() as connection:
        return has_one_school(connection)


def columns_of(layout: ColumnLayout, entity: type[Entity]) -> tuple[Field, ...]:
    """The fields of a layout."""
    return tuple(field_map(entity)[name] for name in layout.names)


class ListColumns(QObject):
    """Keeps the columns of one list; `changed` when others are wanted. Moving and sizing is only remembered."""

    changed = Signal()

    def __init__(self, place: AppContext, entity: type[Entity], table: ListTable, filters: FilterBar) -> None:
        super().__init__(table)
        self._settings, self._database, self._entity = place.settings, place.database, entity
        self._table, self._filters = table, filters
        self._width, self._one_school = NARROW, one_school(place.database)
        self._layout = layout_of(self._settings, entity, one_school=self._one_school)
        self._settled = Debounce(_SETTLED, self._note, self)
        filters.chosen.connect(self._choose)
        filters.reset.connect(self._reset)
        table.head.sectionResized.connect(lambda *_sizes: self._settled.start())
        table.head.sectionMoved.connect(lambda *_places: self._settled.start())

    @property
    def names(self) -> tuple[str, ...]:
        """The fields on screen, in the order they stand there."""
        return self._layout.names

    @property
    def widths(self) -> Mapping[str, int]:
        """The widths they were left with."""
        return self._layout.widths

    def fit(self, width: int) -> None:
        """As long as nobody chose other columns, show those for a window of so many pixels."""
        before = self._first()
        self._width, self._one_school = width, one_school(self._database)
        wanted = self._first()
        if self._layout.names == before != wanted:
            self.use(wanted)
            self.changed.emit()

    def _first(self) -> tuple[str, ...]:
        return tuple(f.name for f in first_columns(self._entity, self._width, one_school=self._one_school))

    def use(self, names: Sequence[str]) -> None:
        """Take these columns."""
        self._layout = ColumnLayout(tuple(names), self._layout.widths)
        self._filters.checklist.show_chosen(names)

    def _take(self, names: tuple[str, ...]) -> None:
        self._layout = ColumnLayout(names, {**self._layout.widths, **self._table.widths()})
        keep(self._settings, self._entity, names, self._layout.widths)

    def _choose(self) -> None:
        chosen = self._filters.checklist.chosen()
        names = [name for name in self.names if name in chosen]
        self._take((*names, *(name for name in chosen if name not in names)) or self.names[:1])
        self.changed.emit()

    def _reset(self) -> None:
        self._settled.stop()
        forget(self._settings, self._entity)
        self._layout = ColumnLayout(())
        self.use(self._first())
        self._table.forget_columns()
        self.changed.emit()

    def _note(self) -> None:
        names = self._table.seen_names()
        if set(names) == set(self.names):  # else others were chosen meanwhile, and the list is still read
            self._take(names)
