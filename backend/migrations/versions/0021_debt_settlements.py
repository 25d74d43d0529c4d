"""How debts of travellers end."""
import sqlalchemy as sa
from alembic import op

revision = "0021_debt_settlements"
down_revision = "0020_parking_closings"


def upgrade() -> None:
    op.create_table(
        "debt_settlement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("how", sa.String(20), nullable=False),
        sa.Column("grounds", sa.String(200), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("seconded_by", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("how IN ('collected', 'written_off')", name=op.f("ck_debt_settlement_how")),
        sa.CheckConstraint("seconded_by IS NULL OR given_by IS NULL OR seconded_by <> given_by", name=op.f("ck_debt_settlement_two")),
        sa.CheckConstraint("(done_at IS NULL) = (amount_minor IS NULL)", name=op.f("ck_debt_settlement_done")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_debt_settlement_booking_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["given_by"], ["account.id"], name=op.f("fk_debt_settlement_given_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["seconded_by"], ["account.id"], name=op.f("fk_debt_settlement_seconded_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_settlement")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_debt_settlement_booking_id")),
    )
    op.create_index(op.f("ix_debt_settlement_given_by"), "debt_settlement", ["given_by"])
    op.create_index(op.f("ix_debt_settlement_seconded_by"), "debt_settlement", ["seconded_by"])
