"""The files of a record on a layer: what there is, how it looks, added by a button or by dropping, taken away, saved."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QHBoxLayout, QListView, QVBoxLayout, QWidget

from desktop.atomic_file import deliver
from desktop.ui.kit import files, icons, layouts, paint
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Banner, Button, Hairline, IconButton, TallButton, Title
from desktop.ui.kit.file_drop import FileDrop, local_files
from desktop.ui.kit.menu_field import MenuField
from desktop.ui.kit.overlay import open_overlay
from desktop.ui.kit.page_widgets import TextLine, cut
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.row_list import ROW, Index, ItemPainter, RowModel, RowState, set_up
from desktop.ui.kit.tasks import Latest
from desktop.ui.kit.theme import NOTE, colour, font
from desktop.ui.record.file_preview import FilePreview, picture_of
from models.database.attachments import (
    Added,
    KeptFile,
    attach,
    attachments_of,
    change,
    content_of,
    read_files,
    remove,
)
from models.database.results import displays
from models.entities.attachments import Attachment
from models.progress import Progress
from models.schema.fields import Entity, field_map
from models.schema.types import Code
from models.words import _, clauses, joined

WIDTH, HEIGHT, LISTED = 960, 640, 340
_ROW = 52
_KILOBYTE = 1 << 10


def kind_words(kind: str | None) -> str:
    """What kind of attachment it is; other than said where nobody said."""
    return field_map(Attachment)["kind"].type.show(kind) if kind else _("未分类")


def size_words(size: int) -> str:
    """How large a file is."""
    kilobytes = max(1, round(size / _KILOBYTE))
    return f"{kilobytes:,} KB" if kilobytes < _KILOBYTE else f"{size / _KILOBYTE / _KILOBYTE:.1f} MB"


class _Files(RowModel):
    """The attachments of one record."""

    def words(self, row: KeptFile) -> str:
        """See RowModel."""
        return joined((row.title or row.file_name, self.note(row)))

    @staticmethod
    def note(row: KeptFile) -> str:
        """What stands under the name."""
        version = _("第 {version} 版").format(version=row.version) if row.version > 1 or row.replaced else ""
        older = _("已有新版") if row.replaced else ""
        return "·".join(part for part in (kind_words(row.kind), size_words(row.size), version, older) if part)


class _FilePainter(ItemPainter):
    """Name and note of a file."""

    def height(self, index: Index) -> int:
        """All rows are of one height."""
        return _ROW

    def draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        """See ItemPainter."""
        row: KeptFile = index.data(ROW)
        if state.ground:
            painter.fillRect(box, colour(state.ground))
        icons.draw(painter, "document", QPointF(box.x() + 14, box.y() + 10), 16, "text3" if row.replaced else "graphic")
        words = box.adjusted(40, 6, -12, -box.height() / 2)
        painter.setFont(font())
        name = cut(painter, row.title or row.file_name, words.width())
        paint.words(painter, words, LEFT, name, "text3" if row.replaced else "text", font())
        paint.words(painter, words.translated(0, 20), LEFT, _Files.note(row), "text3", font(NOTE))


class AttachmentsPanel(QWidget):
    """`withdrawn` when it is to be closed."""

    withdrawn = Signal()

    def __init__(self, place: AppContext, entity: type[Entity], key: int) -> None:
        super().__init__()
        self.place, self.entity, self.key = place, entity, key
        self.model = _Files()
        self.view = QListView()
        self.view.setModel(self.model)
        set_up(self.view, _FilePainter(self.view), _("附件"))
        self.view.setFixedWidth(LISTED)
        self.preview = FilePreview()
        self.banner = Banner()
        self._reads, self._looks = Latest(place.tasks, self), Latest(place.tasks, self)
        self._lay_out()
        self.view.selectionModel().currentChanged.connect(lambda _now, _before: self._look())
        FileDrop(self, local_files).dropped.connect(self.add_files)
        self.setFocusProxy(self.view)
        self.look()

    # --- how it looks

    def _lay_out(self) -> None:
        body = layouts.row(self.view, Hairline(upright=True), (self.preview, 1), gap=0)
        layouts.column(self._head(), Hairline(), self.banner, (body, 1), Hairline(), self._foot(), parent=self, gap=0)

    def _head(self) -> QHBoxLayout:
        self.title = Title(_("附件"), 16)
        self.who = TextLine("", ink="text2")
        self.add = Button(_("添加文件…"), icon="add")
        self.add.clicked.connect(self._choose)
        close = IconButton("dismiss", _("关闭"), "Esc")
        close.clicked.connect(self.withdrawn)
        return layouts.row(self.title, (self.who, 1), self.add, close, gap=12, margins=(24, 14, 14, 12))

    def _foot(self) -> QVBoxLayout:
        codes = field_map(Attachment)["kind"].type
        assert isinstance(codes, Code)
        choices = [(None, _("未分类")), *((code.code, code.told()) for code in codes.codes.codes)]
        self.kind = MenuField(_("附件类别"), choices)
        self.kind.keep_width(170)
        self.kind.chosen.connect(self._take_kind)
        self.save = TallButton(_("另存为…"))
        self.save.clicked.connect(self._save)
        self.drop = TallButton(_("移除"))
        self.drop.clicked.connect(self._remove)
        hint = TextLine(_("可以把文件拖到这里；同名文件是新版本，每个不超过 20 MB"), NOTE, ink="text3")
        return layouts.column(
            layouts.row((hint, 1), self.kind, self.save, self.drop, gap=8), margins=(24, 12, 20, 14)
        )  # fmt: skip

    @property
    def current(self) -> KeptFile | None:
        """The file that is looked at."""
        index = self.view.currentIndex()
        return index.data(ROW) if index.isValid() else None

    # --- what there is

    def look(self, wanted: int | None = None) -> None:
        """Read the attachments anew, and go to one of them."""
        database, entity, key = self.place.database, self.entity, self.key

        def work(_progress: Progress) -> tuple[str, list[KeptFile]]:
            with database.reading() as connection:
                return displays(connection, entity, [key]).get(key, ""), attachments_of(
                    connection, entity.__tablename__, key
                )

        self._reads.read(work, lambda found: self._show(*found, wanted), failed=self._report)

    def _show(self, name: str, found: Sequence[KeptFile], wanted: int | None) -> None:
        before = wanted if wanted is not None else (self.current.id if self.current is not None else None)
        self.who.setText(_("{label} {name}").format(label=_(self.entity.label), name=name))
        self.model.show_rows(found)
        row = next((n for n, one in enumerate(found) if one.id == before), 0)
        if found:
            self.view.setCurrentIndex(self.model.index(row))
        self._look()

    def _look(self) -> None:
        one = self.current
        for widget in (self.kind, self.save, self.drop):
            widget.setEnabled(one is not None)
        if one is None:
            self._looks.stop()
            self.preview.say(_("还没有附件"))
            return
        self.kind.show_key(one.kind)
        database = self.place.database

        def work(progress: Progress) -> tuple[bool, QImage | None]:
            content = content_of(database, one)
            return content is not None, None if content is None else picture_of(content, one.media_type, progress)

        self._looks.read(work, lambda seen: self._see(one, *seen), failed=self._report)

    def _see(self, one: KeptFile, there: bool, image: QImage | None) -> None:
        self.save.setEnabled(there)
        if image is not None:
            self.preview.show_image(image, one.file_name)
        elif there:
            self.preview.say(_("“{name}”不能在这里预览，可以另存后打开").format(name=one.file_name))
        else:
            words = _("“{name}”的内容不在数据库旁的 .files 文件里；请连同那个文件一起恢复备份")
            self.preview.say(words.format(name=one.file_name))

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

    def _take_kind(self, kind: str | None) -> None:
        one, database = self.current, self.place.database
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
        if one is None:
            return
        ending = Path(one.file_name).suffix or ".bin"
        target = files.save_as(self, _("另存附件"), Path(one.file_name).stem, (ending,))
        if target is None:
            return
        content = content_of(self.place.database, one)
        try:
            if content is not None:
                deliver(content, target)
                self.banner.say(_("已存到 {file}").format(file=target), good=True)
        except OSError as error:
            self._report(error)

    def _report(self, error: Exception) -> None:
        from desktop.ui.kit.errors import trouble_of

        self.banner.say(trouble_of(error).sentence)


def open_attachments(place: AppContext, entity: type[Entity], key: int, paths: Sequence[Path] = ()) -> AttachmentsPanel:
    """Lay the files of a record over the window, and keep these with it, which were dropped on it."""
    panel = AttachmentsPanel(place, entity, key)
    layer = open_overlay(place.window, panel, WIDTH, HEIGHT)
    panel.withdrawn.connect(layer.close_layer)
    panel.add_files(paths)
    return panel
