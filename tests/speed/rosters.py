"""The order-class rosters of the sample school as PDF, beside the same strings drawn on a bare canvas."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from desktop.demo import make_sample
from desktop.reports.catalogue import report_named
from desktop.reports.document import Document
from desktop.reports.fitting import Fitter
from desktop.reports.flow import Page, frame_of
from desktop.reports.fonts import Typeface
from desktop.reports.layout import lay_out
from desktop.reports.pdf import render_pdf
from desktop.reports.report import make
from desktop.reports.sections import sections
from models.database.database import Database, open_database
from models.statistics.members import all_order_classes, order_class_members
from tests.speed.timing import Figure, best

DAY = date(2026, 11, 23)
TIMES = 2  # of the bare canvas
LINEAR = 1.5


def _document(database: Database, ids: Sequence[int]) -> Document:
    printed_at = datetime(DAY.year, DAY.month, DAY.day).astimezone()
    return make(
        database, report_named("order-class-roster"), ids, as_of=DAY, printed_by="测速", printed_at=printed_at,
    )  # fmt: skip


def _print(database: Database, ids: Sequence[int]) -> None:
    render_pdf(_document(database, ids), BytesIO())


def _pages(database: Database, ids: Sequence[int]) -> list[Page]:
    """Every page as it is laid out, for the floor to draw its words."""
    document = _document(database, ids)
    fitter = Fitter(Typeface().width)
    return [page for part in sections(document) for page in lay_out(part.blocks, frame_of(document), fitter)]


def _draw_bare(pages: Sequence[Page]) -> None:
    """The words of the pages with drawString, no layout, no lines, no database."""
    typeface = Typeface()
    names = {face: typeface.font(face).fontName for page in pages for face in {text.face for text in page.texts}}
    canvas = Canvas(BytesIO(), pageCompression=1, invariant=1)
    for page in pages:
        for x, y, text, face, size in page.texts:
            canvas.setFont(names[face], size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()


def _count(database: Database, ids: Sequence[int]) -> int:
    with database.reading() as connection:
        members = order_class_members(connection, ids, DAY)
        return sum(member.is_present for some in members.values() for member in some)


def figures(folder: Path) -> Iterator[Figure]:
    """All rosters in one file beside the floor, and a row of many beside a row of few."""
    database = open_database(folder / "sample.sydb", installation=7)
    make_sample(database)
    with database.reading() as connection:
        every = list(all_order_classes(connection))
    some, pages = every[: len(every) // 4], _pages(database, every)
    rows, few = _count(database, every), _count(database, some)
    seconds = best(lambda: _print(database, every), 3)
    yield Figure(
        f"{len(every)} rosters, {rows} rows / the same words on a bare canvas",
        seconds, best(lambda: _draw_bare(pages), 3), TIMES,
    )  # fmt: skip
    yield Figure(
        f"a row printed, of {rows} / of {few}",
        seconds / rows, best(lambda: _print(database, some), 3) / few, LINEAR,
    )  # fmt: skip
    database.close()
