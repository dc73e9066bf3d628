"""The program tries itself; what is asked of its one entry before the program itself is read."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop import self_test
from desktop.exchange.reading.limits import CHILD_ARGUMENT
from models.version import program_version
from tests.desktop.bad_luck import CLEAN

ROOT = Path(__file__).parents[2]


def asked(*words):
    return subprocess.run([sys.executable, "-m", *words], capture_output=True, check=False, cwd=ROOT)


@pytest.mark.slow
def test_every_step_comes_out():
    told = asked("desktop", "--self-test")
    lines = told.stdout.decode().splitlines()
    assert (told.returncode, lines[0], lines[-1]) == (0, f"双元 {program_version()} 自检", "自检全部通过")
    assert [line.partition("：")[0] for line in lines[1:-1]] == ["正常"] * 7


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (lambda _trial: self_test.must_be(3, 4), "3 != 4"),
        (lambda trial: trial.ask("undo"), "找不到数据库"),
        (lambda _trial: 1 / 0, "ZeroDivisionError"),
    ],
    ids=["another result", "a command that is refused", "a fault"],
)
def test_the_first_step_that_fails_ends_it_with_its_reason(monkeypatch, capsys, step, why):
    after = []
    monkeypatch.setattr(self_test, "_steps", lambda: iter([("打印", step), ("备份", after.append)]))
    assert (self_test.run(), after) == (1, [])
    told = capsys.readouterr().out.splitlines()
    assert told[-1].startswith("不正常：打印——")
    assert why in told[-1]


def test_the_frozen_program_reads_workbooks_by_its_own_entry():
    by_entry = asked("desktop", CHILD_ARGUMENT, str(CLEAN))
    by_module = asked("desktop.exchange.reading.child", str(CLEAN))
    assert by_entry.stdout == by_module.stdout
    assert (by_entry.returncode, len(by_entry.stdout) > 1000) == (0, True)


def test_the_entry_answers_before_the_program_is_read():
    code = "import sys; import desktop.__main__; print([m for m in ('sqlalchemy', 'PySide6', 'argparse') if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).strip() == "[]"
