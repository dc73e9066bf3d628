"""Every word that a declaration brings to a screen is English in English; Chinese stays what an office published or typed."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import models.rules
from desktop.exchange.columns import columns_of
from desktop.reports.catalogue import reports
from desktop.screens.navigation import sections
from desktop.screens.pages import PAGES
from models.acts.catalogue import acts
from models.database.disclosures import WAYS
from models.rules.rule import Rule
from models.schema.codes import CLASSIFICATIONS, table, table_names
from models.schema.fields import entities, fields_of
from models.statistics.first_week import STEPS
from models.statistics.measured import MEASURES
from models.words import _, is_told, several, use_language

ROOT = Path(__file__).parents[2]
CHINESE = re.compile("[㐀-鿿]")
# national tables that are data: places, trades, majors, certificates and the names of laws stand as they were published
PUBLISHED = {"certificate-catalogue", "enterprise-size-rule", "industry", "major", "major-class", "region"}
HISTORY = {"transaction", "_writing"}  # what is given to these first is the name of a step of the history


@pytest.fixture
def english():
    use_language("en")
    yield
    use_language("zh_CN")


def rules():
    for module in pkgutil.iter_modules(models.rules.__path__):
        for value in vars(importlib.import_module(f"models.rules.{module.name}")).values():
            for one in value if isinstance(value, (tuple, list)) else [value]:
                if isinstance(one, Rule):
                    yield one


def words_of_fields(fields):
    for one in fields:
        yield one.title
        yield _(one.help)


def of_entities():
    for entity in entities():
        for text in (_(entity.label), several(entity.label), *words_of_fields(fields_of(entity))):
            yield entity.__tablename__, text
        for column in columns_of(entity).values():
            yield f"columns of {entity.__tablename__}", column.label


def of_acts_and_reports():
    for act in acts():
        for text in (act.title, _(act.group), *words_of_fields(act.fields)):
            yield f"act {act.name}", text
    for report in reports():
        for text in (_(report.title), _(report.purpose), *words_of_fields(report.options)):
            yield f"report {report.name}", text


def of_tables():
    for rule in rules():
        for text in (rule.words, rule.wanting):
            yield f"rule {rule.number}", _(text)
    for texts in (
        MEASURES,
        WAYS.values(),
        [page.title for page in PAGES],
        [title for title, _group in sections(acts=True)],
    ):
        for text in texts:
            yield "a table of words", _(text)
    for step in STEPS:
        for text in (step.title, step.why):
            yield f"first week {step.key}", _(text)


def of_codes():
    for name in set(table_names()) - PUBLISHED:
        for code in table(name):
            for text in (code.label, code.brief):
                yield f"code {name} {code.code}", text


def test_nothing_declared_stays_chinese(english):
    shown = [*of_entities(), *of_acts_and_reports(), *of_tables(), *of_codes()]
    assert len(shown) > 5000
    assert [(place, text) for place, text in shown if CHINESE.search(text)] == []


def test_the_tables_left_as_published_are_the_national_ones():
    assert set(CLASSIFICATIONS) == PUBLISHED


def steps_of_history():
    """(file, sentence) of every name a step of the history is given where it is written."""
    for folder in ("models", "desktop"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                    if node.func.attr in HISTORY:
                        yield from ((file.name, text) for text in literals(node.args[0]))
                elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "worded":
                    yield from ((file.name, text) for text in literals(node.args[0]))


def literals(node):
    return [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def test_every_step_of_the_history_is_told_in_the_readers_language():
    found = list(steps_of_history())
    assert len(found) > 15
    assert [(file, text) for file, text in found if CHINESE.search(text) and not is_told(text)] == []
