"""What an office does in its first week with the program: each thing is seen in the file, or in what was chosen beside it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from models.database.printings import printings
from models.database.settings import is_sample, school_name, setting
from models.entities.audit import CHANGE_SET
from models.words import N_

PUT_OFF = "first_week.put_off"  # key of the settings: the steps that an office does without
WHOLE = "whole"  # among them: the list itself


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the file: its name for the person at work, its backups elsewhere, its lock, rehearsed restores."""

    operator: bool = False
    second_place: bool = False
    locked: bool = False
    rehearsed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what it is called, why, the page of screens.PAGES where it is done, and whether it is."""

    key: str
    title: str
    why: str
    page: str
    is_done: Callable[[sa.Connection, Beside], bool]


def _imported(connection: sa.Connection) -> bool:
    """Whether an act was an import: the sentence of one begins so, whatever the language it was written in."""
    names = sa.select(CHANGE_SET.c.id).where(CHANGE_SET.c.name.startswith("导入"))
    return connection.execute(names.limit(1)).first() is not None


STEPS = (
    Step("unit", N_("填写本单位名称"), N_("印在每张报表上，作为填报单位"), "settings", lambda c, _b: bool(school_name(c))),
    Step("operator", N_("填写操作人姓名"), N_("印在报表上，写进变更记录"), "settings", lambda _c, b: b.operator),
    Step("import", N_("导入第一份 Excel"), N_("先核对再写入，可以一步撤销"), "import", lambda c, _b: _imported(c)),
    Step("print", N_("打印或保存一张报表"), N_("预览就是纸面"), "print", lambda c, _b: bool(printings(c, 1))),
    Step("second", N_("选一个备份盘"), N_("电脑坏了或丢了，数据还在"), "settings", lambda _c, b: b.second_place),
    Step("lock", N_("决定要不要加锁"), N_("加锁后，拿到电脑或备份的人读不到号码"), "settings", lambda _c, b: b.locked),
    Step("rehearse", N_("做一次恢复演练"), N_("知道备份真的能用"), "settings", lambda _c, b: b.rehearsed),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FirstWeek:
    """The steps that are still to be done, and how many are."""

    left: tuple[Step, ...]
    done: int

    @property
    def count(self) -> int:
        """How many there are in all."""
        return self.done + len(self.left)


def first_week(connection: sa.Connection, beside: Beside) -> FirstWeek | None:
    """How far an office has come; None of a sample, where all is done, and where nobody wants to be reminded."""
    off = put_off(connection)
    if WHOLE in off or is_sample(connection):
        return None
    left = tuple(_left(connection, beside, off))
    return FirstWeek(left, len(STEPS) - len(left)) if left else None


def _left(connection: sa.Connection, beside: Beside, off: frozenset[str]) -> Iterator[Step]:
    return (step for step in STEPS if step.key not in off and not step.is_done(connection, beside))


def put_off(connection: sa.Connection) -> frozenset[str]:
    """What an office does without."""
    kept = setting(connection, PUT_OFF, [])
    return frozenset(kept) if isinstance(kept, list) else frozenset()


def with_put_off(connection: sa.Connection, key: str) -> list[str]:
    """The keys to be kept when another step is put off, or WHOLE."""
    return sorted({*put_off(connection), key})
