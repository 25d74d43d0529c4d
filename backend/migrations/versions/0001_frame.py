"""The frame: passes of devices, answers to repeated writes, what is still to be done outside."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001_frame"
down_revision = None

WAITING = sa.text("done_at IS NULL AND dead_at IS NULL")


def upgrade() -> None:
    create_device()
    create_idempotency_record()
    create_outbox_entry()


def json_column(name: str) -> sa.Column:
    return sa.Column(name, sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False)


def moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def create_device() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        moment("expires_at"),
        moment("created_at"),
        moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_device"),
        sa.UniqueConstraint("token_hash", name="uq_device_token_hash"),
    )
    op.create_index("ix_device_expires_at", "device", ["expires_at"])


def create_idempotency_record() -> None:
    op.create_table(
        "idempotency_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        json_column("headers"),
        sa.Column("body", sa.LargeBinary(64 * 1024), nullable=True),
        moment("expires_at"),
        moment("created_at"),
        moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_idempotency_record"),
        sa.UniqueConstraint("actor", "key", name="uq_idempotency_record_actor_key"),
    )
    op.create_index("ix_idempotency_record_expires_at", "idempotency_record", ["expires_at"])


def create_outbox_entry() -> None:
    op.create_table(
        "outbox_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        json_column("payload"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        moment("next_at"),
        sa.Column("lock_id", sa.Uuid(), nullable=True),
        moment("done_at", nullable=True),
        moment("dead_at", nullable=True),
        sa.Column("last_error", sa.String(100), nullable=True),
        moment("created_at"),
        moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_entry"),
        sa.UniqueConstraint("key", name="uq_outbox_entry_key"),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_entry_attempts")),
        sa.CheckConstraint("done_at IS NULL OR dead_at IS NULL", name=op.f("ck_outbox_entry_one_end")),
        sa.CheckConstraint("lock_id IS NULL OR (done_at IS NULL AND dead_at IS NULL)", name=op.f("ck_outbox_entry_lock")),
    )
    op.create_index("ix_outbox_entry_due", "outbox_entry", ["next_at"], postgresql_where=WAITING, sqlite_where=WAITING)
    op.create_index("ix_outbox_entry_done_at", "outbox_entry", ["done_at"])
