"""What a file may cost the child process that reads it, and how the child says that a file cannot be read."""

CHILD_ARGUMENT = "--read-workbook"  # the frozen program starts its own child with this
MEMORY_LIMIT = 1 << 30  # bytes of address space; 100 000 rows x 30 columns need a third of it
FILE_LIMIT = 256 << 20  # bytes on disk
PART_LIMIT = 400 << 20  # bytes of one unpacked part of a zip container
UNPACKED_LIMIT = 600 << 20  # bytes of all parts a parser would unpack
PACKING_LIMIT = 200  # times a large part may shrink; sheets shrink 5 to 40 times, bombs 1 000 times
PARTS_LIMIT = 20_000
AREA_LIMIT = 4_000_000  # cells of a bounding box that may be mostly empty
CELLS_LIMIT = 40_000_000  # cells of any bounding box
SPARSE = 10  # times an area may be larger than the number of its cells
BASE_SECONDS = 10.0
SECONDS_PER_MEGABYTE = 2.0


class Unreadable(Exception):  # noqa: N818 - a finding about the file, told to the parent, not an error of ours
    """Why a file cannot be read: a reason of `refusal.py` and what its sentence needs."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def address(row: int, column: int) -> str:
    """The name of a cell at a 0-based position: (0, 0) is A1."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"


def check_area(row: int, column: int, cells: int | None = None) -> None:
    """Raise Unreadable("far-cell") when the last cell, at a 0-based position, spans an area hardly filled by `cells`."""
    area = (row + 1) * (column + 1)
    if area > CELLS_LIMIT or (cells is not None and area > AREA_LIMIT and area > SPARSE * cells):
        raise Unreadable("far-cell", address(row, column))


def seconds_for(size: int) -> float:
    """How long reading a file of `size` bytes may take, in seconds."""
    return BASE_SECONDS + SECONDS_PER_MEGABYTE * size / (1 << 20)
