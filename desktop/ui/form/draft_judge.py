"""A draft judged as it would be stored: rules and computed values beside the window, while one types."""

from PySide6.QtCore import QObject, Signal

from desktop.operations.saving import Edit, Judgement, judged
from desktop.ui.form.record_editor import RecordEditor
from desktop.ui.kit.tasks import Debounce
from models.database.errors import DatabaseError
from models.progress import Progress

_PAUSE = 300  # milliseconds after the last key


class DraftJudge(QObject):
    """Judges what an editor would write, and shows in it what is computed from that; `changed` when that is another.

    What could not be saved is not judged.
    """

    changed = Signal()

    def __init__(self, editor: RecordEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.judgement = Judgement()
        self._asked: Edit | None = None
        self._pause = Debounce(_PAUSE, self._look, self)
        editor.loaded.connect(self._again)

    def ask(self) -> None:
        """Judge the draft once nobody types any more."""
        self._pause.start()

    def _again(self) -> None:
        """Judge anew what was written meanwhile."""
        self._asked = None

    def _edit(self) -> Edit | None:
        """What would be written if it were saved now; None while that cannot be."""
        editor = self._editor
        if (editor.key is None and not editor.dirty) or editor.draft.obstacles():
            return None
        return editor.edit()

    def _look(self) -> None:
        database, edit = self._editor.database, self._edit()
        if edit is not None and edit == self._asked:
            return
        self._asked = edit
        self._editor.tasks.stop(self)
        if edit is None:
            self._take(Judgement())
            return

        def work(progress: Progress) -> Judgement:
            try:
                return judged(database, edit, progress)
            except DatabaseError:  # it could not be saved as it is: the fields say why, and saving will
                return Judgement()

        self._editor.tasks.read(work, self._take, receiver=self)

    def _take(self, judgement: Judgement) -> None:
        if judgement != self.judgement:
            self.judgement = judgement
            self._editor.show_computed(judgement.values, judgement.words)
            self.changed.emit()
