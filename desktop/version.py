"""The number of the program."""

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """The number of this program."""
    try:
        return version("shuangyuan")
    except PackageNotFoundError:  # run from the sources
        return "0.1.0"
