"""What a list shows: an entity, its conditions, a search and an order, as one SELECT of ids."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from models import clock
from models.database import search
from models.database.touched import TOUCHED, asked_field, touched_by
from models.database.units import UNIT, of_schools
from models.schema.column_types import CodeSet
from models.schema.derive import in_force, open_on
from models.schema.fields import BODIES, Behind, Entity, Field, Filterable, Via, entity_named, field_map, fields_of
from models.schema.showing import covered_key
from models.schema.sorting import NATURAL

Column = sa.ColumnElement[Any]
TELLING_NOTHING = ("empty", "filled")  # operators that ask nothing of the content


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter: a field (or TOUCHED), an operator of OPERATORS and a value (a reference: its id; `in`: a tuple)."""

    field: str
    operator: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Query:
    """A list: `order` names fields, `-` in front for descending; `as_of` keeps of dated rows those that count on that day.

    `valued_on`: the day derived values are computed for where nobody asked for one; the list is the same list.
    `own_words`: the search looks into the records alone, not into what they belong to. `whole`: masked values are sorted by
    what they hide, for whoever said why they are to be seen; else by what is shown. `closed`: the entities whose masked
    numbers the search does not find even as a whole: whoever may not see them could try them out.
    """

    entity: type[Entity]
    conditions: tuple[Condition, ...] = ()
    order: tuple[str, ...] = ()
    search: str = ""
    as_of: date | None = None
    own_words: bool = False
    whole: bool = False
    closed: frozenset[type[Entity]] = frozenset()
    valued_on: date | None = field(default=None, compare=False)

    @property
    def day(self) -> date:
        """The day derived values are computed for."""
        return self.as_of or self.valued_on or clock.today()

    @property
    def conditional(self) -> bool:
        """Whether anything but a search keeps records out."""
        return bool(self.conditions) or (self.as_of is not None and self.entity.period is not None)

    def ids(self, *, walking: bool = False, even: bool = False) -> sa.Select[int]:
        """The ids in order, blanks last; ties stand by id, so that the order is always the same.

        `walking` goes through the records in order and asks of each whether the search found it, instead of looking up
        what was found: quicker to the first of very many. `even`: the values of `evened` stand in their index as people expect.
        """
        table = self.entity.table()
        names = self.order or self.entity.order
        indexed = self.evened() if even else None
        order = [self._order(name, indexed if n == 0 else None) for n, name in enumerate(names)]
        return sa.select(table.c.id).where(*self._where(walking=walking)).order_by(*order, table.c.id)

    def index_in_order(self) -> str | None:
        """The index that holds the records in the order of the list, at least by its first field."""
        name = next(iter(self.order or self.entity.order), "").removeprefix("-")
        table, field = self.entity.table(), field_map(self.entity).get(name)
        if field is None or not field.stored or field.to is not None or (field.private and not self.whole):
            return None
        column = table.c[self.entity.sorted_by.get(name, field.column)]
        return next((str(i.name) for i in table.indexes if i.columns.values() == [column]), None)

    def evened(self) -> Column | None:
        """The column whose index holds the list in order if its numbers are all of one length; None when it is another's."""
        name = next(iter(self.order or self.entity.order), "").removeprefix("-")
        if self.index_in_order() is None or name in self.entity.sorted_by:
            return None
        field = field_map(self.entity)[name]
        return self.entity.table().c[field.column] if field.type.order == NATURAL else None

    def count(self) -> sa.Select[int]:
        """How many there are; those who have a computed value are counted where it is computed from."""
        having = self._having()
        if having is not None:
            found = having.subquery()
            return sa.select(sa.func.count(sa.distinct(found.c[0])))
        return sa.select(sa.func.count()).select_from(self.entity.table()).where(*self._where())

    def _having(self) -> sa.Select[Any] | None:
        """The ids by the only condition there is, where what its value is computed from tells them."""
        if len(self.conditions) != 1 or self.search.strip() or (self.as_of and self.entity.period):
            return None
        field = asked_field(self.entity, self.conditions[0].field)
        if field is TOUCHED or not isinstance(field.expression, Filterable):
            return None
        having, positive = _holding_value(field.expression, self.conditions[0], self.day)
        return having if positive else None

    def counts(self, name: str) -> sa.Select[Any, int]:
        """The values of a field, and how many records have each."""
        value = expression(self.entity, field_map(self.entity)[name], self.day)
        counted = sa.select(value, sa.func.count()).select_from(self.entity.table())
        return counted.where(*self._where()).group_by(value)

    @property
    def told_by_index(self) -> bool:
        """Whether one search index alone says what is found, and so how many."""
        return not self.conditional and len(self.searched()) == 1 and not self._linked()

    def hits(self) -> sa.Select[int]:
        """How many records the search alone finds, at least, and at most when it is told by the index."""
        counts = [_matching(place.entity, self, sa.func.count()).scalar_subquery() for place in self.searched()]
        return sa.select(sum((sa.func.coalesce(count, 0) for count in counts), sa.literal(0)))

    def _where(self, *, walking: bool = False) -> list[sa.ColumnElement[bool]]:
        few = bool(self.search.strip())  # asked of each that the search found; else looked up all at once
        clauses = [self._clause(condition, few=few) for condition in self.conditions]
        if self.as_of is not None and self.entity.period is not None:
            clauses.append(in_force(self.entity, self.as_of))
        return clauses + self._found(walking=walking)

    def searched(self) -> "list[_Searched]":
        """What the search looks into: columns with ids, and the entities whose words they stand for."""
        columns = self.entity.table().c
        own = [_Searched(columns.id, self.entity)] if search.searched(self.entity) else []
        # a link such as a membership has few words of its own: it is found by what it links, or by what tells that
        linked = [_Searched(columns[f.column], entity_named(f.to)) for f in _identifying(self.entity) if f.to]
        told = [_Searched(columns[told.reference], entity, told) for told, entity in _telling(self.entity)]
        return own + linked + told + [_Searched(columns.id, *place) for place in _bodies_of(self.entity)]

    def _found(self, *, walking: bool) -> list[sa.ColumnElement[bool]]:
        if not self.search.strip():
            return []
        own = [place.finds(self, walking=walking) for place in self.searched()]
        return [sa.or_(sa.false(), *own, *self._linked(walking=walking))]

    def _linked(self, *, walking: bool = False) -> list[sa.ColumnElement[bool]]:
        """The records every word of the search finds, by themselves or by what they belong to: a student by the class."""
        words = search.linking_words(self.search) if self.entity.found_by and not self.own_words else None
        if not words:
            return []
        key = _unindexed(self.entity.table().c.id) if walking else self.entity.table().c.id
        own = len(words) > 1  # what a single word finds in the records themselves is looked up besides
        return [sa.and_(*(key.in_(_found_by_word(self.entity, word, self.day, own)) for word in words))]

    def _clause(self, condition: Condition, *, few: bool) -> sa.ColumnElement[bool]:
        field = asked_field(self.entity, condition.field)
        if field is TOUCHED:
            return touched_by(self.entity, condition.value)
        if field is UNIT:
            return _unit_clause(self.entity, condition, self.day)
        if condition.operator == "~" and field.to is not None and not field.many:
            return _contains(shown_expression(self.entity, field, self.day), condition.value)
        if field.via is not None:
            return _via_clause(self.entity, field, condition, self.day, few=few)
        if isinstance(field.expression, Filterable) and not few:
            return _held_clause(self.entity, field.expression, condition, self.day)
        column = expression(self.entity, field, self.day)
        return OPERATORS[condition.operator](column, condition.value)

    def _order(self, name: str, indexed: Column | None) -> Column:
        field = field_map(self.entity)[name.removeprefix("-")]
        if indexed is not None:
            column = indexed
        elif field.private and not self.whole:
            value = expression(self.entity, field, self.day)
            column = sa.Function(covered_key(field), value, type_=sa.Text())
        else:
            column = shown_expression(self.entity, field, self.day, sorting=True)
        return column.desc() if name.startswith("-") else column.nulls_last()


class _Searched(NamedTuple):
    """A column with ids, and whose words the search looks into: of these records, or of those `behind` them."""

    column: Column
    entity: type[Entity]
    behind: "Behind | _Party | None" = None

    def finds(self, query: Query, *, walking: bool) -> sa.ColumnElement[bool]:
        """Whether the search of a list finds it; `walking` as in Query.ids."""
        found = _matching(self.entity, query)
        if self.behind is not None:
            words = found
            found = self.behind.those(lambda column: column.in_(words))
        return (_unindexed(self.column) if walking else self.column).in_(found)


@cache
def _telling(entity: type[Entity]) -> tuple[tuple[Behind, type[Entity]], ...]:
    """What tells the references of the natural keys: the records behind them, of those that have words."""
    naming = {field_map(entity)[name].column for key in entity.keys for name in key}
    told = ((f.expression, entity_named(f.to)) for f in fields_of(entity) if f.to and isinstance(f.expression, Behind))
    return tuple((e, target) for e, target in told if e.reference in naming and search.searched(target))


class _Party(NamedTuple):
    """Rows of `entity` in which bodies belong to records: by `back` to which of them, in `column` the id that was found."""

    entity: type[Entity]
    back: str
    column: str

    def those(self, holds: Callable[[Column], sa.ColumnElement[bool]]) -> sa.Select[Any]:
        """The ids of the records to which such a row belongs, whenever it did."""
        table = self.entity.table().alias()
        return sa.select(table.c[self.back]).where(holds(table.c[self.column]))


@cache
def _bodies_of(entity: type[Entity]) -> tuple[tuple[type[Entity], _Party], ...]:
    """The words that name the bodies of an entity: schools and enterprises by any name they have, others as they stand."""
    rows = {(via.entity, via.back) for f in fields_of(entity) if (via := f.via) is not None and via.body}
    found: list[tuple[type[Entity], _Party]] = []
    for name, back in sorted(rows):
        link = entity_named(name)
        found += [(entity_named(kind), _Party(link, back, field_map(link)[kind].column)) for kind in BODIES]
        found.append((link, _Party(link, back, "id")))
    return tuple(found)


@cache
def _identifying(entity: type[Entity]) -> tuple[Field, ...]:
    """The references of the natural keys, to records that have words."""
    names = dict.fromkeys(name for key in entity.keys for name in key)
    fields = (field_map(entity)[name] for name in names)
    return tuple(f for f in fields if f.stored and f.to and search.searched(entity_named(f.to)))


def _unindexed(column: Column) -> Column:
    """The same value, which SQLite does not look up."""
    return sa.type_coerce(sa.literal_column(f"+{column.table.name}.{column.name}"), column.type)


def _matching(entity: type[Entity], query: Query, what: Column | None = None) -> Any:
    return _holding_words(entity, search.match(query.search, whole=entity not in query.closed), what)


def _holding_words(entity: type[Entity], words: str | None, what: Column | None = None) -> Any:
    if words is None:
        return sa.select(sa.literal(None)).where(sa.false())
    name = search.index_name(entity)
    # bound to the text itself: parameters of a statement cannot be joined with those of an `in`
    found = sa.text(f"{name} MATCH :words").bindparams(sa.bindparam("words", words, unique=True))
    return sa.select(sa.literal_column("rowid") if what is None else what).select_from(sa.table(name)).where(found)


@lru_cache(maxsize=100)
def _found_by_word(entity: type[Entity], word: str, day: date, own: bool) -> Any:
    """The ids a word finds, in the records themselves and in what they belong to; to put it together takes longest."""
    ways: list[Any] = [_holding_words(entity, search.match(word, whole=False))] if own else []
    for name in entity.found_by if search.names_a_body(word) else ():
        field = field_map(entity)[name]
        assert field.to is not None
        ways.append(_holding(field, _holding_words(entity_named(field.to), search.match(word)), day))
    return sa.union_all(*ways)


def _holding(field: Field, found: sa.Select[Any], day: date) -> sa.Select[Any]:
    """The ids of the records with one of these in a field."""
    if isinstance(field.expression, Filterable):
        return field.expression.holders(lambda column: column.in_(found), day)
    assert field.via is not None
    table, where = _child(field.via, day)
    return sa.select(table.c[field.via.back]).where(*where, table.c[field.via.column].in_(found))


def _contains(column: Column, value: Any) -> sa.ColumnElement[bool]:
    if isinstance(column.type, CodeSet):
        return sa.cast(column, sa.Text).like(f"%,{value},%")
    return sa.type_coerce(column, sa.Text).contains(str(value), autoescape=True)


def _equals(column: Column, value: Any) -> sa.ColumnElement[bool]:
    return _contains(column, value) if isinstance(column.type, CodeSet) else column == value


def _empty(column: Column, _value: Any) -> sa.ColumnElement[bool]:
    return column.is_(None)


OPERATORS: Mapping[str, Callable[[Column, Any], sa.ColumnElement[bool]]] = {
    "=": _equals,
    "!=": lambda column, value: sa.or_(column.is_(None), sa.not_(_equals(column, value))),
    ">=": lambda column, value: column >= value,
    "<=": lambda column, value: column <= value,
    ">": lambda column, value: column > value,
    "<": lambda column, value: column < value,
    "~": _contains,
    "in": lambda column, value: column.in_(value),
    "empty": _empty,
    "filled": lambda column, value: sa.not_(_empty(column, value)),
}


def _child(via: Via, day: date) -> tuple[sa.FromClause, list[sa.ColumnElement[bool]]]:
    entity = entity_named(via.entity)
    table = entity.table().alias()
    where = [table.c[name] == value for name, value in via.fixed.items()]
    if via.dated:
        where.append(open_on(entity, day, table))
    return table, where


_OPPOSITE = {"empty": "filled", "!=": "="}


def _via_clause(
    entity: type[Entity], field: Field, condition: Condition, day: date, *, few: bool
) -> sa.ColumnElement[bool]:
    """Which records have such a row: found from the child's side, which has the index, or asked of each of a few."""
    assert field.via is not None
    table, where = _child(field.via, day)
    column, key = field.via.value(table), entity.table().c.id
    positive = _OPPOSITE.get(condition.operator, condition.operator)
    where.append(OPERATORS[positive](column, condition.value))
    if few:
        found: sa.ColumnElement[bool] = sa.exists().where(table.c[field.via.back] == key, *where).correlate(key.table)
    else:
        found = key.in_(sa.select(table.c[field.via.back]).where(*where))
    return found if positive == condition.operator else sa.not_(found)


def _unit_clause(entity: type[Entity], condition: Condition, day: date) -> sa.ColumnElement[bool]:
    """Which records belong to such a school, as far as it is told by what they refer to."""
    positive = _OPPOSITE.get(condition.operator, condition.operator)
    school = entity_named(UNIT.to or "")

    def meets(column: Column) -> sa.ColumnElement[bool]:
        return OPERATORS[positive](display_of(school, column, day) if positive == "~" else column, condition.value)

    within = of_schools(entity, meets)
    key = entity.table().c.id
    return within if positive == condition.operator else key.not_in(sa.select(key).where(within))


def _held_clause(entity: type[Entity], held: Filterable, condition: Condition, day: date) -> sa.ColumnElement[bool]:
    """Which records have such a computed value, where what it is computed from can tell."""
    having, positive = _holding_value(held, condition, day)
    key = entity.table().c.id
    return key.in_(having) if positive else key.not_in(having)


def _holding_value(held: Filterable, condition: Condition, day: date) -> tuple[sa.Select[Any], bool]:
    """The ids of those who have such a computed value, and whether it is they who are asked for, or all others."""
    if condition.operator in ("=", "!=") and condition.value is False:  # who has no row of it is a no
        condition = Condition(condition.field, "!=" if condition.operator == "=" else "=", True)
    positive = _OPPOSITE.get(condition.operator, condition.operator)
    having = held.holders(lambda column: OPERATORS[positive](column, condition.value), day)
    return having, positive == condition.operator


def expression(entity: type[Entity], field: Field, day: date) -> Column:
    """The value of a field as of a day: a column, a computed value, or one looked up in the rows it lives in."""
    if field.expression is not None:
        return field.expression(day)
    if field.via is None:
        return entity.table().c[field.column]
    own = entity.table()
    table, where = _child(field.via, day)
    chosen = sa.select(field.via.value(table)).where(table.c[field.via.back] == own.c.id, *where)
    return chosen.order_by(table.c.id.desc()).limit(1).correlate(own).scalar_subquery()


def shown_expression(entity: type[Entity], field: Field, day: date, *, sorting: bool = False) -> Column:
    """What a list shows in a field: of a reference what the record displays, of several references their ids.

    It is made once a day: of a wide record this takes longer than reading it.
    """
    if field_map(entity).get(field.name) is field:
        return _shown_field(entity, field.name, day, sorting)
    return _shown(entity, field, day, sorting=sorting)


@lru_cache(maxsize=4096)
def _shown_field(entity: type[Entity], name: str, day: date, sorting: bool) -> Column:
    return _shown(entity, field_map(entity)[name], day, sorting=sorting)


def _shown(entity: type[Entity], field: Field, day: date, *, sorting: bool) -> Column:
    if field.many and field.via is not None:
        own = entity.table()
        table, where = _child(field.via, day)
        joined = sa.select(sa.func.group_concat(table.c[field.via.column], ",")).select_from(table)
        return joined.where(table.c[field.via.back] == own.c.id, *where).correlate(own).scalar_subquery()
    value = expression(entity, field, day)
    if field.to is not None:
        return display_of(entity_named(field.to), value, day, sorting=sorting)
    return _sorted(entity, field, value, entity.table()) if sorting else value


def _sorted(entity: type[Entity], field: Field, value: Column, table: sa.FromClause) -> Column:
    """What a value of a field is sorted by: another column, or a key made of it."""
    if field.name in entity.sorted_by:
        return table.c[entity.sorted_by[field.name]]
    if field.type.order is None:
        return value
    return sa.Function(field.type.order, value, type_=sa.Text())


def display_of(entity: type[Entity], key: Column, day: date, *, sorting: bool = False) -> Column:
    """What a referenced record shows: its display field, followed through references of its own."""
    field = field_map(entity)[entity.display]
    if sorting and field.to is None and field.name not in entity.sorted_by:
        return _rank(entity, key, day)
    if field.expression is not None:
        return _derived_display(entity, field, key, day)
    shows = entity.sorted_by.get(field.name, field.column) if sorting else field.column
    alias = narrow(entity, "id", shows).alias()
    inner = alias.c[shows]
    shown: Column = inner if field.to is None else display_of(entity_named(field.to), inner, day, sorting=sorting)
    return sa.select(shown).where(alias.c.id == key).correlate_except(alias).scalar_subquery()


@cache
def narrow(entity: type[Entity], *columns: str) -> sa.TableClause:
    """A table of which only these columns are known: an alias of one with sixty costs milliseconds for each."""
    table = entity.table()
    return sa.table(table.name, *(sa.column(name, table.c[name].type) for name in dict.fromkeys(columns)))


def _rank(entity: type[Entity], key: Column, day: date) -> Column:
    """The place of a record among all of its kind by what it shows: they are few, those that refer to them many."""
    table, field = entity.table(), field_map(entity)[entity.display]
    shown = expression(entity, field, day)
    place = sa.func.row_number().over(order_by=(_sorted(entity, field, shown, table), table.c.id))
    ranks = sa.select(table.c.id, sa.case((shown.is_not(None), place)).label("place")).subquery()
    return sa.select(ranks.c.place).where(ranks.c.id == key).correlate_except(ranks).scalar_subquery()


def _derived_display(entity: type[Entity], field: Field, key: Column, day: date) -> Column:
    assert field.expression is not None
    table = entity.table()
    return sa.select(field.expression(day)).where(table.c.id == key).correlate_except(table).scalar_subquery()
