"""Which code is changed, which tests should notice, and which changes nobody could notice."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = (
    "models/database", "models/rules", "models/entities", "models/statistics", "models/acts",
    "desktop/exchange", "desktop/reports", "desktop/drafts", "desktop/operations",
)  # fmt: skip
COPIED = ("models", "desktop", "packaging", "resources", "tests", "pyproject.toml")

# Beside the tests that import a module, or stand where it stands, these go through its folder.
_DATABASE = tuple(
    f"tests/models/database/test_{name}.py" for name in ("door", "refusals", "results", "search", "touched")
)
_RULES, _STATISTICS = "tests/models/rules", "tests/models/statistics"
THROUGH = {
    "models/database": _DATABASE,
    "models/rules": (_RULES,),
    "models/entities": (
        "tests/models/entities", _STATISTICS, *_DATABASE, "tests/desktop/exchange/test_planning.py", _RULES,
        "tests/desktop/reports/test_reports.py",
    ),
    "desktop/exchange/reading": ("tests/desktop/exchange/test_reader.py", "tests/desktop/exchange"),
    "desktop/reports/forms": ("tests/desktop/reports/test_reports.py", "tests/desktop/reports"),
    "models/statistics": (_STATISTICS, "tests/desktop/reports/test_reports.py"),
}  # fmt: skip

# These look at much by chance and take longer than all others: without them fewer changes are noticed, never more.
LEFT_OUT = ("UndoMachine", "all_at_once_and_one_by_one", "taking_evidence_away")

# pattern of `path: old -> new`: why nobody could notice it
EQUAL = {
    r"\b(CHUNK|PIECE)\b": "how many at a time, not what",
}


def modules() -> Iterator[Path]:
    """The modules that are changed."""
    for folder in FOLDERS:
        yield from sorted(path for path in (ROOT / folder).rglob("*.py") if path.name != "__init__.py")


def noticing(path: str) -> list[str]:
    """The files of tests that should notice a change of a module, the nearest first."""
    module = path.removesuffix(".py").replace("/", ".")
    folder, _slash, name = path.removesuffix(".py").rpartition("/")
    while folder not in THROUGH and not (ROOT / "tests" / folder).is_dir():
        folder = folder.rpartition("/")[0]
    stems = (name, name.partition("_")[0])  # tables_headings, too, has test_tables
    own = [f"tests/{folder}/test_{each}.py" for each in stems]
    through = [file for place in THROUGH.get(folder, (f"tests/{folder}",)) for file in _files(place)]
    near = _importing(module)
    near.sort(key=lambda file: file not in through)
    return [file for file in dict.fromkeys((*own, *near, *through)) if (ROOT / file).exists()]


def _files(place: str) -> list[str]:
    found = [ROOT / place] if place.endswith(".py") else sorted((ROOT / place).rglob("test_*.py"))
    return [file.relative_to(ROOT).as_posix() for file in found]


def _importing(module: str) -> list[str]:
    """The files of tests that import a module; of the window only if it is the window's, since they take long."""
    package, _dot, name = module.rpartition(".")
    words = re.compile(rf"from {module} import|from {package} import .*\b{name}\b")
    away = {"journeys"} if "ui" in package else {"journeys", "ui"}
    files = (file for file in sorted((ROOT / "tests").rglob("test_*.py")) if not away & set(file.parts))
    return [file.relative_to(ROOT).as_posix() for file in files if words.search(file.read_text("utf-8"))]
