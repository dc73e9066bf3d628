"""The size of an enterprise by its industry, staff, revenue and assets (国统字〔2017〕213号)."""

from collections.abc import Mapping
from typing import Any

from models.schema.codes import Code, table

_QUANTITIES = {"staff": "staff_total", "revenue": "revenue", "assets": "assets"}  # of a rule: the field that tells it
_STEPS = (("large", "大型"), ("medium", "中型"), ("small", "小型"))  # the least values, from the top
_LEAST = "微型"


def rule_of(industry: str | None) -> Code | None:
    """The line of the standard for an industry: that of the innermost code it lies under."""
    industries = table("industry")
    code = industries.get(industry or "")
    for outer in reversed(industries.path(code)) if code is not None else ():
        for rule in table("enterprise-size-rule"):
            if outer.code in rule.extra["industries"].split("|"):
                return rule
    return None


def suggested_size(values: Mapping[str, Any]) -> Code | None:
    """The size the figures of an enterprise make it; None while one that counts in its industry is missing."""
    rule = rule_of(values.get("industry"))
    if rule is None:
        return None
    counts = [name for name in _QUANTITIES if any(rule.extra[f"{step}_{name}"] for step, _size in _STEPS)]
    given: dict[str, Any] = {name: values.get(_QUANTITIES[name]) for name in counts}
    if None in given.values():
        return None
    for step, size in _STEPS:
        if all(given[name] >= int(rule.extra[f"{step}_{name}"] or 0) for name in counts):
            return table("enterprise-size").find(size)
    return table("enterprise-size").find(_LEAST)
