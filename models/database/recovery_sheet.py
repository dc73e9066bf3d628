"""The secret of a recovery sheet: 128 bits as eight groups of characters that a person types from paper."""

import secrets
from dataclasses import dataclass

GROUPS, BYTES = 8, 16
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: without I, L, O and U
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BITS = 5  # of a character
_FIELD = 0b100101  # x^5 + x^2 + 1: the characters are the elements of GF(32)
_LENGTH = 5  # characters of a group: the number of the group (4 bits), 16 bits of the secret, a check character


@dataclass(frozen=True, slots=True)
class Typed:
    """What was read from the groups: the secret, or which groups (from 1) are mistyped and which are still missing."""

    secret: bytes | None = None
    wrong: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()


def new_secret() -> bytes:
    """A secret for a new sheet."""
    return secrets.token_bytes(BYTES)


def spelled(secret: bytes) -> tuple[str, ...]:
    """The eight groups that are printed."""
    assert len(secret) == BYTES
    halves = (secret[place : place + 2] for place in range(0, BYTES, 2))
    return tuple(_group(number, int.from_bytes(half, "big")) for number, half in enumerate(halves))


def _group(number: int, half: int) -> str:
    value = number << 16 | half
    digits = [value >> shift & 31 for shift in (15, 10, 5, 0)]
    return "".join(ALPHABET[digit] for digit in (*digits, _check(digits)))


def _check(digits: list[int]) -> int:
    """Every character counts with another weight: no single slip and no two exchanged characters stay unseen."""
    check = 0
    for place, digit in enumerate(digits):
        check ^= _product(1 << place + 1, digit)
    return check


def _product(left: int, right: int) -> int:
    """The product of two elements of GF(32)."""
    product = 0
    for bit in range(_BITS):
        if right >> bit & 1:
            product ^= left << bit
    for bit in range(2 * _BITS, _BITS - 1, -1):
        if product >> bit & 1:
            product ^= _FIELD << bit - _BITS
    return product


def read_group(number: int, text: str) -> bytes | None:
    """The two bytes a group (number from 1) stands for; None when it is mistyped or is another group."""
    plain = _plain(text)
    if len(plain) != _LENGTH or any(character not in ALPHABET for character in plain):
        return None
    *digits, check = (ALPHABET.index(character) for character in plain)
    value = digits[0] << 15 | digits[1] << 10 | digits[2] << 5 | digits[3]
    if check != _check(digits) or value >> 16 != number - 1:
        return None
    return (value & 0xFFFF).to_bytes(2, "big")


def read(text: str) -> Typed:
    """What a person typed, with whatever between the groups, in small letters or capitals."""
    plain = _plain(text)
    groups = [plain[place : place + _LENGTH] for place in range(0, len(plain), _LENGTH)]
    halves = [read_group(number, group) for number, group in enumerate(groups[:GROUPS], 1)]
    wrong = tuple(number for number, half in enumerate(halves, 1) if half is None)
    wrong += tuple(range(GROUPS + 1, len(groups) + 1))
    missing = tuple(range(len(groups) + 1, GROUPS + 1))
    found = [half for half in halves if half is not None]
    return Typed(None if wrong or missing else b"".join(found), wrong, missing)


def looks_like_one(text: str) -> bool:
    """Whether it is as long as a sheet and written in its characters: then it is none of the usual passphrases."""
    plain = _plain(text)
    return len(plain) == GROUPS * _LENGTH and all(character in ALPHABET for character in plain)


def holds_a_group(text: str) -> bool:
    """Whether a text has a group of a sheet in it, which no note may keep."""
    parts = [*text.split(), *(text[n : n + _LENGTH] for n in range(0, len(text), _LENGTH))]
    return any(read_group(number, part) is not None for part in parts for number in range(1, GROUPS + 1))


def _plain(text: str) -> str:
    kept = "".join(character for character in text.upper() if character.isascii() and character.isalnum())
    return kept.translate(_ALIKE)
