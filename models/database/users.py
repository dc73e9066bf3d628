"""Users and roles changed: through the one door, kept in the history, never taken back by undo."""

from collections.abc import Iterable, Mapping, Sequence

from models.access import passphrases, people
from models.access.people import BLANK, Person
from models.access.rights import Grants, grants_written, unknown_in
from models.access.roles import ADMINISTRATOR, SCOPES, RoleGrants, manages_users, shipped_roles
from models.database import storage
from models.database.database import Database
from models.database.errors import UserRefused
from models.database.transaction import Transaction
from models.entities.access import Role, User
from models.entities.schools import Staff
from models.words import N_, _, listed, worded


def add_user(database: Database, name: str, passphrase: str, roles: Sequence[str], staff: int | None = None) -> Person:
    """Let a person sign in; the first one of a file must be an administrator and signs in by that.

    Raises UserRefused, NotAllowed, and what writing raises. Who has a name stays who it is: it is given to nobody else.
    """
    name, first = name.strip(), not database.people()
    if any(one.name == name for one in database.people()):
        raise UserRefused(_("已经有使用者“{name}”；停用的可以恢复").format(name=name))
    _check_roles(database, roles)
    if first and not manages_users(role for role in _roles(database) if role.name in roles):
        raise UserRefused(_("第一个使用者要能管理使用者，请给“{role}”的角色").format(role=_(ADMINISTRATOR)))
    values = {"name": name, "roles": BLANK.join(roles), "verifier": passphrases.verifier(passphrase), "staff": staff}
    with database.access_change(worded(N_("添加使用者：{name}"), name=name)) as tx:
        key = tx.insert(User, {**values, "is_enabled": True})
    if first:
        with database.reading_whole() as connection:
            database.sign_in(people.session_of(connection, key))
    return user_named(database, name)


def set_enabled(database: Database, name: str, enabled: bool) -> None:
    """Let a user sign in, or no more; raises UserRefused for the last who manages users."""
    words = N_("恢复使用者：{name}") if enabled else N_("停用使用者：{name}")
    _change(database, name, worded(words, name=name), {"is_enabled": enabled})


def set_roles(
    database: Database, name: str, roles: Sequence[str], staff: int | None = None, *, unlink: bool = False
) -> None:
    """Give a user these roles in the place of those there are, and say who it is among the staff where that is told.

    `unlink`: it is nobody of the staff any more.
    """
    _check_roles(database, roles)
    words = worded(N_("设置使用者 {name} 的角色：{roles}"), name=name, roles=listed(roles) or "—")
    told = {"roles": BLANK.join(roles) or None, **({"staff": staff} if staff is not None or unlink else {})}
    _change(database, name, words, told)


def set_passphrase(database: Database, name: str, passphrase: str) -> None:
    """Give a user another passphrase: everybody their own, who manages users anybody's."""
    person = user_named(database, name)
    values, words = (
        {"verifier": passphrases.verifier(passphrase)},
        worded(N_("更改使用者 {name} 的口令"), name=person.name),
    )
    with database.access_change(words, of=person.id) as tx:
        tx.update(User, person.id, values)


def set_role(database: Database, name: str, grants: Grants, scope: str = "") -> RoleGrants:
    """Change a role or make one; raises UserRefused for what is no right, and where nobody would manage users any more."""
    name, wrong = name.strip(), next(iter(unknown_in(grants)), "")
    if not name or BLANK in name:
        raise UserRefused(_("角色名称不能为空，也不能有空格"))
    if wrong or scope not in SCOPES:
        raise UserRefused(_("没有“{wrong}”这种权限或范围，没有改动").format(wrong=wrong or scope))
    values = {"scope": scope or None, "grants": grants_written(grants)}
    with database.access_change(worded(N_("设置角色：{name}"), name=name)) as tx:
        own = dict(storage.where(tx.connection, Role, "name", [name], ("name", "id")))
        if own:
            tx.update(Role, own[name], values)
        else:
            tx.insert(Role, {"name": name, **values})
        _check_managed(tx)
    return next(role for role in _roles(database) if role.name == name)


def reset_role(database: Database, name: str) -> None:
    """Let a role say again what the program ships, or take away one of the office's own that nobody has."""
    shipped = any(role.name == name for role in shipped_roles())
    holder = next((one.name for one in database.people() if name in one.role_names), "")
    if holder and not shipped:
        raise UserRefused(_("{holder}还有“{name}”的角色；请先改").format(holder=holder, name=name))
    with database.access_change(worded(N_("恢复角色：{name}"), name=name)) as tx:
        own = [row[0] for row in storage.where(tx.connection, Role, "name", [name], ("id",))]
        if not own:
            raise UserRefused(_("“{name}”没有改过").format(name=name))
        tx.delete(Role, own)
        _check_managed(tx)


def user_named(database: Database, name: str) -> Person:
    """The user of a name; raises UserRefused."""
    found = next((one for one in database.people() if one.name == name.strip()), None)
    if found is None:
        known = listed(one.name for one in database.people())
        raise UserRefused(_("没有使用者“{name}”；有的是：{known}").format(name=name, known=known or _("没有人")))
    return found


def roles_of(database: Database) -> tuple[RoleGrants, ...]:
    """Every role of the file, those the program ships first."""
    return _roles(database)


def staff_called(database: Database, person: Person) -> str:
    """Who a user is among the staff; "" for nobody."""
    if person.staff is None:
        return ""
    with database.reading_whole() as connection:
        row = next(iter(storage.where(connection, Staff, "id", [person.staff], ("name", "staff_number"))), None)
    return _("{name}（{number}）").format(name=row[0], number=row[1]) if row is not None else ""


def staff_named(database: Database, text: str) -> int:
    """Who is meant among the staff, by number or name; raises UserRefused where that is nobody, or several."""
    with database.reading_whole() as connection:
        for column in ("staff_number", "name"):
            found = [row[0] for row in storage.where(connection, Staff, column, [text.strip()], ("id",))]
            if len(found) == 1:
                return int(found[0])
    raise UserRefused(_("教职工里没有唯一的“{text}”，请写工号").format(text=text))


def _roles(database: Database) -> tuple[RoleGrants, ...]:
    with database.reading_whole() as connection:
        return people.roles_in(connection)


def _check_roles(database: Database, roles: Iterable[str]) -> None:
    known = {role.name for role in _roles(database)}
    wrong = next((name for name in roles if name not in known), "")
    if wrong:
        words = _("没有角色“{name}”；有的是：{known}")
        raise UserRefused(words.format(name=wrong, known=listed(role.title for role in _roles(database))))


def _change(database: Database, name: str, words: str, values: Mapping[str, object]) -> None:
    person = user_named(database, name)
    with database.access_change(words) as tx:
        tx.update(User, person.id, values)
        _check_managed(tx)


def _check_managed(tx: Transaction) -> None:
    """Raise UserRefused, so that nothing is kept, where nobody who can sign in would manage users any more."""
    if not people.managers(people.people_in(tx.connection)):
        raise UserRefused(
            _("这样就没有人能管理使用者了，没有改动；请先让另一位使用者成为“{role}”").format(role=_(ADMINISTRATOR))
        )
