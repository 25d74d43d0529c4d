"""Addresses by which phones are reached while their app is closed."""
import sqlalchemy as sa
from alembic import op

revision = "0034_push_endpoints"
down_revision = "0033_pushed"


def upgrade() -> None:
    op.create_table(
        "push_endpoint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(1433), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(account_id IS NULL) <> (device_id IS NULL)", name=op.f("ck_push_endpoint_one_person")),
        sa.CheckConstraint("(account_id IS NULL) = (session_id IS NULL)", name=op.f("ck_push_endpoint_one_phone")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_push_endpoint_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session_id"], ["account_session.id"], name=op.f("fk_push_endpoint_session_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_push_endpoint_device_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_endpoint")),
        sa.UniqueConstraint("session_id", name=op.f("uq_push_endpoint_session_id")),
        sa.UniqueConstraint("device_id", name=op.f("uq_push_endpoint_device_id")),
    )
    op.create_index(op.f("ix_push_endpoint_account_id"), "push_endpoint", ["account_id"])
