"""Every act: what people wrote down stands after it, or it is refused; why it cannot be done reads well whatever it is called."""

import re
from contextlib import ExitStack, suppress
from datetime import date
from decimal import Decimal
from itertools import product
from unittest.mock import patch

import pytest

from models.acts import scene
from models.acts.catalogue import acts
from models.acts.planning import Case, plan_cases
from models.database import checking
from models.database.database import open_database
from models.schema.fields import entities, entity_named, fields_of
from models.schema.types import Code, Integer, MultiCode, Number, Text
from tests.desktop.ui.records import insert

DAY = date(2026, 3, 10)
STOOD, SAID = "原来写的", "又说的话"
STATES = ("status", "stage", "outcome")
LASTING = [act for act in acts() if not act.irreversible]  # the others are to let nothing stand
# which take more than what every record must say, and write no words
UNTRIED = {"decide", "late-registration", "leave-seat", "roll-year"}

ADDING = {  # some of those that add words
    "end-placement", "correct-placement", "leave-order-class", "mark-absent", "defer-place", "give-up-place",
    "refuse-credits", "leave-programme", "move-apprentice", "remove-apprentice", "register-term", "conclude-project",
    "refuse-claim", "resume-matter", "correct-agreement", "reverse-registration", "attend-activity-enterprise",
    "revoke-certificate", "correct-session", "return-registration", "reverse-enrol", "change-mentor",
}  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office with a record of each kind that acts are about, and of a few another."""
    database, made, others = open_database(tmp_path_factory.mktemp("remarks") / "x.db", installation=1), {}, {}
    kinds = sorted({name for act in LASTING for name in (act.entity, act.event, *act.needs) if name})
    with database.transaction("准备") as tx, patch.object(checking, "made_by_hand"):
        for name in kinds:
            if name not in made and not entity_named(name).internal:
                insert(tx, name, serial=70, made=made)
        for act in LASTING:
            if act.name.startswith("merge"):
                insert(tx, act.entity, serial=71, made=others)
    yield database, made, others
    database.close()


def notes(entity):
    return [f for f in fields_of(entity_named(entity)) if f.stored and f.is_note]


def given(act, made, others):
    return {f.name: others.get(f.to) if f.name == "other" else value_of(f, made) for f in act.fields}


def value_of(field, made):
    kind = field.type
    if field.to:
        return made.get(field.to)
    if isinstance(kind, Code):
        return (kind.codes.codes[0].code,) if isinstance(kind, MultiCode) else kind.codes.codes[0].code
    if isinstance(kind, Number):
        return Decimal(1)
    if isinstance(kind, Integer):
        return max(kind.minimum, 1)
    return DAY if kind.kind == "date" else SAID


def states(act):
    """Every state its subject may be in, by entity and column."""
    kinds = (act.entity, *({"status_period"} & set(act.needs)))
    fields = [(k, f) for k in kinds for f in fields_of(entity_named(k)) if f.stored and f.name in STATES]
    codes = [[(k, f.column, c.code) for c in f.type.codes.codes] for k, f in fields if isinstance(f.type, Code)]
    return product(*codes)


def planned(office, act, words, state, *, refusing=False):
    """The act as it would be done where these words stand in every row it looks at, whatever it would refuse."""
    database, made, others = office
    plain = scene.storage.decode

    def decode(kind, values):
        row, name = plain(kind, values), kind.__tablename__
        row |= {f.column: words(f) for f in notes(name) if f.column in row}
        return row | {column: code for entity, column, code in state if entity == name}

    with ExitStack() as stack:
        stack.enter_context(patch.object(scene.storage, "decode", decode))
        if not refusing:
            stack.enter_context(patch.object(type(act), "refusal", lambda *_: None))
        with database.reading() as connection:
            case = Case(act, made[act.entity], given(act, made, others))
            return plan_cases(connection, [case], day=DAY)


def thought_through(office, act, words):
    """What the act would do in all states from which it leads anywhere."""
    for state in states(act):
        with suppress(KeyError, AssertionError, ValueError):
            yield planned(office, act, words, state)


def changed(plan):
    """Every note of a row that is changed: (field, before, after); what an act finds anew is none."""
    renewed = {name for case in plan.cases for name in case.act.renews}
    for effect in (e for e in plan.effects if e.before is not None and e.after is not None):
        for field in notes(effect.entity):
            if field.column in effect.after and field.name not in renewed:
                yield field, effect.before[field.column], effect.after[field.column]


@pytest.mark.parametrize("act", LASTING, ids=lambda act: act.name)
def test_words_that_stand_there_stay_or_it_is_refused(office, act):
    plans = list(thought_through(office, act, lambda _field: STOOD))
    assert bool(plans) == (act.name not in UNTRIED)
    added = [one for plan in plans for one in changed(plan)]
    assert added or act.name not in ADDING
    for field, before, after in added:
        assert before == STOOD
        assert after.startswith(f"{STOOD}；"), field.name
        assert SAID in after
    full = thought_through(office, act, lambda field: "满" * field.type.length) if added else ()
    refused = [told for plan in full for told in no_room(plan)]
    assert bool(refused) == bool(added)
    for field, told in refused:
        assert field in {f.name for f in act.fields}
        assert told.fatal
        assert "写不下" in told.message


def no_room(plan):
    """Why words were refused: then nothing was done."""
    assert not list(changed(plan))
    for told in plan.refused.values():
        if told[1].code == "too-long":
            assert not plan.effects
            yield told


@pytest.mark.parametrize("act", LASTING, ids=lambda act: act.name)
def test_why_it_cannot_be_done_names_it_in_quotes(office, act):
    """不能办理不予办理 would read as two refusals."""
    for state in states(act):
        made = planned(office, act, lambda _field: None, state, refusing=True)
        for _field, told in made.refused.values():
            assert not re.search(r"不能(?:办理)?[不未免没无]", told.message)
            assert f"办理{act.title}" not in told.message


def test_what_is_called_a_reason_or_a_remark_is_never_written_over():
    said = [(e, f) for e in entities() for f in fields_of(e) if f.stored and type(f.type) is Text and not f.by_act]
    called = [(e, f) for e, f in said if re.search(r"(?:原因|事由|理由|说明|意见|情况|备注)$", f.label)]
    assert len([f for _e, f in called if not f.type.has_lines]) > 3
    assert not [(e.__tablename__, f.name) for e, f in called if not f.is_note]
