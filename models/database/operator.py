"""Who works with the program: the name on papers and in the change log, which the account of the system need not tell."""

import os

from models.account import NOBODY, account, full_name
from models.database.location import chosen
from models.words import _

VARIABLE = "SHUANGYUAN_OPERATOR"
KEPT = "operator"  # key of the settings
LONGEST = 30  # characters
_ACCOUNT = "@"  # before the name of the account, which the log keeps of what nobody signed


def told() -> str:
    """The name the environment gives."""
    return os.environ.get(VARIABLE, "").strip()


def operator() -> str:
    """SHUANGYUAN_OPERATOR, else the name in the settings; "" while nobody told one."""
    name = chosen(KEPT)
    return told() or (name.strip() if isinstance(name, str) else "")


def suggested() -> str:
    """What to offer where the name is asked for."""
    return operator() or full_name()


def logged(name: str) -> str:
    """What the log keeps of whoever works here: the name, else the account, marked as one."""
    return name or f"{_ACCOUNT}{account()}"


def signed(user: str) -> str:
    """Who did something, from what the log kept: an account is no person (earlier logs kept its name without a mark)."""
    nobody = not user or user.startswith(_ACCOUNT) or user.casefold() in NOBODY
    return _("未署名") if nobody else user
