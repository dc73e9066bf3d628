"""Put the program and all it needs into one folder, dist/shuangyuan, that runs without Python; PyInstaller does it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import icu
import prepare

ROOT = prepare.ROOT
LOCK = ROOT / "packaging" / "bundle.lock"
SPEC = ROOT / "packaging" / "shuangyuan.spec"
DIST, WORK = ROOT / "dist", ROOT / "build"
BUNDLE = DIST / "shuangyuan"

from models.words import _  # noqa: E402 - found by what prepare has put into the path


def check_tools() -> None:
    """See that what takes libraries apart is here, and Python's own library, which Debian has in a package of its own."""
    name = "libpython{}.{}".format(*sys.version_info)
    if prepare.provided({"bundle": [("binutils", "objdump"), (name, f"{name}.so.1.0")]}):
        sys.exit(1)


def environment() -> Path:
    """The interpreter of an environment with what the program needs and nothing of its tests."""
    if sys.platform.startswith("linux"):
        check_tools()
    folder = WORK / "environment"
    WORK.mkdir(exist_ok=True)
    python = prepare.environment(folder)
    prepare.install(python, folder, LOCK)
    return python


def freeze(python: Path) -> None:
    """Make the bundle anew; ends the program with the log when that does not come out."""
    shutil.rmtree(BUNDLE, ignore_errors=True)
    log = WORK / "bundle.log"
    places = ["--distpath", str(DIST), "--workpath", str(WORK / "frozen")]
    settings = {**os.environ, "PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "0"}  # the installer presses it, and far better
    command = [str(python), "-m", "PyInstaller", "--noconfirm", *places, str(SPEC)]
    with log.open("wb") as file:
        done = subprocess.run(command, check=False, stdout=file, stderr=file, env=settings)
    if done.returncode:
        sys.exit(_("没有做成，原因在 {log}").format(log=log))
    for data in BUNDLE.rglob("libicudata.so.*"):
        icu.shrink(data)
    prepare.say(_("已做好 {folder}（{size} MB）").format(folder=BUNDLE, size=size_of(BUNDLE) // 1_000_000))


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def try_out() -> None:
    """Let the bundle try itself, as it will be on a machine without Python."""
    program = BUNDLE / ("shuangyuan.exe" if os.name == "nt" else "shuangyuan")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    if subprocess.run([program, "--self-test"], check=False, env=kept).returncode:
        sys.exit(_("做好的程序没有通过自检"))


def main() -> None:
    """Make the bundle and try it."""
    freeze(environment())
    try_out()


if __name__ == "__main__":
    main()
