"""What a right click offers: on a row the acts for what is selected, on a label those for its column."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from desktop.ui.kit import icons
from desktop.ui.list.filtering import Filter, mode_of
from desktop.ui.list.relations import relations_of
from models.database.query import Condition, Query
from models.schema.fields import Field
from models.words import _

if TYPE_CHECKING:
    from desktop.ui.list.list_page import ListPage

RELATED = 500  # selected records whose relations can be listed


class RowMenu(QMenu):
    """Acts for the selected rows, and for the cell that was clicked."""

    def __init__(self, page: "ListPage", row: int, column: int) -> None:
        super().__init__(page)
        self._page = page
        assert page.model.results is not None
        self.ids = page.ids() or [page.model.results.ids[row]]
        key = page.model.results.ids[row]
        self._add("open", _("打开"), lambda: page.opened.emit(key), "Enter")
        self._add("copy", _("复制"), page.copy, "Ctrl+C")
        self._add_cell(row, column)
        self._add_related()
        self.addSeparator()
        if len(self.ids) > 1:
            self._add("edit", _("批量修改 {count} 条").format(count=len(self.ids)), page.edit_many)
        self._add("print", _("打印"), page.printed.emit)
        self._add("arrow_export_ltr", _("导出"), page.exported.emit)
        if page.has_private():
            self._add("copy", _("复制（完整号码）…"), page.copy_whole)
            self._add("arrow_export_ltr", _("导出（完整号码）…"), page.whole_exported.emit)
        self.addSeparator()
        words = _("删除") if len(self.ids) == 1 else _("删除 {count} 条").format(count=len(self.ids))
        self._add("delete", words, page.deleted.emit, "Del")

    def _add(self, icon: str, words: str, act: Callable[[], object], keys: str = "") -> None:
        action = self.addAction(icons.icon(icon), f"{words}\t{keys}" if keys else words)
        action.setIconVisibleInMenu(True)
        action.triggered.connect(lambda _on=False: act())

    def _add_cell(self, row: int, column: int) -> None:
        """Offer to keep only records with the value of this cell."""
        found = self._same(row, column)
        if found is None:
            return
        text = self._page.model.text(row, column)
        words = _("只看{label}：{value}").format(label=found.field.title, value=text or _("为空"))
        self._add("filter", words, lambda: self._page.filters.put(found))

    def _same(self, row: int, column: int) -> Filter | None:
        model = self._page.model
        field, value = model.fields[column], model.value(row, column)
        if field.many or (field.private and value is not None):
            return None
        if value is None:
            return Filter(field, (Condition(field.name, "empty"),))
        if mode_of(field) == "record":
            assert model.results is not None
            record = model.results.row(row)
            return Filter(field, (Condition(field.name, "=", record.values[f"{field.name}_id"]),)) if record else None
        if field.type.kind == "codes":
            return None
        if mode_of(field) == "range":
            return Filter(field, (Condition(field.name, ">=", value), Condition(field.name, "<=", value)))
        return Filter(field, (Condition(field.name, "=", value),))

    def _add_related(self) -> None:
        relations = relations_of(self._page.entity)
        if not relations or len(self.ids) > RELATED:
            return
        menu = self.addMenu(icons.icon("link"), _("相关记录"))
        for relation in relations:
            action = menu.addAction(icons.icon(icons.of_entity(relation.entity.__tablename__)), relation.title)
            action.setIconVisibleInMenu(True)
            wanted: Query = relation.query(self.ids)
            action.triggered.connect(lambda _on=False, wanted=wanted: self._page.place.list_of(wanted))


class HeadMenu(QMenu):
    """Order, filter and hide one column."""

    def __init__(self, page: "ListPage", field: Field) -> None:
        super().__init__(page)
        if not field.many:
            up = self.addAction(icons.icon("arrow_up"), _("升序排列"))
            up.triggered.connect(lambda: page.order_by(field.name))
            down = self.addAction(icons.icon("arrow_down"), _("降序排列"))
            down.triggered.connect(lambda: page.order_by(f"-{field.name}"))
            self.addSeparator()
        narrow = self.addAction(icons.icon("filter"), _("按{label}筛选").format(label=field.title))
        narrow.triggered.connect(lambda: page.filters.open_filter(Filter(field, ())))
        hide = self.addAction(icons.icon("eye_off"), _("隐藏此列"))
        hide.setEnabled(len(page.columns) > 1)
        hide.triggered.connect(lambda: page.filters.checklist.tick(field.name, on=False))
        for action in self.actions():
            action.setIconVisibleInMenu(True)
