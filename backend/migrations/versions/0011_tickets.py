"""Tickets: their numbers, the phones that hold them, inspections, the kill list."""
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0011_tickets"
down_revision = "0010_payment_events"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    op.create_table(
        "ticket_number",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(6), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_number_ticket_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_number")),
        sa.UniqueConstraint("number", name=op.f("uq_ticket_number_number")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_ticket_number_ticket_id")),
    )
    op.create_table(
        "ticket_issue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("holder_key", sa.LargeBinary(65), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_issue_ticket_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_issue")),
    )
    op.create_index(op.f("ix_ticket_issue_ended_at"), "ticket_issue", ["ended_at"])
    op.create_index(op.f("ix_ticket_issue_ticket_id"), "ticket_issue", ["ticket_id"])
    held = sa.text("ended_at IS NULL")
    op.create_index("uq_ticket_issue_held", "ticket_issue", ["ticket_id"], unique=True, postgresql_where=held, sqlite_where=held)
    op.create_table(
        "inspection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inspector_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome IN ('COUNTED', 'REPEATED', 'AFTER_KILL', 'NOT_COUNTED')", name=op.f("ck_inspection_outcome")),
        sa.ForeignKeyConstraint(["issue_id"], ["ticket_issue.id"], name=op.f("fk_inspection_issue_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_inspection_ticket_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
    )
    op.create_index(op.f("ix_inspection_ticket_id"), "inspection", ["ticket_id"])
    op.create_table(
        "number_lookup",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("inspector_id", sa.Uuid(), nullable=False),
        sa.Column("hit", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_lookup")),
    )
    op.create_index(op.f("ix_number_lookup_inspector_id_created_at"), "number_lookup", ["inspector_id", "created_at"])
    begin_kill_list()


def begin_kill_list() -> None:
    """Its one row: every process changes it, none has to be the first."""
    table = op.create_table(
        "kill_list_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kill_list_version")),
    )
    first = {"id": UUID(int=1), "version": 0, "digest": sha256().digest(), "created_at": EPOCH, "updated_at": EPOCH}
    op.bulk_insert(table, [first])
