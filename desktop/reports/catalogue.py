"""Every report there is, in the order of the menu: by family, then by number; their modules are found in `forms`."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from desktop.reports.report import DECLARED, Report
from models.schema.sorting import natural_key
from models.words import N_

FAMILIES: Mapping[str, str] = {  # by the letters their numbers begin with
    "XJ": N_("学生名册"),
    "ZS": N_("招生与在校"),
    "TJ": N_("招生与在校"),
    "DD": N_("校企合作"),
    "XY": N_("校企合作"),
    "HZ": N_("产教对接"),
    "SX": N_("岗位实习"),
    "XT": N_("学徒制"),
    "KS": N_("证书与考试"),
    "JY": N_("毕业就业"),
}
OTHER = N_("其他")


def family_of(report: Report) -> str:
    """What the papers it stands among are called."""
    return FAMILIES.get(report.code[:2], OTHER)


@cache
def reports() -> tuple[Report, ...]:
    """Every report, in the order of the menu."""
    from desktop.reports import forms

    for module in iter_modules(forms.__path__, f"{forms.__name__}."):
        import_module(module.name)
    places = {letters: nth for nth, letters in enumerate(FAMILIES)}

    def place(report: Report) -> tuple[int, str]:
        return places.get(report.code[:2], len(places)), natural_key(report.code)

    return tuple(sorted(DECLARED.values(), key=place))


def report_named(name: str) -> Report:
    """The report of that name; KeyError when there is none."""
    found = {one.name: one for one in reports()}
    return found[name]
