"""An event of a register: what it did to the other registers when it took effect."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.ui.kit.controls import Note
from desktop.ui.record.act_outcome import RegisterOutcome, outcomes_of
from desktop.ui.record.facts import FactList
from desktop.ui.record.overview import Fact
from desktop.ui.record.part import Part
from desktop.ui.record.sheets import FactSection
from models.acts.posted import effects_posted
from models.words import _

if TYPE_CHECKING:
    from models.statistics import Connection


class EventPart(Part):
    """What an event did; a subclass reads its register."""

    def build(self, view: tuple[RegisterOutcome, ...]) -> QWidget:
        """Register by register, or that the log does not know."""
        facts = tuple(Fact(one.title, outcome.words) for one in view for outcome, _count in one.told)
        told = FactList(facts) if facts else Note(_("没有当时的操作记录，或没有改动别的登记簿"))
        return FactSection(_("这一步做了什么"), told, first=True)


def _read(register: str, connection: "Connection", key: int) -> tuple[RegisterOutcome, ...] | None:
    found = effects_posted(connection, register, key)
    return None if found is None else outcomes_of(connection, *found)


class StatusChangePart(EventPart):
    """What a change of status did."""

    reading = staticmethod(lambda connection, key, _day: _read("status_change", connection, key))


class PlacementChangePart(EventPart):
    """What a change of a placement did."""

    reading = staticmethod(lambda connection, key, _day: _read("placement_change", connection, key))
