"""A report, and a voice, stand once whatever pass they are sent with."""
from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0006_sent_once"
down_revision = "0005_obstacles"


def upgrade() -> None:
    sent = op.create_table(
        "sent_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("obstacle_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(32), nullable=False),
        sa.Column("content", sa.LargeBinary(32), nullable=True),
        sa.Column("merged", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_report")),
        sa.ForeignKeyConstraint(["obstacle_id"], ["obstacle.id"], name=op.f("fk_sent_report_obstacle_id"), ondelete="CASCADE"),
        sa.UniqueConstraint("name", name=op.f("uq_sent_report_name")),
    )
    op.create_index(op.f("ix_sent_report_obstacle_id"), "sent_report", ["obstacle_id"])
    op.add_column("obstacle_vote", sa.Column("sent_key", sa.LargeBinary(32), nullable=True))
    op.create_index(op.f("ix_obstacle_vote_obstacle_id_sent_key"), "obstacle_vote", ["obstacle_id", "sent_key"], unique=True)
    take_over(sent)


def take_over(sent: sa.Table) -> None:
    """Reports that are there already; where two passes sent one key the first is it, as it is from now on."""
    report = sa.table("obstacle_report", *(sa.column(name) for name in ("id", "obstacle_id", "sent_key", "merged")))
    columns = (report.c.sent_key, sa.type_coerce(report.c.obstacle_id, sa.Uuid()), sa.type_coerce(report.c.merged, sa.Boolean()))
    first = {}
    for key, obstacle_id, merged in op.get_bind().execute(sa.select(*columns).order_by(report.c.id)):
        first.setdefault(bytes(key), (obstacle_id, merged))
    now = datetime.now(UTC)
    rows = [
        {"id": uuid4(), "obstacle_id": obstacle_id, "name": key, "content": None, "merged": merged, "created_at": now, "updated_at": now}
        for key, (obstacle_id, merged) in first.items()
    ]
    if rows:
        op.bulk_insert(sent, rows)
