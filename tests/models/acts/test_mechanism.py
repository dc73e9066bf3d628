"""The mechanism of acts: bounded statements, a plan laid over the file, rules and what is let pass, one change set."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models.acts.act import Act, Sizes
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.foreseeing import foreseen
from models.acts.planning import Case, Waiving, offered, plan, plan_cases
from models.acts.wording import lines_of, subjects_named
from models.database import audit_chain
from models.database.database import open_database
from models.database.errors import Conflict, Invalid
from models.database.query import Condition, Query
from models.entities.people import ClassMembership, Student
from models.entities.placements import Placement
from models.entities.policy import Waiver
from models.rules.regulation import RULES
from models.rules.rule import Finding, RuleSeverity
from models.rules.rule import Verdict as Saying
from models.schema.complaints import Complaint
from models.schema.fields import asked
from models.schema.types import Text
from tests import factories
from tests.models.acts.conftest import DAY, settle

BREAK = {"change_date": DAY, "break_until": date(2027, 3, 9)}
MANY = 40


@contextmanager
def counted(database):
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture
def many(school):
    with school.database.transaction("许多人") as tx:
        school.students += [settle(tx, school, n) for n in range(10, 10 + MANY)]
    return school


@pytest.mark.parametrize("name", ["休学", "毕业", "退学", "转班"])
def test_a_plan_over_many_takes_no_more_statements_than_over_one(many, name):
    given = BREAK | {"to_class": many.classes["乙"]}
    asked = {key: given[key] for key in ("change_date", *act_named(name).required)}
    numbers = []
    for subjects in (many.students[:1], many.students):
        with many.database.reading() as connection, counted(many.database) as statements:
            made = plan(connection, act_named(name), subjects, asked, day=DAY)
        assert not made.refused
        numbers.append(len(statements))
    assert numbers[1] <= numbers[0]


def test_doing_and_undoing_many_takes_no_statement_a_row(many):
    numbers = []
    for subjects in (many.students[:1], many.students[1:]):
        with counted(many.database) as statements:
            many.do_all([("休学", key, BREAK) for key in subjects])
            many.database.undo()
            many.database.redo()
            many.database.undo()
        numbers.append(len(statements))
    assert numbers[1] <= numbers[0] + 4


def test_menus_are_asked_for_all_at_once(many):
    gone = many.students[3]
    many.do("退学", gone, change_date=DAY)
    numbers = []
    for subjects in (many.students[:1], many.students):
        with many.database.reading() as connection, counted(many.database) as statements:
            found = offered(connection, [act_named("休学")], subjects, DAY)
        numbers.append(len(statements))
    assert list(found[act_named("休学")]) == [gone]
    assert numbers[1] <= numbers[0]


def test_what_is_counted_after_a_plan_is_what_is_counted_after_it_is_done(many):
    cases = [Case(act_named("退学"), key, {"change_date": DAY}) for key in many.students[:5]]
    with many.database.reading() as connection:
        made = plan_cases(connection, cases, day=DAY)
    before = many.all_rows()
    seen = foreseen(many.database, made)
    assert many.all_rows() == before
    people = len(many.students)
    numbers = {count.label: (count.before, count.after) for count in seen.counts}
    assert numbers == {
        "在籍": (people, people - 5), "在校": (people, people - 5), "甲 在籍人数": (people, people - 5),
        "甲厂班 现有人数": (people, people - 5),
    }  # fmt: skip
    with many.database.transaction(made.name) as tx:
        apply(tx, made)
    with many.database.reading() as connection:
        query = Query(Student, (Condition("is_registered", "=", True),), as_of=DAY)
        assert connection.execute(query.count()).scalar_one() == people - 5
        assert connection.exec_driver_sql("SELECT count(*) FROM temp.sqlite_master").scalar_one() == 0


def test_a_plan_is_foreseen_in_a_file_that_is_only_read(many, database_path):
    with many.database.reading() as connection:
        made = plan(connection, act_named("休学"), many.students[:2], BREAK, day=DAY)
    reader = open_database(database_path, write=False)
    try:
        assert foreseen(reader, made).counts[1].after == len(many.students) - 2
        with pytest.raises(sa.exc.OperationalError), reader.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM student")
    finally:
        reader.close()


class Place(Act):
    """An act that is not in the catalogue: somebody begins to work at a firm."""

    entity, needs = "student", {"placement": "student_id"}
    judged = ("placement",)
    sizes = (Sizes("enterprise", "intern_count"),)

    def __init__(self, firm):
        super().__init__("place", "安排")
        self.firm = firm

    def do(self, s):
        for key in s.open("placement", s.day):
            s.close("placement", key, s.day, status="5", end_reason="7")
        last = s.day + timedelta(days=180)
        s.make("placement", student_id=s.key, enterprise_id=self.firm, start_date=s.day, end_date=last, status="3")


def test_what_a_rule_forbids_stops_the_act_unless_it_is_let_pass(school):
    act, key = Place(school.firm), school.students[0]
    with school.database.reading() as connection:
        made = plan(connection, act, [key], {}, day=DAY)
    seen = foreseen(school.database, made)
    stopping = {v.finding.rule.number for v in seen.verdicts if v.stops}
    assert {"R-INT-14", "R-INT-15"} <= stopping, "neither consent nor agreement"
    before = school.all_rows()
    with pytest.raises(Invalid), school.database.transaction(made.name) as tx:
        apply(tx, made)
    assert school.all_rows() == before
    waived = made.waiving({rule: Waiving("教育局同意", DAY + timedelta(days=30)) for rule in stopping})
    assert not [v for v in foreseen(school.database, waived).verdicts if v.stops]
    with school.database.transaction(made.name) as tx:
        apply(tx, waived)
    rows = school.rows(Waiver)
    started = next(r["id"] for r in school.rows(Placement, key) if r["start_date"] == DAY)
    broken = {v.finding.rule.number for v in seen.verdicts if v.finding.verdict.value == "broken"}
    assert {(r["rule"], r["entity"], r["record_id"], r["reason"]) for r in rows} == {
        (rule, "placement", started, "教育局同意") for rule in stopping & broken
    }


def test_effects_in_words(school):
    key = school.students[0]
    with school.database.reading() as connection:
        made = plan(connection, act_named("休学"), [key], BREAK, day=DAY)
        lines = [line.as_json() for line in lines_of(connection, made)]
    assert {
        "entity": "status-period",
        "record": None,
        "action": "insert",
        "field": "status",
        "before": "",
        "after": "休学",
    } in lines
    ended = [line for line in lines if line["entity"] == "placement"]
    assert {(line["action"], line["field"], line["before"], line["after"]) for line in ended} == {
        ("update", "end_date", "2026-06-30", "2026-03-09"), ("update", "status", "在岗", "中止"),
        ("update", "end_reason", "", "伤病"),
    }  # fmt: skip
    names = [line["after"] for line in lines if line["field"] == "student"]
    assert names == [factories.student(0)["name"]] * 2


def test_subjects_by_their_names(school):
    with school.database.transaction("同名") as tx:
        twin = tx.insert(Student, factories.student(40) | {"status": "07"})
    event = school.do("休学", school.students[1], **BREAK)
    with school.database.reading() as connection:
        assert factories.student(40)["name"] == factories.student(0)["name"]
        assert subjects_named(connection, act_named("休学"), factories.student(0)["name"]) == [school.students[0]]
        assert subjects_named(connection, act_named("更正学籍状态"), str(twin)) == [twin]
        assert subjects_named(connection, act_named("冲回"), factories.student(1)["student_number"]) == [event]
        assert subjects_named(connection, act_named("冲回"), "无此人") == []


def test_the_log_is_sealed_with_its_causes(school):
    event = school.do("休学", school.students[0], **BREAK)
    with school.database.reading() as connection:
        assert audit_chain.broken(connection) is None
        causes = connection.exec_driver_sql("SELECT count(*) FROM change WHERE cause = ?", (event,)).scalar_one()
    assert causes == 4
    with school.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE change SET cause = cause + 1 WHERE cause IS NOT NULL")
        assert audit_chain.broken(connection) is not None


def test_a_field_says_when_it_can_be_edited():
    from models.schema.fields import field_map

    status, name = field_map(Student)["status"], field_map(Student)["name"]
    assert (status.editable(new=True), status.editable(new=False)) == (True, False)
    assert (name.editable(new=True), name.editable(new=False)) == (True, True)
    assert not field_map(Student)["age"].editable(new=True)
    assert ClassMembership.by_act is False


def drafted(school, name, subject, answers=None, **given):
    with school.database.reading() as connection:
        return plan(connection, act_named(name), [subject], given, answers or {}, DAY, draft=True)


def registers(made):
    return {effect.entity for effect in made.effects}


def test_a_draft_has_the_effects_that_do_not_depend_on_what_is_missing(school):
    one = school.students[0]
    made = drafted(school, "休学", one)
    assert (not made.refused, made.unsaid) == (True, {"break_until"})
    assert {"status_change", "status_period"} <= registers(made)
    whole = school.plan([("休学", one, BREAK)])
    assert registers(made) == registers(whole)
    assert not drafted(school, "休学", one, **BREAK).unsaid


@pytest.mark.parametrize(
    ("name", "unsaid", "touched"),
    [
        ("转班", {"to_class"}, {"status_change"}),  # where to is not known, that it is entered is
        ("安排实习", {"enterprise", "start_date", "end_date"}, set()),  # nothing is known without
        ("退学", set(), {"status_change", "status_period"}),  # nothing is missing
    ],
)
def test_what_more_a_draft_may_do_is_named(school, name, unsaid, touched):
    made = drafted(school, name, school.students[0])
    assert made.unsaid == unsaid
    assert touched <= registers(made)
    assert bool(registers(made)) == bool(touched)


def test_a_missing_reason_hides_no_effect(school):
    event = school.do("退学", school.students[0], change_date=DAY)
    made = drafted(school, "冲回", event)
    assert (not made.refused, made.unsaid) == (True, frozenset())
    assert {"status_change", "status_period"} <= registers(made)
    assert registers(made) == registers(school.plan([("冲回", event, {"reversed_reason": "办错"})]))


def test_a_draft_is_refused_to_whom_the_act_cannot_be_done(school):
    school.do("退学", school.students[0], change_date=DAY)
    assert drafted(school, "休学", school.students[0]).refused


def test_a_draft_is_never_written(school):
    made = drafted(school, "休学", school.students[0])
    before = school.all_rows()
    with pytest.raises(Conflict), school.database.transaction(made.name) as tx:
        apply(tx, made)
    assert school.all_rows() == before


class Note(Act):
    """An act that only says why."""

    entity, why = "student", "reason"
    own = (asked("reason", "理由", Text(200)),)

    def __init__(self):
        super().__init__("note", "说明", required=("reason",))

    def do(self, s):
        s.set("student", s.key, remark=self.noted(s))


@pytest.mark.parametrize("before", [None, "", "甲", "甲" * 489, "甲" * 490])
def test_why_goes_into_the_remark_whole_or_not_at_all(school, before):
    """There is room for 500 characters; ten are asked for, and one separates them."""
    key, reason = school.students[0], "乙" * 10
    with school.database.transaction("备注") as tx:
        tx.update(Student, key, {"remark": before})
    with school.database.reading() as connection:
        made = plan(connection, Note(), [key], {"reason": reason}, day=DAY)
    if before == "甲" * 490:
        assert made.refused[0][0] == "reason"
        assert made.refused[0][1].code == "too-long"
        assert not made.effects
        return
    with school.database.transaction(made.name) as tx:
        apply(tx, made)
    with school.database.reading() as connection:
        kept = connection.execute(sa.select(Student.table().c.remark).where(Student.table().c.id == key)).scalar_one()
    assert kept == (f"{before}；{reason}" if before else reason)


def test_what_is_refused_on_the_way_is_not_there_for_who_comes_next(school):
    """The second of two cases of one student has the room that the first one did not take."""
    key = school.students[0]
    with school.database.transaction("备注") as tx:
        tx.update(Student, key, {"remark": "甲" * 490})
    with school.database.reading() as connection:
        made = plan_cases(connection, [Case(Note(), key, {"reason": "乙" * n}) for n in (10, 9)], day=DAY)
    assert list(made.refused) == [0]
    assert [(e.case, e.after, e.wave) for e in made.effects] == [(1, {"remark": f"{'甲' * 490}；{'乙' * 9}"}, 0)]


class Doubtful(Act):
    """Warns, tells and changes; one of its subjects it would take away, to which others refer."""

    entity, judged = "student", ("student",)

    def findings(self, _connection, subjects, _day):
        rule, *_versions = [one for one in RULES if one.number == "R-INT-10"]
        found = Finding(rule, Saying.BROKEN, Complaint("out-of-range", "不相符"), RuleSeverity.FORBID)
        return dict.fromkeys(subjects, (found,))

    def do(self, s):
        s.warn("remark", "conflict", "可疑")
        s.tell("不变")
        if s.key == self.spared:
            s.drop("student", s.key)
        else:
            s.set("student", s.key, name="改名")


def test_who_is_refused_is_told_only_why(school):
    act = Doubtful("doubtful", "可疑的事", ("remark",))
    act.spared, *others = school.students[:2]
    with school.database.reading() as connection:
        made = plan(connection, act, school.students[:2], {"remark": "写"}, day=DAY)
    assert list(made.refused) == [0]
    assert (set(made.warnings), set(made.notes), {e.case for e in made.effects}) == ({1}, {1}, {1})
    assert {one.record for one in foreseen(school.database, made).verdicts} == set(others)
