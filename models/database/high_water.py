"""How far the log of a file had come when it was saved last, noted outside it: what a disk or an older file took shows."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from platformdirs import user_state_path

from models import clock
from models.database import permissions
from models.database.audit_chain import Anchor, last_act
from models.entities.audit import CHANGE_SET, OFFICE
from models.words import _

SUFFIX = ".mark"
_KEPT = 50  # marks in the home of the account: files that were worked on last


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the log stood: the number of the office in the file, the last act with its seal, and when it was saved."""

    installation: int
    anchor: Anchor
    time: datetime


@dataclass(frozen=True, slots=True)
class Lost:
    """What the file has no more of what was saved: so many acts, or another history since `mark` (0)."""

    mark: Mark
    there: Anchor

    @property
    def acts(self) -> int:
        """How many acts are missing at the end."""
        return max(0, self.mark.anchor.number - self.there.number)

    @property
    def sentence(self) -> str:
        """What is missing, and what to do."""
        number, time = self.mark.anchor.number, f"{self.mark.time.astimezone():%Y-%m-%d %H:%M}"
        if self.acts:
            words = _(
                "数据库里缺最后 {acts} 步操作：{time} 已保存到第 {number} 步，现在只到第 {there} 步。"
                "可能是磁盘丢了数据，或换上了较早的文件；请找回原来的文件，或用最近的备份核对后补录"
            )
            return words.format(acts=self.acts, time=time, number=number, there=self.there.number)
        words = _(
            "数据库与上次保存的不是同一个经过：{time} 保存的第 {number} 步现在是另一步操作。"
            "可能换过文件，或操作记录被改写；请找回原来的文件，或用最近的备份核对"
        )
        return words.format(time=time, number=number)


def note(path: Path, mark: Mark) -> None:
    """Note how far the log has come, beside the file and in the account's home; never raises.

    What an earlier mark says to be lost stays noted until the file has it again, or somebody has taken note (`accept`).
    """
    for place in _places(path, mark.installation):
        before = _read(place).get("lost")
        _write(place, {"mark": _as_json(mark), **({"lost": before} if before else {})})


def furthest(path: Path) -> Mark | None:
    """How far a file at this place had come, by what is noted outside it: when the file itself tells nothing any more."""
    places = (_beside(path), *_home().glob(f"{_name(path)}-*.json"))
    found = [mark for place in places for mark in _told(place)]
    return max(found, key=lambda mark: (mark.anchor.number, mark.time), default=None)


def lost(path: Path, connection: sa.Connection) -> Lost | None:
    """What the file lacks of what the marks tell; None where it has all of it, or nothing was noted on this computer."""
    there = standing(connection)
    if there is None:
        return None
    found = [mark for mark in _marks(path, there.installation) if not _holds(connection, mark)]
    if not found:
        return None
    return Lost(max(found, key=lambda mark: mark.anchor.number), there.anchor)


def continues(path: Path, connection: sa.Connection) -> bool:
    """Whether the mark beside a place, where no file is any more, is one of the open file: it went on under another name."""
    told = list(_told(_beside(path)))
    there = standing(connection) if told else None
    own = [mark for mark in told if there is not None and mark.installation == there.installation]
    return bool(own) and all(mark.anchor.number and _holds(connection, mark) for mark in own)


def keep(path: Path, missing: Lost) -> None:
    """Keep in mind what is lost while work goes on."""
    for place in _places(path, missing.mark.installation):
        _write(place, {**_read(place), "lost": _as_json(missing.mark)})


def accept(path: Path, connection: sa.Connection) -> None:
    """Begin to count from the file as it is: somebody has been told, or put it there on purpose."""
    there = standing(connection)
    forget(path)
    if there is not None:
        note(path, there)


def forget(path: Path) -> None:
    """Know nothing any more of the file at this place: another one takes it on purpose."""
    with suppress(OSError):
        for place in [_beside(path), *_home().glob(f"{_name(path)}-*.json")]:
            place.unlink(missing_ok=True)


def move(former: Path, path: Path) -> None:
    """Let the mark beside the file have its new name; one that is there is of the file as it stands now. Raises OSError."""
    if _beside(path).exists():
        _beside(former).unlink(missing_ok=True)
    elif _beside(former).exists():
        _beside(former).rename(_beside(path))


def standing(connection: sa.Connection) -> Mark | None:
    """Where the log stands now; None for a file that no office has begun."""
    installation = connection.execute(sa.select(OFFICE.c.installation).limit(1)).scalar()
    return Mark(int(installation), last_act(connection), clock.now()) if installation is not None else None


def _holds(connection: sa.Connection, mark: Mark) -> bool:
    """Whether the file has the act with the seal it had."""
    if not mark.anchor.number:
        return True
    seal = connection.execute(sa.select(CHANGE_SET.c.hash).where(CHANGE_SET.c.id == mark.anchor.number)).scalar()
    return bool(seal == mark.anchor.seal)


def _marks(path: Path, installation: int) -> Iterator[Mark]:
    for place in _places(path, installation):
        yield from (mark for mark in _told(place) if mark.installation == installation)


def _told(place: Path) -> Iterator[Mark]:
    for told in _read(place).values():
        with suppress(KeyError, TypeError, ValueError):
            yield Mark(int(told["installation"]), Anchor(int(told["act"]), str(told["seal"])), _time(told["time"]))


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _as_json(mark: Mark) -> dict[str, Any]:
    time = mark.time.isoformat(timespec="seconds")
    return {"installation": mark.installation, "act": mark.anchor.number, "seal": mark.anchor.seal, "time": time}


def _beside(path: Path) -> Path:
    return path.with_name(path.name + SUFFIX)


def _home() -> Path:
    try:
        return user_state_path("Shuangyuan", appauthor=False) / "marks"
    except RuntimeError:  # an account without a home
        return Path(os.devnull)


def _name(path: Path) -> str:
    """What the marks of a place are called: by the place, which tells nobody its name."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:24]


def _places(path: Path, installation: int) -> tuple[Path, Path]:
    """Beside the file, and in the home of the account: a folder that is put back whole takes the first along."""
    return _beside(path), _home() / f"{_name(path)}-{installation}.json"


def _read(place: Path) -> dict[str, Any]:
    try:
        found = json.loads(place.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(place: Path, values: dict[str, Any]) -> None:
    """In one step; that it cannot be written must not stop any work."""
    part = place.with_name(f"{place.name}.part")
    with suppress(OSError):
        if not place.exists():
            _make_room(place.parent)
        part.unlink(missing_ok=True)
        permissions.new_file(part)
        part.write_text(json.dumps(values), "utf-8")
        part.replace(place)


def _make_room(folder: Path) -> None:
    """Let go of the marks of files nobody has worked on for long."""
    if folder != _home():
        return
    permissions.new_folder(folder)
    for old in sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime)[: -_KEPT + 1]:
        old.unlink(missing_ok=True)
