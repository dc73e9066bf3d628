"""The keyring of the system remembers a key for the account that is logged in; without one a passphrase is typed, no more."""

from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from models.database import key_files, key_slots
from models.database.key_slots import DataKey

_SERVICE = "shuangyuan"


def _keyring() -> Any | None:
    """What the system has; None in a session without one, whatever is wrong with it."""
    try:
        import keyring

        found = keyring.get_keyring()
        usable = bool(found.priority >= 1)
    except Exception:  # noqa: BLE001 - of whatever kind, it is only a convenience
        return None
    return found if usable else None


def available() -> bool:
    """Whether a key could be remembered."""
    return _keyring() is not None


def recall(path: Path) -> bool:
    """Open a locked file with the key that is remembered for it; whether there was one."""
    ring = _keyring()
    if ring is None:
        return False
    for keys in key_files.slots_for(path):
        try:
            kept = ring.get_password(_SERVICE, keys.id.hex())
            key = DataKey(keys.id, b64decode(kept)) if kept else None
        except Exception:  # noqa: BLE001 - see above
            return False
        if key is not None and key_slots.is_key_of(key, keys):
            key_files.remember(key, keys)
            return True
    return False


def keep(path: Path) -> bool:
    """Remember the key of an unlocked file; whether the system did."""
    ring, key = _keyring(), key_files.data_key(key_files.known_key(path))
    if ring is None or key is None:
        return False
    try:
        ring.set_password(_SERVICE, key.id.hex(), b64encode(key.secret).decode())
    except Exception:  # noqa: BLE001 - see above
        return False
    return True
