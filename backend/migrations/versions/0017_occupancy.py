"""Readings of car parks and what was learned of them."""
import sqlalchemy as sa
from alembic import op

revision = "0017_occupancy"
down_revision = "0016_parking_care"


def upgrade() -> None:
    op.create_table(
        "occupancy_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("feed", sa.String(40), nullable=False),
        sa.Column("site", sa.String(200), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("readings", sa.LargeBinary(960), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("day >= 0", name=op.f("ck_occupancy_day_day")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupancy_day")),
        sa.UniqueConstraint("day", "feed", "site", name=op.f("uq_occupancy_day_day_feed_site")),
    )
    op.create_table(
        "forecast_model",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trained_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("body", sa.LargeBinary(67108864), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_model")),
        sa.UniqueConstraint("trained_until", name=op.f("uq_forecast_model_trained_until")),
    )
