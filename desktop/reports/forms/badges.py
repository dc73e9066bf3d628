"""The badge of who works at an enterprise: an apprentice, or a student in a placement (specification A7)."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from desktop.reports.document import Block, Cards, Column, PageBreak, Ref, Row
from desktop.reports.report import ReportContext, report
from models.database.attachments import KeptFile, photos_of
from models.database.query import Condition, Query
from models.database.results import Row as Record
from models.database.results import read_all, rows_of
from models.entities.measures import ENDED, FINISHED
from models.entities.people import Student
from models.entities.placements import Placement
from models.schema.fields import asked
from models.schema.types import Choice
from models.statistics import apprenticeship_papers as papers
from models.words import N_, _

_APPRENTICE, _PROGRAMME, _PLACEMENT, _PLAN = "apprentice", "apprenticeship_programme", "placement", "placement_plan"
_CARD, _BIG = "54x86", "70x100"
_SIZES: dict[str, tuple[int, int, tuple[float, float]]] = {_CARD: (9, 3, (54, 86)), _BIG: (4, 2, (70, 100))}
_INTERN = ("student", "enterprise", "post", "end_date", "plan")


class _Badge(NamedTuple):
    """What one says: whose it is, and the photo."""

    of: Ref
    name: str
    school: str
    enterprise: str | None
    post: str | None
    number: str | None
    until: object
    photo: KeptFile | None


@report(
    "badge", N_("胸卡"), code="XT-07", of=_APPRENTICE, by=(_PROGRAMME, _PLACEMENT, _PLAN), binding="none",
    purpose=N_("学徒、岗位实习学生上岗佩戴：照片、姓名、学校、企业、岗位、编号和有效期，带裁切线；二维码只有编号。"),
    options=(asked("size", N_("尺寸"), Choice((_CARD, N_("54×86 毫米，每页 9 张")), (_BIG, N_("70×100 毫米，每页 4 张"))), default=_CARD),),
)  # fmt: skip
def badges(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """A card for each apprentice in training on the day, or for each intern whose placement is not over by then.

    Of these people, of programmes or batches, or of all.
    """
    yield from _of_interns(context, ids) if context.of in (_PLACEMENT, _PLAN) else _of_apprentices(context, ids)


def _of_apprentices(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    programmes = papers.programmes(context.connection, context.day, ids if context.of == _PROGRAMME else ())
    only = set(ids) if context.of != _PROGRAMME else set()
    for programme in programmes:
        people = papers.in_training(context.connection, programme.id, context.day)
        people = [one for one in people if not only or one.id in only]
        if people:
            name = programme.values["name"]
            yield PageBreak(title=name, of=Ref(_PROGRAMME, programme.id))
            yield _cards(context, _("学徒证"), name, list(_apprenticed(context, programme, people)))


def _apprenticed(context: ReportContext, programme: Record, people: Sequence[Record]) -> Iterator[_Badge]:
    """The photo is that of the student, of an employee their own."""
    connection = context.connection
    students = photos_of(connection, "student", [key for one in people if (key := one.values["student_id"])])
    own = photos_of(connection, _APPRENTICE, [one.id for one in people])
    school = programme.values["school"] or programme.values["training_body"] or context.unit
    for one in people:
        values = one.values
        photo = own.get(one.id) or students.get(values["student_id"])
        yield _Badge(
            Ref(_APPRENTICE, one.id), values["name"], school, values["enterprise"], values["post"], values["number"],
            values["end_date"], photo,
        )  # fmt: skip


def _of_interns(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """Batch by batch; a badge is made before the first day."""
    lasting = (
        Condition("is_counted", "=", True),
        Condition("end_date", ">=", context.day),
        *(Condition("status", "!=", over) for over in (ENDED, FINISHED)),
    )
    field = "plan" if context.of == _PLAN else None
    chosen = (Condition(field, "in", tuple(ids)),) if ids and field else ()
    query = Query(Placement, (*chosen, *lasting), ("plan", "student"), valued_on=context.day)
    only = set(ids) if context.of == _PLACEMENT else set()
    found = [row for row in read_all(context.connection, query, _INTERN) if not only or row.id in only]
    for plan, rows in groupby(found, key=lambda row: (row.values["plan_id"], row.values["plan"])):
        name = plan[1] or _("岗位实习")
        yield PageBreak(title=name, of=Ref(_PLAN, plan[0]) if plan[0] is not None else None)
        yield _cards(context, _("实习证"), name, list(_placed(context, list(rows))))


def _placed(context: ReportContext, people: Sequence[Record]) -> Iterator[_Badge]:
    keys = [one.values["student_id"] for one in people]
    photos = photos_of(context.connection, "student", keys)
    names = ("name", "student_number", "school")
    told = {row.id: row.values for row in rows_of(context.connection, Query(Student), keys, names)}
    for one in people:
        values, student = one.values, told[one.values["student_id"]]
        yield _Badge(
            Ref(_PLACEMENT, one.id), student["name"], student["school"] or context.unit, values["enterprise"], values["post"],
            student["student_number"], values["end_date"], photos.get(values["student_id"]),
        )  # fmt: skip


def _cards(context: ReportContext, title: str, subtitle: str, people: Sequence[_Badge]) -> Cards:
    """The cards, their codes saying the number and nothing else."""
    per_page, across, size = _SIZES[context.options["size"]]
    columns = (
        Column(_("姓名"), 18, kind="name"), Column(_("学校"), 40), Column(_("企业"), 40), Column(_("岗位"), 24),
        Column(_("编号"), 24, kind="code"), Column(_("有效期"), 26, kind="code"),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                one.name, one.school, one.enterprise, one.post, one.number,
                _("至 {day}").format(day=one.until) if one.until else "",
            ),
            of=one.of,
        )
        for one in people
    )  # fmt: skip
    return Cards(
        columns, rows, per_page=per_page, across=across, size_mm=size, title=title, subtitle=subtitle,
        photos=tuple(context.content(one.photo.sha256) if one.photo is not None else None for one in people),
        codes=tuple(one.number or "" for one in people),
    )  # fmt: skip
