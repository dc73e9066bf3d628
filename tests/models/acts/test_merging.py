"""合并: everything that told of one record tells of the other, what is one falls together, what contradicts is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from desktop.cli import main
from models.acts.applying import apply
from models.acts.catalogue import act_named, acts_of
from models.acts.planning import plan
from models.database import history
from models.database.attachments import NewFile, attach
from models.database.database import open_database
from models.database.errors import Conflict
from models.entities.attachments import Attachment
from models.entities.enterprises import Contact, Contribution, Enterprise, Post
from models.entities.groups import EducationGroup, GroupMember
from models.entities.people import ClassMembership, FamilyMember, StatusPeriod, Student
from models.entities.placement_records import Visit
from models.entities.placements import Placement
from models.entities.policy import Waiver
from models.entities.schools import Staff
from models.schema.fields import every_entity
from tests import factories
from tests.models.acts.conftest import DAY, JOINED, settle
from tests.models.acts.test_mechanism import counted

EARLY, LATE = (date(2025, 3, 1), date(2025, 6, 30)), (date(2025, 9, 1), date(2025, 12, 31))


def everything(database):
    """Every row of every entity, for what is undone must be as it was."""
    with database.reading() as connection:
        return {
            kind.__tablename__: sorted(map(str, connection.execute(kind.table().select()).all()))
            for kind in every_entity()
        }


def merged(school, name, own, other, answers=None):
    made = school.plan([(name, own, {"other": other})], answers)
    assert not made.refused, made.refused
    with school.database.transaction(made.name) as tx:
        apply(tx, made)
    return made


def why_not(school, name, own, other):
    made = school.plan([(name, own, {"other": other})])
    return next((complaint.message for _field, complaint in made.refused.values()), "")


@pytest.fixture
def firms(school):
    """A second record of the firm, with posts, contacts, a group, placements, a visit, files and an exception of its own."""
    with school.database.transaction("重复") as tx:
        other = tx.insert(Enterprise, factories.enterprise(9, name="甲厂有限公司", staff_total=80))
        tx.update(Enterprise, school.firm, {"staff_total": None})
        posts = {owner: tx.insert(Post, {"enterprise": owner, "name": "操作工"}) for owner in (school.firm, other)}
        extra = tx.insert(Post, {"enterprise": other, "name": "质检员", "headcount": 3})
        for owner, name in ((school.firm, "张甲"), (other, "李乙")):
            tx.insert(Contact, {"enterprise": owner, "name": name, "position": 1})
        group = tx.insert(EducationGroup, {"name": "甲集团", "kind": "1"})
        for owner in (school.firm, other):
            tx.insert(GroupMember, {"education_group": group, "enterprise": owner, "member_kind": "5"})
        pupil = tx.insert(Student, factories.student(40))
        rows = [{"student": pupil, "enterprise": other, "post": post, "start_date": a, "end_date": b, "status": "6"}
                for post, (a, b) in ((posts[other], EARLY), (extra, LATE))]  # fmt: skip
        stays = tx.insert_many(Placement, rows)
        teacher = tx.insert(Staff, {"name": "王老师"})
        tx.insert(Visit, {"enterprise": other, "visit_date": EARLY[0], "teacher": teacher, "mode": "1"})
        waiver = {"rule": "R-INT-22", "entity": "enterprise", "record_id": other, "reason": "补办中"}
        tx.insert(Waiver, waiver | {"granted_date": DAY})
    for owner, files in ((school.firm, ["a"]), (other, ["a", "b"])):
        attach(school.database, Enterprise, owner, [NewFile(f"{name}.txt", name.encode()) for name in files])
    return {"other": other, "posts": posts, "extra": extra, "stays": stays}


def test_everything_of_the_other_firm_is_the_one_that_stays(school, firms):
    other, own = firms["other"], school.firm
    merged(school, "合并企业", own, other)
    assert [row["id"] for row in school.rows(Enterprise)] == [own]
    assert school.rows(Enterprise)[0]["staff_total"] == 80  # a blank never beats what is filled in
    assert {(row["name"], row["enterprise_id"]) for row in school.rows(Post)} == {("操作工", own), ("质检员", own)}
    placed = {row["id"]: (row["enterprise_id"], row["post_id"]) for row in school.rows(Placement)}
    assert [placed[key] for key in firms["stays"]] == [(own, firms["posts"][own]), (own, firms["extra"])]
    assert sorted((row["name"], row["position"]) for row in school.rows(Contact)) == [("张甲", 1), ("李乙", 2)]
    assert [row["enterprise_id"] for row in school.rows(GroupMember)] == [own]
    assert [row["enterprise_id"] for row in school.rows(Visit)] == [own]
    assert [row["record_id"] for row in school.rows(Waiver)] == [own]
    assert sorted((row["file_name"], row["record_id"]) for row in school.rows(Attachment)) == [
        ("a.txt", own),
        ("b.txt", own),
    ]


def test_it_is_one_step_that_is_undone_and_done_again(school, firms):
    before = everything(school.database)
    merged(school, "合并企业", school.firm, firms["other"], {"credit_code": "other", "name": "other"})
    after = everything(school.database)
    (row,) = school.rows(Enterprise)
    assert (row["credit_code"], row["name"]) == (factories.enterprise(9)["credit_code"], "甲厂有限公司")
    school.database.undo()
    assert everything(school.database) == before
    school.database.redo()
    assert everything(school.database) == after


def test_after_an_edit_it_is_not_undone_and_the_record_is_named(school, firms):
    merged(school, "合并企业", school.firm, firms["other"])
    with school.database.reading() as connection:
        act = history.change_sets(connection, 1)[0]
    with school.database.transaction("改岗位") as tx:
        tx.update(Post, firms["extra"], {"enterprise": school.firm, "name": "检验员"})
        tx.update(Enterprise, school.firm, {"staff_total": 81})
    with pytest.raises(Conflict) as refused:
        school.database.undo(act.id)
    assert "企业" in str(refused.value)


def test_what_differs_is_asked_side_by_side_and_masked_where_it_is_private(school):
    with school.database.transaction("重复") as tx:
        other = tx.insert(Student, factories.student(40, name="张三", remark="转来"))
    made = school.plan([("合并学生", school.students[0], {"other": other})])
    questions = {one.name: one for one in made.questions}
    assert questions["name"].choices[1] == ("other", "张三")
    assert all("*" in words for _key, words in questions["id_number"].choices)
    assert {one.chosen for one in made.questions} == {"own"}
    assert "remark" not in questions  # both remarks stand


@pytest.mark.parametrize(
    ("own", "other", "kept"),
    [
        (None, "转来", "转来"), ("住校", None, "住校"), ("住校", "转来", "住校；转来"), ("转来", "转来", "转来"),
        ("住" * 497, "转来", "住" * 497 + "；转来"), ("住" * 498, "转来", None),
    ],
)  # fmt: skip
def test_of_two_remarks_both_stand_or_it_is_refused(school, own, other, kept):
    key = school.students[0]
    with school.database.transaction("重复") as tx:
        tx.update(Student, key, {"remark": own})
        double = tx.insert(Student, factories.student(40, name="张三", remark=other))
    made = school.plan([("合并学生", key, {"other": double})])
    if kept is None:
        assert (made.refused[0][0], made.refused[0][1].code) == ("other", "too-long")
        assert not made.effects
        return
    school.do_all([("合并学生", key, {"other": double})])
    assert {row["id"]: row["remark"] for row in school.rows(Student)}[key] == kept


@pytest.mark.parametrize(("own_year", "amounts", "refused"), [
    ((2025, 2025), (100, 100), False), ((2025, 2025), (100, 250), True), ((2024, 2025), (100, 250), False),
])  # fmt: skip
def test_rows_that_say_different_things_are_not_guessed(school, own_year, amounts, refused):
    with school.database.transaction("投入") as tx:
        other = tx.insert(Enterprise, factories.enterprise(9))
        for owner, year, amount in zip((school.firm, other), own_year, amounts, strict=True):
            tx.insert(Contribution, {"enterprise": owner, "year": year, "kind": "1", "amount": Decimal(amount)})
    words = why_not(school, "合并企业", school.firm, other)
    assert bool(words) is refused
    assert not refused or ("250" in words and "2025" in words)
    if not refused:
        merged(school, "合并企业", school.firm, other)
        assert len(school.rows(Contribution)) == len({*zip(own_year, amounts, strict=True)})


@pytest.fixture
def twins(school):
    """Two records of one pupil in one class, each with a guardian; the second was placed before."""
    with school.database.transaction("重复") as tx:
        own, other = (tx.insert(Student, factories.student(n)) for n in (40, 41))
        for key in (own, other):
            tx.insert(ClassMembership, {"student": key, "school_class": school.classes["甲"], "join_date": JOINED})
        for key, name in ((own, "王秀兰"), (other, "张建国")):
            tx.insert(FamilyMember, {"student": key, "name": name, "relation": "2", "position": 1})
        stay = {
            "student": other,
            "enterprise": school.firm,
            "status": "6",
            "start_date": EARLY[0],
            "end_date": EARLY[1],
        }
        tx.insert(Placement, stay)
    return own, other


def test_two_records_of_a_pupil_become_one(school, twins):
    own, other = twins
    before = everything(school.database)
    merged(school, "合并学生", own, other)
    assert [row["student_id"] for row in school.rows(ClassMembership) if row["student_id"] in twins] == [own]
    assert [row["student_id"] for row in school.rows(StatusPeriod) if row["student_id"] in twins] == [own]
    assert sorted((r["name"], r["position"]) for r in school.rows(FamilyMember, own)) == [("张建国", 2), ("王秀兰", 1)]
    assert len(school.rows(Placement, own)) == 1
    school.database.undo()
    assert everything(school.database) == before


def test_two_placements_at_one_time_are_put_right_first(school, twins):
    own, other = twins
    with school.database.transaction("另一条") as tx:
        second = tx.insert(Enterprise, factories.enterprise(9))
        stay = {"student": own, "enterprise": second, "status": "6", "start_date": EARLY[1], "end_date": LATE[0]}
        tx.insert(Placement, stay)
    assert "岗位实习日期重叠（2025-03-01 至 2025-06-30）" in why_not(school, "合并学生", own, other)


def test_one_with_an_event_of_its_status_is_the_one_that_stays(school, twins):
    own, other = twins
    school.do("休学", other, change_date=DAY, break_until=DAY + timedelta(days=300))
    assert "把另一条作为保留的一条" in why_not(school, "合并学生", own, other)
    merged(school, "合并学生", other, own)
    assert [status for status, _from, _until in school.statuses(other)] == ["01", "02"]


def test_not_with_itself_nor_with_what_is_gone(school, twins):
    own, other = twins
    assert "同一条" in why_not(school, "合并学生", own, own)
    merged(school, "合并学生", own, other)
    assert "已被删除" in why_not(school, "合并学生", own, other)


def test_many_rows_take_no_more_statements_than_few(school):
    numbers = []
    for count in (1, 12):
        with school.database.transaction("许多") as tx:
            own, other = (tx.insert(Enterprise, factories.enterprise(50 + 2 * count + n)) for n in (0, 1))
            for n in range(count):
                for owner in (own, other):
                    tx.insert(Post, {"enterprise": owner, "name": f"岗位{n}"})
                pupil = settle(tx, school, 100 + 20 * count + n)
                stay = {"student": pupil, "enterprise": other, "start_date": EARLY[0], "end_date": EARLY[1]}
                tx.insert(Placement, stay | {"status": "6"})
        with school.database.reading() as connection, counted(school.database) as statements:
            made = plan(connection, act_named("合并企业"), [own], {"other": other}, day=DAY)
        assert not made.refused
        numbers.append(len(statements))
    assert numbers[1] <= numbers[0]


def test_no_menu_offers_it_and_the_command_line_does_it(tmp_path):
    assert not any(act.name.startswith("merge") for act in acts_of("enterprise"))
    path = tmp_path / "a.db"
    database = open_database(path)
    with database.transaction("企业") as tx:
        for n, name in ((1, "甲厂"), (2, "甲厂有限公司")):
            tx.insert(Enterprise, factories.enterprise(n, name=name))
    database.close()
    call = ["--database", str(path), "act", "merge-enterprise", "--of", "甲厂", "--set", "other=甲厂有限公司"]
    assert main([*call, "--answer", "name=other", "--dry-run"]) == 0
    assert main([*call, "--answer", "name=other"]) == 0
    database = open_database(path)
    with database.reading() as connection:
        (row,) = connection.execute(Enterprise.table().select()).mappings().all()
    database.close()
    assert (row["name"], row["credit_code"]) == ("甲厂有限公司", factories.enterprise(1)["credit_code"])
