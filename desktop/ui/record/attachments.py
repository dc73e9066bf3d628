"""The files of a record on a layer: what there is, how it looks, added by a button or by dropping, taken away, saved."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListView, QVBoxLayout, QWidget

from desktop.atomic_file import deliver
from desktop.ui.kit import files, layouts
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Banner, Button, Hairline, IconButton, TallButton, Title
from desktop.ui.kit.dialogs import ask_reason
from desktop.ui.kit.file_drop import FileDrop, local_files
from desktop.ui.kit.menu_field import MenuField
from desktop.ui.kit.overlay import open_overlay
from desktop.ui.kit.page_view import Fit, Paper
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.row_list import ROW, Index, RowModel, set_up
from desktop.ui.kit.theme import NOTE
from desktop.ui.record.file_preview import FilePreview, FileRow, FileRowPainter, enlarge, paper_of
from models.database.attachments import Added, KeptFile, attach, attachments_of, change, content_of, read_files, remove
from models.database.disclosures import FILE, FILE_SAVED
from models.database.results import displays
from models.entities.attachments import Attachment
from models.progress import Progress
from models.schema.fields import Entity, field_map
from models.schema.types import Code
from models.words import _, clauses, dotted, joined

WIDTH, HEIGHT, LISTED = 960, 640, 340
_KILOBYTE = 1 << 10
_TURNING = (
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus,
    Qt.Key.Key_0,
)  # fmt: skip


def kind_words(kind: str | None) -> str:
    """What kind of attachment it is; other than said where nobody said."""
    return field_map(Attachment)["kind"].type.show(kind) if kind else _("未分类")


def size_words(size: int) -> str:
    """How large a file is."""
    kilobytes = max(1, round(size / _KILOBYTE))
    return f"{kilobytes:,} KB" if kilobytes < _KILOBYTE else f"{size / _KILOBYTE / _KILOBYTE:.1f} MB"


Place = tuple[str, int]  # a record by its table and id


class _Files(RowModel):
    """The attachments of a record, and of others that belong to it, which are called as `others` says."""

    def __init__(self, others: Mapping[Place, str]) -> None:
        super().__init__()
        self.others = others

    def words(self, row: KeptFile) -> str:
        return joined((row.title or row.file_name, self.note(row)))

    def note(self, row: KeptFile) -> str:
        """What stands under the name."""
        whose = self.others.get((row.entity, row.record_id), "")
        version = _("第 {version} 版").format(version=row.version) if row.version > 1 or row.replaced else ""
        older = _("已有新版") if row.replaced else ""
        return dotted((whose, kind_words(row.kind), size_words(row.size), version, older))


class _FilePainter(FileRowPainter):
    """Name and note of a file."""

    def told(self, index: Index) -> FileRow:
        row, model = index.data(ROW), index.model()
        assert isinstance(model, _Files)
        sign, ink = ("text3", "text3") if row.replaced else ("graphic", "text")
        return FileRow("document", sign, row.title or row.file_name, ink, model.note(row), "text3")


class _FileList(QListView):
    """The files; the keys that turn and enlarge the one that is seen work here, too."""

    def __init__(self, preview: FilePreview) -> None:
        super().__init__()
        self._preview = preview

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See FilePreview; arrows, Home and End walk through the files."""
        plain = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        if Qt.Key(event.key()) in _TURNING and not event.modifiers() & ~plain:
            self._preview.keyPressEvent(event)
        else:
            super().keyPressEvent(event)


class AttachmentsPanel(QWidget):
    """`withdrawn` when it is to be closed; `within` a page it has no head of its own.

    The files of `others` are listed too, each with what its record is called; what is added is kept with the record itself.
    """

    withdrawn = Signal()

    def __init__(
        self, place: AppContext, entity: type[Entity], key: int, *, within: bool = False,
        others: Mapping[Place, str] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        super().__init__()
        self.place, self.entity, self.key, self.within = place, entity, key, within
        self.places: tuple[Place, ...] = ((entity.__tablename__, key), *others)
        self.model = _Files(others)
        self.preview = FilePreview(place.tasks, Fit.WIDTH if within else Fit.PAGE)
        self.view = _FileList(self.preview)
        set_up(self.view, _FilePainter(self.view), _("附件"), rows=self.model)
        self.view.setFixedWidth(LISTED)
        self.preview.enlarged.connect(self._enlarge)
        self.banner = Banner()
        self._reason: str | None = None  # why private contents are looked at: asked once while the layer lies here
        self._revealed: dict[int, bytes | None] = {}
        self._seen: tuple[KeptFile, bytes] | None = None  # what the preview shows
        self._lay_out()
        self.view.selectionModel().currentChanged.connect(lambda _now, _before: self._look())
        FileDrop(self, local_files).dropped.connect(self.add_files)
        self.setFocusProxy(self.view)
        self.look()

    # --- how it looks

    def _lay_out(self) -> None:
        body = layouts.row(self.view, Hairline(upright=True), (self.preview, 1), gap=0)
        head = self._head()
        above = () if self.within else (head, Hairline())
        layouts.column(*above, self.banner, (body, 1), Hairline(), self._foot(), parent=self, gap=0)

    def _head(self) -> QHBoxLayout:
        self.title = Title(_("附件"), 16)
        self.who = TextLine("", ink="text2")
        self.add = Button(_("添加文件…"), icon="add").leads(self._choose)
        if self.within:
            return layouts.row()
        close = IconButton("dismiss", _("关闭"), "Esc").leads(self.withdrawn)
        return layouts.row(self.title, (self.who, 1), self.add, close, gap=12, margins=(24, 14, 14, 12))

    def _foot(self) -> QVBoxLayout:
        codes = field_map(Attachment)["kind"].type
        assert isinstance(codes, Code)
        choices = [(None, _("未分类")), *((code.code, code.told()) for code in codes.codes.codes)]
        self.kind = MenuField(_("附件类别"), choices, width=170, then=self._take_kind)
        self.reveal = TallButton(_("查看内容…")).leads(self._reveal)
        self.reveal.hide()
        self.save = TallButton(_("另存为…")).leads(self._save)
        self.drop = TallButton(_("移除")).leads(self._remove)
        hint = TextLine(_("可以把文件拖到这里；同名文件是新版本，每个不超过 20 MB"), NOTE, ink="text3")
        add = [self.add] if self.within else []
        return layouts.column(
            layouts.row((hint, 1), *add, self.reveal, self.kind, self.save, self.drop, gap=8), margins=(24, 12, 20, 14)
        )  # fmt: skip

    @property
    def current(self) -> KeptFile | None:
        """The file that is looked at."""
        index = self.view.currentIndex()
        return index.data(ROW) if index.isValid() else None

    # --- what there is

    def look(self, wanted: int | None = None) -> None:
        """Read the attachments anew, and go to one of them."""
        database, entity, key, places = self.place.database, self.entity, self.key, self.places

        def work(_progress: Progress) -> tuple[str, list[KeptFile]]:
            with database.reading() as connection:
                found = [file for place in places for file in attachments_of(connection, *place)]
                return displays(connection, entity, [key]).get(key, ""), found

        self.place.tasks.read(work, lambda found: self._show(*found, wanted), receiver=self, failed=self._report)

    def _show(self, name: str, found: Sequence[KeptFile], wanted: int | None) -> None:
        before = wanted if wanted is not None else (self.current.id if self.current is not None else None)
        self.who.setText(_("{label} {name}").format(label=_(self.entity.label), name=name))
        self.model.show_rows(found)
        row = next((n for n, one in enumerate(found) if one.id == before), 0)
        if found:
            self.view.setCurrentIndex(self.model.index(row))
        self._look()

    def _look(self) -> None:
        one, self._seen = self.current, None
        self.place.tasks.stop(self, "seen")
        for widget in (self.kind, self.save, self.drop):
            widget.setEnabled(one is not None)
        self.reveal.setVisible(one is not None and self._masked(one))
        if one is None:
            self.preview.say(_("还没有附件"))
            return
        self.kind.show_key(one.kind)
        if self._masked(one):
            words = _("“{name}”是{kind}，内容已遮盖；查看须写明原因，会留下记录")
            self.preview.say(words.format(name=one.file_name, kind=kind_words(one.kind)))
            return
        database, known = self.place.database, self._revealed
        self._draw(one, lambda: known[one.id] if one.is_private else content_of(database, one))

    def _masked(self, one: KeptFile) -> bool:
        """Whether its content is not to be seen before somebody says why."""
        return one.is_private and one.id not in self._revealed

    def _draw(self, one: KeptFile, read: Callable[[], bytes | None]) -> None:
        """Read the content beside the window, and show it."""

        def work(progress: Progress) -> tuple[bytes | None, Paper | None]:
            content = read()
            return content, None if content is None else paper_of(content, one.media_type, progress)

        self.place.tasks.read(work, lambda seen: self._see(one, *seen), receiver=self, slot="seen", failed=self._report)

    def _see(self, one: KeptFile, content: bytes | None, paper: Paper | None) -> None:
        self.save.setEnabled(content is not None)
        self._seen = None if content is None or paper is None else (one, content)
        if paper is not None:
            self.preview.show_paper(paper, one.file_name)
        elif content is not None:
            self.preview.say(_("“{name}”不能在这里预览，可以另存后打开").format(name=one.file_name))
        else:
            words = _("“{name}”的内容不在数据库旁的 .files 文件里；请连同那个文件一起恢复备份")
            self.preview.say(words.format(name=one.file_name))

    def _enlarge(self) -> None:
        """Lay the file that is seen over the window, at the same page."""
        if self._seen is None:
            return
        (one, content), page = self._seen, self.preview.page

        def work(progress: Progress) -> Paper | None:
            return paper_of(content, one.media_type, progress)

        def show(paper: Paper | None) -> None:
            if paper is not None:
                enlarge(self.place, paper, one.file_name, page)

        self.place.tasks.read(work, show, receiver=self, slot="large", failed=self._report)

    # --- what is done

    def _choose(self) -> None:
        self.add_files(files.files_to_open(self, _("选择要添加的文件"), _("全部文件 (*)")))

    def add_files(self, paths: Sequence[Path]) -> None:
        """Keep files with the record."""
        if not paths:
            return
        database, entity, key = self.place.database, self.entity, self.key

        def work(_progress: Progress) -> Added:
            found, unreadable = read_files(database, paths)
            added = attach(database, entity, key, found)
            return Added(added.ids, added.same, (*unreadable, *added.refused))

        self.place.tasks.write(_("添加附件"), work, self._added, receiver=self, failed=self._report)

    def _added(self, added: Added) -> None:
        same = [_("“{name}”已经在这条记录上，没有重复添加").format(name=name) for name in added.same]
        told = [*added.refused, *same]
        if told:
            self.banner.say(clauses(told), tone="warn")
        else:
            self.banner.hide()
        self.look(added.ids[-1] if added.ids else None)

    def _why(self) -> str | None:
        """Why private contents are asked for; None where somebody thought better of it."""
        told = _("证件、银行卡和健康材料的内容会留下记录：谁、何时、哪些、多少条。请写明原因，如“办理保险”")
        self._reason = self._reason or ask_reason(self.window(), self.place.settings, _("查看附件内容"), told)
        return self._reason

    def _reveal(self) -> None:
        one, database = self.current, self.place.database
        reason = self._why() if one is not None else None
        if one is None or reason is None:
            return

        def show(content: bytes | None) -> None:
            self._revealed[one.id] = content
            self._look()

        self.place.tasks.write(
            _("查看附件"), lambda _progress: content_of(database, one, FILE, reason), show, receiver=self, failed=self._report
        )  # fmt: skip

    def _take_kind(self, kind: str | None) -> None:
        one, database = self.current, self.place.database
        if one is not None and kind != one.kind and self._masked(one):
            self.kind.show_key(one.kind)
            self.banner.say(_("“{name}”的内容已遮盖，请先查看内容，再改类别").format(name=one.file_name), tone="warn")
            return
        if one is not None and kind != one.kind:
            self._write(_("修改附件"), lambda: change(database, one, {"kind": kind}))

    def _remove(self) -> None:
        one, database = self.current, self.place.database
        if one is not None:
            self._write(_("移除附件"), lambda: remove(database, one))
            self.banner.say(_("已移除“{name}”，可撤销（Ctrl+Z）").format(name=one.file_name), tone="accent")

    def _write(self, name: str, act: Callable[[], None]) -> None:
        def work(_progress: Progress) -> None:
            act()

        self.place.tasks.write(name, work, lambda _done: self.look(), receiver=self, failed=self._report)

    def _save(self) -> None:
        one = self.current
        if one is None or (one.is_private and self._why() is None):
            return
        ending = Path(one.file_name).suffix or ".bin"
        target = files.save_as(self, _("另存附件"), Path(one.file_name).stem, (ending,))
        if target is None:
            return
        database, reason = self.place.database, self._reason or ""

        def work(_progress: Progress) -> bool:
            content = content_of(database, one, FILE_SAVED, reason)
            if content is not None:
                deliver(content, target)
            return content is not None

        def saved(there: bool) -> None:
            if there:
                self.banner.say(_("已存到 {file}").format(file=target), good=True)
            else:
                self._look()

        self.place.tasks.write(_("另存附件"), work, saved, receiver=self, failed=self._report)

    def _report(self, error: Exception) -> None:
        from desktop.ui.kit.errors import trouble_of

        self.banner.say(trouble_of(error).sentence)


def open_attachments(place: AppContext, entity: type[Entity], key: int, paths: Sequence[Path] = ()) -> AttachmentsPanel:
    """Lay the files of a record over the window, and keep these with it, which were dropped on it."""
    panel = AttachmentsPanel(place, entity, key)
    open_overlay(place.window, panel, WIDTH, HEIGHT, panel.withdrawn)
    panel.add_files(paths)
    return panel
