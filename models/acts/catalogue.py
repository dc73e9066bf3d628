"""Every act there is: a new one is a module of its own, and its name here."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from models.acts.act import Act, Told
from models.schema.fields import Entity
from models.words import _, in_every_language


@cache
def acts() -> tuple[Act, ...]:
    """Every act, in the order of the menus; their modules are read when somebody first asks: the window opens without."""
    from models.acts.agreements import AGREEMENT_ACTS
    from models.acts.apprentices import APPRENTICE_ACTS
    from models.acts.arranging import ARRANGE
    from models.acts.cooperation import COOPERATION_ACTS
    from models.acts.destinations import DESTINATION_ACTS
    from models.acts.enrolling import ENROLLING
    from models.acts.erasing import ERASING
    from models.acts.exam_late import LATE_REGISTRATION
    from models.acts.exam_registrations import EXAM_REGISTERING
    from models.acts.exam_results import EXAM_RESULTS
    from models.acts.exam_seats import SEATING
    from models.acts.exam_sessions import EXAM_SESSIONS
    from models.acts.graduating import AuditGraduation
    from models.acts.insuring import INSURING
    from models.acts.merging import MERGES
    from models.acts.order_class_members import ORDER_CLASS_ACTS
    from models.acts.placement_changes import CHANGES
    from models.acts.placements import PLACEMENT_ACTS
    from models.acts.programmes import PROGRAMME_ACTS
    from models.acts.reversal import REVERSALS
    from models.acts.stages import STAGES
    from models.acts.status_changes import KINDS
    from models.acts.terms import TERMS
    from models.acts.year_roll import YEAR_ROLL

    return (
        *KINDS, *TERMS, ARRANGE, *STAGES, *PLACEMENT_ACTS, *CHANGES, *REVERSALS, AuditGraduation(), *ENROLLING,
        *ORDER_CLASS_ACTS, *YEAR_ROLL, *INSURING, *SEATING, LATE_REGISTRATION, *EXAM_SESSIONS, *EXAM_REGISTERING, *EXAM_RESULTS,
        *AGREEMENT_ACTS, *APPRENTICE_ACTS, *PROGRAMME_ACTS, *COOPERATION_ACTS,
        *DESTINATION_ACTS,
        *MERGES, *ERASING,
    )  # fmt: skip


def acts_of(entity: str) -> tuple[Act, ...]:
    """The acts that are offered for records of this entity."""
    return tuple(act for act in acts() if act.entity == entity and act.listed)


@cache
def act_mending(entity: str, code: str) -> Act | None:
    """The act that puts right what is wrong with a record, by the code of the complaint."""
    return next((act for act in acts_of(entity) if code in act.mends), None)


def is_reversible(register: str) -> bool:
    """Whether events of a register can be taken back long after (冲回)."""
    return any(act.reverses for act in acts_of(register))


def has_acts(entity: type[Entity] | None) -> bool:
    """Whether there are acts whose subjects are such records."""
    return entity is not None and bool(acts_of(entity.__tablename__))


def doing(entity: str) -> str:
    """What all that is done to such records is called together, in the language in use."""
    return _("办理异动") if entity in ("student", "status_change") else _("办理")


@cache
def act_named(text: str) -> Act | None:
    """The act of a name: its English one, or what it is called in any language."""
    return next((act for act in acts() if text == act.name or text in in_every_language(act.label)), None)


@cache
def _posting() -> Mapping[str, Callable[[Mapping[str, Any]], Act | Told]]:
    """By register of events, what finds the act of one."""
    from models.acts.placement_changes import change_of
    from models.acts.status_changes import act_of

    return {"status_change": act_of, "placement_change": change_of}


def act_posting(entity: str, values: Mapping[str, Any]) -> Act | Told:
    """The act that enters an event which says this; why not where there is none."""
    return _posting()[entity](values)


def makes_subject(entity: str, values: Mapping[str, Any]) -> bool:
    """Whether an event that says this makes the one it is about, where nobody has heard of them."""
    act = act_posting(entity, values) if entity in _posting() else None
    return isinstance(act, Act) and act.makes


def act_supplying(register: str) -> Act | None:
    """The act that enters a record of this register which a sheet refers to and nobody entered."""
    return next((act for act in acts() if act.supplies == register), None)


def deciding(entity: str) -> Act:
    """The act by which an event entered before takes effect."""
    from models.acts.stages import STAGES

    return next(act for act in STAGES if act.entity == entity and act.name == "decide")
