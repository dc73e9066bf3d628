"""The agreements a student stands on: by each way that leads to one, within its days, each once."""

from datetime import date, timedelta

import pytest

from desktop.ui.record.student import _agreed, student_story
from models.entities.agreements import Agreement
from models.entities.apprenticeships import ApprenticeshipProgramme
from models.entities.enterprises import Enterprise
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import Student
from models.entities.placements import Placement
from models.statistics.agreement_views import agreement_view
from models.statistics.group_views import enterprise_view
from models.statistics.student_agreements import agreements_of
from tests import factories
from tests.apprenticeship_office import BEGIN, DAY, END, ApprenticeshipOffice

ONE = timedelta(days=1)


@pytest.fixture
def office(database):
    return ApprenticeshipOffice(database)


def agreed(tx, office, number, **more):
    row = factories.agreement(number, valid_from=BEGIN, valid_until=END, party_a="甲校", party_b="甲示例机械有限公司")
    return tx.insert(Agreement, row | more)


def told(office, student, day=DAY):
    with office.database.reading() as connection:
        return [
            (one.agreement.values["number"], one.entity.__tablename__, one.shown, one.since)
            for one in agreements_of(connection, student, day)
        ]


def test_an_order_class_a_programme_and_an_internship_lead_to_theirs(office):
    student, joined = office.students[0], date(2025, 5, 1)
    with office.database.transaction("协议") as tx:
        order = tx.insert(OrderClass, {"code": "D1", "name": "甲厂班", "agreement": agreed(tx, office, "XY-1")})
        tx.insert(OrderClassMember, {"student": student, "order_class": order, "join_date": joined})
        tx.update(ApprenticeshipProgramme, office.modern, {"agreement": agreed(tx, office, "XY-2", kind="03")})
        agreed(tx, office, "XY-3", kind="05")
        tx.insert(Placement, {"student": student, "enterprise": office.firm, "start_date": DAY, "end_date": END})
    assert told(office, student) == [
        ("XY-3", "placement", "甲示例机械有限公司", DAY), ("XY-1", "order_class", "甲厂班", joined),
        ("XY-2", "apprenticeship_programme", "机电学徒班", BEGIN),
    ]  # fmt: skip
    assert [number for number, *_rest in told(office, office.students[1])] == ["XY-2"]


@pytest.mark.parametrize(
    ("begin", "kind", "found"),
    [(BEGIN - ONE, "05", False), (BEGIN, "05", True), (END, "05", True), (END + ONE, "05", False), (DAY, "07", False)],
)
def test_an_internship_stands_on_what_is_about_internships_and_in_force_on_its_first_day(office, begin, kind, found):
    with office.database.transaction("协议") as tx:
        student = tx.insert(Student, factories.student(40))
        key = agreed(tx, office, "XY-3", kind=kind)
        days = {"start_date": begin, "end_date": END + 30 * ONE}
        tx.insert(Placement, {"student": student, "enterprise": office.firm, "status": "3", **days})
    assert bool(told(office, student)) is found
    with office.database.reading() as connection:  # and the other way round
        view = agreement_view(connection, key, begin)
    assert bool(view.dependants) is (kind == "05")


def test_one_agreement_is_told_once_by_what_led_to_it_first(office):
    student = office.students[0]
    with office.database.transaction("协议") as tx:
        key = agreed(tx, office, "XY-1", kind="05")
        order = tx.insert(OrderClass, {"code": "D1", "name": "甲厂班", "agreement": key})
        for day, left in ((date(2025, 5, 1), date(2025, 6, 1)), (date(2025, 9, 1), None)):
            member = {"student": student, "order_class": order, "join_date": day, "leave_date": left}
            tx.insert(OrderClassMember, member)
        tx.insert(Placement, {"student": student, "enterprise": office.firm, "start_date": DAY, "end_date": END})
    assert told(office, student) == [("XY-1", "order_class", "甲厂班", date(2025, 5, 1))]


def test_the_timeline_tells_it_from_its_day_on_and_leads_there(office):
    student, joined = office.students[0], date(2025, 5, 1)
    with office.database.transaction("协议") as tx:
        key = agreed(tx, office, "XY-1")
        order = tx.insert(OrderClass, {"code": "D1", "name": "甲厂班", "agreement": key})
        tx.insert(OrderClassMember, {"student": student, "order_class": order, "join_date": joined})
    for day, words in ((joined - ONE, []), (joined, ["依据协议 XY-1（甲厂班）"])):
        with office.database.reading() as connection:
            entries = list(_agreed(student_story(connection, student, day)))
        assert [entry.words for entry in entries] == words
        assert all(entry.target == ("agreement", key) for entry in entries)


def test_an_enterprise_shows_its_agreements_mentors_and_programmes(office):
    with office.database.transaction("协议") as tx:
        agreed(tx, office, "XY-1")
        other = tx.insert(Enterprise, factories.enterprise(72, name="乙厂"))
    with office.database.reading() as connection:
        views = [enterprise_view(connection, key, DAY) for key in (office.firm, other)]
    assert [(view.agreements.count, view.mentors.count, view.programmes.count) for view in views] == [
        (1, 3, 3),
        (0, 0, 0),
    ]


def test_who_stands_on_none_has_none(office):
    assert told(office, office.students[0]) == []
