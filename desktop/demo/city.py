"""Making the sample: everything is planned first, then written as one act."""

import random
from decimal import Decimal

from desktop.demo.figures import Figures, plan
from desktop.demo.planned import City, Written, figures_of
from desktop.demo.writing_bodies import BodiesWriter
from desktop.demo.writing_students import StudentsWriter
from models.database.database import Database
from models.progress import SILENT, Progress
from models.words import _


def make_sample(
    database: Database, scale: Decimal | float = 1, seed: int = 20191001, progress: Progress = SILENT
) -> Figures:
    """Write the sample school into an empty database as one act; the same seed gives the same records and ids.

    At scale 1 every figure is that of specification §5.2; see figures.plan for other scales and the error raised.
    """
    city, written = City(plan(Decimal(str(scale))), random.Random(seed)), Written()  # noqa: S311 - reproducible, not secret
    name = _("建立示例学校")
    with database.transaction(name, progress) as tx:
        steps = BodiesWriter(city, written, tx).steps + StudentsWriter(city, written, tx).steps
        for done, step in enumerate(steps):
            progress.note(name, done, len(steps))
            step()
    return figures_of(city, written)
