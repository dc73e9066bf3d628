"""python -m desktop: the window, or with a verb every job without it."""

import sys
from collections.abc import Callable, Sequence

from desktop.exchange.reading.limits import CHILD_ARGUMENT


def _entry(word: str) -> Callable[[Sequence[str]], int] | None:
    """What answers a first word before the program itself is read: the child that reads a workbook must begin at once."""
    if word == CHILD_ARGUMENT:
        from desktop.exchange.reading.child import main as read

        return read
    if word == "--self-test":
        from desktop.self_test import run as try_out

        return try_out
    return None


def run() -> int:
    """Run the program; Ctrl+C while its code is being read ends it as later, only without a word."""
    try:
        if (answer := _entry(sys.argv[1] if len(sys.argv) > 1 else "")) is not None:
            return answer(sys.argv[2:])
        from desktop.cli import main

        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(run())
