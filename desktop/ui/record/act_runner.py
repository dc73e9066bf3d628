"""What is done to seats from their page: thought through, asked about where tickets are out, done as one step."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.operations.acting import Performed, perform
from desktop.ui.kit.change_sets import take_back
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Banner, Kind
from desktop.ui.kit.dialogs import ask_first
from models.acts.act import Act
from models.acts.planning import ActPlan, plan
from models.database.errors import Invalid
from models.progress import Progress
from models.words import joined

NOTHING: Mapping[str, Any] = MappingProxyType({})


class ActRunner(QObject):
    """Does acts without a layer; what stands against one is said in the banner. `done` after each."""

    done = Signal()

    def __init__(self, place: AppContext, banner: Banner, parent: QObject) -> None:
        super().__init__(parent)
        self._place, self._banner = place, banner

    def do(self, act: Act, subjects: Sequence[int], given: Mapping[str, Any] = NOTHING, *, ask: str = "") -> None:
        """Think an act through and do it; what is doubtful is asked about first with the words `ask`, else said afterwards."""
        if not subjects:
            return
        database = self._place.database

        def work(_progress: Progress) -> ActPlan:
            with database.reading() as connection:
                return plan(connection, act, list(subjects), dict(given))

        def thought(made: ActPlan) -> None:
            if made.refused:
                self._banner.say(next(iter(made.refused.values()))[1].message)
            elif ask and made.warnings:
                self._ask(made, ask)
            else:
                self._perform(made)

        self._place.tasks.each(work, thought, receiver=self)

    def _ask(self, made: ActPlan, words: str) -> None:
        told = joined(told.message for some in made.warnings.values() for _field, told in some)
        title = made.cases[0].act.title
        ask_first(self._place.window, title, told, words, lambda: self._perform(made), back=Kind.DEFAULT)

    def _perform(self, made: ActPlan) -> None:
        database = self._place.database
        told = "；".join(dict.fromkeys(why.message for some in made.warnings.values() for _field, why in some))

        def done(performed: Performed) -> None:
            change = performed.change_set
            self._banner.hide()
            if told:
                self._banner.say(told, tone="warn")
            if change is not None:
                self._place.announce(performed.sentence, lambda: take_back(self._place, change, self._banner))
            self.done.emit()

        def failed(error: Exception) -> None:
            if isinstance(error, Invalid):
                self._banner.say(str(error))
            else:
                self._place.report(error)

        self._place.tasks.write(
            made.name, lambda progress: perform(database, made, progress), done, receiver=self, failed=failed
        )
