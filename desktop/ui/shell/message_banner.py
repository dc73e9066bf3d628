"""What the window says above its pages: trouble, what went well, what may follow; it goes when it is past and was seen."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.fault_report import Harmless
from desktop.operations.done import Done
from desktop.ui.kit.controls import Banner
from desktop.ui.kit.errors import Family, trouble_of
from desktop.ui.shell.undo_history import UndoHistory
from models.database.history import UNDO
from models.words import _

SEEN = 4000  # milliseconds in a window in use after which a sentence counts as read


class MessageBanner(QObject):
    """Speaks through a banner; `past` when another page is seen or an act succeeded, so that it may go.

    `report_wanted` with what is told of a fault of ours, when a person wants to read or pass on the report of it.
    """

    report_wanted = Signal(object)

    def __init__(self, banner: Banner, history: UndoHistory) -> None:
        super().__init__(banner)
        self.banner, self._history = banner, history
        self._follows: Callable[[], None] | None = None
        self._declined: Callable[[], None] | None = None
        self._details = Harmless()
        self.seen = self._past = False
        self._clock = QTimer(self)
        self._clock.setInterval(SEEN)
        self._clock.timeout.connect(self._look)
        banner.chosen.connect(self._follow)
        banner.declined.connect(self._decline)
        history.done.connect(self.done)

    def say(self, sentence: str) -> None:
        """Tell of something that went well."""
        self._tell(sentence, tone="ok")

    def warn(self, sentence: str) -> None:
        """Tell of something a person should look after."""
        self._tell(sentence, tone="warn")

    def alarm(self, sentence: str) -> None:
        """Tell of something that is wrong with what is to protect the records."""
        self._tell(sentence)

    def ask(self, sentence: str, action: str, follows: Callable[[], None]) -> None:
        """Tell of something a person should decide or do, and lead there."""
        self._tell(sentence, tone="warn", action=action, follows=follows)

    def offer(self, sentence: str, action: str, follows: Callable[[], None]) -> None:
        """Ask something that may be left unanswered."""
        self._tell(sentence, tone="accent", action=action, follows=follows)

    def propose(
        self, sentence: str, action: str, follows: Callable[[], None], otherwise: str, declined: Callable[[], None]
    ) -> None:
        """Offer something, and to be left alone with it."""
        self._tell(sentence, tone="accent", action=action, follows=follows, second=otherwise)
        self._declined = declined

    def done(self, done: Done) -> None:
        """Tell of an undo or a redo; what was undone can be done again from here as long as it is told."""
        undone = done.change_set is not None and done.change_set.kind == UNDO
        again = self._history.redo.trigger if undone else None
        self._tell(done.sentence, tone="ok", action=_("重做") if again else "", follows=again)

    def report(self, error: BaseException) -> None:
        """Tell what went wrong in one sentence; of a fault of ours a report can be made, and work goes on."""
        trouble = trouble_of(error)
        ours = trouble.family is Family.OURS
        self._details = trouble.details
        self._tell(trouble.sentence, action=_("错误报告…") if ours else "", follows=self._want_report if ours else None)

    def _tell(
        self,
        sentence: str,
        *,
        tone: str = "",
        action: str = "",
        follows: Callable[[], None] | None = None,
        second: str = "",
    ) -> None:
        self._follows, self._declined, self.seen, self._past = follows, None, False, False
        self.banner.say(sentence, tone=tone, action=action, second=second)
        self._clock.start()

    def past(self) -> None:
        """What was told belongs to something that is over: let it go, at once if it was seen."""
        self._past = True
        if self.seen:
            self.banner.hide()

    def _look(self) -> None:
        """Count the sentence as read once it stood long enough in a window that is in use."""
        if self.banner.isHidden():
            self._clock.stop()
        elif self.banner.window().isActiveWindow() and self.banner.isVisible():
            self._clock.stop()
            self.seen = True
            if self._past:
                self.banner.hide()

    def _follow(self) -> None:
        follows, self._follows = self._follows, None
        if follows is not None:
            follows()

    def _decline(self) -> None:
        declined, self._declined = self._declined, None
        self.banner.hide()
        if declined is not None:
            declined()

    def _want_report(self) -> None:
        self.report_wanted.emit(self._details)
