"""Where this person's database is when no command says otherwise: told by the environment, remembered, or usual."""

import json
import os
from pathlib import Path

VARIABLE = "SHUANGYUAN_DATABASE"
REMEMBERED = "database"  # key of the settings
NAME = "shuangyuan.db"


def settings_file() -> Path:
    """Where what a person chose on this computer is kept."""
    from platformdirs import user_config_path

    return user_config_path("Shuangyuan", appauthor=False) / "settings.json"


def told() -> Path | None:
    """The file the environment names."""
    given = os.environ.get(VARIABLE)
    return Path(given) if given else None


def usual() -> Path:
    """The file in the person's data folder."""
    from platformdirs import user_data_path

    return user_data_path("Shuangyuan", appauthor=False) / NAME


def remembered() -> Path | None:
    """The file a person chose in the window."""
    try:
        kept = json.loads(settings_file().read_text("utf-8"))
        return Path(kept[REMEMBERED])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def default_database() -> Path:
    """SHUANGYUAN_DATABASE, else the place chosen in the window, else the user's data folder."""
    return told() or remembered() or usual()
