"""The part of the settings about what old acts and old backups still tell: folding the log, and erased persons in backups."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.operations.erasing import held_words
from desktop.operations.folding import days, would_fold
from desktop.ui.kit import layouts
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Kind, Label, Note, TallButton, Title
from desktop.ui.kit.dialogs import ask_first
from desktop.ui.kit.menu_field import MenuField
from desktop.ui.kit.overlay import PanelOverlay, open_overlay
from models.words import _

if TYPE_CHECKING:
    from desktop.ui.shell.auto_backup import AutoBackup
    from models.database.erased_in_backups import Held

_SHOWN = 3  # backups
_WIDTH, _HEIGHT, _FIELD = 460, 270, 260


class ErasedRow(QWidget):
    """Which backups still hold erased persons and until when, and removing them."""

    def __init__(self) -> None:
        super().__init__()
        self._keeper: AutoBackup | None = None
        self.remove = Button(_("删除这些备份…"), icon="delete").leads(self._ask)
        self._lines: QVBoxLayout = layouts.column(gap=2)
        self.lines: list[Note] = []
        layouts.row(self.remove, self._lines, layouts.STRETCH, parent=self, gap=12)
        self._show([])

    def accompany(self, keeper: "AutoBackup") -> None:
        """Show what it finds, now and whenever backups came or went."""
        self._keeper = keeper
        keeper.held_found.connect(self._show)
        keeper.find_held()

    def _show(self, found: "list[Held]") -> None:
        layouts.clear(self._lines)
        self.lines = [Note(held_words(one), "text2") for one in found[:_SHOWN]]
        for line, one in zip(self.lines, found, strict=False):
            line.setToolTip(str(one.info.path))
        if len(found) > _SHOWN:
            self.lines.append(Note(_("另有 {count} 份").format(count=len(found) - _SHOWN), "text2"))
        for line in self.lines or [Note(_("没有：备份里没有已注销并清除的人"), "text2")]:
            line.setMinimumHeight(line.sizeHint().height())
            self._lines.addWidget(line)
        self.remove.setVisible(bool(found))

    def _ask(self) -> None:
        words = _("先把现在的数据另备份一份，再删除还有已清除的人的旧备份，备份盘上的也删。删除以后不能用它们恢复。")
        ask_first(self.window(), _("删除这些旧备份？"), words, _("删除"), self._remove, kind=Kind.DANGER)

    def _remove(self) -> None:
        if self._keeper is not None:
            self._keeper.remove_held()


class FoldQuestion(QWidget):
    """Before which day acts are to be folded, and what that comes to; `agreed` with the day, `withdrawn` without."""

    agreed = Signal(object)
    withdrawn = Signal()

    def __init__(self, place: AppContext) -> None:
        super().__init__()
        self._place = place
        told = Label(
            _(
                "折叠以后只留谁在何时做了什么：不能撤销或冲回，历史里看不到改了哪些字段。记录、报表和封印都不变，先自动备份一份。"
            ),
            "text2",
            wrapped=True,
        )
        words = _("{day} 以前的（{years} 年以前）")
        choices = [(day, words.format(day=day.isoformat(), years=years)) for day, years in days()]
        first = choices[0][0]
        self.field = MenuField(_("折叠哪一天以前的"), choices, key=first, width=_FIELD, then=self._look)
        self.count = Note("", "text2")
        self.back = TallButton(_("取消"), Kind.GHOST).leads(self.withdrawn)
        self.fold = TallButton(_("折叠"), Kind.PRIMARY).leads(lambda: self.agreed.emit(self.field.key))
        layouts.column(
            Title(_("折叠较早的操作记录？"), 16), told, 4, self.field, self.count, layouts.STRETCH,
            layouts.row(self.back, layouts.STRETCH, self.fold),
            parent=self, gap=10, margins=(24, 20, 24, 16),
        )  # fmt: skip
        self.setFocusProxy(self.field)
        self._look(first)

    def _look(self, day: date) -> None:
        database = self._place.database
        self.count.setText(_("正在数…"))
        self.fold.setEnabled(False)
        self._place.tasks.read(lambda _progress: would_fold(database, day), self._show, receiver=self)

    def _show(self, found: tuple[str, bool]) -> None:
        words, foldable = found
        self.count.setText(words)
        self.fold.setEnabled(foldable)

    def ask(self, over: QWidget) -> PanelOverlay:
        """Lay it over the window; it goes when it is answered."""
        return open_overlay(over, self, _WIDTH, _HEIGHT, self.agreed, self.withdrawn)


class FoldRow(QWidget):
    """Lets old acts be folded; `wanted` with the day before which."""

    wanted = Signal(object)

    def __init__(self, place: AppContext) -> None:
        super().__init__()
        self._place = place
        self.begin = Button(_("折叠…"), icon="history").leads(self._ask)
        layouts.row(self.begin, parent=self, gap=12)

    def _ask(self) -> None:
        self.question = FoldQuestion(self._place)
        # once the layer is gone: the window is left for this
        self.question.agreed.connect(lambda day: QTimer.singleShot(0, self, lambda: self.wanted.emit(day)))
        self.question.ask(self.window())
