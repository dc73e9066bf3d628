"""python -m desktop: the window, or with a verb every job without it."""

import sys

from desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
