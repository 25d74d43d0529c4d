"""Addresses that change, accounts that nobody uses, devices of inspectors, rights looked at."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019_people_leftovers"
down_revision = "0018_money_details"


def upgrade() -> None:
    add_rights()
    make_address_change()
    note_when_accounts_were_used()
    op.add_column("account_session", sa.Column("only_role", sa.String(16), nullable=True))


def add_rights() -> None:
    words = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("booking_leg", sa.Column("rights", words, nullable=False, server_default="[]"))
    op.add_column("inspection", sa.Column("right_shown", sa.Boolean(), nullable=True))


def make_address_change() -> None:
    op.create_table(
        "address_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_key", sa.String(254), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(32), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("tries >= 0 AND tries <= 5", name=op.f("ck_address_change_tries")),
        sa.CheckConstraint("done_at IS NULL OR due_at IS NOT NULL", name=op.f("ck_address_change_done")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_address_change_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
    )
    op.create_index(op.f("ix_address_change_account_id"), "address_change", ["account_id"])
    op.create_index(op.f("ix_address_change_email_key"), "address_change", ["email_key"])
    op.create_index(op.f("ix_address_change_expires_at"), "address_change", ["expires_at"])


def note_when_accounts_were_used() -> None:
    """Nobody noted it before, so it counts from the next time that somebody does, or from when the account was made."""
    op.add_column("account", sa.Column("last_day", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("unused_told_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_account_last_day"), "account", ["last_day"])
