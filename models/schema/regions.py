"""Administrative divisions (GB/T 2260), where an unknown code is doubtful but never an error (specification §3.2)."""

from typing import ClassVar

from models.schema.types import Code


class RegionCode(Code):
    """A six-digit division code or its name; typed rather than chosen, because there are some seven thousand."""

    kind: ClassVar[str] = "text"
    align: ClassVar[str] = "left"
    width: ClassVar[int] = 18

    def __init__(self) -> None:
        super().__init__("region")
