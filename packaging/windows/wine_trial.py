"""Try the installer under wine 10 or later as an office meets it: `python3 wine_trial.py [OLDER-setup.exe] setup.exe`.

Installed for a user with a Chinese name, tried by itself, begun twice at once, put over the older version (or over itself) with
a backup first, refused while the program or the uninstaller runs, given databases where offices have them, removed; the data
stay. It wants Python, wine and a screen, nothing of the project, so that it also runs in a folder with another Debian.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "张老师"
RUNNING, AT_WORK = 3, 6  # exit status of the installer
PATIENCE = 600  # seconds for what goes on in the background
UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Shuangyuan"


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for something; ends the program when it does not come."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"in vain: {what}")
        time.sleep(0.1)


class Computer:
    """A Windows of its own, of wine's, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.drive = folder / "drive_c"
        kept = {
            name: value for name, value in os.environ.items() if name != "TMPDIR"
        }  # wine 10 of Debian 13 dies of it
        self._env = {**kept, "WINEPREFIX": str(folder), "WINEDEBUG": "-all", "USER": USER, "LOGNAME": USER,
                     "WINEDLLOVERRIDES": "mscoree,mshtml=", "LANG": "C.UTF-8"}  # fmt: skip

    @property
    def local(self) -> Path:
        """Where programs and data of the user are."""
        return self.drive / "users" / USER / "AppData" / "Local"

    @property
    def installed(self) -> Path:
        """The folder the installer fills."""
        return self.local / "Programs" / "Shuangyuan"

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        """Start a program."""
        return subprocess.Popen(
            ["wine", *words], env=self._env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def run(self, *words: str | Path, status: int = 0) -> str:
        """What a program says; ends this one when it ends otherwise than it must."""
        begun = time.monotonic()
        process = self.start(*words)
        said = process.communicate()[0]
        took = f"{Path(words[0]).name} {' '.join(map(str, words[1:]))} {process.returncode} {time.monotonic() - begun:.0f} s"
        print(took, said.strip(), sep="\n", flush=True)
        if process.returncode != status:
            sys.exit(f"{status} was to be the exit status")
        return said

    def program(self, *words: str) -> str:
        """What the installed program says."""
        return self.run(self.installed / "shuangyuan-console.exe", *words)

    def place(self, path: Path) -> str:
        """What a place in the folder is called there."""
        return "\\".join(("C:", *path.relative_to(self.drive).parts))

    @contextmanager
    def at_work(self, *words: str | Path) -> Iterator[None]:
        """An installer or uninstaller that waits on its first page."""
        there = set(self.local.rglob("ns*.tmp/System.dll"))  # one that was ended leaves its own
        waiting = self.start(*words)
        until(lambda: {*self.local.rglob("ns*.tmp/System.dll")} - there or waiting.poll() is not None, "its first page")
        time.sleep(5)  # it takes the name it holds right after that file was put there
        must(waiting.poll() is None, f"{Path(words[0]).name} waits")
        yield
        self.run("taskkill", "/F", "/IM", Path(words[0]).name)
        waiting.communicate()

    def end(self) -> None:
        """End everything of this Windows."""
        subprocess.run(["wineserver", "-k"], env=self._env, check=False)


@contextmanager
def computer() -> Iterator[Computer]:
    """A fresh one."""
    with tempfile.TemporaryDirectory(prefix="wine-", ignore_cleanup_errors=True) as folder:
        made = Computer(Path(folder))
        try:
            made.run("wineboot", "--init")
            yield made
        finally:
            made.end()


def contents(folder: Path) -> dict[str, str]:
    """What the files in a folder hold."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def must(right: object, what: str) -> None:
    """End the program unless something is as it must be."""
    if not right:
        sys.exit(f"not so: {what}")
    print(f"ok: {what}", flush=True)


def install_first(office: Computer, setup: Path) -> None:
    """The first installation, while a second one is begun."""
    begun = time.monotonic()
    first = office.start(setup, "/S")
    until((office.installed / "program.new").exists, "the first files")
    office.run(setup, "/S", status=AT_WORK)
    first.communicate()
    must(first.returncode == 0, f"installed beside a second installer, in {time.monotonic() - begun:.0f} s")
    files = [path for path in office.installed.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    must((office.installed / "shuangyuan.exe").exists(), f"{len(files)} files, {size / 1e6:.0f} MB")
    must(list(office.drive.rglob("Start Menu/**/*.lnk")), "an entry in the Start menu")
    must("DisplayVersion" in office.run("reg", "query", UNINSTALL), "Windows lists it")


def work(office: Computer) -> Path:
    """The program makes an office's data; returns the folder they are in."""
    office.program("--version")
    office.program("demo", "--scale", "0.05")
    found = [path for path in office.local.rglob("*.db") if office.installed not in path.parents]
    must(len(found) == 1, f"a database, {found}")
    return found[0].parent


def upgrade(office: Computer, setup: Path, data: Path) -> None:
    """The newer installer backs the data up with the older program, then puts the new one in its place."""
    before = contents(data)
    office.run(setup, "/S")
    after = contents(data)
    made = sorted(name for name in after.keys() - before.keys() if name.endswith(".db"))
    must(made, f"a new backup lies there, {made}")
    must(before.items() <= after.items(), "what was there is unchanged")
    must(not list(office.installed.glob("program.*")), "nothing of the older one is left")


def refuse(office: Computer, setup: Path) -> None:
    """With the program open nothing is changed."""
    before = contents(office.installed)
    window = office.start(office.installed / "shuangyuan.exe")
    until(lambda: list(office.local.rglob("*.lock")) or window.poll() is not None, "the program to open its file")
    must(window.poll() is None, "the program runs")
    office.run(setup, "/S", status=RUNNING)
    must(contents(office.installed) == before, "nothing was changed while the program runs")
    office.run("taskkill", "/F", "/IM", "shuangyuan.exe")
    window.communicate()


def one_at_a_time(office: Computer, setup: Path) -> None:
    """Of installer and uninstaller the one that comes second does nothing."""
    before = contents(office.installed)
    remover, here = (
        office.installed / "uninstall.exe",
        f"_?={office.place(office.installed)}",
    )  # no copy of it is started
    with office.at_work(remover, here):
        office.run(setup, "/S", status=AT_WORK)
    with office.at_work(setup):
        office.run(remover, "/S", here, status=AT_WORK)
    must(contents(office.installed) == before, "nothing was changed by the second")


def synchronised(office: Computer) -> None:
    """A database in a synchronised folder, whose name has blanks, works as any other.

    Wine does not tell where a path of more than 260 characters leads, so long ones are tried on Windows alone.
    """
    folder = office.drive / "users" / USER / "OneDrive - 学校"
    folder.mkdir(parents=True)
    database, written = (office.place(folder / name) for name in ("学校.db", "学生.csv"))
    office.program("--database", database, "demo", "--scale", "0.05")
    office.program("--database", database, "export", "student", written)
    office.program("--database", database, "import", "student", written)
    office.program("--database", database, "backup")
    must(list(folder.glob("*备份/*.db")), "a backup beside it")


def remove(office: Computer, data: Path) -> None:
    """Only the data are left, and a file of one's own in the folder of the program."""
    own = office.installed / "我的.db"
    own.write_bytes(b"mine")
    kept = contents(data)
    office.run(office.installed / "uninstall.exe", "/S")
    until(lambda: list(office.installed.iterdir()) == [own], "everything but one's own file to go")
    must(contents(data) == kept, "the data stay")
    until(lambda: not list(office.drive.rglob("Start Menu/**/*.lnk")), "the entry in the Start menu to go")
    office.run("reg", "query", UNINSTALL, status=1)


def main() -> None:
    """Everything an installer goes through; ends with a sentence where something is not as it must be."""
    *older, setup = map(Path, sys.argv[1:])
    with computer() as office:
        install_first(office, (older or [setup])[0])
        data = work(office)
        upgrade(office, setup, data)
        must("自检全部通过" in office.program("--self-test"), "the program tried itself")
        office.program("list", "student", "--count")
        refuse(office, setup)
        one_at_a_time(office, setup)
        synchronised(office)
        remove(office, data)
    print("all is well")


if __name__ == "__main__":
    main()
