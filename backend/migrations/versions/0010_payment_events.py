"""Events of the payment service, who is known there, links to the page of payment."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010_payment_events"
down_revision = "0009_bookings"


def made() -> list[sa.Column]:
    return [sa.Column("created_at", sa.DateTime(timezone=True), nullable=False), sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False)]


def upgrade() -> None:
    add_events()
    add_customers()
    add_links()


def add_events() -> None:
    op.create_table(
        "payment_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.String(255), nullable=False),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("object_kind", sa.String(60), nullable=False),
        sa.Column("object_id", sa.String(255), nullable=False),
        sa.Column("object_rank", sa.Integer(), nullable=False),
        sa.Column("api_version", sa.String(60), nullable=True),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(20), nullable=True),
        *made(),
        sa.CheckConstraint("outcome IN ('applied', 'stale', 'ignored', 'quarantined')", name=op.f("ck_payment_event_outcome")),
        sa.CheckConstraint("(handled_at IS NULL) = (outcome IS NULL)", name=op.f("ck_payment_event_handled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_event")),
        sa.UniqueConstraint("event_id", name=op.f("uq_payment_event_event_id")),
    )
    op.create_index(op.f("ix_payment_event_created_at"), "payment_event", ["created_at"])
    op.create_index(op.f("ix_payment_event_object_id"), "payment_event", ["object_id"])
    waits = sa.text("handled_at IS NULL")
    op.create_index(op.f("ix_payment_event_open"), "payment_event", ["created_at"], postgresql_where=waits, sqlite_where=waits)
    op.create_table(
        "payment_endpoint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(300), nullable=False),
        sa.Column("endpoint_id", sa.String(255), nullable=False),
        sa.Column("secret", sa.String(200), nullable=False),
        *made(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_endpoint")),
        sa.UniqueConstraint("url", name=op.f("uq_payment_endpoint_url")),
    )


def add_customers() -> None:
    op.create_table(
        "payment_customer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.String(255), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_text", sa.String(20), nullable=True),
        *made(),
        sa.CheckConstraint("(agreed_at IS NULL) = (agreed_text IS NULL)", name=op.f("ck_payment_customer_agreed")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_payment_customer_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_customer")),
        sa.UniqueConstraint("account_id", name=op.f("uq_payment_customer_account_id")),
        sa.UniqueConstraint("customer_id", name=op.f("uq_payment_customer_customer_id")),
    )
    op.create_table(
        "failed_card",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(255), nullable=False),
        *made(),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_failed_card_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_card")),
        sa.UniqueConstraint("reference", name=op.f("uq_failed_card_reference")),
    )
    op.create_index(op.f("ix_failed_card_account_id_created_at"), "failed_card", ["account_id", "created_at"])
    op.create_index(op.f("ix_failed_card_created_at"), "failed_card", ["created_at"])


def add_links() -> None:
    op.create_table(
        "pay_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("setup_id", sa.String(255), nullable=True),
        sa.Column("secret_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("page_hash", sa.LargeBinary(32), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        *made(),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_pay_link_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_link")),
        sa.UniqueConstraint("page_hash", name=op.f("uq_pay_link_page_hash")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_pay_link_secret_hash")),
    )
    op.create_index(op.f("ix_pay_link_account_id"), "pay_link", ["account_id"])
    op.create_index(op.f("ix_pay_link_booking_id"), "pay_link", ["booking_id"])
    op.create_index(op.f("ix_pay_link_expires_at"), "pay_link", ["expires_at"])
