"""Runs commands of the program in processes of their own, each killed before its n-th step that could leave a trace.

Requests come as JSON lines: {"arguments", "folder", "at"} (0: never); answers are {"status", "signal", "steps", "said"}.
A step is a file opened to be written, renamed or removed in `folder`, or a statement, or either side of a commit.
`program` is another function than that of the command line; with `fault` or `tape` the steps are those of tests/trust/faults.
"""

import contextlib
import gc
import io
import json
import os
import pkgutil
import signal
import sys
import tempfile
import threading

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect

import desktop.commands.importing
import desktop.commands.listing
import desktop.commands.maintenance
import desktop.commands.printing
import desktop.reports.pdf
import desktop.reports.workbook
from desktop import cli, demo
from desktop.reports import catalogue
from models import migrations
from tests.compiled import shared
from tests.declared import once
from tests.desktop.bad_luck import CLEAN
from tests.trust import faults

WARM = (desktop.reports.workbook, desktop.reports.pdf, demo, migrations, catalogue.reports())  # read before the fork
FILES = {"os.rename", "os.remove", "os.truncate", "os.mkdir", "os.rmdir"}
WRITES = os.O_WRONLY | os.O_RDWR


class Steps:
    """Counts, and ends the process before the step `last`."""

    def __init__(self, folder, last):
        self.folder, self.last, self.count = folder, last, 0

    def step(self, *_ignored):
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(self, event, args):
        touches = event in FILES or (event == "open" and isinstance(args[2], int) and args[2] & WRITES)
        if touches and str(args[0]).startswith(self.folder):
            self.step()


def watch(steps):
    """Count what the program does from now on."""
    commit = DefaultDialect.do_commit

    def committed(dialect, connection):
        steps.step()
        commit(dialect, connection)
        steps.step()

    DefaultDialect.do_commit = committed
    sa.event.listen(sa.Engine, "before_cursor_execute", steps.step)
    sys.addaudithook(steps.audit)


def run(request, said):
    """In the child: run the command and end with its status."""
    os.dup2(said, 1)
    os.dup2(said, 2)
    steps, disk = Steps(request["folder"], request["at"]), "fault" in request or "tape" in request
    if disk:
        faults.arm(request["folder"], request.get("fault"), request.get("tape", ""))
    else:
        watch(steps)
    try:
        status = pkgutil.resolve_name(request.get("program", "desktop.cli:main"))(request["arguments"])
    except SystemExit as ended:
        status = ended.code
    os.write(1, f"\nsteps {faults.counted()[0] if disk else steps.count}".encode())
    os._exit(status)


def answer(request):
    """In the parent: how the child ended."""
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if not child:
            run(request, said.fileno())
        _pid, ended = os.waitpid(child, 0)
        said.seek(0)
        text, _word, count = said.read().decode("utf-8", "replace").partition("\nsteps ")
    killed = os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else 0
    return {"status": os.waitstatus_to_exitcode(ended), "signal": killed, "steps": int(count or 0), "said": text}


def warm():
    """In the parent: read and reckon once what every child would have to by itself."""
    said, sa.create_engine, cli.parser = io.StringIO(), shared(sa.create_engine), once(cli.parser)
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        for words in (["import", "student", str(CLEAN)], ["undo"], ["redo"], ["list", "student", "--search", "w"]):
            assert cli.main(["--database", f"{folder}/warm.db", *words]) == 0
    assert threading.active_count() == 1
    gc.collect()
    gc.freeze()  # else each child copies what it walks through


if __name__ == "__main__":
    warm()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()
