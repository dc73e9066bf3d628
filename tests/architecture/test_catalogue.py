"""Every word goes through the catalogue, and the English one is complete and compiled."""

import ast
import re
from pathlib import Path

import catalogue
import pytest

from models import words

ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SPOKEN = [
    path
    for pattern in ("desktop/ui/**/*.py", "desktop/commands/*.py", "desktop/app.py", "packaging/*.py")
    for path in sorted(ROOT.glob(pattern))
]


@pytest.fixture(scope="module")
def template():
    return catalogue.collected()


@pytest.fixture(params=catalogue.languages())
def language(request):
    return request.param


def test_no_text_is_put_together_before_it_is_looked_up():
    assert catalogue.mistakes() == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('_("保存")', [("保存", 1)]),
        ('_("第 {row} 行"\n  "，共 {n} 行")', [("第 {row} 行，共 {n} 行", 1)]),
        ('x = N_("学生")', [("学生", 1)]),
        ('field("姓名", Text(60), aliases=["名字"], help="全名")', [("姓名", 1), ("全名", 1)]),
        ("_(name)", []),
        ('_(f"第 {row} 行")', [catalogue.Mistake("m.py", 1)]),
        ('_("第 {row} 行".format(row=1))', [catalogue.Mistake("m.py", 1)]),
        ('_("第" + row)', [catalogue.Mistake("m.py", 1)]),
    ],
)
def test_texts_of_a_module(source, expected):
    assert list(catalogue.found_in(source, "m.py")) == expected


def test_the_files_are_up_to_date():
    assert [path.name for path in catalogue.stale()] == [], "run make catalogue"


def test_every_text_is_translated(template, language):
    assert catalogue.wanting(catalogue.merged(template, language)) == []


def test_translations_hold_no_chinese(language):
    translated = catalogue.read(catalogue.translation_path(language), language)
    known = {"双元", "简体中文", "身份证号"}  # names, and what a heading of a sheet is called
    left = [str(message.string) for message in translated if message.id and CHINESE.search(str(message.string))]
    assert [text for text in left if CHINESE.search(re.sub("|".join(known), "", text))] == []


def test_translations_keep_the_marks_of_menus_and_lines(language):
    """A shortcut or a line break that is lost in translation is lost on the screen."""
    translated = catalogue.read(catalogue.translation_path(language), language)
    texts = [(str(message.id), str(message.string)) for message in translated if message.id and message.string]
    assert [pair for pair in texts if pair[0].count("\n") != pair[1].count("\n")] == []


def test_the_program_finds_the_catalogue(language):
    words.use_language(language)
    try:
        assert words._("学生") == "Student"
    finally:
        words.use_language("zh_CN")
    assert words._("学生") == "学生"


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_is_said_on_the_screen_goes_through_the_catalogue(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    spoken = [
        node
        for node in nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(r"[\u4e00-\u9fff]{2}", node.value)
    ]
    marked = {
        part
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in catalogue.MARKS
        for part in ast.walk(node)
    }
    assert [node.value for node in spoken if node not in marked and node not in _docstrings(nodes)] == []


def _docstrings(nodes):
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = [node.body for node in nodes if isinstance(node, owners)]
    return [body[0].value for body in bodies if body and isinstance(body[0], ast.Expr)]
