"""Walks scenes in a process of its own, since the factor of the display is read when the application begins."""

import shutil
import sys
import tempfile
from pathlib import Path

from desktop import app
from tests.desktop.ui import geometry
from tests.tour import scenes
from tests.tour.pictures import Stagehand
from tests.tour.school import School

SIZE = (1280, 648)  # logical pixels of 1080p at 150 %


def look(folder, names):
    """Print what does not fit; nothing printed is how it should be."""
    running = app.application()
    factor = running.primaryScreen().devicePixelRatio()
    assert factor > 1, "the factor was not taken"
    with tempfile.TemporaryDirectory() as place:
        hand = Stagehand(School(Path(place), Path(folder) / "school.db"))
        for scene in scenes.chosen(tuple(names)):
            with hand.opened(scene, SIZE) as guide:
                for fault in geometry.faults(list(guide.roots())):
                    sys.stdout.write(f"{scene.name}: {fault}\n")
    shutil.rmtree(place, ignore_errors=True)
