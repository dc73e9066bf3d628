"""What a person does in a form, and an act of the office, as programs that can be killed: see tests/desktop/dying.py."""

from contextlib import closing
from pathlib import Path

from desktop.commands.common import guarded, say
from desktop.operations.saving import Edit, save
from models.database.database import open_database
from models.schema.fields import entity_named

PHONE = "13900001234"


def main(arguments):
    """Change the phone of the first student, as a form does; the status and words of the command line."""

    def work():
        with closing(open_database(Path(arguments[1]), create=False)) as database:
            student = entity_named("student")
            with database.reading() as connection:
                key, name = connection.exec_driver_sql("SELECT id, name FROM student ORDER BY id").first()
            save(database, Edit(student, key, name, {"phone": PHONE}, {}))
            say("已保存")
        return 0

    return guarded(work)
