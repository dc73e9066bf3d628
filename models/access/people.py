"""The users and roles of a file as they are kept, read for who signs in and for the lists of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from models.access.roles import RoleGrants, manages_users, roles_with
from models.access.session import Session, nobody
from models.entities.access import Role, User

BLANK = " "  # between the names of the roles of a person


@dataclass(frozen=True, slots=True)
class Person:
    """A user as lists show them; `role_names` are the names of the roles, `role_titles` what these are called."""

    id: int
    name: str
    role_names: tuple[str, ...]
    role_titles: tuple[str, ...]
    is_enabled: bool
    manages: bool
    staff: int | None


def has_users(connection: sa.Connection) -> bool:
    """Whether anybody must sign in."""
    return connection.execute(sa.select(User.table().c.id).limit(1)).first() is not None


def roles_in(connection: sa.Connection) -> tuple[RoleGrants, ...]:
    """Every role of a file."""
    own = Role.table()
    return roles_with(connection.execute(sa.select(own.c.name, own.c.scope, own.c.grants).order_by(own.c.name)))


def people_in(connection: sa.Connection) -> tuple[Person, ...]:
    """Every user of a file by name, those who may not sign in among them."""
    known = {role.name: role for role in roles_in(connection)}
    own = User.table()
    found = connection.execute(
        sa.select(own.c.id, own.c.name, own.c.roles, own.c.is_enabled, own.c.staff_id).order_by(own.c.name)
    )
    return tuple(_person(row, known) for row in found)


def _person(row: Any, known: Mapping[str, RoleGrants]) -> Person:
    key, name, roles, enabled, staff = row
    names = tuple((roles or "").split(BLANK)) if roles else ()
    held = [known[each] for each in names if each in known]
    return Person(key, name, names, tuple(role.title for role in held), bool(enabled), manages_users(held), staff)


def managers(people: tuple[Person, ...]) -> tuple[str, ...]:
    """The names of those who may give rights and can sign in."""
    return tuple(one.name for one in people if one.is_enabled and one.manages)


def unsigned(connection: sa.Connection) -> Session | None:
    """The session a file is opened with: nobody's where it has users, none at all where it has not."""
    return nobody(managers(people_in(connection))) if has_users(connection) else None


def session_of(connection: sa.Connection, user: int) -> Session | None:
    """The session of a user; None where there is no such user who may sign in."""
    people = people_in(connection)
    person = next((one for one in people if one.id == user and one.is_enabled), None)
    if person is None:
        return None
    known = {role.name: role for role in roles_in(connection)}
    roles = tuple(known[name] for name in person.role_names if name in known)
    return Session(person.id, person.name, roles, person.staff, managers(people))


def verifier_of(connection: sa.Connection, user: int) -> str | None:
    """What the passphrase of a user is told by."""
    own = User.table()
    return connection.execute(sa.select(own.c.verifier).where(own.c.id == user)).scalar()
