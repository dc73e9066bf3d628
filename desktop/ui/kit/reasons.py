"""Why somebody needs what is masked: asked for in one line before it is shown, and offered again the next time."""

from desktop.ui.kit.context import Workplace
from desktop.ui.kit.name_dialog import ask_line
from models.words import _

_KEPT = "privacy.reason"
_LONGEST = 60  # characters


def ask_reason(place: Workplace, what: str) -> str | None:
    """Why the person at work wants `what` with whole numbers; None when they thought better of it."""
    told = _("完整的证件号和电话会留下记录：谁、何时、哪些、多少条。请写明原因，如“报送学籍”")
    last = str(place.settings.get(_KEPT, ""))
    reason = ask_line(place.window, what, told, last, accept=_("继续"), longest=_LONGEST)
    if reason:
        place.settings.put(_KEPT, reason)
    return reason or None
