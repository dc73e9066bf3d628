"""A record being edited: what was loaded, what it is now, what is wrong with it, how it reads."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from models import clock
from models.schema.complaints import Complaint
from models.schema.fields import Entity, Field, field_map, fields_of, judge
from models.schema.showing import text_of
from models.words import listed

Found = dict[str, tuple[Complaint, ...]]


class Draft:
    """Values by field name, references as ids; `loaded` is None for a record that does not exist yet.

    `fields` are those the person is asked for, by default all of the entity. `given` is what a new one begins with
    besides its defaults, `day` the one it is made on. `words` is what its references read like, `typed` text that is no
    value yet, by field.
    """

    def __init__(
        self,
        entity: type[Entity],
        loaded: Mapping[str, Any] | None = None,
        fields: Sequence[Field] | None = None,
        given: Mapping[str, Any] = MappingProxyType({}),
        day: date | None = None,
    ) -> None:
        self.entity, self.day = entity, day or clock.today()
        self.fields = fields_of(entity) if fields is None else tuple(fields)
        self.is_new = loaded is None
        told = self._defaults(given) if self.is_new else {}
        # what its own values tell of it follows these until a person says otherwise
        self._told = frozenset(f.name for f in self.fields if f.name in told and callable(f.default))
        defaults = {**told, **given} if self.is_new else {}
        self.loaded: dict[str, Any] = dict(loaded or {})
        self.values: dict[str, Any] = dict(self.loaded) if loaded is not None else defaults
        self._start = dict(self.values)
        self.words: dict[str, Any] = {}
        self._seen: Mapping[str, Any] = {}  # the words as they were read
        self.typed: dict[str, str] = {}
        self._own: Found = {}
        self._automatic: set[str] | None = None
        self._before = frozenset(judge(entity, self.loaded, self.day)) if loaded is not None else frozenset()
        self._standing = self._faults() if loaded is not None else {}

    def _faults(self) -> Found:
        """What each loaded value says against itself; it was kept all the same, so it keeps nobody from saving."""
        found: Found = {}
        for field in self.fields:
            value = self.loaded.get(field.name)
            if value is not None and field.editable(new=False) and field.to is None:
                complaints = field.read(value)[1]
                if complaints:
                    found[field.name] = complaints
        return found

    def edit(
        self, name: str, value: Any, complaints: tuple[Complaint, ...] = (), words: Any = "", typed: str = ""
    ) -> set[str]:
        """Take what a person entered, and how it reads; returns the other fields that were filled from it."""
        if self._automatic is None:
            self._automatic = self._read_off()
        self._automatic.discard(name)
        before = self._read_from_others(name)
        self.values[name], self.words[name], self.typed[name] = value, words, typed
        self._own[name] = complaints
        after = self._read_from_others(name)
        return self._fill({k: v for k, v in after.items() if before.get(k) != v})

    def _read_off(self) -> set[str]:
        """The values that can be read off the others, and so follow them."""
        return read_off(self.entity, self.loaded) | self._told

    def follow(self, names: Iterable[str]) -> None:
        """Take it as known which values follow others: reading them off takes a while."""
        self._automatic = set(names)

    @property
    def automatic(self) -> frozenset[str]:
        """The fields that follow others, as far as is known."""
        return frozenset(self._automatic or ())

    def _read_from_others(self, edited: str) -> dict[str, Any]:
        """What the values that people gave say about the rest; no default comes back where one was just cleared."""
        plain = {k: v for k, v in self.values.items() if v is not None and k not in (self._automatic or ())}
        found: dict[str, Any] = {}
        for fill in self.entity.fills:
            found.update(fill(plain))
        return {**self._defaults({edited: None, **plain}), **found} if self.is_new else found

    def _defaults(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What a new record gets where nobody gave a value."""
        wanting = (f for f in self.fields if f.default is not None and f.writable and f.name not in given)
        found = {f.name: f.default_for(given, self.day) for f in wanting}
        return {name: value for name, value in found.items() if value is not None}

    def _fill(self, found: Mapping[str, Any]) -> set[str]:
        assert self._automatic is not None
        changed: set[str] = set()
        for name, value in found.items():
            free = name in self._automatic or self.values.get(name) is None
            if free and not self._own.get(name) and self.values.get(name) != value:
                self.values[name] = value
                self._automatic.add(name)
                changed.add(name)
        return changed

    @property
    def changes(self) -> dict[str, Any]:
        """What saving would write: of a new record all that is filled, of another what differs."""
        writable = [f.name for f in self.fields if f.editable(new=self.is_new)]
        if self.is_new:
            return {n: self.values[n] for n in writable if self.values.get(n) is not None}
        return {n: self.values.get(n) for n in writable if self.values.get(n) != self.loaded.get(n)}

    @property
    def expected(self) -> dict[str, Any]:
        """What the person saw in the fields that were changed."""
        return {name: self.loaded.get(name) for name in self.changes}

    @property
    def changed(self) -> frozenset[str]:
        """The fields that are not as they were when the form was opened."""
        names = {*self.values, *self._start}
        differing = {n for n in names if self.values.get(n) != self._start.get(n)}
        return frozenset(differing) | self.invalid()

    def complaints(self, *, final: bool = False) -> Found:
        """What is wrong, by field; `final` also asks of a new record what it must not be without."""
        found: Found = {name: own for name, own in self._own.items() if own}
        for name, standing in self._standing.items():
            if name not in self._own and self.values.get(name) == self._start.get(name):
                found[name] = standing
        for name, complaint in judge(self.entity, self.values, self.day):
            if name not in found and (final or complaint.code != "required"):
                found[name] = (complaint,)
        if final:
            for field in self.fields:
                if self._wanting(field) and field.name not in found:
                    found[field.name] = (field.missing(),)
        return found

    def _wanting(self, field: Field) -> bool:
        needed = field.required or (field.stored and not field.nullable)
        empty = field.editable(new=self.is_new) and self.values.get(field.name) is None
        return needed and empty and (field.name in self.changes if not self.is_new else not self._inherits(field))

    def _inherits(self, field: Field) -> bool:
        """Whether a new record takes it from the one it refers to where it is left empty."""
        own = self.entity.inherited if self.is_new else None
        return own is not None and field.name in own.fields and self.values.get(own.reference) is not None

    def obstacles(self) -> Found:
        """What keeps the record from being saved; faults it was loaded with do not."""
        blocking: Found = {}
        for name, complaints in self.complaints(final=True).items():
            worst = tuple(c for c in complaints if c.fatal and not self._had(name, c))
            if worst:
                blocking[name] = worst
        return blocking

    def _had(self, name: str, complaint: Complaint) -> bool:
        return (name, complaint) in self._before or (
            name not in self._own and complaint in self._standing.get(name, ())
        )

    def gaps(self) -> tuple[str, ...]:
        """The fields a complete record has and this one has not, the indispensable ones first."""
        empty = [f for f in self.fields if f.editable(new=self.is_new) and f.lacks(self.values)]
        wanted = [f for f in empty if not self._own.get(f.name) and not self._inherits(f)]
        return tuple(f.name for f in sorted(wanted, key=lambda f: not f.required))

    def was(self, name: str) -> Any:
        """The value of a field when the form was opened."""
        return self._start.get(name)

    def invalid(self) -> frozenset[str]:
        """The fields whose text is no value yet."""
        return frozenset(name for name, found in self._own.items() if any(c.fatal for c in found))

    # --- how it reads

    def reads_like(self, words: Mapping[str, Any]) -> None:
        """What the references it was loaded with, or begins with, read like."""
        self.words, self._seen = dict(words), words

    def shown(self, name: str, *, masked: bool = True) -> str:
        """A value as a person reads it, in one line; text that is no value yet as it was typed."""
        if name in self.invalid():
            return self.typed.get(name, "")
        return self._reads(name, self.values, self.words, masked=masked)

    @property
    def called(self) -> str:
        """What the record is called by its display field as it stands; while that is no name, as it was; or ''."""
        name = self.entity.display
        return self._reads(name, self.values, self.words, masked=False) or self._reads(
            name, self.loaded, self._seen, masked=False
        )

    def was_shown(self, name: str) -> str:
        """What a field read like when the form was opened, masked where it is private."""
        return self._reads(name, self._start, self._seen, masked=True)

    def _reads(self, name: str, values: Mapping[str, Any], words: Mapping[str, Any], *, masked: bool) -> str:
        field, told = field_map(self.entity)[name], words.get(name)
        if field.many:
            return listed(told or ())
        if field.to is not None:
            return str(told or "")
        return " ".join(text_of(field, values.get(name), masked=masked).split())

    # --- going on, going back

    def resume(self, values: Mapping[str, Any], seen: Mapping[str, Any], words: Mapping[str, Any]) -> None:
        """Go on with what was entered earlier; `seen` is what stood there then, so that a later change is noticed.

        What was entered follows others only where it can be read off them.
        """
        if self._automatic is None:
            self._automatic = self._read_off()
        for name, value in values.items():
            self.values[name], self.words[name] = value, words.get(name, "")
            if not self.is_new:
                self.loaded[name] = self._start[name] = seen.get(name)
        self._automatic = (self._automatic - set(values)) | (read_off(self.entity, self.values) & set(values))

    def restore(self, name: str) -> None:
        """Put one field back to what it was when the form was opened."""
        self.values[name], self.words[name] = self._start.get(name), self._seen.get(name, "")
        self._own.pop(name, None)

    def rebase(
        self, present: Mapping[str, Any], mine: Mapping[str, bool], words: Mapping[str, Any] = MappingProxyType({})
    ) -> None:
        """Stand on what another hand wrote meanwhile; `mine` says for each field in dispute whose value stays."""
        for name, kept in mine.items():
            self.loaded[name] = self._start[name] = present.get(name)
            self._seen = {**self._seen, name: words.get(name, "")}
            if not kept:
                self.restore(name)


def read_off(entity: type[Entity], loaded: Mapping[str, Any]) -> set[str]:
    """The values of a record that can be read off its others."""
    filled: set[str] = set()
    for fill in entity.fills:
        for name in field_map(entity):
            value = loaded.get(name)
            if value is not None and fill({**loaded, name: None}).get(name) == value:
                filled.add(name)
    return filled
