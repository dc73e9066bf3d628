"""Letting go of persons: what tells of one goes from rows, log, baseline and settings; what is counted stays, nameless.

Figures have one definition each and are read off rows (decisions §3), so the rows of a person stay: codes, dates, numbers
and references that are no private ones. Every name, number, address, free text and birthday goes, the name becomes a
pseudonym made of the record's id alone. Relatives, files and exceptions go as a whole.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa

from models.database import audit_chain, storage
from models.database.audit_chain import ACT, AUDIT, ERASURE, GONE, PRINTED, PRINTING, SHOWN, UPGRADED, Digest, line_of
from models.database.logged_rows import columns_of_tables
from models.database.settings import put_setting, setting
from models.database.transaction import Transaction
from models.entities.attachments import Attachment
from models.entities.audit import BASELINE, CHANGE, CHANGE_SET, DISCLOSURE, ERASED, RESEALED, SETTING
from models.entities.people import FamilyMember
from models.entities.policy import Waiver
from models.schema.fields import Entity, entities, entity_named, every_entity, fields_of
from models.schema.types import Code, CodeText, IdentityNumber, Number, PersonName, Phone, Text

PURGE = (
    "erasure-purge"  # key of the settings: the file still has pages, or a search index, that nobody wrote anew since
)
PSEUDONYM = "已清除"  # begins every pseudonym, in whatever language: it stands in the file
_COLLEAGUES = frozenset({"staff", "mentor"})  # to whom the rows of others refer
_WHOLE = (FamilyMember, Attachment, Waiver)  # rows that go with whom they are about
_TOLD_BY = (Attachment, Waiver)  # which name a record by its table and id
_BIRTH = frozenset({"birth_date", "birth_month"})
_NAMES = frozenset({"former_name", "english_name", "name_pinyin"})
_LEAST, _SURE = 2, 6  # characters of a name that is looked for, and of a number that nobody else has

Place = tuple[str, int]  # entity, id
Person = Place


def registers() -> tuple[type[Entity], ...]:
    """The entities whose records are natural persons: those that keep an identity number."""
    return tuple(one for one in entities() if any(type(f.type) is IdentityNumber for f in fields_of(one) if f.stored))


def pseudonym(entity: str, key: int) -> str:
    """What an erased record is called: always the same, and nothing of the person is in it."""
    return PSEUDONYM + hashlib.sha256(f"{entity}|{key}".encode()).hexdigest()[:8].upper()


@cache
def _left_of(entity: type[Entity]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The columns that stay as they are, of those that hold codes where it is one; and those that bear the pseudonym."""
    person, kept, codes, named = entity in registers(), set[str](), set[str](), set[str]()
    for one in (f for f in fields_of(entity) if f.stored):
        kind, needed = one.type, not entity.table().c[one.column].nullable
        if one.to is not None or (entity.goes_with is not None and one.name != "remark"):
            kept.add(one.column)
        elif one.private or one.column in _BIRTH:
            continue
        elif isinstance(kind, Code):
            codes.add(one.column)
        elif isinstance(kind, PersonName) or (isinstance(kind, CodeText) and needed):
            named.add(one.column)
        elif (isinstance(kind, Text) and needed) or not isinstance(kind, (Text, Number) if person else Text):
            kept.add(one.column)
    return frozenset(kept), frozenset(codes), frozenset(named)


def left(entity: type[Entity], key: int, state: Mapping[str, Any]) -> dict[str, Any]:
    """What stays of a row, or of a line of the log, that tells of an erased person; stored columns without the id."""
    kept, codes, named = _left_of(entity)
    found: dict[str, Any] = {}
    for name, value in state.items():
        if name in kept or (name in codes and (value is None or str(value).isascii())):
            found[name] = value
        elif name in named and value is not None:
            found[name] = pseudonym(entity.__tablename__, key)
    return found


@cache
def _parts(entity: str) -> tuple[tuple[str, str], ...]:
    """The entities whose rows are about such a record, each with the column that refers to it."""
    if entity in _COLLEAGUES:
        return ()
    found = (
        (str(one.__tablename__), f.column)
        for one in every_entity()
        for f in fields_of(one)
        if f.to == entity and f.stored
    )
    return tuple(place for place in found if place != ("attachment", "replaces_id"))


@dataclass(frozen=True, slots=True)
class Footprint:
    """Where a file tells of persons: `owner` says whom a record is about, `rows` are those that are there, as they stand.

    `mentions` are rows of others that have the name of one in a text (the monitor of a class), with its columns.
    """

    owner: Mapping[Place, Person]
    rows: Mapping[str, Mapping[int, storage.Raw]]
    mentions: Mapping[Place, Mapping[str, str]]

    def becomes(self) -> Iterator[tuple[type[Entity], int, dict[str, Any] | None]]:
        """What becomes of each row: the columns that change, or None where the row goes."""
        for name, rows in self.rows.items():
            entity = entity_named(name)
            for key, row in rows.items():
                if entity in _WHOLE:
                    yield entity, key, None
                    continue
                rest = left(entity, key, row)
                differing = {
                    column: rest.get(column) for column in row if column != "id" and rest.get(column) != row[column]
                }
                if differing:
                    yield entity, key, differing
        for (name, key), columns in self.mentions.items():
            yield entity_named(name), key, dict.fromkeys(columns)

    def counts(self, person: Person) -> dict[str, int]:
        """How many records of each register are about a person, by entity."""
        found: dict[str, int] = {}
        for (name, key), owner in self.owner.items():
            if owner == person and key in self.rows.get(name, {}):
                found[name] = found.get(name, 0) + 1
        return found


def footprint(connection: sa.Connection, persons: Iterable[Person]) -> Footprint:
    """Everything in a file that tells of persons, what was deleted and stands only in the log among it."""
    wanted = list(persons)
    deleted = _Deleted(connection)
    owner: dict[Place, Person] = {person: person for person in wanted}
    rows: dict[str, dict[int, storage.Raw]] = {}
    level: dict[str, list[int]] = {}
    for name, key in wanted:
        level.setdefault(name, []).append(key)
    for name, keys in list(level.items()):
        rows.setdefault(name, {}).update(storage.rows_by_id(connection, entity_named(name), keys))
        for key, same in deleted.alike(name, rows[name]):
            owner.setdefault((name, key), (name, same))
            level[name].append(key)
    while level:
        found: dict[str, list[int]] = {}
        for name, keys in level.items():
            for place, of, row in (*_referring(connection, name, keys), *deleted.referring(name, keys)):
                if place not in owner:
                    owner[place] = owner[name, of]
                    found.setdefault(place[0], []).append(place[1])
                    if row is not None:
                        rows.setdefault(place[0], {})[place[1]] = row
        level = found
    return Footprint(owner, rows, _mentions(connection, wanted, rows))


def _referring(
    connection: sa.Connection, name: str, keys: Sequence[int]
) -> Iterator[tuple[Place, int, storage.Raw | None]]:
    """The rows about records, with which of these."""
    for user, column in _parts(name):
        yield from _rows_by(connection, entity_named(user), column, keys)
    for one in _TOLD_BY:
        for place, of, row in _rows_by(connection, one, "record_id", keys):
            if row["entity"] == name:
                yield place, of, row


def _rows_by(
    connection: sa.Connection, entity: type[Entity], column: str, keys: Sequence[int]
) -> Iterator[tuple[Place, int, storage.Raw]]:
    names = storage.columns_of(entity)
    at = names.index(column)
    for cells in storage.where(connection, entity, column, keys, names):
        yield (str(entity.__tablename__), cells[0]), cells[at], dict(zip(names, cells, strict=True))


class _Deleted:
    """What the log tells of records that are not there any more."""

    def __init__(self, connection: sa.Connection) -> None:
        lines = sa.select(CHANGE.c.entity, CHANGE.c.record_id, CHANGE.c.before).where(CHANGE.c.after.is_(None))
        self._last: dict[Place, Mapping[str, Any]] = {
            (name, key): json.loads(before) for name, key, before in connection.execute(lines) if before is not None
        }
        self._by: dict[tuple[str, str, Any], list[Place]] = {}
        refers = {(user, column) for one in every_entity() for user, column in _parts(str(one.__tablename__))}
        told = {str(one.__tablename__) for one in _TOLD_BY}
        for place, row in self._last.items():
            for column in (c for c in row if (place[0], c) in refers):
                self._by.setdefault((place[0], column, row[column]), []).append(place)
            if place[0] in told:
                self._by.setdefault((place[0], row.get("entity", ""), row.get("record_id")), []).append(place)

    def referring(self, name: str, keys: Iterable[int]) -> Iterator[tuple[Place, int, None]]:
        """Former rows about records."""
        asked = [*_parts(name), *((str(one.__tablename__), name) for one in _TOLD_BY)]
        for key in keys:
            for user, column in asked:
                yield from ((place, key, None) for place in self._by.get((user, column, key), ()))

    def alike(self, name: str, rows: Mapping[int, storage.Raw]) -> Iterator[tuple[int, int]]:
        """Former records of the same identity number: merged with one of these, or entered twice and deleted."""
        columns = [f.column for f in fields_of(entity_named(name)) if type(f.type) is IdentityNumber and f.stored]
        numbers = {row[c]: key for key, row in rows.items() for c in columns if row[c]}
        for (of, key), row in self._last.items() if numbers else ():
            same = next((numbers[row[c]] for c in columns if row.get(c) in numbers), None)
            if of == name and key not in rows and same is not None:
                yield key, same


def _mentions(
    connection: sa.Connection, persons: Iterable[Person], rows: Mapping[str, Mapping[int, storage.Raw]]
) -> dict[Place, dict[str, str]]:
    """Texts of rows that the persons' rows refer to and that are the name of one of them, unless another is called so."""
    names = {str(rows[name][key]["name"]) for name, key in persons if rows.get(name, {}).get(key, {}).get("name")}
    names -= _shared(connection, {name for name, _key in persons}, names, persons)
    asked: dict[str, set[int]] = {}
    for name, some in rows.items() if names else ():
        for one in (f for f in fields_of(entity_named(name)) if f.to is not None and f.stored):
            asked.setdefault(str(one.to), set()).update(row[one.column] for row in some.values() if row[one.column])
    found: dict[Place, dict[str, str]] = {}
    for name, keys in asked.items():
        texts = [f.column for f in fields_of(entity_named(name)) if f.stored and type(f.type) is Text and not f.search]
        for key, row in storage.rows_by_id(
            connection, entity_named(name), sorted(keys - set(rows.get(name, ())))
        ).items():
            said = {column: row[column] for column in texts if row[column] in names}
            if said:
                found[name, key] = said
    return found


def _shared(
    connection: sa.Connection, of: Iterable[str], names: Collection[str], persons: Iterable[Person]
) -> set[str]:
    """Those of the names that somebody else bears as well."""
    own, found = set(persons), set[str]()
    for name in of:
        entity = entity_named(name)
        if "name" in storage.columns_of(entity):
            for key, called in storage.where(connection, entity, "name", list(names), ("id", "name")):
                found |= {called} if (name, key) not in own else set()
    return found


@dataclass(slots=True)
class Erasing:
    """Persons whom an act lets go of, for Transaction.erasure: `note` is what is to be known of it afterwards."""

    persons: Sequence[Person]
    note: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[Person, Mapping[str, int]] = field(default_factory=dict)
    owner: Mapping[Place, Person] = field(default_factory=dict)
    mentions: Mapping[Place, Mapping[str, str]] = field(default_factory=dict)
    files: frozenset[str] = frozenset()  # contents, by SHA-256, that went with their attachments
    needles: tuple[str, ...] = ()  # what told of them; known only while the program runs
    _touched: dict[str, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Footprint, persons: Sequence[Person], note: Mapping[str, str]) -> "Erasing":
        """What is let go of, as it was found before."""
        files = frozenset(row["sha256"] for row in found.rows.get(Attachment.__tablename__, {}).values())
        return cls(persons, note, {one: found.counts(one) for one in persons}, found.owner, found.mentions, files)

    def redact(self, connection: sa.Connection, act: int) -> Digest:
        """See Erasure: lines, baseline, names of acts, reasons of showings, printings; it is noted whom the act was about."""
        found = footprint(connection, self.persons)
        whole = {str(one.__tablename__) for one in _WHOLE}  # those that are there came with the act: who let it pass
        places = {
            (name, key): of
            for (name, key), of in {**self.owner, **found.owner}.items()
            if name not in whole or key not in found.rows.get(name, ())
        }
        lines = _Lines(connection, places, self.mentions)
        acts, upgrades = lines.redact()
        self.needles = tuple(sorted(lines.needles, key=lambda text: (-len(text), text)))
        _redact_acts(connection, acts, self.needles)
        self._touched = {
            ACT: acts - {act}, UPGRADED: upgrades, SHOWN: _redact_showings(connection, places, self.needles),
            PRINTED: _redact_settings(connection, places, self.needles),
        }  # fmt: skip
        known = set(map(tuple, connection.execute(sa.select(ERASED.c.entity, ERASED.c.record_id))))
        new = [{"entity": name, "record_id": key, "act": act} for name, key in sorted(set(places) - known)]
        if new:
            connection.execute(sa.insert(ERASED), new)
        self._keep(connection, act)
        put_setting(connection, PURGE, value=True)
        own = sa.select(*(CHANGE.c[name] for name in audit_chain.LINE)).where(CHANGE.c.change_set_id == act)
        return Digest(line_of(tuple(line)) for line in connection.execute(own.order_by(CHANGE.c.id)))

    def _keep(self, connection: sa.Connection, act: int) -> None:
        row = connection.execute(sa.select(CHANGE_SET.c.user, CHANGE_SET.c.time).where(CHANGE_SET.c.id == act)).one()
        persons = [
            {
                "entity": name, "id": key, "called": pseudonym(name, key), "since": since(connection, (name, key)),
                "counts": dict(self.counts.get((name, key), {})),
            }
            for name, key in self.persons
        ]  # fmt: skip
        note = {name: _without(text, self.needles) for name, text in self.note.items()}
        told = {
            "act": act,
            "user": row.user,
            "time": row.time,
            "persons": persons,
            "mentions": list(self.mentions),
            **note,
        }
        put_setting(connection, f"{ERASURE}{act}", told)

    def seal(self, connection: sa.Connection, act: int) -> None:
        """See Erasure."""
        audit_chain.reseal(connection, act, self._touched)
        audit_chain.append(connection, GONE, act, audit_chain.digest_of_gone(connection, act))


class _Lines:
    """What the log and the baseline say of records, and how it is said without the persons."""

    def __init__(
        self, connection: sa.Connection, places: Mapping[Place, Person], mentions: Mapping[Place, Mapping[str, str]]
    ) -> None:
        self._connection, self._mentions = connection, mentions
        self._places = [*places, *mentions]
        self.needles: set[str] = set()

    def redact(self) -> tuple[set[int], set[int]]:
        """Say them anew; returns the acts and the upgrades they are of."""
        keys = sorted({key for _name, key in self._places})
        own, acts, upgrades = set(self._places), set[int](), set[int]()
        for chunk in storage.pieces(keys, storage.CHUNK):
            columns = (
                CHANGE.c.id,
                CHANGE.c.change_set_id,
                CHANGE.c.entity,
                CHANGE.c.record_id,
                CHANGE.c.before,
                CHANGE.c.after,
            )
            lines = self._connection.execute(sa.select(*columns).where(CHANGE.c.record_id.in_(chunk))).all()
            for line in (one for one in lines if (one.entity, one.record_id) in own):
                said = [self._left((line.entity, line.record_id), text) for text in (line.before, line.after)]
                if said != [line.before, line.after]:
                    values = {"before": said[0], "after": said[1]}
                    self._connection.execute(sa.update(CHANGE).where(CHANGE.c.id == line.id).values(values))
                if (line.entity, line.record_id) not in self._mentions or said != [line.before, line.after]:
                    acts.add(line.change_set_id)
            rows = self._connection.execute(sa.select(BASELINE).where(BASELINE.c.record_id.in_(chunk))).all()
            for row in (one for one in rows if (one.entity, one.record_id) in own):
                text = self._left((row.entity, row.record_id), row.after)
                if text != row.after:
                    here = (
                        BASELINE.c.entity == row.entity,
                        BASELINE.c.record_id == row.record_id,
                        BASELINE.c.upgrade == row.upgrade,
                    )
                    self._connection.execute(sa.update(BASELINE).where(*here).values(after=text))
                    upgrades.add(row.upgrade)
        return acts, upgrades

    def _left(self, place: Place, text: str | None) -> str | None:
        if text is None:
            return None
        state = json.loads(text)
        if place in self._mentions:
            told = self._mentions[place]
            rest = {name: value for name, value in state.items() if name not in told or value != told[name]}
        else:
            entity = entity_named(place[0])
            rest = left(entity, place[1], state)
            self.needles.update(_needles(entity, state, rest))
        return json.dumps(rest, ensure_ascii=False, separators=(",", ":"))


@cache
def _telling(entity: type[Entity]) -> frozenset[str]:
    """The columns whose values tell who it is wherever they stand."""
    names = (
        f.column for f in fields_of(entity)
        if f.stored and (isinstance(f.type, PersonName | CodeText | Phone) or f.private or f.column in _NAMES)
    )  # fmt: skip
    return frozenset(names)


def _needles(entity: type[Entity], state: Mapping[str, Any], rest: Mapping[str, Any]) -> Iterator[str]:
    for name in _telling(entity) & state.keys():
        value = state[name]
        if (
            isinstance(value, str)
            and rest.get(name) != value
            and len(value) >= _LEAST
            and not value.startswith(PSEUDONYM)
        ):
            yield value


def _without(text: str, needles: Iterable[str]) -> str:
    for needle in needles:
        text = text.replace(needle, PSEUDONYM)
    return text


def _redact_acts(connection: sa.Connection, acts: Iterable[int], needles: Sequence[str]) -> None:
    """Take what tells of them out of what acts are called, and what a seal could be guessed by."""
    for chunk in storage.pieces(sorted(acts), storage.CHUNK):
        for row in connection.execute(sa.select(CHANGE_SET).where(CHANGE_SET.c.id.in_(chunk))).all():
            values = {"name": _without(row.name, needles), "wording": row.wording and _without(row.wording, needles)}
            own = sa.update(CHANGE_SET).where(CHANGE_SET.c.id == row.id)
            connection.execute(own.values(**values, salt=None))


def _sure(needles: Iterable[str]) -> list[str]:
    """Those that are numbers nobody else has, to be looked for everywhere."""
    return [text for text in needles if len(text) >= _SURE and any(map(str.isdigit, text))]


def _redact_showings(connection: sa.Connection, places: Mapping[Place, Person], needles: Sequence[str]) -> set[int]:
    """Why whole values were shown, without their names; that it happened stays."""
    found, sure = set[int](), _sure(needles)
    for row in connection.execute(sa.select(DISCLOSURE).where(DISCLOSURE.c.reason != "")).all():
        keys = [row.record_id] if row.record_id is not None else json.loads(row.record_ids or "[]")
        about = any((row.entity, key) in places for key in keys)
        reason = _without(row.reason, needles if about else sure)
        if reason != row.reason:
            connection.execute(sa.update(DISCLOSURE).where(DISCLOSURE.c.id == row.id).values(reason=reason))
            found.add(row.id)
    return found


def _redact_settings(connection: sa.Connection, places: Mapping[Place, Person], needles: Sequence[str]) -> set[int]:
    """Papers printed for them, schemes and whatever else is kept beside the records; returns the printings."""
    found, sure = set[int](), _sure(needles)
    keys = {str(key) for _name, key in places}
    for row in connection.execute(
        sa.select(SETTING).where(SETTING.c.name.not_like(f"{ERASURE}%"), SETTING.c.name.not_like(f"{AUDIT}%"))
    ).all():
        about = any(key in row.value for key in keys)
        telling = needles if about else sure
        name, value = _without(row.name, telling), _without(row.value, telling)
        if row.name.startswith(PRINTING) and about:
            value = json.dumps({**json.loads(value), "salt": None}, ensure_ascii=False)
        if (name, value) == (row.name, row.value):
            continue
        connection.execute(sa.update(SETTING).where(SETTING.c.name == row.name).values(name=name, value=value))
        if row.name.startswith(PRINTING):
            found.add(int(row.name.removeprefix(PRINTING)))
    return found


def erase(tx: Transaction, persons: Sequence[Person], note: Mapping[str, str]) -> Erasing:
    """Let go of persons as one act, without asking: somebody decided it before, and an older file came back."""
    found = footprint(tx.connection, persons)
    changes: dict[type[Entity], list[tuple[int, dict[str, Any]]]] = {}
    gone: dict[type[Entity], list[int]] = {}
    for entity, key, values in found.becomes():
        if values is None:
            gone.setdefault(entity, []).append(key)
        else:
            changes.setdefault(entity, []).append((key, storage.decode(entity, values)))
    for entity, rows in changes.items():
        tx.update_rows(entity, rows, storage.rows_by_id(tx.connection, entity, [key for key, _values in rows]))
    for entity, keys in gone.items():
        tx.delete_stored(entity, keys)
    tx.erasure = Erasing.of(found, persons, note)
    return tx.erasure


def since(connection: sa.Connection, person: Person) -> tuple[int, str]:
    """The act that made a record, or where its making was folded the last act of these, with its seal.

    By it a file is known to hold this person, and not somebody who was given the same id after an older file came back.
    """
    name, key = person
    making = sa.select(sa.func.min(CHANGE.c.change_set_id)).where(
        CHANGE.c.entity == name, CHANGE.c.record_id == key, CHANGE.c.before.is_(None)
    )
    fold = setting(connection, audit_chain.FOLDED)
    act = connection.execute(making).scalar() or (fold["act"] if fold is not None else 0)
    seal = connection.execute(sa.select(CHANGE_SET.c.hash).where(CHANGE_SET.c.id == act)).scalar()
    return int(act), seal or ""


def erased_persons(connection: sa.Connection) -> list[dict[str, Any]]:
    """What is known of every erasure, the latest first: the act with its seal, who and when, and whom by what stays of them."""
    rows = connection.execute(sa.select(SETTING.c.value).where(SETTING.c.name.startswith(ERASURE))).scalars()
    found = sorted((json.loads(value) for value in rows), key=lambda one: -one["act"])
    acts = connection.execute(
        sa.select(CHANGE_SET.c.id, CHANGE_SET.c.hash).where(CHANGE_SET.c.id.in_([one["act"] for one in found]))
    )
    seals = {row.id: row.hash for row in acts}
    return [{**one, "seal": seals.get(one["act"], "")} for one in found]


def of_erased(connection: sa.Connection, entity: str, keys: Iterable[int] | None = None) -> frozenset[int]:
    """The records of an entity, or those of these, in which a person was erased."""
    own = sa.select(ERASED.c.record_id).where(ERASED.c.entity == entity)
    if keys is None:
        return frozenset(connection.execute(own).scalars())
    chunks = storage.pieces(keys, storage.CHUNK)
    return frozenset(
        k for chunk in chunks for k in connection.execute(own.where(ERASED.c.record_id.in_(chunk))).scalars()
    )


def redacted(raw: Any) -> tuple[frozenset[Place], Mapping[str, frozenset[int]]]:
    """The records that do not say any more what they said, and what was sealed again since, by kind; `raw` is a driver connection."""
    if ERASED.name not in columns_of_tables(raw):
        return frozenset(), {}
    places = set(raw.execute(f"SELECT entity, record_id FROM {ERASED.name}"))  # noqa: S608 - our own name
    notes = f"SELECT value FROM {SETTING.name} WHERE name LIKE '{ERASURE}%'"  # noqa: S608 - our own names
    for (value,) in raw.execute(notes):
        places |= {(name, key) for name, key in json.loads(value)["mentions"]}
    again: dict[str, set[int]] = {}
    for kind, record in raw.execute(f"SELECT kind, record FROM {RESEALED.name}"):  # noqa: S608 - our own name
        again.setdefault(kind, set()).add(record)
    return frozenset(places), {kind: frozenset(records) for kind, records in again.items()}
