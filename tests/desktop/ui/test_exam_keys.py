"""A clerk without a mouse registers forty ticked students for a session, and counts the keys."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.ui.record.act_panel import ActPanel
from models.database.query import Query
from models.entities.certificates import Certificate, ExamRegistration, ExamSession
from models.entities.people import Student
from tests import factories
from tests.desktop.ui.test_act_layer import DAY, at_rest, laid  # noqa: F401 - a fixture

MANY, MOST = 40, 20  # students, keys


@pytest.fixture
def office(database, monkeypatch):
    monkeypatch.setenv("SHUANGYUAN_TODAY", DAY.isoformat())
    with database.transaction("学校") as tx:
        tx.insert_many(Student, [factories.student(n) | {"name": f"张{'甲乙丙丁'[n % 4]}"} for n in range(MANY)])
        certificate = tx.insert(Certificate, {"name": "物流管理", "level": "2", "total_pass": 60})
        tx.insert(ExamSession, {"code": "WL-1", "certificate": certificate, "exam_date": date(2026, 5, 9)})
    return database


def test_forty_are_registered_in_twenty_keys(window, office, settle, at_rest, qtbot):  # noqa: F811 - the fixture
    pressed = []

    def press(key, modifier=Qt.KeyboardModifier.NoModifier):
        pressed.append(key)
        qtbot.keyClick(QApplication.focusWidget(), key, modifier)
        settle(window)

    def typed(text):
        for letter in text:
            pressed.append(letter)
            qtbot.keyClicks(QApplication.focusWidget(), letter)
        settle(window)

    window.show_query(Query(Student))
    window.activateWindow()
    settle(window)
    window.page.table.setFocus()
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    typed("baoming")
    qtbot.wait(600)  # the palette looks when the typing rests
    settle(window)
    press(Qt.Key.Key_Down)  # past the register
    press(Qt.Key.Key_Return)
    panel = laid(window)
    assert isinstance(panel, ActPanel)
    at_rest(window, panel)
    typed("WL")
    qtbot.wait(500)  # and so does the choice of sessions
    settle(window)
    press(Qt.Key.Key_Return)
    at_rest(window, panel)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    table = ExamRegistration.table()
    with office.reading() as connection:
        found = connection.execute(table.select()).all()
    assert len(found) == MANY
    assert len(pressed) <= MOST
