"""A small form for a record made in passing: what it cannot be without, nothing else."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from desktop.drafts.field_groups import key_fields
from desktop.ui.form.body import FormBody
from desktop.ui.form.record_editor import RecordEditor
from desktop.ui.kit import layouts
from desktop.ui.kit.controls import Kind, Note, TallButton, Title
from desktop.ui.kit.suggestions import KnownRecord, Suggestion
from desktop.ui.kit.tasks import Tasks
from desktop.ui.kit.theme import tint
from models.database.database import Database
from models.schema.fields import Entity, field_map
from models.words import _

WIDTH = 800
_TITLE = 16
_SAID = 20  # pixels of a message below a field


class QuickCreate(RecordEditor):
    """`made` with an offer of the new record; `withdrawn` without one."""

    made = Signal(object)
    withdrawn = Signal()

    def __init__(self, database: Database, tasks: Tasks, entity: type[Entity], typed: str) -> None:
        super().__init__(database, tasks, entity)
        self.duplicate_tip = _("选用这一条，不再新建")
        fields = key_fields(entity)
        self._body = FormBody([(_("主要信息"), fields)], self.make_row)
        tint(self._body.widget(), ground="raised")
        column = layouts.column(parent=self, gap=6, margins=(4, 20, 4, 16))
        for widget in (Title(_("新建{label}").format(label=_(entity.label)), _TITLE),
                       Note(_("先填这几项，其余以后再补"))):  # fmt: skip
            widget.setContentsMargins(20, 0, 20, 0)
            column.addWidget(widget)
        layouts.add(column, self.banner, (self._body, 1), self._buttons())
        self.fill()
        if self.refusal:
            self.banner.say(self.refusal)
            return
        display = field_map(entity)[entity.display]
        if typed and display.name in self.rows and display.to is None:
            value, complaints = display.read(typed)
            self.draft.edit(display.name, value, complaints, typed=typed)
            self.fill()
            self.rows[display.name].put(value, typed)
        self.setFocusProxy(self.rows[display.name] if display.name in self.rows else next(iter(self.rows.values())))

    @property
    def needed_height(self) -> int:
        """All fields without scrolling, and room for what one of them says below itself."""
        around = self.sizeHint().height() - self._body.sizeHint().height()
        return around + self._body.widget().sizeHint().height() + _SAID

    def _buttons(self) -> QHBoxLayout:
        back = TallButton(_("取消")).leads(self.withdrawn)
        keep = TallButton(_("保存并选定"), Kind.PRIMARY, keys="Ctrl+S").leads(lambda: self.save(self._hand_over))
        keep.setShortcut("Ctrl+S")
        return layouts.row(layouts.STRETCH, back, keep, margins=(20, 0, 20, 0))

    def _hand_over(self) -> None:
        self.made.emit(Suggestion(self.key, self.draft.called))

    def look_at_duplicate(self, known: KnownRecord) -> None:
        """Take the record there is instead of making one."""
        self.made.emit(known.offer)
