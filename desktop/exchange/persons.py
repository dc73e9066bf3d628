"""Persons a sheet tells by name and numbers: found, or, when somebody asked for it, made from what the sheet says of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop.exchange.columns import required_of, told_of
from desktop.exchange.masked import covered_of, refuse_needed
from desktop.exchange.plan import CellError, ImportPlan, ImportRow, New
from desktop.exchange.references import Resolver, matches
from models.acts.catalogue import makes_subject
from models.database import inheriting
from models.database.database import Database
from models.schema.complaints import Complaint, warning
from models.schema.fields import Entity, Field, entity_named, field_map, fields_of
from models.words import _

Told = tuple[ImportRow, dict[str, Any]]  # a row, and what it says of its person by the person's own fields


def resolve(database: Database, made: ImportPlan, resolver: Resolver, field: Field) -> None:
    """Find the records (students) that the columns of a reference mean; rows of one nobody has are rejected, or make it."""
    assert field.to is not None
    target, names = entity_named(field.to), told_of(made.entity, field.name)
    rows = _without_own(database, made, field, names)
    told = [(row, {of: row.values[name] for name, of in names.items() if name in row.values}) for row in rows]
    found = matches(database, target, [v for _r, v in told], [covered_of(row, names) for row in rows])
    unknown: list[Told] = []
    for (row, values), (key, complaint) in zip(told, found, strict=True):
        if key is not None:
            row.written[field.name] = key
        elif _may_be_new(made, field, row, values, complaint):
            unknown.append((row, values))
    _take_unknown(made, resolver, field, names, _told_apart(target, unknown))


def _without_own(database: Database, made: ImportPlan, field: Field, names: Mapping[str, str]) -> Sequence[ImportRow]:
    """The rows that mean somebody of the register; what others say of theirs (社会人员, an employee) is said of the record."""
    own = made.entity.stands_in
    if own is None or own.reference != field.name:
        return made.rows
    told = [{**row.values, **row.written} for row in made.rows]
    with database.reading() as connection:
        usual = inheriting.given_by(connection, made.entity, told, {})
    kept = []
    for row, given in zip(made.rows, usual, strict=True):
        row.alone = own.is_meant({**given, **row.values})
        if not row.alone:
            kept.append(row)
            continue
        said = {
            own.fields[of]: row.values[name] for name, of in names.items() if of in own.fields and name in row.values
        }
        if own.alike:
            row.written.update(said)
        else:
            row.values = said | row.values
    return kept


def _may_be_new(
    made: ImportPlan, field: Field, row: ImportRow, values: Mapping[str, Any], complaint: Complaint | None
) -> bool:
    """Whether a row tells of somebody nobody has heard of; else what is wrong is told."""
    if not values and not row.covered and (field.creatable or not field.required):
        if field.required:
            row.complain(field.name, field.missing())
        return False
    refuse_needed(row, required_of(made.entity, field.name), made.readings)
    if row.demand(required_of(made.entity, field.name)) or row.errors:
        return False
    if complaint is not None:
        row.complain(field.name, complaint)
    return complaint is None


def _take_unknown(
    made: ImportPlan, resolver: Resolver, field: Field, names: Mapping[str, str], persons: dict[New, list[Told]]
) -> None:
    """Make what no file has to know before, and persons where somebody asked for it; the rows of others are rejected."""
    assert field.to is not None
    target = entity_named(field.to)
    coming = {new: told for new, told in persons.items() if any(_comes(made.entity, row) for row, _values in told)}
    _make(resolver, field, names, coming)
    persons = {new: told for new, told in persons.items() if new not in coming}
    if field.creatable:  # no person, but a policy or the like
        _make(resolver, field, names, persons)
        _tell_new(field, names, persons)
        return
    made.persons |= {new: [row for row, _values in several] for new, several in persons.items()}
    if target.__tablename__ in made.make:
        _make(resolver, field, names, persons)
    else:
        for told in persons.values():
            for row, values in told:
                row.complain(field.name, _unknown(target, values))


def _comes(entity: type[Entity], row: ImportRow) -> bool:
    """Whether a row says that somebody comes of whom nobody has heard."""
    return entity.by_act and makes_subject(entity.__tablename__, row.values)


def _unknown(target: type[Entity], values: Mapping[str, Any]) -> Complaint:
    who = values.get(target.display) or values.get("id_number") or ""
    sentence = _("找不到{label}“{who}”，请先导入或改正身份信息")
    return Complaint("unknown-reference", sentence.format(label=_(target.label), who=who))


def _told_apart(target: type[Entity], told: Iterable[Told]) -> dict[New, list[Told]]:
    """The rows by the person they mean, by the natural keys as in matches(): a namesake with another number is another."""
    known: dict[tuple[Any, ...], New] = {}
    persons: dict[New, list[Told]] = {}
    first: dict[New, dict[str, Any]] = {}
    for row, values in told:
        keys = [(key, *(values[name] for name in key)) for key in target.keys if all(name in values for name in key)]
        alike = (known[key] for key in keys if key in known)
        new = next((new for new in alike if _agree(target.keys[0], first[new], values)), None)
        if new is None:
            own = keys[0][1:] if keys else (row.sheet, row.number, row.block)
            new = New(target.__tablename__, " ".join(map(str, dict.fromkeys((values.get(target.display, ""), *own)))))
        persons.setdefault(new, []).append((row, values))
        first[new] = values | first.get(new, {})
        for key in keys:
            known.setdefault(key, new)
    return persons


def _agree(key: Iterable[str], one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one[name] == other[name] for name in key if name in one and name in other)


def _make(resolver: Resolver, field: Field, names: Mapping[str, str], persons: Mapping[New, Sequence[Told]]) -> None:
    """Let each person be made of all its rows; what these say differently is refused where it is the name, else doubted."""
    assert field.to is not None
    target = entity_named(field.to)
    columns = {of: name for name, of in names.items()}
    own = {id(row): ImportRow(row.sheet, row.number, values=v) for told in persons.values() for row, v in told}
    for reference in (f for f in fields_of(target) if f.to is not None and f.name in columns):
        resolver.resolve_column(target, reference, list(own.values()))
    for new, told in persons.items():
        kept: dict[str, Any] = {}
        for row, _values in told:
            _say(columns, own[id(row)], row)
            for name, value in _given(target, own[id(row)]).items():
                if kept.setdefault(name, value) != value:
                    row.complain(columns[name], _differs(target, told[0][0], name))
            row.written[field.name] = new
        for missing in (f for f in fields_of(target) if f.required and f.name not in kept and not field.creatable):
            for row, _values in told:
                row.complain(columns.get(missing.name, field.name), missing.missing())
        resolver.created[new] = kept


def _tell_new(field: Field, names: Mapping[str, str], made: Mapping[New, Sequence[Told]]) -> None:
    """Say of every row that the record it means will be made."""
    assert field.to is not None
    target = entity_named(field.to)
    column = next((name for name, of in names.items() if of == target.display), field.name)
    for new, told in made.items():
        words = _("{label}“{text}”不存在，导入时将新建").format(label=_(target.label), text=new.text)
        for row, _values in told:
            row.complain(column, warning("unknown-reference", words))


def _say(columns: Mapping[str, str], own: ImportRow, row: ImportRow) -> None:
    """What is wrong with a person's class or major, told in the row's own columns."""
    for errors, fatal in ((own.errors, True), (own.warnings, False)):
        for error in errors:
            row.take(CellError(columns[error.field], error.code, error.message), fatal=fatal)


def _given(target: type[Entity], own: ImportRow) -> dict[str, Any]:
    plain = {name: value for name, value in own.values.items() if field_map(target)[name].to is None}
    return plain | {name: value for name, value in own.written.items() if value is not None}


def _differs(target: type[Entity], first: ImportRow, name: str) -> Complaint:
    where = _("{sheet} 第 {row} 行").format(sheet=first.sheet, row=first.number)
    words = _("同一{label}的{field}与 {where}不同").format(
        label=_(target.label), field=field_map(target)[name].title, where=where
    )
    if name == target.display:
        return Complaint("conflict", words + _("，请核对是不是同一个人"))
    return warning("conflict", words + _("，以前一行为准"))
