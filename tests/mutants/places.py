"""Which code is changed, which tests should notice, and which changes nobody could notice."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = (
    "models/access", "models/acts", "models/database", "models/entities", "models/rules", "models/schema", "models/statistics",
    "desktop/exchange", "desktop/reports", "desktop/drafts", "desktop/operations", "desktop/screens",
)  # fmt: skip

# What must be right above all, and the beginnings of the modules that are of it; the rest is taken by folder.
AREAS = {
    "reversal": ("models/acts/reversal", "models/acts/placement_changes"),
    "status periods": ("models/rules/status_periods", "models/acts/status_changes", "models/statistics/status_changes"),
    "plans of acts": ("models/acts/planning", "models/acts/applying", "models/acts/foreseeing", "models/acts/scene"),
    "agreements": (
        "models/entities/agreement_terms", "models/statistics/agreements", "models/acts/agreements", "models/rules/agreements",
    ),
    "apprentices": (
        "models/rules/apprenticeship", "models/entities/apprenticeship_rules", "models/acts/apprentices",
        "models/statistics/apprenticeship",
    ),
    "subsidy": ("models/entities/training", "models/acts/training_ends"),
    "seats and tickets": (
        "models/acts/exam_seat", "models/acts/seat", "models/schema/ticket_patterns", "models/acts/exam_registrations",
        "models/statistics/exam_seats",
    ),
    "pass mark": (
        "models/acts/exam_results", "models/rules/exams", "models/entities/exam_", "models/statistics/session_",
        "models/schema/exam_types",
    ),
    "certificates": ("models/entities/certificate", "models/acts/papers", "models/statistics/exams", "models/acts/exam_late"),
    "privacy": (
        "models/schema/showing", "models/database/disclosures", "models/database/printings", "desktop/exchange/masked",
        "models/schema/checks",
    ),
    "rights": ("models/access", "models/entities/access", "models/database/users", "desktop/operations/users"),
    "seals": ("models/database/audit", "models/database/high_water", "models/database/checkpoint", "models/database/folding"),
    "keys": ("models/database/key_", "models/database/locking", "models/database/recovery", "models/database/remembered"),
    "backups": (
        "models/database/thinning", "models/database/backup", "models/database/second_place", "models/database/rehearsal",
        "models/database/ladder", "models/database/erased_in",
    ),
    "import plans": (
        "desktop/exchange/planning", "desktop/exchange/plan", "desktop/exchange/references", "desktop/exchange/dependants",
        "desktop/exchange/persons", "desktop/exchange/doubles",
    ),
    "figures": (
        "models/statistics/figure", "models/statistics/funnel", "models/statistics/measure", "models/statistics/enrolment",
        "models/statistics/capacity", "models/statistics/rates", "models/statistics/students", "models/statistics/placements",
        "desktop/reports/forms/statistics",
    ),
    "regulations": ("models/rules/regulation", "models/rules/deadlines", "models/rules/guardian", "models/rules/visiting"),
}  # fmt: skip
COPIED = ("models", "desktop", "packaging", "resources", "tests", "pyproject.toml")

# Beside the tests that import a module, or stand where it stands, these go through its folder.
_DATABASE = tuple(
    f"tests/models/database/test_{name}.py" for name in ("door", "refusals", "results", "search", "touched")
)
_RULES, _STATISTICS = "tests/models/rules", "tests/models/statistics"
THROUGH = {
    "models/database": _DATABASE,
    "models/rules": (_RULES,),
    "models/access": ("tests/trust/test_roles.py", "tests/trust/test_revealing.py", "tests/models/database/test_units.py"),
    "models/schema": ("tests/models/schema", "tests/models/database/test_door.py", "tests/models/entities"),
    "models/entities": (
        "tests/models/entities", _STATISTICS, *_DATABASE, "tests/desktop/exchange/test_planning.py", _RULES,
        "tests/desktop/reports/test_reports.py",
    ),
    "desktop/exchange/reading": ("tests/desktop/exchange/test_reader.py", "tests/desktop/exchange"),
    "desktop/reports/forms": ("tests/desktop/reports/test_reports.py", "tests/desktop/reports"),
    "models/statistics": (_STATISTICS, "tests/desktop/reports/test_reports.py"),
}  # fmt: skip

# Read once for all changes: the tests that go through our modules without a window or programs of their own.
WARM = ("tests/models", "tests/desktop", "tests/trust")
NOT_WARM = (
    "tests/desktop/ui", "tests/desktop/demo", "tests/desktop/test_bad_luck.py", "tests/desktop/test_bad_places.py",
    "tests/desktop/test_self_test.py", "tests/desktop/test_ending.py", "tests/desktop/test_english_declarations.py",
    "tests/desktop/test_manual.py", "tests/trust/test_faults.py", "tests/trust/test_bit_flips.py",
)  # fmt: skip

# Read by a process of its own, which knows nothing of what is changed in ours.
ALONE = "desktop/exchange/reading/"

# These look at much by chance and take longer than all others: without them fewer changes are noticed, never more.
LEFT_OUT = ("UndoMachine", "all_at_once_and_one_by_one", "taking_evidence_away")

# pattern of `path: old -> new`: why nobody could notice it
EQUAL = {
    r"\b(CHUNK|PIECE)\b": "how many at a time, not what",
    r"figure_queries.py: 20_000|folding.py: 2000|formats.py: 100 ": "when a statement, a step or a bad file is too large: about, not at",
    r"applying.py: 1 -> 2": "a wave more in which nothing is written",
}


def modules() -> Iterator[Path]:
    """The modules that are changed."""
    for folder in FOLDERS:
        yield from sorted(path for path in (ROOT / folder).rglob("*.py") if path.name != "__init__.py")


def module_of(path: str) -> str:
    """The name a module is imported by."""
    return path.removesuffix(".py").replace("/", ".")


def area(path: str) -> str:
    """What a module is of: the first area that names it, or its folder."""
    named = (name for name, beginnings in AREAS.items() if path.startswith(beginnings))
    return next(named, path.rpartition("/")[0])


@cache
def noticing(path: str) -> list[str]:
    """The files of tests that should notice a change of a module, the nearest first."""
    folder, _slash, name = path.removesuffix(".py").rpartition("/")
    while folder not in THROUGH and not (ROOT / "tests" / folder).is_dir():
        folder = folder.rpartition("/")[0]
    stems = (name, name.partition("_")[0])  # tables_headings, too, has test_tables
    own = [f"tests/{folder}/test_{each}.py" for each in stems]
    through = [file for place in THROUGH.get(folder, (f"tests/{folder}",)) for file in _files(place)]
    near = _importing(module_of(path))
    near.sort(key=lambda file: file not in through)
    return [file for file in dict.fromkeys((*own, *near, *through)) if (ROOT / file).exists()]


@cache
def _files(place: str) -> list[str]:
    found = [ROOT / place] if place.endswith(".py") else sorted((ROOT / place).rglob("test_*.py"))
    return [file.relative_to(ROOT).as_posix() for file in found]


def _importing(module: str) -> list[str]:
    """The files of tests that import a module; of the window only if it is the window's, since they take long."""
    package, _dot, name = module.rpartition(".")
    words = re.compile(rf"from {module} import|from {package} import .*\b{name}\b")
    away = {"journeys"} if "ui" in package else {"journeys", "ui"}
    return [file for file, parts, text in _tests() if name in text and not away & parts and words.search(text)]


@cache
def _tests() -> tuple[tuple[str, frozenset[str], str], ...]:
    """Every file of tests with the parts of its path and its text: each module is looked for in all of them."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return tuple((file.relative_to(ROOT).as_posix(), frozenset(file.parts), file.read_text("utf-8")) for file in files)
