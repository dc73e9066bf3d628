"""What an act needs of the window it is started in."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.ui.tasks import Tasks
from models.database.database import Database


@dataclass(frozen=True, slots=True)
class Workplace:
    """The window, its database and tasks; `report` tells of an error, `say` of something that went well."""

    window: QWidget
    database: Database
    tasks: Tasks
    report: Callable[[BaseException], None]
    say: Callable[[str], None]
