"""Acts count the records they wrote, as people count them: each once, without what the program keeps beside them."""

from alembic import op

revision = "0010"
down_revision = "0009"

_BESIDE = (
    "status_period", "waiver", "enterprise_major", "post_major", "order_class_enterprise", "order_class_major",
    "placement_plan_major",
)  # fmt: skip
_COUNT = "SELECT count(DISTINCT c.entity || c.record_id) FROM change AS c WHERE c.change_set_id = change_set.id"


def upgrade() -> None:
    """Apply the step; an act that wrote nothing else counts what is kept beside records."""
    beside = ", ".join(f"'{name}'" for name in _BESIDE)
    op.execute(f"UPDATE change_set SET change_count = ({_COUNT})")  # noqa: S608 - words of our own
    op.execute(
        f"UPDATE change_set SET change_count = ({_COUNT} AND c.entity NOT IN ({beside})) "  # noqa: S608
        f"WHERE EXISTS (SELECT 1 FROM change AS d WHERE d.change_set_id = change_set.id AND d.entity NOT IN ({beside}))"
    )
