"""What drivers and the desk need beside the plan: what drivers said that happened, once each."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032_ride_work"
down_revision = "0031_rides"


def upgrade() -> None:
    driven_event()


def driven_event() -> None:
    op.create_table(
        "driven_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shift_id", sa.Uuid(), nullable=False),
        sa.Column("ride_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refusal", sa.String(20), nullable=True),
        sa.Column("possible_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ticket", sa.String(40), nullable=True),
        sa.Column("proof", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('arrived', 'boarded', 'brought', 'no_show', 'break_begun', 'break_over', 'broken_down', 'delayed', 'position')",
            name=op.f("ck_driven_event_kind"),
        ),
        sa.ForeignKeyConstraint(["ride_id"], ["ride.id"], name=op.f("fk_driven_event_ride_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shift_id"], ["ride_shift.id"], name=op.f("fk_driven_event_shift_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_driven_event")),
    )
    op.create_index(op.f("ix_driven_event_ride_id"), "driven_event", ["ride_id"], unique=False)
    op.create_index("ix_driven_event_shift_id_at", "driven_event", ["shift_id", "at"], unique=False)
