"""Lets whatever goes wrong in a method of Qt that is overridden here be told like any other fault."""

import sys
from collections.abc import Callable
from functools import wraps
from types import FunctionType, MethodDescriptorType
from typing import Any

from shiboken6 import Object

_BROKEN = sys.version_info < (3, 12)


def guard_overrides() -> None:
    """Let no class of ours made from now on end the program with an exception; once, before there is any.

    Up to Python 3.11 an exception that C raised (`int("x")`, `row[9]`, an argument Qt refuses) is a type and a text until
    somebody catches it. PySide 6.9 takes what leaves an override for an exception without looking, and the process dies
    of it: no message, no report, nothing saved.
    """
    if _BROKEN and "__init_subclass__" not in vars(Object):
        Object.__init_subclass__ = classmethod(_guard)  # type: ignore[assignment] # as a class would define it


def _guard(made: type) -> None:
    mixed = [base for base in made.__bases__ if not issubclass(base, Object)]  # such a base is never guarded by itself
    for name, method in [each for base in (*reversed(mixed), made) for each in vars(base).items()]:
        if isinstance(method, FunctionType) and _is_qts(made, name):
            setattr(made, name, _caught(method))


def _is_qts(made: type, name: str) -> bool:
    return any(isinstance(vars(base).get(name), MethodDescriptorType) for base in made.__mro__)


def _caught(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def call(*given: Any, **named: Any) -> Any:
        try:
            return method(*given, **named)
        except BaseException:  # noqa: TRY203 - to be caught makes an exception whole
            raise

    return call
