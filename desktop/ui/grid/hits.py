"""Where in a text a search was found, by characters, pinyin or initials: what lists and pickers underline."""

from models.schema import pinyin

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
    for word in search.casefold().split():
        found = run(text.casefold(), word, latin=_warm)
        if found is not None:
            return found.start, found.stop
    return None


def hits(text: str, typed: str, *, latin: bool = True) -> tuple[int, ...] | None:
    """The places of `text` that `typed` names, by characters, pinyin or initials, word by word; None when it does not.

    Words stand in any order. Nothing typed names everything, at no place.
    """
    found: set[int] = set()
    for word in typed.casefold().split():
        places = run(text.casefold(), word, latin=latin)
        if places is None:
            return None
        found.update(places)
    return tuple(sorted(found))


def run(text: str, word: str, *, latin: bool) -> range | None:
    """Where a word stands in a text, both folded: as it is written or, with `latin`, as it is spelt."""
    start = text.find(word)
    if start >= 0:
        return range(start, start + len(word))
    if not latin or not word.isascii() or not any(map(str.isalpha, word)):  # numbers are not spelt
        return None
    for start in range(len(text)):
        length = _spelt(text[start:], word)
        if length:
            return range(start, start + length)
    return None


def _spelt(text: str, word: str) -> int:
    """How many characters at the beginning of `text` are spelt by the whole of `word`; 0 when they are not."""
    if not text:
        return 0
    said = pinyin.readings(text[0])
    ways = (text[0], *said, *(reading[:1] for reading in said))
    for way in ways:
        if way and way.startswith(word):
            return 1
        if way and word.startswith(way):
            rest = _spelt(text[1:], word[len(way) :])
            if rest:
                return rest + 1
    return 0
