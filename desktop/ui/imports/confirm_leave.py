"""What to do with an import that is not written yet when the window is closed or other files are dropped."""

from desktop.ui.kit.confirm import Confirm
from desktop.ui.kit.controls import Kind
from models.words import _

GIVEN_UP, STAY = "given up", "stay"


def question_of(file: str, count: int) -> Confirm:
    """Asks; decided with one of the above. Closing it means staying."""
    words = _("已改正和决定的 {count} 处还没有导入，放弃后不会保留。").format(count=f"{count:,}")
    ways = ((GIVEN_UP, _("放弃导入"), Kind.GHOST), (STAY, _("继续核对"), Kind.PRIMARY))
    return Confirm(_("放弃导入 {file}？").format(file=file), words, ways)
