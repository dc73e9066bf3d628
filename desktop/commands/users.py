"""user, role: who works in the file and what each may do there."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from desktop.commands.common import DONE, opened, say
from desktop.commands.signing_in import asking
from desktop.commands.wrong_calls import WrongCall
from desktop.operations import users
from models.access.people import Person
from models.access.rights import EVERY, FILE, Grants, granted
from models.access.roles import SCOPES, RoleGrants
from models.database import users as kept
from models.database.database import Database
from models.schema.fields import entity_named
from models.schema.widths import aligned
from models.words import _, listed


def run_user(path: Path, given: argparse.Namespace) -> int:
    """List the users, or change one."""
    with opened(path, write=given.change is not None) as database:
        if given.change is None:
            _list_users(database.people(), as_json=given.json)
            return DONE
        if not given.name:
            raise WrongCall(_("请写明使用者的姓名"))
        told = _CHANGES[given.change](database, given)
    say(told)
    for sentence in users.after(path, given.change, given.name):
        say(sentence)
    return DONE


def _list_users(people: tuple[Person, ...], *, as_json: bool) -> None:
    if as_json:
        rows = [
            {"name": p.name, "roles": list(p.role_names), "enabled": p.is_enabled, "manages": p.manages} for p in people
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    if not people:
        print(_("没有使用者：打开这个数据库的人都能做一切"))
        return
    lines = [[p.name, listed(p.role_titles), _("可登录") if p.is_enabled else _("已停用")] for p in people]
    print(aligned([[_("姓名"), _("角色"), _("状态")], *lines], ["left"] * 3))


def _passphrase(given: argparse.Namespace) -> str:
    ask = asking(
        given.passphrase_fd, _("没有终端可以问新口令，请用 --passphrase-fd 指定从哪个描述符读（0 为标准输入）")
    )
    return users.checked(ask(_("{name} 的新口令").format(name=given.name)), ask(_("再输一次")), given.name)


def _add(database: Database, given: argparse.Namespace) -> str:
    staff = kept.staff_named(database, given.staff) if given.staff else None
    users.check_may_manage(database)
    return users.add(database, given.name, _passphrase(given), given.role, staff)


def _set_passphrase(database: Database, given: argparse.Namespace) -> str:
    if kept.user_named(database, given.name).id != database.person:
        users.check_may_manage(database)
    return users.set_passphrase(database, given.name, _passphrase(given))


def _set_roles(database: Database, given: argparse.Namespace) -> str:
    if given.staff and given.no_staff:
        raise WrongCall(_("--staff 和 --no-staff 只能写一个"))
    staff = kept.staff_named(database, given.staff) if given.staff else None
    roles = given.role or kept.user_named(database, given.name).role_names
    return users.set_roles(database, given.name, roles, staff, unlink=given.no_staff)


_CHANGES: dict[str, Callable[[Database, argparse.Namespace], str]] = {
    "add": _add,
    "disable": lambda database, given: users.disable(database, given.name),
    "enable": lambda database, given: users.enable(database, given.name),
    "role": _set_roles,
    "passphrase": _set_passphrase,
}


def run_role(path: Path, given: argparse.Namespace) -> int:
    """List the roles, show what one may do, or change it."""
    with opened(path, write=given.change in ("set", "reset")) as database:
        if given.change is None:
            _list_roles(kept.roles_of(database))
            return DONE
        if not given.name:
            raise WrongCall(_("请写明角色的名称"))
        if given.change == "reset":
            kept.reset_role(database, given.name)
            say(_("角色“{name}”已恢复原样，或已去掉").format(name=given.name))
            return DONE
        role = _set_role(database, given) if given.change == "set" else _role(database, given.name)
    _show_role(role, as_json=given.json)
    return DONE


def _role(database: Database, name: str) -> RoleGrants:
    known = {word: role for role in kept.roles_of(database) for word in (role.name, role.title)}
    if name not in known:
        words = _("没有角色“{name}”；有的是：{known}")
        raise WrongCall(words.format(name=name, known=listed(role.title for role in kept.roles_of(database))))
    return known[name]


def _set_role(database: Database, given: argparse.Namespace) -> RoleGrants:
    known = {role.name: role for role in kept.roles_of(database)}
    base = _role(database, given.like) if given.like else known.get(given.name, RoleGrants(given.name))
    scope = base.scope if given.scope is None else "" if given.scope == "all" else given.scope
    return kept.set_role(database, given.name, _changed(base.grants, given), scope)


def _changed(grants: Grants, given: argparse.Namespace) -> Grants:
    found = {name: set(words) for name, words in grants.items()}
    for texts, add in ((given.deny, False), (given.allow, True)):
        for text in texts:
            register, colon, right = text.partition(":")
            if not colon or not right:
                raise WrongCall(_("“{text}”写法不对，应为 登记:权限，如 student:edit").format(text=text))
            register = register.replace("-", "_")
            own = found.setdefault(register, set(granted(grants, "" if register == FILE else register)))
            own.add(right) if add else own.discard(right)
    return {name: frozenset(words) for name, words in found.items() if words}


def _list_roles(roles: tuple[RoleGrants, ...]) -> None:
    lines = [[role.title, _(SCOPES[role.scope]), _("随程序") if role.shipped else _("本单位改过")] for role in roles]
    print(aligned([[_("角色"), _("范围"), _("来源")], *lines], ["left"] * 3))


def _show_role(role: RoleGrants, *, as_json: bool) -> None:
    if as_json:
        grants = {name: sorted(words) for name, words in sorted(role.grants.items())}
        print(json.dumps({"name": role.name, "scope": role.scope, "grants": grants}, ensure_ascii=False, indent=1))
        return
    lines = [[_register(name), name, " ".join(sorted(role.grants[name]))] for name in sorted(role.grants)]
    print(aligned([[_("登记"), _("英文名"), _("权限")], *lines], ["left"] * 3))


def _register(name: str) -> str:
    return {EVERY: _("其余登记"), FILE: _("整个数据库")}.get(name) or _(entity_named(name).label)
