"""A hand that does what a recipe of the manual says in the real window, and takes its pictures.

It finds things by the words that are read on them, and only does what the recipe names: a step the text does not
have, or a word that is called otherwise on the screen, is a mistake in the manual.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from PySide6.QtGui import QAction, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QLineEdit, QMenu, QWidget
from shiboken6 import isValid

from desktop.manual.recipes import Recipe
from desktop.ui.form.cell import Cell
from desktop.ui.kit.overlay import Overlay
from desktop.ui.list.list_page import ListPage
from desktop.ui.shell.help_view import go
from models.database.query import Query
from models.database.results import ids_of
from tests.tour.guide import Guide

_DIGITS = re.compile(r"[\d,]+")
_T = TypeVar("_T", bound=QWidget)


class Astray(AssertionError):  # noqa: N818 - what a recipe is, not a fault of the program
    """The manual and the window do not agree."""


def plain(words: str) -> str:
    """Words of a button as the manual writes them: without the dots, every number alike."""
    return _DIGITS.sub("0", words.replace("&", "").removesuffix("…").split("\t")[0].strip())


class Hand:
    """Works in the window of a guide as a recipe says; `keep` gets every picture with its name."""

    def __init__(
        self, guide: Guide, recipe: Recipe, keep: Callable[[str, QPixmap], object] = lambda _name, _shot: None
    ) -> None:
        self.guide, self.recipe, self._keep = guide, recipe, keep
        self.pictures: list[str] = []
        self._marks = {plain(mark) for mark in recipe.marks}

    # --- what the recipe says

    def says(self, words: str) -> None:
        """The recipe names these words of the program."""
        if plain(words) not in self._marks:
            raise Astray(f"{self.recipe.name} does not say 【{words}】")

    def go(self, link: str) -> QWidget:
        """Follow a link of the recipe into the program."""
        if f"(open/{link})" not in self.recipe.text:
            raise Astray(f"{self.recipe.name} has no link to {link}")
        kind, _slash, name = link.partition("/")
        if kind == "list":
            self.guide.list(name)
        else:
            go(self.guide.window.place, link)
        self.guide.rest()
        return self.guide.window.stage.currentWidget()

    # --- what a hand does

    def press(self, words: str) -> None:
        """Press the button, or choose the entry of an open menu, that is called so; numbers may differ."""
        self.says(words)
        self.find(words)()
        self.guide.rest()

    def find(self, words: str) -> Callable[[], object]:
        """What presses it; raises Astray when nothing that is seen is called so."""
        wanted = plain(words)
        for root in self._roots():
            for menu in self._of(root, QMenu):
                action = next((one for one in _entries(menu) if plain(one.text()) == wanted and one.isEnabled()), None)
                if action is not None:
                    return _choosing(action)
            for button in self._of(root, QAbstractButton):
                if wanted in (plain(button.text()), plain(button.accessibleName())) and button.isEnabled():
                    return button.click
        raise Astray(f"{self.recipe.name}: nothing is called {words}; seen: {sorted(self._names())}")

    def act(self, register: str, words: str) -> None:
        """Choose an act for what is ticked: the button of the register, then the act in its menu."""
        self.press(register)
        self.press(words)

    def fill(self, words: str, value: object, text: object = "") -> None:
        """Fill in the field that is called so: text as it is typed, anything else as it is chosen."""
        self.says(words)
        cells = [cell for root in self._roots() for cell in self._of(root, Cell) if cell.field.title == words]
        if not cells:
            raise Astray(f"{self.recipe.name}: no field is called {words}")
        if isinstance(value, str) and not text:
            cells[0].editor.retype(value)
        else:
            cells[0].put(value, text)
        cells[0].editor.edited.emit()
        self.guide.rest()

    def write(self, words: str, text: str) -> None:
        """Type into the box that is called so."""
        boxes = [box for root in self._roots() for box in self._of(root, QLineEdit) if box.accessibleName() == words]
        if not boxes:
            raise Astray(f"{self.recipe.name}: no box is called {words}")
        boxes[0].setFocus()
        boxes[0].clear()
        self.guide.type(text, boxes[0])

    def tick(self, count: int, skip: int = 0) -> Sequence[int]:
        """Tick rows of the list that is seen; their ids."""
        page = self.list
        for row in range(skip, skip + count):
            page.table.tick(row)
        self.guide.rest()
        return page.ids()

    def narrow(self, query: Query, count: int) -> Sequence[int]:
        """See these records in their list, as filters do, and tick some."""
        self.guide.window.place.list_of(query)
        self.guide.rest()
        return self.tick(count)

    def ids(self, query: Query) -> list[int]:
        """The records of a query."""
        with self.guide.database.reading() as connection:
            return list(ids_of(connection, query))

    @property
    def list(self) -> ListPage:
        """The list that is seen."""
        page = self.guide.window.stage.list_page
        assert page is not None
        return page

    # --- what is seen

    def sees(self, words: str) -> None:
        """These words are read somewhere on the screen, numbers aside."""
        wanted = plain(words)
        if not any(wanted in plain(name) for name in self._names()):
            raise Astray(f"{self.recipe.name}: {words} is not to be seen: {sorted(self._names())}")

    def shot(self) -> None:
        """Take the next picture of the recipe."""
        name = f"{self.recipe.name}-{len(self.pictures) + 1}"
        if name not in self.recipe.pictures:
            raise Astray(f"{self.recipe.name} shows no picture {name}")
        self.guide.rest()
        self.guide.hide_machine()
        self.pictures.append(name)
        self._keep(name, self.guide.picture())

    def dialog(self) -> QDialog:
        """The dialog that is open."""
        found = [one for one in self.guide.popups() if isinstance(one, QDialog)]
        assert found
        return found[-1]

    def _roots(self) -> Iterator[QWidget]:
        """What takes the hand, the uppermost first: open menus and dialogs, a layer over the window, the window."""
        yield from reversed(self.guide.popups())
        layers = [layer for layer in self.guide.front.findChildren(Overlay) if layer.isVisible()]
        yield from reversed(layers)
        if not layers:
            yield self.guide.front

    def _of(self, root: QWidget, kind: type[_T]) -> Iterator[_T]:
        if isinstance(root, kind):
            yield root
        yield from (one for one in root.findChildren(kind) if one.isVisible())

    def _names(self) -> set[str]:
        names: set[str] = set()
        for root in (*self._roots(), self.guide.front):
            for widget in self._of(root, QWidget):
                names.add(widget.accessibleName())
                if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
                    names.add(widget.text())
        return names - {""}


def _entries(menu: QMenu) -> Iterator[QAction]:
    """What can be chosen in a menu and those that open from it; asked of their parents, who own them."""
    openers = {below.menuAction() for below in menu.findChildren(QMenu)}
    yield from (action for action in menu.findChildren(QAction) if not action.isSeparator() and action not in openers)


def _choosing(action: QAction) -> Callable[[], None]:
    def choose() -> None:
        menus = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible()]
        action.trigger()
        for menu in menus:
            if isValid(menu):
                menu.close()

    return choose
