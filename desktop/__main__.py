"""python -m desktop: the window, or with a verb every job without it."""

import sys


def run() -> int:
    """Run the program; Ctrl+C while its code is being read ends it as later, only without a word."""
    try:
        from desktop.cli import main

        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(run())
