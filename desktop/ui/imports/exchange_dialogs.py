"""Lists and empty templates written as workbooks, in a task."""

from typing import TYPE_CHECKING

from desktop.exchange.list_templates import ListTemplate
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.dialogs import ask_reason
from desktop.ui.kit.files import save_as
from models.database.disclosures import TEMPLATE, note_own
from models.progress import Progress
from models.schema.counting import counted
from models.schema.fields import Entity
from models.words import _

if TYPE_CHECKING:
    from desktop.ui.list.list_page import ListPage


def export(
    place: AppContext, page: "ListPage", *, whole: bool = False, by: ListTemplate | None = None, codes: bool = False
) -> None:
    """Write the list as it is seen: its search, day, order and columns; `whole` asks for whole numbers, and why.

    By a template its columns are those, with codes in all of them or as each says; raises Refused where one is gone.
    """
    label = by.title if by is not None else _(page.entity.label)
    private = page.has_private() if by is None else any(column.field.private for column in by.sheet_columns())
    why = None
    if whole and private:
        why = ask_reason(place.window, place.settings, _("导出{what}（完整号码）").format(what=label))
    if whole and private and why is None:
        return
    target = save_as(place.window, _("导出{label}").format(label=label), label, (".xlsx", ".csv"))
    if target is None:
        return
    query, columns = page.query, page.columns

    def work(progress: Progress) -> int:
        from desktop.exchange.writing import export as write

        return write(place.database, query, target, columns, progress, unmasked=why, template=by, codes=codes)

    def done(count: int) -> None:
        words = _("已导出 {count}到 {file}")
        if private:
            words = _("已导出 {count}到 {file}，证件号和电话已遮盖")
        if why is not None:
            words = _("已导出 {count}到 {file}，其中的证件号和电话是完整的，请妥善保管")
        place.say(words.format(count=counted(query.entity, count), file=target.name))

    place.tasks.each(work, done, receiver=place.window, name=_("导出{label}").format(label=label))


def template(place: AppContext, entity: type[Entity]) -> None:
    """Write an empty workbook to fill in."""
    label = _(entity.label)
    name = _("{label}导入模板").format(label=label)
    target = save_as(place.window, _("保存导入模板"), name, (".xlsx",))
    if target is None:
        return

    def work(_progress: Progress) -> None:
        from desktop.exchange.writing import template as write

        write(entity, target)
        note_own(place.database, TEMPLATE, entity, 0)

    place.tasks.each(
        work,
        lambda _none: place.say(_("已保存 {file}").format(file=target.name)),
        receiver=place.window,
    )
