"""A window over the empty office, and waiting for what it does beside."""

import pytest

from desktop import app


@pytest.fixture(scope="session")
def qapp(qapp):
    return app.application() or qapp


@pytest.fixture
def settle(qtbot):
    """Wait until nothing runs beside the window."""

    def wait(window):
        qtbot.wait(1)  # news of a write is in the queue of events before any task knows of it
        qtbot.waitUntil(lambda: not window.tasks.running and not window.tasks._ended, timeout=10_000)

    return wait


@pytest.fixture
def window(qtbot, qapp, database, settle):
    made = app.open_window(database, "office.db")
    made.resize(1280, 648)
    made.show()
    settle(made)
    yield made
    made.stage.close_form()
    made.close()
    made.deleteLater()
    qapp.processEvents()
