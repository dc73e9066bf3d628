"""All that is declared of the screen of one entity; what is left out has a plain default."""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal

from desktop.screens.children import ChildEntity

Names = tuple[str, ...]
Naming = Literal["usual", "short", "told_by_end"]
Groups = tuple[tuple[str, str], ...]  # (title, names of fields with blanks between)
Conditions = tuple[tuple[str, str, Any], ...]  # (field, operator, value or what tells it on the day of the office)
ON_THE_DAY = ("", "", None)  # in place of a condition: of dated rows those that count on that day


@dataclass(frozen=True, slots=True)
class Command:
    """What a list offers for its ticked records besides: an act, or, for one record, another page that is opened with its id."""

    icon: str
    words: str
    act: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """What stands on the screen of the entity of a table, by names of fields, reports and icons; words are in the source language.

    `of_enterprises`: in the colour of what belongs to enterprises, not to schools. `initial`: the first character of a
    name stands for the icon. `names`: how names of its records read in a narrow column. `begun`: its place among what one
    begins from the home page, 0 where it has none. `named_like` tells whether a text reads like a name of its records,
    where it reads like nothing else: what a column of references without a heading is told by.

    The list starts with `columns`, leaves out those `spared` in a narrow window and shows some `besides` in a wide one.
    `telling` tells records of one name apart, where the first columns do not say it best. `views` are what offices look at
    every day; `whole_last`: the list opens with the first of these, and ends with all. `states` are codes that say how it
    is with a record, shown as chips under its name: its status, where none are named.

    `groups` are the sections of its form in the office's own order, a name that ends in _ every field that begins with it;
    `unasked` are fields no form asks for, since they hold the name of a file; `children` the tables in it. `papers` are
    reports printed of one record, `papers_of` those of a record it refers to: (field, report).
    """

    table: str
    icon: str
    _: KW_ONLY
    of_enterprises: bool = False
    initial: bool = False
    names: Naming = "usual"
    begun: int = 0
    named_like: Callable[[str], object] | None = None
    columns: Names = ()
    spared: Names = ()
    besides: Names = ()
    telling: Names = ()
    views: tuple[tuple[str, Conditions], ...] = ()
    whole_last: bool = False
    commands: tuple[Command, ...] = ()
    states: Names = ()
    groups: Groups = ()
    unasked: Names = ()
    children: tuple[ChildEntity, ...] = ()
    papers: Names = ()
    papers_of: tuple[tuple[str, str], ...] = ()
