"""When a car park is shut."""
import sqlalchemy as sa
from alembic import op

revision = "0020_parking_closings"
down_revision = "0019_people_leftovers"


def upgrade() -> None:
    op.create_table(
        "parking_closing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_parking_closing_interval")),
        sa.ForeignKeyConstraint(["site_id"], ["parking_site.id"], name=op.f("fk_parking_closing_site_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parking_closing")),
    )
    op.create_index("ix_parking_closing_site_id_ends_at", "parking_closing", ["site_id", "ends_at"])
