"""`python -m tests.speed [NAME ...] [--keep DIR]`: measure, print the table, fail when a figure is out of bounds."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.speed import acts, imports, integrity, lists, locked, rosters, window, wizard
from tests.speed.timing import Figure, tell

BENCHES: Mapping[str, Callable[[Path], Iterable[Figure]]] = {
    "imports": imports.figures,
    "wizard": wizard.figures,
    "rosters": rosters.figures,
    "lists": lists.figures,
    "acts": acts.figures,
    "locked": locked.figures,
    "integrity": integrity.figures,
    "window": window.figures,
}


def main() -> int:
    """Run the benches named, or all of them."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode, and so have its children
    parser = argparse.ArgumentParser(prog="python -m tests.speed")
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(BENCHES))
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where the databases are made, and found again")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(BENCHES):
        parser.error(f"no bench called {', '.join(sorted(unknown))}")
    if chosen.keep is not None:
        chosen.keep.mkdir(parents=True, exist_ok=True)
        return _run(chosen.names or BENCHES, chosen.keep)
    with TemporaryDirectory() as folder:
        return _run(chosen.names or BENCHES, Path(folder))


def _run(names: Iterable[str], folder: Path) -> int:
    """Each bench in a process of its own: what one leaves behind, such as the one application of Qt, is not the next one's."""
    chosen = list(names)
    if len(chosen) == 1:
        return 1 if tell(BENCHES[chosen[0]](folder)) else 0
    command = [sys.executable, "-m", "tests.speed", "--keep", str(folder)]
    return max([subprocess.run([*command, name], check=False).returncode != 0 for name in chosen])


if __name__ == "__main__":
    sys.exit(main())
