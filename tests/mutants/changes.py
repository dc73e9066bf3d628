"""The small changes that can be made to a module: a boundary, a negation, a dropped condition, a figure one higher."""

import ast
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass

_COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_CONDITIONS = ("where", "and_", "or_", "filter", "having")  # calls whose arguments are conditions
_CLOSED = (ast.Constant, ast.Tuple, ast.GeneratorExp)  # need no brackets, or have some
_EITHER = {"and_": "or_", "or_": "and_"}
_NOT_CODE = ("slots", "frozen", "eq", "order", "index", "kw_only", "strict", "timeout", "repr", "width", "width_mm")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a module: where its text is replaced, by what, and what kind of change it is."""

    path: str
    line: int
    start: int
    end: int
    old: str
    new: str
    kind: str
    within: str  # the function it stands in, so that a choice stays the same while other code changes

    @property
    def folder(self) -> str:
        """Where its module stands."""
        return self.path.rpartition("/")[0]

    def applied(self, source: bytes) -> bytes:
        """The text of the module with the change made."""
        return source[: self.start] + self.new.encode() + source[self.end :]

    def rank(self, seed: int) -> str:
        """Its place in a shuffle."""
        return hashlib.sha256(f"{seed}|{self.path}|{self.within}|{self.kind}|{self.old}".encode()).hexdigest()


def changes_in(path: str, source: bytes) -> list[Change]:
    """Every change that can be made to a module and still leaves it one."""
    finder = _Finder(path, source)
    finder.visit(ast.parse(source))
    return finder.found


class _Finder(ast.NodeVisitor):
    """Walks through the code of a module, but not through its annotations, docstrings and decorators."""

    def __init__(self, path: str, source: bytes) -> None:
        self.found: list[Change] = []
        self._path, self._source, self._within = path, source, [""]
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def visit(self, node: ast.AST) -> None:
        """Note what can be changed here, then look inside."""
        for kind, changed in _changed(node):
            self._note(node, kind, changed)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            self._within.append(node.name)
            for inner in node.body:
                self.visit(inner)
            self._within.pop()
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None:
                self.visit(node.value)
        elif isinstance(node, ast.keyword) and node.arg in _NOT_CODE:
            return
        elif not isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr):
            self.generic_visit(node)

    def _note(self, node: ast.AST, kind: str, changed: ast.AST) -> None:
        start = self._starts[node.lineno - 1] + node.col_offset
        end = self._starts[node.end_lineno - 1] + node.end_col_offset
        new = ast.unparse(ast.fix_missing_locations(changed))
        new = f"({new})" if isinstance(node, ast.expr) and not isinstance(changed, _CLOSED) else new
        old = self._source[start:end].decode()
        within = ".".join(self._within[1:])
        self.found.append(Change(self._path, node.lineno, start, end, old, new, kind, within))


def _changed(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What may stand in the place of a node, and what kind of change that is."""
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in _COMPARED:
            yield "comparison", _with(node, ops=[_COMPARED[type(operator)]()])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not dropped", operand
        case ast.Constant(value=int() as value):
            truth = isinstance(value, bool)
            yield ("true, false", ast.Constant(not value)) if truth else ("one more", ast.Constant(value + 1))
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield "return nothing", ast.Return(ast.Constant(None))
        case ast.BinOp(op=ast.Add() | ast.Sub() as operator, right=ast.Call(func=ast.Name(id="timedelta"))):
            yield "day back, day on", _with(node, op=ast.Sub() if isinstance(operator, ast.Add) else ast.Add())
        case _:
            yield from _parts_dropped(node)


def _parts_dropped(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """A node without one of its conditions or codes, or with either of them where all were asked for."""
    match node:
        case ast.BoolOp(op=operator, values=values):
            yield "and, or", _with(node, op=ast.Or() if isinstance(operator, ast.And) else ast.And())
            yield from (("condition dropped", _without(node, "values", place)) for place in range(len(values)))
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            yield from (("condition dropped", changed) for changed in _unfiltered(node))
        case ast.Tuple(elts=parts, ctx=ast.Load()) | ast.Set(elts=parts) if _are_codes(parts):
            yield from (("code dropped", _without(node, "elts", place)) for place in range(len(parts)))
        case ast.Call(func=ast.Attribute(attr=name) as function, args=args) if name in _CONDITIONS and args:
            if name in _EITHER:
                yield "and, or", _with(node, func=_with(function, attr=_EITHER[name]))
            if len(args) > 1:
                yield from (("condition dropped", _without(node, "args", place)) for place in range(len(args)))
            elif name == "where":
                yield "condition dropped", function.value


def _are_codes(parts: list[ast.expr]) -> bool:
    return len(parts) > 1 and all(isinstance(p, ast.Constant) and isinstance(p.value, str | int) for p in parts)


def _unfiltered(node: ast.AST) -> Iterator[ast.AST]:
    for place, loop in enumerate(node.generators):
        for condition in range(len(loop.ifs)):
            changed = deepcopy(node)
            del changed.generators[place].ifs[condition]
            yield changed


def _with(node: ast.AST, **parts: object) -> ast.AST:
    changed = deepcopy(node)
    for name, value in parts.items():
        setattr(changed, name, value)
    return changed


def _without(node: ast.AST, name: str, place: int) -> ast.AST:
    changed = deepcopy(node)
    parts = getattr(changed, name)
    del parts[place]
    return parts[0] if isinstance(node, ast.BoolOp) and len(parts) == 1 else changed


def chosen(found: list[Change], count: int, seed: int, equal: Mapping[str, str]) -> list[Change]:
    """A sample that is the same for the same code: folders take turns, in them modules, in these kinds of change.

    `equal` are patterns of changes that change nothing anybody could notice.
    """
    left = [c for c in found if not any(re.search(each, f"{c.path}: {c.old} -> {c.new}") for each in equal)]
    for part in ("kind", "path", "folder"):
        left = _in_turns(sorted(left, key=lambda each: each.rank(seed)) if part == "kind" else left, part)
    return left[:count]


def _in_turns(found: list[Change], part: str) -> list[Change]:
    """Deal the changes in turns; those that have `part`, and all above it, in common are one pile."""
    piles: dict[tuple[str, ...], int] = defaultdict(int)
    turns = []
    for change in found:
        names = (change.folder, change.path, change.kind)
        pile = names[: ("folder", "path", "kind").index(part) + 1]
        turns.append(piles[pile])
        piles[pile] += 1
    return [change for _turn, change in sorted(zip(turns, found, strict=True), key=lambda pair: pair[0])]
