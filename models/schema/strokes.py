"""The order of names by the strokes of their characters (按姓氏笔画): number of strokes, then 横竖撇点折, then code point."""

from collections.abc import Mapping
from functools import cache

from models.resources import resource

Key = tuple[tuple[int, str], ...]
_LAST = 1 << 20  # of a character that is no ideograph of the list


@cache
def _places() -> Mapping[str, int]:
    """The place of each ideograph in the order; read when a name is first ordered so."""
    text = resource("strokes", "order.txt").read_text("utf-8")
    ordered = "".join(line.partition(" ")[2] for line in text.splitlines())
    return {character: place for place, character in enumerate(ordered)}


def stroke_key(name: str) -> Key:
    """A key to order names by: the surname first, then the characters after it; letters and rare characters come last."""
    places = _places()
    return tuple((places.get(character, _LAST), character) for character in name if character != "·")
