"""Opens the form of a record in a process of its own, types into it and waits to be killed.

Arguments: database, entity, id or `new`, then pairs of field and text; a line is written once the draft is kept.
"""

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QTimer

from desktop import app
from desktop.ui.form.form import RecordForm
from desktop.ui.kit.tasks import Tasks
from models.database.database import open_database
from models.schema.fields import entity_named


def type_into(form, pairs):
    for name, text in zip(pairs[::2], pairs[1::2], strict=True):
        table, _dot, cell = name.partition(".")
        if cell:
            strip = form.tables[table].strips[next(iter(form.tables[table].strips))]
            strip.open(cell)
            row = strip.cells[cell]
        else:
            row = form.rows[name]
        row.uncover()
        row.editor.box.setText(text)
        row.editor.box.textEdited.emit(text)


def main(path, entity, key, *pairs):
    made = app.application()
    form = RecordForm(open_database(Path(path)), Tasks(), entity_named(entity), None if key == "new" else int(key))
    form.show()
    if key == "new":
        type_into(form, pairs)
    else:
        form.loaded.connect(lambda: type_into(form, pairs))
    watch = QTimer(form)
    watch.timeout.connect(lambda: os.write(1, f"{form.autosave.kept_at}\n".encode()) if form.autosave.kept_at else None)
    watch.start(50)
    made.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
