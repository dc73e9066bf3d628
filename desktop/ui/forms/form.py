"""The form of a record: rows in two columns, messages in place, saving through the door."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.controls import Banner, Button, Kind, Line, Note, Title
from desktop.ui.errors import Family, trouble_of
from desktop.ui.forms import leaving, record
from desktop.ui.forms.draft import Draft
from desktop.ui.forms.groups import groups_of
from desktop.ui.forms.picker import ReferenceEditor
from desktop.ui.forms.row import FieldRow
from desktop.ui.tasks import Tasks
from desktop.ui.theme import GUTTER, SECTION, TITLE, tint
from models.database.database import Database
from models.database.errors import Conflict, Invalid
from models.progress import Progress
from models.schema.fields import Entity, field_map
from models.words import _


class RecordForm(QWidget):
    """Edits one record of an entity, or makes a new one when `key` is None."""

    left = Signal()
    saved = Signal(object)  # an id: it has 63 bits, and an int of Qt 32
    loaded = Signal()

    def __init__(self, database: Database, tasks: Tasks, entity: type[Entity], key: int | None = None) -> None:
        super().__init__()
        self.entity, self.key = entity, key
        self._database, self._tasks = database, tasks
        self._words: dict[str, Any] = {}
        self._insisted = False
        self._saving = False
        self.draft = Draft(entity)
        self.rows: dict[str, FieldRow] = {}
        self.banner = Banner()
        self.banner.chosen.connect(self.load)
        self._lay_out()
        self._keys()
        if key is None:
            self._fill()
            self._start()
        else:
            self.load()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(Line())
        column.addWidget(self.banner)
        column.addWidget(self._body(), 1)
        column.addWidget(Line())
        column.addWidget(self._save_bar())

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(GUTTER - 6, 10, GUTTER, 10)
        head.setSpacing(10)
        back = Button(_("← {label}").format(label=_(self.entity.label)), Kind.GHOST)
        back.clicked.connect(lambda: self.leave(self.left.emit))
        self.title, self._dirty = Title("", TITLE), Note(ink="accent_text")
        head.addWidget(back)
        head.addWidget(self.title)
        head.addWidget(self._dirty)
        head.addStretch(1)
        return head

    def _body(self) -> QWidget:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(GUTTER, 16, GUTTER + 8, 24)
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        line = 0
        for title, fields in groups_of(self.entity):
            heading = Title(title, SECTION)
            heading.setContentsMargins(0, 10 if line else 0, 0, 0)
            grid.addWidget(heading, line, 0, 1, 2)
            line += 1
            for place, field in enumerate(fields):
                row = FieldRow(field, self._database, self._tasks)
                row.edited.connect(self._edited)
                self.rows[field.name] = row
                grid.addWidget(row, line + place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
            line += (len(fields) + 1) // 2
        grid.setRowStretch(line, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setMinimumHeight(120)
        self._scroll.setWidget(body)
        return self._scroll

    def _save_bar(self) -> QWidget:
        bar = QWidget()
        tint(bar, ground="surface")
        self.state = Note()
        self.discard = Button(_("放弃修改"), Kind.GHOST)
        self.again = Button(_("保存并新建"))
        self.keep = Button(_("保存"), Kind.PRIMARY)
        self.discard.clicked.connect(self.revert)
        self.again.clicked.connect(self.save_and_new)
        self.keep.clicked.connect(lambda _on: self.save())
        row = QHBoxLayout(bar)
        row.setContentsMargins(GUTTER, 10, GUTTER, 10)
        row.addWidget(self.state)
        row.addStretch(1)
        for button in (self.discard, self.again, self.keep):
            row.addWidget(button)
        return bar

    def _keys(self) -> None:
        for keys, act in (("Ctrl+S", self.save), ("Ctrl+Return", self.save_and_new)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.keep.setToolTip("Ctrl+S")
        self.again.setToolTip("Ctrl+Enter")

    def load(self) -> None:
        """Read the record (again); what was typed and not saved is gone."""
        if self.key is None:
            return
        database, entity, key = self._database, self.entity, self.key

        def work(_progress: Progress) -> record.Loaded:
            return record.load(database, entity, key)

        self._tasks.read(work, self._take, receiver=self, failed=self._refuse)

    def _take(self, found: record.Loaded) -> None:
        self.banner.hide()
        self.draft = Draft(self.entity, found.values)
        self._words = dict(found.words)
        self._fill()
        self._start()
        self.loaded.emit()

    def _start(self) -> None:
        """Put the cursor into the first field, unless the person is in one already."""
        focused = self.focusWidget()
        if focused is None or not any(row.isAncestorOf(focused) for row in self.rows.values()):
            next(iter(self.rows.values())).editor.setFocus()

    def _fill(self) -> None:
        self._insisted = False
        for name, row in self.rows.items():
            row.put_masked(self.draft.values.get(name), self._words.get(name, ""))
        self._judge()

    def revert(self) -> None:
        """Drop what was typed."""
        self.banner.hide()
        if self.key is None:
            self.draft = Draft(self.entity)
            self._fill()
        else:
            self.load()

    def _edited(self, name: str) -> None:
        row = self.rows[name]
        value, complaints = row.reading()
        for other in self.draft.edit(name, value, complaints):
            self.rows[other].put(self.draft.values[other])
        self._judge()

    def _judge(self) -> None:
        complaints = self.draft.complaints(final=self._insisted)
        changed = self.draft.changed
        for name, row in self.rows.items():
            row.tell(complaints.get(name, ()))
            row.mark(changed=name in changed)
        self._summarise(complaints, len(changed))

    def _summarise(self, complaints: dict[str, Any], changed: int) -> None:
        label = _(self.entity.label)
        called = record.name_of(self.entity, self.draft.values, self._words)
        self.title.setText(called or _("新建{label}").format(label=label))
        self._dirty.setText(_("● {count} 处未保存").format(count=changed) if changed else "")
        errors = sum(any(c.fatal for c in found) for found in complaints.values())
        hints = len(complaints) - errors
        words = [_("{count} 处错误").format(count=errors)] if errors else []
        words += [_("{count} 处提醒（不影响保存）").format(count=hints)] if hints else []
        self.state.setText("，".join(words) or _("* 为必填"))
        self.discard.setVisible(bool(changed))

    @property
    def dirty(self) -> bool:
        """Whether something would be lost by leaving."""
        return bool(self.draft.changed)

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Write the record unless something stands against it; `then` is called once it is written."""
        if self._saving:
            return
        obstacles = self.draft.obstacles()
        if obstacles:
            self._insist(obstacles)
            return
        if self.key is not None and not self.draft.changes:
            self._done(self.key, then)
            return
        self._write(then)

    def _write(self, then: Callable[[], None] | None) -> None:
        name = record.name_of(self.entity, self.draft.values, self._words_now())
        expected = {} if self.key is None else self.draft.expected
        edit = record.Edit(self.entity, self.key, name, self.draft.changes, expected)
        database = self._database
        self._busy(on=True)

        def work(progress: Progress) -> int:
            return record.save(database, edit, progress)

        title = _("保存{label} {name}").format(label=_(self.entity.label), name=name)
        self._tasks.write(title, work, lambda made: self._done(made, then), receiver=self, failed=self._refuse)

    def _words_now(self) -> dict[str, Any]:
        field = field_map(self.entity)[self.entity.display]
        if field.to is None:
            return self._words
        editor = self.rows[field.name].editor
        return {**self._words, field.name: editor.picker.text() if isinstance(editor, ReferenceEditor) else ""}

    def _busy(self, *, on: bool) -> None:
        self._saving = on
        for button in (self.keep, self.again, self.discard):
            button.setEnabled(not on)

    def _done(self, key: int, then: Callable[[], None] | None) -> None:
        self._busy(on=False)
        self.key = key
        self.saved.emit(key)
        if then is None:
            self.load()
        else:
            then()

    def _insist(self, obstacles: dict[str, Any]) -> None:
        self._insisted = True
        self._judge()
        names = "、".join(self.rows[name].field.title for name in list(obstacles)[:5])
        self.banner.say(_("还不能保存，请先改正：{names}").format(names=names))
        first = self.rows[next(iter(name for name in self.rows if name in obstacles))]
        first.reveal()
        first.editor.setFocus()
        self._scroll.ensureWidgetVisible(first)

    def _refuse(self, error: Exception) -> None:
        self._busy(on=False)
        trouble = trouble_of(error)
        if trouble.family is Family.OURS:
            self._tasks.troubled.emit(error)
            return
        self.banner.say(trouble.sentence, action=_("看最新内容") if isinstance(error, Conflict) else "")
        if isinstance(error, Invalid):
            for name, complaint in error.complaints:
                if name in self.rows:
                    self.rows[name].tell((complaint,))

    def save_and_new(self) -> None:
        """Save, then an empty form of the same kind."""
        self.save(self._anew)

    def _anew(self) -> None:
        self.key = None
        self._words = {}
        self.revert()
        next(iter(self.rows.values())).editor.setFocus()

    def leave(self, then: Callable[[], None]) -> None:
        """Go on with `then`, after asking about what is not saved."""
        if not self.dirty:
            then()
            return
        way = leaving.ask(self, self.title.text(), len(self.draft.changed))
        if way is leaving.Leaving.SAVE:
            self.save(then)
        elif way is leaving.Leaving.DISCARD:
            then()

    def refresh(self) -> None:
        """Something was written elsewhere: show it, unless that would lose what was typed."""
        if not self.dirty and not self._saving:
            self.load()
