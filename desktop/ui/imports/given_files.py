"""The files and pasted blocks of an import, each read beside the window."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal

from desktop.exchange.clipboard import Clipped, pasted_name, read_clipboard
from desktop.exchange.mapping import Source, likeliest, likenesses
from desktop.exchange.reader import read_workbook
from desktop.exchange.refusal import Refused
from desktop.exchange.workbook import Workbook
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.file_drop import workbooks
from desktop.ui.kit.tasks import CancelWatch
from models.progress import Progress
from models.schema.fields import Entity
from models.words import _


@dataclass(slots=True)
class Given:
    """A file or block that was given: read, refused with a sentence, or (neither) still being read.

    `scores` are what speaks for each kind of record it may hold.
    """

    path: Path
    source: Source | None = None
    refusal: str = ""
    scores: Mapping[type[Entity], int] = field(default_factory=dict)


class GivenFiles(QObject):
    """What was given so far; `changed` whenever one was added, read, refused or taken off."""

    changed = Signal()

    def __init__(self, place: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._stops = CancelWatch(place.tasks, self)
        self.files: list[Given] = []

    @property
    def sources(self) -> tuple[Source, ...]:
        """What was read."""
        return tuple(given.source for given in self.files if given.source is not None)

    @property
    def likely(self) -> type[Entity] | None:
        """The kind of record the first of them holds that tells."""
        return next((kind for given in self.files if (kind := likeliest(given.scores)) is not None), None)

    @property
    def reading(self) -> bool:
        """Whether something is still being read."""
        return any(given.source is None and not given.refusal for given in self.files)

    def clear(self) -> None:
        """Begin with nothing."""
        if self.files:
            self.files = []
            self.changed.emit()

    def add(self, paths: Iterable[Path]) -> None:
        """Read files; each is listed at once."""
        known = {given.path for given in self.files}
        others = [path for path in dict.fromkeys(paths) if path not in known]
        for path in others:
            self._read(Given(path), partial(read_workbook, path, None))
        if others:
            self.changed.emit()

    def paste(self, data: QMimeData) -> None:
        """Read what the clipboard holds: files that were copied, or a block of cells."""
        if paths := workbooks(data):
            self.add(paths)
            return
        clipped = Clipped(data.text(), data.html())
        name = pasted_name(1 + sum(given.path.parent == Path() for given in self.files))
        self._read(Given(Path(name)), lambda progress: read_clipboard(clipped, name, progress), pasted=True)
        self.changed.emit()

    def _read(self, given: Given, read: Callable[[Progress], Workbook], *, pasted: bool = False) -> None:
        self.files.append(given)

        def work(progress: Progress) -> tuple[Source, Mapping[type[Entity], int]]:
            workbook = read(progress)
            return Source(given.path, workbook, pasted), likenesses(workbook)

        def done(found: tuple[Source, Mapping[type[Entity], int]]) -> None:
            given.source, given.scores = found
            self.changed.emit()

        def failed(error: Exception) -> None:
            given.refusal = error.sentence if isinstance(error, Refused) else _("没有读成，请重试或另存后再试")
            self.changed.emit()
            if not isinstance(error, Refused):
                self._place.report(error)

        def stopped() -> None:
            given.refusal = _("已取消读取；移除后可以重新放入")
            self.changed.emit()

        name = _("读取 {file}").format(file=given.path.name)
        self._stops.watch(self._place.tasks.each(work, done, receiver=self, name=name, failed=failed), stopped)

    def remove(self, given: Given) -> None:
        """Take one off."""
        self.files.remove(given)
        self.changed.emit()
