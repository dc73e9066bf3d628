"""What the two programs for Windows run: the entry of the program, told that no other interpreter is at hand for its child."""

import sys

sys.frozen = True  # type: ignore[attr-defined] # as PyInstaller says it: a child is this program again, by its own entry

from desktop.__main__ import run  # noqa: E402 - what is imported may ask

sys.exit(run())
