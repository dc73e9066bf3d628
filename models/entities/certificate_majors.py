"""Which certificates the ministry's descriptions of majors (专业简介, 2022) name for a major: one public copy, not verified."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from models.resources import resource
from models.schema.codes import table

_YES = "1"


class NamedMajor(NamedTuple):
    """A major for which a certificate is named, and whether that was verified."""

    code: str
    name: str
    verified: bool


def majors_named(certificate: str) -> tuple[NamedMajor, ...]:
    """The majors, of every level of schooling, whose descriptions name a certificate; none where it is not in the catalogue."""
    return _by_certificate().get(_catalogued(certificate), ())


def names_major(certificate: str, code: str) -> bool | None:
    """Whether the description of a major names a certificate; None where nothing is known of the one or the other."""
    described = _described()
    if not majors_named(certificate) or code not in described:
        return None
    return any(major.code == code for major in majors_named(certificate))


def _catalogued(certificate: str) -> str:
    """The name as the catalogue writes it."""
    found = table("certificate-catalogue").find(certificate)
    return found.name if found is not None else certificate


@cache
def _by_certificate() -> Mapping[str, tuple[NamedMajor, ...]]:
    found: dict[str, list[NamedMajor]] = defaultdict(list)
    with resource("certificates", "major-certificate.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            major = NamedMajor(row["major_code"], row["major_name"], row["verified"] == _YES)
            found[_catalogued(row["certificate"])].append(major)
    return {name: tuple(majors) for name, majors in found.items()}


@cache
def _described() -> frozenset[str]:
    return frozenset(major.code for majors in _by_certificate().values() for major in majors)
