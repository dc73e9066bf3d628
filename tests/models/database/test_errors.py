"""What the words and codes of SQLite and of the file system mean to a person."""

import errno
import os

import pytest
import sqlalchemy as sa

from models.database.errors import (
    Busy,
    Damaged,
    DiskFailure,
    DiskFull,
    FileReplaced,
    Missing,
    ReadOnly,
    code_of,
    from_driver,
    from_system,
    undecodable,
)


def driven(code=None, words=""):
    """An error as the driver raises it."""
    error = Exception(words)
    if code is not None:
        error.sqlite_errorcode = code
    return error


# extended code, words; the primary code, what it means
SAID = [
    (5, "", 5, Busy), (5 | 2 << 8, "", 5, Busy), (6, "", 6, Busy), (8, "", 8, ReadOnly), (8 | 4 << 8, "", 8, FileReplaced),
    (8 | 1 << 8, "", 8, ReadOnly), (9, "", 9, None), (10, "", 10, DiskFailure), (10 | 19 << 8, "", 10, DiskFull),
    (10 | 2 << 8, "", 10, DiskFailure), (11, "", 11, Damaged), (13, "", 13, DiskFull), (14, "", 14, Missing),
    (19 | 8 << 8, "", 19, None), (26, "", 26, Damaged), (1, "no such table", 1, None), (None, "", 0, None),
    (None, "database is locked", 0, Busy), (1, "database or disk is full", 1, DiskFull),
    (19, "database is locked", 19, None),  # what the code says, words do not
    (1, "Could not decode to UTF-8 column", 1, Damaged),
]  # fmt: skip


@pytest.mark.parametrize(("code", "words", "primary", "means"), SAID)
def test_what_the_driver_says(code, words, primary, means):
    error = driven(code, words)
    assert code_of(error) == code_of(sa.exc.DBAPIError("SELECT", None, error)) == primary
    found = from_driver(error)
    assert (None if found is None else type(found)) is means


def test_our_own_error_of_a_text_that_is_none_reads_as_the_driver_does():
    assert isinstance(from_driver(undecodable()), Damaged)


SYSTEM = [
    (errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull), (errno.EROFS, ReadOnly), (errno.EACCES, ReadOnly), (errno.EPERM, ReadOnly),
    (errno.EIO, DiskFailure), (errno.ENOENT, Missing), (errno.EEXIST, None),
]  # fmt: skip


@pytest.mark.parametrize(("number", "means"), SYSTEM)
def test_what_the_system_says(number, means):
    found = from_system(OSError(number, os.strerror(number)))
    assert (None if found is None else type(found)) is means


@pytest.mark.parametrize(("number", "means"), [(32, Busy), (33, Busy), (31, None)])
def test_on_windows_a_file_is_held_by_another_program(number, means):
    error = OSError(errno.EEXIST, "held")
    error.winerror = number
    found = from_system(error)
    assert (None if found is None else type(found)) is means
