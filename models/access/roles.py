"""Roles: what the program ships for the offices of a school, and what a file says instead."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from models.access.rights import USERS, Grants, Right, allows, grants_read
from models.resources import resource
from models.words import N_, _

ADMINISTRATOR = N_("管理员")
OWN_CLASSES = "own-classes"  # a scope: only what belongs to the classes of which the person is 班主任
SCOPES = {"": N_("全部"), OWN_CLASSES: N_("自己的班")}
_SHIPPED = (ADMINISTRATOR, N_("教务"), N_("实习就业"), N_("校企合作"), N_("班主任"), N_("查阅"), N_("审计"))


@dataclass(frozen=True, slots=True)
class RoleGrants:
    """What a role may do; `scope` says to which records, `shipped` whether it is as the program ships it."""

    name: str
    scope: str = ""
    grants: Grants = field(default_factory=dict)
    shipped: bool = False

    @property
    def title(self) -> str:
        """Its name; of a shipped one in the language in use."""
        return _(self.name) if self.name in _SHIPPED else self.name

    def allows(self, right: Right) -> bool:
        """Whether it holds a right, on the records of its scope."""
        return allows(self.grants, right)


@cache
def shipped_roles() -> tuple[RoleGrants, ...]:
    """The roles the program ships, from `resources/roles/roles.csv`: a line for a role and the registers it has the same rights on."""
    found: dict[str, tuple[str, dict[str, frozenset[str]]]] = {}
    with resource("roles", "roles.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            _scope, grants = found.setdefault(line["role"], (line["scope"], {}))
            for register in line["registers"].split():
                grants[register] = grants.get(register, frozenset()) | frozenset(line["rights"].split())
    return tuple(RoleGrants(name, scope, grants, shipped=True) for name, (scope, grants) in found.items())


def roles_with(kept: Iterable[Any]) -> tuple[RoleGrants, ...]:
    """The roles of a file: those shipped, in the place of which it may say others, and its own."""
    own = {row.name: RoleGrants(row.name, row.scope or "", grants_read(row.grants)) for row in kept}
    shipped = tuple(own.pop(role.name, role) for role in shipped_roles())
    return (*shipped, *own.values())


def manages_users(roles: Iterable[RoleGrants]) -> bool:
    """Whether who has these roles may change who may what."""
    return any(role.allows(Right(USERS)) for role in roles)
