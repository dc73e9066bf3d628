"""An import written, and its rejected rows given back: what the window, the command and the samples do alike."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.exchange.applying import apply
from desktop.exchange.corrections import Mends, mended_workbook
from desktop.exchange.import_steps import JudgedImport
from desktop.exchange.plan import ImportPlan
from desktop.exchange.unknown_names import new_records
from desktop.operations.done import Done, told
from models.database.audit_chain import last_seal
from models.database.database import Database
from models.database.disclosures import REJECTED, note_own
from models.database.errors import DatabaseError
from models.memory import uncollected
from models.progress import SILENT, Progress
from models.words import _


@dataclass(frozen=True, slots=True)
class Imported(Done):
    """The same, and the rows as they were written; `besides` are the records made for them, by entity name."""

    plan: ImportPlan
    besides: Mapping[str, int]


class Changed(DatabaseError):  # noqa: N818 - an answer to the person, not a fault of the program
    """The rows are no longer what they were when they were looked over; `plan` is how they are judged now."""

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__(_("核对之后库里有了变化，没有写入任何内容，请看过再导入"))
        self.plan = plan


@uncollected()
def write(
    judged: JudgedImport,
    mends: Mends | None = None,
    expected: Mapping[str, int] | None = None,
    progress: Progress = SILENT,
) -> Imported:
    """Write the rows that are not rejected as one step, which can be undone; stopped or refused, nothing is written.

    `mends` are what was decided, and `expected` the totals that were looked over, where it is not as it was judged.
    Raises Changed when the totals would not be those, and what apply() raises.
    """
    plan = _as_it_is_now(judged, judged.mends if mends is None else mends, progress)
    if plan.totals() != (judged.plan.totals() if expected is None else expected):
        raise Changed(plan)
    written = apply(judged.draft.database, plan, progress)
    return Imported(written, imported_words(plan) if written else told(None), plan, new_records(plan))


def imported_words(plan: ImportPlan) -> str:
    """What is said of rows that were written: all of a step, or those of one of its files."""
    if not plan.writing:
        return told(None)
    return _("已导入{label} {count} 行").format(label=_(plan.entity.label), count=f"{plan.writing:,}")


def _as_it_is_now(judged: JudgedImport, mends: Mends, progress: Progress) -> ImportPlan:
    """Judged once more where something was decided, or written, since."""
    with judged.draft.database.reading() as connection:
        still = mends == judged.mends and judged.plan.judged == last_seal(connection)
    return judged.plan if still else judged.draft.judged(mends, progress)


def give_back(database: Database, plan: ImportPlan, mends: Mends, target: Path) -> str:
    """Write the rejected rows, as they were mended so far, into a workbook, and log that they were given; what is said of it."""
    from desktop.exchange.rejected_rows import write_errors

    count = write_errors(replace(plan, workbook=mended_workbook(plan, mends)), target)
    note_own(database, REJECTED, plan.entity, count)
    words = _("已把 {count} 行写入 {file}，改好后可直接再导入")
    return words.format(count=f"{count:,}", file=target.name)
