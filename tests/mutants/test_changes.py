"""What `make mutants` changes: each kind of change, at its place, in code that stays code."""

import ast

import pytest

from tests.mutants.changes import changes_in, chosen
from tests.mutants.places import EQUAL, ROOT, modules, noticing

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
    ("def f():\n    return a", {"def f():\n    return None"}),
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
    sample = chosen(found, 12, 1, EQUAL)
    assert sample == chosen(list(found), 12, 1, EQUAL) != chosen(found, 12, 2, EQUAL)
    assert len({change.path for change in sample}) == len(paths) == 4
    assert not any("CHUNK" in change.old for change in chosen(found, len(found), 1, EQUAL))
    for change in sample:
        ast.parse(change.applied(sources[change.path]))


def test_tests_stand_beside_what_they_notice():
    assert noticing("models/rules/guardian.py")[0] == "tests/models/rules/test_guardian.py"
    assert noticing("desktop/exchange/tables_headings.py")[0] == "tests/desktop/exchange/test_tables.py"
    assert noticing("desktop/exchange/reading/text.py")[0] == "tests/desktop/exchange/test_reader.py"
    assert [path.name for path in modules() if not noticing(path.relative_to(ROOT).as_posix())] == []
