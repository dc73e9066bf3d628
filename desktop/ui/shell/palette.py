"""The palette: Ctrl+K, a few letters, Enter, and one is there."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.chips import Chip
from desktop.ui.kit.chooser import Narrower
from desktop.ui.kit.controls import Hairline, Note
from desktop.ui.kit.overlay import Overlay
from desktop.ui.kit.paint import RIGHT
from desktop.ui.kit.row_list import ROW, Index, ItemPainter, RowModel, RowState, set_up
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.tasks import Tasks
from desktop.ui.kit.theme import MEDIUM, MICRO, NOTE, SECTION, colour, font
from desktop.ui.shell.palette_commands import schemes_of, where_done
from desktop.ui.shell.palette_search import (
    COMMANDS_ONLY,
    PASSING,
    RECENT,
    RECORD,
    RELATED,
    Found,
    PaletteEntry,
    find,
    present,
    target_kept,
)
from models.database.database import Database
from models.progress import Progress
from models.words import _, joined

WIDTH, TOP = 680, 116
_HEAD, _ROW, _MOST, _KEPT = 28, 40, 11, 8
_PAUSE = 60  # milliseconds after a key before it is looked for


class PaletteModel(RowModel):
    """Entries with the title of a group before its first one; a title is a str."""

    def show(self, entries: Sequence[PaletteEntry]) -> None:
        """Take other entries."""
        rows: list[PaletteEntry | str] = []
        group = ""
        for entry in entries:
            if entry.group != group:
                group = entry.group
                rows.append(_(group))
            rows.append(entry)
        self.show_rows(rows)

    def entry(self, row: int) -> PaletteEntry | None:
        """The entry of a row; None for a title."""
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        return found if isinstance(found, PaletteEntry) else None

    def words(self, row: PaletteEntry | str) -> str:
        """See RowModel."""
        return row if isinstance(row, str) else joined((row.title, row.facts))

    def choosable(self, row: PaletteEntry | str) -> bool:
        """Titles are not."""
        return isinstance(row, PaletteEntry)


def paint_keys(painter: QPainter, keys: str, right: float, middle: float) -> float:
    """Draw key caps that end at `right`; returns where they begin."""
    painter.save()
    painter.setFont(font(MICRO))
    for key in reversed(re.split(r"\+(?!$)", keys)):
        width = max(painter.fontMetrics().horizontalAdvance(key) + 10, 20)
        cap = QRectF(right - width, middle - 9, width, 18)
        paint.plate(painter, cap, 4, "surface", "line2")
        paint.words(painter, cap.translated(0, -0.5), Qt.AlignmentFlag.AlignCenter, key, "text2")
        right -= width + 4
    painter.restore()
    return right


class PalettePainter(ItemPainter):
    """Draws titles and entries."""

    def height(self, index: Index) -> int:
        """Titles are lower than entries."""
        return _HEAD if isinstance(index.data(ROW), str) else _ROW

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        entry = index.data(ROW)
        if isinstance(entry, str):
            middle = Qt.AlignmentFlag.AlignVCenter
            paint.words(painter, box.adjusted(20, 4, -20, 0), middle, entry, "text3", font(NOTE))
        else:
            self._paint(painter, box, entry, here=state.selected)

    def _paint(self, painter: QPainter, box: QRectF, entry: PaletteEntry, *, here: bool) -> None:
        if here:
            paint.frame(painter, box.adjusted(8, 0, -8, 0), 6, "select")
        tile = QRectF(box.left() + 18, box.center().y() - 14, 28, 28)
        ink, ground = entry.hues
        paint.frame(painter, tile, 5, ground)
        icons.draw(painter, entry.icon, tile.topLeft() + QPointF(6, 6), 16, ink)
        right = box.right() - 20
        if keys := ("Enter" if here else entry.keys):
            right = paint_keys(painter, keys, right, box.center().y())
        self._paint_words(painter, box.adjusted(58, 0, 0, 0), entry, right)

    def _paint_words(self, painter: QPainter, box: QRectF, entry: PaletteEntry, right: float) -> None:
        face = font(SECTION, MEDIUM if entry.span else font().weight())
        metrics = QFontMetrics(face)
        room = right - box.left() - 12
        words = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, int(room))
        paint.words(painter, box.translated(0, -0.5), Qt.AlignmentFlag.AlignVCenter, words, "text", face)
        if entry.span is not None:
            start, end = (metrics.horizontalAdvance(entry.title[:place]) for place in entry.span)
            painter.fillRect(QRectF(box.left() + start, box.center().y() + 10, end - start, 2), colour("hit"))
        used = metrics.horizontalAdvance(words) + 12
        paint.pen(painter, "text3", font(NOTE))
        facts = painter.fontMetrics().elidedText(entry.facts, Qt.TextElideMode.ElideRight, int(max(0, room - used)))
        painter.drawText(box.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, facts)


class PaletteHints(paint.Painted, QWidget):
    """What the keys do here, and how many were found."""

    def __init__(self) -> None:
        super().__init__()
        self.count = ""
        self.setFixedHeight(36)

    def _paint(self, painter: QPainter) -> None:
        middle, x = self.height() / 2, 20.0
        painter.setFont(font(NOTE))
        metrics, caps = QFontMetrics(font(NOTE)), QFontMetrics(font(MICRO))
        hints = (
            ("↑ ↓", _("选择")),
            ("Enter", _("打开")),
            ("Tab", _("只搜此类")),
            (">", _("只搜命令")),
            ("Esc", _("关闭")),
        )
        for key, words in hints:
            width = max(caps.horizontalAdvance(key) + 10, 20)
            paint_keys(painter, key, x + width, middle)
            x += width + 6
            paint.words(painter, QRectF(x, -0.5, 200, self.height()), Qt.AlignmentFlag.AlignVCenter, words, "text2")
            x += metrics.horizontalAdvance(words) + 14
        painter.setPen(colour("text2"))
        box = QRectF(0, -0.5, self.width() - 20, self.height())
        painter.drawText(box, RIGHT, self.count)


class Palette(Overlay):
    """`taken` with the target of what a person chose; `commands` gives what the window can do just now."""

    taken = Signal(tuple)

    def __init__(
        self, parent: QWidget, database: Database, tasks: Tasks, settings: Settings,
        commands: Callable[[], Sequence[PaletteEntry]],
    ) -> None:  # fmt: skip
        super().__init__(parent, WIDTH, TOP)
        self._database, self._tasks, self._settings, self._ask = database, tasks, settings, commands
        self._commands: Sequence[PaletteEntry] = ()
        self.only = ""
        self.model = PaletteModel()
        self.box = QLineEdit()
        self.box.setFont(font(18))
        self.box.setFrame(False)
        self.box.setAccessibleName(_("搜索与命令"))
        self.box.setPlaceholderText(_("姓名、拼音首字母、页面、操作、报表"))
        self.scope = Chip("", "accent")
        self.nothing = Note()
        self.view = QListView()
        self.view.setModel(self.model)
        self.hints = PaletteHints()
        self._narrower = Narrower(self, self.box, self.view, pause=_PAUSE, around=True)
        self._narrower.asked.connect(lambda _text: self._look())
        self._narrower.taken.connect(self._take)
        self.box.installEventFilter(self)  # what is its own comes before what every such list does
        self._lay_out()

    def _lay_out(self) -> None:
        sign = QLabel()
        sign.setPixmap(icons.pixmap("search", 20, "text2", self.devicePixelRatioF()))
        top = layouts.row(gap=12, margins=(22, 14, 20, 14))
        for widget, stretch in ((sign, 0), (self.box, 1), (self.scope, 0)):
            top.addWidget(widget, stretch)
        set_up(self.view, PalettePainter(self.view), _("找到的内容"))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.clicked.connect(self._narrower.take)
        self.nothing.setContentsMargins(22, 16, 20, 16)
        layouts.add(self.panel.column, top, Hairline(), (self.view, 1), self.nothing, Hairline(), self.hints)

    # --- opening and looking

    def begin(self, text: str = "") -> None:
        """Open it, empty or with words in it."""
        self._commands = (*self._ask(), *schemes_of(self._database))
        self.only = ""
        self.box.setText(text)
        self._look()
        self.open()
        self.box.setFocus()

    def wanted_height(self) -> int:
        """As high as what was found, up to a good many rows."""
        rows = sum(_HEAD if isinstance(row, str) else _ROW for row in self.model.rows)
        return 58 + 38 + min(rows, _MOST * _ROW) + (8 if rows else 48)

    def _look(self) -> None:
        text = self.box.text()
        self._tasks.stop(self)
        if not text.strip() and not self.only:
            self.show_found(Found(text, tuple(self.first()), 0))
            return
        commands, only, database = self._commands, self.only, self._database

        def work(progress: Progress) -> Found:
            return find(database, commands, text, only, progress)

        self._tasks.read(work, self.show_found, receiver=self)

    def first(self) -> list[PaletteEntry]:
        """What is offered before anything is typed: what was used last, then the places and acts."""
        kept = [
            PaletteEntry(RECENT, title, target_kept(*target), icon, facts)
            for title, icon, facts, target in self._settings.get("palette.recent", [])
        ]
        known = {entry.target: entry for entry in (*self._commands, *present(self._database, kept))}
        gone = {entry.target for entry in kept if entry.target.kind == RECORD} - known.keys()
        recent = [replace(known.get(each.target, each), group=RECENT) for each in kept if each.target not in gone]
        used = {entry.target for entry in recent}
        return [*recent, *(entry for entry in self._commands if entry.target not in used)]

    def show_found(self, found: Found) -> None:
        """Show entries and choose the first."""
        self.model.show(found.entries)
        shown = len(found.entries)
        more = found.total > shown
        self.hints.count = (
            _("前 {shown} 条，共 {total} 条").format(shown=shown, total=f"{found.total:,}") if more else ""
        )
        words = _(self.only) if self.only else _("拼音") if found.latin else ""
        if self.box.text().startswith(COMMANDS_ONLY):
            words = _("命令")
        self.scope.setVisible(bool(words))
        self.scope.say(words, "accent")
        self.nothing.setVisible(not shown)
        self.view.setVisible(bool(shown))
        text = self.box.text().strip()
        elsewhere = "" if shown else where_done(self._database, text)
        self.nothing.setText(elsewhere or _("没有找到“{text}”；可以只输入姓名或名称的拼音首字母").format(text=text))
        self.hints.update()
        self.place()
        self._narrower.step(1, start=-1)

    # --- choosing

    def _take(self, entry: PaletteEntry) -> None:
        self.close_layer()
        self._remember(entry)
        self.taken.emit(entry.target)

    def _remember(self, entry: PaletteEntry) -> None:
        if entry.target.kind in PASSING:
            return
        latest = [entry.title, entry.icon, entry.facts, entry.target.kept]
        before = [kept for kept in self._settings.get("palette.recent", []) if kept[3] != latest[3]]
        self._settings.put("palette.recent", [latest, *before][:_KEPT])

    def _keep_to(self) -> None:
        entry = self.model.entry(self.view.currentIndex().row())
        if entry is not None and entry.target.kind != RELATED and entry.group != RECENT:
            self.only = "" if self.only else entry.group
            self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the search line."""
        if watched is self.box and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Tab:
            self._keep_to()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_layer()
        elif event.key() == Qt.Key.Key_Backspace and self.only and not self.box.text():
            self.only = ""
            self._look()
        else:
            return False
        return True
