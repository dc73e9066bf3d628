"""The pictures of the README and of the manual: screens of the sample school, in few colours so that they stay small."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from PIL.PngImagePlugin import PngInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.tour.__main__ import main, manual  # noqa: E402 - found only after the line above

FOLDER, MANUAL = ROOT / "resources" / "pictures", ROOT / "resources" / "manual" / "pictures"
CHOSEN = ("page-home", "list-student", "import-review", "print-roster", "beside-order-class-dark", "palette-hits-dark")
COLOURS, FEWER = 128, 48


def _kept(source: Path, target: Path, colours: int, walk: str = "") -> None:
    """A picture in few colours; that of a walk says of which, so that a test knows what makes it."""
    told = PngInfo()
    if walk:
        told.add_text("walk", walk)
    with Image.open(source) as picture:
        reduced = picture.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    reduced.save(target, optimize=True, pnginfo=told)


def draw() -> int:
    """Draw the scenes and walk the recipes, keep the chosen pictures; returns the exit status."""
    scenes = sorted({name.removesuffix("-dark") for name in CHOSEN})
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as place:
        status = main([place, *scenes])
        for name in CHOSEN:
            _kept(Path(place) / f"{name}.png", FOLDER / f"{name}.png", COLOURS)
    return draw_manual() or status


def draw_manual(recipes: tuple[str, ...] = ()) -> int:
    """The pictures of the manual (those of some recipes); returns the exit status."""
    MANUAL.mkdir(exist_ok=True)
    with TemporaryDirectory() as place:
        status = manual(Path(place), recipes)
        for made in sorted(Path(place).glob("*.png")):
            _kept(made, MANUAL / made.name, FEWER, made.stem.rpartition("-")[0])
    return status


if __name__ == "__main__":
    sys.exit(draw_manual(tuple(sys.argv[1:])) if len(sys.argv) > 1 else draw())
