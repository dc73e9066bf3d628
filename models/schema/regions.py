"""Administrative divisions (GB/T 2260), where an unknown code is doubtful but never an error (specification §3.2)."""

from typing import Any

from models.schema.complaints import Reading
from models.schema.types import Code


class RegionCode(Code):
    """A six-digit division code or its name; abolished codes are common in identity numbers and papers."""

    kind = "text"
    align = "left"
    width = 14

    def __init__(self) -> None:
        super().__init__("region")

    def read(self, raw: Any) -> Reading:
        """As Code, and names written with their province and city in front: 辽宁省沈阳市和平区."""
        value, complaints = super().read(raw)
        if complaints and value is not None:
            for start in range(1, len(value) - 1):
                found = self.codes.find(value[start:])
                if found is not None and found.parent:
                    return found.code, ()
        return value, complaints
