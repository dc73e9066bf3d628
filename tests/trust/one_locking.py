"""Locking a file, as a program that can be killed: see tests/desktop/dying.py."""

from pathlib import Path

from desktop.commands.common import guarded, say
from desktop.operations import locking
from models.database import key_slots
from tests.trust.one_opening import PASSPHRASE


def main(arguments):
    """Lock the file for one person, with a sheet that was typed back."""
    path = Path(arguments[1])
    key_slots.COST["memory"] = 64

    def work():
        say(locking.turn_on(path, "王老师", PASSPHRASE, locking.new_sheet(path)))
        return 0

    return guarded(work)
