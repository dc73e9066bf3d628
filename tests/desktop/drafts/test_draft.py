"""A record being edited: what it begins with, and that nothing comes back which a person has just taken out."""

from datetime import date

import pytest

from desktop.drafts.draft import Draft
from models.schema.fields import entities, entity_named, fields_of
from tests import factories

DAY = date(2025, 9, 1)
PRESET = [
    (entity, field)
    for entity in entities()
    for field in fields_of(entity)
    if field.writable and field.default is not None and not callable(field.default)
]
NAMES = [f"{entity.__tablename__}.{field.name}" for entity, field in PRESET]


def begun(entity):
    return Draft(entity, day=DAY)


@pytest.mark.parametrize(("entity", "field"), PRESET, ids=NAMES)
def test_what_was_preset_stays_out_once_it_is_taken_out(entity, field):
    draft = begun(entity)
    assert draft.values[field.name] == field.default
    assert draft.edit(field.name, None) == set()
    assert draft.values[field.name] is None
    assert draft.edit("remark", "补录") == set()
    assert draft.values[field.name] is None
    assert field.name not in draft.changes


@pytest.mark.parametrize(("entity", "field"), PRESET, ids=NAMES)
def test_what_was_preset_is_no_change_until_another_is_chosen(entity, field):
    draft = begun(entity)
    assert draft.changed == frozenset()
    draft.edit(field.name, None)
    assert draft.changed == {field.name}
    draft.restore(field.name)
    assert draft.values[field.name] == field.default
    assert draft.changed == frozenset()


@pytest.mark.parametrize(("day", "begun_on"), [(DAY, DAY), (None, date(2026, 8, 31))])
def test_a_draft_is_of_its_day_or_of_today(monkeypatch, day, begun_on):
    monkeypatch.setenv("SHUANGYUAN_TODAY", "2026-08-31")
    assert Draft(entity_named("student"), day=day).day == begun_on


def test_what_a_number_tells_follows_it_until_a_person_says_otherwise():
    draft, man, woman = begun(entity_named("student")), *(factories.identity_number(int(n), gender=n) for n in "12")
    assert draft.edit("id_number", man) == {"gender", "birth_date"}
    assert draft.edit("gender", None) == {"gender"}, "the number still tells it"
    assert draft.values["gender"] == "1"
    assert "gender" in draft.edit("id_number", woman)
    draft.edit("gender", "1")
    assert "gender" not in draft.edit("id_number", man) | draft.edit("id_number", woman)
    assert draft.values["gender"] == "1"


def test_what_a_person_wrote_does_not_follow_the_name():
    draft = begun(entity_named("student"))
    assert draft.edit("name", "单小三") == {"name_pinyin"}
    draft.edit("name_pinyin", "Dan Xiaosan")
    assert draft.edit("name", "单小四") == set()
    assert draft.values["name_pinyin"] == "Dan Xiaosan"


@pytest.mark.parametrize(
    ("entity", "field", "edits", "states"),
    [
        ("course_standard", "status", [("approved_date", date(2025, 6, 1))], ["1", "2"]),
        (
            "cooperation_project", "status",
            [("start_date", date(2024, 1, 1)), ("end_date", date(2025, 1, 1)), ("start_date", date(2026, 1, 1))],
            ["2", "2", "3", "1"],
        ),
        ("matter", "status", [("answer", "同意"), ("answered_date", date(2025, 6, 1))], ["1", "1", "3"]),
    ],
)  # fmt: skip
def test_a_state_that_its_own_values_tell_follows_them_until_a_person_chooses(entity, field, edits, states):
    draft = begun(entity_named(entity))
    seen = [draft.values[field]]
    for name, value in edits:
        draft.edit(name, value)
        seen.append(draft.values[field])
    assert seen == states
    draft.edit(field, states[0])
    for name, value in edits:
        draft.edit(name, value)
    assert draft.values[field] == states[0]


def test_what_a_new_record_takes_from_another_may_be_left_empty():
    draft, taken = begun(entity_named("graduate_destination")), {"graduation_year", "from_date"}
    draft.edit("destination", "60")
    assert taken | {"student"} <= draft.obstacles().keys() & set(draft.gaps())
    draft.edit("student", 7)
    assert not (taken | {"student"}) & (draft.obstacles().keys() | set(draft.gaps()))
