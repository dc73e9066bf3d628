"""Every test without a screen, and an empty office to work in."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest


@pytest.fixture
def database_path(tmp_path):
    return tmp_path / "office.db"


@pytest.fixture
def database(database_path):
    """An empty migrated file, open for writing."""
    from models.database.database import open_database

    opened = open_database(database_path, write=True, create=True)
    yield opened
    opened.close()
