"""An agreement on its page: each term from the day on which which document set it, who signed what, and who depends on it."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database.policies import threshold_on
from models.database.query import Condition, Query
from models.database.results import Row, ids_of, read_all, rows_of
from models.entities.agreement_terms import (
    BASE,
    COMING,
    CONCLUDED,
    EXPIRED,
    EXPIRING,
    EXPIRY_DAYS,
    RUNNING,
    SIGNED,
    URGENT_DAYS,
)
from models.entities.agreements import Agreement, AgreementCommitment, AgreementParty, Amendment
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.placements import Placement
from models.schema.derive import in_force
from models.schema.fields import Entity, Field, entities, field_map
from models.schema.sorting import natural_key
from models.statistics.figure_queries import Figure, counted, one_by_one
from models.statistics.group_views import row_of

FIELDS = (
    "number", "title", "kind", "state", "party_a", "party_b", "party_c", "party_d", "signed_date", "valid_from",
    "valid_until", "effective_until", "remaining_days", "effective_amount", "staff", "signatory_school",
    "signatory_enterprise", "stage", "ended_date", "rate", "commitment_count", "renews", "school",
)  # fmt: skip
UNTIL, AMOUNT = "effective_until", "effective_amount"  # lanes besides those of the promises
_OWN = (
    AgreementParty,
    Amendment,
    AgreementCommitment,
    Agreement,
)  # which belong to an agreement and do not depend on it
_HEADS = ("member_count", "apprentice_count", "trained_count")  # fields that count the people of what depends on one
_DAY = timedelta(days=1)
LIVE = (COMING, RUNNING, EXPIRING, EXPIRED)  # states in which days are left, or have passed unnoticed


class Document(NamedTuple):
    """The agreement itself (`id` None) or one of its amendments; `counts` when it has taken effect by the day.

    It `waits` when it has and is not signed: its day of signature is still to come, or the agreement is only drafted.
    """

    id: int | None
    number: str
    signed_date: date
    effective_date: date
    counts: bool
    waits: bool


class Block(NamedTuple):
    """What holds of a term from a day to another, both counted, and the document that set it: its place among them."""

    begin: date
    end: date
    value: Any
    document: int


class Lane(NamedTuple):
    """One term over time: UNTIL, AMOUNT, or a promise by its item and unit."""

    key: str
    unit: str
    blocks: tuple[Block, ...]

    def on(self, day: date) -> Block | None:
        """What holds on a day; None before and after all of it."""
        return next((block for block in reversed(self.blocks) if block.begin <= day <= block.end), None)


class Signature(NamedTuple):
    """A party of an agreement, and for each document the day it was signed; None where the party had no part in it."""

    position: int
    body: str
    enterprise: int | None
    signed: tuple[date | None, ...]


class Dependant(NamedTuple):
    """Records that stand on an agreement: on the day, those of them that end later than it, and the last end of all.

    `heads` are the people in them, where that is counted.
    """

    entity: type[Entity]
    figure: Figure
    late: Figure
    last: date | None
    heads: int | None = None


class AgreementView(NamedTuple):
    """An agreement as of a day."""

    row: Row
    documents: tuple[Document, ...]
    lanes: tuple[Lane, ...]
    signatures: tuple[Signature, ...]
    promises: tuple[Row, ...]
    dependants: tuple[Dependant, ...]
    reminders: tuple[tuple[int, date], ...]
    begin: date
    end: date
    day: date

    @property
    def until(self) -> date:
        """Its last day, as amended by the day."""
        until: date = self.row.values[UNTIL]
        return until

    @property
    def changes(self) -> tuple[date, ...]:
        """The days on which a term changes."""
        return tuple(sorted({block.begin for lane in self.lanes for block in lane.blocks}))

    @property
    def last_dependant(self) -> date | None:
        """The last day of what depends on it."""
        return max((one.last for one in self.dependants if one.last is not None), default=None)

    @property
    def outlived(self) -> tuple[Dependant, ...]:
        """What of that ends later than the agreement."""
        return tuple(one for one in self.dependants if one.late.count)


def agreement_view(connection: sa.Connection, key: int, day: date) -> AgreementView | None:
    """The agreement as of `day`; None when it does not exist."""
    row = row_of(connection, Agreement, key, day, FIELDS)
    if row is None:
        return None
    amendments, promises, parties = _children(connection, key)
    documents = _documents(row, amendments, day)
    lanes = _lanes(connection, row, amendments, promises, documents)
    dependants = tuple(_dependants(connection, row, day))
    ends = [block.end for lane in lanes for block in lane.blocks] + [row.values["valid_until"]]
    last = max((one.last for one in dependants if one.last is not None), default=max(ends))
    query = Query(AgreementCommitment, (Condition("agreement", "=", key),), as_of=day)
    return AgreementView(
        row, documents, lanes, _signatures(parties, documents), tuple(read_all(connection, query, _PROMISE)), dependants,
        _reminders(connection, row, day), row.values["valid_from"], max(*ends, last), day,
    )  # fmt: skip


_PROMISE = ("item", "unit", "target", "actual", "rate", "due_date", "amendment")
_AMENDED = ("number", "kinds", "signed_date", "effective_date", "valid_until", "amount", "ended_date")
_PROMISED = ("item", "unit", "target", "from_date", "until_date", "amendment")
_PARTY = ("position", "body", "enterprise", "join_date", "leave_date")


def _children(connection: sa.Connection, key: int) -> tuple[list[Row], list[Row], list[Row]]:
    """The amendments in the order in which they take effect, every promise ever made, every party there ever was."""
    asked = ((Amendment, _AMENDED), (AgreementCommitment, _PROMISED), (AgreementParty, _PARTY))
    here = (Condition("agreement", "=", key),)
    amendments, promises, parties = (
        list(read_all(connection, Query(kind, here), names)) for kind, names in asked
    )  # fmt: skip
    amendments.sort(key=lambda one: (one.values["effective_date"], natural_key(one.values["number"]), one.id))
    return amendments, promises, parties


def _documents(row: Row, amendments: Sequence[Row], day: date) -> tuple[Document, ...]:
    drafted = (row.values["stage"] or SIGNED) not in CONCLUDED
    first = _document(None, row.values, row.values["valid_from"], day)
    return (
        first._replace(counts=True, waits=True) if drafted else first,
        *(_document(one.id, one.values, one.values["effective_date"], day) for one in amendments),
    )


def _document(key: int | None, values: Mapping[str, Any], effective: date, day: date) -> Document:
    counts, signed = effective <= day, values["signed_date"]
    return Document(key, values["number"], signed, effective, counts, counts and signed > day)


# --- terms by the day on which they take effect


def _lanes(
    connection: sa.Connection, row: Row, amendments: Sequence[Row], promises: Sequence[Row], documents: Sequence[Document]
) -> tuple[Lane, ...]:  # fmt: skip
    """Every term that ever changed, the end always and last: as the agreement says it on each day something changes."""
    first: date = row.values["valid_from"]
    turns = sorted({first, *(one.effective_date for one in documents if one.effective_date > first)})
    stands = {turn: row_of(connection, Agreement, row.id, turn, (UNTIL, AMOUNT)) for turn in turns}
    spans = [(turn, following - _DAY) for turn, following in pairwise((*turns, date.max))]
    values = [(begin, end, found.values) for begin, end in spans if (found := stands[begin]) is not None]
    ends = _blocks(values, UNTIL, lambda one: one["valid_until"] or one["ended_date"], amendments)
    amounts = _blocks(values, AMOUNT, lambda one: one["amount"], amendments)
    over = max((block.end for block in ends), default=row.values["valid_until"])
    told = tuple(_promised(promises, documents, over))
    changing = [lane for lane in (Lane(AMOUNT, "", amounts), *told) if len(lane.blocks) > 1]
    return (*changing, Lane(UNTIL, "", ends))


def _blocks(
    values: Sequence[tuple[date, date, Any]], name: str, says: Callable[[Any], Any], amendments: Sequence[Row]
) -> tuple[Block, ...]:
    """The spans in which a field says the same, none after the end the agreement has by then."""
    found: list[Block] = []
    for begin, end, stands in values:
        value, last = stands[name], min(end, stands[UNTIL])
        if value is None or last < begin:
            continue
        setting = [
            n for n, one in enumerate(amendments, 1) if one.values["effective_date"] <= begin and says(one.values)
        ]
        document = setting[-1] if setting else 0
        if found and (found[-1].value, found[-1].document) == (value, document):
            found[-1] = found[-1]._replace(end=last)
        else:
            found.append(Block(begin, last, value, document))
    return tuple(found)


def _promised(promises: Sequence[Row], documents: Sequence[Document], over: date) -> Iterable[Lane]:
    """The promises by item; each is in force on the days its own row says."""
    places = {one.id: n for n, one in enumerate(documents)}
    items: dict[str, list[Block]] = {}
    units: dict[str, str] = {}
    for one in sorted(promises, key=lambda one: (one.values["from_date"] or date.min, one.id)):
        values = one.values
        begin = values["from_date"] or documents[0].effective_date
        end = min(values["until_date"] or over, over)
        units[values["item"]] = values["unit"] or ""
        if begin <= end:
            place = places.get(values["amendment_id"], 0)
            items.setdefault(values["item"], []).append(Block(begin, end, values["target"], place))
    return (Lane(item, units[item], tuple(blocks)) for item, blocks in sorted(items.items()))


# --- who signed, who depends


def _signatures(parties: Sequence[Row], documents: Sequence[Document]) -> tuple[Signature, ...]:
    """Every party with the days on which the documents of its time were signed."""

    def signed(one: Row, document: Document) -> date | None:
        begin, end = one.values["join_date"], one.values["leave_date"]
        there = (begin is None or begin <= document.effective_date) and (end is None or document.effective_date < end)
        return document.signed_date if there else None

    return tuple(
        Signature(
            one.values["position"],
            one.values["body"] or "",
            one.values["enterprise_id"],
            tuple(signed(one, each) for each in documents),
        )
        for one in sorted(parties, key=lambda one: (one.values["position"], one.values["join_date"] or date.min))
    )


@cache
def _references() -> tuple[tuple[type[Entity], Field], ...]:
    """The registers whose records stand on an agreement, and how they say so."""
    every = ((entity, field) for entity in entities() if entity not in _OWN for field in field_map(entity).values())
    return tuple((entity, field) for entity, field in every if field.stored and field.to == Agreement.__tablename__)


def _dependants(connection: sa.Connection, row: Row, day: date) -> Iterable[Dependant]:
    until: date = row.values[UNTIL]
    for entity, field in _references():
        here = Condition(field.name, "=", row.id)
        query = Query(entity, (here,), as_of=day if entity.period is not None else None)
        figure = counted(connection, query)
        if not figure.count:
            continue
        end = _end_of(entity)
        late = (here, Condition(end, ">", until)) if end else (here, Condition(field.name, "empty"))  # none of nobody
        heads = next((name for name in _HEADS if name in field_map(entity)), "")
        wanted = tuple(name for name in (end, heads) if name)
        rows = list(read_all(connection, Query(entity, (here,), as_of=day), wanted)) if wanted else []
        yield Dependant(
            entity, figure, counted(connection, Query(entity, late, as_of=query.as_of)),
            max((one.values[end] for one in rows if end and one.values[end] is not None), default=None),
            sum(one.values[heads] or 0 for one in rows) if heads else None,
        )  # fmt: skip
    yield from _interns(connection, row, day)


def _end_of(entity: type[Entity]) -> str:
    """The field with the last day of a record; "" where it has none."""
    names = [ends[1] for ends in (entity.period, entity.span) if ends is not None]
    return next((name for name in (*names, "end_date") if name in field_map(entity)), "")


def _interns(connection: sa.Connection, row: Row, day: date) -> Iterable[Dependant]:
    """Who is placed on the day with a party of the agreement: of its order classes, or anybody where it is about internships."""
    party, member, own = AgreementParty.table().c, OrderClassMember.table().c, Placement.table().c
    firms = sa.select(party.enterprise_id).where(party.agreement_id == row.id, party.enterprise_id.is_not(None))
    where = [in_force(Placement, day), own.enterprise_id.in_(firms)]
    classes = next((field.column for entity, field in _references() if entity is OrderClass), None)
    if row.values["kind"] != BASE:
        if classes is None:
            return
        table = OrderClass.table().c
        of = sa.select(table.id).where(table[classes] == row.id)
        members = sa.select(member.student_id).where(member.order_class_id.in_(of), in_force(OrderClassMember, day))
        where.append(own.student_id.in_(members))
    found = connection.execute(sa.select(own.id, own.end_date).where(*where)).all()
    late = [key for key, end in found if end is not None and end > row.values[UNTIL]]
    if found:
        every, behind = (
            Figure(len(some), one_by_one(Placement, some)) for some in ([key for key, _end in found], late)
        )
        last = max((end for _key, end in found if end is not None), default=None)
        yield Dependant(Placement, every, behind, last)


def _reminders(connection: sa.Connection, row: Row, day: date) -> tuple[tuple[int, date], ...]:
    """From how many days before its end an agreement is told of, and the day that is: policy, and the end itself."""
    school, until = row.values["school_id"], row.values[UNTIL]
    days = (int(threshold_on(connection, key, day, school)) for key in (EXPIRY_DAYS, URGENT_DAYS))
    return tuple((count, until - timedelta(days=count)) for count in (*days, 0))


# --- the list


def soonest_first(connection: sa.Connection, query: Query) -> "array[int]":
    """The agreements of a list by the days that are left, those that bind nobody any more or not yet last."""
    ids = ids_of(connection, Query(query.entity, query.conditions, ("remaining_days",), query.search, query.as_of))
    live = {row.id for row in rows_of(connection, query, ids, ("state",)) if row.values["state"] in LIVE}
    return array("q", sorted(ids, key=lambda key: key not in live))
