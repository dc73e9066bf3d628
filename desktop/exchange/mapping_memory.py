"""What the person decided in earlier imports: headings read as columns, words put for words; it can be seen and forgotten."""

import copy
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.exchange.columns import columns_of
from desktop.exchange.corrections import Word, stands_everywhere
from models.schema.fields import Entity, entities
from models.schema.types import Code

_HEADINGS, _WORDS = "headings", "words"


@dataclass(frozen=True, slots=True)
class Memory:
    """One decision: what headings of a pattern are read as, or (`word`) what a word of a column means."""

    entity: type[Entity]
    pattern: str = ""
    headings: tuple[tuple[str, str], ...] = ()  # normalised heading, column or ''
    word: Word | None = None
    meant: str = ""


class Remembered:
    """Decisions by kind of record, as a value JSON can hold; `keep` is given the whole after every change.

    What is not of the right shape counts as nothing, because it may come from a file somebody changed.
    """

    def __init__(self, known: object, keep: Callable[[dict[str, Any]], None]) -> None:
        given = known if isinstance(known, dict) else {}
        self._known: dict[str, dict[str, dict[str, Any]]] = {n: _sound(given.get(n)) for n in (_HEADINGS, _WORDS)}
        self._keep = keep

    def headings(self, entity: type[Entity], pattern: str) -> dict[str, str]:
        """Normalised heading -> column, chosen for a pattern of headings before."""
        return {k: v for k, v in self._known[_HEADINGS].get(_name(entity, pattern), {}).items() if isinstance(v, str)}

    def keep_headings(self, entity: type[Entity], pattern: str, choices: Mapping[str, str]) -> None:
        """Remember what was chosen for a pattern; no choices forget it."""
        self._known[_HEADINGS].pop(_name(entity, pattern), None)
        if choices:
            self._known[_HEADINGS][_name(entity, pattern)] = dict(choices)
        self._keep(copy.deepcopy(self._known))

    def words(self, entity: type[Entity]) -> dict[Word, str]:
        """(Column, word of a sheet) -> the word meant; what earlier versions should not have kept counts as nothing."""
        columns = self._known[_WORDS].get(entity.__tablename__, {})
        return {
            (column, word): meant
            for column, words in columns.items()
            if isinstance(words, dict)
            for word, meant in words.items()
            if isinstance(meant, str) and _worth_keeping(entity, column, word)
        }

    def keep_words(self, entity: type[Entity], words: Mapping[Word, str], used: Collection[Word] = ()) -> None:
        """Remember these words of an entity's sheets, and forget those that were `used` and are not among them."""
        kept = {word: meant for word, meant in self.words(entity).items() if word not in used}
        columns: dict[str, dict[str, str]] = {}
        for (column, word), meant in (kept | dict(words)).items():
            if _worth_keeping(entity, column, word):
                columns.setdefault(column, {})[word] = meant
        self._known[_WORDS][entity.__tablename__] = columns
        self._keep(copy.deepcopy(self._known))

    def all(self) -> Iterator[Memory]:
        """Everything that is remembered, by kind of record: headings, then words."""
        for entity in entities():
            begin = _name(entity, "")
            for name in self._known[_HEADINGS]:
                pattern = name.removeprefix(begin)
                if name.startswith(begin) and (headings := self.headings(entity, pattern)):
                    yield Memory(entity, pattern, headings=tuple(headings.items()))
            yield from (Memory(entity, word=word, meant=meant) for word, meant in self.words(entity).items())

    def forget(self, memory: Memory) -> None:
        """Forget one decision."""
        if memory.word is None:
            self.keep_headings(memory.entity, memory.pattern, {})
        else:
            self.keep_words(memory.entity, {}, (memory.word,))

    def forget_all(self) -> None:
        """Forget every decision."""
        self._known = {_HEADINGS: {}, _WORDS: {}}
        self._keep(copy.deepcopy(self._known))


def _worth_keeping(entity: type[Entity], column: str, word: str) -> bool:
    """Whether a word of a column means one thing everywhere, and nothing else by itself."""
    known = columns_of(entity).get(column)
    if known is None or not stands_everywhere(known.field):
        return False
    return not (isinstance(known.field.type, Code) and known.field.type.codes.find(word) is not None)


def _name(entity: type[Entity], pattern: str) -> str:
    return f"{entity.__tablename__}:{pattern}"


def _sound(part: object) -> dict[str, dict[str, Any]]:
    return {n: dict(v) for n, v in part.items() if isinstance(v, dict)} if isinstance(part, dict) else {}
