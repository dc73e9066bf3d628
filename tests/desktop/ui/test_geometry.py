"""Screens in every language, size of text and scale of display: no word is cut, nothing lies over something else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import app
from desktop.ui.kit import theme
from desktop.ui.kit.settings import Settings
from tests.desktop.ui import geometry
from tests.desktop.ui.conftest import SIZES
from tests.tour import scenes

ROOT = Path(__file__).parents[3]
LOOKED_AT = (
    "page-home",
    "list-student",
    "list-selection",
    "form-errors",
    "import-review",
    "print-roster",
    "page-settings",
)
SOME = scenes.chosen(LOOKED_AT)
WORDY = scenes.chosen(
    (
        "users",
        "user-first",
        "roles",
        "sign-in",
        "unlock",
        "erase",
        "about",
        "update-told",
        "home-first-use",
        "manual",
        "list-education-group",
        "list-placement-plan",
        "act-arrange",
        "seats-carried",
        "form-known",
        "beside-exam-session",
    )
)  # of which the English says most
WAYS = [("en", 13, "standard"), ("en", 15, "roomy"), ("zh_CN", 12, "compact")]


@pytest.fixture
def dressed(qapp):
    """Words, sizes and rows as a person chose them; gives a way to make such settings."""

    def dress(language, text, density):
        def made():
            settings = Settings()
            settings.put("text", text)
            settings.put("density", density)
            return settings

        app.speak(language)
        app.dress(made())
        return made

    yield dress
    app.speak("zh_CN")
    app.dress(Settings())
    theme.use("light")


@pytest.mark.parametrize(("language", "text", "density"), WAYS)
def test_a_screen_fits_in_every_language_and_size_of_text(language, text, density, dressed, hand, request):
    every = request.config.getoption("--every-scene")
    settings, found = dressed(language, text, density), {}
    hand.forget()
    some = (*SOME, *WORDY) if (language, text) == WAYS[0][:2] else SOME
    for scene in scenes.chosen() if every else some:
        with hand.opened(scene, SIZES[0], settings()) as guide:
            for size in SIZES if every else SIZES[1:2]:
                guide.window.resize(*size)
                guide.rest()
                found |= dict.fromkeys(geometry.faults(list(guide.roots())), f"{scene.name} {size}")
    hand.forget()
    assert found == {}


@pytest.mark.parametrize("factor", ["1.25", "1.5"])
def test_a_screen_fits_on_a_scaled_display(factor, school):
    program = f"from tests.desktop.ui.scaled import look; look({str(school.folder)!r}, {LOOKED_AT[:4]!r})"
    environment = os.environ | {"QT_SCALE_FACTOR": factor, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8",
        check=False, timeout=200,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
