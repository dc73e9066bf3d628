"""The lock holds exactly what pyproject.toml asks for, without saying where it comes from."""

import re
import tomllib
from importlib.metadata import distribution

import prepare
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def entries():
    """The lock as (name==version, marker, hashes) for each package."""
    text = prepare.LOCK.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return [re.fullmatch(r"(\S+==\S+?)(?: ; ([^-]+?))?\s+((?:--hash=sha256:[0-9a-f]{64}\s*)+)", line) for line in lines]


@pytest.fixture(scope="module")
def versions(entries):
    return dict(entry[1].split("==") for entry in entries)


@pytest.fixture(scope="module")
def declared():
    project = tomllib.loads((prepare.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(line) for line in (*project["dependencies"], *project["optional-dependencies"]["dev"])]


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


def test_every_line_is_one_exact_version_with_its_hashes(entries):
    assert len(entries) > 40
    assert all(entries)


def test_versions_are_within_the_bounds_of_pyproject(declared, versions):
    assert [str(w) for w in declared if not w.specifier.contains(versions[canonicalize_name(w.name)])] == []


def test_nothing_that_is_needed_is_left_out(declared, versions):
    assert needed(declared) <= versions.keys()


def test_what_is_installed_is_what_is_locked(declared, versions):
    assert {name: distribution(name).version for name in needed(declared)} == {
        name: versions[name] for name in needed(declared)
    }


def test_system_packages_are_named_with_what_proves_them():
    sections = prepare.wanted_system_packages(prepare.SYSTEM_PACKAGES.read_text(encoding="utf-8"))
    assert list(sections) == ["qt", "window", "tests"]
    assert ("libegl1", "libEGL.so.1") in sections["qt"]
    assert all(packages for packages in sections.values())


def test_missing_packages_are_those_that_cannot_be_loaded():
    sections = {"qt": [("libc6", "libc.so.6"), ("libnone", "libnone.so.9")], "tests": [("coreutils", "ls")]}
    assert prepare.missing(sections) == {"qt": ["libnone"]}
