"""Asking for one line: a short name, or a reason."""

from PySide6.QtWidgets import QDialog, QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Button, Kind, TextBox, Title, wrapped
from desktop.ui.kit.help import Dialog
from desktop.ui.kit.settings import Settings
from models.words import _

_LONGEST, _LONGEST_REASON = 20, 60  # characters
_KEPT = "privacy.reason"


def ask_name(parent: QWidget, title: str, label: str, start: str = "") -> str:
    """The name a person gives, beginning from `start`; '' when they thought better of it."""
    return ask_line(parent, title, label, start, accept=_("保存"), longest=_LONGEST)


def ask_line(  # noqa: PLR0913 - all the words of it
    parent: QWidget, title: str, label: str, start: str, *, accept: str, longest: int
) -> str:
    """What a person writes, to go on with the button `accept`; '' when they thought better of it."""
    dialog = Dialog(parent)
    dialog.setWindowTitle(title)
    dialog.setMinimumWidth(420)
    box = TextBox()
    box.setMaxLength(longest)
    box.setText(start)
    box.selectAll()
    box.setAccessibleName(label)
    stay, take = Button(_("取消")), Button(accept, Kind.PRIMARY)
    stay.clicked.connect(dialog.reject)
    take.clicked.connect(dialog.accept)
    box.returnPressed.connect(dialog.accept)
    note = wrapped(label, "text2")
    layouts.column(
        Title(title, 16), note, box, 6, layouts.row(layouts.STRETCH, stay, take),
        parent=dialog, gap=10, margins=(24, 20, 24, 20),
    )  # fmt: skip
    box.setFocus()
    return box.text().strip() if dialog.exec() == QDialog.DialogCode.Accepted else ""


def ask_reason(window: QWidget, settings: Settings, what: str, told: str = "") -> str | None:
    """Why the person at work wants `what` with whole numbers (or as `told`); None when they thought better of it."""
    told = told or _("完整的证件号和电话会留下记录：谁、何时、哪些、多少条。请写明原因，如“报送学籍”")
    last = str(settings.get(_KEPT, ""))
    reason = ask_line(window, what, told, last, accept=_("继续"), longest=_LONGEST_REASON)
    if reason:
        settings.put(_KEPT, reason)
    return reason or None
