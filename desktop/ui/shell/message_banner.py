"""What the window says above its pages: trouble, what went well, what may follow; it goes when it is past and was seen."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from desktop.ui.kit.controls import Banner
from desktop.ui.kit.errors import Family, trouble_of
from desktop.ui.shell.undo_history import UndoHistory
from models.database.history import UNDO
from models.database.transaction import ChangeSet
from models.words import _

SEEN = 4000  # milliseconds in a window in use after which a sentence counts as read


class MessageBanner(QObject):
    """Speaks through a banner; `past` when another page is seen or an act succeeded, so that it may go."""

    def __init__(self, banner: Banner, history: UndoHistory) -> None:
        super().__init__(banner)
        self.banner, self._history = banner, history
        self._follows: Callable[[], None] | None = None
        self._details = ""
        self.seen = self._past = False
        self._clock = QTimer(self)
        self._clock.setInterval(SEEN)
        self._clock.timeout.connect(self._look)
        banner.chosen.connect(self._follow)
        history.done.connect(self.done)

    def say(self, sentence: str) -> None:
        """Tell of something that went well."""
        self._tell(sentence, tone="ok")

    def warn(self, sentence: str) -> None:
        """Tell of something a person should look after."""
        self._tell(sentence, tone="warn")

    def done(self, act: ChangeSet) -> None:
        """Tell of an undo or a redo; what was undone can be done again from here as long as it is told."""
        again = self._history.redo.trigger if act.kind == UNDO else None
        self._tell(_("已{act}").format(act=act.name), tone="ok", action=_("重做") if again else "", follows=again)

    def report(self, error: BaseException) -> None:
        """Tell what went wrong in one sentence; of a fault of ours the details can be copied, and work goes on."""
        trouble = trouble_of(error)
        ours = trouble.family is Family.OURS
        self._details = trouble.details
        self._tell(trouble.sentence, action=_("复制详情") if ours else "", follows=self._copy_details if ours else None)

    def _tell(
        self, sentence: str, *, tone: str = "", action: str = "", follows: Callable[[], None] | None = None
    ) -> None:
        self._follows, self.seen, self._past = follows, False, False
        self.banner.say(sentence, tone=tone, action=action)
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

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
        self._tell(_("详情已复制，请粘贴发给维护人员；可以继续工作"), tone="accent")
