"""lock, audit, and the question for a passphrase before any other command: read from the terminal or a descriptor, never an argument."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from desktop.commands.common import DONE, REFUSED, opened, progress, say
from desktop.commands.signing_in import Ask, asking
from desktop.commands.wrong_calls import WrongCall
from desktop.operations import auditing, locking, readable_backups
from desktop.operations.locking import Attempts, NewSheet, Unfit
from models import clock
from models.access.rights import LOCK, USERS, Right
from models.database import auditor, key_files, operator, recovery_sheet
from models.database.errors import WrongSecret
from models.database.settings import school_name
from models.words import _

TRIES = 3


def _asking(descriptor: int | None) -> Ask:
    return asking(
        descriptor, _("数据库已加锁；没有终端可以问口令，请用 --passphrase-fd 指定从哪个描述符读（0 为标准输入）")
    )


def unlock(path: Path, descriptor: int | None) -> None:
    """Ask for what opens a file until it is open; nothing is asked for one that is open or has no lock. Raises WrongSecret."""
    if not path.is_file() or not key_files.waits(path):
        return
    ask, attempts = _asking(descriptor), Attempts()
    tries = TRIES if descriptor is None else 1
    while True:
        try:
            attempts.unlock(path, ask(_("“{name}”的口令或恢复纸").format(name=path.name)))
        except WrongSecret as error:
            if attempts.wrong >= tries:
                raise
            say(error.sentence)
            time.sleep(attempts.pause)
        else:
            return


def run_lock(path: Path, given: argparse.Namespace) -> int:
    """Say how a file is locked, or change that."""
    if given.change is None:
        lines = (*locking.standing(path), readable_backups.told(readable_backups.of_database(path)))
        print("\n".join(filter(None, lines)))
        return DONE
    if given.change in ("backups", "check"):
        return _backups(path, remove=given.delete) if given.change == "backups" else _check_sheet(path, given)
    with opened(
        path, write=True
    ) as database:  # refuses what is no file of ours, or is open elsewhere; brings an older one up to date
        if given.change != "passphrase" or _name(given) != database.operator:
            database.require(Right(LOCK))
        locked = key_files.is_locked(path)
    if locked == (given.change == "on"):
        say(_("“{name}”已经加锁").format(name=path.name) if locked else _("“{name}”没有加锁").format(name=path.name))
        return REFUSED
    try:
        say(_CHANGES[given.change](path, given))
    except Unfit as error:
        say(str(error))
        return REFUSED
    return DONE


def _backups(path: Path, *, remove: bool) -> int:
    """Make locked ones of the backups in the clear, or remove these once a locked one was verified."""
    with opened(path, write=True) as database:
        database.require(Right(LOCK))
        found = readable_backups.of_database(path)
        if not found:
            say(_("没有不加锁的备份") if key_files.is_locked(path) else _("“{name}”没有加锁").format(name=path.name))
            return DONE if key_files.is_locked(path) else REFUSED
        work = readable_backups.remove_them if remove else readable_backups.lock_them
        say(work(database, progress=progress()))
    return REFUSED if readable_backups.of_database(path) else DONE


def _check_sheet(path: Path, given: argparse.Namespace) -> int:
    """Note that the recovery sheet is there still: typed as a whole, or where it is."""
    ask = _asking(given.passphrase_fd)
    try:
        with opened(path, write=True) as database:
            database.require(Right(LOCK))  # before anybody types
            answer = ask(_("照着恢复纸输入八组字符，或写明它放在哪里"))
            typed = answer if recovery_sheet.holds_a_group(answer) else ""
            say(locking.confirm_sheet(database, typed, "" if typed else answer))
    except (Unfit, WrongSecret) as error:
        say(str(error))
        return REFUSED
    return DONE


def _on(path: Path, given: argparse.Namespace) -> str:
    ask, name = _asking(given.passphrase_fd), _name(given)
    passphrase = _new_passphrase(ask, name)
    return locking.turn_on(path, name, passphrase, _typed_back(path, given, ask), progress())


def _name(given: argparse.Namespace) -> str:
    name = given.name or operator.operator()
    if not name:
        raise WrongCall(_("请用 --name 写明是谁的口令"))
    return str(name)


def _new_passphrase(ask: Ask, name: str) -> str:
    passphrase = ask(_("{name} 的新口令").format(name=name))
    locking.check_passphrase(passphrase, ask(_("再输一次")), name)
    return passphrase


def _typed_back(path: Path, given: argparse.Namespace, ask: Ask) -> NewSheet:
    """A new sheet, handed over as a file or on the terminal, of which two groups came back."""
    sheet = locking.new_sheet(path)
    if given.sheet is None:
        say(_("请把恢复纸抄下来收好，丢失口令时只有它能打开："))
        say("　".join(f"{number}:{group}" for number, group in enumerate(sheet.groups, 1)))
    else:
        from desktop.reports.recovery_paper import recovery_paper
        from desktop.reports.report import render

        with opened(path) as database, database.reading() as connection:
            school = school_name(connection)
        render(recovery_paper(sheet.groups, school, path.name, sheet.name, clock.today()), given.sheet)
        say(_("恢复纸已写入 {file}；请打印收好，再删除这个文件").format(file=given.sheet))
    asked = "、".join(map(str, sheet.asked))
    say(_("请照着恢复纸输入第 {groups} 组").format(groups=asked))
    sheet.check({number: ask(_("恢复纸第 {number} 组").format(number=number)) for number in sheet.asked})
    return sheet


def _sheet(path: Path, given: argparse.Namespace) -> str:
    return locking.set_sheet(path, _typed_back(path, given, _asking(given.passphrase_fd)))


def _passphrase(path: Path, given: argparse.Namespace) -> str:
    name = _name(given)
    return locking.set_passphrase(path, name, _new_passphrase(_asking(given.passphrase_fd), name))


def run_audit(path: Path, given: argparse.Namespace) -> int:
    """Say how far a file is audited, let somebody be the auditor, or make his mark."""
    if given.change is None:
        with opened(path) as database, database.reading() as connection:
            print(auditing.words_of(auditor.standing(connection)))
        return DONE
    ask = _asking(given.passphrase_fd)
    try:
        with opened(path, write=True) as database:
            if given.change == "mark":
                say(auditing.mark(database, ask(_("审计人的口令"))))
            else:
                database.require(Right(USERS))  # before anybody is asked for a passphrase
                name = _name(given)
                passphrase = ask(_("{name} 的新口令").format(name=name))
                say(auditing.appoint(database, name, passphrase, ask(_("再输一次"))))
    except Unfit as error:
        say(str(error))
        return REFUSED
    return DONE


_CHANGES: dict[str, Callable[[Path, argparse.Namespace], str]] = {
    "on": _on,
    "off": lambda path, _given: locking.turn_off(path, progress()),
    "rekey": lambda path, _given: locking.change_key(path, progress()),
    "passphrase": _passphrase,
    "remove": lambda path, given: locking.shut_out(path, _name(given), progress()),
    "sheet": _sheet,
}
