"""The backups that may come back, of which one is chosen: when it was made, how far it goes, what would be lost."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from desktop.operations.recovering import Doubtful, state_words
from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Kind, wrapped
from desktop.ui.kit.dialogs import ask_first
from desktop.ui.kit.theme import tint
from desktop.ui.kit.times import time_words
from models.database.ladder import Candidate
from models.words import _, joined

OFFERED = 5
_INDENT = 24  # of what is said of a backup, under its words
_MEGABYTE = 1 << 20


class BackupList(QWidget):
    """Sound ones first, the newest of them chosen; one that cannot be used says why."""

    def __init__(self) -> None:
        super().__init__()
        self.choices: list[tuple[QRadioButton, Candidate]] = []
        self._group = QButtonGroup(self)
        self._column = layouts.column(parent=self, gap=2)

    def show_candidates(self, candidates: Sequence[Candidate]) -> None:
        """Offer these instead of those before."""
        layouts.clear(self._column)
        self.choices = [(self._choice(one), one) for one in candidates[:OFFERED]]
        usable = next((choice for choice, one in self.choices if not one.fault), None)
        if usable is not None:
            usable.setChecked(True)

    @property
    def chosen(self) -> Candidate | None:
        """The one that shall come back."""
        return next((one for choice, one in self.choices if choice.isChecked()), None)

    def _choice(self, one: Candidate) -> QRadioButton:
        info = one.info
        acts = _("第 {act} 步操作之后").format(act=f"{info.act:,}") if info.act > 0 else ""
        size = f"{max(0.1, info.size / _MEGABYTE):,.1f} MB"
        made = QRadioButton(joined((time_words(info.time), acts, size)))
        made.setToolTip(str(info.path))
        made.setEnabled(not one.fault)
        words, ink = _told(one)
        made.setAccessibleDescription(words)
        note = wrapped(words)
        tint(note, ink=ink)
        note.setContentsMargins(_INDENT, 0, 0, 6)
        self._group.addButton(made)
        layouts.add(self._column, made, note)
        return made


def ask_anyway(over: QWidget, doubtful: Doubtful, then: Callable[[], object]) -> None:
    """Ask over a window whether a backup of which something is wrong shall be used all the same."""
    ask_first(over, doubtful.question, doubtful.words, _("仍用它恢复"), then, kind=Kind.DANGER)


def _told(one: Candidate) -> tuple[str, str]:
    """What is said of one, and in which colour."""
    if one.fault:
        return state_words(one), "danger"
    if one.doubt:
        return joined((state_words(one), one.loss.words)), "warn"
    ink = "text3" if one.fault is None else "ok" if one.loss.acts == 0 else "text2"
    return joined((state_words(one), one.loss.words)), ink
