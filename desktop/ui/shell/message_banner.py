"""What the window says above its pages: trouble, what went well, what may follow; it goes when it is past and was seen."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.fault_report import Harmless
from desktop.operations.done import Done
from desktop.ui.kit.controls import Banner
from desktop.ui.kit.errors import Family, trouble_of
from desktop.ui.shell.undo_history import UndoHistory
from models.database.history import UNDO
from models.words import _

SEEN = 4000  # milliseconds in a window in use after which a sentence counts as read


@dataclass(frozen=True, slots=True)
class _Message:
    """What is told: a sentence, the way it leads and what follows on it, and the way to be left alone."""

    sentence: str
    tone: str = ""
    action: str = ""
    follows: Callable[[], None] | None = None
    second: str = ""
    declined: Callable[[], None] | None = None
    is_question: bool = False


class MessageBanner(QObject):
    """Speaks through a banner; `past` when another page is seen or an act succeeded, so that it may go.

    A question that something else is told over comes back when that has gone, until it is answered or closed.

    `report_wanted` with what is told of a fault of ours, when a person wants to read or pass on the report of it.
    """

    report_wanted = Signal(object)

    def __init__(self, banner: Banner, history: UndoHistory) -> None:
        super().__init__(banner)
        self.banner, self._history = banner, history
        self._told: _Message | None = None  # what stands there and was neither answered nor closed
        self._covered: list[_Message] = []  # questions it was told over
        self._details = Harmless()
        self.seen = self._past = False
        self._clock = QTimer(self)
        self._clock.setInterval(SEEN)
        self._clock.timeout.connect(self._look)
        banner.chosen.connect(self._follow)
        banner.declined.connect(self._decline)
        banner.closed.connect(self.let_go)
        history.done.connect(self.done)

    def say(self, sentence: str) -> None:
        """Tell of something that went well."""
        self._bring_up(_Message(sentence, tone="ok"))

    def warn(self, sentence: str) -> None:
        """Tell of something a person should look after."""
        self._bring_up(_Message(sentence, tone="warn"))

    def alarm(self, sentence: str) -> None:
        """Tell of something that is wrong with what is to protect the records."""
        self._bring_up(_Message(sentence))

    def ask(self, sentence: str, action: str, follows: Callable[[], None]) -> None:
        """Tell of something a person should decide or do, and lead there."""
        self._bring_up(_Message(sentence, "warn", action, follows, is_question=True))

    def offer(self, sentence: str, action: str, follows: Callable[[], None]) -> None:
        """Ask something that may be left unanswered."""
        self._bring_up(_Message(sentence, "accent", action, follows, is_question=True))

    def propose(
        self, sentence: str, action: str, follows: Callable[[], None], otherwise: str, declined: Callable[[], None]
    ) -> None:
        """Offer something, and to be left alone with it."""
        self._bring_up(_Message(sentence, "accent", action, follows, otherwise, declined, is_question=True))

    def done(self, done: Done) -> None:
        """Tell of an undo or a redo; what was undone can be done again from here as long as it is told."""
        undone = done.change_set is not None and done.change_set.kind == UNDO
        again = self._history.redo.trigger if undone else None
        self._bring_up(_Message(done.sentence, "ok", _("重做") if again else "", again))

    def report(self, error: BaseException) -> None:
        """Tell what went wrong in one sentence; of a fault of ours a report can be made, and work goes on."""
        trouble = trouble_of(error)
        ours = trouble.family is Family.OURS
        self._details = trouble.details
        action, follows = (_("错误报告…"), self._want_report) if ours else ("", None)
        self._bring_up(_Message(trouble.sentence, action=action, follows=follows))

    def _bring_up(self, message: _Message) -> None:
        told = self._told
        if told is not None and told.is_question and told.sentence != message.sentence and not self.banner.isHidden():
            self._covered.append(told)
        self._show(message)

    def _show(self, message: _Message) -> None:
        self._covered = [one for one in self._covered if one.sentence != message.sentence]
        self._told, self.seen, self._past = message, False, False
        self.banner.say(message.sentence, tone=message.tone, action=message.action, second=message.second)
        self._clock.start()

    def let_go(self) -> None:
        """It was read, answered or closed: the question it was told over comes back, or nothing stands there."""
        self._told = None
        self.banner.hide()
        if self._covered:
            self._show(self._covered.pop())

    def past(self) -> None:
        """What was told belongs to something that is over: let it go, at once if it was seen."""
        self._past = True
        if self.seen:
            self.let_go()

    def _look(self) -> None:
        """Count the sentence as read once it stood long enough in a window that is in use."""
        if self.banner.isHidden():
            self._clock.stop()
        elif self.banner.window().isActiveWindow() and self.banner.isVisible():
            self._clock.stop()
            self.seen = True
            if self._past:
                self.let_go()

    def _follow(self) -> None:
        told, self._told = self._told, None
        if told is not None and told.follows is not None:
            told.follows()

    def _decline(self) -> None:
        told = self._told
        self.let_go()
        if told is not None and told.declined is not None:
            told.declined()

    def _want_report(self) -> None:
        self.report_wanted.emit(self._details)
