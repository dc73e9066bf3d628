"""What earlier imports remembered, shown and forgotten: what headings are read as, what words of a sheet mean."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.exchange.columns import columns_of
from desktop.exchange.known_headings import headings_of
from desktop.exchange.mapping import IGNORED
from desktop.exchange.mapping_memory import Memory, Remembered
from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Button, Hairline, IconButton, Note, TextBox, Title
from desktop.ui.kit.layouts import scrolling
from desktop.ui.kit.overlay import PanelOverlay, open_overlay
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.settings import IMPORTS, Settings
from desktop.ui.kit.text_match import matches
from desktop.ui.kit.theme import MEDIUM
from models.words import _, listed

_WIDTH, _HEIGHT = 720, 560
_MOST = 200  # lines that are shown; typing narrows the others
_KIND = 110  # the least width of a kind of record
_NAMED = 3  # headings of a table that name it


def memory_of(settings: Settings) -> Remembered:
    """What earlier imports kept in the settings."""
    return Remembered(settings.get(IMPORTS), lambda known: settings.put(IMPORTS, known))


class MappingMemory(QWidget):
    """Lines of what is remembered, each with a way to forget it; a box narrows them, a button forgets all."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.memory = memory_of(settings)
        self.lines: list[_MemoryLine] = []
        self.finder = TextBox(_("查找记住的对应"), hint=_("输入文字缩小范围"))
        self.finder.textChanged.connect(self.look)
        self.all = Button(_("全部忘记"), icon="delete").leads(self._forget_all)
        self.close_ = IconButton("dismiss", _("关闭"), "Esc")
        self.told = Note(ink="text2")
        body = QWidget()
        self._column = layouts.column(parent=body, gap=0, margins=(20, 4, 20, 12))
        self._lay_out(body)
        self.setFocusProxy(self.finder)
        self.look()

    def _lay_out(self, body: QWidget) -> None:
        head = layouts.row((Title(_("导入时记住的对应"), 16), 1), self.close_, margins=(20, 14, 12, 10))
        tools = layouts.row((self.finder, 1), self.told, self.all, gap=8, margins=(20, 0, 20, 8))
        layouts.column(
            head, tools, Hairline(), (scrolling(body, _("记住的对应")), 1), parent=self, gap=0, margins=(0, 0, 0, 12)
        )

    def look(self) -> None:
        """Show what the box asks for."""
        layouts.clear(self._column)
        memories, asked = list(self.memory.all()), self.finder.text()
        told = [(memory, words_of(memory)) for memory in memories]
        found = [(memory, words) for memory, words in told if matches(" ".join(words), asked)]
        self.lines = [_MemoryLine(memory, *words) for memory, words in found[:_MOST]]
        for line in self.lines:
            line.off.clicked.connect(lambda _on=False, line=line: self._forget(line.memory))
            self._column.addWidget(line)
        if not found:
            self._column.addWidget(Note(_("没有这样的对应") if memories else _("还没有记住任何对应")))
        elif len(found) > _MOST:
            self._column.addWidget(Note(_("还有 {count} 条，输入文字缩小范围").format(count=len(found) - _MOST)))
        self._column.addStretch(1)
        self.told.setText(_("{count} 条").format(count=f"{len(memories):,}"))
        self.all.setEnabled(bool(memories))

    def _forget(self, memory: Memory) -> None:
        place = next((n for n, line in enumerate(self.lines) if line.memory == memory), 0)
        self.memory.forget(memory)
        self.look()
        following = self.lines[min(place, len(self.lines) - 1)].off if self.lines else self.finder
        following.setFocus()

    def _forget_all(self) -> None:
        self.memory.forget_all()
        self.look()
        self.finder.setFocus()


def words_of(memory: Memory) -> tuple[str, str, str]:
    """The kind of record, what is remembered, and the whole of it."""
    label = _(memory.entity.label)
    if memory.word is not None:
        column, word = memory.word
        title = columns_of(memory.entity)[column].label
        pair = f"{word} → {memory.meant}"
        return label, pair, _("{column}里的“{word}”当作“{meant}”").format(column=title, word=word, meant=memory.meant)
    told = [f"{heading} → {said}" for heading, said in _chosen(memory)]
    names = listed(heading for heading, _column in memory.headings[:_NAMED])
    words = _("表头 {names} 等 {count} 列").format(names=names, count=len(memory.headings))
    return label, listed(told) or words, words


def _chosen(memory: Memory) -> Iterator[tuple[str, str]]:
    """The headings that a person said something about: the program alone would read them otherwise."""
    columns, known = columns_of(memory.entity), headings_of(memory.entity)
    for heading, column in memory.headings:
        if (known.match(heading) or IGNORED) != column:
            yield heading, columns[column].label if column in columns else _("不导入")


class _MemoryLine(QWidget):
    """One decision, and the way to forget it."""

    def __init__(self, memory: Memory, label: str, words: str, whole: str) -> None:
        super().__init__()
        self.memory = memory
        self.setFixedHeight(36)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        kind, told = Note(label, "text2"), TextLine(words, weight=MEDIUM, hint=whole)
        kind.setMinimumWidth(_KIND)
        self.off = IconButton("dismiss", _("忘记：{label}，{words}").format(label=label, words=words))
        self.off.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layouts.row(kind, (told, 1), self.off, parent=self, gap=8)


def show_memory(window: QWidget, settings: Settings) -> PanelOverlay:
    """Lay what is remembered over the window."""
    content = MappingMemory(settings)
    return open_overlay(window, content, _WIDTH, _HEIGHT, content.close_.clicked)
