"""Passphrases: how what a person types is made dear to guess, for the slot of a locked file and for the list of users alike."""

import hmac
import secrets
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

SHORTEST = 8  # characters of a passphrase
KEY_BYTES, _SALT_BYTES = 32, 16
# Argon2id, RFC 9106 §4 second choice: 0.2 s on two cores of 2024, under a second on the PCs of an office
COST: dict[str, Any] = {"name": "argon2id", "memory": 64 * 1024, "iterations": 3, "lanes": 4}
_DEAREST = 64 * COST["memory"]
_PARTS = ("name", "memory", "iterations", "lanes", "salt", "found")


def folded(passphrase: str) -> bytes:
    """A passphrase as every keyboard and input method means it: full-width characters and composed ones are one."""
    return unicodedata.normalize("NFKC", passphrase).encode()


def fresh_stretch() -> dict[str, Any]:
    """What a passphrase is stretched by from now on, with a salt of its own."""
    return {**COST, "salt": b64encode(secrets.token_bytes(_SALT_BYTES)).decode()}


def stretched(secret: bytes, stretch: Mapping[str, Any]) -> bytes:
    """A secret made into a key, slowly; raises ValueError for what a later version made, or what would keep this computer busy."""
    if stretch["name"] != COST["name"] or not stretch["memory"] * stretch["iterations"] <= _DEAREST:
        raise ValueError(stretch["name"])
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    made = Argon2id(
        salt=b64decode(stretch["salt"]), length=KEY_BYTES, iterations=stretch["iterations"], lanes=stretch["lanes"],
        memory_cost=stretch["memory"],
    )  # fmt: skip
    return made.derive(secret)


def verifier(passphrase: str) -> str:
    """What tells this passphrase from any other, and nothing else about it."""
    stretch = fresh_stretch()
    told = {**stretch, "found": b64encode(stretched(folded(passphrase), stretch)).decode()}
    return "$".join(str(told[part]) for part in _PARTS)


def fits(kept: str | None, passphrase: str) -> bool:
    """Whether it is the passphrase a verifier was made of."""
    parts = (kept or "").split("$")
    if len(parts) != len(_PARTS):
        return False
    told = dict(zip(_PARTS, parts, strict=True))
    try:
        numbers = {name: int(told[name]) for name in ("memory", "iterations", "lanes")}
        found = stretched(folded(passphrase), {**told, **numbers})
        return hmac.compare_digest(found, b64decode(told["found"]))
    except ValueError:
        return False
