"""The figures of an import that is looked over: after mending they are what counting everything anew would give."""

import re
from itertools import product
from pathlib import Path

import pytest

import desktop.exchange
import models
from desktop.exchange import suggesting
from desktop.exchange.plan import Action, CellError, ImportPlan, ImportRow
from desktop.exchange.review import Fate, look_over, tally
from desktop.exchange.workbook import Workbook
from models.schema.fields import entity_named

DOUBT, MADE = CellError("phone", "format", "号码可能有误"), CellError("school_class", "unknown-reference", "新建")
FAULT = CellError("name", "required", "缺姓名")
KINDS = {
    "new": {},
    "doubtful": {"warnings": [DOUBT]},
    "makes another": {"warnings": [MADE]},
    "changed": {"action": Action.UPDATE, "written": {"phone": "1", "remark": "甲"}},
    "changed, doubtful": {"action": Action.UPDATE, "written": {"phone": "1"}, "warnings": [DOUBT]},
    "unchanged": {"action": Action.UNCHANGED},
    "rejected": {"action": Action.REJECT, "errors": [FAULT]},
    "rejected, doubtful": {"action": Action.REJECT, "errors": [FAULT], "warnings": [DOUBT]},
}
# kind: which cards count it, how many cells it changes, whether there is something to mend
COUNTED = {
    "new": ({Fate.INSERT}, 0, False),
    "doubtful": ({Fate.INSERT, Fate.DOUBT}, 0, True),
    "makes another": ({Fate.INSERT}, 0, False),
    "changed": ({Fate.UPDATE}, 2, False),
    "changed, doubtful": ({Fate.UPDATE, Fate.DOUBT}, 1, True),
    "unchanged": ({Fate.UNCHANGED}, 0, False),
    "rejected": ({Fate.REJECT}, 0, True),
    "rejected, doubtful": ({Fate.REJECT}, 0, True),
}


def row(kind, number):
    return ImportRow("名单", number, **{name: type(value)(value) for name, value in KINDS[kind].items()})


def plan_of(*kinds):
    rows = [row(kind, number) for number, kind in enumerate(kinds, 2)]
    path = Path("名单.xlsx")
    return ImportPlan(entity_named("student"), path, rows, ("名单",), (), (), Workbook(path, "xlsx", ()), ())


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_is_counted_by_its_cards(kind):
    found = tally(plan_of("unchanged", kind))
    fates, cells, bad = COUNTED[kind]
    assert {fate for fate in Fate if found.counts[fate] > (fate is Fate.UNCHANGED)} == fates - (
        {Fate.UNCHANGED} if kind != "unchanged" else set()
    )
    assert (found.differences, found.troubled) == (cells, frozenset({1} if bad else ()))


@pytest.mark.parametrize(("before", "after"), [*product(KINDS, KINDS)])
def test_figures_rise_and_fall_with_the_rows_judged_again(before, after):
    others = ("rejected", "changed", "doubtful")
    plan, wanted = plan_of(*others, before), plan_of(*others, after)
    seen = look_over(plan, tally(plan), {3: wanted.rows[3]})
    assert seen.tally == tally(wanted)
    assert sum(problem.rows for problem in seen.problems if problem.fatal) == 1 + after.startswith("rejected")


def test_no_row_judged_again_changes_no_figure():
    plan = plan_of(*KINDS)
    assert look_over(plan, tally(plan), {}).tally == tally(plan)


CODE = re.compile(r'(?:warning|Complaint|CellError)\(\s*"([a-z]+(?:-[a-z0-9]+)*)"')


def test_every_kind_of_complaint_has_a_name_of_its_own():
    """The review shows it in the cell where the sentence has no room, and at its side."""
    root = Path(models.__file__).parent
    places = [*(root / part for part in ("entities", "acts", "schema")), Path(desktop.exchange.__file__).parent]
    codes = {code for place in places for file in place.rglob("*.py") for code in CODE.findall(file.read_text("utf-8"))}
    assert {"illegal-transition", "conflict", "required"} <= codes
    assert sorted(codes - suggesting.KINDS.keys()) == []
