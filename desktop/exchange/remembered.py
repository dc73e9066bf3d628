"""What the person decided in earlier imports, kept in a file of settings: headings read as columns, words put for words."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.schema.fields import Entity

_HEADINGS, _WORDS = "headings", "words"


class Remembered:
    """Decisions by kind of record; a file that cannot be read counts as empty, and is replaced."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known: dict[str, dict[str, Any]] = {_HEADINGS: {}, _WORDS: {}} | _read(path)

    def headings(self, entity: type[Entity], pattern: str) -> dict[str, str]:
        """Normalised heading -> column, chosen for a pattern of headings before."""
        return dict(self._known[_HEADINGS].get(f"{entity.__tablename__}:{pattern}", {}))

    def keep_headings(self, entity: type[Entity], pattern: str, choices: Mapping[str, str]) -> None:
        """Remember what was chosen for a pattern; no choices forget it."""
        name = f"{entity.__tablename__}:{pattern}"
        self._known[_HEADINGS].pop(name, None)
        if choices:
            self._known[_HEADINGS][name] = dict(choices)
        self._write()

    def words(self, entity: type[Entity]) -> dict[tuple[str, str], str]:
        """(Column, word of a sheet) -> the word meant."""
        columns = self._known[_WORDS].get(entity.__tablename__, {})
        return {(column, word): meant for column, words in columns.items() for word, meant in words.items()}

    def keep_words(self, entity: type[Entity], words: Mapping[tuple[str, str], str]) -> None:
        """Remember these, and only these, words of an entity's sheets."""
        columns: dict[str, dict[str, str]] = {}
        for (column, word), meant in words.items():
            columns.setdefault(column, {})[word] = meant
        self._known[_WORDS][entity.__tablename__] = columns
        self._write()

    def _write(self) -> None:
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_name(f".{self._path.name}.part")
        part.write_text(json.dumps(self._known, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
        part.replace(self._path)


def _read(path: Path | None) -> dict[str, dict[str, Any]]:
    if path is None:
        return {}
    try:
        known = json.loads(path.read_text("utf-8"))
        return {name: dict(known[name]) for name in (_HEADINGS, _WORDS)}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
