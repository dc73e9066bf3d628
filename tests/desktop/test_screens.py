"""What is declared of entities' screens names fields, entities, reports, icons and acts that are there; nothing twice."""

import ast
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.reports.catalogue import reports
from desktop.screens import catalogue
from desktop.screens.catalogue import SUBJECTS, begun_at_home, screen_of
from desktop.screens.columns import FIRST_COLUMNS, first_columns
from desktop.screens.navigation import OTHER, SECTIONS, sections
from desktop.screens.pages import PAGES
from desktop.screens.screen import ON_THE_DAY
from models.acts.catalogue import act_named, acts_of
from models.database.query import OPERATORS
from models.resources import resource
from models.schema.fields import Entity, entities, entity_named, every_entity, field_map

ROOT = Path(__file__).resolve().parents[2]
DECLARED = [screen for subject in SUBJECTS for screen in subject.SCREENS]
SCREENS = pytest.mark.parametrize("screen", DECLARED, ids=lambda screen: screen.table)


def test_each_entity_has_one_screen_where_its_declaration_would_let_one_look_for_it():
    assert [table for table, count in Counter(screen.table for screen in DECLARED).items() if count > 1] == []
    assert [entity.__tablename__ for entity in entities() if screen_of(entity) not in DECLARED] == []
    places = [(screen.table, subject) for subject in SUBJECTS for screen in subject.SCREENS]
    assert [
        (table, subject.__name__) for table, subject in places
        if entity_named(table).__module__ != subject.__name__.replace("desktop.screens", "models.entities")
    ] == []  # fmt: skip


def test_every_entity_has_its_place_in_the_navigation_once():
    placed = Counter(name for section in SECTIONS for name in (*section.shown, *section.kept_back))
    assert set(placed) == {entity.__tablename__ for entity in entities()}
    assert set(placed.values()) == {1}
    assert OTHER not in dict(sections(acts=True))


@SCREENS
def test_what_a_screen_names_is_there(screen):
    fields = field_map(entity_named(screen.table))
    told = (
        *screen.columns,
        *screen.spared,
        *screen.besides,
        *screen.telling,
        *screen.states,
        *screen.unasked,
        *dict(screen.papers_of),
    )
    assert [name for name in told if name not in fields] == []
    assert [name for name, _paper in screen.papers_of if fields[name].to is None] == []
    assert set(screen.spared) <= set(screen.columns)
    assert not set(screen.besides) & set(screen.columns)
    assert {*screen.papers, *dict(screen.papers_of).values()} <= {one.name for one in reports()}
    assert all(
        len(names) == len(set(names)) for names in (screen.columns, screen.besides, screen.states, screen.papers)
    )
    assert screen.icon in {file.name.rsplit("_", 2)[0] for file in resource("icons").glob("*.svg")}


def test_nothing_of_a_screen_is_keyed_by_tables_elsewhere():
    """A mapping of three tables or more, in what is drawn or edited, is a property of screens that stands apart."""
    names, found = {entity.__tablename__ for entity in every_entity()}, []
    for path in (path for folder in ("drafts", "manual", "ui") for path in (ROOT / "desktop" / folder).rglob("*.py")):
        mappings = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Dict))
        keys = ([key.value for key in one.keys if isinstance(key, ast.Constant)] for one in mappings)
        found += [(path.name, each) for each in keys if len(each) > 2 and names.issuperset(each)]
    assert found == []


def test_what_has_no_screen_of_its_own_has_a_plain_one():
    bare = next(entity for entity in every_entity() if screen_of(entity) not in DECLARED)
    assert screen_of(bare).icon == catalogue.PLAIN
    assert 0 < len(first_columns(bare)) <= FIRST_COLUMNS


def test_an_entity_nobody_placed_stands_at_the_end_of_the_navigation(monkeypatch):
    monkeypatch.setattr("desktop.screens.navigation.SECTIONS", SECTIONS[:-1])
    *_others, (title, last) = sections()
    assert (title, entity_named("staff") in last) == (OTHER, True)


def test_a_column_that_is_no_field_is_a_fault(monkeypatch):
    enterprise: type[Entity] = entity_named("enterprise")
    wrong = replace(screen_of(enterprise), columns=("name", "contact_phone"))
    monkeypatch.setitem(catalogue._DECLARED, "enterprise", wrong)
    with pytest.raises(KeyError, match="contact_phone"):
        first_columns(enterprise)


@SCREENS
def test_groups_of_forms_name_each_field_once(screen):
    known = set(field_map(entity_named(screen.table)))
    words = [word for _title, names in screen.groups for word in names.split()]
    assert [
        word
        for word in words
        if word not in known and not (word.endswith("_") and any(f.startswith(word) for f in known))
    ] == []
    assert len(words) == len(set(words))


@SCREENS
def test_views_ask_what_can_be_asked(screen):
    asked = [one for _name, conditions in screen.views for one in conditions if one != ON_THE_DAY]
    assert {name for name, _operator, _value in asked} <= set(field_map(entity_named(screen.table)))
    assert {operator for _name, operator, _value in asked} <= set(OPERATORS)
    assert entity_named(screen.table).period is not None or not any(
        ON_THE_DAY in wanted for _name, wanted in screen.views
    )
    assert screen.views or not screen.whole_last


@SCREENS
def test_commands_lead_to_an_act_of_its_records_or_to_a_page(screen):
    pages = {page.key for page in PAGES if page.of == screen.table}
    own = acts_of(screen.table)
    for command in screen.commands:
        assert (command.page in pages) is (act_named(command.act) not in own), command


def test_what_is_begun_from_the_home_page_has_a_place_of_its_own():
    places = sorted(screen.begun for screen in DECLARED if screen.begun)
    assert places == list(range(1, len(places) + 1))
    names = [entity.__tablename__ for entity in begun_at_home()]
    assert names[:3] == ["student", "order_class", "enterprise"]
    assert len(names) == len(places)


TOLD = [("school_class", "2024级机电1班"), ("enterprise", "沈阳第一机械有限公司"), (None, "张三"), (None, "合格")]


@pytest.mark.parametrize(("table", "text"), TOLD)
def test_a_text_reads_like_the_name_of_records_of_one_kind_at_most(table, text):
    told = {s.table for s in DECLARED if s.named_like is not None and s.named_like(text)}
    assert told == ({table} if table else set())


# tables of acts or of how records are made, that say nothing of a screen
APART = {"desktop/exchange/composite_values.py", "desktop/exchange/references.py"}


def test_no_module_outside_the_screens_lists_entities_beside_their_like():
    """A list of entities for every page, or for every sheet, is a declaration: it belongs to the screen of each."""
    names = {entity.__tablename__ for entity in every_entity()}
    found = set()
    for path in (*(ROOT / "desktop/ui/home").rglob("*.py"), *(ROOT / "desktop/exchange").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            told = (
                node.keys if isinstance(node, ast.Dict) else node.elts if isinstance(node, ast.Tuple | ast.List) else ()
            )
            if sum(isinstance(one, ast.Constant) and one.value in names for one in told) > 1:
                found.add(path.relative_to(ROOT).as_posix())
    assert found == APART
