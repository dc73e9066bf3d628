"""The auditor's marks: seals in the chain that only who knows his passphrase can make.

What a mark proves: all that was sealed before it is as it was when he made it. Who edits the file, holds its key or even keeps
every former copy of it cannot make seals before a mark anew: the next link, which is the mark, would not fit. What it cannot
prove: what was written after the last mark (only anchors outside do), that what was entered is true, and that no mark was cut
off at the end together with all that follows: the auditor keeps the number of his last one. Who puts another key in the place of
his is found out by him, whose passphrase opens nothing any more, and by the fingerprint of the key he noted.

The slot opens this key alone: it reads nothing of a locked file, and whoever opens that cannot make marks. It lies in the file, so
that it goes along into every backup.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from models import clock
from models.access.passphrases import SHORTEST
from models.access.rights import USERS, Right
from models.database import audit_chain, key_slots
from models.database.audit_chain import AUDIT, AUDITED, Anchor
from models.database.database import Database
from models.database.engine import writing
from models.database.errors import Damaged, Tampered, WrongSecret
from models.database.settings import put_setting, setting
from models.entities.audit import CHANGE_SET, SEAL, SETTING
from models.words import _

_SLOT = "auditor"  # key of the settings: whose slot it is, since when, the public half and the private one locked away
_PURPOSE = b"shuangyuan auditor"
_DIGITS = 16  # of the fingerprint of a key, in groups of four


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: who made it, when, after which act, and the fingerprint of his key."""

    number: int
    auditor: str
    time: datetime
    act: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Who audits ("" nobody), the fingerprint of his key, his last mark, and how many acts came after it."""

    auditor: str
    fingerprint: str
    last: Mark | None
    since: int


def fingerprint(public: str) -> str:
    """What people compare of a key: four groups of four digits."""
    digits = hashlib.sha256(bytes.fromhex(public)).hexdigest()[:_DIGITS]
    return "-".join(digits[place : place + 4] for place in range(0, _DIGITS, 4))


def standing(connection: sa.Connection) -> Standing:
    """How far the file is audited."""
    slot = setting(connection, _SLOT)
    last = _last_mark(connection)
    acts = connection.execute(sa.select(sa.func.count()).select_from(CHANGE_SET)).scalar_one()
    name, digits = (str(slot["name"]), fingerprint(slot["public"])) if slot else ("", "")
    return Standing(name, digits, last, int(acts) - (last.act if last else 0))


def _last_mark(connection: sa.Connection) -> Mark | None:
    place = connection.execute(sa.select(sa.func.max(SEAL.c.id)).where(SEAL.c.kind == AUDITED)).scalar()
    if place is None:
        return None
    number = connection.execute(sa.select(SEAL.c.record).where(SEAL.c.id == place)).scalar_one()
    before = sa.select(sa.func.count()).where(SEAL.c.kind == audit_chain.ACT, SEAL.c.id < place)
    kept = setting(connection, f"{AUDIT}{number}")
    if kept is None:  # taken away past the door, which the chain tells
        return None
    when = datetime.fromisoformat(kept["time"])
    return Mark(number, kept["auditor"], when, connection.execute(before).scalar_one(), fingerprint(kept["public"]))


def appoint(database: Database, name: str, passphrase: str) -> Anchor:
    """Let somebody be the auditor, in the place of another, and make the first mark; raises ValueError, ReadOnly, Busy, DiskFull.

    Whoever was it before keeps his marks. That the auditor is another one shows in the marks.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    database.require(Right(USERS))
    if not name.strip() or len(passphrase) < SHORTEST:
        raise ValueError(name)
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw().hex()
    locked = key_slots.locked_away(private.private_bytes_raw(), passphrase, _PURPOSE)
    slot = {"name": name.strip(), "public": public, "private": locked}
    with writing(database.engine) as connection:
        put_setting(connection, _SLOT, slot)
        return _marked(connection, slot, private)


def mark(database: Database, passphrase: str) -> Anchor:
    """Make a mark behind all that is sealed, and return the anchor to note; raises WrongSecret, Tampered, Damaged, ReadOnly, Busy.

    What is not as it was sealed is not marked: the auditor would vouch for it.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    with database.reading() as connection:
        slot, broken = setting(connection, _SLOT), audit_chain.examine(connection)
    if slot is None:
        raise WrongSecret(_("还没有设审计人，没有签封；请先设审计人"))
    try:
        private = Ed25519PrivateKey.from_private_bytes(key_slots.taken_out(slot["private"], passphrase, _PURPOSE))
    except (ValueError, KeyError, TypeError) as error:
        words = _("口令不是审计人“{name}”的，没有签封；如果确实是，审计人的钥匙被换过了，请用以前的备份核对")
        raise WrongSecret(words.format(name=slot["name"])) from error
    if private.public_key().public_bytes_raw().hex() != slot["public"]:
        raise Tampered(_("审计人的钥匙被换过了，没有签封；请用以前的备份核对"))
    if broken is not None:
        raise Damaged(_("没有签封：{broken}").format(broken=broken.sentence))
    with writing(database.engine) as connection:
        return _marked(connection, slot, private)


def _marked(connection: sa.Connection, slot: Mapping[str, Any], private: Any) -> Anchor:
    number = 1 + (connection.execute(sa.select(sa.func.max(SEAL.c.record)).where(SEAL.c.kind == AUDITED)).scalar() or 0)
    time = clock.now().isoformat(timespec="seconds")
    value = {"auditor": slot["name"], "time": time, "public": slot["public"]}
    put_setting(connection, f"{AUDIT}{number}", value)
    kept = connection.execute(sa.select(SETTING.c.value).where(SETTING.c.name == f"{AUDIT}{number}")).scalar_one()
    digest = audit_chain.digest_of({"value": kept})
    audit_chain.append(connection, AUDITED, number, digest, lambda text: private.sign(text).hex())
    return audit_chain.anchor(connection)
