"""Making the sample: everything is planned first, then written as one act."""

import random
from decimal import Decimal

from desktop.demo.apprenticing import ApprenticesWriter
from desktop.demo.bodies import OFFICE
from desktop.demo.cooperating import CooperationWriter
from desktop.demo.examining import ExamsWriter
from desktop.demo.figures import Figures, plan
from desktop.demo.planned import City, Written, figures_of
from desktop.demo.writing_bodies import BodiesWriter
from desktop.demo.writing_students import StudentsWriter
from models.database.database import Database
from models.database.settings import OWN_OFFICE, SAMPLE, put_setting
from models.progress import SILENT, Progress
from models.words import N_, _, worded

STEPS = (
    N_("安排人员和去向"), N_("专业"), N_("学校和学期"), N_("教职工"), N_("班级"), N_("企业"), N_("职教集团"), N_("学生"),
    N_("班级归属"), N_("订单班"), N_("岗位实习"), N_("招生"), N_("证书与考试"), N_("学徒制"), N_("校企合作"),
)  # fmt: skip


def make_sample(
    database: Database, scale: Decimal | float = 1, seed: int = 20191001, progress: Progress = SILENT
) -> Figures:
    """Write the sample school into an empty database as one act; the same seed gives the same records and ids.

    At scale 1 every figure is that of specification §5.2; see figures.plan for other scales and the error raised.
    """
    progress.note(_(STEPS[0]), 0, len(STEPS))
    city, written = City(plan(Decimal(str(scale))), random.Random(seed)), Written()  # noqa: S311 - reproducible, not secret
    with database.transaction(worded(N_("建立示例学校")), progress) as tx:
        put_setting(tx.connection, SAMPLE, value=True)
        put_setting(tx.connection, OWN_OFFICE, OFFICE)
        steps = (
            BodiesWriter(city, written, tx).steps
            + StudentsWriter(city, written, tx).steps
            + ExamsWriter(city, written, tx).steps
            + ApprenticesWriter(city, written, tx).steps
            + CooperationWriter(city, written, tx).steps
        )
        for done, (name, step) in enumerate(zip(STEPS[1:], steps, strict=True), 1):
            progress.note(_(name), done, len(STEPS))
            step()
    return figures_of(city, written)
