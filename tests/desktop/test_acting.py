"""Acts from the command line and from a workbook of events, from end to end."""

import csv
import json
import shutil
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from desktop.cli import main
from models.database.database import open_database
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import ClassMembership, StatusPeriod, Student
from models.entities.programmes import Major, SchoolClass
from models.entities.status_changes import StatusChange
from models.statistics.members import class_members
from tests import factories

HEAD = ("学号", "姓名", "身份证号", "异动类别", "异动日期", "休学止", "现班级", "审批文号")


@pytest.fixture
def office(tmp_path, grown, monkeypatch):
    """A file with a class of three, one of them in an order class."""
    monkeypatch.setenv("SHUANGYUAN_TODAY", "2026-08-31")
    return Path(shutil.copy(grown(begun, "2026-08-31")[0], tmp_path / "office.db"))


def begun(database):
    with database.transaction("学校") as tx:
        major = tx.insert(Major, {"name": "数控", "code": "660103"})
        classes = [
            tx.insert(SchoolClass, {"name": f"2024级数控{n}班", "grade_year": 2024, "major": major}) for n in (1, 2)
        ]
        order = tx.insert(OrderClass, {"code": "D1", "name": "甲厂班"})
        for n in range(3):
            key = tx.insert(Student, factories.student(n))
            tx.insert(ClassMembership, {"student": key, "school_class": classes[0], "join_date": date(2024, 9, 1)})
            if n == 0:
                tx.insert(OrderClassMember, {"student": key, "order_class": order, "join_date": date(2024, 9, 1)})


def run(capsys, path, *words):
    capsys.readouterr()
    status = main(["--database", str(path), *map(str, words)])
    out = capsys.readouterr().out
    return status, json.loads(out) if "--json" in words else out


def sheet(folder, *rows, head=HEAD, name="异动.csv"):
    target = folder / name
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return target


def who(n):
    values = factories.student(n)
    return values["student_number"], values["name"], values["id_number"]


def rows_of(path, entity):
    with closing(open_database(path, write=False)) as database, database.reading() as connection:
        table = entity.table()
        return [dict(row) for row in connection.execute(table.select().order_by(table.c.id)).mappings()]


def test_a_class_is_audited_and_graduates_from_the_command_line(office, capsys):
    keys = [who(n)[0] for n in range(3)]
    passed = ("is_moral_passed=是", "is_courses_passed=合格", "internship_grade=良好")
    status, told = run(
        capsys, office, "act", "毕业审核", "--of", *keys, "--date", "2026-06-20", "--json", "--set", *passed,
        f"verdict@{keys[1]}=暂缓", f"open_matters@{keys[1]}=补考", f"is_courses_passed@{keys[2]}=否",
    )  # fmt: skip
    assert status == 0
    assert [one["verdict"] for one in told["proposed"]] == ["毕业", "暂缓", "结业"]
    status, told = run(capsys, office, "act", "毕业", "--of", *keys, "--date", "2026-07-01", "--json", "--dry-run")
    assert status == 1
    assert [(one["field"], one["code"]) for one in told["refused"]] == [("kind", "conflict")]
    status, told = run(capsys, office, "act", "毕业", "--of", keys[0], keys[2], "--date", "2026-07-01", "--json")
    assert status == 0
    assert [(r["kind"], r["stage"]) for r in rows_of(office, StatusChange)] == [("60", "6"), ("62", "6")]
    numbers = [row["diploma_number"] for row in rows_of(office, Student)]
    assert numbers == ["202600001", None, "202600002"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("auditor@{0}=王", "不能给一个人单独填“auditor”"),
        ("verdict@{1}=暂缓", "须在 --of 里"),
        ("verdict@查无此人=暂缓", "找不到学生"),
    ],
)
def test_what_is_given_for_one_is_judged(office, capsys, told, words):
    keys = [who(n)[0] for n in range(2)]
    sets = ("is_moral_passed=是", "is_courses_passed=是", told.format(*keys))
    capsys.readouterr()
    assert main(["--database", str(office), "act", "毕业审核", "--of", keys[0], "--set", *sets]) == 2
    assert words in capsys.readouterr().err


def test_a_file_is_done_in_the_order_of_its_days(office, tmp_path, capsys):
    file = sheet(
        tmp_path,
        (*who(0), "复学", "2026-03-01", "", "2024级数控2班", "教3号"),
        (*who(0), "休学", "2025-10-08", "2026-10-07", "", "教1号"),
        (*who(1), "复学", "2026-03-01", "", "", ""),
        ("99", "新来", factories.identity_number(70), "转学（转入）", "2026-03-02", "", "2024级数控1班", ""),
        (*who(2), "转班级", "2026-03-02", "", "", ""),
    )
    status, told = run(capsys, office, "import", "status-change", file, "--dry-run", "--json")
    assert (status, told["totals"]) == (1, {"insert": 3, "update": 0, "unchanged": 0, "reject": 2})
    errors = [(row["row"], error["field"], error["code"]) for row in told["rows"] for error in row["errors"]]
    assert errors == [(4, "kind", "illegal-transition"), (6, "to_class", "required")]
    assert told["answers"] == [{
        "question": "order_class", "label": "订单班", "choices": ["end", "keep"], "default": "end", "choice": "end", "count": 1,
    }]  # fmt: skip
    assert {
        "entity": "status-period",
        "record": None,
        "action": "insert",
        "field": "status",
        "before": "",
        "after": "休学",
    } in told["effects"]
    made = [line for line in told["effects"] if line["entity"] == "student"]
    assert ("name", "新来") in {(line["field"], line["after"]) for line in made}
    capsys.readouterr()
    main(["--database", str(office), "import", "status-change", str(file), "--dry-run"])
    said = next(line for line in capsys.readouterr().err.splitlines() if "会做什么" in line)
    assert said.strip().startswith("会做什么：休学 1，复学 1，转学（转入） 1；学籍异动 新增 3；")
    assert "学生 新增 1" in said
    assert rows_of(office, StatusChange) == []
    status, _told = run(capsys, office, "import", "status-change", file, "--accept-valid", "--json")
    assert [(r["kind"], r["change_date"], r["stage"]) for r in rows_of(office, StatusChange)] == [
        ("11", date(2025, 10, 8), "6"), ("12", date(2026, 3, 1), "6"), ("22", date(2026, 3, 2), "6"),
    ]  # fmt: skip
    assert [r["leave_reason"] for r in rows_of(office, OrderClassMember)] == ["6"]
    _status, again = run(capsys, office, "import", "status-change", file, "--accept-valid", "--json")
    assert again["totals"] == {"insert": 0, "update": 0, "unchanged": 3, "reject": 2}
    with closing(open_database(office)) as database:
        with database.reading() as connection:
            classes = [r["id"] for r in rows_of(office, SchoolClass)]
            for day, sizes in ((date(2025, 12, 1), [3, 0]), (date(2026, 3, 2), [3, 1])):
                assert [len(some) for some in class_members(connection, classes, day).values()] == sizes
            winter = class_members(connection, classes, date(2025, 12, 1))
        assert sorted(m.status for some in winter.values() for m in some) == ["01", "01", "02"]
        database.undo()
    assert rows_of(office, StatusChange) == []
    assert len(rows_of(office, Student)) == 3


def test_of_several_files_each_says_its_own(office, tmp_path, capsys):
    """Of them one says nothing new."""
    known = sheet(tmp_path, (*who(2), "休学", "2025-10-01", "2026-09-30", "", ""), name="丙.csv")
    run(capsys, office, "import", "status-change", known, "--json")
    one = sheet(tmp_path, (*who(0), "休学", "2025-10-08", "2026-10-07", "", ""), name="甲.csv")
    two = sheet(tmp_path, *((*who(n), "退学", day, "", "", "") for n, day in ((1, "2025-11-03"),)), name="乙.csv")
    words = ("import", "status-change", one, two, known, "--json")
    _status, told = run(capsys, office, *words, "--dry-run")
    after = [{line["after"] for line in each["effects"] if line["field"] == "status"} for each in told]
    assert after == [{"休学"}, {"退学"}, set()]
    _status, told = run(capsys, office, *words)
    said = [each["message"].split("；")[0] for each in told]
    assert said == ["已导入学籍异动 1 行", "已导入学籍异动 1 行", "没有需要写入的内容"]
    assert ["撤销编号" in each["message"] for each in told] == [True, True, False]


def test_what_a_file_makes_and_changes_again_is_told_as_made(office, tmp_path, capsys):
    begun_and_back = (*who(0), "休学", "2025-10-08", "2026-10-07", "", ""), (*who(0), "复学", "2026-03-02", "", "", "")
    run(capsys, office, "import", "status-change", file := sheet(tmp_path, *begun_and_back), "--json")
    periods = len(rows_of(office, StatusPeriod))
    with closing(open_database(office)) as database:
        database.undo()
    assert periods - len(rows_of(office, StatusPeriod)) == 2
    main(["--database", str(office), "import", "status-change", str(file), "--dry-run"])
    said = next(line for line in capsys.readouterr().err.splitlines() if "会做什么" in line)
    assert "学籍状态 新增 2、修改 1；" in said  # that before them ends; the break itself ends too, and is new


def test_another_answer(office, tmp_path, capsys):
    file = sheet(tmp_path, (*who(0), "休学", "2025-10-08", "2026-10-07", "", ""))
    words = ("import", "status-change", file, "--json")
    assert run(capsys, office, *words[:3], "--answer", "hut=keep")[0] == 2
    assert run(capsys, office, *words[:3], "--answer", "order_class=maybe")[0] == 2
    run(capsys, office, *words, "--answer", "order_class=keep")
    assert rows_of(office, OrderClassMember)[0]["leave_date"] is None


def test_what_is_registered_is_not_rewritten_by_a_sheet(office, tmp_path, capsys):
    run(
        capsys,
        office,
        "import",
        "status-change",
        sheet(tmp_path, (*who(0), "休学", "2025-10-08", "2026-10-07", "", "")),
        "--json",
    )
    papers = sheet(tmp_path, (*who(0), "休学", "2025-10-08", "2026-10-07", "", "教9号"))
    assert run(capsys, office, "import", "status-change", papers, "--json")[1]["totals"]["update"] == 1
    assert rows_of(office, StatusChange)[0]["approval_number"] == "教9号"
    other = sheet(tmp_path, (*who(0), "休学", "2025-10-08", "2026-12-31", "", ""))
    _status, told = run(capsys, office, "import", "status-change", other, "--json")
    assert [(e["field"], e["code"]) for e in told["rows"][0]["errors"]] == [("break_until", "conflict")]
    roster = sheet(
        tmp_path,
        (*who(0), "在读", "13000001111"),
        head=("学号", "姓名", "身份证号", "学籍状态", "联系电话"),
        name="名册.csv",
    )
    _status, told = run(capsys, office, "import", "student", roster, "--json")
    assert told["totals"]["update"] == 1
    assert [(w["field"], w["code"]) for w in told["rows"][0]["warnings"]] == [("status", "by-act")]
    assert len(rows_of(office, StatusChange)) == 1


def test_an_application_is_decided_by_a_later_sheet(office, tmp_path, capsys):
    head = (*HEAD, "办理状态")
    row = (*who(0), "休学", "2025-10-08", "2026-10-07", "", "")
    run(capsys, office, "import", "status-change", sheet(tmp_path, (*row, "教务"), head=head), "--json")
    assert rows_of(office, OrderClassMember)[0]["leave_date"] is None
    run(capsys, office, "import", "status-change", sheet(tmp_path, (*row, "办结"), head=head), "--json")
    assert [r["stage"] for r in rows_of(office, StatusChange)] == ["6"]
    assert rows_of(office, OrderClassMember)[0]["leave_date"] == date(2025, 10, 8)


def test_act_and_its_reversal(office, capsys):
    number = who(0)[0]
    status, told = run(capsys, office, "act", "--json")
    assert {"suspend", "graduate", "reverse", "decide"} <= {one["name"] for one in told}
    words = ("act", "休学", "--of", number, "--date", "2026-03-10", "--set", "break_until=2027-03-09", "reason=疾病")
    status, told = run(capsys, office, *words, "--dry-run", "--json")
    assert (status, told["refused"], [q["question"] for q in told["questions"]]) == (0, [], ["order_class"])
    assert {"label": "在校", "before": 3, "after": 2} in told["counts"]
    assert rows_of(office, StatusChange) == []
    status, told = run(capsys, office, *words, "--answer", "order_class=keep", "--json")
    assert (status, told["message"].startswith("已办理")) == (0, True)
    assert rows_of(office, OrderClassMember)[0]["leave_date"] is None
    status, told = run(capsys, office, "act", "suspend", "--of", number, "--date", "2026-03-12", "--json")
    assert (status, told["refused"][0]["code"]) == (1, "required")
    status, told = run(capsys, office, "act", "冲回", "--of", number, "--set", "reversed_reason=录错", "--json")
    assert (status, rows_of(office, StatusChange)[0]["stage"]) == (0, "8")


@pytest.mark.parametrize(
    "words",
    [
        ("act", "飞升"), ("act", "休学"), ("act", "休学", "--of", "没有这个人"), ("act", "休学", "--of", "24010000", "--set", "x=1"),
        ("act", "休学", "--of", "24010000", "--set", "break_until=昨天"), ("act", "休学", "--of", "24010000", "--set", "break_until"),
        ("act", "转班", "--of", "24010000", "--set", "to_class=没有这个班"), ("act", "休学", "--of", "24010000", "--date", "昨天"),
    ],
)  # fmt: skip
def test_wrong_calls(office, capsys, words):
    assert main(["--database", str(office), *words]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_somebody_comes_by_the_command_line(office, capsys):
    words = ("name=新来", f"id_number={factories.identity_number(70)}", "to_class=2024级数控2班", "other_school=某校")
    status, _told = run(capsys, office, "act", "transfer-in", "--date", "2026-03-01", "--set", *words, "--json")
    assert status == 0
    assert rows_of(office, Student)[-1]["name"] == "新来"
