"""Names in a workbook that no record of the database has: what they may mean, and what to write instead of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.exchange.columns import columns_of
from desktop.exchange.corrections import Mends, RowKey, Word, key_of, told_beside, words_of_cell
from desktop.exchange.plan import ImportPlan, New
from desktop.exchange.references import Resolver
from models.database import lookup
from models.database.database import Database
from models.database.duplicates import NamesLike, entity_is_named
from models.database.results import displays
from models.schema.class_names import parse_class_name
from models.schema.fields import Entity, Field, entity_named, field_map
from models.schema.showing import mask_written
from models.words import _, listed

_OFFERED = 5
_ALIKE = 55  # of 100, by rapidfuzz's weighted ratio

Beside = tuple[tuple[str, Any], ...]  # columns of a row that tell which record a name means, and what they say


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name without a record: its column, how many rows have it, whether an import may make the record.

    `text` says what stands beside a `word` that means several records: 2024级护理1班（甲校）.
    `near` are names of records that read like it and may be meant, the nearest first; `same` are those, and others of
    the file nobody has, that probably mean the same. `beside` is what its rows say of the record in other columns.
    """

    column: str
    word: str
    text: str
    rows: int
    creatable: bool
    near: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownPerson:
    """Somebody the rows tell whom no record is: kind of record, what is said of them, their rows."""

    entity: str
    text: str
    rows: tuple[RowKey, ...]


def unknown_persons(plan: ImportPlan) -> tuple[UnknownPerson, ...]:
    """The persons of a plan that nobody in the database is, in the order of the file."""
    return tuple(UnknownPerson(new.entity, new.text, tuple(map(key_of, rows))) for new, rows in plan.persons.items())


def unknown_names(database: Database, plan: ImportPlan) -> tuple[UnknownName, ...]:
    """Names of the plan's references that mean no record, or several, in the order of columns and of the file.

    Names that mean something only within another record (a post at its enterprise) are judged row by row instead, as are
    records told apart by several columns.
    """
    resolver = Resolver(database)
    found: list[UnknownName] = []
    for name in plan.columns:
        field = columns_of(plan.entity)[name].field
        if name in field_map(plan.entity) and (field.to or field.many) and _plain(field):
            found += _unknown_in(database, plan, resolver, field)
    return tuple(found)


def _plain(field: Field) -> bool:
    assert field.to is not None
    return lookup.scope_of(entity_named(field.to)) is None and (not field.spread or field.creatable)


def _unknown_in(database: Database, plan: ImportPlan, resolver: Resolver, field: Field) -> list[UnknownName]:
    unknown = list(_without_record(plan, resolver, field))
    if not unknown:
        return []
    texts = list(dict.fromkeys(word for word, *_more in unknown))
    names, same = _names_of(database, field), _same_as(database, field, texts)
    judge = Resolver(database)  # one of its own: what is only tried makes nothing
    found = []
    for text, told, count, beside in unknown:
        like = (*same.get(text, ((), ()))[0], *_near(_of_its_year(field, names, text), text))
        near = tuple(name for name in dict.fromkeys(like) if _meant(judge, field, name, beside) is not None)
        alike = tuple(name for names in same.get(text, ()) for name in names)
        found.append(UnknownName(field.name, text, told, count, field.creatable, near, alike, beside))
    return found


def _meant(resolver: Resolver, field: Field, text: str, beside: Sequence[Beside]) -> int | None:
    """The one record a text means in all rows that say this beside it."""
    found = {resolver.find(field, text, dict(said), {})[0] for said in beside or ((),)}
    key = next(iter(found)) if len(found) == 1 else None
    return key if isinstance(key, int) else None


def _told_in(field: Field, values: Mapping[str, Any]) -> Beside:
    """What the values of a row say that tells which record a name in a column means: its school, its credit code."""
    names = (*entity_named(field.to or "").told_beside, *(name for name, _to in field.spread))
    return tuple((name, values[name]) for name in dict.fromkeys(names) if values.get(name) is not None)


def _without_record(
    plan: ImportPlan, resolver: Resolver, field: Field
) -> Iterator[tuple[str, str, int, tuple[Beside, ...]]]:
    """Words without a record: what decisions call them, rows, what these say beside; a line for each thing a word means."""
    column = columns_of(plan.entity)[field.name]
    counts: dict[str, Counter[str]] = {}
    samples: dict[str, Mapping[str, object]] = {}
    said: dict[str, dict[Beside, None]] = {}
    for row in plan.rows:
        for text in words_of_cell(column, row.raw.get(field.name)):
            told = told_beside(column, row.raw, text)
            counts.setdefault(text, Counter())[told] += 1
            samples.setdefault(told, row.values)
            said.setdefault(told, {})[_told_in(field, row.values)] = None
    beside = entity_named(field.to or "").told_beside
    for text, several in counts.items():
        order = sorted(several, key=lambda told: sum(name not in samples[told] for name in beside))
        meant = {told: resolver.find(field, text, samples[told], {})[0] for told in order}
        unknown = [told for told in several if not isinstance(meant[told], int)]
        if len(set(meant.values())) > 1:
            yield from ((text, told, several[told], tuple(said[told])) for told in unknown)
        elif unknown:
            yield text, text, several.total(), tuple(dict.fromkeys(one for told in several for one in said[told]))


def _same_as(
    database: Database, field: Field, unknown: Sequence[str]
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Of names an import may make: the records, and the other unknown names, that probably are the same."""
    assert field.to is not None
    entity = entity_named(field.to)
    if not field.creatable or not entity_is_named(entity):
        return {}
    with database.reading() as connection:
        known = NamesLike(lookup.names(connection, entity))
        hits = {text: known.like(text) for text in unknown}
        shown = displays(connection, entity, list({key for keys in hits.values() for key in keys}))
    others = NamesLike((n, text, None) for n, text in enumerate(unknown))
    return {
        text: (
            tuple(shown[key] for key in keys if key in shown),
            tuple(unknown[n] for n in others.like(text) if unknown[n] != text),
        )
        for text, keys in hits.items()
    }


def _of_its_year(field: Field, names: Sequence[str], text: str) -> Sequence[str]:
    """Of classes only those that entered in the same year, as far as both names say it: others are surely not meant."""
    parsed = parse_class_name(text) if field.to == "school_class" else None
    if parsed is None or parsed.grade_year is None:
        return names
    known = ((name, parse_class_name(name)) for name in names)
    return [name for name, other in known if other is None or other.grade_year in (None, parsed.grade_year)]


def _names_of(database: Database, field: Field) -> list[str]:
    assert field.to is not None
    entity = entity_named(field.to)
    with database.reading() as connection:
        found = dict.fromkeys(text for _key, text, _scope in lookup.names(connection, entity))
    return [text for text in found if not text.isascii()]  # numbers read alike without meaning alike


def _near(names: Sequence[str], text: str) -> tuple[str, ...]:
    from rapidfuzz import fuzz, process

    hits = process.extract(text, names, scorer=fuzz.WRatio, limit=_OFFERED, score_cutoff=_ALIKE)
    return tuple(name for name, _score, _place in hits)


def name_for(
    database: Database, entity: type[Entity], column: str, key: int, beside: Sequence[Beside] = ()
) -> str | None:
    """What to write in a cell so that it means this record and no other, in rows that say this beside it; None when nothing does."""
    field = columns_of(entity)[column].field
    assert field.to is not None
    target = entity_named(field.to)
    with database.reading() as connection:
        shown = displays(connection, target, [key])
        own = [text for known, text, _scope in lookup.names(connection, target) if known == key]
    resolver = Resolver(database)
    texts = dict.fromkeys([shown[key], *own] if key in shown else own)
    return next((text for text in texts if _meant(resolver, field, text, beside) == key), None)


def why_not_meant(database: Database, entity: type[Entity], column: str, key: int, beside: Sequence[Beside]) -> str:
    """Why nothing written in a cell means this record: what its rows say beside is of another, or its name is others' too."""
    if name_for(database, entity, column, key) is None:
        return _("这条记录没有自己独有的名称或编号，导入认不出它；请先在库中改名")
    columns = columns_of(entity)
    told = dict.fromkeys((name, str(value)) for said in beside for name, value in said)
    shown = ((columns[name].label, mask_written(columns[name].field, value)) for name, value in told)
    words = listed(_("{field}“{value}”").format(field=field, value=value) for field, value in shown)
    return _("这些行写着{said}，与选的记录不符，对应不上；请先改正表格或库里的记录").format(said=words)


def holding_here(database: Database, entity: type[Entity], names: Sequence[UnknownName], mends: Mends) -> Mends:
    """What was decided about these names in earlier files, but where a word means a record and not in rows of this file.

    There it is open again. Where one word stands in several lines, the others keep it, each by its own text.
    """
    resolver, columns = Resolver(database), columns_of(entity)
    kept: dict[Word, str] = {}
    gone: set[Word] = set()
    for name in names:
        field, own, plain = columns[name.column].field, (name.column, name.text), (name.column, name.word)
        word = own if own in mends.words else plain
        meant = mends.words.get(word)
        if not meant or _meant(resolver, field, meant, ()) is None:
            continue
        if _meant(resolver, field, meant, name.beside) is None:
            gone |= {word, plain}
        else:
            kept[own] = meant
    for word in gone & mends.words.keys():
        mends = mends.without_word(word)
        alike = [(name.column, name.text) for name in names if (name.column, name.word) == word]
        for own in (own for own in alike if own in kept and own not in mends.words):
            mends = mends.with_word(own, kept[own])
    return mends


def meant_here(database: Database, entity: type[Entity], words: Mapping[Word, str]) -> dict[Word, str]:
    """Those of the remembered words whose meaning this database knows: the names of another one mean nothing here."""
    resolver = Resolver(database)
    columns = columns_of(entity)

    def known(word: Word, meant: str) -> bool:
        field = columns[word[0]].field
        return field.to is None or (_plain(field) and isinstance(resolver.find(field, meant, {}, {})[0], int))

    return {word: meant for word, meant in words.items() if known(word, meant)}


def new_records(plan: ImportPlan) -> dict[str, int]:
    """How many records the plan makes besides its rows, by entity name."""
    counts: dict[str, int] = {}
    for new in plan.created:
        assert isinstance(new, New)
        counts[new.entity] = counts.get(new.entity, 0) + 1
    return counts
