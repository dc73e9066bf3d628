"""What a file keeps of the office as a whole and is no record: values by name, as JSON, outside the change log."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from models import clock
from models.entities.audit import CHANGE_SET, OFFICE, SETTING
from models.entities.schools import School

SAMPLE = "sample"  # a sample school: its day and the last act that made it; true is the published city, made by one act
BEGUN = "begun"  # true: somebody chose to begin with nothing in it
UNDO_FROM = "undo_from"  # the last act before an upgrade that moved what records hold; migrations set it
OWN_SCHOOL = "own_school"  # the id of the office's own school
OWN_OFFICE = "own_office"  # the name of an office that looks after several schools: a secretariat, a bureau

OF_OFFICE = (OWN_SCHOOL, OWN_OFFICE, SAMPLE)  # what holds for everybody who works in the file

SAMPLE_DAY = date(2020, 4, 20)  # of the published city: its placements run, its insurance is about to end
SAMPLE_OFFICE = 1  # the number of the office in ids, so that every sample is the same to the last digit


def setting(connection: sa.Connection, name: str, default: Any = None) -> Any:
    """What is kept under a name."""
    asked = f"SELECT value FROM {SETTING.name} WHERE name = ?"  # noqa: S608 - our own name; asked for very often
    kept = connection.exec_driver_sql(asked, (name,)).scalar()
    return default if kept is None else json.loads(kept)


def installation(connection: sa.Connection) -> int:
    """The office's number in the ids of its records."""
    return int(connection.execute(sa.select(OFFICE.c.installation)).scalar_one())


def put_setting(connection: sa.Connection, name: str, value: Any) -> None:
    """Keep a value that JSON can hold; None forgets the name. The connection must be one that writes."""
    connection.execute(sa.delete(SETTING).where(SETTING.c.name == name))
    if value is not None:
        row = {"name": name, "value": json.dumps(value, ensure_ascii=False)}
        connection.execute(sa.insert(SETTING).values(row))


def settings_under(prefix: str) -> sa.ColumnElement[bool]:
    """What holds for the settings whose names begin with these characters."""
    return SETTING.c.name.startswith(prefix, autoescape=True)


def kept_under(connection: sa.Connection, prefix: str, latest: int | None = None) -> Iterator[Any]:
    """The values kept under names that begin so, by name; with `latest` so many of the last, the last first."""
    order = SETTING.c.name if latest is None else SETTING.c.name.desc()
    found = connection.execute(sa.select(SETTING.c.value).where(settings_under(prefix)).order_by(order).limit(latest))
    for value in found.scalars():
        yield json.loads(value)


def is_sample(connection: sa.Connection) -> bool:
    """Whether the file holds a sample school."""
    return bool(setting(connection, SAMPLE))


def sample_on(day: date, last: int | None = None) -> dict[str, Any]:
    """What is kept under SAMPLE: the day the sample stands on, and the last act that made it, None while it is made."""
    return {"day": day.isoformat(), "last": last}


def suggested_day(connection: sa.Connection) -> date:
    """The day the office works on: lists and figures are taken for it, and what begins begins on it.

    Today, or for a sample school a day of its own year unless the environment sets one.
    """
    told = clock.told()
    if told is not None:
        return told
    kept = setting(connection, SAMPLE)
    if isinstance(kept, dict):
        return date.fromisoformat(kept["day"])
    return SAMPLE_DAY if kept else clock.today()


def made_sample(connection: sa.Connection, act: int | None) -> bool:
    """Whether an act is one of those that made the sample school, which begin the log of its file."""
    kept = setting(connection, SAMPLE)
    if not kept or act is None:
        return False
    if isinstance(kept, dict):
        return kept["last"] is None or act <= int(kept["last"])
    return act == connection.execute(sa.select(sa.func.min(CHANGE_SET.c.id))).scalar()


def is_fresh(connection: sa.Connection) -> bool:
    """Whether nothing was ever written and nobody chose to begin with nothing."""
    written = connection.execute(sa.select(CHANGE_SET.c.id).limit(1)).first()
    return written is None and not setting(connection, BEGUN)


def is_secretariat(connection: sa.Connection) -> bool:
    """Whether the file is that of an office over several schools, none of which is its own."""
    return bool(setting(connection, OWN_OFFICE))


def own_unit(connection: sa.Connection) -> int | None:
    """The school new records belong to: the office's own, else the only one there is; None where there are several."""
    if is_secretariat(connection):
        return None
    own = School.table().c.id
    key = setting(connection, OWN_SCHOOL)
    if key is not None and connection.execute(sa.select(own).where(own == key)).first() is not None:
        return int(key)
    schools = connection.execute(sa.select(own).limit(2)).scalars().all()
    return int(schools[0]) if len(schools) == 1 else None


def school_name(connection: sa.Connection) -> str:
    """The name of the own unit, which reports are sent in by: the secretariat, or the school; "" where that is none."""
    office = setting(connection, OWN_OFFICE)
    if office:
        return str(office)
    own = School.table()
    return str(connection.execute(sa.select(own.c.name).where(own.c.id == own_unit(connection))).scalar() or "")


def has_one_school(connection: sa.Connection) -> bool:
    """Whether every record belongs to one school, so that no list need say which; a secretariat expects more."""
    if is_secretariat(connection):
        return False
    return len(connection.execute(sa.select(School.table().c.id).limit(2)).all()) == 1
