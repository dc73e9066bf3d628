"""What `make mutants` changes: each kind of change, at its place, in code that stays code."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants import swapping
from tests.mutants.changes import changes_in, chosen
from tests.mutants.places import AREAS, EQUAL, ROOT, area, modules, noticing
from tests.mutants.touching import Touched, few, spread

# code, what it may become
CASES = [
    ("a < b", {"(a <= b)"}),
    ("a >= b", {"(a > b)"}),
    ("a == b", {"(a != b)"}),
    ("a in b", {"(a not in b)"}),
    ("a is None", {"(a is not None)"}),
    ("a and b", {"(a or b)", "(b)", "(a)"}),
    ("not a", {"(a)"}),
    ("x = 18", {"x = 19"}),
    ("x = True", {"x = False"}),
    ("def f():\n    if a:\n        return 'b'", {"def f():\n    pass"}),
    ("min(a)", {"(max(a))"}),
    ("any(a)", {"(all(a))"}),
    ("a - b", {"(a + b)"}),
    ("A, B = '1', '2'", set()),
    ("Column(x, 12, kind='code')", set()),
    ("storage.where(c, a)", set()),
    ("Kind = Literal['a', 'b']", set()),
    ("[a for a in b if a]", {"([a for a in b])"}),
    ("x = '1', '2'", {"x = ('2',)", "x = ('1',)"}),
    ("day - timedelta(days=n)", {"(day + timedelta(days=n))"}),
    ("q.where(a, b)", {"(q.where(b))", "(q.where(a))"}),
    ("q.where(a)", {"(q)"}),
    ("sa.and_(a, b)", {"(sa.or_(a, b))", "(sa.and_(b))", "(sa.and_(a))"}),
    ("x: tuple[1, 2] = y", set()),
    ('"""Two 2."""', set()),
    ("@cache(True)\ndef f():\n    '''1'''", set()),
    ("@dataclass(frozen=True)\nclass A:\n    x: int = field(index=True)", set()),
    ("姓名 = '张三' if 3 < a else b", {"姓名 = '张三' if 4 < a else b", "姓名 = '张三' if (3 <= a) else b"}),
]


@pytest.mark.parametrize(("code", "become"), CASES)
def test_what_code_may_become(code, become):
    found = changes_in("a.py", code.encode())
    assert {change.applied(code.encode()).decode() for change in found} == become
    assert [
        change.line for change in found if code.splitlines()[change.line - 1].find(change.old.splitlines()[0]) < 0
    ] == []


def test_the_sample_is_the_same_for_the_same_code_and_leaves_it_code():
    paths = [path for path in modules() if path.stem in ("guardian", "funnel", "preflight", "storage")]
    sources = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
    found = [change for path, source in sources.items() for change in changes_in(path, source)]
    sample = chosen(found, 12, 1, EQUAL, area)
    assert sample == chosen(list(found), 12, 1, EQUAL, area) != chosen(found, 12, 2, EQUAL, area)
    assert len({change.path for change in sample}) == len(paths) == 4
    assert not any("CHUNK" in change.old for change in chosen(found, len(found), 1, EQUAL, area))
    for change in sample:
        ast.parse(change.applied(sources[change.path]))


def test_every_area_has_modules_and_its_part_of_the_sample():
    paths = [path.relative_to(ROOT).as_posix() for path in modules()]
    for beginning in (each for beginnings in AREAS.values() for each in beginnings):
        assert [path for path in paths if path.startswith(beginning)], beginning
    found = [change for path in paths for change in changes_in(path, (ROOT / path).read_bytes())]
    taken = Counter(area(change.path) for change in chosen(found, 96, 8, EQUAL, area))
    assert {taken[name] >= 3 for name in AREAS} == {True}


def test_tests_stand_beside_what_they_notice():
    assert noticing("models/rules/guardian.py")[0] == "tests/models/rules/test_guardian.py"
    assert noticing("desktop/exchange/tables_headings.py")[0] == "tests/desktop/exchange/test_tables.py"
    assert noticing("desktop/exchange/reading/text.py")[0] == "tests/desktop/exchange/test_reader.py"
    assert [path.name for path in modules() if not noticing(path.relative_to(ROOT).as_posix())] == []


def _limit(number):
    return number < 18


class _Kind:
    @property
    def name(self):
        """The name."""
        return [each for each in "ab" if each != "b"]


def test_a_function_in_memory_runs_the_changed_code(monkeypatch):
    monkeypatch.setattr(swapping, "OURS", (__file__,))
    monkeypatch.setattr(swapping, "TOUCHED", "test_touched_")
    path, source, kind, called = "tests/mutants/test_changes.py", Path(__file__).read_bytes(), _Kind(), []
    functions = swapping.Functions()
    changed = source.replace(b"number < 18", b"number <= 18").replace(b' if each != "b"]', b"]")
    functions.swap(path, source, changed, lambda *name: called.append(name))
    assert (_limit(18), kind.name) == (True, ["a", "b"])
    functions.swap(path, source, source, lambda *name: called.append(name))
    assert (_limit(18), kind.name) == (False, ["a"])
    assert called == 2 * [(path, "_limit"), (path, "_Kind.name")]


def test_a_change_is_tried_on_the_nearest_tests_that_go_through_it(tmp_path):
    seen = Touched()
    for file in ("far.py", "nearer.py", "own.py"):
        seen._file = file
        seen._seen.clear()
        seen.note("m.py", "f")
        seen.note("m.py", "f")
    seen.write(tmp_path / "touched.json")
    seen, near = Touched.read(tmp_path / "touched.json"), ["own.py", "second.py", "elsewhere.py", "nearer.py"]
    assert seen.of("m.py", "f", near) == ["own.py", "second.py", "nearer.py", "far.py", "elsewhere.py"]
    assert seen.of("m.py", "g", near) == near
    seen._file = "far.py"
    seen.note("m.py", "g")
    assert seen.of("m.py", "", near) == ["own.py", "second.py", "far.py", "nearer.py", "elsewhere.py"], (
        "it goes through most"
    )
    assert few([f"a.py::{n}" for n in range(11)] + ["b.py::1"]) == [
        "a.py::0",
        "a.py::3",
        "a.py::6",
        "a.py::9",
        "b.py::1",
    ]
    assert spread([str(n) for n in range(11)]) == ["0", "9", "1", "10", "2", "3", "4", "5", "6", "7", "8"]
