"""Sessions of examination beside each other: those in progress, planned and over, each with what it waits for."""

from array import array
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from desktop.reports.catalogue import report_named
from desktop.screens.catalogue import screen_of
from desktop.ui.kit.chips import Shape
from desktop.ui.record.exam_session import ExamSessionPart, NextStep
from desktop.ui.record.master_detail import MasterDetailPage, Print
from desktop.ui.record.master_list import MasterRow, Values
from models.database.query import Query
from models.database.results import ids_of, read_all, rows_of
from models.entities.certificates import ExamSession
from models.entities.exam_checks import ARCHIVED, PREPARED
from models.entities.exam_counts import CHECKED, CREDITED, ENTERED, EXAMINED, FEE_PAID, ISSUED, PASSED, PLACED
from models.schema.codes import table
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.statistics import Connection
from models.statistics.session_views import stages
from models.words import N_, _, joined

_FIELDS = field_map(ExamSession)


class SessionsBeside(NamedTuple):
    """What lines of the list tell besides: of each session, by its code, its registrations by step, of each group its sessions and people."""

    steps: Mapping[str, Mapping[str, int]]
    groups: Mapping[str, tuple[int, int]]
    day: date


class ExamSessionsPage(MasterDetailPage):
    """Sessions with how they stand: those in progress, those planned, those that are over."""

    entity, part = ExamSession, ExamSessionPart
    columns = ("code", "certificate", "exam_date", "status", "registered", "planned", "sat", "passed")
    chips = ("status", "code")
    hint = N_("批次、证书、考点、拼音")
    in_force = False
    order = ("exam_date", "code")
    adds = N_("办理")

    def _make(self) -> None:
        super()._make()
        self.contents.record_shown.connect(self._tell_next)

    def _show_current(self) -> None:
        super()._show_current()
        self.add.hide()  # until it is known what comes next

    def _tell_next(self) -> None:
        """The primary button says what the session waits for."""
        further = self._further
        if further is not None:
            self.add.setText(further.words)
            self.add.updateGeometry()
        self.add.setVisible(further is not None)

    def added(self) -> None:
        """Do what comes next."""
        if self._further is not None:
            self._further.do()

    @property
    def _further(self) -> NextStep | None:
        assert isinstance(self.contents, ExamSessionPart)
        return self.contents.further

    @staticmethod
    def arranged(connection: Connection, query: Query) -> "array[int] | None":
        """In progress first, then planned, then over; by their days within."""
        ids = ids_of(connection, query)
        rows = {row.id: row.values for row in rows_of(connection, query, ids, ("status",))}
        places = {key: nth for nth, key in enumerate(ids)}
        return array("q", sorted(ids, key=lambda key: (_group(rows[key]["status"]), places[key])))

    @staticmethod
    def besides(connection: Connection, day: date) -> SessionsBeside:
        """Steps of registrations, and the groups with how many are in them."""
        groups, known, steps = dict[str, tuple[int, int]](), stages(connection, day), dict[str, Mapping[str, int]]()
        for row in read_all(connection, Query(ExamSession), ("code", "status", "registered")):
            steps[row.values["code"]] = known.get(row.id, {})
            name = _GROUPS[_group(row.values["status"])]
            sessions, people = groups.get(name, (0, 0))
            groups[name] = sessions + 1, people + row.values["registered"]
        return SessionsBeside(steps, groups, day)

    def describe(self, values: Values) -> MasterRow:
        """What is examined, when and how far it is, how many."""
        status = text_of(_FIELDS["status"], values["status"])
        planned = values["planned"]
        right = (
            _("{count} 人").format(count=values["registered"])
            if values["registered"]
            else _("计划 {count}").format(count=planned)
            if planned
            else ""
        )
        beside = self.beside or SessionsBeside({}, {}, date.min)
        steps = beside.steps.get(values["code"], {})
        stage = stage_of(steps, values["status"], over=values["exam_date"] <= beside.day)
        group = _GROUPS[_group(values["status"])]
        sessions, people = beside.groups.get(group, (0, 0))
        told = _("{sessions} 批·{people} 人") if people else _("{sessions} 批")
        return MasterRow(
            values["certificate"] or values["code"],
            joined((str(values["exam_date"]), stage)),
            right,
            shape=_shape_of(values["status"]),
            state=status,
            ends=True,
            group=_(group),
            of_group=told.format(sessions=sessions, people=people),
        )

    def prints(self, key: int) -> Sequence[Print]:
        """The papers of a session."""
        return tuple(
            (_(report_named(name).title), {"report": name, "ids": (key,)}) for name in screen_of(ExamSession).papers
        )


_GROUPS = (N_("进行中"), N_("计划"), N_("已结"))


def _group(status: str | None) -> int:
    """Which group of the list a session is in."""
    return {PREPARED: 1, ARCHIVED: 2}.get(status or PREPARED, 0)


def stage_of(steps: Mapping[str, int], status: str | None, *, over: bool) -> str:
    """What a session waits for, in a word, by how many of its registrations stand at which step."""
    examined = any(steps.get(step) for step in (EXAMINED, PASSED, ISSUED, CREDITED))
    waits = ((ENTERED, _("审核中")), (CHECKED, _("缴费中")), (FEE_PAID, _("待排座"))) if not examined else ()
    results = ((PLACED, _("待成绩")),) if over else ()
    after = (*results, (PASSED, _("待发证")), (ISSUED, _("待认定学分")))
    found = next((words for step, words in (*waits, *after) if steps.get(step)), "")
    if found:
        return found
    return text_of(_FIELDS["status"], status)


def _shape_of(status: str | None) -> Shape:
    """Preparing, taking registrations and seating, held, closed."""
    order = [code.code for code in table("session-status").codes]
    at = order.index(status) if status in order else 0
    shapes = (Shape.TODO, Shape.WAIT, Shape.WAIT, Shape.ACTIVE, Shape.ACTIVE, Shape.DONE)
    return shapes[min(at, len(shapes) - 1)]
