"""A sample put where a database may lie: made beside, and moved into its place when it is complete."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from desktop.demo import year
from desktop.demo.city import STEPS
from models.database import swapping
from models.database.database import open_database
from models.database.location import CITY
from models.database.recovery import put_in_place
from models.database.settings import SAMPLE_OFFICE
from models.progress import SILENT, Progress
from models.words import _


def steps_of(sample: str) -> tuple[str, ...]:
    """What progress tells of while a sample (location.CITY or SCHOOL) is made, in the language in use."""
    return tuple(_(step) for step in STEPS) if sample == CITY else year.steps()


def build(path: Path, sample: str, progress: Progress = SILENT) -> str:
    """Put a sample at `path`, where nothing or an empty file is that is not open; returns how much it is, in words.

    Stopped or failed, nothing has changed. Raises Cancelled, DatabaseError, OSError.
    """
    with swapping.working_folder(path) as folder:
        finished = folder / path.name
        with closing(open_database(finished, installation=SAMPLE_OFFICE)) as database:
            figures = str(_making(sample)(database, progress=progress))
        put_in_place(finished, path)
    return figures


def _making(sample: str) -> Callable[..., Any]:
    """The function that fills an empty database; its code is imported when it is asked for."""
    if sample == CITY:
        from desktop import demo

        return demo.make_sample
    from desktop.demo.school import make_school

    return make_school
