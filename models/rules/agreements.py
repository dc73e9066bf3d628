"""What presses about agreements: that they expire, that something outlives them, that two say the same (registers §1)."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database import storage
from models.database.policies import thresholds
from models.entities import agreement_terms as terms
from models.entities.agreements import Agreement, AgreementParty
from models.schema.complaints import Complaint, Severity, warning
from models.schema.derive import open_on
from models.schema.fields import entity_named
from models.words import _, listed

FIELD = "effective_until"
Found = tuple[int, str, Complaint]  # agreement, field, what is to be said
_PAIR = (1, 2)  # the positions of 甲方 and 乙方


def judged(connection: sa.Connection, day: date, ids: Collection[int] | None = None) -> Iterator[Found]:
    """What is to be said of these agreements, or of all, as of a day."""
    yield from _ending(connection, day, ids)
    yield from _outlived(connection, day, ids)
    yield from _alike(connection, day, ids)


def _ending(connection: sa.Connection, day: date, ids: Collection[int] | None) -> Iterator[Found]:
    """Those that end within the days policy says, in two steps, and for as long as the second of these that did end.

    Nothing is said of one that another renews, nor of one whose early end somebody decided.
    """
    own, other = Agreement.table(), Agreement.table().alias()
    urgent = int(thresholds(connection)(terms.URGENT_DAYS, day))
    renewed = sa.exists().where(other.c.renews_id == own.c.id, other.c.stage != terms.VOID).correlate(own)
    left = terms.remaining_days(day, own)
    soon = terms.is_expiring(day, own, terms.expiry_days(day, own))
    gone = sa.and_(terms.is_expired(day, own), left >= -urgent)
    statement = sa.select(own.c.id, left).where(sa.or_(soon, gone), sa.not_(renewed))
    statement = statement.where(terms.ended_on(day, own).is_(None)).order_by(own.c.id)
    for chunk in [None] if ids is None else storage.pieces(sorted(ids), storage.CHUNK):
        asked = statement if chunk is None else statement.where(own.c.id.in_(chunk))
        yield from ((key, FIELD, _reminder(days, urgent)) for key, days in connection.execute(asked))


def _reminder(days: int, urgent: int) -> Complaint:
    if days < 0:
        words, title, code = _("已到期 {days} 天，请续签，或登记终止"), _("协议已到期"), "agreement-expired"
    elif days == 0:
        words, title, code = _("今天到期，请续签，或登记终止"), _("协议今天到期"), "agreement-ends"
    elif days <= urgent:
        words, title, code = _("还有 {days} 天到期，请抓紧办理续签"), _("协议快要到期"), "agreement-urgent"
    else:
        words, title, code = _("还有 {days} 天到期，请准备续签"), _("协议即将到期"), "agreement-expiring"
    return Complaint(code, words.format(days=abs(days)), Severity.WARNING, title, _("协议到期提醒"))


def _outlived(connection: sa.Connection, day: date, ids: Collection[int] | None) -> Iterator[Found]:
    """Those on whose last day something still runs that stands on them."""
    own = Agreement.table()
    for kind, (_begin, end) in terms.dependants().items():
        entity = entity_named(kind)
        other = entity.table()
        until = terms.effective_until(day, own)
        statement = sa.select(own.c.id, other.c.name, other.c[end], until).where(
            other.c.agreement_id == own.c.id, other.c[end] > until, terms.is_concluded(own)
        )
        later: dict[int, list[Any]] = {}
        for key, name, last, over in connection.execute(statement.order_by(own.c.id, other.c[end].desc())):
            if ids is None or key in ids:
                later.setdefault(key, []).append((name, last, over))
        for key, several in later.items():
            names, last = listed(name for name, _last, _over in several), several[0][1]
            words = _("{label}{names}到 {last} 才结束，晚于协议的最后一天 {over}")
            told = words.format(label=_(entity.label), names=names, last=last, over=several[0][2])
            yield key, FIELD, warning("conflict", told)


class _Agreed(NamedTuple):
    """An agreement that was signed: its days and what it must not share with another in one period."""

    key: int
    number: str
    begin: date
    until: date


def _alike(connection: sa.Connection, day: date, ids: Collection[int] | None) -> Iterator[Found]:
    """Those of one kind between one pair of parties whose periods meet; one that renews the other may begin before its end."""
    own = Agreement.table()
    until = terms.effective_until(day, own)
    known = sa.and_(terms.is_concluded(own), own.c.valid_from.is_not(None), until.is_not(None))
    statement = sa.select(own.c.id, own.c.number, own.c.kind, own.c.renews_id, own.c.valid_from, until).where(known)
    pairs = _pairs(connection, day)
    groups: dict[tuple[Any, ...], list[_Agreed]] = {}
    renewing: set[frozenset[int]] = set()
    for key, number, kind, renews, begin, last in connection.execute(statement.order_by(own.c.valid_from, own.c.id)):
        if len(pair := pairs.get(key, frozenset())) == len(_PAIR):
            groups.setdefault((kind, pair), []).append(_Agreed(key, number, begin, last))
        if renews is not None:
            renewing.add(frozenset((key, renews)))
    for some in groups.values():
        yield from _meeting(some, renewing, ids)


def _meeting(
    some: Sequence[_Agreed], renewing: Collection[frozenset[int]], ids: Collection[int] | None
) -> Iterator[Found]:
    met: dict[int, list[str]] = {}
    for first, second in combinations(some, 2):  # the earlier one comes first
        if second.begin <= first.until and frozenset((first.key, second.key)) not in renewing:
            met.setdefault(second.key, []).append(first.number)
    for key, numbers in met.items():
        if ids is None or key in ids:
            words = _("同样的签约方、同一类型、有效期重叠的还有{numbers}，请核对是不是重复登记")
            yield key, "number", warning("duplicate", words.format(numbers=listed(numbers)))


def _pairs(connection: sa.Connection, day: date) -> dict[int, frozenset[tuple[str, Any]]]:
    """The first two parties of every agreement on the day."""
    own = AgreementParty.table()
    columns = (own.c.agreement_id, own.c.school_id, own.c.enterprise_id, own.c.body_name)
    statement = sa.select(*columns).where(own.c.position.in_(_PAIR), open_on(AgreementParty, day))
    found: dict[int, set[tuple[str, Any]]] = {}
    for key, *told in connection.execute(statement):
        kinds = zip(("school", "enterprise", "body_name"), told, strict=True)
        found.setdefault(key, set()).update((kind, body) for kind, body in kinds if body is not None)
    return {key: frozenset(bodies) for key, bodies in found.items()}
