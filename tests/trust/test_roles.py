"""Persons and roles (G11): every cell of role, register, act and class of fields, against a table written here, at the real door."""

import os
import shutil
from contextlib import closing
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.cli import main
from desktop.exchange.photos import Found, plan_photos
from desktop.operations import users as operations
from desktop.ui.kit.suggestions import offers_of_records
from models.access import people
from models.access.rights import FILE_VERBS, REVEAL, Right, classes_of, edit, register_of, registers, see
from models.access.roles import OWN_CLASSES, shipped_roles
from models.acts import applying
from models.acts.applying import apply, right_to
from models.acts.catalogue import acts
from models.acts.planning import ActPlan, Case
from models.database import history, lookup, signing_in, users
from models.database.database import open_database
from models.database.disclosures import FORM, revealing
from models.database.errors import (
    Conflict,
    DatabaseError,
    Invalid,
    NotAllowed,
    NothingToUndo,
    UserRefused,
    WrongPassphrase,
)
from models.database.query import Query
from models.database.results import count_of, first_found, read_ids
from models.entities.audit import CHANGE, CHANGE_SET, DISCLOSURE
from models.entities.people import Student
from models.entities.programmes import SchoolClass
from models.entities.schools import Staff
from models.schema.fields import FIELD_CLASSES, entity_named, every_entity, fields_of
from tests import factories

PASSPHRASE = "春风桃李 2026"
ADMIN, REGISTRAR, PLACING, PARTNERS, TEACHER, READER, AUDITOR = (
    "管理员", "教务", "实习就业", "校企合作", "班主任", "查阅", "审计",
)  # fmt: skip
ROLES = (ADMIN, REGISTRAR, PLACING, PARTNERS, TEACHER, READER, AUDITOR)

# --- what each role may, said once more: whoever changes the data of a role changes it here, too

_STUDYING = {
    "school", "term", "staff", "major", "school_class", "class_membership", "family_member", "status_change",
    "term_registration", "discipline", "graduation_audit", "enrolment_plan", "admission", "check_in", "number_pattern",
    "evaluation_body", "certificate", "certificate_pilot", "exam_session", "exam_room", "exam_registration",
    "exam_result", "certificate_award", "credit_conversion",
}  # fmt: skip
_PLACED = {
    "placement_plan", "placement", "placement_change", "visit", "weekly_log", "attendance_month", "pay_month",
    "incident", "archive_item", "insurance_policy", "insured_person", "activity", "activity_enterprise", "activity_student",
    "graduate_destination", "destination_follow_up", "job_support",
}  # fmt: skip
_FIRMS = {"enterprise", "contact", "post"}
_AGREED = {
    "agreement", "agreement_party", "amendment", "agreement_commitment", "contribution", "education_group",
    "group_member", "council_meeting", "group_year_figure", "training_base", "order_class", "order_class_member", "company_course", "commitment",
    "apprenticeship_programme", "standard_document", "apprentice", "mentor", "mentor_pairing", "rotation",
    "assessment", "subsidy_claim", "course_standard", "matter", "cooperation_project", "activity", "activity_enterprise",
    "activity_student",
}  # fmt: skip
_TAUGHT = {"student", "family_member", "discipline", "term_registration", "weekly_log", "attendance_month", "incident"}
_FOLLOWED = {
    "class_membership", "status_change", "graduation_audit", "order_class_member", "placement", "placement_change",
    "pay_month", "archive_item", "insured_person", "apprentice", "mentor_pairing", "rotation", "assessment",
    "exam_registration", "exam_result", "certificate_award", "credit_conversion",
    "activity_student",
    "graduate_destination", "destination_follow_up", "job_support",
}  # fmt: skip
_AROUND = {
    "school",
    "term",
    "staff",
    "major",
    "enterprise",
    "post",
    "placement_plan",
    "order_class",
    "certificate",
    "exam_session",
    "activity",
}
EVERYTHING = set(registers())

SEES = dict.fromkeys(ROLES, EVERYTHING) | {TEACHER: _TAUGHT | _FOLLOWED | _AROUND | {"school_class"}}
EDITS = {
    ADMIN: EVERYTHING, REGISTRAR: _STUDYING | {"student"}, PLACING: _PLACED | _FIRMS, PARTNERS: _AGREED | _FIRMS,
    TEACHER: _TAUGHT, READER: set(), AUDITOR: set(),
}  # fmt: skip
IMPORTS = EDITS | {TEACHER: set()}
EXPORTS = dict.fromkeys(ROLES, EVERYTHING) | {TEACHER: _TAUGHT | _FOLLOWED, READER: set(), AUDITOR: set()}
PRINTS = dict.fromkeys(ROLES, EVERYTHING) | {TEACHER: _TAUGHT | _FOLLOWED | {"school_class"}, AUDITOR: set()}
BY_REGISTER = {"see": SEES, "edit": EDITS, "import": IMPORTS, "export": EXPORTS, "print": PRINTS}

_OF_GRADUATES = {"register-destination", "support-graduate"}
_OF_OTHERS = {
    "arrange-placement",
    "insure-student",
    "join-order-class",
    "join-programme",
    "attend-activity",
} | _OF_GRADUATES
_ERASING = {"erase", "erase-staff", "erase-mentor", "erase-apprentice", "erase-exam-registration", "erase-admission"}
ACTS = {
    ADMIN: lambda _act: True,
    REGISTRAR: lambda act: (
        act.entity in _STUDYING | {"student"} and act.name not in _OF_OTHERS | _ERASING
    ),
    PLACING: lambda act: act.entity in _PLACED | _FIRMS or act.name in {"arrange-placement", "insure-student", "attend-activity"} | _OF_GRADUATES,
    PARTNERS: lambda act: (
        (act.entity in _AGREED | _FIRMS and act.name not in _ERASING) or act.name in {"join-order-class", "join-programme", "attend-activity"}
    ),
    TEACHER: lambda act: act.name == "register-term",
    READER: lambda _act: False,
    AUDITOR: lambda _act: False,
}  # fmt: skip
_WHOLE, _NONE = set(FIELD_CLASSES), set()
REVEALS = {
    ADMIN: lambda _register: _WHOLE,
    REGISTRAR: lambda register: _WHOLE if register in _STUDYING | {"student"} else _NONE,
    PLACING: lambda register: (
        _WHOLE if register in _PLACED else {"contact"} if register in _FIRMS
        else {"identity", "contact"} if register == "student" else _NONE
    ),
    PARTNERS: lambda register: (
        {"identity", "contact"} if register in _AGREED | _FIRMS else {"contact"} if register == "student" else _NONE
    ),
    TEACHER: lambda register: {"contact"} if register in {"student", "family_member"} else _NONE,
    READER: lambda _register: _NONE,
    AUDITOR: lambda _register: _NONE,
}  # fmt: skip
OF_FILE = {
    ADMIN: {"backup", "restore", "lock", "settings", "history", "undo", "users"}, REGISTRAR: {"backup", "history"},
    PLACING: {"backup", "history"}, PARTNERS: {"backup", "history"}, TEACHER: set(), READER: set(), AUDITOR: {"history"},
}  # fmt: skip
SCOPED = {TEACHER}


# --- an office with one person of every role, and two classes


@pytest.fixture(scope="module")
def office_file(tmp_path_factory, empty_file):
    from models.database import key_slots

    path = tmp_path_factory.mktemp("roles") / "office.db"
    shutil.copy2(empty_file, path)
    kept, key_slots.COST["memory"] = key_slots.COST["memory"], 64
    try:
        with closing(open_database(path, user="校长")) as database:
            with database.transaction("建立") as tx:
                own, other = (tx.insert(Staff, {"name": f"{n}老师", "staff_number": n}) for n in ("甲", "乙"))
                classes = [
                    tx.insert(SchoolClass, {"name": f"2024级{n}班", "class_code": f"2024{n}", "head_teacher": teacher, "grade_year": 2024})
                    for n, teacher in ((1, own), (2, other))
                ]  # fmt: skip
                for serial in range(6):
                    values = factories.student(serial, school_class=classes[serial % 2], phone=f"1380013800{serial}")
                    tx.insert(Student, values)
            for role in ROLES:
                users.add_user(database, person(role), PASSPHRASE, [role], own if role == TEACHER else None)
    finally:
        key_slots.COST["memory"] = kept
    return path


def person(role):
    return f"{role}员"


@pytest.fixture
def office(office_file, tmp_path, cheap_locks):
    path = shutil.copy2(office_file, tmp_path / "office.db")
    with closing(open_database(path)) as database:
        yield database


@pytest.fixture
def as_role(office):
    def enter(role):
        with office.reading_whole() as connection:
            key = next(one.id for one in people.people_in(connection) if one.name == person(role))
            office.sign_in(people.session_of(connection, key))
        return office

    return enter


def written(database):
    """How much stands in the file: what a refused act leaves as it is."""
    with database.reading_whole() as connection:
        tables = [entity.table() for entity in every_entity()] + [CHANGE_SET, CHANGE, DISCLOSURE]
        return [connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in tables]


def refused(work):
    """Whether something is refused for want of a right; whatever else stops it comes after the right was there."""
    try:
        work()
    except NotAllowed as refusal:
        return str(refusal)
    except (Conflict, Invalid):
        return ""
    return ""


def cells_of_registers():
    return [(verb, name) for verb in BY_REGISTER for name in registers()]


# --- every cell


@pytest.mark.parametrize("role", ROLES)
def test_every_right_of_a_role_is_as_the_table_says(role, as_role, record_property):
    session = as_role(role).session
    found, count = [], 0
    for verb, name in cells_of_registers():
        count += 1
        if session.may(Right(verb, name)) != (name in BY_REGISTER[verb][role]):
            found.append(f"{verb} {name}")
    for act in acts():
        count += 1
        if session.may(right_to(act)) != ACTS[role](act):
            found.append(f"act {act.name}")
    for name in registers():
        for field_class in FIELD_CLASSES:
            count += 1
            if session.may(Right(REVEAL, name, field_class)) != (field_class in REVEALS[role](name)):
                found.append(f"reveal {name} {field_class}")
    for verb in FILE_VERBS:
        count += 1
        if session.may(Right(verb)) != (verb in OF_FILE[role]):
            found.append(f"file {verb}")
    assert found == []
    cells = len(registers()) * (len(BY_REGISTER) + len(FIELD_CLASSES)) + len(acts()) + len(FILE_VERBS)
    assert count == cells  # none is left out
    record_property(
        "G11", f"{cells * len(ROLES)} of {cells * len(ROLES)} cells of {len(ROLES)} roles as the table says"
    )


def test_the_table_is_of_the_roles_there_are():
    assert [role.name for role in shipped_roles()] == list(ROLES)
    assert {role.name for role in shipped_roles() if role.scope} == SCOPED


@pytest.mark.parametrize("role", ROLES)
def test_the_door_lets_a_role_edit_what_the_table_says(role, as_role):
    database = as_role(role)
    before = written(database)
    for name in registers():
        entity = entity_named(name)

        def write(entity=entity):
            with database.transaction("试") as tx:
                tx.update_many(entity, [])

        refusal = refused(write)
        assert bool(refusal) == (name not in EDITS[role]), name
        if refusal:
            assert person(role) in refusal
            assert edit(entity).title in refusal
            assert person(ADMIN) in refusal
    assert written(database) == before


@pytest.mark.parametrize("role", ROLES)
def test_the_door_lets_a_role_do_the_acts_the_table_says(role, as_role, monkeypatch):
    database = as_role(role)
    monkeypatch.setattr(applying, "_applied", lambda _tx, _plan: {})  # the right is asked for before
    before = written(database)
    with database.reading_whole() as connection:
        day = history.change_sets(connection, 1)[0].time.date()
    for act in acts():
        case = Case(act, SimpleNamespace())  # somebody yet to be made
        plan = ActPlan(act.title, day, (case,), {}, (), (), {}, {}, {})

        def do(plan=plan):
            with database.transaction("试") as tx:
                apply(tx, plan)

        assert bool(refused(do)) == (not ACTS[role](act)), act.name
    assert written(database) == before


@pytest.mark.parametrize("role", ROLES)
def test_the_door_reveals_to_a_role_what_the_table_says(role, as_role):
    database = as_role(role)
    for name in registers():
        entity = entity_named(name)
        for field in fields_of(entity):
            if field.field_class is None:
                continue
            before = written(database)
            allowed = field.field_class in REVEALS[role](name)
            refusal = refused(lambda e=entity, f=field: revealing(database, FORM, e, 1, [f.name], "核对"))
            assert bool(refusal) == (not allowed), f"{name}.{field.name}"
            assert (written(database) == before) == (not allowed)


@pytest.mark.parametrize("role", ROLES)
def test_lists_are_read_by_right(role, as_role):
    database = as_role(role)
    for name in registers():
        refusal = refused(lambda n=name: read_ids(database, Query(entity_named(n))))
        assert bool(refusal) == (name not in SEES[role]), name


@pytest.mark.parametrize("role", ROLES)
def test_a_whole_number_finds_somebody_for_whom_may_see_it(role, as_role):
    """Others could try until somebody is found."""
    number = factories.identity_number(0)
    database, found = as_role(role), int("identity" in REVEALS[role]("student"))
    assert count_of(database, Query(Student, search=number)) == found
    assert len(read_ids(database, Query(Student, search=f"{number[:6]} {number[6:]}"))) == found
    with database.reading() as connection:
        assert first_found(connection, Query(Student, search=number), 9)[1] == found
        assert len(lookup.named(connection, Student, number)) == found
        assert len(lookup.named(connection, Student, factories.student(0)["student_number"])) == 1
    assert len(offers_of_records(database, Student, number)) == found
    assert count_of(database, Query(Student, search=factories.student(0)["student_number"])) == 1


@pytest.mark.parametrize("role", [role for role in ROLES if "student" in EDITS[role]])
def test_a_photograph_named_by_a_whole_number_is_known_to_whom_may_see_it(role, as_role, tmp_path):
    file = tmp_path / f"{factories.identity_number(0)}.jpg"
    file.write_bytes(b"")  # of whom it is comes before what it is
    made = plan_photos(as_role(role), [file])
    assert (made.files[0].found is not Found.UNKNOWN) == ("identity" in REVEALS[role]("student"))


def test_every_private_field_says_of_which_class_it_is():
    private = [
        (e.__tablename__, f.name) for e in every_entity() for f in fields_of(e) if f.private and not f.field_class
    ]
    assert private == []
    assert classes_of(Student) == FIELD_CLASSES
    assert all(
        register_of(entity) in {*registers(), "user", "role", "waiver", "attachment", "given_number"}
        for entity in every_entity()
    )


# --- own classes


def test_a_head_teacher_sees_and_writes_the_own_class_alone(as_role):
    database = as_role(TEACHER)
    own = list(read_ids(database, Query(Student)))
    assert len(own) == count_of(database, Query(Student)) == 3
    assert len(read_ids(database, Query(Student, search="张"))) == 3
    with database.reading_whole() as connection:
        every = connection.execute(sa.select(Student.table().c.id)).scalars().all()
    other = next(key for key in every if key not in own)
    with database.transaction("改自己班的") as tx:
        tx.update(Student, own[0], {"remark": "家访过"})
    before = written(database)
    for change in ({"remark": "不该"}, {"phone": "13800000000"}):
        with pytest.raises(NotAllowed, match="只限自己的班"), database.transaction("改别班的") as tx:
            tx.update(Student, other, change)
    with database.reading_whole() as connection:
        away = connection.execute(
            sa.select(SchoolClass.table().c.id).where(SchoolClass.table().c.class_code == "20242")
        ).scalar_one()
    with pytest.raises(NotAllowed, match="只限自己的班"), database.transaction("转走") as tx:
        tx.update(Student, own[1], {"school_class": away})
    with pytest.raises(NotAllowed, match="只限自己的班"):
        revealing(database, FORM, Student, [other], ["phone"], "家访")
    assert written(database) == before


# --- who did it


@pytest.mark.parametrize("variable", ["LOGNAME", "USER", "SHUANGYUAN_OPERATOR"])
def test_a_name_in_the_environment_is_no_author_once_there_are_users(as_role, monkeypatch, variable):
    monkeypatch.setenv(variable, "校长")
    database = as_role(REGISTRAR)
    database.sign("校长")
    with database.transaction("改") as tx:
        tx.insert(Staff, {"name": "丙老师", "staff_number": "丙"})
    assert (tx.done.user, tx.done.signed) == (person(REGISTRAR), True)
    with database.reading() as connection:
        last = history.change_sets(connection, 1)[0]
        row = connection.execute(
            sa.select(CHANGE_SET.c.permit, CHANGE_SET.c.person).where(CHANGE_SET.c.id == last.id)
        ).one()
    assert (last.user, last.signed, row.permit) == (person(REGISTRAR), True, "staff:edit")
    assert row.person == database.session.user
    assert database.operator == person(REGISTRAR)


def test_without_users_nothing_is_asked_and_the_author_is_not_proven(database):
    assert database.session is None
    with database.transaction("改") as tx:
        tx.insert(Staff, {"name": "丙老师", "staff_number": "丙"})
    assert tx.done.signed is False
    assert database.may(Right("users")) == database.may(see(Student)) == ""


def test_nobody_reads_or_writes_before_signing_in(office):
    for work in (lambda: read_ids(office, Query(Student)), office.undo, office.redo):
        with pytest.raises(NotAllowed, match="请先登录"):
            work()
    with pytest.raises(NotAllowed, match="请先登录"), office.transaction("改") as tx:
        tx.insert(Staff, {"name": "丙老师", "staff_number": "丙"})
    assert [one.name for one in office.people()] == sorted(person(role) for role in ROLES)


def test_what_another_did_is_taken_back_by_right_alone(as_role):
    with as_role(REGISTRAR).transaction("添教师") as tx:
        tx.insert(Staff, {"name": "丙老师", "staff_number": "丙"})
    number = tx.done.id
    database = as_role(PLACING)
    with pytest.raises(NotAllowed, match="没有“增改删教职工”的权限"):
        database.undo(number)
    with pytest.raises(NothingToUndo):  # the own acts are none
        database.undo()
    as_role(ADMIN).undo(number)
    assert as_role(REGISTRAR).redo().kind == "redo"


# --- users and roles


REFUSED = [
    ("the last administrator disabled", lambda d: users.set_enabled(d, person(ADMIN), False), UserRefused, "没有人能管理使用者"),
    ("or made a reader", lambda d: users.set_roles(d, person(ADMIN), [READER]), UserRefused, "没有人能管理使用者"),
    ("or the role emptied", lambda d: users.set_role(d, ADMIN, {"*": frozenset({"see"})}), UserRefused, "没有人能管理使用者"),
    ("a name taken", lambda d: users.add_user(d, person(READER), PASSPHRASE, [READER]), UserRefused, "已经有使用者"),
    ("an unknown role", lambda d: users.add_user(d, "新人", PASSPHRASE, ["主任"]), UserRefused, "没有角色“主任”"),
    ("an unknown right", lambda d: users.set_role(d, "主任", {"student": frozenset({"fly"})}), UserRefused, "没有“fly”"),
    ("an unknown register", lambda d: users.set_role(d, "主任", {"teacher": frozenset({"see"})}), UserRefused, "没有“teacher”"),
    ("an unknown scope", lambda d: users.set_role(d, "主任", {}, "全县"), UserRefused, "没有“全县”"),
    ("a role of no name", lambda d: users.set_role(d, " ", {}), UserRefused, "不能为空"),
    ("a role of two names", lambda d: users.set_role(d, "正 主任", {}), UserRefused, "也不能有空格"),
    ("a role the office never made", lambda d: users.reset_role(d, "主任"), UserRefused, "“主任”没有改过"),
    ("a user nobody has", lambda d: users.set_enabled(d, "新人", False), UserRefused, "没有使用者“新人”"),
    ("a shipped role never changed", lambda d: users.reset_role(d, READER), UserRefused, "没有改过"),
    ("a short passphrase", lambda _d: operations.checked("kurz", "kurz", "新人"), UserRefused, "至少 8 个字符"),
    ("the step that added a user", lambda d: d.undo(_last(d)), NothingToUndo, "不能撤销"),
]  # fmt: skip


def _last(database):
    with database.reading() as connection:
        return history.change_sets(connection, 1)[0].id


@pytest.mark.parametrize(("work", "kind", "words"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_what_cannot_be_is_refused_and_nothing_changes(as_role, work, kind, words):
    database = as_role(ADMIN)
    before = written(database)
    with pytest.raises(kind, match=words):
        work(database)
    assert written(database) == before
    assert signing_in.sign_in(database, person(ADMIN), PASSPHRASE).may(Right("users"))


def test_undo_passes_over_what_changed_users_and_never_brings_one_back(as_role):
    database = as_role(ADMIN)
    with database.transaction("添教师") as tx:
        tx.insert(Staff, {"name": "丙老师", "staff_number": "丙"})
    users.set_enabled(database, person(READER), False)
    assert database.undo().target == tx.done.id
    with pytest.raises(WrongPassphrase, match="没有登录"):
        signing_in.sign_in(database, person(READER), PASSPHRASE)
    database.redo()
    users.set_enabled(database, person(READER), True)
    assert signing_in.sign_in(database, person(READER), PASSPHRASE).name == person(READER)


def test_a_manager_who_forgot_is_not_sent_to_themselves(as_role):
    database = as_role(ADMIN)
    signing_in.sign_out(database)
    with pytest.raises(WrongPassphrase, match="能管理使用者的只有这一位"):
        signing_in.sign_in(database, person(ADMIN), "记错的口令 12")
    with pytest.raises(WrongPassphrase, match=f"请找{person(ADMIN)}另设"):
        signing_in.sign_in(database, person(READER), "记错的口令 12")


def test_only_who_manages_users_sets_the_passphrase_of_another(as_role):
    with pytest.raises(NotAllowed, match="管理使用者"):
        users.set_passphrase(as_role(READER), person(ADMIN), "另一个口令啊 1")
    users.set_passphrase(as_role(READER), person(READER), "自己的口令呢 1")
    users.set_passphrase(as_role(ADMIN), person(TEACHER), "忘了以后新的 1")
    database = as_role(ADMIN)
    assert signing_in.sign_in(database, person(READER), "自己的口令呢 1")
    assert signing_in.sign_in(database, person(TEACHER), "忘了以后新的 1")
    with pytest.raises(WrongPassphrase):
        signing_in.sign_in(database, person(TEACHER), PASSPHRASE)


def test_an_office_changes_a_role_and_gives_it_back(as_role):
    database = as_role(ADMIN)
    users.set_role(database, READER, {"*": frozenset({"see", "export"})})
    assert as_role(READER).session.may(Right("export", "student"))
    users.reset_role(as_role(ADMIN), READER)
    assert not as_role(READER).session.may(Right("export", "student"))


def test_a_role_is_changed_as_often_as_somebody_likes_and_taken_away_when_nobody_has_it(as_role):
    database, before = as_role(ADMIN), [role.name for role in users.roles_of(as_role(ADMIN))]
    for words, scope in (({"see"}, ""), ({"see", "export"}, OWN_CLASSES), ({"see"}, "")):
        made = users.set_role(database, " 主任 ", {"student": frozenset(words)}, scope)
        assert (made.name, made.scope, made.grants, made.shipped) == ("主任", scope, {"student": words}, False)
        assert [role.name for role in users.roles_of(database)] == [*before, "主任"]
    users.set_roles(database, person(READER), ["主任"])
    with pytest.raises(UserRefused, match="还有“主任”的角色"):
        users.reset_role(database, "主任")
    users.set_roles(database, person(READER), [READER])
    users.reset_role(database, "主任")
    assert [role.name for role in users.roles_of(database)] == before


STAFF = {"丙": "王老师", "丁": "李老师", "戊": "李老师"}  # number, name
MEANT = [("丙", "丙"), (" 丙 ", "丙"), ("王老师", "丙"), ("戊", "戊"), ("李老师", None), ("没有", None), ("", None)]


@pytest.mark.parametrize(("text", "number"), MEANT)
def test_who_is_meant_among_the_staff(database, text, number):
    with database.transaction("教师") as tx:
        keys = {number: tx.insert(Staff, {"name": name, "staff_number": number}) for number, name in STAFF.items()}
    if number is not None:
        assert users.staff_named(database, text) == keys[number]
        return
    with pytest.raises(UserRefused, match=f"没有唯一的“{text}”"):
        users.staff_named(database, text)


def test_a_user_is_somebody_of_the_staff_until_that_is_said_otherwise(as_role):
    database = as_role(ADMIN)
    with database.transaction("教师") as tx:
        staff = tx.insert(Staff, {"name": "王老师", "staff_number": "丙"})
    called = []
    for more in ({"staff": staff}, {}, {"unlink": True}, {}):
        users.set_roles(database, person(READER), [READER], **more)
        called.append(users.staff_called(database, users.user_named(database, f" {person(READER)} ")))
    assert called == ["王老师（丙）", "王老师（丙）", "", ""]


def test_rights_taken_away_hold_at_once_for_who_signed_in(as_role):
    database = as_role(ADMIN)
    users.add_user(database, "二号管理", PASSPHRASE, [ADMIN])
    users.set_roles(database, person(ADMIN), [READER])
    assert database.session.role_titles == READER
    with pytest.raises(NotAllowed):
        users.set_roles(database, person(ADMIN), [ADMIN])


# --- whatever is refused leaves nothing


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(role=st.sampled_from(ROLES), name=st.sampled_from(registers()), act=st.sampled_from(range(len(acts()))))
def test_a_refused_act_writes_nothing(as_role, role, name, act):
    database = as_role(role)
    before, entity = written(database), entity_named(name)
    before_seal = database.anchor()
    works = (
        lambda: _update_first(database, entity),
        lambda: database.require(right_to(acts()[act])),
        lambda: revealing(database, FORM, entity, 1, ["没有这一栏"], "试"),
    )
    for work in works:
        try:
            work()
        except NotAllowed:
            assert (written(database), database.anchor()) == (before, before_seal)
        except DatabaseError:
            pass
        before, before_seal = written(database), database.anchor()


def _update_first(database, entity):
    with database.reading_whole() as connection:
        key = connection.execute(sa.select(entity.table().c.id).limit(1)).scalar()
    with database.transaction("试") as tx:
        tx.update_many(entity, [(key, {"remark": "试过"})] if key is not None else [])


# --- the command line


def run(path, *command, user="", typed=(PASSPHRASE,)):
    reader, writer = os.pipe()
    os.write(writer, "".join(f"{line}\n" for line in typed).encode())
    os.close(writer)
    who = ("--user", user) if user else ()
    try:
        return main(["--database", str(path), "--passphrase-fd", str(reader), *who, *map(str, command)])
    finally:
        os.close(reader)


@pytest.fixture
def closed(office_file, tmp_path, cheap_locks):
    return shutil.copy2(office_file, tmp_path / "学校.db")


COMMANDS = [
    (READER, ("list", "student", "--columns", "name"), 0, ""),
    (TEACHER, ("list", "contact"), 1, "没有“查看联系人”的权限"),
    (TEACHER, ("list", "contact", "--count"), 1, "没有“查看联系人”的权限"),
    (READER, ("export", "student", "OUT.xlsx"), 1, "没有“导出学生”的权限"),
    (REGISTRAR, ("export", "student", "OUT.xlsx"), 0, ""),
    (READER, ("list", "student", "--unmasked", "--why", "看看"), 1, "没有“查看学生完整的"),
    (AUDITOR, ("report", "class-roster", "--all", "--to", "OUT.txt"), 1, "没有“打印班级的报表”的权限"),
    (TEACHER, ("report", "class-roster", "--all", "--to", "OUT.txt"), 0, ""),
    (READER, ("backup", "OUT.db"), 1, "没有“备份”的权限"),
    (READER, ("restore", "OUT.db"), 1, "没有“用备份恢复、修复数据库”的权限"),
    (READER, ("act", "suspend", "--of", "24010000", "--date", "2026-01-05", "--set", "break_until=2026-11-30"), 1, "没有“办理休学（学生）”的权限"),
    (TEACHER, ("act", "suspend", "--of", "24010000", "--date", "2026-01-05", "--set", "break_until=2026-11-30", "--dry-run"), 1, "没有“办理休学（学生）”的权限"),
    (READER, ("photos", "24010000.jpg", "--dry-run"), 1, "没有“增改删学生”的权限"),
    (READER, ("diagnose",), 0, ""),
    (READER, ("user", "passphrase", person(ADMIN)), 1, "没有“管理使用者和角色”的权限"),
    (READER, ("undo", "1"), 1, "没有“"),
    (READER, ("user", "disable", "查阅员"), 1, "没有“管理使用者和角色”的权限"),
    (READER, ("role", "set", "查阅", "--allow", "student:edit"), 1, "没有“管理使用者和角色”的权限"),
    (READER, ("lock", "on", "--name", "某人"), 1, "没有“加锁和换钥匙”的权限"),
    (READER, ("lock", "backups", "--delete"), 1, "没有“加锁和换钥匙”的权限"),
    (READER, ("lock", "check"), 1, "没有“加锁和换钥匙”的权限"),
    (READER, ("user", "role", person(TEACHER), "--no-staff"), 1, "没有“管理使用者和角色”的权限"),
    (READER, ("fold", "--before", "2026-09-01"), 1, "没有“用备份恢复、修复数据库”的权限"),
    (READER, ("erased", "--remove-backups"), 1, "没有“用备份恢复、修复数据库”的权限"),
    (READER, ("audit", "appoint", "--name", "某人"), 1, "没有“管理使用者和角色”的权限"),
    (READER, ("check", "--mend"), 1, "没有“用备份恢复、修复数据库”的权限"),
    (AUDITOR, ("history",), 0, ""),
    (ADMIN, ("check",), 0, ""),
]  # fmt: skip


@pytest.mark.parametrize(("role", "command", "status", "words"), COMMANDS, ids=[f"{c[0]} {c[1][0]}" for c in COMMANDS])
def test_a_command_asks_and_refuses_as_the_door_does(closed, tmp_path, capsys, role, command, status, words):
    command = [str(tmp_path / part) if part.startswith("OUT") else part for part in command]
    assert run(closed, *command, user=person(role)) == status
    told = capsys.readouterr()
    assert words in told.err
    if status:
        assert person(ADMIN) in told.err
        assert not list(tmp_path.glob("OUT*"))


def test_who_may_not_import_is_not_told_which_numbers_are_there(closed, tmp_path, capsys):
    """Not even by a dry run: one sheet tries thousands."""
    sheet = tmp_path / "名单.csv"
    sheet.write_text(f"姓名,身份证号\n某人,{factories.identity_number(0)}\n", "utf-8")
    assert run(closed, "import", "student", sheet, "--dry-run", user=person(TEACHER)) == 1
    told = capsys.readouterr()
    assert "没有“导入学生”的权限" in told.err
    assert "某人" not in told.out + told.err


def test_nobody_need_sign_in_for_the_error_report(closed, capsys):
    assert run(closed, "diagnose") == 0
    assert "## " in capsys.readouterr().out


def test_the_command_takes_back_whom_a_user_is_among_the_staff(closed, capsys):
    who = person(TEACHER)
    assert run(closed, "user", "role", who, "--no-staff", "--staff", "1", user=person(ADMIN)) == 2
    assert run(closed, "user", "role", who, "--no-staff", user=person(ADMIN)) == 0
    assert "看不到任何班" in "".join(capsys.readouterr())
    with closing(open_database(closed)) as database:
        assert next(one for one in database.people() if one.name == who).staff is None


def test_a_head_teacher_prints_the_own_class_alone(closed, tmp_path, capsys):
    out = tmp_path / "OUT.txt"
    assert run(closed, "report", "class-roster", "--all", "--to", out, user=person(TEACHER)) == 0
    text = out.read_text("utf-8")
    assert "2024级1班" in text
    assert "2024级2班" not in text


def test_a_command_says_who_is_missing_and_what_was_wrong(closed, capsys, monkeypatch):
    monkeypatch.setenv("SHUANGYUAN_OPERATOR", "")
    assert run(closed, "list", "student") == 2
    assert "请加 --user 姓名" in capsys.readouterr().err
    assert run(closed, "list", "student", user=person(READER), typed=("猜一个吧",)) == 1
    assert "姓名或口令不对" in capsys.readouterr().err
    assert run(closed, "list", "student", user="没有这人") == 1
    assert run(closed, "list", "student", user=person(READER), typed=()) == 2


def test_logname_spoofs_nobody(closed, monkeypatch, capsys):
    """What V5 of the trials was: LOGNAME=校长 and an act bears that name."""
    monkeypatch.setenv("LOGNAME", person(ADMIN))
    monkeypatch.setenv("SHUANGYUAN_OPERATOR", person(ADMIN))
    assert run(closed, "user", "add", "新人", "--role", READER, user=person(READER)) == 1
    assert run(closed, "user", "add", "新人", "--role", READER, typed=("猜一个吧",)) == 1
    assert (
        run(closed, "user", "add", "新人", "--role", READER, typed=(PASSPHRASE, "又一个口令 77", "又一个口令 77")) == 0
    )
    with closing(open_database(closed)) as database:
        assert "新人" in [one.name for one in database.people()]
        assert signing_in.sign_in(database, "新人", "又一个口令 77").role_titles == READER


def test_a_passphrase_opens_the_lock_and_says_who_it_is(closed, monkeypatch, capsys):
    from dataclasses import replace

    from desktop.commands import unlocking
    from desktop.operations import locking
    from models.database import recovery_sheet
    from tests.locks import forget

    secret = bytes(range(16))
    groups, true_sheet = recovery_sheet.spelled(secret), locking.new_sheet
    monkeypatch.setattr(unlocking.locking, "new_sheet", lambda p: replace(true_sheet(p), secret=secret, asked=(3, 7)))
    forget()
    typed = (PASSPHRASE, PASSPHRASE, PASSPHRASE, groups[2], groups[6])
    assert run(closed, "lock", "on", "--name", person(ADMIN), user=person(ADMIN), typed=typed) == 0
    forget()
    assert run(closed, "list", "student", "--count", typed=(PASSPHRASE,)) == 0  # once: the slot says who it is
    forget()
    own = "查阅的新口令 9"
    assert run(closed, "user", "passphrase", person(READER), typed=(PASSPHRASE, own, own)) == 0
    forget()
    assert run(closed, "list", "student", "--count", typed=(own,)) == 0
    forget()
    assert run(closed, "backup", closed.with_name("OUT.db"), typed=(own,)) == 1
    forget()
    assert run(closed, "user", "disable", person(READER), typed=(PASSPHRASE,)) == 0
    forget()
    assert run(closed, "list", "student", "--count", typed=(own,)) == 1
    assert "口令或恢复纸上的字符不对" in capsys.readouterr().err
    sheet = "-".join(groups)
    forget()
    assert run(closed, "user", "passphrase", person(ADMIN), user=person(REGISTRAR), typed=(sheet, own, own)) == 1
    forget()
    anew = "忘了以后新的 1"
    assert run(closed, "user", "passphrase", person(ADMIN), user=person(ADMIN), typed=(sheet, anew, anew)) == 0
    forget()
    assert run(closed, "user", typed=(anew,)) == 0
