"""Importing a workbook: choose it, judge it in a task, look at what would happen, apply it as one act."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.workplace import Workplace
from models.database.history import ChangeSet
from models.progress import Progress
from models.schema.fields import Entity
from models.words import _

if TYPE_CHECKING:
    from desktop.exchange.plan import ImportPlan


def choose_workbook(parent: QWidget, label: str) -> Path | None:
    """Let the person choose a file; None when nothing was chosen."""
    words = _("选择要导入的{label}表格").format(label=label)
    kinds = _("表格文件") + " (*.xlsx *.xls *.ods *.csv);;" + _("全部文件") + " (*)"
    chosen, _kind = QFileDialog.getOpenFileName(parent, words, "", kinds)
    return Path(chosen) if chosen else None


def bring(place: Workplace, entity: type[Entity]) -> None:
    """Choose a workbook and judge it."""
    path = choose_workbook(place.window, _(entity.label))
    if path is not None:
        judge(place, entity, path)


def judge(place: Workplace, entity: type[Entity], path: Path) -> None:
    """Judge every row in a task, then show the plan; nothing is written."""

    def work(progress: Progress) -> "ImportPlan":
        from desktop.exchange.judging import plan

        return plan(place.database, entity, path, None, progress)

    def show(made: "ImportPlan") -> None:
        from desktop.ui.imports.preview import ImportPreview

        preview = ImportPreview(made, place.window)
        preview.accepted.connect(lambda: apply(place, made))
        preview.open()

    name = _("核对 {file}").format(file=path.name)
    place.tasks.read(work, show, receiver=place.window, name=name, failed=place.report)


def apply(place: Workplace, made: "ImportPlan") -> None:
    """Write the plan as one change set."""

    def work(progress: Progress) -> ChangeSet | None:
        from desktop.exchange.applying import apply as write

        return write(place.database, made, progress)

    def done(written: ChangeSet | None) -> None:
        place.say(_("已{act}，可用 Ctrl+Z 撤销").format(act=written.name) if written else _("没有需要写入的内容"))

    name = _("导入 {file}").format(file=made.path.name)
    place.tasks.write(name, work, done, receiver=place.window, failed=place.report)
