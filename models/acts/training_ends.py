"""How the training of an apprentice ends, and with it the pairing and the rotation that run (registers §2, §3)."""

from collections.abc import Iterable
from datetime import date, timedelta

import sqlalchemy as sa

from models.acts.act import Subject
from models.acts.scene import Key, Scene
from models.database import storage
from models.entities.apprenticeships import Assessment
from models.entities.training import FAILED, result

PARTS = ("mentor_pairing", "rotation", "assessment")  # what hangs on apprentices
_LAST = {"mentor_pairing": "until_date", "rotation": "end_date"}


def read_parts(scene: Scene, apprentices: Iterable[Key | None]) -> None:
    """Read what hangs on these."""
    keys = set(apprentices)
    for entity in PARTS:
        scene.read(entity, "apprentice_id", keys)


def runs_on(s: Subject, entity: str, apprentice: Key, day: date) -> list[Key]:
    """The pairings or rotations of an apprentice that are not over on a day, planned ones too."""
    ends = ((key, s.row(entity, key)[_LAST[entity]]) for key in s.scene.of(entity, "apprentice_id", apprentice))
    return [key for key, end in ends if end is None or (end > day if entity == "mentor_pairing" else end >= day)]


def end_parts(s: Subject, apprentice: Key, day: date) -> None:
    """From this day on there is neither mentor nor station."""
    for entity in _LAST:
        for key in runs_on(s, entity, apprentice, day):
            s.close(entity, key, day)


def all_passed(scene: Scene, apprentices: Iterable[Key]) -> dict[Key, bool]:
    """Of those who were assessed whether nothing failed, or could not be graded."""
    own, found = Assessment.table(), dict[Key, bool]()
    for chunk in storage.pieces([key for key in apprentices if isinstance(key, int)], storage.CHUNK):
        graded = sa.select(own.c.apprentice_id, result(scene.day, own)).where(own.c.apprentice_id.in_(chunk))
        for key, grade in scene.connection.execute(graded):
            found[key] = found.get(key, True) and grade not in (None, FAILED)
    return found


def end_training(s: Subject, apprentice: Key, day: date, outcome: str) -> None:
    """Let training end so that it counts no more from the day on; what would not have begun is taken away."""
    row = s.row("apprentice", apprentice)
    begin, end = row.get("start_date"), row.get("end_date")
    end_parts(s, apprentice, day)
    if begin is not None and begin >= day:
        s.drop("apprentice", apprentice)
        return
    last = day - timedelta(days=1)
    s.set("apprentice", apprentice, outcome=outcome, outcome_date=last if end is None else min(last, end))
