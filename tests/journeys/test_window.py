"""The window among others: raised by a second start, remembered where it stood, asked before it closes, given files."""

import re
import subprocess
import sys

from tests.journeys import steps, workbooks
from tests.journeys.desk import PROGRAM, ROOT, until

TITLE = "沈阳市示例教育局职业教育处 — 双元"  # the sample is a secretariat's


def test_a_second_start_brings_the_window_forward(clerk):
    clerk.start()
    clerk.wait_for_title(TITLE)
    clerk.minimise()
    until(lambda: clerk.title() != TITLE, "the window to be away")
    done = subprocess.run(PROGRAM, env=clerk.env, capture_output=True, text=True, timeout=60, cwd=ROOT, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert "已在另一个窗口中打开，已把它放到前面" in done.stderr
    clerk.wait_for_title(TITLE)
    assert len(clerk.voice.windows()) == 1
    clerk.leave()


def test_the_window_stands_again_where_it_stood(clerk):
    clerk.start()
    clerk.wait_for_title(TITLE)
    clerk.place(130, 90, 1100, 700)
    frame = clerk.see(TITLE, "frame").ref
    until(lambda: clerk.voice.extents(frame)[2:] == (1100, 700), "the new size")
    stood = clerk.voice.extents(frame)
    clerk.leave()
    clerk.start()
    until(lambda: clerk.voice.extents(clerk.see(TITLE, "frame").ref) == stood, f"the window at {stood}")
    clerk.leave()


def test_unsaved_changes_are_asked_about_before_the_window_closes(clerk):
    clerk.start()
    name = clerk.row(steps.go_to_list(clerk, "学生"))["姓名"]
    clerk.press("Return")
    clerk.focus_on("姓名", "text")
    clerk.press("End")
    clerk.type("X")
    clerk.press("ctrl+q")
    clerk.focus_on("保存", "push button")
    clerk.press("Escape")
    clerk.focus_on("姓名", "text")
    assert clerk.text("姓名").endswith("X")
    clerk.press("ctrl+q")
    clerk.focus_on("保存", "push button")
    clerk.press("Tab")  # round again: Tab stays in the question
    clerk.focus_on("放弃修改", "push button")
    clerk.press("Return")
    clerk.wait_for_end()
    names = {row["name"] for row in clerk.records("student", "--columns", "name")}
    assert name in names
    assert f"{name}X" not in names


def test_a_workbook_dropped_on_the_window_begins_an_import(clerk):
    path = workbooks.class_with_two_errors(clerk.desk.home / "dropped.xlsx", "2017级建筑工程施工1班")
    clerk.start()
    clerk.wait_for_title(TITLE)
    clerk.place(160, 30, 1100, 640)
    clerk.desk.start(sys.executable, "-m", "tests.journeys.giver", str(path), env=clerk.env)
    clerk.see("giver")
    clerk.drag("giver", re.compile(TITLE))
    clerk.see("dropped.xlsx")
    clerk.see(steps.MARK)
    clerk.bring_forward(TITLE)
    clerk.leave()
