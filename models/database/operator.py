"""Who works with the program: the name on papers and in the change log, which the account of the system need not tell."""

import os

from models.account import full_name
from models.database.location import chosen

VARIABLE = "SHUANGYUAN_OPERATOR"
KEPT = "operator"  # key of the settings
LONGEST = 30  # characters


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
