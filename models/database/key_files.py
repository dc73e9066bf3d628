"""Where key slots are kept: in a file beside the database, behind the last page of every backup; and what is unlocked now.

SQLite reads a file whose last page is followed by other bytes (its head says how many pages count), copies it without them, and
cuts them off when it writes. So a backup, which nobody writes in, carries its slots itself and opens alone on another computer;
the file in use has them beside it, and so has a backup as soon as somebody works in it.
"""

import json
import os
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from models.access.passphrases import KEY_BYTES
from models.database import errors, key_slots, location_checks, permissions
from models.database.engine import AS_IT_STANDS, connect
from models.database.key_slots import DataKey, KeySet, Slot
from models.words import _

SUFFIX = ".keys"
PLAIN = b""  # the key of a file without a lock, where one must be named
_SEALED, _SMALL = b"SYDH-SEALED\n", b"small files"
_PLAIN_HEAD = b"SQLite format 3\x00"
_MAGIC, _LENGTH = b"SYDH-KEYS", struct.Struct(">I")
_TAIL = _LENGTH.size + len(_MAGIC)
_PAGE, _LARGEST = 4096, 1 << 20  # bytes of slots
_unlocked: dict[bytes, DataKey] = {}
_seen: dict[bytes, KeySet] = {}  # the slots of what was unlocked
_by: dict[bytes, Slot] = {}  # with which of them somebody unlocked it last


# --- what is unlocked, as long as the program runs


def remember(key: DataKey, keys: KeySet) -> None:
    """Open what this key and those before it lock from now on, without asking."""
    _seen[keys.id] = keys
    for own in (key, *key_slots.former_keys(keys, key)):
        _unlocked[own.id] = own


def forget() -> None:
    """Ask again for whatever is locked."""
    _unlocked.clear()
    _by.clear()


def data_key(raw: bytes | None) -> DataKey | None:
    """The key of an open file, from the form SQLCipher takes; None for a file without a lock, or a bare key."""
    if not raw or len(raw) != KEY_BYTES + key_slots.ID_BYTES:
        return None
    return DataKey(raw[KEY_BYTES:], raw[:KEY_BYTES])


# --- small files of the same office: drafts, what settings keep of records


def sealed(content: bytes, key: DataKey | None) -> bytes:
    """Content for who can open the database; as it is where that has no lock."""
    return content if key is None else _SEALED + key.id + key_slots.closed_for(key, content, _SMALL)


def unsealed(content: bytes) -> bytes | None:
    """The same backwards; None where its key is not unlocked, or it is not what it was."""
    if not content.startswith(_SEALED):
        return content
    start = len(_SEALED) + key_slots.ID_BYTES
    key = _unlocked.get(content[len(_SEALED) : start])
    try:
        return key_slots.opened_for(key, content[start:], _SMALL) if key else None
    except ValueError:
        return None


_VALUE = "sealed"  # the only key of a value of JSON that is


def is_sealed_value(value: Any) -> bool:
    """Whether a value of JSON is one that only who opens the database can read."""
    return isinstance(value, dict) and value.keys() == {_VALUE}


def sealed_value(value: Any, key: DataKey | None) -> Any:
    """A value of JSON for who can open the database; as it is where that has no lock, or it is sealed already."""
    if key is None or is_sealed_value(value):
        return value
    return {_VALUE: b64encode(sealed(json.dumps(value, ensure_ascii=False).encode(), key)).decode()}


def unsealed_value(value: Any, default: Any) -> Any:
    """The same backwards; `default` where its key is not unlocked, or it is not what it was."""
    if not is_sealed_value(value):
        return value
    try:
        plain = unsealed(b64decode(value[_VALUE]))
        return default if plain is None else json.loads(plain)
    except (ValueError, TypeError):
        return default


# --- where slots are


def beside(path: Path) -> Path:
    """The file with the slots of a database file."""
    return path.with_name(path.name + SUFFIX)


def _places(path: Path) -> Iterator[tuple[KeySet, ...]]:
    """The sets of slots beside a file, of what is unlocked, in it, in the backups beside it, beside other names: any of them do."""
    yield slots_beside(path)
    yield tuple(_seen.values())
    yield _inside(path)
    folder = location_checks.backups_beside(path)
    for copy in sorted(folder.glob("*.db"), reverse=True) if folder.is_dir() else ():
        yield _inside(copy)
    for other in sorted(path.parent.glob(f"*{SUFFIX}")):  # the file was renamed, and they were not
        yield slots_beside(other.with_name(other.name.removesuffix(SUFFIX)))


def _named(path: Path, own: bytes) -> KeySet | None:
    """The slots for a key, wherever they are."""
    return next((keys for place in _places(path) for keys in place if keys.id == own), None)


def slots_beside(path: Path) -> tuple[KeySet, ...]:
    """The sets in the file beside a database file."""
    try:
        return _read(beside(path).read_bytes())
    except OSError:
        return ()


def _inside(path: Path) -> tuple[KeySet, ...]:
    """Only of a file that no connection of ours is open on: closing it would let go of SQLite's locks."""
    try:
        with path.open("rb") as file:
            start = _start(file.fileno())
            file.seek(start)
            return _read(file.read()[:-_TAIL])
    except OSError:
        return ()


def _start(handle: int) -> int:
    """Where the slots behind the last page begin; the end of the file where there are none."""
    size = os.fstat(handle).st_size
    if size < _TAIL:
        return size
    os.lseek(handle, size - _TAIL, os.SEEK_SET)
    tail = os.read(handle, _TAIL)
    (length,) = _LENGTH.unpack(tail[: _LENGTH.size])
    known = tail.endswith(_MAGIC) and length <= min(_LARGEST, size - _TAIL)
    return size - _TAIL - length if known else size


def _read(content: bytes) -> tuple[KeySet, ...]:
    try:
        told = json.loads(content)
        return tuple(key_slots.inward(one) for one in told["sets"]) if told["format"] == key_slots.FORMAT else ()
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()


def _written(sets: Iterable[KeySet]) -> bytes:
    told = {"format": key_slots.FORMAT, "sets": [key_slots.outward(keys) for keys in sets]}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def put_beside(path: Path, *sets: KeySet) -> None:
    """Keep slots beside a database file, the ones in use first, with every other set that is there: no key is ever lost.

    The old file stays whole until the new one is on the disk. Raises OSError.
    """
    kept = {keys.id: keys for keys in (*sets, *slots_beside(path))}
    kept.update({keys.id: keys for keys in sets})
    target = beside(path)
    made = target.with_name(f"{target.name}.new")
    made.unlink(missing_ok=True)
    permissions.new_file(made, path if path.exists() else None)
    with made.open("wb") as file:
        file.write(_written(kept.values()))
        file.flush()
        os.fsync(file.fileno())
    made.replace(target)


def put_inside(copy: Path, *sets: KeySet) -> None:
    """Write slots behind the last page of a finished backup, in the place of those there; raises OSError, Damaged."""
    content = _written(sets)
    with copy.open("r+b") as file:
        file.truncate(_start(file.fileno()))
        file.seek(0, os.SEEK_END)
        file.write(content + _LENGTH.pack(len(content)) + _MAGIC)
        file.flush()
        os.fsync(file.fileno())
    if _inside(copy) != sets:
        raise errors.damaged()


def take_out(copy: Path) -> None:
    """Leave nothing behind the last page of a file that is going to be written."""
    with copy.open("r+b") as file:
        file.truncate(_start(file.fileno()))


# --- keys of files


def id_of(path: Path) -> bytes | None:
    """Which key locks a file, as its head says; None for one without a lock, or none of ours."""
    try:
        with closing(connect(path, key=PLAIN, mode=AS_IT_STANDS)) as raw:
            raw.execute("PRAGMA user_version").fetchone()  # the head alone is read, not every declaration
            return None
    except dbapi2.Error as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_NOTADB":
            return None
    with closing(connect(path, key=bytes(KEY_BYTES), mode=AS_IT_STANDS)) as raw:  # any key: only the head is read
        (salt,) = raw.execute("PRAGMA cipher_salt").fetchone()
    head = bytes.fromhex(salt)
    return None if head == _PLAIN_HEAD else head


def key_of(path: Path, given: bytes | None = None) -> bytes | None:
    """The key to open a file with: its own where that is unlocked, else the one given; None for a file without a lock.

    Raises Locked where slots wait for a secret; a file that is none of ours, or lost its slots, is for `recognise` to refuse.
    """
    if not path.is_file():
        return given
    own = id_of(path)
    if own is None or own in _unlocked:
        return _unlocked[own].raw if own else None
    if given is not None:
        return given
    sets = _fitting(path, own)
    known = next((_unlocked[keys.id].raw for keys in sets if keys.id in _unlocked), None)
    if sets and known is None:
        raise errors.Locked(path)
    return known


def is_locked(path: Path) -> bool:
    """Whether a file that is there is no database in the clear."""
    state = path.stat()
    return _id_of(path, state.st_mtime_ns, state.st_size) is not None


def known_key(path: Path, usual: bytes | None = None) -> bytes | None:
    """The key of a file of which it is known that it exists, without looking for slots; `usual` where its own is not unlocked."""
    state = path.stat()
    own = _id_of(path, state.st_mtime_ns, state.st_size)
    if own is None:
        return None
    return _unlocked[own].raw if own in _unlocked else usual


@lru_cache(maxsize=512)
def _id_of(path: Path, _changed: int, _size: int) -> bytes | None:
    return id_of(path)


def _fitting(path: Path, own: bytes) -> tuple[KeySet, ...]:
    """The set the head of the file names; where that is none, those of its own file: the head may be damaged."""
    named = _named(path, own)
    return (named,) if named else slots_beside(path) or _inside(path)


def keys_of(path: Path, raw: bytes | None) -> KeySet | None:
    """The slots of a file for the key it is open with; None for a file without a lock, or with a bare key."""
    key = data_key(raw)
    found = _named(path, key.id) if key else None
    return found if found and key and key_slots.is_key_of(key, found) else None


def slots_for(path: Path) -> tuple[KeySet, ...]:
    """The slots that a locked file is opened with; none for a plain one."""
    own = id_of(path)
    return _fitting(path, own) if own else ()


def waits(path: Path) -> bool:
    """Whether a file waits for a secret."""
    try:
        key_of(path)
    except errors.Locked:
        return True
    return False


def unlock(path: Path, typed: str) -> Slot:
    """Open a locked file with a passphrase or a sheet, and the backups of before a change of its key; which slot it was.

    Raises WrongSecret only after every slot was tried, KeysMissing where there is none.
    """
    sets = slots_for(path)
    if not sets:
        raise keys_missing(path)
    for keys in sets:
        found = key_slots.opened_by(keys, typed)
        if found is not None:
            key, slot = found
            remember(key, keys)
            _by[keys.id] = slot
            return slot
    raise errors.WrongSecret(_("口令或恢复纸上的字符不对，没有打开；数据没有改动"))


def opened_with(raw: bytes | None) -> Slot | None:
    """The slot by which somebody unlocked the key a file is open with; None where nobody did, as of one the system remembered."""
    key = data_key(raw)
    return _by.get(key.id) if key else None


def keys_missing(path: Path) -> errors.KeysMissing:
    """The file is locked, and there are no slots to try."""
    words = _(
        "“{name}”已加锁，但找不到它的钥匙文件“{keys}”，没有改动；请把钥匙文件放回它旁边，或用它的备份（备份自带钥匙）"
    )
    return errors.KeysMissing(words.format(name=path.name, keys=beside(path).name))


def looks_locked(path: Path) -> bool:
    """Whether a file that is no database in the clear is whole pages behind a random head, as a locked one is."""
    own, size = id_of(path), path.stat().st_size
    return own is not None and len(set(own)) > len(own) // 2 and 0 < size == size // _PAGE * _PAGE
