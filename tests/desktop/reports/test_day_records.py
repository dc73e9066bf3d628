"""The sheet of a day: its acts with their seals, who saw whole values, how many papers went out."""

from datetime import timedelta

import pytest

from desktop.reports.catalogue import report_named
from desktop.reports.report import make
from desktop.reports.text import render_text
from models import clock
from models.database.audit_chain import anchor
from models.database.disclosures import COPY, revealing
from models.database.printings import Printing, note_printing
from models.entities.people import Student
from tests import factories


@pytest.fixture
def day(database):
    with database.transaction("录入学生") as tx:
        key = tx.insert(Student, factories.student(1))
    with database.transaction("修改学生") as tx:
        tx.update(Student, key, {"phone": "13800000001"})
    revealing(database, COPY, Student, [key], ["phone"], "报送学籍")
    note_printing(database, Printing("班级花名册", "全部", "print", "", 1, unmasked=False))
    return clock.today()


def sheet(database, day):
    document = make(database, report_named("day-records"), (), as_of=day, printed_by="王老师", printed_at=clock.now())
    return document, render_text(document)


def test_the_acts_of_the_day_stand_on_it_with_their_seals(database, day):
    with database.reading() as connection:
        noted = str(anchor(connection))
        seals = [row[0][:6] for row in connection.exec_driver_sql("SELECT hash FROM change_set ORDER BY id")]
    document, text = sheet(database, day)
    assert document.left_foot() == f"双元 JL-01　记录 {noted}"
    assert document.anchor not in text  # what is told at the foot is told on paper
    first, second = (
        line
        for line in text.splitlines()
        if "学生" in line and "条" not in line and ":" in line and "剪贴板" not in line
    )
    assert seals[0] in first
    assert "录入学生" in first
    assert seals[1] in second
    assert "报送学籍" in text
    assert "1 次" in text


def test_a_day_on_which_nothing_was_done_says_so(database, day):
    assert "当天没有操作" in sheet(database, day - timedelta(days=1))[1]
