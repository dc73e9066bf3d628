"""Every entity; importing this package completes the metadata."""

from models.entities import (
    attachments,
    audit,
    enrolment,
    enterprises,
    graduation,
    groups,
    numbers,
    order_classes,
    people,
    placement_changes,
    placement_records,
    placements,
    policy,
    programmes,
    schools,
    status_changes,
)

__all__ = [
    "attachments",
    "audit",
    "enrolment",
    "enterprises",
    "graduation",
    "groups",
    "numbers",
    "order_classes",
    "people",
    "placement_changes",
    "placement_records",
    "placements",
    "policy",
    "programmes",
    "schools",
    "status_changes",
]
