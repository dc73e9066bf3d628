"""Work done by another account of the same computer, in a process of its own; only an administrator can try that."""

import os
import pickle
import traceback

import pytest

OWNER, OTHER = 12345, 23456  # numbers the system knows no account for

needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can work as another account"
)


def as_account(number, work):
    """What `work` returns when that account does it; the code it needs must have been read already."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setgroups([])
            os.setgid(number)
            os.setuid(number)
            found = pickle.dumps(work())
            with os.fdopen(writing, "wb") as stream:
                stream.write(found)
            status = 0
        except BaseException:  # noqa: BLE001 - told by the parent
            with os.fdopen(writing, "wb") as stream:
                stream.write(pickle.dumps(traceback.format_exc()))
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        found = pickle.loads(stream.read())
    _pid, status = os.waitpid(child, 0)
    assert status == 0, found
    return found
