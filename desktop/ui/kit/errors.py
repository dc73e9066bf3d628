"""What went wrong, told to the person: something to mend, a world that is not right, or a fault of ours."""

import enum
import errno
import logging
from dataclasses import dataclass

from desktop.fault_report import Harmless, kind_of, report_of
from models.database import errors
from models.words import N_, SentenceError, _

_LOG = logging.getLogger(__name__)


class Family(enum.Enum):
    """Whose turn it is."""

    PERSON = "person"
    WORLD = "world"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error as people read it; `details` only for a fault of ours."""

    family: Family
    sentence: str
    details: Harmless = Harmless()  # noqa: RUF009 - a text


_MENDABLE = (errors.Conflict, errors.InUse, errors.Invalid, errors.NothingToUndo, errors.NothingToRedo)
_WORLD = {
    errno.ENOSPC: N_("磁盘已满，没有写完；请清理磁盘后重试"),
    errno.ENOENT: N_("找不到文件“{file}”；请确认它没有被移走或改名"),
    errno.EACCES: N_("没有权限读写“{file}”；请换一个位置，或请管理员授权"),
    errno.EROFS: N_("“{file}”所在的磁盘是只读的；请换一个位置"),
    errno.EBUSY: N_("“{file}”正被别的程序占用；请关闭它后重试"),
}
_OTHER_WORLD = N_("读写“{file}”时出错；请检查磁盘或网络后重试")


def trouble_of(error: BaseException) -> Trouble:
    """Which family an exception belongs to, and its sentence."""
    _LOG.info("told of %s", kind_of(error))
    if isinstance(error, _MENDABLE):
        return Trouble(Family.PERSON, str(error))
    if isinstance(error, errors.DatabaseError):
        return Trouble(Family.WORLD, str(error))
    if isinstance(error, OSError):
        words = _(_WORLD.get(error.errno or 0, _OTHER_WORLD))
        return Trouble(Family.WORLD, words.format(file=error.filename or _("文件")))
    if isinstance(error, SentenceError):
        return Trouble(Family.PERSON, error.sentence)
    details = report_of(error)
    _LOG.error("unexpected: %s", details)
    return Trouble(Family.OURS, _("程序出了一处意外，刚才这一步没有完成；数据没有损坏，可以继续使用"), details)
