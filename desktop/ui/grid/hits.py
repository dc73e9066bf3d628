"""Where in a text a search was found: the characters that are underlined."""

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
    for word in search.lower().split():
        at = text.lower().find(word)
        if at >= 0:
            return at, at + len(word)
        if _warm and word.isascii() and word.isalpha():
            found = _latin(text, word)
            if found is not None:
                return found
    return None


def _latin(text: str, word: str) -> tuple[int, int] | None:
    for start in range(len(text)):
        for spelled in (_initials, _syllables):
            length = spelled(text[start:], word)
            if length:
                return start, start + length
    return None


def _initials(text: str, word: str) -> int:
    """How many characters the word spells as initials; 0 when it does not."""
    if len(word) > len(text):
        return 0
    fits = all(any(said[0] == letter for said in _said(char)) for char, letter in zip(text, word, strict=False))
    return len(word) if fits else 0


def _syllables(text: str, word: str) -> int:
    """How many characters the word spells out, the last one perhaps in part; 0 when it does not."""
    if not text:
        return 0
    for said in _said(text[0]):
        if said.startswith(word):
            return 1
        if word.startswith(said):
            rest = _syllables(text[1:], word[len(said) :])
            if rest:
                return 1 + rest
    return 0


def _said(character: str) -> tuple[str, ...]:
    return pinyin.readings(character) or ((character.lower(),) if character.isalnum() else ())
