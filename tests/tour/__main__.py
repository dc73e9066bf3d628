"""Draws the scenes of the tour into PNG files: `python -m tests.tour FOLDER [SCENE …]`, a scene as `form-*`."""

import argparse
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication

from desktop.app import USUAL, application, speak
from desktop.ui.kit import theme
from desktop.ui.kit.tasks import GuiThreadGc
from models.database.location import default_database
from tests.tour import pictures, scenes, walks
from tests.tour.school import School

MANUAL_SCALE = 0.05  # a small school: the same walks are tests


@contextmanager
def _stage() -> Iterator[Path]:
    """A folder and an application without a display; the usual look and language afterwards."""
    with TemporaryDirectory(prefix="shuangyuan-", ignore_cleanup_errors=True) as place:
        os.environ["QT_QPA_PLATFORM"] = pictures.platform_of(Path(place))
        collecting = GuiThreadGc(application())
        try:
            yield Path(place)
        finally:
            collecting.end()
            theme.use("light")
            speak(USUAL)


def screenshots(source: Path, folder: Path, wanted: Sequence[str] = (), scale: float = 1.0) -> int:
    """Draw the scenes whose names fit (all without any); needs no display.

    They show the sample school: that of `source` if it holds it, else one made for the purpose. Returns the exit status.
    """
    with _stage() as place:
        school = School(place, source, scale)
        failed = pictures.draw(school, folder, scenes.chosen(tuple(wanted)), speak, tuple(pictures.looks()))
    for name in failed:
        sys.stderr.write(f"not drawn: {name}\n")
    return 1 if failed else 0


def manual(folder: Path, wanted: Sequence[str] = (), scale: float = MANUAL_SCALE) -> int:
    """Walk the recipes (those named), their pictures into a folder; returns the exit status."""
    failed = []
    with _stage() as place:
        stage = pictures.Stagehand(School(place, None, scale))
        QApplication.setCursorFlashTime(0)  # a caret that blinks would make two runs differ
        for walk in walks.walks():
            if not wanted or walk.recipe.name in wanted:
                try:
                    walks.done(stage, walk, lambda name, shot: shot.save(str(folder / f"{name}.png")))
                except Exception:  # noqa: BLE001 - one walk that goes astray does not keep the others from being done
                    failed.append(walk.recipe.name)
                    sys.stderr.write(traceback.format_exc())
    for name in failed:
        sys.stderr.write(f"went astray: {name}\n")
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
