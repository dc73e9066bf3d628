"""Exporting by a template: those of the program and the office's own, whose columns are made and changed here."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from desktop.exchange.list_templates import (
    ListTemplate,
    can_be_coded,
    column_of,
    fields_offered,
    is_taken,
    quoted,
    templates_of,
)
from desktop.exchange.refusal import Refused
from desktop.ui.form.dropdown import WordBox
from desktop.ui.imports.column_lists import ColumnsList, TemplatePainter, TemplateRows
from desktop.ui.imports.exchange_dialogs import export
from desktop.ui.kit import layouts
from desktop.ui.kit.accessibility import ENTER
from desktop.ui.kit.choices import CheckBox, Segmented
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Banner, Button, Hairline, IconButton, Kind, Note, TallButton, TextBox, Title
from desktop.ui.kit.dialogs import ask_name
from desktop.ui.kit.overlay import PanelOverlay, open_overlay
from desktop.ui.kit.row_list import set_up
from models.database.column_profiles import (
    LONGEST_HEADING,
    LONGEST_NAME,
    ColumnProfile,
    ProfileColumn,
    WrongProfile,
    check_profile,
    forget_profile,
    save_profile,
)
from models.schema.fields import Entity, field_map
from models.words import _

if TYPE_CHECKING:
    from desktop.ui.list.list_page import ListPage

_WIDTH, _HEIGHT = 940, 640
_NAMES = 260  # pixels of the list of templates


class ColumnTemplates(QWidget):
    """Templates at the left, the columns of the chosen one at the right; `export_wanted` with it and whether all in codes.

    What is changed is kept at once; a template of the program is only looked at and copied.
    """

    export_wanted = Signal(object, bool)

    def __init__(self, place: AppContext, entity: type[Entity], columns: Sequence[str]) -> None:
        super().__init__()
        self._place, self._entity, self._seen = place, entity, tuple(columns)
        self._labels = fields_offered(entity)
        self.templates: tuple[ListTemplate, ...] = ()
        self.names = QListView()
        self._rows = TemplateRows()
        self.list = ColumnsList()
        self.list.rows.labels = self._labels
        self.banner = Banner()
        self._make_acts()
        self._make_editors()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.names)
        self.reload()

    def _make_acts(self) -> None:
        self.make = Button(_("新建"), icon="add")
        self.make.setToolTip(_("从列表现在的列开始"))
        self.copy = Button(_("复制"), icon="copy")
        self.rename = IconButton("edit", _("改名"))
        self.delete = IconButton("delete", _("删除模板"))
        self.add, self.drop = Button(_("添加列"), Kind.LINK), Button(_("删除列"), Kind.LINK)
        self.up, self.down = (
            IconButton("chevron_up", _("上移"), "Alt+↑"),
            IconButton("chevron_down", _("下移"), "Alt+↓"),
        )
        self.all_codes = CheckBox(_("代码类的列全部写代码"))
        self.go = TallButton(_("导出…"), Kind.PRIMARY)
        self.close_ = IconButton("dismiss", _("关闭"), "Esc")
        self.told = Note(ink="text2", wrapped=True)

    def _make_editors(self) -> None:
        self.heading = TextBox(_("表头"))
        self.heading.setMaxLength(LONGEST_HEADING)
        self.field = WordBox(tuple(self._labels.values()))
        self.field.setAccessibleName(_("内容"))
        self.codes = Segmented(((False, _("名称")), (True, _("代码"))), _("写法"))

    def _lay_out(self) -> None:
        set_up(self.names, TemplatePainter(self.names), _("导出模板"), rows=self._rows)
        self.names.setFixedWidth(_NAMES)
        acts = layouts.row(
            self.make, self.copy, layouts.STRETCH, self.rename, self.delete, gap=6, margins=(12, 8, 8, 12)
        )
        left = layouts.column((self.names, 1), Hairline(), acts, gap=0)
        tools = layouts.row(
            self.told, layouts.STRETCH, self.up, self.down, self.add, self.drop, gap=4, margins=(16, 4, 12, 4)
        )
        editors = layouts.row(
            Note(_("表头")),
            (self.heading, 3),
            Note(_("内容")),
            (self.field, 3),
            self.codes,
            gap=8,
            margins=(16, 10, 16, 10),
        )
        foot = layouts.row(self.all_codes, layouts.STRETCH, self.go, gap=12, margins=(16, 10, 16, 12))
        right = layouts.column(
            self.banner, tools, Hairline(), (self.list, 1), Hairline(), editors, Hairline(), foot, gap=0
        )
        head = layouts.row((Title(_("按模板导出"), 16), 1), self.close_, margins=(20, 14, 12, 10))
        body = layouts.row(left, Hairline(upright=True), (right, 1), gap=0)
        layouts.column(head, Hairline(), (body, 1), parent=self, gap=0)

    def _connect(self) -> None:
        self.names.selectionModel().currentChanged.connect(lambda _new, _old: self._show_template())
        for button, press in (
            (self.make, self._create), (self.copy, self._copy), (self.rename, self._rename),
            (self.delete, self._delete), (self.add, self._add), (self.drop, self._drop), (self.go, self._export),
            (self.up, lambda: self._shift(-1)), (self.down, lambda: self._shift(1)),
        ):  # fmt: skip
            button.clicked.connect(lambda _on=False, press=press: press())
        self.list.shifted.connect(self._shift)
        self.list.dropped.connect(self._drop)
        self.list.picked.connect(lambda _row: self._show_column())
        self.heading.editingFinished.connect(self._headed)
        self.field.taken.connect(lambda offer: self._hold(offer.text))
        self.field.editingFinished.connect(lambda: self._hold(self.field.text()))
        self.codes.chosen.connect(lambda key: self._change(codes=bool(key)))
        self.heading.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the heading keeps it and stays."""
        entered = isinstance(event, QKeyEvent) and event.key() in ENTER
        if watched is self.heading and event.type() == QEvent.Type.KeyPress and entered:
            self._headed()
            return True
        return False

    @property
    def chosen(self) -> ListTemplate | None:
        """The template one stands on."""
        row = self.names.currentIndex().row()
        return self.templates[row] if 0 <= row < len(self.templates) else None

    def reload(self, name: str = "", column: int = 0) -> None:
        """Read the templates again, and stand on the one of that name and on that column of it."""
        with self._place.database.reading() as connection:
            self.templates = templates_of(connection, self._entity.__tablename__)
        self._rows.show_rows(self.templates)
        place = next((nth for nth, one in enumerate(self.templates) if one.name == name), 0)
        self.names.setCurrentIndex(self._rows.index(place))
        self._show_template(column)

    def _show_template(self, column: int = 0) -> None:
        one = self.chosen
        columns = one.columns if one is not None else ()
        self.list.rows.show_rows(columns)
        self.list.setCurrentIndex(self.list.rows.index(min(column, len(columns) - 1)))
        own, gone = one is not None and one.own, one.gone() if one is not None else ()
        for act in (self.rename, self.delete, self.add):
            act.setEnabled(own)
        for act in (self.copy, self.go):
            act.setEnabled(one is not None)
        self.all_codes.setEnabled(one is not None)
        self.told.setText(
            _("还没有模板，按“新建”从列表现在的列开始") if one is None
            else "" if own else _("随程序提供，不能改；复制一份就可以改")
        )  # fmt: skip
        self.banner.hide()
        if gone:
            words = _("{headings} 列对应的内容已不在{label}里，导出前请另选内容或删除这些列")
            self.banner.say(
                words.format(headings=quoted([c.heading for c in gone]), label=_(self._entity.label)), tone="warn"
            )
        self._show_column()

    def _column(self) -> ProfileColumn | None:
        one, row = self.chosen, self.list.currentIndex().row()
        return one.columns[row] if one is not None and 0 <= row < len(one.columns) else None

    def _show_column(self) -> None:
        one, column = self.chosen, self._column()
        own = one is not None and one.own and column is not None
        for part in (self.heading, self.field, self.drop, self.up, self.down):
            part.setEnabled(own)
        self.heading.setText(column.heading if column is not None else "")
        self.field.setText(self.list.rows.under(column) if column is not None else "")
        known = column is not None and column.field in self._labels
        coded = known and column is not None and can_be_coded(column_of(self._entity, column.field).field)
        self.codes.setEnabled(own and coded)
        self.codes.setVisible(coded)
        self.codes.show_key(column.codes if column is not None else None)

    def _headed(self) -> None:
        text, column = self.heading.text().strip(), self._column()
        if column is not None and text != column.heading:
            self._change(heading=text)

    def _hold(self, label: str) -> None:
        """Let the column hold the field that is called so; other words are taken back."""
        column = self._column()
        name = next((name for name, words in self._labels.items() if words == label), None)
        if column is None or name == column.field:
            return
        if name is None:
            self._show_column()
            return
        self._change(field=name, codes=False)

    def _change(self, **changed: object) -> None:
        column, row = self._column(), self.list.currentIndex().row()
        if column is None or self.chosen is None or not self.chosen.own:
            return
        columns = list(self.chosen.columns)
        columns[row] = replace(column, **changed)  # type: ignore[arg-type] # names of its fields
        self._keep(columns, row)

    def _shift(self, step: int) -> None:
        row = self.list.currentIndex().row()
        if self.chosen is not None and self.chosen.own and 0 <= row + step < len(self.chosen.columns):
            columns = list(self.chosen.columns)
            columns.insert(row + step, columns.pop(row))
            self._keep(columns, row + step)

    def _add(self) -> None:
        """A column behind the one that is chosen: the first field that is not there yet."""
        if self.chosen is None:
            return
        held, heads = set(self.chosen.fields), set(self.chosen.headings)
        name, label = next(((n, w) for n, w in self._labels.items() if n not in held and w not in heads), ("", ""))
        row, columns = self.list.currentIndex().row() + 1, list(self.chosen.columns)
        columns.insert(row, ProfileColumn(label or _free(_("新列"), heads), name))
        self._keep(columns, row)

    def _drop(self) -> None:
        row = self.list.currentIndex().row()
        if self.chosen is not None and self.chosen.own and row >= 0:
            columns = list(self.chosen.columns)
            del columns[row]
            self._keep(columns, row)

    def _keep(self, columns: Sequence[ProfileColumn], row: int) -> None:
        """Keep the chosen template with other columns."""
        assert self.chosen is not None
        self._save(self._profile(self.chosen.name, columns), _("修改导出模板"), column=row)

    def _profile(self, name: str, columns: Sequence[ProfileColumn]) -> ColumnProfile:
        return ColumnProfile(name, self._entity.__tablename__, tuple(columns))

    def _save(self, profile: ColumnProfile, doing: str, *, instead: str = "", column: int = 0) -> None:
        try:
            check_profile(profile)
        except WrongProfile as error:
            self._show_column()
            self.banner.say(str(error))
            return
        database = self._place.database
        self._write(
            doing, lambda: save_profile(database, profile, instead=instead), lambda: self.reload(profile.name, column)
        )

    def _write(self, doing: str, work: Callable[[], None], then: Callable[[], None]) -> None:
        self._place.tasks.write(doing, lambda _progress: work(), lambda _none: then(), receiver=self)

    def _named(self, title: str, start: str) -> str:
        """A name no template has yet; "" where the person thought better of it or it is taken, which is said."""
        name = ask_name(self._place.window, title, _("模板名称"), start)
        if name and (is_taken(name, self._entity.__tablename__) or any(one.name == name for one in self.templates)):
            self.banner.say(_("已有名为“{name}”的模板，请用另一个名称").format(name=name))
            return ""
        return name

    def _create(self) -> None:
        name = self._named(_("新建导出模板"), "")
        if name:
            fields = field_map(self._entity)
            columns: dict[str, ProfileColumn] = {}
            for field in self._seen:
                columns.setdefault(fields[field].title, ProfileColumn(fields[field].title, field))
            self._save(self._profile(name, tuple(columns.values())), _("新建导出模板"))

    def _copy(self) -> None:
        one = self.chosen
        if one is None:
            return
        taken = {each.title for each in self.templates}
        name = self._named(_("复制导出模板"), _free(one.title[: LONGEST_NAME - 4], taken, _("副本")))
        if name:
            self._save(self._profile(name, one.columns), _("复制导出模板"))

    def _rename(self) -> None:
        one = self.chosen
        name = self._named(_("模板改名"), one.name) if one is not None else ""
        if one is not None and name and name != one.name:
            self._save(self._profile(name, one.columns), _("模板改名"), instead=one.name)

    def _delete(self) -> None:
        one, database = self.chosen, self._place.database
        if one is None or not one.own:
            return
        profile = self._profile(one.name, one.columns)

        def back() -> None:
            self._place.tasks.write(
                _("恢复导出模板"), lambda _progress: save_profile(database, profile), lambda _none: None,
                receiver=self._place.window,
            )  # fmt: skip

        def then() -> None:
            self.reload()
            self._place.announce(_("已删除导出模板“{name}”").format(name=one.name), back)

        self._write(_("删除导出模板"), lambda: forget_profile(database, profile), then)

    def _export(self) -> None:
        if self.chosen is None:
            return
        try:
            self.chosen.sheet_columns()
        except Refused as refused:
            self.banner.say(refused.sentence)
            return
        self.export_wanted.emit(self.chosen, self.all_codes.isChecked())


def _free(word: str, taken: set[str], ending: str = "") -> str:
    """`word`, with an ending or a number where something is called so."""
    names = (f"{word}{ending}{nth or ''}" for nth in (0, *range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def export_by_template(place: AppContext, page: "ListPage") -> PanelOverlay:
    """Lay the templates of a list over the window; an authority wants whole numbers."""
    content = ColumnTemplates(place, page.entity, page.columns)
    layer = open_overlay(place.window, content, _WIDTH, _HEIGHT, content.close_.clicked)

    def go(template: ListTemplate, codes: bool) -> None:
        layer.close_layer()
        export(place, page, whole=True, by=template, codes=codes)

    content.export_wanted.connect(go)
    return layer
