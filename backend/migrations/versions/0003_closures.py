"""Closures by the staff of the city."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003_closures"
down_revision = "0002_followed_trips"


def upgrade() -> None:
    op.create_table(
        "staff_closure",
        sa.Column("id", sa.Uuid(), nullable=False),
        json_column("geometry"),
        json_column("modes"),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.String(2000), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_closure"),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_staff_closure_interval")),
    )
    op.create_index("ix_staff_closure_ends_at", "staff_closure", ["ends_at"])


def json_column(name: str) -> sa.Column:
    return sa.Column(name, sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False)
