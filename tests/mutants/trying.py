"""One pytest that has read everything; each change is tried in a fork of it, on the tests that go through what is changed."""

import gc
import os
import subprocess
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from importlib import import_module
from io import StringIO
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import format_exc

import pytest

from tests.mutants.changes import Change
from tests.mutants.places import ALONE, ROOT, module_of, modules, noticing
from tests.mutants.swapping import Functions
from tests.mutants.touching import Touched, few, file_of, spent, spread

FORK = get_context("fork")
_MOST = 40  # seconds of the processor for the tests of a change
_MOST_OF_FILE, _LOST = 8, 3  # of one file, of one that goes nowhere near the change
_FIRST = "tests/models/database/test_touched.py"  # an empty office, which all others copy, is made for it
_NOT_SWAPPED = "not swapped"
_LONGEST = 7200  # seconds of all tests
_ROUNDS = 4  # what fails without a change, too, is left out the next time


class Trying:
    """A plugin that, in the place of running the tests, does what it is told with them."""

    def __init__(self, go: Callable[[], None]) -> None:
        self._go, self._failed = go, ""
        self._items: dict[str, pytest.Item] = {}
        self._tests: dict[str, list[str]] = defaultdict(list)
        self._functions: Functions
        self._sound: dict[str, bool] = {}
        self.touched = Touched()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Go, once all tests are read."""
        for item in session.items:
            self._items[item.nodeid] = item
            self._tests[file_of(item.nodeid)].append(item.nodeid)
        first = self._tests[_FIRST][0]
        self._runs(first, first)
        for path in modules():  # some are only read when they are needed
            import_module(module_of(path.relative_to(ROOT).as_posix()))
        self._functions = Functions()
        gc.collect()
        gc.freeze()
        self._go()
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember the first test that failed."""
        if report.failed:
            self._failed = self._failed or report.nodeid

    def look(self, paths: list[str], file: Path) -> None:
        """Run all tests once and keep in a file which functions they touch."""
        self._forked(_LONGEST, partial(self._looked, paths, file))

    def _looked(self, paths: list[str], file: Path) -> str:
        self._functions.probe(paths, self.touched.note)
        next(iter(self._items.values())).config.pluginmanager.register(self.touched)
        looked, tests_of = few(self._items), ""
        for test, following in zip(looked, [*looked[1:], looked[0]], strict=True):
            if tests_of != file_of(test):
                tests_of = file_of(test)
                self._functions.forget()
            self._runs(test, following)
        self.touched.write(file)
        return ""

    def noticed(self, change: Change, source: bytes, box: float) -> str | None:
        """The test that notices a change, an empty text when none does, None when it cannot be told; ValueError when it cannot be tried here."""
        here = change.called and not change.path.startswith(ALONE)
        files = self.files_for(change) if here else []
        for _round in range(_ROUNDS):
            found = self._forked(box, partial(self._changed, change, source, [*files])) if files else _NOT_SWAPPED
            if found == _NOT_SWAPPED:
                raise ValueError(change.called)
            if not found or self._is_sound(found):
                return found
        return None

    def files_for(self, change: Change) -> list[str]:
        """The files of tests to try a change on, the likeliest first."""
        near = [file for file in noticing(change.path) if file in self._tests]
        return self.touched.of(change.path, change.called, near)

    def _changed(self, change: Change, source: bytes, files: list[str]) -> str:
        called: set[str] = set()
        try:
            self._functions.swap(change.path, source, change.applied(source), lambda _path, name: called.add(name))
        except ValueError:  # it takes other names from the function around it
            return _NOT_SWAPPED
        self._functions.forget()
        begun, found = spent(), ""
        while files and not found and spent() - begun < _MOST:
            found = self._first_failing(files.pop(0), change.called, called)
        return found

    def _first_failing(self, file: str, name: str, called: set[str]) -> str:
        """The first test of a file that calls a function and fails; it ends sooner when it takes long, or none calls it."""
        begun, touched = spent(), False
        tests = [test for test in spread(self._tests[file]) if self._sound.get(test, True)]
        for test, following in zip(tests, [*tests[1:], *tests[-1:]], strict=True):
            called.clear()
            passes, touched = self._runs(test, following), touched or name in called
            if not passes and name in called:
                return test
            if spent() - begun > (_MOST_OF_FILE if touched else _LOST):
                break
        return ""

    def _runs(self, test: str, following: str) -> bool:
        """Whether a test passes; what is prepared for it stays as far as the following one has it in common."""
        self._failed, item = "", self._items[test]
        item.session._setupstate.teardown_exact(item)  # what is left of a file that was ended sooner
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=self._items[following])
        return not self._failed

    def _is_sound(self, test: str) -> bool:
        """Whether a test passes without any change."""
        if test not in self._sound:
            self._sound[test] = self._forked(_LONGEST, lambda: "" if self._runs(test, test) else test) == ""
        return self._sound[test]

    def _forked(self, box: float, work: Callable[[], str]) -> str | None:
        """What work gives that is done in a fork; None when it takes longer than `box` seconds, or the fork dies of it."""
        receiving, sending = FORK.Pipe(duplex=False)
        with TemporaryDirectory(prefix="mutant-") as folder:
            process = FORK.Process(target=self._alone, args=(sending, work, folder))
            process.start()
            sending.close()
            try:
                return receiving.recv() if receiving.poll(box) else None
            except EOFError:
                return None
            finally:
                process.kill()
                process.join()
                _take_off(folder)

    def _alone(self, sending: Connection, work: Callable[[], str], folder: str) -> None:
        """Work with an output and a folder of its own, then be gone without an end of the tests."""
        told, nothing = os.dup(2), os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(nothing, number)
        os.nice(10)
        os.chdir(ROOT)
        config = next(iter(self._items.values())).config
        capture = config.pluginmanager.get_plugin("capturemanager")
        capture.stop_global_capturing()
        capture.start_global_capturing()
        capture.suspend_global_capture(in_=True)
        config._tmp_path_factory._basetemp = Path(folder)
        config.pluginmanager.get_plugin("terminalreporter")._tw._file = StringIO()
        try:
            sending.send(work())
        except BaseException:  # noqa: BLE001 - a fork must not come back from here
            os.write(told, format_exc().encode())
        finally:
            os._exit(0)


def _take_off(folder: str) -> None:
    """Unmount the disks a test put into a folder and was ended too soon to take off: it could not be removed with them."""
    mounts = Path("/proc/self/mounts")
    places = [line.split()[1] for line in mounts.read_text("utf-8").splitlines()] if mounts.exists() else []
    for place in places:
        if place.startswith(f"{folder}/"):
            subprocess.run(["umount", "--lazy", place], check=False)
