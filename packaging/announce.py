"""Write dist/shuangyuan-update.txt: put on a stick or share beside the installers, it tells older programs of this version."""

import argparse
import re
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from desktop.operations.updates import FILE, LINES, announcement  # noqa: E402 - found only after the line above
from models.version import program_version  # noqa: E402 - the same
from models.words import _  # noqa: E402 - the same

_EMPHASIS = re.compile(r"\*\*|`")


def news(changes: str) -> list[str]:
    """The first sentence of each new thing in the latest section of the change log."""
    latest = changes.partition("\n## ")[2].partition("\n## ")[0]
    lines = [line.removeprefix("- ") for line in latest.splitlines() if line.startswith("- ")]
    return [re.split("[。；：]", _EMPHASIS.sub("", line))[0] for line in lines][:LINES]


def main() -> None:
    """Write it for the version of this checkout."""
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("--folder", type=Path, default=ROOT / "dist")
    asking.add_argument("--where", default="", help="folder of the installers, beside the file")
    given = asking.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    told = news((ROOT / "CHANGELOG.md").read_text("utf-8"))
    target = given.folder / FILE
    target.write_bytes(announcement(program_version(), date.today(), given.where, told))  # noqa: DTZ011 - the day it is made
    print(_("已做好 {file}").format(file=target))


if __name__ == "__main__":
    main()
