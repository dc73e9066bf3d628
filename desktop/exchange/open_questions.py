"""What a file leaves open and a person decides once for all its rows: the session of registrations where several, or none, fit."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from desktop.exchange.plan import ImportPlan, ImportRow
from models.acts.act import Question
from models.database import inheriting, storage
from models.database.database import Database
from models.database.results import displays
from models.database.settings import suggested_day
from models.schema.complaints import warning
from models.schema.fields import Finds, entity_named, field_map
from models.statistics import Connection
from models.words import _

OPEN = "none"  # the answer that leaves it open


def ask(database: Database, made: ImportPlan) -> None:
    """Ask for the references that must be the only one that fits and are not; the answers, or the defaults, are taken."""
    finds, made.asked = made.entity.finds, ()
    if finds is None or finds.otherwise is None:
        return
    groups: dict[tuple[Any, ...], list[ImportRow]] = defaultdict(list)
    for row in made.rows:
        told = tuple(row.written.get(name) for name in finds.by)
        if not row.errors and row.written.get(finds.reference) is None and all(isinstance(one, int) for one in told):
            groups[told].append(row)
    with database.reading() as connection:
        for told, rows in groups.items():
            keys = _choices(connection, finds, told)
            if keys:
                _decide(connection, made, rows, keys, _called(connection, made, finds, told), single=len(groups) == 1)


def _choices(connection: Connection, finds: Finds, told: tuple[Any, ...]) -> list[int]:
    """What may be meant: all that fit, else all there are; the likeliest first."""
    assert finds.otherwise is not None
    day = suggested_day(connection)
    return inheriting.hits(connection, finds.rows(day), told) or inheriting.hits(connection, finds.otherwise(day), told)


def _usual(connection: Connection, made: ImportPlan, rows: Sequence[ImportRow], keys: Sequence[int]) -> int:
    """What holds unless answered: what a record of these rows says already, so that a file brought again changes nothing; else the likeliest."""
    finds, fields = made.entity.finds, field_map(made.entity)
    assert finds is not None
    other = next(name for name in made.entity.keys[0] if name != finds.reference)
    columns = (fields[other].column, fields[finds.reference].column)
    wanted = {row.written.get(other) for row in rows} - {None}
    ints = [one for one in wanted if isinstance(one, int)]
    there = [key for _own, key in storage.where(connection, made.entity, columns[0], ints, columns)]
    return next((key for key in keys if key in there), keys[0])


def _called(connection: Connection, made: ImportPlan, finds: Finds, told: tuple[Any, ...]) -> str:
    """What the rows of a group have in common, where a file asks more than once."""
    target = entity_named(field_map(made.entity)[finds.by[0]].to or "")
    return displays(connection, target, [told[0]]).get(told[0], "")


def _decide(  # noqa: PLR0913 - which rows, and what they may mean
    connection: Connection, made: ImportPlan, rows: Sequence[ImportRow], keys: Sequence[int], of: str, *, single: bool
) -> None:
    finds = made.entity.finds
    assert finds is not None
    field = field_map(made.entity)[finds.reference]
    shown = displays(connection, entity_named(field.to or ""), keys)
    known = {shown[key]: key for key in keys}
    # it was asked by the other name while the file had rows of more, or of fewer, kinds
    names = (field.name, f"{field.name}:{of}")[:: 1 if single else -1]
    choices = (*((code, code) for code in known), (OPEN, _("先不写")))
    default = shown[_usual(connection, made, rows, keys)]
    chosen = next((one for name in names if (one := made.answers.get(name, "")) in dict(choices)), default)
    words = (
        _("这些行是哪个{field}").format(field=field.title)
        if single
        else _("{of}是哪个{field}").format(of=of, field=field.title)
    )
    made.asked = (*made.asked, Question(names[0], words, choices, default, chosen, len(rows)))
    if chosen not in known:
        return
    told = _("没有写{field}，按“{chosen}”导入；另有 {count} 个可选，请核对")
    for row in rows:
        row.written[field.name] = known[chosen]
        row.complain(
            field.name,
            warning("unknown-reference", told.format(field=field.title, chosen=chosen, count=len(known) - 1)),
        )
