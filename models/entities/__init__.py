"""Every entity; importing this package completes the metadata."""

from models.entities import (
    audit,
    enrolment,
    enterprises,
    groups,
    order_classes,
    people,
    placements,
    programmes,
    schools,
)

__all__ = [
    "audit",
    "enrolment",
    "enterprises",
    "groups",
    "order_classes",
    "people",
    "placements",
    "programmes",
    "schools",
]
