"""A small schema of two steps, files made by it, and second processes to meet on them."""

import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from models.database.engine import connect
from models.database.opening import open_database_file

ROOT = Path(__file__).resolve().parents[3]
STEP = '''"""{title}."""

import sqlalchemy as sa
from alembic import op

revision = "{number:04d}"
down_revision = {before}
{more}

def upgrade():
    """Apply the step."""
{body}
'''
FIRST = """
    op.create_table("school_class", sa.Column("id", sa.BigInteger, primary_key=True), sa.Column("name", sa.Text))
    op.create_table(
        "student",
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("name", sa.Text),
        sa.Column("school_class_id", sa.BigInteger, sa.ForeignKey("school_class.id", ondelete="CASCADE")),
    )
"""
REBUILD_PARENT = """
    with op.batch_alter_table("school_class", recreate="always") as batch:
        batch.add_column(sa.Column("year", sa.BigInteger))
"""
PREAMBLE = """
import sys, time
from pathlib import Path
from models.database.engine import reading, writing
from models.database.opening import open_database_file
path, versions = Path(sys.argv[1]), Path(sys.argv[2])
def say(text):
    print(text, flush=True)
"""


class Steps:
    """A folder of migration steps that grows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def add(self, body: str, more: str = "") -> None:
        number = len(list(self.folder.glob("*.py"))) + 1
        before = f'"{number - 1:04d}"' if number > 1 else None
        text = STEP.format(title="A step", number=number, before=before, body=body, more=more)
        (self.folder / f"{number:04d}_step.py").write_text(text, "utf-8")


@pytest.fixture
def steps(tmp_path):
    made = Steps(tmp_path / "versions")
    made.add(FIRST)
    return made


@pytest.fixture
def office(tmp_path, steps):
    """The path of a closed file with 2 classes and 100 students, in a folder with a Chinese name and a space."""
    folder = tmp_path / "教务处 100%"
    folder.mkdir()
    path = folder / "学校.db"
    with open_database_file(path, versions=steps.folder) as opened, opened.engine.connect() as connection:
        fill(connection.connection.driver_connection)
    return path


def fill(raw):
    raw.execute("BEGIN IMMEDIATE")
    raw.executemany("INSERT INTO school_class VALUES (?, ?)", [(1, "数控2301班"), (2, "汽修2302班")])
    raw.executemany("INSERT INTO student VALUES (?, ?, ?)", [(n, f"学生{n}", n % 2 + 1) for n in range(100)])
    raw.execute("COMMIT")


def count(path, table="student", key=None):
    with closing(connect(path, key=key)) as raw:
        return raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def contents(folder):
    """Every file below a folder with its bytes."""
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@contextmanager
def second_process(code, path, steps):
    """Another program on the same file; what it says is read from its stdout."""
    command = [sys.executable, "-W", "error", "-c", PREAMBLE + code, str(path), str(steps.folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def run_to_end(code, path, steps):
    with second_process(code, path, steps) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out
