"""Draws the scenes of the tour into PNG files: `python -m tests.tour FOLDER [SCENE …]`, a scene as `form-*`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop.app import USUAL, application, speak
from desktop.ui.kit import theme
from desktop.ui.kit.tasks import GuiThreadGc
from models.database.location import default_database
from tests.tour import pictures, scenes
from tests.tour.school import School


def screenshots(source: Path, folder: Path, wanted: Sequence[str] = (), scale: float = 1.0) -> int:
    """Draw the scenes whose names fit (all without any); needs no display.

    They show the sample school: that of `source` if it holds it, else one made for the purpose. Returns the exit status.
    """
    with TemporaryDirectory(prefix="shuangyuan-", ignore_cleanup_errors=True) as place:
        os.environ["QT_QPA_PLATFORM"] = pictures.platform_of(Path(place))
        collecting = GuiThreadGc(application())
        every = tuple(pictures.looks())
        try:
            school = School(Path(place), source, scale)
            failed = pictures.draw(school, folder, scenes.chosen(tuple(wanted)), speak, every)
        finally:
            collecting.end()
            theme.use("light")
            speak(USUAL)
    for name in failed:
        sys.stderr.write(f"not drawn: {name}\n")
    return 1 if failed else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw what the command line asks for; returns the exit status."""
    asking = argparse.ArgumentParser(prog="python -m tests.tour", description=__doc__)
    asking.add_argument("folder", type=Path)
    asking.add_argument("scene", nargs="*", help="only these, as form-*")
    asking.add_argument("--database", type=Path, help="the sample school drawn, if this file holds it")
    asking.add_argument("--scale", type=float, default=1.0, help="how large the school is made otherwise")
    given = asking.parse_args(arguments)
    return screenshots(given.database or default_database(), given.folder, given.scene, given.scale)


if __name__ == "__main__":
    sys.exit(main())
