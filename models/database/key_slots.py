"""Key slots: the one random key that locks a file, wrapped once for every way of getting at it."""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from models.access.passphrases import COST, KEY_BYTES, folded, fresh_stretch, stretched
from models.database import recovery_sheet

PASSPHRASE, SHEET = "passphrase", "sheet"  # the kinds of slots
FORMAT = 1
ID_BYTES, _NONCE_BYTES = 16, 12


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the key: whose passphrase it is, or which sheet (`name`), and since when.

    The passphrase, stretched, opens the private half of a pair of keys; the public half lets who holds the key of the file give
    the slot another one without knowing its passphrase: so a person can be shut out while the others are away.
    """

    kind: str
    name: str
    made: date
    stretch: Mapping[str, Any]
    public: bytes
    private: bytes = field(repr=False)  # nonce and ciphertext
    wrapped: bytes = field(repr=False)  # public half of a pair made for this once, and the key for both


@dataclass(frozen=True, slots=True)
class KeySet:
    """A key and its slots.

    `id` stands at the head of every file that the key locks (it is SQLCipher's salt), so that a file tells whose it is even when
    nothing in it can be read. `check` tells the key from any other; `seal` shows that the slots are those its holder left;
    `former` are keys of before a change of the key, wrapped with this one: who holds it reads the backups of then.
    """

    id: bytes
    check: bytes
    slots: tuple[Slot, ...] = ()
    former: tuple[tuple[bytes, bytes], ...] = ()  # id, wrapped key
    seal: bytes = b""

    @property
    def persons(self) -> tuple[str, ...]:
        """Whose passphrases open it, in the order they were added."""
        return tuple(slot.name for slot in self.slots if slot.kind == PASSPHRASE)

    @property
    def sheets(self) -> tuple[Slot, ...]:
        """The recovery sheets that open it."""
        return tuple(slot for slot in self.slots if slot.kind == SHEET)


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of files in the clear: only ever in memory."""

    id: bytes
    secret: bytes = field(repr=False)

    @property
    def raw(self) -> bytes:
        """As SQLCipher takes it: the key and the salt at the head of the file."""
        return self.secret + self.id


def new_key() -> DataKey:
    """A random key."""
    return DataKey(secrets.token_bytes(ID_BYTES), secrets.token_bytes(KEY_BYTES))


def new_set(key: DataKey) -> KeySet:
    """A set without slots."""
    return sealed(KeySet(key.id, check_of(key)), key)


def check_of(key: DataKey) -> bytes:
    """What tells a key from any other and nothing else about it."""
    return subkey(key, b"check")


def subkey(key: DataKey, purpose: bytes) -> bytes:
    """A key of its own for another purpose (HKDF-SHA-256)."""
    return _derived(key.secret, key.id, b"shuangyuan " + purpose)


def _derived(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, salt, purpose).derive(secret)


def is_key_of(key: DataKey, keys: KeySet) -> bool:
    """Whether it is the very key of a set."""
    return key.id == keys.id and hmac.compare_digest(check_of(key), keys.check)


# --- slots


def with_passphrase(keys: KeySet, key: DataKey, name: str, passphrase: str, today: date) -> KeySet:
    """The set with the passphrase of a person, in the place of one that the person had."""
    rest = without(keys, PASSPHRASE, name)
    stretch = next((dict(slot.stretch) for slot in rest.slots if slot.kind == PASSPHRASE), None)
    # one salt for all persons: a guess is stretched once for all of them, and so is the passphrase of who waits
    if stretch is None or not stretch.items() >= COST.items():
        stretch = fresh_stretch()
    return _with_slot(rest, key, (PASSPHRASE, name, today), stretch, folded(passphrase))


def with_sheet(keys: KeySet, key: DataKey, name: str, secret: bytes, today: date) -> KeySet:
    """The set with a recovery sheet, whose secret is random and needs no stretching."""
    stretch = {"name": "hkdf-sha256", "salt": _text(secrets.token_bytes(16))}
    return _with_slot(without(keys, SHEET, name), key, (SHEET, name, today), stretch, secret)


def without(keys: KeySet, kind: str, name: str) -> KeySet:
    """The set without a slot; the seal is put on again by who adds one, or by `sealed`."""
    return replace(keys, slots=tuple(slot for slot in keys.slots if (slot.kind, slot.name) != (kind, name)))


def _with_slot(
    keys: KeySet, key: DataKey, named: tuple[str, str, date], stretch: Mapping[str, Any], secret: bytes
) -> KeySet:
    """The set with a slot of that kind and name, made on that day."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    kind, name, made = named
    pair = X25519PrivateKey.generate()
    public = pair.public_key().public_bytes_raw()
    private = _closed(_stretched(secret, stretch), pair.private_bytes_raw(), kind.encode() + public)
    slot = Slot(kind, name, made, stretch, public, private, _given(key, public))
    return sealed(replace(keys, slots=(*keys.slots, slot)), key)


def _given(key: DataKey, public: bytes) -> bytes:
    """The key of a file for who holds the private half."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    once = X25519PrivateKey.generate()
    head = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    return head + _closed(_derived(shared, head + public, b"shuangyuan slot"), key.secret, key.id)


def _taken(wrapped: bytes, private: bytes, public: bytes, set_id: bytes) -> DataKey:
    """The same backwards."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    head, rest = wrapped[:KEY_BYTES], wrapped[KEY_BYTES:]
    shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(head))
    return DataKey(set_id, _open(_derived(shared, head + public, b"shuangyuan slot"), rest, set_id))


def rekeyed(keys: KeySet, old: DataKey, new: DataKey) -> KeySet:
    """The same slots for another key of the file, which also opens what the old one locked."""
    slots = tuple(replace(slot, wrapped=_given(new, slot.public)) for slot in keys.slots)
    made = KeySet(new.id, check_of(new), slots)
    for former in (*former_keys(keys, old), old):
        made = with_former(made, new, former)
    return sealed(made, new)


def _closed(key: bytes, content: bytes, bound: bytes) -> bytes:
    """Content only who has the key can read; `bound` is what it belongs to: elsewhere it opens nothing."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound)


def _open(key: bytes, closed: bytes, bound: bytes) -> bytes:
    """The same backwards; raises ValueError where the key is another, or the content is not what it was."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(closed[:_NONCE_BYTES], closed[_NONCE_BYTES:], bound)
    except InvalidTag as error:
        raise ValueError("another key") from error


def closed_for(key: DataKey, content: bytes, purpose: bytes) -> bytes:
    """Content of a small file for who holds the key of the database."""
    return _closed(subkey(key, purpose), content, key.id)


def opened_for(key: DataKey, closed: bytes, purpose: bytes) -> bytes:
    """The same backwards; raises ValueError."""
    return _open(subkey(key, purpose), closed, key.id)


def locked_away(content: bytes, passphrase: str, purpose: bytes) -> dict[str, Any]:
    """Content that only who knows a passphrase can read, as JSON holds it: a slot for something else than the key of a file."""
    stretch = fresh_stretch()
    return {"stretch": stretch, "closed": _text(_closed(_stretched(folded(passphrase), stretch), content, purpose))}


def taken_out(told: Mapping[str, Any], passphrase: str, purpose: bytes) -> bytes:
    """The same backwards; raises ValueError for another passphrase."""
    return _open(_stretched(folded(passphrase), told["stretch"]), b64decode(told["closed"]), purpose)


def _stretched(secret: bytes, stretch: Mapping[str, Any]) -> bytes:
    if stretch["name"] == "hkdf-sha256":
        return _derived(secret, b64decode(stretch["salt"]), b"shuangyuan sheet")
    return stretched(secret, stretch)


def opened_by(keys: KeySet, typed: str) -> tuple[DataKey, Slot] | None:
    """The key and the slot that what a person typed opens, a passphrase or a sheet; None after every slot was tried."""
    sheet = recovery_sheet.read(typed).secret if recovery_sheet.looks_like_one(typed) else None
    secrets_of = {PASSPHRASE: folded(typed), SHEET: sheet}
    once = cache(lambda secret, stretch: _stretched(secret, dict(stretch)))
    for slot in sorted(keys.slots, key=lambda slot: slot.kind != SHEET):  # a sheet costs nothing to try
        secret = secrets_of.get(slot.kind)
        if secret:
            found = _unwrapped(keys, slot, once, secret)
            if found is not None:
                return found, slot
    return None


def _unwrapped(keys: KeySet, slot: Slot, stretched: Any, secret: bytes) -> DataKey | None:
    try:
        wrapping = stretched(secret, tuple(sorted(slot.stretch.items())))
        private = _open(wrapping, slot.private, slot.kind.encode() + slot.public)
        key = _taken(slot.wrapped, private, slot.public, keys.id)
    except (ValueError, KeyError, TypeError):
        return None  # another secret, or a slot that is damaged: the others may still do
    return key if is_key_of(key, keys) else None


# --- keys of before


def with_former(keys: KeySet, key: DataKey, former: DataKey) -> KeySet:
    """The set with a key that locked the file before."""
    wrapped = _closed(subkey(key, b"former"), former.secret, former.id)
    rest = tuple(one for one in keys.former if one[0] != former.id)
    return sealed(replace(keys, former=(*rest, (former.id, wrapped))), key)


def former_keys(keys: KeySet, key: DataKey) -> Iterator[DataKey]:
    """The keys that locked the file before."""
    for former, wrapped in keys.former:
        with suppress(ValueError):
            yield DataKey(former, _open(subkey(key, b"former"), wrapped, former))


# --- the seal, and the form in a file


def sealed(keys: KeySet, key: DataKey) -> KeySet:
    """The set with the seal of its key over everything in it."""
    return replace(keys, seal=_seal_of(keys, key))


def is_sealed(keys: KeySet, key: DataKey) -> bool:
    """Whether the slots are those that a holder of the key left."""
    return hmac.compare_digest(_seal_of(keys, key), keys.seal)


def _seal_of(keys: KeySet, key: DataKey) -> bytes:
    import json

    told = {**outward(keys), "seal": ""}
    return hmac.digest(subkey(key, b"slots"), json.dumps(told, sort_keys=True).encode(), "sha256")


def _text(content: bytes) -> str:
    return b64encode(content).decode()


def outward(keys: KeySet) -> dict[str, Any]:
    """A set as JSON holds it."""
    slots = [
        {"kind": s.kind, "name": s.name, "made": s.made.isoformat(), "stretch": dict(s.stretch),
         "public": _text(s.public), "private": _text(s.private), "wrapped": _text(s.wrapped)}
        for s in keys.slots
    ]  # fmt: skip
    former = [[_text(part) for part in one] for one in keys.former]
    return {"id": keys.id.hex(), "check": _text(keys.check), "slots": slots, "former": former, "seal": _text(keys.seal)}


def inward(told: Mapping[str, Any]) -> KeySet:
    """A set as it was told; raises ValueError, KeyError or TypeError for what is none."""
    slots = tuple(
        Slot(str(s["kind"]), str(s["name"]), date.fromisoformat(s["made"]), dict(s["stretch"]),
             b64decode(s["public"]), b64decode(s["private"]), b64decode(s["wrapped"]))
        for s in told["slots"]
    )  # fmt: skip
    former = tuple((b64decode(own), b64decode(wrapped)) for own, wrapped in told["former"])
    return KeySet(bytes.fromhex(told["id"]), b64decode(told["check"]), slots, former, b64decode(told["seal"]))
