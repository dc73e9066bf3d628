"""What an operation came to, for a window that shows it and a command that prints it."""

from dataclasses import dataclass

from models.database.transaction import ChangeSet
from models.words import _


@dataclass(frozen=True, slots=True)
class Done:
    """The step of the change log, None when there was nothing to write, and what is said of it."""

    change_set: ChangeSet | None
    sentence: str


def told(change_set: ChangeSet | None) -> str:
    """A step by its name: 已修改学生 张三."""
    return _("已{act}").format(act=change_set.name) if change_set is not None else _("没有需要写入的内容")
