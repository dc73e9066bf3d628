"""What the libraries in a folder ask of the system they are loaded on: other libraries, and the version of glibc."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NEEDED = re.compile(r"^\s+NEEDED\s+(\S+)$", re.MULTILINE)
_SONAME = re.compile(r"^\s+SONAME\s+(\S+)$", re.MULTILINE)
_GLIBC = re.compile(r"\bGLIBC_(\d+)\.(\d+)")
_REFERENCES = "Version References:"
# What comes with glibc itself.
GLIBC_OWN = re.compile(r"^(ld-linux.*|lib(c|m|dl|pthread|rt|util|resolv|crypt))\.so\.\d+$")

Version = tuple[int, int]


@dataclass(frozen=True)
class Library:
    """A program or library: where it is, by which name others ask for it, what it asks for."""

    path: Path
    name: str
    needed: frozenset[str]
    glibc: Version

    @property
    def glibc_text(self) -> str:
        """The newest version of glibc it asks for, as 2.31; a dash where it asks for none."""
        return dotted(self.glibc) if self.glibc > (0, 0) else "-"


def dotted(version: Version) -> str:
    """A version as it is written."""
    return ".".join(map(str, version))


def version(text: str) -> Version:
    """The version from how it is written: 2.31."""
    major, minor = text.split(".")
    return int(major), int(minor)


def read(path: Path, told: str) -> Library:
    """A library from what `objdump -p` tells of it."""
    references = told.partition(_REFERENCES)[2]
    versions = [(int(major), int(minor)) for major, minor in _GLIBC.findall(references)]
    named = _SONAME.search(told)
    name = named.group(1) if named else path.name
    return Library(path, name, frozenset(_NEEDED.findall(told)), max(versions, default=(0, 0)))


def libraries(folder: Path) -> Iterator[Library]:
    """All programs and libraries below a folder, in order of their names."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        with path.open("rb") as file:
            if file.read(4) != b"\x7fELF":
                continue
        told = subprocess.run(["objdump", "-p", path], check=True, capture_output=True, text=True).stdout
        yield read(path, told)


def newest_glibc(found: list[Library]) -> Version:
    """The version of glibc without which one of them cannot be loaded."""
    return max((one.glibc for one in found), default=(0, 0))


def lacking(found: list[Library], declared: frozenset[str]) -> dict[str, list[str]]:
    """The libraries that are neither among these nor declared nor glibc's own, each with the files that ask for it."""
    there = {one.name for one in found} | {one.path.name for one in found} | declared
    wanting: dict[str, list[str]] = {}
    for one in found:
        for name in sorted(one.needed - there):
            if not GLIBC_OWN.match(name):
                wanting.setdefault(name, []).append(one.path.name)
    return wanting


def table(found: list[Library], folder: Path) -> str:
    """A line for every file: the glibc it asks for, its path, and what it needs besides glibc."""
    lines = []
    for one in sorted(found, key=lambda each: (each.glibc, str(each.path)), reverse=True):
        needed = " ".join(sorted(name for name in one.needed if not GLIBC_OWN.match(name)))
        lines.append(f"{one.glibc_text:5} {one.path.relative_to(folder)}: {needed}".rstrip(": "))
    return "\n".join(lines) + "\n"
