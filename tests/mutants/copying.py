"""A copy of the tree, for what is changed where a module is read, not in a function: there everything has to be read anew."""

import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from tests.mutants.changes import Change
from tests.mutants.places import COPIED, LEFT_OUT, ROOT
from tests.mutants.warm import WARM, run_tests

_MOST = 12  # files of tests
OPTIONS = (
    "--assert=plain", "--no-header", "--tb=short", "-m", "not slow", "-o", "timeout=90", "-p", "no:xdist", "-k",
    f"not ({' or '.join(LEFT_OUT)})",
)  # fmt: skip
_FAILED = re.compile(r"^(?:FAILED|ERROR) (tests/[^: ]+\.py)", re.MULTILINE)


@dataclass
class Copy:
    """A copy of the tree to change things in; `sound` are the files of tests known to pass there unchanged."""

    folder: Path
    sound: dict[str, bool] = field(default_factory=dict)
    stamp: int = 1_000_000_000

    def fill(self) -> None:
        """Copy what the tests need."""
        for name in COPIED:
            source, target = ROOT / name, self.folder / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, target)

    def noticed(self, change: Change, source: bytes, box: float, tests: list[str]) -> str | None:
        """The file of tests that notices a change, an empty text when none does, None when it takes too long."""
        if not self.folder.exists():
            self.fill()
        file = self.folder / change.path
        self._write(file, change.applied(source))
        try:
            found = self._run(tests[:_MOST], box)
        finally:
            self._write(file, source)
        return None if found and not self._passes(found, box) else found

    def _write(self, file: Path, content: bytes) -> None:
        """Write a module so that what was compiled before is not taken for it."""
        self.stamp += 10
        file.write_bytes(content)
        os.utime(file, (self.stamp, self.stamp))

    def _passes(self, tests: str, box: float) -> bool:
        if tests not in self.sound:
            self.sound[tests] = self._run([tests], box) == ""
        return self.sound[tests]

    def _run(self, tests: list[str], box: float) -> str | None:
        with NamedTemporaryFile("r", encoding="utf-8") as told:
            run = WARM.Process(
                target=run_tests, args=(str(self.folder), ["-x", "-q", "-rfE", *OPTIONS, *tests], told.name)
            )
            run.start()
            run.join(box)
            if run.is_alive():
                run.kill()
                run.join()
                return None
            if run.exitcode == 0:
                return ""
            by = _FAILED.search(told.read())
        return by[1] if by else tests[0]  # without one pytest itself could not begin
