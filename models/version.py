"""The number of the program, and which of two is the newer."""

VERSION = "0.1.0"
_PARTS = 4  # of a number at most


def program_version() -> str:
    """The number of this program."""
    return VERSION


def parts_of(number: str) -> tuple[int, ...]:
    """A number as its parts, which can be compared; () for what is none."""
    parts = number.split(".")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() for part in parts) else ()


def is_newer(number: str) -> bool:
    """Whether a number is newer than that of this program; what is no number is not."""
    return _padded(number) > _padded(program_version())


def _padded(number: str) -> tuple[int, ...]:
    parts = parts_of(number)
    return parts + (0,) * (_PARTS - len(parts))
