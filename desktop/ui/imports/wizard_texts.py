"""What the wizard says of itself: which file and sheets, how many names are open, what the last button will do."""

from collections.abc import Collection, Mapping

from desktop.exchange import import_steps
from desktop.exchange.corrections import Mends, Word
from desktop.exchange.review import Fate
from desktop.ui.imports.names_model import NameAction, decision_of
from desktop.ui.imports.wizard_frame import COLUMNS, FILES, NAMES, REVIEW
from desktop.ui.kit.controls import Kind
from desktop.ui.kit.dialogs import Confirm
from models.words import _, listed

_SHEETS = 3  # named in the head; as many as fit


def about(layout: import_steps.SheetLayout | None, chosen: Collection[str] | None, files: int) -> str:
    """The file and its chosen sheets (None: all), or how many files there are."""
    if layout is None or layout.gathered is None:
        return _("{count} 个文件").format(count=files) if files else ""
    names = [name for name, _rows in layout.sheets if chosen is None or name in chosen]
    more = _("等 {count} 张").format(count=len(names)) if len(names) > _SHEETS else ""
    sheets = listed(names[:_SHEETS]) + more
    return _("{file}，工作表「{sheets}」").format(file=layout.gathered.workbook.path.name, sheets=sheets)


def undecided(reviewed: import_steps.Reviewed | None, mends: Mends) -> str:
    """How many unknown names nobody has decided about."""
    if reviewed is None:
        return ""
    open_ = sum(decision_of(name, mends).act is NameAction.OPEN for name in reviewed.names)
    return _("还有 {count} 个名称未决定").format(count=open_) if open_ else _("对应关系会记住，下次自动替换")


def decided(mends: Mends, known: Mapping[Word, str | None]) -> int:
    """How many cells, words and rows a person decided about, besides what was known from earlier imports."""
    words = sum(known.get(word, "") != meant for word, meant in mends.words.items())
    return len(mends.cells) + words + len(mends.rows_out) + len(mends.words_out) + len(mends.answers)


def hint(at: int, reviewed: import_steps.Reviewed | None, mends: Mends) -> str:
    """What the foot says of a step."""
    return {
        FILES: _("确认之前不会写入任何记录"),
        COLUMNS: _("这样的表头会记住，下次不再询问"),
        NAMES: undecided(reviewed, mends),
        REVIEW: _("在此修正的单元格会写回错误工作簿"),
    }.get(at, "")


def importable(counts: Mapping[Fate, int]) -> int:
    """How many rows would be written."""
    return counts[Fate.INSERT] + counts[Fate.UPDATE]


def import_words(count: int, rejected: int) -> str:
    """What the button that writes says."""
    if not count:
        return _("没有要导入的内容")
    if rejected:
        return _("导入 {count} 行，跳过 {rejected} 行").format(count=f"{count:,}", rejected=f"{rejected:,}")
    return _("导入 {count} 行").format(count=f"{count:,}")


GIVEN_UP, STAY = "given up", "stay"


def give_up_question(file: str, count: int) -> Confirm:
    """Asks; decided with one of the above. Closing it means staying."""
    words = _("已改正和决定的 {count} 处还没有导入，放弃后不会保留。").format(count=f"{count:,}")
    ways = ((GIVEN_UP, _("放弃导入"), Kind.GHOST), (STAY, _("继续核对"), Kind.PRIMARY))
    return Confirm(_("放弃导入 {file}？").format(file=file), words, ways)
