"""At the start: tells of what was typed before the program ended unexpectedly, and leads back to it."""

from PySide6.QtCore import QObject

from desktop.ui.detail.telling import when
from desktop.ui.forms.kept import Kept, Shelf
from desktop.ui.shell.window import MainWindow
from models import clock
from models.schema.fields import entities
from models.words import _


class Resuming(QObject):
    """Looks once, beside the window; the banner leads to the latest draft, the others are offered at their records."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._latest: Kept | None = None
        window.banner.chosen.connect(self._go)
        file = window.database.file
        if file is not None:
            shelf = Shelf(file.path)
            window.tasks.read(lambda _progress: shelf.all(), self._tell, receiver=self)

    def _tell(self, found: tuple[Kept, ...]) -> None:
        kinds = {entity.__tablename__: entity for entity in entities()}
        known = [draft for draft in found if draft.entity in kinds]
        if not known:
            return
        self._latest = draft = known[0]
        named = f"{_(kinds[draft.entity].label)} {draft.name}".strip()
        moment = when(draft.at, clock.today())
        if len(known) == 1:
            words = _("有一份没有保存的修改：{record}，{when}").format(record=named, when=moment)
        else:
            words = _("有 {count} 份没有保存的修改，最近的是{record}，{when}").format(
                count=len(known), record=named, when=moment
            )
        self._window.banner.say(words, action=_("继续编辑"), tone="warn")

    def _go(self) -> None:
        draft, self._latest = self._latest, None
        entity = next((e for e in entities() if draft is not None and e.__tablename__ == draft.entity), None)
        if draft is None or entity is None:
            return
        self._window.banner.hide()
        self._window.show_form(entity, draft.key)
        if self._window.form is not None:
            self._window.form.want(draft)
