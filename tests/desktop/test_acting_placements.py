"""The life of a placement from the command line and from a sheet of changes, from end to end."""

import csv
import shutil
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from models.entities.enterprises import Enterprise
from models.entities.people import ClassMembership, Student
from models.entities.placement_changes import PlacementChange
from models.entities.placements import Placement, PlacementPlan
from models.entities.policy import Waiver
from models.entities.programmes import SchoolClass
from tests import factories
from tests.desktop.test_acting import rows_of as rows_as_dicts
from tests.desktop.test_acting import run

TODAY = date(2026, 8, 31)
BEGIN, END = date(2026, 7, 1), date(2026, 12, 31)
FORMER = (date(2025, 9, 1), date(2025, 12, 31))
HEAD = ("学号", "姓名", "原实习单位", "变更类型", "变更日期", "新实习单位", "新岗位")


@pytest.fixture
def office(tmp_path, grown, monkeypatch):
    """Two students of the second year: both at work at the first firm, the first before as well; one waits to begin."""
    monkeypatch.setenv("SHUANGYUAN_TODAY", TODAY.isoformat())
    return Path(shutil.copy(grown(begun, TODAY.isoformat())[0], tmp_path / "office.db"))


def begun(database):
    with database.transaction("学校") as tx:
        own = tx.insert(SchoolClass, {"name": "2024级数控1班", "grade_year": 2024})
        firms = [tx.insert(Enterprise, factories.enterprise(n)) for n in (1, 2)]
        batch = {"name": "2026年岗位实习", "kind": "2", "grade_year": 2024, "start_date": BEGIN, "end_date": END}
        plan = tx.insert(PlacementPlan, batch | {"status": "3"})
        for n in range(3):
            key = tx.insert(Student, factories.student(n))
            tx.insert(ClassMembership, {"student": key, "school_class": own, "join_date": date(2024, 9, 1)})
            stays = [(*FORMER, "6"), (BEGIN, END, "3")] if n == 0 else [(BEGIN, END, "3" if n == 1 else "2")]
            for first, last, status in stays:
                tx.insert(Placement, {
                    "student": key, "enterprise": firms[0], "plan": plan, "start_date": first, "end_date": last,
                    "status": status,
                })  # fmt: skip


def rows_of(path, entity):
    return [SimpleNamespace(**row) for row in rows_as_dicts(path, entity)]


def sheet(folder, *rows):
    target = folder / "变更.csv"
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return target


def who(n):
    values = factories.student(n)
    return values["student_number"], values["name"]


def firm(n):
    return factories.enterprise(n)["name"]


def at_work(capsys, path, day):
    _status, told = run(capsys, path, "figures", "D1 在岗实习生", "--as-of", day, "--json")
    (one,) = told
    return one["value"]


def test_a_placement_from_its_start_to_its_end(office, capsys):
    number = who(2)[0]
    status, told = run(capsys, office, "act", "开始实习", "--of", number, "--json")
    stopping = {v["rule"] for v in told["verdicts"] if v["verdict"] == "broken"} & {"R-INT-14", "R-INT-15", "R-INT-18"}
    assert (status, stopping) == (1, {"R-INT-14", "R-INT-15", "R-INT-18"})
    assert "R-INT-14=理由" in told["message"]
    assert [row.status for row in rows_of(office, Placement)].count("2") == 1
    assert not list(rows_of(office, Waiver))
    before = at_work(capsys, office, TODAY)

    rules = [f"{word.partition('=')[0]}=教育局同意" for word in told["message"].split() if word.endswith("=理由")]
    status, told = run(
        capsys, office, "act", "开始实习", "--of", number, "--waive", *rules, "--waive-until", "2026-09-30", "--json"
    )
    assert status == 0, told["message"]
    waivers = list(rows_of(office, Waiver))
    assert {w.rule for w in waivers} >= {"R-INT-14", "R-INT-15", "R-INT-18"}
    assert {(w.reason, w.until_date) for w in waivers} == {("教育局同意", date(2026, 9, 30))}
    assert at_work(capsys, office, TODAY) == before + 1

    status, _out = run(
        capsys, office, "act", "中止实习", "--of", number, "--date", TODAY, "--set", "end_reason=伤病", "--json"
    )
    assert status == 0
    assert at_work(capsys, office, TODAY) == before + 1, "the last day counts"
    assert at_work(capsys, office, TODAY + timedelta(days=1)) == before
    assert run(capsys, office, "act", "完成实习", "--of", number)[0] == 1


def test_a_sheet_of_changes_does_them(office, capsys, tmp_path):
    rows = [
        (*who(0), firm(1), "换单位", "2026-08-01", firm(2), "装配工"),
        (*who(1), firm(1), "换岗", "2026-08-01", "", "质检员"),
    ]
    target = sheet(tmp_path, *rows)
    status, told = run(capsys, office, "import", "placement-change", target, "--json")
    assert (status, told["totals"]["insert"]) == (0, 2), told
    stays = sorted((r.start_date, r.end_date, r.status) for r in rows_of(office, Placement) if r.status != "2")
    assert stays == [
        (*FORMER, "6"), (BEGIN, date(2026, 7, 31), "5"), (BEGIN, END, "3"), (date(2026, 8, 1), END, "3"),
    ]  # fmt: skip
    again, told = run(capsys, office, "import", "placement-change", target, "--json")
    assert (again, told["totals"]["unchanged"]) == (0, 2)
    assert run(capsys, office, "undo")[0] == 0
    assert not list(rows_of(office, PlacementChange))
    assert len(list(rows_of(office, Placement))) == 4


REJECTED = [
    ((*who(0), firm(2), "换岗", "2026-08-01", "", "质检员"), ("placement", "unknown-reference")),  # never there
    ((*who(0), "无此公司", "换岗", "2026-08-01", "", "质检员"), ("enterprise", "unknown-reference")),
    (("99", "无此人", firm(1), "换岗", "2026-08-01", "", "质检员"), ("placement", "unknown-reference")),
    ((*who(1), firm(1), "换岗", "2026-06-01", "", "质检员"), ("change_date", "out-of-range")),
    ((*who(1), firm(1), "换岗", "2026-08-01", "", ""), ("new_post", "required")),
    ((*who(1), firm(1), "换单位", "2026-08-01", firm(1), ""), ("new_enterprise", "conflict")),
    ((*who(1), firm(1), "", "2026-08-01", "", "质检员"), ("kind", "required")),
    ((*who(2), firm(1), "换岗", "2026-08-01", "", "质检员"), ("placement", "illegal-transition")),  # waits to be signed
]  # fmt: skip


@pytest.mark.parametrize(("row", "told"), REJECTED)
def test_what_cannot_be_is_rejected_with_the_column(office, capsys, tmp_path, row, told):
    _status, result = run(capsys, office, "import", "placement-change", sheet(tmp_path, row), "--dry-run", "--json")
    (said,) = result["rows"]
    assert told in [(e["field"], e["code"]) for e in said["errors"]], said


@pytest.mark.parametrize(("day", "place"), [("2025-10-01", 0), ("2025-12-31", 0), ("2026-07-01", 1), ("2026-08-31", 1)])
def test_of_several_at_one_firm_the_day_chooses(office, capsys, tmp_path, day, place):
    row = (*who(0), firm(1), "换岗", day, "", "质检员")
    status, _told = run(capsys, office, "import", "placement-change", sheet(tmp_path, row), "--json")
    assert status == 0
    mine = [r for r in sorted(rows_of(office, Placement), key=lambda r: r.start_date) if r.post_id is not None]
    assert [r.start_date for r in mine] == [(FORMER[0], BEGIN)[place]]
