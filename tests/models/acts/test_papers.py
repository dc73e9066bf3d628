"""The papers acts declare, and what acts are listed under."""

import pytest

from desktop.reports.catalogue import report_named
from desktop.ui.record.act_surroundings import FEW
from models.acts.catalogue import acts, acts_of
from models.acts.papers import paper_of
from models.schema.fields import entity_named


@pytest.mark.parametrize("act", [act for act in acts() if act.paper is not None], ids=lambda act: act.name)
def test_a_paper_is_one_there_is_and_can_be_printed_for_what_it_says(act):
    assert act.paper.of in report_named(act.paper.report).filters
    assert entity_named(act.paper.of)


@pytest.mark.parametrize("entity", sorted({act.entity for act in acts()}))
def test_where_there_are_many_acts_each_is_in_a_group(entity):
    acts = acts_of(entity)
    assert len(acts) <= FEW or all(act.group for act in acts)


@pytest.mark.parametrize(
    ("register", "report"), [("status_change", "status-change-form"), ("placement", "assessment-form"), ("term", None)]
)
def test_the_paper_of_an_event(register, report):
    paper = paper_of(register)
    assert (paper and paper.report) == report
