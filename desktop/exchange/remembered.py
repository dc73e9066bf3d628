"""What the person decided in earlier imports: headings read as columns, words put for words."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

from models.schema.fields import Entity

_HEADINGS, _WORDS = "headings", "words"


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

    def words(self, entity: type[Entity]) -> dict[tuple[str, str], str]:
        """(Column, word of a sheet) -> the word meant."""
        columns = self._known[_WORDS].get(entity.__tablename__, {})
        return {
            (column, word): meant
            for column, words in columns.items()
            if isinstance(words, dict)
            for word, meant in words.items()
            if isinstance(meant, str)
        }

    def keep_words(self, entity: type[Entity], words: Mapping[tuple[str, str], str]) -> None:
        """Remember these, and only these, words of an entity's sheets."""
        columns: dict[str, dict[str, str]] = {}
        for (column, word), meant in words.items():
            columns.setdefault(column, {})[word] = meant
        self._known[_WORDS][entity.__tablename__] = columns
        self._keep(copy.deepcopy(self._known))


def _name(entity: type[Entity], pattern: str) -> str:
    return f"{entity.__tablename__}:{pattern}"


def _sound(part: object) -> dict[str, dict[str, Any]]:
    return {n: dict(v) for n, v in part.items() if isinstance(v, dict)} if isinstance(part, dict) else {}
