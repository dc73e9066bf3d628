"""What a list is given by whoever knows its entity: what stands beside it, and what can be done with ticked records."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.context import AppContext
from models.schema.fields import Entity


class DetailView(QWidget):
    """Stands beside a list and follows its current row; this one shows nothing.

    `opened` with the id whose form is wanted, `list_wanted` with a Query, `record_wanted` with entity and id.
    """

    opened = Signal(object)
    list_wanted = Signal(object)
    record_wanted = Signal(object, object)

    def __init__(self, place: AppContext) -> None:
        super().__init__()
        self.place = place
        self.entity: type[Entity] | None = None
        self.key: int | None = None

    def show_record(self, entity: type[Entity], key: int | None) -> None:
        """Tell of another record; None for none."""
        self.entity, self.key = entity, key

    def refresh(self) -> None:
        """Read the record again."""


@dataclass(frozen=True, slots=True)
class ListCommand:
    """One act on ticked records: icon, words, and what is done over which widget, for which ids, as of which day.

    `single`: it is for one record, and so stands in the menu of its row alone.
    """

    icon: str
    words: str
    act: Callable[[AppContext, QWidget, Sequence[int], date], None]
    single: bool = False
