"""Agreements in figures: the ledger of a day (B7), how promises are kept (B4), one agreement with all that belongs to it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database import storage
from models.database.policies import threshold_on
from models.database.query import Query
from models.database.results import Row, read_all, rows_of
from models.entities import agreement_terms as terms
from models.entities.agreements import Agreement, AgreementCommitment, AgreementParty, Amendment
from models.entities.attachments import Attachment
from models.entities.order_classes import Commitment, OrderClass
from models.schema.codes import table
from models.schema.derive import in_force
from models.schema.fields import entity_named
from models.schema.sorting import natural_key, pinyin_key
from models.statistics.measure import Measured
from models.statistics.order_classes import order_class_ids
from models.words import _

LEDGER = (
    "number", "title", "kind", "party_a", "party_b", "party_c", "party_d", "signed_date", "valid_from", "effective_until",
    "remaining_days", "state", "effective_amount", "remark",
)  # fmt: skip
_CENT = Decimal("0.01")


class Agreed(NamedTuple):
    """One agreement as of a day; `parties` are those of the day by position, `promises` what they promised, in words."""

    id: int
    number: str
    title: str
    kind: str
    parties: tuple[str | None, ...]
    signed: date | None
    begin: date | None
    until: date | None
    left: int | None
    state: str
    amount: Decimal | None
    promises: tuple[str, ...]
    files: int
    remark: str | None


def ledger(connection: sa.Connection, day: date, ids: Sequence[int] = (), firms: Sequence[int] = ()) -> list[Agreed]:
    """These agreements, those of these enterprises, or all, by number, 2 before 10."""
    wanted = list(ids) or (list(_of_firms(connection, firms)) if firms else None)
    if wanted is None:
        wanted = list(connection.execute(sa.select(Agreement.table().c.id)).scalars())
    promises, files = _promised(connection, day), _files(connection)
    found = []
    for row in rows_of(connection, Query(Agreement, as_of=day), wanted, LEDGER):
        number, title, kind, *parties, signed, begin, until, left, state, amount, remark = (
            row.values[name] for name in LEDGER
        )
        found.append(
            Agreed(row.id, number, title, kind, tuple(parties), signed, begin, until, left, state, amount,
                   tuple(promises.get(row.id, ())), files.get(row.id, 0), remark)
        )  # fmt: skip
    return sorted(found, key=lambda one: (natural_key(one.number), one.id))


def _of_firms(connection: sa.Connection, firms: Sequence[int]) -> Iterator[int]:
    own = AgreementParty.table()
    statement = sa.select(own.c.agreement_id).where(own.c.enterprise_id.in_(firms)).distinct()
    yield from connection.execute(statement).scalars()


def _promised(connection: sa.Connection, day: date) -> dict[int, list[str]]:
    """What each agreement promises on the day: 录用比例 80%."""
    own = AgreementCommitment.table()
    columns = (own.c.agreement_id, own.c.item, own.c.target, own.c.unit)
    statement = sa.select(*columns).where(in_force(AgreementCommitment, day)).order_by(own.c.id)
    found: dict[int, list[str]] = defaultdict(list)
    for key, item, target, unit in connection.execute(statement):
        told = "" if target is None else f" {target.normalize():f}{unit or ''}"
        found[key].append(f"{table('commitment-item').name(item)}{told}")
    return found


def _files(connection: sa.Connection) -> dict[int, int]:
    own = Attachment.table()
    count = sa.select(own.c.record_id, sa.func.count()).where(own.c.entity == Agreement.__tablename__)
    return {row[0]: row[1] for row in connection.execute(count.group_by(own.c.record_id))}


class Kept(NamedTuple):
    """One promise of the enterprises of an order class, in force on the day; `source` tells it from others."""

    order_class: int
    name: str
    item: str
    unit: str | None
    target: Decimal | None
    actual: Decimal | None
    due: date | None
    evidence: str | None
    remark: str | None
    source: tuple[str, int]

    @property
    def rate(self) -> Decimal | None:
        """What was done in per cent of the target; None where nobody wrote it down."""
        return None if self.actual is None else percent(self.actual, self.target)


def percent(actual: Decimal | None, target: Decimal | None) -> Decimal | None:
    """100 × actual / target, half up to two places; None without a target. Of sums, where what nobody wrote down is nought."""
    if not target:
        return None
    return (100 * (actual or Decimal(0)) / target).quantize(_CENT, ROUND_HALF_UP)


def promises_kept(
    connection: sa.Connection, day: date, classes: Sequence[int] = (), schools: Sequence[int] = ()
) -> list[Kept]:
    """The promises to order classes formed by the day: their own, then those of their agreement that none of these carries out.

    An own promise that carries out one of the agreement has the target of that (registers §0), and its progress where it
    tells none.
    """
    formed = order_class_ids(connection, (), day, schools)
    wanted = [key for key in formed if not classes or key in set(classes)]
    agreed = _agreed_promises(connection, day)
    own = _own_promises(connection, {key: row for rows in agreed.values() for key, row in rows.items()})
    found = []
    columns = ("name", "code", "agreement")
    rows = sorted(
        rows_of(connection, Query(OrderClass, as_of=day), wanted, columns),
        key=lambda row: (natural_key(row.values["code"]), pinyin_key(row.values["name"]), row.id),
    )
    for row in rows:
        mine = own.get(row.id, [])
        carried = {each["agreement_commitment_id"] for each in mine}
        items = {each["item"] for each in mine if each["agreement_commitment_id"] is None}
        shared = agreed.get(row.values["agreement_id"], {})
        rest = [each for key, each in shared.items() if key not in carried and each["item"] not in items]
        found += [_kept(row, each) for each in (*mine, *rest)]
    return found


def _kept(row: Row, told: Mapping[str, Any]) -> Kept:
    names = ("item", "unit", "target", "actual", "due_date", "evidence", "remark", "source")
    return Kept(row.id, row.values["name"], *(told[name] for name in names))


_TOLD = ("item", "unit", "target", "actual", "due_date", "evidence", "remark")


def _agreed_promises(connection: sa.Connection, day: date) -> dict[int, dict[int, dict[str, Any]]]:
    """The promises of every agreement on the day: agreement -> promise -> what it says, in the order of their items."""
    own = AgreementCommitment.table()
    columns = [own.c[name] for name in _TOLD]
    statement = sa.select(own.c.agreement_id, own.c.id, *columns).where(in_force(AgreementCommitment, day))
    found: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for agreement, key, *values in connection.execute(statement.order_by(own.c.id)):
        found[agreement][key] = dict(zip(_TOLD, values, strict=True)) | {
            "source": (AgreementCommitment.__tablename__, key)
        }
    return found


def _own_promises(
    connection: sa.Connection, agreed: Mapping[int, Mapping[str, Any]]
) -> dict[int, list[dict[str, Any]]]:
    """The promises order classes have themselves, with the target of those of an agreement that they carry out."""
    own = Commitment.table()
    columns = [own.c[name] for name in _TOLD]
    statement = sa.select(own.c.order_class_id, own.c.id, own.c.agreement_commitment_id, *columns).order_by(own.c.id)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for order_class, key, carries, *values in connection.execute(statement):
        told: dict[str, Any] = dict(zip(_TOLD, values, strict=True)) | {"source": (Commitment.__tablename__, key)}
        told["agreement_commitment_id"] = carries
        whole = agreed.get(carries)
        if whole is not None:
            told["target"] = whole["target"]
            told |= {name: whole[name] for name in ("unit", "actual", "due_date") if told[name] is None}
        found[order_class].append(told)
    return found


def by_item(rows: Sequence[Kept]) -> list[tuple[str, Decimal, Decimal, int]]:
    """Item, sum of targets, sum of what was done and number of the promises that have a target, each promise once."""
    once = {row.source: row for row in rows if row.target}
    place = {code.code: nth for nth, code in enumerate(table("commitment-item").codes)}
    sums: dict[str, list[Any]] = {}
    for row in once.values():
        total = sums.setdefault(row.item, [Decimal(0), Decimal(0), 0])
        total[0] += row.target or Decimal(0)
        total[1] += row.actual or Decimal(0)
        total[2] += 1
    return [(item, *sums[item]) for item in sorted(sums, key=lambda item: place.get(item, len(place)))]


# --- measures


def kept_by_class(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """B4: what was done of each promise to an order class, in per cent of its target."""
    rows = promises_kept(connection, day)
    for key in dict.fromkeys(row.order_class for row in rows):
        some = [row for row in rows if row.order_class == key]
        rates = {table("commitment-item").name(row.item): row.rate for row in some if row.rate is not None}
        yield Measured(some[0].name, rates)


def expiring_soon(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """B7: those signed that run on the day and end within the days policy says."""
    own = Agreement.table()
    days = int(threshold_on(connection, terms.EXPIRY_DAYS, day))
    yield _numbered(connection, terms.is_expiring(day, own, days))


def expired(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """B7: those over by the day without having been ended before their time."""
    yield _numbered(connection, terms.is_expired(day, Agreement.table()))


def _numbered(connection: sa.Connection, met: sa.ColumnElement[bool]) -> Measured:
    own = Agreement.table()
    numbers = sorted(connection.execute(sa.select(own.c.number).where(met)).scalars(), key=natural_key)
    return Measured(_("全部协议"), len(numbers), more={"agreements": numbers})


def amounts(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """B7: the amount of each agreement that has one, amendments in force included."""
    for row in read_all(connection, Query(Agreement, as_of=day), ("number", "effective_amount")):
        if row.values["effective_amount"] is not None:
            yield Measured(row.values["number"], row.values["effective_amount"])


def states(rows: Sequence[Agreed]) -> list[tuple[str, int]]:
    """How many stand how, in the order of the code table."""
    counts = Counter(row.state for row in rows)
    return [(code.code, counts[code.code]) for code in table("agreement-state").codes if counts[code.code]]


# --- one agreement


class Summary(NamedTuple):
    """One agreement as of a day with its amendments, promises, and what stands on it: (kind, name, begin, end)."""

    agreed: Agreed
    values: Mapping[str, Any]
    amendments: tuple[Row, ...]
    promises: tuple[Row, ...]
    dependants: tuple[tuple[str, str, date | None, date | None], ...]


SHOWN = ("valid_until", "amount", "signatory_school", "signatory_enterprise", "school", "staff", "majors", "stage",
         "ended_date", "ended_reason", "renews", "commitment_count", "rate")  # fmt: skip


def summaries(connection: sa.Connection, day: date, ids: Sequence[int] = ()) -> list[Summary]:
    """These agreements, or all, with what belongs to them, read for all at once."""
    agreed = ledger(connection, day, ids)
    keys = [one.id for one in agreed]
    values = {row.id: row.values for row in rows_of(connection, Query(Agreement, as_of=day), keys, SHOWN)}
    amendments = _children(connection, Amendment, keys, Query(Amendment))
    promises = _children(connection, AgreementCommitment, keys, Query(AgreementCommitment, as_of=day))
    standing = _standing(connection, keys)
    return [
        Summary(one, values[one.id], tuple(amendments.get(one.id, ())), tuple(promises.get(one.id, ())),
                tuple(standing.get(one.id, ())))
        for one in agreed
    ]  # fmt: skip


def _children(connection: sa.Connection, entity: Any, keys: Sequence[int], query: Query) -> dict[int, list[Row]]:
    own = entity.table()
    found: dict[int, list[Row]] = defaultdict(list)
    met = [in_force(entity, query.day)] if query.as_of is not None else []
    for chunk in storage.pieces(keys, storage.CHUNK):
        ids = connection.execute(sa.select(own.c.id).where(own.c.agreement_id.in_(chunk), *met)).scalars().all()
        for row in rows_of(connection, query, ids):
            found[row.values["agreement_id"]].append(row)
    for rows in found.values():
        rows.sort(
            key=lambda row: (
                row.values.get("effective_date") or date.min,
                natural_key(row.values.get("number")),
                row.id,
            )
        )
    return found


def _standing(
    connection: sa.Connection, keys: Sequence[int]
) -> dict[int, list[tuple[str, str, date | None, date | None]]]:
    found: dict[int, list[tuple[str, str, date | None, date | None]]] = defaultdict(list)
    for name, (begin, end) in terms.dependants().items():
        own = entity_named(name).table()
        columns = (own.c.agreement_id, own.c.name, own.c[begin], own.c[end])
        for chunk in storage.pieces(keys, storage.CHUNK):
            statement = sa.select(*columns).where(own.c.agreement_id.in_(chunk)).order_by(own.c[begin], own.c.id)
            for key, *told in connection.execute(statement):
                found[key].append((_(entity_named(name).label), *told))
    return found
