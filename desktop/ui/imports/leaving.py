"""What to do with an import that is not written yet when the window is closed or other files are dropped."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.ui.controls import Kind
from desktop.ui.question import Question
from models.words import _

GIVEN_UP, STAY = "given up", "stay"


def ask(over: QWidget, file: str, count: int, given_up: Callable[[], object]) -> None:
    """Lay the question over the wizard; `given_up` when what was put right may go. Closing it means staying."""
    words = _("已改正和决定的 {count} 处还没有导入，放弃后不会保留。").format(count=f"{count:,}")
    ways = ((GIVEN_UP, _("放弃导入"), Kind.GHOST), (STAY, _("继续核对"), Kind.PRIMARY))
    question = Question(_("放弃导入 {file}？").format(file=file), words, ways)
    question.decided.connect(lambda way: given_up() if way == GIVEN_UP else None)
    question.ask(over)
