"""Every figure is the count of the list behind it, and the count one makes by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.database import settings as kept
from models.database.query import Condition, Query
from models.entities.agreements import Agreement
from models.entities.apprenticeships import Apprentice, ApprenticeshipProgramme, Assessment
from models.entities.certificates import Certificate, CertificateAward, ExamSession
from models.entities.enterprises import Enterprise, Post
from models.entities.groups import EducationGroup, GroupMember
from models.entities.order_classes import CompanyCourse, OrderClass, OrderClassMember
from models.entities.people import Student
from models.entities.placements import Placement, PlacementPlan
from models.entities.schools import School, Term
from models.rules.regulation import judged
from models.rules.rule import Verdict
from models.statistics import overview
from models.statistics.capacity import Load, capacity
from models.statistics.figure_queries import Figure, counted, records
from models.statistics.funnel import funnel, order_class_view
from models.statistics.group_views import enterprise_view, group_view
from models.statistics.individuals import Wage, placement_view, student_view
from models.statistics.placing import placing
from tests import factories
from tests.factories import credit_code

DAY = date(2025, 11, 20)
BEFORE, AFTER = DAY - timedelta(days=40), DAY + timedelta(days=20)


@pytest.fixture
def office(database):
    """Two groups under a third, three enterprises, two order classes, twelve students, placements of nine of them."""
    made = {}
    with database.transaction("试一试") as tx:
        schools = [tx.insert(School, {"name": f"示范{level}校", "level": level}) for level in ("1", "2")]
        tx.insert(
            Term,
            {
                "school": schools[0],
                "academic_year": "2025-2026",
                "term": 1,
                "start_date": date(2025, 9, 1),
                "end_date": date(2026, 1, 20),
            },
        )
        top = tx.insert(EducationGroup, {"name": "甲联盟", "kind": "3"})
        groups = [tx.insert(EducationGroup, {"name": f"{n}集团", "kind": "1", "parent": top}) for n in "乙丙"]
        firms = [
            tx.insert(Enterprise, {"name": f"{n}厂", "credit_code": credit_code(nth), "staff_total": staff})
            for nth, (n, staff) in enumerate((("大", 60), ("小", 200), ("空", None)), 1)
        ]
        for group, firm in ((0, 0), (0, 1), (1, 0)):
            tx.insert(
                GroupMember,
                {"education_group": groups[group], "enterprise": firms[firm], "member_kind": "5", "join_date": BEFORE},
            )
        tx.insert(GroupMember, {"education_group": groups[0], "school": schools[0], "member_kind": "1", "role": "01"})
        tx.insert(
            GroupMember,
            {"education_group": groups[1], "enterprise": firms[2], "member_kind": "5", "leave_date": BEFORE},
        )
        agreements = [factories.agreed(tx, AFTER, f"XY-{n}") for n in (0, 1)]
        classes = [
            tx.insert(
                OrderClass,
                {
                    "name": f"订单班{n}",
                    "code": f"D{n}",
                    "education_group": groups[n],
                    "enterprises": [firms[n]],
                    "planned_size": 10,
                    "agreement": agreements[n],
                    "form_date": BEFORE,
                    "end_date": DAY + timedelta(days=300),
                },
            )
            for n in (0, 1)
        ]
        post = tx.insert(Post, {"enterprise": firms[0], "name": "装配", "same_post_staff": 40, "same_post_wage": 4000})
        tx.insert(CompanyCourse, {"order_class": classes[0], "name": "安全", "hours": 36})
        students = [
            tx.insert(
                Student,
                {
                    "name": f"学生{'甲乙丙丁戊己庚辛壬癸'[n % 10]}",
                    "student_number": f"S{n:02}",
                    "id_type": "A",
                    "id_number": f"P{n}",
                    "school": schools[n % 2],
                    "status": "01" if n else "07",
                },
            )
            for n in range(12)
        ]
        for n, student in enumerate(students[:10]):
            values = {"order_class": classes[n // 8], "student": student, "join_date": BEFORE}
            if n == 0:
                values |= {"leave_date": DAY, "is_hired": True, "hired_date": DAY, "employed_30_date": DAY}
            if n == 1:
                values |= {"is_hired": True, "employed_30_date": DAY + timedelta(days=1)}
            tx.insert(OrderClassMember, values)
        policy = factories.policy(tx)
        for n, student in enumerate(students[1:10]):
            tx.insert(
                Placement,
                {
                    "student": student,
                    "enterprise": firms[0] if n < 7 else firms[1],
                    "post": post if n < 7 else None,
                    "start_date": BEFORE,
                    "end_date": AFTER,
                    "insured_until": AFTER,
                    "insured_from": BEFORE,
                    "policy_number": policy,
                    "pay": 3200,
                    "agreement_number": "X",
                    "signed_student_date": BEFORE,
                },
            )
        made |= {"top": top, "groups": groups, "firms": firms, "classes": classes, "students": students, "post": post}
        made["agreements"] = agreements
    return made


def every_figure(thing):
    """All figures in a view, however deep."""
    if isinstance(thing, Figure):
        yield thing
    elif isinstance(thing, (tuple, list)):
        for part in thing:
            yield from every_figure(part)


@pytest.fixture
def connection(database, office):
    with database.reading() as opened:
        yield opened


def test_headlines_count_as_one_counts_by_hand(connection):
    found = overview.headlines(connection, DAY)
    assert (found.groups.count, [(s.code, s.figure.count) for s in found.group_kinds]) == (3, [("1", 2), ("3", 1)])
    assert (found.enterprises.count, found.memberships.count) == (2, 3)
    assert (found.order_classes.count, found.order_class_members.count) == (2, 9)
    assert [(share.code, share.figure.count) for share in found.students] == [("1", 5), ("2", 6)]
    assert found.placements.count == 9


def test_an_office_without_groups_counts_every_enterprise(database):
    with database.transaction("企业") as tx:
        tx.insert_many(Enterprise, [{"name": name} for name in ("甲公司", "乙公司", "丙公司")])
    with database.reading() as connection:
        found = overview.headlines(connection, DAY)
        assert (found.enterprises.count, found.memberships) == (3, None)
        assert counted(connection, found.enterprises.query).count == 3
    with database.transaction("集团") as tx:
        tx.insert(EducationGroup, {"name": "甲集团"})
    with database.reading() as connection:
        found = overview.headlines(connection, DAY)
    assert (found.enterprises.count, found.memberships.count) == (0, 0)


@pytest.mark.parametrize("day", [DAY, BEFORE - timedelta(days=1), AFTER + timedelta(days=1)])
def test_every_figure_is_the_count_of_its_list(connection, office, day):
    views = [
        overview.headlines(connection, day),
        [expiry.figure for expiry in overview.expiring(connection, day)],
        overview.group_sizes(connection, day),
        placing(connection, day).points,
        *[order_class_view(connection, key, day) for key in office["classes"]],
        *[enterprise_view(connection, key, day) for key in office["firms"]],
        *[group_view(connection, key, day) for key in (office["top"], *office["groups"])],
    ]
    figures = list(every_figure(views))
    assert len(figures) > 40
    for figure in figures:
        assert figure.count == len(connection.execute(figure.query.ids()).all()), figure.query


def test_what_ends_soon_is_told_by_date_and_kind(connection):
    found = overview.expiring(connection, DAY)
    assert [(e.entity.__tablename__, e.due, e.days, e.figure.count) for e in found] == [
        ("agreement", AFTER, 20, 2), ("insured_person", AFTER, 20, 9), ("placement", AFTER, 20, 9),
    ]  # fmt: skip
    assert [e.entity.__tablename__ for e in overview.expiring(connection, DAY, 19)] == ["agreement"]  # as policy says
    assert overview.expiring(connection, AFTER + timedelta(days=1)) == []


def test_a_single_record_that_ends_is_named(database, office):
    with database.transaction("改") as tx:
        tx.update(Agreement, office["agreements"][0], {"valid_until": DAY})
    with database.reading() as connection:
        first = overview.expiring(connection, DAY)[0]
    assert (first.days, first.shown) == (0, "XY-0")


def test_several_things_that_end_together_are_named_after_the_first(database, office):
    with database.transaction("改") as tx:
        plan = tx.insert(
            PlacementPlan, {"name": "秋季批", "start_date": BEFORE, "end_date": AFTER, "grade_year": 2023, "kind": "2"}
        )
        keys = list(tx.connection.execute(Query(Placement).ids()).scalars())
        for key in keys[:4]:
            tx.update(Placement, key, {"plan": plan})
    with database.reading() as connection:
        found = {expiry.kind: expiry for expiry in overview.expiring(connection, DAY)}
    assert (found["岗位实习结束"].shown, found["岗位实习结束"].things) == ("秋季批", 1)
    assert (found["合作协议到期"].shown, found["合作协议到期"].things) == ("XY-0", 2)


@pytest.mark.parametrize(("day", "week"), [(date(2025, 9, 1), 1), (date(2025, 9, 8), 2), (date(2026, 2, 1), None)])
def test_the_week_is_counted_from_the_first_day_of_term(connection, day, week):
    assert overview.week_of_term(connection, day) == week


def test_today_is_suggested_unless_the_file_is_the_sample(connection, database, tmp_path):
    from models.database.database import open_database

    assert not kept.is_sample(connection)
    sample = open_database(tmp_path / "sample.db")
    try:
        sample.keep(kept.SAMPLE, value=True)
        with sample.reading() as other:
            assert kept.suggested_day(other) == kept.SAMPLE_DAY
    finally:
        sample.close()


def test_the_funnel_of_an_order_class(connection, office):
    found = funnel(connection, office["classes"][0], DAY)
    numbers = [getattr(found, name).count for name in ("joined", "present", "placed", "hired", "stayed")]
    assert (found.planned, numbers, found.stayed_after) == (10, [8, 7, 7, 2, 1], 30)


# days after hiring: when somebody asked, and found one still there -> after how many days is told, how many stayed
ASKED = [
    ({}, 30, 0),
    ({30: DAY}, 30, 1),
    ({30: BEFORE, 90: DAY}, 90, 1),
    ({90: DAY}, 90, 1),
    ({30: BEFORE, 90: DAY + timedelta(days=1)}, 30, 1),  # not asked yet on the day
    ({30: BEFORE, 180: DAY}, 180, 1),
    ({30: BEFORE, 90: BEFORE, 180: BEFORE, 365: DAY}, 365, 1),
    ({365: DAY + timedelta(days=1)}, 30, 0),
]


@pytest.mark.parametrize(("asked", "after", "stayed"), ASKED)
def test_the_latest_follow_up_with_an_answer_is_told_the_first_where_there_is_none(
    database, office, asked, after, stayed
):
    key = office["classes"][1]
    values = {f"employed_{days}_date": day for days, day in asked.items()}
    with database.transaction("跟踪") as tx:
        members = tx.connection.execute(Query(OrderClassMember, (Condition("order_class", "=", key),)).ids()).scalars()
        tx.update(OrderClassMember, next(members), {"is_hired": True, "hired_date": BEFORE, **values})
    with database.reading() as connection:
        found = funnel(connection, key, DAY)
    assert (found.stayed_after, found.hired.count, found.stayed.count) == (after, 1, stayed)


# the last day, why, what became of one: counted among those who left early, among those nobody asked after, present
LEFT = [
    (DAY - timedelta(days=1), "3", None, (1, 0, 1)),
    (DAY, "3", None, (1, 0, 1)),  # who leaves on the day has left
    (DAY + timedelta(days=1), "3", None, (0, 0, 2)),
    (None, None, None, (0, 0, 2)),
    (DAY, "1", True, (0, 0, 1)),
    (DAY, "2", False, (0, 0, 1)),
    (DAY, "7", None, (1, 0, 1)),
    (DAY, None, None, (0, 1, 1)),
    (DAY + timedelta(days=1), None, None, (0, 0, 2)),
    (DAY, None, True, (0, 0, 1)),
    (DAY, None, False, (0, 0, 1)),
]


@pytest.mark.parametrize(("last", "reason", "hired", "counts"), LEFT)
def test_who_left_by_the_day(database, office, last, reason, hired, counts):
    key = office["classes"][1]
    with database.transaction("离班") as tx:
        members = tx.connection.execute(Query(OrderClassMember, (Condition("order_class", "=", key),)).ids()).scalars()
        tx.update(OrderClassMember, next(members), {"leave_date": last, "leave_reason": reason, "is_hired": hired})
    with database.reading() as connection:
        view = order_class_view(connection, key, DAY)
    assert (view.left.count, view.unverified.count, view.funnel.present.count) == counts


def test_the_page_of_an_order_class_names_who_is_there_and_who_was_hired(connection, office):
    view = order_class_view(connection, office["classes"][0], DAY)
    assert [trainee.member.student_number for trainee in view.trainees] == [*(f"S0{n}" for n in range(1, 8)), "S00"]
    assert (view.courses.count, view.hours, view.trainees[0].post) == (1, 36, "装配")
    assert order_class_view(connection, 1, DAY) is None


@pytest.mark.parametrize(
    ("interns", "staff", "percent", "limit", "over"),
    [(6, 60, 10, 6, False), (7, 60, 10, 6, True), (9, 46, 10, 4, True), (9, 20, 20, 4, True), (4, 20, 20, 4, False),
     (1, 9, 10, 0, True), (5, None, 10, None, False), (0, 0, 20, 0, False)],
)  # fmt: skip
def test_limits_of_interns(interns, staff, percent, limit, over):
    load = Load(1, "甲", Figure(interns, Query(Placement)), staff, percent)
    assert (load.limit, load.over) == (limit, over)


def _over(connection, entity, day):
    """Who breaks R-INT-10 on a day."""
    told = ((key, one.rule.number, one.verdict) for key, found in judged(connection, entity, day) for one in found)
    return [key for key, number, verdict in told if number == "R-INT-10" and verdict is Verdict.BROKEN]


def test_who_takes_too_many(connection, office):
    big, small, _empty = office["firms"]
    assert [_over(connection, entity, DAY) for entity in (Enterprise, Post)] == [[big], []]
    assert [_over(connection, entity, BEFORE - timedelta(days=1)) for entity in (Enterprise, Post)] == [[], []]
    found = capacity(connection, big, DAY)
    assert (found.whole.interns.count, found.whole.over, found.posts[0].over) == (7, True, False)
    assert not capacity(connection, small, DAY).whole.over
    assert capacity(connection, 1, DAY) is None


def test_a_group_counts_memberships_and_enterprises_with_those_below(connection, office):
    top = group_view(connection, office["top"], DAY)
    assert (top.memberships.count, top.bodies, top.order_classes.count, top.order_class_members.count) == (3, 2, 2, 9)
    assert [(name, figure.count) for _key, name, figure in top.below] == [("丙集团", 1), ("乙集团", 3)]
    own = group_view(connection, office["groups"][0], DAY)
    assert (own.leads, own.members.count, own.memberships.count, own.bodies) == (("示范1校",), 3, 2, 2)
    assert counted(connection, own.bodies_list).count == own.bodies


def test_an_enterprise_shows_its_groups_and_classes(connection, office):
    view = enterprise_view(connection, office["firms"][0], DAY)
    assert [linked.shown for linked in view.groups] == ["丙集团", "乙集团"]
    assert [(linked.shown, linked.figure.count) for linked in view.order_classes] == [("订单班0", 7)]


def test_a_placement_knows_what_is_missing(connection, office):
    key = connection.execute(Query(Placement, (Condition("student", "=", office["students"][1]),)).ids()).scalar_one()
    view = placement_view(connection, key, DAY)
    assert (len(view.unsigned), view.policy, view.wage.lowest()) == (3, "P1", 3200)
    assert placement_view(connection, 1, DAY) is None


@pytest.mark.parametrize(
    ("same", "tier", "least"),
    [(4000, 2600, 2600), (3000, 2600, 2400), (4000, None, 3200), (None, 2600, 2600), (None, None, None)],
)
def test_the_least_pay_is_the_lower_of_both_measures(same, tier, least):
    assert Wage(same, tier, Decimal(80)).lowest() == least


def test_a_student_shows_where_one_is(connection, office):
    view = student_view(connection, office["students"][1], DAY)
    assert [row.values["enterprise"] for row in view.placements] == ["大厂"]
    assert [row.values["order_class"] for row in view.order_classes] == ["订单班0"]
    assert student_view(connection, 1, DAY) is None


def test_records_are_listed_by_a_field_that_names_them(connection, office):
    query = records(connection, Enterprise, office["firms"][:2])
    assert query.conditions[0].field == "credit_code"
    assert set(connection.execute(query.ids()).scalars()) == set(office["firms"][:2])
    assert records(connection, Enterprise, ()) is None


def test_records_that_no_field_tells_apart_are_told_one_by_one(database, office):
    with database.transaction("同名") as tx:
        keys = [tx.insert(Student, {"name": "同名", "id_type": "A", "id_number": f"Q{n}"}) for n in range(2)]
        firm = tx.insert(Enterprise, {"name": "大厂"})
    with database.reading() as connection:
        assert records(connection, Student, keys).conditions[0].field == "id_number"
        told = records(connection, Enterprise, [firm])
        assert connection.execute(told.ids()).scalars().all() == [firm]
        assert records(connection, Enterprise, []) is None


LEFT = {"outcome": "4", "outcome_date": DAY - timedelta(days=1)}


@pytest.fixture
def due(database):
    """A programme with planned assessments, sessions that take registrations, certificates that lie there."""
    with database.transaction("到期") as tx:
        days = {"start_date": BEFORE, "end_date": AFTER}
        programme = tx.insert(ApprenticeshipProgramme, {"name": "数控学徒班", "kind": "1"} | days)
        students = tx.insert_many(Student, [factories.student(n) for n in range(40, 45)])
        learners = tx.insert_many(
            Apprentice,
            [
                {"programme": programme, "student": key, "number": f"X{nth}"} | days | (LEFT if nth == 4 else {})
                for nth, key in enumerate(students)
            ],
        )
        for nth, on in ((0, -9), (1, -2), (2, 0), (3, 30), (4, -9)):  # the last has left
            planned = {"apprentice": learners[nth], "kind": "1", "assessed_date": DAY + timedelta(on)}
            tx.insert(Assessment, planned)
        tx.insert(Assessment, {"apprentice": learners[0], "kind": "2", "assessed_date": BEFORE, "result": "3"})
        certificate = tx.insert(Certificate, {"name": "数控车铣加工", "level": "2"})
        for code, status, until in (("甲", "2", 5), ("乙", "1", 5), ("丙", "3", 5), ("丁", "2", -1), ("戊", "2", 91)):
            dates = {"register_until": DAY + timedelta(until), "exam_date": DAY + timedelta(100)}
            tx.insert(ExamSession, {"code": code, "certificate": certificate, "status": status} | dates)
        for nth, (issued, more) in enumerate((
            (BEFORE, {}), (DAY, {}), (DAY + timedelta(1), {}), (BEFORE, {"received_date": DAY}), (BEFORE, {"is_revoked": True}),
        )):  # fmt: skip
            award = {"student": students[nth], "certificate": certificate, "number": f"ZS{nth}", "issued_date": issued}
            tx.insert(CertificateAward, award | more)


def test_what_is_due_of_apprentices_and_certificates_is_told(database, due):
    with database.reading() as connection:
        found = overview.expiring(connection, DAY)
        lists = [len(connection.execute(one.figure.query.ids()).all()) for one in found]
    assert [(one.kind, one.shown, one.due - DAY, one.days, one.figure.count, one.waits) for one in found] == [
        ("考核到期", "数控学徒班", timedelta(-9), -9, 2, False),
        ("待领证书", "数控车铣加工（中级）", BEFORE - DAY, -40, 2, True),
        ("考核到期", "数控学徒班", timedelta(0), 0, 1, False),
        ("报名截止", "乙", timedelta(5), 5, 2, False),
        ("学徒培养结束", "数控学徒班", AFTER - DAY, 20, 1, False),
        ("考核到期", "数控学徒班", timedelta(30), 30, 1, False),
    ]
    assert lists == [one.figure.count for one in found]


def test_a_programme_that_goes_on_after_its_end_is_late(database, due):
    later = AFTER + timedelta(3)
    with database.reading() as connection:
        found = {one.kind: one for one in overview.expiring(connection, later)}
    assert (found["学徒培养结束"].days, found["学徒培养结束"].figure.count) == (-3, 1)
    with database.transaction("结业") as tx:
        key = tx.connection.execute(Query(ApprenticeshipProgramme).ids()).scalar_one()
        tx.update_stored(ApprenticeshipProgramme, key, {"status": "3"})
    with database.reading() as connection:
        assert "学徒培养结束" not in {one.kind for one in overview.expiring(connection, later)}
