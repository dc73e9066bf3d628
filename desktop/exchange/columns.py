"""What a sheet of an entity may hold: its own fields, and those that say which record a reference means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from models.database.lookup import naming_fields
from models.entities import headings
from models.schema.fields import Entity, Field, entity_named, field_at, field_map, fields_of, held_alike
from models.schema.terms import AcademicYear
from models.schema.types import Flag, Text
from models.words import N_

GRADE, SCHOOL_YEAR = "grade_year", "academic_year"  # columns that are read into others
Period = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column a sheet may have: `name` in output, `field` that reads it, `owner` the reference it helps to find.

    `about` is the entity its field is of: that of the sheet, the one referred to, or one behind that. `part_of` is the column whose text it completes or whose value it holds besides another: it is read into that one.
    """

    name: str
    field: Field
    owner: Field | None = None
    part_of: str | None = None
    about: type[Entity] | None = None

    @property
    def label(self) -> str:
        """Its heading, in the language in use."""
        return self.field.title


@cache
def columns_of(entity: type[Entity]) -> Mapping[str, SheetColumn]:
    """Every column a sheet of this entity may have, by name; own fields come before what references spread."""
    untold = {entity.found_by_day.reference} if entity.found_by_day is not None else set()  # told by owner and days
    untold |= set(alike.fields.values()) if (alike := held_alike(entity)) is not None else set()  # told as others are
    own = {f.name: SheetColumn(f.name, f) for f in fields_of(entity) if f.writable and f.name not in untold}
    labels = {column.field.label for column in own.values()}
    spread: dict[str, SheetColumn] = {}
    for field in fields_of(entity):
        for name, inner in field.spread:
            assert field.to is not None
            about, found = field_at(entity_named(field.to), inner)
            # who stands behind the record that is meant goes by the word for it as well: 学生 for the name of one
            behind = (about.label, *about.called) if "." in inner and found.name == about.display else ()
            aliases = (*found.aliases, *behind, *entity.headed.get(name, ()))
            target = replace(found, name=name, aliases=aliases)
            if target.label in labels:  # 姓名 is the member's of a family, 学生姓名 the student's
                aliases = tuple(field.label + word for word in target.aliases)
                target = replace(target, label=field.label + target.label, aliases=aliases)
            spread.setdefault(name, SheetColumn(name, target, field, about=about))
    told = {f.name for f in fields_of(entity) if f.name in dict(f.spread)}  # a certificate by its name and its level
    columns = {name: column for name, column in spread.items() if name not in own or name in told}
    columns |= {name: column for name, column in own.items() if name not in columns}
    return columns | {c.name: c for c in _parts(entity, columns) if c.name not in columns}


@cache
def references_of(entity: type[Entity]) -> tuple[Field, ...]:
    """The references a sheet of this entity may give, by columns of their own or by those that tell them."""
    columns = columns_of(entity)
    return tuple(f for f in fields_of(entity) if f.to is not None and f.name in columns and f.writable)


def _parts(entity: type[Entity], columns: Mapping[str, SheetColumn]) -> Iterator[SheetColumn]:
    """Columns that hold a part of what another column means, or two of them at once."""
    school_class = columns.get("school_class")
    if school_class is not None:
        grade = field_map(entity_named("school_class"))[GRADE]
        aliases = (*grade.aliases, *headings.GRADE)
        owner = school_class.owner or school_class.field
        yield SheetColumn(GRADE, replace(grade, aliases=aliases), owner, part_of="school_class")
    for name, period in periods_of(entity).items():
        label, usual = _PERIODS[name]
        aliases = (*usual, *entity.headed.get(name, ()))
        yield SheetColumn(
            name, Field(name=name, column="", label=label, type=Text(60), aliases=aliases), part_of=period[0]
        )
    term = next((c for c in columns.values() if c.owner is None and c.field.to == "term"), None)
    if term is not None:
        year = Field(name=SCHOOL_YEAR, column="", label=N_("学年"), type=AcademicYear(), aliases=("学年度",))
        yield SheetColumn(SCHOOL_YEAR, year, part_of=term.name)
    if entity.absent is not None:
        own = entity.absent
        said = Field(name=own.column, column="", label=own.label, type=Flag(own.words), aliases=own.aliases)
        yield SheetColumn(own.column, said, part_of=own.empty)


_PERIODS = {
    "period": (N_("起止日期"), headings.PERIOD),
    "insured_period": (N_("保险期间"), headings.INSURED_PERIOD),
    "contract_period": (N_("劳动合同起止"), headings.CONTRACT_PERIOD),
}  # by the columns that hold two dates in one cell: their label and headings


@cache
def periods_of(entity: type[Entity]) -> Mapping[str, Period]:
    """The columns that may hold both dates of a period in one cell, with the fields these are: its own, the insured one, that of a contract."""
    fields = field_map(entity)
    both = entity.period or entity.span
    own = {"period": both} if both is not None else {}
    others = ((f"{what}_period", (f"{what}_from", f"{what}_until")) for what in ("insured", "contract"))
    return own | {name: ends for name, ends in others if all(end in fields for end in ends)}


@cache
def told_of(entity: type[Entity], reference: str) -> Mapping[str, str]:
    """The columns that say which record `reference` means, and the fields of that record they hold."""
    inner = dict(field_map(entity)[reference].spread)
    columns = columns_of(entity).values()
    return {
        c.name: inner[c.name] for c in columns if c.owner is not None and c.owner.name == reference and c.name in inner
    }


@cache
def records_told(entity: type[Entity], reference: str) -> tuple[tuple[str, type[Entity], Mapping[str, str]], ...]:
    """The records the columns of a reference speak of: the field by which it refers to them ("" for itself), and told_of."""
    found: dict[str, dict[str, str]] = {}
    for name, path in told_of(entity, reference).items():
        through, _dot, inner = path.rpartition(".")
        found.setdefault(through, {})[name] = inner
    target = entity_named(field_map(entity)[reference].to or "")
    return tuple(
        (through, entity_named(field_at(target, through)[1].to or "") if through else target, columns)
        for through, columns in found.items()
    )


@cache
def required_of(entity: type[Entity], owner: str | None) -> tuple[SheetColumn, ...]:
    """The columns that must be filled for a record to be made: the entity's own that nothing else gives, or those of a reference."""
    given = entity.inherited.fields.keys() if entity.inherited is not None and owner is None else ()
    every = columns_of(entity).values()
    columns = (c for c in every if c.field.required and c.field.default is None and c.name not in given)
    return tuple(c for c in columns if (c.owner.name if c.owner else None) == owner)


@cache
def identity_of(entity: type[Entity]) -> frozenset[str]:
    """Columns of which at least one is filled in every row of data: names and numbers of the records meant."""
    columns = columns_of(entity)
    # where a key is of references alone (a body in a group), these are what a row is known by
    keys = {
        name
        for key in entity.keys
        for name in ([n for n in key if n in columns and columns[n].field.to is None] or key)
        if name in columns
    }
    owners = {name: columns[name].owner for name in ("name", "id_number", "credit_code") if name in columns}
    # the code beside the name of another record is not what a row is known by
    if entity.display != "name" and all("name" not in key for key in entity.keys) and owners.get("name", ...) is None:
        del owners["name"]  # a room is known by its number, not by where it is
    named = {name for name, owner in owners.items() if owner is None or _is_of(entity, owner)}
    named |= _numbers_of(entity)
    if named and field_map(entity)[entity.display].nullable:  # a contact without a name: known by whose it is
        named |= _owners_of(entity)
    return frozenset(named or keys or columns)


def _is_of(entity: type[Entity], owner: Field) -> bool:
    """Whether every row is of whom these columns tell: of the one it must refer to, is shown by, or holds itself."""
    held = (alike := held_alike(entity)) is not None and alike.reference == owner.name
    return owner.told_by_others and (owner.required or entity.display == owner.name or held)


def _numbers_of(entity: type[Entity]) -> set[str]:
    """The columns each of which alone says which record is meant, where it is told by numbers: an apprentice, a ticket."""
    told = (f for f in fields_of(entity) if f.required and f.told_by_others)
    return {name for f in told for name, of in f.spread if of in entity_named(f.to or "").told_by}


def _owners_of(entity: type[Entity]) -> set[str]:
    """The columns that say which records a record belongs to, as its natural keys name them."""
    found: set[str] = set()
    for field in (f for f in fields_of(entity) if f.naming and f.to is not None):
        assert field.to is not None
        naming = {f.name for f in naming_fields(entity_named(field.to))}
        told = {name for name, inner in field.spread if inner in naming}
        found |= told if field.told_by_others else {field.name}
    return found


@cache
def telling_of(entity: type[Entity]) -> frozenset[str]:
    """Columns that tell one record from another: written once for each, however many rows a merged cell spans."""
    own = {f.name for f in naming_fields(entity)}
    for field in (f for f in fields_of(entity) if f.told_by_others and not f.creatable):
        assert field.to is not None
        for _through, about, columns in records_told(entity, field.name):
            names = {f.name for f in naming_fields(about)}
            own |= {name for name, inner in columns.items() if inner in names}
    return frozenset(own)
