"""An act of the office done as it was foreseen."""

from dataclasses import dataclass

from desktop.operations.done import Done, told
from desktop.operations.erasing import forget, still_held
from models.acts.applying import apply
from models.acts.papers import printed_for
from models.acts.planning import ActPlan
from models.database.database import Database
from models.database.erasing import Erasing
from models.database.transaction import ChangeSet
from models.progress import SILENT, Progress
from models.words import _, clauses


@dataclass(frozen=True, slots=True)
class Performed(Done):
    """The same, and the records the paper of the act is printed for; `forgotten` is what nothing may remember any more.

    `lasting`: it cannot be taken back.
    """

    records: tuple[int, ...] = ()
    forgotten: tuple[str, ...] = ()
    lasting: bool = False


def perform(database: Database, made: ActPlan, progress: Progress = SILENT) -> Performed:
    """Write what a plan foresees as one step; raises Conflict when something changed since, Invalid when a rule forbids."""
    with database.transaction(made.name, progress) as tx:
        apply(tx, made)
    written = tx.done
    if written is None:
        return Performed(None, told(None))
    words = _("已{act}，改动 {count} 条记录").format(act=written.name, count=f"{written.change_count:,}")
    if isinstance(tx.erasure, Erasing):
        return _lasting(database, written, tx.erasure, words)
    papers = {case.act.paper for case in made.cases}
    paper = papers.pop() if len(papers) == 1 else None
    if paper is None:
        return Performed(written, words)
    with database.reading() as connection:
        return Performed(written, words, printed_for(connection, paper, written.id))


def _lasting(database: Database, written: ChangeSet, erasing: Erasing, words: str) -> Performed:
    """What is said once persons are erased, and what is left to do."""
    if not forget(database, erasing):
        words = clauses([words, _("文件里的旧数据页还有别处在用，下次打开时清理")])
    left = still_held(database)
    if left:
        words = clauses(
            [
                words,
                _("还有 {count} 份备份留着清除以前的内容，按规则到期，或用命令 erased --remove-backups 删除").format(
                    count=len(left)
                ),
            ]
        )
    keys = tuple(key for _entity, key in erasing.persons)
    return Performed(written, words, keys, erasing.needles, lasting=True)
