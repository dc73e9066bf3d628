"""`python -m tests.mutants [PATH ...] [--count N] [--seed N] [--part I/N]`: change the code, see whether tests notice."""

import argparse
import os
import re
import shutil
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from time import monotonic

from tests.mutants.changes import Change, changes_in, chosen
from tests.mutants.places import COPIED, EQUAL, LEFT_OUT, ROOT, modules, noticing
from tests.mutants.warm import WARM, run_tests

ENOUGH = 85  # per cent killed
KILLED, SURVIVED, UNDECIDED = "killed", "survived", "undecided"
_NEAREST = 3  # files of tests that are tried before all others
_PYTEST = (
    "-x", "-q", "--assert=plain", "--no-header", "--tb=no", "-rfE", "-m", "not slow", "-o", "timeout=90", "-p", "no:xdist",
    "-k", f"not ({' or '.join(LEFT_OUT)})",
)  # fmt: skip
_FAILED = re.compile(r"^(?:FAILED|ERROR) (tests/[^: ]+\.py)", re.MULTILINE)


@dataclass
class Copy:
    """A copy of the tree to change things in; `sound` are the files of tests known to pass there unchanged."""

    folder: Path
    box: float
    sound: dict[str, bool] = field(default_factory=dict)
    stamp: int = 1_000_000_000

    @classmethod
    def made(cls, folder: Path, box: float) -> "Copy":
        """Copy what the tests need."""
        for name in COPIED:
            source, target = ROOT / name, folder / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, target)
        return cls(folder, box)

    def fate(self, change: Change) -> tuple[str, str, float]:
        """Whether tests notice a change, the file of tests that did, and how long it took."""
        begun, file = monotonic(), self.folder / change.path
        source = file.read_bytes()
        self._write(file, change.applied(source))
        tests = noticing(change.path)
        try:
            found, by = self._run(tests[:_NEAREST])
            if found == SURVIVED and tests[_NEAREST:]:
                found, by = self._run(tests[_NEAREST:])
        finally:
            self._write(file, source)
        if found == KILLED and not self._passes(by):
            found = UNDECIDED  # it fails without the change as well
        return found, by, monotonic() - begun

    def _write(self, file: Path, content: bytes) -> None:
        """Write a module so that what was compiled before is not taken for it."""
        self.stamp += 10
        file.write_bytes(content)
        os.utime(file, (self.stamp, self.stamp))

    def _passes(self, tests: str) -> bool:
        if tests not in self.sound:
            self.sound[tests] = self._run([tests])[0] == SURVIVED
        return self.sound[tests]

    def _run(self, tests: list[str]) -> tuple[str, str]:
        with NamedTemporaryFile("r", encoding="utf-8") as told:
            run = WARM.Process(target=run_tests, args=(str(self.folder), [*_PYTEST, *tests], told.name))
            run.start()
            run.join(self.box)
            if run.is_alive():
                run.kill()
                run.join()
                return UNDECIDED, ""
            if run.exitcode == 0:
                return SURVIVED, ""
            by = _FAILED.search(told.read())
        return KILLED, by[1] if by else tests[0]  # without one pytest itself could not begin


def main() -> int:
    """Try a sample of changes and tell what became of each; 1 when too many survive."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("paths", nargs="*", help="beginnings of paths; without any all folders that are sampled")
    parser.add_argument("--count", type=int, default=72, help="how many changes")
    parser.add_argument("--seed", type=int, default=8, help="which")
    parser.add_argument("--part", default="1/1", help="of the sample every N-th from I, as I/N")
    parser.add_argument("--box", type=float, default=600, help="seconds a change may take")
    parser.add_argument("--jobs", type=int, default=max(1, (os.cpu_count() or 2) // 2), help="how many at once")
    asked = parser.parse_args()
    found = [change for path in modules() for change in changes_in(*_read(path)) if _is_asked(change, asked.paths)]
    part, parts = map(int, asked.part.split("/"))
    sample = chosen(found, asked.count, asked.seed, EQUAL)[part - 1 :: parts]
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _say(f"{len(sample)} of {len(found)} changes")
    with TemporaryDirectory(prefix="mutants-") as folder:
        copies = [Copy.made(Path(folder) / str(number), asked.box) for number in range(asked.jobs)]
        with ThreadPoolExecutor(asked.jobs) as pool:
            runs = [pool.submit(_tell, copies[n], sample[n :: asked.jobs]) for n in range(asked.jobs)]
            fates = sum((run.result() for run in runs), Counter())
    share = 100 * fates[KILLED] // max(1, fates.total())
    _say(f"killed {fates[KILLED]} of {fates.total()} ({share} %), {fates[UNDECIDED]} undecided")
    return 0 if share >= ENOUGH else 1


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - the table is the result


def _read(path: Path) -> tuple[str, bytes]:
    return path.relative_to(ROOT).as_posix(), path.read_bytes()


def _is_asked(change: Change, paths: list[str]) -> bool:
    return not paths or change.path.startswith(tuple(paths))


def _tell(copy: Copy, sample: list[Change]) -> "Counter[str]":
    """Try changes one after another; what became of them."""
    fates: Counter[str] = Counter()
    for change in sample:
        found, by, took = copy.fate(change)
        fates[found] += 1
        told = f"{found} {change.path}:{change.line} {change.kind} ({took:.0f} s) {by}".rstrip()
        _say(told if found == KILLED else f"{told}\n{_diff(change, copy.folder)}")
    return fates


def _diff(change: Change, folder: Path) -> str:
    source = (folder / change.path).read_bytes()
    before, after = (text.decode().splitlines(keepends=True) for text in (source, change.applied(source)))
    return "".join([*unified_diff(before, after, n=0)][3:])


if __name__ == "__main__":
    sys.exit(main())
