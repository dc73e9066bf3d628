"""How values SQLite has no type for are kept in a column."""

from collections.abc import Sequence
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator


class Scaled(TypeDecorator[Decimal]):
    """A decimal kept as a whole number of its smallest unit, because SQLite would make a float of it."""

    impl = sa.BigInteger
    cache_ok = True

    def __init__(self, places: int = 2) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: object) -> int | None:  # noqa: ARG002 - signature
        """Decimal -> whole number of units."""
        return None if value is None else int(Decimal(value).scaleb(self.places))

    def process_result_value(self, value: int | None, dialect: object) -> Decimal | None:  # noqa: ARG002 - signature
        """Whole number of units -> Decimal."""
        return None if value is None else Decimal(value).scaleb(-self.places)


class CodeSet(TypeDecorator[tuple[str, ...]]):
    """Several codes in one text `,1,3,`, so that one of them is found with LIKE '%,3,%'."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: object) -> str | None:  # noqa: ARG002 - signature
        """Codes -> `,1,3,`."""
        return f",{','.join(value)}," if value else None

    def process_result_value(self, value: str | None, dialect: object) -> tuple[str, ...] | None:  # noqa: ARG002 - signature
        """`,1,3,` -> codes."""
        return tuple(value.strip(",").split(",")) if value else None
