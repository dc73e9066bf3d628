"""Where the files live that are neither computed nor code."""

import sys
from pathlib import Path

_ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[1]))


def resource(*parts: str) -> Path:
    """A path under `resources`, in a checkout as in a frozen program."""
    return _ROOT.joinpath("resources", *parts)
