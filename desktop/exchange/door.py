"""What the door will say of a plan: rows, and the records they need, judged exactly as they will be written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, groupby
from typing import Any, TypeVar

from desktop.exchange.columns import columns_of, told_of
from desktop.exchange.masked import held_in
from desktop.exchange.plan import Action, ImportRow, New
from models.database import checking, storage
from models.database.database import Database
from models.database.doubts import doubts
from models.database.settings import suggested_day
from models.schema.complaints import Complaint
from models.schema.fields import Entity, entity_named, field_map
from models.schema.readings import Known
from models.words import _

Created = dict[New, dict[str, Any]]
_V = TypeVar("_V", bound=Mapping[str, Any])


def news_in(values: Iterable[Any]) -> Iterator[New]:
    """The records yet to be made among values, also those in tuples of references."""
    for value in values:
        yield from (part for part in (value if isinstance(value, tuple) else (value,)) if isinstance(part, New))


def in_order(created: Mapping[New, _V], used: Iterable[New]) -> dict[New, _V]:
    """The new records rows need and those these need themselves, by kind; what they refer to comes first."""
    depths: dict[New, int] = {}

    def depth(new: New) -> int:
        if new not in depths:
            depths[new] = 1 + max((depth(inner) for inner in news_in(created[new].values())), default=0)
        return depths[new]

    for new in used:
        depth(new)
    found = [new for new in created if new in depths]
    return {new: created[new] for new in sorted(found, key=lambda new: (depths[new], new.entity))}


def refuse_unmakable(database: Database, entity: type[Entity], rows: Sequence[ImportRow], created: Created) -> None:
    """Complete the records to be made, and keep out the rows that need one which cannot be made."""
    faults = dict(_faults(database, created))
    for row in rows if faults else ():
        told: set[New] = set()
        asked = [(name, frozenset(news_in([value]))) for name, value in row.written.items()]
        for name, direct in sorted(asked, key=lambda item: faults.keys().isdisjoint(item[1])):
            for new in in_order(created, direct):
                if new in faults and new not in told:
                    told.add(new)
                    row.complain(*_told(entity, name, direct, new, faults[new], created))


def _faults(database: Database, created: Created) -> Iterator[tuple[New, tuple[str, Complaint]]]:
    for name, run in groupby(sorted(created, key=lambda new: new.entity), key=lambda new: new.entity):
        made, entity = list(run), entity_named(name)
        with database.reading() as connection:
            day, rows = suggested_day(connection), [created[new] for new in made]
            created.update(zip(made, checking.completed(connection, entity, rows, day, created), strict=True))
            found = checking.wrong(connection, entity, [created[new] for new in made])
        yield from {made[n]: (field, complaint) for n, field, complaint in reversed(found)}.items()


def _told(  # noqa: PLR0913, PLR0917 - who asks for it, what it is, what is wrong
    entity: type[Entity], name: str, direct: frozenset[New], new: New, fault: tuple[str, Complaint], created: Created
) -> tuple[str, Complaint]:
    """The column that asks for what cannot be made, and why; the record and its field are named unless plain."""
    field, complaint = fault
    target, spread = entity_named(new.entity), told_of(entity, name)
    if new in direct:
        column = next((column for column, of in spread.items() if of == field), name)
        plain = column != name or field == target.display
    else:
        asking = (c for c, of in spread.items() if any(new in news_in([created[made].get(of)]) for made in direct))
        column = next(asking, name)
        plain = column != name and field == target.display
    if plain:
        return column, complaint
    words = _("要新建的{label}“{text}”的{field}：{message}").format(
        label=_(target.label), text=new.text, field=field_map(target)[field].title, message=complaint.message
    )
    return column, Complaint(complaint.code, words)


def _number(connection: Any, entity: type[Entity], inserts: Sequence[ImportRow]) -> None:
    """Give those that are counted within another record (a contact of a firm) the next number, unless they have one."""
    key = next((key for key in entity.keys if len(key) > 1 and key[-1] == "position"), None)
    if key is None:
        return
    column = field_map(entity)[key[0]].column
    owners = {owner for row in inserts if isinstance(owner := row.written.get(key[0]), int)}
    taken: dict[Any, set[int]] = {}
    for owner, number in storage.where(connection, entity, column, owners, (column, "position")):
        taken.setdefault(owner, set()).add(number)
    for row in sorted(inserts, key=lambda row: row.written.get("position") is None):
        own, number = taken.setdefault(row.written.get(key[0]), set()), row.written.get("position")
        if number in own:
            words = _("{label}的第 {number} 位已另有其人，请改序号，或留空由程序排在后面")
            row.complain("position", Complaint("duplicate", words.format(label=_(entity.label), number=number)))
        row.written["position"] = number or next(n for n in count(1) if n not in own)
        own.add(row.written["position"])


def refuse(database: Database, entity: type[Entity], rows: Sequence[ImportRow], known: Known, created: Created) -> None:
    """Keep out what the door would refuse of the rows that are to be written together, and tell what is doubtful."""
    columns = columns_of(entity)
    inserts = [row for row in rows if not row.errors and row.action is Action.INSERT]
    updates = [row for row in rows if not row.errors and row.action is Action.UPDATE and row.key is not None]
    changes: list[tuple[int, Mapping[str, Any]]] = [(row.key, row.written) for row in updates if row.key is not None]
    own = {name: known[name] for name, c in columns.items() if c.owner is None and name in known}
    with database.reading() as connection:
        _number(connection, entity, inserts)
        inserts = [row for row in inserts if not row.errors]
        fresh = [row.written for row in inserts]
        day = suggested_day(connection)
        complete = checking.completed(connection, entity, fresh, day, created)
        for row, values in zip(inserts, complete, strict=True):
            row.written = values
        present = storage.rows_by_id(connection, entity, [key for key, _values in changes])
        found = checking.wrong(connection, entity, complete, changes, present, known=own)
        written = [*inserts, *updates]
        now = [*complete, *(new for _key, new in changes)]
        doubtful = list(doubts(connection, entity, now, [row.key for row in written], day, created))
    called = {held: name for name, held in held_in(entity).items()}
    for n, name, complaint in ((n, called.get(name, name), complaint) for n, name, complaint in doubtful):
        written[n].complain(name, complaint)
    for n, name, complaint in ((n, called.get(name, name), complaint) for n, name, complaint in found):
        if all((name, complaint.code) != (error.field, error.code) for error in written[n].errors):
            written[n].complain(name, complaint)
