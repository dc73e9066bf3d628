"""Bringing a backup back in the place of a file, and what is said of it."""

from pathlib import Path

from models.database.ladder import Candidate
from models.database.recovery import restore
from models.progress import SILENT, Progress
from models.words import _, clauses


def recover(path: Path, candidate: Candidate, key: bytes | None = None, progress: Progress = SILENT) -> str:
    """Put a backup in the place of the file at `path`; returns what was done, what is lost by it, and where the file is kept.

    Raises what recovery.restore raises, and then nothing has changed.
    """
    notes: list[str] = []
    kept = restore(candidate.info.path, path, key=key, progress=progress, anyway=bool(candidate.doubt), notes=notes)
    words = [_("已用备份“{name}”恢复").format(name=candidate.info.path.name), candidate.loss.words]
    if kept is not None:
        words.append(_("原来的文件留在“{kept}”").format(kept=kept.name))
    return clauses([*words, *notes])


def state_words(candidate: Candidate) -> str:
    """Whether a backup can be used."""
    if candidate.fault:
        return _("不能用：{why}").format(why=candidate.fault)
    if candidate.doubt:
        return _("有疑点：{what}").format(what=candidate.doubt)
    return _("恢复时核对") if candidate.fault is None else _("完好")
