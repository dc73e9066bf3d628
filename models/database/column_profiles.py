"""Columns an office exports its lists in, under a name: kept beside the data, apart from the history that undo walks."""

from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from models import clock
from models.database.database import Database
from models.database.engine import writing
from models.database.settings import kept_under, put_setting
from models.words import _

LONGEST_NAME = 20  # characters
LONGEST_HEADING = 60  # as long as an authority's own get
_PROFILE = "columns/"
EMPTY = ""  # in the place of a field: a column that stays empty, which the portal has and the office does not


class WrongProfile(ValueError):  # noqa: N818 - an answer to the person
    """A profile that cannot be kept, said as a sentence."""


@dataclass(frozen=True, slots=True)
class ProfileColumn:
    """A column: its heading exactly as a portal has it, the name of the field under it, and whether codes are written."""

    heading: str
    field: str
    codes: bool = False


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """Columns in their order, for lists of the entity whose table is called so."""

    name: str
    entity: str
    columns: tuple[ProfileColumn, ...]
    user: str = ""
    time: str = ""


def check_profile(profile: ColumnProfile) -> None:
    """Raise WrongProfile for a name or headings that cannot be; fields that are gone stay, whoever exports is told."""
    if not profile.name or len(profile.name) > LONGEST_NAME or profile.name != profile.name.strip():
        raise WrongProfile(_("模板名称要有 1 至 {most} 个字").format(most=LONGEST_NAME))
    if not profile.columns:
        raise WrongProfile(_("模板“{name}”至少要有一列").format(name=profile.name))
    seen: set[str] = set()
    for place, column in enumerate(profile.columns, 1):
        if not column.heading.strip() or len(column.heading) > LONGEST_HEADING:
            words = _("第 {place} 列的表头要有 1 至 {most} 个字")
            raise WrongProfile(words.format(place=place, most=LONGEST_HEADING))
        if column.heading in seen:
            words = _("表头“{heading}”已经有一列，请用另一个名称")
            raise WrongProfile(words.format(heading=column.heading))
        seen.add(column.heading)


def save_profile(database: Database, profile: ColumnProfile, *, instead: str = "") -> None:
    """Keep a profile, in the place of one of the same name and of the one called `instead`.

    Raises WrongProfile and the errors of writing.
    """
    check_profile(profile)
    row = asdict(profile) | {"user": profile.user or database.user, "time": profile.time or _now()}
    with writing(database.engine) as connection:
        put_setting(connection, _key(profile.entity, instead or profile.name), None)
        put_setting(connection, _key(profile.entity, profile.name), row)


def forget_profile(database: Database, profile: ColumnProfile) -> None:
    """Keep a profile no longer; raises the errors of writing."""
    database.keep(_key(profile.entity, profile.name), None)


def profiles_of(connection: sa.Connection, entity: str) -> tuple[ColumnProfile, ...]:
    """The profiles for lists of an entity, by name."""
    return tuple(_made(row) for row in kept_under(connection, _key(entity, "")))


def _made(row: dict[str, Any]) -> ColumnProfile:
    """What was written down, by this version of the program or another."""
    columns = tuple(ProfileColumn(one["heading"], one["field"], bool(one.get("codes"))) for one in row["columns"])
    return ColumnProfile(row["name"], row["entity"], columns, row.get("user", ""), row.get("time", ""))


def _key(entity: str, name: str) -> str:
    return f"{_PROFILE}{entity}/{name}"


def _now() -> str:
    return clock.now().isoformat(timespec="seconds")
