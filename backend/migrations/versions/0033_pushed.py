"""Notices are counted for each person, so that whoever listens misses none; and phones may ring for them."""
import sqlalchemy as sa
from alembic import op

revision = "0033_pushed"
down_revision = "0032_ride_work"


def upgrade() -> None:
    op.create_table(
        "notice_listener",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("last_no", sa.Integer(), nullable=False),
        sa.Column("push", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(account_id IS NULL) <> (device_id IS NULL)", name=op.f("ck_notice_listener_one_person")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_listener_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_notice_listener_device_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_listener")),
        sa.UniqueConstraint("account_id", name=op.f("uq_notice_listener_account_id")),
        sa.UniqueConstraint("device_id", name=op.f("uq_notice_listener_device_id")),
    )
    op.add_column("request_notice", sa.Column("no", sa.Integer(), nullable=True))
    op.add_column("request_notice", sa.Column("push_at", sa.DateTime(timezone=True), nullable=True))
    for person in ("account_id", "device_id"):
        op.create_index(op.f(f"ix_request_notice_{person}_no"), "request_notice", [person, "no"])
