"""What an act would do, read beside the window: what becomes of every register, to whom it cannot be done, and counts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from desktop.ui.record.act_apart import Proposal
from desktop.ui.record.act_outcome import RegisterOutcome, outcomes_of
from models.acts.act import Act, Told
from models.acts.foreseeing import Count, Verdict, counted_on, foreseen
from models.acts.planning import ActPlan, offered, plan
from models.acts.wording import proposals
from models.database.database import Database
from models.database.results import displays
from models.database.transaction import count_of
from models.progress import SILENT, Progress
from models.schema.complaints import Complaint
from models.schema.fields import Entity, entity_named


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of one subject: of which field of the act, and what; `key` is its id."""

    subject: str
    field: str
    complaint: Complaint
    key: int | None = None


@dataclass(frozen=True, slots=True)
class ActPreview:
    """An act thought through for its subjects; without a `plan` nothing can be done yet, or to nobody."""

    name: str
    asked: int
    plan: ActPlan | None = None
    outcomes: tuple[RegisterOutcome, ...] = ()
    refused: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    counts: tuple[Count, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)  # of all subjects, in their order
    unasked: Collection[str] = ()  # fields that mean nothing of the subjects

    @property
    def fit(self) -> int:
        """To how many it can be done."""
        return self.asked - len(self.refused)

    @property
    def counted_on(self) -> date:
        """The day the counts are of."""
        assert self.plan is not None
        return counted_on(self.plan)

    @property
    def changes(self) -> int:
        """How many records it writes, as its change set will count them."""
        found: dict[type[Entity], set[object]] = {}
        for effect in self.plan.effects if self.plan is not None else ():
            found.setdefault(entity_named(effect.entity), set()).add(effect.record)
        return count_of(found)


def preview(  # noqa: PLR0913 - what a person says of an act
    database: Database, act: Act, subjects: Sequence[int], given: Mapping[str, Any], answers: Mapping[str, str], *,
    apart: Mapping[int, Mapping[str, Any]] = MappingProxyType({}), lacking: Collection[str] = (),
    progress: Progress = SILENT,
) -> ActPreview:  # fmt: skip
    """The act as it would be done now, with what was given for some `apart`.

    While required fields are `lacking` it is what does not depend on them; while the day or what need not be given is
    mistyped only who is ruled out is told.
    """
    with database.reading(progress) as connection:
        found = displays(connection, entity_named(act.entity), subjects)
        names = {key: found.get(key, "") for key in subjects}
        name = next(iter(names.values()), "")
        about: dict[str, Any] = {"names": names, "unasked": act.unasked(connection, subjects)}
        if not set(lacking) <= {*(field.name for field in act.needed), *act.either}:
            told = offered(connection, [act], subjects, given.get(act.dated))[act]
            return ActPreview(name, len(subjects), refused=_remarks(names, told.items()), **about)
        made = plan(connection, act, subjects, given, answers, None, apart, draft=bool(lacking))
        out = {case.subject: made.refused[n] for n, case in enumerate(made.cases) if n in made.refused}
        refused = _remarks(names, out.items())
        fit = [subject for subject in subjects if subject not in out]
        if not fit:
            return ActPreview(name, len(subjects), refused=refused, **about)
        if out:
            made = plan(connection, act, fit, given, answers, None, apart, draft=bool(lacking))
        progress.check()
        outcomes = outcomes_of(connection, act, made.effects, made.cases)
        shown = proposals(connection, made)
    progress.check()
    seen = foreseen(database, made)
    who = {n: names.get(case.subject, "") for n, case in enumerate(made.cases) if isinstance(case.subject, int)}
    warnings = tuple(Remark(who[n], *one) for n, some in made.warnings.items() for one in some)
    notes = tuple((who[n], words) for n, some in made.notes.items() for words in some)
    proposed = tuple(Proposal(made.cases[n].subject, who[n], words) for n, words in shown.items() if n in who)  # type: ignore[arg-type] # who is known has a number
    return ActPreview(
        name, len(subjects), made, outcomes, refused, warnings, notes, seen.verdicts, seen.counts, proposed, **about
    )


def _remarks(names: Mapping[int, str], told: Iterable[tuple[Any, Told]]) -> tuple[Remark, ...]:
    return tuple(Remark(names.get(key, ""), *why, key) for key, why in told)
