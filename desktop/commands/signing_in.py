"""Who calls a command: asked for where the file has users, once for all that the command opens; a file without users asks nothing."""

import getpass
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from desktop.commands.wrong_calls import WrongCall
from models.database import operator, signing_in
from models.database.database import Database
from models.words import _

Ask = Callable[[str], str]


def asking(descriptor: int | None, nobody: str) -> Ask:
    """How secrets are asked for: a line each from a descriptor, else without an echo at the terminal; raises WrongCall.

    `nobody` is what is said where there is neither.
    """
    if descriptor is not None:
        return _from_descriptor(descriptor)
    if sys.stdin is not None and sys.stdin.isatty():
        return lambda question: getpass.getpass(f"{question}：")

    def refuse(_question: str) -> str:
        raise WrongCall(nobody)

    return refuse


def _from_descriptor(descriptor: int) -> Ask:
    def ask(question: str) -> str:
        line = bytearray()
        try:
            while (one := os.read(descriptor, 1)) not in (b"", b"\n"):  # no further: the rest is for who asks next
                line += one
        except OSError as error:
            raise WrongCall(_("读不了描述符 {number}").format(number=descriptor)) from error
        if not line:
            raise WrongCall(_("描述符 {number} 里没有“{question}”").format(number=descriptor, question=question))
        return line.decode("utf-8", "replace").rstrip("\r")

    return ask


@dataclass
class Call:
    """Whom a command says it is called by, and where the passphrase is read; it is asked for once."""

    user: str | None = None
    descriptor: int | None = None
    _typed: str | None = field(default=None, repr=False)

    def sign_in(self, database: Database) -> None:
        """Sign in to a file that has users; raises WrongCall where nobody says who, WrongPassphrase."""
        if database.session is None or not database.session.is_nobody:
            return
        by_slot = signing_in.sign_in_by_slot(database, self.user)
        if by_slot is not None and self.user in (None, by_slot.name):
            return
        signing_in.sign_out(database)
        name = self.user or operator.operator()
        if not name:
            raise WrongCall(_("这个数据库有使用者；请加 --user 姓名"))
        if self._typed is None:
            words = _("这个数据库有使用者；没有终端可以问口令，请用 --passphrase-fd 指定从哪个描述符读（0 为标准输入）")
            self._typed = asking(self.descriptor, words)(_("{name} 的口令").format(name=name))
        signing_in.sign_in(database, name, self._typed)


call = Call()  # of this process, set before its command runs
