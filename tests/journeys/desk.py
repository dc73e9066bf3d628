"""A desk to work at: an X server, a window manager, a session bus and a home of its own, all ended together."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.journeys.spoken import Voice

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "out" / "journeys"
NEEDED = ("Xvfb", "openbox", "xdotool", "dbus-daemon")
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
SIZE = (1440, 900)
INSTALLED = os.environ.get("SHUANGYUAN_INSTALLED")  # an installed program to try in place of the checkout
PROGRAM = [INSTALLED] if INSTALLED else [sys.executable, "-m", "desktop"]
PATIENCE = 20  # seconds a thing may take on a busy computer
_PAUSE = 0.03


def lacking():
    """The programs a journey needs that are not here."""
    found = [name for name in NEEDED if shutil.which(name) is None]
    return found if LAUNCHER.exists() else [*found, LAUNCHER.name]


def until(condition, what, patience=PATIENCE):
    """Ask again and again until the answer is something, and return it."""
    end = time.monotonic() + patience
    while True:
        if answer := condition():
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience} s in vain: {what}")
        time.sleep(_PAUSE)


class Desk:
    """`env` is what a program started here sees; `voice` what a screen reader would hear of it."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="desk-"))  # short: a socket's path may have 107 characters
        self.home = self.folder / "home"
        runtime, scratch = self.folder / "run", self.folder / "tmp"
        for place in (self.home, runtime, scratch):
            place.mkdir(mode=0o700)
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        self.env = {
            **kept, "HOME": str(self.home), "XDG_RUNTIME_DIR": str(runtime), "TMPDIR": str(scratch), "LANG": "C.UTF-8",
            "QT_ACCESSIBILITY": "1", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_QPA_PLATFORM": "xcb",
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        self._running = []
        self._camera = None
        self.voice = None

    def open(self):
        """Start everything a session has."""
        self._display()
        self._bus()
        ready = self.folder / "managed"
        self.start("openbox", "--sm-disable", "--startup", f"touch {ready}")
        until(ready.exists, "the window manager")
        self.voice = Voice(self.env["DBUS_SESSION_BUS_ADDRESS"])
        return self

    def _display(self):
        reading, writing = os.pipe()
        size = "x".join(map(str, SIZE))
        words = ("-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset")
        self.start("Xvfb", *words, pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        assert number, "the X server did not start"
        self.env["DISPLAY"] = f":{number}"

    def _bus(self):
        address = f"unix:path={self.folder}/bus"
        self.start("dbus-daemon", "--session", "--nofork", "--nopidfile", "--nosyslog", f"--address={address}")
        until((self.folder / "bus").exists, "the session bus")
        self.env["DBUS_SESSION_BUS_ADDRESS"] = address

    def start(self, *words, **options):
        """Start a program that ends with the desk; what it says goes into a file named after it."""
        log = (self.folder / f"{Path(words[0]).name}-{len(self._running)}.log").open("wb")
        env = options.pop("env", self.env)
        made = subprocess.Popen(
            words, env=env, stdout=log, stderr=log, stdin=options.pop("stdin", subprocess.DEVNULL), cwd=self.home,
            start_new_session=True, **options,
        )  # fmt: skip
        log.close()
        self._running.append(made)
        return made

    def said(self, process):
        """What a program wrote."""
        place = self._running.index(process)
        return next(self.folder.glob(f"*-{place}.log")).read_text("utf-8", "replace")

    def picture(self, target):
        """Save what is on the screen."""
        if self._camera is None:
            self._camera = self.start(sys.executable, "-m", "tests.journeys.camera", stdin=subprocess.PIPE)
        target.unlink(missing_ok=True)
        self._camera.stdin.write(f"{target}\n".encode())
        self._camera.stdin.flush()
        until(target.exists, "a picture of the screen")

    def close(self):
        """End what was started, the last first, and take the folder away."""
        if self.voice is not None:
            self.voice.close()
        for process in reversed(self._running):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait(5)
            if process.stdin is not None:
                process.stdin.close()
        shutil.rmtree(self.folder, ignore_errors=True)
