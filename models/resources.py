"""Where the files live that are neither computed nor code."""

import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """A path under `resources`, in a checkout as in a frozen program."""
    root = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[1]))
    return root.joinpath("resources", *parts)
