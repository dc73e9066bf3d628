"""What is composed by hand for records of an entity: parts of the detail pane, its tabs, a page of its own.

A composed part is read beside the window (see part.Part) and lays itself out from 320 pixels upwards. Each stands behind a
function, which imports its code when it is first shown.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.ui.kit.context import AppContext
from desktop.ui.list.detail_view import ListCommand
from models.acts.catalogue import doing, has_acts
from models.schema.fields import Entity
from models.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.record.master_detail import MasterDetailPage
    from desktop.ui.record.part import Part


def _order_classes() -> "type[MasterDetailPage]":
    from desktop.ui.record.order_class import OrderClassesPage

    return OrderClassesPage


def _enterprises() -> "type[MasterDetailPage]":
    from desktop.ui.record.enterprise import EnterprisesPage

    return EnterprisesPage


def _groups() -> "type[MasterDetailPage]":
    from desktop.ui.record.education_group import GroupsPage

    return GroupsPage


def _plans() -> "type[MasterDetailPage]":
    from desktop.ui.record.placement_plan import PlacementPlansPage

    return PlacementPlansPage


def _agreements() -> "type[MasterDetailPage]":
    from desktop.ui.record.agreement import AgreementsPage

    return AgreementsPage


def _programmes() -> "type[MasterDetailPage]":
    from desktop.ui.record.apprenticeship import ProgrammesPage

    return ProgrammesPage


def _activities() -> "type[MasterDetailPage]":
    from desktop.ui.record.activity import ActivitiesPage

    return ActivitiesPage


def _mentors() -> "type[MasterDetailPage]":
    from desktop.ui.record.apprenticeship import MentorsPage

    return MentorsPage


def _sessions() -> "type[MasterDetailPage]":
    from desktop.ui.record.exam_sessions import ExamSessionsPage

    return ExamSessionsPage


def _placement() -> "type[Part]":
    from desktop.ui.record.placement import PlacementPart

    return PlacementPart


def _student() -> "type[Part]":
    from desktop.ui.record.student import StudentPart

    return StudentPart


def _training() -> "type[Part]":
    from desktop.ui.record.student import TrainingPart

    return TrainingPart


def _family() -> "type[Part]":
    from desktop.ui.record.student import FamilyPart

    return FamilyPart


def _status_change() -> "type[Part]":
    from desktop.ui.record.event import StatusChangePart

    return StatusChangePart


def _placement_change() -> "type[Part]":
    from desktop.ui.record.event import PlacementChangePart

    return PlacementChangePart


# Pages that show a record beside its like, opened as `opened(id=…)`; what they show of it stands in the detail pane, too.
PAGES: "dict[str, Callable[[], type[MasterDetailPage]]]" = {
    "order_class": _order_classes,
    "enterprise": _enterprises,
    "education_group": _groups,
    "placement_plan": _plans,
    "exam_session": _sessions,
    "agreement": _agreements,
    "apprenticeship_programme": _programmes,
    "mentor": _mentors,
    "activity": _activities,
}
# Parts of the detail pane of records that have no such page.
PARTS: "dict[str, Callable[[], type[Part]]]" = {
    "placement": _placement,
    "student": _student,
    "status_change": _status_change,
    "placement_change": _placement_change,
}
# Tabs of the detail pane between overview and relations: (key, words, part). Where there are any, all that is filled in has
# a tab of its own too, and the overview is what its part makes of it.
TABS: "dict[str, tuple[tuple[str, str, Callable[[], type[Part]]], ...]]" = {
    "student": (("training", N_("培养实习"), _training), ("family", N_("家庭"), _family)),
}


def part_of(entity: type[Entity]) -> "type[Part] | None":
    """What is composed for records of an entity in the detail pane."""
    name = entity.__tablename__
    return PAGES[name]().part if name in PAGES else PARTS[name]() if name in PARTS else None


def has_page(entity: type[Entity] | None) -> bool:
    """Whether records of it are looked at on a page of their own."""
    return entity is not None and entity.__tablename__ in PAGES


def _attachments(entity: type[Entity], place: AppContext, _over: QWidget, ids: Sequence[int], _day: date) -> None:
    from desktop.ui.record.attachments import open_attachments

    open_attachments(place, entity, ids[0])


def _act(entity: type[Entity], place: AppContext, over: QWidget, ids: Sequence[int], _day: date) -> None:
    from desktop.ui.record.act_menu import choose_act

    choose_act(place, over, entity, ids)


def _seats(place: AppContext, _over: QWidget, ids: Sequence[int], _day: date) -> None:
    place.page("seats", {"id": ids[0]})


def _join(place: AppContext, _over: QWidget, ids: Sequence[int], _day: date) -> None:
    from desktop.ui.record.act_panel import open_act
    from models.acts.order_class_members import JOIN

    open_act(place, JOIN, ids)


def _place(place: AppContext, _over: QWidget, ids: Sequence[int], _day: date) -> None:
    from desktop.ui.record.act_panel import open_act
    from models.acts.arranging import ARRANGE

    open_act(place, ARRANGE, ids)


COMMANDS: dict[str, tuple[ListCommand, ...]] = {  # of a list of its own; their words in the source language
    "exam_session": (ListCommand("table", N_("考场座位"), _seats, single=True),),
    "student": (
        ListCommand("people_community", N_("加入订单班"), _join),
        ListCommand("briefcase", N_("安排实习"), _place),
    ),
}


def commands_for(entity: type[Entity]) -> tuple[ListCommand, ...]:
    """What a list offers for its records: acts, attachments, and the commands of its own."""
    words = _("{doing}…").format(doing=doing(entity.__tablename__))
    acts = (ListCommand("arrow_swap", words, partial(_act, entity)),) if has_acts(entity) else ()
    kept = ListCommand("document", _("附件…"), partial(_attachments, entity), single=True)
    own = COMMANDS.get(entity.__tablename__, ())
    return (*acts, kept, *(replace(each, words=_(each.words)) for each in own))
