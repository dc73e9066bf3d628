"""Lists and empty templates written as workbooks, in a task."""

from typing import TYPE_CHECKING

from desktop.exchange.list_templates import ListTemplate, templates_of
from desktop.ui.kit.confirm import Confirm
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Kind
from desktop.ui.kit.files import save_as
from desktop.ui.kit.name_dialog import ask_reason
from models.database.disclosures import TEMPLATE, note_own
from models.progress import Progress
from models.schema.fields import Entity
from models.words import _

if TYPE_CHECKING:
    from desktop.ui.list.list_page import ListPage


def export(
    place: AppContext, page: "ListPage", *, whole: bool = False, by: ListTemplate | None = None, codes: bool = False
) -> None:
    """Write the list as it is seen: its search, day, order and columns; `whole` asks for whole numbers, and why.

    By a template its columns are those, with codes or names.
    """
    label, private = _(by.label if by is not None else page.entity.label), by is not None or page.has_private()
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
        words = _("已导出 {count} 条到 {file}")
        if private:
            words = _("已导出 {count} 条到 {file}，证件号和电话已遮盖")
        if why is not None:
            words = _("已导出 {count} 条到 {file}，其中的证件号和电话是完整的，请妥善保管")
        place.say(words.format(count=count, file=target.name))

    place.tasks.read(work, done, receiver=place.window, name=_("导出{label}").format(label=label), failed=place.report)


def export_by_template(place: AppContext, page: "ListPage") -> None:
    """Ask by which template, and whether codes or names are written; an authority wants whole numbers."""
    offered = templates_of(page.entity.__tablename__)
    kinds = ((False, _("写名称")), (True, _("写代码")))
    many = len(offered) > 1
    ways = [
        ((one.name, codes), f"{_(one.label)} {words}" if many else words, Kind.DEFAULT)
        for one in offered
        for codes, words in kinds
    ]
    about = "" if many else _(offered[0].label)
    question = Confirm(_("按模板导出"), _("{template}：代码类的列写名称还是代码？").format(template=about), ways)

    def decided(way: tuple[str, bool]) -> None:
        name, codes = way
        export(place, page, whole=True, by=next(one for one in offered if one.name == name), codes=codes)

    question.decided.connect(decided)
    question.ask(place.window)


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

    place.tasks.read(
        work,
        lambda _none: place.say(_("已保存 {file}").format(file=target.name)),
        receiver=place.window,
        failed=place.report,
    )
