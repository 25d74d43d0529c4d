"""Trips that are followed while somebody makes them."""
import sqlalchemy as sa
from alembic import op

revision = "0002_followed_trips"
down_revision = "0001_frame"


def upgrade() -> None:
    op.create_table(
        "followed_trip",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request", sa.LargeBinary(96 * 1024), nullable=False),
        sa.Column("heard", sa.LargeBinary(1024), nullable=True),
        sa.Column("share_position", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_followed_trip"),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name="fk_followed_trip_device_id", ondelete="CASCADE"),
    )
    op.create_index("ix_followed_trip_device_id", "followed_trip", ["device_id"])
    op.create_index("ix_followed_trip_expires_at", "followed_trip", ["expires_at"])
