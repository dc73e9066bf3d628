"""The printers of a computer with CUPS: their names, and a PDF put into a queue as it is."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass

from models.words import N_, SentenceError, _

_SECONDS = 20  # a print server that does not answer is said to, not waited for


class PrinterError(SentenceError):
    """The printing system did not take the paper, and why."""


@dataclass(frozen=True, slots=True)
class Sending:
    """How a paper goes to a printer; `pages` and their `count` as `page_ranges` gives them, '' for all."""

    queue: str
    title: str
    copies: int = 1
    both_sides: bool = False
    paper: str = "A4"
    landscape: bool = False
    pages: str = ""
    count: int = 0


def page_ranges(text: str, count: int) -> tuple[str, int]:
    """Pages as people write them (1-3，5), as the printing system wants them, and how many; ValueError if it cannot be."""
    pages = set[int]()
    for part in re.split(r"[,，、;；\s]+", text.strip()):
        first, _dash, last = re.sub(r"[－–—~～至到]", "-", part).partition("-")
        low, high = int(first or 1), int(last or (count if _dash else first))
        if not 1 <= low <= high <= count:
            raise ValueError(part)
        pages.update(range(low, high + 1))
    runs = list[list[int]]()
    for page in sorted(pages):
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ",".join(f"{run[0]}-{run[-1]}" if run[1:] else f"{run[0]}" for run in runs), len(pages)


def available() -> bool:
    """Whether this computer prints through CUPS."""
    return shutil.which("lp") is not None and shutil.which("lpstat") is not None


def queues() -> tuple[str, ...]:
    """The names of the printers, the usual one first; none when the print server is silent."""
    names = [line.strip() for line in _asked("lpstat", "-e").splitlines() if line.strip()]
    usual = _asked("lpstat", "-d").rpartition(":")[2].strip()
    return tuple(sorted(names, key=lambda name: name != usual))


def why_none() -> str:
    """Why there is no printer to choose."""
    answer = _asked("lpstat", "-r")
    if "not running" in answer or not answer:
        return _("打印服务（CUPS）没有运行，看不到打印机；请启动打印服务，或先保存为 PDF。")
    return _("这台电脑还没有添加打印机；请先在系统设置中添加，或保存为 PDF 后到别处打印。")


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
        *(("-P", sending.pages) if sending.pages else ()),
    )  # fmt: skip


# what the printing system says when it does not take a file, and what that means
_REFUSALS = (
    (("does not exist", "unknown destination", "no such"), N_("没有名为“{queue}”的打印机；它可能已被删除，请另选一台")),
    (("not accepting",), N_("打印机“{queue}”暂停接收文件；请在系统的打印机设置中恢复，或换一台打印机")),
    (("unauthorized", "forbidden", "not authorized", "not permitted"), N_("没有权限使用打印机“{queue}”；请联系管理电脑的人，或换一台打印机")),
    (("connection refused", "unable to connect", "not responding", "bad file descriptor", "no such file"), N_("打印服务没有运行，文件没有送到“{queue}”；请启动打印服务，或先保存为 PDF")),
)  # fmt: skip


def _refusal(said: str) -> str:
    plain = said.lower()
    told = next((words for signs, words in reversed(_REFUSALS) if any(sign in plain for sign in signs)), None)
    return _(told) if told else _("打印机“{queue}”没有接受文件；请检查它是否可用，或换一台打印机")


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
        raise PrinterError(_refusal(answer.stderr.decode(errors="replace")).format(queue=sending.queue))
    said = answer.stdout.decode(errors="replace")  # request id is Office-12 (1 file(s))
    return said.partition(" is ")[2].partition(" ")[0]
