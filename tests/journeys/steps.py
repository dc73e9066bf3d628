"""Ways that several journeys have in common."""

import re

from tests.factories import identity_number
from tests.journeys import workbooks
from tests.journeys.desk import until

FILES = "选择要导入的文件，可以一次选几个，也可以拖到这里"
FILE_NAME = re.compile("文件名称.*")
ITEM = "radio button"  # what an item of the navigation is
MARK = "尚未导入"
REVIEWED = "导入的单元格"


def item(label):
    """An item of the navigation, whatever it counts."""
    return re.compile(rf"{label}(，[\d,]+ [条名])?")


def go_to_list(clerk, label, rows=None):
    """Click an item of the navigation and wait for its list; returns the table."""
    clerk.click(item(label), ITEM)
    table = clerk.table(f"{label}列表", rows)
    clerk.focus_on(f"{label}列表")
    return table


def give_file(clerk, path):
    """Choose a file in the dialog that is open."""
    clerk.focus_on(FILE_NAME)
    clerk.write(str(path))
    clerk.press("Return")


def hand_in(clerk, path):
    """Choose the file of an import, and wait until it is listed."""
    clerk.click(FILES)
    give_file(clerk, path)
    clerk.see(path.name)


def review(clerk, path, each=lambda: None):
    """Begin an import of students and go on until the rows can be reviewed; returns the table of cells.

    `each` is called at every step.
    """
    clerk.press("ctrl+i")
    clerk.see(MARK)
    clerk.click("导入为学生")
    hand_in(clerk, path)
    while clerk.look(REVIEWED, "table") is None:
        each()
        step = current_step(clerk)
        clerk.click("下一步")
        until(lambda step=step: current_step(clerk) not in (None, step), "the next step")
    table = clerk.table(REVIEWED)
    each()
    return table


def mend_two_errors(clerk):
    """Put right what is wrong in `class_with_two_errors`, which is reviewed."""
    clerk.focus_on(REVIEWED)
    clerk.press("F2")
    clerk.focus_within(REVIEWED)
    clerk.write(identity_number(workbooks.SHORT))
    clerk.press("Return")
    clerk.see(f"导入 {workbooks.SIZE - 1} 行，跳过 1 行")
    clerk.click("全部替换：政治面貌，1 行")
    clerk.see(f"导入 {workbooks.SIZE} 行")


def current_step(clerk):
    """The number of the wizard's step that is seen."""
    found = clerk.look(re.compile("第 . 步 .*，当前步骤"))
    return found and found.name[2]


def unlock(clerk, secret):
    """Give what opens a locked file: a passphrase, or the groups of a recovery sheet."""
    clerk.focus_on("口令或恢复纸")
    clerk.write(secret)
    clerk.press("Return")


def sign_in(clerk, name, secret):
    """Say who one is, and type the passphrase."""
    clerk.see("请登录")
    who = re.compile(f"使用者：{name}.*")
    for place in range(1, 9):
        if clerk.look(who) is not None:
            break
        clerk.press("shift+Tab")
        clerk.focus_on(re.compile("使用者：.*"))
        clerk.press("F4", *["Down"] * place, "Return")  # what a menu offers is not heard
        clerk.press("Tab")
        clerk.focus_on("口令")
    clerk.see(who)
    clerk.focus_on("口令")
    clerk.write(secret)
    clerk.press("Return")


def new_passphrase(clerk, secret):
    """Type a passphrase twice."""
    clerk.focus_on("口令")
    clerk.type(secret)
    clerk.press("Tab")
    clerk.focus_on("再输一次")
    clerk.type(secret)
    clerk.press("Return")


def go_home(clerk):
    """Wait for the window over the data."""
    clerk.see("首页", "label")


def press_in_settings(clerk, words):
    """Open the settings and press a button, wherever it is."""
    clerk.click("设置", ITEM)
    clerk.wheel_to(words, "外观与语言", "push button")
    clerk.click(words, "push button")
