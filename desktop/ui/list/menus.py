"""What a right click offers: on a row the acts for what is selected, on a label those for its column."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QMenu, QWidget

from desktop.screens.catalogue import screen_of
from desktop.ui.kit import icons
from desktop.ui.list.filtering import Filter, mode_of
from desktop.ui.list.model import ListModel
from desktop.ui.list.relations import relations_of
from models.database.query import Condition, Query
from models.schema.fields import Entity
from models.words import _

RELATED = 500  # selected records whose relations can be listed


class MenuCommand(NamedTuple):
    """One line of a menu: icon, words, what is done, and the keys that do the same; `on` when it can be done."""

    icon: str
    words: str
    act: Callable[[], object]
    keys: str = ""
    on: bool = True


class CommandMenu(QMenu):
    """Commands group by group, a line between them."""

    def __init__(self, groups: Sequence[Sequence[MenuCommand]], parent: QWidget) -> None:
        super().__init__(parent)
        for place, group in enumerate(group for group in groups if group):
            if place:
                self.addSeparator()
            for command in group:
                self._add(command)

    def _add(self, command: MenuCommand) -> None:
        words = f"{command.words}\t{command.keys}" if command.keys else command.words
        action = self.addAction(icons.icon(command.icon), words)
        action.setIconVisibleInMenu(True)
        action.setEnabled(command.on)
        action.triggered.connect(lambda _on=False: command.act())

    def add_related(self, entity: type[Entity], ids: Sequence[int], to_list: Callable[[Query], None]) -> None:
        """Offer the lists of what refers to these records, above the second group."""
        relations = relations_of(entity)
        if not relations or len(ids) > RELATED:
            return
        menu = QMenu(_("相关记录"), self)
        menu.setIcon(icons.icon("link"))
        self.insertMenu(next(act for act in self.actions() if act.isSeparator()), menu)
        for relation in relations:
            action = menu.addAction(icons.icon(screen_of(relation.entity).icon), relation.title)
            action.setIconVisibleInMenu(True)
            wanted: Query = relation.query(ids)
            action.triggered.connect(lambda _on=False, wanted=wanted: to_list(wanted))


def same_as(model: ListModel, row: int, column: int) -> Filter | None:
    """What keeps only the records with the value of this cell; None where nothing can."""
    field, value = model.fields[column], model.value(row, column)
    if field.many or (field.private and value is not None):
        return None
    if value is None:
        return Filter(field, (Condition(field.name, "empty"),))
    if mode_of(field) == "record":
        assert model.results is not None
        record = model.results.row(row)
        return Filter(field, (Condition(field.name, "=", record.values[f"{field.name}_id"]),)) if record else None
    if field.type.kind == "codes":
        return None
    if mode_of(field) == "range":
        return Filter(field, (Condition(field.name, ">=", value), Condition(field.name, "<=", value)))
    return Filter(field, (Condition(field.name, "=", value),))
