"""When another hand changed the same fields meanwhile: mine or theirs, field by field."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from desktop.drafts import draft_store
from desktop.drafts.loaded_record import CurrentRecord, LoadedRecord, load, present
from desktop.drafts.record_draft import FieldConflict, RecordDraft
from desktop.ui.form.record_editor import RecordEditor
from desktop.ui.form.record_layers import RecordLayers
from desktop.ui.kit import layouts, paint
from desktop.ui.kit.controls import Kind, Label, Note, TallButton, Title
from desktop.ui.kit.theme import BODY, MEDIUM, NOTE, colour, focus_width, font, tint
from models.database.database import Database
from models.database.errors import Conflict
from models.schema.fields import Entity
from models.words import _, listed

T = TypeVar("T")

WIDTH = 640
_TITLE = 16


class _ConflictSide(paint.Painted, QRadioButton):
    """One of the two values, as a card."""

    SIZE = QSize(200, 50)

    def __init__(self, whose: str, value: str, label: str) -> None:
        super().__init__()
        self._whose, self._value = whose, value or "—"
        self._stand(_("{label}，{whose}：{value}").format(label=label, whose=whose, value=self._value), self._value)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def hitButton(self, pos: object) -> bool:
        """The whole card is the button."""
        return True

    def _paint(self, painter: QPainter) -> None:
        chosen = self.isChecked()
        edge = "accent" if chosen or self.hasFocus() else "field" if self.underMouse() else "line2"
        box, width = QRectF(self.rect()).adjusted(1, 1, -1, -1), focus_width() if self.hasFocus() else 1
        paint.frame(painter, box, 6, "accent_soft" if chosen else "surface", edge, width)
        painter.setBrush(colour("surface"))
        painter.setPen(QPen(colour("accent" if chosen else "field"), 4 if chosen else 1.2))
        painter.drawEllipse(QRectF(14, 18, 12, 12) if chosen else QRectF(13, 17, 14, 14))
        middle = Qt.AlignmentFlag.AlignVCenter
        paint.words(painter, QRectF(38, 5, self.width() - 46, 18), middle, self._whose, "text2", font(NOTE))
        paint.pen(painter, "text", font(BODY, MEDIUM))
        value = painter.fontMetrics().elidedText(self._value, Qt.TextElideMode.ElideRight, self.width() - 46)
        painter.drawText(QRectF(38, 23, self.width() - 46, 20), middle, value)


class ConflictPanel(QWidget):
    """`decided` with {path: whether mine stays}; `withdrawn` to go on editing."""

    decided = Signal(dict)
    withdrawn = Signal()

    def __init__(self, name: str, by: str, disputes: Sequence[FieldConflict]) -> None:
        super().__init__()
        self._disputes = tuple(disputes)
        self.sides: dict[str, tuple[QRadioButton, QRadioButton]] = {}
        words = Label(
            _("您编辑期间，{by} 改过下面 {count} 处，请逐项选择保留哪一个。您改的其他内容不受影响。").format(
                by=by, count=len(disputes)
            ),
            "text2",
            wrapped=True,
        )
        layouts.column(
            Title(_("{name}：保留谁的修改？").format(name=name), _TITLE), words, (self._choices(by), 1), self._buttons(),
            parent=self, gap=10, margins=(24, 20, 24, 16),
        )  # fmt: skip

    def _choices(self, by: str) -> QWidget:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 4, 4, 4)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        for place, dispute in enumerate(self._disputes):
            mine = _ConflictSide(_("我的"), dispute.mine, dispute.label)
            theirs = _ConflictSide(by, dispute.theirs, dispute.label)
            group = QButtonGroup(self)
            group.addButton(mine)
            group.addButton(theirs)
            mine.setChecked(True)
            self.sides[dispute.path] = (mine, theirs)
            label = Note(dispute.label, "text2")
            grid.addWidget(label, 2 * place, 0, 1, 2)
            grid.addWidget(mine, 2 * place + 1, 0)
            grid.addWidget(theirs, 2 * place + 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2 * len(self._disputes), 1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        tint(inside, ground="raised")
        tint(area.viewport(), ground="raised")
        return area

    def _buttons(self) -> QHBoxLayout:
        back = TallButton(_("返回编辑")).leads(self.withdrawn)
        keep = TallButton(_("保存所选"), Kind.PRIMARY, keys="Ctrl+Enter").leads(self.decide)
        keep.setShortcut("Ctrl+Return")
        self.setFocusProxy(keep)
        return layouts.row(layouts.STRETCH, back, keep)

    def decide(self) -> None:
        """Take what is chosen."""
        self.decided.emit({path: mine.isChecked() for path, (mine, _theirs) in self.sides.items()})

    @property
    def needed_height(self) -> int:
        """Pixels it would like to have."""
        return 190 + 78 * len(self._disputes)


class ConflictDecision(QObject):
    """Lets a person decide whose change stays; `settled` when the draft stands on what is written now.

    That is told with the paths in dispute and whether mine stays, after which `decided` asks for it to be saved.
    `followed` with what was typed, when what is written now was read in beneath it.
    """

    settled = Signal(dict)
    decided = Signal()
    followed = Signal(object)

    def __init__(self, editor: RecordEditor, layers: RecordLayers) -> None:
        super().__init__(editor)
        self._editor, self._layers = editor, layers

    def offer(self, error: Exception) -> None:
        """What was refused because another hand changed a field is decided on the spot."""
        editor = self._editor
        gone = isinstance(error, Conflict) and error.entity == editor.entity.__tablename__ and not error.fields
        if isinstance(error, Conflict) and not gone and editor.key is not None:
            editor.banner.say(error.sentence, action=_("逐项选择"))
            self.look()

    def look(self) -> None:
        """Read what stands now, and lay the question over the form."""
        self._read(present, self._decide)

    def _read(self, reading: Callable[[Database, type[Entity], int], T], done: Callable[[T], None]) -> None:
        """Read the record of the form as it stands in the file."""
        editor = self._editor
        database, entity, key = editor.database, editor.entity, editor.key
        if key is not None:
            editor.tasks.read(
                lambda _progress: reading(database, entity, key), done, receiver=self, slot=reading,
                failed=editor.refuse,
            )  # fmt: skip

    def _decide(self, present: CurrentRecord) -> None:
        draft = self._editor.draft
        disputes = draft.disputes(present.loaded)
        if not disputes:  # both did the same: nothing to choose, and nothing is written behind the person's back
            draft.settle(present.loaded, {})
            self.settled.emit({})
            self._editor.banner.say(_("已读入最新内容，请再保存一次"), tone="accent")
            return
        panel = ConflictPanel(draft.called, present.by, disputes)

        def decided(mine: dict[str, bool]) -> None:
            self._layers.close()
            self._editor.banner.hide()
            draft.settle(present.loaded, mine)
            self.settled.emit(mine)
            self.decided.emit()

        panel.withdrawn.connect(self._layers.close)
        panel.decided.connect(decided)
        self._layers.lay(panel, WIDTH, panel.needed_height)

    def follow(self) -> None:
        """Read what is written now in beneath what was typed."""
        self._read(load, self._follow)

    def _follow(self, found: LoadedRecord) -> None:
        """Stand on what is written now, with what was typed on top; what both changed waits for a decision."""
        editor = self._editor
        if found == editor.read or editor.saving:
            return
        typed = draft_store.pack(editor.draft, editor.key)
        editor.read, draft = found, RecordDraft(editor.entity, found, editor.database.day())
        draft_store.unpack(typed, draft)
        editor.show_draft(draft)
        self.followed.emit(typed)
        disputes = draft.disputes(found)
        if disputes:
            words = _("{what}刚在别处改过，您填的还没有保存").format(what=listed(one.label for one in disputes))
            editor.banner.say(words, action=_("逐项选择"))
