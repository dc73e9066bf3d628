"""Pictures of every scene in both themes and languages; two runs make the same bytes."""

import json
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desktop.ui.kit import theme
from desktop.ui.kit.settings import Settings
from models import clock
from models.database.database import Database
from models.words import LANGUAGES
from tests.tour.guide import Guide
from tests.tour.scenes import Scene
from tests.tour.school import MOMENT, School

if TYPE_CHECKING:
    from desktop.ui.home.problem_monitor import Looked

LOOKS = ("light", "dark")
LARGE, SMALL = (1440, 900), (1366, 768)
_USUAL = "zh_CN"
_SCREEN = {"name": "sample", "x": 0, "y": 0, "width": 2560, "height": 1600, "logicalDpi": 96, "dpr": 1}


def platform_of(folder: Path) -> str:
    """What to set QT_QPA_PLATFORM to for a screen, seen by nobody, on which every plate has room."""
    file = folder / "screen.json"
    if ":" in str(file):  # the platform's own argument is split there
        return "offscreen"
    file.write_text(json.dumps({"screens": [_SCREEN]}), "utf-8")
    return f"offscreen:configfile={file}"


@dataclass(frozen=True, slots=True)
class Look:
    """One way all scenes are drawn in."""

    language: str = _USUAL
    theme: str = LOOKS[0]
    size: tuple[int, int] = LARGE

    @property
    def ending(self) -> str:
        """What it adds to the name of a picture."""
        size = "" if self.size == LARGE else f"-{self.size[0]}"
        spoken = "" if self.language == _USUAL else f"-{self.language}"
        return size + spoken + ("" if self.theme == LOOKS[0] else f"-{self.theme}")


def looks(languages: Sequence[str] = tuple(LANGUAGES)) -> Iterator[Look]:
    """Every way, those of a language together."""
    for language in languages:
        for name in LOOKS:
            yield Look(language, name)
            yield Look(language, name, SMALL)


class Stagehand:
    """Opens windows for scenes over a school; what was found doubtful is looked for once and told to every window."""

    def __init__(self, school: School) -> None:
        self._school = school
        self._looked: Looked | None = None

    @contextmanager
    def opened(self, scene: Scene, size: tuple[int, int], settings: Settings | None = None) -> Iterator[Guide]:
        """A window led to a scene; it is closed afterwards."""
        with clock.standing(MOMENT), self._database(scene) as database:
            guide = Guide(database, self._school.folder, size, settings)
            try:
                guide.rest()
                if not scene.empty:
                    self.tell(guide)
                scene.steps(guide)
                guide.rest()
                guide.hide_machine()
                yield guide
            finally:
                guide.end()

    def _database(self, scene: Scene) -> AbstractContextManager[Database]:
        school = self._school
        return school.empty() if scene.empty else school.writing() if scene.writes else school.reading()

    def tell(self, guide: Guide) -> None:
        """Let a window know what is doubtful, as one that has looked for it by itself."""
        watch = guide.window.watch
        if self._looked is None:
            watch.look()
            guide.rest()
            assert watch.day is not None
            assert watch.problems is not None
            self._looked = (watch.day, tuple(watch.problems), tuple(watch.concerns))
        else:
            watch.take(self._looked)

    def forget(self) -> None:
        """Another language: what was found is to be said anew."""
        self._looked = None


def draw(
    school: School, folder: Path, scenes: Sequence[Scene], speak: Callable[[str], None], every: Sequence[Look]
) -> list[str]:
    """Draw scenes into PNG files; returns the names of those that could not be brought about."""
    QApplication.setCursorFlashTime(0)  # a caret that blinks would make two runs differ
    folder.mkdir(parents=True, exist_ok=True)
    hand, spoken, failed = Stagehand(school), "", []
    for look in every:
        if look.language != spoken:
            spoken = look.language
            speak(spoken)
            hand.forget()
        theme.use(look.theme)
        for scene in scenes:
            if look.size == LARGE or scene.main:
                name = f"{scene.name}{look.ending}"
                if not _drawn(hand, scene, look.size, folder / f"{name}.png"):
                    failed.append(name)
    return failed


def _drawn(hand: Stagehand, scene: Scene, size: tuple[int, int], target: Path) -> bool:
    try:
        with hand.opened(scene, size) as guide:
            return guide.picture().save(str(target))
    except Exception:  # noqa: BLE001 - one screen that cannot be reached does not keep the others from being drawn
        sys.stderr.write(traceback.format_exc())
        return False
