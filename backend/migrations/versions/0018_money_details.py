"""Debts, claims and disputes."""
import sqlalchemy as sa
from alembic import op

revision = "0018_money_details"
down_revision = "0017_occupancy"


def upgrade() -> None:
    make_kept()
    make_claims()
    make_proofs()
    make_disputes()
    op.add_column("payment", sa.Column("refusal", sa.String(20), nullable=True))
    op.add_column("transfer", sa.Column("kept_id", sa.Uuid(), nullable=True))


def rows() -> tuple[sa.Column, ...]:
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )


def make_kept() -> None:
    op.create_table(
        "cap_kept",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("leg_id", sa.Uuid(), nullable=False),
        sa.Column("for_leg_id", sa.Uuid(), nullable=True),
        sa.Column("account", sa.String(120), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("earned_minor", sa.BigInteger(), nullable=True),
        *rows(),
        sa.ForeignKeyConstraint(["leg_id"], ["booking_leg.id"], name=op.f("fk_cap_kept_leg_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["for_leg_id"], ["booking_leg.id"], name=op.f("fk_cap_kept_for_leg_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cap_kept")),
    )
    op.create_index(op.f("ix_cap_kept_leg_id"), "cap_kept", ["leg_id"])
    op.create_index(op.f("ix_cap_kept_for_leg_id"), "cap_kept", ["for_leg_id"])


def make_claims() -> None:
    op.create_table(
        "leg_claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("leg_no", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(20), nullable=False),
        sa.Column("words", sa.String(1000), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_minor", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        *rows(),
        sa.CheckConstraint("cause IN ('not_run', 'late', 'not_usable', 'wrong_price', 'other')", name=op.f("ck_leg_claim_cause")),
        sa.CheckConstraint("state IN ('open', 'upheld', 'refused')", name=op.f("ck_leg_claim_state")),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("ck_leg_claim_decided")),
        sa.CheckConstraint("(state = 'upheld') = (due_minor IS NOT NULL)", name=op.f("ck_leg_claim_upheld")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_leg_claim_booking_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_leg_claim_decided_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leg_claim")),
        sa.UniqueConstraint("booking_id", "leg_no", name=op.f("uq_leg_claim_booking_id_leg_no")),
    )
    op.create_index(op.f("ix_leg_claim_decided_by"), "leg_claim", ["decided_by"])
    op.create_index("ix_leg_claim_state_due_at", "leg_claim", ["state", "due_at"])


def make_proofs() -> None:
    op.create_table(
        "paid_otherwise",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("refund_id", sa.Uuid(), nullable=False),
        sa.Column("proof", sa.String(200), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("seconded_by", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        *rows(),
        sa.CheckConstraint("seconded_by IS NULL OR given_by IS NULL OR seconded_by <> given_by", name=op.f("ck_paid_otherwise_two")),
        sa.ForeignKeyConstraint(["refund_id"], ["refund.id"], name=op.f("fk_paid_otherwise_refund_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["given_by"], ["account.id"], name=op.f("fk_paid_otherwise_given_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["seconded_by"], ["account.id"], name=op.f("fk_paid_otherwise_seconded_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paid_otherwise")),
        sa.UniqueConstraint("refund_id", name=op.f("uq_paid_otherwise_refund_id")),
    )
    op.create_index(op.f("ix_paid_otherwise_given_by"), "paid_otherwise", ["given_by"])
    op.create_index(op.f("ix_paid_otherwise_seconded_by"), "paid_otherwise", ["seconded_by"])


def make_disputes() -> None:
    op.create_table(
        "dispute",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.String(255), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        *rows(),
        sa.CheckConstraint("state IN ('open', 'won', 'lost')", name=op.f("ck_dispute_state")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_dispute_payment_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_dispute_provider_id")),
    )
    op.create_index(op.f("ix_dispute_payment_id"), "dispute", ["payment_id"])
