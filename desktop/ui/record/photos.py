"""Photographs of students brought in together: what was told by the names of the files, what not and why, then kept."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QListView, QVBoxLayout, QWidget

from desktop.exchange.photos import Found, PhotoFile, PhotoPlan, keep_photos, photos_in, plan_photos
from desktop.operations.done import Done, told
from desktop.ui.kit import files, layouts
from desktop.ui.kit.change_sets import announce
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Banner, Button, Hairline, IconButton, Kind, TallButton, Title
from desktop.ui.kit.errors import trouble_of
from desktop.ui.kit.file_drop import FileDrop, local_files
from desktop.ui.kit.overlay import open_overlay
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.row_list import ROW, Index, RowModel, set_up
from desktop.ui.kit.theme import NOTE
from desktop.ui.record.file_preview import FilePreview, FileRow, FileRowPainter
from models.database.history import change_sets
from models.database.transaction import ChangeSet
from models.progress import Progress
from models.words import _, joined

WIDTH, HEIGHT, _PREVIEW = 960, 640, 320
_SIGNS = {
    Found.MATCHED: ("checkmark_circle", "ok"), Found.SAME: ("checkmark_circle", "text3"),
    Found.UNKNOWN: ("error_circle", "danger"), Found.AMBIGUOUS: ("warning", "warn"), Found.BAD: ("error_circle", "danger"),
}  # fmt: skip


class _Photos(RowModel):
    """The files, those that need somebody first."""

    def words(self, row: PhotoFile) -> str:
        return joined((row.name, self.note(row)))

    def tip(self, row: PhotoFile) -> str:
        return row.why

    @staticmethod
    def note(row: PhotoFile) -> str:
        """What became of it."""
        if row.found is Found.MATCHED:
            return _("{student}，按{field}").format(student=row.shown, field=row.told_by)
        return row.why


class _PhotoPainter(FileRowPainter):
    """Sign, name of the file, what became of it."""

    def told(self, index: Index) -> FileRow:
        row: PhotoFile = index.data(ROW)
        sign, ink = _SIGNS[row.found]
        note = "text2" if row.found is Found.MATCHED else ink
        return FileRow(sign, ink, row.name, "text", _Photos.note(row), note)


class PhotosPanel(QWidget):
    """`withdrawn` when it is to be closed, `kept` with the change set once the photographs are there."""

    withdrawn = Signal()
    kept = Signal(object)

    def __init__(self, place: AppContext) -> None:
        super().__init__()
        self.place = place
        self.plan: PhotoPlan | None = None
        self.model = _Photos()
        self.view = QListView()
        self.view.setUniformItemSizes(True)
        set_up(self.view, _PhotoPainter(self.view), _("照片文件"), rows=self.model)
        self.preview = FilePreview(place.tasks)
        self.preview.setFixedWidth(_PREVIEW)
        self.banner = Banner()
        self._lay_out()
        self.view.selectionModel().currentChanged.connect(lambda _now, _before: self._look())
        FileDrop(self, local_files).dropped.connect(self.take)
        self._refresh()

    # --- how it looks

    def _lay_out(self) -> None:
        body = layouts.row((self.view, 1), Hairline(upright=True), self.preview, gap=0)
        layouts.column(self._head(), Hairline(), self.banner, (body, 1), Hairline(), self._foot(), parent=self, gap=0)

    def _head(self) -> QHBoxLayout:
        self.folder = Button(_("选择文件夹…"), icon="folder_open").leads(self._choose_folder)
        self.some = Button(_("选择文件…"), icon="add").leads(self._choose)
        close = IconButton("dismiss", _("关闭"), "Esc").leads(self.withdrawn)
        hint = TextLine(_("文件名写身份证号、学号或姓名；裁成 295×413，不超过 200 KB"), NOTE, ink="text3")
        return layouts.row(
            Title(_("匹配照片"), 16), (hint, 1), self.folder, self.some, close, gap=12, margins=(24, 14, 14, 12)
        )  # fmt: skip

    def _foot(self) -> QVBoxLayout:
        self.told = TextLine("", NOTE, ink="text2")
        back = TallButton(_("取消"), keys="Esc").leads(self.withdrawn)
        self.keep = TallButton("", Kind.PRIMARY).leads(self._keep)
        return layouts.column(layouts.row((self.told, 1), back, self.keep, gap=8), margins=(24, 12, 20, 14))

    # --- what was found

    def _choose(self) -> None:
        self.take(
            files.files_to_open(
                self, _("选择照片"), _("图片 (*.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff);;全部文件 (*)")
            )
        )

    def _choose_folder(self) -> None:
        chosen = files.folder_to_use(self, _("照片在哪个文件夹"))
        self.take(() if chosen is None else (chosen,))

    def take(self, paths: Sequence[Path]) -> None:
        """Look whose these photographs are."""
        if not paths:
            return
        database = self.place.database
        self.told.setText(_("正在核对…"))
        self.keep.setEnabled(False)

        def work(progress: Progress) -> PhotoPlan:
            return plan_photos(database, photos_in(paths), progress)

        self.place.tasks.read(work, self._show, receiver=self, name=_("核对照片"), failed=self._report)

    def _show(self, made: PhotoPlan) -> None:
        self.plan = made
        open_ = made.of(Found.AMBIGUOUS, Found.UNKNOWN, Found.BAD)
        self.model.show_rows([*open_, *made.of(Found.MATCHED, Found.SAME)])
        if made.files:
            self.view.setCurrentIndex(self.model.index(0))
        self._refresh()
        self._look()

    def _refresh(self) -> None:
        made = self.plan
        matched = made.of(Found.MATCHED) if made is not None else []
        self.keep.setText(_("存入 {count} 张").format(count=len(matched)))
        self.keep.setEnabled(bool(matched))
        if made is None:
            self.told.setText(_("把照片或文件夹拖到这里，或在上面选择"))
            self.preview.say(_("选好照片后，这里显示裁好的样子"))
            return
        words = _("共 {all} 张：认出 {matched} 张，已有 {same} 张，没有认出 {left} 张")
        left = len(made.of(Found.AMBIGUOUS, Found.UNKNOWN, Found.BAD))
        counts = {"all": len(made.files), "matched": len(matched), "same": len(made.of(Found.SAME)), "left": left}
        self.told.setText(words.format(**counts))

    def _look(self) -> None:
        index = self.view.currentIndex()
        row: PhotoFile | None = index.data(ROW) if index.isValid() else None
        if row is None:
            return
        image = QImage.fromData(row.content) if row.content else QImage()
        if image.isNull():
            self.preview.say(_Photos.note(row))
        else:
            self.preview.show_image(image, row.shown)

    # --- what is done

    def _keep(self) -> None:
        made, database = self.plan, self.place.database
        if made is None:
            return
        self.keep.setEnabled(False)

        def work(_progress: Progress) -> ChangeSet | None:
            if not keep_photos(database, made).ids:
                return None
            with database.reading() as connection:
                return change_sets(connection, 1)[0]

        self.place.tasks.write(_("导入照片"), work, self.kept.emit, receiver=self, failed=self._report)

    def _report(self, error: Exception) -> None:
        self.banner.say(trouble_of(error).sentence)
        self._refresh()


def open_photos(place: AppContext) -> PhotosPanel:
    """Lay it over the window; what was kept can be taken back at once."""
    panel = PhotosPanel(place)
    layer = open_overlay(place.window, panel, WIDTH, HEIGHT, panel.withdrawn)

    def kept(change: ChangeSet | None) -> None:
        layer.close_layer()
        if change is not None:
            announce(place, Done(change, told(change)))

    panel.kept.connect(kept)
    return panel
