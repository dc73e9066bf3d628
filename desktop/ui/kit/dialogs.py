"""What is asked over the window: a way on, a word that has to be typed, a line."""

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Button, Kind, Label, TallButton, TextBox, Title, wrapped
from desktop.ui.kit.help import Dialog
from desktop.ui.kit.overlay import Overlay, PanelOverlay, open_overlay
from desktop.ui.kit.settings import Settings
from models.words import _

WIDTH, HEIGHT, _TOP = 420, 176, 160
Way = tuple[Hashable, str, Kind]  # what is decided, the words of its button, and how much it stands out


class Confirm(QWidget):
    """Asks; `decided` with the way taken. The first way stands apart at the left, the last has the keyboard."""

    decided = Signal(object)

    def __init__(self, title: str, words: str, ways: Sequence[Way]) -> None:
        super().__init__()
        asked, told = Title(title, 16, wrapped=True), Label(words, "text2", wrapped=True)
        row = QHBoxLayout()
        self.buttons = {way: TallButton(said, kind) for way, said, kind in ways}
        for place, (way, button) in enumerate(self.buttons.items()):
            button.clicked.connect(lambda _on=False, way=way: self.decided.emit(way))
            layouts.add(row, button, layouts.STRETCH if place == 0 else None)
        layouts.column(asked, told, layouts.STRETCH, row, parent=self, gap=10, margins=(24, 20, 24, 16))
        self.setFocusProxy(button)

    def ask(self, over: QWidget) -> PanelOverlay:
        """Lay it over the window, as high as its words; it goes when a way is taken, and Escape takes none."""
        layout = self.layout()
        wanted = layout.totalHeightForWidth(WIDTH - 2) if layout is not None else HEIGHT
        return open_overlay(over, self, WIDTH, max(HEIGHT, wanted), self.decided)


def ask_first(  # noqa: PLR0913 - all the words of it
    over: QWidget, title: str, words: str, doing: str, then: Callable[[], object], *, kind: Kind = Kind.PRIMARY,
    back: Kind = Kind.GHOST,
) -> PanelOverlay:  # fmt: skip
    """Do something only when the person agrees to it over the window; `doing` is what the button says."""
    question = Confirm(title, words, ((False, _("取消"), back), (True, doing, kind)))
    question.decided.connect(lambda agreed: then() if agreed else None)
    return question.ask(over)


class TypedConfirm(Overlay):
    """Asked before what cannot be undone: `agreed` once `word` was typed and the button pressed; the safe way out comes first."""

    agreed = Signal()

    def __init__(self, parent: QWidget, question: str, lost: str, word: str, doing: str) -> None:
        super().__init__(parent, WIDTH, _TOP)
        self.word = word
        self.box = TextBox(_("输入“{word}”").format(word=word))
        self.box.setPlaceholderText(self.box.accessibleName())
        self.stay = TallButton(_("取消")).leads(self.close_layer)
        self.do = TallButton(doing, Kind.DANGER).leads(self._agree)
        self.do.setEnabled(False)
        title, said = Title(question, 16, wrapped=True), Label(lost, "text2", wrapped=True)
        buttons = layouts.row(layouts.STRETCH, self.stay, self.do)
        self.panel.column.setContentsMargins(24, 20, 24, 20)
        self.panel.column.setSpacing(10)
        layouts.add(self.panel.column, title, said, self.box, 6, buttons)
        self.panel.setAccessibleName(question)
        self.box.textChanged.connect(lambda text: self.do.setEnabled(text.strip() == word))
        self.box.returnPressed.connect(self.do.click)
        self.closed.connect(self.deleteLater)

    def wanted_height(self) -> int:
        """As high as the words need at this width."""
        layout = self.panel.column
        return layout.heightForWidth(WIDTH) if layout.hasHeightForWidth() else layout.sizeHint().height()

    def begin(self) -> None:
        """Ask."""
        self.open()
        self.box.setFocus()

    def _agree(self) -> None:
        self.close_layer()
        self.agreed.emit()


_LONGEST, _LONGEST_REASON = 20, 60  # characters
_KEPT = "privacy.reason"


def ask_name(parent: QWidget, title: str, label: str, start: str = "") -> str:
    """The name a person gives, beginning from `start`; '' when they thought better of it."""
    return ask_line(parent, title, label, start, accept=_("保存"), longest=_LONGEST)


def agreed(dialog: QDialog) -> bool:
    """Show a dialog until it is answered, and whether it was agreed to; it is gone soon after, and not only with the window."""
    answer = dialog.exec()
    dialog.deleteLater()
    return answer == QDialog.DialogCode.Accepted


def ask_line(  # noqa: PLR0913 - all the words of it
    parent: QWidget, title: str, label: str, start: str, *, accept: str, longest: int
) -> str:
    """What a person writes, to go on with the button `accept`; '' when they thought better of it."""
    dialog = Dialog(parent)
    dialog.setWindowTitle(title)
    dialog.setMinimumWidth(WIDTH)
    box = TextBox(label, text=start)
    box.setMaxLength(longest)
    box.selectAll()
    stay = Button(_("取消")).leads(dialog.reject)
    take = Button(accept, Kind.PRIMARY).leads(dialog.accept)
    box.returnPressed.connect(dialog.accept)
    note = wrapped(label, "text2")
    layouts.column(
        Title(title, 16), note, box, 6, layouts.row(layouts.STRETCH, stay, take),
        parent=dialog, gap=10, margins=(24, 20, 24, 20),
    )  # fmt: skip
    box.setFocus()
    return box.text().strip() if agreed(dialog) else ""


def ask_reason(window: QWidget, settings: Settings, what: str, told: str = "") -> str | None:
    """Why the person at work wants `what` with whole numbers (or as `told`); None when they thought better of it."""
    told = told or _("完整的证件号和电话会留下记录：谁、何时、哪些、多少条。请写明原因，如“报送学籍”")
    last = str(settings.get(_KEPT, ""))
    reason = ask_line(window, what, told, last, accept=_("继续"), longest=_LONGEST_REASON)
    if reason:
        settings.put(_KEPT, reason)
    return reason or None
