"""Takes pictures of the screen: each line it reads names a file to save one in."""

import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication


def main():
    running = QGuiApplication(["camera"])
    for line in sys.stdin:
        target = Path(line.strip())
        rough = target.with_suffix(".part.png")
        running.primaryScreen().grabWindow(0).save(str(rough))
        rough.rename(target)


if __name__ == "__main__":
    main()
