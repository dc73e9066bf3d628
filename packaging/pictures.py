"""The pictures of the README: six screens of the sample school, in few colours so that they stay small."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.tour.__main__ import main  # noqa: E402 - found only after the line above

FOLDER = ROOT / "resources" / "pictures"
CHOSEN = ("page-home", "list-student", "import-review", "print-roster", "beside-order-class-dark", "palette-hits-dark")
COLOURS = 128


def draw() -> int:
    """Draw the scenes, keep the chosen pictures; returns the exit status."""
    scenes = sorted({name.removesuffix("-dark") for name in CHOSEN})
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as place:
        status = main([place, *scenes])
        for name in CHOSEN:
            with Image.open(Path(place) / f"{name}.png") as picture:
                reduced = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            reduced.save(FOLDER / f"{name}.png", optimize=True)
    return status


if __name__ == "__main__":
    sys.exit(draw())
