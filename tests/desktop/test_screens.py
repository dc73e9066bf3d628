"""What is declared of entities' screens names fields, entities and reports that are there."""

import pytest

from desktop import screens
from desktop.drafts import field_groups
from desktop.reports.catalogue import reports
from models.schema.fields import entities, entity_named, every_entity, field_map

TABLES = {name: getattr(screens, name) for name in ("COLUMNS", "BESIDES", "SPARED", "STATES")}


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_fields(table):
    wrong = [
        (name, each)
        for name, fields in TABLES[table].items()
        for each in fields
        if each not in field_map(entity_named(name))
    ]
    assert wrong == []


def test_a_column_that_is_no_field_is_a_fault(monkeypatch):
    monkeypatch.setitem(screens.COLUMNS, "enterprise", ("name", "contact_phone"))
    with pytest.raises(KeyError, match="contact_phone"):
        screens.first_columns(entity_named("enterprise"))


@pytest.mark.parametrize("name", field_groups.SECTIONS)
def test_sections_of_forms_name_each_field_once(name):
    known = set(field_map(entity_named(name)))
    words = [word for _title, names in field_groups.SECTIONS[name] for word in names.split()]
    assert [
        word
        for word in words
        if word not in known and not (word.endswith("_") and any(f.startswith(word) for f in known))
    ] == []
    assert len(words) == len(set(words))


def test_sections_and_papers_name_what_there_is():
    tables = {entity.__tablename__ for entity in every_entity()}
    assert {name for section in screens.SECTIONS for name in (*section.shown, *section.kept_back)} <= tables
    assert {paper for papers in screens.PAPERS.values() for paper, _of in papers} <= {one.name for one in reports()}
    assert set(screens.PAPERS) <= {entity.__tablename__ for entity in entities()}
