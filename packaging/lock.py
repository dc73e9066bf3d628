"""Write requirements.lock: the exact version of every package that pyproject.toml asks for, directly or not."""

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "packaging" / "requirements.lock"
HEAD = "# Exact versions of everything in pyproject.toml and of what that needs in turn; `make lock` writes it.\n"


def key(name: str) -> str:
    """The name by which packages are compared: `PySide6_Essentials` is `pyside6-essentials`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> list[Requirement]:
    """What pyproject.toml asks for, to run and to develop."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(line) for line in (*project["dependencies"], *project["optional-dependencies"]["dev"])]


def closure(requirements: Iterable[Requirement]) -> dict[str, str]:
    """The installed version of each package needed on this platform, by comparable name; raises PackageNotFoundError."""
    versions: dict[str, str] = {}
    queue = list(requirements)
    seen: set[tuple[str, str]] = set()
    while queue:
        wanted = queue.pop()
        for extra in ("", *wanted.extras):
            if (key(wanted.name), extra) in seen:
                continue
            seen.add((key(wanted.name), extra))
            found = distribution(wanted.name)
            versions[key(wanted.name)] = found.version
            needs = (Requirement(line) for line in found.requires or ())
            queue.extend(need for need in needs if need.marker is None or need.marker.evaluate({"extra": extra}))
    return versions


def kept(text: str) -> dict[str, str]:
    """The lines of a lock that hold on another platform only, by comparable name; they are kept by hand."""
    return {key(line.partition("==")[0]): line for line in text.splitlines() if ";" in line and line[0] != "#"}


def locked(text: str) -> str:
    """The lock as it should be, given the one there is."""
    lines = {name: f"{name}=={version}" for name, version in closure(declared()).items()}
    return HEAD + "\n".join(line for _name, line in sorted({**kept(text), **lines}.items())) + "\n"


def main() -> None:
    """Write the lock."""
    text = LOCK.read_text(encoding="utf-8") if LOCK.exists() else ""
    LOCK.write_text(locked(text), encoding="utf-8")


if __name__ == "__main__":
    main()


__all__ = ["LOCK", "PackageNotFoundError", "closure", "declared", "key", "locked"]
