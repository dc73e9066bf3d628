"""Which record a text in a sheet means: references found by natural key, many at a time."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from desktop.exchange.columns import required_of
from desktop.exchange.masked import Masks, texts_of_records
from desktop.exchange.plan import CellError, ImportRow, New
from models.database import lookup
from models.database.checking import owned_by_unit
from models.database.database import Database
from models.database.query import Query
from models.database.results import read_all, rows_of
from models.database.settings import own_unit, suggested_day
from models.entities.schools import School
from models.schema import look_alikes
from models.schema.class_names import class_parts, parse_class_name
from models.schema.codes import table
from models.schema.complaints import Complaint, warning
from models.schema.fields import Entity, Field, beside_name, entity_named, field_map
from models.schema.showing import fits
from models.statistics import Connection
from models.words import _, listed

_BRACKETS = str.maketrans("【】", "[]")
_WITH_NUMBER = re.compile(r"(.+)[(（]([^()（）]+)[)）]")


@lru_cache(maxsize=50_000)
def folded(entity: type[Entity], text: str) -> str:
    """A name without what people write one way or another: look-alikes, width, blanks, short years of classes."""
    plain = look_alikes.folded(text).translate(_BRACKETS)
    return (entity.spelled(plain) if entity.spelled is not None else None) or plain


_NOTHING: Mapping[str, Any] = MappingProxyType({})
_UNKNOWN = "unknown-reference"
Scope = int | New | None
Answer = tuple[int | New | None, Complaint | None]


@cache
def _owner_of(entity: type[Entity]) -> str | None:
    """The field that says which school a record is of, where that tells it from others."""
    told = entity.told_beside
    return next((n for n in owned_by_unit(entity) if n in told or all(n in key for key in entity.keys)), None)


def of_a_school(field: Field) -> bool:
    """Whether a text means another record for each school."""
    return field.to is not None and _owner_of(entity_named(field.to)) is not None


class Resolver:
    """Finds the records texts mean; remembers what it found for the length of one plan."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, dict[tuple[str, Scope], list[int]]] = {}
        self._made: dict[tuple[type[Entity], str, Scope], dict[New, None]] = {}
        self._stored: dict[type[Entity], dict[str, dict[int, str]]] = {}
        self._answers: dict[tuple[Any, ...], Answer] = {}
        self._theirs: dict[str, dict[Any, dict[str, Any]]] = {}
        self.created: dict[New, dict[str, Any]] = {}

    @cached_property
    def own_level(self) -> str | None:
        """The level of the office's own school."""
        with self._database.reading() as connection:
            own = own_unit(connection)
            rows = rows_of(connection, Query(School), [] if own is None else [own], ["level"])
            return next((row.values["level"] for row in rows), None)

    def resolve_column(self, entity: type[Entity], field: Field, rows: Sequence[ImportRow]) -> None:
        """Find the records of one column: once for all rows that say the same, unless columns of its own tell them.

        Rows that say more of a record come before those that say less, for these may mean it too.
        """
        assert field.to is not None
        name, target, own = field.name, entity_named(field.to), of_a_school(field)
        within, beside = lookup.scope_of(target), target.told_beside
        known: dict[tuple[Any, ...], tuple[Any, list[tuple[CellError, bool]]]] = {}
        for row in sorted(rows, key=lambda row: len(beside.keys() - row.values.keys())) if beside else rows:
            said = row.values.get(name)
            if said is None or (within is not None and any(error.field == within.name for error in row.errors)):
                continue  # a post at an unknown enterprise is no fault of its own
            theirs = self._theirs_of(row.written).items() if own else ()
            asked = (said, row.written.get(within.name) if within else None, *theirs, *map(row.values.get, beside))
            if field.spread or asked not in known:
                known[asked] = self._found_in_row(field, row)
            row.written[name], errors = known[asked]
            for error, fatal in errors:
                row.take(error, fatal=fatal)
            if field.spread and any(map(_is_new, row.written[name] if field.many else (row.written[name],))):
                row.demand(required_of(entity, name))

    def _found_in_row(self, field: Field, row: ImportRow) -> tuple[Any, list[tuple[CellError, bool]]]:
        """What a row means by a column, and what is to be said of it, with whether that keeps it out."""
        texts = row.values[field.name] if field.many else (row.values[field.name],)
        answers = [self.find(field, text, row.values, row.written) for text in texts]
        said = [(CellError(field.name, c.code, c.message), c.fatal) for _value, c in answers if c is not None]
        found = tuple([value for value, _complaint in answers if value is not None])
        return found if field.many else (found[0] if found else None), said

    def find(self, field: Field, text: str, row: Mapping[str, Any], written: Mapping[str, Any]) -> Answer:
        """The record a text means; New with a warning where the import may make it; None with an error otherwise.

        `row` are the values read, `written` the references found so far: a post is looked for at its enterprise.
        """
        assert field.to is not None
        entity = entity_named(field.to)
        within = lookup.scope_of(entity)
        scope: Scope = written.get(within.name) if within is not None else None
        if within is not None and within.name in dict(field.spread):  # 师傅 and 企业 beside it
            scope = self._scope_beside(field, within, text, row)
        if field.spread:
            return self._answer(field, text, row, scope)
        theirs = self._theirs_of(written) if of_a_school(field) else {}
        beside = [row.get(name) for name in entity.told_beside]
        asked = (field.to, field.creatable, text, scope, *theirs.items(), *beside)
        if asked not in self._answers:
            self._answers[asked] = self._answer(field, text, row, scope, theirs)
        return self._answers[asked]

    def _scope_beside(self, field: Field, within: Field, text: str, row: Mapping[str, Any]) -> Scope:
        """Within what a text means a record, as a column beside it says; without one the only place that has the name."""
        assert field.to is not None
        said = row.get(within.name)
        if said is not None:
            return self.find(within, said, row, {})[0]
        entity = entity_named(field.to)
        plain = folded(entity, text)
        places = [scope for (name, scope), _ids in self._names(entity).items() if name == plain]
        return places[0] if len(places) == 1 else None

    def _answer(
        self, field: Field, text: str, row: Mapping[str, Any], scope: Scope, theirs: Mapping[str, Any] = _NOTHING
    ) -> Answer:
        assert field.to is not None
        entity, told = entity_named(field.to), self._told_beside(field, text, row)
        ids = self._ids(entity, field, text, row, scope) or self._elsewhere(entity, text)
        place = told.get(_owner_of(entity) or "")
        if place is not None:
            ids = self._at(entity, ids, place) or ([] if field.creatable else ids)
        if len(ids) > 1 and of_a_school(field):
            ids = self._of_theirs(entity, text, ids, theirs)
        if len(ids) == 1:
            return ids[0], None
        if ids:
            sentence = _("有 {count} 条{label}都叫“{text}”，无法确定是哪一条")
            return None, Complaint(_UNKNOWN, sentence.format(count=len(ids), label=_(entity.label), text=text))
        if field.creatable and (lookup.scope_of(entity) is None or scope is not None):
            return self._to_make(entity, field, text, row, scope, told)
        sentence = _("找不到{label}“{text}”，请先建立或改正名称")
        return None, Complaint(_UNKNOWN, sentence.format(label=_(entity.label), text=text))

    def _to_make(  # noqa: PLR0913, PLR0917 - as _make()
        self, entity: type[Entity], field: Field, text: str, row: Mapping[str, Any], scope: Scope, told: dict[str, Any]
    ) -> Answer:
        """The record to be made with a warning, or what a row has to say besides."""
        new = self._make(entity, field, text, row, scope, told)
        if new is not None:
            sentence = _("{label}“{text}”不存在，导入时将新建")
            return new, warning(_UNKNOWN, sentence.format(label=_(entity.label), text=text))
        sentence = _("要新建几条叫“{text}”的{label}，无法确定是哪一条，请在这一行写明{fields}")
        fields = listed(field_map(entity)[name].title for name in beside_name(entity, text) if name not in told)
        return None, Complaint(_UNKNOWN, sentence.format(text=text, label=_(entity.label), fields=fields))

    def _ids(self, entity: type[Entity], field: Field, text: str, row: Mapping[str, Any], scope: Scope) -> list[int]:
        """Records a number in the row names, else those the text names and no number in the row contradicts."""
        names = self._names(entity)
        numbers = _numbers(entity, field, row)
        hits = (names.get((folded(entity, number), scope), []) for number in numbers.values())
        found = next((ids for ids in hits if ids), [])
        if len(found) != 1:
            named = self._of_major(entity, text, row) or names.get((folded(entity, text), scope), [])
            named = named or self._numbered(entity, text, scope)
            found = [key for key in named if self._agrees(entity, key, numbers)] or found
        return found or (self._classes_like(text, row) if entity.__tablename__ == "school_class" else [])

    def _elsewhere(self, entity: type[Entity], text: str) -> list[int]:
        """The record of a name with what it belongs to in brackets, as an export writes what belongs to another: 李师傅（甲厂）."""
        within, hit = lookup.scope_of(entity), _WITH_NUMBER.fullmatch(text)
        if within is None or hit is None:
            return []
        scope, _complaint = self.find(replace(within, creatable=False), hit[2], {}, {})
        return self._names(entity).get((folded(entity, hit[1]), scope), []) if isinstance(scope, int) else []

    def take_theirs(self, field: Field, rows: Iterable[ImportRow], late: Iterable[Field]) -> None:
        """Learn of which school and major those are whom rows refer to by a field, before what depends on it is looked for."""
        assert field.to is not None
        target = entity_named(field.to)
        telling = {name for one in late for name in entity_named(one.to or "").told_beside}
        names = [name for name in {*telling, *owned_by_unit(target)} if name in field_map(target)]
        keys = list({key for row in rows if isinstance(key := row.written.get(field.name), int)})
        if not names or not keys:
            return
        with self._database.reading() as connection:
            found = rows_of(connection, Query(target), keys, names)
            self._theirs[field.name] = {row.id: {n: row.values[f"{n}_id"] for n in names} for row in found}

    def _theirs_of(self, written: Mapping[str, Any]) -> dict[str, Any]:
        """The school, and the major, of whom a row is about."""
        found: dict[str, Any] = {}
        for name, theirs in self._theirs.items():
            for told, value in theirs.get(written.get(name), {}).items():
                found[told] = value if found.get(told) is None else found[told]
        return found

    def _told_beside(self, field: Field, text: str, row: Mapping[str, Any]) -> dict[str, Scope]:
        """What a row names beside a text, where that tells which record the text means."""
        assert field.to is not None
        entity = entity_named(field.to)
        said = {name: row[name] for name in beside_name(entity, text) if row.get(name) is not None}
        asked = ((n, replace(field_map(entity)[n], creatable=field.creatable), words) for n, words in said.items())
        found = {name: self.find(of, words, {}, {})[0] for name, of, words in asked}
        return {name: key for name, key in found.items() if key is not None}

    def _at(self, entity: type[Entity], ids: Sequence[int], place: Scope) -> list[int]:
        """Of records those of a school, else those of which nobody said whose they are."""
        schools = self._schools_of(entity, ids)
        return [n for n in ids if schools[n] == place] or [n for n in ids if schools[n] is None]

    def _schools_of(self, entity: type[Entity], ids: Sequence[int]) -> dict[int, int | None]:
        owner = owned_by_unit(entity)[0]
        with self._database.reading() as connection:
            rows = rows_of(connection, Query(entity), ids, (owner,)) if ids else ()
            return {row.id: row.values[f"{owner}_id"] for row in rows}

    def _of_theirs(self, entity: type[Entity], text: str, ids: list[int], theirs: Mapping[str, Any]) -> list[int]:
        """Of several records of a name those of the school and major of whom the row is about; of no school the office's own."""
        owner = owned_by_unit(entity)[0]
        with self._database.reading() as connection:
            meant = {name: theirs.get(name) for name in (owner, *beside_name(entity, text))}
            meant[owner] = own_unit(connection) if meant[owner] is None else meant[owner]
            rows = rows_of(connection, Query(entity), ids, tuple(meant))
            known = {row.id: row.values for row in rows}
        for name, value in meant.items():
            ids = [key for key in ids if value is not None and known[key][f"{name}_id"] == value] or ids
        return ids

    def _agrees(self, entity: type[Entity], key: int, numbers: Mapping[str, str]) -> bool:
        """Whether a record has no other numbers than these."""
        for name in numbers.keys() - self._stored.get(entity, {}).keys():
            with self._database.reading() as connection:
                rows = read_all(connection, Query(entity), (name,))
                self._stored.setdefault(entity, {})[name] = {r.id: r.values[name] for r in rows if r.values[name]}
        return all(self._stored[entity][name].get(key, number) == number for name, number in numbers.items())

    def _numbered(self, entity: type[Entity], text: str, scope: Scope) -> list[int]:
        """The record of a name with what tells it apart in brackets, as an export writes a name that several have."""
        hit = _WITH_NUMBER.fullmatch(text)
        ids = self._names(entity).get((folded(entity, hit[1]), scope), []) if hit is not None else []
        if hit is None or not ids:
            return []
        with self._database.reading() as connection:
            told = lookup.told_apart(connection, entity, ids)
        return [key for key in ids if hit[2] in told.get(key, {}).values()]

    def _of_major(self, entity: type[Entity], text: str, row: Mapping[str, Any]) -> list[int]:
        """Classes of the major a row says in full, where the text leaves it out: of two that are called alike the one."""
        major, parts = row.get("major"), class_parts(text)
        if "major" not in beside_name(entity, text) or not isinstance(major, str) or parts.number is None:
            return []
        return self._classes.get((parts.grade_year or 0, major, parts.number, parts.rest), [])

    def _classes_like(self, text: str, row: Mapping[str, Any]) -> list[int]:
        """Classes of the grade, major and number a text says, whatever they are called; the row may say the major in full."""
        parts, major = class_parts(text), row.get("major")
        if parts.grade_year is None or parts.number is None:
            return []
        said = (parts.major, major) if isinstance(major, str) else (parts.major,)
        hits = (self._classes.get((parts.grade_year, name, parts.number, parts.rest)) for name in said)
        return next((ids for ids in hits if ids), [])

    @cached_property
    def _classes(self) -> dict[tuple[int, str, int, str], list[int]]:
        """Classes by grade, major and number, by their fields before what their names say."""
        found: dict[tuple[int, str, int, str], list[int]] = {}
        entity = entity_named("school_class")
        with self._database.reading() as connection:
            for row in read_all(connection, Query(entity), ("name", "grade_year", "major")):
                parts = class_parts(row.values["name"])
                grade, major = row.values["grade_year"] or parts.grade_year, row.values["major"] or parts.major
                if grade and parts.number is not None:
                    found.setdefault((grade, major or "", parts.number, parts.rest), []).append(row.id)
        return found

    def _names(self, entity: type[Entity]) -> dict[tuple[str, Scope], list[int]]:
        """Every name of every record of an entity -> ids."""
        name = entity.__tablename__
        if name not in self._known:
            found: dict[tuple[str, Scope], list[int]] = {}
            with self._database.reading() as connection:
                for key, text, scope in lookup.names(connection, entity):
                    ids = found.setdefault((folded(entity, text), scope), [])
                    if key not in ids:
                        ids.append(key)
            self._known[name] = found
        return self._known[name]

    def _make(  # noqa: PLR0913, PLR0917 - what a text means, and where
        self, entity: type[Entity], field: Field, text: str, row: Mapping[str, Any], scope: Scope, told: dict[str, Any]
    ) -> New | None:
        """The record to be made that a row means; None where it says too little to tell which of several."""
        numbers = _numbers(entity, field, row)
        place = told.get(_owner_of(entity) or "")
        places = dict.fromkeys((scope if place is None else place, scope))
        keys = [(entity, folded(entity, word), where) for where in places for word in (*numbers.values(), text)]
        alike = dict.fromkeys(new for key in keys for new in self._made.get(key, ()))
        fitting = [new for new in alike if _agree(self.created[new], numbers | told)]
        if len(fitting) > 1 and entity.told_beside:
            return None
        new = next(iter(fitting), None) or New(entity.__tablename__, text, next(iter(places)))
        if new in self.created and not _agree(self.created[new], numbers):  # another firm of this name
            new = replace(new, text=f"{text}（{next(iter(numbers.values()))}）")
        elif new in self.created and not _agree(self.created[new], told):  # a class of another major
            text = class_parts(text).joined(None, row.get("major") or "")
            new = replace(new, text=text)
        for key in keys:
            self._made.setdefault(key, {})[new] = None
        if new in self.created:
            self.created[new] |= told  # a row before may have named none
        else:
            self._describe(new, entity, text, row, scope)
        return new

    def _describe(self, new: New, entity: type[Entity], text: str, row: Mapping[str, Any], scope: Scope) -> None:
        """Take note of what is known of a record to be made: its name as it would be kept; what is wrong the door says."""
        name = field_map(entity)[entity.display].read(text)[0]
        within, complete = lookup.scope_of(entity), _COMPLETE.get(entity.__tablename__)
        made = self.created[new] = {entity.display: text if name is None else name}
        if within is not None:
            made[within.name] = scope
        if complete is not None:
            made |= complete(self, text, row)

    def referred(self, entity: str, name: str, text: str | None) -> dict[str, Any]:
        """A reference of a record about to be made, by text; nothing when there is no text."""
        if not text:
            return {}
        field = Field(name=name, column=name, label="", type=_reference_to(entity), creatable=True)
        found, _complaint = self.find(field, text, {}, {})
        return {} if found is None else {name: found}


def _numbers(entity: type[Entity], field: Field, row: Mapping[str, Any]) -> dict[str, str]:
    """What other columns of a row say the record is numbered, by field of the record."""
    numbers = {f.name for f in lookup.naming_fields(entity)} - {entity.display}
    return {inner: str(row[name]) for name, inner in field.spread if inner in numbers and row.get(name)}


def _is_new(value: Any) -> bool:
    return isinstance(value, New)


def _agree(made: Mapping[str, Any], numbers: Mapping[str, str]) -> bool:
    return all(made.get(name, number) == number for name, number in numbers.items())


@cache
def _reference_to(entity: str) -> Any:
    from models.schema.types import Reference

    return Reference(entity)


def _complete_class(resolver: Resolver, text: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A new class takes its grade from its name, its major from the row or its name, its school from the row."""
    parsed = parse_class_name(text)
    major = row.get("major") or (parsed.major if parsed else None)
    made = resolver.referred("major", "major", major)
    made |= resolver.referred("school", "school", row.get("school"))
    return made | ({"grade_year": parsed.grade_year} if parsed and parsed.grade_year else {})


def _complete_major(resolver: Resolver, text: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A new major takes its code from the row or the catalogue, and its duration from the row."""
    majors = table("major")
    code = majors.get(row.get("major_code") or "") or majors.find(text)
    known = {"code": code.code, "name": code.name} if code else _of_own_level(resolver.own_level, text)
    given = {"code": row.get("major_code"), "duration": row.get("duration")}
    return {name: value for name, value in given.items() if value} | known


def _of_own_level(level: str | None, text: str) -> dict[str, Any]:
    """What the catalogue says of a name that majors of several levels have, if one of them is of the school's level."""
    name = _normal(text)
    alike = [each for each in table("major") if each.extra["level"] == level and _normal(each.short) == name]
    return {"code": alike[0].code, "name": alike[0].short} if level and len(alike) == 1 else {}


def _normal(text: str) -> str:
    return look_alikes.folded(text).removesuffix("专业")


def _complete_order_class(resolver: Resolver, _text: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A new order class takes sponsors, mode and agreement from the row."""
    made: dict[str, Any] = {"mode": row["mode"]} if row.get("mode") else {}
    made |= resolver.referred("agreement", "agreement", row.get("agreement"))
    sponsors = [resolver.referred("enterprise", "enterprise", text) for text in row.get("enterprise") or ()]
    keys = tuple(sponsor["enterprise"] for sponsor in sponsors if sponsor)
    return made | ({"enterprises": keys} if keys else {})


def _complete_enterprise(_resolver: Resolver, _text: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A new enterprise takes its credit code from the row."""
    return {"credit_code": row["credit_code"]} if row.get("credit_code") else {}


_COMPLETE = {
    "school_class": _complete_class,
    "major": _complete_major,
    "order_class": _complete_order_class,
    "enterprise": _complete_enterprise,
}


def matches(
    database: Database,
    entity: type[Entity],
    rows: Sequence[Mapping[str, Any]],
    covered: Sequence[Masks] = (),
    *,
    each: bool = False,
) -> list[tuple[int | None, Complaint | None]]:
    """Which record each row means, by the entity's natural keys in order (specification Appendix A, step 6).

    A key weaker than the first must not contradict it: a namesake with another identity number is another person, a
    class of this name at another school another class.
    `covered` are the masks each row has in place of values: who is known by nothing else is known by name and mask,
    unless a part of any key says another one, for a mask tells little.
    What the keys leave open is the record that says all the row says; of such twins `each` row means another one.
    """
    with database.reading() as connection:
        nobody: tuple[int | None, Complaint | None] = (None, None)
        found = [nobody] * len(rows)
        if not lookup.holds_any(connection, entity):
            return found
        masked = {n: masks for n, masks in enumerate(covered) if any(name in entity.keys[0] for name in masks)}
        strangers: set[int] = set()
        owner = _owner_of(entity)
        apart = tuple(dict.fromkeys((*([] if owner is None else [owner]), *entity.told_beside)))
        for key in (*entity.keys, *([(entity.display,)] if masked else [])):
            last = key not in entity.keys
            asked = {
                n: values
                for n, row in enumerate(rows)
                if found[n] is nobody and (n in masked or not last) and (values := _values(row, key)) is not None
            }
            hits = lookup.by_key(connection, entity, key, list(asked.values()))
            if _of_own_values(entity, key) and not last:
                strangers.update(n for n, values in asked.items() if values not in hits)
            fitting = _fitting(connection, entity, masked, {n: hits.get(asked[n], []) for n in asked if n in masked})
            met = {n: ids for n in asked if (ids := fitting.get(n, hits.get(asked[n], [])))} if hits else {}
            if key != entity.keys[0] and met:
                told = [(_telling(entity, rows[n]), ids) for n, ids in met.items()]
                said = dict.fromkeys(name for one in entity.keys for name in one) if last else entity.keys[0]
                said = (*said, *apart) if key == (entity.display,) else said
                kept = lookup.not_contradicting(connection, entity, tuple(said), told)
                met = dict(zip(met, kept, strict=True))
            for n in asked if hits else ():
                found[n] = _one(entity, key, met[n]) if met.get(n) else nobody
        for n, ended in _over(connection, entity, {n: row for n, row in enumerate(rows) if found[n] is nobody}):
            found[n] = ended, None
        left = {n: row for n, row in enumerate(rows) if found[n][0] is None and n not in strangers}
        for n, record in _by_all_they_say(connection, entity, left, covered, each=each):
            found[n] = record, None
    return found


def _telling(entity: type[Entity], row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row without what does not tell its record from others of the name it says."""
    untold = entity.told_beside.keys() - set(beside_name(entity, row.get(entity.display)))
    return {name: value for name, value in row.items() if name not in untold} if untold else row


def _over(
    connection: Connection, entity: type[Entity], rows: Mapping[int, Mapping[str, Any]]
) -> Iterator[tuple[int, int]]:
    """For rows by place that say they are over (cancelled) the one record that is."""
    past = entity.past
    if past is None or entity.by_act:
        return
    for key in entity.keys:
        said = {n: values for n, row in rows.items() if row.get(past[0]) == past[1] and (values := _values(row, key))}
        hits = lookup.by_key(connection, entity, key, list(said.values()), over=True) if said else {}
        yield from ((n, hits[values][0]) for n, values in said.items() if len(hits.get(values, ())) == 1)


@cache
def _of_own_values(entity: type[Entity], key: tuple[str, ...]) -> bool:
    """Whether a record that says a key is surely found by it: one of plain values that stand in its own row."""
    return all(field.stored and field.to is None for field in map(field_map(entity).__getitem__, key))


def _by_all_they_say(
    connection: Connection,
    entity: type[Entity],
    rows: Mapping[int, Mapping[str, Any]],
    covered: Sequence[Masks],
    *,
    each: bool,
) -> Iterable[tuple[int, int]]:
    """For rows by place: the record that nothing in the row differs from and that lacks what the row lacks of the keys."""
    untold = entity.found_by_day.reference if entity.found_by_day is not None else ""  # no sheet can say it
    naming = frozenset(name for key in entity.keys for name in key if name != untold)
    asked: dict[tuple[str, ...], dict[int, tuple[Any, ...]]] = {}
    for n, row in rows.items():
        parts = (tuple(name for name in key if row.get(name) is not None) for key in entity.keys)
        given = max(parts, key=len)
        if given and (values := _values(row, given)) is not None:
            asked.setdefault(given, {})[n] = values
    taken: set[int] = set()
    for key, several in asked.items():
        hits = lookup.by_key(connection, entity, key, list(several.values()))
        ids = list(dict.fromkeys(found for some in hits.values() for found in some))
        names = list(
            dict.fromkeys([*naming, *(name for n in several for name in rows[n] if name in field_map(entity))])
        )
        query = Query(entity, as_of=suggested_day(connection))
        known = {row.id: row.values for row in rows_of(connection, query, ids, names)} if ids else {}
        for n, values in sorted(
            several.items(), key=lambda item: -len(rows[item[0]])
        ):  # who says least gets what is left
            masks = covered[n] if covered else {}
            row = {**dict.fromkeys(naming - masks.keys()), **rows[n]}
            same = [found for found in hits.get(values, ()) if found not in taken and _says_all(known[found], row)]
            if same and (each or len(same) == 1):
                taken.update(same[:1] if each else ())
                yield n, same[0]


def _says_all(known: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether a record says everything a row says, which holds references as ids or as texts."""
    return all(
        _plain(value) in [_plain(known[of]) for of in (name, f"{name}_id") if of in known]
        for name, value in row.items()
        if name in known
    )


def _plain(value: Any) -> Any:
    return frozenset(value) if isinstance(value, tuple) else value


def _fitting(
    connection: Connection, entity: type[Entity], masked: Mapping[int, Masks], hits: Mapping[int, Sequence[int]]
) -> dict[int, list[int]]:
    """Of the records met by other keys those that a row's masks of the first key may be of."""
    ids = [key for found in hits.values() for key in found]
    known = texts_of_records(connection, entity, ids, entity.keys[0]) if ids else {}
    fields = field_map(entity)

    def fitting(key: int, masks: Masks) -> bool:
        told = [(name, mask) for name, mask in masks.items() if known[key].get(name)]
        return all(fits(fields[name], mask, known[key][name]) for name, mask in told)

    return {n: [key for key in found if fitting(key, masked[n])] for n, found in hits.items()}


def _values(row: Mapping[str, Any], key: Iterable[str]) -> tuple[Any, ...] | None:
    """What a row says of a key; None when a part is missing, or is a record yet to be made."""
    values = tuple([row.get(name) for name in key])
    return None if None in values or New in map(type, values) else values


def _one(entity: type[Entity], key: tuple[str, ...], ids: Sequence[int]) -> tuple[int | None, Complaint | None]:
    if len(ids) <= 1:
        return (ids[0] if ids else None), None
    sentence = _("库中有 {count} 条{label}与这一行相同，无法确定是哪一条")
    return None, Complaint("duplicate", sentence.format(count=len(ids), label=_(entity.label), key=key))
