"""A report: what it is printed for, what may be chosen, and how it is made and written to a file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from desktop.reports.document import Binding, Block, Document, PageBreak, Paper, Paragraph, Title
from models.access.rights import PRINT, on
from models.database import contents
from models.database.database import Database
from models.database.lookup import naming_fields
from models.database.results import displays
from models.database.settings import school_name
from models.database.units import ids_of_schools, way_to_school
from models.entities.schools import School
from models.progress import SILENT, Progress
from models.schema.fields import Field, asked, entity_named
from models.schema.types import Choice, Flag
from models.statistics import Connection
from models.words import N_, _

SEPARATE = asked("separate", N_("每班另起一页"), Flag(), default=True)
# what can be chosen for every paper, whatever it says
PAPER = (
    asked("repeat", N_("表头每页重复，标“续表”"), Flag(), default=True),
    asked("foot", N_("页脚印打印人与时间"), Flag(), default=True),
    asked("draft", N_("草稿水印"), Flag(), default=False),
)


@dataclass(frozen=True)
class ReportContext:
    """What a report is made from: a state of the database, the day its figures are of, and what was chosen.

    `of` is the table that the ids of the records are of, `schools` the ids of schools it is narrowed to; `content` gives
    the bytes of a file by its SHA-256, None where they are lost.
    """

    connection: Connection
    day: date
    unmasked: bool
    options: Mapping[str, Any]
    of: str
    schools: Sequence[int] = ()
    content: Callable[[str], bytes | None] = lambda _hash: None

    @cached_property
    def unit(self) -> str:
        """The name of who sends the paper in: the school it is narrowed to, else the own unit."""
        if len(self.schools) == 1:
            return displays(self.connection, School, self.schools).get(self.schools[0], "")
        return school_name(self.connection)


Build = Callable[[ReportContext, Sequence[int]], Iterator[Block]]


@dataclass(frozen=True)
class Report:
    """A form one can print; `name` is what the command line calls it.

    `of` is the entity whose records it is printed for: one section a record if `per_record`, otherwise the records are
    a filter and none of them means all; `by` are other entities whose records may be the filter instead, besides schools,
    to whose records every form can be narrowed. `private` forms have cells that are masked unless asked for.
    """

    name: str
    title: str
    code: str
    of: str
    purpose: str
    build: Build = field(repr=False)
    options: tuple[Field, ...] = ()
    by: tuple[str, ...] = ()
    per_record: bool = False
    private: bool = False
    landscape: bool = False
    paper: Paper = "A4"
    binding: Binding = "auto"

    @property
    def filters(self) -> tuple[str, ...]:
        """The tables whose records it can be printed for."""
        own = (self.of, *self.by)
        return own if SCHOOL in own or way_to_school(entity_named(self.of)) is None else (*own, SCHOOL)

    @property
    def tells(self) -> str:
        """The entity of whose records it tells; "" of a paper several registers share: that tells of what was done to some."""
        return "" if self.per_record and self.by else self.of

    @property
    def keys(self) -> str:
        """What names a record on the command line: the fields of its natural keys, or its id."""
        entity = entity_named(self.of)
        words = "、".join(dict.fromkeys(f.title for f in naming_fields(entity)))
        return _("{label}的{fields}或 id").format(label=_(entity.label), fields=words)


SCHOOL = School.__tablename__
NOBODY = -1  # the id of no record: a school that has none of a kind is not all of them
DECLARED: dict[str, Report] = {}  # by name, as the modules they stand in were imported


def report(name: str, title: str, **declared: Any) -> Callable[[Build], Build]:
    """Enter the decorated function as the report `name`; the keywords are the fields of Report.

    What can be chosen for every paper is added to its options.
    """
    own = declared.pop("options", ())
    every = (*own, *((SEPARATE,) if declared.get("per_record") else ()), *PAPER)

    def enter(build: Build) -> Build:
        DECLARED[name] = Report(name, title, build=build, options=every, **declared)
        return build

    return enter


class OptionError(ValueError):
    """An option was given that the report does not have, or a value it cannot take; says so in a sentence."""


def make(  # noqa: PLR0913 - each is a thing one chooses when printing
    database: Database,
    report: Report,
    ids: Sequence[int],
    *,
    as_of: date,
    printed_by: str,
    printed_at: datetime,
    of: str = "",
    unmasked: bool = False,
    options: Mapping[str, Any] | None = None,
) -> Document:
    """The report as a document, to be rendered once.

    `ids` are records of `report.of`, or of one of `report.by` if `of` says so; none means all of them. The database is read while the document is rendered, in
    one state throughout. Raises OptionError.
    """
    right = on(PRINT, entity_named(report.of))
    if of in ("", report.of):
        ids = database.within(right, ids)
    else:
        database.require(right)
    chosen = _chosen(report, options or {})
    together = report.per_record and not chosen["separate"]

    def blocks() -> Iterator[Block]:
        with database.reading() as connection:
            table = of or report.of
            wanted: Sequence[int] = ids
            schools = ids if table == SCHOOL else ()
            if table not in (report.of, *report.by):  # schools, of which it takes the records
                wanted = ids_of_schools(connection, entity_named(report.of), ids) or (NOBODY,) if ids else ()
                table = report.of
            kept = partial(contents.get, database.file.path) if database.file is not None else lambda _hash: None
            context = ReportContext(connection, as_of, unmasked, chosen, table, schools, kept)
            made = report.build(context, wanted)
            yield from _or_nothing(report, as_of, (b for b in made if not (together and isinstance(b, PageBreak))))

    document = Document(
        _(report.title), blocks(), landscape=report.landscape, paper=report.paper, code=report.code, footer_left=_("双元"),
        printed_by=printed_by, printed_at=printed_at, sensitive=unmasked and report.private, binding=report.binding,
        anchor=database.anchor(),
    )  # fmt: skip
    return on_paper(document, chosen)


def _or_nothing(report: Report, day: date, blocks: Iterator[Block]) -> Iterator[Block]:
    """The blocks; where there are none, a page that says so instead of an empty one."""
    first = next(blocks, None)
    if first is None:
        yield Title(_(report.title))
        yield Paragraph(_("截至 {day}，没有可以印在这张表上的记录。").format(day=day))
    else:
        yield first
        yield from blocks


def on_paper(document: Document, chosen: Mapping[str, Any]) -> Document:
    """The document as the options of PAPER want it; what was not chosen is as it usually is."""
    wanted = {option.name: chosen.get(option.name, option.default) for option in PAPER}
    return replace(document, repeat=wanted["repeat"], foot=wanted["foot"], draft=wanted["draft"])


def _chosen(report: Report, given: Mapping[str, Any]) -> dict[str, Any]:
    known = {option.name: option for option in report.options}
    chosen = {option.name: option.default for option in report.options}
    for name, value in given.items():
        if name not in known:
            raise OptionError(_("报表“{report}”没有选项“{name}”").format(report=_(report.title), name=name))
        chosen[name] = _value(known[name], value)
    return chosen


def _value(option: Field, given: Any) -> Any:
    if given is None or given == "":
        return option.default
    value, complaints = option.read(given)
    if any(complaint.fatal for complaint in complaints):
        message = _("选项“{label}”的值不对：{reason}")
        raise OptionError(message.format(label=option.title, reason=complaints[0].message))
    return value


def render(document: Document, target: Path, progress: Progress = SILENT) -> tuple[str, ...]:
    """Write the document as what the file's ending says (.pdf, .xlsx, .txt); returns sentences about what was lost.

    Raises Cancelled and OSError; KeyError for another ending.
    """
    return _RENDERERS[target.suffix.lower()](document, target, progress)


def _pdf(document: Document, target: Path, progress: Progress) -> tuple[str, ...]:
    from desktop.reports.pdf import render_pdf

    printed = render_pdf(document, target, progress)
    lost = _("{where}中的字“{char}”（{code}）没有字体可以打印，已印作〓，请手工补写")
    missing = (lost.format(where=glyph.where, char=glyph.char, code=glyph.codepoint) for glyph in printed.missing)
    return (*missing, *printed.substitutions)


def _workbook(document: Document, target: Path, progress: Progress) -> tuple[str, ...]:
    from desktop.reports.workbook import render_workbook

    render_workbook(document, target, progress)
    return ()


def _text(document: Document, target: Path, progress: Progress) -> tuple[str, ...]:
    from desktop.atomic_file import deliver
    from desktop.reports.text import render_text

    text = render_text(document)
    progress.check()
    deliver(text.encode(), target)
    return ()


_RENDERERS: Mapping[str, Callable[[Document, Path, Progress], tuple[str, ...]]] = {
    ".pdf": _pdf,
    ".xlsx": _workbook,
    ".txt": _text,
}
ORDER = asked(
    "order", N_("排序"), Choice(
        ("number", N_("学号")), ("pinyin", N_("姓名拼音")), ("strokes", N_("姓氏笔画")), ("gender", N_("性别、学号"))
    ), default="number",
)  # fmt: skip
