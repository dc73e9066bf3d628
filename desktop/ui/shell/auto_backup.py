"""Looks after copies of the database: one a day by itself, one at once when asked, one on the backup disk, and rehearsals."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.operations import readable_backups
from desktop.operations.backing_up import back_up
from desktop.operations.erasing import remove_held, still_held
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.errors import trouble_of
from desktop.ui.kit.times import time_words
from desktop.ui.shell.status_bar import StatusBar
from models import clock
from models.database import attachments, history, rehearsal, second_place, settings
from models.database import backup as backups
from models.database.database import Database
from models.database.engine import opened_file
from models.database.errors import DatabaseError
from models.database.rehearsal import Rehearsal, rehearse
from models.database.second_place import KEPT, NONE_WANTED, SecondPlace
from models.database.settings import installation
from models.progress import Progress
from models.words import _, clauses

if TYPE_CHECKING:
    from desktop.ui.kit.tasks import Task

FIRST, AGAIN = 60_000, 3_600_000  # milliseconds after the start, and between two looks at the clock
QUIET, PATIENCE = (
    600_000,
    18,
)  # milliseconds between two looks whether nobody works, and how many of them are waited for
ASK_DAYS = 7  # between two questions for a backup disk, until it is chosen or declined

T = TypeVar("T")


TOLD = "backups.told"  # key of the settings: names of backups with a date that cannot be right
ASKED = "backup.asked"  # key of the settings: the day on which a backup disk was asked for last


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at the backups came to: `made` one, `fault` of what is in it.

    `ahead` are backups of a day to come, and `saved` is the last act if it is of one: the clock was wrong, or is.
    And the second place as it is now, what went wrong there, and whether it is long ago.
    """

    made: bool = False
    fault: str = ""
    ahead: tuple[str, ...] = ()
    saved: datetime | None = None
    place: SecondPlace | None = None
    trouble: Exception | None = None
    overdue: bool = False


class AutoBackup(QObject):
    """Tells the status bar; `begin` lets it make the backup of the day as well.

    `doubted` with what is to be looked after, `failed` with what is wrong with the backups themselves, `asked` with a question
    that the settings answer, `changed` when there is something new to show, `held_found` with backups that hold erased persons.
    One task runs at a time: what a person asks for meanwhile waits its turn; what the clock wants is left, for it comes again.
    """

    doubted = Signal(str)
    failed = Signal(str)
    asked = Signal(str)
    changed = Signal()
    held_found = Signal(object)

    def __init__(self, place: AppContext, status: StatusBar, parent: QObject) -> None:
        super().__init__(parent)
        self._place, self._status = place, status
        self._task: Task | None = None
        self._asked = False  # whether somebody asked for the task that runs
        self._waiting: dict[str, Callable[[], None]] = {}  # what was asked for while another task ran, by its name
        self._warned = self._reminded = self._looked = False
        self._waited = 0
        self._later, self._quiet = QTimer(self), QTimer(self)
        self._later.timeout.connect(self.daily)
        self._quiet.timeout.connect(self.rehearse_when_quiet)
        status.backup_wanted.connect(self.back_up)
        # queued: what the task that ended came to is taken before the next one begins
        place.tasks.changed.connect(self._go_on, Qt.ConnectionType.QueuedConnection)
        self.look()

    # --- what is remembered

    @property
    def path(self) -> Path | None:
        """The file that is looked after."""
        file = self._place.database.file
        return file.path if file is not None else None

    @property
    def second(self) -> SecondPlace | None:
        """The second place, as it is remembered."""
        return second_place.kept_in(self._place.settings.get(KEPT), self.path) if self.path is not None else None

    @property
    def declined(self) -> bool:
        """Whether the person wants no second place."""
        kept = self._place.settings.get(KEPT, {})
        return isinstance(kept, dict) and kept.get(str(self.path)) is NONE_WANTED

    def _keep_second(self, place: SecondPlace | None, *, declined: bool = False) -> None:
        kept = dict(self._place.settings.get(KEPT, {}))
        kept.pop(str(self.path), None)
        if place is not None or declined:
            kept[str(self.path)] = place.kept() if place is not None else NONE_WANTED
        self._place.settings.put(KEPT, kept or None)
        self.changed.emit()

    # --- what is done

    def look(self) -> None:
        """Tell the status bar what the file is and when it was copied last."""
        database, place = self._place.database, self.second

        def work(_progress: Progress) -> tuple[bool, datetime | None, bool]:
            with database.reading() as connection:
                own = backups.of_this_history(connection, self._found())
                overdue = place is not None and second_place.is_overdue(place, own, clock.now())
                return settings.is_sample(connection), own[0].time if own else None, overdue

        def done(seen: tuple[bool, datetime | None, bool]) -> None:
            sample, when, overdue = seen
            self._status.tell_file(sample, when, second_words(place) if place is not None else "", overdue=overdue)
            self.changed.emit()

        self._place.tasks.read(work, done, receiver=self)

    def begin(self) -> None:
        """Make a backup a day from now on, the first a minute after the start, when the window is long in use."""
        QTimer.singleShot(FIRST, self, self.daily)
        self._later.start(AGAIN)
        self._quiet.start(QUIET)

    def daily(self) -> None:
        """Make a backup in the background unless one was made today, or nothing was written since the last.

        What is not on the backup disk yet is copied there, if it is plugged in.
        """
        database, begun = self._place.database, not self._looked

        def work(place: SecondPlace | None, progress: Progress) -> Looked:
            with database.reading() as connection:
                found, now = self._found(), clock.now()
                due, saved = backups.is_due(connection, found, now, begun=begun), _saved_ahead(connection, now)
            fault = ""
            if due:
                fault = back_up(database, progress)[1]
                attachments.sweep(database, clock.today())
            ahead = tuple(info.path.name for info in backups.dated_ahead(found, now))
            return self._on_the_second(Looked(due, fault, ahead, saved, place), progress)

        def done(looked: Looked) -> None:
            self._looked = True
            if not self._take(looked):
                self._question()

        self._start(_("每日备份"), work, done, asked=False)

    def back_up(self) -> None:
        """Make a verified copy of the database beside it, now, and bring it to the backup disk."""
        database = self._place.database

        def work(place: SecondPlace | None, progress: Progress) -> tuple[Path, Looked]:
            made, fault = back_up(database, progress)
            return made, self._on_the_second(Looked(True, fault, place=place), progress)

        def done(result: tuple[Path, Looked]) -> None:
            made, looked = result
            words = _("已备份到 {file}，并核对无误").format(file=made)
            if looked.place is not None and looked.trouble is None:
                words = _("已备份到 {file}，并复制到备份盘，都核对无误").format(file=made)
            if looked.trouble is not None:
                self.doubted.emit(clauses((words, trouble_of(looked.trouble).sentence)))
            elif not looked.fault:
                self._place.say(words)
            self._take(replace(looked, trouble=None))

        self._start(_("备份数据库"), work, done)

    def use_second(self, folder: Path) -> None:
        """Use a folder as the second place from now on, and copy the newest backup there at once."""
        database, path = self._place.database, self.path
        assert path is not None

        def work(_before: SecondPlace | None, progress: Progress) -> Looked:
            with database.reading() as connection:
                number = installation(connection)
                known = backups.of_this_history(connection, self._found())
            place = second_place.choose(path, folder, number)
            fault = back_up(database, progress)[1] if not known else ""
            return self._on_the_second(Looked(not known, fault, place=place), progress)

        def done(looked: Looked) -> None:
            self._keep_second(looked.place)
            if looked.trouble is None:
                self._place.say(_("以后插上这个备份盘，备份就自动复制过去；最近的一份已经在那里，并核对无误"))
            self._take(looked, tell=True)

        self._start(_("复制到备份盘"), work, done)

    def decline_second(self) -> None:
        """Do without a second place, and ask for none any more."""

        def decline() -> None:
            self._keep_second(None, declined=True)
            self.look()

        self._in_turn(_("不用备份盘"), decline)

    def lock_readable(self) -> None:
        """Make locked ones of the backups in the clear."""
        self._treat_readable(_("给备份加锁"), readable_backups.lock_them)

    def remove_readable(self) -> None:
        """Remove the backups in the clear, once a locked one was verified."""
        self._treat_readable(_("删除没有加锁的备份"), readable_backups.remove_them)

    def _treat_readable(self, name: str, work: Callable[[Database, SecondPlace | None, Progress], str]) -> None:
        database = self._place.database

        def done(words: str) -> None:
            self._place.say(words)
            self.changed.emit()
            self.look()

        self._start(name, lambda place, progress: work(database, place, progress), done)

    def find_held(self) -> None:
        """Look which backups still hold erased persons."""
        database = self._place.database
        self._place.tasks.read(lambda _progress: still_held(database), self.held_found.emit, receiver=self, slot="held")

    def remove_held(self) -> None:
        """Remove the backups in which erased persons are, after another one, which the backup disk gets as well."""
        database = self._place.database

        def work(place: SecondPlace | None, progress: Progress) -> tuple[str, Looked]:
            words = remove_held(database, progress)
            return words, self._on_the_second(Looked(made=True, place=place), progress)

        def done(result: tuple[str, Looked]) -> None:
            self._place.say(result[0])
            self._take(result[1])
            self.find_held()

        self._start(_("删除旧备份"), work, done)

    def readable(self) -> str:
        """Which backups are in the clear although the database is locked, in a sentence; "" for none."""
        return readable_backups.told(readable_backups.of_database(self.path, self.second)) if self.path else ""

    def rehearse_when_quiet(self) -> None:
        """Rehearse a restore once a week, while the person does something else; after three hours of work all the same."""
        database, path = self._place.database, self.path
        self._waited += 1
        busy = self._place.window.isActiveWindow() and self._waited < PATIENCE
        if path is None or busy or self._place.tasks.running:
            return

        def work(_progress: Progress) -> bool:
            with database.reading() as connection:
                own = backups.of_this_history(connection, self._found())
                return not settings.is_sample(connection) and rehearsal.is_due(path, own, clock.now())

        self._place.tasks.read(work, lambda due: self.rehearse(asked=False) if due else None, receiver=self, slot="due")
        self._waited = 0

    def rehearse(self, *, asked: bool = True) -> None:
        """Bring the newest backup back in a place of its own and compare it with the file."""
        database = self._place.database

        def done(made: Rehearsal | None) -> None:
            self.changed.emit()
            if made is None:
                self.doubted.emit(_("还没有备份，没有什么可演练的；请先备份"))
            elif made.fault:
                words = _("恢复演练没有通过：{fault}（{name}）。请现在就另做一份备份，并把这句话告诉维护人员")
                self.failed.emit(words.format(fault=made.fault, name=made.backup))
            elif asked:
                self._place.say(_("恢复演练通过：{words}").format(words=rehearsed_words(made)))

        self._start(_("恢复演练"), lambda _second, progress: rehearse(database, progress), done, asked=asked)

    # --- its parts

    def _found(self) -> tuple[backups.BackupInfo, ...]:
        return backups.backups_of(self.path) if self.path is not None else ()

    def _on_the_second(self, looked: Looked, progress: Progress) -> Looked:
        """Copy there what is not there yet; a disk that is not plugged in is no trouble until it is long ago."""
        place, database = looked.place, self._place.database
        if place is None:
            return looked
        file = opened_file(database.engine)
        with database.reading() as connection:
            own = backups.of_this_history(connection, self._found())
        trouble: Exception | None = None
        try:
            if own and second_place.is_behind(place, own[0]):
                place = second_place.copy_there(place, file.path, own[0], key=file.key, progress=progress)
        except (DatabaseError, OSError) as error:
            trouble = error
        overdue = second_place.is_overdue(place, own, clock.now())
        return replace(looked, place=place, trouble=trouble, overdue=overdue)

    def _take(self, looked: Looked, *, tell: bool = False) -> bool:
        """Keep what is known of the second place now, and say what is to be said of the backups; whether something was."""
        if looked.place is not None and looked.place != self.second:
            self._keep_second(looked.place)
        if looked.made or looked.place is not None:
            self.look()
        if looked.fault:
            words = _("备份做好了，但里面的内容与写下时不同：{fault}。请用“检查”（check）核对，旧的备份都留着")
            self.failed.emit(words.format(fault=looked.fault))
            return True
        absent = isinstance(looked.trouble, second_place.Absent)
        if looked.trouble is not None and (tell or not absent):
            self.doubted.emit(trouble_of(looked.trouble).sentence)
            return True
        if looked.overdue and looked.place is not None and not self._reminded:
            self._reminded = True
            self.asked.emit(overdue_words(looked.place))
            return True
        doubt = self._doubt(looked)
        if doubt:
            self.doubted.emit(doubt)
        return bool(doubt)

    def _question(self) -> None:
        """Ask for a second place where there is none, once a week until it is answered."""
        kept = self._place.settings
        with self._place.database.reading() as connection:
            sample = settings.is_sample(connection)
        if sample or self.second is not None or self.declined or self.path is None:
            return
        if _days_since(str(kept.get(ASKED, ""))) < ASK_DAYS:
            return
        kept.put(ASKED, clock.today().isoformat())
        self.asked.emit(
            _("备份和数据在同一块盘上，电脑坏了或丢了就都没有了；用一个优盘或移动硬盘作备份盘，插上就自动复制")
        )

    def _doubt(self, looked: Looked) -> str:
        """What is to be said of a clock that was wrong, or is; each thing once."""
        told = self._place.settings.get(TOLD, [])
        strange = [name for name in looked.ahead if name not in told]
        if strange:
            self._place.settings.put(TOLD, [*told, *strange])
            words = _("备份“{name}”的日期在今天以后，不算今天的备份；请核对电脑的日期，备份照常每天做")
            return words.format(name=strange[0])
        if looked.saved is not None and not self._warned:
            self._warned = True
            words = _("电脑的日期是 {today}，而最近一次保存是 {last}；请核对电脑的日期")
            return words.format(today=f"{clock.today():%Y-%m-%d}", last=f"{looked.saved:%Y-%m-%d}")
        return ""

    def _start(
        self,
        name: str,
        work: Callable[[SecondPlace | None, Progress], T],
        done: Callable[[T], None],
        *,
        asked: bool = True,
    ) -> None:
        """Work, in its turn, with the second place as it is by then."""

        def begin() -> None:
            place = self.second
            self._asked = asked
            self._task = self._place.tasks.each(lambda progress: work(place, progress), done, receiver=self, name=name)

        self._in_turn(name, begin, asked=asked)

    @property
    def on_request(self) -> bool:
        """Whether what is done now, or was done last, is what somebody asked for."""
        return self._asked

    def pending(self) -> list[str]:
        """What somebody asked for that is not done yet."""
        running = self._running
        return [*([running.name] if running is not None and self._asked else []), *self._waiting]

    @property
    def _running(self) -> "Task | None":
        return self._task if self._task in self._place.tasks.running else None

    def _in_turn(self, name: str, act: Callable[[], None], *, asked: bool = True) -> None:
        """Do it once nothing else is being done; what waits already is done once, where it was asked for last."""
        running = self._running
        if running is None and not self._waiting:
            act()
        elif asked:
            self._waiting.pop(name, None)
            self._waiting[name] = act
            if running is not None:
                words = _("“{name}”等“{running}”结束后就开始")
                self._place.say(words.format(name=name, running=running.name))

    def _go_on(self) -> None:
        """Do what waits, until it is a task that takes its time."""
        while self._waiting and self._running is None:
            self._waiting.pop(next(iter(self._waiting)))()


def _saved_ahead(connection: Any, now: datetime) -> datetime | None:
    """When the last act was saved, if that is a day to come."""
    last = history.change_sets(connection, 1)
    return last[0].time if last and last[0].time.date() > now.date() else None


def second_words(place: SecondPlace) -> str:
    """When a backup was brought to the second place last."""
    return _("备份盘 {when}").format(when=time_words(place.made)) if place.made is not None else _("备份盘上还没有")


def overdue_words(place: SecondPlace) -> str:
    """That it is long ago."""
    if place.made is None:
        return _("备份盘（{folder}）上还没有备份，请插上").format(folder=place.folder)
    words = _("备份盘（{folder}）上最近的备份是 {when} 的，请插上，会自动补上")
    return words.format(folder=place.folder, when=f"{place.made:%Y-%m-%d}")


def rehearsed_words(made: Rehearsal) -> str:
    """What a rehearsal found."""
    if made.fault:
        return made.fault
    words = _("第 {act} 步的备份恢复后，{rows} 行、{files} 个附件都相同，用了 {seconds} 秒")
    return words.format(act=f"{made.act:,}", rows=f"{made.rows:,}", files=f"{made.attachments:,}", seconds=made.seconds)


def _days_since(day: str) -> int:
    """How many days ago an ISO day was; a day of a wrong clock is long ago."""
    try:
        days = (clock.today() - date.fromisoformat(day)).days
    except ValueError:
        return ASK_DAYS
    return days if days >= 0 else ASK_DAYS
