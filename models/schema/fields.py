"""Fields and entities: one line declares what list, form, import, export, search and reports read off."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from datetime import date
from functools import cache
from types import NoneType
from typing import Any, ClassVar, Generic, Protocol, TypeVar, get_args, runtime_checkable

import sqlalchemy as sa

from models import clock
from models.schema.beside import Beside
from models.schema.complaints import Complaint, Reading
from models.schema.types import Code, FieldType, Reference, References, Text, soft
from models.schema.values import is_no_value
from models.words import N_, _

Check = Callable[[Any], tuple[Complaint, ...]]
RowCheck = Callable[[Mapping[str, Any]], Iterable[tuple[str, Complaint]]]
DatedCheck = Callable[[Mapping[str, Any], date], Iterable[tuple[str, Complaint]]]
RowFill = Callable[[Mapping[str, Any]], Mapping[str, Any]]
Expression = Callable[[date], sa.ColumnElement[Any]]
# what records tell others by being written: (entity, record, values by column), for what stands empty there
Tells = Callable[[sa.Connection, Sequence[int]], Iterable[tuple[str, int, Mapping[str, Any]]]]
Counts = Callable[[date, sa.FromClause], sa.ColumnElement[bool]]  # what a row of this table must be on the day


InText = Callable[[str], str | None]  # what a longer text calls one; None where it names none


@runtime_checkable
class Filterable(Protocol):
    """An expression that can also tell, faster than by computing every record's value, who has a certain one."""

    def __call__(self, day: date) -> sa.ColumnElement[Any]:
        """The value of each record as of a day."""

    def holders(self, holds: Callable[[sa.ColumnElement[Any]], sa.ColumnElement[bool]], day: date) -> sa.Select[Any]:
        """The ids of those whose value fulfils a condition."""


@dataclass(frozen=True, slots=True)
class Since:
    """A first value that has held only since a day another field tells, when it is one of `values`; until then `before` did.

    `event` is the column that says of a row which event began it: that one begins on the day of the event.
    """

    field: str
    values: tuple[str, ...]
    before: str
    event: str


@dataclass(frozen=True, slots=True)
class Via:
    """A field that lives in rows of another entity.

    `entity` and `back` name that entity and its reference to ours, `column` the column that holds the value, `fixed` what
    tells our row from others (position 1), `start` what a new row gets besides. `dated` rows are closed and opened,
    never overwritten, and the first of them begins when `since` says, else has held as long as anybody knows; `many`
    makes one row a value, `begins` names the field of ours that says since when the first one holds. `copies` are columns of the row that say what a field of ours says (the student of a placement);
    it `stays` when our record goes, and only no longer refers to it. `body`: the value is the name of a body; the row refers
    to the school or the enterprise of that name, and `column` holds the name of any other.
    """

    entity: str
    back: str
    column: str
    fixed: Mapping[str, Any] = dataclass_field(default_factory=dict)
    start: Mapping[str, Any] = dataclass_field(default_factory=dict)
    dated: bool = False
    many: bool = False
    since: Since | None = None
    copies: Mapping[str, str] = dataclass_field(default_factory=dict)
    stays: bool = False
    body: bool = False
    begins: str = ""

    def value(self, table: sa.FromClause) -> sa.ColumnElement[Any]:
        """The value as a row of `table`, the entity or an alias of it, has it."""
        return name_of_body(table) if self.body else table.c[self.column]


def name_of_body(table: sa.FromClause) -> sa.ColumnElement[Any]:
    """What the body a row refers to is called: an enterprise, a school, or another one by its name."""
    names = (
        sa.select(body.c.name).where(body.c.id == table.c[f"{kind}_id"]).correlate(table).scalar_subquery()
        for kind in BODIES
        for body in (entity_named(kind).table().alias(),)
    )
    return sa.func.coalesce(*names, table.c[NAMED])


BODIES = ("enterprise", "school")  # entities whose records are bodies
NAMED = "body_name"  # the column of what a body of another kind is called


IDENTITY, CONTACT, HEALTH, BANK = "identity", "contact", "health", "bank"
FIELD_CLASSES = (
    IDENTITY,
    CONTACT,
    HEALTH,
    BANK,
)  # classes of private values, each of which a person may be let see or not
UNSHOWN = "unshown"  # a class nobody is shown
_CLASSES = {"identity": IDENTITY, "phone": CONTACT, "address": CONTACT, "region": CONTACT, "bank": BANK}


@dataclass(frozen=True, kw_only=True)
class Field:
    """One declared line of an entity; `name` is what import, list and export call it, `column` where it is kept.

    `required`: a form, or a sheet that has the column, must fill it; `nullable` is False where not even the database
    can do without. `expected`: the specification asks for it, so that its absence is listed as a problem; not where the
    field `unless` is filled, which says why there is nothing (the reason of who did not come). `private` is
    None, or how it is masked: "identity", "phone", "bank", "address", "region", "hidden"; `sensitive` says of what class a
    "hidden" one is, the others say it by their mask (`field_class`). `creatable`: an import may make the
    record it does not find. `default` is a value, or reads one off the row and the day the record is made. `naming`: it
    is part of a natural key. `by_act`: only acts change it once the record is made. `note`: people write what they like in it, short as it is. `blank`: what it means while it is empty. `own_unit`: a new record that names no school belongs to the office's own. `spread`:
    columns of a sheet that say which record a reference means, as pairs (name in the sheet, field of the record): a
    placement list names its student by name, identity number and class. `student.name` is a field of the record behind
    a reference of that record: a list of visits names a placement by its student and enterprise.
    """

    name: str
    column: str
    label: str
    type: FieldType
    required: bool = False
    expected: bool = False
    unless: str = ""
    nullable: bool = True
    private: str | None = None
    sensitive: str | None = None
    search: bool = False
    unique: bool = False
    aliases: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    default: Any = None
    help: str = ""
    blank: str = ""
    via: Via | None = None
    expression: Expression | None = None
    creatable: bool = False
    by_act: bool = False
    note: bool = False
    naming: bool = False
    own_unit: bool = False
    spread: tuple[tuple[str, str], ...] = ()

    def default_for(self, row: Mapping[str, Any], day: date) -> Any:
        """What a new record gets where nobody gave a value: always the same, or what the rest of the row says on a day."""
        return self.default(row, day) if callable(self.default) else self.default

    @property
    def beside(self) -> bool:
        """Whether a record is the same record without it: a cell that holds no value then costs only that value."""
        decides = self.required or self.unique or self.naming or self.to is not None
        return not decides and not (isinstance(self.type, Code) and self.type.strict)

    def lacks(self, values: Mapping[str, Any]) -> bool:
        """Whether a record of these values leaves it empty although it is asked for."""
        wanted = (self.required or self.expected) and not (self.unless and values.get(self.unless))
        return wanted and values.get(self.name) in (None, ())

    @property
    def stored(self) -> bool:
        """Whether it is a column of the entity's own table."""
        return self.via is None and self.expression is None

    @property
    def is_note(self) -> bool:
        """Whether people write down in it what they like: an act adds to that, and never writes over it."""
        return isinstance(self.type, Text) and (self.note or self.type.has_lines) and not self.by_act

    @property
    def writable(self) -> bool:
        """Whether people can give it a value."""
        return self.expression is None

    def editable(self, *, new: bool) -> bool:
        """Whether people can give it a value: of a new record, or of one that is there."""
        return self.writable and (new or not self.by_act)

    @property
    def to(self) -> str | None:
        """The entity a reference points to."""
        return self.type.to if isinstance(self.type, Reference) else None

    @property
    def many(self) -> bool:
        """Whether its value is a tuple of references."""
        return isinstance(self.type, References)

    @property
    def told_by_others(self) -> bool:
        """Whether a sheet tells the record by the columns it is spread over, what it displays among them.

        Numbers alone stand beside a text of its own, as a credit code beside the name of an enterprise; a key of several
        fields (name and level of a certificate), or what it refers to, tells it too.
        """
        if self.to is None or not self.spread:
            return False
        told, target = set(dict(self.spread).values()), entity_named(self.to)
        whole = any(len(key) > 1 and told.issuperset(key) for key in target.keys)
        return whole or self.told_through or telling_path(target) in told

    @property
    def told_through(self) -> bool:
        """Whether those columns are of records it refers to: of a placement its student and enterprise."""
        return any("." in inner for _name, inner in self.spread)

    @property
    def title(self) -> str:
        """The label in the language in use."""
        return _(self.label)

    @property
    def field_class(self) -> str | None:
        """Of which class of private values it is (IDENTITY, CONTACT, HEALTH, BANK, UNSHOWN); None where it is not private."""
        return self.sensitive or (_CLASSES.get(self.private) if self.private else None)

    @property
    def headings(self) -> tuple[str, ...]:
        """What a spreadsheet may call it."""
        return (self.label, *self.aliases)

    def read(self, raw: Any) -> Reading:
        """A raw value -> (value, complaints): type, then checks, then whether it may be empty; never raises."""
        value, complaints = self.type.read(raw)
        if value is None and not complaints:
            return None, (self.missing(),) if self.required else ()
        if complaints and self.beside and is_no_value(raw):
            return None, soft(complaints)
        for check in self.checks:
            if value is not None:
                complaints = (*complaints, *check(value))
        return (None if complaints and any(c.fatal for c in complaints) else value), complaints

    def missing(self) -> Complaint:
        """The complaint about an empty required field."""
        return Complaint("required", _("{label}不能为空，请填写").format(label=self.title))


def asked(name: str, label: str, kind: FieldType, **declared: Any) -> Field:
    """A field no entity keeps: what an act asks besides, what may be chosen for a report; `declared` as of Field."""
    return Field(name=name, column=name, label=label, type=kind, **declared)


@dataclass(frozen=True, slots=True)
class Once:
    """Fields of which no two rows that hold `where` should say the same in overlapping periods; a doubt, never a fault."""

    names: tuple[str, ...]
    message: str
    where: Mapping[str, Any] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Needed:
    """A row of `entity` that holds `where` and refers back should be in force; `message` says what is missing."""

    entity: str
    back: str
    message: str
    where: Mapping[str, Any] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Absence:
    """How a list names those who are not what it lists (是否注册：否): a column that says no while `empty` holds nothing.

    `words` say no besides those of every flag, in that column and in `empty`.
    """

    column: str
    label: str
    empty: str
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Across:
    """How a sheet lists in one row what are several records: it has a column for each value of `field`.

    In these columns stands what belongs into `cell`; where records may be `ticked`, √ alone says that there is one.
    Without a `field` the columns are counted (徒弟1, 徒弟2 …), each with one record's `cell`.
    """

    field: str
    cell: str
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a record takes from the one its `reference` names where it says nothing itself, by field: a function of that.

    `doubted`: whether to say otherwise is doubtful.
    """

    reference: str
    fields: Mapping[str, Callable[[Mapping[str, Any]], Any]]
    doubted: bool = True


@dataclass(frozen=True, slots=True)
class Finds:
    """A reference found where nobody gave it, by what the row says in `by`: `rows` selects, as of a day, these and an id.

    Of several rows the first is meant, or, where it must be the `only` one, none; then an import asks which, of those
    that fit, else of those `otherwise` selects.
    """

    reference: str
    by: tuple[str, ...]
    rows: Callable[[date], "sa.Select[Any]"]
    only: bool = False
    otherwise: Callable[[date], "sa.Select[Any]"] | None = None


@dataclass(frozen=True, slots=True)
class Recognised:
    """A reference found where nobody gave it: to the record of the number a row says, else of exactly its name; none is made.

    `number` and `name` are fields of the row; `takes` are those it takes from the record where it says nothing itself.
    """

    reference: str
    number: str
    name: str
    takes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UsualByPolicy:
    """A number that policy sets where nobody gave one: `field` is that of the key with what stands at `path` behind it.

    `dated` is the field of the row whose day the policy is asked for; without it, or where it is empty, the day of entry.
    """

    field: str
    key: str
    path: str
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Moves:
    """What a record does to the one its `reference` names, whenever it is written: `field` there becomes what `state` says.

    `state` is asked with the record and what stands there; None leaves it.
    """

    reference: str
    field: str
    state: Callable[[Mapping[str, Any], Any], Any]


@dataclass(frozen=True, slots=True)
class StandsIn:
    """How a record names somebody who is no `reference` (no student): in `fields` of its own, by the fields sheets tell persons by.

    They are meant where `kind` is (field, value), as the row says it or takes it from another; `number` is the field of
    the person by which such people are known. `alike`: sheets have no columns for them besides those of the others.
    """

    reference: str
    kind: tuple[str, str]
    number: str
    fields: Mapping[str, str]
    alike: bool = False

    def is_meant(self, row: Mapping[str, Any]) -> bool:
        """Whether a row is about somebody the record names itself."""
        return bool(row.get(self.kind[0]) == self.kind[1])


@dataclass(frozen=True, slots=True)
class FoundBy:
    """A reference found where nobody gave it: to the record of the same owner whose period the row's own meets."""

    reference: str
    owner: str


_REGISTER: "dict[str, type[Entity]]" = {}
_T = TypeVar("_T")


class Mapped(Generic[_T]):
    """Annotates a column with what it holds; `Mapped[str | None]` may be empty."""


class Declared(type):
    """What an entity is as a class: that of its table."""

    def __init__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> None:
        """Make the table, named after the class, and enter the class into the register."""
        super().__init__(name, bases, body)
        if bases:
            _declare(cls, body)  # type: ignore[arg-type] # an Entity, which is declared with it


class Entity(metaclass=Declared):
    """A kind of record. Every one has an id issued by the door and a remark; who changed it when is read off the log.

    `label` and `display` say what it is called and which field shows a record; `called` are other words for it, which may
    stand before a heading (学员姓名); `keys` are its natural keys, tried in
    order; `order` is how lists stand by default; `sorted_by` names the column a field is sorted by when it is not its own;
    `named_freely`: its names say the same in other words, as those of bodies do; `found_by` names references by whose words a search finds a record too; `unique_among` (what a record must meet on the day) limits the rows in which unique fields must differ; `period` names the two dates of a dated row (`period_inclusive`: the
    second one still counts; `span`: two dates that sheets write into one cell, though the row counts on other days too), `counts_if` what a row must meet besides to count on a day within them; `exclusive` names fields of which no two rows may hold the same in overlapping periods (`once`: should not; `needed`: rows that
    should refer back; `inherited`: what a record takes from another; `found_by_day`: a reference that owner and period tell; `finds`: one that other fields tell; `usual`: a number that policy sets; `stands_in`: how it names who is in no register; `moves`: what it does to another; `tells`: what it enters elsewhere where that stands empty; `recognised`: a reference a number or a name tells; `told_by`: fields each of which alone tells sheets of other records which one is meant; `succeeds`: a new row ends the one that is open); `row_checks` judge fields together (`dated_checks` as of a day, `beside` with other records) and `fills` complete a row from itself. `absent`: rows of a sheet that are no records; `across`: columns of a sheet that are records each.
    `in_titles`: a title, or the name of a sheet, may say which one all rows of a table are about, and how it is found
    there: by a function, or (True) by any name the file knows one by. `spelled` gives one spelling for all the ways people write its name, None for what is no such name.
    `goes_with` names the reference to the record that a row the program keeps goes with when that is deleted.
    `by_act`: only acts make its records; `past` (a column and a value): those that no natural key finds any more.
    `headed`: what its sheets call columns that tell of other records besides what these are called elsewhere.
    `at_colleges`: a field, and the one that sheets of a college mean by the same headings.
    `told_beside`: references that tell records of one name apart, where the name is such that they do; other columns of a
    sheet say them: the school of a class, and its major unless the name says it.
    """

    metadata: ClassVar[sa.MetaData] = sa.MetaData()
    __tablename__: ClassVar[str]
    __table__: ClassVar[sa.Table]
    remark: ClassVar[sa.Column[Any]]
    label: ClassVar[str]
    called: ClassVar[tuple[str, ...]] = ()
    display: ClassVar[str] = "name"
    keys: ClassVar[tuple[tuple[str, ...], ...]] = ()
    order: ClassVar[tuple[str, ...]] = ()
    period: ClassVar[tuple[str, str] | None] = None
    period_inclusive: ClassVar[bool] = False
    span: ClassVar[tuple[str, str] | None] = None
    counts_if: ClassVar[tuple[Counts, ...]] = ()
    exclusive: ClassVar[tuple[tuple[str, ...], ...]] = ()
    once: ClassVar[tuple[Once, ...]] = ()
    needed: ClassVar[tuple[Needed, ...]] = ()
    inherited: ClassVar[Inherited | None] = None
    found_by_day: ClassVar[FoundBy | None] = None
    finds: ClassVar[Finds | None] = None
    usual: ClassVar[UsualByPolicy | None] = None
    stands_in: ClassVar[StandsIn | None] = None
    moves: ClassVar[Moves | None] = None
    told_by: ClassVar[tuple[str, ...]] = ()
    succeeds: ClassVar[bool] = False
    unique_among: ClassVar[Counts | None] = None
    sorted_by: ClassVar[Mapping[str, str]] = {}
    named_freely: ClassVar[bool] = False
    found_by: ClassVar[tuple[str, ...]] = ()
    row_checks: ClassVar[tuple[RowCheck, ...]] = ()
    dated_checks: ClassVar[tuple[DatedCheck, ...]] = ()
    beside: ClassVar[tuple[Beside, ...]] = ()
    fills: ClassVar[tuple[RowFill, ...]] = ()
    absent: ClassVar[Absence | None] = None
    across: ClassVar[Across | None] = None
    in_titles: ClassVar[InText | bool] = False
    spelled: ClassVar[InText | None] = None
    importable: ClassVar[bool] = True
    internal: ClassVar[bool] = False
    goes_with: ClassVar[str | None] = None
    by_act: ClassVar[bool] = False
    past: ClassVar[tuple[str, Any] | None] = None
    headed: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    recognised: ClassVar[Recognised | None] = None
    tells: ClassVar[Tells | None] = None
    at_colleges: ClassVar[tuple[str, str] | None] = None
    told_beside: ClassVar[Mapping[str, Callable[[str], bool]]] = {}

    @classmethod
    def table(cls) -> sa.Table:
        """The table, for Core statements."""
        return cls.__table__


@cache
def versioned(entity: type[Entity]) -> tuple[str, ...]:
    """The fields that name a record whatever its version (name and level of a certificate); none where it has no versions.

    What belongs to somebody from a day on (the destinations of a student) is another each time, and no version.
    """
    begin, fields = entity.period[0] if entity.period is not None else "", field_map(entity)
    keys = (key[:-1] for key in entity.keys if key[-1] == begin and key[:-1] in entity.keys)
    return next((key for key in keys if all(fields[name].to is None for name in key)), ())


def beside_name(entity: type[Entity], name: Any) -> tuple[str, ...]:
    """The references that tell records of this name apart."""
    return tuple(n for n, tells in entity.told_beside.items() if isinstance(name, str) and tells(name))


def telling_path(entity: type[Entity]) -> str:
    """The path to the words that show a record: its display, or that of the record this refers to (student.name)."""
    shown = field_map(entity)[entity.display]
    return shown.name if shown.to is None else f"{shown.name}.{telling_path(entity_named(shown.to))}"


def is_person(entity: type[Entity]) -> bool:
    """Whether its records are people, who are counted as such (36 人, not 36 条)."""
    return "gender" in field_map(entity)


def held_alike(entity: type[Entity]) -> StandsIn | None:
    """How an entity names people of no register whom sheets tell in the columns of the others; None where it does not."""
    return entity.stands_in if entity.stands_in is not None and entity.stands_in.alike else None


def field_at(entity: type[Entity], path: str) -> tuple[type[Entity], Field]:
    """The field at the end of a path, and the entity it is of."""
    name, _dot, rest = path.partition(".")
    found = field_map(entity)[name]
    if not rest:
        return entity, found
    assert found.to is not None, f"{name} refers to nothing"
    return field_at(entity_named(found.to), rest)


def _declare(entity: type[Entity], body: Mapping[str, Any]) -> None:
    columns = {name: value for name, value in body.items() if isinstance(value, sa.Column)}
    for name, column in columns.items():
        column.name = column.key = name
        (held,) = get_args(body["__annotations__"][name])
        column.nullable = NoneType in get_args(held)
    key = sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False)
    remark = Field(name="", column="", label=N_("备注"), type=Text(500))
    entity.remark = sa.Column("remark", sa.Text, info={"field": remark})
    entity.__tablename__ = snake_case(entity.__name__)
    entity.__table__ = sa.Table(entity.__tablename__, Entity.metadata, key, *columns.values(), entity.remark)
    _REGISTER[entity.__tablename__] = entity


def snake_case(name: str) -> str:
    """`OrderClass` -> `order_class`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def field(  # noqa: PLR0913 - one keyword for each thing a line can say
    label: str,
    kind: FieldType,
    *,
    required: bool = False,
    expected: bool = False,
    unless: str = "",
    private: str | None = None,
    sensitive: str | None = None,
    search: bool = False,
    unique: bool = False,
    aliases: Iterable[str] = (),
    checks: Iterable[Check] = (),
    default: Any = None,
    help: str = "",  # noqa: A002 - the word for it
    index: bool = False,
    by_act: bool = False,
    note: bool = False,
) -> Any:
    """A column and all that is said about it; its name and whether it may be empty stand before it in the class."""
    declared = Field(
        name="", column="", label=label, type=kind, required=required, expected=expected, unless=unless, private=private,
        sensitive=sensitive, search=search, unique=unique, aliases=tuple(aliases), checks=tuple(checks), default=default, help=help, by_act=by_act,
        note=note,
    )  # fmt: skip
    return sa.Column(kind.column_type(), index=index or unique or None, info={"field": declared})


def reference(  # noqa: PLR0913 - as field()
    label: str,
    *,
    to: str,
    required: bool = False,
    expected: bool = False,
    aliases: Iterable[str] = (),
    creatable: bool = False,
    own_unit: bool = False,
    spread: Iterable[str | tuple[str, str]] = (),
    help: str = "",  # noqa: A002 - as field()
    by_act: bool = False,
) -> Any:
    """A reference to another record; see Field for what the keywords say."""
    declared = Field(
        name="", column="", label=label, type=Reference(to), required=required, expected=expected,
        aliases=tuple(aliases), creatable=creatable, own_unit=own_unit, help=help, by_act=by_act,
        spread=_pairs(spread),
    )  # fmt: skip
    target = sa.ForeignKey(f"{to}.id", ondelete="RESTRICT")
    return sa.Column(sa.BigInteger, target, index=True, info={"field": declared})


def _pairs(spread: Iterable[str | tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, name) if isinstance(name, str) else name for name in spread)


@dataclass(frozen=True)
class Virtual:
    """A field without a column of its own; it stands in the class body where it stands in forms and sheets."""

    fields: Callable[[str], tuple[Field, ...]]


def derived(  # noqa: PLR0913 - as field()
    label: str,
    kind: FieldType,
    expression: Expression,
    *,
    help: str = "",  # noqa: A002 - as field()
    aliases: Iterable[str] = (),
    private: str | None = None,
) -> Any:
    """A value computed from others as of a day, never stored; `aliases` are what sheets call it that tell the record by it."""
    return Virtual(
        lambda name: (
            Field(
                name=name, column=name, label=label, type=kind, expression=expression, help=help,
                aliases=tuple(aliases), private=private,
            ),
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Behind:
    """What the record behind a reference of `entity` says in a column of its own: the student of a placement."""

    entity: str
    reference: str
    column: str

    def __call__(self, _day: date) -> sa.ColumnElement[Any]:
        """The value of each record."""
        key, other = self._ends()
        chosen = sa.select(other.c[self.column]).where(other.c.id == key)
        return chosen.correlate(key.table).scalar_subquery()

    def holders(self, holds: Callable[[sa.ColumnElement[Any]], sa.ColumnElement[bool]], _day: date) -> sa.Select[Any]:
        """The ids of those whose value fulfils a condition."""
        key = self._ends()[0]
        return sa.select(key.table.c.id).where(key.in_(self.those(holds)))

    def those(self, holds: Callable[[sa.ColumnElement[Any]], sa.ColumnElement[bool]]) -> sa.Select[Any]:
        """The ids of the records behind the reference whose value fulfils a condition."""
        other = self._ends()[1]
        return sa.select(other.c.id).where(holds(other.c[self.column]))

    def _ends(self) -> tuple[sa.Column[Any], sa.FromClause]:
        key = entity_named(self.entity).table().c[self.reference]
        return key, next(iter(key.foreign_keys)).column.table.alias()


def through(  # noqa: PLR0913 - as field()
    label: str,
    kind: FieldType,
    via: Via,
    *,
    expected: bool = False,
    aliases: Iterable[str] = (),
    creatable: bool = False,
    private: str | None = None,
    default: Any = None,
    by_act: bool = False,
    spread: Iterable[str | tuple[str, str]] = (),
) -> Any:
    """A value kept in rows of another entity: the class of a student, the sponsors of an order class."""
    return Virtual(
        lambda name: (
            Field(
                name=name, column=name, label=label, type=kind, via=via, expected=expected,
                aliases=tuple(aliases), creatable=creatable, private=private, default=default, by_act=by_act,
                spread=_pairs(spread),
            ),
        )
    )  # fmt: skip


def repeated(
    entity: str,
    back: str,
    *,
    places: tuple[tuple[str, str, tuple[str, ...]], ...],
    first: Mapping[str, Any] | None = None,
    without: Iterable[str] = (),
) -> Any:
    """The first few rows of a child entity as flat fields: (prefix of the name, of the label, of headings) a row.

    `first` is what a new first row gets besides; `without` are fields declared elsewhere.
    """

    def expand(_name: str) -> tuple[Field, ...]:
        child = entity_named(entity)
        skip = {back, "position", "remark", *without}
        return tuple(
            _flat(inner, Via(entity, back, inner.column, {"position": n + 1}, {} if n else first or {}), place)
            for n, place in enumerate(places)
            for inner in fields_of(child)
            if inner.stored and inner.column not in skip
        )

    return Virtual(expand)


def _flat(inner: Field, via: Via, place: tuple[str, str, tuple[str, ...]]) -> Field:
    prefix, label, headings = place
    return replace(
        inner, name=f"{prefix}_{inner.name}", column=f"{prefix}_{inner.name}", label=label + inner.label, via=via,
        aliases=tuple(start + word for start in (*headings, label) for word in inner.headings), required=False,
        expected=False, search=False, nullable=True,
    )  # fmt: skip


@cache
def fields_of(entity: type[Entity]) -> tuple[Field, ...]:
    """Every field of an entity, in the order of declaration; the remark comes last."""
    found: list[Field] = []
    naming = {name for key in entity.keys for name in key}
    for name, value in entity.__dict__.items():
        if isinstance(value, Virtual):
            found.extend(value.fields(name))
        elif isinstance(value, sa.Column):
            found.extend(_of_column(name, value, naming))
    return tuple(sorted(found, key=lambda f: f.name == "remark"))


def _of_column(name: str, column: sa.Column[Any], naming: Collection[str]) -> Iterable[Field]:
    declared: Field | None = column.info.get("field")
    if declared is not None:
        public = name.removesuffix("_id") if declared.to else name
        yield replace(declared, name=public, column=name, nullable=bool(column.nullable), naming=public in naming)


@cache
def field_map(entity: type[Entity]) -> Mapping[str, Field]:
    """Fields by name."""
    return {f.name: f for f in fields_of(entity)}


def entities() -> tuple[type[Entity], ...]:
    """Every declared entity people work with, in the order of declaration."""
    return tuple(entity for entity in _REGISTER.values() if not entity.internal)


def every_entity() -> tuple[type[Entity], ...]:
    """Every declared entity, those the program keeps for itself among them."""
    return tuple(_REGISTER.values())


def kept_with(entity: type[Entity]) -> tuple[tuple[type[Entity], str], ...]:
    """What the program keeps beside records of an entity and lets go with them: (entity, the column that refers back)."""
    kept = ((other, field_map(other)[other.goes_with]) for other in _REGISTER.values() if other.goes_with is not None)
    return tuple((other, field.column) for other, field in kept if field.to == entity.__tablename__)


def entity_named(name: str) -> type[Entity]:
    """The entity of that name, `order_class` or `order-class`; KeyError when there is none."""
    return _REGISTER[name.replace("-", "_")]


def kebab(entity: type[Entity]) -> str:
    """The entity's name on the command line."""
    return str(entity.__tablename__).replace("_", "-")


def judge(entity: type[Entity], row: Mapping[str, Any], day: date | None = None) -> list[tuple[str, Complaint]]:
    """What the checks over several fields say about a row of values read before, as of `day` or today."""
    found = [each for check in entity.row_checks for each in check(row)]
    if entity.dated_checks:
        on = day or clock.today()
        found += [each for check in entity.dated_checks for each in check(row, on)]
    return found
