"""Try the package as an office has it: made, installed, tried by an ordinary user, worked with, removed; the data stay.

It installs and removes `shuangyuan` on this machine, so it wants root and dpkg. Where they are lacking it says so and does
nothing; where the journeys are required (CI, or JOURNEYS=required) that is a fault.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bundle
import prepare

from models.words import _

PROGRAM, PLACE = Path("/usr/bin/shuangyuan"), Path("/opt/shuangyuan")
USER = "nobody"  # has no rights beyond everybody's
JOURNEY = "tests/journeys/test_recipes.py"  # the first five of the manual, on a computer where nothing is yet


def lacking() -> list[str]:
    """What is not here that trying a package needs."""
    programs = ("dpkg", "dpkg-deb", "apt-get", "runuser")
    return [*(["root"] if os.geteuid() else []), *(name for name in programs if shutil.which(name) is None)]


def required() -> bool:
    """Whether a machine on which this cannot be tried is a fault."""
    return bool(os.environ.get("CI")) or os.environ.get("JOURNEYS") == "required"


def made() -> Path:
    """The package, made anew on this machine and not pressed together; the bundle is tried once it is installed."""
    for old in bundle.DIST.glob("*.deb"):
        old.unlink()
    bundle.freeze(bundle.environment())
    subprocess.run([sys.executable, "packaging/linux/deb.py", "--quick"], check=True, cwd=prepare.ROOT)
    (package,) = bundle.DIST.glob("*.deb")
    return package


def _apt(*words: str | Path) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-y", "-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0", *words]
    subprocess.run(command, check=True, env=quiet, stdout=subprocess.DEVNULL)


@contextmanager
def installed(package: Path) -> Iterator[None]:
    """The package installed, with what it depends on; removed at the end, whatever happens."""
    with tempfile.TemporaryDirectory() as folder:
        readable = Path(folder) / package.name
        Path(folder).chmod(0o755)  # apt reads as a user of its own
        shutil.copyfile(package, readable)
        _apt("install", "--no-install-recommends", readable)
    try:
        yield
    finally:
        _apt("remove", "shuangyuan")


@contextmanager
def home() -> Iterator[Path]:
    """A home of the ordinary user's."""
    with tempfile.TemporaryDirectory(prefix="office-") as folder:
        os.chown(folder, pwd.getpwnam(USER).pw_uid, -1)
        yield Path(folder)


def as_user(folder: Path, *words: str | Path) -> None:
    """Let the ordinary user start the installed program; raises CalledProcessError when it ends badly."""
    settings = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TMPDIR": str(folder)}
    command = ["runuser", "-u", USER, "--", "env", "-i", *(f"{name}={value}" for name, value in settings.items())]
    subprocess.run([*command, PROGRAM, *words], check=True, cwd=folder)


def walk() -> None:
    """The first recipes of the manual, in the installed program's window; their pictures stay in out/journeys."""
    told = {**os.environ, "SHUANGYUAN_INSTALLED": str(PROGRAM), "JOURNEYS": "required"}
    subprocess.run([sys.executable, "-m", "pytest", "-q", JOURNEY], check=True, cwd=prepare.ROOT, env=told)


def contents(folder: Path) -> dict[str, str]:
    """What the files in a folder hold."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def tried(package: Path) -> None:
    """Everything a package goes through; ends the program with a sentence where something is left or lost."""
    with home() as folder:
        with installed(package):
            as_user(folder, "--self-test")
            as_user(folder, "--database", folder / "学校.db", "demo", "--scale", "0.05")
            kept = contents(folder)
            walk()
        left = [str(place) for place in (PROGRAM, PLACE) if place.exists()]
        if left:
            sys.exit(_("卸载后还留着 {places}").format(places="、".join(left)))
        if "学校.db" not in kept or contents(folder) != kept:
            sys.exit(_("卸载后数据变了"))


def main() -> None:
    """Try the package, or say why that is not possible here."""
    if names := lacking():
        prepare.say(_("这里不能试安装包，缺少：{names}").format(names="、".join(names)))
        sys.exit(1 if required() else 0)
    begun = time.monotonic()
    try:
        tried(made())
    except subprocess.CalledProcessError as failed:
        sys.exit(_("安装包没有通过：{command}").format(command=" ".join(map(str, failed.cmd))))
    took = time.monotonic() - begun
    prepare.say(_("安装包已试过：安装、自检、手册前五篇、卸载，数据都在（{seconds:.0f} 秒）").format(seconds=took))


if __name__ == "__main__":
    main()
