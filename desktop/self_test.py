"""The program tries itself on a sample of its own in a temporary folder, and says a sentence for every step."""

import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

HOST = "自检用示例有限公司"  # is imported, and taken back


class Failed(Exception):  # noqa: N818 - a finding, told as a sentence
    """A step did not come out as it must; the words say what came instead."""


class Trial:
    """The commands of the program over a sample in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.database = folder, folder / "自检 数据.db"

    def path(self, name: str) -> Path:
        """A file in the folder."""
        return self._folder / name

    def ask(self, *words: str | Path) -> str:
        """What a command prints; Failed with what it said when it was refused."""
        from desktop.cli import main

        printed, said = io.StringIO(), io.StringIO()
        with redirect_stdout(printed), redirect_stderr(said):
            status = main(["--database", str(self.database), *map(str, words)])
        if status:
            raise Failed((said.getvalue() or printed.getvalue()).strip() or f"exit {status}")
        return printed.getvalue()

    def count(self, entity: str) -> int:
        """How many records there are."""
        return int(self.ask("list", entity, "--count"))

    def imported(self, entity: str, file: Path) -> dict[str, int]:
        """How many rows an import took in, changed, left and refused."""
        totals: dict[str, int] = json.loads(self.ask("import", entity, file, "--json"))["totals"]
        return totals


def must_be(found: Any, wanted: Any) -> None:
    """Raise Failed unless something came out as it must."""
    if found != wanted:
        raise Failed(f"{found!r} != {wanted!r}")


def _exchange(trial: Trial) -> None:
    """What the program writes it reads again as unchanged: in a workbook, by a child process, and as text."""
    students = trial.count("student")
    for name in ("学生.xlsx", "学生.csv"):
        trial.ask("export", "student", trial.path(name))
        totals = trial.imported("student", trial.path(name))
        must_be(totals, {"insert": 0, "update": 0, "unchanged": students, "reject": 0})


def _undo(trial: Trial) -> None:
    before = trial.count("enterprise")
    trial.path("企业.csv").write_text(f"企业名称,备注\n{HOST},自检\n", encoding="utf-8")
    must_be(trial.imported("enterprise", trial.path("企业.csv"))["insert"], 1)
    must_be(trial.count("enterprise"), before + 1)
    trial.ask("undo")
    must_be(trial.count("enterprise"), before)
    trial.ask("redo")


def _print(trial: Trial) -> None:
    paper = trial.path("花名册.pdf")
    trial.ask("report", "class-roster", "--all", "--to", paper)
    must_be(paper.read_bytes()[:5], b"%PDF-")


def _restore(trial: Trial) -> None:
    kept, before = trial.path("备份.db"), trial.count("enterprise")
    trial.ask("backup", kept)
    trial.ask("undo")
    trial.ask("restore", kept)
    must_be(trial.count("enterprise"), before)


def _check(trial: Trial) -> None:
    """Every rule is asked of every record; rows, search index and log are as they were written."""
    from desktop.commands.common import opened
    from models.database import integrity
    from models.rules.problems import problems

    with opened(trial.database) as database, database.reading() as connection:
        must_be([one.sentence for one in integrity.verify(connection).found], [])
        must_be(bool(list(problems(database))), True)  # the sample is no saint


def _window(trial: Trial) -> None:
    """The window over the sample is drawn, on no screen where there is none."""
    from desktop import app
    from desktop.commands.common import opened

    if not app.has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app.application()
    with opened(trial.database, write=True) as database:
        window = app.open_window(database, trial.database.name)
        window.show()
        must_be(window.grab().isNull(), False)
        window.close()


def _steps() -> Iterator[tuple[str, Callable[[Trial], object]]]:
    from models.words import _

    yield _("建立示例数据"), lambda trial: trial.ask("demo", "--scale", "0.05")
    yield _("导出学生名单，再读回来没有变化"), _exchange
    yield _("导入一家企业，撤销，再重做"), _undo
    yield _("打印班级花名册"), _print
    yield _("备份，改动，再从备份恢复"), _restore
    yield _("检查全部记录和操作记录"), _check
    yield _("打开窗口"), _window


def run(_words: Sequence[str] = ()) -> int:
    """Try every step, until one fails; 0 when all came out, 1 when one did not."""
    from desktop.cli import open_streams
    from models.version import program_version
    from models.words import _

    open_streams()
    say = sys.stdout.write
    say(_("双元 {version} 自检").format(version=program_version()) + "\n")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        trial = Trial(Path(folder))
        for words, step in _steps():
            begun = time.monotonic()
            try:
                step(trial)
            except Exception as failure:  # noqa: BLE001 - whatever it was, a sentence names the step
                why = failure if isinstance(failure, Failed) else repr(failure)
                say(_("不正常：{step}——{why}").format(step=words, why=why) + "\n")
                return 1
            say(_("正常：{step}（{seconds:.1f} 秒）").format(step=words, seconds=time.monotonic() - begun) + "\n")
    say(_("自检全部通过") + "\n")
    return 0
