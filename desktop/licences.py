"""What the program is made of and under which licence: libraries as they are installed, typefaces, icons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from models.resources import resource

# what the program itself asks for (pyproject.toml); what these ask for in turn is found by them
LIBRARIES = (
    "PySide6-Essentials", "SQLAlchemy", "alembic", "sqlcipher3", "reportlab", "rl_accel", "fonttools", "pandas", "XlsxWriter",
    "python-calamine", "python-stdnum", "pypinyin", "rapidfuzz", "platformdirs", "pypdfium2", "cryptography", "keyring", "Pillow", "markdown-it-py",
)  # fmt: skip
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_FILE = re.compile(r"(licen[cs]e|copying|notice)", re.IGNORECASE)
_UNTOLD = {"sqlcipher3": "Zlib"}  # by the text they bring, for they say it nowhere else
_SHORT = 60  # characters; longer ones are the whole text


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the program: its name, version ("" for none), licence in a few words, and the files with its text."""

    name: str
    version: str
    licence: str
    files: tuple[Path, ...] = field(default=(), repr=False)

    @property
    def text(self) -> str:
        """The licence in full; "" where the part brought none."""
        return "\n\n".join(file.read_text("utf-8", "replace") for file in self.files if file.is_file())


def parts() -> tuple[Part, ...]:
    """The program, its typefaces and icons, then every library by name."""
    fonts = tuple(sorted(resource("fonts").glob("*OFL.txt")))
    return (
        Part("Shuangyuan", "", "MIT", (resource().parent / "LICENSE",)),
        Part("Noto Sans SC, Noto Serif SC", "", "SIL OFL 1.1", fonts),
        Part("Fluent System Icons", "", "MIT", (resource("icons", "LICENSE"),)),
        *sorted(map(_part, _installed()), key=lambda part: part.name.casefold()),
    )


def _installed() -> list[Distribution]:
    """The libraries, each with those it asks for; one that is not installed here is left out."""
    found: dict[str, Distribution] = {}
    waiting = list(LIBRARIES)
    while waiting:
        name = waiting.pop()
        try:
            one = distribution(name)
        except PackageNotFoundError:
            continue
        if (key := one.metadata["Name"].casefold()) not in found:
            found[key] = one
            waiting += _asked_by(one)
    return list(found.values())


def _asked_by(one: Distribution) -> Iterator[str]:
    for words in one.requires or ():
        name = _NAME.match(words)
        if name is not None and "extra ==" not in words:
            yield name[0]


def _part(one: Distribution) -> Part:
    files = [Path(str(file.locate())) for file in one.files or () if _FILE.match(file.name)]
    return Part(one.metadata["Name"], one.version, _licence(one), tuple(files))


def _licence(one: Distribution) -> str:
    """As the library says it of itself: the expression, else short words, else what it is classified as."""
    told = one.metadata
    words = next((found[0] for key in ("License-Expression", "License") if (found := told.get_all(key))), "")
    if words and len(words) <= _SHORT and "\n" not in words:
        return words
    classes = [each.rpartition(" :: ")[2] for each in told.get_all("Classifier") or () if each.startswith("License ::")]
    return ", ".join(classes) or _UNTOLD.get(told["Name"], (words.splitlines() or ["—"])[0][:_SHORT])
