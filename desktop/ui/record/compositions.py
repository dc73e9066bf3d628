"""What is composed by hand for records of an entity: a page of its own, parts of the detail pane; and what its list offers.

A composed part is read beside the window (see part.Part) and lays itself out from 320 pixels upwards. Its code is imported
when the first record of its entity is about to be seen.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.screens.catalogue import screen_of
from desktop.screens.screen import Command
from desktop.ui.kit.context import AppContext
from desktop.ui.list.detail_view import ListCommand
from models.schema.fields import Entity
from models.words import _

if TYPE_CHECKING:
    from desktop.ui.record.master_detail import MasterDetailPage
    from desktop.ui.record.part import Part


def page_of(entity: type[Entity]) -> "type[MasterDetailPage] | None":
    """The page that shows a record beside its like, opened as `opened(id=…)`; its part stands in the detail pane, too."""
    found: type[MasterDetailPage] | None = None
    match entity.__tablename__:
        case "activity":
            from desktop.ui.record.activity import ActivitiesPage as found
        case "agreement":
            from desktop.ui.record.agreement import AgreementsPage as found
        case "apprenticeship_programme":
            from desktop.ui.record.apprenticeship import ProgrammesPage as found
        case "education_group":
            from desktop.ui.record.education_group import GroupsPage as found
        case "enterprise":
            from desktop.ui.record.enterprise import EnterprisesPage as found
        case "exam_session":
            from desktop.ui.record.exam_sessions import ExamSessionsPage as found
        case "mentor":
            from desktop.ui.record.apprenticeship import MentorsPage as found
        case "order_class":
            from desktop.ui.record.order_class import OrderClassesPage as found
        case "placement_plan":
            from desktop.ui.record.placement_plan import PlacementPlansPage as found
    return found


def has_page(entity: type[Entity] | None) -> bool:
    """Whether records of it are looked at on a page of their own."""
    return entity is not None and page_of(entity) is not None


def part_of(entity: type[Entity]) -> "type[Part] | None":
    """What is composed for records of an entity in the detail pane."""
    page = page_of(entity)
    found: type[Part] | None = page.part if page is not None else None
    match entity.__tablename__:
        case "placement":
            from desktop.ui.record.placement import PlacementPart as found
        case "placement_change":
            from desktop.ui.record.event import PlacementChangePart as found
        case "status_change":
            from desktop.ui.record.event import StatusChangePart as found
        case "student":
            from desktop.ui.record.student import StudentPart as found
    return found


def _attachments(entity: type[Entity], place: AppContext, _over: QWidget, ids: Sequence[int], _day: date) -> None:
    from desktop.ui.record.attachments import open_attachments

    open_attachments(place, entity, ids[0])


def _act(entity: type[Entity], place: AppContext, over: QWidget, ids: Sequence[int], _day: date) -> None:
    from desktop.ui.record.act_menu import choose_act

    choose_act(place, over, entity, ids)


def _declared(command: Command, place: AppContext, _over: QWidget, ids: Sequence[int], _day: date) -> None:
    from desktop.ui.record.act_panel import open_act
    from models.acts.catalogue import act_named

    act = act_named(command.act)
    if act is not None:
        open_act(place, act, ids)
    else:
        place.page(command.page, {"id": ids[0]})


def commands_for(entity: type[Entity]) -> tuple[ListCommand, ...]:
    """What a list offers for its records: acts, attachments, and what its screen declares."""
    from models.acts.catalogue import doing, has_acts  # the window is there sooner without

    words = _("{doing}…").format(doing=doing(entity.__tablename__))
    acts = (ListCommand("arrow_swap", words, partial(_act, entity)),) if has_acts(entity) else ()
    kept = ListCommand("document", _("附件…"), partial(_attachments, entity), single=True)
    own = (
        ListCommand(each.icon, _(each.words), partial(_declared, each), single=bool(each.page))
        for each in screen_of(entity).commands
    )
    return (*acts, kept, *own)
