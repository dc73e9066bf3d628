"""In which group of a form or a page each field of a record stands."""

import pytest

from desktop.drafts import field_groups
from desktop.drafts.child_entities import children_of
from desktop.drafts.field_groups import (
    COMPUTED,
    MAIN,
    REST,
    form_groups,
    groups_of,
    heading_of,
    key_fields,
    label_of,
    title_of,
)
from models.schema.fields import entities, entity_named, field_map, fields_of

ENTITIES = [entity.__tablename__ for entity in entities()]


@pytest.mark.parametrize("name", ENTITIES)
def test_every_field_stands_in_one_group(name):
    groups = groups_of(entity_named(name))
    told = [field.name for _title, fields in groups for field in fields]
    assert sorted(told) == sorted(field.name for field in fields_of(entity_named(name)))
    assert all(fields for _title, fields in groups)
    for title, fields in groups:
        assert title != COMPUTED or not any(field.writable for field in fields)


@pytest.mark.parametrize("name", ENTITIES)
def test_what_is_required_searched_a_key_or_expected_of_another_record_comes_first(name):
    """The rule said another way: of each field of each register, whatever of it holds."""
    entity = entity_named(name)
    keys = {part for key in entity.keys for part in key}
    for field in fields_of(entity):
        found = field_groups._group(field, keys)
        if not field.writable:
            assert found == COMPUTED
        elif field.via is not None and field.via.fixed:
            assert found == entity_named(field.via.entity).label
        else:
            refers = field.type.kind in {"reference", "references"} or field.via is not None
            first = field.required or field.search or field.name in keys or (field.expected and refers)
            assert found == (MAIN if first else REST), field.name


@pytest.mark.parametrize("name", ENTITIES)
def test_a_form_has_every_table_once_and_what_is_left_last(name):
    groups = form_groups(entity_named(name))
    tables = [part for _title, part in groups if not isinstance(part, tuple)]
    assert sorted(child.table for child in tables) == sorted(child.table for child in children_of(entity_named(name)))
    titles = [title for title, _part in groups]
    tail = [title for title in titles if title in (REST, COMPUTED)]
    assert titles[len(titles) - len(tail) :] == tail


# fields of a student; alone under their heading, where the heading is not seen, over a column
CALLED = [
    ("name", "姓名", "姓名", "姓名"),
    ("guardian_name", "姓名", "监护人·姓名", "姓名"),
    ("is_migrant_child", "是否随迁子女", "是否随迁子女", "随迁子女"),
]


@pytest.mark.parametrize(("name", "label", "title", "heading"), CALLED)
def test_what_a_field_is_called(name, label, title, heading):
    student = entity_named("student")
    field = field_map(student)[name]
    assert (label_of(field), title_of(field, student), heading_of(field)) == (label, title, heading)


PASSING = [("student", {"name", "id_number"}), ("enterprise", {"name", "credit_code"}), ("major", {"name", "code"})]


@pytest.mark.parametrize(("name", "least"), PASSING)
def test_made_in_passing_a_record_is_asked_what_names_it(name, least):
    asked = {field.name for field in key_fields(entity_named(name))}
    assert least <= asked < {field.name for field in fields_of(entity_named(name))}
    assert all(field.writable for field in key_fields(entity_named(name)))
