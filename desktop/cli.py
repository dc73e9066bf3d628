"""The command line: what is asked for, and which command does it."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from desktop.arguments import declared
from desktop.commands.wrong_calls import wrong_call
from models import clock
from models.memory import uncollected
from models.words import LANGUAGES, _, use_language

WITHOUT_DATABASE = ("codes", "template", "manual")
AS_IT_STANDS = (*WITHOUT_DATABASE, "diagnose")  # nobody is asked for a passphrase
DATABASE = ".db"


class Parser(argparse.ArgumentParser):
    """An argument parser that answers in the person's language."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command and how it is written, and end with 2."""
        from desktop.commands.common import WRONG_CALL, say

        say(wrong_call(message, _options_of(self)))
        say(_("正确写法：{usage}").format(usage=self.format_usage().removeprefix("usage: ").strip()))
        raise SystemExit(WRONG_CALL)


def _options_of(asked: argparse.ArgumentParser) -> set[str]:
    """Every option of a command and of those below it."""
    known: set[str] = set()
    for action in asked._actions:  # noqa: SLF001 - argparse tells nowhere else
        known.update(action.option_strings)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - see above
            known.update(*(_options_of(each) for each in action.choices.values()))
    return known


def parser(*, verbs: bool = True) -> argparse.ArgumentParser:
    """See arguments.declared: the parser that answers in the person's language."""
    return declared(Parser, verbs=verbs)


def _command_of(verb: str) -> Callable[[Path, argparse.Namespace], int | None]:
    """The function of a verb; its code is imported when it is asked for."""
    if verb == "import":
        from desktop.commands.importing import run_import

        return run_import
    if verb == "act":
        from desktop.commands.acting import run_act

        return run_act
    if verb in ("list", "export", "template", "codes", "attach", "photos"):
        from desktop.commands import attaching, listing

        return {
            "attach": attaching.run_attach, "photos": attaching.run_photos,
            "list": listing.run_list, "export": listing.run_export, "template": listing.run_template,
            "codes": listing.run_codes,
        }[verb]  # fmt: skip
    if verb in ("report", "figures", "manual"):
        from desktop.commands import figures, manual, printing

        return {"report": printing.run_report, "figures": figures.run_figures, "manual": manual.run_manual}[verb]
    if verb in ("user", "role"):
        from desktop.commands import users

        return {"user": users.run_user, "role": users.run_role}[verb]
    from desktop.commands import erasing, maintenance, unlocking

    return {
        "demo": maintenance.run_demo, "history": maintenance.run_history, "undo": maintenance.run_undo, "redo": maintenance.run_redo,
        "check": maintenance.run_check, "backup": maintenance.run_backup, "restore": maintenance.run_restore,
        "lock": unlocking.run_lock, "audit": unlocking.run_audit, "diagnose": maintenance.run_diagnose,
        "recover": maintenance.run_recover, "erased": erasing.run_erased, "fold": erasing.run_fold,
    }[verb]  # fmt: skip


def _prepared(arguments: Sequence[str]) -> list[str]:
    """The arguments, where `--order -age` is one: argparse would take -age for an option of its own."""
    words: list[str] = []
    for word in arguments:
        if words and words[-1] == "--order" and word.startswith("-"):
            words[-1] = f"--order={word}"
        else:
            words.append(word)
    return words


def _named(words: list[str]) -> list[str]:
    """A database alone is opened: so the desktop asks when its icon is clicked."""
    alone = len(words) == 1 and words[0].lower().endswith(DATABASE) and Path(words[0]).is_file()
    return ["--database", *words] if alone else words


def _language_in(arguments: Sequence[str]) -> str:
    """The language asked for, known before the help is written in it."""
    for place, word in enumerate(arguments):
        asked = word.partition("=")[2] if word.startswith("--language=") else ""
        if word == "--language" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        if asked in LANGUAGES:
            return asked
    return "zh_CN"


def _opens_window(words: Sequence[str]) -> bool:
    """Whether nothing but the window is asked for, and rightly: options of the program alone, each with its value."""
    rest = list(words)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        value = value if equals or not rest else rest.pop(0)
        if (
            not value
            or value.startswith("-")
            or (name != "--database" and (name != "--language" or value not in LANGUAGES))
        ):
            return False
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return the exit status.

    0 done, 1 refused or rejected rows, 2 wrong call or unreadable file, 130 or 143 ended by Ctrl+C or SIGTERM.
    """
    open_streams()
    typed = _prepared(sys.argv[1:] if arguments is None else arguments)
    words = _named(typed)
    use_language(_language_in(words))
    given = parser(verbs=not _opens_window(words)).parse_args(words)
    with uncollected():  # reading code lets nothing go; looking through it again costs a sixth of the start
        from desktop import program_log
        from desktop.commands.common import guarded
    with program_log.logged(program_log.folder()):
        return guarded(lambda: _run(given, clicked=words != typed))


def _run(given: argparse.Namespace, *, clicked: bool) -> int:
    from desktop.commands.common import DONE
    from models.database import location

    clock.told()  # a wrong day is said before anything is done
    path: Path = given.database or (Path() if given.verb in WITHOUT_DATABASE else location.default_database())
    if given.verb is None:
        named = given.database is not None or location.told() is not None
        return _open_window(path, given.language, movable=not named, asking=given.database is None or clicked)
    if given.verb not in WITHOUT_DATABASE and not getattr(given, "known", False):
        from desktop.commands import signing_in
        from desktop.commands.unlocking import unlock

        for file in (path, *((given.source,) if given.verb == "restore" else ())):
            if given.verb not in AS_IT_STANDS:
                unlock(file, given.passphrase_fd)
        signing_in.call = signing_in.Call(given.user, given.passphrase_fd)
    return _command_of(given.verb)(path, given) or DONE


def open_streams() -> None:
    """Speak UTF-8 wherever we run; a program started without a terminal, or with its output closed, speaks to nobody."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - kept to the end
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _open_window(path: Path, language: str, *, movable: bool, asking: bool) -> int:
    gc.disable()  # until the window looks for cycles itself
    try:
        from desktop.app import run

        return run(path, language, movable=movable, asking=asking)
    finally:
        gc.enable()
