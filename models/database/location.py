"""Where this person's database is when no command says otherwise: told by the environment, remembered, or usual."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.database.errors import Missing
from models.words import _

VARIABLE = "SHUANGYUAN_DATABASE"
REMEMBERED = "database"  # key of the settings
NAME = "shuangyuan.db"
CITY, SCHOOL = "sample", "sample-school"  # the samples, by what the names of their files end with


def settings_file() -> Path:
    """Where what a person chose on this computer is kept; raises Missing for an account without a home."""
    from platformdirs import user_config_path

    return at_home(user_config_path) / "settings.json"


def told() -> Path | None:
    """The file the environment names."""
    given = os.environ.get(VARIABLE)
    return Path(given) if given else None


def usual() -> Path:
    """The file in the person's data folder; raises Missing for an account without a home."""
    from platformdirs import user_data_path

    return at_home(user_data_path) / NAME


def is_usual(path: Path) -> bool:
    """Whether it is the file in the person's data folder."""
    try:
        return path in (usual(), usual().resolve())
    except Missing:
        return False


def at_home(folder: Callable[..., Path]) -> Path:
    """A folder of ours in the home of the account, which may have none."""
    try:
        found = folder("Shuangyuan", appauthor=False)
    except RuntimeError:
        found = Path("~")
    if not found.is_absolute():  # else a folder called ~ would be made
        raise Missing(
            _("这个账户没有个人文件夹；请用 --database 或环境变量 {name} 指定数据库文件").format(name=VARIABLE)
        )
    return found


def sample_beside(path: Path, sample: str) -> Path:
    """The file of its own that a sample (CITY or SCHOOL) has beside a database, in which nothing of it is ever put."""
    return path.with_name(f"{path.stem}-{sample}{path.suffix}")


def own_beside(path: Path) -> Path:
    """The database that the file of a sample lies beside; any other file is its own."""
    for sample in (SCHOOL, CITY):
        stem = path.stem.removesuffix(f"-{sample}")
        if stem not in (path.stem, ""):
            return path.with_name(stem + path.suffix)
    return path


def chosen(key: str) -> Any:
    """What a person chose in the window; None when there is nothing under that key."""
    try:
        return json.loads(settings_file().read_text("utf-8"))[key]
    except (OSError, ValueError, KeyError, TypeError, Missing):
        return None


def remembered() -> Path | None:
    """The file a person chose in the window."""
    kept = chosen(REMEMBERED)
    return Path(kept) if isinstance(kept, str) else None


def default_database() -> Path:
    """SHUANGYUAN_DATABASE, else the place chosen in the window, else the user's data folder."""
    return told() or remembered() or usual()
