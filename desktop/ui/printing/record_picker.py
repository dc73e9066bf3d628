"""Choosing the records a paper is printed for: search, years, ticks, in a plate below the field."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from desktop.reports.job import PrintJob
from desktop.reports.report import Report
from desktop.ui.kit import layouts
from desktop.ui.kit.chooser import Chooser
from desktop.ui.kit.controls import Button, Kind, Note
from desktop.ui.kit.menu_field import MenuField, Plate
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.kit.tasks import Tasks
from desktop.ui.kit.text_match import matches
from models.database.database import Database
from models.database.query import Query
from models.database.results import ids_of, read_all
from models.database.search import searched
from models.progress import Progress
from models.schema.fields import Entity, field_map
from models.schema.showing import text_of
from models.words import _, several

_YEAR = "grade_year"
_PAUSE = 120
_ROW = 30


class Candidate(NamedTuple):
    """A record a paper can be printed for."""

    id: int
    name: str
    year: int | None = None


def candidates(database: Database, entity: type[Entity]) -> tuple[Candidate, ...]:
    """Every record of the entity with what it shows, those of the latest year first."""
    fields = field_map(entity)
    columns = [name for name in (entity.display, _YEAR) if name in fields]
    shown = fields[entity.display]
    with database.reading() as connection:
        found = [
            Candidate(row.id, text_of(shown, row.values[entity.display]), row.values.get(_YEAR))
            for row in read_all(connection, Query(entity), columns)
        ]
    return tuple(sorted(found, key=lambda one: -(one.year or 0)))


def first_choice(among: Iterable[Candidate]) -> tuple[int, ...]:
    """What one probably wants to print when nothing was chosen: the latest year, or everything if there are no years."""
    known = tuple(among)
    latest = max((one.year for one in known if one.year), default=None)
    return tuple(one.id for one in known if one.year == latest)


def scope_words(job: PrintJob, among: Iterable[Candidate]) -> str:
    """Which records: the name of one, a whole year, the count of several, or all of them."""
    assert isinstance(job.subject, Report)
    entity, known = job.entity, {one.id: one for one in among}
    label, many = _(entity.label), several(entity.label)
    if not job.ids:
        return _("请选择{label}").format(label=label) if job.subject.per_record else _("全部{label}").format(label=many)
    if len(job.ids) == 1:
        here = known.get(job.ids[0])
        return here.name if here is not None else _("1 个{label}").format(label=label)
    if len(job.ids) == len(known):
        return _("全部 {count} 个{label}").format(count=len(known), label=many)
    count = _("{count} 个{label}").format(count=len(job.ids), label=many)
    years = {known[key].year if key in known else None for key in job.ids}
    year = next(iter(years)) if len(years) == 1 else None
    return count if year is None else _("{year}级，{count}").format(year=year, count=count)


class RecordPicker(Plate):
    """Opens below the field; `chosen` with the ids ticked, in the order of the list, after every change."""

    chosen = Signal(object)

    def __init__(self, database: Database, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._database, self._tasks = database, tasks
        self._entity: type[Entity] | None = None
        self._all: tuple[Candidate, ...] = ()
        self._hits: frozenset[int] | None = None
        self._year: int | None = None
        self._many = True
        self.chooser = Chooser(self, pause=_PAUSE, row=_ROW)
        self.chooser.box.setClearButtonEnabled(True)
        self.chooser.asked.connect(self._look)
        self.chooser.ticked.connect(self._emit_chosen)
        self.count = Note()
        self._lay_out()

    def _lay_out(self) -> None:
        self._head = layouts.row((self.chooser.box, 1), margins=(12, 0, 12, 0))
        foot = layouts.row(margins=(12, 0, 12, 0))
        for words, on in ((_("全选"), True), (_("全不选"), False)):
            button = Button(words, Kind.LINK).leads(lambda _down=False, on=on: self.tick_shown(on=on))
            foot.addWidget(button)
        layouts.add(foot, layouts.STRETCH, self.count)
        done = Button(_("完成")).leads(self.hide)
        layouts.add(foot, 8, done)
        layouts.column(self._head, (self.chooser.view, 1), foot, parent=self, gap=8, margins=(1, 12, 1, 10))

    def prepare(self, entity: type[Entity], among: tuple[Candidate, ...], chosen: Iterable[int]) -> None:
        """Offer these records, some of them ticked."""
        label = _(entity.label)
        self._entity, self._all, self._year, self._hits = entity, among, None, None
        ticked = set(chosen)
        self.chooser.model.ticked = {one.id: Suggestion(one.id, one.name) for one in among if one.id in ticked}
        self.chooser.box.clear()
        self.chooser.box.setPlaceholderText(_("查找{label}：名称、拼音").format(label=label))
        self.chooser.name(_("查找{label}").format(label=label), _("{label}，可多选").format(label=label))
        self._offer_years()
        self._narrow()
        self._say()

    def _offer_years(self) -> None:
        layouts.clear(self._head, keep=1)
        years = sorted({one.year for one in self._all if one.year}, reverse=True)
        if len(years) > 1:
            words = _("{year}级")
            choices = [(None, _("全部年级")), *((y, words.format(year=y)) for y in years)]
            self._head.addWidget(MenuField(_("年级"), choices, key=None, width=112, then=self._take_year))

    def open_below(self, field: QWidget) -> None:
        """Show it under the field."""
        width, height = max(field.width(), 380), 420
        corner = field.mapToGlobal(QPoint(0, field.height() + 4))
        screen = field.screen().availableGeometry()
        corner.setX(min(corner.x(), screen.right() - width))
        corner.setY(min(corner.y(), screen.bottom() - height))
        self.setGeometry(corner.x(), corner.y(), width, height)
        self.show()
        self.chooser.box.setFocus()

    def _take_year(self, year: object) -> None:
        self._year = year if isinstance(year, int) else None
        self._narrow()

    def _look(self, text: str) -> None:
        """Find the text in the search index, which knows pinyin; names that contain it are found anyway."""
        entity, database = self._entity, self._database
        self._tasks.stop(self)
        if not text or entity is None or not searched(entity):
            self._hits = frozenset() if text else None
            self._narrow()
            return

        def work(_progress: Progress) -> frozenset[int]:
            with database.reading() as connection:
                return frozenset(ids_of(connection, Query(entity, search=text)))

        self._tasks.read(work, self._found, receiver=self)

    def _found(self, hits: frozenset[int]) -> None:
        self._hits = hits
        self._narrow()

    def _narrow(self) -> None:
        text, hits = self.chooser.box.text(), self._hits
        indexed = self._entity is not None and bool(searched(self._entity))  # the index has found the pinyin
        self.chooser.show([
            Suggestion(one.id, one.name) for one in self._all
            if (self._year is None or one.year == self._year) and (hits is None or one.id in hits or matches(one.name, text, latin=not indexed))
        ])  # fmt: skip

    def tick_shown(self, *, on: bool) -> None:
        """Tick all that are shown, or take all their ticks off."""
        self.chooser.model.tick_these(self.chooser.model.offers, on=on)
        self._emit_chosen()

    @property
    def _ticked(self) -> Mapping[int, Suggestion]:
        return self.chooser.model.ticked or {}

    def _say(self) -> None:
        words = _("已选 {count} / {total}")
        self.count.setText(words.format(count=f"{len(self._ticked):,}", total=f"{len(self._all):,}"))

    def _emit_chosen(self) -> None:
        self._say()
        self.chosen.emit(tuple(one.id for one in self._all if one.id in self._ticked))
