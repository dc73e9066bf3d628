"""Where in a text a search was found, by characters, pinyin or initials: what lists and pickers underline."""

from collections.abc import Sequence
from functools import cache

from models.schema import pinyin
from models.schema.look_alikes import searchable

_warm = False


def warm() -> None:
    """Load the dictionary of readings; takes a while, so not in the thread of the window."""
    global _warm  # noqa: PLW0603 - one dictionary a process
    pinyin.readings("双")
    _warm = True


def hit(text: str, search: str) -> tuple[int, int] | None:
    """First and last place (exclusive) of the first word of `search` that shows in `text`; None when none does.

    A word is found as it is written, by the initials of neighbouring characters, or by their pinyin once `warm` was
    called.
    """
    for word in searchable(search).split():
        found = run(text, word, latin=_warm)
        if found is not None:
            return found.start, found.stop
    return None


def hits(text: str, typed: str, *, latin: bool = True) -> tuple[int, ...] | None:
    """The places of `text` that `typed` names, by characters, pinyin or initials, word by word; None when it does not.

    Words stand in any order. Nothing typed names everything, at no place.
    """
    found: set[int] = set()
    for word in searchable(typed).split():
        places = run(text, word, latin=latin)
        if places is None:
            return None
        found.update(places)
    return tuple(sorted(found))


def matches(text: str, typed: str, *, latin: bool = True) -> bool:
    """Whether `typed` names a text, as `hits`."""
    return hits(text, typed, latin=latin) is not None


def run(text: str, word: str, *, latin: bool) -> range | None:
    """Where a searchable word stands in a text: as it is written or, with `latin`, as it is spelt."""
    plain, places = _searchable(text)
    start = plain.find(word)
    if start >= 0:
        return range(places[start], places[start + len(word) - 1] + 1)
    if not latin or not word.isascii() or not any(map(str.isalpha, word)):  # numbers are not spelt
        return None
    for start in range(len(plain)):
        length = _spelt(plain[start:], word)
        if length:
            return range(places[start], places[start + length - 1] + 1)
    return None


def _searchable(text: str) -> tuple[str, Sequence[int]]:
    """A text as searches look at it, and where each of its characters stands in the text."""
    plain = searchable(text)
    if len(plain) == len(text):
        return plain, range(len(text))
    pieces = [searchable(character) for character in text]
    return "".join(pieces), [place for place, piece in enumerate(pieces) for _c in piece]


def _spelt(text: str, word: str) -> int:
    """How many characters at the beginning of `text` are spelt by the whole of `word`; 0 when they are not."""
    if not text:
        return 0
    for way in _ways(text[0]):
        if way.startswith(word):
            return 1
        if word.startswith(way):
            rest = _spelt(text[1:], word[len(way) :])
            if rest:
                return rest + 1
    return 0


@cache
def _ways(character: str) -> tuple[str, ...]:
    """How a character may be typed: itself, in full, by its initial."""
    said = [way for reading in pinyin.readings(character) for way in pinyin.spellings(reading)]
    return tuple(dict.fromkeys((character, *said, *(way[:1] for way in said))))
