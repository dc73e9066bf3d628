"""The menu of reports: each made of the selected records, or of all, and saved where the person wants it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from desktop.ui.files import save_as
from desktop.ui.workplace import Workplace
from models.progress import Progress
from models.schema.fields import entity_named
from models.words import _

if TYPE_CHECKING:
    from desktop.reports.registry import Report
    from desktop.ui.grid.page import ListPage


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is printed for: selected records (none of them: all), as of a day."""

    ids: Sequence[int]
    day: date


def scope_of(report: "Report", page: "ListPage | None") -> Scope:
    """The selection, if the list that is seen is of the records the report is for."""
    fitting = page is not None and page.entity.__tablename__ == report.of
    day = page.filters.day if page is not None else None
    return Scope(page.ids() if fitting and page is not None else (), day or date.today())  # noqa: DTZ011 - the office's own day


def fill(menu: QMenu, place: Workplace, page: "ListPage | None") -> None:
    """List every report with what it would be printed for now."""
    from desktop.reports.registry import reports

    menu.clear()
    for report in reports():
        scope = scope_of(report, page)
        action = menu.addAction(words_of(report, scope))
        action.setToolTip(_(report.purpose))
        action.triggered.connect(lambda _on=False, report=report, scope=scope: save(place, report, scope))


def words_of(report: "Report", scope: Scope) -> str:
    """Title and scope: 班级花名册（所选 3 条班级）."""
    label = _(entity_named(report.of).label)
    if scope.ids:
        return _("{title}（所选 {count} 条{label}）…").format(title=_(report.title), count=len(scope.ids), label=label)
    return _("{title}（全部{label}）…").format(title=_(report.title), label=label)


def save(place: Workplace, report: "Report", scope: Scope) -> None:
    """Ask where to put it and print it in a task; private cells stay masked."""
    title = _(report.title)
    target = save_as(place.window, _("保存{title}").format(title=title), title, (".pdf", ".xlsx", ".txt"))
    if target is None:
        return
    database = place.database

    def work(progress: Progress) -> tuple[str, ...]:
        from desktop.reports.registry import make, render

        document = make(
            database, report, scope.ids, as_of=scope.day, printed_by=database.user,
            printed_at=datetime.now().astimezone(),
        )  # fmt: skip
        return render(document, target, progress)

    def done(lost: tuple[str, ...]) -> None:
        place.say("；".join((_("已保存 {file}").format(file=target.name), *lost)))

    place.tasks.read(work, done, receiver=place.window, name=_("生成{title}").format(title=title), failed=place.report)
