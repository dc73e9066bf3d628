"""Users changed as the window and the command do alike: one passphrase of a person for signing in and for the lock of the file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from desktop.operations import locking
from desktop.operations.locking import Unfit
from models.access.rights import USERS, Right
from models.access.roles import OWN_CLASSES
from models.database import key_files, users
from models.database.database import Database
from models.database.engine import opened_file
from models.database.errors import UserRefused
from models.words import _, clauses, listed


def checked(passphrase: str, again: str, name: str) -> str:
    """A passphrase that may be used; raises UserRefused for one that is too short, known to everybody, or was typed in two ways."""
    try:
        locking.check_passphrase(passphrase, again, name)
    except Unfit as error:
        raise UserRefused(str(error)) from error
    return passphrase


def check_may_manage(database: Database) -> None:
    """Raise NotAllowed before anybody is asked for the passphrase of another."""
    database.require(Right(USERS))


def add(database: Database, name: str, passphrase: str, roles: Sequence[str], staff: int | None = None) -> str:
    """Let a person sign in, and open the lock where the file has one; what is said of it. Raises UserRefused, NotAllowed."""
    first = not database.people()
    person = users.add_user(database, name, passphrase, roles, staff)
    _open_lock(database, person.name, passphrase)
    told = _("使用者“{name}”已添加：{roles}").format(name=person.name, roles=listed(person.role_titles))
    if first and key_files.data_key(opened_file(database.engine).key) is None:
        told += _(
            "。从现在起打开这个数据库都要登录；没有加锁时这只管住本程序，拿到文件的人仍能用别的程序读它，要防就加锁。"
            "口令忘了由另一位管理员另设，请尽快再设一位管理员"
        )
    return told


def set_passphrase(database: Database, name: str, passphrase: str) -> str:
    """Give a user another passphrase, for the lock as well."""
    users.set_passphrase(database, name, passphrase)
    _open_lock(database, name, passphrase)
    return _("{name} 的口令已更改").format(name=name)


def set_roles(
    database: Database, name: str, roles: Sequence[str], staff: int | None = None, *, unlink: bool = False
) -> str:
    """Give a user these roles and no others; with `unlink` it is nobody of the staff any more. What is said of it."""
    users.set_roles(database, name, roles, staff, unlink=unlink)
    person = users.user_named(database, name)
    told = [_("{name} 的角色：{roles}").format(name=name, roles=listed(person.role_titles))]
    own = [one.title for one in users.roles_of(database) if one.scope == OWN_CLASSES and one.name in person.role_names]
    if unlink:
        told.append(_("不再对应哪位教职工"))
    if own and person.staff is None:
        told.append(_("没有对应的教职工，作为{roles}看不到任何班").format(roles=listed(own)))
    return clauses(told)


def disable(database: Database, name: str) -> str:
    """Let a user sign in no more; what the lock opens by is changed once the file is closed (after)."""
    users.set_enabled(database, name, False)
    return _("{name} 已停用，不能再登录；做过的事仍记在其名下").format(name=name)


def enable(database: Database, name: str) -> str:
    """Let a user sign in again."""
    users.set_enabled(database, name, True)
    return _("{name} 可以登录了").format(name=name)


def after(path: Path, change: str, name: str) -> Iterator[str]:
    """What is left to be done when the file is closed: the passphrase of who was disabled must open the lock no more."""
    if change != "disable" or not key_files.is_locked(path):
        return
    try:
        yield locking.shut_out(path, name)
    except Unfit as error:
        yield str(error)


def _open_lock(database: Database, name: str, passphrase: str) -> None:
    """Let the passphrase open the lock, too, where the file has one."""
    file = opened_file(database.engine)
    if key_files.data_key(file.key) is not None:
        locking.set_passphrase(file.path, name, passphrase)
