"""The little window a condition is set in: first the field, then its values; the list follows while one chooses."""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.accessibility import ENTER
from desktop.ui.kit.calendar import CalendarView
from desktop.ui.kit.cards import Framed
from desktop.ui.kit.chooser import Chooser
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Kind, Title
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.kit.text_match import matches
from desktop.ui.kit.theme import SECTION
from desktop.ui.list.filter_editors import ROW, ConditionEditor, editor_of
from desktop.ui.list.filtering import Filter
from models.database.settings import has_one_school
from models.database.units import UNIT, has_unit
from models.schema.fields import Entity, Field, fields_of
from models.words import _

WIDTH, TALL, LOW, _MARGIN = 296, 400, 190, 12
DAY = "day"  # the choice that is no field


class FilterPopup(Framed):
    """`changed` with a Filter (its conditions empty: take it away), `dated` with a day; closes with Esc or a click beside."""

    changed = Signal(object)
    dated = Signal(object)

    def __init__(self, place: AppContext, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName(_("筛选条件"))
        self._place = place
        self.editor: ConditionEditor | None = None
        self.stack = QStackedWidget()
        layouts.column(self.stack, parent=self, margins=_MARGIN)

    def open_fields(self, entity: type[Entity], *, dated: bool, at: QWidget) -> None:
        """Offer every field, and the school of records that have none where there are several."""
        with self._place.database.reading() as connection:
            further = () if has_one_school(connection) or not has_unit(entity) else (UNIT,)
        choice = FieldChoice((*further, *fields_of(entity)), dated=dated)
        choice.picked.connect(lambda field: self._edit(Filter(field, ())))
        choice.day_wanted.connect(self._edit_day)
        self._show(choice, TALL)
        self._place_under(at)

    def _edit_day(self) -> None:
        day = CalendarView(to_today=True)
        day.setAccessibleName(_("截至日期"))
        day.show_day(self._place.database.day())
        day.taken.connect(self.dated)
        self._show(day, day.height() + 2 * _MARGIN)

    def open_filter(self, found: Filter, *, at: QWidget) -> None:
        """Change a condition that is set."""
        self._edit(found)
        self._place_under(at)

    def _edit(self, found: Filter) -> None:
        editor = editor_of(found.field, self._place)
        editor.put(found.conditions)
        editor.changed.connect(lambda: self.changed.emit(Filter(found.field, editor.conditions())))
        self.editor = editor
        panel = QWidget()
        layouts.column(Title(found.field.title, SECTION), (editor, 1), self._foot(found), parent=panel, gap=10)
        self._show(panel, TALL if editor.lists else LOW)
        editor.setFocus()

    def _foot(self, found: Filter) -> QHBoxLayout:
        off, done = Button(_("去掉这个条件"), Kind.LINK), Button(_("完成"))
        off.clicked.connect(lambda: self.changed.emit(Filter(found.field, ())))
        off.clicked.connect(self.close)
        done.clicked.connect(self.finish)
        return layouts.row(off, layouts.STRETCH, done)

    def finish(self) -> None:
        """Take what stands there, also what was typed a moment ago, and close."""
        if self.editor is not None:
            self.editor.changed.emit()
        self.close()

    def _show(self, panel: QWidget, height: int) -> None:
        self.stack.addWidget(panel)
        self.stack.setCurrentWidget(panel)
        self.setFixedSize(WIDTH, height)
        panel.setFocus()

    def _place_under(self, widget: QWidget) -> None:
        corner = widget.mapToGlobal(QPoint(0, widget.height() + 4))
        screen = QGuiApplication.screenAt(corner) or QGuiApplication.primaryScreen()
        space = screen.availableGeometry()
        corner.setX(max(space.left(), min(corner.x(), space.right() - WIDTH)))
        corner.setY(max(space.top(), min(corner.y(), space.bottom() - TALL)))
        self.move(corner)
        self.show()
        self.stack.currentWidget().setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is done; Esc closes, as every popup."""
        if event.key() in ENTER:
            self.finish()
        else:
            super().keyPressEvent(event)


class FieldChoice(QWidget):
    """Every field of a list, narrowed by typing; `picked` with the one taken."""

    picked = Signal(object)
    day_wanted = Signal()

    def __init__(self, fields: Iterable[Field], *, dated: bool) -> None:
        super().__init__()
        self._fields = {field.name: field for field in fields}
        choices = [(DAY, _("截至某一天"))] if dated else []
        self._choices = choices + [(name, field.title) for name, field in self._fields.items()]
        self.chooser = Chooser(self, row=ROW)
        self.chooser.name(_("按哪一项筛选"), _("可筛选的项"))
        self.chooser.box.setPlaceholderText(_("按哪一项筛选"))
        self.chooser.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.chooser.view.clicked.connect(self.chooser.turn)
        self.chooser.asked.connect(self._look)
        self.chooser.taken.connect(self._take)
        layouts.column(self.chooser.box, (self.chooser.view, 1), parent=self)
        self.setFocusProxy(self.chooser.box)
        self.chooser.look()

    def _look(self, text: str) -> None:
        self.chooser.show([Suggestion(name, words) for name, words in self._choices if matches(words, text)])

    def _take(self, offer: Suggestion) -> None:
        if offer.key == DAY:
            self.day_wanted.emit()
        else:
            self.picked.emit(self._fields[offer.key])
