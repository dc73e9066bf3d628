"""The lock holds exactly what pyproject.toml asks for, without saying where it comes from."""

import re

import lock
import prepare
import pytest


@pytest.fixture(scope="module")
def lines():
    text = lock.LOCK.read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_every_line_is_one_exact_version(lines):
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; .+)?", line)] == []


def test_versions_are_within_the_bounds_of_pyproject(lines):
    versions = dict(line.split(" ;")[0].split("==") for line in lines)
    outside = [
        str(wanted) for wanted in lock.declared() if not wanted.specifier.contains(versions[lock.key(wanted.name)])
    ]
    assert outside == []


def test_nothing_that_is_needed_is_left_out(lines):
    assert set(lock.closure(lock.declared())) <= {line.split("==")[0] for line in lines}


def test_system_packages_are_named_with_what_proves_them():
    sections = prepare.wanted_system_packages(prepare.SYSTEM_PACKAGES.read_text(encoding="utf-8"))
    assert list(sections) == ["qt", "window", "tests"]
    assert ("libegl1", "libEGL.so.1") in sections["qt"]
    assert all(packages for packages in sections.values())


def test_missing_packages_are_those_that_cannot_be_loaded():
    sections = {"qt": [("libc6", "libc.so.6"), ("libnone", "libnone.so.9")], "tests": [("coreutils", "ls")]}
    assert prepare.missing(sections) == {"qt": ["libnone"]}
