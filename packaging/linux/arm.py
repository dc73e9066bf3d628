"""Go to every screen with the Qt that the locks have for ARM; this machine may be another.

Newer ones ask on ARM for a glibc that no office's system has, and what the program asks of Qt beyond the older one shows here.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import prepare

from models.words import _

FOLDER = prepare.ROOT / "build" / "arm"
ARM, OFFICE = {"platform_machine": "aarch64"}, {"platform_machine": "x86_64"}
SCREENS = "tests/desktop/ui/test_golden_screens.py"


def apart(lock: str) -> str:
    """Of the text of a lock what ARM has in other versions than an office's computer, without the conditions."""
    kept = []
    for block in re.split(r"\n(?=[a-z0-9])", lock):
        head, *hashes = block.splitlines()
        if head.startswith("#"):
            continue
        one = Requirement(head.rstrip(" \\"))
        if one.marker is not None and one.marker.evaluate(ARM) and not one.marker.evaluate(OFFICE):
            kept.append("\n".join([f"{one.name}{one.specifier} \\", *hashes]))
    return "\n".join(kept) + "\n"


def install(folder: Path) -> None:
    """What ARM has in other versions, in a folder of its own, unless exactly that is there."""
    text, stamp = apart(prepare.LOCK.read_text("utf-8")), folder / "requirements.lock"
    if stamp.exists() and stamp.read_text("utf-8") == text:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    wanted = folder / "wanted.lock"
    wanted.write_text(text, "utf-8")
    usual = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    command = [sys.executable, "-m", "pip", "install", *usual, "--target", str(folder), "-r", str(wanted)]
    if subprocess.run(command, check=False).returncode:
        sys.exit(_("依赖包没有装好，原因见上；请检查网络后重试"))
    wanted.rename(stamp)


def main() -> None:
    """Install it and go to the screens; ends as the tests do."""
    install(FOLDER)
    told = {**os.environ, "PYTHONPATH": str(FOLDER), "QT_QPA_PLATFORM": "offscreen"}
    workers = os.environ.get("WORKERS", "auto")
    asked = [sys.executable, "-c", "import PySide6; print(PySide6.__version__)"]
    version = subprocess.check_output(asked, text=True, env=told).strip()
    prepare.say(_("用 PySide6 {version} 走一遍各界面").format(version=version))
    words = ["-m", "pytest", "-q", "-n", workers, "--dist", "loadfile", SCREENS]
    sys.exit(subprocess.run([sys.executable, *words], check=False, cwd=prepare.ROOT, env=told).returncode)


if __name__ == "__main__":
    main()
