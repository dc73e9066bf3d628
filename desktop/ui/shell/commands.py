"""What the acts of the window do with the list or form that is seen."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from desktop.operations.deleting import delete
from desktop.ui.kit.change_sets import announce
from desktop.ui.kit.context import AppContext
from desktop.ui.record.compositions import has_page
from desktop.ui.shell.actions import Actions, tip
from desktop.ui.shell.navigator import Navigator
from models.access.rights import BACKUP, EXPORT, IMPORT, PRINT, Right, classes_of, edit, on, reveal
from models.database.checking import only_by_act
from models.entities.people import Student
from models.schema.counting import counted
from models.schema.fields import Entity
from models.words import _


class WindowCommands(QObject):
    """Connects acts to the stage."""

    def __init__(self, place: AppContext, stage: Navigator, parent: QObject) -> None:
        super().__init__(parent)
        self._place, self._stage = place, stage

    def connect_to(self, acts: Actions) -> None:
        """Let the acts be done here."""
        for action, command in (
            (acts.create, self.begin), (acts.open, self.open_selected), (acts.delete, self.delete),
            (acts.find, self.find), (acts.select_all, self.select_all), (acts.bring, self.bring), (acts.paste, self.paste),
            (acts.export, self.export), (acts.template, self.template), (acts.print, self.print_),
            (acts.back, self._stage.back), (acts.export_whole, self.export_whole), (acts.copy_whole, self.copy_whole),
            (acts.export_as, self.export_as),
            (acts.files, self.files), (acts.photos, self.photos),
        ):  # fmt: skip
            action.triggered.connect(lambda _on=False, command=command: command())

    def allow(self, acts: Actions, *, listed: bool) -> None:
        """Let acts be possible as far as what is seen allows; `listed`: it is a table."""
        page, entity, beside = self._stage.list_page, self._stage.entity, self._stage.beside
        chosen = listed and page is not None and page.table.selectionModel().hasSelection()
        only_acts = "" if entity is None else only_by_act(entity)
        acts.open.setEnabled(chosen)
        acts.delete.setEnabled(chosen and not only_acts)
        for action in (acts.select_all, acts.save_view):
            action.setEnabled(listed)
        acts.find.setEnabled(listed or beside is not None)
        acts.export.setEnabled(page is not None)
        hidden = page is not None and page.has_private()
        acts.export_whole.setEnabled(hidden)
        acts.export_as.setEnabled(page is not None)
        acts.copy_whole.setEnabled(hidden and chosen)
        acts.create.setEnabled(entity is not None and not only_acts)
        acts.template.setEnabled(entity is not None)
        acts.bring.setEnabled(entity is None or entity.importable)
        acts.files.setEnabled(entity is not None)
        acts.photos.setEnabled(entity is Student)
        acts.paste.setEnabled(self._stage.form is None)
        acts.switch.setEnabled(has_page(entity) and self._stage.form is None)
        acts.back.setEnabled(self._stage.can_go_back)
        acts.print.setEnabled(True)
        acts.backup.setEnabled(True)
        acts.create.setText(_("新建{label}").format(label=_(entity.label)) if entity is not None else _("新建"))
        for action, refusal in self._refusals(acts, entity):
            action.setEnabled(action.isEnabled() and not refusal)
            action.setToolTip(refusal or tip(action))
        if only_acts:
            acts.create.setToolTip(only_acts)
            acts.delete.setToolTip(only_acts)

    def _refusals(self, acts: Actions, entity: type[Entity] | None) -> Iterator[tuple[QAction, str]]:
        """What the person at work may have no right to, and the sentence that says so, "" where they have."""
        may = self._place.database.may
        yield acts.backup, may(Right(BACKUP))
        if entity is None:
            return
        # one class of private values that may be seen is enough: the others stay masked
        whole = min((may(reveal(entity, one)) for one in classes_of(entity)), default="")
        yield from (
            (acts.create, may(edit(entity))), (acts.delete, may(edit(entity))), (acts.photos, may(edit(entity))),
            (acts.bring, may(on(IMPORT, entity))), (acts.paste, may(on(IMPORT, entity))),
            (acts.export, may(on(EXPORT, entity))), (acts.export_as, may(on(EXPORT, entity))),
            (acts.export_whole, may(on(EXPORT, entity)) or whole), (acts.copy_whole, whole),
            (acts.print, may(on(PRINT, entity))),
        )  # fmt: skip

    def open(self, key: int | None) -> None:
        """Open the form of a record of those that are seen; None for a new one."""
        entity = self._stage.entity
        if entity is not None:
            self._place.form(entity, key)

    def begin(self) -> None:
        """An empty form of the entity that is seen; beside a list what its page begins with instead."""
        beside = self._stage.beside
        if beside is None or not beside.begin():
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
        entity, place = page.entity, self._place
        place.tasks.write(
            _("删除{label} {count}").format(label=_(entity.label), count=counted(entity, len(ids))),
            lambda progress: delete(place.database, entity, ids, progress=progress),
            partial(announce, place),
            receiver=self,
        )

    def find(self) -> None:
        """Go to the search of the list."""
        page, beside = self._stage.list_page, self._stage.beside
        search = beside.search if beside is not None else page.filters.search if page is not None else None
        if search is not None and self._stage.form is None:
            search.setFocus()
            search.selectAll()

    def select_all(self) -> None:
        """Select every record of the list."""
        page = self._stage.list_page
        if page is not None and self._stage.form is None:
            page.table.selectAll()

    def bring(self) -> None:
        """Import workbooks, into the entity that is seen when it can be imported."""
        entity = self._stage.entity
        self._place.page("import", {"entity": entity} if entity is not None and entity.importable else {})

    def paste(self) -> None:
        """Import what the clipboard holds into the list that is seen, or where files are chosen; elsewhere say where."""
        spot, entity = self._stage.spot, self._stage.entity
        if entity is not None and entity.importable:
            self._place.page("import", {"entity": entity, "clipboard": True})
        elif spot is not None and spot.page == "import":
            self._place.page("import", {"clipboard": True})
        else:
            self._place.say(_("请到要粘贴的列表里，或在导入的第 1 步按 Ctrl+V"))

    def export(self) -> None:
        """Write the list as it is seen into a workbook."""
        from desktop.ui.imports.exchange_dialogs import export

        page = self._stage.list_page
        if page is not None:
            export(self._place, page)

    def export_whole(self) -> None:
        """The same with whole numbers, which is asked about and logged."""
        from desktop.ui.imports.exchange_dialogs import export

        page = self._stage.list_page
        if page is not None:
            export(self._place, page, whole=True)

    def export_as(self) -> None:
        """The list in the columns an authority wants."""
        from desktop.ui.imports.column_templates import export_by_template

        page = self._stage.list_page
        if page is not None:
            export_by_template(self._place, page)

    def copy_whole(self) -> None:
        """Copy what is selected with whole numbers, which is asked about and logged."""
        page = self._stage.list_page
        if page is not None:
            page.copy_whole()

    def template(self) -> None:
        """Write an empty workbook to fill in."""
        from desktop.ui.imports.exchange_dialogs import template

        entity = self._stage.entity
        if entity is not None:
            template(self._place, entity)

    def files(self) -> None:
        """The files kept with the one record at hand."""
        from desktop.ui.record.attachments import open_attachments

        entity, ids = self._stage.at_hand
        if entity is not None and len(ids) == 1:
            open_attachments(self._place, entity, ids[0])
        else:
            self._place.say(_("附件是一条记录的：请先选中一条"))

    def photos(self) -> None:
        """Match photographs to students."""
        from desktop.ui.record.photos import open_photos

        open_photos(self._place)

    def print_(self) -> None:
        """Print what is selected, or the list that is seen."""
        page, beside = self._stage.list_page, self._stage.beside
        if beside is not None:
            beside.print_.click()
        elif page is None:
            self._place.page("print", {})
        else:
            self._place.page("print", {"ids": tuple(page.ids()), "query": page.query, "columns": page.columns})
