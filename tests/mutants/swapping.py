"""Functions that run other code than their module says, without reading anything anew: for one change, or to tell who touches what."""

import ast
import builtins
import gc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import _lru_cache_wrapper
from types import CodeType, FunctionType

from tests.mutants.places import ROOT

OURS = (f"{ROOT}/models/", f"{ROOT}/desktop/")
TOUCHED = "mutants_touched_"


class Functions:
    """The functions of our modules as they are in memory."""

    def __init__(self) -> None:
        gc.unfreeze()  # what is frozen is not listed
        self._caches = [
            one for one in gc.get_objects() if isinstance(one, _lru_cache_wrapper) and _is_ours(one.__wrapped__)
        ]
        self._live: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
        for function in gc.get_objects():
            if _is_ours(function):
                self._live[_place(function.__code__)].append(function)

    def swap(self, path: str, source: bytes, changed: bytes, touched: Callable[[str, str], None]) -> None:
        """Let the functions of a module run the code they have in a changed one, and each tell that it was called.

        Raises ValueError when one cannot.
        """
        setattr(builtins, TOUCHED, touched)
        file = str(ROOT / path)
        codes = _codes(_probed(path, changed), file)
        for name, code in _codes(source, file).items():
            for function in self._live.get(_place(code), ()):
                if name in codes:
                    function.__code__ = codes[name]

    def forget(self) -> None:
        """Let nothing be known from an earlier call."""
        for cache in self._caches:
            cache.cache_clear()

    def probe(self, paths: list[str], touched: Callable[[str, str], None]) -> None:
        """Let every function of these modules tell that it was called: its path and its name."""
        for path in paths:
            source = (ROOT / path).read_bytes()
            self.swap(path, source, source, touched)


def _is_ours(function: object) -> bool:
    return isinstance(function, FunctionType) and function.__code__.co_filename.startswith(OURS)


def _place(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _codes(source: bytes, file: str) -> dict[tuple[str, int], CodeType]:
    """The code of every function by its name and the how many-th of that name it is."""
    seen: Counter[str] = Counter()
    found = {}
    for code in _inside(compile(source, file, "exec", dont_inherit=True)):
        found[code.co_qualname, seen[code.co_qualname]] = code
        seen[code.co_qualname] += 1
    return found


def _inside(code: CodeType) -> Iterator[CodeType]:
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield const
            yield from _inside(const)


def _probed(path: str, source: bytes) -> bytes:
    lines = source.splitlines(keepends=True)
    for name, first in sorted(_beginnings(ast.parse(source)), key=lambda each: -each[1].lineno):
        line = min([first.lineno, *(each.lineno for each in getattr(first, "decorator_list", ()))]) - 1
        lines[line] = b" " * first.col_offset + f"{TOUCHED}({path!r}, {name!r})\n".encode() + lines[line]
    return b"".join(lines)


def _beginnings(node: ast.AST, names: tuple[str, ...] = ()) -> Iterator[tuple[str, ast.stmt]]:
    """The name and the first statement of every function that stands in no other."""
    for inner in node.body:
        if isinstance(inner, ast.ClassDef):
            yield from _beginnings(inner, (*names, inner.name))
        elif isinstance(inner, ast.FunctionDef):
            body = inner.body[1:] if ast.get_docstring(inner) is not None else inner.body
            if body:
                yield ".".join((*names, inner.name)), body[0]
