"""A box with a list under it: typing narrows it, Down and F4 and the chevron open it, Enter takes."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent

from desktop.ui.form.box import FormBox
from desktop.ui.form.suggestion_popup import SuggestionPopup
from desktop.ui.kit.accessibility import ENTER
from desktop.ui.kit.suggestions import Suggestion, offers_of_codes
from desktop.ui.kit.text_match import hits
from models.schema.codes import CodeTable
from models.words import _

_OPENING = (Qt.Key.Key_F4, Qt.Key.Key_Down)


class DropBox(FormBox):
    """`look` finds what matches and hands it to `offer`; `taken` when a person chose an offer."""

    taken = Signal(object)
    went_on = Signal()
    all_wanted = Signal()

    def __init__(self, *, way_on: str = "") -> None:
        super().__init__("chevron_down")
        self._way_on = way_on
        self._list: SuggestionPopup | None = None
        assert self.trail is not None
        self.trail.pressed.connect(self.toggle)
        self.textEdited.connect(self._typed)

    @property
    def offers(self) -> SuggestionPopup:
        """The list, made when it is first needed: a form has dozens of boxes."""
        if self._list is None:
            self._list = SuggestionPopup(self, _("可选的{label}").format(label=self.accessibleName()), self._way_on)
            self._list.taken.connect(self._take)
            self._list.went_on.connect(self.went_on)
            self._list.all_wanted.connect(self.all_wanted)
        return self._list

    def is_open(self) -> bool:
        """Whether the list is seen."""
        return self._list is not None and self._list.isVisible()

    def toggle(self) -> None:
        """Show everything there is to choose, or close the list."""
        self.setFocus()
        if self.is_open():
            self.offers.hide()
        else:
            self.look("")

    def look(self, typed: str) -> None:
        """Find what matches and call `offer`."""
        raise NotImplementedError

    def offer(self, found: Sequence[Suggestion], current: Any = None) -> None:
        """Show what was found, as long as the person is still here."""
        if self.hasFocus():
            note = (
                _("没有找到“{text}”").format(text=self.text().strip()) if self.text().strip() else _("还没有可选的内容")
            )
            self.offers.offer(found, current, note if self._way_on else "")

    def _typed(self, text: str) -> None:
        self.look(text.strip())

    def _take(self, offer: Suggestion) -> None:
        self.setText(offer.text)
        self.setModified(False)
        self.taken.emit(offer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list, Enter takes, Esc closes it, F4 in it asks for the whole list."""
        key = event.key()
        if self.is_open() and self._key_of_list(key):
            return
        if key in _OPENING:
            self.toggle()
        else:
            super().keyPressEvent(event)

    def _key_of_list(self, key: int) -> bool:
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.offers.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.offers.step(8 if key == Qt.Key.Key_PageDown else -8)
        elif key in ENTER:
            self.offers.take()
        elif key == Qt.Key.Key_Escape:
            self.offers.hide()
        elif key == Qt.Key.Key_F4 and self._way_on:
            self.offers.hide()
            self.all_wanted.emit()
        else:
            return False
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the beginning of a long text again."""
        super().focusOutEvent(event)
        if not self.is_open():
            self.setCursorPosition(0)


class CodeBox(DropBox):
    """The words of a code table; what is typed need not be one of them, the field judges it."""

    def __init__(self, table: CodeTable) -> None:
        super().__init__()
        self._table = table

    def look(self, typed: str) -> None:
        """See DropBox."""
        current = self._table.find(self.text().strip()) if self.text().strip() else None
        found = offers_of_codes(self._table, typed)
        if typed and len(found) == 1 and found[0].text == typed:
            self.offers.hide()
            return
        self.offer(found, current.code if current else None)


class WordBox(DropBox):
    """Any of some words, found by characters, pinyin or initials; whoever asks for them judges what else is typed."""

    def __init__(self, words: Sequence[str] = ()) -> None:
        super().__init__()
        self.words = words

    def look(self, typed: str) -> None:
        """See DropBox."""
        found = ((word, hits(word, typed)) for word in self.words)
        offers = [Suggestion(word, word, hits=places) for word, places in found if places is not None]
        self.offer(offers, self.text().strip())
