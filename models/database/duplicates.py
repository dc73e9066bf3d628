"""Records that are probably the same as one about to be made: the same firm in other words, the same name and birthday."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa

from models.database import lookup, storage
from models.database.results import displays
from models.schema.codes import table
from models.schema.fields import Entity, field_map
from models.schema.look_alikes import folded
from models.schema.types import IdentityNumber, OrganisationName, PersonName
from models.words import _, listed

_ALIKE = 83  # of 100, by rapidfuzz's ratio of what remains of two names
_SHORTEST = 4  # characters of which one may differ
_LEGAL_FORM = re.compile(r"(?:(?:集团)?股份有限|(?:集团)?有限责任|集团有限|有限|总)?公司$|集团$")
_COUNTED = re.compile(r"[0-9一二三四五六七八九十百甲乙丙丁戊己庚辛壬癸东西南北]")
_LEVELS = re.compile(r"(?:省|市|自治区|特别行政区|自治州|地区|盟)$")
_PERSON = ("name", "birth_date")
_OFFERED = 5


@dataclass(frozen=True, slots=True)
class Likeness:
    """A record like the one about to be made, and in a sentence what is alike."""

    key: int
    text: str
    reason: str


def telling_fields(entity: type[Entity]) -> frozenset[str]:
    """The fields a record is known by among its like."""
    return frozenset(name for key in _telling_keys(entity) for name in key)


@cache
def _telling_keys(entity: type[Entity]) -> tuple[tuple[str, ...], ...]:
    """What two records hardly have in common: natural keys of its own values, the number of an identity document."""
    fields = field_map(entity)
    numbers = ((name,) for name, one in fields.items() if isinstance(one.type, IdentityNumber))
    own = (key for key in entity.keys if all(fields[name].stored and fields[name].to is None for name in key))
    return tuple(dict.fromkeys((*own, *numbers)))


def likely_same(
    connection: sa.Connection, entity: type[Entity], values: Mapping[str, Any], besides: int | None = None
) -> tuple[Likeness, ...]:
    """Records like these values, the likest first, without the record `besides`; what tells them apart is for people to see."""
    found: dict[int, str] = {}
    for names in _telling_keys(entity):
        key = tuple(values.get(name) for name in names)
        if all(key):
            words = _("{fields}相同").format(fields=listed(field_map(entity)[name].title for name in names))
            for same in lookup.by_key(connection, entity, names, [key]).get(key, ()):
                found.setdefault(same, words)
    if entity_is_named(entity):
        for like in NamesLike(lookup.names(connection, entity)).like(str(values.get(entity.display) or "")):
            found.setdefault(like, _("名称很像"))
    keys = [key for key in found if key != besides][:_OFFERED]
    shown = displays(connection, entity, keys)
    return tuple(Likeness(key, shown[key], found[key]) for key in keys if key in shown)


@cache
def is_person(entity: type[Entity]) -> bool:
    """Whether its records are people with a day of birth."""
    fields = field_map(entity)
    return all(name in fields for name in _PERSON) and isinstance(fields["name"].type, PersonName)


@cache
def entity_is_named(entity: type[Entity]) -> bool:
    """Whether its records are known by a name that others write in other words, as the name of a body."""
    return entity.named_freely or isinstance(field_map(entity)[entity.display].type, OrganisationName)


def token_of(entity: type[Entity], values: Mapping[str, Any]) -> object:
    """What two sets of values have in common when they are surely alike; None when they tell too little."""
    if is_person(entity):
        name, birth = (values.get(name) for name in _PERSON)
        return (folded(str(name)), birth) if name and birth else None
    name = values.get(entity.display) if entity_is_named(entity) else None
    return core_of(str(name)) if name else None


def persons_like(
    connection: sa.Connection, entity: type[Entity], rows: Sequence[Mapping[str, Any]]
) -> Iterable[tuple[int, tuple[int, ...]]]:
    """For rows of people, by their place: the records of the same name with the same birthday or nearly the same number."""
    if not is_person(entity) or not lookup.holds_any(connection, entity):
        return
    number = next((name for name, one in field_map(entity).items() if isinstance(one.type, IdentityNumber)), None)
    told = {
        n: row for n, row in enumerate(rows) if row.get("name") and (row.get("birth_date") or row.get(number or ""))
    }
    hits = lookup.by_key(connection, entity, ("name",), [(row["name"],) for row in told.values()]) if told else {}
    standing = storage.rows_by_id(connection, entity, [key for keys in hits.values() for key in keys])
    known = {key: storage.decode(entity, row) for key, row in standing.items()}
    for n, row in told.items():
        alike = tuple(key for key in hits.get((row["name"],), ()) if _is_like(known[key], row, number))
        if alike:
            yield n, alike


def _is_like(known: Mapping[str, Any], row: Mapping[str, Any], number: str | None) -> bool:
    if row.get("birth_date") and known["birth_date"] == row["birth_date"]:
        return True
    one, other = (str(values.get(number or "") or "") for values in (known, row))
    return len(one) == len(other) > _SHORTEST and sum(a != b for a, b in zip(one, other, strict=True)) <= 1


def numbers_held(
    connection: sa.Connection, entity: type[Entity], rows: Sequence[Mapping[str, Any]]
) -> Iterable[tuple[int, str, int]]:
    """For rows of people, by their place: a number of theirs that once was another's, and whose."""
    if entity.unique_among is None or not lookup.holds_any(connection, entity):
        return
    for one in (f for f in field_map(entity).values() if f.unique and (f.name,) != entity.keys[0]):
        asked = {n: (row[one.name],) for n, row in enumerate(rows) if row.get(one.name)}
        hits = lookup.by_key(connection, entity, (one.name,), list(asked.values())) if asked else {}
        yield from ((n, one.name, key) for n, value in asked.items() for key in hits.get(value, ()))


@dataclass
class NamesLike:
    """The names of one kind of record, to be asked for those like another."""

    names: Iterable[tuple[int, str, int | None]]
    _cores: dict[str, list[int]] = field(default_factory=dict)
    _texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Know every name by what remains of it."""
        for key, text, _scope in self.names:
            if not text.isascii():  # numbers read alike without meaning alike
                self._cores.setdefault(core_of(text), []).append(key)
        self._texts = list(self._cores)

    def like(self, text: str) -> tuple[int, ...]:
        """The records whose names mean the same, then those a character or two apart."""
        from rapidfuzz import fuzz, process

        core = core_of(text)
        same = self._cores.get(core, []) if core else []
        if len(core) < _SHORTEST:
            return tuple(same)
        hits = process.extract(core, self._texts, scorer=fuzz.ratio, limit=_OFFERED, score_cutoff=_ALIKE)
        near = (name for name, _score, _place in hits if name != core and _same_count(name, core))
        return tuple(dict.fromkeys([*same, *(key for name in near for key in self._cores[name])]))


def _same_count(one: str, other: str) -> bool:
    """The first and the second works are two works, and so are the eastern and the western."""
    return _COUNTED.findall(one) == _COUNTED.findall(other)


@lru_cache(maxsize=20_000)
def core_of(name: str) -> str:
    """What remains of a firm's name without place, legal form and brackets: what people call it."""
    plain = folded(name)
    for region in _places(plain):
        plain = plain.replace(f"({region})", "")
    core = _LEGAL_FORM.sub("", plain.replace("(", "").replace(")", ""))
    while (
        place := next((p for p in _places(core) if core.startswith(p) and len(core) - len(p) > 1), None)
    ) is not None:
        core = core[len(place) :]
    return core or plain


def _places(text: str) -> list[str]:
    """The places a text may begin with or hold in brackets, the longest first."""
    starts = {
        text[at : at + long] for at in (0, *(n + 1 for n, c in enumerate(text) if c == "(")) for long in range(2, 9)
    }
    return sorted(starts & _regions(), key=len, reverse=True)


@cache
def _regions() -> frozenset[str]:
    """Provinces and cities as people write them before a firm's name, with and without what kind of place they are."""
    found: set[str] = set()
    for code in table("region"):
        if code.code.endswith("00") and not code.name.endswith("市辖区"):
            for name in (code.name, code.short, *code.aliases):
                found.update((folded(name), folded(_LEVELS.sub("", name))))
    return frozenset(name for name in found if len(name) > 1)
