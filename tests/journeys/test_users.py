"""Users at one shared computer: who may only look is refused by window and command alike, and who may takes over."""

import json
import re
import sqlite3
from contextlib import closing

import pytest

from models.database import users
from models.database.database import open_database
from models.entities.people import StatusPeriod, Student
from tests.journeys import steps, workbooks
from tests.journeys.clerk import Clerk

GROUP = "2017级建筑工程施工1班"
READER, MANAGER = ("赵老师", "only to look 2026"), ("王老师", "spring rain 2026")


@pytest.fixture
def shared(database):
    """赵老师 may look at everything, 王老师 may do everything."""
    with closing(open_database(database)) as opened:
        for (name, secret), role in ((MANAGER, "管理员"), (READER, "查阅")):
            users.add_user(opened, name, secret, [role])
    return database


def test_who_has_no_right_is_refused_and_who_has_takes_over(desk, shared):
    clerk = Clerk(desk, shared)
    refused_by_the_command(clerk, somebody_in(shared))
    clerk.start()
    steps.sign_in(clerk, READER[0], "not this one")
    clerk.see(re.compile("使用者“赵老师”的姓名或口令不对，没有登录；.*"))
    steps.sign_in(clerk, *READER)
    refused_by_the_window(clerk)
    clerk.press("ctrl+alt+l")
    clerk.see("请登录")
    clerk.miss("姓名", "text")
    steps.sign_in(clerk, *MANAGER)
    clerk.see(re.compile("王老师，.*"))
    changes_and_signs_it(clerk)
    clerk.leave()


def refused_by_the_window(clerk):
    """What changes anything is greyed, and the form says why."""
    steps.go_to_list(clerk, "学生")
    for words in ("导入", "新建学生"):
        assert "enabled" not in clerk.see(words, "push button").states
    clerk.press("Return")
    assert "enabled" not in clerk.see("姓名", "text").states
    clerk.see(refusal("增改删学生"))
    clerk.press("ctrl+s")
    assert clerk.look("保存", "push button") is None


def somebody_in(database):
    """The number of a student who could be suspended."""
    own, period = Student.__tablename__, StatusPeriod.__tablename__
    enrolled = f"SELECT student_id FROM {period} WHERE status = '01' AND until_date IS NULL"
    with closing(sqlite3.connect(database)) as raw:
        return raw.execute(f"SELECT student_number FROM {own} WHERE id IN ({enrolled}) LIMIT 1").fetchone()[0]


def refusal(right):
    return re.compile(f"赵老师（查阅）没有“{right}”的权限.*；需要时请找王老师")


def refused_by_the_command(clerk, number):
    """The same person with the same passphrase gets the same sentence, and nothing is written."""
    sheet = workbooks.class_with_two_errors(clerk.desk.home / "sheet.xlsx", GROUP)
    for words, right in (
        (("import", "student", sheet, "--accept-valid"), "导入学生"),
        (("act", "suspend", "--of", number, "--set", "break_until=2021-04-19"), "办理休学（学生）"),
    ):
        status, _answer, said = clerk.command_of(*READER, *words)
        assert (status, bool(refusal(right).search(said))) == (1, True), said
    status, _answer, said = clerk.command_of(READER[0], MANAGER[1], "list", "student", "--count")
    assert (status, "口令不对" in said) == (1, True)


def changes_and_signs_it(clerk):
    """What the other person does is signed by them."""
    steps.go_to_list(clerk, "学生")
    clerk.press("Return")
    clerk.focus_on("姓名", "text")
    clerk.click_on(clerk.see("曾用名", "text").ref)
    clerk.focus_on("曾用名", "text")
    clerk.write("Leo")
    clerk.press("ctrl+s")
    clerk.see("撤销", "push button")
    latest = json.loads(clerk.command_of(*MANAGER, "history", "--json", "--limit", "1")[1])[0]
    assert (latest["user"], "修改学生" in latest["name"]) == ("王老师", True)
