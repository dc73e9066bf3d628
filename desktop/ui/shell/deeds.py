"""What the acts of the window do with the list or form that is seen."""

from PySide6.QtCore import QObject

from desktop.ui.shell.actions import Actions
from desktop.ui.shell.history import History
from desktop.ui.shell.stage import Stage
from desktop.ui.workplace import Workplace
from models.progress import Progress
from models.words import _


class Deeds(QObject):
    """Connects acts to the stage."""

    def __init__(self, place: Workplace, stage: Stage, history: History, parent: QObject) -> None:
        super().__init__(parent)
        self._place, self._stage, self._history = place, stage, history

    def connect_to(self, acts: Actions) -> None:
        """Let the acts be done here."""
        for action, deed in (
            (acts.create, self.begin), (acts.open, self.open_selected), (acts.delete, self.delete),
            (acts.find, self.find), (acts.select_all, self.select_all), (acts.bring, self.bring),
            (acts.export, self.export), (acts.template, self.template), (acts.print, self.print_),
            (acts.back, self._stage.back),
        ):  # fmt: skip
            action.triggered.connect(lambda _on=False, deed=deed: deed())

    def open(self, key: int | None) -> None:
        """Open the form of a record of the list that is seen; None for a new one."""
        page = self._stage.list_page
        if page is not None:
            self._place.record(page.entity, key)

    def begin(self) -> None:
        """An empty form of the entity that is seen."""
        self.open(None)

    def open_selected(self) -> None:
        """The form of the first selected record."""
        page = self._stage.list_page
        ids = page.ids() if page is not None and self._stage.form is None else []
        if ids:
            self.open(ids[0])

    def delete(self) -> None:
        """Delete the selected records as one act; undo brings them back, so nobody is asked."""
        page = self._stage.list_page
        ids = page.ids() if page is not None and self._stage.form is None else []
        if page is None or not ids:
            return
        entity, database = page.entity, self._place.database
        name = _("删除{label} {count} 条").format(label=_(entity.label), count=len(ids))

        def work(progress: Progress) -> None:
            with database.transaction(name, progress) as tx:
                tx.delete(entity, ids)

        def done(_none: None) -> None:
            self._place.announce(_("已{act}").format(act=name), self._history.undo.trigger)

        self._place.tasks.write(name, work, done, receiver=self, failed=self._place.report)

    def find(self) -> None:
        """Go to the search of the list."""
        page = self._stage.list_page
        if page is not None and self._stage.form is None:
            page.filters.search.setFocus()
            page.filters.search.selectAll()

    def select_all(self) -> None:
        """Select every record of the list."""
        page = self._stage.list_page
        if page is not None and self._stage.form is None:
            page.table.selectAll()

    def bring(self) -> None:
        """Import workbooks, into the entity that is seen when it can be imported."""
        page = self._stage.list_page
        self._place.page("import", {"entity": page.entity} if page is not None and page.entity.importable else {})

    def export(self) -> None:
        """Write the list as it is seen into a workbook."""
        from desktop.ui.imports.giving import export

        page = self._stage.list_page
        if page is not None:
            export(self._place, page)

    def template(self) -> None:
        """Write an empty workbook to fill in."""
        from desktop.ui.imports.giving import template

        page = self._stage.list_page
        if page is not None:
            template(self._place, page.entity)

    def print_(self) -> None:
        """Print what is selected, or the list that is seen."""
        page = self._stage.list_page
        if page is None:
            self._place.page("print", {})
        else:
            self._place.page("print", {"ids": tuple(page.ids()), "query": page.query, "columns": page.columns})
