"""The small changes that can be made to a module: a boundary, a negation, a dropped condition or guard, a figure one higher."""

import ast
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass

_COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_CONDITIONS = ("where", "and_", "or_", "filter", "having")  # calls whose arguments are conditions
_CLOSED = (ast.Constant, ast.Tuple, ast.GeneratorExp)  # need no brackets, or have some
_EITHER = {"and_": "or_", "or_": "and_"}
_OTHER = {"min": "max", "max": "min", "any": "all", "all": "any"}
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
    called: str = ""  # the outermost function it stands in; none when it works as the module is read

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
        self._path, self._source, self._within, self._called = path, source, [""], ""
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def visit(self, node: ast.AST) -> None:
        """Note what can be changed here, then look inside."""
        for kind, changed in _changed(node):
            self._note(node, kind, changed)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            self._within.append(node.name)
            called = self._called
            if isinstance(node, ast.FunctionDef):
                self._called = called or ".".join(self._within[1:])
            self._visit_all(node.body)
            self._called = called
            self._within.pop()
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None:
                self.visit(node.value)
        elif (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Tuple)
            and isinstance(node.value, ast.Tuple)
        ):
            self._visit_all(node.value.elts)  # one less could not be unpacked
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Column":
            self._visit_all(
                arg for arg in (*node.args, *node.keywords) if not isinstance(arg, ast.Constant)
            )  # how wide
        elif not isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr) and not _is_no_code(node):
            self.generic_visit(node)

    def _visit_all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    def _note(self, node: ast.AST, kind: str, changed: ast.AST) -> None:
        start = self._starts[node.lineno - 1] + node.col_offset
        end = self._starts[node.end_lineno - 1] + node.end_col_offset
        new = ast.unparse(changed)
        new = f"({new})" if isinstance(node, ast.expr) and not isinstance(changed, _CLOSED) else new
        old = self._source[start:end].decode()
        within = ".".join(self._within[1:])
        self.found.append(Change(self._path, node.lineno, start, end, old, new, kind, within, self._called))


def _is_no_code(node: ast.AST) -> bool:
    """Whether a node tells how a class is made, or is an annotation under a name of its own."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Name) and node.value.id == "Literal"
    return isinstance(node, ast.keyword) and node.arg in _NOT_CODE


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
        case ast.If(body=[ast.Return() | ast.Raise() | ast.Continue()], orelse=[]):
            yield "guard dropped", ast.Pass()
        case ast.Call(func=ast.Name(id=name)) if name in _OTHER:
            yield "other of two", _with(node, func=ast.Name(_OTHER[name]))
        case ast.BinOp(op=ast.Add() | ast.Sub() as operator, right=ast.Call(func=ast.Name(id="timedelta"))):
            yield "day back, day on", _with(node, op=ast.Sub() if isinstance(operator, ast.Add) else ast.Add())
        case ast.BinOp(op=ast.Sub()):
            yield "less, more", _with(node, op=ast.Add())
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
        case ast.Call(func=ast.Attribute(attr=name) as function, args=args) if _has_conditions(function, args):
            if name in _EITHER:
                yield "and, or", _with(node, func=_with(function, attr=_EITHER[name]))
            if len(args) > 1:
                yield from (("condition dropped", _without(node, "args", place)) for place in range(len(args)))
            elif name == "where":
                yield "condition dropped", function.value


def _has_conditions(function: ast.Attribute, args: list[ast.expr]) -> bool:
    ours = isinstance(function.value, ast.Name) and function.value.id == "storage"  # storage.where takes other things
    return function.attr in _CONDITIONS and bool(args) and not ours


def _are_codes(parts: list[ast.expr]) -> bool:
    codes = [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str | int)]
    return 1 < len(parts) == len(codes) and all(code != "" for code in codes)


def _unfiltered(node: ast.AST) -> Iterator[ast.AST]:
    for place, loop in enumerate(node.generators):
        for condition in range(len(loop.ifs)):
            left = _with(loop, ifs=loop.ifs[:condition] + loop.ifs[condition + 1 :])
            yield _with(node, generators=[*node.generators[:place], left, *node.generators[place + 1 :]])


def _with(node: ast.AST, **parts: object) -> ast.AST:
    """A node with other parts; what it keeps is shared, and only written down."""
    changed = copy(node)
    for name, value in parts.items():
        setattr(changed, name, value)
    return changed


def _without(node: ast.AST, name: str, place: int) -> ast.AST:
    parts = getattr(node, name)
    left = parts[:place] + parts[place + 1 :]
    return left[0] if isinstance(node, ast.BoolOp) and len(left) == 1 else _with(node, **{name: left})


def chosen(
    found: list[Change], count: int, seed: int, equal: Mapping[str, str], area: Callable[[str], str]
) -> list[Change]:
    """A sample that is the same for the same code: areas take turns, in them modules, in these kinds of change.

    `equal` are patterns of changes that change nothing anybody could notice.
    """
    left = [c for c in found if not any(re.search(each, f"{c.path}: {c.old} -> {c.new}") for each in equal)]
    left.sort(key=lambda each: each.rank(seed))
    for depth in (3, 2, 1):
        left = _in_turns(left, depth, area)
    return left[:count]


def _in_turns(found: list[Change], depth: int, area: Callable[[str], str]) -> list[Change]:
    """Deal the changes in turns; those that have the first `depth` of area, module and kind in common are one pile."""
    piles: dict[tuple[str, ...], int] = defaultdict(int)
    turns = []
    for change in found:
        pile = (area(change.path), change.path, change.kind)[:depth]
        turns.append(piles[pile])
        piles[pile] += 1
    return [change for _turn, change in sorted(zip(turns, found, strict=True), key=lambda pair: pair[0])]
