"""Whom an office erased, noted outside its file by ids alone: an older file that comes back still knows them, and lets go again."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from platformdirs import user_state_path

from models.database import location_checks, permissions
from models.database.erasing import Person, erased_persons, registers, since
from models.database.settings import SAMPLE_OFFICE, installation
from models.entities.audit import CHANGE, CHANGE_SET, ERASED
from models.schema.fields import entity_named

SUFFIX = ".erased"
Noted = tuple[str, int, int, str]  # entity, id, and of erasing.since the act and its seal


def note(path: Path, connection: sa.Connection, folders: Iterable[Path] = ()) -> None:
    """Note whom the file knows to be erased wherever it may come back from; never raises. In a sample nobody lives.

    That is beside it, in its folder of backups, in the account's home, and in other `folders` with backups.
    """
    number = installation(connection)
    acts = erased_persons(connection) if number != SAMPLE_OFFICE else []
    own = {(one["entity"], one["id"], *one["since"]) for act in acts for one in act["persons"]}
    for place in _places(path, number, folders) if own else ():
        known = set(_read(place, number))
        if not own <= known and place.parent.is_dir():
            _write(place, number, own | known)


def move(former: Path, path: Path) -> None:
    """Let what is noted beside a file have its new name, with what is noted there already; raises OSError."""
    old, new = (one.with_name(one.name + SUFFIX) for one in (former, path))
    if not old.exists():
        return
    if new.exists():
        number = _number(old)
        if _number(new) == number:
            _write(new, number, {*_read(old, number), *_read(new, number)})
        if set(_read(old, number)) <= set(_read(new, number)):
            old.unlink()
    else:
        old.rename(new)


def knows_any(path: Path) -> bool:
    """Whether somebody is noted for this place, of whatever office; the file itself is not opened for that."""
    *near, own = _places(path, 0)
    return any(place.exists() for place in (*near, *own.parent.glob(own.name.replace("-0.json", "-*.json"))))


def lacking(path: Path, connection: sa.Connection) -> list[Person]:
    """Persons who were erased and are in the file all the same: it is an older one."""
    number = installation(connection)
    known = {noted for place in _places(path, number) for noted in _read(place, number)}
    gone = set(map(tuple, connection.execute(sa.select(ERASED.c.entity, ERASED.c.record_id)))) if known else set()
    return sorted({noted[:2] for noted in known if noted[:2] not in gone and _is_told(connection, noted)})


def _is_told(connection: sa.Connection, noted: Noted) -> bool:
    """Whether the file tells of that person: the record or a line of the log is there, and made by the very act."""
    name, key, act, seal = noted
    if name not in {entity.__tablename__ for entity in registers()}:
        return False
    same = connection.execute(sa.select(CHANGE_SET.c.hash).where(CHANGE_SET.c.id == act)).scalar() == seal
    if not same or since(connection, (name, key))[0] > act:
        return False
    own = entity_named(name).table()
    lines = sa.select(CHANGE.c.id).where(CHANGE.c.record_id == key, CHANGE.c.entity == name).limit(1)
    asked = (sa.select(own.c.id).where(own.c.id == key), lines)
    return any(connection.execute(one).first() is not None for one in asked)


def _places(path: Path, number: int, folders: Iterable[Path] = ()) -> Iterator[Path]:
    yield path.with_name(path.name + SUFFIX)
    yield location_checks.backups_beside(path) / f"{path.stem}{SUFFIX}"
    with suppress(RuntimeError, OSError):  # an account without a home, or one that cannot be written
        home = user_state_path("Shuangyuan", appauthor=False) / "erased"
        permissions.new_folder(home)
        yield home / f"{hashlib.sha256(os.fsencode(path)).hexdigest()[:24]}-{number}.json"
    yield from (folder / f"{path.stem}{SUFFIX}" for folder in folders)


def _read(place: Path, number: int) -> list[Noted]:
    try:
        kept: Any = json.loads(place.read_text("utf-8"))
        persons = kept["persons"] if kept["installation"] == number else ()
        return [(str(name), int(key), int(act), str(seal)) for name, key, act, seal in persons]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _number(place: Path) -> int:
    """Of which office a place notes somebody; 0 for none that can be read."""
    try:
        return int(json.loads(place.read_text("utf-8"))["installation"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _write(place: Path, number: int, persons: Iterable[Noted]) -> None:
    part = place.with_name(f"{place.name}.part")
    with suppress(OSError):
        part.unlink(missing_ok=True)
        permissions.new_file(part)
        part.write_text(json.dumps({"installation": number, "persons": sorted(persons)}), "utf-8")
        part.replace(place)
