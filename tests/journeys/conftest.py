"""A fresh desk for each journey, a sample school to copy, and a picture of the screen when a journey fails."""

import os
import shutil
import subprocess

import pytest

from tests.journeys.clerk import Clerk
from tests.journeys.desk import PICTURES, PROGRAM, ROOT, Desk, lacking

MANY = ("filler", "panel")  # what has no part in a journey


def needs(programs):
    """Skip where programs are not installed; where everything is installed by itself that is no excuse."""
    if programs and not (os.environ.get("CI") or os.environ.get("JOURNEYS") == "required"):
        pytest.skip(f"these programs are not installed: {', '.join(programs)}")


def pytest_collection_modifyitems(items):
    """Each journey takes seconds: `-m "not slow"` leaves them out."""
    for item in items:
        if item.path.parent.name == "journeys":
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    desk = item.funcargs.get("desk") or getattr(item.funcargs.get("opened"), "desk", None)
    if report.failed and desk is not None and desk.folder.exists():  # once a desk is closed nothing is left to see
        report.sections.append(("the screen", _picture(desk, f"{item.name}.png")))
        for log in sorted(desk.folder.glob("python*.log")):
            report.sections.append((log.name, log.read_text("utf-8", "replace")))
        if desk.voice is not None and call.when == "call":
            heard = "\n".join(
                f"{h.role} “{h.name}” {sorted(h.states)}" for h in desk.voice.all() if h.name and h.role not in MANY
            )
            report.sections.append(("what is heard", heard))
    return report


def _picture(desk, name):
    """Where the picture is, or why there is none: what tells of a failure must not fail."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    try:
        desk.picture(PICTURES / name)
    except (OSError, AssertionError) as error:
        return repr(error)
    return str(PICTURES / name)


@pytest.fixture
def desk():
    """A session of its own: display, window manager, bus, home."""
    needs(lacking())
    made = Desk()
    try:
        yield made.open()
    finally:
        made.close()


@pytest.fixture(scope="session")
def school(tmp_path_factory):
    """A sample school of a tenth of the usual size, to be copied."""
    path = tmp_path_factory.mktemp("school") / "school.db"
    line = [*PROGRAM, "--database", str(path), "demo", "--scale", "0.1"]
    subprocess.run(line, check=True, capture_output=True, cwd=ROOT, timeout=120)
    return path


@pytest.fixture
def database(school, desk):
    """The file of an office with a sample school in it."""
    target = desk.folder / "office.db"
    shutil.copyfile(school, target)
    return target


@pytest.fixture
def clerk(desk, database):
    """Somebody who works in that office; the program is not started yet."""
    return Clerk(desk, database)
