"""Make the checkout ready to run: the Python environment with the locked packages, and the system libraries of Qt."""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from models.words import _  # noqa: E402 - found only after the line above

LOCK = ROOT / "packaging" / "requirements.lock"
SYSTEM_PACKAGES = ROOT / "packaging" / "linux" / "system-packages.txt"
OLDEST, NEWEST = (3, 11), (3, 13)


def say(text: str) -> None:
    """A message for the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def check_version() -> None:
    """Stop with a sentence unless this Python is one that the locked packages are made for."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        sentence = _("双元需要 Python 3.11 至 3.13，现在的是 {version}；请安装后用 make PYTHON3=python3.12 重试")
        sys.exit(sentence.format(version=platform.python_version()))


def environment(folder: Path) -> Path:
    """Make the environment in `folder` if it is not there or belongs to another Python; returns its interpreter."""
    inside = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if inside.exists() and _version_of(inside) == "%d.%d" % sys.version_info[:2]:  # noqa: UP031 - runs on old Python too
        return inside
    say(_("正在建立 Python 环境 {folder}").format(folder=folder))
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=False)
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)  # half of one would be taken for a whole one
        sys.exit(_("建立 Python 环境失败；Debian 上请先安装：apt-get install python3-venv"))
    return inside


def _version_of(python: Path) -> str:
    asked = [str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(asked, check=False, capture_output=True, text=True).stdout.strip()


def install(python: Path, folder: Path, lock: Path = LOCK) -> bool:
    """Install the locked packages unless exactly this lock has been installed before; returns whether it did."""
    stamp = folder / "requirements.sha256"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return False
    say(_("正在安装依赖包（首次需要几分钟）"))
    stamp.unlink(missing_ok=True)
    pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    if subprocess.run([*pip, "--requirement", str(lock)], check=False).returncode:
        sys.exit(_("依赖包没有装好，原因见上；请检查网络后重试"))
    stamp.write_text(wanted, encoding="ascii")
    return True


def wanted_system_packages(text: str) -> dict[str, list[tuple[str, str]]]:
    """The list as {section: [(package, library or command)]}."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if len(words) == 1:
            sections[words[0].strip("[]")] = []
        elif words:
            sections[list(sections)[-1]].append((words[0], words[1]))
    return sections


def present(thing: str) -> bool:
    """Whether the library can be loaded, or the command or file found."""
    if ".so" not in thing:  # of a whole path this asks whether it is there and can be run
        return shutil.which(thing) is not None
    try:
        ctypes.CDLL(thing)
    except OSError:
        return False
    return True


def missing(sections: dict[str, list[tuple[str, str]]]) -> dict[str, list[str]]:
    """The packages whose library or command is not there, as {section: [package]}; sections without any are left out."""
    lacking = {name: [package for package, thing in things if not present(thing)] for name, things in sections.items()}
    return {name: packages for name, packages in lacking.items() if packages}


def _apt(packages: list[str]) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages])
    for step in steps:
        subprocess.run(step, check=False, env=quiet, stdout=subprocess.DEVNULL)


def provided(sections: dict[str, list[tuple[str, str]]]) -> dict[str, list[str]]:
    """Install missing system packages as root on Debian, else say how; returns what is missing still, as `missing`."""
    lacking = missing(sections)
    if lacking and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = [package for section in lacking.values() for package in section]
        say(_("正在安装系统组件：{packages}").format(packages=" ".join(packages)))
        _apt(packages)
        lacking = missing(sections)
    if lacking:
        wanted = " ".join(package for section in lacking.values() for package in section)
        say(_("缺少系统组件，请用管理员权限执行：apt-get install -y {packages}").format(packages=wanted))
    return lacking


def check_system() -> None:
    """See to the system packages of the window and the tests; stop only when Qt itself cannot be loaded."""
    if "qt" in provided(wanted_system_packages(SYSTEM_PACKAGES.read_text(encoding="utf-8"))):
        sys.exit(_("缺少窗口所需的系统库，程序无法启动；装好后请重试"))


def main() -> None:
    """Do what is not yet done; quiet when there is nothing to do."""
    check_version()
    folder = ROOT / ".venv"
    if install(environment(folder), folder):
        say(_("依赖包已装好"))
    if sys.platform.startswith("linux"):
        check_system()


if __name__ == "__main__":
    main()
