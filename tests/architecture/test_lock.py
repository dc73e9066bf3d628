"""The lock holds exactly what pyproject.toml asks for, without saying where it comes from."""

import re
import tomllib
from importlib.metadata import distribution
from subprocess import CompletedProcess

import bundle
import prepare
import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def read(lock):
    """A lock as (name==version, marker, hashes) for each package."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return [re.fullmatch(r"(\S+==\S+?)(?: ; ([^-]+?))?\s+((?:--hash=sha256:[0-9a-f]{64}\s*)+)", line) for line in lines]


@pytest.fixture(scope="module")
def entries():
    return read(prepare.LOCK)


def here(marker):
    """Whether a line of a lock or of pyproject counts on this machine."""
    return marker is None or Marker(str(marker)).evaluate({"extra": ""})


def pinned(entries):
    """The versions of a lock for this machine."""
    return dict(entry[1].split("==") for entry in entries if here(entry[2]))


@pytest.fixture(scope="module")
def versions(entries):
    return pinned(entries)


@pytest.fixture(scope="module")
def declared():
    project = tomllib.loads((prepare.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = map(Requirement, (*project["dependencies"], *project["optional-dependencies"]["dev"]))
    return [line for line in lines if here(line.marker)]


def needed(requirements):
    """Names of all packages needed on this platform, directly or not."""
    queue, seen = list(requirements), set()
    while queue:
        wanted = queue.pop()
        if (name := canonicalize_name(wanted.name)) not in seen:
            seen.add(name)
            needs = (Requirement(line) for line in distribution(wanted.name).requires or ())
            queue.extend(need for need in needs if need.marker is None or need.marker.evaluate({"extra": ""}))
    return seen


@pytest.mark.parametrize("lock", [prepare.LOCK, bundle.LOCK], ids=lambda lock: lock.name)
def test_every_line_is_one_exact_version_with_its_hashes(lock):
    assert len(read(lock)) > 40
    assert all(read(lock))


def test_the_bundle_has_what_the_tests_were_run_with(versions):
    own = pinned(read(bundle.LOCK))
    assert {name: own[name] for name in own.keys() & versions.keys()} == {
        name: versions[name] for name in own.keys() & versions.keys()
    }
    assert {"pyside6-essentials", "sqlcipher3", "pyinstaller"} <= own.keys()
    assert {"pytest", "hypothesis", "openpyxl"} & own.keys() == set()


def test_versions_are_within_the_bounds_of_pyproject(declared, versions):
    assert [str(w) for w in declared if not w.specifier.contains(versions[canonicalize_name(w.name)])] == []


@pytest.mark.parametrize("lock", [prepare.LOCK, bundle.LOCK], ids=lambda lock: lock.name)
@pytest.mark.parametrize("name", ["pyside6-essentials", "shiboken6"])
def test_arm_has_a_qt_of_its_own_that_old_systems_can_load(lock, name):
    lines = {entry[1].partition("==")[2]: entry[2] for entry in read(lock) if entry[1].startswith(f"{name}==")}
    arm = [version for version, marker in lines.items() if Marker(marker).evaluate({"platform_machine": "aarch64"})]
    office = [version for version, marker in lines.items() if Marker(marker).evaluate({"platform_machine": "x86_64"})]
    assert ([v[:4] for v in arm], [v[:4] for v in office]) == (["6.7."], ["6.9."])


def test_nothing_that_is_needed_is_left_out(declared, versions):
    assert needed(declared) <= versions.keys()


def test_what_is_installed_is_what_is_locked(declared, versions):
    assert {name: distribution(name).version for name in needed(declared)} == {
        name: versions[name] for name in needed(declared)
    }


def test_system_packages_are_named_with_what_proves_them():
    sections = prepare.wanted_system_packages(prepare.SYSTEM_PACKAGES.read_text(encoding="utf-8"))
    assert list(sections) == ["qt", "window", "wayland", "tests"]
    assert ("libegl1", "libEGL.so.1") in sections["qt"]
    assert all(packages for packages in sections.values())


def test_missing_packages_are_those_that_cannot_be_loaded():
    sections = {"qt": [("libc6", "libc.so.6"), ("libnone", "libnone.so.9")], "tests": [("coreutils", "ls")]}
    assert prepare.missing(sections) == {"qt": ["libnone"]}


def test_half_an_environment_is_not_taken_for_a_whole_one(tmp_path, monkeypatch):
    folder = tmp_path / "environment"

    def run(command, **_more):  # as without ensurepip: the interpreter is there, pip is not
        (folder / "bin").mkdir(parents=True)
        (folder / "bin/python").write_text("", encoding="utf-8")
        return CompletedProcess(command, 1)

    monkeypatch.setattr(prepare.subprocess, "run", run)
    with pytest.raises(SystemExit):
        prepare.environment(folder)
    assert not folder.exists()
