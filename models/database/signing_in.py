"""Signing in: a user proves who they are by their passphrase, or by the key slot of that name that opened the file."""

from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2

from models.access import passphrases, people
from models.access.session import Session
from models.database import key_files, key_slots, recovery_sheet
from models.database.database import Database
from models.database.engine import connect_to_read, opened_file, reading
from models.database.errors import DatabaseError, KeysMissing, WrongPassphrase, WrongSecret
from models.entities.access import User
from models.words import _, clauses, listed


def sign_in(database: Database, name: str, passphrase: str) -> Session:
    """Let a user work; raises WrongPassphrase, which does not tell whether it was the name or the passphrase.

    Of who manages users the groups of the recovery sheet of a locked file will do: so a forgotten passphrase is set anew.
    """
    with reading(database.engine) as connection:
        person = next(
            (one for one in people.people_in(connection) if one.name == name.strip() and one.is_enabled), None
        )
        kept = people.verifier_of(connection, person.id) if person is not None else None
        session = people.session_of(connection, person.id) if person is not None else None
    by_passphrase = session is not None and passphrases.fits(kept, passphrase)
    if not by_passphrase and _is_sheet(database, passphrase):
        session = sign_in_by_slot(database, name.strip())
    elif not by_passphrase:
        session = None
    if session is None:
        raise WrongPassphrase(
            clauses((_("使用者“{name}”的姓名或口令不对，没有登录").format(name=name), _way_in(database, name)))
        )
    database.sign_in(session)
    return session


def _is_sheet(database: Database, typed: str) -> bool:
    """Whether somebody typed the recovery sheet of the file that is open."""
    file = opened_file(database.engine)
    if key_files.data_key(file.key) is None or not recovery_sheet.looks_like_one(typed):
        return False
    try:
        return key_files.unlock(file.path, typed).kind == key_slots.SHEET
    except (WrongSecret, KeysMissing):
        return False


def sign_in_by_slot(database: Database, name: str | None = None) -> Session | None:
    """Let the user work whose passphrase opened the locked file just now; None where that was nobody of this name.

    Who opened it by the recovery sheet is any user of `name` who manages users: so a forgotten passphrase is set anew.
    """
    slot = key_files.opened_with(opened_file(database.engine).key)
    if slot is None:
        return None
    by_sheet = slot.kind == key_slots.SHEET
    wanted = name if by_sheet else slot.name
    with reading(database.engine) as connection:
        enabled = (one for one in people.people_in(connection) if one.is_enabled and (one.manages or not by_sheet))
        named = (one for one in enabled if one.name == wanted)
        session = next((people.session_of(connection, one.id) for one in named), None)
    if session is not None:
        database.sign_in(session)
    return session


def asks(path: Path) -> bool:
    """Whether a file that can be read has users; of one that cannot, nobody could be asked."""
    try:
        with closing(connect_to_read(path, key=key_files.key_of(path))) as raw:
            return bool(raw.execute(f'SELECT count(*) FROM "{User.__tablename__}"').fetchone()[0])  # noqa: S608 - our own
    except (dbapi2.Error, DatabaseError, OSError):
        return False


def sign_out(database: Database) -> None:
    """Let nobody work until somebody signs in."""
    database.sign_in(None)


def _way_in(database: Database, name: str) -> str:
    """What is left to who forgot: another one who manages users, else the sheet; of a file without a lock there is none."""
    others = [one for one in (database.session.ask if database.session is not None else ()) if one != name.strip()]
    if others:
        return _("忘了口令请找{ask}另设").format(ask=listed(others))
    if key_files.data_key(opened_file(database.engine).key) is not None:
        return _("忘了口令可以改输恢复纸上的字符")
    return _("能管理使用者的只有这一位，忘了口令没有别人能另设")
