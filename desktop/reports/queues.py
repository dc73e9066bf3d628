"""The printers of a computer with CUPS: their names, and a PDF put into a queue as it is."""

import os
import shutil
import subprocess
from dataclasses import dataclass

from models.words import _

_SECONDS = 20  # a print server that does not answer is said to, not waited for


class PrinterError(Exception):
    """The printing system did not take the paper; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Sending:
    """How a paper goes to a printer."""

    queue: str
    title: str
    copies: int = 1
    both_sides: bool = False
    paper: str = "A4"
    landscape: bool = False


def available() -> bool:
    """Whether this computer prints through CUPS."""
    return shutil.which("lp") is not None and shutil.which("lpstat") is not None


def queues() -> tuple[str, ...]:
    """The names of the printers, the usual one first; none when the print server is silent."""
    names = [line.strip() for line in _asked("lpstat", "-e").splitlines() if line.strip()]
    usual = _asked("lpstat", "-d").rpartition(":")[2].strip()
    return tuple(sorted(names, key=lambda name: name != usual))


def _asked(*words: str) -> str:
    try:
        answer = subprocess.run(words, capture_output=True, timeout=_SECONDS, check=False, text=True, env=_plain())  # noqa: S603 - fixed words
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout if answer.returncode == 0 else ""


def _plain() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def words_of(sending: Sending) -> tuple[str, ...]:
    """The command that reads the PDF from its standard input."""
    sides = "one-sided" if not sending.both_sides else f"two-sided-{'short' if sending.landscape else 'long'}-edge"
    return (
        "lp", "-d", sending.queue, "-n", str(sending.copies), "-t", sending.title,
        "-o", f"media={sending.paper}", "-o", f"sides={sides}", "-o", "print-scaling=none",
    )  # fmt: skip


def send(content: bytes, sending: Sending) -> str:
    """Put the PDF into the queue as it is; returns the number of the print job. Raises PrinterError."""
    try:
        answer = subprocess.run(  # noqa: S603 - fixed words; queue and title are arguments, not a shell's text
            words_of(sending), input=content, capture_output=True, timeout=_SECONDS, check=False, env=_plain()
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        words = _("打印系统没有回应，文件没有送到“{queue}”；请检查打印服务，或先保存为 PDF")
        raise PrinterError(words.format(queue=sending.queue)) from error
    if answer.returncode:
        words = _("打印机“{queue}”没有接受文件；请检查它是否可用，或换一台打印机")
        raise PrinterError(words.format(queue=sending.queue))
    said = answer.stdout.decode(errors="replace")  # request id is Office-12 (1 file(s))
    return said.partition(" is ")[2].partition(" ")[0]
