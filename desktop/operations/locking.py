"""Turning the lock of a file on and off, and who may open it: what the window and the command do alike."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from desktop.drafts.draft_store import DraftStore
from desktop.operations import readable_backups
from models import clock
from models.access import passphrases
from models.access.rights import LOCK, Right
from models.database import key_files, key_slots, locking, recovery_sheet
from models.database.database import Database
from models.database.engine import opened_file
from models.database.errors import WrongPassphrase, WrongSecret
from models.database.key_slots import PASSPHRASE, SHEET, DataKey, KeySet
from models.database.policies import threshold_on
from models.database.settings import is_sample, setting
from models.progress import SILENT, Progress
from models.words import _, clauses

ASKED = 2  # groups of a new sheet that are typed back
ASKED_DAYS = 7  # between two questions whether the sheet is there
SHEET_SEEN, SHEET_ASKED = (
    "lock.sheet",
    "lock.sheet-asked",
)  # in the file: what is known of the sheet; when it was asked for
_WEAK = ("password", "12345678", "88888888", "qwertyui", "11111111", "00000000", "admin123", "a1234567", "abcd1234")

_T = TypeVar("_T")


class Unfit(Exception):  # noqa: N818 - a state of what was typed, said as a sentence
    """What was typed cannot be used."""


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A recovery sheet that counts once two of its groups were typed back: `asked` are their numbers, from 1."""

    name: str
    secret: bytes = field(repr=False)
    asked: tuple[int, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """What is printed."""
        return recovery_sheet.spelled(self.secret)

    def wrong(self, typed: Mapping[int, str]) -> tuple[int, ...]:
        """Which of the asked groups were not typed as they are printed."""
        return tuple(
            number
            for number in self.asked
            if recovery_sheet.read_group(number, typed.get(number, "")) != self.secret[2 * number - 2 : 2 * number]
        )

    def check(self, typed: Mapping[int, str]) -> None:
        """Raise Unfit where a group differs: a sheet nobody has is no way back."""
        wrong = self.wrong(typed)
        if wrong:
            words = _("第 {groups} 组与恢复纸上的不同，没有加锁；请照着纸再输一次")
            raise Unfit(words.format(groups="、".join(map(str, wrong))))


def new_sheet(path: Path) -> NewSheet:
    """A sheet for a file, named by its day, not as one it has."""
    day = clock.today().isoformat()
    taken = {slot.name for keys in key_files.slots_beside(path) for slot in keys.sheets}
    name = next(free for free in (day, *(f"{day}-{n}" for n in range(2, 1000))) if free not in taken)
    asked = sorted(secrets.SystemRandom().sample(range(1, recovery_sheet.GROUPS + 1), ASKED))
    return NewSheet(name, recovery_sheet.new_secret(), tuple(asked))


def check_passphrase(passphrase: str, again: str, name: str) -> None:
    """Raise Unfit for a passphrase that is too short, known to everybody, or was typed in two ways."""
    plain = passphrase.strip()
    if not name.strip():
        raise Unfit(_("请写明是谁的口令"))
    if len(plain) < passphrases.SHORTEST:
        raise Unfit(_("口令至少 {count} 个字符；几个词连起来最好记").format(count=passphrases.SHORTEST))
    if plain.casefold() in (*_WEAK, name.casefold()) or len(set(plain)) < passphrases.SHORTEST // 2:
        raise Unfit(_("这个口令太容易猜到，请换一个"))
    if passphrases.folded(passphrase) != passphrases.folded(again):
        raise Unfit(_("两次输入的口令不同，请再输一次"))


def turn_on(path: Path, name: str, passphrase: str, sheet: NewSheet, progress: Progress = SILENT) -> str:
    """Lock a closed file for a person, with a sheet that was typed back; what is said of it."""
    key, today = key_slots.new_key(), clock.today()
    keys = key_slots.with_passphrase(key_slots.new_set(key), key, name.strip(), passphrase, today)
    waits = locking.lock(path, key_slots.with_sheet(keys, key, sheet.name, sheet.secret, today), key, progress)
    waits = _drafts_waiting(path) or waits
    words = _("“{name}”已加锁；请收好恢复纸") if waits else _("“{name}”已加锁，连同附件和旁边的备份；请收好恢复纸")
    left = readable_backups.told(readable_backups.of_database(path))
    advice = _("可在设置的“加锁”里给它们加锁或删除") if left else ""
    return clauses((words.format(name=path.name), waits, left, advice))


def _drafts_waiting(path: Path) -> str:
    """Lock the drafts as the file is now, and say where that must wait: the lock has changed whatever becomes of them."""
    try:
        DraftStore(path).renew()
    except OSError:
        return locking.waiting()
    return ""


def turn_off(path: Path, progress: Progress = SILENT) -> str:
    """Take the lock off a closed file that is unlocked; raises as locking.take_off does, and OSError: it is on then."""
    drafts = DraftStore(path)
    try:
        drafts.renew(in_the_clear=True)  # first: a file without a lock has nothing to open them with
        locking.take_off(path, progress)
    except BaseException:
        with suppress(OSError):
            drafts.renew()
        raise
    return _("“{name}”的锁已去掉；以前的备份仍用当时的口令打开").format(name=path.name)


def change_key(path: Path, progress: Progress = SILENT) -> str:
    """Give a closed file another key."""
    waits = locking.rekey(path, progress=progress)
    words = _("“{name}”已换钥匙；口令和恢复纸照旧，以前的备份仍用当时的").format(name=path.name)
    return clauses((words, _drafts_waiting(path) or waits))


def set_passphrase(path: Path, name: str, passphrase: str) -> str:
    """Let a person open a file that is unlocked, or give who may another passphrase."""
    known = name.strip() in _keys(path).persons

    def changed(keys: KeySet, key: DataKey) -> KeySet:
        return key_slots.with_passphrase(keys, key, name.strip(), passphrase, clock.today())

    locking.change_slots(path, changed)
    words = _("{name} 的口令已更改") if known else _("{name} 现在也能打开；请本人记住口令")
    return words.format(name=name.strip())


def set_sheet(path: Path, sheet: NewSheet) -> str:
    """Add a sheet that was typed back; those there were open it no more from here on."""

    def changed(keys: KeySet, key: DataKey) -> KeySet:
        for old in keys.sheets:
            keys = key_slots.without(keys, SHEET, old.name)
        return key_slots.with_sheet(keys, key, sheet.name, sheet.secret, clock.today())

    locking.change_slots(path, changed)
    return _("新的恢复纸已生效；旧的请销毁")


@dataclass(frozen=True, slots=True)
class SheetCheck:
    """What is known of the sheet of a file: its name, when it was seen last (made, typed or found), and where it is said to be."""

    name: str
    seen: date
    place: str = ""


def sheet_of(database: Database) -> SheetCheck | None:
    """What is known of the sheet of an open file; None where it has no lock or no sheet."""
    file = opened_file(database.engine)
    keys = key_files.keys_of(file.path, file.key)
    if keys is None or not keys.sheets:
        return None
    slot = keys.sheets[-1]
    with database.reading_whole() as connection:
        kept = setting(connection, SHEET_SEEN)
    if isinstance(kept, dict) and kept.get("sheet") == slot.name:
        with suppress(ValueError, KeyError):
            return SheetCheck(slot.name, date.fromisoformat(kept["day"]), str(kept.get("place", "")))
    return SheetCheck(slot.name, slot.made)


def sheet_to_check(database: Database) -> SheetCheck | None:
    """The sheet whose turn it is to be looked for, asked of who may change the lock, and once a week; noted as asked."""
    if database.may(Right(LOCK)):
        return None
    found, today = sheet_of(database), clock.today()
    if found is None:
        return None
    with database.reading_whole() as connection:
        days = threshold_on(connection, "trust.sheet-check-days", today)
        asked = setting(connection, SHEET_ASKED)
        sample = is_sample(connection)
    if sample or 0 <= (today - found.seen).days < days or _days_since(asked, today) < ASKED_DAYS:
        return None
    database.keep(SHEET_ASKED, today.isoformat())
    return found


def _days_since(day: object, today: date) -> int:
    """How many days ago an ISO day was; a day of a wrong clock is long ago."""
    try:
        days = (today - date.fromisoformat(str(day))).days
    except ValueError:
        return ASKED_DAYS
    return days if days >= 0 else ASKED_DAYS


def confirm_sheet(database: Database, typed: str = "", place: str = "") -> str:
    """Note that the sheet is there: its groups were `typed` and open the file, or somebody says where it is; what is said of it.

    Raises NotAllowed, Unfit where neither was given or a group is wrong, WrongSecret where it is another sheet.
    """
    database.require(Right(LOCK))
    found = sheet_of(database)
    if found is None:
        raise Unfit(_("没有恢复纸；请先换一张恢复纸"))
    if typed.strip():
        _check_sheet(database, typed)
    elif not place.strip():
        raise Unfit(_("请照着恢复纸输入八组字符，或写明它放在哪里"))
    if recovery_sheet.holds_a_group(place):
        raise Unfit(_("恢复纸上的字符不能记在这里，没有记下；请只写它放在哪里"))
    where = place.strip() or found.place
    database.keep(SHEET_SEEN, {"sheet": found.name, "day": clock.today().isoformat(), "place": where})
    return _("恢复纸已核对，能打开数据库") if typed.strip() else _("已记下恢复纸放在：{place}").format(place=where)


def _check_sheet(database: Database, typed: str) -> None:
    file = opened_file(database.engine)
    keys = key_files.keys_of(file.path, file.key)
    read = recovery_sheet.read(typed)
    if read.wrong or read.missing:
        words = _("第 {groups} 组有误或没有输入，请照着纸核对")
        raise Unfit(words.format(groups="、".join(map(str, sorted((*read.wrong, *read.missing))))))
    opened = key_slots.opened_by(keys, typed) if keys is not None else None
    if opened is None or opened[1].kind != SHEET:
        raise WrongSecret(_("这张恢复纸打不开现在的数据库，可能是以前的；请找出现在的，或换一张"))


def check_may_go(path: Path, name: str) -> None:
    """Raise Unfit for a person who has no passphrase, or is the only one who has."""
    persons = _keys(path).persons
    if name not in persons:
        raise Unfit(_("没有“{name}”的口令；有口令的是：{names}").format(name=name, names="、".join(persons)))
    if len(persons) == 1:
        raise Unfit(_("“{name}”是唯一有口令的人；请先给别人加上口令").format(name=name))


def shut_out(path: Path, name: str, progress: Progress = SILENT) -> str:
    """Give a closed file another key that a person's passphrase does not open; raises Unfit for the last or an unknown one."""
    check_may_go(path, name)
    waits = locking.rekey(path, lambda keys, _key: key_slots.without(keys, PASSPHRASE, name), progress)
    words = _("{name} 的口令已不能打开“{file}”；他手里以前的备份仍能用当时的口令打开")
    return clauses((words.format(name=name, file=path.name), _drafts_waiting(path) or waits))


def _keys(path: Path) -> KeySet:
    keys = key_files.keys_of(path, key_files.key_of(path))
    if keys is None:
        raise Unfit(_("“{name}”没有加锁").format(name=path.name))
    return keys


def standing(path: Path) -> tuple[str, ...]:
    """Whether a file is locked and who opens it, in words; nothing secret is needed for that."""
    if not path.exists() or not key_files.is_locked(path):
        return (_("没有加锁：拿到这台电脑或备份的人都能读到里面的号码"),)
    lines = [_("已加锁")]
    for keys in key_files.slots_for(path):
        words = _("口令：{name}（{day} 起）"), _("恢复纸：{name}")
        lines += [words[slot.kind == SHEET].format(name=slot.name, day=slot.made.isoformat()) for slot in keys.slots]
    return tuple(lines)


class Attempts:
    """Wrong secrets one after the other make the next wait longer, up to half a minute; nobody is ever shut out."""

    _FREE, _LONGEST = 3, 30.0

    def __init__(self) -> None:
        self.wrong = 0

    @property
    def pause(self) -> float:
        """Seconds until the next attempt."""
        return 0.0 if self.wrong < self._FREE else min(self._LONGEST, 2.0 ** (self.wrong - self._FREE))

    def count(self, attempt: Callable[[], _T]) -> _T:
        """What an attempt gives; raises WrongSecret or WrongPassphrase as it does, and knows of it from then on."""
        try:
            made = attempt()
        except (WrongSecret, WrongPassphrase):
            self.wrong += 1
            raise
        self.wrong = 0
        return made

    def unlock(self, path: Path, typed: str) -> key_slots.Slot:
        """Open the lock; raises WrongSecret, with the slip of a sheet where it can be told."""
        return self.count(lambda: _unlock(path, typed))


def _unlock(path: Path, typed: str) -> key_slots.Slot:
    read = recovery_sheet.read(typed) if recovery_sheet.looks_like_one(typed) else None
    try:
        return key_files.unlock(path, typed)
    except WrongSecret as error:
        if read is not None and read.wrong:
            words = _("恢复纸第 {groups} 组有误，请照着纸核对")
            raise WrongSecret(words.format(groups="、".join(map(str, read.wrong)))) from error
        raise
