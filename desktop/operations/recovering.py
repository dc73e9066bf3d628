"""Bringing a backup back in the place of a file, and what is said of it: from the window, the first page, a file that cannot be opened, a command."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.database.errors import NotAsWritten
from models.database.ladder import Candidate, Loss, candidate
from models.database.recovery import restore
from models.progress import SILENT, Progress
from models.words import _, clauses


@dataclass(frozen=True, slots=True)
class Recovered:
    """The backup, what is lost by it and where the former file is kept (None: there was nothing in it), what else is to be told."""

    backup: Path
    loss: Loss | None
    kept: Path | None
    notes: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The same for people."""
        words = [_("已用备份“{name}”恢复").format(name=self.backup.name)]
        if self.loss is not None:
            words.append(_("与原来的不是同一份数据") if self.loss.strange else self.loss.words)
        if self.kept is not None:
            words.append(_("原来的文件留在“{kept}”").format(kept=self.kept.name))
        return clauses([*words, *self.notes])


class Doubtful(NotAsWritten):
    """A backup that can be used, but not all in it is as it was written: what is asked before it is used `anyway`."""

    def __init__(self, refused: NotAsWritten, backup: Path, loss: Loss | None) -> None:
        super().__init__(refused.sentence, refused.doubt)
        self.backup, self.loss = backup, loss

    @property
    def question(self) -> str:
        """What is asked."""
        return _("仍用有疑点的备份“{name}”恢复？").format(name=self.backup.name)

    @property
    def words(self) -> str:
        """What is doubtful, what would be lost, and what can be done afterwards."""
        told = [_("与写下时不同的：{what}").format(what=self.doubt)]
        if self.loss is not None:
            lost = _("与现在的不是同一份数据") if self.loss.strange else self.loss.words
            told.append(_("{lost}；现在的数据先另存在备份文件夹里").format(lost=lost))
        told.append(_("恢复以后请在设置里检查数据库，逐条核对"))
        return "\n".join(told)


def recover(  # noqa: PLR0913 - all but the file and the backup have their usual value
    path: Path,
    chosen: Candidate | Path,
    key: bytes | None = None,
    progress: Progress = SILENT,
    *,
    anyway: bool = False,
    begun: bool = True,
) -> Recovered:
    """Put a backup in the place of the file at `path`, which is closed; where nothing was `begun` in it, nothing of it is kept.

    What is not as it was written is taken where that was shown, or `anyway`; else Doubtful asks whether it shall be. Raises
    what recovery.restore raises, and then nothing has changed. Whoever works in a file that can be opened needs the right RESTORE of it.
    """
    one = _looked_at(path, chosen, key) if isinstance(chosen, Path) else chosen
    backup = chosen if isinstance(chosen, Path) else chosen.info.path
    notes: list[str] = []
    anyway = anyway or (one is not None and bool(one.doubt))
    loss = one.loss if one is not None and begun else None
    try:
        kept = restore(backup, path, key=key, progress=progress, anyway=anyway, notes=notes)
    except NotAsWritten as refused:
        raise Doubtful(refused, backup, loss) from refused
    if not begun and kept is not None:
        _remove(kept)
        kept = None
    return Recovered(backup, loss, kept, tuple(notes))


def _looked_at(path: Path, file: Path, key: bytes | None) -> Candidate | None:
    """What bringing back any file would lose; None where it cannot be read, of which restoring tells."""
    try:
        return candidate(path, file, key=key)
    except OSError:
        return None


def _remove(kept: Path) -> None:
    """Remove a copy of nothing, and its folder unless others are in it."""
    kept.unlink(missing_ok=True)
    with suppress(OSError):
        kept.parent.rmdir()


def state_words(candidate: Candidate) -> str:
    """Whether a backup can be used."""
    if candidate.fault:
        return _("不能用：{why}").format(why=candidate.fault)
    if candidate.doubt:
        return _("有疑点：{what}").format(what=candidate.doubt)
    return _("恢复时核对") if candidate.fault is None else _("完好")
