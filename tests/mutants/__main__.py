"""`python -m tests.mutants [PATH ...] [--count N] [--seed N] [--touched FILE]`: change the code, see whether tests notice."""

import argparse
import os
import re
import sys
from argparse import Namespace
from collections import Counter
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import pytest

from tests.mutants.changes import Change, changes_in, chosen
from tests.mutants.copying import OPTIONS, Copy
from tests.mutants.places import EQUAL, NOT_WARM, ROOT, WARM, area, modules
from tests.mutants.touching import Touched
from tests.mutants.trying import FORK, Trying

ENOUGH = 85  # per cent killed
KILLED, SURVIVED, UNDECIDED = "killed", "survived", "undecided"


def main() -> int:
    """Try a sample of changes and tell what became of each; 1 when too many survive."""
    asked = _asked()
    os.chdir(ROOT)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    found = [change for path in modules() for change in changes_in(*_read(path)) if _is_asked(change, asked)]
    sample = chosen(found, asked.count, asked.seed, EQUAL, area)
    _say(f"{len(sample)} of {len(found)} changes")
    fates = FORK.SimpleQueue()
    with TemporaryDirectory(prefix="mutants-") as folder:
        trying = Trying(lambda: _go(trying, asked, sample, Path(folder), fates))
        ignored = [f"--ignore={path}" for path in NOT_WARM]
        pytest.main(["-qq", *OPTIONS, f"--basetemp={folder}/tests", *ignored, *WARM], plugins=[trying])
    told = Counter(fates.get() for _change in sample if not fates.empty())
    share = 100 * told[KILLED] // max(1, told.total())
    _say(f"killed {told[KILLED]} of {told.total()} ({share} %), {told[UNDECIDED]} undecided")
    return 0 if share >= ENOUGH and told.total() == len(sample) else 1


def _asked() -> Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("paths", nargs="*", help="beginnings of paths; without any all that are sampled")
    parser.add_argument("--count", type=int, default=96, help="how many changes")
    parser.add_argument("--seed", type=int, default=8, help="which")
    parser.add_argument("--like", default="", help="only changes that look so: a pattern of `path:line old -> new`")
    parser.add_argument("--box", type=float, default=600, help="seconds a change may take")
    parser.add_argument("--jobs", type=int, default=max(1, (os.cpu_count() or 2) // 2), help="how many at once")
    parser.add_argument("--touched", type=Path, help="file in which to keep which tests touch what, for another run")
    return parser.parse_args()


def _go(trying: Trying, asked: Namespace, sample: list[Change], folder: Path, fates: object) -> None:
    """Look what tests touch, if that is not known, then let each worker try its part."""
    begun, kept = monotonic(), asked.touched or folder / "touched.json"
    if not kept.exists():
        trying.look([path.relative_to(ROOT).as_posix() for path in modules()], kept)
    trying.touched = Touched.read(kept)
    _say(f"looked what tests go through ({monotonic() - begun:.0f} s)")
    workers = []
    for number in range(asked.jobs):
        part = sample[number :: asked.jobs]
        workers.append(FORK.Process(target=_tell, args=(trying, Copy(folder / str(number)), part, asked.box, fates)))
        workers[-1].start()
    for worker in workers:
        worker.join()


def _tell(trying: Trying, copy: Copy, part: list[Change], box: float, fates: object) -> None:
    """Try changes one after another and tell what became of each.

    First all that need nothing read anew; then the others, what no test noticed and what our own process died of: the first
    look ends after some seconds of each file, the second takes the nearest files whole.
    """
    left = []
    for change in part:
        begun, source = monotonic(), (ROOT / change.path).read_bytes()
        try:
            by = trying.noticed(change, source, box)
        except ValueError:
            by = None
        if by:
            fates.put(_told(change, source, by, monotonic() - begun))
        else:
            left.append((change, source))
    for change, source in left:
        begun = monotonic()
        by = copy.noticed(change, source, box, trying.files_for(change))
        fates.put(_told(change, source, by, monotonic() - begun))


def _told(change: Change, source: bytes, by: str | None, took: float) -> str:
    fate = UNDECIDED if by is None else KILLED if by else SURVIVED
    told = f"{fate} [{area(change.path)}] {change.path}:{change.line} {change.kind} ({took:.0f} s) {by or ''}".rstrip()
    _say(told if fate == KILLED else f"{told}\n{_diff(change, source)}")
    return fate


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - the table is the result


def _read(path: Path) -> tuple[str, bytes]:
    return path.relative_to(ROOT).as_posix(), path.read_bytes()


def _is_asked(change: Change, asked: Namespace) -> bool:
    looks = f"{change.path}:{change.line} {change.old} -> {change.new}"
    return (not asked.paths or change.path.startswith(tuple(asked.paths))) and re.search(asked.like, looks) is not None


def _diff(change: Change, source: bytes) -> str:
    before, after = (text.decode().splitlines(keepends=True) for text in (source, change.applied(source)))
    return "".join([*unified_diff(before, after, n=0)][3:])


if __name__ == "__main__":
    sys.exit(main())
