"""Placements begun for several students at once: one host, one period, written as one act."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui.form.cell import editor_for
from desktop.ui.kit import layouts
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Banner, Kind, Note, TallButton, Title
from desktop.ui.kit.errors import trouble_of
from desktop.ui.kit.overlay import open_overlay
from desktop.ui.list.bulk_pane import take_back
from models.database.database import Database
from models.database.query import Query
from models.database.results import rows_of
from models.entities.enterprises import Post
from models.entities.placements import Placement
from models.progress import SILENT, Progress
from models.schema.fields import field_map
from models.words import N_, _, worded

WIDTH, HEIGHT = 520, 470
_TITLE, _LABEL = 16, 96
_FIELDS = ("plan", "enterprise", "post", "start_date", "end_date", "tutor", "mentor_name")


class PostElsewhereError(Exception):
    """The post is one of another enterprise; `sentence` says so."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def begin_placements(
    database: Database, students: Sequence[int], values: Mapping[str, Any], progress: Progress = SILENT
) -> int:
    """Insert a placement with these values for each student and return the act; raises Invalid, PostElsewhereError."""
    if values.get("post") is not None:
        with database.reading() as connection:
            post = next(iter(rows_of(connection, Query(Post), [values["post"]], ("enterprise", "name"))))
        if post.values["enterprise_id"] != values["enterprise"]:
            words = _("岗位“{post}”是{enterprise}的，请换一个岗位或实习单位")
            raise PostElsewhereError(words.format(post=post.values["name"], enterprise=post.values["enterprise"]))
    with database.transaction(worded(N_("安排 {count} 人实习"), count=len(students)), progress) as tx:
        tx.insert_many(Placement, [{**values, "student": student} for student in students])
    assert tx.done is not None
    return tx.done.id


class ArrangePanel(QWidget):
    """`decided` with the values of the placements; `withdrawn` without."""

    decided = Signal(dict)
    withdrawn = Signal()

    def __init__(self, place: AppContext, count: int, day: date) -> None:
        super().__init__()
        fields = field_map(Placement)
        self.editors = {name: editor_for(fields[name], place.database, place.tasks) for name in _FIELDS}
        self.editors["start_date"].put(day)
        self.banner = Banner()
        self.keep = TallButton(_("安排 {count} 人").format(count=f"{count:,}"), Kind.PRIMARY, keys="Ctrl+Enter")
        self.keep.setShortcut("Ctrl+Return")
        self.keep.clicked.connect(self.decide)
        self._lay_out(count)
        self.setFocusProxy(self.editors["enterprise"])

    def _lay_out(self, count: int) -> None:
        words = Note(_("为 {count} 人各建一条岗位实习，其余内容以后再补；已有同期实习的不能再安排").format(count=count))
        words.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(10)
        grid.setColumnMinimumWidth(0, _LABEL)
        grid.setColumnStretch(1, 1)
        fields = field_map(Placement)
        for row, (name, editor) in enumerate(self.editors.items()):
            label = Note(("* " if fields[name].required else "") + fields[name].title, "text2")
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label, row, 0)
            grid.addWidget(editor, row, 1)
        back = TallButton(_("取消"))
        back.clicked.connect(self.withdrawn)
        layouts.column(
            Title(_("安排实习"), _TITLE), words, self.banner, grid, layouts.STRETCH,
            layouts.row(layouts.STRETCH, back, self.keep),
            parent=self, gap=10, margins=(24, 20, 24, 16),
        )  # fmt: skip

    def decide(self) -> None:
        """Hand the values on, or say what is missing."""
        values, fields = {}, field_map(Placement)
        for name, editor in self.editors.items():
            value, complaints = editor.reading()
            wrong = next((c for c in complaints if c.fatal), None)
            missing = value is None and fields[name].required
            if wrong is not None or missing:
                self.banner.say((wrong or fields[name].missing()).message)
                editor.setFocus()
                return
            if value is not None:
                values[name] = value
        self.decided.emit(values)


def arrange(place: AppContext, over: QWidget, students: Sequence[int], day: date) -> None:
    """Ask where students go and for how long, and write it; what the door refuses is said on the panel."""
    panel = ArrangePanel(place, len(students), day)
    layer = open_overlay(over, panel, WIDTH, HEIGHT)
    panel.withdrawn.connect(layer.close_layer)
    database = place.database

    def write(values: dict[str, Any]) -> None:
        panel.keep.setEnabled(False)
        place.tasks.write(
            _("安排实习"), lambda progress: begin_placements(database, students, values, progress), done,
            receiver=panel, failed=refuse,
        )  # fmt: skip

    def done(act: int) -> None:
        layer.close_layer()
        words = _("已安排 {count} 人实习").format(count=f"{len(students):,}")
        place.announce(words, lambda: take_back(place, act))

    def refuse(error: Exception) -> None:
        panel.keep.setEnabled(True)
        panel.banner.say(trouble_of(error).sentence)

    panel.decided.connect(write)
