"""What to do with changes that are not saved when a form is left."""

import enum

from desktop.ui.kit.confirm import Confirm
from desktop.ui.kit.controls import Kind
from models.words import _


class Leaving(enum.Enum):
    """The three ways out."""

    DISCARD = "discard"
    STAY = "stay"
    SAVE = "save"


def question_of(name: str, count: int) -> Confirm:
    """Asks; decided with a Leaving. Closing the question means staying."""
    ways = (
        (Leaving.DISCARD, _("放弃修改"), Kind.GHOST), (Leaving.STAY, _("继续编辑"), Kind.DEFAULT),
        (Leaving.SAVE, _("保存"), Kind.PRIMARY),
    )  # fmt: skip
    return Confirm(
        _("保存对{name}的修改？").format(name=name), _("有 {count} 处修改还没有保存。").format(count=count), ways
    )
