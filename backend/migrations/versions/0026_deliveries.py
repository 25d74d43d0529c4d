"""Service requests delivered to others, and keys of those who file with us."""
import sqlalchemy as sa
from alembic import op

revision = "0026_deliveries"
down_revision = "0025_request_photos"


def upgrade() -> None:
    op.create_table(
        "open311_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("per_minute >= 1 AND per_minute <= 6000", name=op.f("ck_open311_key_per_minute")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open311_key")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_open311_key_key_hash")),
    )
    create_delivery()


def create_delivery() -> None:
    op.create_table(
        "request_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("idem_key", sa.String(64), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_id", sa.String(100), nullable=True),
        sa.Column("token", sa.String(100), nullable=True),
        sa.Column("external_status", sa.String(40), nullable=True),
        sa.Column("closed_there_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(100), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("channel IN ('inbox', 'email', 'open311', 'webhook')", name=op.f("ck_request_delivery_channel")),
        sa.CheckConstraint("status IN ('queued', 'sent', 'confirmed', 'failed', 'dead')", name=op.f("ck_request_delivery_status")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_request_delivery_tries")),
        sa.CheckConstraint(
            "status <> 'confirmed' OR channel <> 'open311' OR external_id IS NOT NULL", name=op.f("ck_request_delivery_confirmed")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_request_delivery_body_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_request_delivery_request_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_delivery")),
        sa.UniqueConstraint("idem_key", name=op.f("uq_request_delivery_idem_key")),
    )
    op.create_index("ix_request_delivery_body_id_status", "request_delivery", ["body_id", "status"])
    op.create_index(op.f("ix_request_delivery_request_id"), "request_delivery", ["request_id"])
