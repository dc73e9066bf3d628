"""A print server of one's own with one printer, whose paper is a file."""

import shutil
import subprocess
from pathlib import Path

from tests.journeys.desk import until

NEEDED = ("cupsd", "lp", "lpstat", "lpadmin", "pdftotext")
QUEUE = "Office"
_SYSTEM = "/usr/sbin:/sbin"
_CUPS = Path("/usr/lib/cups")
_SERVER = """\
Listen {folder}/socket
LogLevel warn
WebInterface No
Browsing No
DefaultAuthType None
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
_PLACES = """\
ServerRoot {folder}
ServerBin {folder}/bin
StateDir {folder}/state
CacheDir {folder}/cache
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
AccessLog {folder}/access.log
ErrorLog {folder}/error.log
PageLog {folder}/page.log
SystemGroup root
ConfigFilePerm 0644
"""
# The printer: title and options of a job go beside the paper it prints on.
_PRINTER = """\
#!/bin/sh
[ $# -gt 0 ] || exit 0
printf '%s\n%s\n' "$3" "$5" > {folder}/slip
cat "${{6:--}}" > {folder}/wet && mv {folder}/wet {folder}/paper
"""


def lacking():
    """The programs of printing that are not here."""
    return [name for name in NEEDED if shutil.which(name, path=f"{_SYSTEM}:/usr/bin:/bin") is None]


class Printer:
    """`paper` is the file it prints on, `slip` what was said about it; programs with CUPS_SERVER set to `server` find it."""

    def __init__(self, desk):
        self._folder = desk.folder / "cups"
        self.server = f"{self._folder}/socket"
        self.paper = self._folder / "paper"
        self.slip = self._folder / "slip"
        for name in ("state", "cache", "spool/tmp", "bin/backend"):
            (self._folder / name).mkdir(parents=True)
        for name in ("filter", "daemon", "notifier"):
            (self._folder / "bin" / name).symlink_to(_CUPS / name)
        for name, text in (("cupsd.conf", _SERVER), ("cups-files.conf", _PLACES), ("bin/backend/desk", _PRINTER)):
            (self._folder / name).write_text(text.format(folder=self._folder))
        (self._folder / "bin/backend/desk").chmod(0o700)  # one that only its owner may run is run by its owner
        for place in (desk.folder, self._folder, self._folder / "spool", self._folder / "spool/tmp"):
            place.chmod(0o755)  # filters and backends run as a user of their own
        (self._folder / "spool/tmp").chmod(0o777)
        self.env = {**desk.env, "CUPS_SERVER": self.server, "PATH": f"{desk.env['PATH']}:{_SYSTEM}"}
        configured = ("-c", f"{self._folder}/cupsd.conf", "-s", f"{self._folder}/cups-files.conf")
        desk.start(shutil.which("cupsd", path=_SYSTEM), "-f", *configured, env=self.env)
        until(Path(self.server).exists, "the print server")
        self._ask("lpadmin", "-p", QUEUE, "-E", "-v", "desk:/")  # without a model: raw, what comes is what is printed
        self._ask("lpadmin", "-d", QUEUE)

    def _ask(self, *words):
        done = subprocess.run(words, env=self.env, capture_output=True, text=True, check=False, timeout=30)
        assert done.returncode == 0, done.stderr + (self._folder / "error.log").read_text()
        return done.stdout

    def jobs(self):
        """What was printed to the end."""
        return [line for line in self._ask("lpstat", "-W", "completed", "-o").splitlines() if line]


def words_of(pdf):
    """The text of a PDF."""
    return subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True, text=True).stdout
