"""What a record takes from its class, and what is doubtful about it beside others: in the preview and in the list alike."""

from datetime import date

import pytest

from desktop.exchange.applying import apply
from models.database.query import Query
from models.database.results import read_all
from models.rules.problems import problems
from models.schema.fields import entity_named
from tests import factories
from tests.desktop.exchange.test_importing import sheet
from tests.imported import plan

STUDENT, CLASS, MAJOR, SCHOOL = (entity_named(name) for name in ("student", "school_class", "major", "school"))
ORDER_CLASS, MEMBER = entity_named("order_class"), entity_named("order_class_member")
GROUP, GROUP_MEMBER = entity_named("education_group"), entity_named("group_member")
TAKEN = ("major", "duration", "school", "entry_month")
NAME = "2023级数控技术应用1班"


def values(database, entity, *names):
    with database.reading() as connection:
        return [tuple(row.values[name] for name in names) for row in read_all(connection, Query(entity), names)]


def listed(database, code):
    return sorted(
        (p.entity.__tablename__, p.field.name, p.shown) for p in problems(database) if p.complaint.code == code
    )


@pytest.fixture
def school_class(database):
    with database.transaction("班级") as tx:
        major = tx.insert(MAJOR, {"name": "数控技术应用", "code": "660103"})
        schools = tx.insert_many(SCHOOL, [{"name": "甲校"}, {"name": "乙校"}])
        return tx.insert(
            CLASS, {"name": NAME, "major": major, "school": schools[1], "grade_year": 2023, "duration": "2"}
        )


def test_a_student_takes_from_the_class_what_nobody_said(database, school_class):
    with database.transaction("学生") as tx:
        other = tx.insert(MAJOR, {"name": "护理", "code": "720201"})
        rows = [factories.student(1, school_class=school_class), factories.student(2),
                factories.student(3, school_class=school_class, major=other, entry_month="2024-09")]  # fmt: skip
        tx.insert_many(STUDENT, rows)
    assert values(database, STUDENT, *TAKEN) == [
        ("数控技术应用", "2", "乙校", "2023-09"), (None, None, None, None), ("护理", "2", "乙校", "2024-09")
    ]  # fmt: skip
    name = factories.student(3)["name"]
    assert listed(database, "conflict") == [("student", "entry_month", name), ("student", "major", name)]


def test_the_preview_tells_the_difference_and_writes_what_it_showed(database, school_class, tmp_path):
    head = ["姓名", "身份证号", "班级", "专业"]
    rows = [["张甲", factories.identity_number(1), NAME, None], ["张乙", factories.identity_number(2), NAME, "护理"]]
    found = plan(database, STUDENT, sheet(tmp_path / "名单.xlsx", [head, *rows]))
    assert [[(w.field, w.code) for w in row.warnings if w.code == "conflict"] for row in found.rows] == [[], []]
    apply(database, found)
    assert values(database, STUDENT, *TAKEN)[0] == ("数控技术应用", "2", "乙校", "2023-09")
    again = plan(database, STUDENT, sheet(tmp_path / "名单2.xlsx", [head, *rows]))
    assert again.totals()["unchanged"] == 2
    new = [["张丙", factories.identity_number(3), NAME, "护理"]]
    found = plan(database, STUDENT, sheet(tmp_path / "名单3.xlsx", [head, *new]))
    assert [(w.field, w.code) for w in found.rows[0].warnings] == [("major", "conflict")]
    assert not found.rows[0].errors


def test_a_class_made_on_the_way_gives_what_it_has(database, tmp_path):
    head, row = ["姓名", "身份证号", "班级"], ["张甲", factories.identity_number(1), "2024级护理1班"]
    apply(database, plan(database, STUDENT, sheet(tmp_path / "名单.xlsx", [head, row])))
    assert values(database, STUDENT, "major", "entry_month") == [("护理", "2024-09")]


@pytest.mark.parametrize(
    ("left", "joined", "doubtful"),
    [(None, "2025-03-01", True), ("2025-03-02", "2025-03-01", True), ("2025-03-01", "2025-03-01", False),
     ("2025-01-01", "2025-03-01", False)],
)  # fmt: skip
def test_one_order_class_at_a_time(database, tmp_path, left, joined, doubtful):
    with database.transaction("订单班") as tx:
        student = tx.insert(STUDENT, factories.student(1))
        first, _second = tx.insert_many(ORDER_CLASS, [{"name": "甲订单班"}, {"name": "乙订单班"}])
        begun = {"student": student, "order_class": first, "join_date": date(2024, 9, 1)}
        tx.insert(MEMBER, begun | ({"leave_date": date.fromisoformat(left)} if left else {}))
    row = [factories.student(1)["name"], factories.identity_number(1), "乙订单班", joined]
    found = plan(database, MEMBER, sheet(tmp_path / "学员.xlsx", [["姓名", "身份证号", "订单班", "进班日期"], row]))
    assert [w.code for w in found.rows[0].warnings if w.code == "conflict"] == (["conflict"] if doubtful else [])
    assert not found.rows[0].errors
    apply(database, found)
    assert len(listed(database, "conflict")) == (1 if doubtful else 0)


@pytest.mark.parametrize(
    ("leads", "missing", "doubled"),
    [([], 1, 0), ([(None, None)], 0, 0), ([(None, "2020-01-01")], 1, 0), ([(None, None), (None, None)], 0, 1),
     ([(None, "2020-01-01"), ("2020-01-01", None)], 0, 0), ([(None, "2020-01-02"), ("2020-01-01", None)], 0, 1)],
)  # fmt: skip
def test_a_group_has_one_lead_body(database, leads, missing, doubled):
    with database.transaction("集团") as tx:
        group = tx.insert(GROUP, {"name": "示例职教集团", "kind": "1"})
        for n, (begun, left) in enumerate(leads):
            days = {"join_date": begun and date.fromisoformat(begun), "leave_date": left and date.fromisoformat(left)}
            body = {"education_group": group, "body_name": f"示例学校{n}", "member_kind": "1", "role": "01"}
            tx.insert(GROUP_MEMBER, body | {k: v for k, v in days.items() if v})
        tx.insert(GROUP_MEMBER, {"education_group": group, "body_name": "示例协会", "member_kind": "6"})
    assert len(listed(database, "missing")) == missing
    assert min(len(listed(database, "conflict")), 1) == doubled
