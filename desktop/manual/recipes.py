"""The recipes as they are written: one Markdown file each in resources/manual, its number before its name.

The lines before the first heading say what a recipe is about (`about:`), as topics and groups of acts.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from desktop.manual.topics import of_recipe
from models.resources import resource

_HEAD = re.compile(r"\Aabout:(?P<about>[^\n]*)\n+# (?P<title>[^\n]+)\n", re.MULTILINE)
_MARK = re.compile("【([^】]+)】")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(pictures/([^)]+)\.png\)")


@dataclass(frozen=True, slots=True)
class Recipe:
    """One recipe: `about` are the topics it helps with, `text` its Markdown with the title."""

    name: str
    title: str
    about: tuple[str, ...]
    text: str

    @property
    def topic(self) -> str:
        """Its topic."""
        return of_recipe(self.name)

    @property
    def marks(self) -> tuple[str, ...]:
        """The words of the program it names, in order: buttons, fields, lists."""
        return tuple(dict.fromkeys(_MARK.findall(self.text)))

    @property
    def pictures(self) -> tuple[str, ...]:
        """The names of its pictures."""
        return tuple(name for _words, name in _PICTURE.findall(self.text))


def folder() -> Path:
    """Where the recipes are."""
    return resource("manual")


def read(file: Path) -> Recipe:
    """The recipe of a file; raises ValueError when it does not begin as a recipe does."""
    text = file.read_text(encoding="utf-8")
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"{file.name}: about: and a heading must come first")
    name = file.stem.partition("-")[2]
    return Recipe(name, head["title"].strip(), tuple(head["about"].split()), text[head.start("title") - 2 :])


@cache
def recipes() -> tuple[Recipe, ...]:
    """Every recipe, in the order of the manual."""
    return tuple(read(file) for file in sorted(folder().glob("[0-9][0-9]-*.md")))


def about(topic: str) -> tuple[Recipe, ...]:
    """The recipes that help with a topic, those written for it first."""
    found = [recipe for recipe in recipes() if topic in recipe.about]
    return tuple(sorted(found, key=lambda recipe: recipe.about.index(topic)))
