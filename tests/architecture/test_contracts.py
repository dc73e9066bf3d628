"""Who may import whom, where Qt and SQL may stand, and how modules open."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for folder in ("models", "desktop", "packaging") for path in (ROOT / folder).rglob("*.py"))
PROGRAM = [path for path in MODULES if not path.is_relative_to(ROOT / "packaging")]
WITHOUT_QT = [
    path for path in MODULES if not path.is_relative_to(ROOT / "desktop/ui") and path != ROOT / "desktop/app.py"
]
WITHOUT_SQL = [path for path in MODULES if not path.is_relative_to(ROOT / "models")]
WRITTEN_BY_HAND = [path for path in MODULES if path.parent.name != "versions"]  # the others are Alembic's steps
TOP_LEVEL = {
    ".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "desktop", "models", "packaging",
    "pyproject.toml", "resources", "tests",
}  # fmt: skip
SQL = re.compile(
    r"\bSELECT\b.+\bFROM\b|\bINSERT\s+(OR\s+\w+\s+)?INTO\b|\bUPDATE\b.+\bSET\b|\bDELETE\s+FROM\b|\bPRAGMA\b", re.DOTALL
)


def _name(path):
    return path.relative_to(ROOT).as_posix()


def _tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def _imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.split(".")[0]


def test_the_contracts_of_pyproject_hold():
    command = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [command, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_top_level_holds_what_the_layout_says():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    assert {line.strip('"').split("/")[0] for line in tracked.stdout.splitlines()} <= TOP_LEVEL


def test_qt_stands_only_under_ui_and_in_app():
    assert [_name(path) for path in WITHOUT_QT if {"PySide6", "shiboken6"} & set(_imported(_tree(path)))] == []


QTS = {"clicked", "currentChanged"}  # signals of Qt's own that docstrings name


def test_docstrings_of_classes_name_what_there_is():
    """A method that was renamed and a field that is gone are still told of otherwise."""
    wrong = []
    for path in PROGRAM:
        tree = _tree(path)
        told = {name for node in ast.walk(tree) for name in _names_of(node)}
        for made in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
            ticked = re.findall(r"`([a-z_]\w*)(?:\([^`]*\))?`", ast.get_docstring(made) or "")
            wrong += [f"{_name(path)} {made.name}: {name}" for name in ticked if name not in told | QTS]
    assert wrong == []


def _names_of(node):
    match node:
        case (
            ast.Name(id=name)
            | ast.Attribute(attr=name)
            | ast.ClassDef(name=name)
            | ast.arg(arg=name)
            | ast.keyword(arg=name)
        ):
            return [name]
        case ast.FunctionDef(name=name, args=args):
            return [name, *(each.arg for each in (args.vararg, args.kwarg) if each is not None)]
        case ast.alias(name=name, asname=other):
            return [*name.split("."), other]
        case ast.Constant(value=str(text)) if " " not in text:
            return re.findall(r"\w+", text)
    return []


def test_no_string_loads_code():
    """A path in a string is an import that import-linter does not see."""
    path = re.compile(r"(desktop|models)(\.\w+)+(:\w+)?")
    allowed = {("desktop/exchange/reader.py", "desktop.exchange.reading.child")}  # a process of its own, begun with -m
    found = {(_name(file), text) for file in PROGRAM for text in _texts(file) if path.fullmatch(text)}
    assert found - allowed == set()
    loaders = {"import_module", "__import__"}
    assert {
        _name(file) for file in PROGRAM if loaders & {n.id for n in ast.walk(_tree(file)) if isinstance(n, ast.Name)}
    } == {"desktop/reports/catalogue.py"}, "what a folder holds is no name that could be wrong"


def test_layouts_are_nested_and_read_in_one_place():
    """What `itemAt` gives, and what nesting remembers, outlives the thing itself: see layouts.py."""
    banned = {"addLayout", "insertLayout", "itemAt", "itemAtPosition"}
    tests = sorted((ROOT / "tests").rglob("*.py"))
    allowed = {"desktop/ui/kit/layouts.py", "tests/desktop/ui/test_layouts.py"}
    found = {
        _name(path)
        for path in (*PROGRAM, *tests)
        if any(isinstance(node, ast.Attribute) and node.attr in banned for node in ast.walk(_tree(path)))
    }
    assert found == allowed


def test_who_paints_a_widget_is_done_with_it_whatever_happens():
    """A painter that a fault keeps alive takes the process with it when the widget goes: see Painted."""
    found = []
    for path in PROGRAM:
        nodes = list(ast.walk(_tree(path)))
        ended = {id(item.context_expr) for node in nodes if isinstance(node, ast.With) for item in node.items}
        found += [_name(path) for node in nodes if _paints_self(node) and id(node) not in ended]
    assert found == []


def _paints_self(node):
    known = isinstance(node, ast.Call) and (getattr(node.func, "attr", "") or getattr(node.func, "id", "")) in {
        "QPainter",
        "smooth",
    }
    return known and re.fullmatch(r"(QPainter|(paint\.)?smooth)\(self(\.viewport\(\))?\)", ast.unparse(node))


def test_sql_stands_only_under_models():
    found = {_name(path): [text for text in _texts(path) if SQL.search(text)] for path in WITHOUT_SQL}
    assert {name: texts for name, texts in found.items() if texts} == {}


def _texts(path):
    constants = (node.value for node in ast.walk(_tree(path)) if isinstance(node, ast.Constant))
    return [value for value in constants if isinstance(value, str)]


def test_a_module_opens_with_a_sentence():
    openings = {_name(path): (ast.get_docstring(_tree(path)) or "").partition("\n\n")[0] for path in WRITTEN_BY_HAND}
    assert {name for name, opening in openings.items() if not re.search(r"[.?]$", opening)} == set(), (
        "the first paragraph of the docstring should be a sentence saying what it is for"
    )


# --- the house: a name means one thing, a file holds more than a slice

UI = [path for path in MODULES if path.is_relative_to(ROOT / "desktop/ui") and path.name != "__init__.py"]
LEAST_LINES = 40


def _classes(path):
    return [node.name.lstrip("_") for node in ast.walk(_tree(path)) if isinstance(node, ast.ClassDef)]


def _twice(names):
    return sorted(name for name, count in Counter(names).items() if count > 1)


def _constants(path):
    for node in _tree(path).body:
        for target in node.targets if isinstance(node, ast.Assign) else ():
            yield from (part.id for part in ast.walk(target) if isinstance(part, ast.Name))


def test_no_constant_of_a_module_is_given_twice():
    assert {_name(path): found for path in MODULES if (found := _twice(_constants(path)))} == {}, (
        "the first is forgotten"
    )


def test_no_class_of_the_window_is_named_twice():
    assert _twice(name for path in UI for name in _classes(path)) == []


def test_what_is_wrong_with_records_is_told_by_one_function():
    """What a form says of a draft, or of records like it, is called otherwise."""
    functions = [(path, node) for path in MODULES for node in _tree(path).body if isinstance(node, ast.FunctionDef)]
    assert [_name(path) for path, node in functions if node.name == "problems_of"] == ["models/rules/problems.py"]


def test_no_file_of_the_window_is_named_twice():
    assert _twice(path.name for path in UI) == []


def test_no_module_of_the_window_is_a_slice():
    sizes = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in UI}
    assert {name: size for name, size in sizes.items() if size < LEAST_LINES} == {}


def test_columns_are_cleared_in_one_way():
    """`layouts.clear` and `layouts.let_go`: a loop over takeAt that deletes what it finds is theirs alone."""
    loop = re.compile(r"takeAt\(0\)\)? is not None:\n(?:.*\n){1,3}?.*\.deleteLater\(\)")
    found = {_name(path) for path in (ROOT / "desktop").rglob("*.py") if loop.search(path.read_text(encoding="utf-8"))}
    assert found == set()


def test_what_is_asked_once_goes_with_the_answer():
    """`agreed` and `pop_up`: a dialog, or a menu made for one click, that nobody deletes stays as long as the window."""
    texts = {
        _name(path): path.read_text(encoding="utf-8") for path in UI if path.name not in ("dialogs.py", "popup.py")
    }
    asked = {name for name, text in texts.items() if "DialogCode" in text or "ialog.exec()" in text}
    made = re.compile(r"^ +(menu) = (?:.*\n)+? +\1\.popup\(", re.MULTILINE)
    assert asked == {name for name, text in texts.items() if made.search(text)} == set()


def test_what_is_read_for_another_has_a_slot_of_its_own():
    """A receiver awaits one answer in each slot: several modules that ask for the same one must not end each other's."""
    asked = [
        (f"{_name(path)}:{node.lineno}", {each.arg: ast.unparse(each.value) for each in node.keywords})
        for path in UI
        if "tasks.read(" in path.read_text(encoding="utf-8")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("tasks.read")
    ]
    assert len(asked) > 40
    assert [at for at, given in asked if given.get("receiver") != "self" and "slot" not in given] == []
